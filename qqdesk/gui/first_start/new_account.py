"""Create an account, or set its new password: ask the keyring, send the request, then store the place."""

import logging
from dataclasses import replace
from typing import NamedTuple

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from qqdesk.client.address import read_address
from qqdesk.client.errors import PlacesFileError
from qqdesk.client.known_places import HTTPS_PORT, KnownPlaces, Place, id_of_address, today
from qqdesk.domain.conversation_id import ConversationId
from qqdesk.domain.destination import Destination, host_of
from qqdesk.domain.join_failure import JoinFailure
from qqdesk.domain.settings import LOCAL_SERVER
from qqdesk.gui.first_start.person_fields import Person
from qqdesk.gui.sign_in.account_controller import AccountController
from qqdesk.gui.sign_in.sign_in_form import SignInForm
from qqdesk.worker.joining import JoinablePlace, JoinCall, Joined, Joining
from qqdesk.worker.keyring_calls import KeyAct, KeyAnswer
from qqdesk.worker.messenger import Messenger

_log = logging.getLogger(__name__)

KEYRING_ASKS_MS = 2000
"""A keyring that takes longer is asking the user for its password."""


class JoinedPlace(NamedTuple):
    """Sign in with `form`. Then show `conversation`: the room of the invitation, or the inviter. `picture` becomes the
    face, if there is one (JPEG)."""

    form: SignInForm
    conversation: ConversationId | None
    picture: bytes = b""


class NewAccount(QObject):
    """One account at one place. It exists already if the place has a code for its new password.

    A generated password goes into the keyring before the request. If the keyring refuses it, no account with an unknown
    password exists.
    """

    stepped = Signal(str)
    """Sentences about progress."""
    password_refused = Signal(str)
    """The keyring stored no password; the sentence is the reason. Ask the user for one."""
    failed = Signal(object)  # JoinFailure
    made = Signal(object)  # JoinedPlace

    def __init__(
        self,
        messenger: Messenger,
        joining: Joining,
        accounts: AccountController,
        place: JoinablePlace,
        person: Person,
        client_id: str,
        *,
        is_own: bool = False,
    ) -> None:
        """`client_id` is the same for each try. `is_own`: this program runs the place."""
        # It outlives the page: the sign-in stores the password after the page is closed.
        super().__init__(joining)
        self._messenger, self._joining, self._accounts = messenger, joining, accounts
        self.place, self.person, self.client_id, self._is_own = place, person, client_id, is_own
        self._call: JoinCall | None = None
        self._ticket = 0
        self._is_made = False
        self._keyring_asks = QTimer(self, singleShot=True, interval=KEYRING_ASKS_MS)
        self._keyring_asks.timeout.connect(self._on_keyring_asks)

    def start(self) -> None:
        if self.person.is_made:
            self.stepped.emit(self.tr("Putting the password into the keyring…"))
            keyring = self._accounts.keyring
            keyring.answered.connect(self._on_keyring)
            self._ticket = keyring.write(self._temporary_name, self.person.password)
            self._keyring_asks.start()
        else:
            self._register()

    def stop(self) -> None:
        """Cancel the request. No signal follows."""
        self.blockSignals(True)
        if self._call is not None:
            self._call.stop()
        self.deleteLater()

    @property
    def _temporary_name(self) -> str:
        """Return the name of the password in the keyring, until the number is known."""
        return f"new@{self.place.place_id}"

    @Slot()
    def _on_keyring_asks(self) -> None:
        self.stepped.emit(self.tr("The keyring is asking for its password; look for its window."))

    @Slot(object)
    def _on_keyring(self, answer: KeyAnswer) -> None:
        if answer.ticket == self._ticket:
            self._ticket = 0
            self._keyring_asks.stop()
            if answer.trouble is None:
                self._register()
            else:
                self.password_refused.emit(self.tr("The keyring did not save the password. Choose one."))
                self.deleteLater()
        elif self._is_made and answer.act is KeyAct.WRITE and answer.trouble is None:
            # The sign-in has stored the password under the number of the account.
            self._accounts.keyring.remove(self._temporary_name)
            self.deleteLater()

    def _register(self) -> None:
        place, person = self.place, self.person
        if place.reset:
            self.stepped.emit(self.tr("Setting the new password…"))
            self._call = self._joining.reset_password(place.destination, person.password)
        else:
            self.stepped.emit(self.tr("Making your account…"))
            self._call = self._joining.register(
                place.destination, person.nickname, person.password, person.face, self.client_id
            )
        self._call.answered.connect(self._on_registered)
        self._call.failed.connect(self._on_failed)

    @Slot(object)
    def _on_failed(self, failure: JoinFailure) -> None:
        self.failed.emit(failure)
        self.deleteLater()

    @Slot(object)
    def _on_registered(self, joined: Joined) -> None:
        self._is_made = True
        place, person = self.place, self.person
        if self._is_own or self._accounts.is_here(joined.number, place.place_id):
            server = LOCAL_SERVER
        else:
            server = remember_place(self._messenger.places, joined.destination, place.place_id, place.name)
        self.stepped.emit(self.tr("Signing in…"))
        form = SignInForm(
            server,
            joined.number,
            person.password,
            stays=person.keeps_password,
            place=place.place_id or id_of_address(server),
        )
        self._accounts.add_account(form, person.nickname, person.face, place.name)
        self.made.emit(JoinedPlace(form, place.conversation, person.picture))
        if not person.is_made:
            self.deleteLater()


def remember_place(places: KnownPlaces, destination: Destination, place_id: str, name: str) -> str:
    """Store a place with its certificate, without a question. Return the address for the sign-in."""
    addresses = destination.addresses
    tls_port = destination.tls_port if destination.fingerprint else 0
    if destination.is_https:
        addresses = tuple(f"https://{address}" for address in addresses)
        tls_port = read_address(addresses[0]).port or HTTPS_PORT
    elif addresses[0] == f"{host_of(addresses[0])}:{tls_port}":  # its port of plain HTTP is not known
        addresses = (f"https://{addresses[0]}", *addresses[1:])
    # A link may also name addresses of other places.
    address, here, named = addresses[0], addresses[:1], addresses[1:]
    place_id = place_id or id_of_address(address)
    place = Place(place_id, name, here, destination.fingerprint, tls_port, today(), named)
    try:
        before = places.by_id(place.id)
        if before is not None:
            addresses, named = (*here, *before.addresses), (*named, *before.named)
            place = replace(place, addresses=addresses, named=named, administrators=before.administrators)
            if not place.is_encrypted:
                # A place on this computer; any other one has the known certificate.
                place = replace(place, fingerprint=before.fingerprint, tls_port=before.tls_port, since=before.since)
        places.remember(place)
    except PlacesFileError as error:
        # The sign-in shows the problem; the account exists.
        _log.error("%s", error)
    return address


def is_impostor(places: KnownPlaces, destination: Destination, place_id: str) -> bool:
    """Return whether a place claims the id of a known place with another certificate. For a certificate of an
    authority, the host name has to be the same."""
    if not place_id or not destination.is_encrypted:
        return False
    try:
        known = places.by_id(place_id)
    except PlacesFileError as error:
        _log.error("%s", error)
        return False
    if known is None or not known.is_encrypted:
        return False
    if known.fingerprint or destination.fingerprint:
        return known.fingerprint != destination.fingerprint
    return read_address(f"https://{destination.addresses[0]}").host not in known.hosts
