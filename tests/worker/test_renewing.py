"""A dead connection is dropped after a sleep of the computer or a change of the network."""

import pytest

from qqdesk.domain.message import Delivery
from qqdesk.worker import system_events
from qqdesk.worker.api import ConnectionPhase
from qqdesk.worker.system_events import CHECK_S, ClockJump, SystemEvents, own_address
from tests.helpers.clock import FakeClock
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


def test_a_wait_for_the_next_try_ends(desk: MakeDesk, clock: FakeClock, server: LocalServer) -> None:
    with FaultyProxy(server.port) as proxy:
        one = desk(ONE, clock=clock).sign_in(proxy.url)
        proxy.whim = lambda _: Fault.REFUSE
        one.messenger.renew_connection()
        one.wait_given_up()
        proxy.whim = None
        one.messenger.renew_connection()
        one.wait_connected()
        one.messenger.shut_down()


def test_a_change_of_the_own_address_renews_the_connection(
    desk: MakeDesk, server: LocalServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    one = desk(ONE)
    events = SystemEvents(one.messenger, one.messenger)
    renewed: list[None] = []
    monkeypatch.setattr(one.messenger, "renew_connection", lambda: renewed.append(None))
    events.check()
    one.sign_in(server.address)
    events.check()
    assert not renewed
    monkeypatch.setattr(system_events, "own_address", lambda *_: "127.0.0.2")
    events.check()
    events.check()
    assert renewed == [None]
    events.stop()


def test_a_sleep_renews_the_connection(desk: MakeDesk, server: LocalServer, monkeypatch: pytest.MonkeyPatch) -> None:
    one = desk(ONE)
    events = SystemEvents(one.messenger, one.messenger)
    renewed: list[None] = []
    monkeypatch.setattr(one.messenger, "renew_connection", lambda: renewed.append(None))
    now = [0.0]
    events.clocks = ClockJump(lambda: now[0], lambda: now[0])
    now[0] = 300.0
    one.sign_in(server.address)
    for seconds, renewals in ((CHECK_S, 0), (300.0, 1), (CHECK_S, 1)):
        now[0] += seconds
        events.check()
        assert len(renewed) == renewals
    events.stop()


@pytest.mark.parametrize(
    ("asleep", "awake", "slept"),
    [
        ((0, 10), (100, 110), False),
        ((0, 12), (100, 112), False),  # a busy computer
        ((0, 10), (100, 400), True),  # one clock stood still
        ((0, 300), (100, 400), True),  # neither did, and the process did not run
        ((0, 10), (100, 50), False),  # the clock was set back
    ],
)
def test_clocks_show_a_sleep(asleep: tuple[float, ...], awake: tuple[float, ...], slept: bool) -> None:
    jump = ClockJump(iter(asleep).__next__, iter(awake).__next__)
    assert jump.slept(10) is slept


def test_the_real_clocks_show_no_sleep() -> None:
    assert not ClockJump().slept(0)


def test_the_own_address_is_that_of_the_route_to_the_server() -> None:
    assert own_address("127.0.0.1", 9) == "127.0.0.1"
    assert own_address("no address", 9) == ""
