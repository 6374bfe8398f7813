"""The unread messages: how many there are, and who wrote them."""

from collections.abc import Mapping

from qqdesk.domain.body import decode_body, mentions_in
from qqdesk.domain.conversation_id import ConversationId
from qqdesk.history.history_file import HistoryFile
from qqdesk.history.server_log import MarkKind, is_synchronized, move_mark


class UnreadMessages:
    """`history.unread`."""

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
