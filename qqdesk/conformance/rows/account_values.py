"""What an account keeps about conversations and people, on all its devices."""

import secrets
import time
from collections.abc import Iterator
from contextlib import contextmanager

from qqdesk.conformance.errors import expect
from qqdesk.conformance.fixture import Fixture
from qqdesk.conformance.raw_client import RawSession
from qqdesk.conformance.row import Section
from qqdesk.domain.account_keys import GROUP, GROUP_OF, PINNED, REMARK
from qqdesk.domain.conversation_id import ConversationId
from qqdesk.protocol.account_data import AccountValue, ChangeValues, ChangeValuesReply, GetValues, GetValuesReply
from qqdesk.protocol.codes import Result
from qqdesk.protocol.limits import MAX_CHANGED_AT_ONCE, MAX_KEY_CHARS, MAX_VALUE_CHARS

section = Section("What an account keeps")
_GROUP = "conformance, & 组"


def _change(session: RawSession, *values: AccountValue) -> ChangeValuesReply:
    return session.get(ChangeValues(values), ChangeValuesReply)


def _since(session: RawSession, revision: int) -> GetValuesReply:
    """Return all changes after a revision, from all pages."""
    values: list[AccountValue] = []
    while True:
        reply = session.get(GetValues(revision), GetValuesReply)
        values += reply.values
        if reply.last_page:
            return GetValuesReply(True, reply.revision, tuple(values))
        expect(reply.revision > revision, f"FN=0, and REV stays {revision}")
        revision = reply.revision


def _later(one: AccountValue, value: str) -> AccountValue:
    return AccountValue(one.key, value, one.time + 1)


@contextmanager
def _new_value(fixture: Fixture) -> Iterator[tuple[RawSession, AccountValue, GetValuesReply]]:
    """A session with a new value of an hour ago, and all values with it; it is deleted at the end."""
    session = fixture.extended_session(fixture.people[0])
    remark = REMARK.value_text(f"A, b & 100 % {secrets.token_hex(2)}")
    hour_ago = time.time_ns() // 1_000_000 - 3_600_000
    value = AccountValue(REMARK.text(fixture.unknown_number), remark, hour_ago)
    # A row before may have left a later deletion.
    value = next((_later(one, remark) for one in _since(session, 0).values if one.key == value.key), value)
    _change(session, value)
    try:
        yield session, value, _since(session, 0)
    finally:
        (last,) = (one for one in _since(session, 0).values if one.key == value.key)
        _change(session, _later(last, ""))


@section.row("book.form", "ChangeBook returns REV WAS, GetBook FN REV SN and lists")
def _form(fixture: Fixture) -> None:
    with _new_value(fixture) as (session, value, _):
        raw = session.do(GetValues(0))
        expect(raw.names[5:] == ("FN", "REV", "SN", "KEY", "VAL", "TIME"), raw)
        raw = session.do(ChangeValues((_later(value, ""),)))
        expect(raw.names[5:] == ("REV", "WAS"), raw)


@section.row("book.kept", "GetBook returns only the changes after a REV")
def _kept(fixture: Fixture) -> None:
    with _new_value(fixture) as (session, value, known):
        expect(value in known.values, f"{len(known.values)} values, and not the one that was changed")
        expect(not _since(session, known.revision).values, "there are changes after the newest REV")
        number = fixture.unknown_number
        wanted = (
            (GROUP.text(_GROUP), "7"),
            (GROUP_OF.text(number), GROUP_OF.value_text(_GROUP)),
            *((PINNED.text(form(number)), "true") for form in (ConversationId.person, ConversationId.room)),
            (f"later_version:{number}", "{}"),
        )
        now = max(one.time for one in known.values) + 1
        values = [AccountValue(key, text, now) for key, text in wanted]
        changed = _change(session, *values)
        expect(changed.before == known.revision < changed.revision, f"REV was {known.revision}: {changed}")
        came = _since(session, known.revision).values
        expect(set(came) == set(values), f"{len(came)} values came since, of {len(values)}")
        newest = _since(session, changed.revision + 1_000_000).revision
        expect(newest == changed.revision, f"REV is {changed.revision}, and after a later one {newest}")
        _change(session, *(_later(one, "") for one in values))


@section.row("book.away", "An empty VAL deletes a value; GetBook returns the deletion")
def _away(fixture: Fixture) -> None:
    with _new_value(fixture) as (session, value, known):
        _change(session, _later(value, ""))
        came = _since(session, known.revision).values
        expect(came == (_later(value, ""),), f"{came} came")


@section.row("book.later", "The later change of a value wins, in whichever order they come")
def _later_wins(fixture: Fixture) -> None:
    with _new_value(fixture) as (session, value, _):
        later = AccountValue(value.key, '"later"', value.time + 10)
        revision = _change(session, later).revision
        for earlier in (value, AccountValue(value.key, '"between"', value.time + 5), AccountValue(value.key, "", 0)):
            reply = _change(session, earlier)
            expect(reply.revision == revision, f"an earlier change raised REV from {revision} to {reply.revision}")
        expect(later in _since(session, 0).values, "an earlier change replaced a later one")


@section.row("book.nothing", "A repeated change changes nothing")
def _nothing(fixture: Fixture) -> None:
    with _new_value(fixture) as (session, value, known):
        same = _change(session, value)
        expect(same.revision == same.before == known.revision, f"REV was {known.revision}, and is {same}")


@section.row("book.clock", "A TIME in the future counts as now")
def _clock(fixture: Fixture) -> None:
    with _new_value(fixture) as (session, value, _):
        _change(session, AccountValue(value.key, '"wrong clock"', 2**60))
        (stored,) = (one for one in _since(session, 0).values if one.key == value.key)
        expect(stored.time < 2**60, f"TIME is {stored.time}: no other change can ever win")


@section.row("book.own", "Only the owner reads the values")
def _own(fixture: Fixture) -> None:
    with _new_value(fixture) as (_, value, _):
        other = fixture.extended_session(fixture.people[1])
        expect(value not in _since(other, 0).values, "another user has the value")


@section.row("book.malformed", "An invalid value is refused (RES=10) with the whole change")
def _malformed(fixture: Fixture) -> None:
    with _new_value(fixture) as (session, value, known):
        good = _later(value, '"not this"')
        bad = (
            *((key, "1") for key in ("", ":1", "Remark:1", "remark:", "1", "a\nb", "x" * (MAX_KEY_CHARS + 1))),
            (value.key, "x" * (MAX_VALUE_CHARS + 1)),
            (value.key, "a\nb"),
        )
        too_many = [AccountValue(f"remark:{number}", "1", 1) for number in range(1, MAX_CHANGED_AT_ONCE + 2)]
        for values in (*((good, AccountValue(*one, good.time)) for one in bad), (), tuple(too_many)):
            session.expect_refusal(ChangeValues(values), Result.MALFORMED)
        expect(_since(session, 0) == known, "a refused request changed the values")
