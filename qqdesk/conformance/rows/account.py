"""Profiles and the search for users; the own account; blocking."""

import secrets
from collections.abc import Iterator
from contextlib import contextmanager

from qqdesk.conformance.contact_lists import Pair, has_on_list, strangers
from qqdesk.conformance.errors import NotOfferedError, expect
from qqdesk.conformance.fixture import Fixture
from qqdesk.conformance.pairs import change_friends, extended_friends, extended_pair, pair
from qqdesk.conformance.raw_client import Account, RawSession
from qqdesk.conformance.row import Section
from qqdesk.protocol import commands as c
from qqdesk.protocol.account_data import Block, BlockList, BlockListReply, Unblock
from qqdesk.protocol.codes import SYSTEM_NUMBER, AddAnswer, AddOutcome, RegistrationMode, Result, Status
from qqdesk.protocol.entry_kinds import MessageKind
from qqdesk.protocol.log_commands import GetLog, GetLogReply, MarkSeen
from qqdesk.protocol.message_ref import MessageRef
from qqdesk.protocol.profile import EDITABLE, LEVELS, LINES, MAX_SIGNATURE_CHARS, Profile, write_profile_change
from qqdesk.protocol.wire import escape

people = Section("People")
own = Section("The account")
blocking = Section("Blocking")
_COLUMNS = ("AG", "FC", "PV", "ST", "SX", "UN", "NK")
_FINGER = ("AG", "FC", "FN", "PV", "SN", "ST", "SX", "UN", "NK")
_VALUES: dict[str, str | int] = {
    "nickname": "100 % & 文 +=,".ljust(64, "字"),
    "face": 270,
    "age": 41,
    "sex": 1,
    "province": " 云南省",
    "address": "字" * 256,
    "about": "字\r\n" * 666 + "字" * 2,
}
"""Numbers, and texts with outer blanks, with line ends and of the largest size."""
_NO_NICKNAMES = ("", "   ", "字" * 65, "red\x1b[31m", "two\nlines", "a\u202eb", "\u200b", "\u200d\u2800", "\u3164")


def _found(session: RawSession, search: c.Finger) -> list[int]:
    return [person.number for person in session.get(search, c.FingerReply).people]


@people.row("info.fields", "GetInfo LV=2 has its 16 fields in their order")
def _fields(fixture: Fixture) -> None:
    one, other = pair(fixture)
    # The owner's reply has settings, too, if the session has EXT.
    for number in (other.number,) if one.is_extended else (other.number, one.number):
        raw = one.do(c.GetInfo(number))
        expect(raw.names[5:] == LEVELS[2], f"{' '.join(LEVELS[2])} are wanted: {raw}")
        expect(raw.text("UN") == str(number) and raw.text("LV") == "2", raw)


@people.row("info.levels", "GetInfo LV=1 has fewer fields, LV=3 six more")
def _levels(fixture: Fixture) -> None:
    fixture.need_extensions("old servers know LV=2, and some of them LV=3")
    one, other = pair(fixture)
    for level in (1, 3):
        raw = one.do(c.GetInfo(other.number, level))
        expect(raw.names[5:] == LEVELS[level], f"{' '.join(LEVELS[level])} are wanted: {raw}")
        expect(raw.text("LV") == str(level), raw)


@people.row("finger.form", "Finger has its nine fields in order, and at most TN users")
def _finger(fixture: Fixture) -> None:
    session = fixture.any_session(fixture.people[0])
    raw = session.do(c.Finger(page_size=2))
    expect(raw.names[5:] == _FINGER, f"{' '.join(_FINGER)} are wanted: {raw}")
    expect(raw.number("SN") in (1, 2), f"TN=2: {raw}")
    expect({len(raw.items(name)) for name in _COLUMNS} == {raw.number("SN")}, f"the lists are not of one length: {raw}")


@people.row("finger.pages", "Finger continues after UN")
def _finger_pages(fixture: Fixture) -> None:
    session = fixture.any_session(fixture.people[0])
    first = _found(session, c.Finger(page_size=1))[0]
    second = session.get(c.Finger(page_size=1, after=first), c.FingerReply)
    numbers = [person.number for person in second.people]
    expect(all(number > first for number in numbers), f"after {first} comes {numbers}")
    expect(numbers or second.last_page, "there are no more users, and FN is not 1")


@people.row("finger.terms", "AG, SX and PV narrow the search")
def _finger_terms(fixture: Fixture) -> None:
    session = fixture.any_session(fixture.people[0])
    for search in (*(c.Finger(age=age, page_size=5) for age in (254, 7)), *(c.Finger(sex=sex) for sex in (0, 1))):
        for person in session.get(search, c.FingerReply).people:
            expect(search.age in (None, person.age), f"AG={search.age} finds AG={person.age}")
            expect(search.sex in (None, person.sex), f"SX={search.sex} finds SX={person.sex}")
    found = _found(session, c.Finger(province="no such province", page_size=5))
    expect(not found, f"PV of no province finds {found}")


@people.row("server.10000", "10000 is the server: it has a name, and accepts no message")
def _server(fixture: Fixture) -> None:
    session = fixture.any_session(fixture.people[0])
    raw = session.ask(c.GetInfo(SYSTEM_NUMBER, 2))
    if not fixture.has_extensions or not raw.is_done:
        raise NotOfferedError(f"there is no {SYSTEM_NUMBER}")
    expect(raw.text("NK"), f"the server has no name: {raw}")
    session.expect_refusal(c.SendMessage(SYSTEM_NUMBER, "hello"), Result.NOT_ALLOWED)
    outcome = session.get(c.AddToList(SYSTEM_NUMBER), c.AddToListReply).outcome
    expect(outcome == AddOutcome.NOBODY, f"AddToList is answered CD={outcome}")


def _profile_of(session: RawSession, number: int) -> Profile:
    return session.get(c.GetInfo(number, 3), c.GetInfoReply).profile


@own.row("account.profile", "ModifyInfo changes the named fields; GetInfo returns them")
def _profile(fixture: Fixture) -> None:
    one, other = extended_pair(fixture)
    before = _profile_of(one, one.number)
    names = [name for name in EDITABLE if name not in LINES]
    wanted: dict[str, str | int] = {name: _VALUES.get(name, f"{name[:8]}, 100 % & 文 +=") for name in names}
    try:
        one.do(c.ModifyInfo(wanted))
        seen = _profile_of(other, one.number)
        for name, value in wanted.items():
            expect(getattr(seen, name) == value, f"{name}: {value!a} became {getattr(seen, name)!a}")
        one.do(c.ModifyInfo({"about": "only this"}))
        seen = _profile_of(one, one.number)
        expect(seen.about == "only this" and seen.city == wanted["city"], "a field that was not named changed, too")
    finally:
        one.do(c.ModifyInfo({name: getattr(before, name) for name in names}))
    expect(_profile_of(one, one.number) == before, "the fields cannot be restored")


@own.row("account.notified", "A new nickname or face is sent to watchers at once (MT=98)")
def _notified(fixture: Fixture) -> None:
    one, other = extended_friends(fixture)
    other.fetch_late()
    before = _profile_of(one, one.number)
    face = 270 if before.face != 270 else 273
    try:
        one.do(c.ModifyInfo({"face": face}))
        text = write_profile_change(face, before.nickname)
        notice = other.wait_for(MessageKind.PROFILE_CHANGED, one.number, text)[-1]
        expect(notice.id == 0, f"a notice is not stored: {notice}")
        expect(not other.fetch_kind(MessageKind.PROFILE_CHANGED, one.number), "the notice came twice")
        one.do(c.ModifyInfo({"face": face, "age": 41}))
        expect(not other.fetch_kind(MessageKind.PROFILE_CHANGED, one.number), "a notice without a change came")
    finally:
        one.do(c.ModifyInfo({"face": before.face, "age": before.age}))
    other.fetch_all()


@own.row("account.lines", "SIG and STX reach watchers at once, in at most 70 characters")
def _lines(fixture: Fixture) -> None:
    one, other = change_friends(fixture)
    other.fetch_late()
    for signature, status_text in (("Gone rowing, 100 % 文", "in a meeting"), ("", "")):
        one.do(c.ModifyInfo({"signature": f" {signature} ", "status_text": status_text}))
        other.wait_for(MessageKind.PROFILE_CHANGED, one.number)
        profile = _profile_of(other, one.number)
        seen = profile.signature, profile.status_text
        expect(seen == (signature, status_text), f"SIG and STX became {seen!a}")
        row = _contact_of(other, one.number)
        expect((row.signature, row.status_text) == seen, f"Query_Stat has {row.signature!a}, {row.status_text!a}")
    too_long = "x" * (MAX_SIGNATURE_CHARS + 1)
    for fields in (f"SIG={too_long}", "STX=two%0alines", f"STX={too_long}&SIG=new"):
        one.expect_refusal(f"ModifyInfo&{fields}", Result.MALFORMED)
    expect(_profile_of(other, one.number).signature == "", "a refused request changed SIG")


@own.row("account.away", "ST=31 is away in sessions with MARK, and busy in others")
def _away(fixture: Fixture) -> None:
    one, other = change_friends(fixture)
    one.do(c.ChangeStatus(Status.AWAY))
    other.wait_for_status(one.number, Status.AWAY)
    expect(other.status_of(one.number) == Status.AWAY, f"Query_Stat has {other.status_of(one.number)}")
    old = fixture.extended_session(fixture.people[1])
    expect(old.status_of(one.number) == Status.BUSY, f"without MARK, Query_Stat has {old.status_of(one.number)}")
    one.do(c.ChangeStatus(Status.ONLINE))


@own.row("account.seen", "SEEN needs SHOWSEEN of both, and stays for invisible people")
def _seen(fixture: Fixture) -> None:
    one, other = change_friends(fixture)
    expect(_contact_of(other, one.number).last_seen, "SEEN of a present person is 0")
    one.do(c.ChangeStatus(Status.INVISIBLE))
    other.wait_for_status(one.number, Status.OFFLINE)
    for session in (one, other):
        session.do(c.ModifyInfo({}, shows_seen=True))
    first, again = (_contact_of(other, one.number).last_seen for _ in range(2))
    expect(first and first == again, f"SEEN of an invisible person is {first}, then {again}")
    for session in (one, other):
        session.do(c.ModifyInfo({}, shows_seen=False))
        seen = _contact_of(other, one.number).last_seen
        session.do(c.ModifyInfo({}, shows_seen=True))
        expect(seen == 0, f"SEEN is {seen}, and one of them does not show it")
    one.do(c.ChangeStatus(Status.ONLINE))


@own.row("account.read", "The author gets Seen by MT=94 and GetLog if both have SHOWREAD=1")
def _read(fixture: Fixture) -> None:
    one, other = change_friends(fixture)
    for shows_read in ((True, False), (False, True), (True, True)):
        one.do(c.ModifyInfo({}, shows_read=shows_read[0]))
        other.do(c.ModifyInfo({}, shows_read=shows_read[1]))
        client_id = secrets.token_hex(16)
        other.send(one.number, "read this", client_id)
        message = one.wait_for(MessageKind.TEXT, other.number, "read this")[-1]
        one.do(MarkSeen(other.number, message.id or 0))
        if all(shows_read):
            entry = other.wait_for(MessageKind.READ, one.number)[-1]
            expect(entry.ref == MessageRef(other.number, client_id), f"REF is {entry.ref}")
            _expect_in_log(other, one.number, wanted=True)
        else:
            came = other.fetch_kind(MessageKind.READ, one.number)
            expect(not came, f"SHOWREAD is {shows_read}, and MT=94 came")
    for session in (one, other):
        session.do(c.ModifyInfo({}, shows_read=False))
        _expect_in_log(other, one.number, wanted=False)
        session.do(c.ModifyInfo({}, shows_read=True))
    for session in (one, other):
        session.do(c.ModifyInfo({}, shows_read=False))


def _expect_in_log(session: RawSession, peer: int, *, wanted: bool) -> None:
    """Expect that GetLog returns how far the other has read, or not."""
    messages = session.get(GetLog(peer, page_size=2), GetLogReply).messages
    has_it = MessageKind.READ in [message.kind for message in messages]
    expect(has_it == wanted, f"MT=94 is {'' if has_it else 'not '}in the reply of GetLog")


def _contact_of(session: RawSession, number: int) -> c.PresentContact:
    reply = session.get(c.QueryStatus(after=number - 1, page_size=1, everyone=True), c.QueryStatusReply)
    return reply.contacts[0]


@own.row("account.malformed", "An invalid field is refused (RES=10), and nothing changes")
def _malformed(fixture: Fixture) -> None:
    session = fixture.extended_session(fixture.people[0])
    before = _profile_of(session, session.number)
    too_long = (f"PV=x&AD={'字' * 257}", f"PR={'字' * 2001}")
    for fields in ("AG=300", "AG=x", "SX=7", "FC=-1", "ALLOW=9", "AG=5&SX=9", *too_long):
        session.expect_refusal(f"ModifyInfo&{fields}", Result.MALFORMED)
    for nickname in _NO_NICKNAMES:
        session.expect_refusal(f"ModifyInfo&NK={escape(nickname)}", Result.MALFORMED)
        if fixture.hello is not None and fixture.hello.registration != RegistrationMode.CLOSED:
            fixture.anonymous.expect_refusal(f"Register&PS={'0' * 32}&NICK={escape(nickname)}", Result.MALFORMED)
    for fields in (f"PS=x&NEWPS={'0' * 32}", f"PS={'0' * 32}"):
        session.expect_refusal(f"ModifyPwd&{fields}", Result.MALFORMED)
    session.do("ModifyInfo")
    expect(_profile_of(session, session.number) == before, "a refused request changed the profile")


@own.row("account.allow", "ALLOW decides over AddToList, and only the owner sees it")
def _allow(fixture: Fixture) -> None:
    one, other = strangers(*extended_pair(fixture))
    for allow in (AddOutcome.NOBODY, AddOutcome.CONSENT_NEEDED, AddOutcome.ADDED):
        one.do(c.ModifyInfo({}, allow))
        seen = [session.get(c.GetInfo(one.number), c.GetInfoReply).allow for session in (one, other)]
        expect(seen == [allow, None], f"ALLOW={int(allow)}, the owner and another user see {seen}")
    outcome = other.get(c.AddToList(one.number), c.AddToListReply).outcome
    expect(outcome == AddOutcome.ADDED, f"ALLOW=0, and AddToList is answered CD={outcome}")
    one.do(c.ModifyInfo({}, AddOutcome.CONSENT_NEEDED))
    other.do(c.DeleteFromList(one.number))


@own.row("account.listed", "LISTED=0 hides me from searches except by number; I alone see it")
def _listed(fixture: Fixture) -> None:
    one, other = extended_pair(fixture)
    nickname = _profile_of(one, one.number).nickname
    for listed in (False, True):
        one.do(c.ModifyInfo({}, listed=listed))
        seen = [session.get(c.GetInfo(one.number), c.GetInfoReply).listed for session in (one, other)]
        expect(seen == [listed, None], f"LISTED={int(listed)}, the owner and another user see {seen}")
        found = one.number in _found(other, c.Finger(nickname=nickname, page_size=50, after=one.number - 1))
        expect(found is listed, f"LISTED={int(listed)}, and NICK {'finds' if found else 'does not find'} the account")
        expect(_found(other, c.Finger(wanted=one.number)) == [one.number], "NUM does not find the account")


@own.row("account.password", "ModifyPwd needs the old password; then the new one works")
def _password(fixture: Fixture) -> None:
    session = fixture.extended_session(fixture.people[0])
    account = session.account
    session.expect_refusal(c.ModifyPassword(secrets.token_hex(16), account.secret), Result.REFUSED_BY_SERVER)
    if not account.is_ours:
        # The password of a supplied account does not change.
        session.do(c.ModifyPassword(account.secret, account.secret))
        return
    changed = Account(account.number, secrets.token_hex(16), is_ours=True)
    session.do(c.ModifyPassword(account.secret, changed.secret))
    try:
        session.do(c.ListContacts())
        refused = fixture.sign_in(account, extended=True, device=session.device)
        expect(refused.text("RS") == "1", f"the old password is answered {refused}")
        granted = fixture.sign_in(changed, extended=True, device=session.device)
        expect(granted.text("RS") == "0", f"the new one is answered {granted}")
        session = fixture.keep_session(account, granted.text("SID"), session.device)
    finally:
        session.do(c.ModifyPassword(changed.secret, account.secret))


@own.row("account.search", "Finger searches by number (NUM) and part of the name (NICK)")
def _search(fixture: Fixture) -> None:
    one, other = extended_pair(fixture)
    for number, wanted in ((other.number, [other.number]), (fixture.unknown_number, [])):
        found = _found(one, c.Finger(wanted=number))
        expect(found == wanted, f"NUM={number} finds {found}")
    nickname = _profile_of(other, other.number).nickname
    part = nickname[1:] or nickname
    search = c.Finger(nickname=part, page_size=50, after=other.number - 1)
    persons = {person.number: person.nickname for person in one.get(search, c.FingerReply).people}
    expect(other.number in persons, f"NICK does not find {other.number}")
    strays = [number for number, name in persons.items() if part.casefold() not in name.casefold()]
    expect(not strays, f"NICK finds {strays}, who have other names")


@contextmanager
def _blocked(fixture: Fixture) -> Iterator[Pair]:
    """The first has blocked the second."""
    one, other = extended_friends(fixture)
    one.do(Block(other.number))
    try:
        yield one, other
    finally:
        one.do(Unblock(other.number))


@blocking.row("block.list", "BlockList returns the blocked users in pages", people=3)
def _list(fixture: Fixture) -> None:
    with _blocked(fixture) as (one, other):
        one.do(Block(other.number))
        one.do(Block(fixture.people[2].number))
        try:
            raw = one.do(BlockList())
            expect(raw.names[5:] == ("FN", "SN", "UN"), raw)
            whole = one.parse(BlockList(), raw, BlockListReply).numbers
            first = one.get(BlockList(1, 0), BlockListReply)
            expect(not first.last_page and first.numbers == whole[:1], f"TN=1: {first} of {whole}")
            rest = one.get(BlockList(1000, whole[0]), BlockListReply)
            expect(rest.last_page and rest.numbers == whole[1:], f"the rest: {rest} of {whole}")
        finally:
            one.do(Unblock(fixture.people[2].number))
    left = set(one.get(BlockList(), BlockListReply).numbers)
    expect(set(whole) - left == {other.number, fixture.people[2].number}, f"{whole} were blocked, and still are {left}")


@blocking.row("block.messages", "Block refuses their CLTMSG and Typing (RES=31), not mine")
def _messages(fixture: Fixture) -> None:
    fixture.need_own_lists()
    with _blocked(fixture) as (one, other):
        for request in (c.SendMessage(one.number, "let me"), c.Typing(one.number)):
            other.expect_refusal(request, Result.NOT_ALLOWED)
        one.send(other.number, "not you")
        other.expect_texts(one, "not you")
        one.expect_texts(other)
        expect(has_on_list(one, other.number) and has_on_list(other, one.number), "a list lost an entry")
    other.send(one.number, "again")
    one.expect_texts(other, "again")


@blocking.row("block.presence", "A blocked user sees me as offline (MT=99), until Unblock", needs="presence.query")
def _presence(fixture: Fixture) -> None:
    fixture.need_own_lists()
    with _blocked(fixture) as (one, other):
        other.wait_for_status(one.number, Status.OFFLINE)
        everyone = other.get(c.QueryStatus(1, one.number - 1, everyone=True), c.QueryStatusReply).contacts
        persons = other.get(c.Finger(wanted=one.number), c.FingerReply).people
        seen = {row.status for row in everyone} | {person.status for person in persons}
        expect(seen == {Status.OFFLINE}, f"Query_Stat with ALL=1 and Finger have ST={seen}")
        one.do(c.ChangeStatus(Status.BUSY))
        one.do(c.Typing(other.number))
        expect(not other.fetch_all(), "the other received a status or a typing notice")
        expect(one.status_of(other.number) != Status.OFFLINE, "the one who blocks does not see the other")
        one.do(c.ChangeStatus(Status.ONLINE))
    other.wait_for_status(one.number, Status.ONLINE)


@blocking.row("block.adding", "A blocked user cannot add me (CD=3), nor ask (RES=31)")
def _adding(fixture: Fixture) -> None:
    with _blocked(fixture) as (one, other):
        for _ in ("as a contact", "as a stranger"):
            outcome = other.get(c.AddToList(one.number), c.AddToListReply).outcome
            expect(outcome == AddOutcome.NOBODY, f"AddToList is answered CD={outcome}")
            other.expect_refusal(c.AnswerAdd(one.number, AddAnswer.ASK, "please"), Result.NOT_ALLOWED)
            other.do(c.DeleteFromList(one.number))


@blocking.row("block.strange", "Blocking oneself gets RES=32, an unknown number RES=30")
def _strange(fixture: Fixture) -> None:
    session = fixture.extended_session(fixture.people[0])
    session.do(BlockList())
    session.expect_refusal(Block(session.number), Result.REFUSED_BY_SERVER)
    session.expect_refusal(Block(fixture.unknown_number), Result.NO_SUCH_USER)
    session.do(Unblock(fixture.unknown_number))
