"""A session that reconnects: every event until it is finished, every message stored once.

    with Session(Client("127.0.0.1:8000", 10009), password_hash("secret")) as session:
        for event in session:
            if isinstance(event, Message):
                event.reply(event.text)

`Bot` is built on it; this is for programs with a loop of their own.
"""

import contextlib
import hashlib
import logging
import os
import queue
import sys
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Self, TypeVar

from qqdesk.bot.errors import SessionEndedError, StoppedError
from qqdesk.bot.events import Event, Presence, Sent, event_of, room_of, sender_of, utc_datetime
from qqdesk.bot.session_files import SessionFiles
from qqdesk.bot.session_rooms import SessionRooms
from qqdesk.bot.session_roster import SessionRoster
from qqdesk.client.backoff import Backoff
from qqdesk.client.client import Client
from qqdesk.client.errors import ClientError, ClosedError, NotSignedInError, RefusedError
from qqdesk.clock import wait_for
from qqdesk.domain.incoming import Incoming, MessageDelivered, OwnMessage, ProfileChanged, StatusChanged, TypingStarted
from qqdesk.domain.message_splitter import split_message
from qqdesk.domain.problem import ProblemKind
from qqdesk.engine import events
from qqdesk.engine.engine import Engine
from qqdesk.engine.memory_store import MemoryStore
from qqdesk.engine.outbox import retry_reason
from qqdesk.engine.reconnect import BOT
from qqdesk.protocol.change_commands import React
from qqdesk.protocol.codes import AddAnswer, Status
from qqdesk.protocol.commands import AnswerAdd
from qqdesk.protocol.file_info import FileInfo, add_caption
from qqdesk.protocol.limits import MAX_MESSAGE_CHARS
from qqdesk.protocol.message_ref import MessageRef
from qqdesk.protocol.room_commands import RoomRole

_log = logging.getLogger(__name__)

STOP_S = 5.0
_SLICE_S = 0.25
"""The length of one wait if a signal cannot interrupt it."""
_MOST_S = _SLICE_S if sys.platform == "win32" else threading.TIMEOUT_MAX
"""The longest wait for a queue. On Windows a signal does not interrupt it."""
_NAMELESS = (TypingStarted, MessageDelivered, StatusChanged, OwnMessage)
"""Entries for which the name of a stranger is not fetched."""

R = TypeVar("R")


class Session:
    """One account at one server, from `start` to `stop`, through all restarts and cuts. A blocking shell of the engine.

    A thread of its own signs in, fetches and reconnects. One thread takes events; any thread may call `send` and
    `call`. They return when the server has answered. They raise RefusedError if it refuses, and SessionEndedError if
    the session ended for good: the server refused the sign-in or banned the account, another device signed this one
    out, or `stop` was called.

    A classic server has no ids. If a reply is lost, `send` raises an error with `outcome_unknown`. If the program is
    killed, messages that were fetched may be lost.
    """

    def __init__(self, client: Client, password_hash: str, *, status: Status = Status.ONLINE) -> None:
        """The client belongs to the session from now on. For `password_hash` see `client.address.password_hash`."""
        self.client = client
        self.roster = SessionRoster()
        """The contact list with presence."""
        self.rooms = SessionRooms()
        """The rooms of the account."""
        self._files = SessionFiles(lambda: self._is_over or self._waits_are_interrupted)
        self._store = MemoryStore()
        self._engine = Engine(client, self._store, self._on_event, BOT, password_hash, _kept_online(status))
        self._events: queue.SimpleQueue[Event | None] = queue.SimpleQueue()
        self._changed = threading.Condition()
        self._is_connected = False
        self._connections = 0
        """The number of connections so far."""
        self._has_warned = False
        """Whether the log has a warning that the connection is lost."""
        self._failure: SessionEndedError | None = None
        self._is_stopping = False
        self._has_stopped = False
        self._waits_are_interrupted = False
        self._was_interrupted = False

    def __repr__(self) -> str:
        return f"<Session {self.client.url} {self.client.number}>"

    @property
    def is_connected(self) -> bool:
        """Whether the session is signed in, without an error since."""
        return self._is_connected

    def start(self) -> None:
        """Start signing in, and return at once. A session is started once."""
        self._engine.start()

    def stop(self) -> None:
        """Sign out and end, within STOP_S. May be called twice. The next session gets the unfinished events again."""
        with self._changed:
            self._is_stopping = True
            self._changed.notify_all()
        self._engine.stop(STOP_S)

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def wait_until_connected(self, timeout: float | None = None) -> bool:
        """Wait up to `timeout` seconds. Return whether the session is signed in. Raises SessionEndedError."""
        until = None if timeout is None else time.monotonic() + timeout
        while True:
            left = _SLICE_S if until is None else min(_SLICE_S, until - time.monotonic())
            with self._changed:
                self._changed.wait_for(lambda: self._is_connected or self._is_over, max(0.0, left))
            self._raise_if_ended()
            if self._is_connected or left <= 0:
                return self._is_connected
            self._raise_if_interrupted()

    def wait_until_signed_in(self) -> None:
        """Wait for the first sign-in, which loads the list. Raises SessionEndedError."""
        if not self.roster.is_loaded:
            self.wait_until_connected()

    # Events

    def take(self, timeout: float | None = None) -> Event | None:
        """Return the next event; None after `timeout` seconds without one, or if `wake` was called.

        Call `finish` with it before the next call. Raises SessionEndedError.
        """
        until = None if timeout is None else time.monotonic() + timeout
        while True:
            self._raise_if_ended()
            left = _MOST_S if until is None else max(0.0, until - time.monotonic())
            with contextlib.suppress(queue.Empty):
                event = self._events.get(timeout=min(left, _MOST_S))
                if event is None:
                    self._raise_if_ended()
                return event
            if until is not None and time.monotonic() >= until:
                return None

    def finish(self, event: Event) -> None:
        """Acknowledge the event soon. Without this call it is delivered again in the next session.

        It is also delivered again if the end of the session interrupted a `call`: the caller may ignore the exception.
        """
        if not self._was_interrupted and event.entry is not None:
            self._store.finish(event.entry)
            self._engine.receiver.backlog_changed()

    def __iter__(self) -> Iterator[Event]:
        """Iterate over the events. The request for the next one finishes the last. Ends when `stop` is called."""
        with contextlib.suppress(StoppedError):
            while True:
                event = self.take()
                if event is not None:
                    yield event
                    self.finish(event)

    def wake(self) -> None:
        """End a `take`. Safe in a signal handler."""
        self._events.put(None)

    def interrupt_waits(self) -> None:
        """From now on raise SessionEndedError instead of waiting for a connection or a busy server.

        `stop` can then be called soon. Safe in a signal handler: it only sets a flag and calls `wake`.
        """
        self._waits_are_interrupted = True
        self.wake()

    # Requests

    def send(
        self,
        to: int,
        text: str,
        *,
        mentions: Iterable[int] = (),
        key: str | None = None,
        cause: Event | None = None,
        reply_to: MessageRef | None = None,
    ) -> tuple[Sent, ...]:
        """Send a message to a person or a room; return when the server has stored it. A long text becomes several
        messages, split between lines, sentences or words; the tuple has one item for each. In a room, the first one
        mentions the members `mentions`. It answers the message `reply_to`.

        The server stores it once, even if requests and replies are lost. With a `key` (any text) that includes restarts
        of the program: the server stores one message for each key and recipient. With an event as `cause` it includes
        restarts too: the key is the event, the recipient and the count of messages to them because of this event.
        """
        return self._send(to, split_message(text), tuple(mentions), self._occasion(to, key, cause), reply_to=reply_to)

    def send_file(
        self,
        to: int,
        path: Path | str,
        caption: str = "",
        *,
        mentions: Iterable[int] = (),
        key: str | None = None,
        cause: Event | None = None,
    ) -> tuple[Sent, ...]:
        """Upload a file or a picture as it is, and send it as `send` does. The rest of a long caption follows.

        After a cut the upload continues, also in another run of the program. Raises LocalFileError if the file cannot
        be read, and FileChangedError if it is written meanwhile.
        """
        occasion = self._occasion(to, key, cause)
        info = self.call(lambda client: self._files.upload(client, Path(path)))
        first = MAX_MESSAGE_CHARS - len(add_caption(info, " "))
        return self._send(to, split_message(caption, first) or [""], tuple(mentions), occasion, info)

    def save_file(self, file: FileInfo, path: Path | str) -> Path:
        """Download the file of a message: see `Message.save_file`."""
        return self.call(lambda client: self._files.download(client, file, Path(path)))

    def _occasion(self, to: int, key: str | None, cause: Event | None) -> str:
        if key is not None:
            return f"key {to} {key}"
        if cause is not None and cause.unique_id:
            count = cause.sent[to]
            cause.sent[to] += 1
            return f"over {cause.unique_id} {to} {count}"
        return os.urandom(16).hex()

    def _send(
        self,
        to: int,
        parts: list[str],
        mentions: tuple[int, ...],
        occasion: str,
        file: FileInfo | None = None,
        reply_to: MessageRef | None = None,
    ) -> tuple[Sent, ...]:
        """The first part has the mentions, the file and the answered message."""
        sent = []
        for index, part in enumerate(parts):
            key = hashlib.sha256(f"{self.client.number} {occasion} {index}".encode()).hexdigest()[:32]

            def send(client: Client, part: str = part, key: str = key, index: int = index) -> Sent:
                try:
                    reply = client.send_message(to, part, key, *(() if index else (mentions, file, reply_to)))
                except RefusedError as error:
                    if error.is_client_id_taken:
                        # An earlier run of the program sent another text on this occasion.
                        return Sent(to, 0, key, utc_datetime(None))
                    raise
                return Sent(to, reply.id or 0, key if client.extended else "", utc_datetime(reply.time))

            sent.append(self.call(send))
        return tuple(sent)

    def react(self, to: int, message: MessageRef, emoji: str) -> None:
        """Set the reaction to a message of this person or room; "" takes it back."""
        change = React(to, message, os.urandom(16).hex(), emoji)
        self.call(lambda client: client.request(change))

    def accept(self, number: int) -> None:
        """Accept a contact request, or the invitation of a room."""
        self.call(lambda client: client.request(AnswerAdd(number, AddAnswer.GRANT)))

    def refuse(self, number: int, reason: str = "") -> None:
        """Refuse a contact request, or the invitation of a room."""
        self.call(lambda client: client.request(AnswerAdd(number, AddAnswer.REFUSE, reason)))

    def admit(self, room: int, number: int, *, accept: bool) -> None:
        """Answer an account that asks to join the room."""
        role = RoomRole.MEMBER if accept else RoomRole.NONE
        self.call(lambda client: client.rooms.set_role(room, number, role))

    def change_status(self, status: Status) -> None:
        """Set the status, also for later sign-ins."""
        status = _kept_online(status)
        self._engine.receiver.set_status(status)
        self.call(lambda client: client.change_status(status))
        self._engine.receiver.wanted.was_sent(status)

    def refresh(self) -> None:
        """Fetch the contact list now. The session also fetches it at intervals."""
        self.call(lambda _: self._engine.receiver.refresh_roster())

    def call(self, request: Callable[[Client], R]) -> R:
        """Call `request` with the client again and again until the server has answered, and return the result.

        The request has to be repeatable, or be done once only, like `send_message` with a client id.
        """
        try:
            return self._call(request)
        except SessionEndedError:
            self._was_interrupted = True
            raise

    def _call(self, request: Callable[[Client], R]) -> R:
        backoff = Backoff(0.2)
        while True:
            self.wait_until_connected()
            connections = self._connections
            try:
                return request(self.client)
            except ClosedError:
                self._raise_if_ended()
                raise
            except ClientError as error:
                if retry_reason(error, extended=self.client.extended) is None:
                    raise
                delay = backoff.next_delay()
                if isinstance(error, RefusedError):
                    # There is a connection: the server needs time.
                    delay, connections = max(delay, error.wait or 0), -1
                _log.info("%s. It is tried again in %.1f s", str(error).rstrip("."), delay)
            self._pause(delay, connections)

    def _pause(self, seconds: float, connections: int) -> None:
        """Wait, or until the number of connections differs from `connections`; -1 ignores connections.

        In slices: a signal handler may run in this thread, and cannot notify it.
        """
        clock = self.client.clock
        until = clock.monotonic() + seconds
        while (now := clock.monotonic()) < until and connections in (-1, self._connections):
            self._raise_if_ended()
            self._raise_if_interrupted()
            with self._changed:
                wait_for(clock, self._changed, lambda: self._is_over, min(until, now + _SLICE_S))

    @property
    def _is_over(self) -> bool:
        return self._is_stopping or self._has_stopped

    def _raise_if_ended(self) -> None:
        if self._failure is not None:
            raise self._failure.with_traceback(None)
        if self._is_over:
            raise StoppedError

    def _raise_if_interrupted(self) -> None:
        if self._waits_are_interrupted:
            raise StoppedError

    # In the thread of the receive loop

    def _on_event(self, event: events.Event) -> None:
        match event:
            case events.Opened():
                self.rooms.fill(event.snapshot.rooms)
                self._report_presence(self.roster.fill(event.snapshot.people.contacts))
            case events.RoomsFetched():
                self.rooms.fill(event.rooms)
            case events.RosterFetched():
                self._report_presence(self.roster.apply(event.roster))
            case events.Received():
                for item in event.items:
                    self._receive(item)
            case events.Connected():
                self._on_connected()
            case events.Retrying():
                self._set_connected(False)
            case events.Waiting():
                self._on_waiting(event)
            case events.Ended():
                self._failure = self._failure_of(event)
            case events.Stopped():
                with self._changed:
                    self._has_stopped, self._is_connected = True, False
                    self._changed.notify_all()
                self._events.put(None)

    def _receive(self, item: Incoming) -> None:
        self.rooms.apply(item)
        number = room_of(item)
        room = self.rooms.get(number) if number else None
        event = event_of(item, self._name_of(item, number), room, self.client.number, self)
        if isinstance(item, ProfileChanged):
            self.roster.update_profile(item.sender, item.nickname, item.face)
        if event is None or (isinstance(event, Presence) and not self.roster.update_status(item.sender, event.status)):
            self._store.finish(item)
        else:
            self._events.put(event)

    def _name_of(self, item: Incoming, room: int) -> str:
        sender = sender_of(item)
        contact = self.roster.get(sender)
        if isinstance(item, _NAMELESS) or not contact.stranger:
            return contact.name
        nickname = self.rooms.resolve_name(room, sender, self.client) if room else None
        return nickname or self.roster.resolve_name(sender, self.client)

    def _report_presence(self, changes: Iterable[tuple[int, Status]]) -> None:
        for number, status in changes:
            name = self.roster.get(number).name
            self._events.put(Presence(sender=number, name=name, time=utc_datetime(None), status=status))

    def _on_connected(self) -> None:
        if self._has_warned or not self._connections:
            _log.info("%s is signed in at %s", self.client.number, self.client.resolver.server)
        self._has_warned = False
        self._connections += 1
        self._set_connected(True)

    def _on_waiting(self, event: events.Waiting) -> None:
        self._set_connected(False)
        level = logging.INFO if self._has_warned else logging.WARNING
        _log.log(level, "%s. The next try is in %.1f s", event.problem.detail.rstrip("."), event.retry_in)
        self._has_warned = True

    def _set_connected(self, connected: bool) -> None:
        with self._changed:
            self._is_connected = connected
            self._changed.notify_all()

    def _failure_of(self, ended: events.Ended) -> SessionEndedError:
        if ended.problem.kind is ProblemKind.SIGNED_OUT_ELSEWHERE:
            failure = SessionEndedError("Another device of the account signed this one out")
        elif isinstance(ended.error, NotSignedInError) and ended.problem.kind is ProblemKind.BANNED:
            failure = SessionEndedError("The operator of the server banned this account")
        else:
            failure = SessionEndedError(str(ended.error))
        failure.__cause__ = ended.error
        return failure


def _kept_online(status: Status) -> Status:
    """Return INVISIBLE for OFFLINE: the session stays signed in and appears offline."""
    return Status.INVISIBLE if status is Status.OFFLINE else status
