"""Take messages back, edit them, and react to them: functions on a connection.

A change is an entry of both inboxes, or of the room's log. It replaces the earlier one of the same maker, kind and
message: so a message has few changes, however often it is changed. The message itself is changed in every copy.
"""

from dataclasses import dataclass, field
from typing import NamedTuple

from qqdesk.protocol.codes import Result
from qqdesk.protocol.entry_kinds import MessageKind
from qqdesk.protocol.limits import MAX_MESSAGE_CHARS
from qqdesk.protocol.message_ref import MessageRef
from qqdesk.protocol.room_commands import RoomRole
from qqdesk.server.delivery import client_ids, delivery, room_writers
from qqdesk.server.delivery.client_ids import Sent
from qqdesk.server.delivery.inboxes import Inboxes, lock
from qqdesk.server.delivery.outgoing import Arrived
from qqdesk.server.errors import RefusedError, malformed, no_such_user
from qqdesk.server.rooms import rooms
from qqdesk.server.storage.interface import Database
from qqdesk.server.storage.schema import CHANGES, IS_MESSAGE

_MINUTE_MS = 60_000
_FIND = f"""
SELECT e.seq, e.time, e.text, e.file IS NOT NULL, k.log, k.seq, k.own_seq FROM client_ids k CROSS JOIN entries e
WHERE k.sender = ? AND k.client_id = ? AND e.log = ? AND e.peer = ?
AND e.seq = CASE WHEN k.log = ? THEN k.seq ELSE k.own_seq END
AND e.sender = k.sender AND e.client_id = k.client_id AND e.{IS_MESSAGE}
""".strip()
_RECALL = f"""
UPDATE entries
SET kind = {MessageKind.RECALLED:d}, text = '', mentions = NULL, file = NULL, ref_author = NULL, ref = NULL
WHERE log = ? AND seq = ? AND {IS_MESSAGE}
""".strip()
_EDIT = f"UPDATE entries SET text = ? WHERE log = ? AND seq = ? AND {IS_MESSAGE}"
_EARLIER = f"""
DELETE FROM entries WHERE log = ? AND seq IN (
    SELECT seq FROM entries WHERE log = ? AND ref = ? AND ref_author = ? AND kind = ? AND sender = ? AND {CHANGES}
)
""".strip()


@dataclass(frozen=True, slots=True)
class Change:
    """`kind` is RECALLED, REACTED or EDITED; `number` is the other person, or the room. `text` is the reaction or the
    new text. `time` in milliseconds since 1970, UTC."""

    kind: MessageKind
    maker: int
    number: int
    target: MessageRef
    client_id: bytes
    text: str = field(repr=False)
    device: str
    time: int

    @property
    def target_id(self) -> bytes:
        return bytes.fromhex(self.target.client_id)

    @property
    def digest(self) -> bytes:
        """By which a repeat is recognised."""
        content = f"{self.kind:d} {self.target.author} {self.text}"
        return client_ids.digest(self.number, content, b"change", self.target_id)


class Stored(NamedTuple):
    """A change, with the id of its entry in the maker's inbox or the room's log. A repeat has no new entries."""

    sent: Sent
    arrived: Arrived


class _Message(NamedTuple):
    """The message that is changed. `copies`: logs and sequence numbers."""

    seq: int
    time: int
    text: str
    has_file: bool
    copies: list[tuple[int, int]]


def known(db: Database, change: Change) -> Sent | None:
    """Return the earlier change with this client id. Raises RefusedError if that was something else."""
    return client_ids.known(db, change.maker, change.client_id, change.digest)


def store(db: Database, change: Change, recall_minutes: int) -> Stored:
    """Carry a change out once. Messages can be taken back and edited for `recall_minutes`. Raises RefusedError."""
    is_room = rooms.exists(db, change.number)
    logs = lock(db, {change.number} if is_room else {change.maker, change.number})
    sent = known(db, change)
    if sent is not None:
        return Stored(sent, {})
    if change.number not in logs.by_number:
        raise no_such_user()
    message = _find(db, change, is_room=is_room)
    is_admin = _check_room(db, change, message) if is_room else _check_person(db, change)
    if change.kind != MessageKind.REACTED and not (is_admin and change.kind == MessageKind.RECALLED):
        _check_own(change, message, recall_minutes)
    _change_message(db, change, message)
    return Stored(_append(logs, change, is_room=is_room), logs.write())


def _find(db: Database, change: Change, *, is_room: bool) -> _Message:
    author, log = change.target.author, change.number if is_room else change.maker
    row = db.execute(_FIND, (author, change.target_id, log, change.number, log)).fetchone()
    if row is None:
        raise _no_such_message()
    *values, other_log, other_seq, own_seq = row
    copies = [(log, values[0])] if is_room else [(other_log, other_seq), (author, own_seq)]
    return _Message._make((*values, copies))


def _check_room(db: Database, change: Change, message: _Message) -> bool:
    """Return whether the maker is a keeper of the room. Raises RefusedError if the maker may not change the message."""
    writer = room_writers.find(db, change.maker, change.number)
    writer.check_member()
    spans = rooms.spans(db, change.number, change.maker)
    if not any(span.after < message.seq <= (span.to or message.seq) for span in spans):
        raise _no_such_message()
    if change.kind != MessageKind.RECALLED:
        writer.check(change.time)
    return writer.role == RoomRole.ADMIN


def _check_person(db: Database, change: Change) -> bool:
    if change.kind != MessageKind.RECALLED:
        delivery.check(db, change.maker, change.number)
    return False


def _check_own(change: Change, message: _Message, recall_minutes: int) -> None:
    if change.target.author != change.maker:
        raise RefusedError(Result.NOT_ALLOWED, "it is another person's message")
    if not recall_minutes or message.time < change.time - recall_minutes * _MINUTE_MS:
        raise RefusedError(Result.NOT_ALLOWED, "it is too late for this message")


def _change_message(db: Database, change: Change, message: _Message) -> None:
    """Change every copy, and delete the earlier changes that do not count any more."""
    kind = change.kind
    if kind == MessageKind.RECALLED:
        db.executemany(_RECALL, message.copies)
        kind = MessageKind.EDITED
    elif kind == MessageKind.EDITED:
        text = _new_text(change.text, message)
        db.executemany(_EDIT, [(text, *copy) for copy in message.copies])
    maker = change.target.author if kind == MessageKind.EDITED else change.maker
    key = change.target_id, change.target.author, int(kind), maker
    db.executemany(_EARLIER, [(log, log, *key) for log, _ in message.copies])


def _new_text(text: str, message: _Message) -> str:
    """Return the text of an edited message. The line that describes a file stays."""
    if message.has_file:
        line = message.text.partition("\n")[0]
        text = f"{line}\n{text}" if text else line
    if not text:
        raise malformed("MG: a message is wanted")
    if len(text) > MAX_MESSAGE_CHARS:
        raise RefusedError(Result.MESSAGE_TOO_LONG, f"a message has at most {MAX_MESSAGE_CHARS} characters")
    return text


def _append(logs: Inboxes, change: Change, *, is_room: bool) -> Sent:
    kind, maker, number, time = int(change.kind), change.maker, change.number, change.time
    text, client_id, device = change.text, change.client_id, change.device
    ref = MessageRef(change.target.author, change.target.client_id, maker)
    if is_room:
        own_seq, time = logs.append_to_room(number, kind, maker, time, text, client_id, device, ref=ref)
        seq = own_seq
    else:
        seq = logs.append(number, kind, maker, time, text, client_id, ref=ref)
        own_seq = logs.append(maker, kind, number, time, text, client_id, device, ref=ref)
    logs.remember((maker, client_id, number, seq, own_seq, time, change.digest))
    return Sent(own_seq, time)


def _no_such_message() -> RefusedError:
    return RefusedError(Result.NO_SUCH_USER, "there is no such message")
