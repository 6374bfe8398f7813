"""The QR code of a text, drawn in whole device pixels."""

import math

import segno
from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QTransform
from PySide6.QtWidgets import QFrame, QSizePolicy, QWidget

QUIET_ZONE = 4
"""The white margin that the standard demands, in modules."""
SIDE = 196


class QrCode(QFrame):
    """Black on white in every theme: scanners do not read light on dark. Nothing scales the picture."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._rows: tuple[bytes, ...] = ()
        self.setFixedSize(SIDE, SIDE)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(self.tr("QR code of the link"))

    def sizeHint(self) -> QSize:
        return QSize(SIDE, SIDE)

    def show_text(self, text: str) -> None:
        """Show the code of a text; "" leaves the square white."""
        code = segno.make(text, error="m", boost_error=False, micro=False) if text else None
        self._rows = tuple(bytes(row) for row in code.matrix) if code is not None else ()
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        ratio = self.devicePixelRatioF()
        side = round(SIDE * ratio)
        painter = QPainter(self)
        # In device pixels from here on. Start at a whole one: at 125 % a widget may begin between two.
        painter.scale(1 / ratio, 1 / ratio)
        origin = painter.deviceTransform()
        move = QTransform.fromTranslate(math.ceil(origin.dx()) - origin.dx(), math.ceil(origin.dy()) - origin.dy())
        painter.setWorldTransform(move, True)
        painter.fillRect(QRect(0, 0, side, side), Qt.GlobalColor.white)
        if self._rows:
            count = len(self._rows)
            module = side // (count + 2 * QUIET_ZONE)
            start = (side - count * module) // 2
            for y, row in enumerate(self._rows):
                for x, is_dark in enumerate(row):
                    if is_dark:
                        painter.fillRect(start + x * module, start + y * module, module, module, Qt.GlobalColor.black)
        painter.end()
