"""Bodies in, bodies out: parse a request, find its session, recognize a repeat, call the handler, write the reply.

Each step is a plain call. Only a request that has to wait gets a task, or parks its responder.
"""

import asyncio
import logging
from collections.abc import Awaitable

from qqdesk.protocol import commands as c
from qqdesk.protocol.codec import Envelope, Refusal, build_refusal, parse_request
from qqdesk.protocol.errors import MalformedRequestError
from qqdesk.protocol.record import Reply
from qqdesk.server.accounts import administrators, devices
from qqdesk.server.core import Core
from qqdesk.server.errors import not_administrator, not_signed_in, storage_failed, unknown_command
from qqdesk.server.handlers import HANDLERS
from qqdesk.server.request_context import RequestContext
from qqdesk.server.sessions.reply_cache import Key, ReplyCache
from qqdesk.server.sessions.responder import Responder
from qqdesk.server.sessions.sessions import Session

logger = logging.getLogger(__name__)

_MOST_REPLIES = 64
"""The replies in the memory of a classic session beyond which those to requests that may run twice are not kept."""


class Dispatcher:
    """The whole server except HTTP. Belongs to the event loop's thread."""

    def __init__(self, core: Core) -> None:
        self.core = core
        self._replies = ReplyCache(core.clock)
        """Replies to requests without a session."""

    def dispatch(
        self, body: bytes, address: str, responder: Responder, plus_is_space: bool = False
    ) -> "asyncio.Task[None] | None":
        """Carry out one request from `address`; `plus_is_space` as in `parse_request`.

        The reply goes to `responder`, now or later. Returns the task that works on the request, if there is one.
        """
        try:
            envelope, request = parse_request(body, plus_is_space=plus_is_space)
        except MalformedRequestError as error:
            envelope = Envelope(error.sequence, error.number, version=error.version)
            self.core.counters.count("", error.result)
            responder.respond(build_refusal(envelope, error.command, Refusal(error.result, error.reason)))
            return None
        except Exception:
            logger.exception("A request could not be read")
            responder.respond(build_refusal(Envelope("", 0), "", storage_failed().refusal))
            return None
        call = RequestContext(self.core, envelope, request, body, address, responder)
        if not request.HAS_SESSION:
            return self._start(call)
        session = self._session(envelope, address)
        if session is None:
            return asyncio.get_running_loop().create_task(self._find_session(call))
        call.signed_in = session
        responder.belongs_to(envelope.number)
        return self._start(call)

    # Sessions

    def _session(self, envelope: Envelope, address: str) -> Session | None:
        """Return the living session of a request if this server knows it, and mark it as seen."""
        sessions = self.core.sessions
        if envelope.token is not None:
            session = sessions.by_key(devices.digest(envelope.token), envelope.number)
        else:
            session = sessions.classic(address, envelope.number)
        if session is None or sessions.is_stale(session) or not self.core.session_cache.is_current:
            return None
        sessions.touch(session)
        return session

    async def _find_session(self, call: RequestContext) -> None:
        """Carry out a request whose session is not in this server's memory."""
        try:
            call.signed_in = await self._stored_session(call)
        except Exception as error:
            call.fail(error)
            return
        except BaseException:
            call.abort()
            raise
        if call.signed_in is not None:
            call.responder.belongs_to(call.number)
        task = self._start(call)
        if task is not None:
            await task

    async def _stored_session(self, call: RequestContext) -> Session | None:
        """Look a session up in the database; None for a Logout without one. Raises RefusedError and StorageError."""
        cache, number = self.core.session_cache, call.number
        key = None if call.envelope.token is None else devices.digest(call.envelope.token)
        session = await cache.find(key, number, call.address)
        if session is not None or isinstance(call.request, c.Logout):
            return session
        raise not_signed_in(None if key is None else await cache.end_reason(key, number, call.address))

    # Requests

    def _start(self, call: RequestContext) -> "asyncio.Task[None] | None":
        """Carry out a request once. A repeat gets the reply to the first."""
        cache = self._cache_of(call)
        if cache is None:
            return self._carry_out(call)
        key = call.cache_key = self._key_of(call)
        entry = cache.find(key)
        if entry is None:
            call.is_new = cache.is_new(key)
            cache.begin(key)
            call.cache = cache
            return self._carry_out(call)
        if entry.answer is not None:
            self._repeat(call, cache, entry.answer)
        else:
            entry.waiting.append(lambda answer: self._repeat(call, cache, answer))
        return None

    def _repeat(self, call: RequestContext, cache: ReplyCache, answer: bytes | None) -> None:
        """The first of two equal requests was answered, or failed without an answer."""
        if answer is None:
            self._start(call)
        else:
            call.responder.respond(answer)
            call.note_sent(cache)

    def _cache_of(self, call: RequestContext) -> ReplyCache | None:
        """Return the cache that recognizes repeats of this request, if it needs one."""
        request, session = call.request, call.signed_in
        if isinstance(request, c.GetMessages):
            return None
        if request.IDEMPOTENT and not self._is_evidence(session):
            return None
        if session is None:
            return self._replies
        if isinstance(request, c.SendMessage) and request.client_id is not None and session.extended:
            # The store recognizes the client id.
            return None
        return session.replies

    def _is_evidence(self, session: Session | None) -> bool:
        """Return whether a new request shows that the client has received the last reply, see `ClassicPolls`. Then a
        repeat has to be recognized."""
        return session is not None and not session.extended and len(session.replies) < _MOST_REPLIES

    def _key_of(self, call: RequestContext) -> Key:
        if call.signed_in is None:
            return call.address, call.number, call.request_key
        return call.request_key

    def _carry_out(self, call: RequestContext) -> "asyncio.Task[None] | None":
        session, request = call.signed_in, call.request
        if session is not None and not isinstance(request, c.GetMessages):
            self.core.classic_polls.acknowledge_soon(session)
        if session is not None and not session.offers(request.NEEDS):
            call.fail(unknown_command())
            return None
        if request.ADMIN:
            return self._wait_for(call, self._administer(call))
        try:
            result = self._handle(call)
        except Exception as error:
            call.fail(error)
            return None
        if isinstance(result, Reply):
            call.reply(result)
        elif result is not None:
            return self._wait_for(call, result)
        return None

    def _handle(self, call: RequestContext) -> Reply | Awaitable[Reply | None] | None:
        """Call the handler, within the command's limit. Raises RefusedError, and what the handler raises."""
        request = call.request
        if request.LIMIT is not None:
            self.core.rate_limits.command(request.LIMIT, call.number, self.core.clock.monotonic())
        return HANDLERS[type(request)](call, request)

    def _wait_for(self, call: RequestContext, work: Awaitable[Reply | None]) -> "asyncio.Task[None]":
        return asyncio.get_running_loop().create_task(self._finish(call, work))

    async def _administer(self, call: RequestContext) -> Reply | None:
        """Carry out a request for administrators. Raises RefusedError for everybody else, and in a session that can be
        read on its way."""
        me, core, request = call.number, self.core, call.request
        may = call.responder.is_protected and await core.store.read(lambda db: administrators.has(db, me))
        if not may:
            if core.rate_limits.may_report(me, core.clock.monotonic()):
                logger.warning("An administrator's command was refused", extra={"command": request.NAME, "user": me})
            raise not_administrator()
        result = self._handle(call)
        return result if result is None or isinstance(result, Reply) else await result

    async def _finish(self, call: RequestContext, work: Awaitable[Reply | None]) -> None:
        try:
            reply = await work
        except Exception as error:
            call.fail(error)
        except BaseException:
            # The connection was cut, or the event loop ends.
            call.abort()
            raise
        else:
            if reply is not None:
                call.reply(reply)
