"""Unsent drafts, and facts that the program keeps for its next start."""

import sqlite3
import time
from collections.abc import Mapping

from qqdesk.domain.body import Recalled
from qqdesk.domain.conversation_id import ConversationId
from qqdesk.domain.draft import Draft, Edit
from qqdesk.domain.message import Message
from qqdesk.history.history_file import HistoryFile
from qqdesk.history.message_changes import find_message
from qqdesk.history.message_row import storable
from qqdesk.protocol.message_ref import read_message_ref, write_message_ref


class LocalState:
    """Each change is on disk when the call returns. Raises HistoryError."""

    def __init__(self, file: HistoryFile) -> None:
        self._file = file

    def drafts(self) -> dict[ConversationId, Draft]:
        """Return the drafts. A message that was taken back or deleted is no longer answered or edited."""
        with self._file.reading() as connection:
            rows = connection.execute("SELECT conversation, text, reply, edited_message, edit FROM drafts").fetchall()
            drafts = {}
            for key, text, reply, edited, edit in rows:
                conversation = ConversationId.parse(key)
                answered, message = (_message(connection, conversation, ref) for ref in (reply, edited))
                drafts[conversation] = Draft(text, answered, Edit(message, edit) if message is not None else None)
        return {conversation: draft for conversation, draft in drafts.items() if draft != Draft()}

    def save_drafts(self, drafts: Mapping[ConversationId, Draft]) -> None:
        """Save drafts in one transaction. An empty one is deleted."""
        with self._file.writing() as connection:
            for conversation, draft in drafts.items():
                save_draft(connection, conversation, draft)

    def set_fact(self, name: str, text: str) -> None:
        with self._file.writing() as connection:
            connection.execute("INSERT OR REPLACE INTO facts VALUES (?, ?)", (name, text))

    def get_fact(self, name: str) -> str:
        """Return a fact, or ""."""
        with self._file.reading() as connection:
            row = connection.execute("SELECT text FROM facts WHERE name = ?", (name,)).fetchone()
        return str(row[0]) if row else ""


def save_draft(connection: sqlite3.Connection, conversation: ConversationId, draft: Draft) -> None:
    """Save a draft inside a transaction. An empty one is deleted."""
    if draft == Draft():
        connection.execute("DELETE FROM drafts WHERE conversation = ?", (str(conversation),))
        return
    now = time.time_ns() // 1_000_000
    reply = write_message_ref(draft.reply_to.ref) if draft.reply_to is not None else ""
    edited = write_message_ref(draft.edit.message.ref) if draft.edit is not None else ""
    edit = storable(draft.edit.text) if draft.edit is not None else ""
    connection.execute(
        "INSERT OR REPLACE INTO drafts VALUES (?, ?, ?, ?, ?, ?)",
        (str(conversation), storable(draft.text), now, reply, edited, edit),
    )


def _message(connection: sqlite3.Connection, conversation: ConversationId, reference: str) -> Message | None:
    """Return the message that a draft answers or edits, as it is now."""
    ref = read_message_ref(reference)
    message = find_message(connection, conversation, ref.client_id) if ref is not None else None
    return None if message is None or message.ref != ref or isinstance(message.body, Recalled) else message
