"""Icons from resources/icons (SVG), in any colour and sharp at any scale; labels and buttons with an icon."""

from functools import lru_cache

from PySide6.QtCore import QObject, QRectF, QSize, Qt, Slot
from PySide6.QtGui import QAction, QColor, QGuiApplication, QIcon, QPainter, QPaintEvent, QPixmap
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtWidgets import QAbstractButton, QMessageBox, QPushButton, QToolButton, QWidget

from qqdesk.gui.shared.theme import current_theme, theme_source
from qqdesk.paths import resource

IconTarget = QAbstractButton | QAction | QMessageBox

SIZE = 20
"""The design size of the icons, in logical pixels."""

_GAP = 4
"""Added to the 4 px that the style leaves between the icon of a button and its text."""

_MENU_SIZE = 16
_BOX_SIZE = 40
_SIZES = (_MENU_SIZE, SIZE, 24)
_LARGE_SIZES = (16, 20, 22, 24, 32, 48, 64, 128, 256)


@lru_cache(maxsize=256)
def _source(name: str) -> str:
    return resource("icons", f"{name}.svg").read_text("utf-8")


@lru_cache(maxsize=1024)
def _render(name: str, side: int, colour: str, gap: int = 0) -> QPixmap:
    """Return a square of `side` device pixels, with a gap at its right."""
    pixmap = QPixmap(side + gap, side)
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    renderer = QSvgRenderer(_source(name).replace("currentColor", colour).encode())
    renderer.setAspectRatioMode(Qt.AspectRatioMode.KeepAspectRatio)
    renderer.render(painter, QRectF(0, 0, side, side))
    painter.end()
    return pixmap


def icon_pixmap(name: str, size: int = SIZE, ratio: float = 1.0, color: QColor | None = None) -> QPixmap:
    """Return an icon for a delegate. `size` in logical pixels; the default colour is that of text."""
    colour = (color or current_theme().text).name()
    pixmap = QPixmap(_render(name, max(1, round(size * ratio)), colour))
    pixmap.setDevicePixelRatio(ratio)
    return pixmap


@lru_cache(maxsize=256)
def _icon(
    name: str, colours: tuple[str, ...], sizes: tuple[int, ...], ratios: tuple[float, ...], gap: int = 0
) -> QIcon:
    """`colours`: of the icon, and if it can be disabled, of the disabled one. `gap`: in logical pixels."""
    result = QIcon()
    for side, space in sorted({(round(size * ratio), round(gap * ratio)) for size in sizes for ratio in ratios}):
        for colour, mode in zip(colours, (QIcon.Mode.Normal, QIcon.Mode.Disabled), strict=False):
            result.addPixmap(_render(name, side, colour, space), mode)
    return result


def icon(name: str, color: QColor | None = None, sizes: tuple[int, ...] = _SIZES, gap: int = 0) -> QIcon:
    """Return an icon for the scales of all screens. The default colour is that of text.

    It does not follow the theme; `put_icon` does.
    """
    ratios = {screen.devicePixelRatio() for screen in QGuiApplication.screens()} or {1.0}
    theme = current_theme()
    return _icon(name, ((color or theme.icon).name(), theme.disabled.name()), sizes, tuple(sorted(ratios)), gap)


def large_icon(name: str) -> QIcon:
    """Return an icon for windows and the tray, in sizes up to 256 pixels."""
    return _icon(name, (current_theme().text.name(),), _LARGE_SIZES, (1.0,))


class _Follower(QObject):
    """Sets the icon of its parent again when the theme changes."""

    def __init__(self, target: IconTarget) -> None:
        super().__init__(target)
        self._name = self._role = ""
        theme_source().changed.connect(self.refresh)

    def show(self, name: str, role: str) -> None:
        self._name, self._role = name, role
        self.refresh()

    @Slot()
    def refresh(self) -> None:
        # Not the object of the constructor: PySide may count that as deleted together with the menu that returned it.
        target, colour = self.parent(), getattr(current_theme(), self._role)
        if isinstance(target, QMessageBox):
            target.setIconPixmap(icon_pixmap(self._name, _BOX_SIZE, target.devicePixelRatioF(), colour))
        elif isinstance(target, QAbstractButton):
            target.setIcon(icon(self._name, colour, (SIZE,), _gap(target)))
        elif isinstance(target, QAction):
            target.setIcon(icon(self._name, colour, (_MENU_SIZE, SIZE)))


def _gap(target: QAbstractButton) -> int:
    return _GAP if isinstance(target, QPushButton) and target.text() else 0


def put_icon(target: IconTarget, name: str, role: str = "icon") -> None:
    """Set or replace the icon, in the theme's colour of that role, now and when the theme changes."""
    if isinstance(target, QAbstractButton):
        target.setIconSize(QSize(SIZE + _gap(target), SIZE))
    follower = next((child for child in target.children() if isinstance(child, _Follower)), None)
    (follower or _Follower(target)).show(name, role)


class IconLabel(QWidget):
    """An icon in the theme's colour of a role."""

    def __init__(self, name: str, role: str = "secondary", size: int = SIZE) -> None:
        super().__init__()
        self._name, self._role, self._size = name, role, size
        self.setFixedSize(size, size)

    def set_icon(self, name: str, role: str) -> None:
        self._name, self._role = name, role
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        colour = getattr(current_theme(), self._role if self.isEnabled() else "disabled")
        painter.drawPixmap(0, 0, icon_pixmap(self._name, self._size, self.devicePixelRatioF(), colour))
        painter.end()


def icon_button(icon: str, name: str, role: str = "icon") -> QToolButton:
    """Return a flat button with an icon.

    `name` is its tool tip and accessible name. A click leaves the focus where it is, so that the user can continue
    writing.
    """
    button = QToolButton()
    button.setToolTip(name)
    button.setAccessibleName(name)
    button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
    put_icon(button, icon, role)
    return button
