"""Receipts of classic sessions, which cannot acknowledge: when the messages of a GetMsgEx reply count as received.

A reply counts as received at the next new request of its account, and at the end of its session or of the repeat window
if it was written out in full. A reply of which no copy could be written is lost. The same request gets it again, the
next new request gets its messages again. Servers that share a database keep this there, see `classic_replies`.
"""

import contextlib
from collections.abc import Iterable
from dataclasses import dataclass

from qqdesk.server.accounts.sessions import ClassicReply, RequestKey, Session
from qqdesk.server.clock import Clock
from qqdesk.server.delivery.fetch_journal import FetchJournal, FetchRecord
from qqdesk.server.delivery.outgoing import Acknowledgement, receive
from qqdesk.server.delivery.reply_cache import WITHIN_S
from qqdesk.server.errors import StorageError
from qqdesk.server.storage.store import Store

_Client = tuple[int, str]
"""Account and address."""


@dataclass(frozen=True, slots=True)
class _Fetch:
    """One GetMsgEx request."""

    time: float
    session: Session | None
    """None if an earlier server had it."""


class Receipts:
    """Belongs to the event loop's thread."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock
        self._fetches: dict[_Client, dict[RequestKey, _Fetch]] = {}
        """The GetMsgEx requests of each client within the repeat window, the latest last. They outlive sessions."""

    def load(self) -> None:
        """Remember the fetches that came before the server started."""
        if self._store.journal is None:
            return
        for record in self._store.journal.load():
            age = (self._clock.now() - record.time) / 1000
            if 0 <= age < WITHIN_S:
                fetches = self._fetches.setdefault((record.number, record.address), {})
                key = (record.sequence, record.digest)
                fetches.pop(key, None)
                fetches[key] = _Fetch(self._clock.monotonic() - age, None)
        self._shorten(self._store.journal)

    def _shorten(self, journal: FetchJournal) -> None:
        """Drop what is too old from the journal."""
        now, time = self._clock.monotonic(), self._clock.now()
        journal.replace(
            FetchRecord(time - round((now - fetch.time) * 1000), *client, *key)
            for client, fetches in self._fetches.items()
            for key, fetch in fetches.items()
        )

    # Copies of requests

    def is_late_copy(self, session: Session, key: RequestKey) -> bool:
        """Whether this GetMsgEx is a copy of one that its client has left behind.

        The latest one is a copy only in a later session: some clients send the same bytes each time. A client that
        signed in with the same SEQ never changes it.
        """
        fetches = self._recent(_client(session))
        fetch = fetches.get(key)
        if fetch is None:
            return False
        if key != next(reversed(fetches)):
            return True
        return fetch.session is not session and key[0] != session.login_sequence

    def note_fetch(self, session: Session, key: RequestKey) -> bool:
        """Remember a GetMsgEx. Return whether it may be a late copy all the same: the same bytes came before, from a
        client that changes its SEQ."""
        fetches = self._recent(_client(session))
        is_doubtful = key in fetches and len(fetches) > 1
        fetches.pop(key, None)
        fetches[key] = _Fetch(self._clock.monotonic(), session)
        self._fetches[_client(session)] = fetches
        if self._store.journal is not None:
            self._store.journal.append(FetchRecord(self._clock.now(), *_client(session), *key))
        return is_doubtful

    def _recent(self, client: _Client) -> dict[RequestKey, _Fetch]:
        """The fetches of a client, without those that are too old."""
        fetches = self._fetches.get(client, {})
        oldest = self._clock.monotonic() - WITHIN_S
        for key, fetch in list(fetches.items()):
            if fetch.time > oldest:
                break
            del fetches[key]
        return fetches

    # Acknowledging

    async def acknowledge(self, session: Session) -> None:
        """Acknowledge the last reply of a session, and wait until that is on disk. Raises StorageError."""
        reply = session.last_reply
        if reply is None or reply.is_acknowledged or reply.is_doubtful:
            return
        if reply.last_id:
            now = self._clock.now()
            await receive(self._store, session.number, reply.last_id, now, is_hidden=session.is_hidden)
        reply.is_acknowledged = True

    async def on_request(self, session: Session) -> None:
        """Acknowledge the last reply because another new request came."""
        reply = session.last_reply
        if reply is None or reply.is_lost:
            return
        if not reply.was_written:
            # The client may use several connections. The reply can still fail.
            reply.is_confirmed = True
            return
        # The next request tries again.
        with contextlib.suppress(StorageError):
            await self.acknowledge(session)

    async def on_replaced(self, session: Session | None) -> None:
        """Acknowledge the last reply of a session that another one replaced."""
        if session is not None and session.last_reply is not None and session.last_reply.is_settled:
            with contextlib.suppress(StorageError):
                await self.acknowledge(session)

    def on_end(self, session: Session) -> None:
        """Acknowledge the last reply of a session that ended, without waiting."""
        reply = session.last_reply
        if reply is not None and reply.is_settled:
            self._acknowledge_soon(session, reply)

    def on_written(self, session: Session, reply: ClassicReply, *, is_stopping: bool) -> None:
        """Acknowledge a reply that was written out in full, if no request can repeat it any more."""
        if reply.is_confirmed or session.ended or is_stopping:
            self._acknowledge_soon(session, reply)

    def _acknowledge_soon(self, session: Session, reply: ClassicReply) -> None:
        if reply.is_acknowledged or reply.is_doubtful or not reply.last_id:
            return

        def done(error: Exception | None) -> None:
            reply.is_acknowledged = error is None

        self._store.acknowledge(
            Acknowledgement(session.number, reply.last_id, self._clock.now(), done, is_hidden=session.is_hidden)
        )

    def sweep(self, sessions: Iterable[Session]) -> None:
        """Acknowledge the replies whose repeat window has passed, and forget old requests."""
        oldest = self._clock.monotonic() - WITHIN_S
        for session in sessions:
            reply = session.last_reply
            if reply is not None and reply.time <= oldest and reply.is_settled:
                self._acknowledge_soon(session, reply)
        for client in list(self._fetches):
            if not self._recent(client):
                del self._fetches[client]
        journal = self._store.journal
        if journal is not None and journal.is_long:
            self._shorten(journal)


def _client(session: Session) -> _Client:
    return session.number, session.address
