"""The blocks of a log: made when asked for, in the log's style, font and width."""

from collections.abc import Callable

from PySide6.QtGui import QFont
from PySide6.QtWidgets import QAbstractScrollArea

from qqdesk.gui.message_log.block import Block, UpperLine
from qqdesk.gui.message_log.block_builder import BlockBuilder, ReplySource
from qqdesk.gui.message_log.bubble_builder import BubbleBuilder
from qqdesk.gui.message_log.compact_line_builder import CompactLineBuilder
from qqdesk.gui.message_log.log_rows import LogRows
from qqdesk.gui.message_log.part import FileSource
from qqdesk.gui.message_log.participants import Participants
from qqdesk.gui.shared.fonts import small
from qqdesk.gui.shared.theme import current_theme

BUBBLES, LINES = "bubbles", "lines"
"""The values of the setting `log_style`."""

_BUILDERS: dict[str, type[BlockBuilder]] = {BUBBLES: BubbleBuilder, LINES: CompactLineBuilder}
_KEPT = 256


class BlockCache:
    """Rows are numbered as in `rows`; the owner reports changes of the numbers."""

    files: FileSource
    answers: ReplySource
    """The log sets both before its first message."""

    def __init__(self, area: QAbstractScrollArea, rows: LogRows, participants: Participants) -> None:
        self._area, self._rows, self._participants = area, rows, participants
        self.style, self.zoom, self.shows_formatting = BUBBLES, 100, False
        self._names: dict[int, tuple[str, str]] = {}
        """The name and the public name of each person that a block shows."""
        self._blocks: dict[int, Block] = {}
        self._builder: BlockBuilder | None = None

    def __len__(self) -> int:
        return len(self._blocks)

    def block(self, row: int, visible_rows: Callable[[], range], upper: UpperLine) -> Block:
        """Return a row's block. A full cache keeps the visible rows."""
        found = self._blocks.get(row)
        if found is None:
            if len(self._blocks) > _KEPT:
                visible = visible_rows()
                self._blocks = {key: block for key, block in self._blocks.items() if key in visible}
            found = self.builder.build(self._rows[row], self._rows.marks(row), upper)
            self._blocks[row] = found
        return found

    @property
    def builder(self) -> BlockBuilder:
        if self._builder is None:
            area = self._area
            # Leave room for a hidden scroll bar, so that lines do not wrap differently when it appears.
            width = area.width() - area.verticalScrollBar().sizeHint().width()
            make = _BUILDERS.get(self.style, BubbleBuilder)
            self._builder = make(*self.fonts(), current_theme(), width, self, self.files, self.answers)
            self._builder.shows_formatting = self.shows_formatting
        return self._builder

    @property
    def has_builder(self) -> bool:
        return self._builder is not None

    def fonts(self) -> tuple[QFont, QFont]:
        """Return the font of messages, and that of times and notices."""
        fonts = QFont(self._area.font()), small(self._area.font())
        if self.zoom != 100:
            for font in fonts:
                font.setPointSizeF(max(font.pointSizeF() * self.zoom / 100, 1))
        return fonts

    def name(self, number: int) -> str:
        return self._both_names(number)[0]

    def public_name(self, number: int) -> str:
        return self._both_names(number)[1]

    def _both_names(self, number: int) -> tuple[str, str]:
        if number not in self._names:
            self._names[number] = self._read_names(number)
        return self._names[number]

    def _read_names(self, number: int) -> tuple[str, str]:
        return self._participants.name(number), self._participants.public_name(number)

    @property
    def me(self) -> int:
        return self._participants.me

    def refresh_names(self) -> bool:
        """Return whether a name in use has changed; the blocks are then out of date."""
        changed = any(self._read_names(number) != names for number, names in self._names.items())
        if changed:
            self._names = {}
        return changed

    def drop(self, row: int) -> None:
        self._blocks.pop(row, None)

    def quotes_of(self, id: str) -> list[int]:
        """Return the rows whose block quotes this message."""
        return [row for row, block in self._blocks.items() if block.quote is not None and block.quote.id == id]

    def clear(self) -> None:
        self._blocks.clear()

    def restyle(self) -> None:
        """Drop all blocks: the font, width, theme or language has changed."""
        self._builder = None
        self._blocks.clear()

    def rows_prepended(self, count: int) -> None:
        """Drop the first row, which has another row above it now."""
        self._blocks = {row + count: block for row, block in self._blocks.items() if row}

    def rows_cut(self, kept: range) -> None:
        self._blocks = {row - kept.start: block for row, block in self._blocks.items() if row in kept}
