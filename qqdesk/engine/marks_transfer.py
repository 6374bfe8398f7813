"""Send my read marks and deletions of conversations to the server. Runs in the send loop."""

import logging

from qqdesk.client.client import Client
from qqdesk.client.errors import RefusedError
from qqdesk.engine.background_transfer import BackgroundTransfer
from qqdesk.history.server_log import MarkKind, ServerLog
from qqdesk.protocol.codes import Result
from qqdesk.protocol.log_commands import ClearLog, MarkSeen

_log = logging.getLogger(__name__)


class MarksTransfer(BackgroundTransfer):
    """A mark stays unsent in the history until the server has answered."""

    def __init__(self, client: Client, log: ServerLog) -> None:
        super().__init__(client.clock)
        self._client = client
        self._log = log
        self._has_new = True

    def start(self) -> None:
        self._has_new = True
        if self._client.has_devices:
            super().start()

    def on_marked(self) -> None:
        """Send a new mark."""
        self._has_new = True

    @property
    def _has_steps(self) -> bool:
        return self._has_new

    def _run_step(self) -> None:
        mark = next(iter(self._log.unsent_marks()), None)
        if mark is None:
            self._has_new = False
            return
        command = MarkSeen if mark.kind is MarkKind.SEEN else ClearLog
        try:
            self._client.request(command(mark.conversation.number, mark.up_to))
        except RefusedError as error:
            # RES=10: the mark is from before a backup of the server was restored.
            if error.result not in (Result.MALFORMED, Result.NO_SUCH_USER, Result.NOT_ALLOWED):
                raise
            _log.info("A mark in %s was refused: %s", mark.conversation, error)
        self._log.mark_sent(mark)
