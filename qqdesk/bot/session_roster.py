"""The contact list of a session with names and presence. Safe for any thread."""

import logging
import threading
from collections.abc import Iterable
from dataclasses import replace

from qqdesk.client.client import Client
from qqdesk.client.errors import ClientError, RefusedError
from qqdesk.domain.contact import Contact, Roster
from qqdesk.domain.incoming_reader import seen_status
from qqdesk.engine.snapshot import RosterSnapshot
from qqdesk.protocol.codes import Status
from qqdesk.protocol.commands import GetInfo

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
            return Contact(number, client.request(GetInfo(number, 2)).profile.nickname).name
        except RefusedError as error:
            _log.debug("The server refuses the name of %s: %s", number, error)
        except ClientError as error:
            # Do not delay the messages further: request no names until the list is fetched again.
            _log.debug("The name of %s is not known: %s", number, error)
            self._can_request_names = False
        return str(number)

    def fill(self, contacts: Iterable[Contact]) -> list[tuple[int, Status]]:
        """Replace the list. Return the numbers whose status changed, with the new status; none for the first list."""
        with self._lock:
            new = [contact for contact in contacts if not contact.stranger]
            changes = [(one.number, one.status) for one in new if one.status is not self._roster.get(one.number).status]
            if not self.is_loaded:
                changes = []
            self._roster.fill(new)
            self._names.clear()
            self._can_request_names = True
            self.is_loaded = True
        return changes

    def apply(self, roster: RosterSnapshot) -> list[tuple[int, Status]]:
        """Replace the list by the server's; return as `fill`.

        A classic server returns names of present contacts only; the others keep their previous name.
        """
        rows = {row.number: row for row in roster.present}
        contacts = []
        for number in roster.numbers:
            before, row = self.get(number), rows.get(number)
            if row is None:
                contacts.append(Contact(number, before.nickname, before.face))
            else:
                contacts.append(Contact(number, row.nickname, max(row.face, 0), seen_status(row.status)))
        return self.fill(contacts)

    def update_status(self, number: int, status: Status) -> bool:
        """Set the status of a contact; return False if it is unchanged or the number is no contact."""
        with self._lock:
            before = self._roster.get(number)
            if before.stranger or before.status is status:
                return False
            return self._roster.put(
                Contact(number, before.nickname, before.face, status, before.group, remark=before.remark)
            )

    def update_profile(self, number: int, nickname: str, face: int) -> None:
        """Set the nickname and face of a contact."""
        with self._lock:
            before = self._roster.get(number)
            if not before.stranger:
                self._roster.put(replace(before, face=face, nickname=nickname))
