"""Signing in and out: classic sessions, and those with EXT, which have a token."""

import re
import secrets
import time

from qqdesk.conformance.contact_lists import befriend
from qqdesk.conformance.errors import NotOfferedError, NotTriedError, expect
from qqdesk.conformance.fixture import Fixture
from qqdesk.conformance.pairs import classic_pair, extended_friends
from qqdesk.conformance.raw_client import Account, RawReply, RawSession, kinds
from qqdesk.conformance.row import Section
from qqdesk.protocol import commands as c
from qqdesk.protocol.codes import LC, EndReason, RegistrationMode, Result, Status
from qqdesk.protocol.device_commands import SHORT_CHARS, EndDevice
from qqdesk.protocol.entry_kinds import MessageKind

before = Section("Before signing in")
classic = Section("Signing in")
tokens = Section("Sessions with a token")
_CLOCK_S = 120
_REQUESTS = (
    "List&TN=10&UN=0",
    "Query_Stat&TN=10&UN=0",
    "GetInfo&LV=2&UN=1",
    "AddToList&UN=1",
    "Ack_AddToList&UN=1&CD=2&RS=x",
    "DelFromList&UN=1",
    "Finger&AG=&SX=&PV=",
    "Change_Stat&ST=10",
    "GetMsgEx",
    "CLTMSG&UN=1&MG=x",
)
_GRANTED = re.compile(rb"&RES=0&RS=0&HI=[1-9]\d*&LI=[1-9]\d*(&EXT=1&SID=[^&]+.*)?")
_MAX_WRONG_PASSWORDS = 8
_MAX_WAIT_S = 5


def _with_wrong_password(account: Account) -> Account:
    return Account(account.number, secrets.token_hex(16), is_ours=False)


def _expect_refused(raw: RawReply) -> None:
    expect(raw.is_done and raw.text("RS") == "1" and raw.text("RA") and "SID" not in raw, raw)


@before.row("before.session", "All commands but Login and Logout need a session: else RES=20", people=0)
def _session_needed(fixture: Fixture) -> None:
    with fixture.client(fixture.unknown_number) as client:
        for request in _REQUESTS:
            client.expect_refusal(request, Result.NOT_SIGNED_IN)


@before.row("before.logout", "Logout succeeds without a session", people=0)
def _logout_without_session(fixture: Fixture) -> None:
    with fixture.client(fixture.unknown_number) as client:
        raw = client.do("Logout")
    expect(raw.text("CMD") == "LOGOUT", raw)


@before.row("before.hello", "Hello returns TLS, FPR, REG, NAM and NOW to anybody", people=0)
def _hello(fixture: Fixture) -> None:
    raw = fixture.anonymous.ask(c.Hello())
    if raw.result in (Result.UNKNOWN_COMMAND, Result.NOT_SIGNED_IN):
        raise NotOfferedError("there is no Hello")
    expect(raw.is_done and raw.names[5:10] == ("TLS", "FPR", "REG", "NAM", "NOW"), raw)
    port = raw.number("TLS")
    expect(port is not None and port < 65536, raw)
    expect(re.fullmatch(r"[0-9a-f]{64}" if port else r"([0-9a-f]{64})?", raw.text("FPR")), raw)
    expect(raw.text("REG") in tuple(RegistrationMode), raw)
    now = fixture.anonymous.parse(c.Hello(), raw, c.HelloReply).now
    expect(now, f"NOW is no time: {raw}")
    ahead = now / 1000 - time.time()
    expect(abs(ahead) < _CLOCK_S, f"its clock is {abs(ahead):.0f} s {'ahead of' if ahead > 0 else 'behind'} ours")


@before.row("before.register", "Register returns a new number, or is refused as REG says")
def _register(fixture: Fixture) -> None:
    if fixture.hello is None:
        raise NotOfferedError("there is no Hello with the kind of registration")
    if fixture.hello.registration != RegistrationMode.OPEN:
        fixture.anonymous.expect_refusal(c.Register("0" * 32, "conformance"), Result.REFUSED_BY_SERVER)
        return
    numbers = [account.number for account in fixture.people if account.is_ours]
    if not numbers:
        raise NotTriedError("accounts were given, so none was created")
    expect(len(set(numbers)) == len(numbers), f"the numbers are {numbers}")


@classic.row("login.granted", "A sign-in is granted as RES=0&RS=0&HI=…&LI=…")
def _granted(fixture: Fixture) -> None:
    account = fixture.people[0]
    fixture.classic_session(account)
    raw = fixture.sign_in(account, extended=False)
    found = _GRANTED.search(raw.body)
    expect(found and found.end() == len(raw.body) and not found[1], raw)


@classic.row("login.wrong", "A wrong password gets RS=1 and RA; the session stays", needs="login.granted")
def _wrong_password(fixture: Fixture) -> None:
    account = fixture.people[0]
    session = fixture.classic_session(account)
    _expect_refused(fixture.sign_in(_with_wrong_password(account), extended=False))
    session.do(c.ListContacts())


@classic.row("login.refused", "A refused Login starts no session", needs="login.granted")
def _no_session(fixture: Fixture) -> None:
    account = fixture.people[0]
    fixture.sign_out(fixture.classic_session(account))
    fixture.sign_in(_with_wrong_password(account), extended=False)
    with fixture.client(account.number) as client:
        client.expect_refusal(c.ListContacts(), Result.NOT_SIGNED_IN)


@classic.row("login.unknown", "An unknown number is refused in the same way", needs="login.granted")
def _unknown_number(fixture: Fixture) -> None:
    fixture.classic_session(fixture.people[0])
    known = fixture.sign_in(_with_wrong_password(fixture.people[0]), extended=False)
    unknown = fixture.sign_in(Account(fixture.unknown_number, "0" * 32, is_ours=False), extended=False)
    _expect_refused(unknown)
    is_same = (known.names, known.text("RA")) == (unknown.names, unknown.text("RA"))
    expect(is_same, f"a wrong password is answered {known}, an unknown number {unknown}")


@classic.row("login.sloppy", "Login accepts capitals, blanks and fields of old clients", needs="login.granted")
def _sloppy(fixture: Fixture) -> None:
    account = fixture.people[0]
    fixture.classic_session(account)
    for text in (
        f"PS={account.secret.upper()}&M5=1&LC={LC}",
        f"PS={account.secret} &M5=1",
        f"PS={account.secret}&M5=1&LC={LC}\n",
        f"PS={account.secret}&M5=1&CON=1&LG=0&GD=&CKE=&SID=&XP=",
    ):
        with fixture.client(account.number) as client:
            raw = client.ask(f"Login&{text}")
        seen = re.sub(account.secret, "…", text, flags=re.IGNORECASE)
        expect(raw.text("RS") == "0", f"{seen!r} is answered {raw}")


@classic.row("login.several", "Several users can sign in from one address", needs="login.granted")
def _several(fixture: Fixture) -> None:
    for session in classic_pair(fixture) * 2:
        session.do(c.ListContacts())


@classic.row("logout.ends", "Logout ends the session: RES=20 from then on", needs="login.granted")
def _logout(fixture: Fixture) -> None:
    session = fixture.classic_session(fixture.people[0])
    raw = session.do(c.Logout())
    expect(raw.text("CMD") == "LOGOUT", raw)
    fixture.forget_session(session.account)
    _expect_ended(fixture, session, None)


def _start(
    fixture: Fixture, account: Account, device: str = "", status: int | None = None
) -> tuple[RawReply, RawSession]:
    """Sign in with EXT; return the reply and the session."""
    device = device or secrets.token_hex(16)
    raw = fixture.sign_in(account, extended=True, device=device, status=status)
    expect(raw.text("RS") == "0" and raw.text("SID"), raw)
    return raw, fixture.keep_session(account, raw.text("SID"), device)


def _expect_ended(fixture: Fixture, session: RawSession, why: EndReason | None) -> None:
    """Use a session of the past, which the fixture has closed."""
    with fixture.client(session.number, session.token) as client:
        raw = client.expect_refusal(c.ListContacts(), Result.NOT_SIGNED_IN)
    wanted = "" if why is None else str(int(why))
    expect(raw.text("WHY") == wanted, f"WHY={wanted} is wanted: {raw}")


@tokens.row("token.granted", "Login with EXT=1 and DEV adds EXT=1 and a new SID")
def _token(fixture: Fixture) -> None:
    fixture.extended_session(fixture.people[0])
    first, _ = _start(fixture, fixture.people[0])
    found = _GRANTED.search(first.body)
    expect(found and found[1], first)
    second, _ = _start(fixture, fixture.people[0])
    expect(first.text("SID") != second.text("SID"), "two sign-ins got the same token")


@tokens.row("token.only", "A wrong or missing SID gets RES=20, and a wrong one WHY=1")
def _wrong_token(fixture: Fixture) -> None:
    session = fixture.extended_session(fixture.people[0])
    wrong = [(session.number, token) for token in ("0" * 40, "x", "%00", "9" * 4000, None)]
    for number, token in (*wrong, (fixture.people[1].number, session.token)):
        with fixture.client(number, token) as client:
            raw = client.expect_refusal("List&TN=1&UN=0", Result.NOT_SIGNED_IN)
        expect(token is None or raw.text("WHY") == "1", f"WHY=1 is wanted: {raw}")
    session.do(c.ListContacts())


@tokens.row("token.refused", "With EXT, a wrong password gets RS=1; the session stays")
def _wrong_password_with_ext(fixture: Fixture) -> None:
    session = fixture.extended_session(fixture.people[0])
    _expect_refused(fixture.sign_in(_with_wrong_password(session.account), extended=True))
    session.do(c.ListContacts())


def _expect_to_stay(fixture: Fixture, session: RawSession) -> None:
    """Expect the session to continue while another device signs in and out."""
    raw = fixture.sign_in(session.account, extended=True)
    with fixture.client(session.number, raw.text("SID")) as other:
        session.do(c.ListContacts())
        other.do(c.Logout())
    session.do(c.ListContacts())


@tokens.row("token.devices", "A Login of another device ends no session")
def _devices(fixture: Fixture) -> None:
    _expect_to_stay(fixture, fixture.extended_session(fixture.people[0]))


@tokens.row("token.same-device", "A Login of the same device keeps the status")
def _same_device(fixture: Fixture) -> None:
    one, other = extended_friends(fixture)
    one.do(c.ChangeStatus(Status.BUSY))
    other.wait_for_status(one.number, Status.BUSY)
    other.fetch_all()
    _, again = _start(fixture, one.account, one.device)
    expect(other.status_of(one.number) == Status.BUSY, f"the other sees {other.status_of(one.number)}")
    changes = other.fetch_kind(MessageKind.STATUS_CHANGED, one.number)
    expect(not changes, f"the other received {kinds(changes)}")
    again.do(c.ChangeStatus(Status.ONLINE))


@tokens.row("token.classic", "A Login with EXT ends no classic session")
def _beside_classic(fixture: Fixture) -> None:
    fixture.need_extensions("Login is answered without EXT")
    _expect_to_stay(fixture, fixture.classic_session(fixture.people[0]))


@tokens.row("token.mixed", "A classic session and one with EXT exchange messages")
def _mixed(fixture: Fixture) -> None:
    old, new = fixture.classic_session(fixture.people[0]), fixture.extended_session(fixture.people[1])
    befriend(old, new)
    old.send(new.number, "from the old, 你好 & %")
    new.send(old.number, "from the new, 你好 & %")
    new.expect_texts(old, "from the old, 你好 & %")
    old.expect_texts(new, "from the new, 你好 & %")


@tokens.row("token.logout", "Logout ends a session with EXT: RES=20, WHY=1")
def _logout_with_ext(fixture: Fixture) -> None:
    session = fixture.extended_session(fixture.people[0])
    fixture.sign_out(session)
    _expect_ended(fixture, session, EndReason.UNKNOWN_OR_TIMED_OUT)


@tokens.row("token.signed-out", "After EndDev, only a Login without KEPT=1 works (else WHY=2)")
def _signed_out(fixture: Fixture) -> None:
    session, device = fixture.extended_session(fixture.people[0]), secrets.token_hex(16)
    fixture.sign_in(session.account, extended=True, device=device)
    if session.ask(EndDevice(device[:SHORT_CHARS])).result == Result.UNKNOWN_COMMAND:
        raise NotOfferedError("EndDev is refused")
    raw = fixture.sign_in(session.account, extended=True, device=device, has_messages=True)
    _expect_refused(raw)
    expect(raw.text("WHY") == str(int(EndReason.SIGNED_OUT_BY_OWNER)), f"WHY=2 is wanted: {raw}")
    raw = fixture.sign_in(session.account, extended=True, device=device)
    expect(raw.text("RS") == "0", raw)
    with fixture.client(session.number, raw.text("SID")) as other:
        other.do(c.Logout())


@tokens.row("token.status", "Login with STA=20 starts offline for others")
def _status(fixture: Fixture) -> None:
    one, other = extended_friends(fixture)
    one.do(c.Logout())
    other.wait_for_status(one.number, Status.OFFLINE)
    raw, one = _start(fixture, one.account, status=Status.OFFLINE)
    if "STA" not in raw:
        raise NotOfferedError("Login is answered without STA")
    expect(raw.text("STA") == "20", raw)
    one.send(other.number, "unseen")
    came = other.wait_for(MessageKind.TEXT, one.number, "unseen")
    is_hidden = MessageKind.STATUS_CHANGED not in {message.kind for message in came if message.sender == one.number}
    expect(is_hidden and other.status_of(one.number) == Status.OFFLINE, "the other saw the sign-in with STA=20")
    one.do(c.ChangeStatus(Status.ONLINE))


@tokens.row("token.everyone", "Query_Stat with ALL=1 has offline contacts, too", needs="presence.query")
def _everyone(fixture: Fixture) -> None:
    one, other = extended_friends(fixture)
    fixture.sign_out(other)
    one.wait_for_status(other.number, Status.OFFLINE)
    present = one.get(c.QueryStatus(1000, 0), c.QueryStatusReply).contacts
    expect(other.number not in [row.number for row in present], "without ALL it has who is offline")
    everyone = one.get(c.QueryStatus(1000, 0, everyone=True), c.QueryStatusReply).contacts
    row = next((row for row in everyone if row.number == other.number), None)
    if row is None:
        raise NotOfferedError("ALL=1 changes nothing")
    expect(row.status == Status.OFFLINE and row.nickname, f"ST={row.status}")


@tokens.row("token.held-off", "Wrong passwords get RES=40 and WAIT; then the right one works")
def _held_off(fixture: Fixture) -> None:
    account = fixture.people[1]
    if not account.is_ours:
        raise NotTriedError("a given account could be locked")
    device = fixture.extended_session(account).device
    request = c.Login(secrets.token_hex(16), extended=True, device=device)
    with fixture.client(account.number) as client:
        raw = client.ask(request)  # waits if this address has tried too often
        for _ in range(_MAX_WRONG_PASSWORDS):
            _expect_refused(raw)
            raw = client.post_once(client.body(request))
            if raw.result == Result.TOO_MANY_REQUESTS:
                break
        else:
            raise NotOfferedError(f"{_MAX_WRONG_PASSWORDS} wrong passwords in a row were checked")
    wait = raw.number("WAIT") or 0
    expect(wait > 0, f"WAIT is wanted: {raw}")
    if wait > _MAX_WAIT_S:
        raise NotTriedError(f"WAIT={wait} is long")
    time.sleep(wait)
    raw = fixture.sign_in(account, extended=True, device=device)
    expect(raw.text("RS") == "0", f"after WAIT={wait} the right password is answered {raw}")
    fixture.keep_session(account, raw.text("SID"), device)
