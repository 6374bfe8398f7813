"""Starting a place: its pages, its server, and the account of its administrator."""

import uuid
from typing import NamedTuple

from PySide6.QtCore import QObject, Signal, Slot

from qqdesk.client.place_joiner import ProbedPlace
from qqdesk.domain.destination import Destination
from qqdesk.domain.join_failure import JoinFailure
from qqdesk.domain.problem import Problem, ProblemKind
from qqdesk.gui.first_start.join_texts import failure_text
from qqdesk.gui.first_start.new_account import JoinedPlace, NewAccount
from qqdesk.gui.first_start.open_place_page import OpenPlacePage
from qqdesk.gui.first_start.restore_controller import RestoreController
from qqdesk.gui.first_start.start_place_page import StartForm, StartPlacePage
from qqdesk.gui.first_start.wizard_window import WizardWindow
from qqdesk.gui.shared.faces import FaceSource
from qqdesk.gui.shared.texts import problem_text
from qqdesk.gui.sign_in.account_controller import AccountController
from qqdesk.gui.sign_in.local_place import LocalPlace
from qqdesk.worker.joining import JoinablePlace, JoinCall, Joining
from qqdesk.worker.local_server import own_network
from qqdesk.worker.messenger import Messenger


class StartedPlace(NamedTuple):
    """Sign in with the form of `joined`. `is_open`: the place is open to the network, so the next step is to invite
    people."""

    joined: JoinedPlace
    is_open: bool


class PlaceController(QObject):
    """Shows *Start a place* in a window. Emits `finished` when the user can sign in."""

    finished = Signal(object)
    """StartedPlace"""
    join_other_requested = Signal(str)
    """Join the place at this address, which already runs on this computer."""

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
        self.restore = RestoreController(place, accounts, self)
        self._window: WizardWindow | None = None
        self._page: StartPlacePage | None = None
        self._form: StartForm | None = None
        """The values of the place that is being started."""
        self._account: JoinedPlace | None = None
        """The new account, while the second page is shown."""
        self._client_id = uuid.uuid4().hex
        """The same for each try: after a lost reply the account may exist."""
        self._call: JoinCall | None = None
        self._new: NewAccount | None = None
        self._other = ""
        self._is_new = False
        """This is the first place on this computer."""
        place.started.connect(self._on_started)
        place.failed.connect(self._on_failed)
        place.invited.connect(self._register)

    def open_in(self, window: WizardWindow) -> None:
        """Put the first page on top of a window's pages."""
        page = self._page = StartPlacePage(self._faces, self._accounts.keyring)
        page.start_clicked.connect(self._start)
        page.join_other_clicked.connect(self._join_other)
        page.backup_clicked.connect(lambda: self.restore.open_in(window))
        page.left.connect(self._give_up)
        self._window = window
        window.show_page(page)

    # Place and account

    @Slot(object)
    def _start(self, form: StartForm) -> None:
        self._form = form
        self._is_new = not self._place.exists
        try:
            self._place.create(form.place_name)
        except OSError as error:
            self._on_failed(Problem(ProblemKind.LOCAL_SERVER_FAILED, str(error)))
            return
        if self._is_new and not form.beside_other:
            self._look_for_other()
        else:
            self._place.start()

    def _look_for_other(self) -> None:
        """If the place of another person uses the port, ask whether to join it. Otherwise start the place."""
        self._other = f"127.0.0.1:{self._place.settings.port}"
        self._call = self._joining.probe(self._other)
        self._call.answered.connect(self._on_other_place)
        self._call.failed.connect(self._start_server)

    @Slot(object)
    def _on_other_place(self, other: ProbedPlace) -> None:
        if other.hello.name and self._page is not None:
            self._drop()
            self._page.show_other_place(other.hello.name)
        else:
            self._start_server()

    @Slot()
    def _start_server(self) -> None:
        """Start the server, at the next port if another program uses this one."""
        self._call = None
        self._place.start()

    @Slot()
    def _join_other(self) -> None:
        self.join_other_requested.emit(self._other)

    @Slot()
    def _on_started(self) -> None:
        if self._form is not None and self._call is None and self._new is None:
            self._place.invite_administrator()

    @Slot(str)
    def _register(self, invitation: str) -> None:
        if self._form is not None and not invitation:
            self._on_failed(Problem(ProblemKind.LOCAL_SERVER_FAILED))
        elif self._form is not None and self._call is None and self._new is None:
            address = self._place.address.removeprefix("http://")
            self._call = self._joining.show(Destination((address,), code=invitation))
            self._call.answered.connect(self._on_invited)
            self._call.failed.connect(self._on_not_made)

    @Slot(object)
    def _on_invited(self, place: JoinablePlace) -> None:
        self._call = None
        assert self._form is not None and self._page is not None
        account = self._new = NewAccount(
            self._messenger, self._joining, self._accounts, place, self._form.person, self._client_id, is_own=True
        )
        account.stepped.connect(self._page.show_step)
        account.failed.connect(self._on_not_made)
        account.password_refused.connect(self._on_password_refused)
        account.made.connect(self._on_made)
        account.start()

    @Slot(object)
    def _on_made(self, made: JoinedPlace) -> None:
        form, self._form, self._new = self._form, None, None
        self._client_id = uuid.uuid4().hex
        assert form is not None and self._window is not None
        self._account = made
        page = OpenPlacePage(self._faces, form.place_name, made.form.place, own_network())
        page.answered.connect(self._on_reach_chosen)
        self._page = None
        self._window.replace_page(page)

    @Slot(bool)
    def _on_reach_chosen(self, is_open: bool) -> None:
        account, self._account = self._account, None
        if account is None:
            return
        if is_open:
            self.change_reach(is_open=True)
        self.finished.emit(StartedPlace(account, is_open))

    # Failures

    @Slot(object)
    def _on_failed(self, problem: Problem) -> None:
        if self._form is not None:
            self._fail(problem_text(problem), problem.detail)

    @Slot(object)
    def _on_not_made(self, failure: JoinFailure) -> None:
        if self._form is not None:
            self._fail(failure_text(failure, self._form.place_name).sentence, failure.detail)

    @Slot(str)
    def _on_password_refused(self, sentence: str) -> None:
        self._drop()
        if self._page is not None:
            self._page.ask_password(sentence)

    def _fail(self, sentence: str, detail: str) -> None:
        self._drop()
        if self._page is not None:
            self._page.show_failure(sentence, detail)

    def _drop(self) -> None:
        """Stop the server. Remove the settings of a place without accounts: the next attempt may have another name."""
        self._form = None
        if self._call is not None:
            self._call.stop()
            self._call = None
        if self._new is not None:
            self._new.stop()
            self._new = None
        if self._is_new:
            self._place.discard()
        else:
            self._place.end(is_used=False)

    @Slot()
    def _give_up(self) -> None:
        """Stop, because the user went back or closed the window."""
        self._page = None
        if self._form is not None:
            self._drop()

    # Access

    def change_reach(self, *, is_open: bool) -> None:
        """Open the place to the network, or close it."""
        try:
            self._place.change_reach(is_open=is_open)
        except OSError as error:
            self._place.failed.emit(Problem(ProblemKind.LOCAL_SERVER_FAILED, str(error)))
