"""The page of one place, and its requests until the account exists."""

import uuid
from dataclasses import replace

from PySide6.QtCore import QObject, Signal, Slot

from qqdesk.client.known_places import id_of_address
from qqdesk.domain.destination import Destination, NearbyServer, host_of
from qqdesk.domain.invitation_link import number_of
from qqdesk.domain.join_failure import JoinFailure, JoinFailureReason
from qqdesk.domain.saved_accounts import SavedAccount
from qqdesk.gui.first_start.join_by_link_page import AWAY, JoinByLinkPage
from qqdesk.gui.first_start.new_account import NewAccount, is_impostor, remember_place
from qqdesk.gui.first_start.person_fields import Person
from qqdesk.gui.shared.faces import FaceSource
from qqdesk.gui.sign_in.account_controller import AccountController
from qqdesk.worker.joining import JoinablePlace, JoinCall, Joining
from qqdesk.worker.messenger import Messenger
from qqdesk.worker.nearby import NearbyPlaces


class PlaceJoin(QObject):
    """Owned and deleted by the page. The creation of an account is not cancelled."""

    joined = Signal(object)  # JoinedPlace
    room_found = Signal(object)  # JoinablePlace
    """The invitation admits to a room of the place of the session."""
    account_found = Signal(object)
    """SavedAccount: the account of the link, at a place that is known now."""
    help_requested = Signal(str)  # the host
    entry_requested = Signal(object, object)  # NearbyServer, Person

    def __init__(
        self,
        messenger: Messenger,
        joining: Joining,
        accounts: AccountController,
        faces: FaceSource,
        nearby: NearbyPlaces | None = None,
        *,
        is_asking: bool = False,
        is_reset: bool = False,
        is_own: bool = False,
    ) -> None:
        """`nearby`: where to look for a place that left the addresses of its link. `is_asking`: send a request to
        join. `is_reset`: the code is one for a new password. `is_own`: this program runs the place."""
        self.page = JoinByLinkPage(faces, accounts.keyring, is_asking=is_asking, is_reset=is_reset)
        super().__init__(self.page)
        self._is_reset, self._is_own = is_reset, is_own
        self._messenger, self._joining, self._accounts = messenger, joining, accounts
        self._destination: Destination | None = None
        self._near: NearbyServer | None = None
        self._place: JoinablePlace | None = None
        self._call: JoinCall | None = None
        self._nearby = nearby
        self._is_away = False
        if nearby is not None:
            nearby.answered.connect(self._look_nearby)
        self._client_id = uuid.uuid4().hex
        self.page.submitted.connect(self._on_submitted)
        self.page.retry_clicked.connect(self._look_up)
        self.page.help_clicked.connect(self._on_help_clicked)
        self.page.left.connect(self._stop)

    def open_invitation(self, destination: Destination, *, is_linked: bool = True) -> None:
        """Look up an invitation and show its place. `is_linked`: the destination is that of a link, not of a typed
        address and code."""
        self._destination, self.page.is_linked = destination, is_linked
        self.page.is_for_account = bool(number_of(destination.code))
        self._look_up()

    def open_admitted(self, account: NewAccount, reason: JoinFailure | str) -> None:
        """Show a place that admitted the user, and why there is no account yet."""
        self._client_id = account.client_id
        self._on_found(account.place)
        self.page.fields.fill(account.person)
        if isinstance(reason, JoinFailure):
            self.page.show_failure(reason)
        else:
            self.page.ask_password(reason)

    def open_place(self, near: NearbyServer) -> None:
        """Show a place that has answered."""
        assert near.destination is not None
        self._near = near
        self._show_place(JoinablePlace(near.destination, near.place_id, near.name, near.people))

    @Slot()
    def _look_up(self) -> None:
        destination = self._destination
        assert destination is not None
        self._stop()
        self.page.show_searching(host_of(destination.addresses[0]))
        self._call = self._joining.show(destination)
        self._call.answered.connect(self._on_found)
        self._call.failed.connect(self._on_failed)

    @Slot(object)
    def _on_failed(self, failure: JoinFailure) -> None:
        self.page.show_failure(failure)
        self._is_away = failure.reason in AWAY
        self._look_nearby()

    @Slot()
    def _look_nearby(self) -> None:
        """Try an invitation at the address where the place with its certificate is now."""
        destination = self._destination
        if not self._is_away or destination is None or self._nearby is None:
            return
        now = self._nearby.destination_with(destination.fingerprint)
        if now is not None and not set(now.addresses) <= set(destination.addresses):
            self._destination = replace(now, code=destination.code)
            self._look_up()

    @Slot(object)
    def _on_found(self, place: JoinablePlace) -> None:
        if self._is_reset and not place.reset:
            self.page.show_failure(JoinFailure(JoinFailureReason.NO_RESET, place.name or place.host))
            return
        if place.account:
            self._find_account(place)
            return
        if not self._show_place(place) or not place.place_id or place.place_id != self._messenger.place_id:
            return
        if place.reset:
            return
        if place.room:
            self.room_found.emit(place)
        else:
            self.page.message.show_notice(self.tr("You are at this place already. Joining makes another account."))

    def _find_account(self, place: JoinablePlace) -> None:
        """Store the place with the certificate of the link, so that the sign-in asks for the password only."""
        if not self._is_impostor(place):
            server = remember_place(self._messenger.places, place.destination, place.place_id, place.name)
            place_id = place.place_id or id_of_address(server)
            self.account_found.emit(SavedAccount(place.account, server, place=place_id, place_name=place.name))

    def _show_place(self, place: JoinablePlace) -> bool:
        """Show the place, unless it is an impostor."""
        self._place, self._destination = place, place.destination
        if self._is_impostor(place):
            return False
        self.page.show_place(place)
        return True

    def _is_impostor(self, place: JoinablePlace) -> bool:
        """Return whether the place is an impostor, and show that."""
        if not is_impostor(self._messenger.places, place.destination, place.place_id):
            return False
        self.page.show_failure(JoinFailure(JoinFailureReason.OTHER_CERTIFICATE, place.host))
        return True

    @Slot(object)
    def _on_submitted(self, person: Person) -> None:
        if self.page.is_asking:
            self.page.show_step(self.tr("Notifying the administrators of the place…"))
            self.entry_requested.emit(self._near, person)
            return
        place = self._place
        assert place is not None
        if place.reset:
            person = person._replace(nickname=place.inviter_name, face=place.inviter_face)
        account = NewAccount(
            self._messenger, self._joining, self._accounts, place, person, self._client_id, is_own=self._is_own
        )
        account.stepped.connect(self.page.show_step)
        account.failed.connect(self.page.show_failure)
        account.password_refused.connect(self.page.ask_password)
        account.made.connect(self.joined)
        account.start()

    @Slot()
    def _on_help_clicked(self) -> None:
        if self._destination is not None:
            self.help_requested.emit(host_of(self._destination.addresses[0]))

    @Slot()
    def _stop(self) -> None:
        self._is_away = False
        if self._call is not None:
            self._call.stop()
            self._call = None
