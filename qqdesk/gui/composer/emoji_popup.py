"""The emoji popup: recent ones, groups, and search by name."""

from PySide6.QtCore import (
    QEvent,
    QLocale,
    QModelIndex,
    QObject,
    QPoint,
    QRectF,
    QSize,
    Qt,
    Signal,
    Slot,
)
from PySide6.QtGui import QFont, QKeyEvent, QPainter, QStandardItem, QStandardItemModel
from PySide6.QtWidgets import (
    QButtonGroup,
    QLineEdit,
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QToolButton,
    QWidget,
)

from qqdesk.gui.composer.emoji_table import Emoji, all_emoji, emoji_of, find_emoji, with_recent
from qqdesk.gui.message_text.glyphs import is_drawable
from qqdesk.gui.shared.fonts import small
from qqdesk.gui.shared.labels import ElidedLabel
from qqdesk.gui.shared.layouts import column, row
from qqdesk.gui.shared.line_edits import put_search_look
from qqdesk.gui.shared.person_list import DialogListView, Index
from qqdesk.gui.shared.popup_frame import PopupFrame
from qqdesk.gui.shared.screen_reader import announce
from qqdesk.gui.shared.scrolling import QuietScrollBar
from qqdesk.gui.shared.settings_store import SettingsStore
from qqdesk.gui.shared.theme import current_theme

_COLUMNS, _ROWS = 9, 6
_CELL = 36
_RECENT = "recent"
_MOVES = (
    *(Qt.Key.Key_Left, Qt.Key.Key_Right, Qt.Key.Key_Up, Qt.Key.Key_Down),
    *(Qt.Key.Key_Home, Qt.Key.Key_End),
)


def emoji_name(emoji: Emoji) -> str:
    """Return the name in the language of the interface."""
    chinese = QLocale().language() == QLocale.Language.Chinese
    names = (emoji.chinese or emoji.english) if chinese else (emoji.english or emoji.chinese)
    return names[0] if names else emoji.text


class _EmojiDelegate(QStyledItemDelegate):
    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(_CELL, _CELL)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        theme = current_theme()
        rect = QRectF(option.rect).adjusted(1, 1, -1, -1)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        if option.state & QStyle.StateFlag.State_Selected:
            painter.setPen(theme.accent)
            painter.setBrush(theme.selection)
            painter.drawRoundedRect(rect.adjusted(0.5, 0.5, -0.5, -0.5), theme.radius, theme.radius)
        elif option.state & QStyle.StateFlag.State_MouseOver:
            painter.setBrush(theme.hover)
            painter.drawRoundedRect(rect, theme.radius, theme.radius)
        painter.setFont(option.font)
        painter.setPen(theme.text)
        painter.drawText(option.rect, Qt.AlignmentFlag.AlignCenter, str(index.data()))
        painter.restore()


class EmojiPopup(PopupFrame):
    """The search line has the focus. Arrows move in the list, Enter chooses, Esc clears the line and then closes."""

    chosen = Signal(str)

    def __init__(self, store: SettingsStore, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._store = store
        self._group = ""
        self.setAccessibleName(self.tr("Emoji"))
        self.search = QLineEdit()
        self.view = DialogListView(self.tr("Emoji"))
        self.model = QStandardItemModel(self)
        self.groups: dict[str, QToolButton] = {}
        self._buttons = QButtonGroup(self)
        self._name = ElidedLabel(role="secondary")
        self._lay_out()
        self.search.textChanged.connect(self._show_emoji)
        self.search.installEventFilter(self)
        self._buttons.buttonClicked.connect(self._choose_group)
        self.view.clicked.connect(self._choose)
        self.view.selectionModel().currentChanged.connect(self._show_name)
        self.setFocusProxy(self.search)

    def _lay_out(self) -> None:
        self.search.setPlaceholderText(self.tr("Search emoji"))
        self.search.setAccessibleName(self.tr("Search emoji"))
        put_search_look(self.search)
        self.view.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.view.setModel(self.model)
        self.view.setItemDelegate(_EmojiDelegate(self.view))
        self.view.setViewMode(QListView.ViewMode.IconMode)
        self.view.setMovement(QListView.Movement.Static)
        self.view.setResizeMode(QListView.ResizeMode.Adjust)
        self.view.setGridSize(QSize(_CELL, _CELL))
        self.view.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.view.setVerticalScrollBar(QuietScrollBar())
        self.view.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOn)
        font = QFont(self.font())
        font.setPointSizeF(15)
        self.view.setFont(font)
        bar = self.view.verticalScrollBar().sizeHint().width()
        self.view.setFixedSize(_COLUMNS * _CELL + bar + 4, _ROWS * _CELL + 4)
        self._name.setFont(small(self.font()))
        font.setPointSizeF(12)
        for group, sign, name in (
            (_RECENT, "🕘", self.tr("Recently used")),
            ("smileys", "😀", self.tr("Faces")),
            ("people", "👋", self.tr("Hands and people")),
            ("nature", "🐶", self.tr("Animals, plants and weather")),
            ("food", "🍎", self.tr("Food and drink")),
            ("things", "⚽", self.tr("Things")),
            ("travel", "🚗", self.tr("Places and travel")),
            ("symbols", "❤️", self.tr("Signs")),
        ):
            button = QToolButton()
            button.setText(sign if is_drawable(sign) else self._sign_of(group))
            button.setCheckable(True)
            button.setToolTip(name)
            button.setAccessibleName(name)
            button.setFixedSize(34, 30)
            button.setFont(font)
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            self._buttons.addButton(button)
            self.groups[group] = button
        groups = row(*self.groups.values(), None, spacing=2)
        self.setLayout(column(self.search, groups, self.view, self._name, margins=8, spacing=4))

    @staticmethod
    def _sign_of(group: str) -> str:
        """Return an emoji of the group that a font has."""
        signs = [emoji.text for emoji in all_emoji() if emoji.group == group and is_drawable(emoji.text)]
        return signs[0] if signs else "…"

    # List

    def open_above(self, anchor: QWidget) -> None:
        """Open above a button, or below it if there is no room."""
        recent = bool(self._recent())
        self.groups[_RECENT].setEnabled(recent)
        self._group = _RECENT if recent else "smileys"
        self.search.clear()
        self._show_emoji()
        for child in self.findChildren(QWidget):
            child.ensurePolished()  # adjustSize() needs the style sheet
        self.adjustSize()
        area = anchor.screen().availableGeometry()
        corner = anchor.mapToGlobal(QPoint(0, -self.height()))
        if corner.y() < area.top():
            corner.setY(anchor.mapToGlobal(QPoint(0, anchor.height())).y())
        corner.setY(max(area.top(), min(corner.y(), area.bottom() - self.height())))
        corner.setX(max(area.left(), min(corner.x(), area.right() - self.width())))
        self.move(corner)
        self.show()
        self.search.setFocus()

    def _recent(self) -> list[Emoji]:
        return [emoji_of(text) for text in self._store.settings.recent_emoji]

    @Slot()
    def _show_emoji(self) -> None:
        needle = self.search.text().strip()
        if needle:
            found = find_emoji(needle)
        elif self._group == _RECENT:
            found = self._recent()
        else:
            found = [emoji for emoji in all_emoji() if emoji.group == self._group]
        self.model.clear()
        for emoji in found:
            if is_drawable(emoji.text):
                item = QStandardItem(emoji.text)
                item.setToolTip(emoji_name(emoji))
                item.setAccessibleText(emoji_name(emoji))
                self.model.appendRow(item)
        # An exclusive group keeps a button checked. During a search none is.
        self._buttons.setExclusive(False)
        for group, button in self.groups.items():
            button.setChecked(group == self._group and not needle)
        self._buttons.setExclusive(True)
        self.view.setCurrentIndex(self.model.index(0, 0))
        self.view.scrollToTop()
        self._show_name()

    @Slot()
    def _show_name(self) -> None:
        """Show and announce the name of the current emoji, which does not have the focus."""
        index = self.view.currentIndex()
        words = str(index.data(Qt.ItemDataRole.ToolTipRole)) if index.isValid() else self.tr("No emoji has this name.")
        if words == self._name.text():
            return
        self._name.setText(words)
        if self.isVisible():
            announce(self.view, words)

    # Choice

    @Slot(object)
    def _choose_group(self, button: QToolButton) -> None:
        self._group = next(group for group, one in self.groups.items() if one is button)
        self.search.clear()
        self._show_emoji()
        self.search.setFocus()

    def _step_group(self, step: int) -> None:
        groups = [group for group, button in self.groups.items() if button.isEnabled()]
        self._choose_group(self.groups[groups[(groups.index(self._group) + step) % len(groups)]])

    @Slot(QModelIndex)
    def _choose(self, index: QModelIndex) -> None:
        if self.isVisible() and index.isValid():
            text = str(index.data())
            self.close()
            self._store.change("recent_emoji", with_recent(self._store.settings.recent_emoji, text))
            self.chosen.emit(text)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Pass the keys for the list from the search line."""
        if watched is not self.search or not isinstance(event, QKeyEvent) or event.type() != QEvent.Type.KeyPress:
            return super().eventFilter(watched, event)
        plain = not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        match event.key():
            case Qt.Key.Key_Return | Qt.Key.Key_Enter:
                self._choose(self.view.currentIndex())
            case Qt.Key.Key_Escape if self.search.text():
                self.search.clear()
            case Qt.Key.Key_PageDown | Qt.Key.Key_PageUp:
                self._step_group(1 if event.key() == Qt.Key.Key_PageDown else -1)
            case key if key in _MOVES and plain:
                self.view.keyPressEvent(event)
            case _:
                return False
        return True
