"""The contact list as rows: sorted groups, what is folded, what is searched for. No Qt: only numbers in an order."""

from bisect import bisect_left, insort
from collections.abc import Iterable
from dataclasses import dataclass

from qqdesk.domain.contact import Contact
from qqdesk.domain.roster import sort_key
from qqdesk.gui.contacts.match import fold, matches

STRANGERS = " strangers"
"""The last group. Names of real groups have no space at their beginning."""

_Key = tuple[int, str, int]  # presence, folded name, number: see sort_key
_FIRST_ABSENT: _Key = (2, "", 0)


@dataclass(frozen=True, slots=True)
class Counts:
    """Of one group: how many are there, and how many there are."""

    present: int
    total: int


def group_of(contact: Contact) -> str:
    """The group that a contact is shown in."""
    return STRANGERS if contact.stranger else contact.group


class ContactRows:
    """A row is a contact's number, or a negative id of a group's header."""

    def __init__(self) -> None:
        self._contacts: dict[int, Contact] = {}
        self._members: dict[str, list[_Key]] = {}
        self._order: list[str] = []
        self._ids: dict[str, int] = {}
        self._names: dict[int, str] = {}
        self.collapsed: set[str] = set()

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
            self._names[found] = group
        return found

    def group_of_header(self, row: int) -> str:
        return self._names[row]

    def counts(self, group: str) -> Counts:
        members = self._members.get(group, [])
        return Counts(bisect_left(members, _FIRST_ABSENT), len(members))

    def members(self, group: str) -> Iterable[int]:
        return (key[2] for key in self._members.get(group, ()))

    def reset(self, contacts: Iterable[Contact], groups: Iterable[str]) -> None:
        """Take a whole list."""
        self._contacts = {contact.number: contact for contact in contacts}
        self._members = {}
        self._order = list(groups)
        for contact in self._contacts.values():
            self._members.setdefault(group_of(contact), []).append(sort_key(contact))
        for keys in self._members.values():
            keys.sort()

    def set_groups(self, groups: Iterable[str]) -> None:
        self._order = list(groups)

    def put(self, contact: Contact) -> None:
        """Take in a contact, or what changed of one."""
        old = self._contacts.get(contact.number)
        if old == contact:
            return
        if old is not None:
            self._take_out(old)
        self._contacts[contact.number] = contact
        insort(self._members.setdefault(group_of(contact), []), sort_key(contact))

    def remove(self, number: int) -> None:
        old = self._contacts.pop(number, None)
        if old is not None:
            self._take_out(old)

    def rows(self, needle: str = "") -> list[int]:
        """Every row in its order. With a needle, folded groups are open and only what has it in it is there."""
        needle = fold(needle)
        result: list[int] = []
        for group in self._groups():
            keys = self._members.get(group, ())
            if needle:
                hits = [key[2] for key in keys if matches(needle, key[1], key[2])]
                if hits:
                    result.append(self.header_id(group))
                    result += hits
            else:
                result.append(self.header_id(group))
                if group not in self.collapsed:
                    result += [key[2] for key in keys]
        return result

    def _groups(self) -> list[str]:
        """Those in the user's order, those that only a contact names, and the strangers if there are any.

        The group without a name is only there for those who are in it, or where there is no other.
        """
        groups = [group for group in self._order if group != STRANGERS]
        groups += sorted(
            group for group, keys in self._members.items() if keys and group not in groups and group != STRANGERS
        )
        if len(groups) > 1 and not self._members.get(""):
            groups = [group for group in groups if group]
        if self._members.get(STRANGERS):
            groups.append(STRANGERS)
        return groups

    def _take_out(self, contact: Contact) -> None:
        keys = self._members[group_of(contact)]
        del keys[bisect_left(keys, sort_key(contact))]
