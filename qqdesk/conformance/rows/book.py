"""Contact groups and remarks, which all computers of an account share."""

import secrets
from collections.abc import Iterator
from contextlib import contextmanager

from qqdesk.conformance.errors import expect
from qqdesk.conformance.fixture import Fixture
from qqdesk.conformance.raw_client import RawSession
from qqdesk.conformance.row import Section
from qqdesk.protocol import account_data
from qqdesk.protocol.account_data import NoteEntry
from qqdesk.protocol.codes import MAX_CHANGED_AT_ONCE, MAX_GROUP_CHARS, MAX_REMARK_CHARS, NoteKind, Result

section = Section("Groups and remarks")
_GROUP = "conformance, & 组"


def _change(session: RawSession, *entries: NoteEntry, client_id: str = "") -> account_data.ChangeNotesReply:
    request = account_data.ChangeNotes(client_id or secrets.token_hex(16), entries)
    return session.get(request, account_data.ChangeNotesReply)


def _since(session: RawSession, revision: int) -> account_data.GetNotesReply:
    """Return all changes after a revision, from all pages."""
    entries: list[NoteEntry] = []
    while True:
        reply = session.get(account_data.GetNotes(revision), account_data.GetNotesReply)
        entries += reply.entries
        if reply.last_page:
            return account_data.GetNotesReply(True, reply.revision, tuple(entries))
        expect(reply.revision > revision, f"FN=0, and REV stays {revision}")
        revision = reply.revision


@contextmanager
def _page(fixture: Fixture) -> Iterator[tuple[RawSession, NoteEntry, int]]:
    """A session with a new entry, and the revision before it; the entry is deleted at the end."""
    session = fixture.extended_session(fixture.people[0])
    before = _since(session, 0).revision
    entry = NoteEntry(NoteKind.REMARK, str(fixture.unknown_number), f"A, b & 100 % {secrets.token_hex(2)}")
    _change(session, entry)
    try:
        yield session, entry, before
    finally:
        _change(session, NoteEntry(entry.kind, entry.key, ""))


@section.row("book.form", "ChangeBook returns REV WAS, GetBook FN REV SN and lists")
def _form(fixture: Fixture) -> None:
    with _page(fixture) as (session, _, before):
        raw = session.do(account_data.GetNotes(before))
        expect(raw.names[5:] == ("FN", "REV", "SN", "KIND", "KEY", "VAL"), raw)
        request = account_data.ChangeNotes(secrets.token_hex(16), (NoteEntry(NoteKind.GROUP, _GROUP, "3"),))
        raw = session.do(request)
        expect(raw.names[5:] == ("REV", "WAS"), raw)
        _change(session, NoteEntry(NoteKind.GROUP, _GROUP, ""))


@section.row("book.kept", "GetBook returns only the changes after a REV")
def _kept(fixture: Fixture) -> None:
    with _page(fixture) as (session, entry, before):
        reply = _since(session, before)
        expect(entry in reply.entries, f"{len(reply.entries)} entries, and not the one that was changed")
        expect(reply.revision > before, f"REV was {before}, and is {reply.revision}")
        expect(not _since(session, reply.revision).entries, "there is something newer than the newest")
        entries = (
            NoteEntry(NoteKind.GROUP, _GROUP, "7"),
            NoteEntry(NoteKind.GROUP_OF, entry.key, _GROUP),
        )
        changed = _change(session, *entries)
        expect(changed.before == reply.revision, f"WAS={changed.before}, and REV was {reply.revision}")
        came = set(_since(session, reply.revision).entries)
        expect(came == set(entries), f"{len(came)} entries came since, of {len(entries)}")
        newest = _since(session, changed.revision + 1_000_000).revision
        expect(newest == changed.revision, f"REV is {changed.revision}, and after a later one {newest}")
        _change(session, *(NoteEntry(one.kind, one.key, "") for one in entries))


@section.row("book.away", "An empty VAL deletes an entry; GetBook returns the deletion")
def _away(fixture: Fixture) -> None:
    with _page(fixture) as (session, entry, _):
        before = _since(session, 0).revision
        _change(session, NoteEntry(entry.kind, entry.key, ""))
        came = _since(session, before).entries
        expect(NoteEntry(entry.kind, entry.key, "") in came, f"{came} came")


@section.row("book.once", "A repeated CID of ChangeBook changes nothing")
def _once(fixture: Fixture) -> None:
    with _page(fixture) as (session, entry, _):
        client_id = secrets.token_hex(16)
        first = _change(session, NoteEntry(entry.kind, entry.key, "first"), client_id=client_id)
        _change(session, NoteEntry(entry.kind, entry.key, "second"))
        again = _change(session, NoteEntry(entry.kind, entry.key, "first"), client_id=client_id)
        expect(again.revision == first.revision, f"REV was {first.revision}, and is {again.revision}")
        value = [one.value for one in _since(session, 0).entries if (one.kind, one.key) == (entry.kind, entry.key)]
        expect(value == ["second"], f"the same CID was carried out twice: {value}")


@section.row("book.nothing", "Storing an equal entry changes no revision")
def _nothing(fixture: Fixture) -> None:
    with _page(fixture) as (session, entry, _):
        before = _since(session, 0).revision
        same = _change(session, entry, NoteEntry(entry.kind, str(fixture.unknown_number - 1), ""))
        expect(same.revision == same.before == before, f"what is not another: REV was {before}, and is {same}")


@section.row("book.own", "Only the owner reads the notes")
def _own(fixture: Fixture) -> None:
    with _page(fixture) as (_, entry, _):
        other = fixture.extended_session(fixture.people[1])
        strange = [one for one in _since(other, 0).entries if one == entry]
        expect(not strange, "another has an entry of this book")


@section.row("book.malformed", "An invalid entry is refused (RES=10) with the whole change")
def _malformed(fixture: Fixture) -> None:
    with _page(fixture) as (session, entry, _):
        before = _since(session, 0).revision
        good = NoteEntry(NoteKind.REMARK, entry.key, "not this")
        bad = (
            NoteEntry(0, entry.key, "x"),
            NoteEntry(9, "1", "x"),
            *(NoteEntry(NoteKind.REMARK, key, "x") for key in ("abc", "", "0", "05", "9" * 11)),
            NoteEntry(NoteKind.REMARK, entry.key, "x" * (MAX_REMARK_CHARS + 1)),
            NoteEntry(NoteKind.REMARK, entry.key, "a\nb"),
            NoteEntry(NoteKind.GROUP_OF, entry.key, "x" * (MAX_GROUP_CHARS + 1)),
            *(NoteEntry(NoteKind.GROUP, key, "1") for key in ("", "x" * (MAX_GROUP_CHARS + 1))),
            *(NoteEntry(NoteKind.GROUP, _GROUP, value) for value in ("first", "1" * 10)),
        )
        for one in bad:
            session.expect_refusal(account_data.ChangeNotes(secrets.token_hex(16), (good, one)), Result.MALFORMED)
        many = tuple(
            NoteEntry(NoteKind.REMARK, str(1_000_000 + place), "x") for place in range(MAX_CHANGED_AT_ONCE + 1)
        )
        for entries in ((), many):
            session.expect_refusal(account_data.ChangeNotes(secrets.token_hex(16), entries), Result.MALFORMED)
        expect(_since(session, 0).revision == before, "it was refused, and changed something")
