"""Presence: which contacts see which status, profile changes and typing notices, and when."""

from collections.abc import Sequence

from qqdesk.clock import Clock
from qqdesk.protocol.codes import Status
from qqdesk.protocol.entry_kinds import MessageKind
from qqdesk.protocol.profile import write_profile_change
from qqdesk.server.accounts import accounts, blocking, rosters
from qqdesk.server.background import in_background
from qqdesk.server.delivery.store import Store
from qqdesk.server.sessions.sessions import Sessions
from qqdesk.server.storage.interface import Database
from qqdesk.server.storage.notifications import CONTACT, HIDDEN, PROFILE, TYPING


class Presence:
    """Belongs to the event loop's thread. Each server notifies its own sessions, so a client that changes servers may
    get the same change from both."""

    def __init__(self, store: Store, sessions: Sessions, clock: Clock) -> None:
        self._store = store
        self._sessions = sessions
        self._clock = clock

    def announce(self, number: int, before: Status) -> None:
        """Notify the watchers of an account if its visible status is not `before` any more."""
        status = self._sessions.visible(number)
        if status is before:
            return
        if status is Status.OFFLINE:
            now = self._clock.now()
            in_background(self._store.write(lambda db: accounts.note_last_seen(db, number, now)))

        def notify(owners: list[int]) -> None:
            for owner in owners:
                self._notify(owner, number, status)

        self._store.query(lambda db: rosters.watchers(db, number), notify)

    def _notify(self, owner: int, contact: int, status: Status) -> None:
        for session in self._sessions.of(owner):
            session.notify_presence(contact, status)

    def contact_changed(self, pairs: Sequence[tuple[int, int]]) -> None:
        """Notify the owners, on all servers, of the status that they see now.

        Each pair is an owner and a contact. The contact was added to the owner's list, or blocked or unblocked the
        owner.
        """
        for owner, contact in pairs:
            self.show(owner, contact)
            self._store.notify(CONTACT, owner, contact)

    def hide(self, pairs: Sequence[tuple[int, int]]) -> None:
        """Notify the owners, on all servers, that a contact is offline.

        Each pair is an owner and a contact whose status the owner no longer sees.
        """
        for owner, contact in pairs:
            self.show_offline(owner, contact)
        self._store.notify(HIDDEN, *(number for pair in pairs for number in pair))

    def show_offline(self, owner: int, contact: int) -> None:
        """Notify `owner` that `contact` is offline, if the owner saw another status."""

        def notify(_: None) -> None:
            if not self._sessions.is_hidden(contact):
                self._notify(owner, contact, Status.OFFLINE)

        self._store.query(lambda db: None, notify)  # after the queries that run already

    def show(self, owner: int, contact: int) -> None:
        """Notify `owner`, if `contact` is on the list, of the status that the owner sees."""

        def query(db: Database) -> tuple[bool, bool]:
            return rosters.has(db, owner, contact), blocking.has(db, contact, owner)

        def notify(found: tuple[bool, bool]) -> None:
            is_listed, is_blocked = found
            status = self._sessions.visible(contact)
            if is_listed and status is not Status.OFFLINE:
                self._notify(owner, contact, Status.OFFLINE if is_blocked else status)

        # Queries are answered in order: an earlier change of the status is sent first.
        self._store.query(query, notify)

    def profile_changed(self, number: int) -> None:
        """Notify the watchers and the other devices of an account, on all servers, that the profile changed."""
        self.show_profile(number)
        self._store.notify(PROFILE, number)

    def show_profile(self, number: int) -> None:
        # The change would reveal an invisible user. Watchers see it when they refresh their lists.
        is_secret = bool(self._sessions.of(number)) and self._sessions.is_hidden(number)

        def query(db: Database) -> tuple[list[accounts.AccountSummary], list[int]]:
            return accounts.summaries(db, [number]), [] if is_secret else rosters.watchers(db, number)

        def notify(found: tuple[list[accounts.AccountSummary], list[int]]) -> None:
            summaries, watchers = found
            for summary in summaries:
                text = write_profile_change(summary.face, summary.nickname)
                sessions = [session for session in self._sessions.of(number) if session.can_changes]
                sessions += [session for one in watchers for session in self._sessions.of(one)]
                for session in sessions:
                    session.notify(MessageKind.PROFILE_CHANGED, number, text)

        self._store.query(query, notify)

    def typing(self, owner: int, contact: int) -> None:
        """Notify `owner`, on all servers, that `contact` is writing."""
        self.show_typing(owner, contact)
        self._store.notify(TYPING, owner, contact)

    def show_typing(self, owner: int, contact: int) -> None:
        for session in self._sessions.of(owner):
            if session.extended:
                session.notify_typing(contact)
