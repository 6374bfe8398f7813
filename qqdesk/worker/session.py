"""One session: the client, its threads, and how they start and stop. Lives in the main thread.

Importing this module brings in requests and SQLite; the facade does so when the first session starts.
"""

import logging
import time
from pathlib import Path

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from qqdesk.client.address import password_hash
from qqdesk.client.client import Client
from qqdesk.client.known_places import KnownPlaces
from qqdesk.domain.proxy import ProxySource
from qqdesk.engine.outbox_cancellation import OutboxCancellation
from qqdesk.history.history import History
from qqdesk.protocol.codes import Status
from qqdesk.worker.api import SignIn
from qqdesk.worker.history_reader import HistoryReader
from qqdesk.worker.history_writer import HistoryWriter
from qqdesk.worker.place_finder import PlaceFinder
from qqdesk.worker.receiver import Receiver
from qqdesk.worker.sender import LOGOUT_S, Sender
from qqdesk.worker.tasks import Credentials, SessionSnapshot
from qqdesk.worker.typing_sender import TypingSender
from qqdesk.worker.worker_thread import WorkerThread, wait_for_end

_log = logging.getLogger(__name__)
STOP_S = 2.0


class Session(QObject):
    """Passes on what the workers tell, in the main thread, until it is told to stop."""

    phase_changed = Signal(object)  # ConnectionState
    opened = Signal(object)  # SessionSnapshot
    resumed = Signal(object)  # SessionResumed
    listed = Signal(object)  # RosterSnapshot
    arrived = Signal(object)  # Arrivals
    progressed = Signal(object)  # MessageUpdate
    outbox_status_changed = Signal(object)  # OutboxStatus
    profiled = Signal(object)  # ProfilesFetched
    notes_synced = Signal(object)  # NotesChanged or NotesCapabilities
    answered = Signal(object)  # an answer of worker.api
    history_answered = Signal(object)  # an answer of worker.history_requests
    went_wrong = Signal(object)  # Problem
    stopped = Signal()  # the threads are gone, and the history is closed

    # To the workers.
    enqueue = Signal(object)  # Outgoing
    forget = Signal(object)  # Forgotten
    ask = Signal(object)  # Task
    ask_history = Signal(object)  # Task
    want_profiles = Signal(object)  # ProfilesWanted
    send_notes = Signal()
    send_typing = Signal(object)  # TypingNote
    set_activity = Signal(object)  # ChatActivity
    set_credentials = Signal(object)  # Credentials
    try_now = Signal()
    _log_out = Signal()

    def __init__(
        self,
        wanted: SignIn,
        data_dir: Path,
        device: str,
        places: KnownPlaces,
        parent: QObject,
        proxies: ProxySource | None = None,
    ) -> None:
        """Raises BadAddressError."""
        super().__init__(parent)
        self._client = Client(
            wanted.server,
            wanted.number,
            device=device,
            places=places,
            proxies=proxies,
            asks_first=True,
            place_id=wanted.place,
        )
        self.credentials = Credentials(
            wanted.number, wanted.password_hash or password_hash(wanted.password), wanted.status
        )
        self.ended = False
        self.stopping = False
        self._told = False
        self._receiver = Receiver(self._client, self.credentials, data_dir / "accounts")
        self.cancellation = OutboxCancellation()
        self._sender = Sender(self._client, self.cancellation)
        self._reader = HistoryReader()
        self.writer = HistoryWriter(wanted.number, self)
        self._typing_sender = TypingSender(self._client)
        self._finder = PlaceFinder(self._client, data_dir / "server", self)
        self._threads = (
            WorkerThread(self._receiver, f"receiver {wanted.number}", self),
            WorkerThread(self._sender, f"sender {wanted.number}", self),
            WorkerThread(self._reader, f"history {wanted.number}", self),
            WorkerThread(self._typing_sender, f"typing {wanted.number}", self),
        )
        self._running = len(self._threads)
        self._connect(self._receiver, self._sender)
        self.send_typing.connect(self._typing_sender.send_typing)
        self._deadline = QTimer(self, singleShot=True, interval=round(LOGOUT_S * 1000))
        self._deadline.timeout.connect(self._close)
        for thread in self._threads:
            thread.thread.finished.connect(self._count_finished)
        self.writer.finished.connect(self._on_writer_finished)

    def _connect(self, receiver: Receiver, sender: Sender) -> None:
        receiver.phase_changed.connect(self.phase_changed)
        # The other threads are told first: the windows may ask for something as soon as they know.
        receiver.opened.connect(sender.open)
        receiver.opened.connect(self._reader.open)
        receiver.opened.connect(self._resume_deletions)
        receiver.opened.connect(self.opened)
        receiver.resumed.connect(self.resumed)
        receiver.listed.connect(self.listed)
        receiver.arrived.connect(self.arrived)
        receiver.went_wrong.connect(self.went_wrong)
        sender.progressed.connect(self.progressed)
        sender.outbox_status_changed.connect(self.outbox_status_changed)
        sender.answered.connect(self.answered)
        sender.listed.connect(self.listed)
        sender.profiled.connect(self.profiled)
        sender.notes_synced.connect(self.notes_synced)
        sender.went_wrong.connect(self.went_wrong)
        sender.logged_out.connect(self._close)
        self._reader.answered.connect(self.history_answered)
        self._reader.went_wrong.connect(self.went_wrong)
        self.writer.answered.connect(self.history_answered)
        # From one worker to the other.
        receiver.ready.connect(sender.resume)
        receiver.lost.connect(sender.pause)
        sender.looked_lost.connect(receiver.try_now)
        receiver.lost.connect(self._finder.start)
        receiver.ready.connect(self._finder.stop)
        self._finder.suggested.connect(receiver.try_now)
        self.enqueue.connect(sender.enqueue)
        self.forget.connect(sender.forget)
        self.ask.connect(sender.perform)
        self.ask_history.connect(self._reader.perform)
        self.want_profiles.connect(sender.want_profiles)
        self.send_notes.connect(sender.send_notes)
        self._log_out.connect(sender.log_out)
        self.set_activity.connect(receiver.set_activity)
        self.set_credentials.connect(receiver.set_credentials)
        self.try_now.connect(receiver.try_now)

    @property
    def client(self) -> Client:
        return self._client

    @property
    def history(self) -> History | None:
        return self._receiver.history

    def keep(self, status: Status | None = None, password_hash: str | None = None, *, is_told: bool = False) -> None:
        """What to sign in with from now on. `is_told`: the server knows of this status, unless there is a newer one."""
        old = self.credentials
        if is_told and status is not old.status:
            return
        self.credentials = Credentials(old.number, password_hash or old.password_hash, status or old.status, is_told)
        # At once: the receiving thread may be in a poll, which ends with the session.
        self._receiver.is_to_rest = self.credentials.status is Status.OFFLINE
        self.set_credentials.emit(self.credentials)

    def start(self) -> None:
        """Start the threads."""
        self.writer.start()
        for thread in self._threads:
            thread.thread.start()

    @Slot(object)
    def _resume_deletions(self, opened: SessionSnapshot) -> None:
        self.writer.resume_deletions(opened.history)

    def renew(self) -> None:
        """The connection may be dead without a word: give it up, and try at once."""
        self._client.reset_connections()
        self.try_now.emit()

    def supersede_search(self, scope: str, ticket: int) -> int:
        """Stop the running search of a scope. Return the ticket of the search before, 0 if there was none."""
        before, self._reader.newest[scope] = self._reader.newest.get(scope, 0), ticket
        if self.history is not None:
            self.history.interrupt_search()
        return before

    # The end

    def end(self) -> None:
        """The server ended it: end the threads that talk to it. The history stays open, and can be read and written."""
        self.ended = True
        self._finder.stop()
        self._client.close()
        self.writer.stop_jobs()
        for thread in self._threads:
            if thread.worker is not self._reader:
                thread.thread.quit()

    def stop(self) -> None:
        """Log out, end the threads and close the history. Nothing is told from now on but `stopped`."""
        if self.stopping:
            return
        self._finder.stop()
        if self._begin_to_stop():
            self._deadline.start()
        else:
            self._close()
        self._look_whether_done()

    def stop_now(self) -> bool:
        """The same, waiting for it: a few milliseconds most often, at most STOP_S. True if all ended."""
        until = time.monotonic() + STOP_S
        self._finder.stop_now()
        if not self.stopping and self._begin_to_stop():
            self._sender.told.wait(LOGOUT_S)
        self._told = True
        self._deadline.stop()
        self._close()
        done = [thread.wait(until - time.monotonic()) for thread in self._threads]
        self.writer.close(self.history)
        done.append(wait_for_end(self.writer, until - time.monotonic()))
        self.writer.forget_requests()
        return all(done)

    def _begin_to_stop(self) -> bool:
        """True if there is a session to log out of, and the server is being told."""
        self.stopping = True
        self._receiver.stopping = True
        self._reader.stopping = True
        self.writer.stop_jobs()
        live = self._receiver.is_signed_in and not self.ended
        if live:
            self._log_out.emit()
        self.blockSignals(True)
        return live

    @Slot()
    def _close(self) -> None:
        self._client.close()
        self._reader.stopping = True
        if self.history is not None:
            self.history.interrupt_search()
        for thread in self._threads:
            thread.thread.quit()

    @Slot()
    def _count_finished(self) -> None:
        self._running -= 1
        self._look_whether_done()

    def _look_whether_done(self) -> None:
        if not self.stopping or self._told or self._running:
            return
        self._deadline.stop()
        for thread in self._threads:
            thread.wait(STOP_S)
        # The last: the windows may change something until now.
        self.writer.close(self.history)

    @Slot()
    def _on_writer_finished(self) -> None:
        if self._told:
            return
        self._told = True
        self.writer.wait()
        self.writer.forget_requests()
        self._finder.stop_now()
        self.blockSignals(False)
        self.stopped.emit()
