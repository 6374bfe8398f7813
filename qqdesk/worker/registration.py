"""A new account: one request to a server where nobody is signed in yet, in a thread of its own."""

import contextlib
import logging

from PySide6.QtCore import QObject, Signal, Slot

from qqdesk.client.address import password_hash
from qqdesk.client.client import Client
from qqdesk.client.errors import ClientError, RefusedError
from qqdesk.client.places import Places
from qqdesk.domain.problem import Problem, ProblemKind
from qqdesk.domain.proxy import ProxySource
from qqdesk.protocol.codes import RegistrationMode, Result
from qqdesk.worker.api import ActionFailed, Registered, Registration
from qqdesk.worker.greeting import registration_mode
from qqdesk.worker.problems import problem_of
from qqdesk.worker.threads import Worker, WorkerThread

_log = logging.getLogger(__name__)
STOP_S = 1.0
HELLO_S = 5.0


class Registrar(Worker):
    answered = Signal(object)  # Registered or ActionFailed

    def __init__(self, client: Client, wanted: Registration, ticket: int) -> None:
        super().__init__()
        self._client = client
        self._wanted = wanted
        self._ticket = ticket

    @Slot()
    def start(self) -> None:
        wanted = self._wanted
        answer: Registered | ActionFailed
        try:
            number = self._client.register(
                password_hash(wanted.password), wanted.nickname, wanted.invitation or None, wanted.face
            )
            answer = Registered(self._ticket, number, self._client.place_id)
        except RefusedError as error:
            answer = ActionFailed(self._ticket, self._why_refused(error))
        except ClientError as error:
            answer = ActionFailed(self._ticket, problem_of(error))
        except Exception as error:
            _log.exception("A bug in the registration")
            answer = ActionFailed(self._ticket, problem_of(error))
        self._client.close()
        self.answered.emit(answer)

    def _why_refused(self, error: RefusedError) -> Problem:
        """One code stands for all that the settings of a server forbid: who may register tells which it was."""
        if error.result != Result.REFUSED_BY_SERVER:
            return problem_of(error)
        with contextlib.suppress(ClientError):
            told = self._client.hello(timeout=HELLO_S)
            mode = None if told is None else registration_mode(told.registration)
            if mode is RegistrationMode.CLOSED:
                return Problem(ProblemKind.REGISTRATION_CLOSED, error.reason)
            if mode is RegistrationMode.INVITE:
                return Problem(ProblemKind.INVITATION_WANTED, error.reason)
        return problem_of(error)


class RegistrationRun(QObject):
    """Owned by the main thread: the thread of one registration. `answered` comes once, when the thread is gone."""

    answered = Signal(object)  # Registered or ActionFailed

    def __init__(
        self, wanted: Registration, ticket: int, places: Places, parent: QObject, proxies: ProxySource | None = None
    ) -> None:
        """Raises BadAddressError."""
        super().__init__(parent)
        self._client = Client(wanted.server, places=places, proxies=proxies, asks_first=True)
        self._answer: Registered | ActionFailed | None = None
        registrar = Registrar(self._client, wanted, ticket)
        registrar.answered.connect(self._take)
        self._thread = WorkerThread(registrar, "registration", self)
        self._thread.thread.finished.connect(self._finished)

    def start(self) -> None:
        self._thread.thread.start()

    @Slot(object)
    def _take(self, answer: Registered | ActionFailed) -> None:
        self._answer = answer
        self._thread.thread.quit()

    @Slot()
    def _finished(self) -> None:
        if self._thread.wait(STOP_S) and self._answer is not None:
            self.answered.emit(self._answer)

    def stop_now(self) -> bool:
        """Give it up; at most STOP_S. True if the thread ended."""
        self.blockSignals(True)
        self._client.close()
        self._thread.thread.quit()
        return self._thread.wait(STOP_S)
