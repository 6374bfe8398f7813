"""Sign in with a form: start the server on this computer if necessary, get the passwords, open a session."""

from PySide6.QtCore import QObject, Signal, Slot

from qqdesk.client.address import password_hash
from qqdesk.client.lan_server import LanServer
from qqdesk.domain.connection import UntrustedServer
from qqdesk.domain.problem import Problem, ProblemKind
from qqdesk.domain.settings import LOCAL_SERVER
from qqdesk.gui.settings.proxy_controller import ProxyController
from qqdesk.gui.sign_in.account_controller import AccountController
from qqdesk.gui.sign_in.certificate_questions import CertificateQuestions
from qqdesk.gui.sign_in.local_place import LocalPlace
from qqdesk.gui.sign_in.server_choice import Place
from qqdesk.gui.sign_in.sign_in_form import SignInForm
from qqdesk.gui.sign_in.sign_in_window import SignInWindow
from qqdesk.worker.api import ConnectionPhase, ConnectionState, SignIn
from qqdesk.worker.connection_check import CheckTarget
from qqdesk.worker.lan_search import ServerSearch
from qqdesk.worker.messenger import Messenger

UNREACHABLE = "http://127.0.0.1:9"
"""The address of a server on this computer that does not start: the discard port, which no server uses."""


class SignInFlow(QObject):
    failed = Signal()
    """The session ended or did not begin. Emitted before the problem is shown."""

    def __init__(
        self,
        window: SignInWindow,
        place: LocalPlace,
        messenger: Messenger,
        accounts: AccountController,
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._accounts = accounts
        self._window, self.place, self._messenger = window, place, messenger
        self.form: SignInForm | None = None
        """The form of the running attempt."""
        self._waits_for_server: SignInForm | None = None
        self.failure: Problem | None = None
        """Why the server on this computer does not run, during an offline session."""
        self._retry_form: SignInForm | None = None
        """The form of such a session, to sign in when the server runs."""
        self._proxy: ProxyController | None = None
        self._waits_for_proxy: SignInForm | None = None
        place.started.connect(self._server_started)
        place.failed.connect(self._server_failed)
        window.submitted.connect(self.sign_in)
        window.cancelled.connect(self._cancelled)
        window.account_removed.connect(accounts.remove)
        accounts.password_found.connect(self.sign_in)
        accounts.password_missing.connect(window.ask_password)
        accounts.changed.connect(window.page.show_known)
        self.questions = CertificateQuestions(window, self)
        self.questions.answered.connect(self._certificate_accepted)
        self._search: ServerSearch | None = None

    @Slot(object)
    def sign_in(self, form: SignInForm) -> None:
        if form.is_stored and not (form.password or form.password_hash):
            self._window.show_progress(self.tr("Asking the keyring for the password…"))
            self._accounts.load_password(form)
            return
        self.form = form
        self._retry_form = self.failure = None
        self._accounts.sign_in_started(form)
        self._find_server(form)

    @Slot(object)
    def _find_server(self, form: SignInForm) -> None:
        if form.server != LOCAL_SERVER:
            if self._proxy is not None and self._proxy.delays(form.server):
                self._waits_for_proxy = form
                self._window.show_progress(self.tr("Asking for the password of the proxy…"))
            else:
                self._use_server(form, form.server)
            return
        if self.place.is_running:
            self._use_server(form, self.place.address)
            return
        self._waits_for_server = form
        self._window.show_progress(self.tr("Opening the place on this computer…"))
        self.place.start()

    @Slot(str)
    def _server_started(self, url: str) -> None:
        form, self._waits_for_server = self._waits_for_server, None
        retry_form, self._retry_form = self._retry_form, None
        if form is not None:
            self._use_server(form, url)
        elif retry_form is not None:
            self.failure = None
            self._open_session(retry_form, url)

    @Slot(object)
    def _server_failed(self, problem: Problem) -> None:
        form, self._waits_for_server = self._waits_for_server, None
        if form is not None:
            # An offline session shows the stored list and messages, as for any unreachable server.
            self.failure, self._retry_form = problem, form
            self._use_server(self._accounts.with_place(form), UNREACHABLE)

    def use_proxy(self, proxy: ProxyController) -> None:
        """Let a sign-in through the proxy wait for its password."""
        self._proxy = proxy
        proxy.settled.connect(self._proxy_settled)

    @Slot()
    def _proxy_settled(self) -> None:
        form, self._waits_for_proxy = self._waits_for_proxy, None
        if form is not None:
            self._find_server(form)

    def _use_server(self, form: SignInForm, address: str) -> None:
        self._window.show_progress(self.tr("Signing in…"))
        self._open_session(form, address)

    def _open_session(self, form: SignInForm, address: str) -> None:
        days = self._accounts.offline_days
        wanted = SignIn(address, form.number, form.password, form.status, form.place, form.password_hash, days)
        self._messenger.sign_in(wanted)

    @Slot()
    def _cancelled(self) -> None:
        self._waits_for_server = self.form = self._waits_for_proxy = self._retry_form = self.failure = None
        self._accounts.cancel_loading()
        self._messenger.sign_out()

    # Problems

    @Slot(object)
    def on_connection_changed(self, state: ConnectionState) -> None:
        """End an attempt without a connection, and a session that a retry does not help. Show the problem."""
        trying = self._window.is_busy
        if state.phase is ConnectionPhase.WAITING:
            self.place.restart_if_lost()
        if state.phase is ConnectionPhase.ENDED or (trying and state.phase is ConnectionPhase.WAITING):
            form, self.form = self.form, None
            self.failed.emit()
            if state.problem is not None:
                self.show_problem(state.problem, form)
            self._messenger.sign_out()

    def show_problem(self, problem: Problem, form: SignInForm | None) -> None:
        """Show why an attempt failed. Ask about a certificate that the user has to judge."""
        if self.failure is not None and problem.kind is ProblemKind.NO_CONNECTION:
            problem = self.failure
        self._retry_form = self.failure = None
        if problem.kind is ProblemKind.WRONG_PASSWORD and form is not None and form.is_stored:
            # Only passwords that the server accepted are stored.
            problem = problem._replace(kind=ProblemKind.PASSWORD_CHANGED)
        self._window.show_problem(problem)
        if form is not None:
            self.questions.ask(problem, form)

    @Slot(object, object)
    def _certificate_accepted(self, doubt: UntrustedServer, form: SignInForm) -> None:
        problem = self._messenger.trust(doubt)
        if problem is not None:
            self._window.show_problem(problem)
        else:
            self.sign_in(form)

    # Servers on the network

    @Slot()
    def start_discovery(self) -> None:
        """Search for servers while the window is visible."""
        if self._search is None and self._window.isVisible():
            self._search = ServerSearch(self.place.folder, self)
            self._search.changed.connect(self._servers_found)
            self._search.start()

    @Slot(object)
    def _servers_found(self, servers: tuple[LanServer, ...]) -> None:
        self._window.set_found([Place(server.address, server.name) for server in servers])

    def stop_discovery(self) -> None:
        if self._search is not None:
            self._search.stop()
            self._search = None
            self._window.set_found([])

    def cancel_local_retry(self) -> None:
        """Do not sign in when the server on this computer runs; the user signed out."""
        self._retry_form = None

    def check_target(self) -> CheckTarget:
        """Return the server and account in the window, for a connection check."""
        form = self._window.page.form()
        server = form.server if isinstance(form, SignInForm) else self._window.page.server.server()
        if server == LOCAL_SERVER:
            server = self.place.address if self.place.is_running else "127.0.0.1"
        if not isinstance(form, SignInForm):
            return CheckTarget(server)
        secret = password_hash(form.password) if form.password else form.password_hash
        return CheckTarget(server, form.number, secret)
