"""Search for any part of a message, newest first."""

import datetime
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from qqdesk.domain.body import decode_body
from qqdesk.domain.conversation_id import ConversationId
from qqdesk.domain.message import Message
from qqdesk.history.errors import HistoryError, SearchInterruptedError
from qqdesk.history.folding import fold, wide_forms
from qqdesk.history.index import below, is_index_damage
from qqdesk.history.message_row import MESSAGE_COLUMNS, MessageRow, message_from_row
from qqdesk.history.schema import open_reader
from qqdesk.history.tokenizer import is_word, runs

_BATCH_SIZE = 1000


class WordList:
    """One text with a word per line: finding a part takes 0.1 ms, in an SQLite table several milliseconds.

    A removed word stays until the program ends; it matches no message.
    """

    def __init__(self) -> None:
        self._lines = "\n"
        self._last_id = 0

    def refresh(self, connection: sqlite3.Connection) -> None:
        """Add the words that are new in the state that `connection` reads."""
        found = connection.execute("SELECT id, word FROM words WHERE id > ? ORDER BY id", (self._last_id,))
        parts = [self._lines]
        # Freeing one list of all rows would hold the GIL and block the windows.
        while rows := found.fetchmany(_BATCH_SIZE):
            self._last_id = rows[-1][0]
            parts.append("".join([f"{word}\n" for _, word in rows if word]))
        if len(parts) > 1:
            self._lines = "".join(parts)

    def containing(self, run: str, *, at_start: bool, at_end: bool, limit: int) -> list[str]:
        """Return up to `limit` words that contain the run, or have it `at_start` or `at_end`."""
        if at_start and at_end:
            return [run]
        part = f"\n{run}" if at_start else f"{run}\n" if at_end else run
        words: dict[str, None] = {}
        at = self._lines.find(part)
        while at >= 0 and len(words) < limit:
            start = self._lines.rfind("\n", 0, at + 1) + 1
            end = self._lines.find("\n", at + 1)
            words[self._lines[start:end]] = None
            at = self._lines.find(part, end)
        return list(words)


_COLUMNS = f"row, {MESSAGE_COLUMNS}"
_SCANNED = 4000
"""That many of the newest messages are scanned before the index is used. A scan finds a frequent text faster than the
long lists of the index; a rare text has short lists."""
_MAX_WORDS = 500
_PROGRESS_STEPS = 20_000
_MAX_ROW = 2**62
_DAY_MS = 24 * 60 * 60 * 1000
_MAX_AHEAD_MS, _MAX_DELAY_MS = _DAY_MS, 30 * _DAY_MS
"""How far a row may differ from the time of its message: clocks differ, and messages arrive late. A search by date
extends its rows by that much."""

_Row = tuple[int, *MessageRow]


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


class MessageSearch:
    """Reads over its own connection, so writers do not wait for it. Any thread may call."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._lock = threading.Lock()
        self._connection: sqlite3.Connection | None = None
        self._word_list = WordList()
        self._generation = 0
        self._running_generation = 0
        self.index_damaged = False

    def close(self) -> None:
        """Interrupt searches and close the file. The next search opens it again."""
        self.interrupt()
        with self._lock:
            self._close_connection()

    def interrupt(self) -> None:
        """End running and waiting searches with SearchInterruptedError; later ones are not affected."""
        self._generation += 1

    def is_running(self) -> bool:
        return self._lock.locked()

    def search(self, query: SearchQuery, before: int | None = None, count: int = 50) -> list[SearchHit]:
        """Raises SearchInterruptedError and HistoryError."""
        with self.reading() as connection:
            run = _SearchRun(connection, self._word_list, query, _MAX_ROW if before is None else before, count)
            hits = run.hits()
            self.index_damaged |= run.index_damaged
            return hits

    def days_with_messages(self, conversation: ConversationId | None, month: datetime.date) -> list[datetime.date]:
        """Return the days of the month, in local time, with messages with `contact` (None: anybody)."""
        day = month.replace(day=1)
        days = []
        while day.month == month.month:
            days.append(day)
            day += datetime.timedelta(days=1)
        starts = [_midnight(day) for day in [*days, day]]
        # The plus keeps SQLite from the index by contact, which would read the whole conversation.
        where, values = ("", ()) if conversation is None else (" AND +conversation = ?", (str(conversation),))
        select = f"SELECT 1 FROM messages WHERE time >= ? AND time < ?{where} LIMIT 1"
        with self.reading() as connection:
            return [
                day
                for day, start, end in zip(days, starts, starts[1:], strict=False)
                if connection.execute(select, (start, end, *values)).fetchone()
            ]

    @contextmanager
    def reading(self) -> Iterator[sqlite3.Connection]:
        generation = self._generation
        with self._lock:
            self._running_generation = generation
            try:
                if self._is_interrupted():
                    raise SearchInterruptedError
                connection = self._open()
                # One state of the file for all queries, while messages arrive and the index is built.
                connection.execute("BEGIN")
                try:
                    yield connection
                finally:
                    if connection.in_transaction:
                        connection.execute("ROLLBACK")
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
            self._word_list = WordList()


class _SearchRun:
    """One search in one state of the file."""

    def __init__(
        self, connection: sqlite3.Connection, word_list: WordList, query: SearchQuery, before: int, count: int
    ) -> None:
        self._connection = connection
        self._word_list = word_list
        self._needle = fold(query.text.encode("utf-8", "replace").decode())
        self._condition = _match_condition(self._needle)
        self._where, self._values = _filter_conditions(query)
        self._conversation = query.conversation
        self._before = before if query.until is None else min(before, query.until + _MAX_DELAY_MS)
        self._after = 0 if query.since is None else query.since - _MAX_AHEAD_MS
        self._count = count
        self._below = below(connection)
        self._lowest = max(self._below, self._after)
        """Only rows above this one are looked up in the index."""
        self.index_damaged = False

    def hits(self) -> list[SearchHit]:
        floor = max(self._scan_floor(), self._lowest)
        rows = self._scan(floor, self._before, self._count)
        if len(rows) < self._count and floor > self._lowest:
            rows += self._search_index(min(floor + 1, self._before), self._count - len(rows))
        hits = [_hit(row) for row in rows]
        return hits if len(hits) == self._count else hits + self._scan_below_index(self._count - len(hits))

    def _scan_floor(self) -> int:
        """Return the row below the newest messages, which are scanned without the index."""
        where, values = (
            ("", ()) if self._conversation is None else (" AND conversation = ?", (str(self._conversation),))
        )
        row = self._connection.execute(
            f"SELECT row FROM messages WHERE row < ?{where} ORDER BY row DESC LIMIT 1 OFFSET ?",
            (self._before, *values, _SCANNED),
        ).fetchone()
        return int(row[0]) if row else 0

    def _scan(self, floor: int, before: int, count: int) -> list[_Row]:
        return self._connection.execute(
            f"SELECT {_COLUMNS} FROM messages WHERE row > ? AND row < ?{self._where} AND {self._condition} "
            "ORDER BY row DESC LIMIT ?",
            (floor, before, *self._values, self._needle, count),
        ).fetchall()

    def _search_index(self, before: int, count: int) -> list[_Row]:
        clauses = self._index_terms()
        if clauses == []:
            return self._scan(self._lowest, before, count)
        rows = self._scan_unindexed(before, count)
        if clauses is None:
            return rows
        try:
            rows += self._connection.execute(
                f"SELECT {_COLUMNS} FROM search CROSS JOIN messages ON row = search.rowid "
                f"WHERE search MATCH ? AND search.rowid > ? AND search.rowid < ?{self._where} AND {self._condition} "
                "ORDER BY search.rowid DESC LIMIT ?",
                (" AND ".join(clauses), self._lowest, before, *self._values, self._needle, count),
            ).fetchall()
        except sqlite3.DatabaseError as error:
            if not is_index_damage(error):
                raise
            self.index_damaged = True
            return self._scan(self._lowest, before, count)
        return sorted(rows, reverse=True)[:count]

    def _scan_unindexed(self, before: int, count: int) -> list[_Row]:
        """Search the messages above `below` that are not indexed yet."""
        return self._connection.execute(
            f"SELECT {_COLUMNS} FROM unindexed CROSS JOIN messages USING (row) "
            f"WHERE unindexed.row > ? AND unindexed.row < ?{self._where} AND {self._condition} "
            "ORDER BY unindexed.row DESC LIMIT ?",
            (self._lowest, before, *self._values, self._needle, count),
        ).fetchall()

    def _index_terms(self) -> list[str] | None:
        """Return the index terms that every match has; None if no message can match."""
        clauses = []
        single = []
        for run, start, end in runs(self._needle):
            if is_word(run):
                words = self._words(run, start == 0, end == len(self._needle))
                if not words:
                    return None
                if len(words) <= _MAX_WORDS:
                    clauses.append("(" + " OR ".join(f'"{word}"' for word in words) + ")")
            elif len(run) == 1:
                single.append(f'"{run}" *')
            else:
                starts = [*range(0, len(run) - 1, 2), len(run) - 2]
                clauses += [f'"{pair}"' for pair in dict.fromkeys(run[at : at + 2] for at in starts)]
        # A single character matches all pairs that start with it, which is slow; use it only alone.
        return clauses or single

    def _words(self, run: str, open_before: bool, open_after: bool) -> list[str]:
        """Return the words with the run: anywhere, or at the ends that the needle fixes."""
        self._word_list.refresh(self._connection)
        return self._word_list.containing(run, at_start=not open_before, at_end=not open_after, limit=_MAX_WORDS + 1)

    def _scan_below_index(self, count: int) -> list[SearchHit]:
        """Search the messages up to `below`, which are not folded yet."""
        hits: list[SearchHit] = []
        rows = self._connection.execute(
            f"SELECT {_COLUMNS} FROM messages WHERE row > ? AND row <= ? AND row < ?{self._where} ORDER BY row DESC",
            (self._after, self._below, self._before, *self._values),
        )
        for row in rows:
            if len(hits) == count:
                break
            if self._needle in fold(decode_body(row[4], row[5]).plain_text()):
                hits.append(_hit(row))
        return hits


def _filter_conditions(query: SearchQuery) -> tuple[str, tuple[str | int, ...]]:
    conditions = {
        "conversation = ?": None if query.conversation is None else str(query.conversation),
        "time >= ?": query.since,
        "time < ?": query.until,
        "(delivery IS NOT NULL) = ?": query.mine,
    }
    chosen = {condition: value for condition, value in conditions.items() if value is not None}
    return "".join(f" AND {condition}" for condition in chosen), tuple(chosen.values())


def _match_condition(needle: str) -> str:
    folded = "lower(coalesce(plain, body))"
    for wide, narrow in wide_forms(needle):
        # Safe in SQL: the characters come from a fixed table.
        folded = f"replace({folded}, char({ord(wide)}), char({ord(narrow)}))"
    return f"instr({folded}, ?)"


def _midnight(day: datetime.date) -> int:
    return int(datetime.datetime.combine(day, datetime.time()).timestamp() * 1000)


def _hit(row: _Row) -> SearchHit:
    return SearchHit(row[0], message_from_row(row[1:]))
