"""A caret that stands still when nobody writes: it is painted twice a second, all day, where a chat is open."""

from PySide6.QtCore import QObject, QTimer, Slot
from PySide6.QtWidgets import QApplication, QPlainTextEdit

REST_AFTER_MS = 10_000
"""As long as GTK's carets blink."""


class RestingCaret(QObject):
    """Of one field, while it has the focus: then no other caret blinks, and the time of all is this one's."""

    def __init__(self, field: QPlainTextEdit) -> None:
        super().__init__(field)
        self._field = field
        self._flash_ms = 0
        self._rest = QTimer(self, singleShot=True, interval=REST_AFTER_MS)
        self._rest.timeout.connect(self.rest)
        field.cursorPositionChanged.connect(self.stir)

    @Slot()
    def stir(self) -> None:
        """Somebody writes, or comes to it."""
        self.wake()
        if self._field.hasFocus():
            self._rest.start()

    @Slot()
    def rest(self) -> None:
        if not self._flash_ms:
            self._flash_ms = QApplication.cursorFlashTime()
            QApplication.setCursorFlashTime(0)

    def wake(self) -> None:
        """It blinks as the system says."""
        self._rest.stop()
        if self._flash_ms:
            QApplication.setCursorFlashTime(self._flash_ms)
            self._flash_ms = 0
