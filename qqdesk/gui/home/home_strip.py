"""A strip of a page of the place's window."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QWidget

from qqdesk.gui.shared.labels import wrapped_label
from qqdesk.gui.shared.layouts import row
from qqdesk.gui.shared.strip import StripKind
from qqdesk.gui.shared.type_size import scaled

_HEIGHT = 42


class HomeStrip(QFrame):
    """One sentence, which may take several lines, between a picture and controls."""

    def __init__(self, kind: StripKind, picture: QWidget, *controls: QWidget) -> None:
        super().__init__()
        self.setProperty("role", kind.value)
        self.label = wrapped_label()
        parts = row(picture, (self.label, 1), *controls, margins=(12, 6, 6, 6))
        for control in controls:
            parts.setAlignment(control, Qt.AlignmentFlag.AlignVCenter)
        self.setLayout(parts)
        self.setMinimumHeight(scaled(_HEIGHT))

    def show_text(self, text: str) -> None:
        self.label.setText(text)
        self.setAccessibleName(text)

    def text(self) -> str:
        return self.label.text()
