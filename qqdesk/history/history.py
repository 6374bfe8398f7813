"""The history of one account: its messages, the people in it, and the unsent messages."""

import contextlib
import datetime
import json
import logging
import time
from collections.abc import Iterable, Mapping, Sequence
from itertools import islice
from pathlib import Path
from typing import Any

from qqdesk.domain.body import Body, decode_body, mentions_in
from qqdesk.domain.contact import Me
from qqdesk.domain.conversation_id import ConversationId
from qqdesk.domain.draft import Draft
from qqdesk.domain.incoming import ChangeReceived, Incoming, LogItem, OwnMessage
from qqdesk.domain.message import Message
from qqdesk.history import index
from qqdesk.history.account_values_table import AccountValuesTable
from qqdesk.history.contact_store import ContactStore
from qqdesk.history.conversation_pages import ConversationPages
from qqdesk.history.eraser import Eraser
from qqdesk.history.history_file import HistoryFile
from qqdesk.history.index_builder import IndexBuilder
from qqdesk.history.local_files import LocalFiles
from qqdesk.history.local_state import LocalState, save_draft
from qqdesk.history.message_changes import UnsentChanges, find_message, with_unsent
from qqdesk.history.message_import import OlderMessages, import_batch, insert_older
from qqdesk.history.message_row import MESSAGE_COLUMNS, MESSAGE_VALUES, message_from_row, message_row
from qqdesk.history.message_search import MessageSearch, SearchHit, SearchQuery
from qqdesk.history.received_items import UNSTORED_NOTICES, store_item
from qqdesk.history.room_store import RoomStore
from qqdesk.history.row_order import RowAllocator, next_row, place_sent
from qqdesk.history.server_log import (
    MarkKind,
    ServerLog,
    add_own,
    add_received_to,
    is_synchronized,
    move_mark,
    note_gaps,
)
from qqdesk.history.snapshot import Snapshots
from qqdesk.protocol.codes import Status

_ROSTER = "last-listed"
_PROFILE = "last-me"


class SessionCache:
    """The roster and my profile of the last session, to show before the server answers. Any thread may call. Raises
    HistoryError.
    """

    def __init__(self, local_state: LocalState) -> None:
        self._local_state = local_state
        self._written: dict[str, str] = {}

    def roster(self) -> tuple[int, ...]:
        """Return the numbers on the contact list."""
        text = self._load(_ROSTER)
        try:
            return tuple(map(int, text.split(","))) if text else ()
        except ValueError:
            return ()

    def save_roster(self, numbers: Iterable[int]) -> None:
        self._save(_ROSTER, ",".join(map(str, sorted(numbers))))

    def remove_from_roster(self, number: int) -> None:
        self.save_roster(other for other in self.roster() if other != number)

    def profile(self, number: int, status: Status) -> tuple[Me, bool]:
        """Return my profile, and whether the server supported the extensions."""
        stored: Any = None
        with contextlib.suppress(ValueError):
            stored = json.loads(self._load(_PROFILE) or "{}")
        if not isinstance(stored, dict):
            stored = {}
        face = stored.get("face")
        nickname, signature, status_text = (
            text if isinstance(text, str) else "" for text in map(stored.get, ("nickname", "signature", "status_text"))
        )
        return (
            Me(
                number,
                nickname,
                face if isinstance(face, int) and face >= 0 else 0,
                status,
                signature=signature,
                status_text=status_text,
            ),
            stored.get("extended") is True,
        )

    def save_profile(self, me: Me, *, extended: bool) -> None:
        kept = {
            "nickname": me.nickname,
            "face": me.face,
            "signature": me.signature,
            "status_text": me.status_text,
            "extended": extended,
        }
        self._save(_PROFILE, json.dumps(kept))

    def _load(self, name: str) -> str:
        return self._written.get(name) or self._local_state.get_fact(name)

    def _save(self, name: str, text: str) -> None:
        if self._load(name) != text:
            self._local_state.set_fact(name, text)
        self._written[name] = text


class UnreadMessages:
    """The unread messages: how many there are, and who wrote them. `history.unread`."""

    def __init__(self, file: HistoryFile) -> None:
        self._file = file

    def counts(self) -> dict[ConversationId, int]:
        """Return the number of unread messages of each contact that has any."""
        with self._file.reading() as connection:
            rows = connection.execute("SELECT conversation, count(*) FROM messages WHERE unread GROUP BY conversation")
            return {ConversationId.parse(text): count for text, count in rows.fetchall()}

    def writers(
        self, me: int, conversation: ConversationId | None = None, after: int = 0
    ) -> dict[ConversationId, dict[int, bool]]:
        """Return who wrote the unread messages of rooms, and whether one of them mentions me.

        With `conversation`, only those of this room. `after` is a row.
        """
        where, values = ("GLOB 'r*'", []) if conversation is None else ("= ?", [str(conversation)])
        select = (
            "SELECT DISTINCT conversation, sender, kind, CASE WHEN kind IN ('mentions', 'file') THEN body END "
            f"FROM messages WHERE unread AND row > ? AND conversation {where}"
        )
        with self._file.reading() as connection:
            rows = connection.execute(select, (after, *values)).fetchall()
        found: dict[ConversationId, dict[int, bool]] = {}
        for text, sender, kind, stored in rows:
            mentioned = () if stored is None else mentions_in(decode_body(kind, stored))
            writers = found.setdefault(ConversationId.parse(text), {})
            writers[sender] = writers.get(sender, False) or me in mentioned
        return found

    def count(self, conversation: ConversationId, after: int, up_to: int) -> int:
        """Return the number of unread messages after a row and up to another."""
        with self._file.reading() as connection:
            select = "SELECT count(*) FROM messages WHERE conversation = ? AND unread AND row > ? AND row <= ?"
            return int(connection.execute(select, (str(conversation), after, up_to)).fetchone()[0])

    def count_since_first_unread(self, conversation: ConversationId, after: int, up_to: int) -> int:
        """Return how many messages `latest` can return from the first unread one after a row on."""
        with self._file.reading() as connection:
            row = connection.execute(
                "SELECT count(*) FROM messages WHERE conversation = ?1 AND (row <= ?2 OR NOT unread) "
                "AND row >= (SELECT min(row) FROM messages WHERE conversation = ?1 AND unread AND row > ?3)",
                (str(conversation), up_to, after),
            ).fetchone()
        return int(row[0])

    def mark_read(self, read: Mapping[ConversationId, int]) -> None:
        """Mark the messages of each conversation as read up to a row. Later ones were not displayed yet."""
        with self._file.writing() as connection:
            for conversation, row in read.items():
                selected = "conversation = ? AND unread AND row <= ?", (str(conversation), row)
                last = connection.execute(f"SELECT max(server_id) FROM messages WHERE {selected[0]}", selected[1])
                (up_to,) = last.fetchone()
                if up_to is not None and is_synchronized(connection):
                    move_mark(connection, MarkKind.SEEN, conversation, up_to, sent=False)
                connection.execute(f"UPDATE messages SET unread = 0 WHERE {selected[0]}", selected[1])


_log = logging.getLogger(__name__)

_MAX_SEEN = 10_000
_IMPORT_BATCH_SIZE = 250


class History:
    """One SQLite file. Any thread may call. A change is on disk when the call returns, or HistoryError is raised and
    nothing changed."""

    def __init__(self, path: Path) -> None:
        self._search = MessageSearch(path)
        self.snapshots = Snapshots(path)
        self.file = HistoryFile(path, self._close_readers)
        self.pages = ConversationPages(self._search)
        self.contacts = ContactStore(self.file)
        self.account_values = AccountValuesTable(self.file)
        self.unsent_changes = UnsentChanges(self.file)
        self.local_state = LocalState(self.file)
        self.local_files = LocalFiles(self.file)
        self.server_log = ServerLog(self.file)
        self.rooms = RoomStore(self.file)
        self.session_cache = SessionCache(self.local_state)
        self.unread = UnreadMessages(self.file)
        self.eraser = Eraser(self.file, self.snapshots)
        self.index_builder = IndexBuilder(self.file, self._search.is_running)
        self.index_builder.start()

    def close(self) -> None:
        self.index_builder.close()
        self._close_readers()
        self.file.close()

    def _close_readers(self) -> None:
        """Close the connections that only read."""
        self._search.close()
        self.snapshots.close()

    @property
    def path(self) -> Path:
        return self.file.path

    # Messages

    def add_received(self, items: Sequence[Incoming], now: int) -> list[Incoming]:
        """Store received items in one transaction; return those that were not stored before.

        `now`, in milliseconds since 1970, is the latest place that a message can have. Notices that leave no trace
        need no transaction, and so do not wait for the disk.
        """
        if not any(map(_leaves_trace, items)):
            return list(items)
        with self.file.writing() as connection:
            note_gaps(connection, items)
            new, unindexed = list[Incoming](), list[tuple[int, Body]]()
            for item in items:
                if isinstance(item, OwnMessage | ChangeReceived):
                    # It may move or change messages, which have to be in the index.
                    index.add(connection, unindexed)
                    unindexed.clear()
                if (stored := store_item(connection, item, now)) is not None:
                    new.append(stored)
                    if isinstance(stored, LogItem) and stored.row:
                        unindexed.append((stored.row, stored.message.body))
            index.add(connection, unindexed)
            add_received_to(connection, items)
            connection.execute("DELETE FROM seen WHERE id <= (SELECT max(id) FROM seen) - ?", (_MAX_SEEN,))
        return new

    @property
    def last_row(self) -> int:
        with self.file.reading() as connection:
            return int(connection.execute("SELECT coalesce(max(row), 0) FROM messages").fetchone()[0])

    def put(self, message: Message, server_id: int | None = None, *, draft: Draft | None = None) -> bool:
        """Store a message of mine, or its new state. A delivered message keeps its state. Return whether all entries
        up to `server_id` are stored now.

        `draft` replaces the draft of the conversation in the same transaction.
        """
        with self.file.writing() as connection:
            row = next_row(connection, message.time)
            stored = connection.execute(
                f"INSERT INTO messages (row, {MESSAGE_COLUMNS}, server_id) VALUES (?, {MESSAGE_VALUES}, ?) "
                "ON CONFLICT (id) DO UPDATE SET server_id = coalesce(excluded.server_id, server_id), "
                "delivery = iif(delivery = 'delivered', delivery, excluded.delivery), "
                "failure = iif(delivery = 'delivered', failure, excluded.failure) RETURNING row",
                (row, *message_row(message), server_id),
            ).fetchone()
            if stored == (row,):
                index.add(connection, [(row, message.body)])
            if draft is not None:
                save_draft(connection, message.conversation, draft)
            if server_id is None:
                return False
            place_sent(connection, message.id)
            return add_own(connection, message.conversation.log, server_id)

    def import_messages(self, messages: Iterable[Message], now: int | None = None) -> int:
        """Store messages of another time or computer in order of time; return how many were new.

        They are marked as read and never sent: a waiting one becomes failed, without a failure name. Messages with a
        stored key are skipped. Each batch is one transaction, and stays if `messages` raises. A search finds them at
        once; the index builder indexes them later. No row is later than `now`, in milliseconds since 1970.
        """
        allocator = RowAllocator(int(time.time() * 1000) if now is None else now)
        rest = iter(messages)
        new = 0
        try:
            while batch := list(islice(rest, _IMPORT_BATCH_SIZE)):
                with self.file.writing(synced=False) as connection:
                    new += import_batch(connection, batch, allocator)
        finally:
            self.file.sync()
            self.index_builder.start()
        return new

    def add_older(self, conversations: Iterable[OlderMessages], *, now: int) -> list[Message]:
        """Store messages from before this device in one transaction; return the new ones.

        Deleted messages are skipped, and so are those that are still to be received. A stored one only gets its id
        and delivery state. No row is later than `now`, in milliseconds since 1970.
        """
        with self.file.writing(synced=False) as connection:
            new = [message for older in conversations for message in insert_older(connection, older, now)]
        self.index_builder.start()
        return new

    def unsent(self) -> list[Message]:
        """Return my messages that the server has not accepted, in order."""
        with self.file.reading() as connection:
            rows = connection.execute(
                f"SELECT {MESSAGE_COLUMNS} FROM messages WHERE delivery IN ('waiting', 'sending') ORDER BY row"
            ).fetchall()
        return [message_from_row(row) for row in rows]

    def latest(self, conversation: ConversationId, count: int, up_to: int | None = None) -> list[Message]:
        """Return the last `count` messages, oldest first, without unread ones after the row `up_to`."""
        with self.file.reading() as connection:
            rows = connection.execute(
                f"SELECT {MESSAGE_COLUMNS} FROM messages WHERE conversation = ? AND (row <= ? OR NOT unread) "
                "ORDER BY row DESC LIMIT ?",
                (str(conversation), 2**62 if up_to is None else up_to, count),
            ).fetchall()
            return with_unsent(connection, [message_from_row(row) for row in reversed(rows)])

    def find(self, conversation: ConversationId, id: str) -> Message | None:
        """Return a message with its changes, None if it is not stored."""
        with self.file.reading() as connection:
            return find_message(connection, conversation, id)

    def read_by(self, conversation: ConversationId) -> dict[int, tuple[str, int]]:
        """Return the id of the last message that each person has read, and when, in milliseconds since 1970."""
        with self.file.reading() as connection:
            rows = connection.execute(
                "SELECT person, message, time FROM read_by WHERE conversation = ?", (str(conversation),)
            ).fetchall()
        return {person: (message, time) for person, message, time in rows}

    def ids_after(self, message: Message, count: int) -> list[str]:
        """Return the ids of up to `count` messages after this one in its conversation."""
        with self.file.reading() as connection:
            rows = connection.execute(
                "SELECT id FROM messages WHERE conversation = ? AND row > (SELECT row FROM messages WHERE id = ?) "
                "ORDER BY row LIMIT ?",
                (str(message.conversation), message.id, count),
            )
            return [id for (id,) in rows.fetchall()]

    def conversations_by_recency(self) -> list[ConversationId]:
        """Return all conversations with messages, the latest first."""
        with self.file.reading() as connection:
            rows = connection.execute("SELECT conversation FROM messages GROUP BY conversation ORDER BY max(row) DESC")
            return [ConversationId.parse(text) for (text,) in rows.fetchall()]

    def last_messages(self, conversations: Iterable[ConversationId] | None = None) -> list[Message]:
        """Return the last message of each of these conversations, or of all, the latest first."""
        named = None if conversations is None else json.dumps([str(one) for one in conversations])
        where = "" if named is None else "WHERE conversation IN (SELECT value FROM json_each(?))"
        with self.file.reading() as connection:
            rows = connection.execute(
                f"SELECT {MESSAGE_COLUMNS} FROM messages WHERE row IN "
                f"(SELECT max(row) FROM messages {where} GROUP BY conversation) ORDER BY row DESC",
                () if named is None else (named,),
            ).fetchall()
            return with_unsent(connection, [message_from_row(row) for row in rows])

    # Search

    def search(self, query: SearchQuery, before: int | None = None, count: int = 50) -> list[SearchHit]:
        """Return the newest hits, or those before the row `before`. Raises SearchInterruptedError and HistoryError."""
        hits = self._search.search(query, before, count)
        if self._search.index_damaged:
            self._rebuild_index()
        return hits

    def _rebuild_index(self) -> None:
        """Rebuild the damaged index. Until then a search scans all messages."""
        with self.file.writing() as connection:
            if not self._search.index_damaged:
                return
            _log.error("The search index was damaged; it is rebuilt")
            index.reset(connection)
            self._search.index_damaged = False
        self.index_builder.start()

    def interrupt_search(self) -> None:
        """End the running search, from any thread."""
        self._search.interrupt()

    def days_with_messages(self, conversation: ConversationId | None, month: datetime.date) -> list[datetime.date]:
        """Return the days of the month, in local time, with messages in the conversation (None: anybody)."""
        return self._search.days_with_messages(conversation, month)


def _leaves_trace(item: Incoming) -> bool:
    """Return whether something is stored: entries that the server numbers are recognized if they come again."""
    return bool(item.server_id) or isinstance(item, UNSTORED_NOTICES)
