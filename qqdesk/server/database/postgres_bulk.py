"""Messages and what is acknowledged, many in one transaction: a dozen statements however many there are.

Two servers may do this at once. Each locks the mailboxes that it is going to change, in ascending order, so that none
waits for another in a circle; and looks only then, in a later statement, at what was sent before: the same client id
that comes to both at once is stored by one of them and found by the other.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from qqdesk.protocol.codes import SYSTEM_NUMBER, MessageKind, Result
from qqdesk.server import mailbox
from qqdesk.server.database.postgres import ONE_AT_A_TIME, Connection, clean
from qqdesk.server.errors import RefusedError, no_such_user
from qqdesk.server.mailbox import Mail
from qqdesk.server.traffic import Acknowledgement, Arrived, Outgoing

_RECEIVED = """
SELECT m.owner, m.id, m.sender, m.client_id
FROM unnest(%s::bigint[], %s::bigint[]) AS a (owner, up_to)
JOIN mailboxes b ON b.number = a.owner
JOIN mail m ON m.owner = a.owner AND m.id > b.cursor AND m.id <= a.up_to
WHERE m.kind = %s AND m.client_id IS NOT NULL
ORDER BY m.owner, m.id
"""
_LOCK = """
SELECT number, last_id, cursor, cursor_day FROM mailboxes
WHERE number = ANY(%s::bigint[]) ORDER BY number FOR NO KEY UPDATE
"""
_KNOWN = """
SELECT k.sender, k.client_id, k.id, k.time
FROM unnest(%s::bigint[], %s::bytea[]) AS a (sender, client_id)
JOIN client_ids k ON k.sender = a.sender AND k.client_id = a.client_id
"""
_ALLOWED = """
SELECT a.one, a.other FROM unnest(%s::bigint[], %s::bigint[]) AS a (one, other)
JOIN roster r ON r.owner = a.one AND r.contact = a.other
UNION ALL
SELECT a.one, a.other FROM unnest(%s::bigint[], %s::bigint[]) AS a (one, other)
JOIN roster r ON r.owner = a.other AND r.contact = a.one
"""
_TEXTS = "SELECT count(*) FROM mail WHERE owner = %s AND id > %s AND kind <> %s"
_MOVE = """
UPDATE mailboxes b SET last_id = a.last_id, cursor = a.cursor, cursor_day = a.cursor_day
FROM unnest(%s::bigint[], %s::bigint[], %s::bigint[], %s::bigint[]) AS a (number, last_id, cursor, cursor_day)
WHERE b.number = a.number
"""
_PUT = """
INSERT INTO mail (owner, id, kind, sender, time, client_id, text)
SELECT * FROM unnest(%s::bigint[], %s::bigint[], %s::bigint[], %s::bigint[], %s::bigint[], %s::bytea[], %s::text[])
"""
_REMEMBER = """
INSERT INTO client_ids (sender, client_id, id, time)
SELECT * FROM unnest(%s::bigint[], %s::bytea[], %s::bigint[], %s::bigint[])
"""
_DAYS = """
INSERT INTO received (owner, day, id) SELECT * FROM unnest(%s::bigint[], %s::bigint[], %s::bigint[])
ON CONFLICT (owner, day) DO NOTHING
"""


@dataclass(slots=True)
class _Box:
    """A mailbox that is locked."""

    last_id: int
    cursor: int
    day: int
    changed: bool = False
    texts: int | None = None
    """How many lie behind the cursor that are no receipts, once somebody had to count."""


class Group:
    """One transaction at work."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._boxes: dict[int, _Box] = {}
        self._known: dict[tuple[int, bytes], tuple[int, int]] = {}
        self._allowed: set[tuple[int, int]] = set()
        self._received: dict[int, list[tuple[int, int, bytes]]] = defaultdict(list)
        self._rows: list[tuple[Any, ...]] = []
        self._remembered: list[tuple[Any, ...]] = []
        self._days: list[tuple[int, int, int]] = []
        self.arrived: Arrived = defaultdict(list)
        self.received = 0

    def look(self, sends: Sequence[Outgoing], acknowledged: Sequence[Acknowledgement]) -> None:
        """Lock what is going to change, and read what decides."""
        execute = self._connection.execute
        with self._connection.pipeline():
            execute("BEGIN")
            execute("SELECT pg_advisory_xact_lock_shared(%s)", (ONE_AT_A_TIME,))
            if acknowledged:
                furthest: dict[int, int] = {}
                for item in acknowledged:
                    furthest[item.number] = max(item.up_to, furthest.get(item.number, 0))
                rows = execute(_RECEIVED, (list(furthest), list(furthest.values()), int(MessageKind.TEXT)))
        if acknowledged:
            for owner, id_, sender, client_id in rows.fetchall():
                self._received[owner].append((id_, sender, client_id))
        numbers = {item.to for item in sends} | {item.number for item in acknowledged}
        numbers.update(sender for received in self._received.values() for _, sender, _ in received)
        ids = list({(item.sender, item.client_id): None for item in sends if item.client_id is not None})
        ways = list({(item.sender, item.to): None for item in sends})
        ones, others = [one for one, _ in ways], [other for _, other in ways]
        with self._connection.pipeline():
            boxes = execute(_LOCK, (sorted(numbers),))
            known = execute(_KNOWN, ([sender for sender, _ in ids], [client_id for _, client_id in ids]))
            allowed = execute(_ALLOWED, (ones, others, ones, others))
        self._boxes = {number: _Box(*box) for number, *box in boxes.fetchall()}
        self._known = {(sender, client_id): (id_, time) for sender, client_id, id_, time in known}
        self._allowed = set(allowed.fetchall())

    def send(self, item: Outgoing) -> None:
        """Raises RefusedError."""
        key = None if item.client_id is None else (item.sender, item.client_id)
        if key is not None and key in self._known:
            item.id, item.time = self._known[key]
            item.is_new = False
            return
        box = self._boxes.get(item.to)
        if box is None and item.to != SYSTEM_NUMBER:
            raise no_such_user()
        if box is None or (item.sender, item.to) not in self._allowed:
            raise RefusedError(Result.NOT_ALLOWED, "neither of you has the other on the list")
        if self._is_full(item.to, box):
            raise RefusedError(Result.MAILBOX_FULL, "their mailbox is full")
        if box.texts is not None:
            box.texts += 1
        item.id = self._put(box, item.to, MessageKind.TEXT, item.sender, item.time, item.client_id, clean(item.text))
        if key is not None:
            self._known[key] = (item.id, item.time)
            self._remembered.append((*key, item.id, item.time))

    def _is_full(self, owner: int, box: _Box) -> bool:
        if box.last_id - box.cursor < mailbox.MOST_WAITING:
            return False
        if box.texts is None:
            values = (owner, box.cursor, int(MessageKind.DELIVERED))
            row = self._connection.execute(_TEXTS, values).fetchone()
            # And those of this group, which are no rows yet.
            box.texts = (row[0] if row else 0) + sum(
                1 for mail in self.arrived.get(owner, ()) if mail.kind != MessageKind.DELIVERED
            )
        return box.texts >= mailbox.MOST_WAITING

    def _put(
        self, box: _Box, owner: int, kind: MessageKind, sender: int, now: int, client_id: bytes | None, text: str
    ) -> int:
        box.last_id += 1
        box.changed = True
        self._rows.append((owner, box.last_id, int(kind), sender, now, client_id, text))
        self.arrived[owner].append(Mail(box.last_id, int(kind), sender, now, text))
        return box.last_id

    def acknowledge(self, item: Acknowledgement) -> None:
        box = self._boxes.get(item.number)
        if box is None or not box.cursor < item.up_to <= box.last_id:
            return
        before, box.cursor, box.changed = box.cursor, item.up_to, True
        self.received += item.up_to - before
        today = item.now // mailbox.DAY_MS
        if today > box.day:
            if before:
                self._days.append((item.number, box.day or today - 1, before))
            box.day = today
        box.texts = None
        for id_, sender, client_id in self._received[item.number]:
            to = self._boxes.get(sender)
            if before < id_ <= item.up_to and to is not None and to.last_id - to.cursor < mailbox.MOST_WITH_RECEIPTS:
                self._put(to, sender, MessageKind.DELIVERED, item.number, item.now, None, client_id.hex())

    def commit(self) -> None:
        """All at once, and on disk. A client id that somebody else stored meanwhile is an error (UniqueViolation)."""
        execute = self._connection.execute
        changed = [(number, box.last_id, box.cursor, box.day) for number, box in self._boxes.items() if box.changed]
        with self._connection.pipeline():
            if changed:
                execute(_MOVE, _columns(changed))
            if self._rows:
                execute(_PUT, _columns(self._rows))
            if self._remembered:
                execute(_REMEMBER, _columns(sorted(self._remembered)))
            if self._days:
                execute(_DAYS, _columns(self._days))
            execute("COMMIT")


def _columns(rows: Iterable[tuple[Any, ...]]) -> list[list[Any]]:
    return [list(column) for column in zip(*rows, strict=True)]


def prepare(connection: Connection, acknowledged: Sequence[Acknowledgement], sends: Sequence[Outgoing]) -> Group:
    """Begin a transaction and settle what becomes of each: nothing is written before `commit`. Raises psycopg.Error."""
    group = Group(connection)
    group.look(sends, acknowledged)
    for acknowledgement in acknowledged:
        group.acknowledge(acknowledgement)
    for item in sends:
        try:
            group.send(item)
        except RefusedError as error:
            item.error = error
    return group
