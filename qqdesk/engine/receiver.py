"""The receive loop: sign in, fetch the contact list, poll, store, acknowledge, emit, reconnect."""

import contextlib
import logging
import threading

from qqdesk.client.backoff import LONG_POLL_S, PollSchedule
from qqdesk.client.client import Client
from qqdesk.client.errors import ClientError, ClosedError, NotSignedInError
from qqdesk.clock import wait_for
from qqdesk.domain.connection import PlaceInfo
from qqdesk.domain.contact import Me
from qqdesk.domain.incoming import AddedMe, Incoming, ListChanged, OwnStatusChanged, RequestGranted
from qqdesk.domain.incoming_reader import own_status, read_incoming
from qqdesk.domain.problem import Problem, ProblemKind
from qqdesk.engine.events import (
    Connected,
    Connecting,
    Emit,
    Ended,
    Offline,
    Opened,
    Received,
    RequestsFetched,
    Resumed,
    Retrying,
    RosterFetched,
    Stopped,
    StoreFailed,
    Waiting,
)
from qqdesk.engine.fetching import (
    LogPoll,
    fetch_me,
    fetch_place,
    fetch_requests,
    fetch_rooms,
    fetch_roster,
    find_place,
    security_of,
)
from qqdesk.engine.problems import problem_at_end, problem_of
from qqdesk.engine.reconnect import End, Policy, Reconnect, Retry
from qqdesk.engine.snapshot import SessionSnapshot
from qqdesk.engine.state import Input, Phase, advance
from qqdesk.engine.store import Store
from qqdesk.engine.wanted_status import WantedStatus
from qqdesk.history.errors import HistoryDamagedError, HistoryError
from qqdesk.protocol.codes import Status
from qqdesk.protocol.commands import LoginReply
from qqdesk.protocol.record import Channel

_log = logging.getLogger(__name__)

ACKNOWLEDGE_S = 1.0
"""During a backlog, finished entries are acknowledged after this time."""
KEEP_ALIVE_S = 40.0
"""During a backlog, the session is kept alive at this interval. The server ends it after 150 s."""
GO_OFFLINE_TIMEOUT_S = 2.0
_QUICK_POLL_S = 1.0
_PAUSE_S = 0.25
"""The pause after a long poll that returned empty at once, as a stopping server answers."""


class Receiver:
    """`run` is the loop. All other methods may be called from any thread and return at once."""

    def __init__(
        self, client: Client, store: Store, emit: Emit, policy: Policy, password_hash: str, status: Status
    ) -> None:
        """`emit` is called in the thread of `run`, except by `refresh_roster`."""
        self._client = client
        self._clock = client.clock
        self._store = store
        self._emit = emit
        self._policy = policy
        self.password_hash = password_hash
        self.wanted = WantedStatus(status)
        self._reconnect = Reconnect(policy)
        self._schedule = PollSchedule(client.heartbeat)
        self._changed = threading.Condition()
        self._is_stopping = False
        self._is_hurried = False
        self._is_polling = False
        self.phase = Phase.CONNECTING
        self._is_prepared = False
        self._is_signed_in = False
        self._me: Me | None = None
        """My stored profile, between opening with stored data and the first sign-in."""
        self._is_open = False
        self._batch: tuple[Incoming, ...] = ()
        """Received entries that are not stored yet."""
        self._store_failed = False
        self._log_poll = LogPoll(client, store)
        self._refresh_at = 0.0
        self._refreshing = threading.Lock()
        """Held during a fetch of the contact list: the last list that is emitted is the newest."""

    # For other threads

    def stop(self) -> None:
        """Acknowledge, log out, close the client and end `run`, without waiting. Closing the client ends it at once."""
        with self._changed:
            self._is_stopping = True
            self._changed.notify_all()
            if self._is_polling:
                self._client.channels.interrupt(Channel.POLLS)
            is_signed_in = self._is_signed_in
        if not is_signed_in:
            self._client.close()

    def try_now(self) -> None:
        """End a wait before the next try or poll."""
        with self._changed:
            self._is_hurried = True
            self._changed.notify_all()

    def set_status(self, status: Status) -> None:
        """Set the status for the next connection. OFFLINE ends the session until another status is set.

        While there is a connection, the caller sends ChangeStatus and then calls `wanted.was_sent`.
        """
        with self._changed:
            self.wanted.change(status)
            if status is Status.OFFLINE:
                self._is_hurried = True
                if self._is_polling:
                    self._client.channels.interrupt(Channel.POLLS)
            self._changed.notify_all()

    def set_password_hash(self, password_hash: str) -> None:
        """Set a password that the server accepted, for the next sign-in. Takes about 50 ms. Raises HistoryError."""
        self.password_hash = password_hash
        self._store.accept_password(password_hash)

    def set_active(self, active: bool) -> None:
        """Poll a classic server more often while a chat is in use."""
        self._schedule.active = active
        if active and self.phase is Phase.ONLINE and not self._client.extended:
            self.try_now()

    def backlog_changed(self) -> None:
        """Continue, after an entry was finished."""
        with self._changed:
            self._changed.notify_all()

    def refresh_roster(self) -> None:
        """Fetch the contact list in this thread and emit it. Raises ClientError and HistoryError."""
        with self._refreshing:
            # Before the fetch: a change that is received meanwhile needs another one.
            self._refresh_at = self._clock.monotonic() + self._client.list_refresh
            try:
                roster = fetch_roster(self._client, self._store)
            except Exception:
                self._refresh_at = 0.0
                raise
            self._emit(RosterFetched(roster))

    # The loop

    def run(self) -> None:
        try:
            while not self._is_stopping and self.phase is not Phase.ENDED:
                self._wait(self._step())
            self._sign_off()
        except ClosedError:
            pass
        finally:
            self._client.close()
            self._emit(Stopped())

    def _wait(self, until: float | None) -> None:
        with self._changed:
            hurried = wait_for(self._clock, self._changed, self._has_work, until)
            self._is_hurried = False
        if hurried and self.phase is not Phase.ONLINE:
            self._reconnect.reset_delay()

    def _has_work(self) -> bool:
        is_wanted = self.phase is Phase.OFFLINE and self.wanted.status is not Status.OFFLINE
        return self._is_hurried or self._is_stopping or is_wanted

    def _step(self) -> float | None:
        """Do one step, at most one long poll. Return the time of the next; None to wait for another thread."""
        try:
            if self.wanted.status is Status.OFFLINE and self._is_open:
                return self._go_offline()
            if self.phase in (Phase.WAITING, Phase.OFFLINE):
                self._move(Input.RETRY if self.phase is Phase.WAITING else Input.COME_BACK)
                self._emit(Connecting())
            return self._advance()
        except ClosedError:
            if self._client.is_closed:
                raise
            return 0.0  # The poll was interrupted.
        except HistoryError as error:
            return self._on_store_failure(error)
        except Exception as error:
            return self._on_error(error)

    def _advance(self) -> float:
        if not self._is_prepared:
            self._prepare()
        if not self._is_signed_in:
            self._sign_in()
        self.wanted.send(self._client)
        if not self._is_open:
            self._open_from_server()
        elif self.phase is not Phase.ONLINE:
            self._resume()
            if self._client.extended or not self._store.has_backlog:
                self._receive(0)
            self.refresh_roster()
        elif self._clock.monotonic() > self._refresh_at:
            # The server does not report all changes of names and faces, and a classic one not each status.
            self.refresh_roster()
        if self.phase is not Phase.ONLINE:
            self._go_online()
        return self._poll()

    def _move(self, event: Input) -> None:
        self.phase = advance(self.phase, event)

    # The start

    def _prepare(self) -> None:
        """Open the session with stored data, if the password is the last one that the server accepted."""
        place_id = find_place(self._client) if self._store.needs_place else ""
        snapshot = self._store.open(place_id, self.password_hash, self.wanted.status)
        self._is_prepared = True
        if snapshot is not None:
            self._me = snapshot.me
            self._reconnect.opened()
            self._show(snapshot)

    def _show(self, snapshot: SessionSnapshot) -> None:
        self._is_open = True
        self._emit(Opened(snapshot))
        if self._store.damaged_file:
            self._emit(StoreFailed(Problem(ProblemKind.HISTORY_DAMAGED, self._store.damaged_file)))

    def _sign_in(self) -> None:
        status = self.wanted.status
        self._client.has_messages = self._store.has_password
        reply = self._client.login(self.password_hash, status)
        self.wanted.signed_in(own_status(reply.status) if self._client.has_devices and reply.status else status)
        if self._is_open and self.wanted.status is not status:
            self._emit(Received((OwnStatusChanged(0, "", self._client.number, 0, self.wanted.status),)))
        if not self._is_open:
            self._store.accept_password(self.password_hash)
        try:
            self._start_session(reply)
        except HistoryDamagedError:
            # The damaged file was set aside, and there is a new one now.
            self._start_session(reply)
        self._is_signed_in = True
        self._schedule = PollSchedule(self._client.heartbeat, active=self._schedule.active)

    def _start_session(self, reply: LoginReply) -> None:
        self._store.start_session(reply.epoch if self._client.has_devices else None, reply.cursor or 0)
        rooms = fetch_rooms(self._client, self._store, self._emit if self._is_open else None)
        self._log_poll.start(rooms)
        history = self._store.history
        if self._client.has_devices and history is not None and history.server_log.needs_list:
            # The requests from before this device are not in its inbox.
            requests = fetch_requests(self._client, history)
            if self._is_open:
                self._emit(RequestsFetched(requests))

    def _open_from_server(self) -> None:
        try:
            snapshot = self._fetch_snapshot()
        except HistoryDamagedError:
            # The damaged file was set aside, and there is a new one now.
            snapshot = self._fetch_snapshot()
        self._refresh_at = self._clock.monotonic() + self._client.list_refresh
        self._reconnect.signed_in()
        self._show(snapshot)

    def _fetch_snapshot(self) -> SessionSnapshot:
        roster = fetch_roster(self._client, self._store)
        me = self.wanted.apply_to(Me(self._client.number))
        me = fetch_me(self._client, self._store, me) if self._policy.describes else me
        return self._store.snapshot(me, self._client.extended, security_of(self._client), roster)

    def _resume(self) -> None:
        """Emit my profile from the server, at the first sign-in of a session that opened with stored data."""
        if self._me is None:
            return
        me = self.wanted.apply_to(fetch_me(self._client, self._store, self._me))
        self._me = None
        self._reconnect.signed_in()
        self._emit(Resumed(me, self._client.extended, security_of(self._client)))

    def _go_online(self) -> None:
        place = fetch_place(self._client) if self._policy.describes else PlaceInfo()
        self._move(Input.CONNECTED)
        self._reconnect.connected()
        self._emit(Connected(self._client.extended, security_of(self._client), place))

    # Polls

    def _poll(self) -> float:
        """Poll once; return the time of the next poll."""
        extended = self._client.extended
        if not self._wait_for_backlog():
            if extended:
                self._receive(0)
            else:
                # A poll acknowledges the unfinished entries at a classic server.
                self.refresh_roster()
            return 0.0
        if extended and self._policy.acknowledges_first and self._log_poll.is_behind and self._receive(0):
            return 0.0
        began = self._clock.monotonic()
        if self._receive(LONG_POLL_S):
            return 0.0
        now = self._clock.monotonic()
        if not extended:
            return now + self._schedule.next_delay()
        return now + _PAUSE_S if now - began < _QUICK_POLL_S else 0.0

    def _wait_for_backlog(self) -> bool:
        """Wait until all entries are finished. Return False if an acknowledgement or keep-alive is due."""
        began = self._clock.monotonic()
        with self._changed:
            while self._store.has_backlog and not self._is_stopping:
                until = began + (ACKNOWLEDGE_S if self._log_poll.is_behind else KEEP_ALIVE_S)
                if until <= self._clock.monotonic():
                    return False
                self._clock.wait_until(self._changed, until)
        return True

    def _receive(self, wait: int) -> bool:
        """Fetch entries, store and emit them. Return whether any came. `wait` is in seconds."""
        now = self._clock.now()
        self._batch = self._batch or self._fetch(wait, now)
        if not self._batch:
            return False
        new = self._store.add_received(self._batch, now)
        self._batch = ()
        self._store_failed = False
        self._schedule.arrived()
        for item in new:
            if isinstance(item, OwnStatusChanged):
                self.wanted.follow(item.status)
        if any(map(_changes_roster, new)) or self._refreshing.locked():
            self._refresh_at = 0.0
        if new:
            self._emit(Received(tuple(new)))
        return True

    def _fetch(self, wait: int, now: int) -> tuple[Incoming, ...]:
        with self._changed:
            if self._is_stopping or (self.wanted.status is Status.OFFLINE and self._is_open):
                return ()
            self._is_polling = True
        try:
            rows = self._log_poll.fetch(wait)
        finally:
            with self._changed:
                self._is_polling = False
        return tuple(read_incoming(row, now, self._client.number) for row in rows)

    # The end, and being offline

    def _go_offline(self) -> float | None:
        if self.phase is not Phase.OFFLINE:
            if self._is_signed_in:
                self._log_out(GO_OFFLINE_TIMEOUT_S)
            self._is_signed_in = False
            self.wanted.sent = None
            self._move(Input.GO_OFFLINE)
            self._emit(Offline())
        return None

    def _sign_off(self) -> None:
        if not self._is_signed_in:
            return
        if self._policy.acknowledges_first and self._log_poll.is_behind:
            for _ in range(2):  # `stop` may have interrupted this poll in place of the last one.
                with contextlib.suppress(ClientError):
                    self._log_poll.fetch(None)
                    break
        self._log_out(self._policy.logout_timeout)

    def _log_out(self, timeout: float) -> None:
        try:
            self._client.logout(timeout=timeout)
        except ClientError as error:
            _log.info("The log-out failed: %s", error)

    # Errors

    def _on_error(self, error: Exception) -> float | None:
        if isinstance(error, NotSignedInError):
            self._is_signed_in = False
        if self._is_stopping or (self.wanted.status is Status.OFFLINE and self._is_open):
            return 0.0  # The log-out ended the poll.
        if not isinstance(error, ClientError):
            # A bug must not end the thread in silence.
            _log.exception("A bug in the receive loop")
            self._emit(StoreFailed(problem_of(error)))
        now, was_online = self._clock.monotonic(), self.phase is Phase.ONLINE
        decision = self._reconnect.decide(error, now, was_online=was_online)
        if isinstance(decision, End):
            self._end(decision.problem, error)
            return 0.0
        self.wanted.sent = None
        if isinstance(decision, Retry):
            self._move(Input.RETRY_AT_ONCE)
            if was_online:
                self._emit(Retrying())
            return now + decision.delay
        self._move(Input.LOST)
        self._emit(Waiting(decision.problem, decision.delay))
        return now + decision.delay

    def _on_store_failure(self, error: HistoryError) -> float | None:
        """Keep the received entries and try again. They are acknowledged after they are stored."""
        problem = problem_of(error)
        if not self._is_open:
            self._end(problem, error)
            return 0.0
        if not self._store_failed:
            _log.error("Received entries cannot be stored: %s", error)
            self._store_failed = True
            self._emit(StoreFailed(problem))
        return self._clock.monotonic() + self._reconnect.next_delay()

    def _end(self, problem: Problem, error: Exception) -> None:
        security = security_of(self._client)
        is_private = security.encrypted or security.on_this_computer
        problem = problem_at_end(
            self._store, problem, error, self.password_hash, is_open=self._is_open, is_private=is_private
        )
        self._move(Input.END)
        self._emit(Ended(problem, error))


def _changes_roster(item: Incoming) -> bool:
    """Return whether to fetch the contact list: it may have a new contact, or show the presence of one."""
    return isinstance(item, ListChanged | AddedMe | RequestGranted)
