"""A file in the log: a card with its kind, name, size, progress and actions.

The height is the same in each state. Only the reason of a failure may need a second line.
"""

import math
from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRectF, QSizeF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter

from qqdesk.domain.body import File
from qqdesk.domain.message import Message
from qqdesk.domain.transfer import Transfer
from qqdesk.gui.message_log.file_state import FileAction, FileState, action_text, lacks_space
from qqdesk.gui.message_log.part import FileStyle, Highlight, PartSize, PartStyle
from qqdesk.gui.message_text.links import Link
from qqdesk.gui.message_text.text_units import layout_text, units
from qqdesk.gui.shared.bidi import isolated
from qqdesk.gui.shared.file_texts import progress_text, size_text
from qqdesk.gui.shared.file_tile import SIDE as TILE
from qqdesk.gui.shared.file_tile import paint_file_tile
from qqdesk.gui.shared.fonts import semibold
from qqdesk.gui.shared.icons import icon_pixmap
from qqdesk.gui.shared.theme import current_theme

WIDTH = 316
BAR = 4
_GAP = 12
_BESIDE = 16
"""Between two actions."""
_ABOVE_FOOT = 4
_BUTTON = 28
_ICON = 16

_LINKS = {
    FileState.HERE: (FileAction.OPEN, FileAction.SHOW),
    FileState.ABSENT: (FileAction.DOWNLOAD,),
    FileState.STOPPED: (FileAction.CONTINUE,),
    FileState.MOVING: (),
}
_WRAPPED = Qt.AlignmentFlag.AlignLeft | Qt.TextFlag.TextWordWrap


def _links(state: FileState, transfer: Transfer | None) -> tuple[FileAction, ...]:
    return (FileAction.CHOOSE_FOLDER, FileAction.CONTINUE) if lacks_space(transfer) else _LINKS[state]


class FilePart:
    links: Sequence[Link] = ()
    is_right_to_left = False
    is_file = True

    def __init__(self, message: Message, body: File, style: PartStyle, file_style: FileStyle) -> None:
        self._message, self._info = message, body.info
        self.text = body.info.name + ("\n" if body.caption.text else "")
        self._has_caption = bool(body.caption.text)
        self._style, self._files = style, file_style.files
        self._bold = semibold(style.typesetter.font)
        self._small = file_style.small
        self._width = 0.0

    def lay_out(self, width: float) -> PartSize:
        name, small = QFontMetricsF(self._bold), QFontMetricsF(self._small)
        self._name_height, self._line_height = math.ceil(name.height()), math.ceil(small.height())
        self._width = min(width, WIDTH * max(1.0, name.height() / 20))
        state, transfer = self._files.state(self._message)
        self._words_height = self._line_height
        if transfer is not None and transfer.problem is not None:
            room = QRectF(0, 0, self._width - TILE - _GAP, 1000)
            self._words_height = math.ceil(small.boundingRect(room, _WRAPPED, progress_text(transfer)).height())
        self._head = max(TILE, self._name_height + self._words_height)
        top = self._head + _ABOVE_FOOT
        height = top + self._line_height + (8 if self._has_caption else 0)
        shown = _links(state, transfer)
        self._foot = min(max(map(self._links_width, (*_LINKS.values(), shown))), self._width)
        return PartSize(self._width, height, self._foot, top + small.ascent())

    def _links_width(self, actions: Sequence[FileAction]) -> float:
        small = QFontMetricsF(self._small)
        return sum(small.horizontalAdvance(action_text(action)) + _BESIDE for action in actions)

    # Places

    @property
    def _cancel(self) -> QRectF:
        return QRectF(self._width - _BUTTON, (self._head - _BUTTON) / 2, _BUTTON, _BUTTON)

    def _link_places(self, actions: Sequence[FileAction]) -> list[tuple[FileAction, QRectF]]:
        small, left, places = QFontMetricsF(self._small), 0.0, []
        for action in actions:
            width = small.horizontalAdvance(action_text(action))
            places.append((action, QRectF(left, self._head + _ABOVE_FOOT, width, self._line_height)))
            left += width + _BESIDE
        return places

    # Painting

    def paint(self, painter: QPainter, origin: QPointF, highlights: Sequence[Highlight], clip: QRectF) -> None:
        state, transfer = self._files.state(self._message)
        painter.save()
        painter.translate(origin)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        tile = QRectF(0, (self._head - TILE) / 2, TILE, TILE)
        paint_file_tile(painter, tile, self._info.name, current_theme())
        self._paint_texts(painter, state, transfer, highlights)
        if transfer is not None and state is FileState.MOVING:
            self._paint_bar(painter, transfer)
        if state is FileState.MOVING:
            ratio = painter.device().devicePixelRatioF()
            corner = self._cancel.center() - QPointF(_ICON / 2, _ICON / 2)
            painter.drawPixmap(corner, icon_pixmap("close", _ICON, ratio, self._style.quote))
        painter.setFont(self._small)
        painter.setPen(self._style.link)
        for action, place in self._link_places(_links(state, transfer)):
            painter.drawText(place, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, action_text(action))
        painter.restore()

    def _paint_texts(
        self, painter: QPainter, state: FileState, transfer: Transfer | None, highlights: Sequence[Highlight]
    ) -> None:
        left = TILE + _GAP
        room = self._width - left - (_BUTTON if state is FileState.MOVING else 0)
        top = (self._head - self._name_height - self._words_height) / 2
        name = isolated(layout_text(self._info.name))
        name = QFontMetricsF(self._bold).elidedText(name, Qt.TextElideMode.ElideMiddle, room)
        area = QRectF(left, top, room, self._name_height)
        colour = self._style.text
        for highlight in highlights:
            if highlight.start < units(self.text) and highlight.end > 0:
                colour = highlight.foreground
                width = min(QFontMetricsF(self._bold).horizontalAdvance(name), room)
                painter.fillRect(QRectF(left, top, width, self._name_height), highlight.background)
        painter.setFont(self._bold)
        painter.setPen(colour)
        painter.drawText(area, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, name)
        line = progress_text(transfer) if transfer is not None else size_text(self._info.size)
        is_wrapped = self._words_height > self._line_height
        if not is_wrapped:
            line = QFontMetricsF(self._small).elidedText(line, Qt.TextElideMode.ElideRight, room)
        painter.setFont(self._small)
        painter.setPen(current_theme().danger if state is FileState.STOPPED else self._style.quote)
        area = QRectF(left, top + self._name_height, room, self._words_height)
        aligned = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        painter.drawText(area, _WRAPPED if is_wrapped else aligned, line)

    def _paint_bar(self, painter: QPainter, transfer: Transfer) -> None:
        """Paint the progress where the links are later. The time of the message may stand beside it."""
        bar = QRectF(0, self._head + _ABOVE_FOOT + (self._line_height - BAR) / 2, self._foot, BAR)
        track = QColor(self._style.quote)
        track.setAlpha(70)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(track)
        painter.drawRoundedRect(bar, BAR / 2, BAR / 2)
        done = transfer.done / transfer.size if transfer.size else 0.0
        painter.setBrush(self._style.link)
        painter.drawRoundedRect(QRectF(bar.topLeft(), QSizeF(bar.width() * done, BAR)), BAR / 2, BAR / 2)

    # Mouse

    def position_at(self, point: QPointF) -> int:
        return 0 if point.x() < self._width / 2 and point.y() < self._head else units(self.text)

    def link_at(self, point: QPointF) -> Link | None:
        return None

    def action_at(self, point: QPointF) -> FileAction | None:
        state, transfer = self._files.state(self._message)
        if state is FileState.MOVING:
            return FileAction.CANCEL if self._cancel.contains(point) else None
        for action, place in self._link_places(_links(state, transfer)):
            if place.adjusted(-2, -2, 2, 2).contains(point):
                return action
        on_head = QRectF(0, 0, self._width, self._head).contains(point)
        return _LINKS[state][0] if on_head else None

    def line_at(self, position: int) -> QRectF:
        return QRectF(0, 0, self._width, self._head) if 0 <= position <= units(self.text) else QRectF()
