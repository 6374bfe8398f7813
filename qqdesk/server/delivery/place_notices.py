"""Notices without content: a program of ours then fetches something again. They are not stored."""

from collections.abc import Iterable

from qqdesk.protocol.codes import MessageKind
from qqdesk.server.accounts import administrators
from qqdesk.server.accounts.sessions import Sessions
from qqdesk.server.storage.store import Store


class PlaceNotices:
    """Belongs to the event loop's thread.

    The transaction that changes something notifies the other servers (`db.notify` with LIST or ASKS). Each server then
    notifies its own sessions with EXT.
    """

    def __init__(self, store: Store, sessions: Sessions) -> None:
        self._store = store
        self._sessions = sessions

    def show_list(self, owners: Iterable[int]) -> None:
        """Notify these accounts that their contact lists changed."""
        self._show(owners, MessageKind.LIST_CHANGED)

    def show_join_requests(self) -> None:
        """Notify the administrators that the requests to join changed."""
        self._store.query(administrators.numbers, lambda numbers: self._show(numbers, MessageKind.ASKED_IN))

    def _show(self, numbers: Iterable[int], kind: MessageKind) -> None:
        for number in numbers:
            for session in self._sessions.of(number):
                if session.extended:
                    session.notify(kind)
