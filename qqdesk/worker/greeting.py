"""What a server tells before there is a user: one question, in a thread of its own."""

import logging

from PySide6.QtCore import QObject, Signal, Slot

from qqdesk.client.client import Client
from qqdesk.client.errors import ClientError
from qqdesk.client.places import Places
from qqdesk.domain.proxy import ProxySource
from qqdesk.protocol.codes import RegistrationMode
from qqdesk.worker.api import ServerTold
from qqdesk.worker.threads import Worker, WorkerThread

_log = logging.getLogger(__name__)
STOP_S = 1.0
TIMEOUT_S = 8.0


def registration_mode(word: str) -> RegistrationMode | None:
    """None for a word that we do not know."""
    return RegistrationMode(word) if word in tuple(RegistrationMode) else None


class _Greeter(Worker):
    answered = Signal(object)  # ServerTold

    def __init__(self, client: Client, server: str) -> None:
        super().__init__()
        self._client = client
        self._server = server

    @Slot()
    def start(self) -> None:
        told = ServerTold(self._server)
        try:
            reply = self._client.hello(timeout=TIMEOUT_S)
            if reply is not None:
                told = ServerTold(self._server, registration_mode(reply.registration), reply.name)
        except ClientError as error:
            # Whoever goes on with this server is told then what is wrong with it.
            _log.info("A server did not say who it is: %s", error)
        except Exception:
            _log.exception("A bug in asking a server who it is")
        self._client.close()
        self.answered.emit(told)


class Greeting(QObject):
    """Owned by the main thread: one question. `answered` comes once, and the object goes with its thread."""

    answered = Signal(object)  # ServerTold

    def __init__(self, server: str, places: Places, parent: QObject | None, proxies: ProxySource | None = None) -> None:
        """Raises BadAddressError."""
        super().__init__(parent)
        self.is_over = False
        self._client = Client(server, places=places, proxies=proxies)
        greeter = _Greeter(self._client, server)
        greeter.answered.connect(self._take)
        self._thread = WorkerThread(greeter, "greeting", self)
        self._thread.thread.finished.connect(self._finished)

    def start(self) -> None:
        self._thread.thread.start()

    @Slot(object)
    def _take(self, told: ServerTold) -> None:
        self._thread.thread.quit()
        self.answered.emit(told)

    @Slot()
    def _finished(self) -> None:
        if not self.is_over:
            self.is_over = True
            self._thread.wait(STOP_S)
            self.deleteLater()

    def stop(self) -> None:
        """Nobody wants to know any more."""
        self.blockSignals(True)
        self._client.close()

    def stop_now(self) -> bool:
        """Give it up; at most STOP_S. True if the thread ended."""
        if self.is_over:
            return True
        self.is_over = True
        self.stop()
        self._thread.thread.quit()
        return self._thread.wait(STOP_S)
