"""The contact list."""

from collections.abc import Iterable, Iterator

from qqdesk.domain.contact import Contact
from qqdesk.protocol.codes import Status

_PRESENCE_ORDER = {Status.ONLINE: 0, Status.AWAY: 1, Status.BUSY: 2}


def presence_order(contact: Contact) -> int:
    """Return a sort key: online first, then away, busy and the others."""
    return _PRESENCE_ORDER.get(contact.status, 3)


class Roster:
    """Contacts by number. It includes strangers, so that their messages have a name and a face."""

    def __init__(self) -> None:
        self._contacts: dict[int, Contact] = {}

    def __contains__(self, number: int) -> bool:
        return number in self._contacts

    def __iter__(self) -> Iterator[Contact]:
        return iter(self._contacts.values())

    def __len__(self) -> int:
        return len(self._contacts)

    def get(self, number: int) -> Contact:
        """Return the contact with this number, else a nameless stranger."""
        return self._contacts.get(number) or Contact(number, stranger=True)

    def put(self, contact: Contact) -> bool:
        """Add or replace a contact; return True if that changed anything."""
        if self._contacts.get(contact.number) == contact:
            return False
        self._contacts[contact.number] = contact
        return True

    def fill(self, contacts: Iterable[Contact]) -> None:
        """Replace all contacts."""
        self._contacts = {contact.number: contact for contact in contacts}

    def remove(self, number: int) -> bool:
        return self._contacts.pop(number, None) is not None

    def listed(self) -> list[Contact]:
        """Return the contacts without strangers, unsorted."""
        return [contact for contact in self._contacts.values() if not contact.stranger]
