"""One row of a chat's log laid out: where its parts stand, and what is at a point of it."""

from collections.abc import Callable
from dataclasses import dataclass, field

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QTextLayout, QTextLine

from qqdesk.domain.message import Delivery, Message
from qqdesk.gui.message_log.log_rows import Entry
from qqdesk.gui.message_text.links import Link

EDGE = 12
FACE = 32
GAP = 8
BETWEEN, BETWEEN_GROUPS, BETWEEN_DAYS = 2, 8, 12
STATE_WIDTH = 16
META_GAP = 8
WIDEST = 560
"""Of a bubble, at 100 %."""


@dataclass(frozen=True, slots=True)
class LogTexts:
    """The words in a log; functions of what they depend on."""

    time: Callable[[int], str]
    seconds: Callable[[int], str]
    day: Callable[[int], str]
    failure: Callable[[Message], str]
    retry: str
    waiting: str
    given_up: str
    new: str
    loading: str


def can_be_retried(message: Message) -> bool:
    return message.delivery is Delivery.FAILED and bool(message.failure)


def is_given_up(message: Message) -> bool:
    """Discarded by the person: it stays where it is, and there is no failure to mend."""
    return message.delivery is Delivery.FAILED and not message.failure


@dataclass(slots=True)
class Block:
    """A row, laid out; every place counts from the row's upper left corner. `links` are places in `text`.

    `frame` is the area of the message: the bubble, or where there are none what the text takes.
    """

    entry: Entry
    height: int = 0
    mirrored: bool = False
    mine: bool = False
    above: str = ""
    above_rect: QRectF = field(default_factory=QRectF)
    day: str = ""
    day_rect: QRectF = field(default_factory=QRectF)
    new: str = ""
    new_rect: QRectF = field(default_factory=QRectF)
    face_rect: QRectF = field(default_factory=QRectF)
    heading: QTextLayout | None = None
    heading_origin: QPointF = field(default_factory=QPointF)
    frame: QRectF = field(default_factory=QRectF)
    is_bubble: bool = False
    text: QTextLayout | None = None
    text_origin: QPointF = field(default_factory=QPointF)
    quotes: list[QRectF] = field(default_factory=list)
    """Bars beside quoted lines, counted from `text_origin`."""
    length: int = 0
    links: list[Link] = field(default_factory=list)
    meta: str = ""
    meta_rect: QRectF = field(default_factory=QRectF)
    meta_baseline: float = 0.0
    scale: float = 1.0
    """Of the mark that stands for a state."""
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

    def character_at(self, point: QPointF) -> int | None:
        """The character of the text under a point; None beside the text."""
        return _character_at(self.text, self.text_origin, point)

    def link_at(self, point: QPointF) -> Link | None:
        place = self.character_at(point)
        if place is None:
            return None
        return next((link for link in self.links if link.start <= place < link.start + link.length), None)

    def is_retry_at(self, point: QPointF) -> bool:
        place = _character_at(self.failure, self.failure_origin, point)
        return place is not None and place >= self.retry_start

    def is_state_at(self, point: QPointF) -> bool:
        """Whether this is where it says what became of a message of mine."""
        if not self.mine:
            return False
        return (
            self.meta_rect.contains(point) or _character_at(self.failure, self.failure_origin, point) is not None
        ) and isinstance(self.entry, Message)


def _line_at(layout: QTextLayout, y: float) -> QTextLine | None:
    for number in range(layout.lineCount()):
        line = layout.lineAt(number)
        if y < line.y() + line.height():
            return line
    return None


def _character_at(layout: QTextLayout | None, origin: QPointF, point: QPointF) -> int | None:
    if layout is None:
        return None
    inside = point - origin
    line = _line_at(layout, inside.y()) if inside.y() >= 0 else None
    if line is None or not line.naturalTextRect().adjusted(-1, 0, 1, 0).contains(QPointF(inside.x(), line.y() + 1)):
        return None
    place = int(line.xToCursor(inside.x(), QTextLine.CursorPosition.CursorOnCharacter))
    return min(place, line.textStart() + line.textLength() - 1)  # where a line ends at its left, Qt goes one too far
