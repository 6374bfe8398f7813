"""The roster of the signed-in account, in the main thread."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace

from PySide6.QtCore import QObject, Slot

from qqdesk.clock import LoopClock, Timer
from qqdesk.domain.account_keys import GROUP_OF, HIDDEN_STRANGER, REMARK, AccountKey
from qqdesk.domain.contact import Contact, Roster
from qqdesk.domain.contact_notes import ContactNote
from qqdesk.engine.contact_list import new_contact, roster_changes
from qqdesk.engine.snapshot import People, RosterSnapshot
from qqdesk.protocol.codes import Status
from qqdesk.protocol.commands import GetInfoReply
from qqdesk.worker.account_state import AccountState
from qqdesk.worker.api import RosterChange
from qqdesk.worker.presence_state import PresenceState

GATHER_S = 0.15


class RosterState(QObject):
    """Updates the messenger's roster. Changes are collected for GATHER_S and emitted together."""

    def __init__(
        self,
        roster: Roster,
        emit: Callable[[RosterChange], None],
        presence: PresenceState,
        account: AccountState,
        clock: LoopClock,
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._account, self._clock = account, clock
        self._roster = roster
        self._presence = presence
        self._emit = emit
        self._contact_notes: dict[int, ContactNote] = {}
        """Contact notes by number, also for people who are not on the list."""
        self._last_seen: dict[int, int] = {}
        """As in RosterSnapshot. Contacts who do not show it are missing."""
        self._changed: set[int] = set()
        self._everything = False
        self._emitted_at = 0.0
        self._timer: Timer | None = None
        account.changed.connect(self._on_account_changed)

    def clear(self) -> None:
        self._roster.fill(())
        self._contact_notes = {}
        self.discard_changes()

    def fill(self, people: People) -> None:
        """Fill the roster: contacts and strangers with a conversation, with the stored nicknames and faces."""
        self._contact_notes = dict(people.notes)
        self._last_seen = dict(people.last_seen)
        self._roster.fill(people.contacts)
        self._hide_strangers(self._account.items(HIDDEN_STRANGER))
        self._presence.apply_list(self._roster.listed())

    def stranger(self, number: int, nickname: str = "", face: int = 0) -> Contact:
        """Return a stranger, with my contact note."""
        return new_contact(number, self._contact_notes.get(number), nickname, face)

    def apply_roster(self, listing: RosterSnapshot) -> None:
        """Replace only the contacts that changed: with 10,000 contacts this takes milliseconds."""
        self._last_seen = dict(listing.last_seen)
        changes = roster_changes(listing, self._roster, self._contact_notes)
        for _, now in changes:
            self._roster.put(now)
        self._presence.apply_list(self._roster.listed())
        if changes:
            self.emit_everything()

    def mark_all_offline(self) -> None:
        """Show all contacts as offline: the connection is lost."""
        self._presence.mark_all_offline()
        gone = [contact for contact in self._roster if contact.status is not Status.OFFLINE]
        for contact in gone:
            self._roster.put(replace(contact, status=Status.OFFLINE))
        if gone:
            self.emit_everything()

    def apply_profile(self, reply: GetInfoReply) -> None:
        profile = reply.profile
        if profile.number not in self._roster:
            return
        self.change_profile(profile.number, profile.face, profile.nickname)
        contact, seen = self._roster.get(profile.number), reply.last_seen or 0
        self._last_seen[profile.number] = seen
        seen = 0 if contact.is_present else seen
        lines = replace(contact, signature=profile.signature, status_text=profile.status_text)
        self.put(replace(lines, last_seen=seen))

    def change_profile(self, number: int, face: int, nickname: str) -> None:
        """Show the nickname and the face; a negative face keeps the present one."""
        contact = self._roster.get(number)
        if number in self._roster:
            self.put(replace(contact, nickname=nickname, face=face if face >= 0 else contact.face))

    def set_status(self, number: int, status: Status, at: int) -> bool:
        """Set the presence of a contact; `at` in milliseconds since 1970. Return whether it came online."""
        contact = self._roster.get(number)
        if number not in self._roster or contact.stranger:
            return False
        came = not contact.is_present
        seen = 0
        if not status.is_present and self._last_seen.get(number):
            seen = self._last_seen[number] = at if contact.is_present else contact.last_seen
        changed = replace(contact, status=status, last_seen=seen)
        self.put(changed)
        self._presence.apply_change(changed, at)
        return came and self._roster.get(number).is_present

    def ensure_contact(self, number: int, nickname: str = "", face: int = 0) -> bool:
        """Make sure that a person with a message is in the roster. Return whether the person was added."""
        if number in self._roster:
            self.hide(number, hidden=False)
            return False
        self.put(self.stranger(number, nickname, face))
        return True

    def drop(self, number: int, *, keep: bool) -> None:
        """Remove a contact from the list. With `keep`, or if blocked, it stays as a stranger: there are messages, or
        the user may want to unblock it."""
        contact = self._roster.get(number)
        self._presence.forget(number)
        if keep or contact.blocked:
            self._account.set(HIDDEN_STRANGER, contact.hidden, number)
            self.put(replace(contact, stranger=True, group="", status=Status.OFFLINE))
        elif self._roster.remove(number):
            self._changed.add(number)
            self._emit_soon()

    def hide(self, number: int, *, hidden: bool) -> None:
        """Hide or show a person in the list. A stranger stays hidden until a new message."""
        contact = self._roster.get(number)
        if number in self._roster:
            self.put(replace(contact, hidden=hidden))
            self._account.set(HIDDEN_STRANGER, hidden, number)

    def _hide_strangers(self, numbers: Iterable[int]) -> None:
        for number in numbers:
            contact = self._roster.get(number)
            if contact.stranger and number in self._roster:
                self.put(replace(contact, hidden=self._account.get(HIDDEN_STRANGER, number)))

    @Slot(object, object)
    def _on_account_changed(self, key: AccountKey[object, object], items: frozenset[int]) -> None:
        if key is HIDDEN_STRANGER:
            self._hide_strangers(items)
        elif key is GROUP_OF or key is REMARK:
            groups, remarks = self._account.items(GROUP_OF), self._account.items(REMARK)
            self.apply_notes(
                {
                    number: replace(self.note_of(number), group=groups.get(number, ""), remark=remarks.get(number, ""))
                    for number in items
                }
            )

    def apply_notes(self, changes: Mapping[int, ContactNote]) -> None:
        for number, note in changes.items():
            self._contact_notes[number] = note
            if number in self._roster or note.blocked:
                contact = self._roster.get(number)
                group = "" if contact.stranger else note.group
                self.put(replace(contact, group=group, remark=note.remark, blocked=note.blocked))

    def note_of(self, number: int) -> ContactNote:
        return self._contact_notes.get(number, ContactNote())

    def set_blocked(self, number: int, blocked: bool) -> None:
        self.apply_notes({number: replace(self.note_of(number), blocked=blocked)})

    def blocked(self) -> list[int]:
        return sorted(number for number, note in self._contact_notes.items() if note.blocked)

    def put(self, contact: Contact) -> None:
        if self._roster.put(contact):
            self._changed.add(contact.number)
            self._emit_soon()

    def nameless(self) -> list[int]:
        """Return the contacts whose nickname was never fetched."""
        return [contact.number for contact in self._roster if not contact.nickname]

    def _emit_soon(self) -> None:
        if self._timer is None:
            since = self._clock.monotonic() - self._emitted_at
            self._timer = self._clock.call_later(max(0.0, GATHER_S - since), self._emit_changes)

    @Slot()
    def _emit_changes(self) -> None:
        self._timer = None
        self._emitted_at = self._clock.monotonic()
        change = RosterChange(frozenset(self._changed), self._everything)
        self._changed = set()
        self._everything = False
        self._emit(change)

    def report(self, number: int) -> None:
        """Emit that a person who is not in the roster has another name or face."""
        self._changed.add(number)
        self._emit_soon()

    def emit_everything(self) -> None:
        self._everything = True
        self._emit_soon()

    def discard_changes(self) -> None:
        """Discard collected changes: the whole roster is replaced."""
        self._changed = set()
        self._everything = False
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
