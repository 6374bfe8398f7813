"""Joining a place: the pages, what they ask, and the account that comes of it."""

import ipaddress
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtGui import QGuiApplication

from qqdesk.client.address import is_loopback
from qqdesk.client.place_joiner import ProbedPlace
from qqdesk.domain.destination import destination_from_link, host_of
from qqdesk.domain.invitation_link import CODE_SYMBOLS, InvitationLink, find_link
from qqdesk.domain.join_failure import JoinFailure
from qqdesk.domain.nearby_server import NearbyServer, NearbyServerKind
from qqdesk.domain.untrusted_server import UntrustedServer
from qqdesk.gui.first_start.address_page import AddressPage
from qqdesk.gui.first_start.check_page import firewall_page, not_listed_page
from qqdesk.gui.first_start.choice_page import ChoicePage
from qqdesk.gui.first_start.entry_requests import EntryRequests, NotMade
from qqdesk.gui.first_start.join_by_link_page import Purpose
from qqdesk.gui.first_start.join_page import JoinPage
from qqdesk.gui.first_start.join_window import JoinWindow
from qqdesk.gui.first_start.nearby_list import AskState
from qqdesk.gui.first_start.new_account import JoinedPlace
from qqdesk.gui.first_start.person_fields import Person
from qqdesk.gui.first_start.place_join import PlaceJoin, place_id_of
from qqdesk.gui.first_start.wizard_window import WizardWindow
from qqdesk.gui.shared.bidi import isolated
from qqdesk.gui.shared.faces import FaceSource
from qqdesk.gui.shared.screens import bring_up
from qqdesk.gui.sign_in.account_controller import AccountController
from qqdesk.gui.sign_in.certificate_dialogs import UnencryptedDialog, UnknownCertificateDialog
from qqdesk.worker.joining import JoinCall, Joining
from qqdesk.worker.messenger import Messenger
from qqdesk.worker.nearby import NearbyPlaces, near_place


class JoinController(QObject):
    """Puts its pages into the first window, or into a window of its own while somebody is signed in."""

    joined = Signal(object)  # JoinedPlace
    notice = Signal(str)
    """A sentence for the person who is signed in."""

    def __init__(
        self, messenger: Messenger, accounts: AccountController, faces: FaceSource, server_folder: Path, parent: QObject
    ) -> None:
        """`server_folder` is the data folder of the server that this program runs itself."""
        super().__init__(parent)
        self._messenger, self._accounts, self._faces = messenger, accounts, faces
        self.joining = Joining(messenger.proxies, self)
        self.nearby = NearbyPlaces(self.joining, server_folder, self)
        self.nearby.changed.connect(self._show_places)
        self.nearby.finished.connect(self._show_searching)
        self.asks = EntryRequests(messenger, self.joining, accounts, self)
        self.asks.changed.connect(self._show_places)
        self.asks.asked.connect(self._on_asked)
        self.asks.failed.connect(self._on_ask_failed)
        self.asks.joined.connect(self._on_joined)
        self.asks.stopped.connect(self._on_stopped)
        self.asks.ready.connect(self._on_ready)
        self._choices: ChoicePage | None = None
        self.window: WizardWindow | None = None
        """The window of the pages."""
        self.own_window: JoinWindow | None = None
        self.page: JoinPage | None = None
        self._asking: PlaceJoin | None = None
        self._searching: JoinCall | None = None

    def search_for(self, choices: ChoicePage) -> None:
        """Name a place that is found on the page of the two choices."""
        self._choices = choices
        choices.destroyed.connect(self._forget_choices)
        choices.set_link(find_link(QGuiApplication.clipboard().text()) is not None)
        self.nearby.start()

    @Slot()
    def _forget_choices(self) -> None:
        self._choices = None

    # Where the pages are

    def open_in(self, window: WizardWindow) -> None:
        """Put the page for joining on top of a window's pages, or bring it back there."""
        if self.window is not window or self.page is None:
            self._use(window, self._new_page())
            window.destroyed.connect(self._on_window_gone)
        self._show_join_page()

    def open_window(self) -> None:
        """Show the page in a window of its own, for another place beside the one that the person is at."""
        if self.window is None:
            page = self._new_page()
            window = self.own_window = JoinWindow(page)
            window.closed.connect(self._on_window_gone)
            self._use(window, page)
        if self.window is not None:
            bring_up(self.window)

    def open_link(self, link: InvitationLink) -> None:
        """Show an invitation on top of the join page. Call `open_in` or `open_window` before."""
        self._show_join_page()
        self._open_invitation(link)

    def close_window(self) -> None:
        """Close the own window. Requests to come in go on."""
        if self.own_window is not None:
            self.own_window.close()

    def _use(self, window: WizardWindow, page: JoinPage) -> None:
        self.window, self.page = window, page
        if window.page is not page:
            window.show_page(page)
        self._start_searching()

    def _show_join_page(self) -> None:
        """Leave the pages above the join page."""
        while self.window is not None and self.page is not None and self.window.page is not self.page:
            self.window.go_back()

    @Slot()
    def _on_window_gone(self) -> None:
        self.window = self.own_window = self.page = self._asking = None
        self.nearby.stop()

    def shut_down(self) -> None:
        """End all threads and processes; most often a few milliseconds."""
        self.close_window()
        self.nearby.shut_down()
        self.joining.stop()

    def _new_page(self) -> JoinPage:
        page = JoinPage(self._faces)
        page.link_found.connect(self._open_invitation)
        page.place_pressed.connect(self._on_place_pressed)
        page.refresh_clicked.connect(self._start_searching)
        page.address_clicked.connect(self._open_address)
        page.help_clicked.connect(self._open_help)
        page.left.connect(self._on_left)
        return page

    @Slot()
    def _on_left(self) -> None:
        if self._choices is None:
            self.nearby.stop()
        self.page = None

    # What is near

    @Slot()
    def _start_searching(self) -> None:
        self.nearby.start()
        self._show_searching()
        self._show_places()

    @Slot()
    def _show_searching(self) -> None:
        if self.page is not None:
            self.page.set_searching(self.nearby.is_searching)

    @Slot()
    def _show_places(self) -> None:
        if self.page is not None:
            here = place_id_of(self._messenger)
            near = [place for place in self.nearby.places if not here or place.place_id != here]
            places = self.asks.with_asked(near)
            self.page.set_places(places, self.asks.states(places))
        if self._choices is not None:
            near = [place for place in self.nearby.places if place.kind <= NearbyServerKind.BY_INVITATION]
            name, is_here = (near[0].name, near[0].kind is NearbyServerKind.HERE) if near else ("", False)
            self._choices.set_place(name, is_here=is_here)

    @Slot(object)
    def _on_place_pressed(self, place: NearbyServer) -> None:
        ask = self.asks.states([place]).get(place.key)
        if ask is not None and ask.state is AskState.WAITING:
            self.asks.cancel(place)
        elif ask is not None and ask.state is AskState.READY:
            self.asks.enter(place)
        elif place.destination is None:
            self._open_firewall(place.host)
        elif place.needs_invitation:
            self._open_place(place, Purpose.ASK)
        else:
            self._open_place(place, Purpose.JOIN)

    # The pages

    @Slot(object)
    def _open_invitation(self, link: InvitationLink) -> None:
        join = self._new_join(Purpose.JOIN)
        join.open_invitation(destination_from_link(link))

    def _open_place(self, place: NearbyServer, purpose: Purpose) -> None:
        """Open the page of a place; first ask about a connection that nothing vouches for."""

        def open_now() -> None:
            self._new_join(purpose).open_place(place)

        self._confirm(place, open_now)

    def _new_join(self, purpose: Purpose) -> PlaceJoin:
        assert self.window is not None
        join = PlaceJoin(self._messenger, self.joining, self._accounts, self._faces, purpose)
        join.joined.connect(self._on_joined)
        join.help_requested.connect(self._open_firewall)
        join.entry_requested.connect(self._on_entry_requested)
        if purpose is Purpose.ASK:
            self._asking = join
            join.page.left.connect(self._on_asking_left)
        self.window.show_page(join.page)
        return join

    def _confirm(self, place: NearbyServer, confirmed: Callable[[], None]) -> None:
        """Ask before secrets are sent without encryption, or to an unknown certificate from outside this network.
        Inside it the certificate of the first contact is kept."""
        destination = place.destination
        assert destination is not None
        address = destination.addresses[0]
        host = host_of(address).strip("[]")
        if not destination.is_encrypted and not is_loopback(f"http://{address}"):
            doubt = UntrustedServer(host, int(address.rpartition(":")[2]), "")
            question: UnencryptedDialog | UnknownCertificateDialog = UnencryptedDialog(doubt, self.window)
            question.accepted.connect(lambda: self._messenger.trust(doubt))
        elif destination.fingerprint and not is_private(host):
            question = UnknownCertificateDialog(
                UntrustedServer(host, destination.tls_port, destination.fingerprint), self.window
            )
        else:
            confirmed()
            return
        question.accepted.connect(confirmed)
        question.finished.connect(question.deleteLater)
        question.open()

    @Slot()
    def _open_help(self) -> None:
        if self.window is not None:
            self.window.show_page(not_listed_page())

    @Slot(str)
    def _open_firewall(self, host: str) -> None:
        if self.window is not None:
            self.window.show_page(firewall_page(host))

    # A typed address

    @Slot()
    def _open_address(self) -> None:
        assert self.window is not None
        page = AddressPage(self._faces)
        page.lookup_requested.connect(lambda address: self._look_up(page, address))
        page.join_requested.connect(lambda place, code: self._join_at(page, place, code))
        page.entry_requested.connect(lambda place: self._open_place(place, Purpose.ASK))
        page.help_requested.connect(self._open_firewall)
        page.left.connect(self._stop_looking_at)
        self.window.show_page(page)

    def _look_up(self, page: AddressPage, address: str) -> None:
        self._stop_looking_at()
        call = self._searching = self.joining.greet(address)
        call.answered.connect(lambda answer: self._on_looked(page, address, answer))

    @Slot()
    def _stop_looking_at(self) -> None:
        if self._searching is not None:
            self._searching.stop()
            self._searching = None

    def _on_looked(self, page: AddressPage, address: str, answer: object) -> None:
        self._searching = None
        if isinstance(answer, JoinFailure):
            page.show_failure(answer)
        elif isinstance(answer, ProbedPlace):
            place = near_place(address, answer)
            page.show_place(place, can_ask=place.needs_invitation and is_private(place.host.strip("[]")))

    def _join_at(self, page: AddressPage, place: NearbyServer, code: str) -> None:
        if not place.needs_invitation:
            self._open_place(place, Purpose.JOIN)
            return
        code = code.replace("-", "").replace(" ", "").upper()
        if len(code) != CODE_SYMBOLS or not code.isalnum():
            page.show_bad_code()
            return
        assert place.destination is not None
        destination = replace(place.destination, code=code)
        self._confirm(place, lambda: self._new_join(Purpose.JOIN).open_invitation(destination))

    # Asking to come in

    @Slot(object, object)
    def _on_entry_requested(self, place: NearbyServer, person: Person) -> None:
        if self._asking is not None:
            self._asking.page.show_step(self.tr("Notifying the administrators of the place…"))
        self.asks.ask(place, person)

    @Slot(str)
    def _on_asked(self, key: str) -> None:
        """Show the row that waits, in place of the page that asked."""
        if self._asking is not None:
            self._show_join_page()
            if self.page is not None and key in self.page.places.rows:
                self.page.places.rows[key].button.setFocus()

    @Slot(str, object)
    def _on_ask_failed(self, key: str, failure: JoinFailure) -> None:
        if self._asking is not None:
            self._asking.page.show_failure(failure)

    @Slot(object)
    def _on_stopped(self, not_made: NotMade) -> None:
        """Let the person finish what stopped after the place had let them in."""
        if self.window is None:
            self.open_window()
        self._new_join(Purpose.JOIN).open_let_in(not_made)

    @Slot()
    def _on_asking_left(self) -> None:
        self._asking = None

    @Slot(str)
    def _on_ready(self, name: str) -> None:
        sentence = self.tr("{place} has let you in. “Join another place…” in the menu leads there.")
        self.notice.emit(sentence.format(place=isolated(name)))

    @Slot(object)
    def _on_joined(self, joined: JoinedPlace) -> None:
        self.joined.emit(joined)


def is_private(host: str) -> bool:
    """Whether this is an address of this computer or of a private network."""
    if is_loopback(f"http://{host}"):
        return True
    try:
        return ipaddress.ip_address(host).is_private
    except ValueError:
        return False
