"""The sending thread: messages, everything else that a person asks for, and names and faces in between."""

import logging
import threading

from PySide6.QtCore import QTimer, Signal, Slot

from qqdesk.client.client import Client
from qqdesk.client.errors import ClientError, ClosedError, RefusedError
from qqdesk.domain.message import Message
from qqdesk.domain.problem import Problem, ProblemKind
from qqdesk.engine.events import RequestDone, RequestFailed
from qqdesk.engine.fetching import fetch_brief
from qqdesk.engine.notes_transfer import NotesTransfer
from qqdesk.engine.outbox import Outbox
from qqdesk.engine.outbox_cancellation import OutboxCancellation
from qqdesk.engine.problems import problem_of
from qqdesk.history.errors import HistoryError
from qqdesk.history.history import History
from qqdesk.protocol.codes import Result
from qqdesk.protocol.profile import Profile
from qqdesk.worker.actions import Actions
from qqdesk.worker.api import OutboxStatus, WaitingReason
from qqdesk.worker.guard import guarded
from qqdesk.worker.tasks import (
    Forgotten,
    MessageUpdate,
    Outgoing,
    ProfilesFetched,
    ProfilesWanted,
    RefreshList,
    SendRequest,
    SessionSnapshot,
)
from qqdesk.worker.worker_thread import Worker

_log = logging.getLogger(__name__)

PROFILE_PAUSE_S = 0.004
PROFILES_AT_ONCE = 25
LOGOUT_S = 0.3
SETTLE_S = 5.0
"""Until what could not be stored is tried again."""
PATIENCE_S = 10
"""For so long a person waits for an answer without being told of it."""


class Sender(Worker):
    """Lives in its own thread; one request at a time, so that messages keep their order."""

    progressed = Signal(object)  # MessageUpdate
    outbox_status_changed = Signal(object)  # OutboxStatus
    answered = Signal(object)  # RequestDone or RequestFailed
    listed = Signal(object)  # RosterSnapshot
    profiled = Signal(object)  # ProfilesFetched
    notes_synced = Signal(object)  # NotesChanged or NotesCapabilities
    looked_lost = Signal()  # a request found the session or the connection gone
    logged_out = Signal()
    went_wrong = Signal(object)  # Problem

    def __init__(self, client: Client, cancellation: OutboxCancellation) -> None:
        super().__init__()
        self._client = client
        self._cancellation = cancellation
        self._outbox_status = OutboxStatus()
        self._history: History | None = None
        self._outbox: Outbox | None = None
        self._actions: Actions | None = None
        self._contact_notes: NotesTransfer | None = None
        self._wanted: dict[int, None] = {}
        self._fetched: list[Profile] = []
        self._paused = True
        self._early: list[SendRequest | RefreshList | Outgoing] = []
        """What was asked for before the first sign-in: what is only in memory, and what waits to hear how it ends."""
        self._is_lost = False
        self._later: list[SendRequest] = []
        self.told = threading.Event()
        """The server was told of the end of the session, or could not be."""

    @Slot()
    @guarded
    def start(self) -> None:
        self._timer = QTimer(self, singleShot=True)
        self._timer.timeout.connect(self._pump)
        self._again = QTimer(self, singleShot=True)
        self._again.timeout.connect(self._perform_again)
        self._settling = QTimer(self, singleShot=True, interval=round(SETTLE_S * 1000))
        self._settling.timeout.connect(self._settle)

    @Slot(object)
    @guarded
    def open(self, opened: SessionSnapshot) -> None:
        self._history = opened.history
        self._actions = Actions(self._client, opened.history, self.listed.emit)

    def _begin(self, history: History) -> None:
        """Not sooner: what is to be done with a message that was on its way depends on what the server speaks."""
        outbox = Outbox(self._client, history, self._tell, self.went_wrong.emit, self._cancellation)
        outbox.load()
        self._outbox = outbox
        self._contact_notes = NotesTransfer(self._client, history, self.notes_synced.emit)
        early, self._early = self._early, []
        for one in early:
            if isinstance(one, Outgoing):
                outbox.add(one.message, again=one.again, stored=one.stored)
            else:
                self.perform(one)

    def _tell(self, message: Message) -> None:
        self.progressed.emit(MessageUpdate(message))

    @Slot()
    @guarded
    def resume(self) -> None:
        """There is a session."""
        if self._client.is_closed:
            return  # The thread has ended, and the history may be closed.
        self._paused = self._is_lost = False
        if self._outbox is None and self._history is not None:
            self._begin(self._history)
        if self._outbox is not None:
            self._outbox.hurry()
            self._tell_hold()
        if self._contact_notes is not None:
            self._contact_notes.begin()
        self._timer.start(0)

    @Slot()
    @guarded
    def pause(self) -> None:
        """There is none; the receiving thread is at it."""
        self._paused = self._is_lost = True
        self._timer.stop()
        early = [one for one in self._early if not isinstance(one, Outgoing)]
        self._early = [one for one in self._early if isinstance(one, Outgoing)]
        for task in early:
            self._have_no_connection(task)
        if self._outbox is not None:
            self._outbox.status = OutboxStatus(WaitingReason.NO_CONNECTION)
            self._tell_hold()

    def _tell_hold(self) -> None:
        if self._outbox is not None and self._outbox.status != self._outbox_status:
            self._outbox_status = self._outbox.status
            self.outbox_status_changed.emit(self._outbox_status)

    # Messages, and profiles when there are none

    @Slot(object)
    @guarded
    def enqueue(self, outgoing: Outgoing) -> None:
        if self._outbox is None:
            if not outgoing.stored:
                self._early.append(outgoing)
            return  # The others are on disk, and found there.
        first = not len(self._outbox)
        self._outbox.add(outgoing.message, again=outgoing.again, stored=outgoing.stored)
        self._settle_later()
        if first and not self._paused:
            self._timer.start(0)

    def _settle_later(self) -> None:
        if self._outbox is not None and not self._outbox.is_stored and not self._settling.isActive():
            self._settling.start()

    @Slot()
    @guarded
    def _settle(self) -> None:
        if self._outbox is not None:
            self._outbox.store_again()
            self._settle_later()

    @Slot(object)
    @guarded
    def forget(self, forgotten: Forgotten) -> None:
        self._early = [one for one in self._early if not isinstance(one, Outgoing) or one.message.id != forgotten.key]
        if self._outbox is not None:
            self._outbox.remove(forgotten.key)

    @Slot(object)
    @guarded
    def want_profiles(self, wanted: ProfilesWanted) -> None:
        self._wanted.update(dict.fromkeys(wanted.numbers))
        if not self._paused and not self._timer.isActive():
            self._timer.start(0)

    @Slot()
    @guarded
    def send_notes(self) -> None:
        """Something was changed in the book."""
        if self._contact_notes is not None:
            self._contact_notes.look()
            if not self._paused and not self._outbox:
                self._timer.start(0)

    @Slot()
    @guarded
    def _pump(self) -> None:
        if self._paused or self._outbox is None or self._client.is_closed:
            return
        try:
            if self._outbox:
                delay = self._outbox.send_next()
                self._tell_hold()
                if self._outbox.status.reason in (WaitingReason.NO_CONNECTION, WaitingReason.SERVER_FAILED):
                    self.looked_lost.emit()
                self._settle_later()
                self._timer.start(round(delay * 1000))
            elif self._contact_notes is not None and self._contact_notes.has_work and not self._contact_notes.due_in:
                self._contact_notes.step()
                self._timer.start(0)
            elif self._wanted:
                self._timer.start(round(self._fetch_one() * 1000))
            elif self._contact_notes is not None and self._contact_notes.has_work:
                self._timer.start(round(self._contact_notes.due_in * 1000))
        except ClosedError:
            pass

    def _fetch_one(self) -> float:
        number = next(iter(self._wanted))
        pause = PROFILE_PAUSE_S
        try:
            self._fetched.append(fetch_brief(self._client, number))
            del self._wanted[number]
        except RefusedError as error:
            if error.result == Result.TOO_MANY_REQUESTS:
                pause = float(error.wait or 1)
            else:
                del self._wanted[number]
        except ClosedError:
            raise
        except ClientError as error:
            # Nobody waits for it; the receiving thread finds out by itself if the connection is gone.
            _log.info("A profile could not be fetched: %s", error)
            pause = 5.0
        if self._fetched and (len(self._fetched) >= PROFILES_AT_ONCE or not self._wanted or pause > PROFILE_PAUSE_S):
            self._hand_over_profiles()
        return pause

    def _hand_over_profiles(self) -> None:
        fetched, self._fetched = tuple(self._fetched), []
        if self._history is not None:
            try:
                self._history.contacts.save_profiles(
                    (item.number, item.nickname, max(item.face, 0)) for item in fetched
                )
            except HistoryError as error:
                _log.error("Names and faces cannot be stored: %s", error)
        self.profiled.emit(ProfilesFetched(fetched))

    # Requests

    @Slot(object)
    @guarded
    def perform(self, task: SendRequest | RefreshList) -> None:
        if self._actions is None or (self._outbox is None and self._is_lost):
            self._have_no_connection(task)
        elif self._outbox is None and self._paused:
            self._early.append(task)
        elif isinstance(task, SendRequest):
            self._send(self._actions, task, patient=True)
        else:
            self._refresh(self._actions)

    def _have_no_connection(self, task: SendRequest | RefreshList) -> None:
        if isinstance(task, SendRequest):
            self.answered.emit(RequestFailed(task.ticket, task.request, Problem(ProblemKind.NO_CONNECTION)))

    @Slot()
    @guarded
    def _perform_again(self) -> None:
        tasks, self._later = self._later, []
        for task in tasks:
            if self._actions is not None:
                self._send(self._actions, task, patient=False)

    def _send(self, actions: Actions, task: SendRequest, *, patient: bool) -> None:
        """If `patient`, repeat a request once that the server has no time for now."""
        try:
            reply = actions.perform(task.request)
        except RefusedError as error:
            wait = error.wait or 1
            if patient and error.result == Result.TOO_MANY_REQUESTS and wait <= PATIENCE_S:
                self._later.append(task)
                self._again.start(wait * 1000)
                return
            self._fail(task, error)
        except (ClientError, HistoryError) as error:
            self._fail(task, error)
        except Exception as error:
            _log.exception("A bug in %s", type(task.request).__name__)
            self._fail(task, error)
        else:
            self.answered.emit(RequestDone(task.ticket, task.request, reply))

    def _fail(self, task: SendRequest, error: Exception) -> None:
        self.answered.emit(RequestFailed(task.ticket, task.request, problem_of(error)))

    def _refresh(self, actions: Actions) -> None:
        """The receiving thread fetches the list by itself from time to time, and after a lost connection."""
        try:
            actions.refresh()
        except (ClientError, HistoryError) as error:
            _log.info("The contact list could not be fetched: %s", error)

    @Slot()
    @guarded
    def log_out(self) -> None:
        """Tell the server, if it can be told at once."""
        self._paused = True
        self._timer.stop()
        self._again.stop()
        try:
            self._client.logout(timeout=LOGOUT_S)
        except ClientError as error:
            _log.info("The server was not told that the session ends: %s", error)
        finally:
            self.told.set()
            self.logged_out.emit()
