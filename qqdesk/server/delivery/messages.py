"""From one user to the other: was it sent before, may it be sent?"""

from typing import NamedTuple

from qqdesk.protocol.codes import SYSTEM_NUMBER, MessageKind
from qqdesk.server.accounts import accounts, rosters
from qqdesk.server.delivery import mailbox
from qqdesk.server.errors import may_not_write, no_such_user
from qqdesk.server.storage.interface import Database


class Sent(NamedTuple):
    """Where a message went; `time` in milliseconds since 1970, UTC."""

    id: int
    time: int


def known(db: Database, sender: int, client_id: bytes) -> Sent | None:
    """What `sender` sent with this client id, if anything."""
    row = db.execute(
        "SELECT id, time FROM client_ids WHERE sender = ? AND client_id = ?", (sender, client_id)
    ).fetchone()
    return None if row is None else Sent(*row)


def check(db: Database, sender: int, to: int) -> None:
    """Whether `sender` may write to `to`. Raises RefusedError where not."""
    if not rosters.may_write(db, sender, to):
        if to != SYSTEM_NUMBER and not accounts.exists(db, to):
            raise no_such_user()
        raise may_not_write()


def send(db: Database, sender: int, to: int, text: str, now: int) -> int:
    """Put a message without a client id into a mailbox; its id. Raises RefusedError. Stores send in bulk otherwise,
    see `traffic`."""
    check(db, sender, to)
    return mailbox.put(db, to, MessageKind.TEXT, sender, text, now, limited=True)
