"""The thread that keeps a session: it signs in, fetches what comes, tells the server what is finished with, and gets a
lost connection back, for as long as it takes."""

import contextlib
import logging
import queue
import threading
import time
from collections import deque

from qqdesk.bot.errors import SessionEndedError, TakenOverError
from qqdesk.bot.events import Event, EventActions, Presence, parse_event, utc_datetime
from qqdesk.bot.session_roster import SessionRoster
from qqdesk.client.backoff import Backoff
from qqdesk.client.client import Client
from qqdesk.client.errors import (
    BadReplyError,
    ClientError,
    ClosedError,
    LoginRefusedError,
    NetworkError,
    NetworkErrorKind,
    NotSignedInError,
    PlacesFileError,
    RefusedError,
)
from qqdesk.client.inbox import LONG_POLL_S
from qqdesk.client.polling import PollSchedule
from qqdesk.protocol.codes import EndReason, MessageKind, Result, Status
from qqdesk.protocol.commands import WaitingMessage

_log = logging.getLogger(__name__)

ACKNOWLEDGE_S = 1.0
"""What was finished with is told after this time at the latest, while there is more to do: only so much is handled
again where the program is killed."""
KEEP_ALIVE_S = 40.0
"""So often the server hears of a session whose events nobody takes; it gives one up after 150."""
CONTESTED_S = 60.0
LOGOUT_S = 2.0
_FIRST_DELAY_S = 0.2
_TOO_QUICK_S = 1.0
_BREATH_S = 0.25
_MOST_KNOWN = 10_000
"""Events that are known again. What can come again is what was brought and not acknowledged: far less."""
_HOPELESS = (NetworkErrorKind.CERTIFICATE, NetworkErrorKind.NO_TLS)
_BUSY = (502, 503, 504)
_PASSING = (MessageKind.TYPING, MessageKind.DELIVERED, MessageKind.STATUS_CHANGED)
"""What a proxy answers with while the server behind it starts."""


class Link:
    """`events` has what came, in order, and None for "look up". `finish` is called for each event in that order.

    No more is fetched while something is in hand, so that what waits does so at the server.
    """

    def __init__(self, client: Client, password_hash: str, status: Status, actions: EventActions) -> None:
        self._client = client
        self._password_hash = password_hash
        self.status = status
        self._actions = actions
        self.events: queue.SimpleQueue[Event | None] = queue.SimpleQueue()
        self.roster = SessionRoster()
        self.failure: Exception | None = None
        self.stopping = False
        self.changed = threading.Condition()
        self.is_connected = False
        self.connections = 0
        """How often there was one anew."""
        self.has_ended = False
        self._is_signed_in = False
        self._was_connected = False
        self._is_parked = False
        self._in_hand: deque[Event] = deque()
        self._known: dict[tuple[int, int], None] = {}
        self._brought = 0
        """The highest id that this session brought."""
        self._acknowledged = 0
        self._schedule = PollSchedule(client.heartbeat)
        self._backoff = Backoff(_FIRST_DELAY_S)
        self._failures = 0
        self._signed_in_at = 0.0
        self._refresh_at = 0.0
        self._thread = threading.Thread(target=self._run, name=f"session {client.number}", daemon=True)

    # For other threads

    def start(self) -> None:
        self._thread.start()

    def finish(self, event: Event) -> None:
        """It need not come again: whoever took it is done with it."""
        with self.changed:
            # By identity, and nearly always the first.
            place = next((place for place, held in enumerate(self._in_hand) if held is event), None)
            if place is not None:
                del self._in_hand[place]
                self.changed.notify_all()

    def stop(self, deadline: float) -> None:
        """Tell the server what was finished with, sign out, and end the thread within so many seconds."""
        until = time.monotonic() + deadline
        with self.changed:
            self.stopping = True
            parked = self._is_parked
            self.changed.notify_all()
        self._client.wake()
        if self._thread.ident is None:
            self._client.close()
            return
        if parked:
            # Nothing is left to be told, and this ends the request that hangs.
            self._log_out()
        self._thread.join(max(0.0, until - time.monotonic()))
        self._client.close()
        self._thread.join()

    def refresh(self) -> None:
        """Fetch the list: names change without a word, and so does who is there while there is no connection."""
        for number, status in self.roster.fetch(self._client):
            self._put(
                Presence(sender=number, name=self.roster.get(number).name, time=utc_datetime(None), status=status)
            )
        self._refresh_at = time.monotonic() + self._client.list_refresh

    def pause(self, seconds: float) -> None:
        """Wait so long, at most until the session is over."""
        with self.changed:
            self.changed.wait_for(lambda: self.stopping or self.has_ended, seconds)

    # The thread

    def _run(self) -> None:
        try:
            while not self.stopping:
                self._step()
            self._take_leave()
        except ClosedError:
            pass
        except SessionEndedError as error:
            self.failure = error
        except Exception as error:
            # A bug, which must not end the thread in silence.
            _log.exception("A bug in the thread of a session")
            self.failure = error
        finally:
            with self.changed:
                self.has_ended, self.is_connected = True, False
                self.changed.notify_all()
            self.events.put(None)

    def _step(self) -> None:
        try:
            self._advance()
        except ClosedError:
            raise
        except NotSignedInError as error:
            self._was_thrown_out(error)
        except LoginRefusedError as error:
            raise SessionEndedError(str(error)) from error
        except ClientError as error:
            if not self._was_connected and _is_hopeless(error):
                raise SessionEndedError(str(error)) from error
            self._lost(error)

    def _advance(self) -> None:
        client = self._client
        if not self._is_signed_in:
            client.login(self._password_hash, self.status)
            self._is_signed_in, self._signed_in_at = True, time.monotonic()
            # Ids are those of this server as it is now: it may have been restored from a backup meanwhile.
            self._brought = self._acknowledged = self._refresh_at = 0
            self._schedule = PollSchedule(client.heartbeat)
        if time.monotonic() >= self._refresh_at:
            self.refresh()
        if not self.is_connected:
            self._has_connected()
        if not self._wait_for_hands():
            if client.extended:
                self._take_in(self._poll(None))
            else:
                # A request for messages would say that those in hand have arrived.
                self.refresh()
            return
        self._wait_for_more()

    def _wait_for_more(self) -> None:
        """Everything that came was finished with."""
        client = self._client
        if self._finished() > self._acknowledged and client.extended:
            # A request that hangs may be given up, and what it says with it.
            rows = self._poll(None)
            if rows:
                self._take_in(rows)
                return
        with self.changed:
            if self.stopping:
                return
            self._is_parked = client.extended
        began = time.monotonic()
        try:
            rows = self._poll(LONG_POLL_S)
        finally:
            with self.changed:
                self._is_parked = False
        if rows:
            self._schedule.arrived()
            self._take_in(rows)
        elif not client.extended:
            client.pause(self._schedule.next_delay())
        elif time.monotonic() - began < _TOO_QUICK_S:
            # A server that stops does this; an odd one is not asked in circles.
            self.pause(_BREATH_S)

    def _poll(self, wait: int | None) -> tuple[WaitingMessage, ...]:
        finished = self._finished()
        rows = self._client.get_messages(wait, finished or None)
        self._acknowledged = finished
        return rows

    def _finished(self) -> int:
        """The highest id up to which all that this session brought was finished with."""
        with self.changed:
            first = next((event.id for event in self._in_hand if event.id), None)
        return self._brought if first is None else min(self._brought, first - 1)

    def _wait_for_hands(self) -> bool:
        """Until nothing is in hand: then True. False where the server has to be told something before."""
        began = time.monotonic()
        with self.changed:
            while self._in_hand and not self.stopping:
                # Its lock is one that its holder may take again.
                due = began + (ACKNOWLEDGE_S if self._finished() > self._acknowledged else KEEP_ALIVE_S)
                left = due - time.monotonic()
                if left <= 0:
                    return False
                self.changed.wait(left)
        return True

    # What comes

    def _take_in(self, rows: tuple[WaitingMessage, ...]) -> None:
        for row in rows:
            if row.id:
                self._brought = max(self._brought, row.id)
                key = (row.id, row.time or 0)
                if key in self._known:
                    continue
                self._known[key] = None
                if len(self._known) > _MOST_KNOWN:
                    del self._known[next(iter(self._known))]
            if row.kind == MessageKind.PROFILE_CHANGED:
                self.roster.update_profile(row.sender, row.text)
                continue
            if row.kind in (MessageKind.LIST_CHANGED, MessageKind.ASKED_IN):
                self._refresh_at = 0.0  # neither is an event for a program
                continue
            event = parse_event(row, self._name_of(row), self._actions)
            if isinstance(event, Presence) and not self.roster.update_status(event.sender, event.status):
                continue
            if row.kind in (MessageKind.REQUEST_GRANTED, MessageKind.ADDED_ME):
                # There may be one more on the list, or whoever was let in is to be seen.
                self._refresh_at = 0.0
            self._put(event)

    def _name_of(self, row: WaitingMessage) -> str:
        if row.kind in _PASSING:
            return self.roster.get(row.sender).name
        return self.roster.resolve_name(row.sender, self._client)

    def _put(self, event: Event) -> None:
        with self.changed:
            self._in_hand.append(event)
        self.events.put(event)

    # The connection

    def _has_connected(self) -> None:
        if self._failures > 1 or not self._was_connected:
            _log.info("%s is signed in at %s", self._client.number, self._client.server)
        self._failures = 0
        self._backoff.reset()
        self._was_connected = True
        with self.changed:
            self.is_connected = True
            self.connections += 1
            self.changed.notify_all()

    def _lost(self, error: ClientError) -> None:
        if self.stopping:
            return
        self._has_no_connection()
        self._failures += 1
        wait = error.wait if isinstance(error, RefusedError) else None
        delay = max(self._backoff.next_delay(), wait or 0)
        # A server that restarts is back at once, and nobody needs to know.
        level = logging.WARNING if self._failures == 2 or not self._was_connected else logging.INFO
        _log.log(level, "%s. The next try is in %.1f s", str(error).rstrip("."), delay)
        self.pause(delay)

    def _was_thrown_out(self, error: NotSignedInError) -> None:
        if self.stopping:
            return
        self._is_signed_in = False
        contested = time.monotonic() - self._signed_in_at < CONTESTED_S
        if error.why is EndReason.SIGNED_IN_ELSEWHERE or (error.why is None and contested):
            raise TakenOverError(self._client.number) from error
        if error.why is EndReason.SHUT_OUT:
            raise SessionEndedError("Whoever runs the server shut this account out") from error
        if contested:
            self._lost(error)
        else:
            self._has_no_connection()

    def _has_no_connection(self) -> None:
        """Until the list was fetched once more: that shows whether there is one, and who came or went meanwhile."""
        self._refresh_at = 0.0
        with self.changed:
            self.is_connected = False

    def _take_leave(self) -> None:
        if not self._is_signed_in:
            return
        if self._finished() > self._acknowledged:
            with contextlib.suppress(ClientError):
                self._poll(None)
        self._log_out()

    def _log_out(self) -> None:
        try:
            self._client.logout(timeout=LOGOUT_S)
        except ClientError as error:
            _log.info("The server was not told that the session ends: %s", error)


def _is_hopeless(error: ClientError) -> bool:
    """Before it ever went well: what waiting does not mend."""
    if isinstance(error, RefusedError):
        return error.result not in (Result.TOO_MANY_REQUESTS, Result.SERVER_FAILED)
    if isinstance(error, BadReplyError):
        return error.status not in _BUSY
    return isinstance(error, PlacesFileError) or (isinstance(error, NetworkError) and error.kind in _HOPELESS)
