"""The pictures of all screens at one moment."""

from dataclasses import dataclass

from PySide6.QtCore import QPoint, QRect, QRectF
from PySide6.QtGui import QGuiApplication, QImage, QScreen
from PySide6.QtWidgets import QApplication


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
