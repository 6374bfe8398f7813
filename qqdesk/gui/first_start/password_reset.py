"""A forgotten password: whom to ask, the code, and the page for the new password, in a window above the sign-in."""

from dataclasses import replace
from functools import partial

from PySide6.QtCore import QObject, Qt, Signal, Slot

from qqdesk.client.address import read_address
from qqdesk.client.errors import BadAddressError, PlacesFileError
from qqdesk.client.known_places import KnownPlaces, Place
from qqdesk.client.place_joiner import ProbedPlace
from qqdesk.domain.destination import Destination, destination_from_link
from qqdesk.domain.invitation_link import find_code, find_link, number_of
from qqdesk.domain.join_failure import JoinFailure
from qqdesk.domain.problem import Problem
from qqdesk.domain.saved_accounts import SavedAccount
from qqdesk.domain.settings import LOCAL_SERVER
from qqdesk.gui.first_start.certificate_confirmation import confirm_certificate
from qqdesk.gui.first_start.check_page import FirewallPage
from qqdesk.gui.first_start.forgotten_page import ForgottenAccount, ForgottenPage
from qqdesk.gui.first_start.join_texts import failure_text
from qqdesk.gui.first_start.place_join import PlaceJoin
from qqdesk.gui.first_start.wizard_window import WizardWindow
from qqdesk.gui.shared.faces import FaceSource
from qqdesk.gui.shared.screens import bring_up
from qqdesk.gui.shared.texts import problem_text
from qqdesk.gui.sign_in.account_controller import AccountController
from qqdesk.gui.sign_in.local_place import LocalPlace
from qqdesk.worker.joining import JoinCall, Joining
from qqdesk.worker.local_server import ServerCommand
from qqdesk.worker.messenger import Messenger
from qqdesk.worker.nearby import near_place


class PasswordReset(QObject):
    """Shows one account at a time. The code stays in memory."""

    joined = Signal(object)
    """JoinedPlace: the new password is set, sign in with it."""

    def __init__(
        self,
        messenger: Messenger,
        joining: Joining,
        accounts: AccountController,
        place: LocalPlace,
        faces: FaceSource,
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._messenger, self._joining, self._accounts = messenger, joining, accounts
        self._place, self._faces = place, faces
        self.window: WizardWindow | None = None
        self._page: ForgottenPage | None = None
        self._account = ForgottenAccount("")
        self._known: Place | None = None
        """The place of the account."""
        self._call: JoinCall | None = None
        self._is_starting = False
        place.started.connect(self._on_place_started)
        place.failed.connect(self._on_place_failed)

    def open(self, server: str, number: int, known: SavedAccount | None) -> None:
        """Show the window for the account of the sign-in page; `known` is the saved account."""
        self.close()
        place = find_place(self._messenger.places, server, known)
        self._account = ForgottenAccount(
            server,
            number,
            known.name if known is not None else "",
            known.face if known is not None else FaceSource.default,
            place.name if place is not None else self._place.settings.name if server == LOCAL_SERVER else "",
            place.administrators if place is not None else (),
            server == LOCAL_SERVER,
        )
        page = self._page = ForgottenPage(self._faces, self._account)
        page.submitted.connect(self._on_submitted)
        page.reset_clicked.connect(self._make_code)
        self.window = WizardWindow(page, self.tr("Forgot the password?"))
        self.window.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.window.closed.connect(self._on_closed)
        self._known = place
        bring_up(self.window)

    def close(self) -> None:
        if self.window is not None:
            self.window.close()

    @Slot()
    def _on_closed(self) -> None:
        self.window = self._page = None
        self._is_starting = False
        if self._call is not None:
            self._call.stop()
            self._call = None

    # A code of an administrator

    @Slot(str)
    def _on_submitted(self, text: str) -> None:
        assert self._page is not None
        link, code = find_link(text), find_code(text)
        if link is not None and not number_of(link.code):
            self._show_place(destination_from_link(link))
        elif not code:
            self._page.show_failure(self.tr("There is no code in this text. A code has 20 letters and digits."))
        elif self._known is not None:
            self._show_place(destination_of(self._known, code))
        elif self._account.server:
            self._look_up(self._account.server, code)
        else:
            self._page.show_failure(self.tr("Paste the whole link: this computer does not know the place of the code."))

    def _look_up(self, address: str, code: str) -> None:
        """Ask a place that is not known yet for its certificate."""
        assert self._page is not None
        self._page.set_busy(True, self.tr("Looking for the place…"))

        def show(probed: ProbedPlace) -> None:
            self._call = None
            if self._page is None or self.window is None:
                return
            self._page.set_busy(False)
            place = near_place(address, probed)
            assert place.destination is not None
            destination = replace(place.destination, code=code)
            confirm_certificate(
                self._messenger, place, self.window, lambda: self._show_place(destination), is_typed=True
            )

        self._call = self._joining.probe(address)
        self._call.answered.connect(show)
        self._call.failed.connect(self._on_failed)

    def _show_place(self, destination: Destination, *, is_own: bool = False) -> None:
        if self.window is None:
            return
        join = PlaceJoin(self._messenger, self._joining, self._accounts, self._faces, is_reset=True, is_own=is_own)
        join.joined.connect(self._on_joined)
        join.help_requested.connect(self._show_firewall)
        self.window.show_page(join.page)
        join.open_invitation(destination)

    @Slot(str)
    def _show_firewall(self, host: str) -> None:
        if self.window is not None:
            self.window.show_page(FirewallPage(host))

    @Slot(object)
    def _on_joined(self, joined: object) -> None:
        self.close()
        self.joined.emit(joined)

    # A code of this computer

    @Slot()
    def _make_code(self) -> None:
        assert self._page is not None
        self._page.set_busy(True, self.tr("Opening the place…"))
        self._is_starting = True
        if self._place.address:
            self._on_place_started()
        else:
            self._place.start()

    @Slot()
    def _on_place_started(self) -> None:
        if self._is_starting and self._page is not None:
            self._is_starting = False
            arguments = ["user", "reset", str(self._account.number), "--data-dir", str(self._place.folder)]
            ServerCommand(arguments, self).finished.connect(partial(self._on_code, self._page))

    @Slot(object)
    def _on_place_failed(self, problem: Problem) -> None:
        if self._is_starting and self._page is not None:
            self._is_starting = False
            self._page.show_failure(problem_text(problem), problem.detail)

    def _on_code(self, page: ForgottenPage, exit_code: int, output: str, error: str) -> None:
        if self._page is not page:  # closed meanwhile
            return
        code = find_code(output)
        if exit_code or not code:
            page.show_failure(self.tr("This computer could not make a code."), error)
            return
        page.set_busy(False)
        address = self._place.address.removeprefix("http://")
        self._show_place(Destination((address,), code=code), is_own=True)

    @Slot(object)
    def _on_failed(self, failure: JoinFailure) -> None:
        self._call = None
        if self._page is not None:
            self._page.show_failure(failure_text(failure, is_reset=True).sentence, failure.detail)


def find_place(places: KnownPlaces, server: str, account: SavedAccount | None) -> Place | None:
    """Return the place of an account, else the one at the address; None if no place is known there."""
    try:
        if account is not None and account.place:
            return places.by_id(account.place)
        return places.at(server) if server and server != LOCAL_SERVER else None
    except (PlacesFileError, BadAddressError):
        return None


def destination_of(place: Place, code: str) -> Destination:
    """Return a known place as the destination of a code. Its certificate has to be the known one."""
    if place.fingerprint:
        addresses = tuple(one.removeprefix("https://") for one in (*place.addresses, *place.named))
        return Destination(addresses, place.fingerprint, place.tls_port, code=code)
    if place.is_encrypted:
        written = (read_address(address).written("", place.tls_port) for address in place.addresses)
        return Destination(tuple(dict.fromkeys(written)), is_https=True, code=code)
    return Destination(place.addresses, code=code)
