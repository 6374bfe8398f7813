"""Compact lines: a heading with name and time in the sender's colour, and the text below it, indented."""

import math

from PySide6.QtCore import QPointF, QRectF, Qt

from qqdesk.domain.message import Message
from qqdesk.gui.message_log.block import BETWEEN_GROUPS, EDGE, GAP, META_GAP, Block, can_be_retried
from qqdesk.gui.message_log.block_builder import BlockBuilder
from qqdesk.gui.message_log.log_rows import RowMarks
from qqdesk.gui.message_log.log_texts import edited_text, seconds_text
from qqdesk.gui.message_log.part import PartStyle
from qqdesk.gui.message_log.typesetter import format_range
from qqdesk.gui.message_text.text_units import layout_text, units
from qqdesk.gui.shared.bidi import isolated

INDENT = 12
_PAD = 6
_BESIDE_FILE = 3
"""The space above and below a picture or file."""


class CompactLineBuilder(BlockBuilder):
    def _message_style(self, *, mine: bool) -> PartStyle:
        theme = self._theme
        return PartStyle(self._type, theme.text, theme.accent, theme.secondary, theme.accent, theme.on_accent)

    def _before(self, marks: RowMarks) -> int:
        return BETWEEN_GROUPS if marks.starts_group else 0

    def _lay_message(self, block: Block, message: Message, marks: RowMarks, y: float) -> float:
        left = EDGE + INDENT
        if marks.starts_group:
            y = self._lay_heading(block, message, y)
        words = (self._state_words(message), edited_text() if message.is_edited else "")
        block.meta = " · ".join(word for word in words if word)
        if self._small.metrics.horizontalAdvance(block.meta) > (self._width - left) / 2:
            block.meta = ""  # A narrow window with large text has room for the mark only.
        meta_width: float = math.ceil(self._small.metrics.horizontalAdvance(block.meta))
        meta_width += self._state_width + 4 if block.meta else self._state_width
        # The marks form a column at the right edge.
        kept = (meta_width if block.mine or block.meta else self._state_width) + META_GAP
        widest = self._width - left - EDGE - kept
        beside = _BESIDE_FILE if block.content.is_file else 0
        block.quote = self._quote_of(block, message)
        if block.quote is not None and not marks.starts_group:
            y += 4
        start = y
        if block.quote is not None:
            block.quote.lay_out(widest)
            block.quote.rect.moveTo(left, y)
            y += block.quote.height
        y += beside
        done = block.content.lay_out(widest)
        block.content_origin = QPointF(left, y)
        framed = self._width - left - EDGE + _PAD + GAP
        block.frame = QRectF(left - _PAD, start - 1, framed, y - start + done.height + 2)
        if block.mine or block.meta:
            block.meta_baseline = y + done.last_baseline
            top = block.meta_baseline - self._small.ascent
            meta_left = self._width - EDGE - meta_width
            block.meta_rect = QRectF(meta_left, top, meta_width, self._small_height)
        y += done.height + beside
        if can_be_retried(message):
            width = self._width - left - EDGE
            area = QRectF(left, y - 2, width, 0)
            y = self._lay_failure(block, message, area, Qt.AlignmentFlag.AlignLeft)
        return y

    def _lay_heading(self, block: Block, message: Message, y: float) -> float:
        """Lay out the name in bold and the time, both in the sender's colour."""
        name = layout_text(self.people.name(message.sender)) or "?"
        time = seconds_text(message.time)
        theirs = self._theme.name_colour(message.sender) if message.conversation.is_room else self._theme.accent
        colour = self._theme.own_name if message.is_mine else theirs
        bold = format_range(0, units(name), colour)
        look = bold.format
        look.setFont(self._bold.font)
        bold.format = look
        plain = format_range(units(name), units(time) + 2, colour)
        rest = self._small.metrics.horizontalAdvance(f"  {time}")
        room = self._width - 2 * EDGE - rest
        short = self._bold.metrics.elidedText(name, Qt.TextElideMode.ElideRight, max(room, 40))
        short = isolated(short)
        bold.length = units(short)
        plain.start = bold.length
        width = self._width - 2 * EDGE
        done = self._small.set(f"{short}  {time}", width, Qt.AlignmentFlag.AlignLeft, [bold, plain])
        block.heading, block.heading_origin = done.layout, QPointF(EDGE, y)
        return y + done.height

    def _area_below(self, block: Block, y: float) -> QRectF:
        return QRectF(EDGE + INDENT, y, self._width - 2 * EDGE - INDENT, 0)
