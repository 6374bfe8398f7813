"""All pictures of a conversation in a grid, newest first, with a heading for each month."""

from collections.abc import Sequence
from itertools import groupby

from PySide6.QtCore import QDateTime, QLocale, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QFontMetrics, QKeyEvent, QPainter, QPen
from PySide6.QtWidgets import QListView, QStyle, QStyledItemDelegate, QStyleOptionViewItem

from qqdesk.domain.message import Message
from qqdesk.gui.files.file_list import info_of
from qqdesk.gui.kit.row_model import RowLook, RowModel, RowRole
from qqdesk.gui.message_log.participants import Participants
from qqdesk.gui.pictures.cache import picture_cache
from qqdesk.gui.pictures.picture_tile import paint_tile
from qqdesk.gui.shared.bidi import isolated
from qqdesk.gui.shared.fonts import semibold
from qqdesk.gui.shared.person_list import Index
from qqdesk.gui.shared.scrolling import QuietScrollBar
from qqdesk.gui.shared.text_lines import paint_line
from qqdesk.gui.shared.texts import moment_text
from qqdesk.gui.shared.theme import current_theme
from qqdesk.gui.shared.type_size import scaled
from qqdesk.worker.files import Files

_LEAST_SIDE = 116
_GAP, _RADIUS = 4, 4
_HEADING = 36
_MARGIN = 6
"""At the left and right, without half of the gap."""


def month_text(time: int) -> str:
    """Return the month and year of a time in milliseconds since 1970."""
    day, locale = QDateTime.fromMSecsSinceEpoch(time).date(), QLocale()
    if locale.language() == QLocale.Language.Chinese:
        return locale.toString(day, "yyyy年M月")
    return f"{locale.standaloneMonthName(day.month())} {day.year()}"


class _GridDelegate(QStyledItemDelegate):
    def __init__(self, files: Files, view: "PictureGrid") -> None:
        super().__init__(view)
        self._files, self._view = files, view

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        if index.data(RowRole.ITEM) is None:
            return QSize(self._view.row_width(), scaled(_HEADING))
        side = self._view.tile_side()
        return QSize(side, side)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        theme, rect = current_theme(), QRect(option.rect)
        message: Message | None = index.data(RowRole.ITEM)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if message is None:
            font = semibold(option.font)
            painter.setFont(font)
            painter.setPen(theme.secondary)
            room = rect.adjusted(_GAP // 2, _GAP, -_GAP, 0)
            elided = QFontMetrics(font).elidedText(str(index.data()), Qt.TextElideMode.ElideRight, room.width())
            paint_line(painter, room, elided)
        else:
            tile = QRectF(rect).adjusted(_GAP / 2, _GAP / 2, -_GAP / 2, -_GAP / 2)
            ratio = self._view.devicePixelRatioF()
            paint_tile(painter, tile, _RADIUS, info_of(message), self._files, ratio, theme.line)
            painter.setBrush(Qt.BrushStyle.NoBrush)
            if option.state & (QStyle.StateFlag.State_Selected | QStyle.StateFlag.State_HasFocus):
                painter.setPen(QPen(theme.surface, 2))
                painter.drawRoundedRect(tile.adjusted(3, 3, -3, -3), _RADIUS - 1, _RADIUS - 1)
                painter.setPen(QPen(theme.accent if self._view.hasFocus() else theme.field, 2))
                painter.drawRoundedRect(tile.adjusted(1, 1, -1, -1), _RADIUS, _RADIUS)
        painter.restore()


class PictureGrid(QListView):
    """Loads the thumbnails of the pictures in view only. Enter activates a picture, as a double click does."""

    def __init__(self, files: Files, participants: Participants) -> None:
        super().__init__()
        self._participants = participants
        self.rows = RowModel[Message](lambda message: message.id, self._describe, self)
        self.setModel(self.rows)
        self.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.setAccessibleName(self.tr("Pictures"))
        self.setItemDelegate(_GridDelegate(files, self))
        self.setFlow(QListView.Flow.LeftToRight)
        self.setWrapping(True)
        self.setResizeMode(QListView.ResizeMode.Adjust)
        self.setViewportMargins(_MARGIN, 0, _MARGIN, 0)
        self.setVerticalScrollBar(QuietScrollBar())
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOn)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        picture_cache().decoded.connect(self.viewport().update)
        files.changed.connect(self.viewport().update)

    def _describe(self, message: Message) -> RowLook:
        sentence = self.tr("{name} from {person}, {time}").format(
            name=isolated(info_of(message).name),
            person=isolated(self._participants.name(message.sender)),
            time=moment_text(message.time),
        )
        return RowLook(info_of(message).name, accessible_text=sentence)

    def current_item(self) -> Message | None:
        return self.rows.item_at(self.currentIndex())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.activated.emit(self.currentIndex())
        else:
            super().keyPressEvent(event)

    def tile_side(self) -> int:
        """Return the side with which whole tiles fill the width."""
        return self.row_width() // max(self.row_width() // scaled(_LEAST_SIDE), 1)

    def row_width(self) -> int:
        """Return the width of a row: Qt breaks one that takes the whole width."""
        return self.viewport().width() - 1

    def show_pictures(self, messages: Sequence[Message]) -> None:
        """Show messages with pictures, newest first."""
        months = groupby(messages, lambda message: month_text(message.time))
        self.rows.set_sections((month, list(shown)) for month, shown in months)
