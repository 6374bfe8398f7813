"""Contact groups and remarks, which all computers of an account share."""

import secrets
from collections.abc import Iterator
from contextlib import contextmanager

from qqdesk.conformance.errors import expect
from qqdesk.conformance.fixture import Fixture
from qqdesk.conformance.raw_client import RawSession
from qqdesk.conformance.row import Section
from qqdesk.protocol.account_data import ChangeNotes, ChangeNotesReply, GetNotes, GetNotesReply, NoteEntry
from qqdesk.protocol.codes import MAX_CHANGED_AT_ONCE, MAX_GROUP_CHARS, MAX_REMARK_CHARS, NoteKind, Result

section = Section("Groups and remarks")
_GROUP = "conformance, & 组"


def _change(session: RawSession, *entries: NoteEntry, client_id: str = "") -> ChangeNotesReply:
    request = ChangeNotes(client_id or secrets.token_hex(16), entries)
    return session.get(request, ChangeNotesReply)


def _since(session: RawSession, revision: int) -> GetNotesReply:
    """Return all changes after a revision, from all pages."""
    entries: list[NoteEntry] = []
    while True:
        reply = session.get(GetNotes(revision), GetNotesReply)
        entries += reply.entries
        if reply.last_page:
            return GetNotesReply(True, reply.revision, tuple(entries))
        expect(reply.revision > revision, f"FN=0, and REV stays {revision}")
        revision = reply.revision


def _deleted(entry: NoteEntry) -> NoteEntry:
    return NoteEntry(entry.kind, entry.key, "")


@contextmanager
def _new_entry(fixture: Fixture) -> Iterator[tuple[RawSession, NoteEntry, GetNotesReply]]:
    """A session with a new entry, and the notes with it; the entry is deleted at the end."""
    session = fixture.extended_session(fixture.people[0])
    entry = NoteEntry(NoteKind.REMARK, str(fixture.unknown_number), f"A, b & 100 % {secrets.token_hex(2)}")
    _change(session, entry)
    try:
        yield session, entry, _since(session, 0)
    finally:
        _change(session, _deleted(entry))


@section.row("book.form", "ChangeBook returns REV WAS, GetBook FN REV SN and lists")
def _form(fixture: Fixture) -> None:
    with _new_entry(fixture) as (session, entry, _):
        raw = session.do(GetNotes(0))
        expect(raw.names[5:] == ("FN", "REV", "SN", "KIND", "KEY", "VAL"), raw)
        raw = session.do(ChangeNotes(secrets.token_hex(16), (_deleted(entry),)))
        expect(raw.names[5:] == ("REV", "WAS"), raw)


@section.row("book.kept", "GetBook returns only the changes after a REV")
def _kept(fixture: Fixture) -> None:
    with _new_entry(fixture) as (session, entry, notes):
        expect(entry in notes.entries, f"{len(notes.entries)} entries, and not the one that was changed")
        expect(not _since(session, notes.revision).entries, "there are changes after the newest REV")
        entries = (
            NoteEntry(NoteKind.GROUP, _GROUP, "7"),
            NoteEntry(NoteKind.GROUP_OF, entry.key, _GROUP),
            NoteEntry(NoteKind.NO_NUDGES, entry.key, "1"),
            *(NoteEntry(NoteKind.PINNED, f"{kind}{entry.key}", "1") for kind in "pr"),
        )
        changed = _change(session, *entries)
        expect(changed.before == notes.revision < changed.revision, f"REV was {notes.revision}: {changed}")
        came = _since(session, notes.revision).entries
        expect(set(came) == set(entries), f"{len(came)} entries came since, of {len(entries)}")
        newest = _since(session, changed.revision + 1_000_000).revision
        expect(newest == changed.revision, f"REV is {changed.revision}, and after a later one {newest}")
        _change(session, *map(_deleted, entries))


@section.row("book.away", "An empty VAL deletes an entry; GetBook returns the deletion")
def _away(fixture: Fixture) -> None:
    with _new_entry(fixture) as (session, entry, notes):
        _change(session, _deleted(entry))
        came = _since(session, notes.revision).entries
        expect(came == (_deleted(entry),), f"{came} came")


@section.row("book.once", "A repeated CID of ChangeBook changes nothing")
def _once(fixture: Fixture) -> None:
    with _new_entry(fixture) as (session, entry, _):
        client_id = secrets.token_hex(16)
        first = NoteEntry(entry.kind, entry.key, "first")
        second = NoteEntry(entry.kind, entry.key, "second")
        revision = _change(session, first, client_id=client_id).revision
        _change(session, second)
        again = _change(session, first, client_id=client_id).revision
        expect(again == revision, f"REV was {revision}, and is {again}")
        expect(second in _since(session, 0).entries, "the same CID was carried out twice")


@section.row("book.nothing", "Storing an equal entry changes no revision")
def _nothing(fixture: Fixture) -> None:
    with _new_entry(fixture) as (session, entry, notes):
        same = _change(session, entry, NoteEntry(entry.kind, str(fixture.unknown_number - 1), ""))
        expect(same.revision == same.before == notes.revision, f"REV was {notes.revision}, and is {same}")


@section.row("book.own", "Only the owner reads the notes")
def _own(fixture: Fixture) -> None:
    with _new_entry(fixture) as (_, entry, _):
        other = fixture.extended_session(fixture.people[1])
        expect(entry not in _since(other, 0).entries, "another user has the entry")


@section.row("book.malformed", "An invalid entry is refused (RES=10) with the whole change")
def _malformed(fixture: Fixture) -> None:
    with _new_entry(fixture) as (session, entry, notes):
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
            NoteEntry(NoteKind.NO_NUDGES, entry.key, "2"),
            *(NoteEntry(NoteKind.PINNED, key, "1") for key in (entry.key, "p", "p0", f"x{entry.key}")),
        )
        too_many = [NoteEntry(NoteKind.REMARK, str(1_000_000 + at), "x") for at in range(MAX_CHANGED_AT_ONCE + 1)]
        for entries in (*((good, one) for one in bad), (), tuple(too_many)):
            session.expect_refusal(ChangeNotes(secrets.token_hex(16), entries), Result.MALFORMED)
        expect(_since(session, 0) == notes, "a refused request changed the notes")
