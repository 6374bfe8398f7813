"""One page about one place, from the first question to the account."""

import uuid

from PySide6.QtCore import QObject, Signal, Slot

from qqdesk.client.address import is_loopback
from qqdesk.domain.destination import Destination, host_of
from qqdesk.domain.join_failure import JoinFailure, JoinFailureReason
from qqdesk.domain.nearby_server import NearbyServer
from qqdesk.gui.first_start.entry_requests import NotMade
from qqdesk.gui.first_start.join_by_link_page import Assurance, JoinByLinkPage, PlaceCard, Purpose
from qqdesk.gui.first_start.new_account import NewAccount, is_impostor
from qqdesk.gui.first_start.person_fields import Person
from qqdesk.gui.shared.faces import FaceSource
from qqdesk.gui.sign_in.account_controller import AccountController
from qqdesk.worker.joining import Invited, JoinCall, Joining
from qqdesk.worker.messenger import Messenger


class PlaceJoin(QObject):
    """Owned by the page, and gone with it; an account that is being made is not cancelled then."""

    joined = Signal(object)  # JoinedPlace
    help_requested = Signal(str)  # the host
    entry_requested = Signal(object, object)  # NearbyServer, Person

    def __init__(
        self,
        messenger: Messenger,
        joining: Joining,
        accounts: AccountController,
        faces: FaceSource,
        purpose: Purpose = Purpose.JOIN,
    ) -> None:
        self.page = JoinByLinkPage(faces, accounts.keyring, purpose)
        super().__init__(self.page)
        self._messenger, self._joining, self._accounts = messenger, joining, accounts
        self._destination: Destination | None = None
        self._place: NearbyServer | None = None
        self._invited: Invited | None = None
        self._call: JoinCall | None = None
        self._client_id = uuid.uuid4().hex
        self.page.submitted.connect(self._on_submitted)
        self.page.retry_clicked.connect(self._show)
        self.page.help_clicked.connect(self._on_help_clicked)
        self.page.left.connect(self._stop)

    def open_invitation(self, destination: Destination) -> None:
        """Ask what the invitation leads to, and show it."""
        self._destination = destination
        self._show()

    def open_let_in(self, not_made: NotMade) -> None:
        """Show a place that lets the person in, and why there is no account yet."""
        self._client_id = not_made.client_id
        self._on_shown(not_made.invited)
        self.page.fields.fill(not_made.person)
        if not_made.failure is not None:
            self.page.show_failure(not_made.failure)
        else:
            self.page.ask_password(not_made.password_problem)

    def open_place(self, place: NearbyServer) -> None:
        """Show a place that was found and asked already."""
        self._place, self._destination = place, place.destination
        if place.destination is not None and is_impostor(self._messenger.places, place.destination, place.place_id):
            self.page.show_failure(JoinFailure(JoinFailureReason.OTHER_CERTIFICATE, place.host))
            return
        self.page.show_place(
            PlaceCard(place.name, place.place_id, _assurance_of(place), people=place.people, host=place.host)
        )

    @Slot()
    def _show(self) -> None:
        destination = self._destination
        assert destination is not None
        self._stop()
        self.page.show_searching(host_of(destination.addresses[0]))
        self._call = self._joining.show(destination)
        self._call.answered.connect(self._on_shown)

    @Slot(object)
    def _on_shown(self, answer: object) -> None:
        self._call = None
        if isinstance(answer, JoinFailure):
            self.page.show_failure(answer)
        elif isinstance(answer, Invited):
            self._invited, self._destination = answer, answer.destination
            shown = answer.shown
            host = host_of(answer.destination.addresses[0])
            if is_impostor(self._messenger.places, answer.destination, shown.place_id):
                self.page.show_failure(JoinFailure(JoinFailureReason.OTHER_CERTIFICATE, host))
                return
            self.page.show_place(
                PlaceCard(
                    shown.place_name or host,
                    shown.place_id,
                    assurance_of(answer.destination),
                    shown.nickname if shown.inviter else "",
                    shown.face,
                    shown.people,
                    host,
                )
            )
            if shown.place_id and shown.place_id == place_id_of(self._messenger):
                self.page.show_note(self.tr("You are at this place already. Joining makes another account."))

    @Slot(object)
    def _on_submitted(self, person: Person) -> None:
        if self.page.purpose is Purpose.ASK:
            self.entry_requested.emit(self._place, person)
            return
        shown = self._invited.shown if self._invited is not None else None
        place = self._place
        assert self._destination is not None
        account = NewAccount(self._messenger, self._joining, self._accounts, self._client_id)
        account.stepped.connect(self.page.show_step)
        account.failed.connect(self.page.show_failure)
        account.password_refused.connect(self.page.ask_password)
        account.made.connect(self.joined)
        if shown is not None:
            account.start(self._destination, person, shown.place_id, shown.place_name, shown.inviter)
        elif place is not None:
            account.start(self._destination, person, place.place_id, place.name, 0)

    @Slot()
    def _on_help_clicked(self) -> None:
        if self._destination is not None:
            self.help_requested.emit(host_of(self._destination.addresses[0]))

    @Slot()
    def _stop(self) -> None:
        if self._call is not None:
            self._call.stop()
            self._call = None


def place_id_of(messenger: Messenger) -> str:
    """Return the id of the place of the session, "" without one."""
    place = messenger.connection.place
    return place.id if place is not None else ""


def assurance_of(destination: Destination) -> Assurance:
    """Judge the connection of an invitation link."""
    if destination.fingerprint:
        return Assurance.MATCHES
    if destination.is_https:
        return Assurance.VOUCHED
    here = is_loopback(f"http://{destination.addresses[0]}")
    return Assurance.THIS_COMPUTER if here else Assurance.NOT_ENCRYPTED


def _assurance_of(place: NearbyServer) -> Assurance:
    """Judge the connection of a place that was found or typed."""
    if place.destination is None:
        return Assurance.NOT_ENCRYPTED
    found = assurance_of(place.destination)
    return Assurance.NEW if found is Assurance.MATCHES else found
