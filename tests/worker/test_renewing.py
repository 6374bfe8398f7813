"""A dead connection is dropped after a sleep of the computer or a change of the network."""

import pytest
from pytestqt.qtbot import QtBot

from qqdesk.domain.message import Delivery
from qqdesk.system.sleep import ClockJump
from qqdesk.worker import system_events
from qqdesk.worker.api import ConnectionPhase
from qqdesk.worker.system_events import SystemEvents
from tests.helpers.proxy import Fault, FaultyProxy
from tests.helpers.server import LocalServer
from tests.worker.conftest import ONE, TWO, MakeDesk


def test_a_poll_on_a_dead_connection_does_not_linger(desk: MakeDesk, server: LocalServer) -> None:
    with FaultyProxy(server.port) as proxy:
        proxy.fault("GetMsgEx", Fault.STALL)
        one, two = desk(ONE).sign_in(proxy.url), desk(TWO).sign_in(server.address)
        two.send(ONE, "hello")
        two.wait(lambda: two.states(ONE) == [Delivery.SENT])
        assert one.texts(TWO) == []
        one.messenger.renew_connection()
        one.wait(lambda: bool(one.texts(TWO)))
        phases = {state.phase for state in one.of("connection_changed")}
        assert ConnectionPhase.WAITING not in phases and ConnectionPhase.ENDED not in phases
        one.messenger.shut_down()


def test_messages_keep_their_order_and_go_out_once(desk: MakeDesk, server: LocalServer) -> None:
    one, two = desk(ONE).sign_in(server.address), desk(TWO).sign_in(server.address)
    texts = [str(number) for number in range(60)]
    for number, text in enumerate(texts):
        one.send(TWO, text)
        if number % 10 == 5:
            one.messenger.renew_connection()
    two.wait_texts(ONE, *texts)
    one.wait(lambda: set(one.states(TWO)) == {Delivery.DELIVERED})


def test_a_wait_for_the_next_try_ends(desk: MakeDesk, server: LocalServer) -> None:
    with FaultyProxy(server.port) as proxy:
        one = desk(ONE).sign_in(proxy.url)
        proxy.whim = lambda _: Fault.REFUSE
        one.messenger.renew_connection()
        one.wait_phase(ConnectionPhase.WAITING)
        proxy.whim = None
        one.messenger.renew_connection()
        one.wait_connected()
        one.messenger.shut_down()


def test_many_signs_make_one_try(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    events = SystemEvents()
    received: list[None] = []
    events.changed.connect(lambda: received.append(None))
    for _ in range(5):
        events._woke.emit()
    qtbot.waitUntil(lambda: bool(received))
    for _ in range(5):
        events._woke.emit()
    qtbot.wait(50)
    assert len(received) == 1  # the next follows after PAUSE_S
    events._emitted_at -= system_events.PAUSE_S
    events._emit_timer.stop()
    events._woke.emit()
    qtbot.waitUntil(lambda: len(received) == 2)
    events.stop()


def test_only_another_way_to_the_server_counts(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    events = SystemEvents()
    received: list[None] = []
    events.changed.connect(lambda: received.append(None))
    events.set_server("127.0.0.1:8000")
    events._check_network()
    assert not events._emit_timer.isActive()  # a new container, the same route
    monkeypatch.setattr(system_events, "own_address", lambda *_: "127.0.0.2")
    events._network.emit()
    qtbot.waitUntil(lambda: bool(received))
    events.stop()


def test_a_long_time_before_the_sign_in_is_no_sleep(qtbot: QtBot) -> None:
    events = SystemEvents()
    now = [0.0]
    events._clocks = ClockJump(lambda: now[0], lambda: now[0])
    now[0] = 300.0
    events.start()
    now[0] += system_events.CLOCK_CHECK_S
    events._check_clocks()
    assert not events._emit_timer.isActive()
    now[0] += 300.0
    events._check_clocks()
    assert events._emit_timer.isActive()
    events.stop()
