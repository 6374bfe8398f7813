"""A robot that lets in everybody who asks to have it on their list, and greets them, each once for ever."""

import argparse

from qqdesk import Bot, Event, Request
from qqdesk.bot.events import Added

parser = argparse.ArgumentParser(description=__doc__)
parser.add_argument("address", help="of the server, as 127.0.0.1:8000")
parser.add_argument("number", type=int, help="of the robot; its password is asked for")
parser.add_argument("--greeting", default="Welcome, {name}!", help="what it says; {name} is their name (%(default)s)")
options = parser.parse_args()


class Welcome(Bot):
    """What can be done with decorators can be done with a class, too."""

    def handle_request(self, request: Request) -> None:
        request.accept()
        self.greet(request.sender)

    def handle_event(self, event: Event) -> None:
        # There is no method for this kind of event. It comes where the robot's account lets anybody add it, unasked.
        if isinstance(event, Added):
            self.greet(event.sender)
        super().handle_event(event)

    def greet(self, number: int) -> None:
        name = self.profile(number).nickname
        # The same key to the same person is sent once: who goes and comes again is not greeted again.
        self.send(number, options.greeting.format(name=name), key="welcome")


Welcome(options.address, options.number).run()
