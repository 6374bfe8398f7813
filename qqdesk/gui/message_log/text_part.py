"""Text in lines, with links and quotes."""

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontDatabase, QPainter, QTextCharFormat, QTextLayout

from qqdesk.gui.message_log.file_state import FileAction
from qqdesk.gui.message_log.part import Highlight, PartSize, PartStyle
from qqdesk.gui.message_log.quotes import Quote, find_quotes
from qqdesk.gui.message_log.typesetter import SetText, character_at, format_range, line_at, link_ranges, ranges_of
from qqdesk.gui.message_text.emoticons import emoji_places, with_emoji
from qqdesk.gui.message_text.formatting import Format, FormatKind, find_formats
from qqdesk.gui.message_text.glyphs import is_drawable
from qqdesk.gui.message_text.links import Link, find_links
from qqdesk.gui.message_text.mentions import Mention
from qqdesk.gui.message_text.text_units import is_right_to_left, layout_text, units

_CODE_GROUND = 24
"""The opacity of the ground of code, of 255."""

_EMOJI_SIZE = 1.25
"""How much larger an emoji is than the letters beside it."""


class TextPart:
    is_file = False

    def __init__(self, text: str, style: PartStyle, *, action: str = "") -> None:
        """`action` stands behind the text, as a link, and is not part of it."""
        self.text = text
        self._action = f"  {action}" if action else ""
        self.links = find_links(text)
        self._style = style
        self._quotes: list[Quote] = []
        self._formats: list[Format] = []
        if style.is_centred:
            self.is_right_to_left = False
            self._align = Qt.AlignmentFlag.AlignHCenter
            self._shown = layout_text(text) + self._action
        else:
            self.is_right_to_left = is_right_to_left(text)
            self._align = Qt.AlignmentFlag.AlignRight if self.is_right_to_left else Qt.AlignmentFlag.AlignLeft
            self._shown, self._quotes = find_quotes(with_emoji(text, is_drawable))
            if style.shows_formatting:
                self._shown, self._formats = find_formats(self._shown)
        self._set = SetText(QTextLayout())
        self.labels: list[QRectF] = []
        """The grounds of my name."""

    @property
    def has_action(self) -> bool:
        return bool(self._action)

    @property
    def layout(self) -> QTextLayout:
        return self._set.layout

    @property
    def quote_bars(self) -> list[QRectF]:
        return self._set.bars

    def lay_out(self, width: float) -> PartSize:
        style = self._style
        formats = [format_range(quote.start, quote.end - quote.start, style.quote) for quote in self._quotes]
        formats += [self._marked_format(one) for one in self._formats]
        formats += [self._emoji_format(*place) for place in emoji_places(self._shown)]
        formats += link_ranges(self.links, style.link)
        formats += [self._mention_format(mention) for mention in style.mentions]
        if self._action:
            formats.append(format_range(units(self.text) + 2, units(self._action) - 2, style.link, underline=True))
        self._set = style.typesetter.set(
            self._shown, width, self._align, formats, self._quotes, rtl=self.is_right_to_left
        )
        self.labels = [
            rect
            for mention in style.mentions
            if mention.number == style.me
            for rect in ranges_of(self._set.layout, mention.start, mention.length)
        ]
        return PartSize(self._set.width, self._set.height, self._set.last_width, self._set.last_baseline)

    def _marked_format(self, marked: Format) -> QTextLayout.FormatRange:
        result = format_range(marked.start, marked.length, self._style.text)
        look, font = result.format, QFont(self._style.typesetter.font)
        if marked.kind is FormatKind.BOLD:
            font.setWeight(QFont.Weight.Bold)
        else:
            font.setFamilies(QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont).families())
            ground = QColor(self._style.text)
            ground.setAlpha(_CODE_GROUND)
            look.setBackground(ground)
        look.setFont(font)
        result.format = look
        return result

    def _emoji_format(self, start: int, length: int) -> QTextLayout.FormatRange:
        result = QTextLayout.FormatRange()
        result.start, result.length = start, length
        look = QTextCharFormat()
        look.setFontPointSize(self._style.typesetter.font.pointSizeF() * _EMOJI_SIZE)
        result.format = look
        return result

    def _mention_format(self, mention: Mention) -> QTextLayout.FormatRange:
        style = self._style
        colour = style.on_label if mention.number == style.me else style.link
        result = format_range(mention.start, mention.length, colour)
        look = result.format
        look.setFontWeight(QFont.Weight.DemiBold)
        result.format = look
        return result

    def paint(self, painter: QPainter, origin: QPointF, highlights: Sequence[Highlight], clip: QRectF) -> None:
        if self._set.bars:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(self._style.quote_bar)
            for bar in self._set.bars:
                painter.drawRoundedRect(bar.translated(origin).adjusted(0, 1, 0, -1), 1.5, 1.5)
        if self.labels:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(self._style.link)
            for label in self.labels:
                painter.drawRoundedRect(label.translated(origin).adjusted(-2, 0, 1, 0), 4, 4)
        painter.setPen(self._style.text)
        self._set.layout.draw(painter, origin, [_format(highlight) for highlight in highlights], clip)

    def position_at(self, point: QPointF) -> int:
        if point.y() < 0 or not self.layout.lineCount():
            return 0
        length = units(self.text)
        line = line_at(self.layout, point.y())
        return min(int(line.xToCursor(point.x())), length) if line is not None else length

    def link_at(self, point: QPointF) -> Link | None:
        place = character_at(self.layout, point)
        if place is None:
            return None
        return next((link for link in self.links if link.start <= place < link.start + link.length), None)

    def action_at(self, point: QPointF) -> FileAction | None:
        return None

    def line_at(self, position: int) -> QRectF:
        line = self.layout.lineForTextPosition(position)
        return line.rect() if line.isValid() else QRectF()


def _format(highlight: Highlight) -> QTextLayout.FormatRange:
    result = QTextLayout.FormatRange()
    result.start, result.length = highlight.start, highlight.end - highlight.start
    look = QTextCharFormat()
    look.setBackground(highlight.background)
    look.setForeground(highlight.foreground)
    result.format = look
    return result
