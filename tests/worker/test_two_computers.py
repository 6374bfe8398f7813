"""One account on two computers, at the real server: what is done on one is seen on the other."""

import pytest

from qqdesk.clock import SystemClock
from qqdesk.domain.body import Removed
from qqdesk.domain.contact import Watch
from qqdesk.domain.message import Delivery
from qqdesk.domain.notification_rules import FOREVER
from qqdesk.history.eraser import Selection
from qqdesk.protocol.codes import AddAnswer, Status
from qqdesk.protocol.commands import AnswerAdd
from qqdesk.protocol.device_commands import CLASSIC_DEVICE, EndDevice, ListDevices
from qqdesk.server.delivery import retention
from qqdesk.worker.api import ConnectionPhase
from tests.helpers.clock import FakeClock
from tests.helpers.desk import Desk
from tests.helpers.messages import chat_with
from tests.helpers.proxy import Fault, FaultyProxy
from tests.helpers.server import LocalServer, md5, transaction
from tests.worker.conftest import ONE, THREE, TWO, MakeDesk

DAY_MS = 24 * 3600 * 1000


@pytest.fixture
def home(desk: MakeDesk, server: LocalServer) -> Desk:
    return desk(ONE, "home").sign_in(server.address)


@pytest.fixture
def office(desk: MakeDesk, server: LocalServer) -> Desk:
    return desk(ONE, "office").sign_in(server.address)


@pytest.fixture
def two(desk: MakeDesk, server: LocalServer) -> Desk:
    return desk(TWO).sign_in(server.address)


def wait_unread(one: Desk, count: int) -> None:
    one.wait(lambda: one.messenger.unread == count)


def test_my_message_appears_on_my_other_device_once(home: Desk, office: Desk, two: Desk) -> None:
    key = home.send(TWO, "from home")
    office.wait_texts(TWO, "from home")
    two.wait_texts(ONE, "from home")
    for one in (home, office):
        one.wait_state(TWO, key, Delivery.DELIVERED)
    answer = office.send(TWO, "from the office")
    home.wait_state(TWO, answer, Delivery.DELIVERED)
    for one in (home, office):
        assert one.texts(TWO) == ["from home", "from the office"]
        assert one.messenger.unread == 0


def test_a_message_whose_reply_was_lost_is_not_doubled(
    desk: MakeDesk, server: LocalServer, office: Desk, two: Desk
) -> None:
    with FaultyProxy(server.port) as proxy:
        home = desk(ONE, "home").sign_in(proxy.url)
        proxy.fault("CLTMSG", Fault.LOSE)
        key = home.send(TWO, "once")
        home.wait_state(TWO, key, Delivery.DELIVERED)
        office.wait_texts(TWO, "once")
        two.send(ONE, "got it")
        home.wait_texts(TWO, "once", "got it")


def test_what_was_written_meanwhile_arrives_at_the_next_sign_in(home: Desk, office: Desk, server: LocalServer) -> None:
    office.messenger.sign_out()
    office.wait_for("signed_out")
    home.wait_state(TWO, home.send(TWO, "meanwhile"), Delivery.SENT)
    office.sign_in(server.address)
    office.wait_texts(TWO, "meanwhile")
    assert office.states(TWO) == [Delivery.SENT]


def test_messages_written_without_a_connection_have_one_order_on_all_devices(
    home: Desk, office: Desk, two: Desk, server: LocalServer
) -> None:
    for one in (home, office):
        one.messenger.set_status(Status.OFFLINE)
        one.wait_lost()
    mine = [home.send(TWO, "written first, sent last"), office.send(TWO, "written second, sent first")]
    two.wait_state(ONE, two.send(ONE, "accepted before both"), Delivery.SENT)
    for one, key in ((office, mine[1]), (home, mine[0])):
        one.messenger.set_status(Status.ONLINE)
        one.wait_state(TWO, key, Delivery.DELIVERED)
    for one in (home, office):
        one.wait_texts(TWO, "accepted before both", "written second, sent first", "written first, sent last")
        assert one.messenger.session is not None and one.messenger.session.history is not None
        stored = one.messenger.session.history.latest(chat_with(TWO), 9)
        assert [message.text for message in stored] == one.texts(TWO)


def test_a_conversation_read_on_one_device_is_read_on_the_other(home: Desk, office: Desk, two: Desk) -> None:
    two.send(ONE, "hello")
    for one in (home, office):
        wait_unread(one, 1)
    home.messenger.mark_read(chat_with(TWO))
    office.wait(lambda: office.messenger.unread == 0)
    assert office.of("unread_changed")[-1].count == 0


def test_a_read_mark_is_sent_with_the_next_connection(
    desk: MakeDesk, clock: FakeClock, server: LocalServer, office: Desk, two: Desk
) -> None:
    with FaultyProxy(server.port) as proxy:
        home = desk(ONE, "home", clock=clock).sign_in(proxy.url)
        two.send(ONE, "hello")
        for one in (home, office):
            wait_unread(one, 1)
        proxy.open = False
        proxy.cut_all()
        home.wait_given_up()
        home.messenger.mark_read(chat_with(TWO))
        home.wait_written()
        proxy.open = True
        home.messenger.try_now()
        office.wait(lambda: office.messenger.unread == 0)


def test_a_deleted_conversation_is_deleted_on_the_other_device(home: Desk, office: Desk, two: Desk) -> None:
    two.send(ONE, "old")
    for one in (home, office):
        one.wait_texts(TWO, "old")
    home.reply(home.messenger.history_service.delete(Selection(conversation=chat_with(TWO))))
    office.wait_texts(TWO)
    two.send(ONE, "new")
    for one in (home, office):
        one.wait_texts(TWO, "new")


def test_messages_that_the_retention_removed_are_counted_at_once(
    home: Desk, office: Desk, two: Desk, server: LocalServer
) -> None:
    home.messenger.conversation(chat_with(TWO))
    home.messenger.set_status(Status.OFFLINE)
    home.wait_lost()
    two.wait_state(ONE, two.send(ONE, "old"), Delivery.DELIVERED)
    with transaction(server.place) as db:
        retention.purge(db, [ONE], SystemClock().now() + 2 * DAY_MS, days=1)
    home.messenger.set_status(Status.ONLINE)
    home.wait(lambda: [one.body for one in home.messenger.conversation(chat_with(TWO)).messages] == [Removed(1)])
    assert home.messenger.unread == 0


def test_a_request_answered_on_one_device_is_answered_on_the_other(
    desk: MakeDesk, server: LocalServer, home: Desk, office: Desk
) -> None:
    three = desk(THREE).sign_in(server.address)
    three.reply(three.messenger.request(AnswerAdd(ONE, AddAnswer.ASK, "please")))
    for one in (home, office):
        one.wait_for("requests_changed")
    home.reply(home.messenger.answer_request(THREE, AddAnswer.GRANT))
    office.wait(lambda: not office.messenger.requests)
    assert office.messenger.session is not None
    assert office.messenger.session.history is not None
    assert office.messenger.session.history.contacts.add_requests() == []


def test_an_open_request_is_on_a_new_device_until_it_is_answered(
    desk: MakeDesk, server: LocalServer, home: Desk
) -> None:
    three = desk(THREE).sign_in(server.address)
    three.reply(three.messenger.request(AnswerAdd(ONE, AddAnswer.ASK, "please")))
    home.wait(lambda: home.messenger.requests)
    home.messenger.sign_out()
    home.wait_for("signed_out")
    office = desk(ONE, "office").sign_in(server.address)
    (request,) = office.messenger.requests
    assert (request.number, request.reason) == (THREE, "please")
    home.sign_in(server.address)
    assert home.messenger.requests == [request]
    office.reply(office.messenger.answer_request(THREE, AddAnswer.REFUSE))
    home.wait(lambda: not home.messenger.requests)
    assert desk(ONE, "laptop").sign_in(server.address).messenger.requests == []


def test_a_device_that_missed_an_answer_drops_the_request(
    desk: MakeDesk, server: LocalServer, home: Desk, office: Desk
) -> None:
    three = desk(THREE).sign_in(server.address)
    three.reply(three.messenger.request(AnswerAdd(ONE, AddAnswer.ASK, "please")))
    home.wait(lambda: home.messenger.requests and office.messenger.requests)
    home.reply(home.messenger.request(EndDevice(None)))
    office.wait_phase(ConnectionPhase.ENDED)
    home.reply(home.messenger.answer_request(THREE, AddAnswer.REFUSE))
    office.sign_in(server.address)
    assert office.messenger.requests == []


@pytest.mark.parametrize("status", [Status.BUSY, Status.INVISIBLE])
def test_a_status_set_on_one_device_counts_on_the_other(home: Desk, office: Desk, status: Status) -> None:
    home.reply(home.messenger.set_status(status))
    office.wait(lambda: office.messenger.me.status is status)
    assert home.messenger.me.status is status


def test_a_device_that_signs_in_later_takes_the_status_over(desk: MakeDesk, server: LocalServer, home: Desk) -> None:
    home.reply(home.messenger.set_status(Status.BUSY))
    office = desk(ONE, "office").sign_in(server.address)
    assert office.messenger.me.status is Status.BUSY


def test_a_status_set_without_a_connection_counts_on_both(home: Desk, office: Desk, server: LocalServer) -> None:
    office.reply(office.messenger.set_status(Status.OFFLINE))
    office.messenger.set_status(Status.BUSY)
    office.wait_connected()
    home.wait(lambda: home.messenger.me.status is Status.BUSY)
    assert office.messenger.me.status is Status.BUSY


def test_a_remark_changed_on_one_device_changes_on_the_other(home: Desk, office: Desk) -> None:
    home.messenger.contact_notes.set_remark(TWO, "the boss")
    office.wait(lambda: office.messenger.roster.get(TWO).name == "the boss")


def test_a_mute_and_an_online_alert_of_one_device_hold_on_the_other(home: Desk, office: Desk) -> None:
    home.messenger.mutes.mute(chat_with(TWO), FOREVER)
    office.wait(lambda: office.messenger.mutes.until(chat_with(TWO)) == FOREVER)
    office.messenger.presence.watch(TWO, Watch.ALWAYS)
    home.wait(lambda: home.messenger.presence.watched(TWO) is Watch.ALWAYS)
    office.messenger.mutes.mute(chat_with(TWO), 0)
    home.wait(lambda: not home.messenger.mutes.all())


def test_a_block_on_one_device_counts_on_the_other(home: Desk, office: Desk) -> None:
    home.reply(home.messenger.contact_notes.block(TWO))
    office.wait(lambda: office.messenger.roster.get(TWO).blocked)


def test_a_new_device_is_reported_to_the_others(desk: MakeDesk, server: LocalServer, home: Desk) -> None:
    office = desk(ONE, "office").sign_in(server.address)
    added = home.wait_for("device_added")
    assert (added.id, added.address) == (office.messenger.device[:8], "127.0.0.1")
    assert added.name
    assert office.of("device_added") == []


def test_an_old_client_is_reported_listed_and_signed_out(server: LocalServer, home: Desk) -> None:
    assert "&RS=0" in server.post(f"VER=1.1&CMD=Login&SEQ=1&UIN={ONE}&PS={md5('secret')}&M5=1&LC=9326B87B234E7235")
    added = home.wait_for("device_added")
    assert (added.id, added.address, added.name) == (CLASSIC_DEVICE, "127.0.0.1", "")
    devices = home.reply(home.messenger.request(ListDevices())).devices
    assert {one.id for one in devices if not one.is_here} == {CLASSIC_DEVICE}
    home.reply(home.messenger.request(EndDevice(CLASSIC_DEVICE)))
    assert "&RES=20" in server.post(f"VER=1.1&CMD=GetMsgEx&SEQ=2&UIN={ONE}")
    assert len(home.reply(home.messenger.request(ListDevices())).devices) == 1


def test_a_new_device_ignores_the_report_of_itself(desk: MakeDesk, server: LocalServer, home: Desk, two: Desk) -> None:
    home.messenger.sign_out()
    home.wait_for("signed_out")
    two.send(ONE, "meanwhile")
    office = desk(ONE, "office").sign_in(server.address)
    office.wait_texts(TWO, "meanwhile")
    two.send(ONE, "later")
    office.wait_texts(TWO, "meanwhile", "later")
    assert office.of("device_added") == []
