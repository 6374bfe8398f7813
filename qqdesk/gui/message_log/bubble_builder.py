"""The style of bubbles: theirs at the left beside their face, mine at the right, the time in the last line. In a layout
from right to left it is the other way round."""

import math

from PySide6.QtCore import QPointF, QRectF

from qqdesk.domain.message import Message
from qqdesk.gui.message_log.block import EDGE, FACE, GAP, META_GAP, Block, can_be_retried
from qqdesk.gui.message_log.block_builder import BlockBuilder
from qqdesk.gui.message_log.log_rows import RowMarks
from qqdesk.gui.message_text.text_units import is_right_to_left

PAD_X = 12
PAD_Y = 8
OPPOSITE = 64
"""At least so much of the width stays free on the side that the bubble does not stand on."""


class BubbleBuilder(BlockBuilder):
    def _lay_message(self, block: Block, message: Message, marks: RowMarks, y: float) -> float:
        theme = self._theme
        side = EDGE + FACE + GAP
        widest = max(min(self._width - side - OPPOSITE, self._widest) - 2 * PAD_X, 40)
        rtl = is_right_to_left(message.text, otherwise=self._mirrored)
        # The accent does not stand out enough from a dark bubble of mine.
        link = theme.text if block.mine and theme.is_dark else theme.accent
        quiet = theme.secondary_on_own if block.mine else theme.secondary
        done = self._set_message(block, message, widest, link, quiet, rtl=rtl)

        words = self._state_words(message)
        time = self._texts.time(message.time)
        mark = self._state_width + 4 if block.mine else 0
        # In a narrow window with a large type the mark alone has to say it.
        for block.meta in (f"{words} · {time}" if words else time, time, ""):
            meta_width = math.ceil(self._small.metrics.horizontalAdvance(block.meta)) + mark
            if meta_width <= widest:
                break
        beside = rtl == self._mirrored and done.last_width + META_GAP + meta_width <= widest
        inner = math.ceil(max(done.width, done.last_width + META_GAP + meta_width if beside else meta_width))
        if rtl and inner < widest:
            done = self._set_message(block, message, inner, link, quiet, rtl=rtl)
        inner_height = done.height if beside else done.height + self._small_height
        width = inner + 2 * PAD_X
        left = self._place(self._width - EDGE - width if block.mine else side, width)
        block.is_bubble = True
        block.frame = QRectF(left, y, width, math.ceil(inner_height) + 2 * PAD_Y)
        block.text_origin = QPointF(left + PAD_X, y + PAD_Y)
        if beside:
            # The time stands on the last line's own baseline.
            block.meta_baseline = block.text_origin.y() + done.last_baseline
        else:
            block.meta_baseline = block.frame.bottom() - PAD_Y - self._small_height + self._small.ascent
        top = block.meta_baseline - self._small.ascent
        meta_left = left + PAD_X if self._mirrored else block.frame.right() - PAD_X - meta_width
        block.meta_rect = QRectF(meta_left, top, meta_width, self._small_height)
        if not block.mine and marks.starts_group:
            block.face_rect = QRectF(self._place(EDGE, FACE), y, FACE, FACE)
        y = block.frame.bottom()
        if can_be_retried(message):
            widest = min(self._width - 2 * EDGE - FACE, self._widest)
            area = QRectF(self._place(self._width - EDGE - widest, widest), y, widest, 0)
            y = self._lay_failure(block, message, area, self._end)
        if not block.face_rect.isEmpty():
            y = max(y, block.face_rect.bottom())
        return y
