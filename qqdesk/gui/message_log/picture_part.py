"""A picture in the log. Its place is known before it is loaded."""

import base64
from collections.abc import Sequence
from functools import lru_cache

from PySide6.QtCore import QPointF, QRectF, QSize, QSizeF, Qt
from PySide6.QtGui import QBrush, QColor, QFontMetricsF, QImage, QPainter, QPixmap, QTransform

from qqdesk.domain.body import File
from qqdesk.domain.message import Message
from qqdesk.domain.transfer import Transfer
from qqdesk.gui.message_log.file_state import FileAction, FileState, action_text
from qqdesk.gui.message_log.part import FileStyle, Highlight, PartSize, PartStyle
from qqdesk.gui.message_text.links import Link
from qqdesk.gui.message_text.text_units import units
from qqdesk.gui.shared.file_texts import progress_text, size_text
from qqdesk.gui.shared.icons import icon_pixmap
from qqdesk.gui.shared.theme import current_theme

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


MOST = QSize(264, 260)
RADIUS = 4
LEAST = QSize(64, 48)
"""In logical pixels. A smaller picture stands in the middle."""
SHADE = QColor(0, 0, 0, 150)
ON_SHADE = QColor("#FFFFFF")
_BELOW = 4
_PILL = 24
_PAD = 8
_BAR = 4
_ICON = 16


class PicturePart:
    links: Sequence[Link] = ()
    is_right_to_left = False
    is_file = True

    def __init__(self, message: Message, body: File, style: PartStyle, file_style: FileStyle) -> None:
        self._message, self._info = message, body.info
        self._has_caption = bool(body.caption.text)
        self.text = body.info.name + ("\n" if self._has_caption else "")
        self._style, self._file_style = style, file_style
        self.rect = self._picture = QRectF()
        """The whole place, and the picture in it, which is smaller only if it is tiny."""

    def lay_out(self, width: float) -> PartSize:
        bleed = self._file_style.bleed
        most = QSizeF(min(MOST.width(), width + 2 * bleed.width()), MOST.height())
        size = QSizeF(self._info.width, self._info.height)
        if size.width() > most.width() or size.height() > most.height():
            size.scale(most, Qt.AspectRatioMode.KeepAspectRatio)
        whole = size.expandedTo(QSizeF(LEAST)).boundedTo(most)
        self.rect = QRectF(-bleed.width(), -bleed.height(), round(whole.width()), round(whole.height()))
        self._picture = QRectF(0, 0, max(round(size.width()), 1), max(round(size.height()), 1))
        self._picture.moveCenter(self.rect.center())
        self._picture.moveTo(round(self._picture.x()), round(self._picture.y()))
        inner = self.rect.width() - 2 * bleed.width()
        height = self.rect.bottom() + (_BELOW if self._has_caption else -bleed.height())
        return PartSize(inner, height, inner, height - 8, self.rect.width())

    def paint(self, painter: QPainter, origin: QPointF, highlights: Sequence[Highlight], clip: QRectF) -> None:
        rect = self.rect.translated(origin)
        picture = self._picture.translated(origin)
        pixmap = self._file_style.files.pixmap(self._info, picture.size().toSize())
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if pixmap is not None and not pixmap.isNull():
            painter.drawPixmap(picture.topLeft(), pixmap)
        else:
            self._paint_hint(painter, rect, is_broken=pixmap is not None)
        for highlight in highlights:
            if highlight.start < units(self.text) and highlight.end > 0:
                colour = QColor(highlight.background)
                colour.setAlpha(110)
                painter.setPen(Qt.PenStyle.NoPen)
                painter.setBrush(colour)
                painter.drawRoundedRect(rect, RADIUS, RADIUS)
        state, transfer = self._file_style.files.state(self._message)
        if transfer is not None and transfer.size:
            self._paint_bar(painter, rect, transfer.done / transfer.size)
        if state is not FileState.HERE:
            self._paint_pill(painter, self._pill(state, transfer).translated(origin), state, transfer)

    def _paint_hint(self, painter: QPainter, rect: QRectF, *, is_broken: bool) -> None:
        hint = hint_pixmap(self._info.hint)
        painter.setPen(Qt.PenStyle.NoPen)
        if hint.isNull():
            painter.setBrush(current_theme().line)
        else:
            brush = QBrush(hint)
            # A brush repeats, and would mix opposite edges.
            x, y = rect.width() / (hint.width() - 2), rect.height() / (hint.height() - 2)
            brush.setTransform(QTransform.fromTranslate(rect.x() - x, rect.y() - y).scale(x, y))
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
            painter.setBrush(brush)
        painter.drawRoundedRect(rect, RADIUS, RADIUS)
        if is_broken:
            sign = QRectF(0, 0, 40, 40)
            sign.moveCenter(rect.center())
            painter.setBrush(SHADE)
            painter.drawEllipse(sign)
            self._paint_icon(painter, "warning", sign.center())

    def _paint_icon(self, painter: QPainter, name: str, centre: QPointF) -> None:
        ratio = painter.device().devicePixelRatioF()
        painter.drawPixmap(centre - QPointF(_ICON / 2, _ICON / 2), icon_pixmap(name, _ICON, ratio, ON_SHADE))

    def _paint_bar(self, painter: QPainter, rect: QRectF, part: float) -> None:
        bar = QRectF(rect.left() + _PAD, rect.bottom() - _BAR - 2, rect.width() - 2 * _PAD, _BAR)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(SHADE)
        painter.drawRoundedRect(bar.adjusted(-1, -1, 1, 1), _BAR / 2 + 1, _BAR / 2 + 1)
        painter.setBrush(ON_SHADE)
        painter.drawRoundedRect(QRectF(bar.topLeft(), QSizeF(bar.width() * part, _BAR)), _BAR / 2, _BAR / 2)

    # The label on the picture: its state, and a button

    def _pill_text(self, state: FileState, transfer: Transfer | None) -> str:
        if transfer is None:
            return size_text(self._info.size)
        text = progress_text(transfer)
        return f"{text} · {action_text(FileAction.CONTINUE)}" if state is FileState.STOPPED else text

    def _pill(self, state: FileState, transfer: Transfer | None) -> QRectF:
        """Return the place of the label. A narrow picture has room for the icon only."""
        text = QFontMetricsF(self._file_style.small).horizontalAdvance(self._pill_text(state, transfer))
        height = max(_PILL, QFontMetricsF(self._file_style.small).height() + 4)
        width = min(text + _ICON + 3 * _PAD, self.rect.width() - 2 * _PAD)
        return QRectF(self.rect.left() + _PAD, self.rect.top() + _PAD, width, height)

    def _paint_pill(self, painter: QPainter, pill: QRectF, state: FileState, transfer: Transfer | None) -> None:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(SHADE)
        painter.drawRoundedRect(pill, pill.height() / 2, pill.height() / 2)
        icon = {FileState.MOVING: "close", FileState.STOPPED: "retry"}.get(state, "import")
        self._paint_icon(painter, icon, QPointF(pill.left() + _PAD + _ICON / 2, pill.center().y()))
        painter.setFont(self._file_style.small)
        painter.setPen(ON_SHADE)
        area = pill.adjusted(2 * _PAD + _ICON - 2, 0, -_PAD, 0)
        metrics = QFontMetricsF(self._file_style.small)
        text = metrics.elidedText(self._pill_text(state, transfer), Qt.TextElideMode.ElideRight, area.width())
        if len(text) > 1:
            painter.drawText(area, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, text)

    # Mouse

    def position_at(self, point: QPointF) -> int:
        return 0 if point.y() < self.rect.center().y() else units(self.text)

    def link_at(self, point: QPointF) -> Link | None:
        return None

    def action_at(self, point: QPointF) -> FileAction | None:
        if not self.rect.contains(point):
            return None
        state, transfer = self._file_style.files.state(self._message)
        if state is not FileState.HERE and self._pill(state, transfer).contains(point):
            return {
                FileState.MOVING: FileAction.CANCEL,
                FileState.STOPPED: FileAction.CONTINUE,
            }.get(state, FileAction.DOWNLOAD)
        return FileAction.OPEN

    def line_at(self, position: int) -> QRectF:
        return self.rect if 0 <= position <= units(self.text) else QRectF()
