"""The names of statuses, and presence marks as widgets and icons."""

from PySide6.QtCore import QCoreApplication, QPointF, QRectF, Qt
from PySide6.QtGui import QIcon, QPainter, QPainterPath, QPaintEvent, QPen, QPixmap
from PySide6.QtWidgets import QWidget

from qqdesk.gui.shared.icons import SIZE
from qqdesk.gui.shared.theme import current_theme
from qqdesk.gui.shared.theme_colors import Theme
from qqdesk.protocol.codes import Status


def status_text(status: Status) -> str:
    return {
        Status.ONLINE: QCoreApplication.translate("Status", "Online"),
        Status.AWAY: QCoreApplication.translate("Status", "Away"),
        Status.BUSY: QCoreApplication.translate("Status", "Busy"),
        Status.INVISIBLE: QCoreApplication.translate("Status", "Invisible"),
        Status.OFFLINE: QCoreApplication.translate("Status", "Offline"),
    }[status]


def idle_text() -> str:
    """Return the name of the status that the program sets while the computer is idle."""
    return QCoreApplication.translate("Status", "Away (idle)")


DOT = 10
"""The size of a mark beside a name, in logical pixels."""
_RING = 2


def paint_status(painter: QPainter, rect: QRectF, status: Status, theme: Theme) -> None:
    """Draw a presence mark that differs from the others without its colour, in the largest square of `rect`.

    Online is a full dot, away a crescent, busy a dot with a bar, invisible a ring, offline a grey ring with a
    slash.
    """
    side = min(rect.width(), rect.height())
    square = QRectF(0, 0, side, side)
    square.moveCenter(rect.center())
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    stroke = max(1.5, side / 6)
    ring = square.adjusted(stroke / 2, stroke / 2, -stroke / 2, -stroke / 2)
    if status in (Status.ONLINE, Status.BUSY):
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.online if status is Status.ONLINE else theme.busy)
        painter.drawEllipse(square)
        if status is Status.BUSY:
            painter.setBrush(theme.surface)
            bar = QRectF(0, 0, side * 0.56, side * 0.2)
            bar.moveCenter(square.center())
            painter.drawRoundedRect(bar, bar.height() / 2, bar.height() / 2)
    elif status is Status.AWAY:
        moon, bite = QPainterPath(), QPainterPath()
        moon.addEllipse(square)
        bite.addEllipse(square.translated(side * 0.36, -side * 0.26))
        painter.fillPath(moon.subtracted(bite), theme.away)
    else:
        colour = theme.invisible if status is Status.INVISIBLE else theme.offline
        painter.setPen(QPen(colour, stroke, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawEllipse(ring)
        if status is Status.OFFLINE:
            inset = side * 0.24
            painter.drawLine(
                QPointF(square.left() + inset, square.bottom() - inset),
                QPointF(square.right() - inset, square.top() + inset),
            )
    painter.restore()


class StatusDot(QWidget):
    """A presence mark as a widget."""

    def __init__(self, status: Status = Status.OFFLINE, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFixedSize(DOT, DOT)
        self._status = status
        self.set_status(status)

    def set_status(self, status: Status) -> None:
        self._status = status
        self.setAccessibleName(status_text(status))
        self.setToolTip(status_text(status))
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, theme = QPainter(self), current_theme()
        if not self.isEnabled():
            theme = theme._replace(online=theme.disabled)
        paint_status(painter, QRectF(self.rect()), self._status, theme)
        painter.end()


class RingedDot(StatusDot):
    """A status dot with a light ring, as green and grey do not stand out on a face or a coloured head."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self.setFixedSize(DOT + 2 + 2 * _RING, DOT + 2 + 2 * _RING)

    def paintEvent(self, event: QPaintEvent) -> None:
        theme, rect = current_theme(), QRectF(self.rect())
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.surface)
        painter.drawEllipse(rect)
        paint_status(painter, rect.adjusted(_RING, _RING, -_RING, -_RING), self._status, theme)
        painter.end()


def status_icon(status: Status, *, on_head: bool = False) -> QIcon:
    """Return a presence mark as an icon. Ask again when the theme changes."""
    theme = current_theme()
    # Green and grey have too little contrast on blue, so the mark gets a light ground.
    grounded = on_head and not theme.is_dark and theme.on_head == theme.surface
    result = QIcon()
    for ratio in (1, 2, 3):
        pixmap = QPixmap(SIZE * ratio, SIZE * ratio)
        pixmap.fill(Qt.GlobalColor.transparent)
        painter = QPainter(pixmap)
        side = (DOT + 2) * ratio
        square = QRectF(0, 0, side, side)
        square.moveCenter(QRectF(pixmap.rect()).center())
        if grounded:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.surface)
            painter.drawEllipse(square.adjusted(-2 * ratio, -2 * ratio, 2 * ratio, 2 * ratio))
        paint_status(painter, square, status, theme)
        painter.end()
        for mode in (QIcon.Mode.Normal, QIcon.Mode.Selected):  # the style would tint the second
            result.addPixmap(pixmap, mode)
    return result
