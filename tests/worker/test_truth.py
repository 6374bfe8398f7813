"""Each message has its true delivery state, in the window and in the file, whatever happens."""

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from qqdesk.domain.draft import Draft
from qqdesk.domain.message import Delivery, Message
from qqdesk.domain.outbox_status import WaitingReason
from qqdesk.domain.problem import ProblemKind
from qqdesk.engine.events import MessageChanged
from qqdesk.engine.outbox import OutboxCancellation
from qqdesk.engine.sender import STORE_AGAIN_S
from qqdesk.history.errors import HistoryError
from qqdesk.history.history import History
from qqdesk.server.settings.settings import Settings
from qqdesk.worker.api import ConnectionPhase
from tests.helpers.clock import FakeClock
from tests.helpers.desk import Desk
from tests.helpers.history import full_disk, open_history
from tests.helpers.messages import chat_with
from tests.helpers.proxy import Fault, FaultyProxy
from tests.helpers.server import LocalServer, local_server
from tests.worker.conftest import ONE, TWO, MakeDesk

DELIVERED, FAILED, SENT, WAITING = (
    Delivery.DELIVERED,
    Delivery.FAILED,
    Delivery.SENT,
    Delivery.WAITING,
)


@pytest.fixture
def proxy(server: LocalServer) -> Iterator[FaultyProxy]:
    with FaultyProxy(server.port) as running:
        yield running


def on_disk(desk: Desk) -> list[Delivery | None]:
    history = open_history(desk.messenger)
    return [message.delivery for message in history.latest(chat_with(TWO), 99)]


def newest(desk: Desk) -> Message:
    return desk.messenger.conversation(chat_with(TWO)).messages[-1]


def test_a_receipt_that_comes_before_the_answer(desk: MakeDesk, server: LocalServer, proxy: FaultyProxy) -> None:
    """The receipt overtakes the server's reply, which must not undo it."""
    one, two = desk(ONE).sign_in(proxy.url), desk(TWO).sign_in(server.address)
    proxy.fault("CLTMSG", Fault.STALL)
    key = one.send(TWO, "hello")
    one.wait_state(TWO, key, DELIVERED)
    assert on_disk(one) == [DELIVERED]
    second = one.send(TWO, "and then")
    proxy.cut_all()
    one.wait_state(TWO, second, DELIVERED)
    assert (one.states(TWO), on_disk(one)) == ([DELIVERED] * 2, [DELIVERED] * 2)
    two.wait_texts(ONE, "hello", "and then")
    one.messenger.shut_down()


def test_a_receipt_for_a_message_of_an_earlier_run(desk: MakeDesk, server: LocalServer) -> None:
    one = desk(ONE).sign_in(server.address)
    one.wait_state(TWO, one.send(TWO, "hello"), SENT)
    one.messenger.shut_down()
    desk(TWO).sign_in(server.address).wait_texts(ONE, "hello")
    again = desk(ONE).sign_in(server.address)
    again.wait(lambda: again.states(TWO) == [DELIVERED])
    assert on_disk(again) == [DELIVERED]


def test_a_new_run_begins_with_what_the_file_says(desk: MakeDesk, server: LocalServer, proxy: FaultyProxy) -> None:
    one = desk(ONE).sign_in(server.address, place="here")
    one.wait_state(TWO, one.send(TWO, "sent"), SENT)
    one.wait_state(99999, one.send(99999, "failed"), FAILED)
    one.messenger.shut_down()
    proxy.fault("CLTMSG", Fault.STALL, 9)
    again = desk(ONE).sign_in(proxy.url, place="here")
    assert again.states(TWO) == [SENT]
    failed = again.messenger.conversation(chat_with(99999)).messages[0]
    assert (failed.delivery, failed.failure) == (FAILED, ProblemKind.NO_SUCH_USER.name)
    again.send(TWO, "on its way")
    again.send(TWO, "behind it")
    again.wait(lambda: again.states(TWO) == [SENT, Delivery.SENDING, WAITING])
    again.messenger.shut_down()


def test_waiting_messages_can_be_discarded_and_sending_ones_not(
    desk: MakeDesk, server: LocalServer, proxy: FaultyProxy
) -> None:
    one, two = desk(ONE).sign_in(proxy.url), desk(TWO).sign_in(server.address)
    two.messenger.shut_down()
    proxy.fault("CLTMSG", Fault.STALL)
    first = one.send(TWO, "on its way")
    one.wait_state(TWO, first, Delivery.SENDING)
    second = one.send(TWO, "waits")
    third = one.send(TWO, "waits, too")
    sending, waiting, _ = one.messenger.conversation(chat_with(TWO)).messages
    assert one.waiting_reason(waiting) is WaitingReason.OTHERS_FIRST
    one.messenger.own_messages.discard(sending)
    one.messenger.own_messages.discard(waiting)
    one.wait(lambda: one.states(TWO) == [Delivery.SENDING, FAILED, WAITING])
    proxy.cut_all()
    one.wait_state(TWO, third, SENT)
    assert (one.states(TWO), on_disk(one)) == ([SENT, FAILED, SENT], [SENT, FAILED, SENT])
    assert proxy.seen["cltmsg"] == 3
    found = one.messenger.conversation(chat_with(TWO)).find(second)
    assert found is not None
    assert found.failure == ""
    one.messenger.shut_down()


def test_a_discarded_message_does_not_wait_again(desk: MakeDesk, proxy: FaultyProxy) -> None:
    """The events of the last try reach the window after the action of the user."""
    one = desk(ONE).sign_in(proxy.url)
    proxy.open = False
    proxy.cut_all()
    message = one.send_message(TWO, "never mind")
    session = one.messenger.session
    assert session is not None
    for state in (Delivery.SENDING, WAITING):
        session.emitted.emit(MessageChanged(message.with_delivery(state)))
    one.messenger.own_messages.discard(message)
    for state in (Delivery.SENDING, WAITING):
        session.emitted.emit(MessageChanged(message.with_delivery(state)))
    one.wait(lambda: one.states(TWO) == [FAILED])
    one.messenger.own_messages.retry(newest(one))
    one.wait(lambda: one.states(TWO) == [WAITING])
    proxy.open = True
    one.messenger.try_now()
    one.wait_state(TWO, message.id, SENT)


def test_cancelling_a_message_that_was_just_sent_reports_it_as_sent(
    desk: MakeDesk, server: LocalServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The window shows it as waiting, but the send loop has started to send it."""
    started, discarded = threading.Event(), threading.Event()
    start_sending = OutboxCancellation.start_sending

    def start_and_wait(cancellation: OutboxCancellation, key: str) -> bool:
        done = start_sending(cancellation, key)
        started.set()
        discarded.wait(20)
        return done

    monkeypatch.setattr(OutboxCancellation, "start_sending", start_and_wait)
    one = desk(ONE).sign_in(server.address)
    message = one.send_message(TWO, "too late")
    assert started.wait(20)
    assert newest(one).delivery is WAITING
    one.messenger.own_messages.discard(message)
    discarded.set()
    one.wait_state(TWO, message.id, SENT)
    assert on_disk(one) == [SENT]


def test_a_device_that_was_signed_out_keeps_what_waits(desk: MakeDesk, server: LocalServer) -> None:
    one, two = desk(ONE).sign_in(server.address), desk(TWO).sign_in(server.address)
    server.sign_out_device(ONE, one.messenger.device)
    one.wait_phase(ConnectionPhase.ENDED)
    assert one.problem is ProblemKind.SIGNED_OUT_AND_ERASED
    one.send(TWO, "here")
    assert (newest(one).delivery, on_disk(one)) == (WAITING, [WAITING])
    assert one.waiting_reason(newest(one)) is WaitingReason.SIGNED_OUT
    one.sign_in(server.address)
    two.wait_texts(ONE, "here")
    one.wait(lambda: one.states(TWO) == [DELIVERED])


def test_a_session_that_ends_leaves_nothing_on_its_way(desk: MakeDesk, server: LocalServer, proxy: FaultyProxy) -> None:
    one = desk(ONE).sign_in(proxy.url)
    proxy.fault("CLTMSG", Fault.STALL, 9)
    key = one.send(TWO, "on its way")
    one.wait_state(TWO, key, Delivery.SENDING)
    server.sign_out_device(ONE, one.messenger.device)
    one.wait_phase(ConnectionPhase.ENDED)
    one.wait_state(TWO, key, WAITING)
    one.messenger.shut_down()


def test_why_it_waits(desk: MakeDesk, clock: FakeClock, server: LocalServer, proxy: FaultyProxy) -> None:
    one = desk(ONE, clock=clock).sign_in(proxy.url)
    assert one.next_try_in() is None
    proxy.open = False
    proxy.cut_all()
    one.wait(lambda: one.messenger.outbox_status.reason is WaitingReason.NO_CONNECTION)
    one.send(TWO, "later")
    # The loss is not reported yet, since the server may restart, but the message waits for the connection.
    assert one.messenger.connection.phase is ConnectionPhase.CONNECTED
    assert one.waiting_reason(newest(one)) is WaitingReason.NO_CONNECTION
    one.wait_given_up()
    assert one.waiting_reason(newest(one)) is WaitingReason.NO_CONNECTION
    left, retry_in = one.next_try_in(), one.messenger.connection.retry_in
    assert left is not None and retry_in is not None
    assert left == pytest.approx(retry_in)
    clock.advance(retry_in / 2)
    assert one.next_try_in() == pytest.approx(retry_in / 2)
    proxy.open = True
    one.messenger.try_now()
    one.wait(lambda: one.states(TWO) == [SENT])
    assert one.waiting_reason(newest(one)) is WaitingReason.NOT_WAITING
    one.messenger.shut_down()


def test_a_server_that_asks_to_wait_is_named(desk: MakeDesk, tmp_path: Path) -> None:
    with local_server(tmp_path, settings=Settings(tls=False, messages_per_minute=2)) as server:
        for number in (ONE, TWO):
            server.add_user(number)
        server.befriend(ONE, TWO)
        one = desk(ONE).sign_in(server.address)
        for text in "abcd":
            one.send(TWO, text)
        one.wait(lambda: one.messenger.outbox_status.reason is WaitingReason.SERVER_BUSY)
        one.wait(lambda: newest(one).delivery is WAITING)
        assert one.waiting_reason(newest(one)) is WaitingReason.SERVER_BUSY
        left = one.next_try_in()
        assert left is not None
        assert 0 < left <= 60
        one.messenger.shut_down()


def test_a_state_that_the_disk_did_not_take_is_put_right_at_the_next_start(
    desk: MakeDesk, server: LocalServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    one, two = desk(ONE).sign_in(server.address), desk(TWO)
    put = History.put

    def full(history: History, message: Message, server_id: int | None = None, *, draft: Draft | None = None) -> None:
        if message.delivery is SENT:
            raise HistoryError("The disk is full")
        put(history, message, server_id, draft=draft)

    with monkeypatch.context() as patched:
        patched.setattr(History, "put", full)
        key = one.send(TWO, "once")
        one.wait_state(TWO, key, SENT)
        assert on_disk(one) == [WAITING]
        one.messenger.shut_down()
    one.sign_in(server.address)
    one.wait(lambda: one.states(TWO) == [SENT])
    two.sign_in(server.address).wait_texts(ONE, "once")
    one.wait(lambda: on_disk(one) == [DELIVERED])
    assert [message.text for message in two.of("message_added")] == ["once"]


def test_a_history_that_cannot_be_written_for_a_while_has_it_all_in_the_end(
    desk: MakeDesk, clock: FakeClock, server: LocalServer
) -> None:
    one = desk(ONE, clock=clock).sign_in(server.address)
    with full_disk(open_history(one.messenger)):
        key = one.send(TWO, "kept in memory")
        one.wait_state(TWO, key, SENT)
        assert one.of("problem_occurred")[0].kind is ProblemKind.DISK
        assert on_disk(one) == []

    def is_stored() -> bool:
        clock.advance(STORE_AGAIN_S)
        return on_disk(one) == [SENT]

    one.wait(is_stored)
    two = desk(TWO).sign_in(server.address)
    two.wait_texts(ONE, "kept in memory")
    one.wait(lambda: on_disk(one) == [DELIVERED])


def test_what_was_written_before_and_after_a_restart_keeps_its_order(
    desk: MakeDesk, server: LocalServer, proxy: FaultyProxy
) -> None:
    one = desk(ONE).sign_in(proxy.url, place="here")
    proxy.open = False
    proxy.cut_all()
    one.wait(lambda: one.messenger.outbox_status.reason is WaitingReason.NO_CONNECTION)
    texts = [str(number) for number in range(30)]
    for text in texts[:20]:
        one.send(TWO, text)
    one.messenger.shut_down()
    proxy.open = True
    again = desk(ONE)
    again.messenger.signed_in.connect(lambda: [again.send(TWO, text) for text in texts[20:]])
    again.start(proxy.url, place="here")
    two = desk(TWO).sign_in(server.address)
    two.wait_texts(ONE, *texts)
    again.wait(lambda: again.states(TWO) == [DELIVERED] * 30)
    assert again.texts(TWO) == texts
    again.messenger.shut_down()


def test_two_who_write_at_the_same_time(desk: MakeDesk, server: LocalServer) -> None:
    one, two = desk(ONE).sign_in(server.address), desk(TWO).sign_in(server.address)
    for number in range(10):
        one.send(TWO, f"from one {number}")
        two.send(ONE, f"from two {number}")
    one.wait(lambda: one.states(TWO).count(DELIVERED) == 10 and len(one.texts(TWO)) == 20)
    two.wait(lambda: two.states(ONE).count(DELIVERED) == 10 and len(two.texts(ONE)) == 20)
    for desk_, other in ((one, TWO), (two, ONE)):
        for name in ("one", "two"):
            said = [text for text in desk_.texts(other) if text.startswith(f"from {name}")]
            assert said == [f"from {name} {number}" for number in range(10)]


def test_a_message_to_oneself_gets_its_delivery_state(desk: MakeDesk, server: LocalServer) -> None:
    """Only the operator can put me on my own list. Both entries of the server have one client id: it is shown once."""
    one = desk(ONE).sign_in(server.address)
    key = one.send(ONE, "note to self")
    one.wait_state(ONE, key, FAILED)
    found = one.messenger.conversation(chat_with(ONE)).find(key)
    assert found is not None
    assert found.failure == ProblemKind.NOT_ALLOWED.name
    server.befriend(ONE, ONE)
    one.messenger.own_messages.retry(found)
    one.wait_state(ONE, key, DELIVERED)
    assert one.texts(ONE) == ["note to self"]
