"""A field for a password."""

from PySide6.QtCore import Signal, Slot
from PySide6.QtGui import QAction, QKeyEvent, Qt
from PySide6.QtWidgets import QLineEdit

from qqdesk.gui.kit.action import Action
from qqdesk.gui.shared.icons import put_icon


class PasswordEdit(QLineEdit):
    """A password with a button that shows it. Detects Caps Lock from the typed letters."""

    caps_lock_noticed = Signal(bool)

    def __init__(self, name: str) -> None:
        super().__init__()
        self.setEchoMode(QLineEdit.EchoMode.Password)
        self.setPlaceholderText(name)
        self.setAccessibleName(name)
        self._eye = QAction(self)
        self._eye.setCheckable(True)
        self._eye.toggled.connect(self._show_plain)
        self.addAction(self._eye, QLineEdit.ActionPosition.TrailingPosition)
        self._show_plain(False)

    def clear_secret(self) -> None:
        """Clear the password, and hide the next one."""
        self.clear()
        self._eye.setChecked(False)

    @Slot(bool)
    def _show_plain(self, plain: bool) -> None:
        self.setEchoMode(QLineEdit.EchoMode.Normal if plain else QLineEdit.EchoMode.Password)
        put_icon(self._eye, "eye-off" if plain else "eye", "secondary")
        text = self.tr("Hide the password ({key})") if plain else self.tr("Show the password ({key})")
        self._eye.setText(text.format(key=Action.SHOW_PASSWORD.key))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_V and event.modifiers() == Qt.KeyboardModifier.AltModifier:
            self._eye.toggle()
            return
        text = event.text()
        if text.isalpha() and text.isascii():
            shift = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
            self.caps_lock_noticed.emit(text.isupper() != shift)
        super().keyPressEvent(event)
