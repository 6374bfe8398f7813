"""A bot that accepts every request to add it and greets each person once."""

import argparse

from qqdesk import Bot, Event, Request
from qqdesk.bot.events import Added

parser = argparse.ArgumentParser(description=__doc__)
parser.add_argument("address", help="of the server, as 127.0.0.1:8000")
parser.add_argument("number", type=int, help="of the bot; its password is asked for")
parser.add_argument("--greeting", default="Welcome, {name}!", help="what it says; {name} is their name (%(default)s)")
options = parser.parse_args()


class Welcome(Bot):
    """A subclass with methods in place of decorated functions."""

    def handle_request(self, request: Request) -> None:
        request.accept()
        self.greet(request.sender)

    def handle_event(self, event: Event) -> None:
        # `Added` has no method of its own. It comes if the account allows anyone to add it.
        if isinstance(event, Added):
            self.greet(event.sender)
        super().handle_event(event)

    def greet(self, number: int) -> None:
        name = self.profile(number).nickname
        # The server stores one message for each person and key, so a person is greeted once.
        self.send(number, options.greeting.format(name=name), key="welcome")


Welcome(options.address, options.number).run()
