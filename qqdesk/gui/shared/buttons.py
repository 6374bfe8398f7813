"""A button that copies a text and confirms it."""

from PySide6.QtCore import QTimer, Slot
from PySide6.QtWidgets import QPushButton, QWidget

from qqdesk.gui.shared.icons import put_icon
from qqdesk.gui.shared.screen_reader import announce
from qqdesk.gui.shared.type_size import scaled


def role_button(text: str, role: str) -> QPushButton:
    """Return a button; `role` is "primary", "danger", "link" or "edge"."""
    button = QPushButton(text)
    button.setProperty("role", role)
    return button


HANG = 10
"""From the left edge of the button to its chevron."""


class MoreButton(QPushButton):
    """A button that shows and hides what follows it. Shows `details` while it is checked; at first they are hidden."""

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


CONFIRMED_MS = 2000
WIDTH = 118


class CopyButton(QPushButton):
    """It keeps its width while its text is *Copied*."""

    def __init__(self, text: str, role: str = "text") -> None:
        super().__init__()
        self._text, self._icon_role = text, role
        self._confirmed = QTimer(self, singleShot=True, interval=CONFIRMED_MS)
        self._confirmed.timeout.connect(self._show_idle)
        self._show_idle()

    def confirm(self) -> None:
        """Show *Copied* for two seconds."""
        self.setMinimumWidth(self.width())
        self.setText(self.tr("Copied"))
        put_icon(self, "check", self._icon_role)
        self._confirmed.start()
        announce(self, self.text())

    @Slot()
    def _show_idle(self) -> None:
        self.setText(self._text)
        put_icon(self, "copy", self._icon_role)
        self.setMinimumWidth(max(scaled(WIDTH), self.sizeHint().width()))
