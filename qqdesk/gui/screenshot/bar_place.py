"""Where the bars stand: below the region, above it, or in it."""

from PySide6.QtCore import QPoint, QRect, QSize
from PySide6.QtWidgets import QWidget

_GAP = 12
_BETWEEN = 6
_WIDEST = 640


def place_bars(region: QRect, room: QRect, bar: QWidget, styles: QWidget) -> None:
    """Place both bars. They keep their place when the second one appears, so its height always counts."""
    hint = bar.sizeHint()
    size = QSize(max(hint.width(), min(region.width(), _WIDEST)), hint.height())
    second = styles.sizeHint()
    height = size.height() + _BETWEEN + second.height()
    left = max(room.left(), min(region.left(), room.right() + 1 - size.width()))
    above = bar.fontMetrics().height() + 2 * _GAP  # the label with the size is between the bars and the region
    if region.bottom() + _GAP + height <= room.bottom():
        top, step = region.bottom() + 1 + _GAP, size.height() + _BETWEEN
    elif region.top() - above - height >= room.top():
        top, step = region.top() - above - size.height(), -_BETWEEN - second.height()
    else:
        top, step = min(region.bottom(), room.bottom()) - _GAP - height, size.height() + _BETWEEN
    bar.setGeometry(QRect(QPoint(left, top), size))
    styles.setGeometry(QRect(QPoint(left, top + step), second))
