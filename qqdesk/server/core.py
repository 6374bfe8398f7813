"""The parts of a server that the handlers share, and how they notify one another."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from weakref import WeakValueDictionary

from qqdesk.clock import LoopClock
from qqdesk.protocol.admin_commands import PlaceReply
from qqdesk.protocol.codes import RegistrationMode
from qqdesk.protocol.entry_kinds import MessageKind
from qqdesk.server.accounts import registration, shared_roster
from qqdesk.server.accounts.login_attempts import LoginAttempts
from qqdesk.server.accounts.passwords import Passwords
from qqdesk.server.accounts.rate_limits import RateLimits
from qqdesk.server.accounts.reachability import LastReached, ReachChecks
from qqdesk.server.accounts.registration import Registrations
from qqdesk.server.addresses import Proxies
from qqdesk.server.admin import stored_settings
from qqdesk.server.backups.backups import Backups
from qqdesk.server.delivery import mailbox
from qqdesk.server.delivery.outgoing import Arrived
from qqdesk.server.delivery.store import Store
from qqdesk.server.files.file_folder import FileFolder, WrongFolderError
from qqdesk.server.files.files import Quotas
from qqdesk.server.files.transfers import FileTransfers
from qqdesk.server.housekeeping import Housekeeping
from qqdesk.server.server_info import ServerInfo, read_epoch, read_place_id, server_name
from qqdesk.server.sessions.classic_polls import ClassicPolls
from qqdesk.server.sessions.held_receipts import HeldReceipts
from qqdesk.server.sessions.place_notices import PlaceNotices
from qqdesk.server.sessions.polls import Polls
from qqdesk.server.sessions.presence import Presence
from qqdesk.server.sessions.room_feeds import RoomFeeds
from qqdesk.server.sessions.session_cache import SessionCache
from qqdesk.server.sessions.sessions import Session, Sessions
from qqdesk.server.settings.certificate import ServerCertificate
from qqdesk.server.settings.settings import Settings
from qqdesk.server.storage.notifications import (
    ASKS,
    CONTACT,
    ENTRY,
    HIDDEN,
    LIST,
    MAIL,
    PLACE,
    PROFILE,
    ROOMS,
    SESSIONS,
    TYPING,
)

logger = logging.getLogger(__name__)

_MIB = 1024 * 1024


class Core:
    """One server without its listener. Belongs to the event loop's thread."""

    def __init__(
        self,
        store: Store,
        passwords: Passwords,
        clock: LoopClock,
        folder: Path,
        settings: Settings | None = None,
        files_folder: Path | None = None,
        fixed: Collection[str] = (),
    ) -> None:
        """`folder` is the data folder. Without `files_folder`, people cannot send files. `fixed` are the settings that
        administrators cannot change."""
        self.store = store
        self.search_locks: WeakValueDictionary[int, asyncio.Lock] = WeakValueDictionary()
        """By account, see `request_context.search`."""
        store.on_arrived = self._on_arrived
        store.on_change = self._on_change
        store.on_notification = self._on_notification
        store.on_lost = lambda: self.session_cache.on_lost()
        self.passwords = passwords
        self.clock = clock
        self.folder = folder
        self.files_folder = files_folder
        self.configured = settings or Settings()
        """The settings without the changes of administrators."""
        self.fixed = frozenset(fixed) & frozenset(stored_settings.NAMES)
        self.settings = self.configured
        self.stored_settings: Mapping[str, str] = {}
        """The changes of administrators."""
        self.listens_on = (self.settings.host, self.settings.port)
        self.certificate: ServerCertificate | None = None
        self.started = clock.now()
        """Milliseconds since 1970."""
        self.report_place: Callable[[], Awaitable[PlaceReply]]
        """Returns the state of the place for its administrators. Raises StorageError. Set by what runs the server."""
        self.is_stopping = False
        self.epoch = 0
        """A random number of the database. A restored backup has another one."""
        self.server_info = ServerInfo()
        self.most_file_bytes = None if files_folder is None else self.settings.most_file_mib * _MIB
        """The size of the largest file, None if the server takes no files."""
        self.proxies = Proxies(self.settings.trusted_proxies)
        self.reached = LastReached(clock)
        self.reach_checks = ReachChecks()
        self.login_attempts = LoginAttempts(self.settings, clock, store)
        self.registrations = Registrations(self.settings, clock)
        self.rate_limits = RateLimits(self.settings)
        self.counters = store.counters
        self.files = None if files_folder is None else _transfers(store, files_folder, clock, self.settings)
        self.backups = Backups(store, folder, self.settings)
        self.sessions = Sessions(clock)
        self.presence = Presence(store, self.sessions, clock)
        self.place_notices = PlaceNotices(store, self.sessions)
        self.session_cache = SessionCache(store, self.sessions, clock, self.presence.announce)
        self.rooms = RoomFeeds(store, self.sessions, clock)
        self.polls = Polls(store, self.sessions, self.rooms, clock, self.counters)
        self.polls.on_half = self._check_soon
        self.classic_polls = ClassicPolls(store, self.sessions, clock, has_rooms=self.settings.rooms_for_old_clients)
        self.sessions.on_end = self.classic_polls.acknowledge_soon
        self.held_receipts = HeldReceipts(store, self.sessions, clock, self.wake)
        self._unchecked: set[Session] = set()
        """Sessions that will be checked in a moment."""
        self.housekeeping = Housekeeping(
            store,
            self.sessions,
            self.session_cache,
            self.polls,
            self.rooms,
            self.classic_polls,
            self.held_receipts,
            self.settings.retention_days,
        )

    async def start(self) -> None:
        """Load the place's id and the sessions; the store runs already. Raises StorageError."""
        place_id = await self.store.read(read_place_id)
        self.server_info = replace(self.server_info, place_id=place_id)
        self.epoch = await self.store.read(read_epoch)
        await self.apply_stored_settings()
        await self.classic_polls.start()
        await self.session_cache.start()
        await self.rooms.start()
        await self._start_files()
        # The server may have been killed before it notified them.
        self.place_notices.show_join_requests()

    @property
    def shares_roster(self) -> bool:
        """Whether the people of the place know each other. No one is introduced to strangers who just register."""
        return self.settings.introduce and self.server_info.registration is not RegistrationMode.OPEN

    def _apply_roster_setting(self) -> "asyncio.Future[Sequence[int]]":
        """Store whether people are introduced to each other, and show the changed lists."""
        is_wanted = self.shares_roster
        change = self.store.write(lambda db: shared_roster.apply_setting(db, is_wanted))
        change.add_done_callback(self._show_shared_roster)
        return change

    def _show_shared_roster(self, change: "asyncio.Future[Sequence[int]]") -> None:
        if not change.cancelled() and change.exception() is None:
            self.place_notices.show_list(change.result())

    async def apply_stored_settings(self) -> None:
        """Apply the settings that administrators have changed. Raises StorageError."""

        def start(then: Callable[[None], None], failed: Callable[[Exception], None]) -> None:
            def apply(stored: Mapping[str, str]) -> None:
                self._apply_settings(stored)
                then(None)

            # Not after an `await`: the answer to a later query could be applied before.
            self.store.query(stored_settings.read, apply, failed)

        await self.store.answer(start)
        await self._apply_roster_setting()

    def _apply_settings(self, stored: Mapping[str, str]) -> None:
        self.stored_settings = stored
        self.settings = stored_settings.apply(self.configured, self.fixed, stored)
        self.server_info = replace(
            self.server_info,
            name=server_name(self.settings.name),
            registration=registration.mode(self.settings, self.listens_on[0]),
        )
        if self.files is not None:
            self.files.quotas = _quotas(self.settings)
            self.most_file_bytes = self.files.quotas.most_of_file

    def _apply_changes(self, stored: Mapping[str, str]) -> None:
        if stored != self.stored_settings:
            self._apply_settings(stored)
        self._apply_roster_setting()

    async def _start_files(self) -> None:
        if self.files is None:
            return
        try:
            await self.files.start(self.server_info.place_id, is_shared=bool(self.settings.database))
        except WrongFolderError as error:
            logger.error("People cannot send files: %s", error)
            self.files.close()
            self.files = self.most_file_bytes = None

    def stop(self) -> None:
        """Answer every parked poll, and park none any more."""
        self.is_stopping = True
        self.polls.stop(list(self.sessions))
        for session in self.sessions:
            self.classic_polls.acknowledge_soon(session)
        self.rooms.save()

    def wake(self, numbers: Iterable[int]) -> None:
        """Wake the polls of accounts, and of the members of rooms, that got entries by a write that does not hand them
        over."""
        for number in numbers:
            self.rooms.wake(number)
            for session in self.sessions.of(number):
                self.polls.read_again(session)

    def rooms_changed(self, accounts: Iterable[int]) -> None:
        """The memberships or invitations of these accounts changed."""
        self.rooms.refresh(accounts)

    def _on_arrived(self, arrived: Arrived) -> None:
        for number, mails in arrived.items():
            self.rooms.arrived(number, mails)
            for session in self.sessions.of(number):
                self.polls.arrived(session, list(mails))

    def _on_notification(self, kind: str, numbers: list[int]) -> None:
        """Handle a notification of another server on the same database."""
        pairs = zip(numbers[::2], numbers[1::2], strict=False)
        if kind == MAIL:
            self.wake(numbers)
        elif kind == SESSIONS:
            self.session_cache.refresh(numbers)
        elif kind == PROFILE:
            for number in numbers:
                self.presence.show_profile(number)
        elif kind == CONTACT:
            for owner, contact in pairs:
                self.presence.show(owner, contact)
        elif kind == HIDDEN:
            for owner, contact in pairs:
                self.presence.show_offline(owner, contact)
        elif kind == TYPING:
            for owner, contact in pairs:
                self.presence.show_typing(owner, contact)
                self.rooms.show_typing(owner, contact)
        elif kind == ENTRY:
            for entry_kind, owner, sender in zip(numbers[::3], numbers[1::3], numbers[2::3], strict=False):
                self.sessions.notify(owner, MessageKind(entry_kind), sender)  # type: ignore[call-arg]  # a look-up
        elif kind == LIST:
            self.place_notices.show_list(numbers)
        elif kind == ROOMS:
            self.rooms_changed(numbers)
        elif kind == ASKS:
            self.place_notices.show_join_requests(*numbers)
        elif kind == PLACE:
            self.store.query(stored_settings.read, self._apply_changes)
        else:
            self._on_change()

    def _on_change(self) -> None:
        """Read everything again: another process has written, or notifications were missed."""
        self.session_cache.on_change()
        self.store.query(stored_settings.read, self._apply_changes)
        self.rooms.refresh_all()
        self.place_notices.show_join_requests()
        # The operator may have added, banned or deleted an account.
        self.store.query(shared_roster.everyone, self.place_notices.show_list)
        self._check(list(self.sessions))

    def _check_soon(self, session: Session) -> None:
        """Check a session together with others."""
        if not self._unchecked:
            self.store.call_soon(self._check_gathered)
        self._unchecked.add(session)

    def _check_gathered(self) -> None:
        sessions, self._unchecked = self._unchecked, set()
        self._check(sessions)

    def _check(self, sessions: Collection[Session]) -> None:
        """Read the logs of these sessions again if they have entries that memory does not know."""
        numbers = {session.number for session in sessions}
        numbers.update(room for session in sessions if session.rooms is not None for room in session.rooms.cursors)
        self.store.query(
            lambda db: mailbox.last_ids(db, list(numbers)), self._wake_behind, lambda _: self.wake(numbers)
        )

    def _wake_behind(self, last_ids: dict[int, int]) -> None:
        self.wake(number for number, last in last_ids.items() if self._is_behind(number, last))

    def _is_behind(self, number: int, last: int) -> bool:
        return self.rooms.is_behind(number, last) or any(session.top != last for session in self.sessions.of(number))


def _transfers(store: Store, folder: Path, clock: LoopClock, settings: Settings) -> FileTransfers:
    return FileTransfers(store, FileFolder(folder, settings.files_keep_free_percent), clock, _quotas(settings))


def _quotas(settings: Settings) -> Quotas:
    return Quotas(settings.most_file_mib * _MIB, settings.most_files_of_one_mib * _MIB, settings.most_files_mib * _MIB)
