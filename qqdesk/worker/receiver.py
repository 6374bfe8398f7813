"""The receiving thread: it signs in, polls, stores what comes, and gets a lost connection back."""

import logging
import threading
import time
from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import QTimer, Signal, Slot

from qqdesk.client.backoff import Backoff
from qqdesk.client.client import Client
from qqdesk.client.errors import (
    ChangedCertificateError,
    ClientError,
    ClosedError,
    LoginRefusedError,
    NotSignedInError,
    UnknownCertificateError,
)
from qqdesk.client.inbox import LONG_POLL_S, Inbox
from qqdesk.domain.incoming import Incoming, read_incoming
from qqdesk.domain.problem import Problem, ProblemKind
from qqdesk.engine.fetching import fetch_place, security_of
from qqdesk.engine.problems import problem_of
from qqdesk.history.errors import HistoryDamagedError, HistoryError
from qqdesk.history.history import History
from qqdesk.history.offline_login import OfflineLogin
from qqdesk.protocol.codes import EndReason, Status
from qqdesk.worker.actions import LEAVE_S
from qqdesk.worker.api import ConnectionPhase, ConnectionState
from qqdesk.worker.guard import guarded
from qqdesk.worker.roster_snapshot import fetch_roster
from qqdesk.worker.session_snapshot import fetch_me, fetch_session, load_session
from qqdesk.worker.tasks import Arrivals, ChatActivity, Credentials, SessionResumed, SessionSnapshot
from qqdesk.worker.worker_thread import Worker

_log = logging.getLogger(__name__)

CONTESTED_S = 60.0
"""Thrown out again within this time after signing in again: somebody else wants the seat."""
GRACE_S = 3.0
"""A server that restarts is back within this time, and nobody needs to be told."""
PATIENCE_S = 10
_PATIENCE = 3
"""How often, and for how long, the first sign-in waits where the server says that it should, without a word."""
_CUTS = 3
"""How often the line may break in the first sign-in without a word."""
_TOO_QUICK_S = 1.0
_BREATH_S = 0.25
"""The pause after a long poll that came back empty at once, so that an odd server is not asked in circles."""


class Receiver(Worker):
    """Lives in its own thread. Its work is a chain of steps, each at most one long poll; closing the client ends it."""

    phase_changed = Signal(object)  # ConnectionState
    opened = Signal(object)  # SessionSnapshot
    resumed = Signal(object)  # SessionResumed, where `opened` came before that
    listed = Signal(object)  # RosterSnapshot
    arrived = Signal(object)  # Arrivals
    ready = Signal()  # there is a session: what waits can be sent
    lost = Signal()  # there is none for now
    went_wrong = Signal(object)  # Problem

    def __init__(self, client: Client, credentials: Credentials, accounts: Path) -> None:
        """`accounts` has a folder for each number and place."""
        super().__init__()
        self._client = client
        self._credentials = credentials
        self._accounts = accounts
        self._history_path: Path | None = None
        """Known with the place."""
        self._offline_login: OfflineLogin | None = None
        self._is_let_in: bool | None = None
        """Whether the password was that of the last time on this computer; None before that was looked at."""
        self._greeted = False
        self._told_status: Status | None = None
        self._rests = False
        self.history: History | None = None
        self.is_to_rest = False
        """Set by the main thread: I chose to be offline."""
        self.stopping = False
        """Set by the main thread: the end of the session is no reason to sign in again."""
        self._inbox: Inbox | None = None
        self._batch: tuple[Incoming, ...] = ()
        self._backoff = Backoff()
        self._disk_failed = False
        self.is_signed_in = False
        self._connected = False
        self._waiting = False
        self._patience = _PATIENCE
        self._cuts = _CUTS
        self._grace_until: float | None = None
        """While the connection is lost without anybody knowing."""
        self._retries = Backoff(0.15, 0.6)
        self._again_at: float | None = None
        self._refresh_at = 0.0

    @Slot()
    @guarded
    def start(self) -> None:
        self._timer = QTimer(self, singleShot=True)
        self._timer.timeout.connect(self._step)
        self._after(0)

    def _after(self, seconds: float) -> None:
        self._timer.start(round(seconds * 1000))

    @Slot()
    def _step(self) -> None:
        if self.stopping:
            return
        if self.is_to_rest and self._inbox is not None:
            self._rest()
            return
        if self._waiting:
            self._waiting = False
            self.phase_changed.emit(ConnectionState(ConnectionPhase.CONNECTING))
        try:
            self._after(self._advance())
        except ClosedError:
            pass
        except NotSignedInError as error:
            self._thrown_out(error)
        except LoginRefusedError as error:
            self._refused(error)
        except ClientError as error:
            self._lost(problem_of(error), cut=error.outcome_unknown)
        except HistoryError as error:
            self._disk(error)
        except Exception as error:
            # A bug, which must not end the thread in silence.
            _log.exception("A bug in the receiving thread")
            problem = problem_of(error)
            self.went_wrong.emit(problem)
            self._lost(problem)

    def _advance(self) -> float:
        """One step; returns the seconds until the next."""
        if self._is_let_in is None:
            path = self._history_path = self._find_history()
            self._let_in(path, OfflineLogin(path))
        if not self.is_signed_in:
            self._sign_in()
        self._tell_status()
        history, inbox = self.history, self._inbox
        if history is None or inbox is None:
            history, inbox = self._open()
        elif not self._connected:
            self._greet(history)
            self._poll(history, inbox, 0)
            self._refresh(history)
        elif time.monotonic() > self._refresh_at:
            # Names and faces change without a word, and an old server does not tell of everybody who comes and goes.
            self._refresh(history)
        if not self._connected:
            place = fetch_place(self._client)
            self._connected = True
            self._grace_until = None
            self._backoff.reset()
            security = security_of(self._client)
            self.phase_changed.emit(ConnectionState(ConnectionPhase.CONNECTED, security=security, place=place))
            self.ready.emit()
        began = time.monotonic()
        if self._poll(history, inbox, LONG_POLL_S):
            return 0.0
        if self._client.extended:
            return _BREATH_S if time.monotonic() - began < _TOO_QUICK_S else 0.0
        return inbox.pause()

    def _find_history(self) -> Path:
        """Return the history file of this number at this place. Raises ClientError if the place is not known."""
        place_id = self._client.place_id
        if not place_id:
            try:
                place_id = self._client.find_place()
            except (UnknownCertificateError, ClosedError):
                raise
            except ClientError as error:
                place_id = self._client.stay_at_known_place()
                is_other = isinstance(error, ChangedCertificateError) and error.doubt.place_id != place_id
                if not place_id or is_other:
                    raise
        return self._accounts / f"{self._credentials.number}@{place_id}" / "history.db"

    def _let_in(self, path: Path, offline_login: OfflineLogin) -> None:
        """Begin with what is known of the last time, where the password is that of the last time."""
        self._offline_login = offline_login
        if not offline_login.is_available or not path.exists():
            self._is_let_in = False
            return
        # Both take their time, and neither holds the other up.
        answer: list[bool] = []
        secret = self._credentials.password_hash
        look = threading.Thread(target=lambda: answer.append(offline_login.accepts(secret)), name="offline login")
        look.start()
        history = History(path)
        try:
            opened = load_session(history, self._credentials)
        except HistoryDamagedError:
            opened = load_session(history, self._credentials)
        finally:
            look.join()
        self._is_let_in = answer == [True]
        self.history = history  # also for the sign-in that comes: it is open
        if self._is_let_in:
            self._begin(history, opened)

    def _sign_in(self) -> None:
        credentials = self._credentials
        self._client.login(credentials.password_hash, credentials.status)
        self._told_status = credentials.status
        self.is_signed_in = True
        if self._inbox is not None:
            self._inbox.restart()

    def _tell_status(self) -> None:
        """What was chosen without a connection holds as soon as there is one."""
        status = self._credentials.status
        if status is not self._told_status:
            self._client.change_status(status)
            self._told_status = status

    def _open(self) -> tuple[History, Inbox]:
        """What the first sign-in brings, told as one."""
        assert self._history_path is not None
        history = self.history = self.history or History(self._history_path)
        self._keep_offline_login()
        try:
            opened = fetch_session(self._client, history, self._credentials)
        except HistoryDamagedError:
            # The damage was behind what is looked at when a file is opened. By now there is a new one.
            opened = fetch_session(self._client, history, self._credentials)
        inbox = self._begin(history, opened)
        self._greeted = True
        self._refresh_at = time.monotonic() + self._client.list_refresh
        return history, inbox

    def _begin(self, history: History, opened: SessionSnapshot) -> Inbox:
        self.opened.emit(opened)
        if history.file.damaged_copy is not None:
            self.went_wrong.emit(Problem(ProblemKind.HISTORY_DAMAGED, str(history.file.damaged_copy)))
        self._inbox = Inbox(self._client)
        return self._inbox

    def _greet(self, history: History) -> None:
        """The server is there, after a start with what was known of the last time, or after a loss."""
        if not self._greeted:
            self._inbox = Inbox(self._client)
            me = fetch_me(
                self._client, history, history.session_cache.profile(self._credentials.number, Status.ONLINE)[0]
            )
            me = replace(me, status=self._credentials.status)
            self._greeted = True
            self.resumed.emit(SessionResumed(me, self._client.extended, security_of(self._client)))

    def _keep_offline_login(self) -> None:
        """The server took this password: it opens the history while no server can be asked."""
        if not self._is_let_in and self._offline_login is not None:
            self._offline_login.save(self._credentials.password_hash)
            self._is_let_in = True

    def _refresh(self, history: History) -> None:
        self.listed.emit(fetch_roster(self._client, history))
        self._refresh_at = time.monotonic() + self._client.list_refresh

    def _poll(self, history: History, inbox: Inbox, wait: int) -> bool:
        """Fetch a batch and store it; the next poll acknowledges it. True if anything came."""
        rows = () if self._batch else inbox.poll(wait)
        now = time.time_ns() // 1_000_000
        self._batch = self._batch or tuple(read_incoming(row, now) for row in rows)
        if not self._batch:
            return False
        arrived = history.add_received(self._batch, now)
        self._batch = ()
        self._disk_failed = False
        if arrived:
            self.arrived.emit(Arrivals(tuple(arrived)))
        return True

    def _rest(self) -> None:
        """Offline by choice: the server is told that I leave, and nothing is tried until another status is chosen."""
        if self._rests:
            return
        self._rests = True
        self._waiting = False
        if self.is_signed_in:
            try:
                self._client.logout(timeout=LEAVE_S)
            except ClientError as error:
                _log.info("The server was not told that I am offline: %s", error)
        self.is_signed_in = self._connected = False
        self._told_status = None
        self.lost.emit()
        self.phase_changed.emit(ConnectionState(ConnectionPhase.OFFLINE))

    # When something goes wrong

    def _lost(self, problem: Problem, *, cut: bool = False) -> None:
        """`cut`: the connection broke before the answer was there."""
        if self._inbox is None:
            if problem.kind is ProblemKind.TOO_MANY_REQUESTS and self._patience and (problem.wait or 1) <= PATIENCE_S:
                # Many sign in at once, and there is nothing for the person to do about it.
                self._patience -= 1
                self._after(problem.wait or 1)
            elif problem.kind is ProblemKind.NO_CONNECTION and cut and self._spare_a_cut():
                self._after(self._retries.next_delay())
            else:
                self._end(self._not_let_in(problem))
            return
        was_connected, self._connected = self._connected, False
        self._told_status = None
        self.lost.emit()
        if problem.kind is ProblemKind.NO_CONNECTION and (
            self._has_grace(was_connected) or (cut and not self._greeted and self._spare_a_cut())
        ):
            self._after(self._retries.next_delay())
            return
        self._waiting = True
        delay = max(self._backoff.next_delay(), problem.wait or 0)
        self.phase_changed.emit(ConnectionState(ConnectionPhase.WAITING, problem, delay))
        self._after(delay)

    def _spare_a_cut(self) -> bool:
        """There is a server; of a bad line the person need not know."""
        self._cuts -= 1
        return self._cuts >= 0

    def _not_let_in(self, problem: Problem) -> Problem:
        """Who may be the owner of this account is told what would help."""
        if (
            problem.kind in (ProblemKind.NO_CONNECTION, ProblemKind.TIMED_OUT)
            and self._offline_login
            and self._offline_login.is_available
        ):
            return Problem(ProblemKind.OTHER_PASSWORD, problem.detail)
        return problem

    def _refused(self, error: LoginRefusedError) -> None:
        problem = problem_of(error)
        if problem.kind is ProblemKind.WRONG_PASSWORD and self._is_let_in and self._offline_login is not None:
            # It was changed elsewhere, and opens nothing here any more.
            self._offline_login.clear()
        self._end(problem)

    def _has_grace(self, was_connected: bool) -> bool:
        """A connection that worked broke a moment ago."""
        now = time.monotonic()
        if was_connected:
            self._grace_until = now + GRACE_S
            self._retries.reset()
        return self._grace_until is not None and now < self._grace_until

    def _thrown_out(self, error: NotSignedInError) -> None:
        if self.is_to_rest:  # the poll ends with the session
            self.is_signed_in = False
            self._after(0)
            return
        now = time.monotonic()
        contested = self._again_at is not None and now - self._again_at < CONTESTED_S
        self.is_signed_in = False
        if error.why in (EndReason.SIGNED_IN_ELSEWHERE, EndReason.SHUT_OUT):
            self._end(problem_of(error))
        elif error.why is None and contested:
            self._end(Problem(ProblemKind.SIGNED_IN_ELSEWHERE, str(error)))
        elif self._inbox is None or contested:
            self._lost(problem_of(error))
        else:
            # Silently: the person has nothing to do with it. What is known of the others is fetched anew.
            self._connected = False
            self._after(0)
        self._again_at = now

    def _disk(self, error: HistoryError) -> None:
        """What came in is kept in memory and stored when that goes; nothing is acknowledged before."""
        problem = problem_of(error)
        if self._inbox is None:
            self._end(problem)
            return
        if not self._disk_failed:
            _log.error("What was received cannot be stored: %s", error)
            self._disk_failed = True
            self.went_wrong.emit(problem)
        self._after(self._backoff.next_delay())

    def _end(self, problem: Problem) -> None:
        self.phase_changed.emit(ConnectionState(ConnectionPhase.ENDED, problem))

    # What the facade asks

    @Slot()
    @guarded
    def try_now(self) -> None:
        """End a wait before the next try, or before the next poll."""
        if self._timer.isActive():
            if not self._connected:
                self._backoff.reset()
            self._after(0)

    @Slot(object)
    @guarded
    def set_activity(self, activity: ChatActivity) -> None:
        if self._inbox is not None:
            self._inbox.schedule.active = activity.active
            if activity.active and self._connected and not self._client.extended:
                self._after(0)

    @Slot(object)
    @guarded
    def set_credentials(self, credentials: Credentials) -> None:
        """For the next time that it has to sign in. A status that the server was not told of is told when it can be."""
        old, self._credentials = self._credentials, replace(credentials)
        if credentials.is_told:
            self._told_status = credentials.status
        if self.is_to_rest:
            self._after(0)
        elif self._rests:
            self._rests = False
            self._waiting = True  # and so it is told that it is tried
            self._after(0)
        if old.password_hash != credentials.password_hash:
            self._is_let_in = False
            self._keep_offline_login()
