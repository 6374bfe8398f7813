"""One signed-in account: the engine and the history's threads, and how they start and stop."""

import time
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject, Qt, QTimer, Signal, Slot

from qqdesk.client.address import password_hash
from qqdesk.client.client import Client
from qqdesk.client.known_places import KnownPlaces
from qqdesk.clock import LoopClock
from qqdesk.domain.proxy import ProxySource
from qqdesk.engine.engine import Engine
from qqdesk.engine.events import Connected, Ended, Offline, Opened, Retrying, Waiting
from qqdesk.engine.history_store import HistoryStore
from qqdesk.engine.reconnect import DESKTOP
from qqdesk.history.history import History
from qqdesk.worker.api import SignIn
from qqdesk.worker.history_requests import HistoryReader
from qqdesk.worker.history_writer import HistoryWriter
from qqdesk.worker.lan_search import PlaceFinder
from qqdesk.worker.loop_thread import LoopThread, wait_for_end

STOP_S = 2.0
LOGOUT_S = 0.3
"""At the end, waiting requests and the logout have this time."""


class Session(QObject):
    """Lives in the main thread, and so do its threads. The loops emit `emitted`, which arrives here in their order."""

    emitted = Signal(object)  # an event of the engine, or an answer of worker.history_requests
    stopped = Signal()  # the threads have ended, and the history is closed

    def __init__(
        self,
        wanted: SignIn,
        data_dir: Path,
        device: str,
        places: KnownPlaces,
        apply: Callable[[object], None],
        parent: QObject,
        clock: LoopClock,
        proxies: ProxySource | None = None,
    ) -> None:
        """`apply` is called in the main thread with each event until the session is stopped. Raises BadAddressError."""
        super().__init__(parent)
        self.device = device
        self.client = Client(
            wanted.server,
            wanted.number,
            device=device,
            places=places,
            proxies=proxies,
            asks_first=True,
            place_id=wanted.place,
            clock=clock,
        )
        self._store = HistoryStore(data_dir / "accounts", wanted.number, wanted.offline_days)
        secret = wanted.password_hash or password_hash(wanted.password)
        self.engine = Engine(self.client, self._store, self.emitted.emit, DESKTOP, secret, wanted.status)
        self.reader = HistoryReader(self.emitted.emit)
        self.writer = HistoryWriter(wanted.number, self)
        self.writer.answered.connect(self._on_event)
        self._apply = apply
        self._finder = PlaceFinder(self.client, data_dir / "server", clock, self)
        self._finder.suggested.connect(self.engine.receiver.try_now)
        loops = {**self.engine.loops(), f"read history {wanted.number}": self.reader.run}
        self._threads = [LoopThread(name, loop, self) for name, loop in loops.items()]
        for thread in (*self._threads, self.writer):
            thread.finished.connect(self._on_thread_finished)
        self.has_ended = False
        """For a reason that no retry mends. The history can still be read and written."""
        self.is_stopping = False
        self._is_closed = False
        self._deadline = QTimer(self, singleShot=True, interval=round(LOGOUT_S * 1000))
        self._deadline.timeout.connect(self.client.close)
        # Queued, because some events are emitted in the main thread: they must not overtake those of the loops.
        self.emitted.connect(self._on_event, Qt.ConnectionType.QueuedConnection)

    @property
    def history(self) -> History | None:
        return self._store.history

    @property
    def password_hash(self) -> str:
        """The hash with which the session signs in."""
        return self.engine.receiver.password_hash

    def start(self) -> None:
        for thread in (*self._threads, self.writer):
            thread.start()

    def renew(self) -> None:
        """Drop the connections, which may be dead without a sign, and try at once."""
        self.client.channels.drop()
        self.engine.receiver.try_now()

    @Slot(object)
    def _on_event(self, event: object) -> None:
        if self.is_stopping:
            return
        match event:
            case Opened() if self.history is not None:
                self.writer.resume_deletions(self.history)
            case Retrying() | Waiting():
                self._finder.start()
            case Connected() | Offline():
                self._finder.stop()
            case Ended():
                self.has_ended = True
                self._finder.stop()
                self.writer.stop_jobs()
        self._apply(event)

    # The end

    def stop(self) -> None:
        """Log out, end the threads and close the history. Only `stopped` is emitted from now on."""
        if not self.is_stopping:
            self._request_stop()
            self._finder.stop()
            self._deadline.start()
            self._on_thread_finished()

    def stop_now(self) -> bool:
        """Stop and wait for the end, usually a few milliseconds and at most STOP_S. Return whether all ended."""
        began = time.monotonic()
        self._request_stop()
        self._deadline.stop()
        for thread in self._threads:
            thread.wait(max(0, round((began + LOGOUT_S - time.monotonic()) * 1000)))
        self.client.close()
        until = began + STOP_S
        done = [wait_for_end(thread, until - time.monotonic(), self) for thread in self._threads]
        self.writer.close(self._store.close)
        done.append(wait_for_end(self.writer, until - time.monotonic(), self))
        self._close()
        return all(done)

    def _request_stop(self) -> None:
        self.is_stopping = True
        self.engine.request_stop()
        self.reader.stop()
        if self.history is not None:
            self.history.interrupt_search()
        self.writer.stop_jobs()

    @Slot()
    def _on_thread_finished(self) -> None:
        """End the writer after the other threads: the windows and the loops may write until then."""
        if not self.is_stopping or self._is_closed or not all(thread.isFinished() for thread in self._threads):
            return
        self.writer.close(self._store.close)
        if self.writer.isFinished():
            for thread in (*self._threads, self.writer):
                wait_for_end(thread, STOP_S, self)
            self._close()
            self.stopped.emit()

    def _close(self) -> None:
        self._is_closed = True
        self._deadline.stop()
        self._finder.stop()
        self.writer.forget_requests()
