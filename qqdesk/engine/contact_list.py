"""Turn a contact list from the server or the disk into contacts. Slow with 10,000: not for the main thread."""

from collections.abc import Iterable, Mapping
from dataclasses import replace

from qqdesk.domain.contact import Contact, Roster
from qqdesk.domain.contact_notes import ContactNote
from qqdesk.domain.incoming_reader import seen_status
from qqdesk.engine.snapshot import People, RosterSnapshot
from qqdesk.history.contact_store import StoredContact
from qqdesk.protocol.codes import Status
from qqdesk.protocol.commands import PresentContact

_NOTHING = ContactNote()


def new_contact(number: int, note: ContactNote | None, nickname: str = "", face: int = 0) -> Contact:
    """Return a stranger, with my contact note."""
    note = note or _NOTHING
    return Contact(number, nickname, face, stranger=True, remark=note.remark, blocked=note.blocked)


def people_of(
    listing: RosterSnapshot, known: Mapping[int, StoredContact], notes: dict[int, ContactNote], others: Iterable[int]
) -> People:
    """Return the contacts of the list, with stored names and faces, and the strangers in `others`.

    Equal faces are stored once.
    """
    faces: dict[int, int] = {}
    present = {row.number: row for row in listing.present}
    contacts: dict[int, Contact] = {}
    for number in listing.numbers:
        one, row, note = known.get(number), present.get(number), notes.get(number, _NOTHING)
        nickname, face = (one.nickname, one.face) if one is not None else ("", 0)
        lines = (one.signature, one.status_text) if one is not None else ("", "")
        status = Status.OFFLINE
        if row is not None:
            status = seen_status(row.status)
            lines = row.signature or "", row.status_text or ""
            if row.nickname != nickname:
                nickname = row.nickname
            face = row.face if row.face >= 0 else face
        face = faces.setdefault(face, face)
        seen = 0 if status.is_present else listing.last_seen.get(number, 0)
        contacts[number] = Contact(
            number, nickname, face, status, note.group, False, note.remark, note.blocked, False, *lines, seen
        )
    blocked = [number for number, note in notes.items() if note.blocked]
    for number in (*others, *blocked):
        if number not in contacts:
            one = known.get(number)
            nickname, face = (one.nickname, one.face) if one is not None else ("", 0)
            contacts[number] = new_contact(number, notes.get(number), nickname, face)
    return People(tuple(contacts.values()), notes, listing.last_seen)


def roster_changes(
    listing: RosterSnapshot, roster: Roster, notes: Mapping[int, ContactNote]
) -> list[tuple[Contact | None, Contact]]:
    """Return the differences of a list to the roster, as pairs of the old and the new contact.

    The old one is None if the person was not on the list. A contact that left the list becomes an offline stranger.
    """
    wanted = dict.fromkeys(listing.numbers)  # half the memory of a set
    changes: list[tuple[Contact | None, Contact]] = [
        (None, replace(contact, stranger=True, group="", status=Status.OFFLINE))
        for contact in roster
        if contact.number not in wanted and (not contact.stranger or contact.group or contact.is_present)
    ]
    present = {row.number: row for row in listing.present}
    for number in wanted:
        before = roster.get(number)
        seen = listing.last_seen.get(number, 0)
        now = _listed(before, present.get(number), notes.get(number, _NOTHING), seen)
        if now is not None:
            changes.append((None if before.stranger else before, now))
    return changes


def _listed(old: Contact, row: PresentContact | None, note: ContactNote, seen: int) -> Contact | None:
    """Return the contact with the values of its row; None if nothing changed. `replace` takes four times as long."""
    status, nickname, face = Status.OFFLINE, old.nickname, old.face
    signature, status_text = old.signature, old.status_text
    if row is not None:
        status, nickname = seen_status(row.status), row.nickname
        seen = 0 if status.is_present else seen
        signature, status_text = row.signature or "", row.status_text or ""
        if row.face >= 0:
            face = row.face
    if (
        old.status is status
        and old.nickname == nickname
        and old.face == face
        and old.signature == signature
        and old.status_text == status_text
        and old.last_seen == seen
        and not old.stranger
        and old.group == note.group
    ):
        return None
    hidden = old.hidden and not old.stranger
    lines = signature, status_text, seen
    return Contact(old.number, nickname, face, status, note.group, False, old.remark, old.blocked, hidden, *lines)
