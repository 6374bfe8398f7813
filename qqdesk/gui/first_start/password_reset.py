"""A forgotten password: whom to ask, the code, and the page for the new password, in a window above the sign-in."""

import html
from dataclasses import replace
from functools import partial
from typing import NamedTuple

from PySide6.QtCore import QObject, Qt, Signal, Slot
from PySide6.QtWidgets import QLineEdit, QWidget

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
from qqdesk.gui.first_start.join_texts import failure_text
from qqdesk.gui.first_start.place_join import PlaceJoin
from qqdesk.gui.first_start.wizard_page import Page
from qqdesk.gui.first_start.wizard_window import WizardWindow
from qqdesk.gui.kit.bar import Bar
from qqdesk.gui.shared.bidi import isolated, plain_tip
from qqdesk.gui.shared.buttons import role_button
from qqdesk.gui.shared.faces import FaceLabel, FaceSource
from qqdesk.gui.shared.fonts import semibold
from qqdesk.gui.shared.labels import ElidedLabel, field_label, small_label, wrapped_label
from qqdesk.gui.shared.layouts import column, fill, row
from qqdesk.gui.shared.screens import bring_up
from qqdesk.gui.shared.texts import name_list, problem_text
from qqdesk.gui.shared.type_size import scaled
from qqdesk.gui.sign_in.account_controller import AccountController
from qqdesk.gui.sign_in.local_place import LocalPlace
from qqdesk.worker.joining import JoinCall, Joining
from qqdesk.worker.local_server import ServerCommand
from qqdesk.worker.messenger import Messenger
from qqdesk.worker.nearby import near_place

_MOST_NAMES = 3


class ForgottenAccount(NamedTuple):
    """The account of the sign-in page. `number` is 0, names are "" if they are unknown. `administrators` are those of
    its place. `is_here`: the data folder of the place is on this computer."""

    server: str
    number: int = 0
    nickname: str = ""
    face: int = 0
    place_name: str = ""
    administrators: tuple[str, ...] = ()
    is_here: bool = False


class ForgottenPage(Page):
    """Answer `submitted` and `reset_clicked` with `show_failure`, or with another page."""

    WIDTH, HEIGHT = 400, 360
    submitted = Signal(str)
    """The typed text: a code or a link, maybe with words around it."""
    reset_clicked = Signal()
    """Make a code: the place is on this computer."""

    def __init__(self, faces: FaceSource, account: ForgottenAccount, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._is_here = account.is_here
        self.put_title(self.tr("Forgot the password?"))
        face = FaceLabel(faces, 56)
        face.show_face(account.face)
        name = ElidedLabel(account.nickname or (str(account.number) if account.number else ""))
        name.setFont(semibold(self.font(), 1.2))
        details = [str(account.number)] if account.nickname and account.number else []
        second = ElidedLabel(" · ".join([*details, *filter(None, [account.place_name])]), "secondary")
        who = QWidget()
        who.setLayout(row(face, (column(None, name, second, None, spacing=2), 1), spacing=12))
        who.setVisible(bool(account.number))
        self.whom = wrapped_label(self._whom(account))
        self.whom.setTextFormat(Qt.TextFormat.RichText)
        self.field = QLineEdit()
        self.field.setPlaceholderText("ABCD-2345-EFGH-6789-JKMN")
        self.message = Bar()
        self.field.textEdited.connect(self.message.clear)
        code = QWidget()
        code.setLayout(column(field_label(self.tr("I have a code, or a link"), self.field), self.field, spacing=4))
        code.setVisible(not account.is_here)
        self.status = small_label()
        self.button = role_button("", "primary")
        self.button.setMinimumHeight(scaled(36))
        self.button.clicked.connect(self.submit)
        fill(self.body, who, 4, self.whom, 8, code, None, self.message)
        fill(self.foot, (self.status, 1), self.button)
        self.set_busy(False)

    def _whom(self, account: ForgottenAccount) -> str:
        if account.is_here:
            return self.tr("This place is on this computer, so you can set a new password yourself.")
        others = [name for name in account.administrators if name != account.nickname]
        names = [f"<b>{html.escape(isolated(name))}</b>" for name in others[:_MOST_NAMES]]
        if account.administrators and not names:
            sentence = self.tr("You are the only administrator. On the computer of the place, {command} prints a code.")
            return sentence.format(command=f"<b>qqdesk-server user reset {account.number}</b>")
        if not names:
            return self.tr("Ask the person who invited you for a code. With it you set a new password.")
        whom = names[0]
        if len(names) > 1:
            whom = self.tr("{names} or {last}").format(names=name_list(names[:-1]), last=names[-1])
        return self.tr("Ask {names} for a code. With it you set a new password.").format(names=whom)

    def focus_first(self) -> None:
        (self.button if self._is_here else self.field).setFocus()

    def set_busy(self, busy: bool, step: str = "") -> None:
        """Show a running step, or that the page waits for the user."""
        self.field.setEnabled(not busy)
        self.button.setEnabled(not busy)
        self.button.setText(self.tr("Set a new password") if self._is_here else self.tr("Continue"))
        hint = self.tr("Administrators make codes in the window of the place, under People.")
        self.status.setText(step if busy or self._is_here else hint)

    @Slot()
    def submit(self) -> None:
        if not self.button.isEnabled():
            return
        self.message.clear()
        if self._is_here:
            self.reset_clicked.emit()
        elif self.field.text().strip():
            self.submitted.emit(self.field.text())
        else:
            self.show_failure(self.tr("Type or paste the code."))

    def show_failure(self, sentence: str, detail: str = "") -> None:
        self.set_busy(False)
        self.message.show_error(sentence)
        self.message.setToolTip(plain_tip(detail))
        self.focus_first()

    def leave(self) -> None:
        self.field.clear()
        super().leave()


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
