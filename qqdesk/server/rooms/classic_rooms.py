"""Rooms as classic sessions see them: a contact whose messages begin with the writer's nickname. Functions on a
connection.

A classic session has a cursor in the log of each of its rooms, like a named device. `classic_replies` has the rules of
its acknowledgements.
"""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from qqdesk.protocol.entry_kinds import Log, MessageKind, in_sql, kinds_where
from qqdesk.protocol.profile import Profile
from qqdesk.protocol.room_commands import JoinRule, RoomRole
from qqdesk.server.accounts.accounts import AccountSummary
from qqdesk.server.delivery import change_lines, cursors
from qqdesk.server.delivery.mail import Mail, bounded, read_mails
from qqdesk.server.delivery.mailbox import CLASSIC
from qqdesk.server.rooms import rooms
from qqdesk.server.storage.interface import Database

_MOST_AT_ONCE = 500
"""Messages of one room in a reply."""
_AS_CLASSIC = {int(kind): kind.row.classic for kind in MessageKind if kind.row.classic is not None}
HIDDEN = CLASSIC - _AS_CLASSIC.keys()
"""Kinds of an inbox that a classic session with rooms does not get."""

# The session's own messages do not come back to it: it shows them already. Their `own_seq` is 0.
_MESSAGES = f"""
SELECT coalesce(u.nickname, ''),
e.seq, e.kind, e.sender, e.time, e.text, e.client_id, '', e.log, NULL, e.file, e.ref_author, e.ref, e.sender
FROM entries e LEFT JOIN users u ON u.number = e.sender
WHERE e.log = ? AND e.seq > ? AND e.seq <= ?
AND e.{in_sql(kinds_where(lambda row: Log.ROOM in row.log and (row.is_message or row.is_change)))}
AND {change_lines.IS_SHOWN} AND NOT EXISTS
(SELECT 1 FROM client_ids k WHERE e.sender = ? AND k.sender = e.sender AND k.client_id = e.client_id AND k.own_seq = 0)
ORDER BY e.seq LIMIT ?
""".strip()
# In this order: few rooms have anything behind the cursor.
_UNREAD = """
FROM cursors c CROSS JOIN logs l CROSS JOIN memberships m WHERE c.account = ? AND c.device = ''
AND l.number = c.log AND l.last_seq > c.seq
AND m.account = c.account AND m.room = c.log AND coalesce(m.to_seq, l.last_seq) > c.seq
AND coalesce(m.to_seq, l.last_seq) > m.after_seq
""".strip()


def contacts(db: Database, account: int, after: int) -> list[AccountSummary]:
    """Return the rooms of an account above `after`, by number."""
    rows = db.execute(
        "SELECT number, face, name FROM memberships JOIN rooms ON number = room "
        "WHERE account = ? AND to_seq IS NULL AND room > ? ORDER BY room",
        (account, after),
    )
    return [AccountSummary(*row) for row in rows.fetchall()]


def profile(db: Database, account: int, number: int) -> Profile | None:
    """Return the profile of a room, None if there is none for this account."""
    room = rooms.find(db, number)
    if room is None or (room.join_rule is JoinRule.CLOSED and rooms.role(db, number, account) is RoomRole.NONE):
        return None
    return Profile(number=number, nickname=room.name, face=room.face, about=room.notice)


class Span(NamedTuple):
    """The entries of a room's log behind `after`, up to `up_to`."""

    room: int
    after: int
    up_to: int


def has_unread(db: Database, account: int) -> bool:
    return db.execute(f"SELECT 1 {_UNREAD} LIMIT 1", (account,)).fetchone() is not None


def unread(db: Database, account: int, most_bytes: int) -> tuple[list[Mail], list[Span]]:
    """Return the messages that wait for the session, at most `most_bytes` on the wire, and the spans that they are all
    messages of."""
    mails: list[Mail] = []
    spans: list[Span] = []
    for span in _unread_spans(db, account):
        found = messages(db, account, [span])
        mails += found
        spans.append(span if len(found) < _MOST_AT_ONCE else span._replace(up_to=found[-1].id))
    kept = bounded(mails, most_bytes)
    if len(kept) == len(mails):
        return mails, spans
    first = mails[len(kept)]
    place = next(place for place, span in enumerate(spans) if (span.room, span.up_to) >= (first.peer, first.id))
    return kept, [*spans[:place], spans[place]._replace(up_to=first.id - 1)]


def _unread_spans(db: Database, account: int) -> list[Span]:
    """Return what waits for the session in each room, by room and place. An account that left and came back may have
    two spans of a room."""
    rows = db.execute(
        f"SELECT m.room, m.after_seq, c.seq, coalesce(m.to_seq, l.last_seq) {_UNREAD} ORDER BY m.room, m.after_seq",
        (account,),
    )
    return [Span(room, max(after, cursor), up_to) for room, after, cursor, up_to in rows.fetchall()]


def messages(db: Database, account: int, spans: Iterable[Span]) -> list[Mail]:
    """Return the messages of these spans, as from the room."""
    found: list[Mail] = []
    for room, after, up_to in spans:
        rows = db.execute(_MESSAGES, (room, after, up_to, account, after, account, _MOST_AT_ONCE)).fetchall()
        mails = change_lines.in_rooms(db, account, read_mails(db, (row[1:] for row in rows)))
        for (name, *_), mail in zip(rows, mails, strict=True):
            found.append(mail._replace(peer=room, room=0, text=f"{name or mail.peer}: {mail.text}"))
    return found


def acknowledge(db: Database, account: int, spans: Iterable[Span]) -> None:
    """Move the session's cursors to the ends of these spans."""
    cursors.move(db, [(account, "", span.room, span.up_to) for span in spans])


def are_received(db: Database, account: int, spans: Sequence[Span]) -> bool:
    rows = db.execute("SELECT log, seq FROM cursors WHERE account = ? AND device = ''", (account,)).fetchall()
    received = dict(rows)
    return all(received.get(span.room, span.up_to) >= span.up_to for span in spans)


def is_own_leaving(account: int, mail: Mail) -> bool:
    """Return whether an entry of the inbox says that the account left a room by itself, which is no news to it."""
    return mail.kind == MessageKind.ROOM_LEFT and mail.text.startswith(f"{account} ")


def with_messages(db: Database, inbox: Iterable[Mail], messages: Iterable[Mail]) -> list[Mail]:
    """Return entries of an inbox with the notices of rooms as classic clients know them, and the messages of rooms
    before the end of a membership."""
    known = [(mail, _with_classic_kind(db, mail) if mail.kind in _AS_CLASSIC else mail) for mail in inbox]
    left = [new for old, new in known if old.kind == MessageKind.ROOM_LEFT]
    return [*(new for old, new in known if old.kind != MessageKind.ROOM_LEFT), *messages, *left]


def _with_classic_kind(db: Database, mail: Mail) -> Mail:
    actor, _, name = mail.text.partition(" ")
    row = db.execute("SELECT nickname FROM users WHERE number = ?", (int(actor),)).fetchone()
    text = f"[the room {name} is closed to you]" if mail.kind == MessageKind.ROOM_LEFT else name
    return mail._replace(kind=_AS_CLASSIC[mail.kind], text=f"{row[0]}: {text}" if row else text)


def pack(spans: Iterable[Span]) -> str:
    return " ".join(f"{span.room}:{span.after}-{span.up_to}" for span in spans)


def unpack(text: str) -> tuple[Span, ...]:
    return tuple(Span(*map(int, word.replace(":", "-").split("-"))) for word in text.split())
