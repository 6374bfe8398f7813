"""Entries of inboxes and of rooms' logs, as they are read and sent."""

from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

from qqdesk.protocol.entry_kinds import kinds_where
from qqdesk.protocol.file_info import FileInfo
from qqdesk.protocol.message_ref import MessageRef
from qqdesk.protocol.wire import escape
from qqdesk.server.delivery import message_files
from qqdesk.server.storage.interface import Database

CHANGES = kinds_where(lambda row: row.is_change)
"""The kinds of changes of messages. The sender of the entry made the change."""
OF_EARLIER = kinds_where(lambda row: row.is_earlier)
"""The kinds that change an earlier entry."""
MUTUAL = kinds_where(lambda row: row.is_mutual)
"""The kinds of rooms that only accounts get which show the same of themselves."""
_FIELDS = 96
"""Bytes on the wire for a message without its text, roughly."""
_MOST_ESCAPED = 6
"""Bytes on the wire for one character, at most."""


class Mail(NamedTuple):
    """An entry. `time` in milliseconds since 1970, UTC; `kind` a MessageKind.

    `device` is the device that has caused it. Only entries in memory have it. An entry of a room's log has the room,
    and as `peer` who wrote it; `mentions` has numbers with blanks between them.
    """

    id: int
    kind: int
    peer: int
    time: int
    text: str
    client_id: bytes | None = None
    device: str = ""
    room: int = 0
    mentions: str | None = None
    file: FileInfo | None = None
    ref: MessageRef | None = None
    """The message that this one answers or changes."""

    def __repr__(self) -> str:
        return f"Mail({self.id}, {self.kind}, {self.peer})"


def read_mails(db: Database, rows: Iterable[Sequence[Any]]) -> list[Mail]:
    """Return the entries of rows that end with the columns `file`, `ref_author`, `ref` and `sender`."""
    rows = list(rows)
    files = message_files.read_infos(db, (row[-4] for row in rows))
    return [Mail._make((*row[:-4], files.get(row[-4]), _ref(row))) for row in rows]


def _ref(row: Sequence[Any]) -> MessageRef | None:
    author, client_id, sender = row[-3:]
    return None if client_id is None else MessageRef(author, client_id.hex(), sender if row[1] in CHANGES else 0)


def bounded(mails: Iterable[Mail], most_bytes: int) -> list[Mail]:
    """Return the first entries that fit into `most_bytes` on the wire, but at least one."""
    mails = list(mails)
    if sum([len(mail.text) for mail in mails]) * _MOST_ESCAPED + len(mails) * _FIELDS <= most_bytes:
        return mails
    found: list[Mail] = []
    size = 0
    for mail in mails:
        size += len(escape(mail.text).encode()) + _FIELDS
        if found and size > most_bytes:
            break
        found.append(mail)
    return found


def read_mentions(stored: str | None) -> tuple[int, ...]:
    """Return the numbers of the column `mentions`."""
    return tuple(map(int, stored.split())) if stored else ()
