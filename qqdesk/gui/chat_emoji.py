"""A small choice of emoji, for those who have no key for them."""

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, QSize, Qt, Signal, Slot
from PySide6.QtGui import QFont
from PySide6.QtWidgets import QFrame, QListView, QVBoxLayout, QWidget

EMOJI = "😀😁😂🤣😊😍😘😜😎🤔😏😐🙄😴😢😭😡😱😳🤗😇🥳👍👎👌👏🙏💪👋🤝✌️💯❤️💔🌹🎂🎁🎉🔥⭐☀️🌙☔☕🍺🍚🐱🐶🐼⚽🎵📷📞✅❌❓"
_COLUMNS = 10
_CELL = 36
_Index = QModelIndex | QPersistentModelIndex


def split_emoji(text: str) -> list[str]:
    """Single emoji; a variation selector belongs to what stands before it."""
    found: list[str] = []
    for character in text:
        if character == "\ufe0f" and found:
            found[-1] += character
        else:
            found.append(character)
    return found


class EmojiModel(QAbstractListModel):
    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._emoji = split_emoji(EMOJI)

    def rowCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008 (Qt's own default)
        return 0 if parent.isValid() else len(self._emoji)

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not index.isValid():
            return None
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return self._emoji[index.row()]
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return int(Qt.AlignmentFlag.AlignCenter)
        return None


class EmojiPopup(QFrame):
    """Chosen by a click, or by arrows and Enter; Esc closes it."""

    chosen = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent, Qt.WindowType.Popup)
        self.setProperty("role", "card")
        self.setAccessibleName(self.tr("Emoji"))
        self._view = QListView()
        self._view.setModel(EmojiModel(self))
        self._view.setViewMode(QListView.ViewMode.IconMode)
        self._view.setMovement(QListView.Movement.Static)
        self._view.setUniformItemSizes(True)
        self._view.setGridSize(QSize(_CELL, _CELL))
        self._view.setAccessibleName(self.tr("Emoji"))
        self._view.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._view.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        font = QFont(self.font())
        font.setPointSizeF(15)
        self._view.setFont(font)
        rows = -(-self._view.model().rowCount() // _COLUMNS)
        self._view.setFixedSize(_COLUMNS * _CELL + 4, rows * _CELL + 4)
        self._view.clicked.connect(self._choose)
        self._view.activated.connect(self._choose)
        column = QVBoxLayout(self)
        column.setContentsMargins(4, 4, 4, 4)
        column.addWidget(self._view)
        self.setFocusProxy(self._view)

    def open_above(self, anchor: QWidget) -> None:
        self.adjustSize()
        self.move(anchor.mapToGlobal(anchor.rect().topLeft()) - self.rect().bottomLeft())
        self._view.setCurrentIndex(self._view.model().index(0, 0))
        self.show()
        self._view.setFocus()

    @Slot(QModelIndex)
    def _choose(self, index: QModelIndex) -> None:
        if self.isVisible():
            self.hide()
            self.chosen.emit(str(index.data()))
