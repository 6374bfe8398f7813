"""The order of the contact list: groups and their members by sort order, collapsed groups, filters."""

from bisect import insort
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

from qqdesk.domain.contact import Contact
from qqdesk.gui.contacts.list_source import ROOMS
from qqdesk.gui.contacts.name_order import NameOrder
from qqdesk.protocol.codes import Status

NOTICES = " notices"
"""The sender of server notices. Names of real groups do not start with a space."""
STRANGERS = " strangers"
BLOCKED = " blocked"
"""All blocked people, contacts or not."""
MESSAGES = " messages"
"""The header above the messages that a search found."""
LAST_GROUPS = (NOTICES, STRANGERS, BLOCKED)
PROGRAM_GROUPS = (ROOMS, *LAST_GROUPS, MESSAGES)
"""Groups that the user did not make, and whose members cannot be moved."""

_PRESENCE_PLACES = {Status.ONLINE: 1, Status.AWAY: 2, Status.BUSY: 3}
_ABSENT_PLACE = 4


class MessageId(NamedTuple):
    id: str


RowId = int | str | MessageId
"""The number of a contact, the name of a group for its header, or a message that a search found."""
_Key = tuple[int, int, int]
"""The sort field, the rank of the name, and the number of a contact."""


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


def group_of(contact: Contact) -> str:
    """Return the group that shows the contact."""
    if contact.blocked:
        return BLOCKED
    if contact.is_server:
        return NOTICES
    return STRANGERS if contact.stranger else contact.group


class ContactRows:
    def __init__(self, order: NameOrder | None = None) -> None:
        self._contacts: dict[int, Contact] = {}
        self._members: dict[str, list[int]] = {}
        self._keys: dict[int, _Key] = {}
        self._talks: dict[int, int] = {}
        """The place of each conversation in time."""
        self._last_talk = 0
        self._order: list[str] = []
        self._names = order or NameOrder()
        self._sort = SortBy.PRESENCE
        self.collapsed: set[str] = set()
        self.hides_offline = False

    def __len__(self) -> int:
        return len(self._contacts)

    def __contains__(self, number: RowId) -> bool:
        return number in self._contacts

    def contact(self, number: int) -> Contact:
        return self._contacts[number]

    def counts(self, group: str) -> Counts:
        members = self.members(group)
        return Counts(sum(self._contacts[number].is_present for number in members), len(members))

    def members(self, group: str) -> list[int]:
        """Return all contacts of the group in order, shown or not."""
        return list(self._members.get(group, ()))

    def can_be_moved(self, number: int) -> bool:
        """Whether this is a contact that can move to another group."""
        contact = self._contacts.get(number)
        return contact is not None and group_of(contact) not in PROGRAM_GROUPS

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
        self._last_talk = len(numbers)
        self._talks = {number: self._last_talk - place for place, number in enumerate(numbers)}
        if self._sort is SortBy.TALK:
            self._sort_all()

    def add_recent(self, number: int) -> bool:
        """Put a contact first in the order of the last conversations. Return whether rows may have moved."""
        contact = self._contacts.get(number)
        if contact is not None:
            self._remove(contact)
        self._last_talk += 1
        self._talks[number] = self._last_talk
        if contact is not None:
            self._insert(contact)
        return self._sort is SortBy.TALK

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

    def _key(self, contact: Contact) -> _Key:
        """Return the sort key of a contact in the current order."""
        place = 0
        if self._sort is SortBy.TALK and contact.number in self._talks:
            place = -self._talks[contact.number]
        elif self._sort is not SortBy.NAME:
            place = _PRESENCE_PLACES.get(contact.status, _ABSENT_PLACE)
        return place, self._names.rank(contact.name), contact.number

    def _sort_all(self) -> None:
        self._keys = {number: self._key(contact) for number, contact in self._contacts.items()}
        self._members = {}
        for number, contact in self._contacts.items():
            self._members.setdefault(group_of(contact), []).append(number)
        for numbers in self._members.values():
            numbers.sort(key=self._keys.__getitem__)

    def _insert(self, contact: Contact) -> None:
        self._keys[contact.number] = self._key(contact)
        insort(self._members.setdefault(group_of(contact), []), contact.number, key=self._keys.__getitem__)

    def _remove(self, contact: Contact) -> None:
        self._members[group_of(contact)].remove(contact.number)

    # Rows

    def rows(self, found: Collection[int] | None = None, visible: Collection[int] = ()) -> list[RowId]:
        """Return all rows in order. With `found`, return only the matches, and expand all groups.

        `visible`: offline contacts that are shown although offline contacts are hidden.
        """
        result: list[RowId] = []
        for group in self.groups():
            if found is not None:
                hits = [number for number in self.members(group) if number in found]
                result += [group, *hits] if hits else []
            else:
                result.append(group)
                result += () if group in self.collapsed else self.shown_members(group, visible)
        return result

    def shown_members(self, group: str, visible: Collection[int] = ()) -> list[int]:
        """Return the rows of an expanded group. The groups of the program are never hidden as offline."""
        numbers = self.members(group)
        if not self.hides_offline or group in PROGRAM_GROUPS:
            return numbers
        return [number for number in numbers if self._contacts[number].is_present or number in visible]

    def any_shown(self, visible: Collection[int] = ()) -> bool:
        """Whether a contact is visible, or would be in an expanded group."""
        return any(self.shown_members(group, visible) for group in self.groups())

    def groups(self) -> list[str]:
        """Return the rooms if any, the groups in the user's order, those that only a contact names, then LAST_GROUPS
        if any.

        The group without a name stays when it is empty, as a target for dragging.
        """
        groups = [group for group in self._order if group not in PROGRAM_GROUPS]
        known = {*groups, *PROGRAM_GROUPS}
        groups += sorted(group for group, members in self._members.items() if members and group not in known)
        before = [ROOMS] if self._members.get(ROOMS) else []
        return before + groups + [group for group in LAST_GROUPS if self._members.get(group)]
