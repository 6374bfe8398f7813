"""The choice of a reaction: six emoji at hand, and the search for any other."""

from functools import partial

from PySide6.QtCore import QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import QFont, QGuiApplication, QKeyEvent
from PySide6.QtWidgets import QToolButton, QWidget

from qqdesk.gui.composer.emoji_popup import EmojiPopup, emoji_name
from qqdesk.gui.composer.emoji_table import emoji_of
from qqdesk.gui.shared.icons import icon_button
from qqdesk.gui.shared.layouts import row
from qqdesk.gui.shared.popup_frame import PopupFrame
from qqdesk.gui.shared.settings_store import SettingsStore

AT_HAND = ("👍", "❤️", "😂", "😮", "😢", "🙏")
_BUTTON = 36
_ABOVE = 4


class ReactionPopup(PopupFrame):
    """Arrows move, Enter chooses, Esc closes. It is deleted when it closes."""

    chosen = Signal(str)

    def __init__(self, store: SettingsStore, mine: str, parent: QWidget) -> None:
        """`mine` is my present reaction, "" for none. To choose it again takes it back."""
        super().__init__(parent)
        self._store = store
        self._area = QRect()
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setAccessibleName(self.tr("Reaction"))
        font = QFont(self.font())
        font.setPointSizeF(15)
        self.buttons: list[QToolButton] = []
        for emoji in AT_HAND:
            button = QToolButton()
            button.setText(emoji)
            button.setFont(font)
            button.setToolTip(emoji_name(emoji_of(emoji)))
            button.setAccessibleName(emoji_name(emoji_of(emoji)))
            button.setCheckable(emoji == mine)
            button.setChecked(emoji == mine)
            button.clicked.connect(partial(self._choose, emoji))
            self.buttons.append(button)
        self.search_button = icon_button("search", self.tr("Search emoji"))
        self.search_button.clicked.connect(self._search)
        self.buttons.append(self.search_button)
        for button in self.buttons:
            button.setFixedSize(_BUTTON, _BUTTON)
            button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setLayout(row(*self.buttons, margins=4, spacing=2))

    def open_above(self, area: QRect) -> None:
        """Open above a place on the screen, or below it if there is no room."""
        self._area = area
        size = self.sizeHint().expandedTo(QSize(len(self.buttons) * (_BUTTON + 2) + 8, _BUTTON + 8))
        screen = QGuiApplication.screenAt(area.center()) or QGuiApplication.primaryScreen()
        space = screen.availableGeometry()
        corner = QPoint(area.left(), area.top() - size.height() - _ABOVE)
        if corner.y() < space.top():
            corner.setY(area.bottom() + _ABOVE)
        corner.setX(max(space.left(), min(corner.x(), space.right() - size.width())))
        self.move(corner)
        self.show()
        self.buttons[0].setFocus()

    def _choose(self, emoji: str) -> None:
        self.chosen.emit(emoji)
        self.close()

    def _search(self) -> None:
        window = self.parentWidget()
        popup = EmojiPopup(self._store, window)
        popup.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        popup.chosen.connect(self.chosen)
        popup.destroyed.connect(self.deleteLater)
        popup.open_above(self)
        self.hide()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}.get(Qt.Key(event.key()))
        focused = next((number for number, one in enumerate(self.buttons) if one.hasFocus()), 0)
        if step is not None:
            self.buttons[(focused + step) % len(self.buttons)].setFocus()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.buttons[focused].click()
        else:
            super().keyPressEvent(event)
