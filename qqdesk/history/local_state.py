"""Unsent drafts, and notes of windows for their next start."""

import sqlite3
import time
from collections.abc import Mapping

from qqdesk.domain.conversation_id import ConversationId
from qqdesk.history.history_file import HistoryFile


class LocalState:
    """Each change is on disk when the call returns. Raises HistoryError."""

    def __init__(self, file: HistoryFile) -> None:
        self._file = file

    def drafts(self) -> dict[ConversationId, str]:
        with self._file.reading() as connection:
            rows = connection.execute("SELECT conversation, text FROM drafts").fetchall()
        return {ConversationId.parse(conversation): text for conversation, text in rows}

    def save(self, drafts: Mapping[ConversationId, str], values: Mapping[str, str]) -> None:
        """Save drafts and notes in one transaction. An empty draft is deleted."""
        with self._file.writing() as connection:
            for conversation, text in drafts.items():
                save_draft(connection, conversation, text)
            connection.executemany("INSERT OR REPLACE INTO notes VALUES (?, ?)", list(values.items()))

    def get_value(self, name: str) -> str:
        """Return the note that a window saved, or ""."""
        with self._file.reading() as connection:
            row = connection.execute("SELECT text FROM notes WHERE name = ?", (name,)).fetchone()
        return str(row[0]) if row else ""

    def set_value(self, name: str, text: str) -> None:
        with self._file.writing() as connection:
            connection.execute("INSERT OR REPLACE INTO notes VALUES (?, ?)", (name, text))


def save_draft(connection: sqlite3.Connection, conversation: ConversationId, text: str) -> None:
    """Save a draft inside a transaction. An empty text deletes it."""
    if text:
        plain = text.encode("utf-8", "replace").decode()
        now = time.time_ns() // 1_000_000
        connection.execute("INSERT OR REPLACE INTO drafts VALUES (?, ?, ?)", (str(conversation), plain, now))
    else:
        connection.execute("DELETE FROM drafts WHERE conversation = ?", (str(conversation),))
