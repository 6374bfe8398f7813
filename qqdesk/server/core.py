"""What the handlers share: storage, sessions, passwords, time; and what follows when somebody comes or goes."""

import asyncio
import contextlib
import logging
import secrets
from collections.abc import Iterable, Sequence

from qqdesk.protocol.codes import EndReason, Status
from qqdesk.protocol.profile import write_profile_change
from qqdesk.server.accounts import accounts, blocking, invitations, known_origins, registration, rosters, tokens
from qqdesk.server.accounts.login_attempts import LoginAttempts
from qqdesk.server.accounts.passwords import Passwords
from qqdesk.server.accounts.rate_limits import RateLimits
from qqdesk.server.accounts.registration import Registrations
from qqdesk.server.accounts.sessionless import SessionlessAuth
from qqdesk.server.accounts.sessions import Session, Sessions
from qqdesk.server.clock import Clock
from qqdesk.server.delivery import held_receipts, idempotency, mailbox
from qqdesk.server.delivery.classic_polls import ClassicPolls
from qqdesk.server.delivery.outgoing import Arrived
from qqdesk.server.delivery.polls import Polls
from qqdesk.server.errors import DamageError, StorageError
from qqdesk.server.http.browser_requests import HostNames
from qqdesk.server.http.client_address import Proxies
from qqdesk.server.nodes.cluster import Cluster
from qqdesk.server.nodes.peer_events import BLOCKED, KNOCK, MAIL, PROFILE, TYPING, pack, unpack
from qqdesk.server.operations.settings import Settings
from qqdesk.server.server_info import ServerInfo
from qqdesk.server.storage.interface import Database
from qqdesk.server.storage.store import Store

logger = logging.getLogger(__name__)

_MOST_CHECKED_BYTES = 1024 * 1024
_PURGED_AT_ONCE = 20


class Core:
    """One server without its listener. Belongs to the event loop's thread."""

    def __init__(self, store: Store, passwords: Passwords, clock: Clock, settings: Settings | None = None) -> None:
        self.store = store
        store.on_arrived = self._arrived
        store.on_change = self._anything_changed
        store.on_heard = self._hear
        self.passwords = passwords
        self.clock = clock
        self.settings = settings or Settings()
        self.sessions = Sessions(clock)
        self.cluster = Cluster(store, self.sessions, clock, self.announce) if store.is_shared else None
        """None where no other server has anything to do with these users."""
        self.is_stopping = False
        self.server_info = ServerInfo(registration=registration.mode(self.settings, self.settings.host))
        self.proxies = Proxies(self.settings.trusted_proxies)
        self.host_names = HostNames((*self.settings.host_names, self.settings.host))
        self.login_attempts = LoginAttempts(self.settings, clock, store)
        self.sessionless = SessionlessAuth(store, passwords, self.login_attempts, clock)
        self.registrations = Registrations(self.settings, clock)
        self.rate_limits = RateLimits(self.settings)
        self.counters = store.counters
        self.polls = Polls(store, clock, self.counters)
        self.classic_polls = ClassicPolls(store, self.sessions, clock)
        self.sessions.on_end = self.classic_polls.acknowledge_soon
        self._shut_outs = 0

    def new_session(self, number: int, *, token: bytes | None = None, device: str = "", address: str = "") -> Session:
        session = Session(number, self.clock, token=token, device=device, address=address)
        session.key = token or secrets.token_bytes(32)
        return session

    async def restore_sessions(self) -> None:
        """Take up the sessions of before the last stop: for all that is known they live from now on."""
        self._shut_outs = await self.store.read(tokens.recheck_count)
        if self.cluster is not None:
            await self.cluster.start()
            return
        for stored in await self.store.read(tokens.live_sessions):
            session = self.new_session(stored.number, token=stored.token, device=stored.device)
            session.status = stored.status
            session.password = stored.password
            self.sessions.put(session)

    # Coming and going

    def announce(self, number: int, before: Status) -> None:
        """Tell all who have this user on their list, where what they see is not what it was `before`."""
        status = self.sessions.visible(number)
        if status is before:
            return
        self.store.look(lambda db: rosters.watchers(db, number), lambda owners: self._tell(owners, number, status))

    def _tell(self, owners: list[int], number: int, status: Status) -> None:
        for owner in owners:
            session = self.sessions.of(owner)
            if session is not None:
                session.notify_presence(number, status)

    def end(self, session: Session, why: EndReason) -> "asyncio.Future[None] | None":
        """End a session; the future is done once that is on disk."""
        before = self.sessions.visible(session.number)
        self.sessions.remove(session, why)
        self.announce(session.number, before)
        token, now = session.token, self.clock.now()
        if token is None:
            return None
        return self.store.write(lambda db: tokens.end(db, token, why, now))

    def end_if_stale(self, session: Session | None) -> bool:
        """End a session that nothing was heard of for too long; whether it was one. Not where another server may have
        heard of it."""
        if session is None or self.cluster is not None or not self.sessions.is_stale(session):
            return False
        self.in_background(self.end(session, EndReason.UNKNOWN_OR_TIMED_OUT))
        return True

    def tell_of_new_contacts(self, lists: Sequence[tuple[int, int]]) -> None:
        """Somebody came onto a list: whose list it is learns at once if they are present."""
        for owner, contact in lists:
            session = self.sessions.of(owner)
            status = self.sessions.visible(contact)
            if session is not None and status is not Status.OFFLINE:
                session.notify_presence(contact, status)
        if self.cluster is not None:
            self.cluster.added(lists)

    def tell_of_block(self, owner: int, contact: int) -> None:
        """`contact` blocked `owner`, or does so no more."""
        self.show_presence(owner, contact)
        self.store.tell(BLOCKED, pack(owner, contact))

    def show_presence(self, owner: int, contact: int) -> None:
        """Tell `owner`, who may have `contact` on their list, what they see of them now."""

        def look(db: Database) -> tuple[bool, bool]:
            return rosters.has(db, owner, contact), blocking.has(db, contact, owner)

        def tell(found: tuple[bool, bool]) -> None:
            is_listed, is_blocked = found
            session, status = self.sessions.of(owner), self.sessions.visible(contact)
            # Who looks offline anyhow has nothing to tell.
            if is_listed and session is not None and status is not Status.OFFLINE:
                session.notify_presence(contact, Status.OFFLINE if is_blocked else status)

        # Looks are answered in order: a change of presence that is on its way is told before.
        self.store.look(look, tell, lambda _: None)

    def announce_profile(self, number: int) -> None:
        """Notify the watchers of a user, on all servers, that the nickname or face changed."""
        session = self.sessions.of(number)
        if session is not None and session.status.as_seen_by_others is Status.OFFLINE:
            # The change would reveal that the user is there. Watchers see it when they refresh their lists.
            return
        self._announce_profile(number)
        self.store.tell(PROFILE, number)

    def _announce_profile(self, number: int) -> None:
        def query(db: Database) -> tuple[list[accounts.AccountSummary], list[int]]:
            return accounts.summaries(db, [number]), rosters.watchers(db, number)

        def notify(found: tuple[list[accounts.AccountSummary], list[int]]) -> None:
            summaries, watchers = found
            for summary in summaries:
                text = write_profile_change(summary.face, summary.nickname)
                for watcher in watchers:
                    session = self.sessions.of(watcher)
                    if session is not None and session.extended and not session.is_elsewhere:
                        session.notify_profile_change(number, text)

        self.store.look(query, notify, lambda _: None)

    def show_by_writing(self, owner: int, sender: int) -> None:
        """`owner` has written to `sender`, who may now learn that they received what came before."""
        if self.sessions.visible(owner) is not Status.OFFLINE:
            return

        def release(are_owed: bool) -> None:
            if are_owed:
                self._release_receipts(owner, sender)

        self.store.look(lambda db: held_receipts.are_owed(db, owner, sender), release)

    def _release_receipts(self, owner: int, sender: int | None = None) -> None:
        async def release() -> None:
            now = self.clock.now()
            self.wake(await self.store.write(lambda db: held_receipts.release(db, owner, sender, now)))

        self.in_background(asyncio.ensure_future(release()))

    def _release_those_visible(self, owners: list[int]) -> None:
        for owner in owners:
            if self.sessions.visible(owner) is not Status.OFFLINE:
                self._release_receipts(owner)

    def tell_typing(self, owner: int, contact: int) -> None:
        """`contact` writes to `owner`: whichever server is asked for `owner`'s messages tells them."""
        session = self.sessions.of(owner)
        if session is None or not session.extended:
            return
        if not session.is_elsewhere:
            session.notify_typing(contact)
        self.store.tell(TYPING, pack(owner, contact))

    def wake(self, numbers: Sequence[int]) -> None:
        """Something came into the mailboxes of these users."""
        self._wake(numbers)
        self.store.tell(MAIL, *numbers)

    def _wake(self, numbers: Iterable[int]) -> None:
        for number in numbers:
            session = self.sessions.of(number)
            if session is not None:
                self.polls.look_again(session)

    def _arrived(self, arrived: Arrived) -> None:
        """These mails are on disk."""
        for number, mails in arrived.items():
            session = self.sessions.of(number)
            if session is not None:
                self.polls.arrived(session, mails)

    def _hear(self, kind: str, numbers: list[int]) -> None:
        """Another server hints at something."""
        if kind == MAIL:
            self._wake(numbers)
        elif kind == BLOCKED:
            for owner, contact, _ in map(unpack, numbers):
                self.show_presence(owner, contact)
        elif kind == PROFILE:
            for number in numbers:
                self._announce_profile(number)
        elif kind == KNOCK:
            self._anything_changed()
        elif self.cluster is not None:
            self.cluster.hear(kind, numbers)

    def _anything_changed(self) -> None:
        """Somebody else has written to the database."""
        if self.cluster is not None:
            self.cluster.look_at_changes()
            self._look_for_shut_out()
        self._look_again()

    def _look_again(self) -> None:
        """Into all mailboxes: in which of them something came is one question, for in most of them nothing did."""
        numbers = [session.number for session in self.sessions]
        self.store.look(lambda db: mailbox.last_ids(db, numbers), self._compare, lambda _: self._wake(numbers))

    def _compare(self, last_ids: dict[int, int]) -> None:
        for number, last in last_ids.items():
            session = self.sessions.of(number)
            if session is not None and session.top != last:
                self.polls.look_again(session)

    def stop(self) -> None:
        """Answer every poll that hangs, and let none hang any more."""
        self.is_stopping = True
        self.polls.stop(list(self.sessions))

    # What is done from time to time

    def sweep(self) -> None:
        """End the sessions that nothing was heard of or whose user was shut out, forget old answers, save what could
        not be saved, and find out whether somebody else put something into mailboxes."""
        self.store.look_out()
        self.polls.save_again()
        for session in list(self.sessions):
            session.drop_expired()
            self.end_if_stale(session)
        self.classic_polls.sweep()
        if self.cluster is not None:
            self.cluster.sweep()
        self.store.look(held_receipts.owners, self._release_those_visible)
        self.rate_limits.drop_unused(self.clock.monotonic())
        self._look_for_shut_out()
        self.store.look(lambda db: idempotency.has_old(db, self.store.time(db)), self._forget_old_requests)

    def _forget_old_requests(self, has_old: bool) -> None:
        if has_old:
            self.in_background(self.store.write(lambda db: idempotency.forget_old(db, self.store.time(db))))

    def _look_for_shut_out(self) -> None:
        self.store.look(tokens.recheck_count, self._end_shut_out)

    def _end_shut_out(self, count: int) -> None:
        if count == self._shut_outs:
            return
        self._shut_outs = count
        if self.cluster is not None:
            # Where sessions are shared, whoever shuts somebody out ends their session there.
            self.cluster.look_at_all()
            return
        # As they are now: the password of one that is changed from within while we look is the new one.
        before = [(session, session.password) for session in self.sessions]

        def changed(db: Database) -> list[Session]:
            return [
                session
                for session, password in before
                if password != accounts.required_password(db, session.number, classic=not session.extended)
            ]

        self.store.look(changed, self._end_changed)

    def _end_changed(self, sessions: list[Session]) -> None:
        for session in sessions:
            if not session.ended:
                self.in_background(self.end(session, EndReason.SHUT_OUT))

    async def check_mailboxes(self) -> None:
        """Read all that waits, so that damaged mailboxes are known before somebody writes to them."""
        for number in await self.store.search(mailbox.with_waiting):
            with contextlib.suppress(DamageError):
                await self.store.search(mailbox.MailboxQuery(number, 0, 0, mailbox.MOST_WAITING, _MOST_CHECKED_BYTES))

    async def purge(self) -> None:
        """Delete what nobody needs any more, in steps that keep no message waiting. What is old the database's clock
        says, where servers share one: one of theirs may be wrong."""
        time = self.store.time
        await self.store.write(lambda db: tokens.purge(db, time(db)))
        await self.store.write(lambda db: invitations.purge(db, time(db)))
        await self.store.write(lambda db: known_origins.purge(db, time(db)))
        after = 0
        while owners := await self._owners(after):
            await self._purge_of(owners)
            after = owners[-1]

    async def _owners(self, after: int) -> list[int]:
        return await self.store.read(lambda db: mailbox.owners(db, after, _PURGED_AT_ONCE))

    async def _purge_of(self, owners: list[int]) -> None:
        days = self.settings.retention_days
        await self.store.write(lambda db: mailbox.purge(db, owners, self.store.time(db), days))

    def in_background(self, future: "asyncio.Future[None] | None") -> None:
        """Nobody waits for this write; that it failed is for the log."""
        if future is not None:
            future.add_done_callback(_log_failure)


def _log_failure(future: "asyncio.Future[None]") -> None:
    if future.cancelled():
        return
    error = future.exception()
    if isinstance(error, StorageError):
        logger.error("A change of a session was not stored: %s", error)
    elif error is not None:
        logger.error("A change of a session was not stored", exc_info=error)
