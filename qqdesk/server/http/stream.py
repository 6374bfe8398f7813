"""A request whose body, or whose response, passes in pieces."""

import asyncio
import logging
from contextlib import aclosing
from typing import Protocol

from qqdesk.server.http.request_reader import BadRequestError, Head, Limits, RequestReader
from qqdesk.server.http.responses import Response
from qqdesk.server.http.routes import Streamed

logger = logging.getLogger(__name__)


class StreamConnection(Protocol):
    """What a stream uses of its connection."""

    reader: RequestReader
    can_write: bool
    is_cut: bool
    omits_body: bool

    def wait_for_body(self, head: Head, seconds: float) -> None: ...
    def pause_reading_if_full(self) -> None: ...
    def set_at_work(self) -> None: ...
    def start_response(self, response: Response) -> None: ...
    def write(self, data: bytes) -> None: ...
    def end_response(self) -> None: ...
    def abort(self) -> None: ...


class Stream:
    """Runs the handler of a `Streamed` route, for which it is the body, and sends the response."""

    def __init__(self, connection: StreamConnection, limits: Limits, head: Head, route: Streamed) -> None:
        self._connection = connection
        self._limits = limits
        self._head = head
        self._route = route
        self._loop = asyncio.get_running_loop()
        self._waiter: asyncio.Future[None] | None = None
        self._next_checkpoint = 0
        """The client has `body_s` for the bytes up to here."""
        self._deadline = 0.0
        self.task = self._loop.create_task(self._run())

    def wake(self) -> None:
        """Bytes have arrived or have been sent, or the client has closed its side."""
        if self._waiter is not None and not self._waiter.done():
            self._waiter.set_result(None)

    def time_out(self) -> None:
        """The body took too long."""
        if self._waiter is not None and not self._waiter.done():
            self._waiter.set_exception(BadRequestError(408))

    async def _run(self) -> None:
        connection = self._connection
        response = await self._call_handler()
        connection.start_response(response)
        try:
            if response.stream is not None and not connection.omits_body:
                await self._send_body(response)
        except Exception:
            logger.exception("A response broke off")
            connection.abort()
        else:
            connection.end_response()

    async def _call_handler(self) -> Response:
        try:
            return await self._route.handle(self._head, self)
        except BadRequestError as error:
            return Response.error(error.status)
        except Exception:
            logger.exception("A request failed")
            return Response.error(500)

    async def _send_body(self, response: Response) -> None:
        connection, remaining = self._connection, response.stream_length
        assert response.stream is not None
        async with aclosing(response.stream) as pieces:
            async for piece in pieces:
                while not connection.can_write:
                    await self._wait()
                remaining -= len(piece)
                connection.write(piece)
        if remaining:
            raise ValueError(f"The body differs from its announced length by {remaining} bytes")

    async def _wait(self) -> None:
        self._waiter = self._loop.create_future()
        await self._waiter
        self._connection.set_at_work()

    # The body

    def __aiter__(self) -> "Stream":
        return self

    async def __anext__(self) -> bytes:
        """Return the next piece of the body. Raises BadRequestError."""
        connection, reader = self._connection, self._connection.reader
        while not (piece := reader.read_body(self._route.max_size)):
            if reader.is_body_complete:
                raise StopAsyncIteration
            if connection.is_cut:
                raise BadRequestError(400)
            self._start_timer()
            await self._wait()
        connection.pause_reading_if_full()
        return piece

    def _start_timer(self) -> None:
        size, now = self._connection.reader.body_size, self._loop.time()
        if size >= self._next_checkpoint:
            self._next_checkpoint = size + self._limits.body
            self._deadline = now + self._limits.body_s
        self._connection.wait_for_body(self._head, self._deadline - now)
