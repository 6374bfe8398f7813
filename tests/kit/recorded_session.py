"""A session without threads and server: it records what the messenger asks for."""

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from PySide6.QtCore import QObject, Qt, Signal

from qqdesk.client.client import Client
from qqdesk.client.known_places import KnownPlaces
from qqdesk.clock import LoopClock
from qqdesk.domain.conversation_id import ConversationId
from qqdesk.domain.message import Message
from qqdesk.domain.proxy import ProxySource
from qqdesk.engine.events import Ended
from qqdesk.engine.problems import problem_of
from qqdesk.engine.transfers import Download
from qqdesk.engine.wanted_status import WantedStatus
from qqdesk.history.errors import HistoryError
from qqdesk.history.history import History
from qqdesk.protocol.codes import Status
from qqdesk.protocol.record import Request
from qqdesk.worker.api import SignIn
from qqdesk.worker.history_job import HistoryJob
from qqdesk.worker.history_requests import HistoryRequestFailed, Read, ReadDone
from qqdesk.worker.pending_requests import PendingRequest, PendingRequests
from tests.helpers.gui_writes import in_place_of_the_writer


@dataclass
class SessionRecord:
    """What the messenger asked its sessions for, in order."""

    sign_ins: list[SignIn] = field(default_factory=list)
    requests: list[Request] = field(default_factory=list)
    open_requests: list[tuple[int, Request]] = field(default_factory=list)
    """Requests without an answer, with their tickets."""
    sent: list[Message] = field(default_factory=list)
    """Messages of mine, after they were stored."""
    typing: list[ConversationId] = field(default_factory=list)
    """Where I type: one conversation for each notice."""
    downloads: list[Download] = field(default_factory=list)
    tries: int = 0
    """How often a try to connect was asked for."""


class RecordedSession(QObject):
    """Stands in for a Session. The history is written and read at once; the event loop calls the listeners."""

    stopped = Signal()
    _emitted = Signal(object)

    def __init__(
        self,
        record: SessionRecord,
        wanted: SignIn,
        data_dir: Path,
        device: str,
        places: KnownPlaces,
        apply: Callable[[object], None],
        parent: QObject,
        clock: LoopClock,
        proxies: ProxySource | None = None,
    ) -> None:
        super().__init__(parent)
        self.device = device
        self.client = Client(wanted.server, wanted.number, device=device, places=places, clock=clock)
        self.folder = data_dir / "accounts" / str(wanted.number)
        self.history: History | None = None
        self.has_ended = self.is_stopping = False
        self.engine = SimpleNamespace(
            receiver=_Receiver(record, wanted), sender=_Sender(record), transfers=_Transfers(record)
        )
        self.reader = SimpleNamespace(read=self._read)
        self.writer = _Writer(self)
        self.password_hash = wanted.password_hash
        self._apply = apply
        self._emitted.connect(self.apply, Qt.ConnectionType.QueuedConnection)

    def apply(self, event: object) -> None:
        if not self.is_stopping:
            self.has_ended |= isinstance(event, Ended)
            self._apply(event)

    def emit_soon(self, event: object) -> None:
        self._emitted.emit(event)

    def _read(self, history: History, task: Read) -> None:
        try:
            self.emit_soon(ReadDone(task.ticket, task.query(history)))
        except HistoryError as error:
            self.emit_soon(HistoryRequestFailed(task.ticket, problem_of(error)))

    def start(self) -> None:
        pass

    def renew(self) -> None:
        self.engine.receiver.try_now()

    def stop(self) -> None:
        self.stop_now()
        self.stopped.emit()

    def stop_now(self) -> bool:
        self.is_stopping = True
        if self.history is not None:
            with in_place_of_the_writer():
                self.history.close()
        return True


class _Receiver:
    def __init__(self, record: SessionRecord, wanted: SignIn) -> None:
        self._record = record
        self.wanted = WantedStatus(wanted.status)
        self.is_active = False

    def set_status(self, status: Status) -> None:
        self.wanted.change(status)

    def set_active(self, active: bool) -> None:
        self.is_active = active

    def try_now(self) -> None:
        self._record.tries += 1


class _Sender:
    def __init__(self, record: SessionRecord) -> None:
        self._record = record
        self.send_typing = record.typing.append
        self._cancelled: set[str] = set()

    def request(self, ticket: int, request: Request) -> None:
        self._record.requests.append(request)
        self._record.open_requests.append((ticket, request))

    def send(self, message: Message, *, again: bool = False, stored: bool = True) -> None:
        self._record.sent.append(message)

    def cancel(self, key: str) -> bool:
        self._cancelled.add(key)
        return True

    def is_cancelled(self, key: str) -> bool:
        return key in self._cancelled

    def forget(self, key: str) -> None:
        self._cancelled.discard(key)

    def fetch_profiles(self, numbers: tuple[int, ...]) -> None:
        pass

    def send_account_values(self) -> None:
        pass

    def fetch_account_values(self) -> None:
        pass

    def sync_marks(self) -> None:
        pass

    def sync_changes(self) -> None:
        pass


class _Transfers:
    def __init__(self, record: SessionRecord) -> None:
        self._record = record

    def download(self, download: Download) -> bool:
        self._record.downloads.append(download)
        return True


class _Writer:
    """Writes at once, in this thread. With `error` set each write fails."""

    def __init__(self, session: RecordedSession) -> None:
        self._session = session
        self.pending = PendingRequests(session)
        self.error: HistoryError | None = None

    def write(self, work: Callable[[], object]) -> PendingRequest[Any]:
        pending: PendingRequest[Any] = self.pending.create()
        try:
            if self.error is not None:
                raise self.error
            with in_place_of_the_writer():
                self.pending.finish_soon(pending.ticket, work())
        except HistoryError as error:
            self.pending.fail_soon(pending.ticket, problem_of(error))
        return pending

    def start_job(self, job: HistoryJob) -> None:
        with in_place_of_the_writer():
            for answer in filter(None, job.run()):
                self._session.emit_soon(answer)

    def cancel(self, ticket: int) -> None:
        pass
