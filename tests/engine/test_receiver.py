"""The receive loop with the real server: sign in, receive, reconnect, rest, end. No Qt."""

import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from pathlib import Path

import pytest

from qqdesk.client.client import Client
from qqdesk.domain.connection import Security
from qqdesk.domain.incoming import MessageReceived, StatusChanged
from qqdesk.domain.problem import ProblemKind
from qqdesk.engine import receiver
from qqdesk.engine.events import (
    Connected,
    Connecting,
    Ended,
    Event,
    Offline,
    Opened,
    Received,
    Resumed,
    Retrying,
    RosterFetched,
    Stopped,
    StoreFailed,
    Waiting,
)
from qqdesk.engine.history_store import HistoryStore
from qqdesk.engine.memory_store import MemoryStore
from qqdesk.engine.reconnect import BOT
from qqdesk.engine.state import Phase
from qqdesk.history.history import History
from qqdesk.protocol.codes import AddOutcome, EndReason, Status
from qqdesk.protocol.commands import AddToList, ModifyInfo, ModifyPassword
from tests.engine.conftest import ONE, TWO, EngineRun, MakeEngine, history_of
from tests.helpers.classic_server import ClassicServer
from tests.helpers.clock import FakeClock
from tests.helpers.history import full_disk
from tests.helpers.inbox import Inbox
from tests.helpers.messages import chat_with, text_message
from tests.helpers.proxy import Fault, FaultyProxy
from tests.helpers.server import LocalServer

AWAY = "127.0.0.1:9"


@pytest.fixture
def two(server: LocalServer) -> Iterator[Client]:
    """The other person."""
    with Client(server.address, TWO) as client:
        client.login(password="secret")
        yield client


def texts(run: EngineRun) -> list[str]:
    return [item.message.text for item in run.received if isinstance(item, MessageReceived)]


def has_text(text: str) -> Callable[[Received], bool]:
    return lambda event: text in [item.message.text for item in event.items if isinstance(item, MessageReceived)]


def kinds(events: Sequence[Event]) -> list[type[Event]]:
    return [type(event) for event in events]


def test_a_first_sign_in(server: LocalServer, engine: MakeEngine) -> None:
    one = engine(server.address)
    connected = one.next(Connected)
    assert kinds(one.events)[:2] == [Opened, Connected]
    (opened,) = one.of(Opened)
    snapshot = opened.snapshot
    assert (snapshot.me.number, snapshot.me.nickname, snapshot.me.face, snapshot.extended) == (ONE, "甲", 270, True)
    assert [(who.number, who.nickname, who.status) for who in snapshot.people.contacts] == [(TWO, "乙", Status.OFFLINE)]
    assert connected.extended and connected.place.id
    assert one.receiver.phase is Phase.ONLINE


def test_messages_are_stored_before_they_are_acknowledged(
    server: LocalServer, engine: MakeEngine, two: Client, clock: FakeClock
) -> None:
    one = engine(server.address, clock=clock)
    one.next(Connected)
    with full_disk(history_of(one)):
        two.send_message(ONE, "patience")
        assert one.next(StoreFailed).problem.kind is ProblemKind.DISK
        assert texts(one) == []
        assert server.session_of(ONE).received == 0
    clock.skip_wait()
    one.next(Received, has_text("patience"))
    two.send_message(ONE, "more")
    one.next(Received, has_text("more"))
    assert len(one.of(StoreFailed)) == 1
    assert one.receiver.phase is Phase.ONLINE
    assert one.store.acknowledgeable[0] > 0


def test_the_list_is_fetched_if_the_server_says_so(server: LocalServer, engine: MakeEngine, two: Client) -> None:
    eve = server.add_user(10009, nickname="Eve")
    one = engine(server.address)
    one.next(Connected)
    with Client(server.address, eve) as client:
        client.login(password="secret")
        one.engine.client.request(ModifyInfo({}, allow=int(AddOutcome.ADDED)))
        client.request(AddToList(ONE))
    one.next(RosterFetched)


def test_presence_comes_in(server: LocalServer, engine: MakeEngine, two: Client) -> None:
    one = engine(server.address)
    one.next(Connected)
    two.change_status(Status.BUSY)
    event = one.next(Received, lambda event: any(isinstance(item, StatusChanged) for item in event.items))
    (item,) = event.items
    assert isinstance(item, StatusChanged) and (item.sender, item.status) == (TWO, Status.BUSY)


def test_a_start_without_the_server(server: LocalServer, engine: MakeEngine) -> None:
    with FaultyProxy(server.port) as proxy:
        first = engine(proxy.url)
        first.next(Connected)
        first.stop()
        proxy.open = False
        one = engine(proxy.url)
        snapshot = one.next(Opened).snapshot
        assert (snapshot.me.nickname, [who.nickname for who in snapshot.people.contacts]) == ("甲", ["乙"])
        assert one.next(Waiting).problem.kind is ProblemKind.NO_CONNECTION
        proxy.open = True
        one.receiver.try_now()
        one.next(Connecting)
        assert one.next(Resumed).me.nickname == "甲"
        one.next(RosterFetched)
        one.next(Connected)
        assert len(one.of(Opened)) == 1


def test_another_password_opens_nothing(server: LocalServer, engine: MakeEngine) -> None:
    with FaultyProxy(server.port) as proxy:
        first = engine(proxy.url)
        first.next(Connected)
        first.receiver.set_password_hash("b" * 32)
        first.stop()
        proxy.open = False
        assert engine(proxy.url).ends() is ProblemKind.OTHER_PASSWORD
        proxy.open = True
        assert engine(proxy.url, password="wrong").ends() is ProblemKind.WRONG_PASSWORD
        engine(proxy.url).next(Connected)


def test_a_password_that_the_server_refuses_opens_nothing_any_more(server: LocalServer, engine: MakeEngine) -> None:
    first = engine(server.address)
    first.next(Connected)
    first.engine.client.request(ModifyPassword(first.receiver.password_hash, "c" * 32))
    first.stop()
    one = engine(server.address)
    one.next(Opened)
    assert one.ends() is ProblemKind.PASSWORD_CHANGED
    one.stop()
    assert not one.store.has_password


def test_nothing_is_stored_before_the_password_was_accepted(
    server: LocalServer, engine: MakeEngine, tmp_path: Path
) -> None:
    assert engine(server.address, password="wrong").ends() is ProblemKind.WRONG_PASSWORD
    assert engine(AWAY).ends() is ProblemKind.NO_CONNECTION
    assert not list(tmp_path.rglob("history.db"))


def history_file(tmp_path: Path) -> Path:
    (path,) = tmp_path.glob("accounts/*/history.db")
    return path


def test_a_history_of_another_version_ends_it(server: LocalServer, engine: MakeEngine, tmp_path: Path) -> None:
    first = engine(server.address)
    first.next(Connected)
    first.stop()
    with closing(sqlite3.connect(history_file(tmp_path))) as db:
        db.execute("PRAGMA user_version = 999")
    one = engine(server.address)
    assert one.ends() is ProblemKind.HISTORY_FORMAT
    one.stop()
    assert not server.daemon.core.sessions.of(ONE)


def test_a_damaged_history_is_set_aside(server: LocalServer, engine: MakeEngine, tmp_path: Path) -> None:
    first = engine(server.address)
    first.next(Connected)
    first.stop()
    history_file(tmp_path).write_bytes(b"no database" * 1000)
    one = engine(server.address)
    one.next(Opened)
    assert one.next(StoreFailed).problem.kind is ProblemKind.HISTORY_DAMAGED
    one.next(Connected)


@pytest.mark.parametrize("fault", [Fault.REFUSE, Fault.LOSE, Fault.RESET])
def test_a_bad_line_does_not_end_the_first_sign_in(server: LocalServer, engine: MakeEngine, fault: Fault) -> None:
    with FaultyProxy(server.port) as proxy:
        proxy.fault("login", fault)
        proxy.fault("query_stat", fault)
        one = engine(proxy.url)
        one.next(Connected)
        assert kinds(one.events)[:2] == [Opened, Connected]
        one.stop()


def test_a_connection_that_comes_back_is_no_news(server: LocalServer, engine: MakeEngine, two: Client) -> None:
    with FaultyProxy(server.port) as proxy:
        one = engine(proxy.url)
        one.next(Connected)
        proxy.open = False
        proxy.cut_all()
        one.next(Retrying)
        two.send_message(ONE, "meanwhile")
        proxy.open = True
        one.next(Received, has_text("meanwhile"))
        one.next(RosterFetched)
        one.next(Connected)
        assert one.of(Waiting) == []
        one.stop()


def test_a_lasting_loss_of_the_connection_is_notified(
    server: LocalServer, engine: MakeEngine, clock: FakeClock
) -> None:
    with FaultyProxy(server.port) as proxy:
        one = engine(proxy.url, clock=clock)
        one.next(Connected)
        proxy.open = False
        proxy.cut_all()
        assert one.loses(clock).problem.kind is ProblemKind.NO_CONNECTION
        one.receiver.set_status(Status.BUSY)
        proxy.open = True
        one.receiver.try_now()
        one.next(Connected)
        assert server.session_of(ONE).status is Status.BUSY
        one.stop()


def test_offline_by_choice(server: LocalServer, engine: MakeEngine, two: Client) -> None:
    one = engine(server.address)
    one.next(Connected)
    one.receiver.set_status(Status.OFFLINE)
    one.next(Offline)
    assert not server.daemon.core.sessions.of(ONE)
    one.receiver.try_now()
    two.send_message(ONE, "later")
    one.receiver.set_status(Status.BUSY)
    one.next(Connecting)
    one.next(Received, has_text("later"))
    one.next(Connected)
    assert server.session_of(ONE).status is Status.BUSY
    one.receiver.set_status(Status.OFFLINE)
    one.next(Offline)
    one.stop()
    assert kinds(one.events)[-1] is Stopped


@pytest.mark.parametrize(
    ("why", "security", "is_erased"),
    [
        (EndReason.SIGNED_OUT_BY_OWNER, Security(on_this_computer=True), True),
        (EndReason.SIGNED_OUT_BY_OWNER, Security(encrypted=True), True),
        (EndReason.SIGNED_OUT_BY_OWNER, Security(), False),
        (EndReason.ENDED_BY_OPERATOR, Security(encrypted=True), False),
        (EndReason.TOO_MANY_DEVICES, Security(encrypted=True), False),
    ],
)
def test_only_the_owner_has_messages_deleted(
    server: LocalServer,
    engine: MakeEngine,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    why: EndReason,
    security: Security,
    is_erased: bool,
) -> None:
    """Somebody on the network can say anything over a connection without encryption. A ban may be lifted."""
    one = engine(server.address)
    one.next(Connected)
    (file,) = tmp_path.rglob("history.db")
    with closing(History(file)) as history:
        history.import_messages([text_message("1" * 32, TWO, "kept", 1)])
    monkeypatch.setattr(receiver, "security_of", lambda client: security)
    server.sign_out_device(ONE, server.session_of(ONE).device, why)
    ended = one.ends()
    one.stop()
    assert (ended is ProblemKind.SIGNED_OUT_AND_ERASED) is is_erased
    with closing(History(file)) as history:
        assert [one.id for one in history.latest(chat_with(TWO), 9)] == ([] if is_erased else ["1" * 32])
    assert file.with_name("password.check").exists() is (why is EndReason.TOO_MANY_DEVICES)


def test_another_device_ends_it(server: LocalServer, engine: MakeEngine) -> None:
    one = engine(server.address)
    one.next(Connected)
    server.sign_out_device(ONE, server.session_of(ONE).device)
    assert one.ends() is ProblemKind.SIGNED_OUT_AND_ERASED
    one.next(Stopped)
    assert one.receiver.phase is Phase.ENDED
    assert isinstance(one.store, HistoryStore) and one.store.history is not None
    assert one.store.history.unread.counts() == {}, "it can still be read"


def test_the_end_logs_out(server: LocalServer, engine: MakeEngine) -> None:
    one = engine(server.address)
    one.next(Connected)
    one.stop()
    one.stop()
    assert not server.daemon.core.sessions.of(ONE)
    assert kinds(one.events)[-1] is Stopped and one.of(Ended) == []


def test_an_end_while_it_signs_in(server: LocalServer, engine: MakeEngine) -> None:
    with FaultyProxy(server.port) as proxy:
        proxy.fault("login", Fault.STALL)
        one = engine(proxy.url)
        one.engine.receiver.stop()
        one.next(Stopped)
        assert one.of(Opened) == []


def test_a_bug_does_not_end_the_loop(
    server: LocalServer, engine: MakeEngine, two: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    one = engine(server.address)
    one.next(Connected)
    real = HistoryStore.add_received
    monkeypatch.setattr(HistoryStore, "add_received", lambda *_: 1 / 0)
    two.send_message(ONE, "hello")
    assert one.next(StoreFailed).problem.kind is ProblemKind.BUG
    assert one.next(Waiting).problem.kind is ProblemKind.BUG
    monkeypatch.setattr(HistoryStore, "add_received", real)
    one.receiver.try_now()
    one.next(Received, has_text("hello"))


def test_only_finished_events_are_acknowledged(server: LocalServer, engine: MakeEngine, two: Client) -> None:
    store = MemoryStore()
    bot = engine(server.address, store=store, policy=BOT)
    bot.next(Connected)
    for text in ("one", "two", "three"):
        two.send_message(ONE, text)
    while len(texts(bot)) < 1:
        bot.next(Received)
    first = next(item for item in bot.received if isinstance(item, MessageReceived))
    store.finish(first)
    bot.receiver.backlog_changed()
    bot.stop()
    again = engine(server.address, store=MemoryStore(), policy=BOT)
    again.next(Received, has_text("three"))
    assert texts(again) == ["two", "three"]


def test_a_bot_waits_for_its_first_server(server: LocalServer, engine: MakeEngine) -> None:
    with FaultyProxy(server.port) as proxy:
        proxy.open = False
        bot = engine(proxy.url, store=MemoryStore(), policy=BOT)
        bot.next(Waiting)
        proxy.open = True
        bot.receiver.try_now()
        bot.next(Connected)
        assert bot.engine.client.extended
        bot.stop()


def test_a_classic_server(engine: MakeEngine) -> None:
    with ClassicServer() as classic:
        classic.add_user(ONE, "secret", "Me")
        classic.add_user(TWO, "secret", "Ann")
        classic.befriend(ONE, TWO)
        one = engine(classic.url)
        assert not one.next(Connected).extended
        classic.post(ONE, 9, TWO, "hello")
        one.receiver.try_now()
        one.next(Received, has_text("hello"))
        classic.throw_out(ONE)
        one.receiver.try_now()
        one.next(Retrying)
        one.next(Connected)
        classic.throw_out(ONE)
        one.receiver.try_now()
        assert one.ends() is ProblemKind.SIGNED_IN_ELSEWHERE
        assert not classic.users[ONE].signed_in


def test_an_active_chat_polls_a_classic_server_at_once(engine: MakeEngine) -> None:
    with ClassicServer() as classic:
        classic.add_user(ONE, "secret", "Me")
        one = engine(classic.url)
        one.next(Connected)
        classic.post(ONE, 9, TWO, "hello")
        one.receiver.set_active(True)
        one.next(Received, has_text("hello"))
        one.stop()


def test_unread_entries_of_another_client_are_not_lost(server: LocalServer, engine: MakeEngine, two: Client) -> None:
    with Client(server.address, ONE, device="a" * 32) as client:
        client.login(password="secret")
        two.send_message(ONE, "fetched and not stored")
        assert Inbox(client).poll(5)
    one = engine(server.address)
    one.next(Received, has_text("fetched and not stored"))
