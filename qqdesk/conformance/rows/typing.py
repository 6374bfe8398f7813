"""Typing notices."""

from qqdesk.conformance.errors import expect
from qqdesk.conformance.fixture import Fixture
from qqdesk.conformance.raw_client import kinds, parked_poll
from qqdesk.conformance.row import Section
from qqdesk.protocol import commands as c
from qqdesk.protocol.codes import MessageKind, Result, Status

section = Section("Typing")


@section.row("typing.told", "Typing comes as MT=90, once, and ends a hanging poll")
def _forwarded(fixture: Fixture) -> None:
    one, other = fixture.extended_friends()
    with parked_poll(one) as poll:
        other.do(c.Typing(one.number))
        raw = poll.answer(one.target.soon)
    came = one.messages_in(raw)
    notes = [(m.kind, m.sender, m.text, m.id) for m in came]
    expect(notes == [(MessageKind.TYPING, other.number, "", 0)], raw)
    again = [m for m in one.fetch_all() if m.kind == MessageKind.TYPING]
    expect(not again, "the notice came twice")


@section.row("typing.often", "Typing is forwarded at most once in 3 s")
def _often(fixture: Fixture) -> None:
    one, other = fixture.extended_friends()
    for _ in range(3):
        other.do(c.Typing(one.number))
    other.send(one.number, "behind them")
    came = one.fetch_all()
    notes = [m for m in came if m.kind == MessageKind.TYPING]
    expect(len(notes) <= 1, f"the notice came {len(notes)} times: {kinds(came)}")


@section.row("typing.unseen", "Typing is not forwarded for users who look offline")
def _unseen(fixture: Fixture) -> None:
    one, other = fixture.extended_friends()
    for status in (Status.OFFLINE, Status.INVISIBLE):
        one.do(c.ChangeStatus(status))
        one.do(c.Typing(other.number))
        one.send(other.number, "behind it")
        came = other.fetch_all()
        one.do(c.ChangeStatus(Status.ONLINE))
        expect(not [m for m in came if m.kind == MessageKind.TYPING], f"in ST={status} they were given away")


@section.row("typing.refused", "Typing is refused like a message (RES=30, 31)")
def _refused(fixture: Fixture) -> None:
    one, other = fixture.extended_friends()
    other.expect_refusal(c.Typing(fixture.unknown_number), Result.NO_SUCH_USER)
    other.expect_refusal(c.Typing(other.number), Result.NOT_ALLOWED)
    other.do(c.DeleteFromList(one.number))
    other.do(c.Typing(one.number))
    fixture.strangers(one, other)
    other.expect_refusal(c.Typing(one.number), Result.NOT_ALLOWED)
