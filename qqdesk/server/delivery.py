"""From one user to the other: may it go there, and was it sent before."""

from dataclasses import dataclass

from qqdesk.protocol.codes import SYSTEM_NUMBER, MessageKind, Result
from qqdesk.server import accounts, mailbox, rosters
from qqdesk.server.database.interface import Database
from qqdesk.server.errors import RefusedError, no_such_user


@dataclass(frozen=True, slots=True)
class Sent:
    """Where a message went. `new` is False for one that was there before."""

    id: int
    time: int
    new: bool = True


def known(db: Database, sender: int, client_id: bytes) -> Sent | None:
    """What `sender` sent with this client id, if anything."""
    row = db.execute(
        "SELECT id, time FROM client_ids WHERE sender = ? AND client_id = ?", (sender, client_id)
    ).fetchone()
    return None if row is None else Sent(row[0], row[1], new=False)


def send(db: Database, sender: int, to: int, text: str, client_id: bytes | None, now: int) -> Sent:
    """A message; one with a client id that `sender` used before is the earlier one."""
    if client_id is not None:
        earlier = known(db, sender, client_id)
        if earlier is not None:
            return earlier
    if not rosters.may_write(db, sender, to):
        if not accounts.exists(db, to) and to != SYSTEM_NUMBER:
            raise no_such_user()
        raise RefusedError(Result.NOT_ALLOWED, "neither of you has the other on the list")
    id_ = mailbox.put(db, to, MessageKind.TEXT, sender, text, now, client_id=client_id, limited=True)
    if client_id is not None:
        db.execute("INSERT INTO client_ids VALUES (?, ?, ?, ?)", (sender, client_id, id_, now))
    return Sent(id_, now)
