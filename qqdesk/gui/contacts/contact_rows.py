"""The order of the contact list: groups and their members by sort order, collapsed groups, filters."""

from bisect import bisect_left
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from qqdesk.domain.contact import Contact
from qqdesk.gui.contacts.name_order import NameOrder
from qqdesk.protocol.codes import Status

STRANGERS = " strangers"
"""The last group but one. Names of real groups do not start with a space."""
BLOCKED = " blocked"
"""All blocked people, contacts or not: the last group."""
_OWN_GROUPS = (STRANGERS, BLOCKED)

_PRESENCE = {Status.ONLINE: b"\1", Status.BUSY: b"\2"}
_NOT_THERE, _TALKED, _NO_MATTER = b"\3", b"\0", b""
_TALKS = (1 << 32) - 1
_NUMBER_BYTES = 8
_FEW = 64
"""If a smaller part of all contacts matches, sorting the matches is faster than filtering all."""


class SortBy(StrEnum):
    """Values of the setting `contact_sort`."""

    PRESENCE = "presence"
    """Online, busy, then others; by name within each."""
    NAME = "name"
    TALK = "talk"
    """The latest conversation first; others by presence."""


@dataclass(frozen=True, slots=True)
class Counts:
    """Present and total members of a group."""

    present: int
    total: int


@dataclass(frozen=True, slots=True)
class _Members:
    """Sort keys and numbers of one group, in order. A key is the bytes of sort field, name and number; a tuple would
    take twice the memory."""

    keys: list[bytes] = field(default_factory=list)
    numbers: list[int] = field(default_factory=list)


_NOBODY = _Members()


def group_of(contact: Contact) -> str:
    """Return the group that shows the contact."""
    if contact.blocked:
        return BLOCKED
    return STRANGERS if contact.stranger else contact.group


class ContactRows:
    """A row is a contact's number, or the negative id of a group header."""

    def __init__(self, order: NameOrder | None = None) -> None:
        self._contacts: dict[int, Contact] = {}
        self._members: dict[str, _Members] = {}
        self._present: dict[str, int] = {}
        self._talks: dict[int, int] = {}
        self._talk = 0
        self._order: list[str] = []
        self._names = order or NameOrder()
        self._ids: dict[str, int] = {}
        self._groups_of_ids: dict[int, str] = {}
        self._sort = SortBy.PRESENCE
        self.collapsed: set[str] = set()
        self.hides_offline = False

    def __len__(self) -> int:
        return len(self._contacts)

    def __contains__(self, number: int) -> bool:
        return number in self._contacts

    def contact(self, number: int) -> Contact:
        return self._contacts[number]

    def header_id(self, group: str) -> int:
        """Return the id of a group's header row, constant while the program runs."""
        found = self._ids.get(group)
        if found is None:
            found = self._ids[group] = -1 - len(self._ids)
            self._groups_of_ids[found] = group
        return found

    def group_of_header(self, row: int) -> str:
        return self._groups_of_ids[row]

    def counts(self, group: str) -> Counts:
        return Counts(self._present.get(group, 0), len(self._numbers(group)))

    def members(self, group: str) -> Iterable[int]:
        return iter(self._numbers(group))

    def _numbers(self, group: str) -> Sequence[int]:
        return self._members.get(group, _NOBODY).numbers

    # Changing

    def reset(self, contacts: Iterable[Contact], groups: Iterable[str]) -> None:
        """Replace all contacts."""
        self._contacts = {contact.number: contact for contact in contacts if contact.is_shown}
        self._order = list(groups)
        self._names.learn(contact.name for contact in self._contacts.values())
        self._sort_all()

    def set_groups(self, groups: Iterable[str]) -> None:
        self._order = list(groups)

    def set_sort(self, sort: SortBy) -> None:
        self._sort = sort
        self._sort_all()

    def set_talks(self, numbers: Sequence[int]) -> None:
        """Set the order of the last conversations, latest first."""
        self._talk = len(numbers)
        self._talks = {number: self._talk - place for place, number in enumerate(numbers)}
        if self._sort is SortBy.TALK:
            self._sort_all()

    def add_recent(self, number: int) -> None:
        """Put a contact first in the order of the last conversations."""
        if self._talks.get(number) != self._talk or not self._talk:
            contact = self._contacts.get(number) if self._sort is SortBy.TALK else None
            if contact is not None:
                self._remove(contact)
            self._talk += 1
            self._talks[number] = self._talk
            if contact is not None:
                self._insert(contact)

    def put(self, contact: Contact) -> None:
        """Add or update a contact."""
        old = self._contacts.get(contact.number)
        if old == contact:
            return
        if old is not None:
            self._remove(old)
        self._contacts[contact.number] = contact
        if self._names.learn([contact.name]):
            self._sort_all()
        else:
            self._insert(contact)

    def remove(self, number: int) -> None:
        old = self._contacts.pop(number, None)
        if old is not None:
            self._remove(old)

    def _key(self, contact: Contact) -> bytes:
        """Return the sort key of a contact in the current order."""
        number = contact.number
        first = _NO_MATTER
        if self._sort is SortBy.TALK and number in self._talks:
            first = _TALKED + (_TALKS - self._talks[number]).to_bytes(4, "big")
        elif self._sort is not SortBy.NAME:
            first = _PRESENCE.get(contact.status, _NOT_THERE)
        # The separator 0 is less than each character's place: a prefix of a name sorts before it.
        return b"%b%b\0\0%b" % (first, self._names.key(contact.name), number.to_bytes(_NUMBER_BYTES, "big"))

    def _sort_all(self) -> None:
        members: dict[str, _Members] = {}
        present: dict[str, int] = {}
        for contact in self._contacts.values():
            group = group_of(contact)
            if group not in members:
                members[group] = _Members()
            members[group].keys.append(self._key(contact))
            if contact.is_present:
                present[group] = present.get(group, 0) + 1
        contacts, number_of = self._contacts, int.from_bytes
        for row in members.values():
            row.keys.sort()
            # The contact's own int object; an equal copy would take memory.
            row.numbers.extend([contacts[number_of(key[-_NUMBER_BYTES:], "big")].number for key in row.keys])
        self._members, self._present = members, present

    def _insert(self, contact: Contact) -> None:
        group, key = group_of(contact), self._key(contact)
        row = self._members.setdefault(group, _Members())
        at = bisect_left(row.keys, key)
        row.keys.insert(at, key)
        row.numbers.insert(at, contact.number)
        self._present[group] = self._present.get(group, 0) + contact.is_present

    def _remove(self, contact: Contact) -> None:
        group = group_of(contact)
        row = self._members[group]
        at = bisect_left(row.keys, self._key(contact))
        del row.keys[at], row.numbers[at]
        self._present[group] = self._present.get(group, 0) - contact.is_present

    # Rows

    def rows(self, found: Collection[int] | None = None, visible: Collection[int] = ()) -> list[int]:
        """Return all rows in order. With `found`, return only the matches, and expand all groups.

        `visible`: offline contacts that are shown although offline contacts are hidden.
        """
        result: list[int] = []
        if found is not None:
            hits = self._hits(found)
            for group in self.groups():
                if group in hits:
                    result.append(self.header_id(group))
                    result += hits[group]
            return result
        for group in self.groups():
            result.append(self.header_id(group))
            if group not in self.collapsed:
                result += self.shown_members(group, visible)
        return result

    def _hits(self, found: Collection[int]) -> dict[str, list[int]]:
        """Return the matches of each group, in order."""
        hits: dict[str, list[int]] = {}
        if len(found) > len(self._contacts) // _FEW:
            for group, row in self._members.items():
                if some := [number for number in row.numbers if number in found]:
                    hits[group] = some
            return hits
        few = [self._contacts[number] for number in found if number in self._contacts]
        for contact in sorted(few, key=self._key):
            hits.setdefault(group_of(contact), []).append(contact.number)
        return hits

    def shown_members(self, group: str, visible: Collection[int] = ()) -> list[int]:
        """Return the rows of an expanded group. Strangers and blocked contacts are never hidden as offline."""
        numbers = self._numbers(group)
        if not self.hides_offline or group in _OWN_GROUPS:
            return list(numbers)
        contacts = self._contacts
        return [number for number in numbers if contacts[number].is_present or number in visible]

    def groups(self) -> list[str]:
        """Return the groups in the user's order, those that only a contact names, then strangers and blocked if any.

        The group without a name stays when it is empty, as a target for dragging.
        """
        groups = [group for group in self._order if group not in _OWN_GROUPS]
        known = {*groups, *_OWN_GROUPS}
        groups += sorted(group for group, row in self._members.items() if row.keys and group not in known)
        return groups + [group for group in _OWN_GROUPS if self._numbers(group)]
