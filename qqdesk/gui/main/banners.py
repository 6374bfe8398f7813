"""The messages between head and contact list: connection, failures, requests, notices."""

from collections import deque
from collections.abc import Callable, Set
from dataclasses import dataclass, field
from functools import partial

from PySide6.QtCore import QEvent, QTimer, Signal, Slot
from PySide6.QtWidgets import QApplication, QPushButton, QWidget

from qqdesk.domain.problem import Problem
from qqdesk.gui.invite.invitation_texts import Counts
from qqdesk.gui.invite.join_request_bar import JoinRequestBar
from qqdesk.gui.kit import routes
from qqdesk.gui.kit.bar import Bar
from qqdesk.gui.kit.connection_message import ConnectionMessage
from qqdesk.gui.kit.routes import Navigator
from qqdesk.gui.shared.bidi import isolated, plain_tip
from qqdesk.gui.shared.faces import FaceSource
from qqdesk.gui.shared.focus import focus_is_in
from qqdesk.gui.shared.icons import put_icon
from qqdesk.gui.shared.layouts import column
from qqdesk.gui.shared.texts import name_list, problem_text, requests_text
from qqdesk.worker.api import ConnectionState
from qqdesk.worker.messenger import Messenger

_MOST_NOTICES = 50
_MOST_NAMES = 3
_TOGETHER_MS = 200
PASSING_MS = 12_000
"""The time after which a passing notice closes."""


@dataclass(slots=True)
class _NoticeLine:
    text: str
    passes: bool = False
    """It closes by itself."""
    invitation: int = 0
    """The room to which it is an invitation."""
    joined: set[int] = field(default_factory=set)
    """The rooms to which I was added."""
    newcomers: int = 0
    """The number of people who have joined the place."""


class Banners(QWidget):
    """Hidden while it is empty."""

    request_sent = Signal(object)  # PendingRequest

    def __init__(self, messenger: Messenger, navigator: Navigator, faces: FaceSource) -> None:
        super().__init__()
        self._messenger = messenger
        self._is_beside_chat = False
        self.connection = ConnectionMessage(messenger.clock)
        self.connection.retry_requested.connect(messenger.try_now)
        self.connection.acted_otherwise.connect(partial(navigator.open, routes.ConnectionCheck()))
        self.connection.comparison_requested.connect(lambda problem: navigator.open(routes.Certificate(problem)))
        self.join_request = JoinRequestBar(faces)
        self.join_request.answered.connect(self._answer_join_request)
        messenger.invitations.join_requests_changed.connect(self._show_join_request)
        self.requests = QPushButton()
        self.requests.setProperty("role", "link")
        put_icon(self.requests, "users", "accent")
        self.requests.clicked.connect(partial(navigator.open, routes.Requests()))
        self.notice = Bar(can_close=True)
        self.notice.closed.connect(self._next_notice)
        self._shown: _NoticeLine | None = None
        self._newcomer = ""
        self._notices: deque[_NoticeLine] = deque(maxlen=_MOST_NOTICES)
        self._notice_timer = QTimer(self, singleShot=True, interval=PASSING_MS)
        self._notice_timer.timeout.connect(self._end_notice)
        self._arrivals: list[str] = []
        self._arrival_timer = QTimer(self, singleShot=True, interval=_TOGETHER_MS)
        self._arrival_timer.timeout.connect(self._show_arrivals)
        self.failure = Bar(can_close=True)
        self.failure.closed.connect(self._update_visibility)
        self._parts = (self.connection, self.failure, self.join_request, self.notice, self.requests)
        self.setLayout(column(*self._parts, margins=(8, 8, 8, 0), spacing=8))
        self.show_requests(0)

    def show_connection(self, state: ConnectionState) -> None:
        if self._is_beside_chat:
            self.connection.clear()
        else:
            self.connection.show_state(state)
        self._update_visibility()

    def set_beside_chat(self, is_beside_chat: bool) -> None:
        """Leave the state of the connection to an open chat beside the list."""
        if is_beside_chat != self._is_beside_chat:
            self._is_beside_chat = is_beside_chat
            self.show_connection(self._messenger.connection)

    def show_requests(self, count: int) -> None:
        """Show the number of contact requests."""
        text = requests_text(count)
        self.requests.setText(f" {text}")
        self.requests.setAccessibleName(text)
        self.requests.setVisible(count > 0)
        self._update_visibility()

    @Slot()
    def _show_join_request(self) -> None:
        """Show the oldest request to join, after an answer the next one."""
        requests = self._messenger.invitations.join_requests
        if requests:
            others = len(requests) - 1
            self.join_request.show_request(requests[0], Counts().also_ask(others) if others else "")
        else:
            self.join_request.clear()
        self._update_visibility()

    @Slot(str, bool)
    def _answer_join_request(self, request_id: str, is_admitted: bool) -> None:
        self.request_sent.emit(self._messenger.invitations.answer(request_id, admit=is_admitted))

    def show_failure(self, problem: Problem) -> None:
        """Show why a request of this window failed."""
        self.failure.show_error(problem_text(problem))
        self.failure.setToolTip(plain_tip(problem.detail))
        self._update_visibility()

    @Slot(str)
    def show_notice(self, text: str, *, passes: bool = False) -> None:
        """Queue a notice; the next one follows when this one is closed. One that `passes` closes by itself."""
        self._add_line(_NoticeLine(text, passes))

    def show_invitation(self, text: str, room: int) -> None:
        """Queue an invitation to a room, which goes when it is answered."""
        self._add_line(_NoticeLine(text, invitation=room))

    def drop_invitations(self, answered: Set[int]) -> None:
        """Remove the invitations to these rooms."""
        self._drop(lambda line: line.invitation in answered)

    def drop_notice(self, text: str) -> None:
        """Remove a notice that is no longer true."""
        self._drop(lambda line: line.text == text)

    def _drop(self, is_outdated: Callable[[_NoticeLine], bool]) -> None:
        self._notices = deque((line for line in self._notices if not is_outdated(line)), _MOST_NOTICES)
        if self._shown is not None and is_outdated(self._shown):
            self._next_notice()

    def show_joined(self, text: str, room: int) -> None:
        """Queue a notice that I was added to a room. Notices of several rooms share one, which counts them."""
        line = self._find(lambda line: bool(line.joined))
        if line is None:
            self._add_line(_NoticeLine(text, passes=True, joined={room}))
            return
        line.joined.add(room)
        line.text = self.tr("You were added to %n rooms.", "", len(line.joined)) if len(line.joined) > 1 else text
        if line is self._shown:
            self._show_line(line)

    def show_newcomer(self, text: str, person: str) -> None:
        """Queue `text`: somebody has joined. All newcomers share one notice, which names the first one."""
        line = self._find(lambda line: line.newcomers > 0)
        if line is None:
            self._newcomer = person
            self._add_line(_NoticeLine(text, passes=True, newcomers=1))
            return
        line.newcomers += 1
        sentence = self.tr("{person} and %n other(s) have joined.", "", line.newcomers - 1)
        line.text = sentence.format(person=self._newcomer)
        if line is self._shown:
            self._show_line(line)

    def _find(self, is_wanted: Callable[[_NoticeLine], bool]) -> _NoticeLine | None:
        return next((line for line in (self._shown, *self._notices) if line is not None and is_wanted(line)), None)

    def _add_line(self, line: _NoticeLine) -> None:
        self._notices.append(line)
        if self._shown is None:
            self._next_notice()

    def show_arrival(self, name: str) -> None:
        """Show that an awaited contact came online. Contacts that come within a moment share one notice."""
        self._arrivals.append(name)
        self._arrival_timer.start()

    @Slot()
    def _show_arrivals(self) -> None:
        came, self._arrivals = self._arrivals, []
        names = name_list(map(isolated, came[:_MOST_NAMES]))
        if not came:
            return
        if len(came) > _MOST_NAMES:
            sentence = self.tr("{names} and {count} more are online now.")
            self.show_notice(sentence.format(names=names, count=len(came) - _MOST_NAMES), passes=True)
        elif len(came) > 1:
            self.show_notice(self.tr("{names} are online now.").format(names=names), passes=True)
        else:
            self.show_notice(self.tr("{name} is online now.").format(name=names), passes=True)

    @Slot()
    def clear(self) -> None:
        """Remove all messages at the end of a session."""
        self._arrivals = []
        self._notices.clear()
        self._next_notice()
        self.clear_failure()

    @Slot()
    def _next_notice(self) -> None:
        self._notice_timer.stop()
        self._shown = self._notices.popleft() if self._notices else None
        if self._shown is not None:
            self._show_line(self._shown)
        else:
            self.notice.clear()
        self._update_visibility()

    def _show_line(self, line: _NoticeLine) -> None:
        self.notice.show_notice(line.text)
        if line.passes:
            self._notice_timer.start()

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.WindowActivate and self._notice_timer.isActive():
            self._notice_timer.start()  # the window was in the background, so the notice was not seen
        return super().event(event)

    @Slot()
    def _end_notice(self) -> None:
        """Close the notice, unless the program is in the background or the focus is in it."""
        if self.isVisible() and QApplication.activeWindow() is not None and not focus_is_in(self.notice):
            self._next_notice()
        else:
            self._notice_timer.start()

    @Slot()
    def clear_failure(self) -> None:
        self.failure.clear()
        self._update_visibility()

    def _update_visibility(self) -> None:
        self.setVisible(any(not part.isHidden() for part in self._parts))
