"""Bubbles: received messages at the left beside the face, mine at the right, with the time in the last line."""

import math

from PySide6.QtCore import QPointF, QRectF, QSize, Qt

from qqdesk.domain.message import Message
from qqdesk.gui.message_log.block import EDGE, FACE, GAP, META_GAP, META_PAD, Block, can_be_retried
from qqdesk.gui.message_log.block_builder import BlockBuilder
from qqdesk.gui.message_log.log_rows import RowMarks
from qqdesk.gui.message_log.part import PartStyle
from qqdesk.gui.message_log.typesetter import SetText, format_range
from qqdesk.gui.message_text.text_units import layout_text, units

PAD_X = 12
PAD_Y = 8
OPPOSITE = 64
"""The least free width on the side opposite to the bubble."""


class BubbleBuilder(BlockBuilder):
    _has_bubbles = True
    _BLEED = QSize(8, 4)

    def _message_style(self, *, mine: bool) -> PartStyle:
        theme = self._theme
        link = theme.accent_on_own if mine else theme.accent
        quote = theme.secondary_on_own if mine else theme.secondary
        bar = theme.secondary_on_own if mine else theme.accent
        return PartStyle(self._type, theme.text, link, quote, bar, theme.on_accent)

    def _name_line(self, message: Message, widest: float) -> SetText:
        name = layout_text(self.people.name(message.sender))
        name = self._bold.metrics.elidedText(name, Qt.TextElideMode.ElideRight, widest)
        colour = format_range(0, units(name), self._theme.name_colour(message.sender))
        return self._bold.set(name, widest, Qt.AlignmentFlag.AlignLeft, [colour])

    def _lay_message(self, block: Block, message: Message, marks: RowMarks, y: float) -> float:
        side = EDGE + FACE + GAP
        pad_x, pad_y = (0, 0) if block.is_large else (PAD_X, PAD_Y)
        widest = max(min(self._width - side - OPPOSITE, self._widest) - 2 * PAD_X, 40)
        done = block.content.lay_out(widest)
        rtl = block.content.is_right_to_left

        mark = self._state_width + 4 if block.mine else 0
        # A narrow window with large text has room for the mark only.
        for block.meta in self._meta_texts(message):
            meta_width = math.ceil(self._small.metrics.horizontalAdvance(block.meta)) + mark
            if meta_width <= widest:
                break
        # The time covers only a small part of a picture.
        on_picture = 0 < meta_width + 2 * META_PAD <= done.picture_width / 2
        beside = not rtl and not done.picture_width and done.last_width + META_GAP + meta_width <= widest
        least = done.width if on_picture else done.last_width + META_GAP + meta_width if beside else meta_width
        inner = math.ceil(max(done.width, least))
        name_height = 0.0
        if message.conversation.is_room and marks.starts_group and not block.mine:
            name = self._name_line(message, widest)
            inner, name_height = max(inner, math.ceil(name.width)), name.height
            block.heading, block.heading_origin = name.layout, QPointF(side + pad_x, y + pad_y - 2)
        block.quote = self._quote_of(block, message)
        if block.quote is not None:
            block.quote.lay_out(widest)
            inner = max(inner, math.ceil(block.quote.rect.width()))
            quote_top = y + pad_y + name_height
            name_height += block.quote.height
        if name_height and block.content.is_file:
            name_height += self._BLEED.height()
        if rtl and inner < widest:
            done = block.content.lay_out(inner)
        meta_height = 0 if beside or on_picture else self._small_height
        if done.picture_width and not on_picture:
            meta_height += 2 * self._BLEED.height()
        inner_height = name_height + done.height + meta_height
        width = inner + 2 * pad_x
        left = self._width - EDGE - width if block.mine else side
        block.is_bubble = not block.is_large
        block.frame = QRectF(left, y, width, math.ceil(inner_height) + 2 * pad_y)
        block.content_origin = QPointF(left + pad_x, y + pad_y + name_height)
        if block.quote is not None:
            block.quote.rect.moveTo(left + pad_x, quote_top)
        if on_picture:
            bottom = block.content_origin.y() + done.height + self._BLEED.height()
            block.meta_baseline = bottom - 10 - self._small_height + self._small.ascent
        elif beside:
            # The time is on the baseline of the last line.
            block.meta_baseline = block.content_origin.y() + done.last_baseline
        else:
            block.meta_baseline = block.frame.bottom() - pad_y - self._small_height + self._small.ascent
        top = block.meta_baseline - self._small.ascent
        meta_left = block.frame.right() - pad_x - meta_width
        if block.is_large and block.mine and beside:
            # The emoji are at the edge.
            meta_left = left
            block.content_origin += QPointF(inner - done.width, 0)
        if on_picture:
            meta_left = block.content_origin.x() + done.width - meta_width - META_PAD + 2
            block.meta_is_on_picture = True
        block.meta_rect = QRectF(meta_left, top, meta_width, self._small_height)
        if not block.mine and marks.starts_group:
            block.face_rect = QRectF(EDGE, y, FACE, FACE)
        y = block.frame.bottom()
        if can_be_retried(message):
            widest = min(self._width - 2 * EDGE - FACE, self._widest)
            area = QRectF(self._width - EDGE - widest, y, widest, 0)
            y = self._lay_failure(block, message, area, Qt.AlignmentFlag.AlignRight)
        if not block.face_rect.isEmpty():
            y = max(y, block.face_rect.bottom())
        return y

    def _area_below(self, block: Block, y: float) -> QRectF:
        left, right = EDGE + FACE + GAP, self._width - EDGE
        if block.mine:
            return QRectF(EDGE, y, right - EDGE, 0)
        return QRectF(left, y, right - left, 0)
