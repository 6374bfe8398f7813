"""Lays the rows of a chat's log out: what its styles have in common."""

import math
from collections.abc import Callable

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont

from qqdesk.domain.message import Delivery, Message
from qqdesk.gui.message_log.block import (
    BETWEEN,
    BETWEEN_DAYS,
    BETWEEN_GROUPS,
    EDGE,
    FACE,
    STATE_WIDTH,
    WIDEST,
    Block,
    LogTexts,
    is_given_up,
)
from qqdesk.gui.message_log.log_rows import NoticeLine, RowMarks
from qqdesk.gui.message_log.typesetter import SetText, Typesetter, format_range, link_ranges
from qqdesk.gui.message_text.links import find_links
from qqdesk.gui.message_text.text_units import layout_text, units
from qqdesk.gui.shared.theme_colors import Theme
from qqdesk.gui.shared.type_size import base_points
from qqdesk.gui.shared.widgets import semibold


class BlockBuilder:
    """Lays rows out for one width, font and theme. `name` gives a sender's name; `mirrored` is for a layout from right
    to left: all stands on the other side, but lines of text begin where their own letters do."""

    def __init__(
        self,
        font: QFont,
        small: QFont,
        theme: Theme,
        texts: LogTexts,
        width: int,
        name: Callable[[int], str] = str,
        *,
        mirrored: bool = False,
    ) -> None:
        self.name = name
        self._mirrored = mirrored
        self._start = Qt.AlignmentFlag.AlignRight if mirrored else Qt.AlignmentFlag.AlignLeft
        self._end = Qt.AlignmentFlag.AlignLeft if mirrored else Qt.AlignmentFlag.AlignRight
        self._theme = theme
        self._texts = texts
        self.width = self._width = max(width, 160)
        self._type = Typesetter(font)
        self._small = Typesetter(small)
        self._bold = Typesetter(semibold(small))
        self._small_height = math.ceil(self._small.line)
        # A large type keeps as many words in a line as there is room for.
        scale = font.pointSizeF() / base_points()
        self._widest = WIDEST * max(scale, 1)
        self._scale = scale
        self._state_width = STATE_WIDTH * scale

    def build(self, entry: Message | NoticeLine, marks: RowMarks, *, loading: bool = False) -> Block:
        """Where `loading`, earlier rows are on their way, and the row says so above it."""
        block = Block(entry, scale=self._scale, mirrored=self._mirrored)
        y = float(self._before(marks))
        if loading:
            block.above = self._texts.loading
            block.above_rect = QRectF(0, BETWEEN_GROUPS, self._width, self._small_height)
            y += block.above_rect.bottom()
        if marks.day is not None:
            block.day = self._texts.day(entry.time)
            top = block.above_rect.bottom() + BETWEEN_DAYS
            block.day_rect = QRectF(0, top, self._width, self._small_height)
            y = block.day_rect.bottom() + BETWEEN_DAYS
        if marks.starts_new:
            block.new = self._texts.new
            block.new_rect = QRectF(EDGE, y, self._width - 2 * EDGE, self._small_height)
            y = block.new_rect.bottom() + BETWEEN_GROUPS
        if isinstance(entry, NoticeLine):
            y = self._lay_notice(block, entry, y)
        else:
            block.mine = entry.is_mine
            y = self._lay_message(block, entry, marks, y)
        block.height = math.ceil(y + BETWEEN)
        return block

    def _before(self, marks: RowMarks) -> int:
        return BETWEEN_GROUPS if marks.starts_group else BETWEEN

    def _lay_message(self, block: Block, message: Message, marks: RowMarks, y: float) -> float:
        raise NotImplementedError

    def _lay_notice(self, block: Block, entry: NoticeLine, y: float) -> float:
        widest = self._width - 2 * (EDGE + FACE)
        block.links = find_links(entry.text)
        formats = link_ranges(block.links, self._theme.accent)
        done = self._small.set(
            layout_text(entry.text), widest, Qt.AlignmentFlag.AlignHCenter, formats, rtl=self._mirrored
        )
        block.text = done.layout
        block.length = units(entry.text)
        block.text_origin = QPointF((self._width - widest) / 2, y)
        return y + done.height + BETWEEN_GROUPS

    def _set_message(
        self, block: Block, message: Message, widest: float, link: QColor, quiet: QColor, *, rtl: bool
    ) -> SetText:
        block.links = find_links(message.text)
        block.length = units(message.text)
        done = self._type.set_message(message.text, widest, block.links, link, quiet, rtl=rtl)
        block.text, block.quotes = done.layout, done.bars
        return done

    def _place(self, left: float, width: float) -> float:
        """Where something begins whose place counts from the side where lines begin."""
        return self._width - left - width if self._mirrored else left

    def _state_words(self, message: Message) -> str:
        """What stands before the time, or the mark, of a message of mine."""
        if message.delivery is Delivery.WAITING:
            return self._texts.waiting
        return self._texts.given_up if is_given_up(message) else ""

    def _lay_failure(self, block: Block, message: Message, area: QRectF, align: Qt.AlignmentFlag) -> float:
        """Why it was not sent, and the word to click on; `area` from the upper edge on."""
        text = f"{self._texts.failure(message)}  {self._texts.retry}"
        block.retry_start = units(text) - units(self._texts.retry)
        retry = format_range(block.retry_start, units(self._texts.retry), self._theme.accent, underline=True)
        done = self._small.set(layout_text(text), area.width(), align, [retry], rtl=self._mirrored)
        block.failure = done.layout
        block.failure_origin = area.topLeft() + QPointF(0, 4)
        return area.top() + 4 + done.height + 4
