"""Under a chat's log: the tools, the place to write, and Send."""

from PySide6.QtCore import QPoint, Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from qqdesk.gui.chat_emoji import EmojiPopup
from qqdesk.gui.chat_input import COUNT_FROM, ChatInput
from qqdesk.gui.icons import put_icon
from qqdesk.gui.send_key import SEND_KEY, send_key_hint, send_key_menu
from qqdesk.gui.settings_store import SettingsStore
from qqdesk.gui.widgets import ElidedLabel, icon_button, line, small
from qqdesk.protocol.codes import MAX_MESSAGE_CHARS
from qqdesk.worker.messenger import Messenger


class Composer(QWidget):
    """Sends what is written to one person."""

    sent = Signal(object)  # Message

    def __init__(self, messenger: Messenger, store: SettingsStore, number: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._messenger = messenger
        self._store = store
        self._number = number
        self.input = ChatInput()
        self.send_button = QPushButton(self.tr("&Send"))
        self.keys_button = icon_button("chevron-down", self.tr("Which key sends"), "secondary")
        self.emoji_button = icon_button("emoticon", self.tr("Emoji"))
        self.emoji: EmojiPopup | None = None
        self.hint = ElidedLabel(role="secondary")
        self.too_long = ElidedLabel(role="danger")
        self._lay_out()
        self.input.send_wanted.connect(self.send)
        self.input.length_changed.connect(self._show_length)
        self.send_button.clicked.connect(self.send)
        self.keys_button.clicked.connect(self._choose_key)
        self.emoji_button.clicked.connect(self._choose_emoji)
        store.changed.connect(self._setting_changed)
        self._setting_changed(SEND_KEY)

    def _lay_out(self) -> None:
        self.emoji_button.setFixedSize(28, 28)
        self.send_button.setProperty("role", "primary")
        self.send_button.setAutoDefault(False)
        self.send_button.setAccessibleName(self.tr("Send"))
        self.keys_button.setFixedSize(20, 28)
        put_icon(self.keys_button, "chevron-down", "secondary")
        self.hint.setFont(small(self.font()))
        self.too_long.setFont(small(self.font()))

        tools = QHBoxLayout()
        tools.setContentsMargins(8, 2, 8, 2)
        tools.setSpacing(4)
        tools.addWidget(self.emoji_button)
        tools.addStretch(1)
        bottom = QHBoxLayout()
        bottom.setContentsMargins(12, 8, 4, 8)
        bottom.setSpacing(8)
        bottom.addWidget(self.hint, 1)
        bottom.addWidget(self.too_long, 1)
        send = QHBoxLayout()
        send.setSpacing(2)
        send.addWidget(self.send_button)
        send.addWidget(self.keys_button)
        bottom.addLayout(send)

        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(line())
        column.addLayout(tools)
        column.addWidget(line())
        column.addWidget(self.input)
        column.addWidget(line())
        column.addLayout(bottom)
        QWidget.setTabOrder(self.input, self.send_button)
        QWidget.setTabOrder(self.send_button, self.keys_button)
        QWidget.setTabOrder(self.keys_button, self.emoji_button)
        self.setFocusProxy(self.input)

    # Told by the page

    def show_contact(self, name: str, *, is_open: bool) -> None:
        """Who is written to, and whether they can be at all."""
        self.input.setAccessibleName(self.tr("Message to {name}").format(name=name))
        self.input.set_open(is_open)
        self.emoji_button.setEnabled(is_open)
        self._show_length(len(self.input.text()))

    # What the person does

    @property
    def _can_send(self) -> bool:
        return self.input.isEnabled() and self.input.can_be_sent

    @Slot()
    def send(self) -> None:
        text = self.input.text()
        if self._can_send:
            self.input.clear()
            self.sent.emit(self._messenger.send_message(self._number, text))
        self.input.setFocus()

    @Slot()
    def _choose_key(self) -> None:
        menu = send_key_menu(self._store, self)
        menu.aboutToHide.connect(menu.deleteLater)
        corner = self.keys_button.mapToGlobal(QPoint(self.keys_button.width(), 0))
        menu.popup(corner - QPoint(menu.sizeHint().width(), menu.sizeHint().height()))

    @Slot(str)
    def _setting_changed(self, name: str) -> None:
        if name == SEND_KEY:
            self.input.send_key = self._store.settings.send_key
            self._show_length(len(self.input.text()))

    @Slot()
    def _choose_emoji(self) -> None:
        if self.emoji is None:
            self.emoji = EmojiPopup(self)
            self.emoji.chosen.connect(self._insert_emoji)
        self.emoji.open_above(self.emoji_button)

    @Slot(str)
    def _insert_emoji(self, emoji: str) -> None:
        self.input.insertPlainText(emoji)
        self.input.setFocus()

    @Slot(object)
    def _show_length(self, length: int) -> None:
        too_long = length > MAX_MESSAGE_CHARS
        if too_long:
            text = self.tr("{over} characters too many: at most {most} can be sent at once.").format(
                over=length - MAX_MESSAGE_CHARS, most=MAX_MESSAGE_CHARS
            )
        elif length >= COUNT_FROM:
            text = self.tr("{length} of {most} characters").format(length=length, most=MAX_MESSAGE_CHARS)
        else:
            text = send_key_hint(self._store.settings.send_key) if self.input.isEnabled() else ""
        shown, hidden = (self.too_long, self.hint) if too_long else (self.hint, self.too_long)
        hidden.hide()
        shown.setText(text)
        shown.show()
        self.send_button.setEnabled(self._can_send)
