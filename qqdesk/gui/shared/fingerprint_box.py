"""A fingerprint of a certificate, to compare and to copy."""

from PySide6.QtCore import Qt, Slot
from PySide6.QtGui import QFontDatabase, QGuiApplication
from PySide6.QtWidgets import QFrame, QLabel, QPushButton

from qqdesk.gui.shared.icons import put_icon
from qqdesk.gui.shared.labels import small_label
from qqdesk.gui.shared.layouts import column, row
from qqdesk.protocol.fingerprint import written_fingerprint

_PAIRS_PER_LINE = 8
_SELECTABLE = Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard


class FingerprintBox(QFrame):
    """A fingerprint in lines that two people can compare aloud, and a button to copy it."""

    def __init__(self, caption: str, fingerprint: str) -> None:
        super().__init__()
        self.setProperty("role", "card")
        self._caption = caption
        self.digits = QLabel()
        font = QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont)
        font.setPointSizeF(self.font().pointSizeF() + 0.5)
        self.digits.setFont(font)
        self.digits.setTextInteractionFlags(_SELECTABLE)
        self.digits.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.copy = QPushButton(self.tr("Copy"))
        self.copy.setAccessibleName(self.tr("Copy the fingerprint"))
        put_icon(self.copy, "copy")
        self.copy.clicked.connect(self._copy)
        digits = row((self.digits, 1), column(None, self.copy))
        self.setLayout(column(small_label(caption), digits, margins=(12, 8, 8, 8), spacing=4))
        self.show_fingerprint(fingerprint)

    def show_fingerprint(self, fingerprint: str) -> None:
        self._written = written_fingerprint(fingerprint)
        pairs = self._written.split(":")
        starts = range(0, len(pairs), _PAIRS_PER_LINE)
        self.digits.setText("\n".join(":".join(pairs[start : start + _PAIRS_PER_LINE]) for start in starts))
        self.digits.setAccessibleName(f"{self._caption} {self._written.replace(':', ' ')}")

    @Slot()
    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(self._written)
