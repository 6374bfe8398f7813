"""Sessions with EXT, which have a token."""

import re
import secrets
import time

from qqdesk.conformance.errors import NotOfferedError, NotTriedError, expect
from qqdesk.conformance.fixture import Fixture
from qqdesk.conformance.raw_client import Account, RawSession, kinds
from qqdesk.conformance.raw_reply import RawReply
from qqdesk.conformance.row import Section
from qqdesk.conformance.rows.presence import is_told, sees
from qqdesk.protocol import commands as c
from qqdesk.protocol.codes import EndReason, MessageKind, Result, Status

section = Section("Sessions with a token")
_GRANTED = re.compile(rb"&RES=0&RS=0&HI=[1-9]\d*&LI=[1-9]\d*&EXT=1&SID=[^&]+")
_HELD_OFF_AFTER = 8
_MOST_WAITED_S = 5


def _begin(
    fixture: Fixture, account: Account, device: str = "", status: int | None = None
) -> tuple[RawReply, RawSession]:
    """Sign in; return the reply and the session."""
    device = device or secrets.token_hex(16)
    raw = fixture.sign_in(account, extended=True, device=device, status=status)
    expect(raw.text("RS") == "0" and raw.text("SID"), raw)
    return raw, fixture.keep_session(account, raw.text("SID"), device)


def _over(session: RawSession, why: EndReason) -> None:
    raw = session.expect_refusal(c.ListContacts(), Result.NOT_SIGNED_IN)
    expect(raw.text("WHY") == str(int(why)), f"WHY={int(why)} is wanted: {raw}")


def _second(session: RawSession) -> RawSession:
    """Return the same session on another connection, which stays when the fixture drops the first."""
    return RawSession(session.target, session.budget, session.account, session.token, session.device)


@section.row("token.granted", "Login with EXT=1 and DEV adds EXT=1 and a new SID")
def _granted(fixture: Fixture) -> None:
    fixture.extended_session(fixture.people[0])
    first, _ = _begin(fixture, fixture.people[0])
    expect(_GRANTED.search(first.body), first)
    second, _ = _begin(fixture, fixture.people[0])
    expect(first.text("SID") != second.text("SID"), "two sign-ins got the same token")


@section.row("token.only", "A wrong or missing SID gets RES=20, and a wrong one WHY=1")
def _token_only(fixture: Fixture) -> None:
    session = fixture.extended_session(fixture.people[0])
    strangers = [(session.number, token) for token in ("0" * 40, "x", "%00", "9" * 4000)]
    for number, token in (*strangers, (fixture.people[1].number, session.token), (session.number, None)):
        with fixture.client(number, token) as client:
            raw = client.post(client.head("List") + "&TN=1&UN=0")
        expect(raw.result == Result.NOT_SIGNED_IN, f"{number} with another's token is answered {raw}")
        expect(token is None or raw.text("WHY") == "1", f"WHY=1 is wanted: {raw}")
    session.do(c.ListContacts())


@section.row("token.refused", "With EXT, a wrong password gets RS=1; the session stays")
def _refused(fixture: Fixture) -> None:
    account = fixture.people[0]
    session = fixture.extended_session(account)
    wrong = Account(account.number, secrets.token_hex(16), is_ours=False)
    raw = fixture.sign_in(wrong, extended=True)
    expect(raw.is_done and raw.text("RS") == "1" and raw.text("RA"), raw)
    expect("SID" not in raw, "there is a token")
    session.do(c.ListContacts())


@section.row("token.elsewhere", "A Login of another device ends the session (WHY=2)")
def _elsewhere(fixture: Fixture) -> None:
    account = fixture.people[0]
    fixture.extended_session(account)
    with _second(_begin(fixture, account)[1]) as old:
        _begin(fixture, account)
        _over(old, EndReason.SIGNED_IN_ELSEWHERE)


@section.row("token.same-device", "A Login of the same device keeps the status")
def _same_device(fixture: Fixture) -> None:
    one, other = fixture.extended_friends()
    _, one = _begin(fixture, one.account)
    one.do(c.ChangeStatus(Status.BUSY))
    is_told(other, one.number, Status.BUSY)
    other.fetch_all()
    _, again = _begin(fixture, one.account, one.device)
    expect(sees(other, again.number) == Status.BUSY, f"the other sees {sees(other, again.number)}")
    changes = [message for message in other.fetch_all() if message.kind == MessageKind.STATUS_CHANGED]
    expect(not changes, f"the other received {kinds(changes)}")
    again.do(c.ChangeStatus(Status.ONLINE))


@section.row("token.ends-classic", "A Login with EXT ends a classic session: RES=20 without WHY")
def _ends_classic(fixture: Fixture) -> None:
    account = fixture.people[0]
    session = fixture.classic_session(account)
    with _second(session) as old:
        fixture.extended_session(account)
        raw = old.expect_refusal(c.ListContacts(), Result.NOT_SIGNED_IN)
    expect("WHY" not in raw, f"an old client received WHY: {raw}")


@section.row("token.mixed", "A classic session and one with EXT exchange messages")
def _mixed(fixture: Fixture) -> None:
    old, new = fixture.classic_session(fixture.people[0]), fixture.extended_session(fixture.people[1])
    fixture.befriend(old, new)
    old.send(new.number, "from the old, 你好 & %")
    new.send(old.number, "from the new, 你好 & %")
    new.expect_texts(old, "from the old, 你好 & %")
    old.expect_texts(new, "from the new, 你好 & %")


@section.row("token.logout", "Logout ends a session with EXT: RES=20, WHY=1")
def _logout(fixture: Fixture) -> None:
    account = fixture.people[0]
    session = fixture.extended_session(account)
    session.do(c.Logout())
    fixture.forget_session(account)
    with _second(session) as old:
        _over(old, EndReason.UNKNOWN_OR_TIMED_OUT)


@section.row("token.status", "Login with STA=20 starts offline for others")
def _status(fixture: Fixture) -> None:
    one, other = fixture.extended_friends()
    one.do(c.Logout())
    is_told(other, one.number, Status.OFFLINE)
    raw, one = _begin(fixture, one.account, status=Status.OFFLINE)
    if "STA" not in raw:
        raise NotOfferedError("Login is answered without STA")
    expect(raw.text("STA") == "20", raw)
    one.send(other.number, "unseen")
    came = other.wait_for(MessageKind.TEXT, one.number, "unseen")
    changes = [m for m in came if m.kind == MessageKind.STATUS_CHANGED and m.sender == one.number]
    expect(not changes and sees(other, one.number) == Status.OFFLINE, "STA=20, and the other saw them")
    one.do(c.ChangeStatus(Status.ONLINE))


@section.row("token.everyone", "Query_Stat with ALL=1 has offline contacts, too", needs=("presence.query",))
def _everyone(fixture: Fixture) -> None:
    one, other = fixture.extended_friends()
    fixture.sign_out(other)
    is_told(one, other.number, Status.OFFLINE)
    present = one.get(c.QueryStatus(1000, 0), c.QueryStatusReply).contacts
    expect(other.number not in [row.number for row in present], "without ALL it has who is offline")
    reply = one.get(c.QueryStatus(1000, 0, everyone=True), c.QueryStatusReply)
    row = next((row for row in reply.contacts if row.number == other.number), None)
    if row is None:
        raise NotOfferedError("ALL=1 changes nothing")
    expect(row.status == Status.OFFLINE and row.nickname, f"ST={row.status}")


@section.row("token.held-off", "Wrong passwords get RES=40 and WAIT; then the right one works")
def _held_off(fixture: Fixture) -> None:
    account = fixture.people[1]
    if not account.is_ours:
        raise NotTriedError("a number that was given might be locked")
    fixture.extended_session(account)
    device = secrets.token_hex(16)
    wrong = Account(account.number, secrets.token_hex(16), is_ours=False)
    raw = fixture.sign_in(wrong, extended=True, device=device)  # waits if this address has tried too often
    for _ in range(_HELD_OFF_AFTER - 1):
        expect(raw.is_done and raw.text("RS") == "1", raw)
        raw = fixture.sign_in(wrong, extended=True, device=device, is_patient=False)
        if raw.result == Result.TOO_MANY_REQUESTS:
            break
    else:
        raise NotOfferedError(f"{_HELD_OFF_AFTER} wrong passwords in a row were looked at")
    wait = raw.text("WAIT")
    expect(wait.isdecimal() and int(wait) > 0, f"WAIT is wanted: {raw}")
    if int(wait) > _MOST_WAITED_S:
        raise NotTriedError(f"WAIT={wait} is long")
    time.sleep(int(wait))
    raw = fixture.sign_in(account, extended=True, device=device)
    expect(raw.text("RS") == "0", f"behind WAIT={wait} the right password is answered {raw}")
    fixture.keep_session(account, raw.text("SID"), device)
