"""Search messages for any text, and read pages of a conversation."""

import datetime
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from qqdesk.domain.conversation_id import ConversationId
from qqdesk.domain.message import Message
from qqdesk.history.errors import HistoryError, SearchInterruptedError
from qqdesk.history.folding import fold
from qqdesk.history.message_row import MESSAGE_COLUMNS, message_from_row, storable
from qqdesk.history.schema import open_reader

_PROGRESS_STEPS = 20_000
_MAX_ROW = 2**62


@dataclass(frozen=True, slots=True)
class SearchQuery:
    """Times are in milliseconds since 1970, `until` is exclusive. An empty text matches every message."""

    text: str = field(repr=False)
    conversation: ConversationId | None = None
    since: int | None = None
    until: int | None = None
    mine: bool | None = None


@dataclass(frozen=True, slots=True)
class SearchHit:
    """Pass the `row` of the last hit as `before` to get the next page."""

    row: int
    message: Message


class MessageReader:
    """Reads over its own connection, so writers do not wait for it. Any thread may call.

    Each query raises SearchInterruptedError and HistoryError.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._lock = threading.Lock()
        self._connection: sqlite3.Connection | None = None
        self._generation = 0
        self._running_generation = 0

    def close(self) -> None:
        """Interrupt searches and close the file. The next search opens it again."""
        self.interrupt()
        with self._lock:
            self._close_connection()

    def interrupt(self) -> None:
        """End running and waiting queries with SearchInterruptedError; later ones are not affected."""
        self._generation += 1

    def search(self, query: SearchQuery, before: int | None = None, count: int = 50) -> list[SearchHit]:
        """Compare messages with the text, newest first, until there are enough hits.

        Without hits this reads all messages: half a second for a million.
        """
        conditions = {
            "row < ?": _MAX_ROW if before is None else before,
            "conversation = ?": None if query.conversation is None else str(query.conversation),
            "time >= ?": query.since,
            "time < ?": query.until,
            "(delivery IS NOT NULL) = ?": query.mine,
            "instr(coalesce(plain, lower(body)), ?)": fold(storable(query.text)),
        }
        chosen = {condition: value for condition, value in conditions.items() if value is not None}
        with self._reading() as connection:
            rows = connection.execute(
                f"SELECT row, {MESSAGE_COLUMNS} FROM messages WHERE {' AND '.join(chosen)} ORDER BY row DESC LIMIT ?",
                (*chosen.values(), count),
            ).fetchall()
        return [SearchHit(row[0], message_from_row(row[1:])) for row in rows]

    def before(self, conversation: ConversationId, key: str, count: int) -> list[Message]:
        """Return up to `count` messages before the one with this key, oldest first; [] if the key is unknown."""
        with self._reading() as connection:
            rows = connection.execute(
                f"SELECT {MESSAGE_COLUMNS} FROM messages WHERE conversation = ? "
                "AND row < (SELECT row FROM messages WHERE id = ?) ORDER BY row DESC LIMIT ?",
                (str(conversation), key, count),
            ).fetchall()
        return [message_from_row(row) for row in reversed(rows)]

    def after(self, conversation: ConversationId, key: str, count: int) -> list[Message]:
        """Return up to `count` messages after the one with this key, oldest first; [] if the key is unknown."""
        with self._reading() as connection:
            rows = connection.execute(
                f"SELECT {MESSAGE_COLUMNS} FROM messages WHERE conversation = ? "
                "AND row > (SELECT row FROM messages WHERE id = ?) ORDER BY row LIMIT ?",
                (str(conversation), key, count),
            ).fetchall()
        return [message_from_row(row) for row in rows]

    def around(self, key: str, count: int) -> list[Message]:
        """Return the message with up to `count` before and after it in its conversation; [] if it is gone."""
        with self._reading() as connection:
            row = connection.execute(f"SELECT {MESSAGE_COLUMNS} FROM messages WHERE id = ?", (key,)).fetchone()
        if row is None:
            return []
        message = message_from_row(row)
        return [
            *self.before(message.conversation, key, count), message, *self.after(message.conversation, key, count)
        ]  # fmt: skip

    def days(self, conversation: ConversationId | None, month: datetime.date) -> list[datetime.date]:
        """Return the days of the month, in local time, with messages in the conversation (None: any)."""
        day = month.replace(day=1)
        days = []
        while day.month == month.month:
            days.append(day)
            day += datetime.timedelta(days=1)
        starts = [_midnight(day) for day in [*days, day]]
        # The plus keeps SQLite from the index by contact, which would read the whole conversation.
        where, values = ("", ()) if conversation is None else (" AND +conversation = ?", (str(conversation),))
        select = f"SELECT 1 FROM messages WHERE time >= ? AND time < ?{where} LIMIT 1"
        with self._reading() as connection:
            return [
                day
                for day, start, end in zip(days, starts, starts[1:], strict=False)
                if connection.execute(select, (start, end, *values)).fetchone()
            ]

    @contextmanager
    def _reading(self) -> Iterator[sqlite3.Connection]:
        generation = self._generation
        with self._lock:
            self._running_generation = generation
            try:
                if self._is_interrupted():
                    raise SearchInterruptedError
                yield self._open()
            except sqlite3.Error as error:
                if getattr(error, "sqlite_errorcode", sqlite3.SQLITE_OK) == sqlite3.SQLITE_INTERRUPT:
                    raise SearchInterruptedError from error
                self._close_connection()
                raise HistoryError(f"The history cannot be searched: {error}") from error

    def _is_interrupted(self) -> bool:
        return self._generation != self._running_generation

    def _open(self) -> sqlite3.Connection:
        if self._connection is None:
            connection = open_reader(self._path)
            # sqlite3's interrupt() between two statements would be lost; the handler runs during each.
            connection.set_progress_handler(self._is_interrupted, _PROGRESS_STEPS)
            self._connection = connection
        return self._connection

    def _close_connection(self) -> None:
        if self._connection is not None:
            self._connection.close()
            self._connection = None


def _midnight(day: datetime.date) -> int:
    return int(datetime.datetime.combine(day, datetime.time()).timestamp() * 1000)
