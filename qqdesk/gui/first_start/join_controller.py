"""Joining a place: the pages, their requests, and the new account."""

import time
import uuid
from dataclasses import dataclass, replace

from PySide6.QtCore import QObject, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QGuiApplication

from qqdesk.client.invitation_requests import new_code
from qqdesk.client.place_joiner import ProbedPlace
from qqdesk.domain.destination import Destination, NearbyServer, NearbyServerKind, destination_from_link
from qqdesk.domain.invitation_link import InvitationLink, find_code, find_link
from qqdesk.domain.join_failure import JoinFailure
from qqdesk.gui.first_start.address_page import AddressPage
from qqdesk.gui.first_start.certificate_confirmation import confirm_certificate, is_private
from qqdesk.gui.first_start.check_page import FirewallPage, NotListedPage
from qqdesk.gui.first_start.choice_page import ChoicePage
from qqdesk.gui.first_start.join_by_link_page import JoinByLinkPage
from qqdesk.gui.first_start.join_page import JoinPage
from qqdesk.gui.first_start.nearby_list import Ask, JoinRequestState
from qqdesk.gui.first_start.new_account import JoinedPlace, NewAccount
from qqdesk.gui.first_start.password_reset import PasswordReset
from qqdesk.gui.first_start.person_fields import Person
from qqdesk.gui.first_start.place_join import PlaceJoin
from qqdesk.gui.first_start.wizard_page import Page
from qqdesk.gui.first_start.wizard_window import WizardWindow
from qqdesk.gui.shared.bidi import isolated
from qqdesk.gui.shared.faces import FaceSource
from qqdesk.gui.shared.screens import bring_up
from qqdesk.gui.sign_in.account_controller import AccountController
from qqdesk.gui.sign_in.local_place import LocalPlace
from qqdesk.worker.joining import JoinablePlace, JoinCall, Joining
from qqdesk.worker.messenger import Messenger
from qqdesk.worker.nearby import NearbyPlaces, near_place

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
    """The requests to join of this run of the program. They continue after their pages are closed. Sends requests,
    waits for the answers, and makes the accounts.
    """

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


class JoinController(QObject):
    """Puts its pages into the first window, or into its own window during a session."""

    joined = Signal(object)  # JoinedPlace
    room_found = Signal(object)  # JoinablePlace
    """An invitation to a room of the place of the session; the window is closed."""
    account_found = Signal(object)
    """SavedAccount: a link leads to its sign-in."""
    notice = Signal(str)
    """A sentence for a signed-in user."""

    def __init__(
        self, messenger: Messenger, accounts: AccountController, faces: FaceSource, place: LocalPlace, parent: QObject
    ) -> None:
        """`place` is the place on this computer."""
        super().__init__(parent)
        self._messenger, self._accounts, self._faces = messenger, accounts, faces
        self.joining = Joining(messenger.proxies, messenger.clock, self)
        self.nearby = NearbyPlaces(self.joining, place.folder, self)
        self.nearby.changed.connect(self._show_places)
        self.nearby.finished.connect(self._show_searching)
        self.asks = SentJoinRequests(messenger, self.joining, accounts, self)
        self.asks.changed.connect(self._show_places)
        self.asks.asked.connect(self._on_asked)
        self.asks.joined.connect(self.joined)
        self.asks.stopped.connect(self._on_stopped)
        self.asks.ready.connect(self._on_ready)
        self.resets = PasswordReset(messenger, self.joining, accounts, place, faces, self)
        self.resets.joined.connect(self.joined)
        self._choices: ChoicePage | None = None
        self.window: WizardWindow | None = None
        """The window of the pages."""
        self.own_window: WizardWindow | None = None
        self.page: JoinPage | None = None
        self._lookup: JoinCall | None = None

    def search_for(self, choices: ChoicePage) -> None:
        """Search for places, and show one on the page of the two choices."""
        self._choices = choices
        choices.destroyed.connect(self._forget_choices)
        choices.set_link(find_link(QGuiApplication.clipboard().text()) is not None)
        self.nearby.start()

    @Slot()
    def _forget_choices(self) -> None:
        self._choices = None

    # The windows

    def open_in(self, window: WizardWindow) -> None:
        """Put the join page on top of a window's pages, or bring it back."""
        if self.window is not window or self.page is None:
            self.window, self.page = window, self._new_page()
            window.show_page(self.page)
            window.destroyed.connect(self._on_window_gone)
            self._start_searching()
        self._show_join_page()

    def open_window(self) -> None:
        """Show the join page in its own window, to join another place during a session."""
        if self.window is None:
            self.page = self._new_page()
            self.window = self.own_window = WizardWindow(self.page, self.tr("Join another place"))
            self.window.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
            self.window.closed.connect(self._on_window_gone)
            self._start_searching()
        bring_up(self.window)

    def open_link(self, link: InvitationLink) -> None:
        """Show an invitation on top of the join page. Call `open_in` or `open_window` before."""
        self._show_join_page()
        self._open_invitation(link)

    def close_window(self) -> None:
        """Close the own window. Requests to join continue."""
        if self.own_window is not None:
            self.own_window.close()

    def _show_join_page(self) -> None:
        """Leave the pages above the join page."""
        if self.window is not None and self.page is not None:
            self.window.return_to(self.page)

    @Slot()
    def _on_window_gone(self) -> None:
        self.window = self.own_window = self.page = None
        self.nearby.stop()

    def shut_down(self) -> None:
        """End all threads and processes, usually within a few milliseconds."""
        self.close_window()
        self.resets.close()
        self.nearby.stop()
        self.joining.stop()

    def _new_page(self) -> JoinPage:
        page = JoinPage(self._faces)
        page.link_found.connect(self._open_invitation)
        page.place_pressed.connect(self._on_place_pressed)
        page.refresh_clicked.connect(self._start_searching)
        page.address_clicked.connect(self._open_address)
        page.help_clicked.connect(lambda: self._show_page(NotListedPage()))
        page.left.connect(self._on_left)
        return page

    def _show_page(self, page: Page) -> None:
        assert self.window is not None
        self.window.show_page(page)

    @Slot()
    def _on_left(self) -> None:
        if self._choices is None:
            self.nearby.stop()
        self.page = None

    # Places nearby

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
            here = self._messenger.place_id
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
        if ask is not None and ask.state is JoinRequestState.WAITING:
            self.asks.cancel(place)
        elif ask is not None and ask.state is JoinRequestState.READY:
            self.asks.sign_in(place)
        elif place.destination is None:
            self._open_firewall(place.host)
        elif place.needs_invitation and self.page is not None and self.page.code:
            self._join_with_code(place, self.page.code, is_typed=False)
        else:
            self._open_place(place, is_asking=place.needs_invitation)

    # The pages

    @Slot(object)
    def _open_invitation(self, link: InvitationLink) -> None:
        self._new_join().open_invitation(destination_from_link(link))

    def _open_place(self, place: NearbyServer, *, is_asking: bool, is_typed: bool = False) -> None:
        """Open the page of a place. Ask before, if the connection is not protected by a known certificate."""

        def join() -> None:
            self._new_join(is_asking=is_asking).open_place(place)

        confirm_certificate(self._messenger, place, self.window, join, is_typed=is_typed)

    def _new_join(self, *, is_asking: bool = False) -> PlaceJoin:
        join = PlaceJoin(self._messenger, self.joining, self._accounts, self._faces, self.nearby, is_asking=is_asking)
        join.joined.connect(self.joined)
        join.room_found.connect(self._on_room_found)
        join.account_found.connect(self.account_found)
        join.help_requested.connect(self._open_firewall)
        if is_asking:
            join.entry_requested.connect(self.asks.ask)
            self.asks.failed.connect(join.page.show_failure)
        self._show_page(join.page)
        return join

    @Slot(object)
    def _on_room_found(self, place: JoinablePlace) -> None:
        self.close_window()
        self.room_found.emit(place)

    @Slot(str)
    def _open_firewall(self, host: str) -> None:
        self._show_page(FirewallPage(host))

    # A typed address

    @Slot()
    def _open_address(self) -> None:
        page = AddressPage(self._faces)
        page.lookup_requested.connect(lambda address: self._look_up(page, address))
        page.join_requested.connect(lambda place, code: self._join_at(page, place, code))
        page.entry_requested.connect(lambda place: self._open_place(place, is_asking=True, is_typed=True))
        page.help_requested.connect(self._open_firewall)
        page.left.connect(self._stop_lookup)
        if self.page is not None and self.page.code:
            page.code.setText(self.page.code)
        self._show_page(page)

    def _look_up(self, page: AddressPage, address: str) -> None:
        self._stop_lookup()

        def show(probed: ProbedPlace) -> None:
            self._lookup = None
            place = near_place(address, probed)
            page.show_place(place, can_ask=place.needs_invitation and is_private(place.host.strip("[]")))

        self._lookup = self.joining.probe(address)
        self._lookup.answered.connect(show)
        self._lookup.failed.connect(page.show_failure)

    @Slot()
    def _stop_lookup(self) -> None:
        if self._lookup is not None:
            self._lookup.stop()
            self._lookup = None

    def _join_at(self, page: AddressPage, place: NearbyServer, code: str) -> None:
        if not place.needs_invitation:
            self._open_place(place, is_asking=False, is_typed=True)
            return
        code = find_code(code)
        if not code:
            page.show_bad_code()
            return
        self._join_with_code(place, code, is_typed=True)

    def _join_with_code(self, place: NearbyServer, code: str, *, is_typed: bool) -> None:
        assert place.destination is not None
        destination = replace(place.destination, code=code)

        def join() -> None:
            self._new_join().open_invitation(destination, is_linked=False)

        confirm_certificate(self._messenger, place, self.window, join, is_typed=is_typed)

    # Asking to join

    @Slot(str)
    def _on_asked(self, key: str) -> None:
        """Show the row of the waiting request, in place of the page that sent it."""
        page = self.window.page if self.window is not None else None
        if self.page is not None and isinstance(page, JoinByLinkPage) and page.is_asking:
            self._show_join_page()
            if key in self.page.places.rows:  # the list may have another address of the place
                self.page.places.rows[key].button.setFocus()

    @Slot(object, object)
    def _on_stopped(self, account: NewAccount, reason: JoinFailure | str) -> None:
        """Show the page of a place that admitted the user, to finish the account."""
        if self.window is None:
            self.open_window()
        self._new_join().open_admitted(account, reason)

    @Slot(str)
    def _on_ready(self, name: str) -> None:
        sentence = self.tr("{place} has admitted you. “Join another place…” in the menu leads there.")
        self.notice.emit(sentence.format(place=isolated(name)))
