"""What the lists of pictures and of files have in common."""

from collections.abc import Sequence

from PySide6.QtCore import QAbstractListModel, QModelIndex, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QListView, QWidget

from qqdesk.domain.body import File
from qqdesk.domain.message import Message
from qqdesk.gui.message_log.participants import Participants
from qqdesk.gui.shared.bidi import isolated, plain_tip
from qqdesk.gui.shared.person_list import Index
from qqdesk.gui.shared.texts import moment_text
from qqdesk.protocol.file_info import FileInfo
from qqdesk.worker.files import Files

MESSAGE_ROLE = Qt.ItemDataRole.UserRole + 1


def info_of(message: Message) -> FileInfo:
    """Return the file of a message with one."""
    if not isinstance(message.body, File):
        raise TypeError(f"a message without a file: {message.id}")
    return message.body.info


class MessageModel(QAbstractListModel):
    """A row is a message with a file, or a heading, which cannot be chosen."""

    def __init__(self, participants: Participants, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._participants = participants
        self._rows: Sequence[Message | str] = ()

    def set_rows(self, rows: Sequence[Message | str]) -> None:
        self.beginResetModel()
        self._rows = rows
        self.endResetModel()

    def message(self, index: Index) -> Message | None:
        row = self._rows[index.row()] if index.isValid() else None
        return row if isinstance(row, Message) else None

    def row_of(self, message: Message) -> int | None:
        rows = enumerate(self._rows)
        return next((at for at, row in rows if isinstance(row, Message) and row.id == message.id), None)

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 (Qt's own default)
        return 0 if parent.isValid() else len(self._rows)

    def flags(self, index: Index) -> Qt.ItemFlag:
        return super().flags(index) if self.message(index) is not None else Qt.ItemFlag.NoItemFlags

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        row = self._rows[index.row()]
        if isinstance(row, str):
            return row if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole) else None
        if role == MESSAGE_ROLE:
            return row
        if role == Qt.ItemDataRole.DisplayRole:
            return info_of(row).name
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return self._sentence(row)
        if role == Qt.ItemDataRole.ToolTipRole:
            return plain_tip(self._sentence(row))
        return None

    def _sentence(self, message: Message) -> str:
        return self.tr("{name} from {person}, {time}").format(
            name=isolated(info_of(message).name),
            person=isolated(self._participants.name(message.sender)),
            time=moment_text(message.time),
        )


class MessageView(QListView):
    """Enter and a double click emit `opened`."""

    opened = Signal()

    def __init__(self, model: MessageModel, files: Files, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.messages = model
        self.setModel(model)
        self.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.setAccessibleName(name)
        self.doubleClicked.connect(lambda _: self.opened.emit())
        files.changed.connect(self.viewport().update)

    def current(self) -> Message | None:
        return self.messages.message(self.currentIndex())

    def set_rows(self, rows: Sequence[Message | str]) -> None:
        """Show other rows. The chosen one stays."""
        current = self.current()
        self.messages.set_rows(rows)
        row = None if current is None else self.messages.row_of(current)
        if row is not None:
            self.setCurrentIndex(self.messages.index(row))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.opened.emit()
        else:
            super().keyPressEvent(event)
