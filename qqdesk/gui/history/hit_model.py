"""A list model of search hits that grows page by page."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from enum import IntEnum

from PySide6.QtCore import QAbstractListModel, QCoreApplication, QModelIndex, QObject, Qt

from qqdesk.domain.body import Recalled, Removed, RoomEvent
from qqdesk.domain.contact import Contact
from qqdesk.domain.conversation_id import ConversationId
from qqdesk.domain.message import Message
from qqdesk.gui.message_log.log_texts import recalled_text, removed_text
from qqdesk.gui.message_log.participants import Participants
from qqdesk.gui.shared.bidi import isolated, plain_tip
from qqdesk.gui.shared.file_texts import named_text
from qqdesk.gui.shared.person_list import Index
from qqdesk.gui.shared.room_texts import room_event_text
from qqdesk.gui.shared.texts import moment_text
from qqdesk.history.message_search import SearchHit

_READ_ALOUD = 300


class HitRole(IntEnum):
    """DisplayRole is the heading."""

    ROW = Qt.ItemDataRole.UserRole + 1  # HitRow


@dataclass(frozen=True, slots=True)
class HitRow:
    """A message with the face of its sender, a heading, its text, and the search text."""

    message: Message
    face: int
    owner: int
    """The number of the sender, or of the room for an event in it."""
    heading: str
    text: str
    needle: str


class HitModel(QAbstractListModel):
    """Newest first."""

    def __init__(
        self, label: Callable[[ConversationId], Contact], people: Participants, parent: QObject | None = None
    ) -> None:
        """`label` returns how a conversation is shown."""
        super().__init__(parent)
        self._label, self._people = label, people
        self._hits: list[SearchHit] = []
        self._needle = ""

    def message(self, row: int) -> Message | None:
        return self._hits[row].message if 0 <= row < len(self._hits) else None

    def row_of(self, key: str) -> int | None:
        return next((row for row, hit in enumerate(self._hits) if hit.message.id == key), None)

    @property
    def last_row(self) -> int | None:
        """The `before` of the request for the next page."""
        return self._hits[-1].row if self._hits else None

    def set_hits(self, hits: Sequence[SearchHit], needle: str) -> None:
        self.beginResetModel()
        self._hits, self._needle = list(hits), needle
        self.endResetModel()

    def append(self, hits: Sequence[SearchHit]) -> None:
        if hits:
            first = len(self._hits)
            self.beginInsertRows(QModelIndex(), first, first + len(hits) - 1)
            self._hits += hits
            self.endInsertRows()

    def remove(self, keys: Collection[str]) -> None:
        for row in range(len(self._hits) - 1, -1, -1):
            if self._hits[row].message.id in keys:
                self.beginRemoveRows(QModelIndex(), row, row)
                del self._hits[row]
                self.endRemoveRows()

    def refresh_contacts(self) -> None:
        """Repaint names and faces after a roster change."""
        if self._hits:
            self.dataChanged.emit(self.index(0), self.index(len(self._hits) - 1))

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 (Qt's own default)
        return 0 if parent.isValid() else len(self._hits)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        message = self.message(index.row()) if index.isValid() else None
        if message is None:
            return None
        if role == HitRole.ROW:
            if isinstance(message.body, RoomEvent):
                face, owner = self._label(message.conversation).face, message.conversation.number
            else:
                face, owner = self._people.face(message.sender), message.sender
            return HitRow(message, face, owner, self._heading(message), self._text(message), self._needle)
        if role == Qt.ItemDataRole.DisplayRole:
            return self._heading(message)
        if role == Qt.ItemDataRole.ToolTipRole:
            return plain_tip(self._sentence(message))
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return f"{self._sentence(message)}: {self._text(message)[:_READ_ALOUD]}"
        return None

    def _heading(self, message: Message) -> str:
        """Return the name of the sender, and where the message was sent."""
        where = self._label(message.conversation).name
        if isinstance(message.body, RoomEvent):
            return where
        name = isolated(self._people.name(message.sender))
        if message.conversation.is_room:
            sentence = QCoreApplication.translate("History", "{name} in {room}")
            return sentence.format(name=name, room=isolated(where))
        if message.is_mine:
            sentence = QCoreApplication.translate("History", "{name} to {recipient}")
            return sentence.format(name=name, recipient=isolated(where))
        return where

    def _sentence(self, message: Message) -> str:
        """Return a sentence with direction, name and time."""
        if message.is_mine:
            sentence = QCoreApplication.translate("History", "To {name}, {time}")
            name = self._label(message.conversation).name
        else:
            sentence = QCoreApplication.translate("History", "From {name}, {time}")
            name = self._heading(message)
        return sentence.format(name=isolated(name), time=moment_text(message.time))

    def _text(self, message: Message) -> str:
        if isinstance(message.body, RoomEvent):
            return room_event_text(message.body, message.sender, self._people.me, self._people.name)
        if isinstance(message.body, Recalled):
            return recalled_text(message.body, message.sender, self._people)
        if isinstance(message.body, Removed):
            return removed_text(message.body)
        return named_text(message.body)
