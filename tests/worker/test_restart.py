"""The server dies and comes back on the same port with the same data."""

import signal
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from qqdesk.domain.message import Delivery
from qqdesk.domain.problem import ProblemKind
from qqdesk.engine import reconnect
from qqdesk.protocol.codes import Status
from qqdesk.worker.api import ConnectionPhase
from tests.helpers.clock import FakeClock
from tests.helpers.server import ServerProcess, running_server, start_server
from tests.worker.conftest import ONE, TWO, MakeDesk


@pytest.fixture
def process(tmp_path: Path) -> Iterator[ServerProcess]:
    with running_server(tmp_path) as running:
        running.add_user(ONE, nickname="甲")
        running.add_user(TWO, nickname="乙", contacts=[ONE])
        running.befriend(ONE, TWO)
        yield running


def test_nothing_is_lost_or_doubled_when_the_server_is_killed(
    desk: MakeDesk, process: ServerProcess, tmp_path: Path
) -> None:
    one, two = desk(ONE).sign_in(process.address), desk(TWO).sign_in(process.address)
    texts = [f"{number}" for number in range(40)]
    for text in texts[:20]:
        one.send(TWO, text)
    # During the messages: some are answered, one is being sent, the others wait.
    one.wait(lambda: Delivery.SENT in one.states(TWO) or Delivery.DELIVERED in one.states(TWO))
    process.kill()
    for text in texts[20:]:
        one.send(TWO, text)
    for person in (one, two):
        person.wait_lost()
    with running_server(tmp_path, folder=process.folder, port=process.port):
        for person in (one, two):
            person.messenger.try_now()
            person.wait_connected()
        two.wait(lambda: len(two.texts(ONE)) >= len(texts))
        one.wait(lambda: set(one.states(TWO)) == {Delivery.DELIVERED})
        assert two.texts(ONE) == texts
        assert [message.text for message in two.of("message_added")] == texts
        assert len(one.of("signed_in")) == len(two.of("signed_in")) == 1
        one.wait(lambda: one.messenger.roster.get(TWO).status is Status.ONLINE)
        for person in (one, two):
            person.messenger.shut_down()


def test_a_server_that_stops_in_order_is_waited_for(
    desk: MakeDesk, clock: FakeClock, process: ServerProcess, tmp_path: Path
) -> None:
    one = desk(ONE, clock=clock).sign_in(process.address)
    assert process.terminate() in (0, -signal.SIGTERM)
    clock.skip_wait()  # the poll ended in order
    one.wait_given_up()
    one.send(TWO, "while it was away")
    again = start_server(tmp_path, folder=process.folder, port=process.port)
    try:
        clock.advance(60)
        one.wait_connected()
        one.wait(lambda: one.states(TWO) == [Delivery.SENT])
        one.messenger.shut_down()
    finally:
        again.terminate()


def test_a_restart_is_not_seen(
    desk: MakeDesk, process: ServerProcess, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It takes a second or two, and is not reported."""
    monkeypatch.setattr(reconnect, "GRACE_S", 60.0)
    people = [desk(ONE).sign_in(process.address), desk(TWO).sign_in(process.address)]
    one, two = people
    before = [len(person.signals) for person in people]
    for number in range(10):
        one.send(TWO, str(number))
    assert process.terminate() == 0 or sys.platform == "win32"
    for number in range(10, 20):
        one.send(TWO, str(number))
    with running_server(tmp_path, folder=process.folder, port=process.port):
        two.wait_texts(ONE, *map(str, range(20)))
        one.wait(lambda: set(one.states(TWO)) == {Delivery.DELIVERED})
        for person, count in zip(people, before, strict=True):
            phases = {received.phase for name, received in person.signals[count:] if name == "connection_changed"}
            assert phases <= {ConnectionPhase.CONNECTED}
            assert len(person.of("signed_in")) == 1
            person.messenger.shut_down()


def test_a_server_that_does_not_return_is_reported(desk: MakeDesk, clock: FakeClock, process: ServerProcess) -> None:
    one = desk(ONE, clock=clock).sign_in(process.address)
    process.kill()
    one.wait_given_up()
    assert one.problem is ProblemKind.NO_CONNECTION
    one.messenger.shut_down()
