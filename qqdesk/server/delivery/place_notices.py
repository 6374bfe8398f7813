"""Notices without content: a program of ours then fetches something again. They are not stored."""

from collections.abc import Iterable

from qqdesk.protocol.codes import MessageKind
from qqdesk.server.accounts import administrators
from qqdesk.server.accounts.sessions import Session, Sessions
from qqdesk.server.storage.notifications import LIST, NOTES
from qqdesk.server.storage.store import Store


class PlaceNotices:
    """Belongs to the event loop's thread.

    The transaction that changes something notifies the other servers (`db.notify` with LIST or ASKS). Each server then
    notifies its own sessions with EXT.
    """

    def __init__(self, store: Store, sessions: Sessions) -> None:
        self._store = store
        self._sessions = sessions

    def list_changed(self, session: Session) -> None:
        """Notify the other devices of an account that this one changed the contact list."""
        for other in self._sessions.of(session.number):
            if other is not session and other.extended:
                other.notify(MessageKind.LIST_CHANGED)
        self._store.notify(LIST, session.number)

    def notes_changed(self, session: Session) -> None:
        """Notify the other devices of an account that this one changed contact notes or blocks."""
        for other in self._sessions.of(session.number):
            if other is not session and other.can_devices:
                other.notify(MessageKind.NOTES_CHANGED)
        self._store.notify(NOTES, session.number)

    def show_notes(self, owners: Iterable[int]) -> None:
        """Another server has sent NOTES."""
        for number in owners:
            for session in self._sessions.of(number):
                if session.can_devices:
                    session.notify(MessageKind.NOTES_CHANGED)

    def show_list(self, owners: Iterable[int]) -> None:
        """Notify these accounts that their contact lists changed."""
        self._show(owners, MessageKind.LIST_CHANGED)

    def show_join_requests(self, *others: int) -> None:
        """Notify the administrators that the requests to join changed, and others whose right to answer them did."""
        self._store.query(administrators.numbers, lambda numbers: self._show({*numbers, *others}, MessageKind.ASKED_IN))

    def _show(self, numbers: Iterable[int], kind: MessageKind) -> None:
        for number in numbers:
            for session in self._sessions.of(number):
                if session.extended:
                    session.notify(kind)
