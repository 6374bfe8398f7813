"""Synchronize contact notes with the server: groups, remarks, blocks. Runs in the send loop."""

import logging
import time
from enum import Enum

from qqdesk.client.backoff import Backoff
from qqdesk.client.client import Client
from qqdesk.client.errors import BadReplyError, ClientError, ClosedError, NotSignedInError, RefusedError
from qqdesk.engine.events import Emit, NotesChanged
from qqdesk.history.contact_notes_table import ContactNotesTable
from qqdesk.history.errors import HistoryError
from qqdesk.protocol.codes import Result

_log = logging.getLogger(__name__)

MAX_FETCHED = 300_000
"""The most entries that a session fetches. A user has a group and a remark for each contact."""
_TEMPORARY = (Result.TOO_MANY_REQUESTS, Result.SERVER_FAILED)


class _Stage(Enum):
    """The next step."""

    BLOCKS = 1
    FETCH = 2
    SEND = 3
    IDLE = 4
    HALTED = 5
    """The server refused a request, or the session ended. The next connection starts again."""


class NotesTransfer:
    """Each `step` makes one request, so that messages need not wait for many notes.

    A failed step is retried with a growing delay, and from the first stage in the next session.
    """

    def __init__(self, client: Client, notes: ContactNotesTable, emit: Emit) -> None:
        self._client = client
        self._notes = notes
        self._emit = emit
        self._stage = _Stage.IDLE
        self._backoff = Backoff(1.0, 300.0)
        self._due_at = 0.0
        self._fetched = 0

    def start(self) -> None:
        """Start from the first stage, after each connection."""
        self._stage = _Stage.BLOCKS if self._client.extended else _Stage.HALTED
        self._backoff.reset()
        self._due_at = 0.0
        self._fetched = 0

    def on_edited(self) -> None:
        """Send again after a local change."""
        if self._stage is _Stage.IDLE:
            self._stage = _Stage.SEND

    @property
    def has_work(self) -> bool:
        return self._stage not in (_Stage.IDLE, _Stage.HALTED)

    @property
    def due_in(self) -> float:
        """Seconds until the next step."""
        return max(0.0, self._due_at - time.monotonic())

    def step(self) -> None:
        """Raises ClosedError."""
        try:
            self._run_stage()
            self._backoff.reset()
        except ClosedError:
            raise
        except NotSignedInError:
            # The receiving thread signs in again.
            self._stage = _Stage.HALTED
        except (ClientError, HistoryError) as error:
            if isinstance(error, RefusedError) and error.result not in _TEMPORARY:
                _log.warning("The server refuses contact notes; they stay on this computer: %s", error)
                self._stage = _Stage.HALTED
                return
            wait = error.wait if isinstance(error, RefusedError) else None
            _log.info("The contact notes wait: %s", error)
            self._due_at = time.monotonic() + max(wait or 0.0, self._backoff.next_delay())

    def _run_stage(self) -> None:
        match self._stage:
            case _Stage.BLOCKS:
                self._fetch_blocks()
                self._stage = _Stage.FETCH
            case _Stage.FETCH:
                if self._fetch():
                    self._stage = _Stage.SEND
            case _Stage.SEND:
                if not self._send():
                    self._stage = _Stage.IDLE

    def _fetch_blocks(self) -> None:
        now, before = set(self._client.account_data.list_blocked()), set(self._notes.blocked())
        changes = dict.fromkeys(now - before, True) | dict.fromkeys(before - now, False)
        if changes:
            self._notes.set_blocked(changes)
            self._emit(NotesChanged(frozenset(changes)))

    def _fetch(self) -> bool:
        """Fetch a page. Return whether it was the last one."""
        known = self._notes.revision
        reply = self._client.account_data.notes_since(known)
        self._fetched += len(reply.entries)
        if self._fetched > MAX_FETCHED:
            raise BadReplyError(f"The server has more than {MAX_FETCHED} contact notes")
        if reply.revision < known:
            _log.warning("The server knows fewer contact notes than before; compare all of them")
            self._notes.send_all_again()
            return False
        applied = self._notes.apply(reply.entries, reply.revision)
        if applied.numbers or applied.groups:
            self._emit(NotesChanged(applied.numbers, applied.groups))
        return reply.last_page or reply.revision == known

    def _send(self) -> bool:
        """Send some changes. Return whether there were any."""
        entries = self._notes.unsent()
        if entries:
            reply = self._client.account_data.change_notes(entries)
            self._notes.sent(entries, reply.before, reply.revision)
        return bool(entries)
