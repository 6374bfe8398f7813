"""A session that holds: signed in again where it has to be, every event until it was finished with, every message once.

    with Session(Client("127.0.0.1:8000", 10009), password_hash("secret")) as session:
        for event in session:
            if isinstance(event, Message):
                event.reply(event.text)

`Bot` does the rest that one wants; this is for programs with a loop of their own.
"""

import contextlib
import hashlib
import logging
import os
import queue
import sys
import threading
import time
from collections.abc import Callable, Iterator
from typing import Self, TypeVar

from qqdesk.bot.errors import SessionEndedError, StoppedError
from qqdesk.bot.events import Event, Sent, utc_datetime
from qqdesk.bot.link import Link
from qqdesk.bot.session_roster import SessionRoster
from qqdesk.client.backoff import Backoff
from qqdesk.client.client import Client
from qqdesk.client.errors import BadReplyError, ClientError, ClosedError, NetworkError, NotSignedInError, RefusedError
from qqdesk.domain.message_splitter import split_message
from qqdesk.protocol.codes import AddAnswer, Result, Status

_log = logging.getLogger(__name__)

STOP_S = 5.0
_SLICE_S = 0.25
"""A wait is cut in slices where a signal could not end it."""
_MOST_S = _SLICE_S if sys.platform == "win32" else threading.TIMEOUT_MAX
"""For so long a queue is waited for; on Windows nothing interrupts that."""
_BODY_TOO_LARGE = 413

R = TypeVar("R")


class Session:
    """One user at one server, for as long as `start` to `stop`, whatever becomes of the connection meanwhile.

    A thread of its own signs in, fetches and reconnects. Events are taken by one thread; `send` and `call` are for any.
    They block until the server has answered, through restarts and cuts, and raise RefusedError where it refuses, and
    SessionEndedError once the session is over for good: the sign-in was refused, the account was shut out, it signed in
    elsewhere, or `stop` was called.

    With a classic server there are no ids: what a lost answer was to, or what was in hand when the program was killed,
    is not known, so that a message may get lost there and `send` raises an error with `outcome_unknown`.
    """

    def __init__(self, client: Client, password_hash: str, *, status: Status = Status.ONLINE) -> None:
        """`client` belongs to the session from now on. `password_hash` is `client.address.password_hash` of it."""
        self.client = client
        self._link = Link(client, password_hash, status, self)
        self._in_haste = False
        self._was_cut_short = False

    def __repr__(self) -> str:
        return f"<Session {self.client.url} {self.client.number}>"

    @property
    def roster(self) -> SessionRoster:
        """The contact list, and who is there."""
        return self._link.roster

    @property
    def is_connected(self) -> bool:
        """Signed in, with nothing known to be wrong."""
        return self._link.is_connected

    def start(self) -> None:
        """Begin to sign in; returns at once. A session is started once."""
        self._link.start()

    def stop(self) -> None:
        """Sign out and end: what was not finished with comes again in the next session. It takes STOP_S at most, and
        may be called twice."""
        self._link.stop(STOP_S)

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def wait_until_connected(self, timeout: float | None = None) -> bool:
        """Whether it is signed in within so many seconds. Raises SessionEndedError."""
        link = self._link
        until = None if timeout is None else time.monotonic() + timeout
        while True:
            left = _SLICE_S if until is None else min(_SLICE_S, until - time.monotonic())
            with link.changed:
                link.changed.wait_for(lambda: link.is_connected or link.has_ended or link.stopping, max(0.0, left))
            self._raise_if_ended()
            if link.is_connected or left <= 0:
                return link.is_connected
            self._raise_if_in_haste()

    def wait_until_signed_in(self) -> None:
        """At least once, so that the list is known. Raises SessionEndedError."""
        if not self.roster.is_loaded:
            self.wait_until_connected()

    # What comes

    def take(self, timeout: float | None = None) -> Event | None:
        """The next event; None where none came within so many seconds, or `wake` was called. Call `finish` with it
        before taking the next one. Raises SessionEndedError."""
        events = self._link.events
        until = None if timeout is None else time.monotonic() + timeout
        while True:
            self._raise_if_ended()
            left = _MOST_S if until is None else max(0.0, until - time.monotonic())
            with contextlib.suppress(queue.Empty):
                event = events.get(timeout=min(left, _MOST_S))
                if event is None:
                    self._raise_if_ended()
                return event
            if until is not None and time.monotonic() >= until:
                return None

    def finish(self, event: Event) -> None:
        """This event was handled: the server is told so in a moment. Until then it comes again in the next session, and
        so it does where a call was ended meanwhile by the end of this one: whoever made it may have taken no notice."""
        if not self._was_cut_short:
            self._link.finish(event)

    def __iter__(self) -> Iterator[Event]:
        """Every event; asking for the next one finishes the one before. Ends when `stop` is called."""
        with contextlib.suppress(StoppedError):
            while True:
                event = self.take()
                if event is not None:
                    yield event
                    self.finish(event)

    def wake(self) -> None:
        """End a `take`; may be called in a signal handler."""
        self._link.events.put(None)

    def interrupt_waits(self) -> None:
        """What would wait for a connection, or for the server's patience, raises SessionEndedError from now on, so that
        `stop` can be called soon. May be called in a signal handler, as this only sets a flag and calls `wake`."""
        self._in_haste = True
        self.wake()

    # What goes

    def send(self, to: int, text: str, *, key: str | None = None, cause: Event | None = None) -> tuple[Sent, ...]:
        """Write to somebody; it returns once the server has it on disk, and the tuple has one item a message: a text
        that is too long for one is cut between lines, sentences or words.

        It is stored once, however often the way there and back breaks. With a `key` of your own (any text that names
        this occasion) also over restarts of the program: the same key to the same person is sent once for ever. With
        the event as `cause`, too: the first text to this person over it is, the second, and so on.
        """
        if key is not None:
            occasion = f"key {to} {key}"
        elif cause is not None and cause.unique_id:
            occasion = f"over {cause.unique_id} {to} {cause.sent[to]}"
            cause.sent[to] += 1
        else:
            occasion = os.urandom(16).hex()
        return self._send(to, text, occasion)

    def _send(self, to: int, text: str, occasion: str) -> tuple[Sent, ...]:
        sent = []
        for index, part in enumerate(split_message(text)):
            key = hashlib.sha256(f"{self.client.number} {occasion} {index}".encode()).hexdigest()[:32]

            def send(client: Client, part: str = part, key: str = key) -> Sent:
                try:
                    reply = client.send_message(to, part, key)
                except RefusedError as error:
                    if error.is_client_id_taken:
                        # An earlier run of the program sent another text on this occasion.
                        return Sent(to, 0, key, utc_datetime(None))
                    raise
                return Sent(to, reply.id or 0, key if client.extended else "", utc_datetime(reply.time))

            sent.append(self.call(send))
        return tuple(sent)

    def accept(self, number: int) -> None:
        """Grant somebody's request to have me on their list."""
        self.call(lambda client: client.answer_add(number, AddAnswer.GRANT))

    def refuse(self, number: int, reason: str = "") -> None:
        """Refuse it."""
        self.call(lambda client: client.answer_add(number, AddAnswer.REFUSE, reason))

    def change_status(self, status: Status) -> None:
        """Be seen like this, also after a new sign-in."""
        self._link.status = status
        self.call(lambda client: client.change_status(status))

    def refresh(self) -> None:
        """Fetch the contact list now; it is by itself from time to time."""
        self.call(lambda _: self._link.refresh())

    def call(self, request: Callable[[Client], R]) -> R:
        """What this makes of the client, again and again until the server has answered. So it has to be something that
        may be done twice, or, as `send_message` with its id, is done once all the same."""
        try:
            return self._call(request)
        except SessionEndedError:
            self._was_cut_short = True
            raise

    def _call(self, request: Callable[[Client], R]) -> R:
        backoff = Backoff(0.2)
        while True:
            self.wait_until_connected()
            connections = self._link.connections
            try:
                return request(self.client)
            except ClosedError:
                self._raise_if_ended()
                raise
            except ClientError as error:
                if not self._may_try_again(error):
                    raise
                delay = backoff.next_delay()
                if isinstance(error, RefusedError):
                    # There is a connection: it is the server that needs time.
                    delay, connections = max(delay, error.wait or 0), -1
                _log.info("%s. It is tried again in %.1f s", str(error).rstrip("."), delay)
            self._pause(delay, connections)

    def _may_try_again(self, error: ClientError) -> bool:
        if isinstance(error, RefusedError):
            return error.result in (Result.TOO_MANY_REQUESTS, Result.SERVER_FAILED)
        if isinstance(error, BadReplyError) and error.status == _BODY_TOO_LARGE:
            return False
        if error.outcome_unknown and not self.client.extended:
            return False
        return isinstance(error, NetworkError | NotSignedInError | BadReplyError)

    def _pause(self, seconds: float, connections: int) -> None:
        """So long, or until there is another connection than so many; -1 where that is no reason. In slices: the thread
        that a signal handler runs in may be this one, and cannot notify itself."""
        until = time.monotonic() + seconds
        while (left := until - time.monotonic()) > 0 and connections in (-1, self._link.connections):
            self._raise_if_ended()
            self._raise_if_in_haste()
            self._link.pause(min(left, _SLICE_S))

    def _raise_if_ended(self) -> None:
        link = self._link
        if link.failure is not None:
            raise link.failure.with_traceback(None)
        if link.stopping or link.has_ended:
            raise StoppedError

    def _raise_if_in_haste(self) -> None:
        if self._in_haste:
            raise StoppedError
