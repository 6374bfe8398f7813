"""Profiles and the search for users."""

from qqdesk.conformance.errors import NotOfferedError, expect
from qqdesk.conformance.fixture import Fixture
from qqdesk.conformance.raw_client import RawSession
from qqdesk.conformance.row import Section
from qqdesk.protocol import commands as c
from qqdesk.protocol.codes import SYSTEM_NUMBER, AddOutcome, Result
from qqdesk.protocol.profile import LEVELS

section = Section("People")
_FINGER = ("AG", "FC", "FN", "PV", "SN", "ST", "SX", "UN", "NK")
_COLUMNS = ("AG", "FC", "PV", "ST", "SX", "UN", "NK")


def _find(session: RawSession, search: c.Finger) -> c.FingerReply:
    return session.get(search, c.FingerReply)


@section.row("info.fields", "GetInfo LV=2 has its 16 fields in their order")
def _info(fixture: Fixture) -> None:
    one, other = fixture.pair()
    raw = one.do(c.GetInfo(other.number))
    expect(raw.names[5:] == LEVELS[2], f"{' '.join(LEVELS[2])} are wanted: {raw}")
    expect(raw.text("UN") == str(other.number) and raw.text("LV") == "2", raw)


@section.row("info.levels", "GetInfo LV=1 has fewer fields, LV=3 six more")
def _levels(fixture: Fixture) -> None:
    fixture.need_extensions("old servers know LV=2, and some of them LV=3")
    one, other = fixture.pair()
    for level in (1, 3):
        raw = one.do(c.GetInfo(other.number, level))
        names = tuple(name for name in raw.names[5:] if name != "ALLOW")
        expect(names == LEVELS[level], f"{' '.join(LEVELS[level])} are wanted: {raw}")
        expect(raw.text("LV") == str(level), raw)


@section.row("info.nobody", "GetInfo of an unknown number is refused")
def _info_nobody(fixture: Fixture) -> None:
    session = fixture.any_session(fixture.people[0])
    fixture.expect_refusal(session, c.GetInfo(fixture.unknown_number), Result.NO_SUCH_USER)


@section.row("finger.form", "Finger has its nine fields in order, and at most TN users")
def _finger(fixture: Fixture) -> None:
    session = fixture.any_session(fixture.people[0])
    raw = session.do(c.Finger(page_size=2))
    expect(raw.names[5:] == _FINGER, f"{' '.join(_FINGER)} are wanted: {raw}")
    count = raw.text("SN")
    expect(count.isdecimal() and 0 < int(count) <= 2, f"TN=2: {raw}")
    expect({len(raw.items(name)) for name in _COLUMNS} == {int(count)}, f"the lists are not of one length: {raw}")


@section.row("finger.pages", "Finger continues after UN")
def _finger_pages(fixture: Fixture) -> None:
    session = fixture.any_session(fixture.people[0])
    first = _find(session, c.Finger(page_size=1)).people[0].number
    second = _find(session, c.Finger(page_size=1, after=first))
    found = [person.number for person in second.people]
    expect(all(number > first for number in found), f"behind {first} comes {found}")
    expect(found or second.last_page, "there are no more users, and FN is not 1")


@section.row("finger.terms", "AG, SX and PV narrow the search")
def _finger_terms(fixture: Fixture) -> None:
    session = fixture.any_session(fixture.people[0])
    for age in (254, 7):
        people = _find(session, c.Finger(age=age, page_size=5)).people
        expect(all(person.age == age for person in people), f"AG={age}: {[person.age for person in people]}")
    for sex in (0, 1):
        people = _find(session, c.Finger(sex=sex, page_size=5)).people
        expect(all(person.sex == sex for person in people), f"SX={sex}: {[person.sex for person in people]}")
    people = _find(session, c.Finger(province="no such province", page_size=5)).people
    expect(not people, f"PV: {len(people)} live in a province that there is not")


@section.row("server.10000", "10000 is the server: it has a name, and accepts no message")
def _server(fixture: Fixture) -> None:
    session = fixture.any_session(fixture.people[0])
    raw = session.ask(c.GetInfo(SYSTEM_NUMBER, 2))
    if not fixture.has_extensions or not raw.is_done:
        raise NotOfferedError(f"there is no {SYSTEM_NUMBER}")
    expect(raw.text("NK"), f"the server has no name: {raw}")
    message = session.ask(c.SendMessage(SYSTEM_NUMBER, "hello"))
    expect(message.result == Result.NOT_ALLOWED, f"CLTMSG is answered {message}")
    outcome = session.get(c.AddToList(SYSTEM_NUMBER), c.AddToListReply).outcome
    expect(outcome == AddOutcome.NOBODY, f"AddToList is answered CD={outcome}")
