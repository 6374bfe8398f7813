"""What stands in a chat's log, row by row, and what each row shows besides its text. No Qt.

A row's marks depend on the row above it only: an append never changes what stands above.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from qqdesk.domain.message import Message

GROUP_GAP_MS = 5 * 60 * 1000
"""Messages of one person that follow each other within this time stand together, under one face."""


@dataclass(frozen=True, slots=True)
class NoticeLine:
    """Something the program tells between the messages. `time` in milliseconds since 1970, UTC."""

    text: str
    time: int


Entry = Message | NoticeLine


@dataclass(frozen=True, slots=True)
class RowMarks:
    """What a row shows besides its text: a day above it, the line above what is new, the sender's face."""

    day: date | None
    starts_new: bool
    starts_group: bool


def local_day(time_ms: int) -> date:
    return datetime.fromtimestamp(time_ms / 1000).date()


class ChatRows:
    """The entries of one log. `first_new` is the key of the message that the "new" line stands above, or ""."""

    def __init__(self, messages: Sequence[Message] = ()) -> None:
        self._entries: list[Entry] = list(messages)
        self.first_new = ""

    def __len__(self) -> int:
        return len(self._entries)

    def __getitem__(self, row: int) -> Entry:
        return self._entries[row]

    def message(self, row: int) -> Message | None:
        """The message in this row; None where the row is a notice or is not there."""
        if not 0 <= row < len(self._entries):
            return None
        entry = self._entries[row]
        return entry if isinstance(entry, Message) else None

    def find(self, key: str) -> int | None:
        """The row of a message. Searched from the end: what changes is nearly always new."""
        for row in range(len(self._entries) - 1, -1, -1):
            entry = self._entries[row]
            if isinstance(entry, Message) and entry.key == key:
                return row
        return None

    def append(self, entry: Entry) -> int:
        self._entries.append(entry)
        return len(self._entries) - 1

    def replace(self, row: int, message: Message) -> None:
        self._entries[row] = message

    def remove(self, row: int) -> None:
        del self._entries[row]

    def marks(self, row: int) -> RowMarks:
        entry = self._entries[row]
        day = local_day(entry.time)
        starts_new = isinstance(entry, Message) and bool(self.first_new) and entry.key == self.first_new
        if row == 0:
            return RowMarks(day, starts_new, True)
        above = self._entries[row - 1]
        other_day = local_day(above.time) != day
        together = (
            not other_day
            and not starts_new
            and isinstance(above, Message)
            and isinstance(entry, Message)
            and above.is_mine == entry.is_mine
            and abs(entry.time - above.time) <= GROUP_GAP_MS
        )
        return RowMarks(day if other_day else None, starts_new, not together)

    def mark_new(self, count: int) -> int | None:
        """Draw the "new" line above the last `count` messages of the other side; the row, None for no line."""
        self.first_new = ""
        found: int | None = None
        for row in range(len(self._entries) - 1, -1, -1):
            if count <= 0:
                break
            message = self.message(row)
            if message is not None and not message.is_mine:
                self.first_new, found = message.key, row
                count -= 1
        return found
