"""The worker with a strictly classic server."""

from collections.abc import Iterator

import pytest

from qqdesk.domain.incoming import ServerNotice
from qqdesk.domain.message import Delivery
from qqdesk.domain.problem import ProblemKind
from qqdesk.protocol.account_commands import ModifyPassword
from qqdesk.protocol.codes import AddAnswer, AddOutcome, Status
from qqdesk.protocol.commands import AddToList, AnswerAdd, DeleteFromList, ModifyInfo
from qqdesk.worker.api import ConnectionPhase, PeopleQuery
from tests.helpers.classic_server import ClassicServer
from tests.helpers.messages import chat_with
from tests.helpers.proxy import Fault, FaultyProxy
from tests.helpers.server import md5
from tests.worker.conftest import ONE, THREE, TWO, MakeDesk


@pytest.fixture
def classic() -> Iterator[ClassicServer]:
    with ClassicServer() as server:
        server.add_user(ONE, "secret", "甲,1", 270)
        server.add_user(TWO, "secret", "乙", 141)
        server.add_user(THREE, "secret", "丙", consent=1)
        server.befriend(ONE, TWO)
        yield server


def test_a_day_with_an_old_server(desk: MakeDesk, classic: ClassicServer) -> None:
    one, two = desk(ONE).sign_in(classic.url), desk(TWO).sign_in(classic.url, Status.BUSY)
    assert not one.messenger.extended
    assert one.messenger.me.nickname == "甲,1"
    assert two.messenger.roster.get(ONE).nickname == "甲,1"
    one.messenger.set_chat_active(True)
    two.messenger.set_chat_active(True)
    one.wait(lambda: one.messenger.roster.get(TWO).status is Status.BUSY)
    key = one.send(TWO, "你好, a & b")
    one.wait_state(TWO, key, Delivery.SENT)
    two.messenger.try_now()
    two.wait_texts(ONE, "你好, a & b")
    assert two.messenger.unread == 1


def test_people(desk: MakeDesk, classic: ClassicServer) -> None:
    one, three = desk(ONE).sign_in(classic.url), desk(THREE).sign_in(classic.url)
    answer = one.reply(one.messenger.request(AddToList(THREE)))
    assert answer.outcome == AddOutcome.CONSENT_NEEDED
    one.reply(one.messenger.request(AnswerAdd(THREE, AddAnswer.ASK, "me, & you")))
    three.messenger.try_now()
    three.wait_for("requests_changed")
    assert three.messenger.requests[0].reason == "me, & you"
    three.reply(three.messenger.answer_request(ONE, AddAnswer.GRANT))
    one.messenger.try_now()
    one.wait(lambda: one.messenger.roster.get(THREE).status is Status.ONLINE)
    found = one.reply(one.messenger.request(PeopleQuery(nickname="ignored").as_request(extended=True)))
    assert len(found.people) == 3
    profile = one.reply(one.messenger.request_profile(TWO)).profile
    assert profile.nickname == "乙"
    one.reply(one.messenger.request(DeleteFromList(TWO)))


def test_a_new_nickname_and_face_come_with_the_next_list(desk: MakeDesk, classic: ClassicServer) -> None:
    classic.list_refresh = 1
    one, two = desk(ONE).sign_in(classic.url), desk(TWO).sign_in(classic.url)
    one.messenger.try_now()
    one.wait(lambda: one.messenger.roster.get(TWO).status is Status.ONLINE)
    classic.users[TWO].profile.update(NK="乙, new", FC="30")

    def is_shown() -> bool:
        one.messenger.try_now()
        contact = one.messenger.roster.get(TWO)
        return (contact.nickname, contact.face) == ("乙, new", 30)

    one.wait(is_shown)
    assert two.messenger.roster.get(ONE).face == 270


def test_what_an_old_server_does_not_know(desk: MakeDesk, classic: ClassicServer) -> None:
    one = desk(ONE).sign_in(classic.url)
    failed = one.failure(one.messenger.request(ModifyInfo({"nickname": "x"})))
    assert failed.kind is ProblemKind.NOT_SUPPORTED
    failed = one.failure(one.messenger.request(ModifyPassword(md5("secret"), md5("other"))))
    assert failed.kind is ProblemKind.NOT_SUPPORTED


def test_a_lost_answer_is_repeated_and_then_unknown(desk: MakeDesk, classic: ClassicServer) -> None:
    with FaultyProxy(classic.port) as proxy:
        one = desk(ONE).sign_in(proxy.url)
        proxy.fault("CLTMSG", Fault.LOSE, 2)
        first = one.send(TWO, "once")
        one.wait_state(TWO, first, Delivery.SENT)
        proxy.fault("CLTMSG", Fault.LOSE, 3)
        second = one.send(TWO, "perhaps")
        one.wait_state(TWO, second, Delivery.FAILED)
        message = one.messenger.conversation(chat_with(TWO)).find(second)
        assert message is not None
        assert message.failure == ProblemKind.UNKNOWN_OUTCOME.name
        one.messenger.shut_down()
    assert [text for _, _, text in classic.delivered] == ["once", "perhaps"]


def test_a_lost_batch_is_shown_once(desk: MakeDesk, classic: ClassicServer) -> None:
    with FaultyProxy(classic.port) as proxy:
        one = desk(ONE).sign_in(proxy.url)
        proxy.fault("GetMsgEx", Fault.LOSE, 2)
        classic.post(ONE, 9, TWO, "once")
        one.messenger.try_now()
        one.wait_texts(TWO, "once")
        one.messenger.shut_down()


def test_thrown_out_once_it_signs_in_again(desk: MakeDesk, classic: ClassicServer) -> None:
    one = desk(ONE).sign_in(classic.url)
    classic.throw_out(ONE)
    one.messenger.try_now()
    one.wait(lambda: classic.users[ONE].signed_in)
    one.wait(lambda: len([body for body in classic.requests if "CMD=Login" in body]) == 2)
    classic.post(ONE, 9, TWO, "still there")
    one.messenger.try_now()
    one.wait_texts(TWO, "still there")


def test_thrown_out_again_it_gives_the_seat_up(desk: MakeDesk, classic: ClassicServer) -> None:
    one = desk(ONE).sign_in(classic.url)
    for count in (2, 3):
        classic.throw_out(ONE)

        def seen(count: int = count) -> bool:
            one.messenger.try_now()
            logins = len([body for body in classic.requests if "CMD=Login" in body])
            return logins == count or one.messenger.connection.phase is ConnectionPhase.ENDED

        one.wait(seen)
    one.wait_phase(ConnectionPhase.ENDED)
    assert one.problem is ProblemKind.SIGNED_IN_ELSEWHERE
    assert not classic.users[ONE].signed_in


def test_an_unknown_kind_is_a_notice(desk: MakeDesk, classic: ClassicServer) -> None:
    one = desk(ONE).sign_in(classic.url)
    classic.post(ONE, 55, 10000, "The server will rest on Sunday")
    classic.post(ONE, 99, TWO, "nonsense")
    classic.post(ONE, 90, TWO, "")
    one.messenger.try_now()
    notice = one.wait_for("notice_received")
    assert isinstance(notice.item, ServerNotice)
    assert (notice.item.kind, notice.number, notice.words) == (55, 10000, "The server will rest on Sunday")
    assert len(one.of("notice_received")) == 1
