"""The files of messages: on this computer, being transferred, to be sent. Runs in the main thread."""

import shutil
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from qqdesk.domain.attachment import Attachment
from qqdesk.domain.body import File, Text
from qqdesk.domain.conversation_id import ConversationId
from qqdesk.domain.message import Message, new_message_id
from qqdesk.domain.problem import Problem, ProblemKind
from qqdesk.domain.transfer import Transfer
from qqdesk.engine.problems import problem_of
from qqdesk.history.errors import HistoryError
from qqdesk.history.local_files import LocalFiles
from qqdesk.protocol.file_info import FileInfo
from qqdesk.worker.conversation_store import ConversationStore
from qqdesk.worker.messenger_state import MessengerState
from qqdesk.worker.own_messages import OwnMessages
from qqdesk.worker.pending_requests import PendingRequest


class Files(QObject):
    """`messenger.files`. `id` is always that of the file."""

    changed = Signal(str)  # the id of a file: its path, its thumbnail or its transfer changed

    def __init__(self, state: MessengerState, chats: ConversationStore, mine: OwnMessages) -> None:
        super().__init__(state)
        self._state = state
        self._chats = chats
        self._mine = mine
        self._paths: dict[str, Path | None] = {}
        """What the disk said; None for a file that is not on this computer."""
        self._thumbnails: dict[str, Path | None] = {}
        self._transfers: dict[str, Transfer] = {}

    def clear(self) -> None:
        self._paths, self._thumbnails, self._transfers = {}, {}, {}

    @property
    def has_files(self) -> bool:
        """Whether the server of the session takes files, as far as known."""
        return False

    @property
    def most_bytes(self) -> int | None:
        """The size of the largest file that the server takes; None if unknown."""
        return None

    @property
    def _local(self) -> LocalFiles | None:
        history = self._chats.history
        return None if history is None else history.local_files

    # On this computer

    def path(self, id: str) -> Path | None:
        """Return where the whole file is on this computer; None if it is not."""
        if id not in self._paths and self._local is not None:
            self._paths[id] = None
            with self._reporting():
                self._paths[id] = self._local.find(id)
        path = self._paths.get(id)
        return path if path is not None and path.is_file() else None

    def thumbnail(self, id: str) -> Path | None:
        """Return the picture of at most THUMBNAIL_PX, if it is on this computer: see `want_thumbnail`."""
        if id not in self._thumbnails and self._local is not None:
            path = self._local.thumbnail_path(id)
            self._thumbnails[id] = path if path.is_file() else None
        return self._thumbnails.get(id)

    def transfer(self, id: str) -> Transfer | None:
        """Return the upload or download of a file that is not finished."""
        return self._transfers.get(id)

    @property
    def copies(self) -> Path | None:
        """The folder for prepared copies, whose attachments have `is_copy`. None without a session."""
        return None if self._local is None else self._local.folder

    @contextmanager
    def _reporting(self) -> Iterator[None]:
        """Report an error of the disk."""
        try:
            yield
        except HistoryError as error:
            self._state.report_problem(problem_of(error))

    # From the server

    def want_thumbnail(self, info: FileInfo) -> None:
        """Fetch the thumbnail of a picture, unless it is here: `changed`."""

    def download(self, info: FileInfo, conversation: ConversationId, *, by_user: bool = True) -> None:
        """Fetch a file, or continue. Without `by_user` only as the settings allow: call it for each file in view."""

    def cancel(self, id: str) -> None:
        """Stop a download, which keeps its beginning, or discard the message of an upload."""

    def save_as(self, info: FileInfo, path: Path) -> None:
        """Copy a file to this path, after its download if need be. An existing file is replaced."""

    # To the server

    def send(
        self,
        conversation: ConversationId,
        attachments: Sequence[Attachment],
        caption: Text,
        *,
        draft: str | None = None,
    ) -> PendingRequest[Message]:
        """Send each file in a message of its own, the last one with the caption. The reply is the last message.

        The messages appear at once, and wait for their uploads. `draft` replaces the draft with the last message. If
        the disk fails, the request fails, and that message and later ones are not sent.
        """
        pending: PendingRequest[Message] = self._state.pending.create()
        self._send_first(pending, conversation, list(attachments), caption, draft)
        return pending

    def _send_first(
        self,
        pending: PendingRequest[Message],
        conversation: ConversationId,
        attachments: list[Attachment],
        caption: Text,
        draft: str | None,
    ) -> None:
        attachment, *rest = attachments
        id = new_message_id(time.time_ns() // 1_000_000)
        info = FileInfo(
            id,
            attachment.size,
            attachment.kind,
            attachment.width,
            attachment.height,
            attachment.hint,
            attachment.name,
        )
        local = self._local
        if local is None:
            self._state.pending.fail_soon(pending.ticket, Problem(ProblemKind.NO_CONNECTION))
            return
        stored = self._mine.send(
            conversation,
            File(info, Text("") if rest else caption),
            draft=None if rest else draft,
            only_stored=True,
            id=id,
            prepare=partial(_store, local, info, attachment),
        )

        def on_stored(message: Message) -> None:
            if rest:
                self._send_first(pending, conversation, rest, caption, draft)
            else:
                self._state.pending.finish(pending.ticket, message)

        stored.then(self, on_stored, partial(self._state.pending.fail, pending.ticket))


def _store(local: LocalFiles, info: FileInfo, attachment: Attachment) -> None:
    """Put the thumbnail and a prepared copy into the account's folder. Raises HistoryError."""
    path = local.copy_path(info) if attachment.is_copy else attachment.path
    try:
        local.folder.mkdir(exist_ok=True)
        if attachment.is_copy:
            path.parent.mkdir(exist_ok=True)
            shutil.move(attachment.path, path)
        if attachment.thumbnail:
            local.thumbnail_path(info.id).write_bytes(attachment.thumbnail)
    except OSError as error:
        raise HistoryError(f"A file cannot be copied: {error}") from error
    local.put(info.id, path)
