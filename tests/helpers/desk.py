"""A facade and the record of its signals, in order, with ways to wait for them. The Qt event loop runs meanwhile."""

import hashlib
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

from PySide6.QtCore import QEventLoop, QTimer
from pytestqt.qtbot import QtBot

from qqdesk.domain.body import Text
from qqdesk.domain.message import Delivery, Message
from qqdesk.domain.outbox_status import WaitingReason
from qqdesk.domain.problem import Problem, ProblemKind
from qqdesk.engine.reconnect import GRACE_S
from qqdesk.engine.state import Phase
from qqdesk.protocol.codes import Status
from qqdesk.worker.api import ConnectionPhase, SignIn
from qqdesk.worker.connection_state import next_try_in, waiting_reason
from qqdesk.worker.messenger import Messenger
from qqdesk.worker.pending_requests import PendingRequest
from tests.helpers.clock import FakeClock
from tests.helpers.history import wait_written
from tests.helpers.messages import chat_with

_SIGNALS = (
    "connection_changed", "signed_in", "signed_out", "me_changed", "roster_changed", "message_added",
    "message_changed", "unread_changed", "typing_changed", "requests_changed", "notice_received",
    "problem_occurred", "device_added",
)  # fmt: skip
PATIENCE_MS = 60_000
R = TypeVar("R")


class Desk:
    """One person at one computer. `signals` holds (name, argument)."""

    def __init__(
        self,
        qtbot: QtBot,
        folder: Path,
        number: int = 0,
        password: str = "secret",
        clock: FakeClock | None = None,
    ) -> None:
        self.qtbot = qtbot
        self.folder = folder
        self.number = number
        self.password = password
        device = hashlib.blake2b(folder.name.encode(), digest_size=16).hexdigest()
        self.clock = clock
        self.messenger = Messenger(folder, device, clock=clock)
        self.signals: list[tuple[str, Any]] = []
        for name in _SIGNALS:
            getattr(self.messenger, name).connect(self._witness(name))

    def _witness(self, name: str) -> Callable[..., None]:
        def note(*carried: Any) -> None:
            self.signals.append((name, carried[0] if carried else None))

        return note

    def of(self, name: str) -> list[Any]:
        """What every signal of this name carried."""
        return [carried for signal, carried in self.signals if signal == name]

    def wait(self, condition: Callable[[], object], patience_ms: int = PATIENCE_MS) -> None:
        self.qtbot.waitUntil(lambda: bool(condition()), timeout=patience_ms)

    def wait_for(self, name: str, count: int = 1) -> Any:
        """The `count`th signal of this name, which may have been there already."""
        self.wait(lambda: len(self.of(name)) >= count)
        return self.of(name)[count - 1]

    # Sessions

    def start(self, server: str, status: Status = Status.ONLINE, place: str = "") -> None:
        self.messenger.sign_in(SignIn(server, self.number, self.password, status, place))

    def sign_in(self, server: str, status: Status = Status.ONLINE, place: str = "") -> "Desk":
        self.start(server, status, place)
        self.wait_connected()
        return self

    def wait_connected(self) -> None:
        self.wait_phase(ConnectionPhase.CONNECTED)

    def wait_phase(self, phase: ConnectionPhase) -> None:
        self.wait(lambda: self.messenger.connection.phase is phase)

    def wait_given_up(self) -> None:
        """Wait until the connection is cut, and move the clock over the time that a restart of the server takes."""
        assert self.messenger.session is not None and self.clock is not None
        receiver = self.messenger.session.engine.receiver
        self.wait(lambda: receiver.phase is not Phase.ONLINE)
        self.clock.advance(GRACE_S)
        self.wait_phase(ConnectionPhase.WAITING)

    def wait_lost(self) -> None:
        self.wait(lambda: self.messenger.connection.phase is not ConnectionPhase.CONNECTED)

    @property
    def problem(self) -> ProblemKind | None:
        problem = self.messenger.connection.problem
        return None if problem is None else problem.kind

    def wait_written(self) -> None:
        """Until everything that was to be saved so far is on disk."""
        assert self.messenger.session is not None
        wait_written(self.messenger.session.writer)

    # Messages

    def texts(self, number: int) -> list[str]:
        return [message.text for message in self.messenger.conversation(chat_with(number)).messages]

    def states(self, number: int) -> list[Delivery | None]:
        return [message.delivery for message in self.messenger.conversation(chat_with(number)).messages]

    def waiting_reason(self, message: Message) -> WaitingReason:
        return waiting_reason(message, self.messenger.connection, self.messenger.outbox_status)

    def next_try_in(self) -> float | None:
        messenger = self.messenger
        return next_try_in(messenger.connection, messenger.outbox_status, messenger.clock.monotonic())

    def send(self, number: int, text: str) -> str:
        """Send a message; its id, when it is on disk."""
        return self.send_message(number, text).id

    def send_message(self, number: int, text: str) -> Message:
        """Send a message; how it is when it is on disk."""
        return self.result(self.messenger.own_messages.send(chat_with(number), Text(text)))

    def result(self, pending: PendingRequest[R]) -> R:
        """Run the event loop until a request ends. Fail with its problem."""
        ended: list[R | Problem] = []
        loop = QEventLoop()
        for collect in (ended.append, lambda _: loop.quit()):
            pending.then(self.messenger, collect, collect)
        QTimer.singleShot(PATIENCE_MS, loop, loop.quit)
        loop.exec()
        (outcome,) = ended
        assert not isinstance(outcome, Problem), outcome
        return outcome

    def wait_state(self, number: int, key: str, state: Delivery) -> None:
        def there() -> bool:
            message = self.messenger.conversation(chat_with(number)).find(key)
            return message is not None and message.delivery is state

        self.wait(there)

    def wait_texts(self, number: int, *texts: str) -> None:
        """These and no others, in this order."""
        self.wait(lambda: self.texts(number) == list(texts))

    def reply(self, pending: PendingRequest[R]) -> R:
        """Wait for the reply to a request. Call this as soon as the request is made."""
        replies: list[R] = []
        problems: list[Problem] = []
        pending.then(self.messenger, replies.append, problems.append)
        self.wait(lambda: replies or problems)
        assert not problems, problems
        return replies[0]

    def failure(self, pending: PendingRequest[Any]) -> Problem:
        """Wait until a request fails, and return its problem."""
        replies: list[Any] = []
        problems: list[Problem] = []
        pending.then(self.messenger, replies.append, problems.append)
        self.wait(lambda: replies or problems)
        assert not replies, replies
        return problems[0]
