"""Read rooms and their members: functions on a connection."""

from collections.abc import Sequence
from typing import Any, NamedTuple

from qqdesk.protocol.entry_kinds import MessageKind
from qqdesk.protocol.file_info import FileInfo
from qqdesk.protocol.log_commands import MOST_UNREAD
from qqdesk.protocol.room_commands import JoinRule, RoomRole
from qqdesk.server.delivery import message_files
from qqdesk.server.storage.interface import Database, execute_rows
from qqdesk.server.storage.schema import CONVERSATION, IS_OR_WAS_MESSAGE

_ROOM = (
    "r.number, r.name, r.notice, r.notice_author, r.notice_time, r.face, r.join_rule, r.keepers_write, r.shows_past, "
    "r.revision"
)
_COUNT = "(SELECT count(*) FROM memberships c WHERE c.room = r.number AND c.to_seq IS NULL)"
_OF_ACCOUNT = f"""
WITH mine (room, role, silent_until, after_seq) AS (
    SELECT m.room, m.role, m.silent_until, m.after_seq FROM memberships m
    WHERE m.account = ? AND m.to_seq IS NULL AND m.room > ?
    UNION ALL SELECT a.room, a.role, 0, NULL FROM room_asks a
    WHERE a.account = ? AND a.role = {RoomRole.INVITED:d} AND a.room > ? ORDER BY room LIMIT ?
)
SELECT {_ROOM}, {_COUNT}, i.role, i.silent_until, i.after_seq,
(SELECT min(s.after_seq) FROM memberships s
WHERE s.account = ? AND s.room = i.room AND (s.to_seq IS NULL OR s.to_seq > s.after_seq)),
(SELECT c.seq FROM cursors c WHERE c.account = ? AND c.device = ? AND c.log = i.room),
(SELECT d.seq FROM read_marks d WHERE d.account = ? AND d.peer = i.room)
FROM mine i CROSS JOIN rooms r WHERE r.number = i.room ORDER BY r.number
""".strip()
_MOST_MENTIONS = 100
"""How many of the latest unread messages with mentions are searched for mine."""
_MESSAGES_OF = f"FROM entries e WHERE e.log = t.room AND e.peer = t.room AND {CONVERSATION}"
_TEXTS = f"{_MESSAGES_OF} AND e.kind = {MessageKind.TEXT:d}"
_LAST = f"{_MESSAGES_OF} AND e.{IS_OR_WAS_MESSAGE}"
_MESSAGES = f"""
WITH cursors (room, after_seq, seen) AS (VALUES {{rows}}), last (room, seen, seq) AS (
    SELECT t.room, t.seen, (SELECT e.seq {_LAST} AND e.seq > t.after_seq ORDER BY e.seq DESC LIMIT 1) FROM cursors t
)
SELECT t.room, (
    SELECT count(*) FROM (
        SELECT 1 {_TEXTS} AND e.seq > t.seen AND e.sender != ? LIMIT {MOST_UNREAD}
    ) AS unread
), EXISTS (
    SELECT 1 FROM (
        SELECT e.mentions FROM entries e WHERE e.log = t.room AND e.mentions IS NOT NULL AND e.seq > t.seen
        ORDER BY e.seq DESC LIMIT {_MOST_MENTIONS}
    ) AS mentioned WHERE ' ' || mentions || ' ' LIKE ?
), l.seq, l.time, l.sender, l.client_id, l.text, l.mentions, l.file
FROM last t CROSS JOIN entries l WHERE l.log = t.room AND l.seq = t.seq
""".strip()
_JOINABLE = f"""
SELECT {_ROOM}, {_COUNT}, coalesce((SELECT a.role FROM room_asks a WHERE a.room = r.number AND a.account = ?), 0)
FROM rooms r WHERE r.number > ? AND r.join_rule != {JoinRule.CLOSED:d}
AND EXISTS (SELECT 1 FROM memberships m WHERE m.room = r.number AND m.to_seq IS NULL)
AND NOT EXISTS (SELECT 1 FROM memberships m WHERE m.room = r.number AND m.account = ? AND m.to_seq IS NULL)
ORDER BY r.number LIMIT ?
""".strip()

IN_ROOM = (RoomRole.MEMBER, RoomRole.ADMIN)
"""The roles of members."""


class Room(NamedTuple):
    """A row of `rooms`, see RoomInfoReply."""

    number: int
    name: str
    notice: str
    notice_author: int
    notice_time: int
    face: int
    join_rule: JoinRule
    keepers_write: bool
    shows_past: bool
    revision: int

    def __repr__(self) -> str:
        return f"Room({self.number})"


class Member(NamedTuple):
    """A member, or a person who asks to join or is invited."""

    number: int
    role: RoomRole
    silent_until: int
    face: int
    nickname: str
    own_face: bytes | None

    def __repr__(self) -> str:
        return f"Member({self.number}, {self.role})"

    @property
    def is_in_room(self) -> bool:
        return self.role in IN_ROOM


class LastMessage(NamedTuple):
    """See RoomEntry."""

    id: int
    time: int
    author: int
    client_id: bytes | None
    text: str
    mentions: str | None = None
    file: FileInfo | None = None

    def __repr__(self) -> str:
        return f"LastMessage({self.id})"


NO_MESSAGE = LastMessage(0, 0, 0, None, "")


class Listed(NamedTuple):
    """A room in the list of an account, see RoomEntry."""

    room: Room
    members: int
    role: RoomRole
    silent_until: int = 0
    first: int = 0
    cursor: int = 0
    seen: int = 0
    unread: int = 0
    is_mentioned: bool = False
    last: LastMessage = NO_MESSAGE


class Span(NamedTuple):
    """The entries that a member may read: those behind `after` up to `to`, None while the membership lasts."""

    after: int
    to: int | None


def exists(db: Database, number: int) -> bool:
    return db.execute("SELECT 1 FROM rooms WHERE number = ?", (number,)).fetchone() is not None


def find(db: Database, number: int) -> Room | None:
    row = db.execute(f"SELECT {_ROOM} FROM rooms r WHERE r.number = ?", (number,)).fetchone()
    return None if row is None else _room(row)


def made_by(db: Database, maker: int, client_id: bytes) -> Room | None:
    """Return the room that was made with this client id."""
    row = db.execute(
        f"SELECT {_ROOM} FROM rooms r WHERE r.maker = ? AND r.client_id = ?", (maker, client_id)
    ).fetchone()
    return None if row is None else _room(row)


def role(db: Database, room: int, account: int) -> RoomRole:
    row = db.execute(
        "SELECT role FROM memberships WHERE room = ? AND account = ? AND to_seq IS NULL "
        "UNION ALL SELECT role FROM room_asks WHERE room = ? AND account = ?",
        (room, account, room, account),
    ).fetchone()
    return RoomRole.NONE if row is None else RoomRole(row[0])


def is_member(db: Database, room: int, account: int) -> bool:
    return role(db, room, account) in IN_ROOM


def numbers(db: Database, account: int) -> list[int]:
    """Return the rooms of which an account is a member."""
    rows = db.execute("SELECT room FROM memberships WHERE account = ? AND to_seq IS NULL ORDER BY room", (account,))
    return [row[0] for row in rows.fetchall()]


def keepers(db: Database, room: int) -> list[int]:
    rows = db.execute(
        "SELECT account FROM memberships WHERE room = ? AND to_seq IS NULL AND role = ? ORDER BY account",
        (room, int(RoomRole.ADMIN)),
    )
    return [row[0] for row in rows.fetchall()]


def longest_member(db: Database, room: int) -> int:
    """Return who is a member for the longest time, not banned if possible. The room has members."""
    row = db.execute(
        "SELECT account FROM memberships JOIN users ON number = account WHERE room = ? AND to_seq IS NULL "
        "ORDER BY CASE WHEN banned IS NULL THEN 0 ELSE 1 END, join_seq LIMIT 1",
        (room,),
    ).fetchone()
    return int(row[0])


def count(db: Database, room: int) -> int:
    """Return the number of members."""
    row = db.execute("SELECT count(*) FROM memberships WHERE room = ? AND to_seq IS NULL", (room,)).fetchone()
    return int(row[0])


def used(db: Database) -> int:
    """Return the number of rooms with members."""
    row = db.execute(
        "SELECT count(*) FROM rooms WHERE EXISTS (SELECT 1 FROM memberships WHERE room = number AND to_seq IS NULL)"
    ).fetchone()
    return int(row[0])


def members(db: Database, room: int, after: int, limit: int, viewer: RoomRole) -> list[Member]:
    """Return at most `limit` members above `after`, by number, as a member with the role `viewer` sees them.

    People who are invited are among them, and for keepers people who ask.
    """
    asks = [RoomRole.INVITED, RoomRole.ASKING] if viewer is RoomRole.ADMIN else [RoomRole.INVITED]
    rows = db.execute(
        "SELECT u.number, p.role, p.silent_until, u.face, u.nickname, u.picture FROM ("
        "SELECT account, role, silent_until FROM memberships WHERE room = ? AND to_seq IS NULL AND account > ? "
        "UNION ALL SELECT account, role, 0 FROM room_asks WHERE room = ? AND account > ? "
        f"AND role IN ({', '.join(str(int(role)) for role in asks)})"
        ") AS p JOIN users u ON u.number = p.account ORDER BY u.number LIMIT ?",
        (room, after, room, after, limit),
    )
    return [Member(number, RoomRole(role), *rest) for number, role, *rest in rows.fetchall()]


def spans(db: Database, room: int, account: int) -> list[Span]:
    """Return which entries of a room's log an account may read, ascending. Someone who was never a member has none."""
    rows = db.execute(
        "SELECT after_seq, to_seq FROM memberships WHERE room = ? AND account = ? ORDER BY after_seq", (room, account)
    )
    return [Span(*row) for row in rows.fetchall()]


def listed(db: Database, account: int, device: str, after: int, limit: int) -> list[Listed]:
    """Return at most `limit` rooms above `after`, by number: those of an account, and those that invite it."""
    values = (account, after, account, after, limit, account, account, device, account)
    found, unread = [], []
    for row in db.execute(_OF_ACCOUNT, values).fetchall():
        room, (members, role, silent_until, begin, first, cursor, seen) = _room(row), row[10:]
        one = Listed(room, members, RoomRole(role), silent_until)
        if begin is not None:
            one = one._replace(first=first + 1, cursor=max(begin, cursor or 0), seen=seen)
            unread.append((room.number, begin, max(begin, seen)))
        found.append(one)
    rows = list(execute_rows(db, _MESSAGES, unread, (account, f"% {account} %")))
    files = message_files.read_infos(db, (row[-1] for row in rows))
    messages = {
        room: {"unread": count, "is_mentioned": bool(is_mentioned), "last": LastMessage._make((*last, files.get(file)))}
        for room, count, is_mentioned, *last, file in rows
    }
    return [one._replace(**messages.get(one.room.number, {})) for one in found]


def joinable(db: Database, account: int, after: int, limit: int) -> list[Listed]:
    """Return at most `limit` rooms above `after` that an account can join or ask to join, by number."""
    rows = db.execute(_JOINABLE, (account, after, account, limit)).fetchall()
    return [Listed(_room(row), row[10], RoomRole(row[11])) for row in rows]


def _room(row: Sequence[Any]) -> Room:
    *columns, rule, keepers_write, shows_past, revision = row[:10]
    return Room._make([*columns, JoinRule(rule), bool(keepers_write), bool(shows_past), revision])
