"""From what was filled in to a session: the server on this computer first, where it is wanted, then the messenger."""

from pathlib import Path

from PySide6.QtCore import QObject, Signal, Slot

from qqdesk.client.address import password_hash
from qqdesk.client.errors import BadAddressError
from qqdesk.domain.certificate import CertificateDoubt
from qqdesk.domain.problem import Problem, ProblemKind
from qqdesk.domain.settings import LOCAL_SERVER
from qqdesk.gui.settings.proxy_keeper import ProxyKeeper
from qqdesk.gui.sign_in.account_desk import AccountDesk
from qqdesk.gui.sign_in.certificate_questions import CertificateQuestions
from qqdesk.gui.sign_in.forms import RegisterForm, SignInForm
from qqdesk.gui.sign_in.server_box import Place
from qqdesk.gui.sign_in.window import SignInWindow
from qqdesk.protocol.codes import RegistrationMode
from qqdesk.worker.api import (
    ActionFailed,
    ConnectionPhase,
    ConnectionState,
    Registered,
    Registration,
    ServerTold,
    SignIn,
)
from qqdesk.worker.discovery import FoundServers, ServerSearch
from qqdesk.worker.doctor import Patient
from qqdesk.worker.greeting import Greeting
from qqdesk.worker.local_server import LocalServer, ServerReady, own_addresses, server_command
from qqdesk.worker.messenger import Messenger

NOBODY = "http://127.0.0.1:9"
"""Where a session is for a server on this computer that does not start: nobody but the system may listen there."""


class SignInFlow(QObject):
    """Owns the server on this computer. `form` is what a running try was started with."""

    given_up = Signal()
    """The session ended, or could not begin; the problem is shown next."""

    def __init__(
        self, window: SignInWindow, server_folder: Path, messenger: Messenger, accounts: AccountDesk,
        parent: QObject,
    ) -> None:  # fmt: skip
        super().__init__(parent)
        self._accounts = accounts
        self._window, self._folder, self._messenger = window, server_folder, messenger
        self.form: SignInForm | None = None
        self._waiting: SignInForm | RegisterForm | None = None  # for the server on this computer
        self._ticket = 0  # of a registration
        self._server: LocalServer | None = None
        self._server_shared = False
        self.failure: Problem | None = None  # of that server, for those who are in without it
        self._unserved: SignInForm | None = None  # of a session that begins anew when that server is there
        self._proxy: ProxyKeeper | None = None
        self._held: SignInForm | RegisterForm | None = None  # for the password of the proxy
        window.sign_in_wanted.connect(self.submit)
        window.register_wanted.connect(self.submit)
        window.cancelled.connect(self._cancelled)
        window.server_chosen.connect(self._ask_server)
        window.account_removed.connect(accounts.remove)
        accounts.password_found.connect(self.sign_in)
        accounts.password_missing.connect(window.ask_password)
        accounts.changed.connect(window.page.show_known)
        self.questions = CertificateQuestions(window, self)
        self.questions.answered.connect(self._certificate_accepted)
        self._registration: RegisterForm | None = None  # that is under way
        self._greeting: Greeting | None = None
        self._search: ServerSearch | None = None
        self._threads: list[Greeting | ServerSearch] = []
        self._stopped = False
        window.set_lan_addresses(own_addresses())

    @Slot(object)
    def submit(self, form: SignInForm | RegisterForm) -> None:
        """Sign in, or get a number."""
        if isinstance(form, SignInForm):
            self.sign_in(form)
        else:
            self._reach_server(form)

    @Slot(object)
    def sign_in(self, form: SignInForm) -> None:
        if form.is_stored and not (form.password or form.password_hash):
            self._window.show_progress(self.tr("Asking the keyring for the password…"))
            self._accounts.fetch(form)
            return
        self.form = form
        self._unserved = self.failure = None
        self._accounts.begin(form)
        self._reach_server(form)

    @Slot(object)
    def _reach_server(self, form: SignInForm | RegisterForm) -> None:
        if form.server != LOCAL_SERVER:
            if self._proxy is not None and self._proxy.holds_up(form.server):
                self._held = form
                self._window.show_progress(self.tr("Asking for the password of the proxy…"))
            else:
                self._use_server(form, form.server)
            return
        if self._server is None or self._server_shared != form.shared:
            self.stop_server()
            self.take_server(LocalServer(server_command(), self._folder, shared=form.shared), form.shared)
        assert self._server is not None
        if self._server.is_running:
            self._use_server(form, self._server.address())
            return
        self._waiting = form
        self._window.show_progress(self.tr("Starting the server on this computer…"))
        self._server.start()

    @Slot(object)
    def _server_started(self, ready: "ServerReady") -> None:
        form, self._waiting = self._waiting, None
        if self.addresses_for_others():
            self._window.set_lan_addresses(self.addresses_for_others())
        unserved, self._unserved = self._unserved, None
        if form is not None:
            self._use_server(form, ready.url)
        elif unserved is not None:
            self.failure = None
            self._ask_for_session(unserved, ready.url)

    @Slot(object)
    def _server_failed(self, problem: Problem) -> None:
        form, self._waiting = self._waiting, None
        if isinstance(form, SignInForm):
            # Whoever was here before gets the list of the last time, as with any server that is away.
            self.failure, self._unserved = problem, form
            self._use_server(form, NOBODY)
        elif form is not None:
            self._window.show_problem(problem)

    def follow_proxy(self, keeper: "ProxyKeeper") -> None:
        """A sign-in by way of a proxy waits for its password."""
        self._proxy = keeper
        keeper.settled.connect(self._proxy_settled)

    @Slot()
    def _proxy_settled(self) -> None:
        form, self._held = self._held, None
        if form is not None:
            self._reach_server(form)

    def _use_server(self, form: SignInForm | RegisterForm, address: str) -> None:
        if isinstance(form, SignInForm):
            self._window.show_progress(self.tr("Signing in…"))
            self._ask_for_session(form, address)
        else:
            self._window.show_progress(self.tr("Getting a number…"))
            self._registration = form
            asked = Registration(address, form.password, form.nickname, form.invitation)
            self._ticket = self._messenger.register(asked)

    def _ask_for_session(self, form: SignInForm, address: str) -> None:
        # The server on this computer may have another port tomorrow; the history is the same.
        place = LOCAL_SERVER if form.server == LOCAL_SERVER else ""
        wanted = SignIn(address, form.number, form.password, form.status, place, form.password_hash)
        self._messenger.sign_in(wanted)

    @Slot()
    def _cancelled(self) -> None:
        self._waiting = self.form = self._registration = self._held = self._unserved = self.failure = None
        self._ticket = 0
        self._accounts.give_up()
        self._messenger.sign_out()

    @Slot(object)
    def take_registered(self, answer: "Registered") -> None:
        if answer.ticket == self._ticket:
            self._ticket = 0
            self._window.show_new_number(answer.number)

    @Slot(object)
    def take_failure(self, answer: "ActionFailed") -> None:
        if answer.ticket and answer.ticket == self._ticket:
            self._ticket = 0
            form, self._registration = self._registration, None
            self.show_problem(answer.problem, form)

    # What stopped it

    @Slot(object)
    def follow(self, state: ConnectionState) -> None:
        """Show the problem of a session that retries do not help, or of a sign-in without a connection."""
        trying = self._window.is_busy
        if state.phase is ConnectionPhase.WAITING:
            self.revive_server()
        if state.phase is ConnectionPhase.ENDED or (trying and state.phase is ConnectionPhase.WAITING):
            form, self.form = self.form, None
            self.given_up.emit()
            if state.problem is not None:
                self.show_problem(state.problem, form)
            self._messenger.sign_out()

    def show_problem(self, problem: Problem, form: SignInForm | RegisterForm | None) -> None:
        """Say why a try is over; ask about a certificate that somebody has to decide about."""
        if self.failure is not None and problem.kind is ProblemKind.NO_CONNECTION:
            problem = self.failure
        self._unserved = self.failure = None
        self._window.show_problem(problem)
        if form is not None:
            self.questions.ask(problem, form)

    @Slot(object, object)
    def _certificate_accepted(self, doubt: CertificateDoubt, form: SignInForm | RegisterForm) -> None:
        problem = self._messenger.trust(doubt)
        if problem is not None:
            self._window.show_problem(problem)
        else:
            self.submit(form)

    # What there is to choose from

    @Slot(str)
    def _ask_server(self, server: str) -> None:
        """Who may register there?"""
        self._stop_greeting()
        if server == LOCAL_SERVER:
            self._window.show_told(server, RegistrationMode.OPEN)
        elif server:
            try:
                messenger = self._messenger
                self._greeting = Greeting(server, messenger.places, self, messenger.proxies)
            except BadAddressError:
                return  # it is told of when it is used
            self._greeting.answered.connect(self._server_told)
            self._start(self._greeting)

    @Slot(object)
    def _server_told(self, told: "ServerTold") -> None:
        self._greeting = None
        self._window.show_told(told.server, told.registration)

    def _stop_greeting(self) -> None:
        if self._greeting is not None:
            self._greeting.stop()
            self._greeting = None

    @Slot()
    def look_around(self) -> None:
        """Look for servers on the network, as long as the window is there to choose one."""
        if self._search is None and not self._stopped and self._window.isVisible():
            self._search = ServerSearch(self._folder, self)
            self._search.changed.connect(self._servers_found)
            self._start(self._search)

    @Slot(object)
    def _servers_found(self, found: "FoundServers") -> None:
        self._window.set_found([Place(server.address, server.name) for server in found.servers])

    def look_no_more(self) -> None:
        if self._search is not None:
            self._search.stop()
            self._search = None
            self._window.set_found([])

    def _start(self, running: "Greeting | ServerSearch") -> None:
        """Some that were stopped before may not have ended yet."""
        self._threads = [*(other for other in self._threads if not other.is_over), running]
        running.start()

    def stop_threads(self) -> None:
        """At the end of the program; most often a few milliseconds."""
        self._stopped = True
        for running in self._threads:
            running.stop_now()
        self._threads = []
        self._greeting = self._search = None

    # The server on this computer

    def take_server(self, server: "LocalServer", shared: bool) -> None:
        """This one is ours from now on."""
        server.setParent(self)
        self._server, self._server_shared = server, shared
        server.started.connect(self._server_started)
        server.failed.connect(self._server_failed)

    def forget_unserved(self) -> None:
        """Who waited for the server on this computer is out."""
        self._unserved = None

    def release_server(self) -> "tuple[LocalServer | None, bool]":
        """It goes on without us."""
        server, self._server = self._server, None
        if server is not None:
            server.started.disconnect(self._server_started)
            server.failed.disconnect(self._server_failed)
            server.setParent(None)
        return server, self._server_shared

    def revive_server(self) -> None:
        """The connection is lost: if that was to a server which another program ran here, it may have gone with it."""
        if self._server is not None and not self._server.is_running:
            self._server.start()

    def patient(self) -> "Patient":
        """What a connection check is of while nobody is signed in: what is typed in the window."""
        form = self._window.page.form()
        server = form.server if isinstance(form, SignInForm) else self._window.page.server.server()
        if server == LOCAL_SERVER:
            runs = self._server is not None and self._server.is_running
            server = self._server.address() if runs and self._server is not None else "127.0.0.1"
        if not isinstance(form, SignInForm):
            return Patient(server)
        secret = password_hash(form.password) if form.password else form.password_hash
        return Patient(server, form.number, secret)

    def addresses_for_others(self) -> list[str]:
        """What others on the network type, while the server on this computer lets them in."""
        return self._server.lan_addresses() if self._server is not None else []

    def stop_server(self) -> None:
        if self._server is not None:
            self._server.stop()
            self._server.deleteLater()
            self._server = None
