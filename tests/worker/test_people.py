"""Lists, requests, profiles, search, accounts: with the real server."""

from dataclasses import replace

import pytest
from PySide6.QtCore import QCoreApplication

from qqdesk.domain.contact import AddRequest, Contact
from qqdesk.domain.incoming import AddedMe, RequestGranted, RequestRefused
from qqdesk.domain.problem import ProblemKind
from qqdesk.engine.events import Received
from qqdesk.history.history import History
from qqdesk.protocol.account_commands import ModifyPassword
from qqdesk.protocol.codes import AddAnswer, AddOutcome, Status
from qqdesk.protocol.commands import AddToList, AnswerAdd, DeleteFromList, ModifyInfo, WaitingMessage
from qqdesk.protocol.entry_kinds import MessageKind
from qqdesk.protocol.record import Done
from qqdesk.worker.api import PeopleQuery, RosterChange
from qqdesk.worker.roster_state import GATHER_S
from tests.helpers.clock import FakeClock
from tests.helpers.history import add_received, open_history
from tests.helpers.messages import chat_with
from tests.helpers.proxy import Fault, FaultyProxy
from tests.helpers.server import LocalServer, md5
from tests.worker.conftest import ONE, THREE, TWO, MakeDesk


def test_adding_with_consent(desk: MakeDesk, server: LocalServer) -> None:
    one, three = desk(ONE).sign_in(server.address), desk(THREE).sign_in(server.address)
    answer = one.reply(one.messenger.request(AddToList(THREE)))
    assert (answer.number, answer.outcome) == (THREE, AddOutcome.CONSENT_NEEDED)
    one.reply(one.messenger.request(AnswerAdd(THREE, AddAnswer.ASK, "it is me & more")))
    three.wait_for("requests_changed")
    (request,) = three.messenger.requests
    assert request == AddRequest(ONE, "it is me & more", request.time)
    three.wait(lambda: three.messenger.roster.get(ONE).nickname == "甲")
    three.reply(three.messenger.answer_request(ONE, AddAnswer.GRANT, add_too=True))
    assert three.messenger.requests == []
    three.wait(lambda: ONE in [contact.number for contact in three.messenger.roster.listed()])
    notice = one.wait_for("notice_received")
    assert (type(notice.item), notice.number) == (RequestGranted, THREE)
    assert (notice.contact.nickname, notice.contact.face) == ("丙", 30)
    one.wait(lambda: one.messenger.roster.get(THREE) == Contact(THREE, "丙", 30, Status.ONLINE))
    three.send(ONE, "hello")
    one.wait_texts(THREE, "hello")
    assert len(one.of("notice_received")) == 1, "they were granted and added by one answer"


def test_requests_are_there_after_a_restart_and_can_be_refused(desk: MakeDesk, server: LocalServer) -> None:
    one, three = desk(ONE).sign_in(server.address), desk(THREE).sign_in(server.address)
    one.reply(one.messenger.request(AnswerAdd(THREE, AddAnswer.ASK, "please")))
    three.wait_for("requests_changed")
    three.messenger.shut_down()
    again = desk(THREE).sign_in(server.address)
    assert [request.reason for request in again.messenger.requests] == ["please"]
    again.reply(again.messenger.answer_request(ONE, AddAnswer.REFUSE, "no, sorry"))
    notice = one.wait_for("notice_received")
    assert (type(notice.item), notice.words) == (RequestRefused, "no, sorry")
    again.messenger.shut_down()
    assert desk(THREE).sign_in(server.address).messenger.requests == []


def test_adding_one_who_lets_anyone(desk: MakeDesk, server: LocalServer) -> None:
    server.add_user(20000, nickname="open", face=30, allow=AddOutcome.ADDED)
    one, other = desk(ONE).sign_in(server.address), desk(20000).sign_in(server.address)
    assert one.reply(one.messenger.request(AddToList(20000))).outcome == AddOutcome.ADDED
    one.wait(lambda: one.messenger.roster.get(20000) == Contact(20000, "open", 30, Status.ONLINE))
    notice = other.wait_for("notice_received")
    assert (type(notice.item), notice.contact.nickname, notice.contact.face) == (AddedMe, "甲", 270)
    server.add_user(20001, allow=AddOutcome.NOBODY)
    assert one.reply(one.messenger.request(AddToList(20001))).outcome == AddOutcome.NOBODY
    failed = one.failure(one.messenger.request(AddToList(4242)))
    assert failed.kind is ProblemKind.NO_SUCH_USER


def test_deleting(desk: MakeDesk, server: LocalServer) -> None:
    one = desk(ONE).sign_in(server.address)
    one.reply(one.messenger.request(DeleteFromList(TWO)))
    assert TWO not in one.messenger.roster
    one.wait(lambda: any(TWO in change.numbers for change in one.of("roster_changed")))
    two = desk(TWO).sign_in(server.address)
    two.send(ONE, "still here")
    one.wait_texts(TWO, "still here")
    assert one.messenger.roster.get(TWO).stranger
    two.reply(two.messenger.request(DeleteFromList(ONE)))
    assert two.messenger.roster.get(ONE).stranger


def test_a_stranger_stays_hidden_until_there_is_a_new_message(desk: MakeDesk, server: LocalServer) -> None:
    one, two = desk(ONE).sign_in(server.address), desk(TWO).sign_in(server.address)
    two.send(ONE, "hello")
    one.wait_texts(TWO, "hello")
    one.messenger.mark_read(chat_with(TWO))
    one.messenger.contact_notes.hide(TWO)
    assert one.messenger.unread == 0
    one.reply(one.messenger.request(DeleteFromList(TWO)))
    assert one.messenger.roster.get(TWO).stranger
    one.messenger.shut_down()
    again = desk(ONE).sign_in(server.address)
    assert again.messenger.roster.get(TWO) == Contact(TWO, "乙", 141, stranger=True, hidden=True)
    two.send(ONE, "are you there?")
    again.wait_texts(TWO, "hello", "are you there?")
    assert not again.messenger.roster.get(TWO).hidden
    again.messenger.shut_down()
    assert not desk(ONE).sign_in(server.address).messenger.roster.get(TWO).hidden


@pytest.mark.parametrize("how", ["sign_out", "shut_down"])
def test_a_hidden_contact_is_deleted_at_the_end_of_the_session(desk: MakeDesk, server: LocalServer, how: str) -> None:
    one, two = desk(ONE).sign_in(server.address), desk(TWO).sign_in(server.address)
    one.messenger.contact_notes.hide(TWO)
    two.send(ONE, "hello")
    one.wait(lambda: one.messenger.conversation(chat_with(TWO)).messages)
    one.messenger.contact_notes.hide(TWO)
    getattr(one.messenger, how)()
    if how == "sign_out":
        one.wait_for("signed_out")
    assert [contact.number for contact in desk(ONE).sign_in(server.address).messenger.roster.listed()] == []


def test_a_failed_deletion_shows_the_contact_again(desk: MakeDesk, server: LocalServer) -> None:
    with FaultyProxy(server.port) as proxy:
        one = desk(ONE).sign_in(proxy.url)
        one.messenger.contact_notes.hide(TWO)
        proxy.fault("delfromlist", Fault.REFUSE, 9)
        one.failure(one.messenger.request(DeleteFromList(TWO)))
        assert not one.messenger.roster.get(TWO).hidden


def test_groups_are_kept(desk: MakeDesk, server: LocalServer) -> None:
    one = desk(ONE).sign_in(server.address)
    one.messenger.contact_notes.add_group("家人")
    one.messenger.contact_notes.move_to_group([TWO], "Work")
    assert one.messenger.contact_notes.group_names() == ["", "家人", "Work"]
    assert one.messenger.roster.get(TWO).group == "Work"
    one.wait_for("roster_changed")
    one.messenger.shut_down()
    again = desk(ONE).sign_in(server.address)
    assert again.messenger.contact_notes.group_names() == ["", "家人", "Work"]
    assert again.messenger.roster.get(TWO).group == "Work"
    again.messenger.contact_notes.move_to_group([TWO], "")
    assert again.messenger.roster.get(TWO).group == ""


def test_profiles(desk: MakeDesk, server: LocalServer) -> None:
    one = desk(ONE).sign_in(server.address)
    edit = ModifyInfo({"nickname": "甲, new", "face": 30, "about": "line\nline & 50%"}, AddOutcome.ADDED)
    one.reply(one.messenger.request(edit))
    assert one.of("me_changed")[-1] == one.messenger.me
    assert (one.messenger.me.nickname, one.messenger.me.face) == ("甲, new", 30)
    mine = one.reply(one.messenger.request_profile(ONE))
    assert (mine.profile.about, mine.allow) == ("line\nline & 50%", AddOutcome.ADDED)
    theirs = one.reply(one.messenger.request_profile(TWO))
    assert (theirs.profile.nickname, theirs.allow) == ("乙", None)
    failed = one.failure(one.messenger.request_profile(4242))
    assert failed.kind is ProblemKind.NO_SUCH_USER


def test_a_contacts_new_nickname_and_face_are_shown_at_once_and_kept(desk: MakeDesk, server: LocalServer) -> None:
    one, two = desk(ONE).sign_in(server.address), desk(TWO).sign_in(server.address)
    two.reply(two.messenger.request(ModifyInfo({"nickname": "乙, new", "face": 30})))
    one.wait(lambda: one.messenger.roster.get(TWO).nickname == "乙, new")
    assert one.messenger.roster.get(TWO).face == 30
    one.wait(lambda: TWO in one.of("roster_changed")[-1].numbers)
    assert one.of("notice_received") == []
    one.messenger.shut_down()
    history = History(next(one.folder.rglob("history.db")))
    known = history.contacts.load()
    history.close()
    assert (known[TWO].nickname, known[TWO].face) == ("乙, new", 30)


def test_a_malformed_profile_change_is_ignored(desk: MakeDesk, server: LocalServer) -> None:
    one = desk(ONE).sign_in(server.address)
    assert one.messenger.session is not None
    before, history = one.messenger.roster.get(TWO), open_history(one.messenger)
    for text in ("", "30", "x Name", "99999 Name", "-1 Name"):
        message = WaitingMessage(MessageKind.PROFILE_CHANGED, TWO, text, 0, 1)
        one.messenger.session.emitted.emit(Received(tuple(add_received(history, [message], 1))))
    QCoreApplication.processEvents()
    assert one.messenger.roster.get(TWO) == before
    assert one.of("notice_received") == []


def test_finding_people(desk: MakeDesk, server: LocalServer) -> None:
    server.add_user(20000, nickname="Wanda", age=33, province="云南省")
    one = desk(ONE).sign_in(server.address)

    def found(query: PeopleQuery) -> list[int]:
        answer = one.reply(one.messenger.request(query.as_request(extended=True)))
        assert answer.last_page
        return [person.number for person in answer.people]

    everybody = found(PeopleQuery())
    assert {TWO, 20000} <= set(everybody)
    assert found(PeopleQuery(nickname="and")) == [20000]
    assert found(PeopleQuery(wanted=THREE)) == [THREE]
    assert found(PeopleQuery(age=33, province="云南省")) == [20000]
    assert found(PeopleQuery(after=max(everybody))) == []


def test_a_new_password(desk: MakeDesk, server: LocalServer) -> None:
    one = desk(ONE).sign_in(server.address)
    failed = one.failure(one.messenger.request(ModifyPassword(md5("wrong"), md5("second"))))
    assert failed.kind in (ProblemKind.NOT_ALLOWED, ProblemKind.REFUSED_BY_SERVER, ProblemKind.WRONG_PASSWORD)
    one.reply(one.messenger.request(ModifyPassword(md5("secret"), md5("second"))))
    one.messenger.sign_out()
    one.wait_for("signed_out")
    one.password = "second"
    one.sign_in(server.address)


def test_a_storm_of_presence_is_gathered(desk: MakeDesk, server: LocalServer, clock: FakeClock) -> None:
    one, two = desk(ONE, clock=clock).sign_in(server.address), desk(TWO).sign_in(server.address)
    one.wait(lambda: one.messenger.roster.get(TWO).is_present)
    clock.advance(GATHER_S)
    one.signals.clear()
    replies: list[Done] = []
    for _ in range(10):
        for status in (Status.ONLINE, Status.BUSY):
            two.messenger.set_status(status).then(two.messenger, replies.append)
    two.wait(lambda: len(replies) == 20)
    one.wait(lambda: one.messenger.roster.get(TWO).status is Status.BUSY)
    assert one.of("roster_changed") == []
    clock.advance(GATHER_S)
    assert one.of("roster_changed") == [RosterChange(frozenset({TWO}), everything=False)]
    assert replace(one.messenger.roster.get(TWO), face=0).nickname == "乙"
