"""The contact list, and the consent that it takes."""

from qqdesk.conformance.ground import Ground, has_on_list
from qqdesk.conformance.row import NotTriedError, Section, expect
from qqdesk.conformance.talk import Talk
from qqdesk.protocol import commands as c
from qqdesk.protocol.codes import AddAnswer, AddOutcome, MessageKind, Result

section = Section("The contact list")
_REASON = "it is me & 我, 100 % = yes"


def _asking(ground: Ground) -> tuple[Talk, Talk]:
    """Two strangers, the second of whom wants to be asked: not all do any more, once somebody was let in."""
    why = ""
    for asker, asked in ((0, 1), (2, 1), (2, 0), (1, 2)):
        if max(asker, asked) >= len(ground.people):
            continue
        one, other = ground.any(ground.people[asker]), ground.any(ground.people[asked])
        ground.strangers(one, other)
        outcome = one.get(c.AddToList(other.number), c.AddToListReply).outcome
        if outcome == AddOutcome.CONSENT_NEEDED:
            return one, other
        why = f"{other.number} {'lets nobody add them' if outcome == AddOutcome.NOBODY else 'lets in without asking'}"
        ground.strangers(one, other)
    raise NotTriedError(why)


@section.row("list.refused", "A request (CD=2) comes as MT=2 with RS, a refusal as MT=4")
def _refused(ground: Ground) -> None:
    one, other = _asking(ground)
    reading = one.do(c.AnswerAdd(other.number, AddAnswer.ASK, _REASON))
    expect(reading.body.endswith(b"&RES=0&"), reading)
    *_, asked = other.wait_for(MessageKind.ADD_REQUEST, one.number)
    expect(asked.text == _REASON, f"the reason {_REASON!r} came as {asked.text!r}")
    other.do(c.AnswerAdd(one.number, AddAnswer.REFUSE, _REASON))
    *_, refusal = one.wait_for(MessageKind.REQUEST_REFUSED, other.number)
    expect(refusal.text == _REASON, f"the reason came as {refusal.text!r}")
    expect(not has_on_list(one, other.number), "who was refused is on the list")


@section.row("list.granted", "A consent comes as MT=3, and they are on the list")
def _granted(ground: Ground) -> None:
    one, other = _asking(ground)
    if one.ask(c.AnswerAdd(other.number, AddAnswer.ASK, "once more")).result == Result.NOT_ALLOWED:
        # The row before was refused, and a server may protect the one who refused for a while.
        one, other = other, one
        one.do(c.AnswerAdd(other.number, AddAnswer.ASK, "once more"))
    other.wait_for(MessageKind.ADD_REQUEST, one.number)
    other.do(c.AnswerAdd(one.number, AddAnswer.GRANT))
    one.wait_for(MessageKind.REQUEST_GRANTED, other.number)
    expect(has_on_list(one, other.number), "List does not have who was granted")


@section.row("list.add", "AddToList says CD and UN; they are on the list if CD=0")
def _add(ground: Ground) -> None:
    one, other = ground.strangers(*ground.pair())
    reading = one.do(c.AddToList(other.number))
    expect(reading.names[5:] == ("CD", "UN"), reading)
    expect(reading.text("CD") in ("0", "1", "3") and reading.text("UN") == str(other.number), reading)
    is_in = has_on_list(one, other.number)
    expect(is_in == (reading.text("CD") == "0"), f"{reading}, and List has them: {is_in}")


@section.row("list.let-in", "Whoever was let in lets in without asking")
def _let_in_lets_in(ground: Ground) -> None:
    one, other = ground.friends()
    other.do(c.DeleteFromList(one.number))
    reply = other.get(c.AddToList(one.number), c.AddToListReply)
    expect(reply.outcome == AddOutcome.ADDED, f"AddToList is answered CD={reply.outcome}")
    expect(has_on_list(other, one.number), "List does not have them")


@section.row("list.told", "Whoever is added without a question is told so (MT=1)")
def _told(ground: Ground) -> None:
    one, other = ground.friends()
    if not ground.has_extensions:
        raise NotTriedError("old servers tell this in their own ways")
    other.do(c.DeleteFromList(one.number))
    one.drain()
    other.do(c.AddToList(one.number))
    one.wait_for(MessageKind.ADDED_ME, other.number)


@section.row("list.once", "Whoever is on the list already is there once")
def _once(ground: Ground) -> None:
    one, other = ground.friends()
    reply = one.get(c.AddToList(other.number), c.AddToListReply)
    expect(reply.outcome == AddOutcome.ADDED, f"CD={reply.outcome}")
    numbers = one.get(c.ListContacts(1000), c.ListReply).numbers
    expect(numbers.count(other.number) == 1, f"List has them {numbers.count(other.number)} times")
    told = [m for m in other.drain() if m.kind == MessageKind.ADDED_ME]
    expect(not told, "who was on the list before is told again (MT=1)")


@section.row("list.one-way", "DelFromList takes off one's own list only; again is no fault")
def _one_way(ground: Ground) -> None:
    one, other = ground.friends()
    one.do(c.DeleteFromList(other.number))
    expect(not has_on_list(one, other.number), "List has who was taken off it")
    expect(has_on_list(other, one.number), "the other's list lost an entry, too")
    reading = one.ask(c.DeleteFromList(other.number))
    expect(reading.is_done, f"DelFromList once more is answered {reading}")


@section.row("list.form", "Lists end with a comma, SN says how many; the end is FN=1 SN=0")
def _list_form(ground: Ground) -> None:
    one, _ = ground.friends()
    reading = one.do(c.ListContacts())
    numbers = reading.raw("UN")
    expect(numbers.endswith(b",") and reading.raw("SN") == b"%d" % numbers.count(b","), reading)
    empty = one.do(c.ListContacts(1, max(one.get(c.ListContacts(1000), c.ListReply).numbers)))
    expect(empty.text("FN") == "1" and empty.text("SN") == "0" and empty.raw("UN") == b"", empty)


@section.row("list.pages", "List comes page by page, ascending, with FN=1 on the last", people=3)
def _pages(ground: Ground) -> None:
    one, _ = ground.friends()
    third = ground.any(ground.people[2])
    ground.befriend(one, third)
    whole = one.get(c.ListContacts(1000), c.ListReply).numbers
    expect(list(whole) == sorted(whole), f"the numbers are not ascending: {whole}")
    after, found = 0, []
    for _ in range(len(whole)):
        reading = one.do(c.ListContacts(1, after))
        reply = one.meaning(c.ListContacts(1, after), reading, c.ListReply)
        expect(len(reply.numbers) == 1 and reading.text("SN") == "1", f"TN=1 is answered {reading}")
        found.append(reply.numbers[0])
        expect(reply.last_page == (len(found) == len(whole)), f"FN of page {len(found)} of {len(whole)}: {reading}")
        after = reply.numbers[0]
    expect(tuple(found) == whole, f"page by page {found}, at once {whole}")
    third.do(c.DeleteFromList(one.number))
    one.do(c.DeleteFromList(third.number))


@section.row("list.nobody", "To add, ask or take off a number of nobody is refused")
def _nobody(ground: Ground) -> None:
    talk = ground.any(ground.people[0])
    for request in (
        c.AddToList(ground.missing_number),
        *(c.AnswerAdd(ground.missing_number, answer, "x") for answer in AddAnswer),
        c.DeleteFromList(ground.missing_number),
    ):
        reading = talk.ask(request)
        if ground.has_extensions:
            expect(reading.result == Result.NO_SUCH_USER, f"{request.NAME} is answered {reading}")
        elif isinstance(request, c.AddToList):
            expect(reading.result, f"{request.NAME} is answered {reading}")


@section.row("list.oneself", "Nobody adds (RES=32) or writes to (RES=31) themselves")
def _oneself(ground: Ground) -> None:
    ground.need_extensions("an old server has rules of its own")
    talk = ground.any(ground.people[0])
    for request, wanted in (
        (c.AddToList(talk.number), Result.REFUSED_BY_SERVER),
        (c.AnswerAdd(talk.number, AddAnswer.ASK, "x"), Result.REFUSED_BY_SERVER),
        (c.SendMessage(talk.number, "to myself"), Result.NOT_ALLOWED),
    ):
        talk.refuses(request, wanted)


@section.row("list.unasked", "A consent that nobody asked for puts nobody on a list", people=3)
def _unasked(ground: Ground) -> None:
    one, other = ground.strangers(*ground.pair())
    reading = one.ask(c.AnswerAdd(other.number, AddAnswer.GRANT))
    if ground.has_extensions and reading.is_done:
        expect(not has_on_list(other, one.number), f"{reading}, and the other's list has one who did not ask")
    third = ground.any(ground.people[2])
    for talk in (one, third):
        if has_on_list(talk, other.number):
            talk.do(c.DeleteFromList(other.number))
    if ground.has_extensions:
        other.ask(c.AnswerAdd(third.number, AddAnswer.GRANT))
        expect(not has_on_list(third, other.number), "who did not ask has somebody on their list")
