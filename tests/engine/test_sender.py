"""The send loop with the real server: messages, requests, profiles, typing notices, contact notes. No Qt."""

import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from typing import Any

import pytest

from qqdesk.client.address import password_hash
from qqdesk.client.client import AccountDataRequests, Client
from qqdesk.client.errors import RefusedError
from qqdesk.domain.incoming import StatusChanged, TypingStarted
from qqdesk.domain.message import Delivery, Message, new_message_id
from qqdesk.domain.outbox_status import WaitingReason
from qqdesk.domain.problem import ProblemKind
from qqdesk.engine.events import (
    Connected,
    MessageChanged,
    Offline,
    Opened,
    OutboxStatusChanged,
    ProfilesFetched,
    Received,
    RequestDone,
    RequestFailed,
    RosterFetched,
    StoreFailed,
    Waiting,
)
from qqdesk.engine.fetching import fetch_roster
from qqdesk.engine.sender import Sender
from qqdesk.engine.snapshot import RosterSnapshot
from qqdesk.engine.store import Store
from qqdesk.history.errors import HistoryError
from qqdesk.history.history import History
from qqdesk.history.offline_login import OfflineLogin
from qqdesk.protocol.account_commands import ModifyPassword
from qqdesk.protocol.account_data import AccountValue, Block, ChangeValuesReply
from qqdesk.protocol.codes import AddOutcome, Result, Status
from qqdesk.protocol.commands import AddToList, ChangeStatus, DeleteFromList, GetInfo, GetInfoReply
from qqdesk.protocol.record import Done, Request
from tests.engine.conftest import ONE, PATIENCE_S, TWO, EngineRun, MakeEngine, history_of
from tests.helpers.classic_server import ClassicServer
from tests.helpers.clock import FakeClock
from tests.helpers.history import full_disk
from tests.helpers.messages import chat_with, text_message
from tests.helpers.proxy import FaultyProxy
from tests.helpers.server import LocalServer

OPEN = 10009
"""A person that everyone may add."""


@pytest.fixture
def two(server: LocalServer) -> Iterator[Client]:
    """The other person."""
    with Client(server.address, TWO) as client:
        client.login(password="secret")
        yield client


@pytest.fixture
def one(server: LocalServer, engine: MakeEngine) -> EngineRun:
    run = engine(server.address)
    run.next(Connected)
    return run


def write(run: EngineRun, *texts: str) -> list[Message]:
    """Store messages to the other person, and hand them to the send loop."""
    messages = []
    for text in texts:
        message = text_message(new_message_id(1), TWO, text, 1, Delivery.WAITING)
        run.store.put(message)
        run.engine.sender.send(message)
        messages.append(message)
    return messages


def wait_sent(run: EngineRun, message: Message) -> None:
    run.next(
        MessageChanged,
        lambda event: event.message.id == message.id and event.message.delivery is Delivery.SENT,
    )


def ask(run: EngineRun, request: Request, ticket: int = 1) -> None:
    run.engine.sender.request(ticket, request)


def fails(run: EngineRun, request: Request) -> ProblemKind:
    ask(run, request, 7)
    return run.next(RequestFailed, lambda event: event.ticket == 7).problem.kind


def texts_of(client: Client, count: int) -> list[str]:
    found: list[str] = []
    while len(found) < count:
        rows = client.get_messages(5, None)
        found += [row.text for row in rows if row.kind == 9]
        client.get_messages(None, max(row.id or 0 for row in rows))
    return found


# Messages


def test_messages_go_out_in_order(one: EngineRun, two: Client) -> None:
    messages = write(one, *"abcdef")
    wait_sent(one, messages[-1])
    assert texts_of(two, 6) == list("abcdef")
    states = [event.message.delivery for event in one.of(MessageChanged) if event.message.id == messages[0].id]
    assert states == [Delivery.SENDING, Delivery.SENT]
    assert one.store.unsent() == []


def test_a_message_waits_for_the_next_connection(
    server: LocalServer, engine: MakeEngine, two: Client, clock: FakeClock
) -> None:
    with FaultyProxy(server.port) as proxy:
        one = engine(proxy.url, clock=clock)
        one.next(Connected)
        proxy.open = False
        proxy.cut_all()
        (message,) = write(one, "patience")
        one.loses(clock)
        one.wait(lambda: {e.status.reason for e in one.of(OutboxStatusChanged)} == {WaitingReason.NO_CONNECTION})
        proxy.open = True
        one.receiver.try_now()
        wait_sent(one, message)
        assert texts_of(two, 1) == ["patience"]


def test_messages_of_an_earlier_run_go_out_first(server: LocalServer, engine: MakeEngine, two: Client) -> None:
    first = engine(server.address)
    first.next(Connected)
    first.stop()
    with closing(History(history_of(first).file.path)) as history:
        history.put(text_message(new_message_id(1), TWO, "before", 1, Delivery.SENDING))
    one = engine(server.address)
    one.next(Opened)
    (message,) = write(one, "after")
    wait_sent(one, message)
    assert texts_of(two, 2) == ["before", "after"]


def test_unsent_messages_that_cannot_be_read_are_read_later(
    server: LocalServer, engine: MakeEngine, two: Client, clock: FakeClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    failures = 2
    read = History.unsent

    def fail(history: History) -> list[Message]:
        nonlocal failures
        if failures:
            failures -= 1
            raise HistoryError("The disk is busy")
        return read(history)

    monkeypatch.setattr(History, "unsent", fail)
    one = engine(server.address, clock=clock)
    one.next(Opened)
    (message,) = write(one, "in the end")
    for _ in range(2):
        assert one.next(StoreFailed).problem.kind is ProblemKind.DISK
        clock.skip_wait()
    wait_sent(one, message)
    assert texts_of(two, 1) == ["in the end"]


def test_a_cancelled_message_stays_here(server: LocalServer, engine: MakeEngine, two: Client, clock: FakeClock) -> None:
    with FaultyProxy(server.port) as proxy:
        one = engine(proxy.url, clock=clock)
        one.next(Connected)
        proxy.open = False
        proxy.cut_all()
        one.loses(clock)
        cancelled, kept = write(one, "cancelled", "kept")
        assert one.engine.sender.cancel(cancelled.id)
        proxy.open = True
        one.receiver.try_now()
        wait_sent(one, kept)
        assert texts_of(two, 1) == ["kept"]
        assert not one.engine.sender.cancel(kept.id)
        assert one.engine.sender.is_cancelled(cancelled.id)


def test_a_sent_message_is_forgotten(one: EngineRun) -> None:
    message = write(one, "sent")[0]
    wait_sent(one, message)
    assert not one.engine.sender.cancel(message.id)
    one.engine.sender.forget(message.id)
    assert one.engine.sender.cancel(message.id)


def test_a_message_that_the_disk_does_not_take_goes_out_and_is_stored_later(
    server: LocalServer, engine: MakeEngine, two: Client, clock: FakeClock
) -> None:
    one = engine(server.address, clock=clock)
    one.next(Connected)
    message = text_message(new_message_id(1), TWO, "from memory", 1, Delivery.WAITING)

    history = history_of(one)
    with full_disk(history):
        one.engine.sender.send(message, stored=False)
        assert one.next(StoreFailed).problem.kind is ProblemKind.DISK
        wait_sent(one, message)
    clock.skip_wait()
    deadline = time.monotonic() + PATIENCE_S
    while history.find(message.conversation, message.id) is None:
        assert time.monotonic() < deadline
        time.sleep(0.005)
    assert texts_of(two, 1) == ["from memory"]


# Requests


def test_a_reply_comes_with_the_ticket(one: EngineRun) -> None:
    ask(one, GetInfo(TWO), 5)
    done = one.next(RequestDone)
    assert (done.ticket, done.request) == (5, GetInfo(TWO))
    assert isinstance(done.reply, GetInfoReply) and done.reply.profile.nickname == "乙"
    assert fails(one, GetInfo(19999)) is ProblemKind.NO_SUCH_USER


def test_the_list_is_there_before_the_reply(server: LocalServer, one: EngineRun) -> None:
    server.add_user(OPEN, allow=AddOutcome.ADDED)
    ask(one, AddToList(OPEN))
    assert OPEN in one.next(RosterFetched).roster.numbers
    one.next(RequestDone)
    ask(one, DeleteFromList(OPEN))
    one.next(RequestDone)
    assert OPEN not in history_of(one).session_cache.roster()


def test_a_list_that_cannot_be_fetched_is_no_failure_of_the_request(
    server: LocalServer, one: EngineRun, monkeypatch: pytest.MonkeyPatch
) -> None:
    server.add_user(OPEN, allow=AddOutcome.ADDED)

    def refuse(client: Client) -> tuple[int, ...]:
        raise RefusedError(Result.SERVER_FAILED, "")

    monkeypatch.setattr(Client, "list_contacts", refuse)
    ask(one, AddToList(OPEN))
    one.next(RequestDone)
    assert not one.of(StoreFailed)


def test_requests_wait_for_a_connection_that_is_being_made(server: LocalServer, engine: MakeEngine) -> None:
    with FaultyProxy(server.port) as proxy:
        first = engine(proxy.url)
        first.next(Connected)
        first.stop()
        proxy.open = False
        one = engine(proxy.url)
        one.next(Opened)
        ask(one, GetInfo(TWO))
        assert one.next(RequestFailed).problem.kind is ProblemKind.NO_CONNECTION
        one.next(Waiting)
        assert fails(one, GetInfo(TWO)) is ProblemKind.NO_CONNECTION
        proxy.open = True
        one.receiver.try_now()
        one.next(Connected)
        ask(one, GetInfo(TWO))
        one.next(RequestDone)


def test_a_busy_server_gets_a_request_twice(
    server: LocalServer, engine: MakeEngine, clock: FakeClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    one = engine(server.address, clock=clock)
    one.next(Connected)
    refusals = 1
    real = Client.request

    def refuse(client: Client, request: Any, **options: Any) -> Any:
        nonlocal refusals
        if isinstance(request, GetInfo) and refusals:
            refusals -= 1
            raise RefusedError(Result.TOO_MANY_REQUESTS, "")
        return real(client, request, **options)

    monkeypatch.setattr(Client, "request", refuse)
    ask(one, GetInfo(TWO))
    clock.skip_wait()
    one.next(RequestDone)
    refusals = 2
    ask(one, GetInfo(TWO), 7)
    clock.skip_wait()
    assert one.next(RequestFailed).problem.kind is ProblemKind.TOO_MANY_REQUESTS


def test_a_repeated_request_that_is_due_waits_for_the_connection(one: EngineRun) -> None:
    one.stop()
    sender = Sender(one.engine.client, one.store, lambda event: None, one.receiver, one.engine.transfers)
    sender._later.append((0.0, 1, GetInfo(TWO)))
    assert sender._next_step() is None


def test_the_contact_list_of_the_last_fetch_holds(
    server: LocalServer, one: EngineRun, monkeypatch: pytest.MonkeyPatch
) -> None:
    server.add_user(OPEN, allow=AddOutcome.ADDED)
    has_old_list, is_added = threading.Event(), threading.Event()

    def fetch(client: Client, store: Store) -> RosterSnapshot:
        roster = fetch_roster(client, store)
        if OPEN not in roster.numbers:
            has_old_list.set()
            is_added.wait(0.2)
        return roster

    monkeypatch.setattr("qqdesk.engine.receiver.fetch_roster", fetch)
    slow = threading.Thread(target=one.receiver.refresh_roster)
    slow.start()
    has_old_list.wait()
    ask(one, AddToList(OPEN))
    one.next(RequestDone)
    is_added.set()
    slow.join()
    assert OPEN in one.of(RosterFetched)[-1].roster.numbers


def test_a_change_during_a_fetch_of_the_list_is_not_lost(
    one: EngineRun, two: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    has_old_list, is_changed = threading.Event(), threading.Event()

    def fetch(client: Client, store: Store) -> RosterSnapshot:
        roster = fetch_roster(client, store)
        if threading.current_thread() is slow:
            has_old_list.set()
            is_changed.wait(PATIENCE_S)
        return roster

    def became(status: Status) -> Callable[[Received], bool]:
        return lambda event: any(isinstance(item, StatusChanged) and item.status is status for item in event.items)

    one.next(Received, became(Status.ONLINE))
    monkeypatch.setattr("qqdesk.engine.receiver.fetch_roster", fetch)
    slow = threading.Thread(target=one.receiver.refresh_roster)
    slow.start()
    assert has_old_list.wait(PATIENCE_S)
    two.change_status(Status.BUSY)
    one.next(Received, became(Status.BUSY))
    is_changed.set()
    slow.join()
    one.next(RosterFetched, lambda event: [row.status for row in event.roster.present] == [Status.BUSY])


def test_a_status_is_sent_now_or_with_the_next_connection(
    server: LocalServer, engine: MakeEngine, clock: FakeClock
) -> None:
    def seen() -> int:
        return server.session_of(ONE).status

    with FaultyProxy(server.port) as proxy:
        one = engine(proxy.url, clock=clock)
        one.next(Connected)
        one.receiver.set_status(Status.BUSY)
        ask(one, ChangeStatus(Status.BUSY))
        assert one.next(RequestDone).reply == Done()
        assert (one.receiver.wanted.sent, seen()) == (Status.BUSY, Status.BUSY)
        proxy.open = False
        proxy.cut_all()
        one.receiver.set_status(Status.ONLINE)
        ask(one, ChangeStatus(Status.ONLINE), 2)
        one.loses(clock)
        proxy.open = True
        one.receiver.try_now()
        one.next(Connected)
        assert seen() == Status.ONLINE


def test_a_new_password_opens_the_stored_data(one: EngineRun) -> None:
    new = password_hash("new secret")
    ask(one, ModifyPassword(password_hash("secret"), new))
    one.next(RequestDone)
    assert one.receiver.password_hash == new
    assert OfflineLogin(history_of(one).file.path).accepts(new)


def test_a_classic_server_gets_no_extension(engine: MakeEngine) -> None:
    with ClassicServer() as server:
        server.add_user(ONE, "secret")
        one = engine(server.url)
        one.next(Connected)
        assert fails(one, Block(TWO)) is ProblemKind.NOT_SUPPORTED
        one.stop()


def test_the_end_comes_after_the_requests_that_wait(server: LocalServer, one: EngineRun) -> None:
    ask(one, DeleteFromList(TWO))
    one.stop()
    assert [event.ticket for event in one.of(RequestDone)] == [1]
    assert not server.daemon.core.sessions.of(ONE)


def test_requests_of_a_session_that_ended_fail(engine: MakeEngine, server: LocalServer) -> None:
    one = engine(server.address)
    one.next(Connected)
    one.receiver.set_status(Status.OFFLINE)
    one.next(Offline)
    assert fails(one, GetInfo(TWO)) is ProblemKind.NO_CONNECTION


# Background requests


def test_profiles_are_fetched_and_stored(server: LocalServer, one: EngineRun) -> None:
    server.add_user(OPEN, nickname="open", face=30)
    one.engine.sender.fetch_profiles((OPEN, TWO, 19999))
    assert [profile.nickname for profile in one.next(ProfilesFetched).profiles] == ["open", "乙"]
    assert history_of(one).contacts.load()[OPEN].face == 30


def test_a_typing_notice_arrives(one: EngineRun, server: LocalServer, engine: MakeEngine) -> None:
    two = engine(server.address, TWO, device="b" * 32)
    two.next(Connected)
    one.engine.sender.send_typing(chat_with(TWO))
    two.next(Received, lambda event: any(isinstance(item, TypingStarted) for item in event.items))


def test_values_reach_the_server(one: EngineRun, monkeypatch: pytest.MonkeyPatch) -> None:
    sent = threading.Event()
    change = AccountDataRequests.change_values

    def note(data: AccountDataRequests, values: Sequence[AccountValue]) -> ChangeValuesReply:
        reply = change(data, values)
        sent.set()
        return reply

    monkeypatch.setattr(AccountDataRequests, "change_values", note)
    history_of(one).account_values.put({f"remark:{TWO}": '"my friend"'}, 1)
    one.engine.sender.send_account_values()
    assert sent.wait(20)
    assert one.engine.client.account_data.values_since(0).values == (AccountValue(f"remark:{TWO}", '"my friend"', 1),)
