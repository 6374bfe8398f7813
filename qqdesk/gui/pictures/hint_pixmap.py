"""The blurred picture that stands for a picture until its thumbnail comes."""

import base64
from functools import lru_cache

from PySide6.QtCore import Qt
from PySide6.QtGui import QImage, QPixmap

_SIDE = 4
_STEPS = (16, 64)


@lru_cache(maxsize=256)
def hint_pixmap(hint: str) -> QPixmap:
    """Return the blurred picture of a hint, to be enlarged; a null pixmap without a valid hint."""
    try:
        colours = base64.b64decode(hint)
    except ValueError:
        return QPixmap()
    if len(colours) != 3 * _SIDE**2:
        return QPixmap()
    image = QImage(colours, _SIDE, _SIDE, 3 * _SIDE, QImage.Format.Format_RGB888).copy()
    for side in _STEPS:
        image = image.scaled(side, side, mode=Qt.TransformationMode.SmoothTransformation)
    return QPixmap.fromImage(image)
