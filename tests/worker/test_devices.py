"""Two devices of one account, seen by their windows."""

import pytest

from qqdesk.protocol.codes import Status
from tests.helpers.desk import Desk
from tests.helpers.server import LocalServer
from tests.worker.conftest import ONE, TWO, MakeDesk

Devices = tuple[Desk, Desk]


@pytest.fixture
def devices(desk: MakeDesk, server: LocalServer) -> Devices:
    """Two desks of the first account."""
    here = desk(ONE, "here").sign_in(server.address)
    there = desk(ONE, "there")
    there.messenger.device = "f" * 32
    return here, there.sign_in(server.address)


def status_at(desk: Desk, number: int) -> Status:
    return desk.messenger.roster.get(number).status


def test_the_account_is_busy_while_all_its_devices_are_unused(
    desk: MakeDesk, devices: Devices, server: LocalServer
) -> None:
    here, there = devices
    two = desk(TWO).sign_in(server.address)
    here.messenger.set_idle(True)
    there.messenger.set_idle(True)
    two.wait(lambda: status_at(two, ONE) is Status.BUSY)
    assert here.messenger.me.shown_status is Status.BUSY
    assert here.messenger.me.status is Status.ONLINE
    here.messenger.set_idle(False)
    two.wait(lambda: status_at(two, ONE) is Status.ONLINE)
    assert there.messenger.me.looks_idle
