"""Ask before something secret goes to a place whose certificate is not known."""

import ipaddress
from collections.abc import Callable

from PySide6.QtWidgets import QWidget

from qqdesk.client.address import is_loopback
from qqdesk.client.errors import PlacesFileError
from qqdesk.domain.connection import UntrustedServer
from qqdesk.domain.destination import NearbyServer, host_of
from qqdesk.gui.sign_in.certificate_dialogs import UnencryptedDialog, UnknownCertificateDialog
from qqdesk.worker.messenger import Messenger


def confirm_certificate(
    messenger: Messenger,
    place: NearbyServer,
    parent: QWidget | None,
    confirmed: Callable[[], None],
    *,
    is_typed: bool,
) -> None:
    """Ask before secrets are sent without encryption, or to an unknown certificate at an address that was typed
    (`is_typed`) or is outside this network. For a place in the list of this network the first one is kept."""
    destination = place.destination
    assert destination is not None
    address = destination.addresses[0]
    host = host_of(address).strip("[]")
    if not destination.is_encrypted and not is_loopback(f"http://{address}"):
        doubt = UntrustedServer(host, int(address.rpartition(":")[2]), "")
        question: UnencryptedDialog | UnknownCertificateDialog = UnencryptedDialog(doubt, parent)
        question.accepted.connect(lambda: messenger.trust(doubt))
    elif destination.fingerprint and _wants_comparison(messenger, place, host, is_typed=is_typed):
        question = UnknownCertificateDialog(
            UntrustedServer(host, destination.tls_port, destination.fingerprint), parent
        )
    else:
        confirmed()
        return
    question.accepted.connect(confirmed)
    question.finished.connect(question.deleteLater)
    question.open()


def _wants_comparison(messenger: Messenger, place: NearbyServer, host: str, *, is_typed: bool) -> bool:
    if is_loopback(f"http://{host}") or not (is_typed or not is_private(host)):
        return False
    assert place.destination is not None
    try:
        known = messenger.places.by_id(place.place_id)
    except PlacesFileError:
        return True
    return known is None or known.fingerprint != place.destination.fingerprint


def is_private(host: str) -> bool:
    """Whether this is an address of this computer or of a private network."""
    if is_loopback(f"http://{host}"):
        return True
    try:
        return ipaddress.ip_address(host).is_private
    except ValueError:
        return False
