"""The `Bot` API: handlers, requests, start and stop."""

import logging
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest

import qqdesk
from qqdesk import Bot, Event, Message, Presence, Request, SessionEndedError, Status
from qqdesk.bot import bot_password, events
from qqdesk.bot.errors import NoPasswordError, StoppedError
from qqdesk.bot.events import Answered, Edited, Reaction, Recalled
from qqdesk.client.client import Client
from qqdesk.protocol.change_commands import Edit, React, Recall
from qqdesk.protocol.codes import AddAnswer, AddOutcome
from qqdesk.protocol.commands import AnswerAdd, WaitingMessage
from qqdesk.protocol.device_commands import ListDevices
from qqdesk.protocol.entry_kinds import MessageKind
from qqdesk.protocol.errors import LocalError
from qqdesk.protocol.message_ref import MessageRef
from qqdesk.server.settings.settings import Settings
from tests.bot.conftest import ANN, BOB, BOT, PATIENCE_S, MakePerson, populate
from tests.helpers.inbox import Inbox
from tests.helpers.server import LocalServer, local_server


class Recorder(Bot):
    """A bot as a subclass; a test can wait for its events."""

    def __init__(self, address: str, number: int = BOT, password: str | None = "secret") -> None:
        super().__init__(address, number, password)
        self.happened: list[Event] = []
        self.errors: list[Exception] = []
        self.more = threading.Condition()

    def handle_event(self, event: Event) -> None:
        super().handle_event(event)
        self._note(self.happened, event)

    def handle_error(self, error: Exception, event: Event | None) -> None:
        super().handle_error(error, event)
        self._note(self.errors, error)

    def _note(self, where: list, what: object) -> None:  # type: ignore[type-arg]
        with self.more:
            where.append(what)
            self.more.notify_all()

    def wait_for(self, kind: type[Event], count: int = 1) -> list[Event]:
        """Wait for `count` handled events of a kind."""

        def found() -> list[Event]:
            return [event for event in self.happened if isinstance(event, kind)]

        with self.more:
            assert self.more.wait_for(lambda: len(found()) >= count, PATIENCE_S), self.happened
            return found()


@pytest.fixture
def bots() -> Iterator[ExitStack]:
    """Stop the entered bots after the test."""
    with ExitStack() as stack:
        yield stack


def test_functions_and_methods_are_called_in_order(server: LocalServer, bots: ExitStack, person: MakePerson) -> None:
    bot = Recorder(server.address)
    called: list[str] = []

    @bot.on_message
    def first(message: Message) -> None:
        called.append(f"first {message.text}")
        message.reply(message.text.upper())

    @bot.on_message
    def second(message: Message) -> None:
        called.append(f"second {message.text}")

    bots.enter_context(bot)
    ann = person(server.address)
    ann.say("one", "two")
    assert ann.hear(2) == ["ONE", "TWO"]
    bot.wait_for(Message, 2)
    assert called == ["first one", "second one", "first two", "second two"]


def test_changes_of_messages_are_events_and_no_texts(server: LocalServer, bots: ExitStack, person: MakePerson) -> None:
    bot = Recorder(server.address)
    emojis: list[tuple[MessageRef, str]] = []

    @bot.on_reaction
    def react(reaction: Reaction) -> None:
        emojis.append((reaction.message, reaction.emoji))

    @bot.on_message
    def answer(message: Message) -> None:
        message.react("👍")
        message.reply(message.text.upper(), quote=True)

    bots.enter_context(bot)
    client = person(server.address).client
    key, ids = "a" * 32, iter(f"{number:032x}" for number in range(10))
    client.send_message(BOT, "one", key)
    (message,) = bot.wait_for(Message)
    assert isinstance(message, Message) and message.ref == MessageRef(ANN, key)
    rows = [row for row in waiting(client, 2) if row.ref is not None]
    assert [(row.kind, row.text, row.ref) for row in rows] == [
        (MessageKind.REACTED, "👍", MessageRef(ANN, key, BOT)),
        (MessageKind.TEXT, "ONE", MessageRef(ANN, key)),
    ]
    answered = MessageRef(BOT, rows[1].client_id or "")
    client.request(React(BOT, answered, next(ids), "🎉"))
    client.request(Edit(BOT, message.ref, next(ids), "two"))
    assert [event.text for event in bot.wait_for(Edited) if isinstance(event, Edited)] == ["two"]
    client.request(Recall(BOT, message.ref, next(ids)))  # It empties the edit, too.
    bot.wait_for(Recalled)
    assert emojis == [(answered, "🎉")]
    assert len(bot.wait_for(Message)) == 1


def waiting(client: Client, count: int) -> list[WaitingMessage]:
    """Wait until so many entries with a reference came; return all."""
    rows: list[WaitingMessage] = []
    inbox = Inbox(client, wait=2)
    while len([row for row in rows if row.ref is not None]) < count:
        rows += inbox.poll()
    return rows


def test_an_error_is_logged_without_a_text_and_the_bot_continues(
    server: LocalServer, bots: ExitStack, person: MakePerson, caplog: pytest.LogCaptureFixture
) -> None:
    bot = Recorder(server.address)

    @bot.on_message
    def count(message: Message) -> None:
        message.reply(str(int(message.text) + 1))

    bots.enter_context(bot)
    ann = person(server.address)
    ann.say("a secret", "41")
    assert ann.hear(1) == ["42"]
    bot.wait_for(Message)
    assert [type(error) for error in bot.errors] == [ValueError]
    assert "ValueError in a function of the bot" in caplog.text
    assert "str(int(message.text) + 1)" in caplog.text
    assert "a secret" not in caplog.text
    bot.stop()
    again = Recorder(server.address)
    bots.enter_context(again)
    ann.say("another")
    (only,) = again.wait_for(Message)
    assert isinstance(only, Message)
    assert only.text == "another", "what went wrong counts as handled"


def test_requests_contacts_and_profiles(server: LocalServer, bots: ExitStack, person: MakePerson) -> None:
    server.add_user(10008, nickname="Dan")
    server.add_user(10009, nickname="Eve", city="Paris")
    server.add_user(10010, nickname="Finn", allow=int(AddOutcome.ADDED))
    bot = Recorder(server.address)

    @bot.on_request
    def decide(request: Request) -> None:
        if request.reason == "please":
            request.accept()
        else:
            request.refuse("not so")

    bots.enter_context(bot)
    assert [contact.name for contact in bot.contacts] == ["Ann", "Bob"]
    assert [contact.number for contact in bot.find("ANN")] == [ANN]
    assert [contact.number for contact in bot.find(str(BOB))] == [BOB]
    assert bot.find(" ") == bot.find("nobody") == []
    dan, eve = person(server.address, 10008), person(server.address, 10009)
    dan.client.request(AnswerAdd(BOT, AddAnswer.ASK, "let me"))
    bot.wait_for(Request)
    eve.client.request(AnswerAdd(BOT, AddAnswer.ASK, "please"))
    bot.wait_for(Request, 2)
    assert BOT in eve.client.list_contacts()
    assert BOT not in dan.client.list_contacts()
    assert bot.profile(10009).city == "Paris"

    assert bot.add(10010) is AddOutcome.ADDED
    assert bot.contact(10010).name == "Finn"
    assert bot.add(10009, "me, too") is AddOutcome.ADDED, "whom one let in lets one in"
    bot.remove(10010)
    assert bot.contact(10010).stranger


def test_asking_somebody(server: LocalServer, bots: ExitStack, person: MakePerson) -> None:
    server.add_user(10009, nickname="Eve")
    bot, eve = bots.enter_context(Recorder(server.address)), person(server.address, 10009)
    assert bot.add(10009, "a robot of the house") is AddOutcome.CONSENT_NEEDED
    eve.client.request(AnswerAdd(BOT, AddAnswer.GRANT))
    (answer,) = bot.wait_for(Answered)
    assert isinstance(answer, Answered)
    assert answer.granted


def test_presence_and_status(server: LocalServer, bots: ExitStack, person: MakePerson) -> None:
    bot = Recorder(server.address)
    seen: list[tuple[str, bool]] = []

    @bot.on_presence
    def note(presence: Presence) -> None:
        seen.append((presence.name, presence.is_present))

    bots.enter_context(bot)
    assert bot.contact(ANN).status is Status.OFFLINE
    ann = person(server.address)
    bot.wait_for(Presence)
    assert bot.contact(ANN).status is Status.ONLINE
    bot.change_status(Status.BUSY)
    assert [row.status for row in ann.client.query_status()] == [Status.BUSY]
    ann.client.logout()
    bot.wait_for(Presence, 2)
    assert seen == [("Ann", True), ("Ann", False)]


def test_times(server: LocalServer, bots: ExitStack) -> None:
    bot = Recorder(server.address)
    rounds, order = threading.Semaphore(0), list[str]()
    done = threading.Event()

    @bot.every(0.01)
    def tick() -> None:
        rounds.release()

    @bot.every(0.01)
    def fail() -> None:
        raise OSError("again and again")

    bots.enter_context(bot)
    bot.after(0.3, done.set)
    bot.after(0.2, lambda: order.append("later"))
    bot.after(0.1, lambda: order.append("sooner"))
    for _ in range(3):
        assert rounds.acquire(timeout=PATIENCE_S)
    assert done.wait(PATIENCE_S)
    assert order == ["sooner", "later"]
    assert bot.errors
    with pytest.raises(LocalError):
        bot.every(0)


def test_messages_have_their_turn_beside_what_is_always_due(
    server: LocalServer, bots: ExitStack, person: MakePerson
) -> None:
    bot = Recorder(server.address)

    @bot.every(1e-9)
    def busy() -> None:
        pass

    bots.enter_context(bot)
    person(server.address).say("hello")
    bot.wait_for(Message)


def test_a_bot_may_end_itself(server: LocalServer, person: MakePerson) -> None:
    bot = Bot(server.address, BOT, "secret")

    @bot.on_message
    def end(message: Message) -> None:
        message.reply("good bye")
        bot.stop()

    ann = person(server.address)
    ann.say("end", "this comes again")
    bot.run()
    assert ann.hear(1) == ["good bye"]
    with Recorder(server.address) as again:
        (message,) = again.wait_for(Message)
    assert isinstance(message, Message)
    assert message.text == "this comes again"


def test_a_reply_to_a_message_is_sent_once_to_every_recipient(server: LocalServer, person: MakePerson) -> None:
    ann, bob = person(server.address), person(server.address, BOB)
    ann.say("tell Bob")
    for is_cut_short in (True, False):
        bot = Recorder(server.address)

        @bot.on_message
        def pass_on(message: Message, bot: Bot = bot, is_cut_short: bool = is_cut_short) -> None:
            bot.send(BOB, "Ann says something")
            message.reply("I told Bob")
            if is_cut_short:
                raise StoppedError
            bot.send(BOB, "That was all")

        if is_cut_short:
            bot.run()
        else:
            with bot:
                bot.wait_for(Message)
                bot.send(BOB, "and now of my own")
    assert bob.hear(3) == ["Ann says something", "That was all", "and now of my own"]
    assert ann.hear(1) == ["I told Bob"]
    assert ann.hears_nothing_more()
    assert bob.hears_nothing_more()


def test_what_swallows_the_end_is_done_again(tmp_path: Path, person: MakePerson) -> None:
    """A handler suppresses the error of a reply that was cut short by `stop`."""
    with local_server(tmp_path) as server:
        populate(server)
        ann = person(server.address)
        ann.say("hello")
        port = server.port
        bot = Recorder(server.address)
        at_work, gone = threading.Event(), threading.Event()

        @bot.on_message
        def careless(message: Message) -> None:
            at_work.set()
            gone.wait(PATIENCE_S)
            try:
                message.reply("hello")
            except Exception:
                logging.info("whatever")

        bot.start()
        assert at_work.wait(PATIENCE_S)
    ending = threading.Thread(target=bot.stop)
    ending.start()
    gone.set()
    ending.join(PATIENCE_S)
    with local_server(tmp_path, port=port) as server, Recorder(server.address) as again:
        again.wait_for(Message)


def test_it_says_why_it_cannot_run(server: LocalServer, caplog: pytest.LogCaptureFixture) -> None:
    with pytest.raises(SessionEndedError, match="Password error or unknown number"):
        Bot(server.address, BOT, "wrong").run()
    with Bot(server.address, BOT, "wrong") as bot, pytest.raises(SessionEndedError, match="Password error"):
        bot.send(ANN, "hello")
    assert "The bot has ended" in caplog.text


def test_bots_with_different_devices_run_side_by_side(server: LocalServer) -> None:
    with (
        Bot(server.address, BOT, "secret", device="1" * 32) as first,
        Bot(server.address, BOT, "secret", device="2" * 32) as second,
    ):
        assert first.contacts == second.contacts
        for bot in (first, second):
            assert bot.session.call(lambda client: client.list_contacts())


def test_the_device_of_a_bot_is_stored(server: LocalServer, tmp_path: Path) -> None:
    for _ in range(2):
        with Bot(server.address, BOT, "secret") as bot:
            assert bot.contacts
            device = server.session_of(BOT).device
            assert (tmp_path / "data" / "bot.device").read_text() == f"{device}\n"


def test_the_list_of_devices_names_a_bot(server: LocalServer) -> None:
    with Bot(server.address, BOT, "secret") as bot:
        (device,) = bot.session.call(lambda client: client.request(ListDevices())).devices
    assert device.name.startswith("Bot on ")
    assert "qqdesk-bot" in device.system


def test_it_is_used_as_it_is_meant_to_be(server: LocalServer) -> None:
    bot = Bot(server.address, BOT, "secret")
    with pytest.raises(LocalError, match="does not run yet"):
        bot.send(ANN, "hello")
    with bot:
        assert "secret" not in repr(bot)
    with pytest.raises(LocalError, match="runs once"):
        bot.run()
    Bot(server.address, BOT, "secret").stop()


# Passwords


def test_a_password_from_a_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, server: LocalServer) -> None:
    file = tmp_path / "password"
    monkeypatch.setenv("QQDESK_PASSWORD_FILE", str(file))
    with pytest.raises(NoPasswordError, match="cannot be read"):
        Bot(server.address, BOT).start()
    file.write_text("\n")
    with pytest.raises(NoPasswordError, match="empty"):
        bot_password.find_password(server.address, BOT)
    file.write_bytes(b"\xff\xfe")
    with pytest.raises(NoPasswordError, match="UTF-8"):
        bot_password.find_password(server.address, BOT)
    file.write_text("secret\nwhatever\n")
    with Bot(server.address, BOT) as bot:
        assert bot.contacts


def test_a_password_from_the_keyring(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("QQDESK_PASSWORD_FILE", raising=False)

    class Keys:
        def read(self, name: str) -> str | None:
            return {"10001@127.0.0.1_8000": "secret"}.get(name)

    monkeypatch.setattr(bot_password, "Keys", Keys)
    assert bot_password.find_password(" 127.0.0.1:8000/", 10001) == "secret"


def test_no_password_anywhere(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("QQDESK_PASSWORD_FILE", raising=False)
    monkeypatch.setattr(sys, "stdin", open(os.devnull))  # noqa: PTH123, SIM115
    with sys.stdin, pytest.raises(NoPasswordError, match="QQDESK_PASSWORD_FILE"):
        bot_password.find_password("127.0.0.1:8000", 10001)


# The package


def test_all_that_is_offered_is_there() -> None:
    for name in qqdesk.__all__:
        assert getattr(qqdesk, name).__name__ == name
        assert name in dir(qqdesk)
    with pytest.raises(AttributeError, match="no attribute 'Bots'"):
        qqdesk.Bots  # noqa: B018


def test_importing_the_package_costs_nothing() -> None:
    code = (
        "import sys, qqdesk; before = set(sys.modules); from qqdesk import Bot;"
        "assert not [name for name in before if name.startswith(('qqdesk.', 'requests'))], before;"
        "assert not [name for name in sys.modules if name.startswith('PySide6')]"
    )
    subprocess.run([sys.executable, "-c", code], check=True)


def test_an_encrypted_server_is_known_by_its_fingerprint(tmp_path: Path) -> None:
    with local_server(tmp_path, settings=Settings(tls_port=0)) as server:
        populate(server)
        with Bot(server.tls_address, BOT, "secret", fingerprint=server.fingerprint) as bot:
            assert [contact.name for contact in bot.contacts] == ["Ann", "Bob"]
        with pytest.raises(SessionEndedError, match="fingerprint is SHA-256"):
            Bot(server.tls_address, BOT, "secret").run()


@contextmanager
def program(address: str, folder: Path) -> Iterator["subprocess.Popen[str]"]:
    """A bot in its own process, which prints `done` at its end."""
    file = folder / "password"
    file.write_text("secret")
    code = f"from qqdesk import Bot; Bot({address!r}, {BOT}).run(); print('done')"
    environment = {**os.environ, "QQDESK_PASSWORD_FILE": str(file)}
    started = subprocess.Popen(
        [sys.executable, "-c", code], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=environment
    )
    try:
        yield started
    finally:
        started.kill()
        started.communicate()


def wait_for_line(started: "subprocess.Popen[str]", words: str) -> None:
    assert started.stderr is not None
    while words not in started.stderr.readline():
        assert started.poll() is None


@pytest.mark.skipif(sys.platform == "win32", reason="other signals there")
@pytest.mark.parametrize("which", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_signs_it_out(server: LocalServer, person: MakePerson, tmp_path: Path, which: signal.Signals) -> None:
    ann = person(server.address)
    with program(server.address, tmp_path) as bot:
        wait_for_line(bot, "is signed in")
        bot.send_signal(which)
        out, errors = bot.communicate(timeout=PATIENCE_S)
        assert (bot.returncode, out) == (0, "done\n"), errors
    assert ann.client.query_status() == ()


@pytest.mark.skipif(sys.platform == "win32", reason="other signals there")
def test_a_signal_ends_it_while_it_waits_for_a_server(tmp_path: Path) -> None:
    with local_server(tmp_path) as server:
        address = server.address
    with program(address, tmp_path) as bot:
        wait_for_line(bot, "The next try is in")
        bot.terminate()
        out, errors = bot.communicate(timeout=PATIENCE_S)
        assert (bot.returncode, out) == (0, "done\n"), errors


def test_every_event_has_its_word() -> None:
    classes = {one for one in vars(events).values() if isinstance(one, type) and issubclass(one, Event)}
    kinds = classes - {Event, events.Change}
    assert len({kind.WORD for kind in kinds}) == len(kinds)
