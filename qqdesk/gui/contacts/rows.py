"""The contact list as rows: groups and who is in them in the order that is wanted, what is folded, hidden or searched
for. Only numbers in an order."""

from bisect import bisect_left, insort
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from qqdesk.domain.contact import Contact
from qqdesk.gui.contacts.name_order import NameOrder
from qqdesk.protocol.codes import Status

STRANGERS = " strangers"
"""The last group but the next. Names of real groups have no space at their beginning."""
BLOCKED = " blocked"
"""Whom I blocked, on the list or not: the last group."""
_OWN_GROUPS = (STRANGERS, BLOCKED)

_Key = tuple[float, bytes, int]  # what the order asks first, the name's key, the number
_PRESENCE = {Status.ONLINE: 0, Status.BUSY: 1}


class SortBy(StrEnum):
    """Values of the setting `contact_sort`."""

    PRESENCE = "presence"
    """Online, then busy, then the others; by name within each."""
    NAME = "name"
    TALK = "talk"
    """With whom one talked last comes first; the others by presence."""


@dataclass(frozen=True, slots=True)
class Counts:
    """Of one group: how many are there, and how many there are."""

    present: int
    total: int


def group_of(contact: Contact) -> str:
    """The group that a contact is shown in."""
    if contact.blocked:
        return BLOCKED
    return STRANGERS if contact.stranger else contact.group


class ContactRows:
    """A row is a contact's number, or a negative id of a group's header."""

    def __init__(self, order: NameOrder | None = None) -> None:
        self._contacts: dict[int, Contact] = {}
        self._keys: dict[int, _Key] = {}
        self._members: dict[str, list[_Key]] = {}
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
        """The row of a group's header: the same one for as long as the program runs."""
        found = self._ids.get(group)
        if found is None:
            found = self._ids[group] = -1 - len(self._ids)
            self._groups_of_ids[found] = group
        return found

    def group_of_header(self, row: int) -> str:
        return self._groups_of_ids[row]

    def counts(self, group: str) -> Counts:
        return Counts(self._present.get(group, 0), len(self._members.get(group, ())))

    def members(self, group: str) -> Iterable[int]:
        return (key[2] for key in self._members.get(group, ()))

    # What changes it

    def reset(self, contacts: Iterable[Contact], groups: Iterable[str]) -> None:
        """Take a whole list."""
        self._contacts = {contact.number: contact for contact in contacts}
        self._order = list(groups)
        self._names.learn(contact.name for contact in self._contacts.values())
        self._sort_all()

    def set_groups(self, groups: Iterable[str]) -> None:
        self._order = list(groups)

    def set_sort(self, sort: SortBy) -> None:
        self._sort = sort
        self._sort_all()

    def set_talks(self, numbers: Sequence[int]) -> None:
        """With whom one talked, the latest first."""
        self._talk = len(numbers)
        self._talks = {number: self._talk - place for place, number in enumerate(numbers)}
        if self._sort is SortBy.TALK:
            self._sort_all()

    def talk(self, number: int) -> None:
        """There is a new message with this contact."""
        if self._talks.get(number) != self._talk or not self._talk:
            self._talk += 1
            self._talks[number] = self._talk
            if self._sort is SortBy.TALK and (contact := self._contacts.get(number)) is not None:
                self._take_out(contact)
                self._put_in(contact)

    def put(self, contact: Contact) -> None:
        """Take in a contact, or what changed of one."""
        old = self._contacts.get(contact.number)
        if old == contact:
            return
        if old is not None:
            self._take_out(old)
        self._contacts[contact.number] = contact
        if self._names.learn([contact.name]):
            self._sort_all()
        else:
            self._put_in(contact)

    def remove(self, number: int) -> None:
        old = self._contacts.pop(number, None)
        if old is not None:
            self._take_out(old)

    def _key(self, contact: Contact) -> _Key:
        first: float = 0
        if self._sort is not SortBy.NAME:
            first = _PRESENCE.get(contact.status, 2)
        if self._sort is SortBy.TALK and contact.number in self._talks:
            first = -self._talks[contact.number]
        return (first, self._names.key(contact.name), contact.number)

    def _sort_all(self) -> None:
        members: dict[str, list[_Key]] = {}
        present: dict[str, int] = {}
        keys: dict[int, _Key] = {}
        for number, contact in self._contacts.items():
            key = keys[number] = self._key(contact)
            group = group_of(contact)
            if group in members:
                members[group].append(key)
            else:
                members[group] = [key]
            if contact.is_present:
                present[group] = present.get(group, 0) + 1
        for row in members.values():
            row.sort()
        self._members, self._present, self._keys = members, present, keys

    def _put_in(self, contact: Contact) -> None:
        group, key = group_of(contact), self._key(contact)
        self._keys[contact.number] = key
        insort(self._members.setdefault(group, []), key)
        self._present[group] = self._present.get(group, 0) + contact.is_present

    def _take_out(self, contact: Contact) -> None:
        group = group_of(contact)
        keys = self._members[group]
        del keys[bisect_left(keys, self._keys.pop(contact.number))]
        self._present[group] = self._present.get(group, 0) - contact.is_present

    # The rows

    def rows(self, found: Collection[int] | None = None, visible: Collection[int] = ()) -> list[int]:
        """Every row in its order. With those that a search found, folded groups are open and only they are there.

        `visible` are those that are shown even where the offline are hidden.
        """
        result: list[int] = []
        if found is not None:
            hits = self._hits(found)
            for group in self.groups():
                if group in hits:
                    result.append(self.header_id(group))
                    result += [key[2] for key in hits[group]]
            return result
        for group in self.groups():
            result.append(self.header_id(group))
            if group not in self.collapsed:
                result += self.shown_members(group, visible)
        return result

    def _hits(self, found: Collection[int]) -> dict[str, list[_Key]]:
        """Those of each group that has any, in their order. Few are put in order sooner than all are looked through."""
        hits: dict[str, list[_Key]] = {}
        if len(found) > len(self._contacts) // 8:
            for group, keys in self._members.items():
                if some := [key for key in keys if key[2] in found]:
                    hits[group] = some
            return hits
        for number in found:
            contact = self._contacts.get(number)
            if contact is not None:
                hits.setdefault(group_of(contact), []).append(self._keys[number])
        for keys in hits.values():
            keys.sort()
        return hits

    def shown_members(self, group: str, visible: Collection[int] = ()) -> list[int]:
        """Those of a group that is open. Of strangers and the blocked nobody knows whether they are there."""
        keys = self._members.get(group, ())
        if not self.hides_offline or group in _OWN_GROUPS:
            return [key[2] for key in keys]
        contacts = self._contacts
        return [key[2] for key in keys if contacts[key[2]].is_present or key[2] in visible]

    def groups(self) -> list[str]:
        """Those in the user's order, those that only a contact names, then strangers and blocked if there are any.

        The group without a name is only there for those who are in it, or where there is no other.
        """
        groups = [group for group in self._order if group not in _OWN_GROUPS]
        known = {*groups, *_OWN_GROUPS}
        groups += sorted(group for group, keys in self._members.items() if keys and group not in known)
        if len(groups) > 1 and not self._members.get(""):
            groups = [group for group in groups if group]
        return groups + [group for group in _OWN_GROUPS if self._members.get(group)]
