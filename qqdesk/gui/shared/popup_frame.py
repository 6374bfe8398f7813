"""The frame of a popup."""

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QWidget


class PopupFrame(QFrame):
    """Esc or a click elsewhere closes it."""

    def __init__(self, parent: QWidget | None) -> None:
        super().__init__(parent, Qt.WindowType.Popup)
        self.setProperty("role", "card")

    def event(self, event: QEvent) -> bool:
        is_override = event.type() == QEvent.Type.ShortcutOverride
        if is_override and isinstance(event, QKeyEvent) and event.key() == Qt.Key.Key_Escape:
            # Esc would be a shortcut of the chat if that is beside the list.
            event.accept()
            return True
        return super().event(event)
