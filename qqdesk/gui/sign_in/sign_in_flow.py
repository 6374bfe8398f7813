"""From what was filled in to a session: the server on this computer first, where it is wanted, then the messenger."""

from PySide6.QtCore import QObject, Signal, Slot

from qqdesk.client.address import password_hash
from qqdesk.domain.problem import Problem, ProblemKind
from qqdesk.domain.settings import LOCAL_SERVER
from qqdesk.domain.untrusted_server import UntrustedServer
from qqdesk.gui.settings.proxy_controller import ProxyController
from qqdesk.gui.sign_in.account_controller import AccountController
from qqdesk.gui.sign_in.certificate_questions import CertificateQuestions
from qqdesk.gui.sign_in.local_place import LocalPlace
from qqdesk.gui.sign_in.server_items import Place
from qqdesk.gui.sign_in.sign_in_form import SignInForm
from qqdesk.gui.sign_in.sign_in_window import SignInWindow
from qqdesk.worker.api import (
    ConnectionPhase,
    ConnectionState,
    SignIn,
)
from qqdesk.worker.check_thread import CheckTarget
from qqdesk.worker.discovery import FoundServers, ServerSearch
from qqdesk.worker.local_server import ServerReady
from qqdesk.worker.messenger import Messenger

NOBODY = "http://127.0.0.1:9"
"""Where a session is for a server on this computer that does not start: nobody but the system may listen there."""


class SignInFlow(QObject):
    """Signs in at a place. `form` is what a running attempt was started with."""

    failed = Signal()
    """The session ended, or could not begin; the problem is shown next."""

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
        self._waiting: SignInForm | None = None  # for the server on this computer
        self.failure: Problem | None = None  # of that server, for those who are in without it
        self._unserved: SignInForm | None = None  # of a session that begins anew when that server is there
        self._proxy: ProxyController | None = None
        self._held: SignInForm | None = None  # for the password of the proxy
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
        self._threads: list[ServerSearch] = []
        self._stopped = False

    @Slot(object)
    def sign_in(self, form: SignInForm) -> None:
        if form.is_stored and not (form.password or form.password_hash):
            self._window.show_progress(self.tr("Asking the keyring for the password…"))
            self._accounts.load_password(form)
            return
        self.form = form
        self._unserved = self.failure = None
        self._accounts.sign_in_started(form)
        self._reach_server(form)

    @Slot(object)
    def _reach_server(self, form: SignInForm) -> None:
        if form.server != LOCAL_SERVER:
            if self._proxy is not None and self._proxy.holds_up(form.server):
                self._held = form
                self._window.show_progress(self.tr("Asking for the password of the proxy…"))
            else:
                self._use_server(form, form.server)
            return
        if self.place.is_running:
            self._use_server(form, self.place.address)
            return
        self._waiting = form
        self._window.show_progress(self.tr("Starting the server on this computer…"))
        self.place.start()

    @Slot(object)
    def _server_started(self, ready: "ServerReady") -> None:
        form, self._waiting = self._waiting, None
        unserved, self._unserved = self._unserved, None
        if form is not None:
            self._use_server(form, ready.url)
        elif unserved is not None:
            self.failure = None
            self._ask_for_session(unserved, ready.url)

    @Slot(object)
    def _server_failed(self, problem: Problem) -> None:
        form, self._waiting = self._waiting, None
        if form is not None:
            # Whoever was here before gets the list of the last time, as with any server that is away.
            self.failure, self._unserved = problem, form
            self._use_server(self._accounts.with_place(form), NOBODY)

    def use_proxy(self, keeper: "ProxyController") -> None:
        """A sign-in by way of a proxy waits for its password."""
        self._proxy = keeper
        keeper.settled.connect(self._proxy_settled)

    @Slot()
    def _proxy_settled(self) -> None:
        form, self._held = self._held, None
        if form is not None:
            self._reach_server(form)

    def _use_server(self, form: SignInForm, address: str) -> None:
        self._window.show_progress(self.tr("Signing in…"))
        self._ask_for_session(form, address)

    def _ask_for_session(self, form: SignInForm, address: str) -> None:
        wanted = SignIn(address, form.number, form.password, form.status, form.place, form.password_hash)
        self._messenger.sign_in(wanted)

    @Slot()
    def _cancelled(self) -> None:
        self._waiting = self.form = self._held = self._unserved = self.failure = None
        self._accounts.cancel_loading()
        self._messenger.sign_out()

    # What stopped it

    @Slot(object)
    def on_connection_changed(self, state: ConnectionState) -> None:
        """Show the problem of a session that retries do not help, or of a sign-in without a connection."""
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
        """Say why a try is over; ask about a certificate that somebody has to decide about."""
        if self.failure is not None and problem.kind is ProblemKind.NO_CONNECTION:
            problem = self.failure
        self._unserved = self.failure = None
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

    # What there is to choose from

    @Slot()
    def start_discovery(self) -> None:
        """Look for servers on the network, as long as the window is there to choose one."""
        if self._search is None and not self._stopped and self._window.isVisible():
            self._search = ServerSearch(self.place.folder, self)
            self._search.changed.connect(self._servers_found)
            self._start(self._search)

    @Slot(object)
    def _servers_found(self, found: "FoundServers") -> None:
        self._window.set_found([Place(server.address, server.name) for server in found.servers])

    def stop_discovery(self) -> None:
        if self._search is not None:
            self._search.stop()
            self._search = None
            self._window.set_found([])

    def _start(self, running: ServerSearch) -> None:
        """Some that were stopped before may not have ended yet."""
        self._threads = [*(other for other in self._threads if not other.is_over), running]
        running.start()

    def stop_threads(self) -> None:
        """At the end of the program; most often a few milliseconds."""
        self._stopped = True
        for running in self._threads:
            running.stop_now()
        self._threads = []
        self._search = None

    def cancel_local_retry(self) -> None:
        """Who waited for the server on this computer is out."""
        self._unserved = None

    def check_target(self) -> "CheckTarget":
        """Return the target of a connection check before the sign-in: the address and account that are typed."""
        form = self._window.page.form()
        server = form.server if isinstance(form, SignInForm) else self._window.page.server.server()
        if server == LOCAL_SERVER:
            server = self.place.address if self.place.is_running else "127.0.0.1"
        if not isinstance(form, SignInForm):
            return CheckTarget(server)
        secret = password_hash(form.password) if form.password else form.password_hash
        return CheckTarget(server, form.number, secret)
