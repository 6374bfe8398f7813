"""The commands that only administrators of a place may send."""

import secrets

from qqdesk.conformance.errors import NotOfferedError, NotTriedError, expect
from qqdesk.conformance.fixture import Fixture
from qqdesk.conformance.raw_client import Account, RawSession
from qqdesk.conformance.row import Section
from qqdesk.protocol import admin_commands as h
from qqdesk.protocol import commands as c
from qqdesk.protocol import place_commands as p
from qqdesk.protocol.admin_commands import PersonAction
from qqdesk.protocol.codes import AddAnswer, EndReason, Result
from qqdesk.protocol.record import Request

section = Section("Looking after a place")


def harmless_requests(number: int) -> tuple[Request, ...]:
    """Each command of administrators, in a form that changes little if the server carries it out."""
    return (
        p.ListJoinRequests(),
        p.AnswerJoinRequest("0" * 8, AddAnswer.REFUSE),
        h.GetPlace(),
        h.ChangePlace(),
        h.BackUp(stops=True),
        h.FetchBackup("conformance"),
        h.NotifyAll("conformance"),
        h.ListPeople(),
        h.ChangePerson(number, PersonAction.UNBAN),
        h.MakeResetCode(number),
        h.ListPlaceRooms(),
        h.DeleteRoom(number),
        h.GetPlaceLog(),
    )


def _administrator(fixture: Fixture) -> RawSession | None:
    """Return a session of the first account; None if the account is an ordinary one and is refused as such."""
    session = fixture.extended_session(fixture.people[0])
    raw = session.ask_offered(h.GetPlace())
    if raw.is_done:
        return session
    expect(raw.result == Result.NOT_ALLOWED, f"Place is answered {raw}")
    return None


def _newcomer(fixture: Fixture, administrator: RawSession) -> Account:
    invitation = administrator.get(p.CreateInvitation(1, 1), p.CreateInvitationReply).invitation
    newcomer = fixture.register_newcomer(invitation)
    administrator.do(c.DeleteFromList(newcomer.number))
    administrator.fetch_all()
    return newcomer


@section.row("place.refused", "Only administrators look after the place; others get RES=31")
def _refused(fixture: Fixture) -> None:
    if _administrator(fixture) is not None:
        raise NotTriedError("the account is an administrator")
    session = fixture.extended_session(fixture.people[0])
    missing = []
    for request in harmless_requests(session.number):
        raw = session.ask(request)
        if raw.result == Result.UNKNOWN_COMMAND:
            missing.append(request.NAME)
        else:
            expect(raw.result == Result.NOT_ALLOWED, f"{request.NAME} is answered {raw}")
    if missing:
        raise NotOfferedError(f"there is no {', '.join(missing)}")


@section.row("place.classic", "Old clients have none of these commands: RES=11")
def _classic(fixture: Fixture) -> None:
    fixture.need_extensions("Login is answered without EXT")
    session = fixture.classic_session(fixture.people[0])
    for request in (*harmless_requests(session.number), h.ListAdministrators()):
        session.expect_refusal(request, Result.UNKNOWN_COMMAND)


@section.row("place.administrators", "ListAdmins names the administrators, for everybody")
def _administrators(fixture: Fixture) -> None:
    is_administrator = _administrator(fixture) is not None
    session = fixture.extended_session(fixture.people[0])
    rows = session.get(h.ListAdministrators(), h.ListAdministratorsReply).administrators
    is_named = session.number in [row.number for row in rows]
    expect(is_named is is_administrator, f"ListAdmins has {session.number}: {is_named}")


@section.row("place.ban", "A ban ends the sessions at once, with WHY=3, and can be lifted")
def _ban(fixture: Fixture) -> None:
    administrator = _administrator(fixture)
    if administrator is None:
        return
    person = _newcomer(fixture, administrator)
    session = fixture.extended_session(person)
    administrator.do(h.ChangePerson(person.number, PersonAction.BAN))
    raw = session.ask(c.GetMessages())
    expect((raw.result, raw.number("WHY")) == (Result.NOT_SIGNED_IN, EndReason.ENDED_BY_OPERATOR), raw)
    rows = administrator.get(h.ListPeople(person.number - 1), h.ListPeopleReply).people
    expect(bool(rows and rows[0].number == person.number and rows[0].banned), f"ListPeople has {rows[:1]}")
    administrator.do(h.ChangePerson(person.number, PersonAction.UNBAN))
    fixture.forget_session(person)
    expect(fixture.extended_session(person).ask(c.GetMessages()).is_done, "the ban was not lifted")
    line = administrator.get(h.GetPlaceLog(), h.GetPlaceLogReply).lines[0]
    seen = (line.actor, line.action, line.subject)
    expect(seen == (administrator.number, PersonAction.UNBAN, person.number), f"the last line of the log is {line}")


@section.row("place.last", "The last administrator stays one: RES=32")
def _last(fixture: Fixture) -> None:
    administrator = _administrator(fixture)
    if administrator is None:
        return
    rows = administrator.get(h.ListAdministrators(), h.ListAdministratorsReply).administrators
    if len(rows) > 1:
        raise NotTriedError("there are several administrators")
    for action in (PersonAction.DISMISS, PersonAction.BAN, PersonAction.DELETE):
        administrator.expect_refusal(h.ChangePerson(administrator.number, action), Result.REFUSED_BY_SERVER)


@section.row("place.reset", "A code of ResetCode sets one new password; others get RES=35")
def _reset(fixture: Fixture) -> None:
    fixture.need_extensions("Login is answered without EXT")
    wrong = h.ResetPassword(secrets.token_hex(10).upper(), "0" * 32)
    fixture.anonymous.ask_offered(wrong)
    fixture.anonymous.expect_refusal(wrong, Result.BAD_INVITATION)
    administrator = _administrator(fixture)
    if administrator is None:
        return
    person = _newcomer(fixture, administrator)
    code = administrator.get(h.MakeResetCode(person.number), h.MakeResetCodeReply).code
    shown = fixture.anonymous.get(p.ShowInvitation(code), p.ShowInvitationReply)
    expect(shown.resets == person.number, f"ShowInvite of the code has RESET={shown.resets}")
    for _ in range(2):
        request = h.ResetPassword(code, person.secret)
        number = fixture.anonymous.get(request, h.ResetPasswordReply).number
        expect(number == person.number, f"ResetPassword returns {number}")
    fixture.anonymous.expect_refusal(h.ResetPassword(code, "0" * 32), Result.BAD_INVITATION)
