"""An icon as a widget."""

from PySide6.QtGui import (
    QPainter,
    QPaintEvent,
)
from PySide6.QtWidgets import (
    QWidget,
)

from qqdesk.gui.shared.icons import SIZE, icon_pixmap
from qqdesk.gui.shared.theme import current_theme


class IconLabel(QWidget):
    """An icon in the theme's colour of a role."""

    def __init__(self, name: str, role: str = "secondary", size: int = SIZE, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._name, self._role, self._size = name, role, size
        self.setFixedSize(size, size)

    def set_icon(self, name: str, role: str) -> None:
        self._name, self._role = name, role
        self.update()

    def paintEvent(self, event: "QPaintEvent") -> None:
        painter = QPainter(self)
        colour = getattr(current_theme(), self._role)
        painter.drawPixmap(0, 0, icon_pixmap(self._name, self._size, self.devicePixelRatioF(), colour))
        painter.end()
