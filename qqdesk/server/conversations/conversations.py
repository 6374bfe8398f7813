"""The conversations in an account's inbox: pages of them, read marks and deletion. Functions on a connection.

A conversation with a room is in the room's log. Its members read it only, so they delete it by hiding it.
"""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from qqdesk.protocol.entry_kinds import MessageKind
from qqdesk.protocol.file_info import FileInfo
from qqdesk.protocol.log_commands import MOST_UNREAD
from qqdesk.server.conversations import read_entries
from qqdesk.server.delivery import change_lines, delivery, mailbox, message_files
from qqdesk.server.delivery.mail import Mail, bounded, read_mails
from qqdesk.server.errors import malformed
from qqdesk.server.rooms import rooms
from qqdesk.server.rooms.rooms import Span
from qqdesk.server.storage.interface import Database, execute_rows
from qqdesk.server.storage.notifications import ROOMS
from qqdesk.server.storage.schema import CHANGES, CONVERSATION, IS_OR_WAS_MESSAGE

_NEWEST = 2**63 - 1
_RECALLED = int(MessageKind.RECALLED)
# Each step of the recursion finds the next peer in the index, however many messages lie between.
_PAGE = f"""
WITH RECURSIVE peers (peer) AS (
    SELECT (SELECT e.peer FROM entries e WHERE e.log = ? AND {CONVERSATION} ORDER BY e.peer LIMIT 1)
    UNION ALL SELECT (
        SELECT e.peer FROM entries e WHERE e.log = ? AND e.peer > p.peer AND {CONVERSATION} ORDER BY e.peer LIMIT 1
    ) FROM peers p WHERE p.peer IS NOT NULL
), conversations (peer, last) AS (
    SELECT p.peer, (
        SELECT e.seq FROM entries e WHERE e.log = ? AND e.peer = p.peer AND {CONVERSATION}
        AND e.{IS_OR_WAS_MESSAGE} ORDER BY e.seq DESC LIMIT 1
    ) FROM peers p WHERE p.peer IS NOT NULL
)
SELECT peer, last FROM conversations WHERE last < ? ORDER BY last DESC LIMIT ?
""".strip()
_DETAILS = f"""
WITH conversations (peer, last) AS (VALUES {{rows}})
SELECT t.peer, t.last, l.time, coalesce(r.seq, 0), (
    SELECT count(*) FROM (
        SELECT 1 FROM entries e WHERE e.log = ? AND e.peer = t.peer AND e.seq > coalesce(r.seq, 0)
        AND {CONVERSATION} AND e.kind = {MessageKind.TEXT:d} LIMIT {MOST_UNREAD}
    ) AS unread
), l.sender, l.client_id, l.text, l.file
FROM conversations t CROSS JOIN entries l LEFT JOIN read_marks r ON r.account = l.log AND r.peer = t.peer
WHERE l.log = ? AND l.seq = t.last ORDER BY t.last DESC
""".strip()
_COLUMNS = "e.seq, e.kind, e.peer, e.time, e.text, e.client_id, '', 0, NULL, e.file, e.ref_author, e.ref, e.sender"
_ROOM_COLUMNS = (
    "e.seq, e.kind, e.sender, e.time, e.text, e.client_id, '', e.log, e.mentions, e.file, e.ref_author, e.ref, e.sender"
)
_DELIVERED = """
WITH wanted (sender, client_id) AS (VALUES {rows})
SELECT k.client_id FROM wanted w CROSS JOIN client_ids k CROSS JOIN logs l
WHERE k.sender = w.sender AND k.client_id = w.client_id AND l.number = k.log AND k.seq <= l.received
AND NOT EXISTS (
    SELECT 1 FROM held_receipts h WHERE h.owner = k.log AND h.sender = k.sender AND h.client_id = k.client_id
)
""".strip()

# The device that deletes a message has it, but may not have acknowledged it yet.
_OWE_RECEIPTS = f"""
INSERT INTO held_receipts (owner, sender, client_id)
SELECT log, sender, client_id FROM entries JOIN logs ON number = log
WHERE log = ? AND peer = ? AND seq <= ? AND seq > received AND kind = {MessageKind.TEXT:d} AND client_id IS NOT NULL
ON CONFLICT DO NOTHING
""".strip()


class Summary(NamedTuple):
    """A conversation with its last message, see `log_commands.ConversationSummary`."""

    peer: int
    last: int
    time: int
    seen: int
    unread: int
    author: int
    client_id: bytes | None
    text: str
    file: FileInfo | None
    is_delivered: bool = False


class LogPage(NamedTuple):
    """Messages of a conversation, ascending. `delivered` has the client ids of my messages that a device received."""

    is_last: bool
    mails: list[Mail]
    delivered: set[bytes]


def page(db: Database, account: int, before: int | None, size: int) -> tuple[bool, list[Summary]]:
    """Return whether this is the last page, and the conversations whose last message is before the id `before`."""
    found = db.execute(_PAGE, (account, account, account, before or _NEWEST, size + 1)).fetchall()
    rows = [tuple(row) for row in found[:size]]
    details = list(execute_rows(db, _DETAILS, rows, (account, account)))
    files = message_files.read_infos(db, (row[-1] for row in details))
    summaries = [Summary._make((*row[:-1], files.get(row[-1]), False)) for row in details]
    delivered = _find_delivered(db, account, [one.client_id for one in summaries if one.author == account])
    summaries = [one._replace(is_delivered=one.client_id in delivered) for one in summaries]
    return len(found) <= size, sorted(summaries, key=lambda summary: -summary.last)


def read(
    db: Database,
    account: int,
    peer: int,
    before: int | None,
    after: int | None,
    size: int,
    most_bytes: int,
    *,
    has_changes: bool,
    shows_read: bool,
) -> LogPage:
    """Return a page of a conversation: before an id, or after one, or the latest.

    `has_changes`: the session has CAN_CHANGES. Else the page has no changes. `shows_read`: the page has entries of kind
    READ.
    """
    is_forward = before is None and after is not None
    first, last = ((after or 0) + 1, _NEWEST) if is_forward else (0, (before or _NEWEST) - 1)
    spans = rooms.spans(db, peer, account)
    columns = _ROOM_COLUMNS if spans else _COLUMNS
    mails: list[Mail] = []
    for span in spans[:: 1 if is_forward else -1] or [Span(0, None)]:
        begin, end = max(first, span.after + 1), min(last, span.to or last)
        if begin > end:
            continue
        log, most = peer if spans else account, size + 1 - len(mails)
        ids: list[tuple[int]] = []
        for condition in (CONVERSATION, CHANGES) if has_changes else (f"{CONVERSATION} AND e.kind != {_RECALLED}",):
            ids += db.execute(
                f"SELECT e.seq FROM entries e WHERE e.log = ? AND e.peer = ? AND e.seq BETWEEN ? AND ? "
                f"AND {condition} ORDER BY e.seq {'' if is_forward else 'DESC '}LIMIT ?",
                (log, peer, begin, end, most),
            ).fetchall()
        if has_changes and shows_read:
            ids += [(id,) for id in read_entries.of_others(db, account, log, peer) if begin <= id <= end]
        ids = sorted(ids, reverse=not is_forward)[:most]
        rows = execute_rows(db, f"SELECT {columns} FROM entries e WHERE e.seq IN ({{rows}}) AND e.log = ?", ids, (log,))
        mails += sorted(read_mails(db, rows), key=lambda mail: mail.id, reverse=not is_forward)
        if len(mails) > size:
            break
    page = bounded(mails[:size], most_bytes)
    if not has_changes:
        page = change_lines.in_rooms(db, account, page) if spans else change_lines.in_inbox(db, account, page)
    own = [mail.client_id for mail in page if mail.kind == MessageKind.OWN_TEXT]
    delivered = _find_delivered(db, account, own)
    return LogPage(len(page) == len(mails), page if is_forward else page[::-1], delivered)


def _find_delivered(db: Database, account: int, client_ids: Iterable[bytes | None]) -> set[bytes]:
    """Return the ids of those of the account's messages that a device of the other person received."""
    rows = [(account, client_id) for client_id in client_ids]
    return {bytes(client_id) for (client_id,) in execute_rows(db, _DELIVERED, rows)}


def mark_seen(db: Database, account: int, peer: int, up_to: int, now: int) -> bool:
    """Move a read mark forward, and note it in the inbox. Return False if nothing changed."""
    spans = rooms.spans(db, peer, account)
    if not (_room_has(db, peer, spans, up_to) if spans else _has_messages(db, account, peer, up_to)):
        return False
    mark = db.execute(
        f"SELECT seq, entry FROM read_marks WHERE account = ? AND peer = ?{db.row_lock}", (account, peer)
    ).fetchone()
    if mark is not None:
        seen, entry = mark
        if seen >= up_to:
            return False
        # The new entry says the same and more.
        db.execute("DELETE FROM entries WHERE log = ? AND seq = ?", (account, entry))
    entry = delivery.append(db, account, MessageKind.SEEN, peer, f"{up_to} room" if spans else str(up_to), now)
    db.execute(
        "INSERT INTO read_marks (account, peer, seq, entry) VALUES (?, ?, ?, ?) "
        "ON CONFLICT (account, peer) DO UPDATE SET seq = excluded.seq, entry = excluded.entry",
        (account, peer, up_to, entry),
    )
    return True


def clear(db: Database, account: int, peer: int, up_to: int, now: int) -> bool:
    """Delete a conversation up to an id, and note it in the inbox. Return False if there was nothing to delete.

    Raises RefusedError for an id beyond the end: it comes from before a backup was restored.
    """
    spans = rooms.spans(db, peer, account)
    log = peer if spans else account
    if up_to > mailbox.last_ids(db, [log]).get(log, 0):
        raise malformed("MID: there is no message with this id yet")
    if spans:
        return _clear_room(db, account, peer, spans, up_to, now)
    if not _has_messages(db, account, peer, up_to):
        return False
    db.execute(_OWE_RECEIPTS, (account, peer, up_to))
    # SQLite would read the whole inbox for a DELETE with the condition itself.
    db.execute(
        "DELETE FROM entries WHERE log = ? AND seq IN ("
        f"SELECT e.seq FROM entries e WHERE e.log = ? AND e.peer = ? AND e.seq <= ? AND {CONVERSATION} "
        f"UNION ALL SELECT e.seq FROM entries e WHERE e.log = ? AND e.peer = ? AND e.seq <= ? AND {CHANGES})",
        (account, *(account, peer, up_to) * 2),
    )
    delivery.append(db, account, MessageKind.CLEARED, peer, str(up_to), now)
    return True


def _clear_room(db: Database, account: int, room: int, spans: Sequence[Span], up_to: int, now: int) -> bool:
    """Hide the entries of a room's log up to an id. Other members still read them."""
    if not _room_has(db, room, spans, up_to):
        return False
    # An ended membership keeps its row: it has the member's silence.
    db.execute(
        "UPDATE memberships SET after_seq = CASE WHEN to_seq < ? THEN to_seq ELSE ? END "
        "WHERE room = ? AND account = ? AND after_seq < ?",
        (up_to, up_to, room, account, up_to),
    )
    delivery.append(db, account, MessageKind.CLEARED, room, f"{up_to} room", now)
    db.notify(ROOMS, account)
    return True


def _room_has(db: Database, room: int, spans: Sequence[Span], up_to: int) -> bool:
    """Return whether the id `up_to` exists in a room's log, and the spans have entries up to there."""
    has_entries = any(span.after < min(up_to, span.to or up_to) for span in spans)
    return has_entries and up_to <= mailbox.last_ids(db, [room]).get(room, 0)


def _has_messages(db: Database, account: int, peer: int, up_to: int) -> bool:
    """Return whether the id `up_to` exists, and the conversation has messages up to there.

    An id beyond the end of the inbox comes from before a backup was restored.
    """
    row = db.execute(
        f"SELECT 1 FROM entries WHERE log = ? AND peer = ? AND seq <= ? AND {CONVERSATION} LIMIT 1",
        (account, peer, up_to),
    ).fetchone()
    return row is not None and up_to <= mailbox.last_ids(db, [account]).get(account, 0)
