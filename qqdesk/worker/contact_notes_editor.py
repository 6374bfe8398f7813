"""Contact groups, remarks, flags and blocks. Runs in the main thread."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from functools import partial
from typing import NamedTuple

from PySide6.QtCore import QObject, Signal

from qqdesk.domain.contact_notes import ContactNote, NameFault, NoteFlag, clean_name, group_fault, remark_fault
from qqdesk.domain.conversation_id import ConversationId
from qqdesk.engine.events import NotesChanged
from qqdesk.history.contact_notes_table import ContactNotesTable
from qqdesk.protocol.account_data import Block, Unblock
from qqdesk.protocol.codes import MAX_GROUPS, NoteKind
from qqdesk.protocol.record import Done
from qqdesk.worker.history_writer import HistoryWriter
from qqdesk.worker.messenger_state import MessengerState
from qqdesk.worker.pending_requests import PendingRequest
from qqdesk.worker.roster_state import RosterState


class ContactNotesEditor(QObject):
    """`messenger.contact_notes`. A change is in the roster at once and emits `Messenger.roster_changed`: with the
    numbers of the contacts, or with `everything` if the groups themselves changed.

    The history's writer saves a change, with or without a connection. A server with extensions also stores the notes,
    and the account's other computers fetch them at their next sign-in. If two computers change the same value, the one
    that reaches the server last wins.

    Names are accepted as typed: leading and trailing blanks and line ends are removed. If a call returns a NameFault,
    it changed nothing.
    """

    flags_changed = Signal()

    def __init__(self, state: MessengerState, people: RosterState) -> None:
        super().__init__(state)
        self._state = state
        self._people = people
        self._disk: ContactNotesTable | None = None
        self._writer: HistoryWriter | None = None
        self._changes = 0
        """How many changes of the user this session had."""
        self._names: list[str] = []
        self._flags: frozenset[NoteFlag] = frozenset()
        self._sync: Callable[[], None] = lambda: None

    def open(
        self,
        disk: ContactNotesTable,
        names: Sequence[str],
        flags: frozenset[NoteFlag],
        writer: HistoryWriter,
        sync: Callable[[], None],
    ) -> None:
        """`sync` is called after each change on disk."""
        self._disk, self._writer, self._sync = disk, writer, sync
        self._names = list(names)
        self._flags = flags

    def clear(self) -> None:
        self._disk = self._writer = None
        self._names = []
        self._flags = frozenset()

    def apply(self, news: NotesChanged) -> None:
        """Apply what the send loop synchronized."""
        if self._disk is not None and self._writer is not None:
            # The writer reads the values after all changes of the user that wait to be saved.
            pending = self._writer.write(partial(_read_changed, self._disk, news))
            pending.then(self, partial(self._apply_changed, news, self._changes), self._state.report_problem)

    def _apply_changed(self, news: NotesChanged, changes: int, read: "_Read") -> None:
        if changes != self._changes:
            self.apply(news)  # The user changed something since the values were read.
            return
        self._people.apply_notes(read.noted)
        if news.groups:
            self._set_names(read.groups)
        if news.flags:
            self._set_flags(read.flags)

    # Groups

    def group_names(self) -> list[str]:
        """Return the groups in the user's order; "" (the unnamed one) first."""
        return ["", *self._names]

    def group_fault(self, name: str, *, instead_of: str = "") -> NameFault | None:
        """Check a group name while it is typed. `instead_of`: the group to rename."""
        fault = group_fault(name)
        is_new = not instead_of and clean_name(name) not in self._names
        return NameFault.TOO_MANY if fault is None and is_new and len(self._names) >= MAX_GROUPS else fault

    def add_group(self, name: str) -> NameFault | None:
        """Add a group at the end. An existing group stays as it is."""
        fault, name = self.group_fault(name), clean_name(name)
        if fault is None and name not in self._names:
            self._order([*self._names, name])
        return fault

    def rename_group(self, old: str, new: str) -> NameFault | None:
        """Rename a group, or merge it into an existing group of the new name. An unknown group is ignored."""
        fault, new = self.group_fault(new, instead_of=old), clean_name(new)
        if fault is None and old in self._names and new != old:
            names = [new if name == old else name for name in self._names if name != new]
            if new in self._names:
                names = [name for name in self._names if name != old]
            self._regroup(old, new, names)
        return fault

    def delete_group(self, name: str) -> None:
        """Delete a group. Its contacts move to the unnamed group."""
        if name in self._names:
            self._regroup(name, "", [other for other in self._names if other != name])

    def order_groups(self, names: Sequence[str]) -> None:
        """Order the groups. Groups not in `names` follow in their old order; unknown names are ignored."""
        known = [name for name in dict.fromkeys(names) if name in self._names]
        wanted = [*known, *(name for name in self._names if name not in known)]
        if wanted != self._names:
            self._order(wanted)

    def move_to_group(self, numbers: Iterable[int], group: str) -> NameFault | None:
        """Move contacts to a group, which is created if it does not exist. "" is the unnamed group."""
        name = clean_name(group)
        fault = self.group_fault(group) if name else None
        moved = [number for number in dict.fromkeys(numbers) if self._people.note_of(number).group != name]
        if fault is None and (moved or (name and name not in self._names)):
            names = self._names if not name or name in self._names else [*self._names, name]
            self._write(lambda disk: disk.move(moved, name, names))
            self._people.apply_notes({number: replace(self._people.note_of(number), group=name) for number in moved})
            self._set_names(names)
        return fault

    def _order(self, names: list[str]) -> None:
        self._write(lambda disk: disk.set_groups(names))
        self._set_names(names)

    def _regroup(self, old: str, new: str, names: list[str]) -> None:
        moved = self._people.people_in(old)
        self._write(lambda disk: disk.regroup(old, new, names))
        self._people.apply_notes({number: replace(self._people.note_of(number), group=new) for number in moved})
        self._set_names(names)

    def _set_names(self, names: list[str]) -> None:
        if names != self._names:
            self._names = names
            self._people.emit_everything()

    # Remarks

    def set_remark(self, number: int, text: str) -> NameFault | None:
        """Set the remark of a contact or a stranger; "" removes it."""
        fault, remark = remark_fault(text), clean_name(text)
        noted = self._people.note_of(number)
        if fault is None and remark != noted.remark:
            self._write(lambda disk: disk.set_remark(number, remark))
            self._people.apply_notes({number: replace(noted, remark=remark)})
        return fault

    # Flags

    def pinned(self) -> frozenset[ConversationId]:
        """Return the conversations that stand on top of the recent ones."""
        return frozenset(ConversationId.parse(flag.key) for flag in self._flags if flag.kind == NoteKind.PINNED)

    def set_pinned(self, conversation: ConversationId, pinned: bool) -> None:
        self._set_flag(NoteFlag(NoteKind.PINNED, str(conversation)), is_set=pinned)

    def shows_nudges(self, number: int) -> bool:
        """Return whether nudges of this person are shown."""
        return NoteFlag(NoteKind.NO_NUDGES, str(number)) not in self._flags

    def set_shows_nudges(self, number: int, shown: bool) -> None:
        self._set_flag(NoteFlag(NoteKind.NO_NUDGES, str(number)), is_set=not shown)

    def _set_flag(self, flag: NoteFlag, *, is_set: bool) -> None:
        if (flag in self._flags) != is_set:
            self._write(lambda disk: disk.set_flag(flag, is_set=is_set))
            self._set_flags(self._flags ^ {flag})

    def _set_flags(self, flags: frozenset[NoteFlag]) -> None:
        if flags != self._flags:
            self._flags = flags
            self.flags_changed.emit()

    # Blocking

    @property
    def can_block(self) -> bool:
        """Whether the server supports blocking. A classic server does not."""
        return self._state.extended

    def block(self, number: int) -> PendingRequest[Done]:
        """Block a person, on the list or not: they cannot send messages or requests, or see my presence."""
        return self._state.request(Block(number))

    def unblock(self, number: int) -> PendingRequest[Done]:
        return self._state.request(Unblock(number))

    def blocked(self) -> list[int]:
        """Return the blocked numbers in ascending order. All are in the roster, some as strangers."""
        return self._people.blocked()

    def _write(self, change: Callable[[ContactNotesTable], object]) -> None:
        """If the disk fails, report it. The change stays in memory until the program ends."""
        self._changes += 1
        if self._disk is not None and self._writer is not None:
            pending = self._writer.write(partial(change, self._disk))
            sync = self._sync
            pending.then(self, lambda _: sync(), self._state.report_problem)


class _Read(NamedTuple):
    noted: dict[int, ContactNote]
    groups: list[str]
    flags: frozenset[NoteFlag]


def _read_changed(disk: ContactNotesTable, news: NotesChanged) -> _Read:
    groups = disk.groups() if news.groups else []
    return _Read(disk.notes_of(sorted(news.numbers)), groups, disk.flags() if news.flags else frozenset())
