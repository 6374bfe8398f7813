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
from qqdesk.gui.shared.texts import clock_text

PAD_X = 12
PAD_Y = 8
OPPOSITE = 64
"""The least free width on the side opposite to the bubble."""


class BubbleBuilder(BlockBuilder):
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
        widest = max(min(self._width - side - OPPOSITE, self._widest) - 2 * PAD_X, 40)
        done = block.content.lay_out(widest)
        rtl = block.content.is_right_to_left

        words = self._state_words(message)
        time = clock_text(message.time)
        mark = self._state_width + 4 if block.mine else 0
        # A narrow window with large text has room for the mark only.
        for block.meta in (f"{words} · {time}" if words else time, time, ""):
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
            block.heading, block.heading_origin = name.layout, QPointF(side + PAD_X, y + PAD_Y - 2)
            if block.content.is_file:
                name_height += self._BLEED.height()
        if rtl and inner < widest:
            done = block.content.lay_out(inner)
        meta_height = 0 if beside or on_picture else self._small_height
        if done.picture_width and not on_picture:
            meta_height += 2 * self._BLEED.height()
        inner_height = name_height + done.height + meta_height
        width = inner + 2 * PAD_X
        left = self._width - EDGE - width if block.mine else side
        block.is_bubble = True
        block.frame = QRectF(left, y, width, math.ceil(inner_height) + 2 * PAD_Y)
        block.content_origin = QPointF(left + PAD_X, y + PAD_Y + name_height)
        if on_picture:
            bottom = block.content_origin.y() + done.height + self._BLEED.height()
            block.meta_baseline = bottom - 10 - self._small_height + self._small.ascent
        elif beside:
            # The time is on the baseline of the last line.
            block.meta_baseline = block.content_origin.y() + done.last_baseline
        else:
            block.meta_baseline = block.frame.bottom() - PAD_Y - self._small_height + self._small.ascent
        top = block.meta_baseline - self._small.ascent
        meta_left = block.frame.right() - PAD_X - meta_width
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
