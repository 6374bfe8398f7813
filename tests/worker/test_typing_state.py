"""Typing notices between two messengers, over the real server."""

import pytest

from qqdesk.domain.body import Text
from qqdesk.domain.message import Delivery
from qqdesk.engine import sender
from qqdesk.protocol import codec
from qqdesk.protocol.codes import Status
from qqdesk.worker.api import TypingChange
from qqdesk.worker.typing_state import SHOWN_S
from tests.helpers.classic_server import ClassicServer
from tests.helpers.clock import FakeClock
from tests.helpers.desk import Desk
from tests.helpers.messages import chat_with
from tests.helpers.proxy import Fault, FaultyProxy
from tests.helpers.server import LocalServer
from tests.worker.conftest import ONE, THREE, TWO, MakeDesk

BEGAN, ENDED = TypingChange(chat_with(ONE), ONE, True), TypingChange(chat_with(ONE), ONE, False)


def asked(server: LocalServer, result: int = 0) -> int:
    """Return the number of typing notices with this result."""
    return server.daemon.core.counters.requests.get(("Typing", result), 0)


def test_typing_is_notified_and_ends_with_the_message(desk: MakeDesk, server: LocalServer) -> None:
    one, two = desk(ONE).sign_in(server.address), desk(TWO).sign_in(server.address)
    one.messenger.send_typing(chat_with(TWO))
    assert two.wait_for("typing_changed") == BEGAN
    assert two.messenger.typing.typists(chat_with(ONE))
    one.send(TWO, "hello")
    two.wait_texts(ONE, "hello")
    assert two.of("typing_changed") == [BEGAN, ENDED]
    assert not two.messenger.typing.typists(chat_with(ONE))
    names = [name for name, _ in two.signals]
    assert names.index("message_added") > len(names) - 1 - names[::-1].index("typing_changed")
    assert one.of("typing_changed") == []


def test_typing_ends_with_an_edit(desk: MakeDesk, server: LocalServer, clock: FakeClock) -> None:
    one, two = desk(ONE).sign_in(server.address), desk(TWO, clock=clock).sign_in(server.address)
    message = one.send_message(TWO, "helo")
    one.wait_state(TWO, message.id, Delivery.DELIVERED)
    clock.advance(1)
    one.messenger.send_typing(chat_with(TWO))
    assert two.wait_for("typing_changed") == BEGAN
    one.messenger.changes.edit(message, Text("hello"))
    two.wait_texts(ONE, "hello")
    assert two.of("typing_changed") == [BEGAN, ENDED]


def test_it_is_over_after_a_while(desk: MakeDesk, server: LocalServer, clock: FakeClock) -> None:
    one, two = desk(ONE).sign_in(server.address), desk(TWO, clock=clock).sign_in(server.address)
    one.messenger.send_typing(chat_with(TWO))
    assert two.wait_for("typing_changed") == BEGAN
    clock.advance(SHOWN_S - 0.1)
    assert two.messenger.typing.typists(chat_with(ONE))
    clock.advance(0.2)
    assert two.of("typing_changed") == [BEGAN, ENDED]


def test_a_repeated_notice_prolongs_it(desk: MakeDesk, clock: FakeClock) -> None:
    two = desk(TWO, clock=clock)
    typing = two.messenger.typing
    for _ in range(5):
        typing.start(chat_with(ONE), ONE)
        clock.advance(SHOWN_S - 0.1)
    assert two.of("typing_changed") == [BEGAN]
    clock.advance(0.2)
    assert two.of("typing_changed") == [BEGAN, ENDED]


def test_it_is_over_when_they_leave(desk: MakeDesk, server: LocalServer) -> None:
    one, two = desk(ONE).sign_in(server.address), desk(TWO).sign_in(server.address)
    one.messenger.send_typing(chat_with(TWO))
    two.wait_for("typing_changed")
    one.messenger.sign_out()
    assert two.wait_for("typing_changed", 2) == ENDED


def test_typing_is_sent_every_three_seconds_at_most(desk: MakeDesk, server: LocalServer, clock: FakeClock) -> None:
    one = desk(ONE, clock=clock).sign_in(server.address)
    for _ in range(10):
        one.messenger.send_typing(chat_with(TWO))
    one.messenger.send_typing(chat_with(THREE))
    one.wait(lambda: asked(server) == 1 and asked(server, 31) == 1)
    clock.advance(2.0)
    one.messenger.send_typing(chat_with(TWO))
    clock.advance(1.5)
    one.messenger.send_typing(chat_with(TWO))
    one.messenger.send_typing(chat_with(TWO))
    one.wait(lambda: asked(server) == 2)
    one.messenger.sign_out()
    one.wait_for("signed_out")
    assert asked(server) == 2


def test_a_message_waits_for_a_note_but_shortly(
    desk: MakeDesk, server: LocalServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sender, "TYPING_TIMEOUT_S", 1.0)
    with FaultyProxy(server.port) as proxy:
        proxy.fault("typing", Fault.STALL)
        one, two = desk(ONE).sign_in(proxy.url), desk(TWO).sign_in(server.address)
        one.messenger.send_typing(chat_with(TWO))
        two.wait_for("typing_changed")
        key = one.send(TWO, "hello")
        one.wait_state(TWO, key, Delivery.DELIVERED)
        assert proxy.seen["typing"] == 1
        assert one.of("problem_occurred") == []


def test_a_server_that_does_not_know_it_is_asked_once(
    desk: MakeDesk, server: LocalServer, clock: FakeClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delitem(codec._BY_NAME, "typing")
    one = desk(ONE, clock=clock).sign_in(server.address)
    one.messenger.send_typing(chat_with(TWO))
    one.wait(lambda: server.daemon.core.counters.requests.get(("", 11)))
    for _ in range(3):
        clock.advance(10)
        one.messenger.send_typing(chat_with(TWO))
    key = one.send(TWO, "hello")
    one.wait_state(TWO, key, Delivery.SENT)
    one.messenger.sign_out()
    one.wait_for("signed_out")
    assert server.daemon.core.counters.requests[("", 11)] == 1
    assert one.of("problem_occurred") == []


def test_an_old_server_is_not_asked(desk: MakeDesk) -> None:
    with ClassicServer() as server:
        server.add_user(ONE, "secret").contacts.add(TWO)
        server.add_user(TWO, "secret")
        one = desk(ONE).sign_in(server.url)
        one.messenger.send_typing(chat_with(TWO))
        one.messenger.sign_out()
        one.wait_for("signed_out")
        assert not [body for body in server.requests if "CMD=Typing" in body]


@pytest.mark.parametrize("status", [Status.INVISIBLE, Status.OFFLINE])
def test_an_invisible_user_sends_no_typing_notice(desk: MakeDesk, server: LocalServer, status: Status) -> None:
    one = desk(ONE).sign_in(server.address, status)
    one.messenger.send_typing(chat_with(TWO))
    one.reply(one.messenger.set_status(Status.ONLINE))
    one.messenger.send_typing(chat_with(TWO))
    one.wait(lambda: asked(server) == 1)


def test_a_typing_notice_after_its_message_is_ignored(desk: MakeDesk, clock: FakeClock) -> None:
    two: Desk = desk(TWO, clock=clock)
    typing = two.messenger.typing
    typing.on_message(chat_with(ONE), ONE)
    typing.start(chat_with(ONE), ONE)
    assert two.of("typing_changed") == []
    typing.start(chat_with(ONE), ONE)
    assert two.of("typing_changed") == [BEGAN]


def test_typing_without_a_session_is_ignored(desk: MakeDesk) -> None:
    desk(ONE).messenger.send_typing(chat_with(TWO))
