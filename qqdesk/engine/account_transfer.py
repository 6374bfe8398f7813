"""Synchronize what the account keeps, and its blocks, with the server. Runs in the send loop."""

import logging
from enum import Enum

from qqdesk.client.client import Client
from qqdesk.client.errors import BadReplyError, RefusedError
from qqdesk.engine.background_transfer import BackgroundTransfer
from qqdesk.engine.events import AccountValuesChanged, BlocksChanged, Emit
from qqdesk.history.account_values_table import AccountValuesTable
from qqdesk.history.contact_store import ContactStore
from qqdesk.protocol.codes import MAX_CHANGED_AT_ONCE, Result

_log = logging.getLogger(__name__)

MAX_FETCHED = 300_000
"""The most values that a session fetches. A user has a group and a remark for each contact."""

_INVALID = (Result.MALFORMED, Result.REFUSED_BY_SERVER)
"""The server refuses a value, not the command."""


class _Stage(Enum):
    """The next step."""

    BLOCKS = 1
    FETCH = 2
    SEND = 3
    IDLE = 4


class AccountTransfer(BackgroundTransfer):
    def __init__(self, client: Client, values: AccountValuesTable, contacts: ContactStore, emit: Emit) -> None:
        super().__init__(client.clock)
        self._client = client
        self._values = values
        self._contacts = contacts
        self._emit = emit
        self._stage = _Stage.IDLE
        self._fetched = 0
        self._most_values = MAX_CHANGED_AT_ONCE
        """In one request. After a refusal each value is sent alone, to find the refused one."""

    def start(self) -> None:
        self._stage = _Stage.BLOCKS
        self._fetched = 0
        self._most_values = MAX_CHANGED_AT_ONCE
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
        now, before = set(self._client.account_data.list_blocked()), set(self._contacts.blocked())
        changes = dict.fromkeys(now - before, True) | dict.fromkeys(before - now, False)
        if changes:
            self._contacts.set_blocked(changes)
            self._emit(BlocksChanged(changes))

    def _fetch(self) -> bool:
        """Fetch a page. Return whether it was the last one."""
        known = self._values.revision
        reply = self._client.account_data.values_since(known)
        self._fetched += len(reply.values)
        if self._fetched > MAX_FETCHED:
            raise BadReplyError(f"The server keeps more than {MAX_FETCHED} values of this account")
        if reply.revision < known:
            _log.warning("The server knows fewer values than before; compare all of them")
            self._values.send_all_again()
            return False
        changed = self._values.apply(reply.values, reply.revision)
        if changed:
            self._emit(AccountValuesChanged(changed))
        return reply.last_page or reply.revision == known

    def _send(self) -> bool:
        """Send some changes. Return whether there were any."""
        values = self._values.unsent()[: self._most_values]
        if not values:
            return False
        try:
            reply = self._client.account_data.change_values(values)
        except RefusedError as error:
            if error.result not in _INVALID:
                raise
            if len(values) == 1:
                _log.warning("The server refuses a value; it stays on this computer: %s", error)
                self._values.keep_local(values[0])
            self._most_values = 1
        else:
            self._values.sent(values, reply.before, reply.revision)
        return True
