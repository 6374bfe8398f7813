"""From one user to the other: was it sent before?"""

from typing import NamedTuple

from qqdesk.server.database.interface import Database


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
