"""The people of the demo: small programs on `qqdesk.client`, as anyone would write one."""

import itertools
import logging
import random
import threading

from qqdesk.client.client import Client
from qqdesk.client.errors import ClientError, ClosedError
from qqdesk.client.inbox import Inbox
from qqdesk.demo.cast import Role
from qqdesk.protocol.codes import AddAnswer, MessageKind, Status
from qqdesk.protocol.commands import WaitingMessage

logger = logging.getLogger(__name__)

THINKING_S = 0.7
WANDERING_S = 9.0


class Bot(threading.Thread):
    """One of the cast, on a client that is signed in, until `stop`."""

    def __init__(self, role: Role, client: Client) -> None:
        super().__init__(name=f"bot-{client.number}", daemon=True)
        self.role = role
        self.client = client
        self._lines = itertools.cycle(role.lines or ("…",))
        self._stopped = threading.Event()

    def run(self) -> None:
        try:
            for batch in Inbox(self.client):
                for message in batch:
                    self._take(message)
        except ClientError as error:
            if not self._stopped.is_set():
                logger.warning("A demo bot stopped: %s", error)

    def stop(self) -> None:
        self._stopped.set()
        self.client.close()
        if self.is_alive():
            self.join(2)

    def ask(self, number: int) -> None:
        """Ask to have somebody on one's list."""
        self.client.answer_add(number, AddAnswer.ASK, self.role.asks)

    def _take(self, message: WaitingMessage) -> None:
        if message.kind == MessageKind.REQUEST_GRANTED:
            self._say(message.sender, next(self._lines))
        elif message.kind == MessageKind.ADDED_ME and self.role.greeting:
            self.client.send_message(message.sender, self.role.greeting)
        elif message.kind == MessageKind.TEXT and self.role.echoes:
            self.client.send_message(message.sender, message.text)
        elif message.kind == MessageKind.TEXT:
            self._say(message.sender, next(self._lines))

    def _say(self, number: int, text: str) -> None:
        if not self._stopped.wait(THINKING_S):
            self.client.send_message(number, text)


class Wanderer(threading.Thread):
    """Lets one bot come and go."""

    def __init__(self, bot: Bot) -> None:
        super().__init__(name=f"wanderer-{bot.client.number}", daemon=True)
        self._bot = bot
        self._stopped = threading.Event()

    def run(self) -> None:
        moods = itertools.cycle((Status.INVISIBLE, Status.ONLINE, Status.BUSY, Status.ONLINE))
        try:
            while not self._stopped.wait(WANDERING_S * random.uniform(0.7, 1.3)):
                self._bot.client.change_status(next(moods))
        except ClosedError:
            return
        except ClientError as error:
            if not self._stopped.is_set():
                logger.warning("A demo bot stopped to wander: %s", error)

    def stop(self) -> None:
        self._stopped.set()
        if self.is_alive():
            self.join(2)
