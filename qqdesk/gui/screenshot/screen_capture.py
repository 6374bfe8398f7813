"""Gets the pictures of all screens at one moment, as each system allows."""

import logging
import os
import sys
import threading
from dataclasses import dataclass

from PySide6.QtCore import QObject, QPoint, QRect, QRectF, Signal, Slot
from PySide6.QtGui import QGuiApplication, QImage, QScreen
from PySide6.QtWidgets import QApplication

from qqdesk.gui.pictures.decode import PictureError, decode
from qqdesk.system.screen_recording import may_record_screen


@dataclass(frozen=True, slots=True)
class FrozenScreen:
    """The device pixel ratio of `image` is that of the screen."""

    screen: QScreen
    image: QImage
    windows: tuple[QRect, ...]
    """The windows of this program, in the coordinates of the screen: the active one first, then the smallest."""


def grab_screens() -> list[FrozenScreen]:
    """Grab all screens. Return an empty list if the system gives no pictures."""
    grabbed = [(screen, screen.grabWindow(0).toImage()) for screen in QGuiApplication.screens()]
    return [_frozen(screen, image) for screen, image in grabbed if not image.isNull()]


def cut_desktop(desktop: QImage) -> list[FrozenScreen]:
    """Divide the picture of a desktop into those of its screens."""
    screens = QGuiApplication.screens()
    whole = screens[0].virtualGeometry()
    scale = desktop.width() / whole.width()
    frozen = []
    for screen in screens:
        place = screen.geometry().translated(-whole.topLeft())
        left, top, width, height = (side * scale for side in (place.x(), place.y(), place.width(), place.height()))
        image = desktop.copy(QRectF(left, top, width, height).toRect())
        image.setDevicePixelRatio(scale)
        frozen.append(_frozen(screen, image))
    return frozen


def _frozen(screen: QScreen, image: QImage) -> FrozenScreen:
    return FrozenScreen(screen, image.convertToFormat(QImage.Format.Format_RGB32), own_windows(screen))


def own_windows(screen: QScreen) -> tuple[QRect, ...]:
    """Return the windows of this program on a screen. Qt does not know other windows."""
    shown = [window for window in QApplication.topLevelWidgets() if window.isVisible() and not window.isMinimized()]
    shown.sort(key=lambda window: (not window.isActiveWindow(), window.width() * window.height()))
    corner, room = screen.geometry().topLeft(), QRect(QPoint(0, 0), screen.geometry().size())
    places = [window.frameGeometry().translated(-corner) & room for window in shown]
    return tuple(place for place in places if not place.isEmpty())


_log = logging.getLogger(__name__)


class ScreenCapture(QObject):
    """On Wayland the portal takes the picture, and may ask the user first. Elsewhere Qt takes it."""

    captured = Signal(object)  # list[FrozenScreen]
    failed = Signal(str)
    _taken = Signal(QImage)
    """From the thread that waits for the portal. The picture is null if the user refused."""
    _not_taken = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.is_running = False
        self._taken.connect(self._on_taken)
        self._not_taken.connect(self._on_not_taken)

    @Slot()
    def start(self) -> None:
        """Take the pictures. `captured` or `failed` follows, or nothing if the user refuses."""
        if os.environ.get("WAYLAND_DISPLAY"):
            self.is_running = True
            threading.Thread(target=self._ask_portal, name="screenshot", daemon=True).start()
        elif sys.platform == "darwin" and not may_record_screen():
            self.failed.emit(self.tr("Allow qqdesk to record the screen in the system settings, under privacy."))
        elif frozen := grab_screens():
            self.captured.emit(frozen)
        else:
            self._on_not_taken()

    def _ask_portal(self) -> None:
        from qqdesk.system.screenshot_portal import PortalError, take_picture

        picture = QImage()
        try:
            path = take_picture()
            if path is not None:
                picture = decode(path)
                path.unlink(missing_ok=True)
        except (PortalError, PictureError, OSError) as error:
            _log.warning("no screenshot: %s", error)
            self._not_taken.emit()
        else:
            self._taken.emit(picture)

    def cancel(self) -> None:
        """Ignore the answer of the portal."""
        self.is_running = False

    @Slot(QImage)
    def _on_taken(self, desktop: QImage) -> None:
        is_wanted, self.is_running = self.is_running, False
        if is_wanted and not desktop.isNull():
            self.captured.emit(cut_desktop(desktop))

    @Slot()
    def _on_not_taken(self) -> None:
        self.is_running = False
        self.failed.emit(self.tr("The system gave no picture of the screen."))
