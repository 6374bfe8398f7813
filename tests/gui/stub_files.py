"""The files of a messenger without a session: a test sets their state."""

from pathlib import Path

from PySide6.QtCore import QObject

from qqdesk.domain.body import File, Text
from qqdesk.domain.conversation_id import ConversationId
from qqdesk.domain.message import Delivery, Message
from qqdesk.domain.problem import Problem
from qqdesk.domain.transfer import Transfer, TransferState
from qqdesk.protocol.file_info import FileInfo, FileKind
from qqdesk.worker.files import Files
from tests.helpers.messages import ME, chat_with

HINT = "/////wAAgICAAAAA" * 4


class StubFiles(Files):
    """Writes down what it is asked."""

    def __init__(self) -> None:
        QObject.__init__(self)
        self.paths: dict[str, Path] = {}
        self.thumbnails: dict[str, Path] = {}
        self.running: dict[str, Transfer] = {}
        self.asked: list[tuple[object, ...]] = []

    def path(self, id: str) -> Path | None:
        return self.paths.get(id)

    def thumbnail(self, id: str) -> Path | None:
        return self.thumbnails.get(id)

    def transfer(self, id: str) -> Transfer | None:
        return self.running.get(id)

    def want_thumbnail(self, info: FileInfo) -> None:
        self.asked.append(("thumbnail", info.id))

    def download(self, info: FileInfo, conversation: ConversationId, *, by_user: bool = True) -> None:
        self.asked.append(("download" if by_user else "show", info.id))

    def cancel(self, id: str) -> None:
        self.asked.append(("cancel", id))

    def move(
        self,
        info: FileInfo,
        done: int,
        state: TransferState = TransferState.RUNNING,
        rate: float = 0.0,
        problem: Problem | None = None,
    ) -> None:
        """Let a file be in transfer."""
        self.running[info.id] = Transfer(info.id, state, done, info.size, rate, problem)
        self.changed.emit(info.id)

    def store(self, info: FileInfo, path: Path) -> None:
        """Let a file be on this computer."""
        self.running.pop(info.id, None)
        self.paths[info.id] = path
        self.changed.emit(info.id)


def picture_message(
    number: int,
    size: tuple[int, int] = (800, 600),
    caption: str = "",
    delivery: Delivery | None = None,
    kind: FileKind = FileKind.JPEG,
) -> Message:
    info = FileInfo(f"{number:032x}", 2_400_000, kind, *size, HINT, f"cat {number}.jpg")
    return _message(number, File(info, Text(caption)), delivery)


def file_message(
    number: int, name: str = "plan.pdf", size: int = 8_400_000, caption: str = "", delivery: Delivery | None = None
) -> Message:
    info = FileInfo(f"{number:032x}", size, FileKind.OTHER, 0, 0, "", name)
    return _message(number, File(info, Text(caption)), delivery)


def _message(number: int, body: File, delivery: Delivery | None) -> Message:
    sender = 10001 if delivery is None else ME
    return Message(f"{number:032x}", chat_with(10001), sender, 1_772_355_600_000 + number * 1000, body, delivery)


def info_of(message: Message) -> FileInfo:
    assert isinstance(message.body, File)
    return message.body.info
