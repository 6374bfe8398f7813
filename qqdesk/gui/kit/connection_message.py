"""The state of the connection, with the actions that may help."""

from math import ceil

from PySide6.QtCore import QTimer, Signal, Slot
from PySide6.QtGui import QHideEvent, QShowEvent

from qqdesk.clock import Clock
from qqdesk.domain.problem import ProblemKind
from qqdesk.gui.kit.action import Action
from qqdesk.gui.kit.bar import Bar
from qqdesk.gui.shared.texts import problem_text
from qqdesk.worker.api import ConnectionPhase, ConnectionState

_PLAIN_LOSS = frozenset({ProblemKind.NO_CONNECTION, ProblemKind.TIMED_OUT})
_TICK_MS = 1000


class ConnectionMessage(Bar):
    """Hidden while there is a connection. While visible, it counts down to the next try.

    `acted_otherwise`: the user asks for the cause.
    """

    retry_requested = Signal()
    comparison_requested = Signal(object)  # Problem with a certificate

    def __init__(self, clock: Clock, *, promise: bool = False) -> None:
        """`promise`: add that written messages are kept."""
        super().__init__()
        self._clock = clock
        self._promise = promise
        self._state = ConnectionState(ConnectionPhase.CONNECTED)
        self._left = 0
        self._is_lost = False
        """Since the last connection a try has failed."""
        self._timer = QTimer(self, interval=_TICK_MS)
        self._timer.timeout.connect(self._tick)
        self.acted.connect(self._act)

    def show_state(self, state: ConnectionState) -> None:
        self._state = state
        waits = state.phase is ConnectionPhase.WAITING
        self._is_lost = waits or (self._is_lost and state.phase is ConnectionPhase.CONNECTING)
        # What is below must not move with each try: lines that a sentence needed stay.
        self.setMinimumHeight(self.height() if self._is_lost and self.isVisible() else 0)
        self._count()
        self._show_sentence()
        self._run_timer()

    @property
    def is_doubted(self) -> bool:
        """Return whether the user has to decide about a certificate before another try."""
        return self._state.problem is not None and self._state.problem.certificate is not None

    def _count(self) -> None:
        state = self._state
        waits = state.phase is ConnectionPhase.WAITING and state.retry_in is not None
        self._left = ceil(state.changed_at + (state.retry_in or 0) - self._clock.monotonic()) if waits else 0

    def _run_timer(self) -> None:
        if self._left > 0 and self.isVisible():
            self._timer.start()
        else:
            self._timer.stop()

    @Slot()
    def _tick(self) -> None:
        self._count()
        if self._left <= 0:
            self._timer.stop()
        self.set_text(self._waiting_text())

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._count()
        self._run_timer()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._timer.stop()

    def _show_sentence(self) -> None:
        state = self._state
        match state.phase:
            case ConnectionPhase.WAITING:
                self._show_waiting()
            case ConnectionPhase.OFFLINE:
                kept = self.tr("You are offline. What you write is sent when you are online again.")
                self.show_notice(kept if self._promise else self.tr("You are offline."), self.tr("Go online"))
                self.button.setToolTip(self.tr("Sign in again ({key})").format(key=Action.TRY.key))
            case ConnectionPhase.CONNECTING if self._is_lost:
                self._show_lost(self._with_promise(self.tr("No connection to the place. Trying now…")))
            case ConnectionPhase.CONNECTING:
                self.show_notice(self._with_promise(self.tr("Connecting…")))
            case ConnectionPhase.ENDED if state.problem is not None:
                self.show_error(problem_text(state.problem))
            case ConnectionPhase.ENDED:
                self.show_error(self.tr("The connection has ended."))
            case _:
                self.clear()

    def _show_waiting(self) -> None:
        self._show_lost(self._waiting_text())

    def _show_lost(self, sentence: str) -> None:
        action, tip = self.tr("Try now"), self.tr("Try now ({key})").format(key=Action.TRY.key)
        if self.is_doubted:
            action, tip = self.tr("Compare…"), self.tr("Compare the certificates")
            if self._state.problem is not None and self._state.problem.kind is ProblemKind.UNENCRYPTED:
                action, tip = self.tr("Decide…"), self.tr("Decide whether to connect without encryption")
        self.show_error(sentence, action, self.tr("Why?"))
        self.button.setToolTip(tip)
        self.other_button.setAccessibleName(self.tr("Why is there no connection?"))
        self.other_button.setToolTip(self.tr("Find the cause, step by step"))

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
            text = self.tr("No connection to the place. Next try in {seconds}\u00a0s.").format(seconds=self._left)
        else:
            text = self.tr("No connection to the place.")
        return self._with_promise(text)

    def _with_promise(self, text: str) -> str:
        if not self._promise:
            return text
        return self.tr("{state} Your messages wait, and are sent when the connection is back.").format(state=text)
