"""Receipts (MT=91) of users who appear offline.

A receipt shows the sender of a message that its invisible recipient is there. So it is held back until the recipient is
visible, or writes to that sender.
"""

from collections.abc import Callable, Sequence

from qqdesk.clock import Clock
from qqdesk.server.background import in_background
from qqdesk.server.delivery import delivery
from qqdesk.server.delivery.store import Store
from qqdesk.server.sessions.sessions import Sessions
from qqdesk.server.storage.interface import Database


def owners(db: Database) -> list[int]:
    """Return all users whose receipts are held back."""
    return [row[0] for row in db.execute("SELECT DISTINCT owner FROM held_receipts").fetchall()]


def are_owed(db: Database, owner: int, sender: int) -> bool:
    row = db.execute("SELECT 1 FROM held_receipts WHERE owner = ? AND sender = ? LIMIT 1", (owner, sender)).fetchone()
    return row is not None


def release(db: Database, owner: int, sender: int | None, now: int) -> list[int]:
    """Deliver the receipts that `owner` owes `sender`; None: all of them. Return whose mailboxes changed."""
    which, values = ("owner = ?", (owner,)) if sender is None else ("owner = ? AND sender = ?", (owner, sender))
    rows = db.execute(f"DELETE FROM held_receipts WHERE {which} RETURNING sender, client_id", values).fetchall()
    return delivery.append_receipts(db, owner, rows, now)


class HeldReceipts:
    """Decides when held receipts are released. Belongs to the event loop's thread."""

    def __init__(self, store: Store, sessions: Sessions, clock: Clock, wake: Callable[[Sequence[int]], None]) -> None:
        self._store = store
        self._sessions = sessions
        self._clock = clock
        self._wake = wake

    def on_message(self, owner: int, sender: int) -> None:
        """Release the receipts for `sender`, to whom `owner` has written."""
        if not self._sessions.is_hidden(owner):
            return

        def release_owed(are_owed: bool) -> None:
            if are_owed:
                in_background(self._release(owner, sender))

        self._store.query(lambda db: are_owed(db, owner, sender), release_owed)

    def sweep(self) -> None:
        """Release the receipts of all users who are visible."""

        def release_visible(found: list[int]) -> None:
            for owner in found:
                if not self._sessions.is_hidden(owner):
                    in_background(self._release(owner, None))

        self._store.query(owners, release_visible)

    async def _release(self, owner: int, sender: int | None) -> None:
        now = self._clock.now()
        self._wake(await self._store.write(lambda db: release(db, owner, sender, now)))
