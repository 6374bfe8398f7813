"""Requests of the windows, and what a reply changes on disk. In the sending thread."""

import logging
from collections.abc import Callable
from typing import Any

from qqdesk.client.client import Client
from qqdesk.client.errors import NetworkError, NotSignedInError, RefusedError
from qqdesk.history.history import History
from qqdesk.protocol.account_commands import ModifyInfo, ModifyPassword
from qqdesk.protocol.account_data import Block, Unblock
from qqdesk.protocol.codes import AddAnswer, AddOutcome, Result
from qqdesk.protocol.commands import (
    AddToList,
    AddToListReply,
    AnswerAdd,
    ChangeStatus,
    DeleteFromList,
    GetInfoReply,
    Logout,
)
from qqdesk.protocol.record import Reply, Request
from qqdesk.worker.roster_snapshot import fetch_roster
from qqdesk.worker.tasks import RosterSnapshot, StatusKept

_log = logging.getLogger(__name__)
LEAVE_S = 2.0
"""The timeout of a Logout, in seconds."""
_EXTENSIONS = (ModifyInfo, ModifyPassword, Block, Unblock)
"""A classic server may have commands of these names with another meaning."""


class Actions:
    """`tell_list` is called with the contact list if a request changed it."""

    def __init__(self, client: Client, history: History, tell_list: Callable[[RosterSnapshot], Any]) -> None:
        self._client = client
        self._history = history
        self._tell_list = tell_list

    def perform(self, request: Request) -> Reply:
        """Send a request and return its reply. Raises ClientError and HistoryError."""
        if isinstance(request, _EXTENSIONS) and not self._client.extended:
            raise RefusedError(Result.UNKNOWN_COMMAND, "")
        try:
            reply = self._client.request(request, timeout=LEAVE_S if isinstance(request, Logout) else None)
        except (NetworkError, NotSignedInError) as error:
            if not isinstance(request, ChangeStatus | Logout):
                raise
            _log.info("The status is sent later: %s", error)
            return StatusKept()
        self._apply(request, reply)
        return reply

    def refresh(self) -> None:
        self._tell_list(fetch_roster(self._client, self._history))

    def _apply(self, request: Request, reply: Reply) -> None:
        history = self._history
        match request, reply:
            case AddToList(), AddToListReply(outcome=AddOutcome.ADDED):
                self.refresh()
            case AnswerAdd(answer=AddAnswer.GRANT | AddAnswer.REFUSE), _:
                history.contacts.remove_add_request(request.number)
            case DeleteFromList(), _:
                history.session_cache.remove_from_roster(request.number)
            case Block() | Unblock(), _:
                history.contact_notes.set_blocked({request.number: isinstance(request, Block)})
            case _, GetInfoReply():
                profile = reply.profile
                history.contacts.save_profiles([(profile.number, profile.nickname, max(profile.face, 0))])
