"""Sessions of clients that ask for EXT: known by a token alone."""

import re
import secrets
import time

from qqdesk.conformance.ground import Ground
from qqdesk.conformance.reading import Reading
from qqdesk.conformance.row import NotOfferedError, NotTriedError, Section, expect
from qqdesk.conformance.rows.presence import is_told, sees
from qqdesk.conformance.talk import Account, Talk, kinds
from qqdesk.protocol import commands as c
from qqdesk.protocol.codes import EndReason, MessageKind, Result, Status

section = Section("Sessions with a token")
_GRANTED = re.compile(rb"&RES=0&RS=0&HI=[1-9]\d*&LI=[1-9]\d*&EXT=1&SID=[^&]+")
_HELD_OFF_AFTER = 8
_MOST_WAITED_S = 5


def _begin(ground: Ground, account: Account, device: str = "", status: int | None = None) -> tuple[Reading, Talk]:
    """A session that begins now."""
    device = device or secrets.token_hex(16)
    reading = ground.sign_in(account, extended=True, device=device, status=status)
    expect(reading.text("RS") == "0" and reading.text("SID"), reading)
    return reading, ground.note(account, reading.text("SID"), device)


def _over(talk: Talk, why: EndReason) -> None:
    reading = talk.refuses(c.ListContacts(), Result.NOT_SIGNED_IN)
    expect(reading.text("WHY") == str(int(why)), f"WHY={int(why)} is wanted: {reading}")


def _second(talk: Talk) -> Talk:
    """The same session on another connection, which is there after the first is noted anew."""
    return Talk(talk.place, talk.budget, talk.account, talk.token, talk.device)


@section.row("token.granted", "Login with EXT=1 and DEV adds EXT=1 and a new SID")
def _granted(ground: Ground) -> None:
    ground.extended(ground.people[0])
    first, _ = _begin(ground, ground.people[0])
    expect(_GRANTED.search(first.body), first)
    second, _ = _begin(ground, ground.people[0])
    expect(first.text("SID") != second.text("SID"), "two sign-ins got the same token")


@section.row("token.only", "A session with EXT is known by SID alone: RES=20, WHY=1")
def _token_only(ground: Ground) -> None:
    talk = ground.extended(ground.people[0])
    strangers = [(talk.number, token) for token in ("0" * 40, "x", "%00", "9" * 4000)]
    for number, token in (*strangers, (ground.people[1].number, talk.token), (talk.number, None)):
        with ground.voice(number, token) as voice:
            reading = voice.put(voice.head("List") + "&TN=1&UN=0")
        expect(reading.result == Result.NOT_SIGNED_IN, f"{number} with another's token is answered {reading}")
        expect(token is None or reading.text("WHY") == "1", f"WHY=1 is wanted: {reading}")
    talk.do(c.ListContacts())


@section.row("token.refused", "With EXT, a wrong password gets RS=1 and RA; a session goes on")
def _refused(ground: Ground) -> None:
    account = ground.people[0]
    talk = ground.extended(account)
    wrong = Account(account.number, secrets.token_hex(16), is_ours=False)
    reading = ground.sign_in(wrong, extended=True)
    expect(reading.is_done and reading.text("RS") == "1" and reading.text("RA"), reading)
    expect("SID" not in reading, "there is a token")
    talk.do(c.ListContacts())


@section.row("token.elsewhere", "A sign-in of another device ends the session: WHY=2")
def _elsewhere(ground: Ground) -> None:
    account = ground.people[0]
    ground.extended(account)
    with _second(_begin(ground, account)[1]) as old:
        _begin(ground, account)
        _over(old, EndReason.SIGNED_IN_ELSEWHERE)


@section.row("token.same-device", "A sign-in of the same device goes on, in the same status")
def _same_device(ground: Ground) -> None:
    one, other = ground.extended_friends()
    _, one = _begin(ground, one.account)
    one.do(c.ChangeStatus(Status.BUSY))
    is_told(other, one.number, Status.BUSY)
    other.drain()
    _, again = _begin(ground, one.account, one.device)
    expect(sees(other, again.number) == Status.BUSY, f"the other sees {sees(other, again.number)}")
    told = [message for message in other.drain() if message.kind == MessageKind.STATUS_CHANGED]
    expect(not told, f"the other was told {kinds(told)}")
    again.do(c.ChangeStatus(Status.ONLINE))


@section.row("token.ends-classic", "A sign-in with EXT ends an old session: RES=20, without WHY")
def _ends_classic(ground: Ground) -> None:
    account = ground.people[0]
    talk = ground.classic(account)
    with _second(talk) as old:
        ground.extended(account)
        reading = old.refuses(c.ListContacts(), Result.NOT_SIGNED_IN)
    expect("WHY" not in reading, f"an old client was told WHY: {reading}")


@section.row("token.mixed", "An old client and a new one talk to each other")
def _mixed(ground: Ground) -> None:
    """An old client and a new one talk to each other."""
    old, new = ground.classic(ground.people[0]), ground.extended(ground.people[1])
    ground.befriend(old, new)
    old.say(new.number, "from the old, 你好 & %")
    new.say(old.number, "from the new, 你好 & %")
    new.receives(old, "from the old, 你好 & %")
    old.receives(new, "from the new, 你好 & %")


@section.row("token.logout", "Logout ends a session with EXT: RES=20, WHY=1")
def _logout(ground: Ground) -> None:
    account = ground.people[0]
    talk = ground.extended(account)
    talk.do(c.Logout())
    ground.ended(account)
    with _second(talk) as old:
        _over(old, EndReason.UNKNOWN_OR_TIMED_OUT)


@section.row("token.status", "Login with STA begins in that status, unseen by others")
def _status(ground: Ground) -> None:
    one, other = ground.extended_friends()
    one.do(c.Logout())
    is_told(other, one.number, Status.OFFLINE)
    reading, one = _begin(ground, one.account, status=Status.OFFLINE)
    if "STA" not in reading:
        raise NotOfferedError("Login is answered without STA")
    expect(reading.text("STA") == "20", reading)
    one.say(other.number, "unseen")
    came = other.wait_for(MessageKind.TEXT, one.number, "unseen")
    told = [m for m in came if m.kind == MessageKind.STATUS_CHANGED and m.sender == one.number]
    expect(not told and sees(other, one.number) == Status.OFFLINE, "STA=20, and the other saw them")
    one.do(c.ChangeStatus(Status.ONLINE))


@section.row("token.everyone", "Query_Stat with ALL=1 has those, too, who are offline", needs=("presence.query",))
def _everyone(ground: Ground) -> None:
    one, other = ground.extended_friends()
    ground.sign_out(other)
    is_told(one, other.number, Status.OFFLINE)
    present = one.get(c.QueryStatus(1000, 0), c.QueryStatusReply).contacts
    expect(other.number not in [row.number for row in present], "without ALL it has who is offline")
    reply = one.get(c.QueryStatus(1000, 0, everyone=True), c.QueryStatusReply)
    row = next((row for row in reply.contacts if row.number == other.number), None)
    if row is None:
        raise NotOfferedError("ALL=1 changes nothing")
    expect(row.status == Status.OFFLINE and row.nickname, f"ST={row.status}")


@section.row("token.held-off", "Wrong passwords are held off: RES=40, WAIT, and then let in")
def _held_off(ground: Ground) -> None:
    account = ground.people[1]
    if not account.is_ours:
        raise NotTriedError("a number that was given might be locked")
    ground.extended(account)
    device = secrets.token_hex(16)
    wrong = Account(account.number, secrets.token_hex(16), is_ours=False)
    reading = ground.sign_in(wrong, extended=True, device=device)  # which waits where the address has tried too often
    for _ in range(_HELD_OFF_AFTER - 1):
        expect(reading.is_done and reading.text("RS") == "1", reading)
        reading = ground.sign_in(wrong, extended=True, device=device, is_patient=False)
        if reading.result == Result.TOO_MANY_REQUESTS:
            break
    else:
        raise NotOfferedError(f"{_HELD_OFF_AFTER} wrong passwords in a row were looked at")
    wait = reading.text("WAIT")
    expect(wait.isdecimal() and int(wait) > 0, f"WAIT is wanted: {reading}")
    if int(wait) > _MOST_WAITED_S:
        raise NotTriedError(f"WAIT={wait} is long")
    time.sleep(int(wait))
    reading = ground.sign_in(account, extended=True, device=device)
    expect(reading.text("RS") == "0", f"behind WAIT={wait} the right password is answered {reading}")
    ground.note(account, reading.text("SID"), device)
