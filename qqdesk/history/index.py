"""The full-text index: its setup, additions, removals and merges."""

import logging
import sqlite3
from collections.abc import Iterable, Sequence

from qqdesk.domain.body import Body, decode_body
from qqdesk.history.folding import FOLDING, fold_letters
from qqdesk.history.message_row import plain_column
from qqdesk.history.tokenizer import tokenize

_log = logging.getLogger(__name__)

# Python makes the tokens, so FTS5 only splits them at spaces: "ascii" does not depend on the Unicode tables of SQLite,
# as "unicode61" does. The index has neither texts nor positions, since each hit is compared with its text.
_INDEX = (
    "CREATE VIRTUAL TABLE search USING fts5(tokens, content = '', columnsize = 0, detail = none, tokenize = 'ascii')"
)
_DISABLE_AUTOMERGE = "INSERT INTO search (search, rank) VALUES ('automerge', 0)"
_MERGE_PAGES_PER_INSERT = 8
_CHARS_PER_MERGE_PAGE = 600
"""Each insert merges that many pages, and one more for that many characters. The automatic merge of FTS5 would do much
work at once and block for 20 ms."""
_MERGE_PAGES_PER_STEP = 16
"""In a step of the background merge."""
NEVER_INDEXED = 2**62
"""The value of `below` without FTS5: no message is ever indexed."""


def prepare(connection: sqlite3.Connection) -> None:
    """Create the index if it is missing or of another folding; build() then adds the messages.

    The table `indexed` has one row: no message up to `below` is indexed. Above it, only those in `unindexed` are not.
    """
    folding = connection.execute("SELECT folding FROM indexed").fetchone()
    if not _has_fts5(connection):
        _log.warning("This SQLite has no FTS5; a search reads all messages")
        if folding is None or folding[0]:
            # From now on new messages are not indexed, so the index cannot be used again.
            connection.execute("BEGIN IMMEDIATE")
            connection.execute("DELETE FROM indexed")
            connection.execute("INSERT INTO indexed VALUES ('', ?)", (NEVER_INDEXED,))
            connection.execute("COMMIT")
        return
    if folding is None or folding[0] != FOLDING:
        connection.execute("BEGIN IMMEDIATE")
        try:
            # Drop the texts of the old folding.
            connection.execute("UPDATE messages SET plain = NULL WHERE plain IS NOT NULL")
            reset(connection)
            connection.execute("COMMIT")
        except BaseException:
            if connection.in_transaction:
                connection.execute("ROLLBACK")
            raise
        return
    try:
        if connection.execute("SELECT v FROM search_config WHERE k = 'automerge'").fetchone() != (0,):
            connection.execute(_DISABLE_AUTOMERGE)
    except sqlite3.DatabaseError as error:
        # The first use of a damaged index rebuilds it; the messages stay.
        _log.warning("The search index cannot be set up: %s", error)


def _has_fts5(connection: sqlite3.Connection) -> bool:
    return any(row[0] == "fts5" for row in connection.execute("PRAGMA module_list"))


def reset(connection: sqlite3.Connection) -> None:
    """Replace the index with an empty one, in the caller's transaction."""
    connection.execute("DROP TABLE IF EXISTS search")
    connection.execute(_INDEX)
    connection.execute(_DISABLE_AUTOMERGE)
    # WordList reads on from its last id, so keep the highest: ids must not be reused.
    connection.execute("DELETE FROM words WHERE id < (SELECT max(id) FROM words)")
    connection.execute("UPDATE words SET word = NULL")
    connection.execute("DELETE FROM unindexed")
    connection.execute("DELETE FROM indexed")
    connection.execute("INSERT INTO indexed SELECT ?, coalesce(max(row), 0) FROM messages", (FOLDING,))


def below(connection: sqlite3.Connection) -> int:
    return int(connection.execute("SELECT below FROM indexed").fetchone()[0])


def has_backlog(connection: sqlite3.Connection) -> bool:
    """Whether build() has something to do."""
    return 0 < below(connection) < NEVER_INDEXED or _has_unindexed(connection)


def _has_unindexed(connection: sqlite3.Connection) -> bool:
    return connection.execute("SELECT 1 FROM unindexed LIMIT 1").fetchone() is not None


def add(connection: sqlite3.Connection, rows: Sequence[tuple[int, Body]]) -> None:
    """Index new messages in the caller's transaction."""
    top = below(connection)
    # build() adds a row that reuses the place of a removed, unindexed message.
    rows = [row for row in rows if row[0] > top]
    if rows:
        _insert_or_reset(connection, rows)


def defer(connection: sqlite3.Connection, rows: Iterable[int]) -> None:
    """Leave new messages, stored with `plain`, to build(), in the caller's transaction."""
    top = below(connection)
    connection.executemany("INSERT INTO unindexed VALUES (?)", [(row,) for row in rows if row > top])


def defer_all(connection: sqlite3.Connection) -> None:
    """Leave all messages to build(). The index must be empty. In the caller's transaction."""
    if below(connection) != NEVER_INDEXED:
        connection.execute("UPDATE indexed SET below = (SELECT coalesce(max(row), 0) FROM messages)")


def remove(connection: sqlite3.Connection, rows: Sequence[tuple[int, Body]]) -> None:
    """Remove deleted messages (row, text) from the index, in the caller's transaction."""
    top = below(connection)
    if _has_unindexed(connection):
        rows = [item for item in rows if not _remove_unindexed(connection, item[0])]
    entries = []
    words: set[str] = set()
    for row, body in rows:
        if row > top:
            own_words, pairs = tokenize(fold_letters(body.plain_text()))
            words.update(own_words)
            if own_words or pairs:
                entries.append((row, " ".join(own_words + pairs)))
    try:
        connection.executemany("INSERT INTO search (search, rowid, tokens) VALUES ('delete', ?, ?)", entries)
        # A word without a message must not stay readable in the file.
        gone = [
            (word,)
            for word in words
            if not connection.execute("SELECT 1 FROM search WHERE search MATCH ? LIMIT 1", (f'"{word}"',)).fetchone()
        ]
        connection.executemany("UPDATE words SET word = NULL WHERE word = ?", gone)
    except sqlite3.DatabaseError as error:
        _reset_if_damaged(connection, error)


def _remove_unindexed(connection: sqlite3.Connection, row: int) -> bool:
    return connection.execute("DELETE FROM unindexed WHERE row = ?", (row,)).rowcount > 0


def merge(connection: sqlite3.Connection, *, is_first_step: bool) -> bool:
    """Merge a part of the index, in the caller's transaction; return whether there is more.

    Only a complete merge drops the tokens of removed messages; before, they are only marked.
    """
    if below(connection) == NEVER_INDEXED:
        return False
    before = connection.total_changes
    try:
        connection.execute(
            "INSERT INTO search (search, rank) VALUES ('merge', ?)",
            (-_MERGE_PAGES_PER_STEP if is_first_step else _MERGE_PAGES_PER_STEP,),
        )
    except sqlite3.DatabaseError as error:
        _reset_if_damaged(connection, error)
        return False
    # Documented by FTS5: a merge without work changes fewer than two rows.
    return connection.total_changes - before >= 2


def build(connection: sqlite3.Connection, count: int) -> bool:
    """Index `count` messages, newest first, in the caller's transaction; return whether there may be more."""
    top = below(connection)
    if top == NEVER_INDEXED:
        return False
    last = [row for (row,) in connection.execute("SELECT row FROM unindexed ORDER BY row DESC LIMIT ?", (count,))]
    if last:
        rows = connection.execute(
            "SELECT row, kind, body FROM unindexed JOIN messages USING (row) WHERE row >= ? ORDER BY row", (last[-1],)
        ).fetchall()
        if _insert_or_reset(connection, _with_bodies(rows)):
            connection.execute("DELETE FROM unindexed WHERE row >= ?", (last[-1],))
        return True
    if not top:
        return False
    rows = connection.execute(
        "SELECT row, kind, body FROM messages WHERE row <= ? ORDER BY row DESC LIMIT ?", (top, count)
    ).fetchall()
    rest = rows[-1][0] - 1 if len(rows) == count else 0
    rows.reverse()
    if _insert_or_reset(connection, _with_bodies(rows)):
        connection.execute("UPDATE indexed SET below = ?", (rest,))
    return True


def _with_bodies(rows: Sequence[tuple[int, str, str]]) -> list[tuple[int, Body]]:
    return [(row, decode_body(kind, data)) for row, kind, data in rows]


def _insert_or_reset(connection: sqlite3.Connection, rows: Sequence[tuple[int, Body]]) -> bool:
    try:
        _insert(connection, rows)
    except sqlite3.DatabaseError as error:
        _reset_if_damaged(connection, error)
        return False
    return True


def _insert(connection: sqlite3.Connection, rows: Sequence[tuple[int, Body]]) -> None:
    entries = []
    folded_texts = []
    all_words: set[str] = set()
    for row, body in rows:
        folded = fold_letters(body.plain_text())
        words, pairs = tokenize(folded)
        all_words.update(words)
        if words or pairs:
            entries.append((row, " ".join(words + pairs)))
        if (other := plain_column(body, folded)) is not None:
            folded_texts.append((other, row))
    connection.executemany("INSERT INTO search (rowid, tokens) VALUES (?, ?)", entries)
    pages = _MERGE_PAGES_PER_INSERT + sum(len(text) for _, text in entries) // _CHARS_PER_MERGE_PAGE
    connection.execute("INSERT INTO search (search, rank) VALUES ('merge', ?)", (pages,))
    connection.executemany("INSERT OR IGNORE INTO words (word) VALUES (?)", [(word,) for word in sorted(all_words)])
    connection.executemany("UPDATE messages SET plain = ? WHERE row = ?", folded_texts)


def _reset_if_damaged(connection: sqlite3.Connection, error: sqlite3.DatabaseError) -> None:
    """Reset a damaged index, so that the message can be stored. Raises all other errors."""
    if not is_index_damage(error):
        raise error
    _log.error("The search index was damaged (%s); it is rebuilt", error)
    reset(connection)


def is_index_damage(error: sqlite3.Error) -> bool:
    code = getattr(error, "sqlite_errorcode", sqlite3.SQLITE_OK)
    return bool(code == sqlite3.SQLITE_CORRUPT_VTAB)
