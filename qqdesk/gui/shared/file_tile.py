"""The tile that shows the kind of a file: the ending of its name on a colour, or an icon."""

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter

from qqdesk.gui.shared.fonts import semibold
from qqdesk.gui.shared.icons import icon_pixmap
from qqdesk.gui.shared.theme_colors import Theme

SIDE = 40
_LONGEST = 4
_MARGIN = 4
_COLOURS = (
    ("#A63048", "#F08DA2", "pdf"),
    ("#1F5FA8", "#8DBDF0", "doc docx odt rtf txt md tex wps"),
    ("#1F7044", "#84D3A5", "xls xlsx ods csv et"),
    ("#A14A12", "#F2AE84", "ppt pptx odp dps"),
    ("#7A5A12", "#DDBF72", "zip 7z rar gz xz bz2 tar zst"),
    ("#7A3A9A", "#D0A3E8", "mp3 ogg opus flac wav m4a"),
    ("#5547A8", "#B5ABF2", "mp4 mkv webm mov avi"),
)
"""Of a light theme, below white text, and of a dark theme, below dark text; endings of names."""
_BY_ENDING = {ending: (light, dark) for light, dark, endings in _COLOURS for ending in endings.split()}
_OTHER = ("#525B68", "#AEB6C2")


def paint_file_tile(painter: QPainter, rect: QRectF, name: str, theme: Theme) -> None:
    """Paint the tile of a file with this name into a square."""
    ending = name.rpartition(".")[2].lower() if "." in name else ""
    colour = QColor(_BY_ENDING.get(ending, _OTHER)[theme.is_dark])
    ink = QColor("#17191D" if theme.is_dark else "#FFFFFF")
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(colour)
    painter.drawRoundedRect(rect, theme.radius, theme.radius)
    if 0 < len(ending) <= _LONGEST:
        font = semibold(painter.font())
        font.setPixelSize(round(rect.height() * 0.3))
        width = QFontMetricsF(font).horizontalAdvance(ending.upper())
        font.setPixelSize(round(font.pixelSize() * min(1.0, (rect.width() - 2 * _MARGIN) / width)))
        painter.setFont(font)
        painter.setPen(ink)
        painter.drawText(rect, Qt.AlignmentFlag.AlignCenter, ending.upper())
    else:
        side = round(rect.height() / 2)
        ratio = painter.device().devicePixelRatioF()
        corner = rect.center() - QPointF(side / 2, side / 2)
        painter.drawPixmap(corner, icon_pixmap("file", side, ratio, ink))
    painter.restore()
