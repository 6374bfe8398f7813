"""Where on the screens a window has to be, and how it gets there."""

from PySide6.QtCore import QPoint, QRect
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QWidget


def in_view(frame: QRect) -> QPoint:
    """The corner that a window has to have, so that as much of it as can be is on a screen."""
    screen = QGuiApplication.screenAt(frame.topLeft()) or QGuiApplication.screenAt(frame.center())
    room = (screen or QGuiApplication.primaryScreen()).availableGeometry()
    left = max(room.left(), min(frame.left(), room.right() + 1 - frame.width()))
    top = max(room.top(), min(frame.top(), room.bottom() + 1 - frame.height()))
    return QPoint(left, top)


def bring_up(window: QWidget) -> None:
    """Over all others, also from the task bar."""
    if window.isMinimized():
        window.showNormal()
    else:
        window.show()
    window.raise_()
    window.activateWindow()
