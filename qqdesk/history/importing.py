"""Messages that were not said here, or not now: how they get into the history."""

import sqlite3
from collections.abc import Sequence

from qqdesk.domain.message import Message, MessageState
from qqdesk.history import index
from qqdesk.history.places import Places

_ON_THEIR_WAY = (MessageState.WAITING, MessageState.SENDING)


def values(message: Message) -> tuple[str, int, str, int, str, str]:
    """key, contact, text, time, state, failure"""
    text = message.text.encode("utf-8", "replace").decode()
    return (message.key, message.contact, text, message.time, message.state.value, message.failure)


def import_batch(connection: sqlite3.Connection, batch: Sequence[Message], places: Places) -> int:
    """Store those that are not there, in the caller's transaction; how many that were."""
    new: dict[str, tuple[int, str]] = {}
    given: set[int] = set()
    for message in batch:
        if message.key in new or _is_known(connection, message.key):
            continue
        if message.state in _ON_THEIR_WAY:
            # The outbox takes what waits; who imports has said it elsewhere, or has given it up long ago.
            message = message.in_state(MessageState.FAILED)
        row = places.among(connection, message.time, given)
        stored = values(message)
        connection.execute(
            "INSERT INTO messages (id, key, contact, text, time, state, failure, mine) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            (row, *stored, message.is_mine),
        )
        new[message.key] = (row, stored[2])
    index.add(connection, sorted(new.values()))
    return len(new)


def _is_known(connection: sqlite3.Connection, key: str) -> bool:
    return connection.execute("SELECT 1 FROM messages WHERE key = ?", (key,)).fetchone() is not None
