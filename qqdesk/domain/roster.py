"""The contact list: who is on it, in which group, and who wants to be let in."""

from collections.abc import Iterable, Iterator

from qqdesk.domain.contact import Contact
from qqdesk.protocol.codes import Status

_PRESENCE_ORDER = {Status.ONLINE: 0, Status.BUSY: 1}


def sort_key(contact: Contact) -> tuple[int, str, int]:
    """Online first, then busy, then the others; by name within each."""
    return (_PRESENCE_ORDER.get(contact.status, 2), contact.name.casefold(), contact.number)


class Roster:
    """Contacts by number. Strangers are kept too, so that whoever wrote has a name and a face."""

    def __init__(self) -> None:
        self._contacts: dict[int, Contact] = {}

    def __contains__(self, number: int) -> bool:
        return number in self._contacts

    def __iter__(self) -> Iterator[Contact]:
        return iter(self._contacts.values())

    def __len__(self) -> int:
        return len(self._contacts)

    def get(self, number: int) -> Contact:
        """The contact of this number; a nameless stranger where it is not known."""
        return self._contacts.get(number) or Contact(number, stranger=True)

    def put(self, contact: Contact) -> bool:
        """Take in or replace a contact; True if that changed anything."""
        if self._contacts.get(contact.number) == contact:
            return False
        self._contacts[contact.number] = contact
        return True

    def fill(self, contacts: Iterable[Contact]) -> None:
        """Have these and no others."""
        self._contacts = {contact.number: contact for contact in contacts}

    def remove(self, number: int) -> bool:
        return self._contacts.pop(number, None) is not None

    def listed(self) -> list[Contact]:
        """Those who are on the list, unsorted."""
        return [contact for contact in self._contacts.values() if not contact.stranger]
