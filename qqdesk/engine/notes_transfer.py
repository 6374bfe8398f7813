"""Synchronize contact notes with the server: groups, remarks, flags, blocks. Runs in the send loop."""

import logging
from enum import Enum

from qqdesk.client.client import Client
from qqdesk.client.errors import BadReplyError, RefusedError
from qqdesk.engine.background_transfer import BackgroundTransfer
from qqdesk.engine.events import Emit, NotesChanged
from qqdesk.history.contact_notes_table import ContactNotesTable
from qqdesk.protocol.codes import MAX_CHANGED_AT_ONCE, Result

_log = logging.getLogger(__name__)

MAX_FETCHED = 300_000
"""The most entries that a session fetches. A user has a group and a remark for each contact."""

_INVALID = (Result.MALFORMED, Result.REFUSED_BY_SERVER)
"""The server refuses an entry, not the command."""


class _Stage(Enum):
    """The next step."""

    BLOCKS = 1
    FETCH = 2
    SEND = 3
    IDLE = 4


class NotesTransfer(BackgroundTransfer):
    def __init__(self, client: Client, notes: ContactNotesTable, emit: Emit) -> None:
        super().__init__()
        self._client = client
        self._notes = notes
        self._emit = emit
        self._stage = _Stage.IDLE
        self._fetched = 0
        self._most_entries = MAX_CHANGED_AT_ONCE
        """In one request. After a refusal each entry is sent alone, to find the refused one."""

    def start(self) -> None:
        self._stage = _Stage.BLOCKS
        self._fetched = 0
        self._most_entries = MAX_CHANGED_AT_ONCE
        if self._client.extended:
            super().start()

    def on_edited(self) -> None:
        """Send again after a local change."""
        if self._stage is _Stage.IDLE:
            self._stage = _Stage.SEND

    @property
    def _has_steps(self) -> bool:
        return self._stage is not _Stage.IDLE

    def _run_step(self) -> None:
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
        if applied:
            self._emit(NotesChanged(applied.numbers, applied.groups, applied.flags))
        return reply.last_page or reply.revision == known

    def _send(self) -> bool:
        """Send some changes. Return whether there were any."""
        entries = self._notes.unsent()[: self._most_entries]
        if not entries:
            return False
        try:
            reply = self._client.account_data.change_notes(entries)
        except RefusedError as error:
            if error.result not in _INVALID:
                raise
            if len(entries) == 1:
                _log.warning("The server refuses a contact note; it stays on this computer: %s", error)
                self._notes.keep_local(entries[0])
            self._most_entries = 1
        else:
            self._notes.sent(entries, reply.before, reply.revision)
        return True
