"""The files of messages: on this computer, being transferred, to be sent. Runs in the main thread."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, Signal, Slot

from qqdesk.domain.account_keys import MOST_FILE_BYTES
from qqdesk.domain.attachment import Attachment
from qqdesk.domain.body import File, Text
from qqdesk.domain.conversation_id import ConversationId
from qqdesk.domain.draft import Draft
from qqdesk.domain.file_name import safe_name
from qqdesk.domain.message import Message, new_message_id
from qqdesk.domain.problem import Problem, ProblemKind
from qqdesk.domain.transfer import Transfer, TransferState
from qqdesk.engine.events import FileEvent, FileStored, TransferChanged, UploadEnded
from qqdesk.engine.transfers import Download, Transfers
from qqdesk.history.errors import HistoryError
from qqdesk.history.local_files import LocalFiles, is_file
from qqdesk.paths import download_dir
from qqdesk.protocol.account_commands import Hello
from qqdesk.protocol.file_info import FileInfo
from qqdesk.protocol.message_ref import MessageRef
from qqdesk.worker.api import ConnectionPhase, ConnectionState
from qqdesk.worker.conversation_store import ConversationStore
from qqdesk.worker.messenger_state import MessengerState
from qqdesk.worker.own_messages import OwnMessages
from qqdesk.worker.pending_requests import PendingRequest

_MIB = 1024 * 1024


@dataclass(frozen=True, slots=True)
class DownloadRules:
    """Which files are downloaded automatically, up to which size in MiB, and where those of the user go."""

    folder: Path
    picture_mib: int = 0
    file_mib: int = 0
    on_metered: bool = False


class Files(QObject):
    """`messenger.files`. `id` is always that of the file."""

    changed = Signal(str)  # the id of a file: its path, its thumbnail or its transfer changed
    server_changed = Signal()  # see `has_files` and `most_bytes`

    def __init__(self, state: MessengerState, chats: ConversationStore, mine: OwnMessages) -> None:
        super().__init__(state)
        self._state = state
        self._chats = chats
        self._mine = mine
        self._paths: dict[str, Path | None] = {}
        """What the disk said; None for a file that is not on this computer."""
        self._thumbnails: dict[str, Path | None] = {}
        self._transfers: dict[str, Transfer] = {}
        self._wanted: set[str] = set()
        """The thumbnails that were requested in this session. A picture may have none."""
        self._copies_wanted: dict[str, Path] = {}
        """Where downloads are to be copied to when they are done."""
        self.rules = DownloadRules(download_dir())
        self.is_metered: Callable[[], bool] = lambda: False
        """Whether the network costs by volume."""
        self.most_bytes: int | None = None
        """The size of the largest file that the server takes, as in the last session until the server answers. None
        if it takes no files."""
        state.signed_in.connect(self._on_signed_in)
        state.connection_changed.connect(self._on_connection_changed)
        state.message_added.connect(self._on_message_added)

    def clear(self) -> None:
        self._paths, self._thumbnails, self._transfers, self._wanted = {}, {}, {}, set()
        self._copies_wanted = {}
        self.most_bytes = None

    # The server

    @property
    def has_files(self) -> bool:
        """Whether the server takes files."""
        return self.most_bytes is not None

    @Slot()
    def _on_signed_in(self) -> None:
        self._set_server(self._state.account.get(MOST_FILE_BYTES) or None)

    @Slot(object)
    def _on_connection_changed(self, state: ConnectionState) -> None:
        if state.phase is ConnectionPhase.CONNECTED:
            self.fetch_limit()

    def fetch_limit(self) -> None:
        """Ask the server for `most_bytes`, which an administrator may have changed."""
        session = self._state.session
        if session is not None and session.client.has_files:
            self._state.request(Hello()).then(self, lambda reply: self._set_server(reply.most_file_bytes))
        elif session is not None:
            self._set_server(None)

    def _set_server(self, most_bytes: int | None) -> None:
        if most_bytes != self.most_bytes:
            self.most_bytes = most_bytes
            self._state.account.set(MOST_FILE_BYTES, most_bytes or 0)
            self.server_changed.emit()

    @property
    def _engine(self) -> Transfers | None:
        session = self._state.session
        return None if session is None else session.engine.transfers

    def apply(self, event: FileEvent) -> None:
        """Apply an event of the engine."""
        match event:
            case TransferChanged():
                self._transfers[event.id] = event.transfer
                if event.transfer.state is TransferState.STOPPED:
                    self._copies_wanted.pop(event.id, None)
            case UploadEnded():
                self._transfers.pop(event.id, None)
            case FileStored(is_thumbnail=True):
                self._thumbnails[event.id] = event.path
            case FileStored():
                self._paths[event.id] = event.path
                self._transfers.pop(event.id, None)
                if (path := self._copies_wanted.pop(event.id, None)) is not None and self._engine is not None:
                    self._engine.copy(event.path, path)
        self.changed.emit(event.id)

    @property
    def local(self) -> LocalFiles | None:
        history = self._chats.history
        return None if history is None else history.local_files

    # On this computer

    def path(self, id: str) -> Path | None:
        """Return where the whole file is on this computer; None if it is not."""
        if id not in self._paths and self.local is not None:
            self._paths[id] = None
            with self._state.reporting():
                self._paths[id] = self.local.find(id)
        path = self._paths.get(id)
        return path if path is not None and is_file(path) else None

    def thumbnail(self, id: str) -> Path | None:
        """Return the picture of at most THUMBNAIL_PX, if it is on this computer: see `want_thumbnail`."""
        if id not in self._thumbnails and self.local is not None:
            path = self.local.thumbnail_path(id)
            self._thumbnails[id] = path if is_file(path) else None
        return self._thumbnails.get(id)

    def transfer(self, id: str) -> Transfer | None:
        """Return the upload or download of a file that is not finished."""
        return self._transfers.get(id)

    @property
    def copies(self) -> Path | None:
        """The folder for prepared copies, whose attachments have `is_copy`. None without a session.

        The caller deletes the copies that are not sent; those of a crash are deleted at the next start.
        """
        return None if self.local is None else self.local.unsent

    # From the server

    def want_thumbnail(self, info: FileInfo) -> None:
        """Fetch the thumbnail of a picture, unless it is here: `changed`."""
        if info.id not in self._wanted and self.thumbnail(info.id) is None and self._engine is not None:
            self._wanted.add(info.id)
            self._engine.download(Download(info, is_thumbnail=True))

    def download(self, info: FileInfo, conversation: ConversationId, *, by_user: bool = True) -> None:
        """Fetch a file, or continue. Without `by_user` only as the settings allow: call it for each file in view.

        A picture becomes a copy of the account. Other files go to the user's folder for downloads.
        """
        if self._engine is None or self.path(info.id) is not None:
            return
        if by_user or (info.id not in self._transfers and self._is_automatic(info, conversation)):
            self._engine.download(Download(info, None if info.is_picture else self.rules.folder))

    def download_to(self, info: FileInfo, folder: Path) -> None:
        """Fetch this one file, or continue, to another folder than that of the settings."""
        if self._engine is not None:
            self._engine.download(Download(info, folder))

    def _is_automatic(self, info: FileInfo, conversation: ConversationId) -> bool:
        """Return whether the settings allow a download by itself. Strangers cannot fill the disk."""
        if not conversation.is_room:
            person = self._state.roster.get(conversation.number)
            if person.stranger or person.blocked:
                return False
        most = self.rules.picture_mib if info.is_picture else self.rules.file_mib
        return bool(most) and info.size <= most * _MIB and (self.rules.on_metered or not self.is_metered())

    @Slot(object)
    def _on_message_added(self, message: Message) -> None:
        is_blocked = self._state.roster.get(message.sender).blocked
        if isinstance(message.body, File) and not message.is_unsent and not is_blocked:
            self.download(message.body.info, message.conversation, by_user=False)

    def cancel(self, id: str) -> None:
        """Stop a download, which keeps its beginning. An upload ends with `OwnMessages.discard`."""
        if self._engine is not None:
            self._engine.downloads.cancel(id)

    def save_as(self, info: FileInfo, path: Path) -> None:
        """Copy a file to this path, or download it to there. An existing file is replaced."""
        source = self.path(info.id)
        if self._engine is None:
            return
        if source is not None:
            self._engine.copy(source, path)
        elif not self._engine.download(Download(info, path=path)):
            self._copies_wanted[info.id] = path

    # To the server

    def send(
        self,
        conversation: ConversationId,
        attachment: Attachment,
        caption: Text,
        *,
        draft: Draft | None = None,
        reply_to: MessageRef | None = None,
    ) -> PendingRequest[Message]:
        """Send a file. The message appears at once, and waits for its upload. `draft` replaces the draft with it.

        `reply_to` is the message that it answers. If the disk fails, the request fails, and nothing is sent.
        """
        id = new_message_id(self._state.clock.now())
        info = FileInfo(
            id,
            attachment.size,
            attachment.kind,
            attachment.width,
            attachment.height,
            attachment.hint,
            safe_name(attachment.name),
        )
        local = self.local
        if local is None:
            pending: PendingRequest[Message] = self._state.pending.create()
            self._state.pending.fail_soon(pending.ticket, Problem(ProblemKind.NO_CONNECTION))
            return pending
        storing = partial(_storing, local, info, attachment)
        return self._mine.send(
            conversation,
            File(info, caption),
            draft=draft,
            only_stored=True,
            id=id,
            storing=storing,
            reply_to=reply_to,
        )


@contextmanager
def _storing(local: LocalFiles, info: FileInfo, attachment: Attachment) -> Iterator[None]:
    """Put the thumbnail and a prepared copy into the account's folder. Raises HistoryError.

    If the message cannot be stored, the copy goes back for another attempt.
    """
    path = local.copy_path(info) if attachment.is_copy else attachment.path
    local.put(info.id, path)
    try:
        local.folder.mkdir(exist_ok=True)
        if attachment.thumbnail:
            local.thumbnail_path(info.id).write_bytes(attachment.thumbnail)
        if attachment.is_copy:
            path.parent.mkdir(exist_ok=True)
            attachment.path.rename(path)
    except OSError as error:
        raise HistoryError(f"A file cannot be copied: {error}") from error
    try:
        yield
    except HistoryError:
        if attachment.is_copy:
            path.rename(attachment.path)
        raise
