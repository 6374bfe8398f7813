"""The requests for a new account that run at the moment."""

from PySide6.QtCore import QObject, Qt, Signal, Slot

from qqdesk.client.errors import BadAddressError
from qqdesk.client.places import Places
from qqdesk.domain.problem import Problem, ProblemKind
from qqdesk.domain.proxy import ProxySource
from qqdesk.worker.api import ActionFailed, Registered, Registration
from qqdesk.worker.registration import RegistrationRun


class Registrations(QObject):
    """Lives in the main thread. `answered` comes once for each started registration."""

    answered = Signal(object)  # Registered or ActionFailed
    _failed = Signal(object)

    def __init__(self, places: Places, proxies: ProxySource, parent: QObject) -> None:
        super().__init__(parent)
        self._places = places
        self._proxies = proxies
        self._runs: list[RegistrationRun] = []
        self._failed.connect(self.answered, Qt.ConnectionType.QueuedConnection)

    def start(self, wanted: Registration, ticket: int) -> None:
        try:
            run = RegistrationRun(wanted, ticket, self._places, self, self._proxies)
        except BadAddressError as error:
            self._failed.emit(ActionFailed(ticket, Problem(ProblemKind.BAD_ADDRESS, str(error))))
            return
        self._runs.append(run)
        run.answered.connect(self._finish)
        run.start()

    def stop_now(self) -> None:
        """Give up all of them; at most one second each."""
        for run in self._runs:
            run.stop_now()
        self._runs = []

    @Slot(object)
    def _finish(self, answer: Registered | ActionFailed) -> None:
        run = self.sender()
        self._runs = [other for other in self._runs if other is not run]
        run.deleteLater()
        self.answered.emit(answer)
