"""Send typing notices in a thread of their own, so that they do not delay messages."""

import logging
import time

from PySide6.QtCore import Slot

from qqdesk.client.client import Client
from qqdesk.client.errors import ClientError, RefusedError
from qqdesk.protocol.codes import Result
from qqdesk.worker.guard import guarded
from qqdesk.worker.tasks import TypingNote
from qqdesk.worker.worker_thread import Worker

_log = logging.getLogger(__name__)

MAX_AGE_S = 5.0
"""An older notice is outdated and dropped."""


class TypingSender(Worker):
    """Lives in its own thread. Errors are only logged: other threads notice a lost connection."""

    def __init__(self, client: Client) -> None:
        super().__init__()
        self._client = client
        self._is_supported = True

    @Slot()
    @guarded
    def start(self) -> None:
        """Nothing to prepare."""

    @Slot(object)
    @guarded
    def send_typing(self, note: TypingNote) -> None:
        left = note.since + MAX_AGE_S - time.monotonic()
        if left <= 0 or not self._is_supported or not self._client.extended:
            return
        try:
            self._client.send_typing(note.conversation.number, timeout=left)
        except RefusedError as error:
            self._is_supported = error.result != Result.UNKNOWN_COMMAND
        except ClientError as error:
            _log.debug("It could not be told that somebody is writing: %s", error)
