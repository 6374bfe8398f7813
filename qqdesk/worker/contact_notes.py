"""Groups, remarks, and who is blocked: the part of the facade that keeps what I noted of others. In the main thread."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal, Slot

from qqdesk.domain.contact_notes import NameFault, clean_name, group_fault, remark_fault
from qqdesk.history.contact_notes import ContactNotesTable
from qqdesk.history.errors import HistoryError
from qqdesk.protocol.codes import MAX_GROUPS
from qqdesk.worker import tasks
from qqdesk.worker.roster_state import RosterState

if TYPE_CHECKING:
    from qqdesk.worker.messenger import Messenger
    from qqdesk.worker.session import Session


Ask = Callable[[tasks.Task, Callable[[], None]], int]


class ContactNotes(QObject):
    """`messenger.contact_notes`. A change is in the roster at once and emits `Messenger.roster_changed`: with the
    numbers of the contacts, or with `everything` if the groups themselves changed.

    All of it is on disk when a call returns, works without a connection, and outlives the program. Where the server can
    keep it (`follows_account`), it is there too, and comes to the account's other computers at their next sign-in. Of
    two that change the same person's group, or remark, the one that tells the server last has the last word.

    Names are given as a person types them: blanks at the ends and line ends do not count. A call that returns a
    NameFault has done nothing; None: it is done.
    """

    abilities_changed = Signal()  # see `can_block` and `follows_account`
    _edited = Signal()

    def __init__(self, facade: "Messenger", people: RosterState, ask: Ask, ticket: Callable[[], int]) -> None:
        super().__init__(facade)
        self._facade = facade
        self._people = people
        self._ask = ask
        self._ticket = ticket
        self._disk: ContactNotesTable | None = None
        self._names: list[str] = []
        self._abilities = tasks.NotesCapabilities()

    def connect_to(self, session: "Session") -> None:
        """For the bookkeeping."""
        session.notes_synced.connect(self._take)
        self._edited.connect(session.send_notes)

    def begin(self, disk: "ContactNotesTable", names: Sequence[str]) -> None:
        """For the bookkeeping."""
        self._disk = disk
        self._names = list(names)

    def clear(self) -> None:
        """For the bookkeeping."""
        self._disk = None
        self._names = []
        self._take_abilities(tasks.NotesCapabilities())

    @Slot(object)
    def _take(self, news: tasks.NotesChanged | tasks.NotesCapabilities) -> None:
        if isinstance(news, tasks.NotesCapabilities):
            self._take_abilities(news)
        elif self._disk is not None:
            # As it is there now: it may have been changed here since.
            try:
                self._people.apply_notes(self._disk.noted(sorted(news.numbers)))
                if news.groups:
                    self._take_names(self._disk.groups())
            except HistoryError as error:
                self._facade.tell_disk(error)

    def _take_abilities(self, abilities: tasks.NotesCapabilities) -> None:
        if abilities != self._abilities:
            self._abilities = abilities
            self.abilities_changed.emit()

    # Groups

    def group_names(self) -> list[str]:
        """The groups in the user's order; "" (the unnamed one) first."""
        return ["", *self._names]

    def group_fault(self, name: str, *, instead_of: str = "") -> NameFault | None:
        """Whether a group can have this name, for a window, while it is typed; `instead_of` is to be renamed."""
        fault = group_fault(name)
        is_new = not instead_of and clean_name(name) not in self._names
        return NameFault.TOO_MANY if fault is None and is_new and len(self._names) >= MAX_GROUPS else fault

    def add_group(self, name: str) -> NameFault | None:
        """A new group, the last one; one that is there stays as it is."""
        fault, name = self.group_fault(name), clean_name(name)
        if fault is None and name not in self._names:
            self._order([*self._names, name])
        return fault

    def rename_group(self, old: str, new: str) -> NameFault | None:
        """Also of one that is not there: then nothing happens. Another group of the new name takes all in."""
        fault, new = self.group_fault(new, instead_of=old), clean_name(new)
        if fault is None and old in self._names and new != old:
            names = [new if name == old else name for name in self._names if name != new]
            if new in self._names:
                names = [name for name in self._names if name != old]
            self._regroup(old, new, names)
        return fault

    def delete_group(self, name: str) -> None:
        """Its people go to the unnamed group."""
        if name in self._names:
            self._regroup(name, "", [other for other in self._names if other != name])

    def order_groups(self, names: Sequence[str]) -> None:
        """Those that are not named stay behind them, as they are; names of no group do not count."""
        known = [name for name in dict.fromkeys(names) if name in self._names]
        wanted = [*known, *(name for name in self._names if name not in known)]
        if wanted != self._names:
            self._order(wanted)

    def move_to_group(self, numbers: Iterable[int], group: str) -> NameFault | None:
        """Into the group of this name, which is made where there is none; "" is the unnamed one."""
        name = clean_name(group)
        fault = self.group_fault(group) if name else None
        moved = [number for number in dict.fromkeys(numbers) if self._people.noted(number).group != name]
        if fault is None and (moved or (name and name not in self._names)):
            names = self._names if not name or name in self._names else [*self._names, name]
            self._write(lambda disk: disk.move(moved, name, names))
            self._people.apply_notes({number: replace(self._people.noted(number), group=name) for number in moved})
            self._take_names(names)
        return fault

    def _order(self, names: list[str]) -> None:
        self._write(lambda disk: disk.set_groups(names))
        self._take_names(names)

    def _regroup(self, old: str, new: str, names: list[str]) -> None:
        moved = self._people.noted_in(old)
        self._write(lambda disk: disk.regroup(old, new, names))
        self._people.apply_notes({number: replace(self._people.noted(number), group=new) for number in moved})
        self._take_names(names)

    def _take_names(self, names: list[str]) -> None:
        if names != self._names:
            self._names = names
            self._people.tell_everything()

    # Remarks

    def set_remark(self, number: int, text: str) -> NameFault | None:
        """The name that I want to see of this person, on the list or not; "" is their own again."""
        fault, remark = remark_fault(text), clean_name(text)
        noted = self._people.noted(number)
        if fault is None and remark != noted.remark:
            self._write(lambda disk: disk.set_remark(number, remark))
            self._people.apply_notes({number: replace(noted, remark=remark)})
        return fault

    # Blocking

    @property
    def can_block(self) -> bool:
        """Whether this server can; a classic one, or an older one, cannot."""
        return self._abilities.can_block

    @property
    def follows_account(self) -> bool:
        """Whether groups and remarks are kept by this server, for the account's other computers. Else they are here
        only."""
        return self._abilities.follows_account

    def block(self, number: int) -> int:
        """Hear nothing more of this person: they cannot write, ask, or see whether I am there. Anybody can be blocked,
        on the list or not, and stays where they are. A ticket, answered by `action_done` or `action_failed`."""
        return self._set_blocked(number, True)

    def unblock(self, number: int) -> int:
        return self._set_blocked(number, False)

    def blocked(self) -> list[int]:
        """Everybody whom I blocked, ascending; all of them are in the roster, strangers or not."""
        return self._people.blocked()

    def _set_blocked(self, number: int, blocked: bool) -> int:
        def done() -> None:
            self._people.apply_notes({number: replace(self._people.noted(number), blocked=blocked)})

        return self._ask(tasks.SetBlocked(self._ticket(), number, blocked), done)

    def _write(self, change: "Callable[[ContactNotesTable], object]") -> None:
        """A full disk is told of; until the program ends, what was changed counts all the same."""
        if self._disk is not None:
            try:
                change(self._disk)
            except HistoryError as error:
                self._facade.tell_disk(error)
            else:
                self._edited.emit()
