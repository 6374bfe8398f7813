"""A server with the account of a bot, and people who write to it."""

import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from qqdesk.bot import bot
from qqdesk.bot.session import Session
from qqdesk.client.address import password_hash
from qqdesk.client.client import Client
from qqdesk.clock import Clock
from qqdesk.protocol.entry_kinds import MessageKind
from tests.helpers.inbox import Inbox
from tests.helpers.server import LocalServer, Server, local_server

BOT, ANN, BOB = 10001, 10002, 3456789012
PATIENCE_S = 60.0


@pytest.fixture(autouse=True)
def a_home_of_its_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Keep the tests away from the known servers and the devices of the developer."""
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    monkeypatch.setattr(bot, "config_dir", lambda: tmp_path / "config")
    monkeypatch.setattr(bot, "data_dir", lambda: tmp_path / "data")


@pytest.fixture
def server(tmp_path: Path) -> Iterator[LocalServer]:
    with local_server(tmp_path) as running:
        populate(running)
        yield running


def populate(server: Server) -> None:
    """Create the bot and two contacts."""
    for number, nickname in ((BOT, "机器人"), (ANN, "Ann"), (BOB, "Bob")):
        server.add_user(number, nickname=nickname)
    server.befriend(BOT, ANN)
    server.befriend(BOT, BOB)


class Person:
    """A person who writes to the bot and reads its replies."""

    def __init__(self, address: str, number: int) -> None:
        self.client = Client(address, number)
        self.client.login(password="secret")
        self.inbox = Inbox(self.client, wait=2)
        self._heard: list[str] = []
        """Texts that came together with others, for the next `hear`."""

    def say(self, *texts: str, to: int = BOT) -> None:
        for text in texts:
            self.client.send_message(to, text)

    def hear(self, count: int, *, sender: int = BOT) -> list[str]:
        """Return the next `count` texts."""
        deadline = threading.Event()
        timer = threading.Timer(PATIENCE_S, deadline.set)
        timer.start()
        try:
            while len(self._heard) < count and not deadline.is_set():
                self._heard += [m.text for m in self.inbox.poll() if m.kind == MessageKind.TEXT and m.sender == sender]
        finally:
            timer.cancel()
            timer.join()
        heard, self._heard = self._heard[:count], self._heard[count:]
        assert len(heard) == count, heard
        return heard

    def hears_nothing_more(self) -> bool:
        """Return whether there is no other text for this person."""
        return not self._heard and not [m for m in self.inbox.poll(0) if m.kind == MessageKind.TEXT]


MakePerson = Callable[..., Person]
MakeSession = Callable[..., Session]


@pytest.fixture
def person() -> Iterator[MakePerson]:
    with ExitStack() as stack:

        def make(address: str, number: int = ANN) -> Person:
            made = Person(address, number)
            stack.enter_context(made.client)
            return made

        yield make


@pytest.fixture
def session() -> Iterator[MakeSession]:
    """Return a factory of sessions, which stop after the test."""
    with ExitStack() as stack:

        def make(address: str, number: int = BOT, password: str = "secret", clock: Clock | None = None) -> Session:
            made = Session(Client(address, number, clock=clock), password_hash(password))
            stack.enter_context(made)
            return made

        yield make
