"""Two devices of one account, seen by their windows."""

import pytest

from qqdesk.domain.incoming import DeviceAdded
from qqdesk.domain.problem import ProblemKind
from qqdesk.protocol.account_commands import ModifyPassword
from qqdesk.protocol.codes import AddAnswer, Status
from qqdesk.protocol.commands import AnswerAdd
from qqdesk.protocol.device_commands import EndDevice, ListDevices, NameDevice
from qqdesk.worker.api import ConnectionPhase
from tests.helpers.desk import Desk
from tests.helpers.messages import chat_with
from tests.helpers.server import LocalServer, md5
from tests.worker.conftest import ONE, THREE, TWO, MakeDesk

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


def test_the_account_is_away_while_all_its_devices_are_unused(
    desk: MakeDesk, devices: Devices, server: LocalServer
) -> None:
    here, there = devices
    two = desk(TWO).sign_in(server.address)
    here.messenger.set_idle(True)
    there.messenger.set_idle(True)
    two.wait(lambda: status_at(two, ONE) is Status.AWAY)
    assert here.messenger.me.shown_status is Status.AWAY
    assert here.messenger.me.status is Status.ONLINE
    here.messenger.set_idle(False)
    two.wait(lambda: status_at(two, ONE) is Status.ONLINE)
    assert there.messenger.me.looks_idle


def test_a_status_is_followed_and_keeps_the_idle_state(devices: Devices) -> None:
    here, there = devices
    there.messenger.set_idle(True)
    here.reply(here.messenger.set_status(Status.INVISIBLE))
    there.wait(lambda: there.messenger.me.status is Status.INVISIBLE)
    assert there.messenger.me.is_idle
    there.messenger.set_idle(False)
    here.reply(here.messenger.set_status(Status.BUSY))
    there.wait(lambda: there.messenger.me.status is Status.BUSY)


def test_reading_on_one_device_reads_on_the_other(desk: MakeDesk, devices: Devices, server: LocalServer) -> None:
    here, there = devices
    two = desk(TWO).sign_in(server.address)
    two.send(ONE, "hello")
    here.wait(lambda: here.messenger.unread == 1)
    there.wait(lambda: there.messenger.unread == 1)
    here.messenger.mark_read(chat_with(TWO))
    there.wait(lambda: there.messenger.unread == 0)


def test_a_request_answered_on_one_device_is_answered_on_the_other(
    desk: MakeDesk, devices: Devices, server: LocalServer
) -> None:
    here, there = devices
    three = desk(THREE).sign_in(server.address)
    three.reply(three.messenger.request(AnswerAdd(ONE, AddAnswer.ASK, "we met")))
    here.wait(lambda: len(here.messenger.requests) == 1)
    there.wait(lambda: len(there.messenger.requests) == 1)
    here.reply(here.messenger.answer_request(THREE, AddAnswer.GRANT))
    there.wait(lambda: not there.messenger.requests)


def test_a_device_is_added_listed_and_signed_out(desk: MakeDesk, server: LocalServer) -> None:
    here = desk(ONE, "here").sign_in(server.address)
    added: list[DeviceAdded] = []
    here.messenger.device_added.connect(added.append)
    there = desk(ONE, "there")
    there.messenger.device = "f" * 32
    there.sign_in(server.address)
    here.wait(lambda: [one.id for one in added] == ["f" * 8])
    devices = here.reply(here.messenger.request(ListDevices())).devices
    assert {one.id: (one.is_here, one.is_live) for one in devices} == {
        here.messenger.device[:8]: (True, True),
        "f" * 8: (False, True),
    }
    here.reply(here.messenger.request(NameDevice("f" * 8, "Kitchen laptop")))
    here.reply(here.messenger.request(EndDevice(None)))
    there.wait_phase(ConnectionPhase.ENDED)
    assert there.problem is ProblemKind.SIGNED_OUT_AND_ERASED
    assert [one.is_here for one in here.reply(here.messenger.request(ListDevices())).devices] == [True]


def test_a_new_password_signs_out_the_others_if_wanted(devices: Devices) -> None:
    here, there = devices
    here.reply(here.messenger.request(ModifyPassword(md5("secret"), md5("another"))))
    there.reply(there.messenger.set_status(Status.BUSY))
    here.reply(here.messenger.request(ModifyPassword(md5("another"), md5("secret"), ends_others=True)))
    there.wait_phase(ConnectionPhase.ENDED)
    assert there.problem is ProblemKind.SIGNED_OUT_AND_ERASED
    here.reply(here.messenger.set_status(Status.ONLINE))
