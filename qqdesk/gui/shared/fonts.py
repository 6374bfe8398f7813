"""Variants of the font of a widget."""

import functools

from PySide6.QtGui import QFont, QFontDatabase, QFontInfo

from qqdesk.gui.shared.type_size import small_points

_CHINESE = ("Noto Sans CJK SC", "Source Han Sans SC", "Noto Sans SC", "Microsoft YaHei UI", "PingFang SC")
"""Chinese fonts with a bold style. Qt's own choice may have none, and names would be half bold."""


def semibold(font: QFont, scale: float = 1.0) -> QFont:
    """Return the font of names and titles, `scale` times as large as `font`."""
    result = QFont(font)
    result.setWeight(QFont.Weight.DemiBold)
    if chinese := _chinese_family():
        # By its real name: before "Sans Serif", which is none, the Chinese font would draw Latin letters too.
        result.setFamilies([QFontInfo(font).family(), chinese])
    if scale != 1.0:
        result.setPointSizeF(font.pointSizeF() * scale)
    return result


@functools.cache
def _chinese_family() -> str:
    """Return the first of the Chinese fonts that this computer has, or "". Qt takes 0.1 ms to look for a font, and a
    window with 30 tabs asks a thousand times when a tab is added."""
    return next(filter(QFontDatabase.hasFamily, _CHINESE), "")


def small(font: QFont) -> QFont:
    """Return the font of second lines and times."""
    result = QFont(font)
    result.setPointSizeF(small_points())
    return result
