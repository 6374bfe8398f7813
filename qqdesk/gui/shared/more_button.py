"""A button that shows and hides what follows it."""

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QPushButton, QWidget

from qqdesk.gui.shared.icons import put_icon

HANG = 10
"""From the left edge of the button to its chevron."""


class MoreButton(QPushButton):
    """Shows `details` while it is checked; at first they are hidden."""

    def __init__(self, details: QWidget) -> None:
        super().__init__()
        self._details = details
        self.setText(self.tr("More"))
        self.setProperty("role", "edge")
        self.setCheckable(True)
        self.toggled.connect(self._show)
        self._show(False)

    @Slot(bool)
    def _show(self, is_open: bool) -> None:
        put_icon(self, "chevron-down" if is_open else "chevron-right", "accent")
        self._details.setVisible(is_open)
