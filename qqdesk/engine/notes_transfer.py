"""Synchronize contact notes with the server: groups, remarks, blocks. Runs in the send loop."""

import logging
import time
from dataclasses import replace
from enum import Enum

from qqdesk.client.backoff import Backoff
from qqdesk.client.client import Client
from qqdesk.client.errors import BadReplyError, ClientError, ClosedError, NotSignedInError, RefusedError
from qqdesk.engine.events import Emit, NotesCapabilities, NotesChanged
from qqdesk.history.errors import HistoryError
from qqdesk.history.history import History
from qqdesk.history.notes_sync import Batch
from qqdesk.protocol.codes import MAX_CHANGED_AT_ONCE, Result

_log = logging.getLogger(__name__)

MAX_FETCHED = 300_000
"""The most entries that a session fetches. A user has a group and a remark for each contact."""


class _Stage(Enum):
    """The next step."""

    BLOCKS = 1
    RESUME = 2
    """Send the unanswered batch again before fetching. Otherwise a later change of another computer would be lost."""
    FETCH = 3
    SEND = 4
    IDLE = 5


class NotesTransfer:
    """Each `step` makes one request, so that messages need not wait for many notes.

    A failed step is retried with a growing delay, and from the first stage in the next session.
    """

    def __init__(self, client: Client, history: History, emit: Emit) -> None:
        self._client = client
        self._sync = history.notes_sync
        self._contact_notes = history.contact_notes
        self._emit = emit
        self._stage = _Stage.IDLE
        self._abilities = NotesCapabilities()
        self._was_asked = False
        self._backoff = Backoff(1.0, 300.0)
        self._due_at = 0.0
        self._at_once = MAX_CHANGED_AT_ONCE
        self._is_refused = False
        self._fetched = 0

    def start(self) -> None:
        """Start from the first stage, after each connection."""
        if not self._was_asked:
            # Most extended servers support both; the others refuse the first request.
            self._set_abilities(NotesCapabilities(self._client.extended, self._client.extended))
        self._stage = _Stage.BLOCKS if self._client.extended else _Stage.IDLE
        self._is_refused = False
        self._at_once = MAX_CHANGED_AT_ONCE
        self._fetched = 0
        self._backoff.reset()
        self._due_at = 0.0

    def on_edited(self) -> None:
        """Send again after a local change."""
        if self._stage is _Stage.IDLE and self._abilities.follows_account and not self._is_refused:
            self._stage = _Stage.SEND

    @property
    def has_work(self) -> bool:
        return self._stage is not _Stage.IDLE

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
            self._stage = _Stage.IDLE
        except RefusedError as error:
            self._on_refused(error)
        except (ClientError, HistoryError) as error:
            self._retry_later(error)

    def _retry_later(self, error: Exception, wait: float = 0.0) -> None:
        _log.info("The contact notes wait: %s", error)
        self._due_at = time.monotonic() + max(wait, self._backoff.next_delay())

    def _on_refused(self, error: RefusedError) -> None:
        if error.result != Result.UNKNOWN_COMMAND:
            self._retry_later(error, float(error.wait or 0))
            return
        # An older server: the notes stay on this computer. The next session tries again.
        self._was_asked = True
        if self._stage is _Stage.BLOCKS:
            self._set_abilities(replace(self._abilities, can_block=False))
            self._stage = _Stage.RESUME
        else:
            self._set_abilities(replace(self._abilities, follows_account=False))
            self._stage = _Stage.IDLE

    def _set_abilities(self, abilities: NotesCapabilities) -> None:
        if abilities != self._abilities:
            self._abilities = abilities
            self._emit(abilities)

    def _run_stage(self) -> None:
        match self._stage:
            case _Stage.BLOCKS:
                self._fetch_blocks()
                self._stage = _Stage.RESUME
            case _Stage.RESUME:
                batch = self._sync.resumed()
                if batch is None or self._send(batch):
                    self._stage = _Stage.FETCH
            case _Stage.FETCH:
                if self._fetch():
                    self._stage = _Stage.SEND
            case _Stage.SEND:
                batch = self._sync.next_batch(self._at_once)
                if batch is None or not self._send(batch):
                    self._stage = _Stage.IDLE

    def _fetch_blocks(self) -> None:
        now, before = set(self._client.account_data.list_blocked()), set(self._contact_notes.blocked())
        self._set_abilities(replace(self._abilities, can_block=True))
        changes = dict.fromkeys(now - before, True) | dict.fromkeys(before - now, False)
        if changes:
            self._contact_notes.set_blocked(changes)
            self._emit(NotesChanged(frozenset(changes)))

    def _fetch(self) -> bool:
        """Fetch a page. Return whether it was the last one."""
        known = self._sync.revision
        reply = self._client.account_data.notes_since(known)
        self._fetched += len(reply.entries)
        if self._fetched > MAX_FETCHED:
            raise BadReplyError(f"The server has more than {MAX_FETCHED} contact notes")
        if reply.revision < known:
            _log.warning("The server knows fewer contact notes than before; compare all of them")
            self._sync.restart_merge()
            return False
        applied = self._sync.apply(reply.entries, reply.revision)
        if applied.numbers or applied.groups:
            self._emit(NotesChanged(applied.numbers, applied.groups))
        if reply.last_page:
            self._was_asked = True
            self._set_abilities(replace(self._abilities, follows_account=True))
        return reply.last_page or reply.revision == known

    def _send(self, batch: Batch) -> bool:
        """Send a batch. Return whether the next stage may start."""
        try:
            reply = self._client.account_data.change_notes(batch.id, batch.entries)
        except RefusedError as error:
            if error.result == Result.MALFORMED and len(batch.entries) == 1:
                _log.warning("The server refuses a contact note; it is not sent again")
                self._sync.sent(batch.id)
                return True
            if error.result == Result.MALFORMED:
                # One entry is invalid for this server: send them one by one.
                self._sync.withdraw(batch.id)
                self._at_once = 1
                return True
            if error.result == Result.REFUSED_BY_SERVER:
                _log.warning("The server refuses more contact notes: %s", error)
                self._sync.withdraw(batch.id)
                self._is_refused = True
                return self._stage is _Stage.RESUME
            raise
        self._sync.sent(batch.id, reply.before, reply.revision)
        return True
