"""Profiles, and the search for people."""

from qqdesk.conformance.ground import Ground
from qqdesk.conformance.row import NotOfferedError, Section, expect
from qqdesk.conformance.talk import Talk
from qqdesk.protocol import commands as c
from qqdesk.protocol.codes import SYSTEM_NUMBER, AddOutcome, Result
from qqdesk.protocol.profile import LEVELS

section = Section("People")
_FINGER = ("AG", "FC", "FN", "PV", "SN", "ST", "SX", "UN", "NK")
_COLUMNS = ("AG", "FC", "PV", "ST", "SX", "UN", "NK")


def _find(talk: Talk, search: c.Finger) -> c.FingerReply:
    return talk.get(search, c.FingerReply)


@section.row("info.fields", "GetInfo LV=2 has its 16 fields in their order")
def _info(ground: Ground) -> None:
    one, other = ground.pair()
    reading = one.do(c.GetInfo(other.number))
    expect(reading.names[5:] == LEVELS[2], f"{' '.join(LEVELS[2])} are wanted: {reading}")
    expect(reading.text("UN") == str(other.number) and reading.text("LV") == "2", reading)


@section.row("info.levels", "GetInfo LV=1 has the brief fields, LV=3 six more")
def _levels(ground: Ground) -> None:
    ground.need_extensions("old servers know LV=2, and some of them LV=3")
    one, other = ground.pair()
    for level in (1, 3):
        reading = one.do(c.GetInfo(other.number, level))
        names = tuple(name for name in reading.names[5:] if name != "ALLOW")
        expect(names == LEVELS[level], f"{' '.join(LEVELS[level])} are wanted: {reading}")
        expect(reading.text("LV") == str(level), reading)


@section.row("info.nobody", "GetInfo of a number of nobody is refused")
def _info_nobody(ground: Ground) -> None:
    reading = ground.any(ground.people[0]).ask(c.GetInfo(ground.missing_number))
    expect(reading.result, reading)
    if ground.has_extensions:
        expect(reading.result == Result.NO_SUCH_USER, reading)


@section.row("finger.form", "Finger has its nine fields in their order, TN people at most")
def _finger(ground: Ground) -> None:
    talk = ground.any(ground.people[0])
    reading = talk.do(c.Finger(page_size=2))
    expect(reading.names[5:] == _FINGER, f"{' '.join(_FINGER)} are wanted: {reading}")
    count = reading.text("SN")
    expect(count.isdecimal() and 0 < int(count) <= 2, f"TN=2: {reading}")
    expect(
        {len(reading.items(name)) for name in _COLUMNS} == {int(count)}, f"the lists are not of one length: {reading}"
    )


@section.row("finger.pages", "Finger goes on behind UN")
def _finger_pages(ground: Ground) -> None:
    talk = ground.any(ground.people[0])
    first = _find(talk, c.Finger(page_size=1)).people[0].number
    second = _find(talk, c.Finger(page_size=1, after=first))
    found = [person.number for person in second.people]
    expect(all(number > first for number in found), f"behind {first} comes {found}")
    expect(found or second.last_page, "there is nobody more, and FN is not 1")


@section.row("finger.terms", "AG, SX and PV narrow the search")
def _finger_terms(ground: Ground) -> None:
    talk = ground.any(ground.people[0])
    for age in (254, 7):
        people = _find(talk, c.Finger(age=age, page_size=5)).people
        expect(all(person.age == age for person in people), f"AG={age}: {[person.age for person in people]}")
    for sex in (0, 1):
        people = _find(talk, c.Finger(sex=sex, page_size=5)).people
        expect(all(person.sex == sex for person in people), f"SX={sex}: {[person.sex for person in people]}")
    people = _find(talk, c.Finger(province="no such province", page_size=5)).people
    expect(not people, f"PV: {len(people)} live in a province that there is not")


@section.row("server.10000", "The server is 10000: it has a name, and takes no message")
def _server(ground: Ground) -> None:
    talk = ground.any(ground.people[0])
    reading = talk.ask(c.GetInfo(SYSTEM_NUMBER, 2))
    if not ground.has_extensions or not reading.is_done:
        raise NotOfferedError(f"there is no {SYSTEM_NUMBER}")
    expect(reading.text("NK"), f"the server has no name: {reading}")
    message = talk.ask(c.SendMessage(SYSTEM_NUMBER, "hello"))
    expect(message.result == Result.NOT_ALLOWED, f"CLTMSG is answered {message}")
    outcome = talk.get(c.AddToList(SYSTEM_NUMBER), c.AddToListReply).outcome
    expect(outcome == AddOutcome.NOBODY, f"AddToList is answered CD={outcome}")
