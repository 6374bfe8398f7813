"""The lines between head and list: no connection, people who ask, what did not work."""

from collections import deque
from math import ceil

from PySide6.QtCore import QCoreApplication, QTimer, Signal, Slot
from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget

from qqdesk.domain.contact import Contact
from qqdesk.domain.problem import Problem, ProblemKind
from qqdesk.gui.icons import put_icon
from qqdesk.gui.texts import problem_text, requests_text
from qqdesk.gui.widgets import InlineMessage
from qqdesk.protocol.codes import MessageKind
from qqdesk.worker.api import ConnectionPhase, ConnectionState, Notice

_MOST_NOTICES = 50
_PLAIN_LOSS = frozenset({ProblemKind.NO_CONNECTION, ProblemKind.TIMED_OUT})


class Banners(QWidget):
    """Hidden while there is nothing to say."""

    try_now_wanted = Signal()
    comparison_wanted = Signal(object)  # Problem with a certificate that somebody has to decide about
    requests_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.connection = InlineMessage()
        self.connection.acted.connect(self._act)
        self.requests = QPushButton()
        self.requests.setProperty("role", "link")
        put_icon(self.requests, "users", "accent")
        self.requests.clicked.connect(self.requests_wanted)
        self.notice = InlineMessage()
        self.notice.acted.connect(self._next_notice)
        self._notices: deque[str] = deque(maxlen=_MOST_NOTICES)
        self.failure = InlineMessage()
        self.failure.acted.connect(self.clear_failure)
        column = QVBoxLayout(self)
        column.setContentsMargins(8, 8, 8, 0)
        column.setSpacing(8)
        for widget in (self.connection, self.failure, self.notice, self.requests):
            column.addWidget(widget)
        self._left = 0
        self._state = ConnectionState(ConnectionPhase.SIGNED_OUT)
        self._clock = QTimer(self)
        self._clock.setInterval(1000)
        self._clock.timeout.connect(self._tick)
        self.show_requests(0)

    def show_connection(self, state: ConnectionState) -> None:
        self._state = state
        self._clock.stop()
        if state.phase is ConnectionPhase.WAITING:
            self._left = ceil(state.retry_in or 0)
            if self._left > 1:
                self._clock.start()
        self._say()

    def show_requests(self, count: int) -> None:
        """How many people ask to have me on their list."""
        text = requests_text(count)
        self.requests.setText(f" {text}")
        self.requests.setAccessibleName(text)
        self.requests.setVisible(count > 0)
        self._settle()

    def show_failure(self, problem: Problem) -> None:
        """Something that was asked for in this window did not work."""
        self.failure.show_error(problem_text(problem), self.tr("Close"))
        self._settle()

    @Slot(str)
    def show_notice(self, text: str) -> None:
        """One after the other: the next comes when this one is closed."""
        self._notices.append(text)
        if self.notice.isHidden():
            self._next_notice()

    def clear(self) -> None:
        """Forget what was told to somebody else."""
        self._notices.clear()
        self._next_notice()
        self.clear_failure()

    @Slot()
    def _next_notice(self) -> None:
        if self._notices:
            self.notice.show_notice(self._notices.popleft(), self.tr("Close"))
        else:
            self.notice.clear()
        self._settle()

    @Slot()
    def clear_failure(self) -> None:
        self.failure.clear()
        self._settle()

    @Slot()
    def _tick(self) -> None:
        self._left -= 1
        if self._left <= 0:
            self._clock.stop()
        self._say()

    def _say(self) -> None:
        match self._state.phase:
            case ConnectionPhase.WAITING if self._is_doubted():
                self.connection.show_error(self._waiting_text(), self.tr("Compare…"))
                self.connection.button.setToolTip(self.tr("Compare the certificates"))
            case ConnectionPhase.WAITING:
                self.connection.show_error(self._waiting_text(), self.tr("Try now"))
                self.connection.button.setToolTip(self.tr("Try now (F5)"))
            case ConnectionPhase.CONNECTING:
                self.connection.show_notice(self.tr("Connecting…"))
            case _:
                self.connection.clear()
        self._settle()

    def _is_doubted(self) -> bool:
        """No try helps until somebody has decided about a certificate."""
        return self._state.problem is not None and self._state.problem.certificate is not None

    @Slot()
    def _act(self) -> None:
        if self._is_doubted():
            self.comparison_wanted.emit(self._state.problem)
        else:
            self.try_now_wanted.emit()

    def _waiting_text(self) -> str:
        problem = self._state.problem
        if problem is not None and problem.kind not in _PLAIN_LOSS:
            return problem_text(problem)
        if self._left > 0:
            return self.tr("No connection to the server. Next try in {seconds}\u00a0s.").format(seconds=self._left)
        return self.tr("No connection to the server.")

    def _settle(self) -> None:
        shown = (self.connection, self.failure, self.notice, self.requests)
        self.setVisible(any(not widget.isHidden() for widget in shown))


def notice_text(notice: Notice, contact: Contact) -> str:
    """What happened, in a sentence; a kind that is not known speaks for itself."""
    match notice.kind:
        case MessageKind.ADDED_ME:
            sentence = QCoreApplication.translate("Notice", "{person} added you to their list.")
        case MessageKind.REQUEST_GRANTED:
            sentence = QCoreApplication.translate("Notice", "{person} accepted your request and is on your list now.")
        case MessageKind.REQUEST_REFUSED if notice.text:
            sentence = QCoreApplication.translate("Notice", "{person} declined your request: “{reason}”")
        case MessageKind.REQUEST_REFUSED:
            sentence = QCoreApplication.translate("Notice", "{person} declined your request.")
        case _:
            sentence = QCoreApplication.translate("Notice", "Notice from {person}: “{reason}”")
    return sentence.format(person=_person(contact), reason=notice.text)


def _person(contact: Contact) -> str:
    """Nickname and number; of one whose nickname is not known the number, once."""
    if contact.name == str(contact.number):
        return contact.name
    return QCoreApplication.translate("Notice", "{name} ({number})").format(name=contact.name, number=contact.number)
