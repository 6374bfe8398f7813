"""The requests to join of this run of the program. They continue after their pages are closed."""

import time
import uuid
from dataclasses import dataclass, replace

from PySide6.QtCore import QObject, QTimer, Signal

from qqdesk.client.invitation_requests import new_code
from qqdesk.domain.destination import Destination, NearbyServer
from qqdesk.domain.join_failure import JoinFailure
from qqdesk.gui.first_start.nearby_list import Ask, JoinRequestState
from qqdesk.gui.first_start.new_account import JoinedPlace, NewAccount
from qqdesk.gui.first_start.person_fields import Person
from qqdesk.gui.sign_in.account_controller import AccountController
from qqdesk.worker.joining import JoinablePlace, JoinCall, Joining
from qqdesk.worker.messenger import Messenger

REPEAT_AFTER_S = 3600.0
"""The time after a refusal until the person may ask again."""


@dataclass
class _Request:
    place: NearbyServer
    person: Person
    destination: Destination
    state: JoinRequestState = JoinRequestState.WAITING
    call: JoinCall | None = None
    joined: JoinedPlace | None = None
    refused_at: float = 0.0


class SentJoinRequests(QObject):
    """Sends requests, waits for the answers, and makes the accounts."""

    changed = Signal()
    asked = Signal(str)  # the key of the place
    failed = Signal(object)
    """JoinFailure: the request was not sent."""
    joined = Signal(object)  # JoinedPlace
    stopped = Signal(object, object)
    """Admitted, but without an account: NewAccount, and a JoinFailure or a sentence about the keyring."""
    ready = Signal(str)
    """A place of this name admitted the user, who is signed in at another place."""

    def __init__(self, messenger: Messenger, joining: Joining, accounts: AccountController, parent: QObject) -> None:
        super().__init__(parent)
        self._messenger, self._joining, self._accounts = messenger, joining, accounts
        self._requests: dict[str, _Request] = {}

    def states(self, places: list[NearbyServer]) -> dict[str, Ask]:
        """Return the states of the requests to these places, by key."""
        found = {}
        for place in places:
            request = self._requests.get(place.place_id or place.key)
            if request is not None:
                can_repeat = time.monotonic() - request.refused_at > REPEAT_AFTER_S
                found[place.key] = Ask(request.person.nickname, request.state, can_repeat)
        return found

    def with_asked(self, places: list[NearbyServer]) -> list[NearbyServer]:
        """Return these places, and after them the others with a request."""
        listed = {place.place_id or place.key for place in places}
        return [*places, *(request.place for key, request in self._requests.items() if key not in listed)]

    def ask(self, place: NearbyServer, person: Person) -> None:
        """Request to join a place. `asked` or `failed` follows."""
        assert place.destination is not None
        request = _Request(place, person, replace(place.destination, code=new_code()))
        call = request.call = self._joining.request_to_join(request.destination, person.nickname, person.face)
        call.answered.connect(lambda _: self._on_asked(request))
        call.failed.connect(self.failed)

    def cancel(self, place: NearbyServer) -> None:
        """Stop waiting. The administrators may still see the request for a day."""
        request = self._forget(place)
        if request is not None and request.call is not None:
            request.call.stop()
        self.changed.emit()

    def _on_asked(self, request: _Request) -> None:
        place = request.place
        self._requests[place.place_id or place.key] = request
        call = request.call = self._joining.wait_for_answer(request.destination)
        call.answered.connect(lambda found: self._on_admitted(request, found))
        call.failed.connect(lambda _: self._on_refused(request))
        self.changed.emit()
        self.asked.emit(place.key)

    def _on_admitted(self, request: _Request, place: JoinablePlace) -> None:
        request.call, request.state = None, JoinRequestState.ADMITTED
        account = NewAccount(self._messenger, self._joining, self._accounts, place, request.person, uuid.uuid4().hex)
        account.made.connect(lambda joined: self._on_made(request, joined))
        account.failed.connect(lambda failure: self._on_not_made(request, account, failure))
        account.password_refused.connect(lambda sentence: self._on_not_made(request, account, sentence))
        account.start()
        self.changed.emit()

    def _on_refused(self, request: _Request) -> None:
        request.call, request.state = None, JoinRequestState.REFUSED
        request.refused_at = time.monotonic()
        QTimer.singleShot(round(REPEAT_AFTER_S * 1000) + 1000, self, self.changed.emit)
        self.changed.emit()

    def _on_not_made(self, request: _Request, account: NewAccount, reason: JoinFailure | str) -> None:
        """Forget the request. The invitation stays valid, and the page of the place continues with it."""
        self._forget(request.place)
        self.changed.emit()
        self.stopped.emit(account, reason)

    def _on_made(self, request: _Request, joined: JoinedPlace) -> None:
        if self._messenger.password_hash:
            # The user is signed in at another place, and may be typing.
            request.state, request.joined = JoinRequestState.READY, joined
            self.ready.emit(request.place.name)
        else:
            self._forget(request.place)
            self.joined.emit(joined)
        self.changed.emit()

    def sign_in(self, place: NearbyServer) -> None:
        """Sign in at a place that admitted the user."""
        request = self._forget(place)
        if request is not None and request.joined is not None:
            self.joined.emit(request.joined)

    def _forget(self, place: NearbyServer) -> _Request | None:
        return self._requests.pop(place.place_id or place.key, None)
