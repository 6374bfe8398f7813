"""The contact list and consent."""

from qqdesk.conformance.errors import NotTriedError, expect
from qqdesk.conformance.fixture import Fixture, has_on_list
from qqdesk.conformance.raw_client import RawSession
from qqdesk.conformance.row import Section
from qqdesk.protocol import commands as c
from qqdesk.protocol.codes import AddAnswer, AddOutcome, MessageKind, Result

section = Section("The contact list")
_REASON = "it is me & 我, 100 % = yes"


def _asking(fixture: Fixture) -> tuple[RawSession, RawSession]:
    """Return two strangers. The second requires a request; earlier consent stays."""
    why = ""
    for asker, asked in ((0, 1), (2, 1), (2, 0), (1, 2)):
        if max(asker, asked) >= len(fixture.people):
            continue
        one, other = fixture.any_session(fixture.people[asker]), fixture.any_session(fixture.people[asked])
        fixture.strangers(one, other)
        outcome = one.get(c.AddToList(other.number), c.AddToListReply).outcome
        if outcome == AddOutcome.CONSENT_NEEDED:
            return one, other
        why = f"{other.number} {'lets nobody add them' if outcome == AddOutcome.NOBODY else 'lets in without asking'}"
        fixture.strangers(one, other)
    raise NotTriedError(why)


@section.row("list.refused", "A request (CD=2) comes as MT=2 with RS, a refusal as MT=4")
def _refused(fixture: Fixture) -> None:
    one, other = _asking(fixture)
    raw = one.do(c.AnswerAdd(other.number, AddAnswer.ASK, _REASON))
    expect(raw.body.endswith(b"&RES=0&"), raw)
    *_, asked = other.wait_for(MessageKind.ADD_REQUEST, one.number)
    expect(asked.text == _REASON, f"the reason {_REASON!r} came as {asked.text!r}")
    other.do(c.AnswerAdd(one.number, AddAnswer.REFUSE, _REASON))
    *_, refusal = one.wait_for(MessageKind.REQUEST_REFUSED, other.number)
    expect(refusal.text == _REASON, f"the reason came as {refusal.text!r}")
    expect(not has_on_list(one, other.number), "who was refused is on the list")


@section.row("list.granted", "A consent comes as MT=3 and adds the contact")
def _granted(fixture: Fixture) -> None:
    one, other = _asking(fixture)
    if one.ask(c.AnswerAdd(other.number, AddAnswer.ASK, "once more")).result == Result.NOT_ALLOWED:
        # After the refusal of the previous row, a server may refuse requests for a while.
        one, other = other, one
        one.do(c.AnswerAdd(other.number, AddAnswer.ASK, "once more"))
    other.wait_for(MessageKind.ADD_REQUEST, one.number)
    other.do(c.AnswerAdd(one.number, AddAnswer.GRANT))
    one.wait_for(MessageKind.REQUEST_GRANTED, other.number)
    expect(has_on_list(one, other.number), "List does not have who was granted")


@section.row("list.add", "AddToList returns CD and UN; CD=0 adds the contact")
def _add(fixture: Fixture) -> None:
    one, other = fixture.strangers(*fixture.pair())
    raw = one.do(c.AddToList(other.number))
    expect(raw.names[5:] == ("CD", "UN"), raw)
    expect(raw.text("CD") in ("0", "1", "3") and raw.text("UN") == str(other.number), raw)
    is_in = has_on_list(one, other.number)
    expect(is_in == (raw.text("CD") == "0"), f"{raw}, and List has them: {is_in}")


@section.row("list.let-in", "Consent is mutual: the other can be added without a request")
def _let_in_lets_in(fixture: Fixture) -> None:
    one, other = fixture.friends()
    other.do(c.DeleteFromList(one.number))
    reply = other.get(c.AddToList(one.number), c.AddToListReply)
    expect(reply.outcome == AddOutcome.ADDED, f"AddToList is answered CD={reply.outcome}")
    expect(has_on_list(other, one.number), "List does not have them")


@section.row("list.told", "A user added without a request is notified (MT=1)")
def _notified(fixture: Fixture) -> None:
    one, other = fixture.friends()
    if not fixture.has_extensions:
        raise NotTriedError("old servers tell this in their own ways")
    other.do(c.DeleteFromList(one.number))
    one.fetch_all()
    other.do(c.AddToList(one.number))
    one.wait_for(MessageKind.ADDED_ME, other.number)


@section.row("list.once", "Adding a contact again changes nothing")
def _once(fixture: Fixture) -> None:
    one, other = fixture.friends()
    reply = one.get(c.AddToList(other.number), c.AddToListReply)
    expect(reply.outcome == AddOutcome.ADDED, f"CD={reply.outcome}")
    numbers = one.get(c.ListContacts(1000), c.ListReply).numbers
    expect(numbers.count(other.number) == 1, f"List has them {numbers.count(other.number)} times")
    notices = [m for m in other.fetch_all() if m.kind == MessageKind.ADDED_ME]
    expect(not notices, "a user who was on the list already is notified again (MT=1)")


@section.row("list.one-way", "DelFromList changes one's own list only, and can be repeated")
def _one_way(fixture: Fixture) -> None:
    one, other = fixture.friends()
    one.do(c.DeleteFromList(other.number))
    expect(not has_on_list(one, other.number), "List has who was taken off it")
    expect(has_on_list(other, one.number), "the other's list lost an entry, too")
    raw = one.ask(c.DeleteFromList(other.number))
    expect(raw.is_done, f"DelFromList once more is answered {raw}")


@section.row("list.form", "Lists end with a comma, SN counts them; the end is FN=1 SN=0")
def _list_form(fixture: Fixture) -> None:
    one, _ = fixture.friends()
    raw = one.do(c.ListContacts())
    numbers = raw.value("UN")
    expect(numbers.endswith(b",") and raw.value("SN") == b"%d" % numbers.count(b","), raw)
    empty = one.do(c.ListContacts(1, max(one.get(c.ListContacts(1000), c.ListReply).numbers)))
    expect(empty.text("FN") == "1" and empty.text("SN") == "0" and empty.value("UN") == b"", empty)


@section.row("list.pages", "List is paged and ascending, with FN=1 on the last page", people=3)
def _pages(fixture: Fixture) -> None:
    one, _ = fixture.friends()
    third = fixture.any_session(fixture.people[2])
    fixture.befriend(one, third)
    whole = one.get(c.ListContacts(1000), c.ListReply).numbers
    expect(list(whole) == sorted(whole), f"the numbers are not ascending: {whole}")
    after, found = 0, []
    for _ in range(len(whole)):
        raw = one.do(c.ListContacts(1, after))
        reply = one.parse(c.ListContacts(1, after), raw, c.ListReply)
        expect(len(reply.numbers) == 1 and raw.text("SN") == "1", f"TN=1 is answered {raw}")
        found.append(reply.numbers[0])
        expect(reply.last_page == (len(found) == len(whole)), f"FN of page {len(found)} of {len(whole)}: {raw}")
        after = reply.numbers[0]
    expect(tuple(found) == whole, f"page by page {found}, at once {whole}")
    third.do(c.DeleteFromList(one.number))
    one.do(c.DeleteFromList(third.number))


@section.row("list.nobody", "Adding, asking or deleting an unknown number is refused")
def _nobody(fixture: Fixture) -> None:
    session = fixture.any_session(fixture.people[0])
    for request in (
        c.AddToList(fixture.unknown_number),
        *(c.AnswerAdd(fixture.unknown_number, answer, "x") for answer in AddAnswer),
        c.DeleteFromList(fixture.unknown_number),
    ):
        raw = session.ask(request)
        if fixture.has_extensions:
            expect(raw.result == Result.NO_SUCH_USER, f"{request.NAME} is answered {raw}")
        elif isinstance(request, c.AddToList):
            expect(raw.result, f"{request.NAME} is answered {raw}")


@section.row("list.oneself", "Adding oneself gets RES=32, writing to oneself RES=31")
def _oneself(fixture: Fixture) -> None:
    fixture.need_extensions("an old server has rules of its own")
    session = fixture.any_session(fixture.people[0])
    for request, wanted in (
        (c.AddToList(session.number), Result.REFUSED_BY_SERVER),
        (c.AnswerAdd(session.number, AddAnswer.ASK, "x"), Result.REFUSED_BY_SERVER),
        (c.SendMessage(session.number, "to myself"), Result.NOT_ALLOWED),
    ):
        session.expect_refusal(request, wanted)


@section.row("list.unasked", "A consent without a request changes no list", people=3)
def _unasked(fixture: Fixture) -> None:
    one, other = fixture.strangers(*fixture.pair())
    raw = one.ask(c.AnswerAdd(other.number, AddAnswer.GRANT))
    if fixture.has_extensions and raw.is_done:
        expect(not has_on_list(other, one.number), f"{raw}, and the other's list has one who did not ask")
    third = fixture.any_session(fixture.people[2])
    for session in (one, third):
        if has_on_list(session, other.number):
            session.do(c.DeleteFromList(other.number))
    if fixture.has_extensions:
        other.ask(c.AnswerAdd(third.number, AddAnswer.GRANT))
        expect(not has_on_list(third, other.number), "who did not ask has somebody on their list")
