"""Unsent drafts, and notes of windows for their next start."""

import time

from qqdesk.domain.conversation_id import ConversationId
from qqdesk.history.history_file import HistoryFile


class LocalState:
    """Each change is on disk when the call returns. Raises HistoryError."""

    def __init__(self, file: HistoryFile) -> None:
        self._file = file

    def drafts(self) -> dict[int, str]:
        """Return the drafts by contact."""
        with self._file.reading() as connection:
            rows = connection.execute("SELECT conversation, text FROM drafts").fetchall()
        return {ConversationId.parse(conversation).number: text for conversation, text in rows}

    def set_draft(self, contact: int, text: str) -> None:
        """Save a draft. An empty text deletes it."""
        with self._file.writing() as connection:
            if text:
                plain = text.encode("utf-8", "replace").decode()
                now = time.time_ns() // 1_000_000
                connection.execute(
                    "INSERT OR REPLACE INTO drafts VALUES (?, ?, ?)", (str(ConversationId.person(contact)), plain, now)
                )
            else:
                connection.execute("DELETE FROM drafts WHERE conversation = ?", (str(ConversationId.person(contact)),))

    def get_value(self, name: str) -> str:
        """Return the note that a window saved; "" if there is none."""
        with self._file.reading() as connection:
            row = connection.execute("SELECT text FROM notes WHERE name = ?", (name,)).fetchone()
        return str(row[0]) if row else ""

    def set_value(self, name: str, text: str) -> None:
        with self._file.writing() as connection:
            connection.execute("INSERT OR REPLACE INTO notes VALUES (?, ?)", (name, text))
