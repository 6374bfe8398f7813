"""Variants of the font of a widget."""

from PySide6.QtGui import QFont

from qqdesk.gui.shared.type_size import small_points


def semibold(font: QFont) -> QFont:
    """Return the font of names and titles."""
    result = QFont(font)
    result.setWeight(QFont.Weight.DemiBold)
    return result


def small(font: QFont) -> QFont:
    """Return the font of second lines and times."""
    result = QFont(font)
    result.setPointSizeF(small_points())
    return result
