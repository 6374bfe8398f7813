"""The buttons for the previous and the next picture."""

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QFocusEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QWidget

from qqdesk.gui.shared.icons import SIZE, icon_pixmap
from qqdesk.gui.shared.theme import RADIUS
from qqdesk.gui.shared.theme_colors import DARK

WIDTH, HEIGHT = 40, 64


class StepButton(QAbstractButton):
    """It is seen while the pointer is over the picture, its parent, or while it has the focus."""

    def __init__(self, icon: str, name: str, parent: QWidget) -> None:
        super().__init__(parent)
        self._icon, self._picture = icon, parent
        self.setFixedSize(WIDTH, HEIGHT)
        self.setAccessibleName(name)
        self.setToolTip(name)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setCursor(Qt.CursorShape.ArrowCursor)

    @property
    def is_seen(self) -> bool:
        return self.hasFocus() or self._picture.underMouse()

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        if not self.is_seen:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(DARK.accent, 2) if self.hasFocus() else Qt.PenStyle.NoPen)
        painter.setBrush(DARK.edge if self.underMouse() else DARK.button)
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), RADIUS, RADIUS)
        picture = icon_pixmap(self._icon, SIZE, self.devicePixelRatioF(), DARK.text)
        painter.drawPixmap((WIDTH - SIZE) // 2, (HEIGHT - SIZE) // 2, picture)
        painter.end()
