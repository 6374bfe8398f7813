"""The rows of a log, and what each row shows besides its text. No Qt.

The marks of a row depend on the row above it only, so an append changes no other row. The exception are runs: of the
people who came into a room one after the other, the first row tells for all, and the others are hidden.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from qqdesk.domain.body import Recalled, Removed, RoomEvent
from qqdesk.domain.message import Message
from qqdesk.protocol.room_commands import RoomChange

GROUP_GAP_MS = 5 * 60 * 1000
"""Consecutive messages of one person within this time form a group, with one face."""


@dataclass(frozen=True, slots=True)
class NoticeLine:
    """A notice of the program between the messages. `time` in milliseconds since 1970, UTC."""

    text: str
    time: int


Entry = Message | NoticeLine


def is_notice(entry: Entry) -> bool:
    """Return whether the row is a centred line of the program, and no message of a person."""
    return isinstance(entry, NoticeLine) or isinstance(entry.body, Removed | Recalled | RoomEvent)


def with_notices(messages: Sequence[Message], notices: Sequence[NoticeLine], *, has_end: bool) -> list[Entry]:
    """Put each notice after the messages that are not later. `has_end`: the conversation has no later messages.

    The result has only the notices of the time that the messages cover.
    """
    entries: list[Entry] = list(messages)
    for notice in notices:
        row = next((row for row in range(len(entries), 0, -1) if entries[row - 1].time <= notice.time), 0)
        if (row or not messages) and (row < len(entries) or has_end):
            entries.insert(row, notice)
    return entries


def _is_received(message: Message) -> bool:
    """Return whether the row counts as a new message."""
    return not message.is_mine and not is_notice(message)


@dataclass(frozen=True, slots=True)
class Reader:
    """A person who has read up to a message, and when, in ms since 1970."""

    person: int
    time: int


@dataclass(frozen=True, slots=True)
class RowMarks:
    """The decorations of a row: a day, the line above the new messages with their number, the sender's face, and the
    faces of the people who have read up to here. `run`: the messages that the row stands for, if they are several."""

    day: date | None
    new: int
    starts_group: bool
    readers: tuple[Reader, ...] = ()
    run: tuple[Message, ...] = ()


def local_day(time_ms: int) -> date:
    return datetime.fromtimestamp(time_ms / 1000).date()


class LogRows:
    """The entries of one log. `first_new` is the id of the message below the "new" line, or "".

    `new_count` is the number of new messages.
    """

    def __init__(self, entries: Sequence[Entry] = ()) -> None:
        self.read: tuple[str, tuple[Reader, ...]] = ("", ())
        """The id of the last message of mine that others have read, and who has."""
        self._unfolded: set[str] = set()
        """The ids of the messages of runs that the user unfolded."""
        self.reset(entries)

    def reset(self, entries: Sequence[Entry]) -> None:
        self._entries: list[Entry] = list(entries)
        self.first_new = ""
        self.new_count = self._new_above = 0
        """The number of new received messages before the first row."""
        self._index()

    def _index(self) -> None:
        self._rows = {entry.id: row for row, entry in enumerate(self._entries) if isinstance(entry, Message)}

    def __len__(self) -> int:
        return len(self._entries)

    def __getitem__(self, row: int) -> Entry:
        return self._entries[row]

    def message(self, row: int) -> Message | None:
        """Return the message in this row; None for a notice and for a row that does not exist."""
        if not 0 <= row < len(self._entries):
            return None
        entry = self._entries[row]
        return entry if isinstance(entry, Message) else None

    def find(self, key: str) -> int | None:
        return self._rows.get(key)

    def row_of(self, entry: Entry) -> int | None:
        """Return the row of an entry, whatever its delivery state is now."""
        if isinstance(entry, Message):
            return self.find(entry.id)
        return self._entries.index(entry) if entry in self._entries else None

    # Runs

    def _is_in_run(self, row: int) -> bool:
        message = self.message(row)
        if message is None or message.id in self._unfolded:
            return False
        body = message.body
        return isinstance(body, RoomEvent) and body.change is RoomChange.MEMBER and body.value.strip() == "1"

    def is_hidden(self, row: int) -> bool:
        """Return whether a row above stands for this one."""
        return (
            self._is_in_run(row)
            and self._is_in_run(row - 1)
            and local_day(self._entries[row].time) == local_day(self._entries[row - 1].time)
        )

    def run(self, row: int) -> range:
        """Return the rows that are shown as one, with this one among them."""
        first, end = row, row + 1
        while self.is_hidden(first):
            first -= 1
        while self.is_hidden(end):
            end += 1
        return range(first, end)

    def unfold(self, row: int) -> range:
        """Show each row of a run, as long as the log is there. Return the rows."""
        run = self.run(row)
        self._unfolded.update(message.id for one in run if (message := self.message(one)) is not None)
        return run

    def first_key(self) -> str:
        """Return the key of the first message, or ""."""
        return next(iter(self._rows), "")

    def last_key(self) -> str:
        """Return the key of the last message, or ""."""
        return next(reversed(self._rows), "")

    def append(self, entry: Entry) -> int:
        row = len(self._entries)
        self._entries.append(entry)
        if isinstance(entry, Message):
            self._rows[entry.id] = row
        return row

    def prepend(self, messages: Sequence[Message]) -> None:
        self._entries[:0] = messages
        self._index()
        if self._new_above:
            self._go_up(len(messages), self._new_above)

    def insert(self, row: int, message: Message) -> None:
        self._entries.insert(row, message)
        self._index()

    def replace(self, row: int, message: Message) -> None:
        """Replace the message in this row with another version of it. A new one that was taken back is not new."""
        old, self._entries[row] = self._entries[row], message
        first = self.find(self.first_new) if is_notice(message) and not is_notice(old) else None
        if first is not None and row >= first and not message.is_mine:
            self.new_count -= 1
            self.first_new = self._first_of_theirs(first)

    def remove(self, row: int) -> None:
        gone = self._entries.pop(row)
        self._index()
        if isinstance(gone, Message) and self.first_new == gone.id:
            self.first_new = self._first_of_theirs(row)

    def cut(self, first: int, end: int) -> None:
        """Keep the rows from `first` to before `end`."""
        self._entries = self._entries[first:end]
        self._index()

    def _first_of_theirs(self, row: int) -> str:
        for entry in self._entries[row:]:
            if isinstance(entry, Message) and _is_received(entry):
                return entry.id
        return ""

    def marks(self, row: int) -> RowMarks:
        entry = self._entries[row]
        day = local_day(entry.time)
        starts_new = isinstance(entry, Message) and bool(self.first_new) and entry.id == self.first_new
        new = self.new_count if starts_new else 0
        readers = self.read[1] if isinstance(entry, Message) and entry.id == self.read[0] else ()
        rows = self.run(row)
        run = tuple(one for one in self._entries[rows.start : rows.stop] if isinstance(one, Message))
        run = run if len(run) > 1 else ()
        if row == 0:
            return RowMarks(day, new, True, readers, run)
        above = self._entries[row - 1]
        other_day = local_day(above.time) != day
        together = (
            not other_day
            and not starts_new
            and isinstance(above, Message)
            and isinstance(entry, Message)
            and above.sender == entry.sender
            and not is_notice(above)
            and not is_notice(entry)
            and abs(entry.time - above.time) <= GROUP_GAP_MS
        )
        return RowMarks(day if other_day else None, new, not together, readers, run)

    def begin_new(self, key: str, count: int = 1) -> None:
        """Put the "new" line above this message, the first of `count`."""
        self.first_new, self.new_count, self._new_above = key, count, 0

    def mark_new(self, count: int) -> int | None:
        """Put the "new" line above the last `count` received messages; return its row, None for no line."""
        self.first_new, self.new_count = "", count
        return self._go_up(len(self._entries), count)

    def _go_up(self, below: int, count: int) -> int | None:
        found: int | None = None
        for row in range(below - 1, -1, -1):
            if count <= 0:
                break
            entry = self._entries[row]
            if isinstance(entry, Message) and _is_received(entry):
                self.first_new, found = entry.id, row
                count -= 1
        self._new_above = max(count, 0)
        return found
