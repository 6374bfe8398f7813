"""GetMsgEx of classic sessions. `classic_replies` has the rules and the database."""

import asyncio
import contextlib
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from qqdesk.clock import Clock
from qqdesk.protocol.codes import Status
from qqdesk.server.delivery.delivery import Delivered, deliver
from qqdesk.server.delivery.outgoing import Acknowledgement
from qqdesk.server.delivery.store import Store
from qqdesk.server.errors import DamageError, StorageError, not_signed_in
from qqdesk.server.rooms import classic_rooms
from qqdesk.server.sessions import classic_replies, idempotency
from qqdesk.server.sessions.classic_replies import Fetch, MadeReply, Mark, Reply
from qqdesk.server.sessions.reply_cache import Receipt, ReplyCache
from qqdesk.server.sessions.sessions import RequestKey, Session, Sessions
from qqdesk.server.storage.interface import Database

_PAUSE_S = 0.02
_MOST_PAUSES = 50


class ClassicPolls:
    """Belongs to the event loop's thread."""

    def __init__(self, store: Store, sessions: Sessions, clock: Clock, *, has_rooms: bool) -> None:
        self._store = store
        self._sessions = sessions
        self._clock = clock
        self._has_rooms = has_rooms
        """Classic clients take part in rooms."""
        self._requests: dict[tuple[int, str], ReplyCache] = {}
        """The recent requests by number and address: a client may sign out and in again in between. Their replies are
        in the database."""

    async def start(self) -> None:
        """Count no reply of an earlier process as received. If it was killed, clients repeated lost requests in vain
        and gave up. Their messages may come twice."""
        await self._store.write(classic_replies.doubt_written)

    async def fetch(self, session: Session, key: RequestKey) -> Reply:
        """Answer a GetMsgEx. The caller reports the end of the write to `delivered`, and the receipt to `note_sent`."""
        number, has_rooms = session.number, self._has_rooms
        request = idempotency.digest_of(b"", *key)
        changes_sequence = key[0] != session.login_sequence
        fetch = Fetch(
            number, session.address, session.key, request, changes_sequence=changes_sequence, has_rooms=has_rooms
        )
        async with session.poll_lock:
            if session.ended:
                raise not_signed_in(None)
            fetch = replace(fetch, is_new=self._requests_of(session).is_new(key))
            is_quiet = not session.unsent and await self._store.read(
                lambda db: classic_replies.is_quiet(db, number, has_rooms=has_rooms)
            )
            if is_quiet:
                # An empty poll does not wait for the disk.
                self._write(lambda db: classic_replies.note_empty(db, self._timed(db, fetch)))
                return Reply([], {})
            # Damage is found in a read: a write would fail for all that share its commit.
            await self._store.read(classic_replies.unread(number, has_rooms=has_rooms))
            if has_rooms and not await self._can_read_rooms(number):
                # The inbox still comes.
                fetch = replace(fetch, has_rooms=False)
            unsent = session.pop_unsent()
            news = {contact: Status(int(text)) for (_, contact), text in unsent.items()}
            try:
                reply = await self._next(session, replace(fetch, news=news))
            except BaseException:
                session.restore_unsent(unsent)
                raise
        if reply.mark is None or reply.repeats:
            session.restore_unsent(unsent)
        return reply

    async def _can_read_rooms(self, number: int) -> bool:
        try:
            await self._store.read(lambda db: classic_rooms.unread(db, number, classic_replies.MOST_BYTES))
        except DamageError:
            return False
        return True

    async def _next(self, session: Session, fetch: Fetch) -> Reply:
        pauses = 0
        while True:
            made = session.made
            fetch = replace(
                fetch,
                now=self._clock.now(),
                made=None if made is None or made.is_lost else made.mark,
                is_received=made is not None and made.is_received,
                is_hidden=self._sessions.is_hidden(session.number),
                is_patient=self._store.is_shared and pauses < _MOST_PAUSES,
            )
            reply = await self._store.write(lambda db: classic_replies.next_reply(db, self._timed(db, fetch)))  # noqa: B023
            if reply is not None:
                for delivered in reply.received:
                    self._store.report(delivered)
                return reply
            pauses += 1
            await asyncio.sleep(_PAUSE_S)

    def _timed(self, db: Database, fetch: Fetch) -> Fetch:
        return replace(fetch, time=self._store.time(db))

    def delivered(self, session: Session, reply: Reply) -> Callable[[bool], None] | None:
        """Return the callback for the end of the write of one copy; None if the reply is empty."""
        number, mark = session.number, reply.mark
        if mark is None:
            return None
        made = session.made
        if made is None or made.mark != mark:
            made = session.made = MadeReply(mark, reply.is_doubtful)
        made.repeats = reply.repeats
        made.writes_in_progress += 1

        def delivered(is_written: bool) -> None:
            made.writes_in_progress -= 1
            if is_written:
                made.was_written = True
                self._write(lambda db: classic_replies.note_written(db, number, mark))
                if made.is_due:
                    self._acknowledge_made(session, made)
            elif made.is_lost:
                self._write(lambda db: classic_replies.note_lost(db, number, mark, made.repeats))

        return delivered

    def _requests_of(self, session: Session) -> ReplyCache:
        return self._requests.setdefault((session.number, session.address), ReplyCache(self._clock))

    def end_sent(self, session: Session) -> None:
        """The client signed in: its requests are new, unless a reply was not received."""
        self._requests_of(session).end_sent()

    def note_sent(self, session: Session, key: RequestKey, reply: Reply, receipt: Receipt | None) -> None:
        """Note that one copy of a reply was sent."""
        requests, made = self._requests_of(session), session.made
        if not reply.repeats:
            requests.begin(key)
            requests.finish(key, b"", keep=True)
        requests.note_sent(key, receipt)
        if made is not None and made.mark == reply.mark and not made.is_received:
            made.receipt = receipt

    def _write(self, operation: Callable[[Database], Any]) -> None:
        """Write without waiting. If the write fails, messages may come twice."""
        self._store.write(operation).add_done_callback(lambda future: future.cancelled() or future.exception())

    # Acknowledging

    async def acknowledge(self, number: int) -> None:
        """Acknowledge the last reply of an account whose classic client signed in, if it was written out."""
        session = self._sessions.of_device(number, "")
        if session is not None:
            self.acknowledge_soon(session)
        mark = await self._store.read(lambda db: classic_replies.written(db, number))
        if mark is not None:
            is_hidden = self._sessions.is_hidden(number)
            item = Acknowledgement(number, "", mark.last_id, self._clock.now(), is_hidden=is_hidden)

            def write(db: Database) -> Delivered:
                classic_rooms.acknowledge(db, number, mark.rooms)
                return deliver(db, [], [item])

            # If the disk fails, the next request tries again.
            with contextlib.suppress(StorageError):
                self._store.report(await self._store.write(write))

    def acknowledge_soon(self, session: Session) -> None:
        """Acknowledge the last reply that this server made: another request came, or the session ended. A reply that
        another server made waits for the next GetMsgEx or `sweep`."""
        made = session.made
        if made is not None:
            # While a copy is still being written it can fail.
            made.is_due = True
            if made.was_written:
                self._acknowledge_made(session, made)

    def _acknowledge_made(self, session: Session, made: MadeReply) -> None:
        may_be_lost = made.is_doubtful and not made.is_received
        if made.mark.is_stored and not may_be_lost and not made.is_acknowledged:
            made.is_acknowledged = True
            self._acknowledge(session.number, made.mark)

    def sweep(self) -> None:
        """Acknowledge the replies whose repeat window has passed, and forget old requests."""
        for client, requests in list(self._requests.items()):
            requests.drop_expired()
            if not requests:
                del self._requests[client]

        def then(found: list[tuple[int, Mark]]) -> None:
            for number, mark in found:
                self._acknowledge(number, mark)

        self._store.query(lambda db: classic_replies.overdue(db, self._store.time(db)), then)

    def _acknowledge(self, number: int, mark: Mark) -> None:
        is_hidden, now = self._sessions.is_hidden(number), self._clock.now()
        if mark.last_id:
            self._store.acknowledge(Acknowledgement(number, "", mark.last_id, now, is_hidden=is_hidden))
        if mark.rooms:
            self._write(lambda db: classic_rooms.acknowledge(db, number, mark.rooms))
