"""Starting a place: its pages, its server, the account of its administrator, and who can reach it."""

from typing import NamedTuple

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from qqdesk.domain.problem import Problem, ProblemKind
from qqdesk.domain.settings import LOCAL_SERVER
from qqdesk.gui.faces import FaceSource
from qqdesk.gui.first_start.open_place_page import OpenPlacePage
from qqdesk.gui.first_start.page_window import PageWindow
from qqdesk.gui.first_start.start_place_page import StartForm, StartPlacePage
from qqdesk.gui.sign_in.account_desk import AccountDesk
from qqdesk.gui.sign_in.forms import SignInForm
from qqdesk.gui.sign_in.local_place import LocalPlace
from qqdesk.worker.api import ActionFailed, Registered, Registration, ServerTold
from qqdesk.worker.greeting import Greeting
from qqdesk.worker.keyring_calls import KeyAct, KeyAnswer
from qqdesk.worker.local_server import own_network
from qqdesk.worker.messenger import Messenger

_INVITATION_MS = 5_000
"""A place without accounts prints its invitation right after its start. One with accounts prints none."""
_NEW_PASSWORD = "new@local"
"""The name of the password in the keyring until the number of the account is known."""


class StartedPlace(NamedTuple):
    """Sign in with `form`. `is_open`: the place is open to the network, so the next step is to invite people."""

    form: SignInForm
    is_open: bool


class PlaceController(QObject):
    """Shows *Start a place* in a window and reports `finished` when the person can sign in."""

    finished = Signal(object)
    """StartedPlace"""
    join_other_wanted = Signal(str)
    """Join the place at this address, which runs on this computer already."""

    def __init__(
        self, messenger: Messenger, accounts: AccountDesk, place: LocalPlace, faces: FaceSource, parent: QObject
    ) -> None:
        super().__init__(parent)
        self._messenger, self._accounts, self._place, self._faces = messenger, accounts, place, faces
        self._window: PageWindow | None = None
        self._page: StartPlacePage | None = None
        self._form: StartForm | None = None
        """What is being started."""
        self._account: SignInForm | None = None
        """The account that was made, while the second page is shown."""
        self._key_ticket = self._ticket = 0
        self._greeting: Greeting | None = None
        self._other = ""
        self._is_new = False
        """No place was started here before."""
        self._patience = QTimer(self, singleShot=True, interval=_INVITATION_MS)
        self._patience.timeout.connect(self._ask_for_invitation)
        place.started.connect(self._on_started)
        place.failed.connect(self._on_failed)
        place.port_taken.connect(self._on_port_taken)
        place.invited.connect(self._register)
        messenger.registered.connect(self._on_registered)
        messenger.action_failed.connect(self._on_action_failed)

    def open_in(self, window: PageWindow) -> None:
        """Put the first page on top of a window's pages."""
        page = self._page = StartPlacePage(self._faces, self._accounts.keyring)
        page.place_start_wanted.connect(self._start)
        page.join_other_wanted.connect(self._join_other)
        page.left.connect(self._give_up)
        self._window = window
        window.show_page(page)

    # From the first page to an account

    @Slot(object)
    def _start(self, form: StartForm) -> None:
        self._form = form
        if form.person.is_made:
            # If the keyring took no password after the registration, nobody would know the password.
            keyring = self._accounts.keyring
            keyring.answered.connect(self._on_key_answer)
            self._key_ticket = keyring.write(_NEW_PASSWORD, form.person.password)
        else:
            self._start_server()

    @Slot(object)
    def _on_key_answer(self, answer: KeyAnswer) -> None:
        if answer.ticket != self._key_ticket or answer.act is not KeyAct.WRITE:
            return
        self._key_ticket = 0
        self._accounts.keyring.answered.disconnect(self._on_key_answer)
        if self._form is None:
            return
        if answer.trouble is None:
            self._start_server()
        elif self._page is not None:
            self._form = None
            self._page.ask_password(self.tr("The keyring took no password. Choose one."))

    def _start_server(self) -> None:
        assert self._form is not None
        self._is_new = not self._place.exists
        try:
            self._place.create(self._form.place_name)
        except OSError as error:
            self._fail(Problem(ProblemKind.LOCAL_SERVER_FAILED, str(error)))
            return
        self._place.start(keeps_port=not self._form.beside_other)

    @Slot(int)
    def _on_port_taken(self, port: int) -> None:
        """Another program listens there. If it is a place, the person decides."""
        if self._form is not None:
            self._other = f"127.0.0.1:{port}"
            self._greeting = Greeting(self._other, self._messenger.places, self, self._messenger.proxies)
            self._greeting.answered.connect(self._on_greeted)
            self._greeting.start()

    @Slot(object)
    def _on_greeted(self, told: ServerTold) -> None:
        self._greeting = None
        if self._form is None or self._page is None:
            return
        if told.name:
            self._form = None
            self._drop_place()
            self._page.show_other_place(told.name)
        else:
            self._place.start()

    @Slot()
    def _join_other(self) -> None:
        self.join_other_wanted.emit(self._other)

    @Slot()
    def _on_started(self) -> None:
        if self._form is not None and self._account is None:
            self._patience.start()

    @Slot(str)
    def _register(self, invitation: str) -> None:
        form = self._form
        if form is not None and self._account is None and not self._ticket:
            self._patience.stop()
            person = form.person
            wanted = Registration(self._place.address, person.password, person.nickname, invitation, person.face)
            self._ticket = self._messenger.register(wanted)

    @Slot()
    def _ask_for_invitation(self) -> None:
        """The place has accounts of an earlier time, so its server printed no invitation."""
        if self._form is not None:
            self._place.invite_administrator()

    @Slot(object)
    def _on_registered(self, answer: Registered) -> None:
        form = self._form
        if answer.ticket != self._ticket or form is None or self._window is None:
            return
        self._ticket, self._form = 0, None
        person = form.person
        keeps = person.keeps_password
        account = SignInForm(
            LOCAL_SERVER, answer.number, person.password, keep_password=keeps, auto=keeps, place=answer.place_id
        )
        self._account = account
        # From here on the account exists: a person who closes the window finds it at the next start.
        self._accounts.add(account, person.nickname, person.face)
        if person.is_made:
            self._accounts.keyring.remove(_NEW_PASSWORD)
        page = OpenPlacePage(self._faces, form.place_name, own_network())
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

    # What stops it

    @Slot(object)
    def _on_action_failed(self, answer: ActionFailed) -> None:
        if answer.ticket and answer.ticket == self._ticket:
            self._ticket = 0
            self._fail(answer.problem)

    @Slot(object)
    def _on_failed(self, problem: Problem) -> None:
        if self._form is not None:
            self._fail(problem)

    def _fail(self, problem: Problem) -> None:
        self._patience.stop()
        self._form = None
        # The next attempt may have another name, and gets a new invitation.
        self._drop_place()
        if self._page is not None:
            self._page.show_problem(problem)

    def _drop_place(self) -> None:
        """Stop the server, and forget the settings of a place without people."""
        if self._is_new:
            self._place.discard()
        else:
            self._place.stop()

    @Slot()
    def _give_up(self) -> None:
        """The person went back, or closed the window."""
        self._patience.stop()
        self._page = None
        self._ticket = 0
        if self._form is not None:
            self._form = None
            self._drop_place()

    # Later

    def change_reach(self, *, is_open: bool) -> None:
        """Open the place to the network, or close it."""
        try:
            self._place.change_reach(is_open=is_open)
        except OSError as error:
            self._place.failed.emit(Problem(ProblemKind.LOCAL_SERVER_FAILED, str(error)))

    def shut_down(self) -> None:
        if self._greeting is not None:
            self._greeting.stop_now()
            self._greeting = None
