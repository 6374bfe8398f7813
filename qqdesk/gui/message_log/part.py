"""The parts of a message's content: each lays itself out, paints itself, and returns the position at a point."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple, Protocol

from PySide6.QtCore import QPointF, QRectF, QSize
from PySide6.QtGui import QColor, QFont, QPainter, QPixmap

from qqdesk.domain.message import Message
from qqdesk.domain.transfer import Transfer
from qqdesk.gui.message_log.file_state import FileAction, FileState
from qqdesk.gui.message_log.typesetter import Typesetter
from qqdesk.gui.message_text.links import Link
from qqdesk.gui.message_text.mentions import Mention
from qqdesk.gui.message_text.text_units import units
from qqdesk.protocol.file_info import FileInfo

LEAST_CAPTION = 200
"""The width that a caption has at least, below a narrow picture."""


class Highlight(NamedTuple):
    """A range of text in other colours. Positions are UTF-16 units."""

    start: int
    end: int
    background: QColor
    foreground: QColor


class PartSize(NamedTuple):
    width: float
    height: float
    last_width: float
    """The width of the last line. The time of the message may stand beside it."""
    last_baseline: float
    picture_width: float = 0.0
    """The width of the picture, if the part is one. The time may stand on it, and parts below are not wider."""


@dataclass(frozen=True, slots=True)
class PartStyle:
    """The font and colours of a part."""

    typesetter: Typesetter
    text: QColor
    link: QColor
    quote: QColor
    quote_bar: QColor
    on_label: QColor
    """The colour of my name, which stands on a label in the colour of links."""
    is_centred: bool = False
    mentions: Sequence[Mention] = ()
    """Mentions are in the colour of links, those of `me` on a label."""
    me: int = 0
    shows_formatting: bool = False
    """Show `**bold**` and `code` as such."""


class FileSource(Protocol):
    """`LogFiles` describes the methods."""

    def state(self, message: Message) -> tuple[FileState, Transfer | None]: ...

    def pixmap(self, info: FileInfo, size: QSize) -> QPixmap | None: ...


@dataclass(frozen=True, slots=True)
class FileStyle:
    """`bleed` is how far a picture reaches beyond the other parts on each side, in logical pixels."""

    files: FileSource
    small: QFont
    bleed: QSize


class Part(Protocol):
    """Points are relative to the part's upper left corner."""

    @property
    def text(self) -> str:
        """Return the text that is copied. Positions in the part count its UTF-16 units."""

    @property
    def links(self) -> Sequence[Link]: ...

    @property
    def is_file(self) -> bool: ...

    @property
    def is_right_to_left(self) -> bool: ...

    def lay_out(self, width: float) -> PartSize:
        """Fit the part into this width."""

    def paint(self, painter: QPainter, origin: QPointF, highlights: Sequence[Highlight], clip: QRectF) -> None:
        """Paint what lies in `clip`; an empty one means all."""

    def position_at(self, point: QPointF) -> int:
        """Return the nearest position in the text."""

    def link_at(self, point: QPointF) -> Link | None: ...

    def action_at(self, point: QPointF) -> FileAction | None: ...

    def line_at(self, position: int) -> QRectF:
        """Return the line that holds this position; a null rectangle outside the text."""


class Content:
    """The parts of one row, one below the other. Positions count through all of them."""

    def __init__(self, parts: Sequence[Part]) -> None:
        self.parts = parts
        self._tops = [0.0] * len(parts)
        self._starts = [0] * len(parts)
        for number, part in enumerate(parts[:-1]):
            self._starts[number + 1] = self._starts[number] + units(part.text)

    @property
    def is_file(self) -> bool:
        return self.parts[0].is_file

    @property
    def is_right_to_left(self) -> bool:
        return self.parts[-1].is_right_to_left

    @property
    def links(self) -> list[Link]:
        return [link for part in self.parts for link in part.links]

    def lay_out(self, width: float) -> PartSize:
        top = widest = 0.0
        for number, part in enumerate(self.parts):
            size = part.lay_out(width)
            self._tops[number] = top
            widest = max(widest, size.width)
            top += size.height
            if size.picture_width:
                width = min(width, max(size.width, LEAST_CAPTION))
        return PartSize(widest, top, size.last_width, self._tops[-1] + size.last_baseline, size.picture_width)

    def paint(self, painter: QPainter, origin: QPointF, highlights: Sequence[Highlight], clip: QRectF) -> None:
        for part, top, start in zip(self.parts, self._tops, self._starts, strict=True):
            shifted = [mark._replace(start=mark.start - start, end=mark.end - start) for mark in highlights]
            part.paint(painter, origin + QPointF(0, top), shifted, clip)

    def position_at(self, point: QPointF) -> int:
        number = self._part_at(point.y())
        return self._starts[number] + self.parts[number].position_at(point - QPointF(0, self._tops[number]))

    def link_at(self, point: QPointF) -> Link | None:
        number = self._part_at(point.y())
        return self.parts[number].link_at(point - QPointF(0, self._tops[number]))

    def action_at(self, point: QPointF) -> FileAction | None:
        number = self._part_at(point.y())
        return self.parts[number].action_at(point - QPointF(0, self._tops[number]))

    def line_at(self, position: int) -> QRectF:
        number = max(n for n, start in enumerate(self._starts) if start <= max(position, 0))
        return self.parts[number].line_at(position - self._starts[number]).translated(0, self._tops[number])

    def _part_at(self, y: float) -> int:
        return max((number for number, top in enumerate(self._tops) if top <= y), default=0)
