"""Invitations of users, and requests to come in."""

import re
import secrets
from collections.abc import Iterator
from contextlib import contextmanager

from qqdesk.conformance.errors import NotOfferedError, NotTriedError, UnmetError, expect
from qqdesk.conformance.fixture import Fixture, has_on_list
from qqdesk.conformance.raw_client import RawSession
from qqdesk.conformance.row import Section
from qqdesk.protocol import commands as c
from qqdesk.protocol import place_commands as p
from qqdesk.protocol.codes import AddAnswer, AddOutcome, MessageKind, RegistrationMode, Result

section = Section("Invitations")
_CODE = re.compile(r"[0-9A-HJKMNP-TV-Z]{20}").fullmatch
_STRANGE_ID = "0" * 8


def _new_code() -> str:
    return secrets.token_hex(10).upper()


@contextmanager
def _invited(fixture: Fixture, uses: int = 3) -> Iterator[tuple[RawSession, p.CreateInvitationReply]]:
    """An invitation of the first account, which is ended afterwards."""
    session = fixture.extended_session(fixture.people[0])
    request = p.CreateInvitation(uses, 1)
    raw = session.ask(request)
    if raw.result == Result.UNKNOWN_COMMAND:
        raise NotOfferedError("there is no Invite")
    if raw.result in (Result.NOT_ALLOWED, Result.REFUSED_BY_SERVER):
        raise NotTriedError(f"the account may not invite: {raw}")
    expect(raw.is_done, raw)
    created = session.parse(request, raw, p.CreateInvitationReply)
    try:
        yield session, created
    finally:
        session.ask(p.EndInvitation(created.id))


def _listed(session: RawSession, created: p.CreateInvitationReply) -> p.ListedInvitation:
    for row in session.get(p.ListInvitations(), p.ListInvitationsReply).invitations:
        if row.id == created.id:
            return row
    raise UnmetError(f"ListInvites has no {created.id}")


def _is_administrator(session: RawSession) -> bool:
    raw = session.ask(p.ListAsks())
    if raw.result == Result.UNKNOWN_COMMAND:
        raise NotOfferedError("there is no ListAsks")
    return raw.is_done


@section.row("invite.form", "Invite returns INVITE, a code of 20 symbols, ID and EXPIRES")
def _form(fixture: Fixture) -> None:
    session = fixture.extended_session(fixture.people[0])
    with _invited(fixture) as (_, created):
        expect(_CODE(created.invitation.replace("-", "")), "INVITE is no such code")
        row = _listed(session, created)
        expect((row.inviter, row.uses_left, row.used) == (session.number, 3, 0), row)
        expect(row.expires == created.expires, f"EXPIRES is {created.expires}, and {row.expires} in ListInvites")


@section.row("invite.shown", "ShowInvite shows place and inviter, and uses nothing up")
def _shown(fixture: Fixture) -> None:
    with _invited(fixture) as (session, created):
        for code in (created.invitation, created.invitation.lower().replace("-", " ")):
            shown = fixture.anonymous.get(p.ShowInvitation(code), p.ShowInvitationReply)
            expect(re.fullmatch("[0-9a-f]{16}", shown.place_id), f"PID is {shown.place_id!a}")
            expect(
                (shown.inviter, shown.uses_left) == (session.number, 3), f"UN={shown.inviter} LEFT={shown.uses_left}"
            )
            expect(shown.expires == created.expires, f"EXPIRES is {created.expires}, and {shown.expires} here")
            expect(not shown.is_waiting, "WAITING=1")


@section.row("invite.joins", "Inviter and newcomer get on each other's lists, at once")
def _joins(fixture: Fixture) -> None:
    with _invited(fixture) as (session, created):
        session.fetch_all()
        newcomer = fixture.register_newcomer(created.invitation)
        came = session.wait_for(MessageKind.ADDED_ME, newcomer.number)
        kinds = {message.kind for message in (*came, *session.fetch_all())}
        expect(MessageKind.LIST_CHANGED in kinds, f"MT=86 did not come, but {sorted(kinds)}")
        expect(has_on_list(session, newcomer.number), f"{session.number} has no {newcomer.number} on the list")
        other = fixture.extended_session(newcomer)
        expect(has_on_list(other, session.number), f"{newcomer.number} has no {session.number} on the list")
        other.do(c.DeleteFromList(session.number))
        outcome = other.get(c.AddToList(session.number), c.AddToListReply).outcome
        expect(outcome == AddOutcome.ADDED, f"AddToList of the newcomer is answered CD={outcome}")
        row = _listed(session, created)
        expect((row.uses_left, row.used) == (2, 1), f"LEFT={row.uses_left} USED={row.used} after one registration")
        session.do(c.DeleteFromList(newcomer.number))
        session.fetch_all()


@section.row("invite.used-up", "A code that is used up or wrong gets RES=35", needs=("invite.joins",))
def _used_up(fixture: Fixture) -> None:
    with _invited(fixture, uses=1) as (session, created):
        newcomer = fixture.register_newcomer(created.invitation)
        request = c.Register("0" * 32, "conformance", created.invitation)
        fixture.anonymous.expect_refusal(request, Result.BAD_INVITATION)
        fixture.anonymous.expect_refusal(p.ShowInvitation(_new_code()), Result.BAD_INVITATION)
        session.do(c.DeleteFromList(newcomer.number))
        session.fetch_all()


@section.row("invite.ended", "EndInvite ends my own invitations")
def _ended(fixture: Fixture) -> None:
    other = fixture.extended_session(fixture.people[1])
    with _invited(fixture) as (session, created):
        if not _is_administrator(other):
            other.expect_refusal(p.EndInvitation(created.id), Result.BAD_INVITATION)
            rows = other.get(p.ListInvitations(), p.ListInvitationsReply).invitations
            expect(created.id not in [row.id for row in rows], "ListInvites has somebody else's")
        session.do(p.EndInvitation(created.id))
        fixture.anonymous.expect_refusal(p.ShowInvitation(created.invitation), Result.BAD_INVITATION)
        session.expect_refusal(p.EndInvitation(created.id), Result.BAD_INVITATION)


@section.row("invite.rights", "Only administrators invite administrators, and answer askers")
def _rights(fixture: Fixture) -> None:
    session = fixture.extended_session(fixture.people[0])
    if _is_administrator(session):
        raise NotTriedError(f"{session.number} is an administrator")
    session.expect_refusal(p.CreateInvitation(1, 1, True), Result.NOT_ALLOWED)
    session.expect_refusal(p.ListAsks(), Result.NOT_ALLOWED)
    session.expect_refusal(p.AnswerAsk(_STRANGE_ID, AddAnswer.REFUSE), Result.NOT_ALLOWED)


@section.row("invite.ask", "AskIn is for places by invitation, and waits for an answer")
def _ask(fixture: Fixture) -> None:
    session = fixture.extended_session(fixture.people[0])
    is_administrator = _is_administrator(session)
    code = _new_code()
    request = p.AskIn(code, "conformance", 270)
    if fixture.hello is not None and fixture.hello.registration != RegistrationMode.INVITE:
        fixture.anonymous.expect_refusal(request, Result.REFUSED_BY_SERVER)
        return
    if not is_administrator:
        raise NotTriedError("it takes an administrator's account")
    session.fetch_all()
    if fixture.anonymous.ask(request).result == Result.NOT_ALLOWED:
        raise NotTriedError("the server is in another network")
    session.wait_for(MessageKind.ASKED_IN, 10000)
    fixture.anonymous.do(request)
    (asker,) = [
        row
        for row in session.get(p.ListAsks(), p.ListAsksReply).asks
        if (row.nickname, row.face) == ("conformance", 270)
    ]
    shown = fixture.anonymous.get(p.ShowInvitation(code), p.ShowInvitationReply)
    expect(shown.is_waiting and not shown.uses_left, "WAITING=1 LEFT=0 is wanted")
    fixture.anonymous.expect_refusal(c.Register("0" * 32, "conformance", code), Result.BAD_INVITATION)
    session.do(p.AnswerAsk(asker.id, AddAnswer.GRANT))
    shown = fixture.anonymous.get(p.ShowInvitation(code), p.ShowInvitationReply)
    expect((shown.is_waiting, shown.uses_left, shown.inviter) == (False, 1, session.number), "it is no invitation")
    session.do(p.EndInvitation(asker.id))
    session.fetch_all()
