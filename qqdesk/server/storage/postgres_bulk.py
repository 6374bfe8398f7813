"""Messages and what is acknowledged, many in one transaction: a dozen statements however many there are.

Two servers may do this at once. Each locks the mailboxes that it is going to change, in ascending order, so that none
waits for another in a circle; and looks only then, in a later statement, at what was sent before: the same client id
that comes to both at once is stored by one of them and found by the other.
"""

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from qqdesk.protocol.codes import SYSTEM_NUMBER, MessageKind, Result
from qqdesk.server.delivery import mailbox
from qqdesk.server.delivery.mailbox import Mail
from qqdesk.server.delivery.outgoing import Acknowledgement, Arrived, Outgoing
from qqdesk.server.errors import RefusedError, may_not_write, no_such_user
from qqdesk.server.storage.postgres import ONE_AT_A_TIME, clean
from qqdesk.server.storage.postgres_pipeline import Pipeline, Statement, blob, blobs, number, numbers, texts

_BEGIN = b"BEGIN"
_SHARE = b"SELECT pg_advisory_xact_lock_shared($1::bigint)"
_COMMIT = b"COMMIT"
# What the cursors pass that has a client id: whoever sent it gets a receipt. OFFSET 0 holds the planner to looking
# between the two ids: left to itself it may read the mailbox from its beginning.
_PASSED = """
FROM unnest($1::bigint[], $2::bigint[]) AS a (owner, up_to)
JOIN mailboxes b ON b.number = a.owner
CROSS JOIN LATERAL (
    SELECT id, sender, client_id FROM mail
    WHERE owner = a.owner AND id > b.cursor AND id <= a.up_to AND kind = 9 AND client_id IS NOT NULL OFFSET 0
) m
"""
_RECEIVED = f"SELECT a.owner, m.id, m.sender, m.client_id {_PASSED} ORDER BY a.owner, m.id".encode()
_LOCK = b"""
SELECT number, last_id, cursor, cursor_day FROM mailboxes
WHERE number = ANY($1::bigint[]) ORDER BY number FOR NO KEY UPDATE
"""
_LOCK_ALL = f"""
SELECT number, last_id, cursor, cursor_day FROM mailboxes
WHERE number = ANY(ARRAY(SELECT unnest($3::bigint[]) UNION SELECT m.sender {_PASSED}))
ORDER BY number FOR NO KEY UPDATE
""".encode()
_KNOWN = b"""
SELECT k.sender, k.client_id, k.id, k.time
FROM unnest($1::bigint[], $2::bytea[]) AS a (sender, client_id)
JOIN client_ids k ON k.sender = a.sender AND k.client_id = a.client_id
"""
# Whoever has the other on their list, but those whom the other blocked.
_ALLOWED = b"""
SELECT a.one, a.other FROM unnest($1::bigint[], $2::bigint[]) AS a (one, other)
JOIN roster r ON r.owner = a.one AND r.contact = a.other
WHERE NOT EXISTS (SELECT 1 FROM blocks b WHERE b.owner = a.other AND b.blocked = a.one)
UNION ALL
SELECT a.one, a.other FROM unnest($1::bigint[], $2::bigint[]) AS a (one, other)
JOIN roster r ON r.owner = a.other AND r.contact = a.one
WHERE NOT EXISTS (SELECT 1 FROM blocks b WHERE b.owner = a.other AND b.blocked = a.one)
"""
_TEXTS = b"SELECT count(*) FROM mail WHERE owner = $1::bigint AND id > $2::bigint AND kind <> $3::bigint"
_MOVE = b"""
UPDATE mailboxes b SET last_id = a.last_id, cursor = a.cursor, cursor_day = a.cursor_day
FROM unnest($1::bigint[], $2::bigint[], $3::bigint[], $4::bigint[]) AS a (number, last_id, cursor, cursor_day)
WHERE b.number = a.number
"""
_PUT = b"""
INSERT INTO mail (owner, id, kind, sender, time, client_id, text)
SELECT * FROM unnest($1::bigint[], $2::bigint[], $3::bigint[], $4::bigint[], $5::bigint[], $6::bytea[], $7::text[])
"""
_REMEMBER = b"""
INSERT INTO client_ids (sender, client_id, id, time)
SELECT * FROM unnest($1::bigint[], $2::bytea[], $3::bigint[], $4::bigint[])
"""
_HOLD = b"""
INSERT INTO held_receipts (owner, sender, client_id) SELECT * FROM unnest($1::bigint[], $2::bigint[], $3::bytea[])
ON CONFLICT DO NOTHING
"""
_DAYS = b"""
INSERT INTO received (owner, day, id) SELECT * FROM unnest($1::bigint[], $2::bigint[], $3::bigint[])
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


class Batch:
    """One transaction at work."""

    def __init__(self, pipeline: Pipeline, time: Callable[[], int]) -> None:
        self._pipeline = pipeline
        self._time = time
        self._day = 0
        self._boxes: dict[int, _Box] = {}
        self._known: dict[tuple[int, bytes], tuple[int, int]] = {}
        self._allowed: set[tuple[int, int]] = set()
        self._received: dict[int, list[tuple[int, int, bytes]]] = defaultdict(list)
        self._rows: list[tuple[Any, ...]] = []
        self._remembered: list[tuple[Any, ...]] = []
        self._days: list[tuple[int, int, int]] = []
        self._held: list[tuple[int, int, bytes]] = []
        self.arrived: Arrived = defaultdict(list)
        self.received = 0

    def look(self, sends: Sequence[Outgoing], acknowledged: Sequence[Acknowledgement]) -> None:
        """Lock what is going to change, and read what decides."""
        furthest: dict[int, int] = {}
        for item in acknowledged:
            furthest[item.number] = max(item.up_to, furthest.get(item.number, 0))
        touched = numbers({item.to for item in sends} | furthest.keys())
        owners, ends = numbers(furthest), numbers(furthest.values())
        _, _, received, boxes, known, allowed = self._pipeline.run(
            (_BEGIN,),
            (_SHARE, number(ONE_AT_A_TIME)),
            # What another server acknowledges in between is in here all the same, and left out by `acknowledge`.
            (_RECEIVED, owners, ends),
            (_LOCK_ALL, owners, ends, touched) if furthest else (_LOCK, touched),
            *_asked(sends),
        )
        for owner, id_, sender, client_id in received:
            self._received[int(owner)].append((int(id_), int(sender), blob(client_id)))
        self._boxes = {int(box): _Box(int(last), int(cursor), int(day)) for box, last, cursor, day in boxes}
        self._known = {(int(sender), blob(client_id)): (int(id_), int(at)) for sender, client_id, id_, at in known}
        self._allowed = {(int(one), int(other)) for one, other in allowed}

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
            raise may_not_write()
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
            values = map(number, (owner, box.cursor, MessageKind.DELIVERED))
            (((count,),),) = self._pipeline.run((_TEXTS, *values))
            # And those of this group, which are no rows yet.
            box.texts = int(count) + sum(
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
        if today != box.day:
            # Once a day, and wherever this server's clock is wrong: what is kept for how long goes by the database's.
            self._day = today = self._day or self._time() // mailbox.DAY_MS
        if today > box.day:
            if before:
                self._days.append((item.number, box.day or today - 1, before))
            box.day = today
        box.texts = None
        for id_, sender, client_id in self._received[item.number]:
            to = self._boxes.get(sender)
            if item.is_hidden:
                if before < id_ <= item.up_to:
                    self._held.append((item.number, sender, client_id))
            elif before < id_ <= item.up_to and to is not None and to.last_id - to.cursor < mailbox.MOST_WITH_RECEIPTS:
                self._put(to, sender, MessageKind.DELIVERED, item.number, item.now, None, client_id.hex())

    def commit(self) -> None:
        """All at once, and on disk. A client id that somebody else stored meanwhile is an error (UniqueViolation)."""
        statements: list[Statement] = []
        changed = [(owner, box.last_id, box.cursor, box.day) for owner, box in self._boxes.items() if box.changed]
        if changed:
            statements.append((_MOVE, *map(numbers, zip(*changed, strict=True))))
        if self._rows:
            *known, client_ids, written = zip(*self._rows, strict=True)
            statements.append((_PUT, *map(numbers, known), blobs(client_ids), texts(written)))
        if self._remembered:
            senders, client_ids, ids, times = zip(*sorted(self._remembered), strict=True)
            statements.append((_REMEMBER, numbers(senders), blobs(client_ids), numbers(ids), numbers(times)))
        if self._held:
            owners, senders, client_ids = zip(*sorted(self._held), strict=True)
            statements.append((_HOLD, numbers(owners), numbers(senders), blobs(client_ids)))
        if self._days:
            statements.append((_DAYS, *map(numbers, zip(*self._days, strict=True))))
        self._pipeline.run(*statements, (_COMMIT,))


def _asked(sends: Sequence[Outgoing]) -> tuple[Statement, Statement]:
    """What was sent before, and who may write to whom."""
    ids = list({(item.sender, item.client_id): None for item in sends if item.client_id is not None})
    ways = list({(item.sender, item.to): None for item in sends})
    return (
        (_KNOWN, numbers(sender for sender, _ in ids), blobs(client_id for _, client_id in ids)),
        (_ALLOWED, numbers(one for one, _ in ways), numbers(other for _, other in ways)),
    )


def prepare(
    pipeline: Pipeline,
    time: Callable[[], int],
    acknowledged: Sequence[Acknowledgement],
    sends: Sequence[Outgoing],
) -> Batch:
    """Begin a transaction and settle what becomes of each: nothing is written before `commit`. `time` asks for the
    database's. Raises psycopg.Error."""
    group = Batch(pipeline, time)
    group.look(sends, acknowledged)
    for acknowledgement in acknowledged:
        group.acknowledge(acknowledgement)
    for item in sends:
        try:
            group.send(item)
        except RefusedError as error:
            item.error = error
    return group
