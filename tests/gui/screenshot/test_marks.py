"""What is drawn on a screenshot, pixel by pixel."""

import pytest
from PySide6.QtCore import QPointF, QRect, QRectF
from PySide6.QtGui import QColor, QImage, QPainter
from pytestqt.qtbot import QtBot

from qqdesk.gui.screenshot.marks import (
    BLOCK,
    ArrowMark,
    Drawing,
    Mark,
    MosaicMark,
    PenMark,
    RectangleMark,
    Style,
    TextMark,
)

RED = Style(QColor("#D0382D"), 3)
PATH = [QPointF(60, 60), QPointF(80, 75), QPointF(120, 100)]
MARKS = (
    RectangleMark.drawn(PATH, RED),
    ArrowMark.drawn(PATH, RED),
    PenMark.drawn(PATH, RED),
    TextMark(QPointF(60, 60), "Our boat?\n你好", Style(RED.colour, 18)),
    MosaicMark.drawn(PATH, RED),
)


def striped(ratio: float = 1.0) -> QImage:
    """Return a picture of 200 x 160 logical pixels whose black and white columns are one device pixel wide."""
    picture = QImage(round(200 * ratio), round(160 * ratio), QImage.Format.Format_RGB32)
    picture.fill(QColor("white"))
    painter = QPainter(picture)
    for x in range(0, picture.width(), 2):
        painter.fillRect(QRect(x, 0, 1, picture.height()), QColor("black"))
    painter.end()
    picture.setDevicePixelRatio(ratio)
    return picture


def different(one: QImage, other: QImage) -> QRect:
    """Return the smallest rectangle with all different pixels."""
    found = QRect()
    mine, theirs, step = bytes(one.constBits()), bytes(other.constBits()), one.bytesPerLine()
    for y in range(one.height()):
        here, there = mine[y * step : (y + 1) * step], theirs[y * step : (y + 1) * step]
        if here != there:
            changed = [x // 4 for x in range(step) if here[x] != there[x]]
            found |= QRect(changed[0], y, changed[-1] - changed[0] + 1, 1)
    return found


@pytest.mark.parametrize("ratio", [1.0, 1.5, 2.0])
@pytest.mark.parametrize("mark", MARKS, ids=lambda mark: type(mark).__name__)
def test_a_mark_changes_the_pixels_in_its_bounds_only(qtbot: QtBot, mark: Mark, ratio: float) -> None:
    frozen = striped(ratio)
    drawing = Drawing(frozen)
    drawing.add(mark)
    changed = different(frozen, drawing.image)
    bounds = mark.bounds
    corner, size = bounds.topLeft() * ratio, bounds.size() * ratio
    assert not changed.isEmpty()
    assert QRectF(corner, size).toAlignedRect().contains(changed)


def test_undo_and_redo_restore_every_pixel(qtbot: QtBot) -> None:
    frozen = striped()
    drawing = Drawing(frozen)
    pictures = [drawing.image.copy()]
    for mark in MARKS:
        drawing.add(mark)
        pictures.append(drawing.image.copy())
    for picture in reversed(pictures[:-1]):
        drawing.undo()
        assert drawing.image == picture
    for picture in pictures[1:]:
        drawing.redo()
        assert drawing.image == picture
    drawing.undo()
    drawing.add(MARKS[0])
    assert not drawing.can_redo


@pytest.mark.parametrize("ratio", [1.0, 2.0])
def test_a_mosaic_has_blocks_of_the_average_colour_in_place_of_the_pixels(qtbot: QtBot, ratio: float) -> None:
    drawing = Drawing(striped(ratio))
    drawing.add(MosaicMark(QRectF(40, 40, 64, 32)))
    picture = drawing.crop(QRect(40, 40, 64, 32))
    greys = {QColor(picture.pixel(x, y)).lightness() for x in range(picture.width()) for y in range(picture.height())}
    assert max(abs(grey - 127) for grey in greys) <= 4
    assert picture.width() == 64 * ratio


def test_a_block_of_a_mosaic_is_the_average_of_three_by_three_blocks(qtbot: QtBot) -> None:
    frozen = QImage(200, 160, QImage.Format.Format_RGB32)
    frozen.fill(QColor("white"))
    painter = QPainter(frozen)
    painter.fillRect(QRect(10 * BLOCK, 10 * BLOCK, BLOCK, BLOCK), QColor("black"))
    painter.end()
    drawing = Drawing(frozen)
    drawing.add(MosaicMark(QRectF(0, 0, 200, 160)))
    shades = [QColor(drawing.image.pixel(column * BLOCK + 4, 10 * BLOCK + 4)).lightness() for column in range(8, 13)]
    assert shades[0] == shades[4] == 255
    assert all(abs(shade - 255 * 8 / 9) <= 3 for shade in shades[1:4]), shades


def test_a_mosaic_covers_the_marks_below_it_and_reaches_the_edge(qtbot: QtBot) -> None:
    drawing = Drawing(striped())
    drawing.add(TextMark(QPointF(2, 2), "secret", Style(QColor("#D0382D"), 28)))
    drawing.add(MosaicMark(QRectF(0, 0, 200, 40)))
    for left in range(0, 200, BLOCK):
        block = drawing.crop(QRect(left, 0, BLOCK, BLOCK))
        assert len({block.pixel(x, y) for x in range(BLOCK) for y in range(BLOCK)}) == 1
