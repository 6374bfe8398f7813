"""The server's periodic work."""

import contextlib
from dataclasses import dataclass

from qqdesk.server.accounts import devices, invitations, join_requests, known_origins
from qqdesk.server.background import in_background
from qqdesk.server.delivery import client_ids, mailbox, retention
from qqdesk.server.delivery.store import Store
from qqdesk.server.errors import DamageError
from qqdesk.server.sessions import idempotency
from qqdesk.server.sessions.classic_polls import ClassicPolls
from qqdesk.server.sessions.held_receipts import HeldReceipts
from qqdesk.server.sessions.polls import Polls
from qqdesk.server.sessions.room_feeds import RoomFeeds
from qqdesk.server.sessions.session_cache import SessionCache
from qqdesk.server.sessions.sessions import Sessions

_MOST_CHECKED_BYTES = 1024 * 1024
_PURGED_AT_ONCE = 10


@dataclass(frozen=True, slots=True)
class Housekeeping:
    """Belongs to the event loop's thread."""

    store: Store
    sessions: Sessions
    session_cache: SessionCache
    polls: Polls
    rooms: RoomFeeds
    classic_polls: ClassicPolls
    held_receipts: HeldReceipts
    retention_days: int
    """0: entries are kept for ever."""

    def sweep(self) -> None:
        """End silent sessions, drop old replies, repeat failed writes, and notice changes by another process."""
        self.store.check_for_changes()
        self.polls.save_again()
        self.rooms.sweep()
        for session in self.sessions:
            session.drop_expired()
        in_background(self.session_cache.sweep())
        self.classic_polls.sweep()
        self.held_receipts.sweep()
        self.store.query(lambda db: idempotency.has_old(db, self.store.time(db)), self._forget_old)

    def _forget_old(self, has_old: bool) -> None:
        if has_old:
            in_background(self.store.write(lambda db: idempotency.forget_old(db, self.store.time(db))))

    async def check_mailboxes(self) -> None:
        """Read all unread messages, to find damaged mailboxes before a message is sent to them."""
        for number, received in await self.store.scan(mailbox.with_waiting):
            query = mailbox.MailboxQuery(number, "", received, 0, mailbox.MOST_WAITING, _MOST_CHECKED_BYTES)
            with contextlib.suppress(DamageError):
                await self.store.scan(query)

    async def purge(self) -> None:
        """Delete old data, in short steps. The database's clock decides: the clock of one of several servers may be
        wrong."""
        time = self.store.time
        await self.store.write(lambda db: devices.purge(db, time(db)))
        await self.store.write(lambda db: invitations.purge(db, time(db)))
        await self.store.write(lambda db: join_requests.purge(db, time(db)))
        await self.store.write(lambda db: known_origins.purge(db, time(db)))
        if self.retention_days:
            await self._purge_entries()
        await self._forget_client_ids()

    async def _purge_entries(self) -> None:
        after = 0
        while owners := await self._owners(after):
            after = owners[-1]
            while owners:
                owners = await self._purge_of(owners)

    async def _forget_client_ids(self) -> None:
        keys: list[client_ids.Key] = [(0, b"")]
        while keys := await self._old_client_ids(keys[-1]):
            await self._forget(keys)

    async def _old_client_ids(self, after: client_ids.Key) -> list[client_ids.Key]:
        return await self.store.scan(lambda db: client_ids.old(db, after, self.store.time(db)))

    async def _forget(self, keys: list[client_ids.Key]) -> None:
        await self.store.write(lambda db: client_ids.forget(db, keys))

    async def _owners(self, after: int) -> list[int]:
        return await self.store.read(lambda db: retention.owners(db, after, _PURGED_AT_ONCE))

    async def _purge_of(self, owners: list[int]) -> list[int]:
        return await self.store.write(lambda db: retention.purge(db, owners, self.store.time(db), self.retention_days))
