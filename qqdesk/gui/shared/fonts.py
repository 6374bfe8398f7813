"""Variants of the font of a widget."""

from PySide6.QtGui import QFont

from qqdesk.gui.shared.type_size import small_points


def semibold(font: QFont, scale: float = 1.0) -> QFont:
    """Return the font of names and titles, `scale` times as large as `font`."""
    result = QFont(font)
    result.setWeight(QFont.Weight.DemiBold)
    if scale != 1.0:
        result.setPointSizeF(font.pointSizeF() * scale)
    return result


def small(font: QFont) -> QFont:
    """Return the font of second lines and times."""
    result = QFont(font)
    result.setPointSizeF(small_points())
    return result
