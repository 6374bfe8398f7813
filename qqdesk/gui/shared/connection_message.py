"""The state of the connection, with the actions that may help."""

import time
from math import ceil

from PySide6.QtCore import QTimer, Signal, Slot
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from qqdesk.domain.problem import ProblemKind
from qqdesk.gui.shared.inline_message import InlineMessage
from qqdesk.gui.shared.texts import problem_text
from qqdesk.worker.api import ConnectionPhase, ConnectionState

TRY_KEY = "F5"
_PLAIN_LOSS = frozenset({ProblemKind.NO_CONNECTION, ProblemKind.TIMED_OUT})
_TICK_MS = 1000


class ConnectionMessage(InlineMessage):
    """Hidden while there is a connection. While visible, it counts down to the next try."""

    retry_requested = Signal()
    cause_requested = Signal()
    comparison_requested = Signal(object)  # Problem with a certificate

    def __init__(self, parent: QWidget | None = None, *, promise: bool = False) -> None:
        """`promise`: add that written messages are kept."""
        super().__init__(parent)
        self._promise = promise
        self._state = ConnectionState(ConnectionPhase.CONNECTED)
        self._left = 0
        self.why = QPushButton()
        self.why.setProperty("role", "link")
        self.why.clicked.connect(self.cause_requested)
        self._put_buttons_beneath()
        self._clock = QTimer(self)
        self._clock.setInterval(_TICK_MS)
        self._clock.timeout.connect(self._tick)
        self.acted.connect(self._act)

    def _put_buttons_beneath(self) -> None:
        """Two buttons beside the sentence would leave it no room in the main window."""
        said = self.take_sentence()
        foot = QHBoxLayout()
        foot.setContentsMargins(0, 0, 0, 0)
        foot.setSpacing(8)
        foot.addStretch(1)
        foot.addWidget(self.why)
        foot.addWidget(self.button)
        column = QVBoxLayout()
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addWidget(said)
        column.addLayout(foot)
        self.put_layout(column)

    def show_state(self, state: ConnectionState) -> None:
        self._state = state
        self._count()
        self._say()
        self._run_clock()

    @property
    def is_doubted(self) -> bool:
        """Return whether the user has to decide about a certificate before another try."""
        return self._state.problem is not None and self._state.problem.certificate is not None

    def _count(self) -> None:
        state = self._state
        waits = state.phase is ConnectionPhase.WAITING and state.retry_in is not None
        self._left = ceil(state.changed_at + (state.retry_in or 0) - time.monotonic()) if waits else 0

    def _run_clock(self) -> None:
        if self._left > 0 and self.isVisible():
            self._clock.start()
        else:
            self._clock.stop()

    @Slot()
    def _tick(self) -> None:
        self._count()
        if self._left <= 0:
            self._clock.stop()
        self.say_quietly(self._waiting_text())

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._count()
        self._run_clock()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._clock.stop()

    def _say(self) -> None:
        state = self._state
        problem_kind = state.problem.kind if state.problem is not None else None
        match state.phase:
            case ConnectionPhase.WAITING if self.is_doubted and problem_kind is ProblemKind.UNENCRYPTED:
                self.show_error(self._waiting_text(), self.tr("Decide…"))
                self.button.setToolTip(self.tr("Decide whether to connect without encryption"))
            case ConnectionPhase.WAITING if self.is_doubted:
                self.show_error(self._waiting_text(), self.tr("Compare…"))
                self.button.setToolTip(self.tr("Compare the certificates"))
            case ConnectionPhase.WAITING:
                self.show_error(self._waiting_text(), self.tr("Try now"))
                self.button.setToolTip(self.tr("Try now (F5)"))
            case ConnectionPhase.OFFLINE:
                kept = self.tr("You are offline. What you write is sent when you are online again.")
                self.show_notice(kept if self._promise else self.tr("You are offline."), self.tr("Go online"))
                self.button.setToolTip(self.tr("Sign in again (F5)"))
            case ConnectionPhase.CONNECTING:
                self.show_notice(self._with_promise(self.tr("Connecting…")))
            case ConnectionPhase.ENDED if state.problem is not None:
                self.show_error(problem_text(state.problem))
            case ConnectionPhase.ENDED:
                self.show_error(self.tr("The connection has ended."))
            case _:
                self.clear()
        self.why.setText(self.tr("Why?"))
        self.why.setAccessibleName(self.tr("Why is there no connection?"))
        self.why.setToolTip(self.tr("Find the cause, step by step"))
        self.why.setVisible(state.phase is ConnectionPhase.WAITING)

    @Slot()
    def _act(self) -> None:
        if self.is_doubted:
            self.comparison_requested.emit(self._state.problem)
        else:
            self.retry_requested.emit()

    def _waiting_text(self) -> str:
        problem = self._state.problem
        if problem is not None and problem.kind not in _PLAIN_LOSS:
            return problem_text(problem)
        if self._left > 0:
            text = self.tr("No connection to the server. Next try in {seconds}\u00a0s.").format(seconds=self._left)
        else:
            text = self.tr("No connection to the server.")
        return self._with_promise(text)

    def _with_promise(self, text: str) -> str:
        if not self._promise:
            return text
        return self.tr("{state} Your messages wait, and are sent when the connection is back.").format(state=text)
