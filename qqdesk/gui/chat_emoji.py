"""A small choice of emoji, for those who have no key for them."""

from PySide6.QtCore import QAbstractListModel, QModelIndex, QRectF, QSize, Qt, Signal, Slot
from PySide6.QtGui import QFont, QPainter
from PySide6.QtWidgets import QFrame, QListView, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QVBoxLayout, QWidget

from qqdesk.gui.people_list import Index, PeopleView
from qqdesk.gui.theme import RADIUS, current_theme

_ROWS = (
    "😀😁😂🤣😊😍😘😜😎🤔😏😐🙄😴😢😭😡😱😳🤗",
    "😇🥳👍👎👌👏🙏💪👋🤝✌️💯❤️💔🌹🎂🎁🎉🔥⭐",
    "☀️🌙☔☕🍺🍚🍉🐱🐶🐼⚽🎵📷📞🚗✈️💤✅❌❓",
)
EMOJI = "".join(_ROWS)
_COLUMNS = 10
_CELL = 36


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

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 (Qt's own default)
        return 0 if parent.isValid() else len(self._emoji)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not index.isValid():
            return None
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return self._emoji[index.row()]
        return None


class _EmojiDelegate(QStyledItemDelegate):
    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(_CELL, _CELL)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        theme = current_theme()
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        if option.state & QStyle.StateFlag.State_Selected:
            painter.setBrush(theme.selection)
        elif option.state & QStyle.StateFlag.State_MouseOver:
            painter.setBrush(theme.hover)
        painter.drawRoundedRect(QRectF(option.rect).adjusted(1, 1, -1, -1), RADIUS, RADIUS)
        painter.setFont(option.font)
        painter.setPen(theme.text)
        painter.drawText(option.rect, Qt.AlignmentFlag.AlignCenter, str(index.data()))
        painter.restore()


class EmojiPopup(QFrame):
    """Chosen by a click, or by arrows and Enter; Esc closes it."""

    chosen = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent, Qt.WindowType.Popup)
        self.setProperty("role", "card")
        self.setAccessibleName(self.tr("Emoji"))
        self._view = PeopleView(self.tr("Emoji"))
        self._view.setModel(EmojiModel(self))
        self._view.setItemDelegate(_EmojiDelegate(self._view))
        self._view.setViewMode(QListView.ViewMode.IconMode)
        self._view.setMovement(QListView.Movement.Static)
        self._view.setGridSize(QSize(_CELL, _CELL))
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
