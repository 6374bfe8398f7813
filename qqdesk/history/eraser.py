"""Deletion of messages: a deleted text cannot be read in the file or its index any more."""

import json
import logging
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any

from qqdesk.domain.conversation_id import ConversationId
from qqdesk.domain.incoming import ConversationCleared
from qqdesk.domain.message import Message
from qqdesk.history import index
from qqdesk.history.history_file import HistoryFile
from qqdesk.history.message_row import MESSAGE_COLUMNS, message_from_row
from qqdesk.history.schema import VACUUM_REQUESTED
from qqdesk.history.server_log import MarkKind, is_synchronized, move_mark
from qqdesk.history.snapshot import Snapshots

_log = logging.getLogger(__name__)

BATCH_SIZE = 50
"""Messages deleted in one transaction, during which other writers wait."""
_KEYS_PER_QUERY = 200
_MAX_REDELIVERED = 5000
"""The size of a mailbox: a server delivers at most that many messages again."""
_UNSENT = "delivery IS NOT NULL AND delivery IN ('waiting', 'sending')"
_UNFINISHED = "erasing"


@dataclass(frozen=True, slots=True)
class Selection:
    """The messages to remove: those with these keys, or those with `contact` (None: any) sent before the time `before`
    (None: any), in milliseconds since 1970.

    Unsent messages are never removed, nor unread ones behind the row `shown_up_to`, which were not displayed yet.
    `keep_unread` keeps all unread messages. `last_row` keeps the messages behind that row: `Eraser.start` sets it, so
    that a removal resumed at the next start does not remove newer messages.
    """

    keys: tuple[str, ...] = ()
    conversation: ConversationId | None = None
    before: int | None = None
    keep_unread: bool = False
    shown_up_to: int = 2**62
    last_row: int | None = None
    up_to: int | None = None
    """The last server id to remove, of `conversation`. Messages without an id are removed up to `last_row`."""


def cleared_selection(item: ConversationCleared) -> Selection:
    """Return what another device of mine deleted."""
    return Selection(conversation=item.conversation, up_to=item.up_to, last_row=item.last_row)


CLEAN_UP_ONLY = Selection(last_row=0)
"""Selects no message; only the cleanup remains."""
AFTER_RECALLS = Selection(last_row=0, keep_unread=True)
"""Selects no message either. Recalls are frequent: they do not request a VACUUM."""


class Eraser:
    """Call `start`, `find_rows`, `erase` for each batch, `clean_up`, then `finish`. Raises HistoryError."""

    def __init__(self, file: HistoryFile, snapshots: Snapshots) -> None:
        self._file = file
        self._snapshots = snapshots

    def find_rows(self, selection: Selection) -> Iterator[list[int]]:
        """Yield the rows to remove, in batches."""
        with self._snapshots.open() as snapshot:
            for select, values in _queries(selection):
                for step in snapshot.rows(select, values):
                    yield [row for (row,) in step]

    def count(self, selection: Selection) -> int:
        """Return how many messages are selected."""
        with self._snapshots.open() as snapshot:
            selects = list(_queries(selection))
            return sum(snapshot.scalar(f"SELECT count(*) FROM ({select})", values) for select, values in selects)

    def first_redelivered_row(self) -> int:
        """Return the row from which on a received message may be delivered again."""
        with self._snapshots.open() as snapshot:
            return snapshot.scalar(
                "SELECT row FROM messages WHERE delivery IS NULL ORDER BY row DESC LIMIT 1 OFFSET ?",
                (_MAX_REDELIVERED,),
            )

    def erase(self, rows: Sequence[int], first_redelivered: int = 0, *, one_by_one: bool = False) -> list[Message]:
        """Remove one batch; a message that is being sent by now stays. `one_by_one`: the server keeps the messages."""
        with self._file.writing() as connection:
            erased = []
            for row in rows:
                deleted = connection.execute(
                    f"DELETE FROM messages WHERE row = ? AND NOT ({_UNSENT}) RETURNING {MESSAGE_COLUMNS}", (row,)
                ).fetchone()
                if deleted is not None:
                    erased.append((row, message_from_row(deleted)))
            # A server that missed the acknowledgement delivers them again.
            again = [(one.id,) for row, one in erased if not one.is_mine and row >= first_redelivered]
            connection.executemany("INSERT OR IGNORE INTO seen (key) VALUES (?)", again)
            if one_by_one:
                connection.executemany("INSERT OR IGNORE INTO removed VALUES (?)", [(one.id,) for _, one in erased])
            _forget_changes(connection, [one for _, one in erased])
            index.remove(connection, [(row, one.body) for row, one in erased])
        return [one for _, one in erased]

    def clean_up(self) -> Iterator[None]:
        """Overwrite the traces of removed messages in the index and the WAL, in steps."""
        more, first = True, True
        while more:
            with self._file.writing() as connection:
                more = index.merge(connection, is_first_step=first)
            first = False
            yield
        while not self._file.truncate_wal():
            # An export reads an older state. Retry later: do not wait for it, and leave no text in the WAL.
            yield

    # Unfinished removals, which the next start of the program resumes

    def start(self, selection: Selection) -> Selection:
        """Save the removal as unfinished; return it with `last_row`. Whole conversations are removed from the server
        too: see `ServerLog.unsent_marks`."""
        cleared: dict[ConversationId, int] = {}
        if selection.last_row is None:
            with self._file.reading() as connection:
                last = connection.execute("SELECT coalesce(max(row), 0) FROM messages").fetchone()[0]
            selection = replace(selection, last_row=last)
            cleared = self._find_cleared(selection)
        with self._file.writing() as connection:
            if is_synchronized(connection):
                for conversation, up_to in cleared.items():
                    move_mark(connection, MarkKind.CLEARED, conversation, up_to, sent=False)
            add_unfinished(connection, selection)
        return selection

    def _find_cleared(self, selection: Selection) -> dict[ConversationId, int]:
        """Return the conversations whose beginning is selected, with the last server id of that."""
        if selection.keys:
            return {}
        ((where, values),) = _conditions(selection)
        of_one = "AND conversation = ?" if selection.conversation is not None else ""
        select = (
            f"SELECT conversation, max(server_id) FILTER (WHERE {where}), min(server_id) FILTER (WHERE NOT ({where})) "
            f"FROM messages WHERE server_id IS NOT NULL {of_one} GROUP BY conversation"
        )
        scope = [str(selection.conversation)] if selection.conversation is not None else []
        found: dict[ConversationId, int] = {}
        with self._snapshots.open() as snapshot:
            for step in snapshot.rows(select, [*values, *values, *scope]):
                for conversation, last, first_kept in step:
                    up_to = min(last or 0, (first_kept or 2**62) - 1)
                    if up_to > 0:
                        found[ConversationId.parse(conversation)] = up_to
        return found

    def cancel(self, selection: Selection) -> Selection:
        """Keep the remaining messages; return the selection to clean up."""
        with self._file.writing() as connection:
            _remove_unfinished(connection, selection)
            add_unfinished(connection, CLEAN_UP_ONLY)
        return CLEAN_UP_ONLY

    def finish(self, selection: Selection) -> None:
        with self._file.writing() as connection:
            _remove_unfinished(connection, selection)
            if not selection.keep_unread:
                # Automatic removal does not need it at once.
                connection.execute("INSERT OR REPLACE INTO facts VALUES (?, '')", (VACUUM_REQUESTED,))

    def unfinished(self) -> list[Selection]:
        """Return the removals that did not finish."""
        with self._file.reading() as connection:
            return _load_unfinished(connection)


def add_unfinished(connection: sqlite3.Connection, selection: Selection) -> None:
    """Save a removal as unfinished, in the caller's transaction."""
    unfinished = _load_unfinished(connection)
    if selection not in unfinished:
        _save_unfinished(connection, [*unfinished, selection])


def _remove_unfinished(connection: sqlite3.Connection, selection: Selection) -> None:
    _save_unfinished(connection, [one for one in _load_unfinished(connection) if one != selection])


def _forget_changes(connection: sqlite3.Connection, messages: Iterable[Message]) -> None:
    """Remove all changes of deleted messages."""
    targets = [(one.id, one.sender, str(one.conversation)) for one in messages]
    for table in ("message_changes", "unsent_changes"):
        connection.executemany(f"DELETE FROM {table} WHERE message = ? AND author = ? AND conversation = ?", targets)


def is_deleting(connection: sqlite3.Connection) -> bool:
    """Return whether a removal of messages is unfinished."""
    return any(selection not in (CLEAN_UP_ONLY, AFTER_RECALLS) for selection in _load_unfinished(connection))


def _load_unfinished(connection: sqlite3.Connection) -> list[Selection]:
    row = connection.execute("SELECT text FROM facts WHERE name = ?", (_UNFINISHED,)).fetchone()
    try:
        return [_selection(**item) for item in json.loads(row[0])] if row else []
    except (ValueError, TypeError) as error:
        # Else no recall could be stored, and no entry after it.
        _log.warning("The saved list of unfinished removals cannot be read: %s", error)
        return [CLEAN_UP_ONLY]


def _save_unfinished(connection: sqlite3.Connection, selections: Sequence[Selection]) -> None:
    text = json.dumps([asdict(selection) | {"conversation": _text(selection.conversation)} for selection in selections])
    if selections:
        connection.execute("INSERT OR REPLACE INTO facts VALUES (?, ?)", (_UNFINISHED, text))
    else:
        connection.execute("DELETE FROM facts WHERE name = ?", (_UNFINISHED,))


def _queries(selection: Selection) -> Iterator[tuple[str, list[int | str]]]:
    for where, values in _conditions(selection):
        yield f"SELECT row FROM messages WHERE {where}", values


def _conditions(selection: Selection) -> Iterator[tuple[str, list[int | str]]]:
    conditions = [f"NOT ({_UNSENT})", "(NOT unread OR row <= ?)"]
    values: list[int | str] = [selection.shown_up_to]
    if selection.last_row is not None:
        conditions.append("row <= ?")
        values.append(selection.last_row)
    if selection.keep_unread:
        conditions.append("NOT unread")
    if selection.up_to is not None:
        # After a restored backup, messages that the server has lost have no server id.
        conditions.append("coalesce(server_id, 0) <= ?")
        values.append(selection.up_to)
    if selection.keys:
        for at in range(0, len(selection.keys), _KEYS_PER_QUERY):
            keys = selection.keys[at : at + _KEYS_PER_QUERY]
            where = " AND ".join([*conditions, f"id IN ({', '.join('?' * len(keys))})"])
            yield where, [*values, *keys]
        return
    if selection.conversation is not None:
        conditions.append("conversation = ?")
        values.append(str(selection.conversation))
    if selection.before is not None:
        conditions.append("time < ?")
        values.append(selection.before)
    if selection.conversation is not None or selection.before is not None:
        yield " AND ".join(conditions), values


def _text(conversation: ConversationId | None) -> str | None:
    return str(conversation) if conversation is not None else None


def _selection(keys: list[str], conversation: str | None, **other: Any) -> Selection:
    return Selection(tuple(keys), ConversationId.parse(conversation) if conversation is not None else None, **other)
