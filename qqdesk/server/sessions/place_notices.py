"""Notices without content: a program of ours then fetches something again. They are not stored."""

from collections.abc import Iterable

from qqdesk.protocol.codes import SYSTEM_NUMBER
from qqdesk.protocol.entry_kinds import MessageKind
from qqdesk.server.accounts import administrators
from qqdesk.server.delivery.store import Store
from qqdesk.server.sessions.sessions import Session, Sessions
from qqdesk.server.storage.notifications import ENTRY


class PlaceNotices:
    """Belongs to the event loop's thread.

    The transaction that changes something notifies the other servers (`db.notify` with LIST or ASKS). Each server then
    notifies its own sessions.
    """

    def __init__(self, store: Store, sessions: Sessions) -> None:
        self._store = store
        self._sessions = sessions

    def list_changed(self, session: Session) -> None:
        """Notify the other devices of an account that this one changed the contact list."""
        self._show_others(session, MessageKind.LIST_CHANGED)

    def values_changed(self, session: Session) -> None:
        """Notify the other devices of an account that this one changed its values or blocks."""
        self._show_others(session, MessageKind.VALUES_CHANGED)

    def _show_others(self, session: Session, kind: MessageKind) -> None:
        for other in self._sessions.of(session.number):
            if other is not session:
                other.notify(kind)
        self._store.notify(ENTRY, kind, session.number, SYSTEM_NUMBER)

    def show_list(self, owners: Iterable[int]) -> None:
        """Notify these accounts that their contact lists changed."""
        self._show(owners, MessageKind.LIST_CHANGED)

    def show_join_requests(self, *others: int) -> None:
        """Notify the administrators that the requests to join changed, and others whose right to answer them did."""
        self._store.query(administrators.numbers, lambda numbers: self._show({*numbers, *others}, MessageKind.ASKED_IN))

    def _show(self, numbers: Iterable[int], kind: MessageKind) -> None:
        for number in numbers:
            self._sessions.notify(number, kind)
