"""The own account: profile, consent, password; and the search with EXT."""

import secrets

from qqdesk.conformance.errors import expect
from qqdesk.conformance.fixture import Fixture
from qqdesk.conformance.raw_client import Account, RawSession, parked_poll
from qqdesk.conformance.row import Section
from qqdesk.protocol import commands as c
from qqdesk.protocol.codes import AddOutcome, MessageKind, Result
from qqdesk.protocol.profile import EDITABLE, Profile, write_profile_change

section = Section("The account")
_NUMBERS = {"face": 270, "age": 41, "sex": 1}


def _own(session: RawSession) -> Profile:
    return session.get(c.GetInfo(session.number, 3), c.GetInfoReply).profile


def _changes(profile: Profile) -> dict[str, str | int]:
    return {name: getattr(profile, name) for name in EDITABLE}


@section.row("account.profile", "ModifyInfo changes the named fields; GetInfo returns them")
def _profile(fixture: Fixture) -> None:
    one, other = fixture.extended_pair()
    before = _own(one)
    wanted: dict[str, str | int] = {name: _NUMBERS.get(name, f"{name[:8]}, 100 % & 文 +=") for name in EDITABLE}
    try:
        one.do(c.ModifyInfo(wanted))
        seen = other.get(c.GetInfo(one.number, 3), c.GetInfoReply).profile
        for name, value in wanted.items():
            expect(getattr(seen, name) == value, f"{name}: {value!a} became {getattr(seen, name)!a}")
        one.do(c.ModifyInfo({"about": "only this"}))
        seen = _own(one)
        expect(seen.about == "only this" and seen.city == wanted["city"], "a field that was not named changed, too")
    finally:
        one.do(c.ModifyInfo(_changes(before)))
    expect(_own(one) == before, "it cannot be put back as it was")


@section.row("account.notified", "A new nickname or face is sent to watchers at once (MT=98)")
def _notified(fixture: Fixture) -> None:
    one, other = fixture.extended_friends()
    before = _own(one)
    face = 270 if before.face != 270 else 273
    try:
        with parked_poll(other) as poll:
            one.do(c.ModifyInfo({"face": face}))
            raw = poll.answer(other.target.soon)
        text = write_profile_change(face, before.nickname)
        came = other.messages_in(raw)
        notes = [(m.kind, m.sender, m.text, m.id) for m in came]
        expect(notes == [(MessageKind.PROFILE_CHANGED, one.number, text, 0)], raw)
        again = [m for m in other.fetch_all() if m.kind == MessageKind.PROFILE_CHANGED]
        expect(not again, "the notice came twice")
    finally:
        one.do(c.ModifyInfo({"face": before.face}))
    other.fetch_all()


@section.row("account.malformed", "An invalid field is refused (RES=10), and nothing changes")
def _malformed(fixture: Fixture) -> None:
    session = fixture.extended_session(fixture.people[0])
    before = _own(session)
    for fields in ("AG=300", "AG=x", "SX=7", "FC=-1", "ALLOW=9", "NK=", f"PR={'x' * 20_000}", "AG=5&SX=9"):
        raw = session.post(f"{session.head('ModifyInfo')}&{fields}")
        expect(raw.result == Result.MALFORMED, f"{fields[:20]} is answered {raw}")
    expect(_own(session) == before, "it was refused, and changed something")


@section.row("account.allow", "ALLOW decides over AddToList, and only the owner sees it")
def _allow(fixture: Fixture) -> None:
    one, other = fixture.extended_pair()
    fixture.strangers(one, other)
    for allow in (AddOutcome.NOBODY, AddOutcome.CONSENT_NEEDED, AddOutcome.ADDED):
        one.do(c.ModifyInfo({}, allow))
        own = one.get(c.GetInfo(one.number), c.GetInfoReply).allow
        expect(own == allow, f"ALLOW={int(allow)}, and GetInfo of oneself says {own}")
        seen = other.get(c.GetInfo(one.number), c.GetInfoReply).allow
        expect(seen is None, f"GetInfo of another says ALLOW={seen}")
    outcome = other.get(c.AddToList(one.number), c.AddToListReply).outcome
    expect(outcome == AddOutcome.ADDED, f"ALLOW=0, and AddToList is answered CD={outcome}")
    one.do(c.ModifyInfo({}, AddOutcome.CONSENT_NEEDED))
    other.do(c.DeleteFromList(one.number))


@section.row("account.listed", "LISTED=0 hides me from searches except by number; I alone see it")
def _listed(fixture: Fixture) -> None:
    one, other = fixture.extended_pair()
    nickname = _own(one).nickname
    for listed in (False, True):
        one.do(c.ModifyInfo({}, listed=listed))
        own = one.get(c.GetInfo(one.number), c.GetInfoReply).listed
        expect(own is listed, f"LISTED={int(listed)}, and GetInfo of oneself says {own}")
        seen = other.get(c.GetInfo(one.number), c.GetInfoReply).listed
        expect(seen is None, f"GetInfo of another says LISTED={seen}")
        people = other.get(c.Finger(nickname=nickname, page_size=50, after=one.number - 1), c.FingerReply).people
        found = one.number in [person.number for person in people]
        expect(found is listed, f"LISTED={int(listed)}, and NICK {'finds' if found else 'does not find'} the account")
        people = other.get(c.Finger(wanted=one.number), c.FingerReply).people
        expect([person.number for person in people] == [one.number], f"LISTED={int(listed)}, and NUM does not find it")


@section.row("account.wrong", "ModifyPwd with a wrong old password is refused (RES=32)")
def _password_wrong(fixture: Fixture) -> None:
    session = fixture.extended_session(fixture.people[0])
    session.expect_refusal(c.ModifyPassword(secrets.token_hex(16), session.account.secret), Result.REFUSED_BY_SERVER)
    session.do(c.ListContacts())


@section.row("account.password", "After ModifyPwd the new password works, the old one does not")
def _password(fixture: Fixture) -> None:
    session = fixture.extended_session(fixture.people[0])
    account = session.account
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


@section.row("account.search", "Finger searches by number (NUM) and part of the name (NICK)")
def _search(fixture: Fixture) -> None:
    one, other = fixture.extended_pair()
    nickname = _own(other).nickname
    people = one.get(c.Finger(wanted=other.number), c.FingerReply).people
    expect([person.number for person in people] == [other.number], f"NUM finds {[p.number for p in people]}")
    people = one.get(c.Finger(wanted=fixture.unknown_number), c.FingerReply).people
    expect(not people, "NUM of an unknown number finds a user")
    part = nickname[1:] or nickname
    people = one.get(c.Finger(nickname=part, page_size=50), c.FingerReply).people
    strays = [p.number for p in people if part.casefold() not in p.nickname.casefold()]
    expect(not strays, f"NICK finds others: {strays}")
    found = one.get(c.Finger(nickname=nickname, page_size=50, after=other.number - 1), c.FingerReply).people
    expect(other.number in [p.number for p in found], f"NICK does not find {other.number}")
