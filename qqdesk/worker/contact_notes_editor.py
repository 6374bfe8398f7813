"""Contact groups, remarks, pins, blocks and who is hidden. Runs in the main thread."""

from collections.abc import Iterable, Sequence

from PySide6.QtCore import QObject, Slot

from qqdesk.domain.account_keys import GROUP, GROUP_OF, HIDES_NUDGES, PINNED, REMARK, AccountKey
from qqdesk.domain.contact_notes import NameFault, clean_name, group_fault, remark_fault
from qqdesk.domain.conversation_id import ConversationId
from qqdesk.protocol.account_data import Block, Unblock
from qqdesk.protocol.limits import MAX_GROUPS
from qqdesk.protocol.record import Done
from qqdesk.worker.messenger_state import MessengerState
from qqdesk.worker.pending_requests import PendingRequest
from qqdesk.worker.roster_state import RosterState


class ContactNotesEditor(QObject):
    """`messenger.contact_notes`. A change is in the roster at once and emits `Messenger.roster_changed`: with the
    numbers of the contacts, or with `everything` if the groups themselves changed.

    Groups, remarks and pins are values of `messenger.account`. Blocks are those of the server.

    Names are accepted as typed: leading and trailing blanks and line ends are removed. If a call returns a NameFault,
    it changed nothing.
    """

    def __init__(self, state: MessengerState, people: RosterState) -> None:
        super().__init__(state)
        self._state = state
        self._people = people
        self._emitted_names: list[str] = []
        state.account.changed.connect(self._on_account_changed)

    @Slot(object, object)
    def _on_account_changed(self, key: AccountKey[object, object], _: object) -> None:
        # A contact may be the first of a group, or have been the last.
        if (key is GROUP or key is GROUP_OF) and self._names != self._emitted_names:
            self._emitted_names = self._names
            self._people.emit_everything()

    @property
    def _names(self) -> list[str]:
        """The groups in the user's order. Those that only contacts refer to come last."""
        places = self._state.account.items(GROUP)
        others = set(self._state.account.items(GROUP_OF).values()).difference(places)
        return [*sorted(places, key=lambda name: (places[name], name)), *sorted(others)]

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
        moved = [number for number in dict.fromkeys(numbers) if self._state.account.get(GROUP_OF, number) != name]
        if fault is None and (moved or (name and name not in self._names)):
            names = self._names if not name or name in self._names else [*self._names, name]
            self._order(names)
            self._state.account.set_all(GROUP_OF, dict.fromkeys(moved, name))
        return fault

    def _order(self, names: Sequence[str]) -> None:
        """Set the groups and their order. A group keeps its position if the order allows it."""
        before = self._state.account.items(GROUP)
        positions: dict[str, int] = dict.fromkeys(before, GROUP.default)
        last = -1
        for name in names:
            last = before[name] if before.get(name, -1) > last else last + 1
            positions[name] = last
        self._state.account.set_all(GROUP, positions)

    def _regroup(self, old: str, new: str, names: Sequence[str]) -> None:
        self._order(names)
        groups = self._state.account.items(GROUP_OF)
        self._state.account.set_all(GROUP_OF, {number: new for number, group in groups.items() if group == old})

    # Remarks, pins and nudges

    def set_remark(self, number: int, text: str) -> NameFault | None:
        """Set the remark of a contact or a stranger; "" removes it."""
        fault = remark_fault(text)
        if fault is None:
            self._state.account.set(REMARK, clean_name(text), number)
        return fault

    def pinned(self) -> frozenset[ConversationId]:
        """Return the conversations that stand on top of the recent ones."""
        return frozenset(self._state.account.items(PINNED))

    def set_pinned(self, conversation: ConversationId, pinned: bool) -> None:
        self._state.account.set(PINNED, pinned, conversation)

    def shows_nudges(self, number: int) -> bool:
        """Return whether nudges of this person are shown."""
        return not self._state.account.get(HIDES_NUDGES, number)

    def set_shows_nudges(self, number: int, shown: bool) -> None:
        self._state.account.set(HIDES_NUDGES, not shown, number)

    # Hiding and blocking

    def hide(self, number: int, *, hidden: bool = True) -> None:
        """Hide a person in the list, or show them again.

        A stranger stays hidden until there is a new message. A hidden contact is deleted at the end of the session,
        unless a DeleteFromList does so before.
        """
        self._people.hide(number, hidden=hidden)

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
