"""Entries of kind READ: how far a person has read a conversation, for the others in it. Functions on a connection."""

from qqdesk.protocol.entry_kinds import MessageKind
from qqdesk.protocol.message_ref import MessageRef
from qqdesk.server.accounts import blocking
from qqdesk.server.delivery.inboxes import lock
from qqdesk.server.rooms import rooms
from qqdesk.server.storage.interface import Database
from qqdesk.server.storage.schema import CONVERSATION

MOST_MEMBERS = 20
"""Larger rooms have no such entries."""
_READ = int(MessageKind.READ)


def add(db: Database, reader: int, peer: int, up_to: int, now: int) -> bool:
    """Append an entry to the peer's inbox, or to the log of the room `peer`, in place of the reader's previous one.

    `up_to` is an id in the reader's inbox or the room's log. Return False if nothing changed, or if it is not shown.
    """
    is_room = rooms.exists(db, peer)
    sharing = db.execute("SELECT count(*) FROM users WHERE number IN (?, ?) AND shows_read = 1", (reader, peer))
    if sharing.fetchone()[0] != (1 if is_room else 2):
        return False
    if is_room:
        if not rooms.is_member(db, peer, reader) or rooms.count(db, peer) > MOST_MEMBERS:
            return False
    elif blocking.has(db, reader, peer) or blocking.has(db, peer, reader):
        return False
    logs = lock(db, [peer])
    last = db.execute(
        f"SELECT sender, client_id FROM entries WHERE log = ? AND peer = ? AND seq <= ? AND {CONVERSATION} "
        f"AND kind = {MessageKind.TEXT:d} AND client_id IS NOT NULL ORDER BY seq DESC LIMIT 1",
        (peer if is_room else reader, peer, up_to),
    ).fetchone()
    if last is None:
        return False
    author, client_id = last
    before = peer, peer if is_room else reader, reader
    previous = db.execute(
        f"SELECT seq, time, ref FROM entries WHERE log = ? AND peer = ? AND sender = ? AND kind = {_READ}", before
    ).fetchone()
    if previous is not None:
        seq, time, known = previous
        if known == client_id:
            return False
        # The clocks of several servers differ, and a client keeps the later entry.
        now = max(now, time)
        db.execute("DELETE FROM entries WHERE log = ? AND seq = ?", (peer, seq))
    ref = MessageRef(author, bytes(client_id).hex())
    if is_room:
        logs.append_to_room(peer, _READ, reader, now, "", ref=ref)
    else:
        logs.append(peer, _READ, reader, now, "", ref=ref)
    logs.write()
    return True


def of_others(db: Database, account: int, log: int, peer: int) -> list[int]:
    """Return the ids of the entries about a conversation, except the account's own and those of people who no longer
    show what they have read."""
    rows = db.execute(
        "SELECT e.seq FROM entries e JOIN users u ON u.number = e.sender "
        f"WHERE e.log = ? AND e.peer = ? AND e.kind = {_READ} AND e.sender != ? AND u.shows_read = 1",
        (log, peer, account),
    )
    return [seq for (seq,) in rows.fetchall()]
