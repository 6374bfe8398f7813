"""Lay out rows of the log: the code that both styles share, and which part shows which kind of content."""

import math
from dataclasses import replace
from typing import Protocol

from PySide6.QtCore import QCoreApplication, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QFont

from qqdesk.domain.body import File, Recalled, Removed, RoomEvent, Text
from qqdesk.domain.message import Delivery, Message
from qqdesk.domain.transfer import TransferState
from qqdesk.gui.message_log.block import (
    BETWEEN,
    BETWEEN_DAYS,
    BETWEEN_GROUPS,
    EDGE,
    FACE,
    STATE_WIDTH,
    WIDEST,
    Block,
    UpperLine,
    is_given_up,
)
from qqdesk.gui.message_log.file_part import FilePart
from qqdesk.gui.message_log.log_rows import Entry, NoticeLine, RowMarks, is_notice
from qqdesk.gui.message_log.log_texts import (
    edited_text,
    event_text,
    failure_text,
    new_text,
    recalled_text,
    removed_text,
    show_all_text,
    try_again_text,
    upper_line_text,
    write_again_text,
)
from qqdesk.gui.message_log.part import Content, FileSource, FileStyle, Part, PartStyle
from qqdesk.gui.message_log.participants import Names
from qqdesk.gui.message_log.picture_part import PicturePart
from qqdesk.gui.message_log.quote_part import QuotePart, quoted_text
from qqdesk.gui.message_log.reaction_chips import lay_chips
from qqdesk.gui.message_log.read_face import lay_read_row
from qqdesk.gui.message_log.text_part import TextPart
from qqdesk.gui.message_log.typesetter import Typesetter, format_range
from qqdesk.gui.message_text.emoticons import is_emoji_only, plain_with_emoji
from qqdesk.gui.message_text.glyphs import is_drawable
from qqdesk.gui.message_text.mentions import find_mentions
from qqdesk.gui.message_text.text_units import layout_text, units
from qqdesk.gui.shared.fonts import semibold
from qqdesk.gui.shared.texts import clock_text, day_text, delivery_text
from qqdesk.gui.shared.theme_colors import Theme
from qqdesk.gui.shared.type_size import base_points
from qqdesk.protocol.room_commands import RoomChange


def content_of(message: Message, style: PartStyle, file_style: FileStyle) -> Content:
    body = message.body
    if not isinstance(body, File):
        return Content([TextPart(body.plain_text(), style)])
    make = PicturePart if body.info.is_picture else FilePart
    parts: list[Part] = [make(message, body, style, file_style)]
    if body.caption.text:
        parts.append(TextPart(body.caption.text, style))
    return Content(parts)


_LONGEST_LARGE = 100
"""The characters of a text that may be a few emoji."""
_CHANGE_ICONS = {
    RoomChange.NAME: "edit",
    RoomChange.NOTICE: "megaphone",
    RoomChange.JOIN: "lock",
    RoomChange.MEMBER: "users",
    RoomChange.SILENT: "eye-off",
    RoomChange.WRITERS: "chat",
    RoomChange.PAST: "history",
    RoomChange.FACE: "picture",
}


class ReplySource(Protocol):
    """`quoted` returns the message that a reply answers, if it is here, and whether that is known yet."""

    def quoted(self, reply: Message) -> tuple[Message | None, bool]: ...

    def can_write_again(self, message: Message) -> bool: ...


class BlockBuilder:
    """Lays out rows for one width, font and theme.

    The alignment of a text depends on its own letters.
    """

    _has_bubbles = False
    _BLEED = QSize(0, 0)
    """How far a picture reaches beyond the text, in logical pixels."""

    def __init__(
        self,
        font: QFont,
        small: QFont,
        theme: Theme,
        width: int,
        people: Names,
        files: FileSource,
        answers: ReplySource,
    ) -> None:
        self.shows_formatting = False
        self.people, self._answers = people, answers
        self._theme = theme
        self.width = self._width = max(width, 160)
        self._type = Typesetter(font)
        self._small = Typesetter(small)
        self._bold = Typesetter(semibold(small))
        self._large = Typesetter(_large(font))
        self._file_style = FileStyle(files, small, self._BLEED)
        self._small_height = math.ceil(self._small.line)
        # With large text a line keeps its number of words if there is room.
        scale = font.pointSizeF() / base_points()
        self._widest = WIDEST * max(scale, 1)
        self._scale = scale
        self._state_width = STATE_WIDTH * scale

    def build(self, entry: Message | NoticeLine, marks: RowMarks, upper: UpperLine = UpperLine.NONE) -> Block:
        block = Block(entry, self._content(entry, marks), scale=self._scale)
        y = float(self._before(marks))
        if upper is not UpperLine.NONE:
            self._lay_upper_line(block, upper, entry.time)
            y += block.above_rect.bottom()
        if marks.day is not None:
            block.day = day_text(entry.time)
            top = block.above_rect.bottom() + BETWEEN_DAYS
            block.day_rect = QRectF(EDGE, top, self._width - 2 * EDGE, self._small_height)
            y = block.day_rect.bottom() + BETWEEN_DAYS
        if marks.new:
            block.new = new_text(marks.new)
            block.new_rect = QRectF(EDGE, y, self._width - 2 * EDGE, self._small_height)
            y = block.new_rect.bottom() + BETWEEN_GROUPS
        if isinstance(entry, NoticeLine) or is_notice(entry):
            y = self._lay_notice(block, y)
        else:
            block.mine = entry.is_mine
            block.is_large = _is_large(entry)
            block.mentions_me = not block.mine and entry.mentions(self.people.me)
            y = self._lay_message(block, entry, marks, y)
            y = self._lay_below(block, entry, marks, y)
        block.height = math.ceil(y + BETWEEN)
        return block

    def _lay_upper_line(self, block: Block, upper: UpperLine, time: int) -> None:
        text, links = upper_line_text(upper, time), []
        if upper is UpperLine.ON_SERVER:
            retry = try_again_text()
            text = f"{text}  {retry}"
            block.above_retry_start = units(text) - units(retry)
            links = [format_range(block.above_retry_start, units(retry), self._theme.accent, underline=True)]
        done = self._small.set(layout_text(text), self._width - 2 * EDGE, Qt.AlignmentFlag.AlignHCenter, links)
        block.above = done.layout
        block.above_rect = QRectF(EDGE, BETWEEN_GROUPS, self._width - 2 * EDGE, done.height)

    def _before(self, marks: RowMarks) -> int:
        return BETWEEN_GROUPS if marks.starts_group else BETWEEN

    def _lay_message(self, block: Block, message: Message, marks: RowMarks, y: float) -> float:
        raise NotImplementedError

    def _lay_notice(self, block: Block, y: float) -> float:
        widest = self._width - 2 * (EDGE + FACE)
        block.content_origin = QPointF((self._width - widest) / 2, y)
        size = block.content.lay_out(widest)
        (part,) = block.content.parts
        assert isinstance(part, TextPart)
        if part.has_action:
            block.notice, block.notice_link_start = part.layout, units(part.text)
        text = QRectF((self._width - size.width) / 2, y, size.width, size.height)
        body = None if isinstance(block.entry, NoticeLine) else block.entry.body
        if isinstance(body, Recalled | RoomEvent):
            block.icon = _CHANGE_ICONS[body.change] if isinstance(body, RoomEvent) else "undo"
            middle = y + part.layout.lineAt(0).rect().center().y()
            block.icon_rect = QRectF(round(text.left()) - 22, round(middle) - 8, 16, 16)
        block.frame = text.united(block.icon_rect).adjusted(-8, -2, 8, 2)
        return y + size.height

    def _content(self, entry: Entry, marks: RowMarks) -> Content:
        action = ""
        if isinstance(entry, NoticeLine):
            text = entry.text
        elif isinstance(entry.body, Removed):
            text = removed_text(entry.body)
        elif isinstance(entry.body, Recalled):
            text = recalled_text(entry.body, entry.sender, self.people)
            action = write_again_text() if self._answers.can_write_again(entry) else ""
        elif isinstance(entry.body, RoomEvent):
            text = event_text(entry.body, entry.sender, marks.run, self.people)
            action = show_all_text() if marks.run else ""
        else:
            return content_of(entry, self._style_of(entry), self._file_style)
        quiet, link = self._theme.secondary, self._theme.accent
        style = PartStyle(self._small, quiet, link, quiet, link, self._theme.on_accent, True)
        return Content([TextPart(text, style, action=action)])

    def _style_of(self, message: Message) -> PartStyle:
        style = self._message_style(mine=message.is_mine)
        if self.shows_formatting:
            style = replace(style, shows_formatting=True)
        if _is_large(message):
            return replace(style, typesetter=self._large)
        text = message.body.caption if isinstance(message.body, File) else message.body
        if not (isinstance(text, Text) and text.mentions):
            return style
        people = [(number, self.people.public_name(number)) for number in text.mentions]
        found, me = find_mentions(text.text, people), 0 if message.is_mine else self.people.me
        quote = self._theme.secondary_on_mention if message.mentions(me) else style.quote
        return replace(style, quote=quote, mentions=found, me=me)

    def _message_style(self, *, mine: bool) -> PartStyle:
        raise NotImplementedError

    # Quotes, reactions, readers

    def _quote_of(self, block: Block, message: Message) -> QuotePart | None:
        """Return what a reply answers, without a place."""
        if message.reply_to is None:
            return None
        found, is_known = self._answers.quoted(message)
        author, theme = message.reply_to.author, self._theme
        name = theme.name_colour(author) if message.conversation.is_room else theme.accent
        quiet = theme.secondary
        if block.mentions_me:
            quiet = theme.secondary_on_mention
        elif block.mine and self._has_bubbles:
            name = theme.accent_on_own if name == theme.accent else name
            quiet = theme.secondary_on_own
        text, fonts = quoted_text(found, is_known=is_known), (self._bold, self._small)
        id, called = message.reply_to.client_id, self.people.name(author)
        return QuotePart(id, called, text, fonts, (name, quiet), is_here=found is not None)

    def _lay_below(self, block: Block, message: Message, marks: RowMarks, y: float) -> float:
        """Lay out the reactions and the readers below a message; return the new bottom."""
        area = self._area_below(block, y)
        if message.reactions:
            at_right = block.mine and self._has_bubbles
            block.chips = lay_chips(
                message.reactions, self.people.me, self._small, self._scale, area, at_right=at_right
            )
            y = max(y, block.chips[-1].rect.bottom() + 1)
        if marks.readers:
            in_room = message.conversation.is_room
            block.read = lay_read_row(marks.readers, self._small, self._width - EDGE, y, in_room=in_room)
            y = block.read.rect.bottom()
        return y

    def _area_below(self, block: Block, y: float) -> QRectF:
        """Return where the reactions stand; its height does not count."""
        raise NotImplementedError

    def _state_words(self, message: Message) -> str:
        """Return the words before the time, or before the mark, of a message of mine."""
        if message.delivery is Delivery.WAITING:
            transfer = self._file_style.files.state(message)[1] if isinstance(message.body, File) else None
            if transfer is not None and transfer.state is TransferState.RUNNING:
                return delivery_text(Delivery.SENDING)
            return QCoreApplication.translate("LogTexts", "Waiting")
        return QCoreApplication.translate("LogTexts", "Not sent") if is_given_up(message) else ""

    def _meta_texts(self, message: Message) -> tuple[str, ...]:
        """Return the state and the time, in forms of falling width."""
        time, words = clock_text(message.time), self._state_words(message)
        short = edited_text(time) if message.is_edited else time
        return (f"{words} · {short}" if words else short, short, time, "")

    def _lay_failure(self, block: Block, message: Message, area: QRectF, align: Qt.AlignmentFlag) -> float:
        """Lay out the reason and the link to retry; only the upper edge of `area` counts."""
        retry = QCoreApplication.translate("LogTexts", "Retry")
        text = f"{failure_text(message)}  {retry}"
        block.retry_start = units(text) - units(retry)
        link = format_range(block.retry_start, units(retry), self._theme.accent, underline=True)
        done = self._small.set(layout_text(text), area.width(), align, [link])
        block.failure = done.layout
        block.failure_origin = area.topLeft() + QPointF(0, 4)
        return area.top() + 4 + done.height + 4


def _is_large(message: Message) -> bool:
    if message.reply_to is not None or not isinstance(message.body, Text) or len(message.text) > _LONGEST_LARGE:
        return False
    return is_emoji_only(plain_with_emoji(message.text, is_drawable))


def _large(font: QFont) -> QFont:
    """Return the font of emoji that stand alone: 40 px beside text of the usual size."""
    result = QFont(font)
    result.setPointSizeF(font.pointSizeF() * 3)
    return result
