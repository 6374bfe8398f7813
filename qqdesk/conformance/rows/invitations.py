"""Invitations of users and requests to join; how other computers reach a place."""

import re
import secrets
from collections.abc import Iterator
from contextlib import contextmanager

from qqdesk.conformance.contact_lists import has_on_list
from qqdesk.conformance.errors import NotOfferedError, NotTriedError, UnmetError, expect
from qqdesk.conformance.fixture import Fixture
from qqdesk.conformance.raw_client import RawSession, kinds
from qqdesk.conformance.row import Section
from qqdesk.protocol import commands as c
from qqdesk.protocol import place_commands as p
from qqdesk.protocol.codes import SYSTEM_NUMBER, AddAnswer, AddOutcome, RegistrationMode, Result
from qqdesk.protocol.entry_kinds import MessageKind

invitations = Section("Invitations")
reach = Section("Reaching a place")
_CODE = re.compile(r"[0-9A-HJKMNP-TV-Z]{20}")
_ADDRESS = re.compile(r"(?:[0-9a-z.\-]+|\[[0-9a-f:.]+\]):[0-9]{1,5}")
_OWN_ADDRESSES = ("127.", "[::1]", "[fe80:", "localhost")


@contextmanager
def _invitation(fixture: Fixture, uses: int = 3) -> Iterator[tuple[RawSession, p.CreateInvitationReply]]:
    """An invitation of the first account, which is ended afterwards."""
    session = fixture.extended_session(fixture.people[0])
    request = p.CreateInvitation(uses, 1)
    raw = session.ask_offered(request)
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


def _show(fixture: Fixture, code: str) -> p.ShowInvitationReply:
    return fixture.anonymous.get(p.ShowInvitation(code), p.ShowInvitationReply)


def _is_administrator(session: RawSession) -> bool:
    return session.ask_offered(p.ListJoinRequests()).is_done


@invitations.row("invite.form", "Invite returns INVITE, a code of 20 symbols, ID and EXPIRES")
def _form(fixture: Fixture) -> None:
    with _invitation(fixture) as (session, created):
        expect(_CODE.fullmatch(created.invitation.replace("-", "")), "INVITE is no such code")
        row = _listed(session, created)
        expect((row.inviter, row.uses_left, row.used) == (session.number, 3, 0), row)
        expect(row.expires == created.expires, f"EXPIRES is {created.expires}, and {row.expires} in ListInvites")
        for fields in ("USES=0&DAYS=1", "USES=100001&DAYS=1", "USES=1&DAYS=0", "USES=1&DAYS=3651", "USES=x&DAYS=1"):
            session.expect_refusal(f"Invite&{fields}", Result.MALFORMED)


@invitations.row("invite.shown", "ShowInvite shows place and inviter, and uses nothing up")
def _shown(fixture: Fixture) -> None:
    with _invitation(fixture) as (session, created):
        for code in (created.invitation, created.invitation.lower().replace("-", " ")):
            shown = _show(fixture, code)
            expect(re.fullmatch("[0-9a-f]{16}", shown.place_id), f"PID is {shown.place_id!a}")
            seen = (shown.inviter, shown.uses_left, shown.expires, shown.is_waiting)
            wanted = (session.number, 3, created.expires, False)
            expect(seen == wanted, f"UN LEFT EXPIRES WAITING are {seen}, and {wanted} is wanted")


@invitations.row("invite.joins", "Inviter and newcomer get on each other's lists, at once")
def _joins(fixture: Fixture) -> None:
    with _invitation(fixture) as (session, created):
        session.fetch_all()
        newcomer = fixture.register_newcomer(created.invitation)
        came = (*session.wait_for(MessageKind.ADDED_ME, newcomer.number), *session.fetch_all())
        expect(MessageKind.LIST_CHANGED in [message.kind for message in came], f"MT=86 did not come, but {kinds(came)}")
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


@invitations.row("invite.used-up", "A code that is used up or wrong gets RES=35", needs="invite.joins")
def _used_up(fixture: Fixture) -> None:
    with _invitation(fixture, uses=1) as (session, created):
        newcomer = fixture.register_newcomer(created.invitation)
        request = c.Register("0" * 32, "conformance", created.invitation)
        fixture.anonymous.expect_refusal(request, Result.BAD_INVITATION)
        wrong = secrets.token_hex(10).upper()
        fixture.anonymous.expect_refusal(p.ShowInvitation(wrong), Result.BAD_INVITATION)
        session.do(c.DeleteFromList(newcomer.number))
        session.fetch_all()


@invitations.row("invite.ended", "EndInvite ends my own invitations")
def _ended(fixture: Fixture) -> None:
    other = fixture.extended_session(fixture.people[1])
    with _invitation(fixture) as (session, created):
        if not _is_administrator(other):
            other.expect_refusal(p.EndInvitation(created.id), Result.BAD_INVITATION)
            rows = other.get(p.ListInvitations(), p.ListInvitationsReply).invitations
            expect(created.id not in [row.id for row in rows], "ListInvites has an invitation of another user")
        session.do(p.EndInvitation(created.id))
        fixture.anonymous.expect_refusal(p.ShowInvitation(created.invitation), Result.BAD_INVITATION)
        session.expect_refusal(p.EndInvitation(created.id), Result.BAD_INVITATION)


@invitations.row("invite.rights", "Only administrators invite administrators, and answer askers")
def _rights(fixture: Fixture) -> None:
    session = fixture.extended_session(fixture.people[0])
    if _is_administrator(session):
        raise NotTriedError(f"{session.number} is an administrator")
    for request in (
        p.CreateInvitation(1, 1, True),
        p.ListJoinRequests(),
        p.AnswerJoinRequest("0" * 8, AddAnswer.REFUSE),
    ):
        session.expect_refusal(request, Result.NOT_ALLOWED)


@invitations.row("invite.ask", "AskIn is for places by invitation, and waits for an answer")
def _ask(fixture: Fixture) -> None:
    session = fixture.extended_session(fixture.people[0])
    is_administrator = _is_administrator(session)
    code = secrets.token_hex(10).upper()
    request = p.RequestToJoin(code, "conformance", 270)
    if fixture.hello is not None and fixture.hello.registration != RegistrationMode.INVITE:
        fixture.anonymous.expect_refusal(request, Result.REFUSED_BY_SERVER)
        return
    if not is_administrator:
        raise NotTriedError("it takes an administrator's account")
    session.fetch_all()
    if fixture.anonymous.ask(request).result == Result.NOT_ALLOWED:
        raise NotTriedError("the server is in another network")
    session.wait_for(MessageKind.ASKED_IN, SYSTEM_NUMBER)
    fixture.anonymous.do(request)
    requests = session.get(p.ListJoinRequests(), p.ListJoinRequestsReply).join_requests
    ids = [ask.id for ask in requests if (ask.nickname, ask.face) == ("conformance", 270)]
    expect(len(ids) == 1, f"ListAsks has the request {len(ids)} times")
    shown = _show(fixture, code)
    expect((shown.is_waiting, shown.uses_left) == (True, 0), f"WAITING=1 LEFT=0 is wanted: {shown}")
    fixture.anonymous.expect_refusal(c.Register("0" * 32, "conformance", code), Result.BAD_INVITATION)
    session.do(p.AnswerJoinRequest(ids[0], AddAnswer.GRANT))
    shown = _show(fixture, code)
    expect((shown.is_waiting, shown.uses_left, shown.inviter) == (False, 1, session.number), f"no invitation: {shown}")
    session.do(p.EndInvitation(ids[0]))
    session.fetch_all()


@reach.row("reach.addresses", "ADDR of Hello has addresses with ports, for other computers", people=0)
def _addresses(fixture: Fixture) -> None:
    raw = fixture.anonymous.ask(c.Hello())
    if "ADDR" not in raw:
        raise NotOfferedError("Hello has no ADDR")
    for address in fixture.anonymous.parse(c.Hello(), raw, c.HelloReply).addresses:
        is_reachable = _ADDRESS.fullmatch(address) and not address.startswith(_OWN_ADDRESSES)
        expect(is_reachable, f"ADDR has {address!a}")


@reach.row("reach.call-back", "CallBack returns OK, or RES=32 to the server's own computer", people=1)
def _reach_check(fixture: Fixture) -> None:
    session = fixture.extended_session(fixture.people[0])
    raw = session.ask_offered(p.CheckReach(9))
    expect(raw.result == Result.REFUSED_BY_SERVER or (raw.is_done and raw.text("OK") in ("0", "1")), raw)
    for port in ("0", "65536", "x", "-1", ""):
        session.expect_refusal(f"CallBack&PORT={port}", Result.MALFORMED)
