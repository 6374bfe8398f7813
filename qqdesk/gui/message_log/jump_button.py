"""The button that scrolls to the end of a log and counts the messages that have arrived there."""

from PySide6.QtCore import QRect, Qt
from PySide6.QtWidgets import QPushButton, QWidget

from qqdesk.gui.shared.icons import put_icon

_INSET = 12


class JumpButton(QPushButton):
    """Lies over a lower corner of its parent while the end is out of sight."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._new = 0
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setAutoDefault(False)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self._name()
        put_icon(self, "chevron-down")
        self.hide()

    @property
    def new(self) -> int:
        return self._new

    def add_new(self) -> None:
        self.set_new(self._new + 1)

    def set_new(self, count: int) -> None:
        self._new = count
        self._name()

    def _name(self) -> None:
        text = self.tr("Jump to newest (%n)", "", self._new) if self._new else self.tr("Jump to newest")
        self.setText(text)
        self.setAccessibleName(text)

    def follow(self, area: QRect, *, at_end: bool) -> None:
        """Move to the corner of `area`; hide at the end."""
        if at_end and self._new:
            self._new = 0
            self._name()
        self.setVisible(not at_end)
        size = self.sizeHint()
        left = area.right() - size.width() - _INSET
        self.setGeometry(left, area.bottom() - size.height() - _INSET, size.width(), size.height())
        self.raise_()
