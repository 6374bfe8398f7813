"""The open requests of others to have me on their lists."""

from collections.abc import Callable, Iterable

from qqdesk.domain.contact import AddRequest
from qqdesk.domain.incoming import ContactRequested
from qqdesk.worker.messenger_state import MessengerState


class ContactRequests:
    """Changes `messenger.requests`, then emits `requests_changed`."""

    def __init__(self, state: MessengerState, ensure_contact: Callable[[int], None]) -> None:
        self._state, self._ensure_contact = state, ensure_contact

    def replace(self, requests: Iterable[AddRequest]) -> None:
        self._state.requests = list(requests)
        for request in self._state.requests:
            self._ensure_contact(request.number)
        self._state.requests_changed.emit()

    def add(self, item: ContactRequested) -> None:
        """Add a request in place of an earlier one of this person."""
        others = [request for request in self._state.requests if request.number != item.sender]
        self._state.requests = [*others, AddRequest(item.sender, item.reason, item.time)]
        self._ensure_contact(item.sender)
        self._state.requests_changed.emit()

    def remove(self, number: int) -> None:
        self._state.requests = [one for one in self._state.requests if one.number != number]
        self._state.requests_changed.emit()
