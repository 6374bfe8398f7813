"""The size and position of windows on the screens."""

from PySide6.QtCore import QEvent, QObject, QPoint, QRect, QSize, QTimer, Signal, Slot
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QWidget


class FirstPaint(QObject):
    """The first paint of a window, after which the rest of the program is built. Emits `painted` once: after the first
    paint of the window, or at an earlier call of `finish`.
    """

    painted = Signal()

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._is_finished = False
        window.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Paint:
            watched.removeEventFilter(self)
            QTimer.singleShot(0, self, self.finish)
        return False

    @Slot()
    def finish(self) -> None:
        """Call this before the first action of the user."""
        if not self._is_finished:
            self._is_finished = True
            self.painted.emit()


_TITLE_BAR = 32
"""The approximate height of a title bar."""


def room_for(window: QWidget) -> QSize:
    """Return the largest size with which a window fits its screen."""
    return window.screen().availableSize() - QSize(0, _TITLE_BAR)


def fit_height(window: QWidget) -> None:
    """Resize a window to the height that its wrapped sentences need, which `adjustSize` does not consider."""
    layout = window.layout()
    if layout is not None:
        layout.activate()
        width = max(window.width(), layout.minimumSize().width())
        height = layout.totalHeightForWidth(width) if layout.hasHeightForWidth() else layout.sizeHint().height()
        window.resize(QSize(width, max(height, window.minimumHeight())).boundedTo(room_for(window)))


def fit_to_screen(window: QWidget) -> None:
    """Shrink a window that is too large for its screen."""
    if not window.isMaximized():
        window.resize(window.size().boundedTo(room_for(window)))


def in_view(frame: QRect) -> QPoint:
    """Return the corner with which as much of the window as possible is on a screen."""
    screen = QGuiApplication.screenAt(frame.topLeft()) or QGuiApplication.screenAt(frame.center())
    room = (screen or QGuiApplication.primaryScreen()).availableGeometry()
    left = max(room.left(), min(frame.left(), room.right() + 1 - frame.width()))
    top = max(room.top(), min(frame.top(), room.bottom() + 1 - frame.height()))
    return QPoint(left, top)


def place_beside(window: QWidget, other: QWidget) -> None:
    """Move a window that was not shown yet to the right of another one, or to its left. Without room, leave it."""
    room, frame = other.screen().availableGeometry(), other.frameGeometry()
    width = window.width() + frame.width() - other.width()
    for left in (frame.right() + 1, frame.left() - width):
        if room.left() <= left and left + width <= room.right() + 1:
            window.move(left, frame.top())
            return


def bring_up(window: QWidget) -> None:
    """Show a window above all others, also if it is minimized."""
    if window.isMinimized():
        window.showNormal()
    elif not window.isVisible():
        fit_to_screen(window)
        window.show()
    window.raise_()
    window.activateWindow()
