"""One row of the log, laid out: the places of its content, heading, time and state."""

from dataclasses import dataclass, field
from enum import Enum

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QTextLayout

from qqdesk.domain.message import Delivery, Message
from qqdesk.gui.message_log.file_state import FileAction
from qqdesk.gui.message_log.log_rows import Entry
from qqdesk.gui.message_log.part import Content
from qqdesk.gui.message_log.quote_part import QuotePart
from qqdesk.gui.message_log.reaction_chips import Chip
from qqdesk.gui.message_log.read_face import ReadRow
from qqdesk.gui.message_log.typesetter import character_at
from qqdesk.gui.message_text.links import Link

EDGE = 12
FACE = 32
GAP = 8
BETWEEN, BETWEEN_GROUPS, BETWEEN_DAYS = 2, 8, 12
STATE_WIDTH = 16
META_GAP = 8
META_PAD = 6
"""Beside the time on a picture."""
WIDEST = 560
"""The greatest width of a bubble at 100 %."""


def can_be_retried(message: Message) -> bool:
    return message.delivery is Delivery.FAILED and bool(message.failure)


def is_given_up(message: Message) -> bool:
    """Return whether the user discarded the message: it failed for no other reason."""
    return message.delivery is Delivery.FAILED and not message.failure


def can_be_acted_on(message: Message) -> bool:
    """Return whether the user can still retry, send or discard the message."""
    return message.delivery in (Delivery.WAITING, Delivery.FAILED)


class UpperLine(Enum):
    """The line above the first row of a log."""

    NONE = 1
    LOADING = 2
    """Earlier rows are being loaded."""
    ON_SERVER = 3
    """Earlier messages are on the server only, which cannot be reached now."""
    BEGAN = 4
    """The first row is the first entry of the room."""


@dataclass(slots=True)
class Block:
    """A row, laid out. All rectangles and points are relative to the row's upper left corner.

    `frame` is the area of the message: the bubble, or the area of the text if there are no bubbles.
    """

    entry: Entry
    content: Content
    height: int = 0
    mine: bool = False
    above: QTextLayout | None = None
    """The upper line."""
    above_rect: QRectF = field(default_factory=QRectF)
    above_retry_start: int = 0
    day: str = ""
    day_rect: QRectF = field(default_factory=QRectF)
    new: str = ""
    new_rect: QRectF = field(default_factory=QRectF)
    face_rect: QRectF = field(default_factory=QRectF)
    heading: QTextLayout | None = None
    heading_origin: QPointF = field(default_factory=QPointF)
    frame: QRectF = field(default_factory=QRectF)
    is_bubble: bool = False
    mentions_me: bool = False
    is_large: bool = False
    """A few emoji alone: they are large and have no bubble."""
    quote: QuotePart | None = None
    """The message that this one answers."""
    chips: list[Chip] = field(default_factory=list)
    read: ReadRow | None = None
    icon: str = ""
    """The icon of a message that was taken back, or of a change of the room."""
    icon_rect: QRectF = field(default_factory=QRectF)
    notice: QTextLayout | None = None
    """The line of a notice that ends in a link, which begins at `notice_link_start`."""
    notice_link_start: int = 0
    content_origin: QPointF = field(default_factory=QPointF)
    meta: str = ""
    meta_rect: QRectF = field(default_factory=QRectF)
    meta_baseline: float = 0.0
    meta_is_on_picture: bool = False
    scale: float = 1.0
    """The scale of the mark that stands for a delivery state."""
    failure: QTextLayout | None = None
    failure_origin: QPointF = field(default_factory=QPointF)
    retry_start: int = 0

    def position_at(self, point: QPointF) -> int:
        """Return the position in the text that is nearest to a point, in UTF-16 units."""
        return self.content.position_at(point - self.content_origin)

    def link_at(self, point: QPointF) -> Link | None:
        return self.content.link_at(point - self.content_origin)

    def action_at(self, point: QPointF) -> FileAction | None:
        return self.content.action_at(point - self.content_origin)

    def quote_at(self, point: QPointF) -> str:
        """Return the id of the message that is quoted at this point; "" if it is not here."""
        quote = self.quote
        return quote.id if quote is not None and quote.is_here and quote.rect.contains(point) else ""

    def chip_at(self, point: QPointF) -> Chip | None:
        return next((chip for chip in self.chips if chip.rect.contains(point)), None)

    def is_read_at(self, point: QPointF) -> bool:
        return self.read is not None and self.read.rect.contains(point)

    def is_notice_link_at(self, point: QPointF) -> bool:
        """Return whether the link of a notice is at this point: to write a message again, or to unfold a run."""
        place = character_at(self.notice, point - self.content_origin)
        return place is not None and place >= self.notice_link_start

    def is_retry_at(self, point: QPointF) -> bool:
        place = character_at(self.failure, point - self.failure_origin)
        return place is not None and place >= self.retry_start

    def is_fetch_at(self, point: QPointF) -> bool:
        """Return whether the link to fetch earlier messages again is at this point."""
        place = character_at(self.above, point - self.above_rect.topLeft()) if self.above_retry_start else None
        return place is not None and place >= self.above_retry_start

    def is_state_at(self, point: QPointF) -> bool:
        """Return whether the delivery state of a message of mine is shown at this point."""
        if not self.mine:
            return False
        return self.meta_rect.contains(point) or character_at(self.failure, point - self.failure_origin) is not None
