"""Entries of kind READ: how far somebody has read a conversation, for the other person. Functions on a connection."""

from qqdesk.protocol.codes import MessageKind
from qqdesk.protocol.message_ref import MessageRef
from qqdesk.server.accounts import blocking
from qqdesk.server.delivery import delivery
from qqdesk.server.storage.interface import Database
from qqdesk.server.storage.schema import CONVERSATION


def add(db: Database, reader: int, peer: int, up_to: int, now: int) -> bool:
    """Append an entry to the peer's inbox in place of the reader's previous one, if both show what they have read.

    `up_to` is an id in the reader's inbox. Return False if nothing changed.
    """
    sharing = db.execute("SELECT count(*) FROM users WHERE number IN (?, ?) AND shows_read = 1", (reader, peer))
    if sharing.fetchone()[0] != 2 or blocking.has(db, reader, peer) or blocking.has(db, peer, reader):
        return False
    last = db.execute(
        f"SELECT client_id FROM entries WHERE log = ? AND peer = ? AND seq <= ? AND {CONVERSATION} "
        f"AND kind = {MessageKind.TEXT:d} AND client_id IS NOT NULL ORDER BY seq DESC LIMIT 1",
        (reader, peer, up_to),
    ).fetchone()
    if last is None:
        return False
    db.execute(
        f"DELETE FROM entries WHERE log = ? AND peer = ? AND sender = ? AND kind = {MessageKind.READ:d}",
        (peer, reader, reader),
    )
    ref = MessageRef(peer, bytes(last[0]).hex())
    delivery.append(db, peer, MessageKind.READ, reader, "", now, ref=ref)
    return True
