"""One row of a chat's log laid out: where its bubble, text, time, state and failure stand."""

import math
from collections.abc import Callable
from dataclasses import dataclass, field

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QFont, QFontMetricsF, QTextCharFormat, QTextLayout, QTextLine, QTextOption

from qqdesk.domain.message import Message, MessageState
from qqdesk.gui.chat_rows import Entry, NoticeLine, RowMarks
from qqdesk.gui.chat_text import Link, find_links, is_right_to_left, units
from qqdesk.gui.emoticons import with_emoji
from qqdesk.gui.theme import Theme

EDGE = 12
FACE = 32
GAP = 8
PAD_X = 12
PAD_Y = 8
OPPOSITE = 64
"""At least so much of the width stays free on the side that the bubble does not stand on."""

WIDEST = 560
STATE_WIDTH = 16
META_GAP = 8
BETWEEN, BETWEEN_GROUPS, BETWEEN_DAYS = 2, 8, 12

_UNBREAKABLE = QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere


@dataclass(frozen=True, slots=True)
class LogTexts:
    """The words in a log; functions of what they depend on."""

    time: Callable[[int], str]
    day: Callable[[int], str]
    failure: Callable[[Message], str]
    retry: str
    waiting: str
    given_up: str
    new: str


def can_be_retried(message: Message) -> bool:
    return message.state is MessageState.FAILED and bool(message.failure)


def is_given_up(message: Message) -> bool:
    """Discarded by the person: it stays where it is, and there is no failure to mend."""
    return message.state is MessageState.FAILED and not message.failure


@dataclass(slots=True)
class Block:
    """A row, laid out; every place counts from the row's upper left corner. `links` are places in `text`."""

    entry: Entry
    height: int = 0
    mine: bool = False
    day: str = ""
    day_rect: QRectF = field(default_factory=QRectF)
    new: str = ""
    new_rect: QRectF = field(default_factory=QRectF)
    face_rect: QRectF = field(default_factory=QRectF)
    bubble: QRectF = field(default_factory=QRectF)
    text: QTextLayout | None = None
    text_origin: QPointF = field(default_factory=QPointF)
    length: int = 0
    links: list[Link] = field(default_factory=list)
    meta: str = ""
    meta_rect: QRectF = field(default_factory=QRectF)
    meta_baseline: float = 0.0
    failure: QTextLayout | None = None
    failure_origin: QPointF = field(default_factory=QPointF)
    retry_start: int = 0

    def position_at(self, point: QPointF) -> int:
        """The place in the text that is nearest to a point."""
        if self.text is None or not self.text.lineCount():
            return 0
        y = point.y() - self.text_origin.y()
        if y < 0:
            return 0
        line = _line_at(self.text, y)
        if line is None:
            return self.length
        return min(int(line.xToCursor(point.x() - self.text_origin.x())), self.length)

    def link_at(self, point: QPointF) -> Link | None:
        place = _character_at(self.text, self.text_origin, point)
        if place is None:
            return None
        return next((link for link in self.links if link.start <= place < link.start + link.length), None)

    def is_retry_at(self, point: QPointF) -> bool:
        place = _character_at(self.failure, self.failure_origin, point)
        return place is not None and place >= self.retry_start


def _line_at(layout: QTextLayout, y: float) -> QTextLine | None:
    for number in range(layout.lineCount()):
        line = layout.lineAt(number)
        if y < line.y() + line.height():
            return line
    return None


def _character_at(layout: QTextLayout | None, origin: QPointF, point: QPointF) -> int | None:
    """The character under a point; None beside the text."""
    if layout is None:
        return None
    inside = point - origin
    line = _line_at(layout, inside.y()) if inside.y() >= 0 else None
    if line is None or not line.naturalTextRect().adjusted(-1, 0, 1, 0).contains(QPointF(inside.x(), line.y() + 1)):
        return None
    return int(line.xToCursor(inside.x(), QTextLine.CursorPosition.CursorOnCharacter))


class Builder:
    """Lays rows out for one width, font and theme."""

    def __init__(self, font: QFont, small: QFont, theme: Theme, texts: LogTexts, width: int) -> None:
        self.font = font
        self.small = small
        self._theme = theme
        self._texts = texts
        self._width = max(width, 160)
        self._small_metrics = QFontMetricsF(small)
        self._ascent, self._line = _line_of(font)
        self._small_ascent, self._small_line = _line_of(small)
        self._small_height = math.ceil(self._small_line)

    def build(self, entry: Entry, marks: RowMarks) -> Block:
        block = Block(entry)
        y = float(BETWEEN_GROUPS if marks.starts_group else BETWEEN)
        if marks.day is not None:
            block.day = self._texts.day(entry.time)
            block.day_rect = QRectF(0, BETWEEN_DAYS, self._width, self._small_height)
            y = block.day_rect.bottom() + BETWEEN_DAYS
        if marks.starts_new:
            block.new = self._texts.new
            block.new_rect = QRectF(EDGE, y, self._width - 2 * EDGE, self._small_height)
            y = block.new_rect.bottom() + BETWEEN_GROUPS
        if isinstance(entry, NoticeLine):
            y = self._lay_notice(block, entry, y)
        else:
            y = self._lay_message(block, entry, marks, y)
        block.height = math.ceil(y + BETWEEN)
        return block

    def _lay_notice(self, block: Block, entry: NoticeLine, y: float) -> float:
        widest = self._width - 2 * (EDGE + FACE)
        block.links = find_links(entry.text)
        marks = self._link_ranges(block)
        block.text, size = self._wrap(entry.text, self.small, widest, Qt.AlignmentFlag.AlignHCenter, marks)
        block.length = units(entry.text)
        block.text_origin = QPointF((self._width - widest) / 2, y)
        return y + size.height() + BETWEEN_GROUPS

    def _lay_message(self, block: Block, message: Message, marks: RowMarks, y: float) -> float:
        block.mine = message.is_mine
        side = EDGE + FACE + GAP
        widest = min(self._width - side - OPPOSITE, WIDEST) - 2 * PAD_X
        rtl = is_right_to_left(message.text)
        align = Qt.AlignmentFlag.AlignRight if rtl else Qt.AlignmentFlag.AlignLeft
        block.links = find_links(message.text)
        ranges = self._link_ranges(block)
        block.text, size = self._wrap(message.text, self.font, widest, align, ranges)
        block.length = units(message.text)

        block.meta = self._texts.time(message.time)
        if message.state is MessageState.WAITING:
            block.meta = f"{self._texts.waiting} · {block.meta}"
        elif is_given_up(message):
            block.meta = f"{self._texts.given_up} · {block.meta}"
        meta_width = math.ceil(self._small_metrics.horizontalAdvance(block.meta))
        if block.mine:
            meta_width += STATE_WIDTH + 4
        last = block.text.lineAt(block.text.lineCount() - 1)
        last_baseline = last.y() + last.ascent()
        beside = not rtl and last.naturalTextWidth() + META_GAP + meta_width <= widest
        inner = max(size.width(), last.naturalTextWidth() + META_GAP + meta_width if beside else meta_width)
        inner = math.ceil(inner)
        if rtl and inner < widest:
            block.text, size = self._wrap(message.text, self.font, inner, align, ranges)
        inner_height = size.height() if beside else size.height() + self._small_height
        width = inner + 2 * PAD_X
        left = self._width - EDGE - width if block.mine else side
        block.bubble = QRectF(left, y, width, math.ceil(inner_height) + 2 * PAD_Y)
        block.text_origin = QPointF(left + PAD_X, y + PAD_Y)
        if beside:
            # The time stands on the last line's own baseline.
            block.meta_baseline = block.text_origin.y() + last_baseline
        else:
            block.meta_baseline = block.bubble.bottom() - PAD_Y - self._small_height + self._small_ascent
        top = block.meta_baseline - self._small_ascent
        block.meta_rect = QRectF(block.bubble.right() - PAD_X - meta_width, top, meta_width, self._small_height)
        if not block.mine and marks.starts_group:
            block.face_rect = QRectF(EDGE, y, FACE, FACE)
        y = block.bubble.bottom()
        if can_be_retried(message):
            y = self._lay_failure(block, message, y)
        if not block.face_rect.isEmpty():
            y = max(y, block.face_rect.bottom())
        return y

    def _lay_failure(self, block: Block, message: Message, y: float) -> float:
        reason = self._texts.failure(message)
        text = f"{reason}  {self._texts.retry}"
        widest = min(self._width - 2 * EDGE - FACE, WIDEST)
        block.retry_start = units(text) - units(self._texts.retry)
        retry = QTextLayout.FormatRange()
        retry.start, retry.length = block.retry_start, units(self._texts.retry)
        retry.format = self._link_format()
        block.failure, size = self._wrap(text, self.small, widest, Qt.AlignmentFlag.AlignRight, [retry])
        block.failure_origin = QPointF(self._width - EDGE - widest, y + 4)
        return y + 4 + size.height() + 4

    def _link_format(self) -> QTextCharFormat:
        link = QTextCharFormat()
        link.setForeground(self._theme.accent)
        link.setFontUnderline(True)
        return link

    def _link_ranges(self, block: Block) -> list[QTextLayout.FormatRange]:
        ranges = []
        for link in block.links:
            marked = QTextLayout.FormatRange()
            marked.start, marked.length = link.start, link.length
            look = QTextCharFormat()
            look.setFontUnderline(True)
            # The accent does not stand out enough from a dark bubble of mine.
            plain = block.mine and self._theme.is_dark
            look.setForeground(self._theme.text if plain else self._theme.accent)
            marked.format = look
            ranges.append(marked)
        return ranges

    def _wrap(
        self,
        text: str,
        font: QFont,
        widest: float,
        align: Qt.AlignmentFlag,
        formats: list[QTextLayout.FormatRange] | None = None,
    ) -> tuple[QTextLayout, QRectF]:
        """Lines on an even grid of baselines, so that a Chinese character in one does not push it down."""
        ascent, height = (self._ascent, self._line) if font is self.font else (self._small_ascent, self._small_line)
        option = QTextOption(align)
        option.setWrapMode(_UNBREAKABLE)
        rtl = align == Qt.AlignmentFlag.AlignRight and is_right_to_left(text)
        option.setTextDirection(Qt.LayoutDirection.RightToLeft if rtl else Qt.LayoutDirection.LeftToRight)
        layout = QTextLayout(with_emoji(text), font)
        layout.setTextOption(option)
        layout.setCacheEnabled(True)
        if formats:
            layout.setFormats(formats)
        y = width = 0.0
        layout.beginLayout()
        while (line := layout.createLine()).isValid():
            line.setLineWidth(max(widest, 1))
            step = max(height, math.ceil(line.height()))
            line.setPosition(QPointF(0, y + max(ascent - line.ascent(), 0)))
            y += step
            width = max(width, line.naturalTextWidth())
        layout.endLayout()
        return layout, QRectF(0, 0, math.ceil(width), y)


def _line_of(font: QFont) -> tuple[float, float]:
    """The ascent and height of a line that holds Latin and Chinese."""
    sample = QTextLayout("Ag国", font)
    sample.beginLayout()
    line = sample.createLine()
    line.setLineWidth(1000)
    sample.endLayout()
    metrics = QFontMetricsF(font)
    return max(line.ascent(), metrics.ascent()), math.ceil(max(line.height(), metrics.lineSpacing())) + 2
