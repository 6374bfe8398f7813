"""The size of text, as the system sets it, and lengths that follow it. The design size is 10 points at 96 dpi."""

import math

from PySide6.QtGui import QFont, QFontInfo, QFontMetrics, QGuiApplication

_DRAWN_FOR = 10.0
_DOTS_PER_INCH = 96.0
_QT_DEFAULT = ("Sans Serif", 9.0)
"""Qt's font without a desktop environment; no user chose it."""
_LEAST_PIXELS, _MOST_PIXELS = 11.0, 32.0
_SMALLER = 0.9
_LINE = 1.5
"""The height of a line in font sizes. Chinese characters come from another font, with higher lines."""


def system_points(font: QFont) -> float:
    """Return the size of ordinary text for this system font, within readable limits."""
    points = font.pointSizeF()
    if points <= 0:  # a size in pixels
        points = font.pixelSize() * 72 / _dots()
    if (font.family(), points) == _QT_DEFAULT:
        return base_points()
    return min(max(points, _LEAST_PIXELS * 72 / _dots()), _MOST_PIXELS * 72 / _dots())


def base_points() -> float:
    """Return the design size, in points of this screen."""
    return _DRAWN_FOR * _DOTS_PER_INCH / _dots()


def small_points() -> float:
    """Return the size of second lines and times."""
    return QGuiApplication.font().pointSizeF() * _SMALLER


def scaled(length: int) -> int:
    """Return a length beside or around text, in logical pixels. It grows with large text."""
    return round(length * max(1.0, QGuiApplication.font().pointSizeF() / base_points()))


def line_room(font: QFont) -> int:
    """Return the height of a line of any script, in logical pixels: 20 at the design size."""
    return max(math.ceil(QFontInfo(font).pixelSize() * _LINE), QFontMetrics(font).height())


def _dots() -> float:
    """Per inch, in logical pixels; macOS counts 72 of them."""
    screen = QGuiApplication.primaryScreen()
    return screen.logicalDotsPerInch() if screen is not None else _DOTS_PER_INCH
