"""Copy readable rows of a damaged file into a new one."""

import logging
import sqlite3
from collections.abc import Iterator
from typing import Any

from qqdesk.domain.conversation_id import ConversationId
from qqdesk.domain.message import ChangeKind
from qqdesk.history.message_row import MESSAGE_COLUMNS, message_from_row
from qqdesk.protocol.room_commands import JoinRule, RoomRole

_log = logging.getLogger(__name__)

_TABLES: dict[str, tuple[str, ...]] = {
    "messages": (*MESSAGE_COLUMNS.split(", "), "server_id", "unread"),
    "seen": ("key",),
    "removed": ("id",),
    "contacts": ("number", "nickname", "face", "blocked"),
    # Not received_to: the server has the lost messages.
    "rooms": (
        "number", "name", "face", "role", "notice", "join_rule", "keepers_write", "shows_past", "revision", "members",
        "silent_until",
    ),
    "room_members": ("room", "number", "role", "silent_until"),
    "local_files": ("id", "path"),
    # Not read_by: the server has it.
    "message_changes": ("conversation", "message", "author", "kind", "maker", "value", "server_id"),
    "unsent_changes": ("id", "conversation", "message", "author", "kind", "maker", "value"),
    "requests": ("number", "reason", "time"),
    "drafts": ("conversation", "text", "time", "reply", "edited_message", "edit"),
    "facts": ("name", "text"),
    # Not server_log, marks and pages: the server has the lost messages.
    # Not account_revision: lost values are fetched from the server again.
    "account_values": ("key", "value", "time", "unsent"),
}  # fmt: skip
_INTEGERS = {
    "sender", "time", "unread", "unsent", "number", "face", "server_id", "blocked", "room", "role", "join_rule",
    "keepers_write", "shows_past", "revision", "members", "silent_until", "edited", "author", "maker",
}  # fmt: skip
_OPTIONAL = {"server_id", "delivery", "unsent"}


def salvage(source: sqlite3.Connection, connection: sqlite3.Connection) -> int:
    """Copy the readable rows of a damaged file in the caller's transaction; return how many.

    It reads each table without its indexes, from both ends up to the damage.
    """
    count = 0
    source.text_factory = lambda text: text.decode("utf-8", "replace")
    try:
        for table, columns in _TABLES.items():
            placeholders = ", ".join("?" * (len(columns) + 1))
            count += connection.executemany(
                f"INSERT OR IGNORE INTO {table} (rowid, {', '.join(columns)}) VALUES ({placeholders})",
                _rows(source, table, columns),
            ).rowcount
    finally:
        source.close()
    return count


def _rows(source: sqlite3.Connection, table: str, columns: tuple[str, ...]) -> Iterator[tuple[Any, ...]]:
    """Yield rows with their rowid first. After an error, yield those from the other end."""
    for order in ("ASC", "DESC"):
        try:
            for row in source.execute(
                f"SELECT rowid, {', '.join(columns)} FROM {table} NOT INDEXED ORDER BY rowid {order}"
            ):
                if _is_valid(table, dict(zip(columns, row[1:], strict=True))):
                    yield row
        except sqlite3.DatabaseError as error:
            _log.warning("Not all of the table %s can be read: %s", table, error)
        else:
            return


def _is_valid(table: str, values: dict[str, Any]) -> bool:
    """Return whether the row can be read: damage can change any value."""
    if not all(
        isinstance(value, int if name in _INTEGERS else str) or (name in _OPTIONAL and value is None)
        for name, value in values.items()
    ):
        return False
    try:
        if "conversation" in values:
            ConversationId.parse(values["conversation"])
        if table == "messages":
            columns: Any = tuple(values[name] for name in MESSAGE_COLUMNS.split(", "))
            message_from_row(columns)
        if "maker" in values:
            ChangeKind(values["kind"])
        if "role" in values:
            RoomRole(values["role"])
        if "join_rule" in values:
            JoinRule(values["join_rule"])
    except ValueError:
        return False
    return True
