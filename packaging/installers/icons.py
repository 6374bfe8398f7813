"""The program's icon as a file of any kind that Qt writes."""

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QImage, QPainter
from PySide6.QtSvg import QSvgRenderer

from installers.maker import CHECKOUT, MakingError

SOURCE = CHECKOUT / "resources" / "icons" / "qqdesk.svg"


def write(path: Path, side: int) -> Path:
    """Draw a square of `side` pixels into a file of the kind that its suffix says. Raises MakingError."""
    path.parent.mkdir(parents=True, exist_ok=True)
    image = QImage(side, side, QImage.Format.Format_ARGB32)
    image.fill(Qt.GlobalColor.transparent)
    painter = QPainter(image)
    QSvgRenderer(str(SOURCE)).render(painter)
    painter.end()
    if not image.save(str(path)):
        raise MakingError(f"{path} cannot be written")
    return path
