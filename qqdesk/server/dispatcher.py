"""Bodies in, bodies out: reads a request, finds its session and handler, and turns what happens into a reply."""

import asyncio
import hashlib
import logging
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from qqdesk.protocol import account_data, check_password, swift
from qqdesk.protocol import commands as c
from qqdesk.protocol.account_data import GetBook
from qqdesk.protocol.codec import Credentials, Envelope, Refusal, build_refusal, build_reply, parse_request
from qqdesk.protocol.codes import EndReason, Result
from qqdesk.protocol.errors import MalformedRequestError
from qqdesk.protocol.record import Reply, Request
from qqdesk.server.accounts import tokens
from qqdesk.server.accounts.sessionless import NEEDS_SESSION, needs_session
from qqdesk.server.accounts.sessions import Session
from qqdesk.server.core import Core
from qqdesk.server.delivery.outgoing import Outgoing
from qqdesk.server.delivery.reply_cache import Key, ReplyCache, fingerprint
from qqdesk.server.errors import RefusedError, StorageError, UncertainError, not_signed_in, storage_failed
from qqdesk.server.handlers import HANDLERS
from qqdesk.server.http.responder import Responder
from qqdesk.server.nodes.cluster import Cluster
from qqdesk.server.operations.logs import log_answer
from qqdesk.server.request_context import RequestContext

logger = logging.getLogger(__name__)

_MOST_REPEATS = 4096
_MOST_REPEAT_BYTES = 4 * 1024 * 1024
_FAILED = storage_failed().refusal
_ASKED_ANEW = (Result.SERVER_FAILED, Result.TOO_MANY_REQUESTS, Result.NOT_SIGNED_IN)
"""Refusals of the moment: the same request later is no repeat but another try."""
_HARMLESS_TWICE = (
    c.Login,
    c.Logout,
    check_password.CheckPassword,
    c.ListContacts,
    c.QueryStatus,
    c.GetInfo,
    c.Finger,
    account_data.BlockList,
)
"""Their replies may be dropped before the repeat window ends; all others are known again for the whole window."""


@dataclass(frozen=True, slots=True)
class Answer:
    """The body of a reply. `delivered` wants to know whether it got out of this machine."""

    body: bytes = field(repr=False)
    delivered: Callable[[bool], None] | None = None


class _Sending(Outgoing):
    """A message whose sender waits for the answer."""

    __slots__ = ("began", "prefix", "way")

    def __init__(self, prefix: str, way: Responder, *arguments: Any) -> None:
        Outgoing.__init__(self, *arguments)
        self.prefix = prefix
        self.way = way
        self.began = time.monotonic()


def _refusal(error: Exception) -> Refusal:
    return error.refusal if isinstance(error, RefusedError) else _FAILED


class Dispatcher:
    """The whole server but for HTTP."""

    def __init__(self, core: Core) -> None:
        self.core = core
        self._repeats = ReplyCache(core.clock, _MOST_REPEATS, _MOST_REPEAT_BYTES)
        self._changes = ReplyCache.of_changes(core.clock)

    def take(
        self, body: bytes, address: str, way: Responder, plus_is_space: bool = False
    ) -> "asyncio.Task[None] | None":
        """Carry out one request from `address`; `plus_is_space` as in `parse_request`. The reply goes to `way`, at once
        or later; until then a task is at work, or nothing but what waits for the disk or a message."""
        if not plus_is_space:
            swift_request = swift.read(body)
            if type(swift_request) is swift.Send:
                if self._send(swift_request, way):
                    return None
            elif type(swift_request) is swift.Fetch and self._fetch(swift_request, body, way):
                return None
        return asyncio.get_running_loop().create_task(self._serve(body, address, way, plus_is_space))

    def take_send(self, body: bytes, way: Responder) -> bool:
        """Begin with a message while others of the same client are on their way to disk: they are answered in the order
        in which they came. False, and nothing was done, where this one has to wait until they are."""
        request = swift.read(body)
        return type(request) is swift.Send and self._send(request, way)

    # Of sessions with EXT, written as our own clients write them

    def _swift_session(self, token: bytes, number: int, way: Responder) -> Session | None:
        session = self.core.sessions.by_token(hashlib.sha256(token).digest(), number)
        if session is None or self.core.sessions.is_stale(session) or not self._are_known:
            return None
        self.core.sessions.touch(session)
        way.belongs_to(number)
        return session

    def _send(self, request: swift.Send, way: Responder) -> bool:
        session = self._swift_session(request.token, request.number, way)
        if session is None:
            return False
        core, number = self.core, request.number
        if core.rate_limits.message(number, session.last_seen) is not None:
            return False
        core.store.send(
            _Sending(
                request.prefix, way, number, request.to, request.text, request.client_id, core.clock.now(), self._sent
            )
        )
        return True

    def _sent(self, message: Outgoing) -> None:
        assert isinstance(message, _Sending)
        error = message.error
        result = 0 if error is None else _refusal(error).result
        self.core.counters.count(c.SendMessage.NAME, result)
        log_answer(c.SendMessage.NAME, result, message.sender, message.began)
        if error is None:
            self.core.show_by_writing(message.sender, message.to)
            message.way.respond(swift.sent(message.prefix, message.id, message.time))
        elif isinstance(error, UncertainError):
            message.way.abort()
        else:
            message.way.respond(swift.refused(message.prefix, _refusal(error)))

    def _fetch(self, request: swift.Fetch, body: bytes, way: Responder) -> bool:
        session = self._swift_session(request.token, request.number, way)
        if session is None:
            return False
        self.core.polls.begin(session, way, request.prefix, body, request.wait, request.acknowledge)
        return True

    # All others

    async def _serve(self, body: bytes, address: str, way: Responder, plus_is_space: bool) -> None:
        try:
            answer = await self.answer(body, address, way, plus_is_space=plus_is_space)
        except BaseException:
            # It never raises; this is a bug, or the end of the event loop.
            way.abort()
            raise
        if answer is not None:
            way.respond(answer.body, answer.delivered)

    async def answer(self, body: bytes, address: str, way: Responder, *, plus_is_space: bool = False) -> Answer | None:
        """The answer to one request, None for one that goes to `way` by itself or gets none. Never raises."""
        try:
            envelope, request = parse_request(body, plus_is_space=plus_is_space)
        except MalformedRequestError as error:
            envelope = Envelope(error.sequence, error.number, version=error.version)
            self.core.counters.count("", error.result)
            return Answer(build_refusal(envelope, error.command, Refusal(error.result, error.reason)))
        except Exception:
            logger.exception("A request could not be read")
            return Answer(build_refusal(Envelope("", 0), "", _FAILED))
        try:
            session = None
            if request.HAS_SESSION and envelope.credentials is not None:
                session = await self._errand(envelope.credentials, envelope.number, request, address)
            elif request.HAS_SESSION:
                session = self._session(envelope, address)
                if session is None and self.core.cluster is not None:
                    session = await self._shared_session(self.core.cluster, envelope, address)
            if session is not None:
                way.belongs_to(envelope.number)
            key = (envelope.sequence, fingerprint(body))
            call = RequestContext(self.core, envelope, body, address, way, key, session)
            if isinstance(request, c.GetMessages | c.Hello | GetBook):
                # Hello: anybody may ask, and it changes nothing: it takes no room where others' replies are kept. Nor
                # does a book, which may be long.
                return (await self._carry_out(call, request))[0]
            return await self._answer_once(call, request)
        except RefusedError as error:
            self.core.counters.count(request.NAME, error.refusal.result)
            return Answer(build_refusal(envelope, request.NAME, error.refusal))
        except UncertainError:
            # Neither that it was done is known, nor that nothing was changed.
            way.abort()
            return None
        except Exception:
            logger.exception("%s failed", request.NAME)
            return Answer(build_refusal(envelope, request.NAME, _FAILED))

    async def _answer_once(self, call: RequestContext, request: Request) -> Answer | None:
        """A repeat gets the answer of the first."""
        repeats, key = self._repeats_of(call, request)
        known = await repeats.known(key)
        if known is not None:
            return Answer(known)
        repeats.begin(key)
        try:
            answer, result = await self._carry_out(call, request)
        except UncertainError:
            repeats.forget(key)
            raise
        assert answer is not None
        self._changes.drop_expired()
        repeats.finish(key, answer.body, keep=result not in _ASKED_ANEW, valid=call.valid)
        return answer

    def _repeats_of(self, call: RequestContext, request: Request) -> tuple[ReplyCache, Key]:
        """Return the cache that knows this request again, and its key there."""
        is_harmless = isinstance(request, _HARMLESS_TWICE)
        session = call.signed_in
        if session is not None and call.envelope.credentials is None:
            return session.repeats if is_harmless else session.changes, call.request_key
        return self._repeats if is_harmless else self._changes, (call.address, call.number, call.request_key)

    @property
    def _are_known(self) -> bool:
        """What is in memory of sessions counts."""
        return self.core.cluster is None or self.core.cluster.is_current

    def _session(self, envelope: Envelope, address: str) -> Session | None:
        """The living session of this request, which shows by it that it lives."""
        sessions = self.core.sessions
        if envelope.token is not None:
            session = sessions.by_token(tokens.digest(envelope.token), envelope.number)
        else:
            session = sessions.classic(address, envelope.number)
        if session is None or not self._are_known:
            return None
        if sessions.is_stale(session):
            self.core.end_if_stale(session)
            return None
        sessions.touch(session)
        return session

    async def _errand(self, said: Credentials, number: int, request: Request, address: str) -> Session:
        """What stands for the session of a request that says who asks."""
        try:
            session = await self.core.sessionless.session(number, said, address)
        except StorageError as error:
            raise storage_failed() from error
        if isinstance(request, NEEDS_SESSION):
            raise needs_session()
        return session

    async def _shared_session(self, cluster: Cluster, envelope: Envelope, address: str) -> Session | None:
        """One that another server knows."""
        token = None if envelope.token is None else tokens.digest(envelope.token)
        try:
            return await cluster.find(token, envelope.number, address)
        except StorageError as error:
            raise storage_failed() from error

    async def _carry_out(self, call: RequestContext, request: Request) -> tuple[Answer | None, Result]:
        """Raises UncertainError."""
        try:
            if call.signed_in is None and request.HAS_SESSION and not isinstance(request, c.Logout):
                raise not_signed_in(await self._why(call.envelope, call.address))
            if call.signed_in is not None and not isinstance(request, c.GetMessages):
                self.core.classic_polls.acknowledge_soon(call.signed_in)
            reply: Reply | None = await HANDLERS[type(request)](call, request)
        except RefusedError as error:
            return self._refuse(call, request, error.refusal)
        except UncertainError:
            call.count(request.NAME, Result.SERVER_FAILED)
            raise
        except StorageError:
            # The store has said why.
            return self._refuse(call, request, _FAILED)
        except Exception:
            logger.exception("%s failed", request.NAME)
            return self._refuse(call, request, _FAILED)
        if reply is None:
            return None, Result.OK
        call.count(request.NAME, Result.OK)
        return Answer(build_reply(call.envelope, reply), call.delivered), Result.OK

    def _refuse(self, call: RequestContext, request: Request, refusal: Refusal) -> tuple[Answer, Result]:
        call.count(request.NAME, refusal.result)
        return Answer(build_refusal(call.envelope, request.NAME, refusal)), Result(refusal.result)

    async def _why(self, envelope: Envelope, address: str) -> EndReason | None:
        """What became of the session that a request names; nothing for a classic one."""
        if envelope.token is None:
            return None
        token, number = tokens.digest(envelope.token), envelope.number
        if self.core.cluster is not None:
            return await self.core.cluster.why_ended(token, number, address)
        return await self.core.store.read(lambda db: tokens.end_reason(db, token, number))
