"""Blocks of one colour in place of a part of a picture."""

from PySide6.QtCore import QRect, QRectF, QSize, Qt
from PySide6.QtGui import QImage, QPainter

BLOCK = 8
"""Side of a block in logical pixels. Its colour is the average of the 3 x 3 blocks around it, so that no text in it can
be reconstructed from the colours."""


def mosaic(picture: QImage, area: QRectF) -> tuple[QRect, QImage]:
    """Return the blocks over an area, in logical pixels, and where they are in the device pixels of the picture."""
    ratio = picture.devicePixelRatio()
    side = round(BLOCK * ratio)
    # The grid of the whole picture: shifted blocks over the same part would tell more about it.
    left, top = int(area.left() * ratio) // side, int(area.top() * ratio) // side
    columns = -(-int(area.right() * ratio + 1) // side) - left
    rows = -(-int(area.bottom() * ratio + 1) // side) - top
    averages = _averages(picture, QRect(left - 1, top - 1, columns + 2, rows + 2), side)
    smooth = QImage(columns, rows, QImage.Format.Format_RGB32)
    painter = QPainter(smooth)
    for count, (x, y) in enumerate((x, y) for x in (0, 1, 2) for y in (0, 1, 2)):
        painter.setOpacity(1 / (count + 1))
        painter.drawImage(-x, -y, averages)
    painter.end()
    place = QRect(left * side, top * side, columns * side, rows * side)
    return place, smooth.scaled(place.size(), mode=Qt.TransformationMode.FastTransformation)


def _averages(picture: QImage, blocks: QRect, side: int) -> QImage:
    """Return one pixel for each block. At the edges of the picture its last pixels are repeated."""
    whole = QRect(blocks.topLeft() * side, blocks.size() * side)
    inside = whole & QRect(0, 0, picture.width(), picture.height())
    source = picture.copy(inside)
    source.setDevicePixelRatio(1)
    source = source.convertToFormat(QImage.Format.Format_RGB32)
    if inside != whole:
        padded = QImage(whole.size(), QImage.Format.Format_RGB32)
        painter = QPainter(padded)
        painter.drawImage(padded.rect(), source)
        painter.drawImage(inside.topLeft() - whole.topLeft(), source)
        painter.end()
        source = padded
    return source.scaled(
        QSize(blocks.width(), blocks.height()),
        Qt.AspectRatioMode.IgnoreAspectRatio,
        Qt.TransformationMode.SmoothTransformation,
    )
