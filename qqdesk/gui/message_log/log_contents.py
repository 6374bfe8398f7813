"""The rows of a log together with their blocks, places and selection, which change with each other."""

from collections.abc import Iterable, Mapping, Sequence

from PySide6.QtCore import QPoint, QPointF
from PySide6.QtWidgets import QAbstractScrollArea

from qqdesk.domain.message import Message
from qqdesk.gui.message_log.block import Block, UpperLine
from qqdesk.gui.message_log.block_cache import BlockCache
from qqdesk.gui.message_log.log_layout import LogLayout
from qqdesk.gui.message_log.log_rows import Entry, LogRows, NoticeLine, with_notices
from qqdesk.gui.message_log.participants import Participants
from qqdesk.gui.message_log.read_face import find_read
from qqdesk.gui.message_log.selection import Selection

_BELOW_LAST = 6


class LogContents:
    """After changes of the rows, call `layout.lay_out`."""

    def __init__(self, area: QAbstractScrollArea, participants: Participants) -> None:
        self._area = area
        self._read_by: Mapping[int, tuple[str, int]] = {}
        self._notices: list[NoticeLine] = []
        self.rows = LogRows()
        self.selection = Selection(self.rows)
        self.blocks = BlockCache(area, self.rows, participants)
        self.layout = LogLayout(self._measure)
        self.upper_line = UpperLine.NONE
        self.has_end = True
        """Whether the last row is the last message of the conversation."""
        self.current = ""
        """The id of the message that the keyboard is at, or ""."""

    # Changes

    def reset(self, messages: Sequence[Message]) -> None:
        """Replace all messages. Notices stay if they are of the time of the new ones."""
        self.rows.reset(with_notices(messages, self._notices, has_end=self.has_end))
        self.selection.clear()
        self.blocks.clear()
        self.layout.reset(len(self.rows))
        self.rows.read = find_read(self.rows, self._read_by)

    def keep_notice(self, entry: Entry) -> None:
        """Keep a notice for `reset`."""
        if isinstance(entry, NoticeLine):
            self._notices.append(entry)

    def append(self, entry: Entry) -> None:
        row = self.rows.append(entry)
        if row:
            self.layout.changed(self.rows.run(row - 1).start)  # the space below the last row
        self.layout.appended()
        self._forget_runs(row)

    def insert(self, row: int, message: Message) -> None:
        if row == len(self.rows):
            self.append(message)
            return
        self.rows.insert(row, message)
        self.selection.inserted(row)
        self.blocks.clear()
        self.layout.inserted(row)
        self._forget_runs(row - 1, row, row + 1)
        self.show_read_by(self._read_by)

    def append_many(self, messages: Sequence[Message]) -> None:
        """Append rows without following them to the end."""
        last = len(self.rows) - 1
        for message in messages:
            self.rows.append(message)
        if last >= 0:
            self.forget(self.rows.run(last).start)
            self.layout.stay()
        self.layout.appended(len(messages))
        self.show_read_by(self._read_by)

    def prepend(self, messages: Sequence[Message]) -> None:
        first_new = self.rows.first_new
        self.rows.prepend(messages)
        self.blocks.rows_prepended(len(messages))
        self.selection.prepended(len(messages))
        self.layout.prepended(len(messages))
        moved = self.rows.find(first_new) if first_new and self.rows.first_new != first_new else None
        if moved is not None:
            self.forget(moved)
        self.show_read_by(self._read_by)

    def replace(self, row: int, message: Message) -> None:
        new, count = self._new_row(), self.rows.new_count
        self.rows.replace(row, message)
        self.forget(row)
        if count != self.rows.new_count:
            self._forget_with_next([new, self._new_row()])
        self.show_read_by(self._read_by)

    def remove(self, row: int) -> None:
        self.selection.removed(row)
        self.rows.remove(row)
        self.blocks.clear()
        self.layout.removed(row)
        if 0 < row == len(self.rows):
            self.layout.changed(self.rows.run(row - 1).start)
        self._forget_runs(row - 1, row)
        self.show_read_by(self._read_by)

    def cut(self, kept: range) -> None:
        """Keep these rows, which include the visible ones."""
        count = len(self.rows)
        self.selection.cut(kept.start, kept.stop)
        self.rows.cut(kept.start, kept.stop)
        self.blocks.rows_cut(kept)
        self.layout.cut(kept.start, kept.stop)
        if kept.stop < count:
            self.forget(self.rows.run(len(self.rows) - 1).start)

    def unfold(self, row: int) -> None:
        """Show each row of a run. The rows above do not move."""
        self.layout.stay()
        for one in self.rows.unfold(row):
            self.forget(one)

    def _forget_runs(self, *rows: int) -> None:
        """Lay out the runs of these rows again: they have other rows now."""
        for row in rows:
            if 0 <= row < len(self.rows) and len(run := self.rows.run(row)) > 1:
                self.forget(run.start)

    def mark_new(self, count: int) -> None:
        old, old_count = self._new_row(), self.rows.new_count
        new = self.rows.mark_new(count)
        if new != old:
            self._forget_with_next([old, new])
        elif new is not None and count != old_count:
            self.forget(new)

    def begin_new(self, key: str, count: int = 1) -> None:
        old = self._new_row()
        self.rows.begin_new(key, count)
        self._forget_with_next([old, self.rows.find(key)])

    def _new_row(self) -> int | None:
        return self.rows.find(self.rows.first_new) if self.rows.first_new else None

    def show_read_by(self, read_by: Mapping[int, tuple[str, int]]) -> None:
        """Show who has read which message last, and when, in ms since 1970."""
        self._read_by = read_by
        old, self.rows.read = self.rows.read, find_read(self.rows, read_by)
        if old != self.rows.read:
            for id in {old[0], self.rows.read[0]}:
                row = self.rows.find(id)
                if row is not None:
                    self.forget(row)

    def forget(self, row: int) -> None:
        """Lay out this row again."""
        self.blocks.drop(row)
        self.layout.changed(row)

    def _forget_with_next(self, rows: Iterable[int | None]) -> None:
        for row in rows:
            if row is not None:
                self.forget(row)
                if row + 1 < len(self.rows):
                    self.forget(row + 1)

    def restyle_first(self) -> None:
        """Lay out the first row again; what is below its upper marks does not move."""
        if len(self.rows):
            self.blocks.drop(0)
            self.layout.changed_above(0)

    def restyle(self) -> None:
        """Lay out all rows again: the font, width, theme or language has changed."""
        self.blocks.restyle()
        self.layout.remeasure()

    # Queries

    def current_row(self) -> int | None:
        """Return the row that the keyboard is at, while the log has the focus."""
        return self.rows.find(self.current) if self.current and self._area.hasFocus() else None

    def block(self, row: int) -> Block:
        return self.blocks.block(row, self.visible_rows, UpperLine.NONE if row else self.upper_line)

    def _measure(self, row: int) -> int:
        if self.rows.is_hidden(row):
            return 0
        return self.block(row).height + (_BELOW_LAST if self.rows.run(row).stop == len(self.rows) else 0)

    def visible_rows(self) -> range:
        """Return the rows from the first to the last one in the view, with the hidden ones among them."""
        visible = self.layout.visible
        return range(visible[0].row, self.rows.run(visible[-1].row).stop) if visible else range(0)

    def point_below(self, row: int) -> QPoint:
        """Return where a menu of this row opens, in pixels of the screen."""
        visible = self.layout.visible.find(row)
        top = visible.top if visible is not None else 0
        frame = self.block(row).frame.translated(QPointF(0, top)).toRect()
        seen = frame.intersected(self._area.viewport().rect())
        return self._area.viewport().mapToGlobal(seen.bottomLeft())
