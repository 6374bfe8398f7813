"""Blocking."""

from collections.abc import Iterator
from contextlib import contextmanager

from qqdesk.conformance.errors import expect
from qqdesk.conformance.fixture import Fixture, has_on_list
from qqdesk.conformance.raw_client import RawSession
from qqdesk.conformance.row import Section
from qqdesk.conformance.rows.presence import is_told, sees
from qqdesk.protocol import account_data
from qqdesk.protocol import commands as c
from qqdesk.protocol.codes import AddAnswer, AddOutcome, Result, Status

section = Section("Blocking")


@contextmanager
def _blocked(fixture: Fixture) -> Iterator[tuple[RawSession, RawSession]]:
    """The first has blocked the second."""
    one, other = fixture.extended_friends()
    one.do(account_data.Block(other.number))
    try:
        yield one, other
    finally:
        one.do(account_data.Unblock(other.number))


def _list(session: RawSession, request: account_data.BlockList) -> account_data.BlockListReply:
    return session.get(request, account_data.BlockListReply)


@section.row("block.list", "BlockList returns the blocked users in pages", people=3)
def _listed(fixture: Fixture) -> None:
    with _blocked(fixture) as (one, other):
        raw = one.do(account_data.BlockList())
        expect(raw.names[5:] == ("FN", "SN", "UN"), raw)
        expect(other.number in _list(one, account_data.BlockList()).numbers, raw)
        one.do(account_data.Block(other.number))
        one.do(account_data.Block(fixture.people[2].number))
        try:
            first = _list(one, account_data.BlockList(1, 0))
            expect(len(first.numbers) == 1 and not first.last_page, f"TN=1: {first}")
            rest = _list(one, account_data.BlockList(1000, first.numbers[0]))
            expect(rest.last_page and min(rest.numbers) > first.numbers[0], f"behind it: {rest}")
        finally:
            one.do(account_data.Unblock(fixture.people[2].number))
    expect(other.number not in _list(one, account_data.BlockList()).numbers, "who is unblocked is in it")


@section.row("block.messages", "Block refuses their CLTMSG and Typing (RES=31), not mine")
def _messages(fixture: Fixture) -> None:
    with _blocked(fixture) as (one, other):
        for request in (c.SendMessage(one.number, "let me"), c.Typing(one.number)):
            other.expect_refusal(request, Result.NOT_ALLOWED)
        one.send(other.number, "not you")
        other.expect_texts(one, "not you")
        one.expect_texts(other)
        expect(has_on_list(one, other.number) and has_on_list(other, one.number), "a list lost an entry")
    other.send(one.number, "again")
    one.expect_texts(other, "again")


@section.row("block.presence", "A blocked user sees me as offline (MT=99), until Unblock", needs=("presence.query",))
def _presence(fixture: Fixture) -> None:
    with _blocked(fixture) as (one, other):
        is_told(other, one.number, Status.OFFLINE)
        expect(sees(other, one.number) == Status.OFFLINE, "Query_Stat shows who blocked")
        everyone = other.get(c.QueryStatus(1, one.number - 1, everyone=True), c.QueryStatusReply).contacts
        expect([row.status for row in everyone] == [Status.OFFLINE], "Query_Stat with ALL=1 shows them present")
        people = other.get(c.Finger(wanted=one.number), c.FingerReply).people
        expect(all(person.status == Status.OFFLINE for person in people), "Finger shows them present")
        one.do(c.ChangeStatus(Status.BUSY))
        one.do(c.Typing(other.number))
        expect(not other.fetch_all(), "the other received a status or a typing notice")
        expect(sees(one, other.number) != Status.OFFLINE, "the one who blocks does not see the other")
        one.do(c.ChangeStatus(Status.ONLINE))
    is_told(other, one.number, Status.ONLINE)


@section.row("block.adding", "A blocked user cannot add me (CD=3), nor ask (RES=31)")
def _adding(fixture: Fixture) -> None:
    with _blocked(fixture) as (one, other):
        for _ in ("still on the list", "taken off it"):
            outcome = other.get(c.AddToList(one.number), c.AddToListReply).outcome
            expect(outcome == AddOutcome.NOBODY, f"AddToList is answered CD={outcome}")
            other.expect_refusal(c.AnswerAdd(one.number, AddAnswer.ASK, "please"), Result.NOT_ALLOWED)
            other.do(c.DeleteFromList(one.number))


@section.row("block.strange", "Blocking oneself gets RES=32, an unknown number RES=30")
def _strange(fixture: Fixture) -> None:
    session = fixture.extended_session(fixture.people[0])
    session.do(account_data.BlockList())
    session.expect_refusal(account_data.Block(session.number), Result.REFUSED_BY_SERVER)
    session.expect_refusal(account_data.Block(fixture.unknown_number), Result.NO_SUCH_USER)
    session.do(account_data.Unblock(fixture.unknown_number))
