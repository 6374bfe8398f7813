"""List the texts and marks that a window paints, with their colours.

The window is painted into an SVG, which has each text with its place and colour. The colours below come from pixels."""

import base64
import re
import xml.etree.ElementTree as ET
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from PySide6.QtCore import QBuffer, QIODevice, QPoint, QRect, QRectF
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QImage, QTransform
from PySide6.QtSvg import QSvgGenerator
from PySide6.QtWidgets import QAbstractScrollArea, QMenu, QWidget

_SVG = "{http://www.w3.org/2000/svg}"
_HREF = "{http://www.w3.org/1999/xlink}href"
_NUMBERS = re.compile(r"-?\d+(?:\.\d+)?(?:e-?\d+)?")
_LARGEST_MARK = 48
"""A mark is not larger and has one colour. Other pictures are faces."""
_FEW = 3
_LIKE = 24
"""The tolerance between the sums of two colours' parts."""
_BESIDE = 3
_MANY = 0.02
"""A colour with this share of the neighbouring pixels is a ground."""


@dataclass(frozen=True, slots=True)
class Painted:
    """A text, or a mark with "" as text, of one colour, and its ground."""

    text: str
    colour: QColor
    ground: QColor
    place: QRect

    @property
    def contrast(self) -> float:
        return contrast(over(self.colour, self.ground), self.ground)


def luminance(colour: QColor) -> float:
    def linear(value: float) -> float:
        return value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4

    red, green, blue = (linear(value) for value in (colour.redF(), colour.greenF(), colour.blueF()))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: QColor, other: QColor) -> float:
    """Return the contrast of the Web Content Accessibility Guidelines, from 1 to 21."""
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def over(colour: QColor, ground: QColor) -> QColor:
    """Return the visible colour of a translucent colour on a ground."""
    part = colour.alphaF()
    mixed = (
        getattr(colour, name)() * part + getattr(ground, name)() * (1 - part) for name in ("redF", "greenF", "blueF")
    )
    return QColor.fromRgbF(*mixed)


def painted(window: QWidget) -> list[Painted]:
    """Return each text and mark of a visible window."""
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    generator = QSvgGenerator()
    generator.setOutputDevice(buffer)
    generator.setSize(window.size())
    generator.setResolution(96)
    window.render(generator)
    del generator
    pixels = window.grab().toImage().convertToFormat(QImage.Format.Format_RGB32)
    tree = ET.fromstring(bytes(buffer.data().data()))
    return [found for found in _walk(tree, QTransform(), window, pixels) if _is_enabled(window, found.place)]


def _is_enabled(window: QWidget, place: QRect) -> bool:
    """Return whether the widget there is enabled. Disabled text may be pale."""
    child = window.childAt(place.center())
    if isinstance(window, QMenu):
        action = window.actionAt(place.center())
        return action is None or action.isEnabled()
    return child is None or child.isEnabled()


def _area(window: QWidget, origin: QPoint) -> QAbstractScrollArea | None:
    """Return the scroll area on whose viewport a widget with this origin paints, if it scrolls."""
    child = window.childAt(origin)
    area = None if child is None else child.parent()
    return area if isinstance(area, QAbstractScrollArea) and area.viewport() is child else None


def _is_covered(area: QAbstractScrollArea | None, window: QWidget, place: QPoint) -> bool:
    """Return whether another widget, such as a list of names to mention, is above the area there."""
    child = window.childAt(place)
    return area is not None and child is not None and not area.isAncestorOf(child)


def _walk(node: ET.Element, transform: QTransform, window: QWidget, pixels: QImage) -> Iterator[Painted]:
    if matrix := node.get("transform"):
        a, b, c, d, e, f = (float(number) for number in _NUMBERS.findall(matrix)[:6])
        transform = QTransform(a, b, c, d, e, f)  # the generator does not nest transforms
    area = _area(window, QPoint(round(transform.dx()), round(transform.dy())))
    view = window.rect() if area is None else QRect(area.viewport().mapTo(window, QPoint()), area.viewport().size())
    for child in node:
        if child.tag == f"{_SVG}text":
            found = _text(child, transform, view, pixels)
        elif child.tag == f"{_SVG}image":
            found = _mark(child, transform, view, pixels)
        else:
            yield from _walk(child, transform, window, pixels)
            continue
        yield from (one for one in found if not _is_covered(area, window, (one.place & view).center()))


def _text(node: ET.Element, transform: QTransform, view: QRect, pixels: QImage) -> Iterator[Painted]:
    text = (node.text or "").strip()
    if not any(letter.isalnum() for letter in text):
        return  # an emoji has colours of its own
    font = QFont(node.get("font-family", "").split(",")[0].strip("'\" "))
    font.setPixelSize(max(1, round(float(node.get("font-size", "12")))))
    metrics = QFontMetricsF(font)
    x, y = float(node.get("x", "0")), float(node.get("y", "0"))
    rect = QRectF(x, y - metrics.ascent(), metrics.horizontalAdvance(text), metrics.height())
    colour = QColor(node.get("fill", "#000000"))
    colour.setAlphaF(float(node.get("fill-opacity", "1")))
    yield from _on_ground(text, colour, transform.mapRect(rect), view, pixels)


def _mark(node: ET.Element, transform: QTransform, view: QRect, pixels: QImage) -> Iterator[Painted]:
    rect = QRectF(*(float(node.get(name, "0")) for name in ("x", "y", "width", "height")))
    data = node.get(_HREF, "").partition("base64,")[2]
    picture = QImage.fromData(base64.b64decode(data))
    if picture.isNull() or transform.mapRect(rect).width() > _LARGEST_MARK:
        return
    values = memoryview(picture.convertToFormat(QImage.Format.Format_ARGB32).constBits()).cast("I")
    colours = Counter(value & 0xFFFFFF for value in values.tolist() if value >> 24 > 250)
    if 0 < len(colours) <= _FEW:
        yield from _on_ground("", QColor.fromRgb(colours.most_common(1)[0][0]), transform.mapRect(rect), view, pixels)


def _on_ground(text: str, colour: QColor, rect: QRectF, view: QRect, pixels: QImage) -> Iterator[Painted]:
    """Return nothing if the colour is not visible: the text is scrolled out of view, or selected and redrawn."""
    seen, ratio = rect.intersected(QRectF(view)), pixels.devicePixelRatio()
    place = QRectF(seen.topLeft() * ratio, seen.size() * ratio).toAlignedRect()
    own, others = _seen(colour, place, pixels)
    if own:
        yield Painted(text, colour, _ground(colour, others), rect.toAlignedRect())


def _ground(colour: QColor, others: Counter[int]) -> QColor:
    """Return the ground. The soft edges of letters lie between the colour and its ground."""
    enough = others.total() * _MANY
    many = [QColor.fromRgb(pixel) for pixel, count in others.items() if count >= enough]
    return max(many, key=lambda ground: contrast(colour, ground), default=colour)


def _seen(colour: QColor, place: QRect, pixels: QImage) -> tuple[int, Counter[int]]:
    """Return the number of pixels with the colour, and the colours around these pixels."""
    values = memoryview(pixels.constBits()).cast("I")
    starts = range(place.top() * pixels.width() + place.left(), (place.bottom() + 1) * pixels.width(), pixels.width())
    rows = [values[start : start + place.width()].tolist() for start in starts]
    red, green, blue = colour.red(), colour.green(), colour.blue()
    like = {
        pixel
        for pixel in set[int]().union(*rows)
        if abs((pixel >> 16 & 0xFF) - red) + abs((pixel >> 8 & 0xFF) - green) + abs((pixel & 0xFF) - blue) <= _LIKE
    }
    own, around = 0, list[int]()
    for y, row in enumerate(rows):
        near = rows[max(0, y - _BESIDE) : y + _BESIDE + 1]
        for x, pixel in enumerate(row):
            if pixel in like:
                own += 1
                for line in near:
                    around += line[max(0, x - _BESIDE) : x + _BESIDE + 1]
    others = Counter(around)
    for pixel in like:
        del others[pixel]
    return own, others
