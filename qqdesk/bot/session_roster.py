"""The contact list of a session with names and presence. Safe for any thread."""

import logging
import threading
from collections.abc import Iterable
from dataclasses import replace

from qqdesk.bot.events import parse_status
from qqdesk.client.client import Client
from qqdesk.client.errors import ClientError, RefusedError
from qqdesk.domain.contact import Contact
from qqdesk.domain.roster import Roster
from qqdesk.protocol.codes import Status
from qqdesk.protocol.commands import PresentContact
from qqdesk.protocol.profile import read_profile_change

_log = logging.getLogger(__name__)

_MAX_NAMES = 1000


class SessionRoster:
    """The thread of the session writes; all others read."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._roster = Roster()
        self._names: dict[int, str] = {}
        """Names of strangers who wrote since the last fetch of the list."""
        self._can_request_names = True
        self.is_loaded = False
        """The list was fetched at least once."""

    def listed(self) -> list[Contact]:
        """Return the contacts, sorted by number."""
        with self._lock:
            return sorted(self._roster.listed(), key=lambda contact: contact.number)

    def get(self, number: int) -> Contact:
        """Return the contact, else a nameless stranger."""
        with self._lock:
            return self._roster.get(number)

    def resolve_name(self, number: int, client: Client) -> str:
        """Return the display name of a sender.

        Request the name of a stranger from the server, once after each fetch of the list. Without a reply it is the
        number.
        """
        with self._lock:
            contact = self._roster.get(number)
            name = self._names.get(number) if contact.stranger else contact.name
        if name is None:
            name = self._request_name(number, client) if self._can_request_names else str(number)
            with self._lock:
                if len(self._names) < _MAX_NAMES:
                    self._names[number] = name
        return name

    def _request_name(self, number: int, client: Client) -> str:
        try:
            return Contact(number, client.get_info(number).profile.nickname).name
        except RefusedError as error:
            _log.debug("The name of %s is not told: %s", number, error)
        except ClientError as error:
            # Do not delay the messages further: request no names until the list is fetched again.
            _log.debug("The name of %s is not known: %s", number, error)
            self._can_request_names = False
        return str(number)

    def fetch(self, client: Client) -> list[tuple[int, Status]]:
        """Fetch the list; return the numbers whose status changed, with the new status. Raises ClientError.

        A classic server returns names of present contacts only; the others keep their previous name.
        """
        return self._fill(client.list_contacts(), client.query_status(everyone=True))

    def _fill(self, numbers: Iterable[int], rows: Iterable[PresentContact]) -> list[tuple[int, Status]]:
        rows_by_number = {row.number: row for row in rows}
        with self._lock:
            contacts, changes = [], []
            for number in numbers:
                before = self._roster.get(number)
                row = rows_by_number.get(number)
                if row is None:
                    contact = Contact(number, before.nickname, before.face)
                else:
                    contact = Contact(number, row.nickname, max(row.face, 0), parse_status(row.status))
                contacts.append(contact)
                if contact.status is not before.status and self.is_loaded:
                    changes.append((number, contact.status))
            self._roster.fill(contacts)
            self._names.clear()
            self._can_request_names = True
            self.is_loaded = True
        return changes

    def update_status(self, number: int, status: Status) -> bool:
        """Set the status of a contact; return False if it is unchanged or the number is no contact."""
        with self._lock:
            before = self._roster.get(number)
            if before.stranger or before.status is status:
                return False
            return self._roster.put(
                Contact(number, before.nickname, before.face, status, before.group, remark=before.remark)
            )

    def update_profile(self, number: int, text: str) -> None:
        """Update a contact from the text of a PROFILE_CHANGED message; ignore a malformed one."""
        change = read_profile_change(text)
        with self._lock:
            before = self._roster.get(number)
            if change is not None and not before.stranger:
                self._roster.put(replace(before, face=change[0], nickname=change[1]))
