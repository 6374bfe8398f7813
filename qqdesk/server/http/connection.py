"""One client's connection, and what may go wrong on it. One request at a time, in order."""

import asyncio
from collections import deque
from collections.abc import Callable
from dataclasses import replace
from typing import Protocol, cast

from qqdesk.server.accounts.sessions import HangingPoll
from qqdesk.server.http.browser_requests import HostNames
from qqdesk.server.http.client_address import Proxies
from qqdesk.server.http.deadlines import Deadlines
from qqdesk.server.http.reader import TEXTS, ForwardedReader, Incoming, Limits, Reader, Stage, plain_response, response
from qqdesk.server.http.responder import Responder

_HEAD_END = b"\r\n\r\n"
_MOST_HEADS = 512
_LONGEST_HEAD = 1024
_MOST_UNSENT = 16
_LARGEST_UNSENT = 16 * 1024

Heads = dict[bytes, tuple[Incoming, int]]
"""What heads say that were seen before, and how long the body is: a client writes the same one again and again."""


class Answerer(Protocol):
    """The server behind the listener, see `dispatcher.Dispatcher`."""

    def take(
        self, body: bytes, address: str, way: Responder, plus_is_space: bool = False
    ) -> "asyncio.Task[None] | None":
        """Answer a request; a task, where one is at work."""
        ...


class Host(Protocol):
    """What a connection knows of the listener."""

    limits: Limits
    proxies: Proxies
    host_names: HostNames
    answerer: Answerer
    deadlines: Deadlines
    is_stopping: bool
    heads: Heads
    forwarded_heads: Heads

    def take_in(self, connection: "Connection") -> bool: ...
    def keep(self, connection: "Connection", number: int) -> None: ...
    def let_go(self, connection: "Connection") -> None: ...
    def flush_soon(self, connection: "Connection") -> None: ...


class Connection(asyncio.Protocol):
    """There may be very many, so it is small; most of them hang in a poll."""

    __slots__ = (
        "_at_work",
        "_begins",
        "_can_write",
        "_is_over",
        "_is_paused",
        "_lingers",
        "_listener",
        "_out",
        "_reader",
        "_ready",
        "_task",
        "_transport",
        "_unsent",
        "address",
        "is_cut",
        "owner",
        "phase",
        "poll",
        "until",
        "watched",
    )

    def __init__(self, listener: Host) -> None:
        self._listener = listener
        self._transport: asyncio.Transport | None = None
        self._reader: Reader | None = None
        """Only while a request is under way that is not seen through at once."""
        self._ready: deque[tuple[Incoming, bytes]] | None = None
        self._at_work: Incoming | None = None
        self._task: asyncio.Task[None] | None = None
        self._out: list[bytes] | None = None
        """Replies that go out at the end of this turn of the event loop."""
        self._unsent: Callable[[bool], None] | None = None
        self._begins = False
        self._can_write = True
        self._is_paused = False
        self._is_over = False
        """What still comes is of no interest."""
        self._lingers = False
        self.phase: object = None
        """"first" until any byte of a request has come."""
        self.address = ""
        self.is_cut = False
        self.owner = 0
        """The user of whose session it has carried a request; 0 while there is none. Set by the listener."""
        self.poll: HangingPoll | None = None
        self.until: float | None = None
        self.watched = 0

    @property
    def is_at_work(self) -> bool:
        return self._at_work is not None

    @property
    def is_busy(self) -> bool:
        return self._at_work is not None or not self._can_write

    # Called by the event loop

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast("asyncio.Transport", transport)
        # To know when the last byte of a reply is out.
        self._transport.set_write_buffer_limits(high=0)
        peer = transport.get_extra_info("peername")
        self.address = str(peer[0]).removeprefix("::ffff:") if peer else ""
        if not self._listener.take_in(self):
            self.is_cut = self._is_over = True  # no waiting for the client's own goodbye
            self._reply(Incoming(503), TEXTS[503].encode())
            return
        self._enter("first", self._listener.limits.head_s)

    def data_received(self, data: bytes) -> None:
        if self._is_over:
            return
        if self._reader is None:
            data = self._take_known(data)
        if data:
            self._feed(data)
        self._next()

    def eof_received(self) -> bool:
        """The client says no more; it may still listen."""
        self.is_cut = True
        if self.poll is not None:
            self.poll.finish()
        if self._lingers or not (self.is_busy or self._ready):
            self._close()
        return True

    def connection_lost(self, error: Exception | None) -> None:
        self._listener.let_go(self)
        self._listener.deadlines.forget(self)
        self.is_cut = self._is_over = True
        self._reader = self._ready = self._out = None
        if self.poll is not None:
            self.poll.finish()
        self._settle(False)

    def pause_writing(self) -> None:
        self._can_write = False

    def resume_writing(self) -> None:
        self._can_write = True
        self._settle(True)
        if self._lingers:
            self._linger()
        else:
            self._next()

    # Requests out of bytes

    @property
    def _heads(self) -> Heads:
        listener = self._listener
        return listener.forwarded_heads if listener.proxies.trusts(self.address) else listener.heads

    def _take_known(self, data: bytes) -> bytes:
        """Take the complete requests with a head that is known; the rest."""
        heads, position, size = self._heads, 0, len(data)
        while position < size:
            end = data.find(_HEAD_END, position)
            known = heads.get(data[position:end]) if end > 0 else None
            if known is None:
                break
            incoming, length = known
            start = end + 4
            if start + length > size:
                break
            position = start + length
            self._arrive(incoming, data[start:position])
            if not incoming.keep_alive:
                self._is_over = True
                return b""
        return data[position:] if position else data

    def _feed(self, data: bytes) -> None:
        reader = self._reader
        is_whole = reader is None
        if reader is None:
            kind = ForwardedReader if self._listener.proxies.trusts(self.address) else Reader
            reader = kind(self._listener.limits, self._listener.host_names)
        reader.feed(data)
        if is_whole and len(reader.ready) == 1:
            self._learn(data, reader.ready[0])
        while reader.ready:
            incoming = reader.ready.popleft()
            self._arrive(incoming, incoming.body)
        self._is_over = self._is_over or reader.is_over
        self._reader = None if reader.stage is Stage.BETWEEN or reader.is_over else reader

    def _learn(self, data: bytes, incoming: Incoming) -> None:
        """Know the head of this request again. It says everything that there is to say: the body is as long as its
        Content-Length, and the data hold nothing else."""
        end = data.find(_HEAD_END)
        body = incoming.body
        if incoming.status != 200 or not 0 < end <= _LONGEST_HEAD or data[end + 4 :] != body:
            return
        heads = self._heads
        if len(heads) >= _MOST_HEADS:
            heads.clear()
        heads[data[:end]] = (replace(incoming, body=b""), len(body))

    # One request after the other

    def _arrive(self, incoming: Incoming, body: bytes) -> None:
        if self._at_work is None and self._can_write and not self._ready:
            self._begin(incoming, body)
        elif self._ready is None:
            self._ready = deque(((incoming, body),))
        else:
            self._ready.append((incoming, body))

    def _next(self) -> None:
        """Go on with what is there, if nothing is at work."""
        transport, ready, limits = self._transport, self._ready, self._listener.limits
        if transport is None:
            return
        while ready and not self.is_busy and not (self._lingers or transport.is_closing()):
            self._begin(*ready.popleft())
        if self._lingers or transport.is_closing():
            return
        if self.is_busy:
            self._hold_back(ready is not None and len(ready) >= limits.ahead)
            return
        self._hold_back(False)
        self._wait_for_more(transport)

    def _wait_for_more(self, transport: asyncio.Transport) -> None:
        reader, limits = self._reader, self._listener.limits
        if self.is_cut or self._listener.is_stopping:
            self._close()
        elif reader is None:
            if self.phase != "first":
                self._enter(Stage.BETWEEN, limits.idle_s)
        else:
            if reader.wants_continue:
                reader.wants_continue = False
                self.flush()
                transport.write(b"HTTP/1.1 100 Continue\r\n\r\n")
            is_head = reader.stage is Stage.HEAD
            self._enter(reader.stage, limits.head_s if is_head else limits.body_s)

    def _begin(self, incoming: Incoming, body: bytes) -> None:
        if incoming.status != 200:
            self._reply(incoming, TEXTS[incoming.status].encode())
            return
        self._at_work, self.phase, self.until = incoming, "busy", None
        address = self.address
        if incoming.forwarded:
            address = self._listener.proxies.origin(address, incoming.forwarded)
        self._begins = True
        task = self._listener.answerer.take(body, address, self, incoming.is_form)
        self._begins = False
        if self._at_work is not None:
            self._task = task

    def belongs_to(self, number: int) -> None:
        """It carries a request of a session of this user."""
        if self.owner != number:
            self._listener.keep(self, number)

    def respond(self, body: bytes, delivered: Callable[[bool], None] | None = None) -> None:
        """The reply to what is at work."""
        incoming = self._at_work
        if incoming is None:
            return
        self._at_work = None
        self._task = None
        self._reply(incoming, body, delivered)
        if not self._begins:
            self._next()

    def _reply(self, incoming: Incoming, body: bytes, delivered: Callable[[bool], None] | None = None) -> None:
        transport = self._transport
        if transport is None or transport.is_closing():
            if delivered is not None:
                delivered(False)
            return
        if self._unsent is not None:
            self.flush()
        keep_alive = incoming.keep_alive and not self._listener.is_stopping
        if keep_alive and incoming.status == 200 and not incoming.is_old:
            self._unsent = delivered
            self._write_soon(plain_response(body))
            return
        self.flush()
        self._unsent = delivered
        self._write(transport, response(incoming, body, keep_alive=keep_alive))
        if not keep_alive:
            self._say_goodbye()

    def _write_soon(self, reply: bytes) -> None:
        """With what else is answered in this turn of the event loop."""
        out = self._out
        if out is None:
            self._out = [reply]
            self._listener.flush_soon(self)
        else:
            out.append(reply)
        if len(reply) > _LARGEST_UNSENT or (out is not None and len(out) >= _MOST_UNSENT):
            self.flush()

    def flush(self) -> None:
        """Write what is to go out."""
        out, self._out = self._out, None
        if not out:
            return
        transport = self._transport
        if transport is None or transport.is_closing():
            self._settle(False)
            return
        self._write(transport, out[0] if len(out) == 1 else b"".join(out))

    def _write(self, transport: asyncio.Transport, data: bytes) -> None:
        transport.write(data)
        if self._can_write:
            # The write may have shown that the client is gone.
            if self._unsent is not None:
                self._settle(not transport.is_closing())
        else:
            self._enter("sending", self._listener.limits.send_s)

    def _settle(self, is_out: bool) -> None:
        """Tell whoever wants to know what became of the last reply."""
        unsent, self._unsent = self._unsent, None
        if unsent is not None:
            unsent(is_out)

    # The end

    def _say_goodbye(self) -> None:
        """Close once the client has: what it still sends would otherwise destroy the reply on its way."""
        transport = self._transport
        is_hasty = self.is_cut or self._listener.is_stopping
        self._is_over = True
        if transport is None or is_hasty or transport.is_closing() or not transport.can_write_eof():
            self._close()
            return
        self._lingers = True
        self._hold_back(False)
        if self._can_write:
            self._linger()

    def _linger(self) -> None:
        """The last reply is out: say so, and wait a moment for the client to close."""
        self._enter("lingering", self._listener.limits.linger_s)
        if self._transport is not None:
            try:
                self._transport.write_eof()
            except OSError:  # the client has gone already
                self._transport.abort()

    def _close(self) -> None:
        self.flush()
        if self._transport is not None:
            self._transport.close()

    def stop(self) -> None:
        """The server stops: close now, or after the reply that is at work."""
        if not self.is_busy and not self._ready:
            self._close()

    def abort(self) -> None:
        if self._transport is not None:
            self._transport.abort()

    def cut_off(self) -> None:
        """Whatever is at work."""
        if self._task is not None:
            self._task.cancel()
        self.abort()

    def _hold_back(self, wanted: bool) -> None:
        """Leave what comes in the kernel's hands. While reading rests, a client that goes away is not noticed."""
        if self._transport is None or wanted is self._is_paused:
            return
        self._is_paused = wanted
        if wanted:
            self._transport.pause_reading()
        else:
            self._transport.resume_reading()

    # Time

    def _enter(self, phase: object, seconds: float) -> None:
        """A phase with so much time; entering the one that is on changes nothing."""
        if phase == self.phase:
            return
        self.phase = phase
        deadlines = self._listener.deadlines
        self.until = deadlines.monotonic() + seconds
        deadlines.watch(self)

    def on_deadline(self) -> None:
        """The time of a phase is up."""
        if self.phase in (Stage.HEAD, Stage.BODY) and self._reader is not None:
            reader, self._reader = self._reader, None
            reader.refuse(408)
            self._is_over = True
            self._arrive(reader.ready.popleft(), b"")
            self._next()
        elif self.phase in ("sending", "lingering"):
            self.abort()
        else:
            self._close()
