"""Bodies in, bodies out: reads a request, finds its session and handler, and turns what happens into a reply."""

import logging
from collections.abc import Callable
from dataclasses import dataclass, field

from qqdesk.protocol import commands as c
from qqdesk.protocol.codec import Envelope, Refusal, build_refusal, build_reply, parse_request
from qqdesk.protocol.codes import EndReason, Result
from qqdesk.protocol.errors import MalformedRequestError
from qqdesk.protocol.record import Reply, Request
from qqdesk.server import tokens
from qqdesk.server.call import Call, Line
from qqdesk.server.core import Core
from qqdesk.server.errors import RefusedError, StorageError, not_signed_in
from qqdesk.server.handlers import HANDLERS
from qqdesk.server.repeats import Key, Repeats, fingerprint
from qqdesk.server.sessions import Session

logger = logging.getLogger(__name__)

_MOST_REPEATS = 4096
_MOST_REPEAT_BYTES = 4 * 1024 * 1024
_FAILED = Refusal(Result.SERVER_FAILED, "the server failed; nothing was changed")
_ASKED_ANEW = (Result.SERVER_FAILED, Result.TOO_MANY_REQUESTS, Result.NOT_SIGNED_IN)
"""Refusals of the moment: the same request later is no repeat but another try."""


@dataclass(frozen=True, slots=True)
class Answer:
    """The body of a reply. `delivered` wants to know whether it got out of this machine."""

    body: bytes = field(repr=False)
    delivered: Callable[[bool], None] | None = None


class Service:
    """The whole server but for HTTP. `answer` never raises."""

    def __init__(self, core: Core) -> None:
        self.core = core
        self._repeats = Repeats(core.clock, _MOST_REPEATS, _MOST_REPEAT_BYTES)

    async def answer(self, body: bytes, address: str, line: Line, *, plus_is_space: bool = False) -> Answer:
        """Carry out one request from `address`; `plus_is_space` as in `parse_request`."""
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
            return await self._answer(body, envelope, request, address, line)
        except Exception:
            logger.exception("%s failed", request.NAME)
            return Answer(build_refusal(envelope, request.NAME, _FAILED))

    async def _answer(self, body: bytes, envelope: Envelope, request: Request, address: str, line: Line) -> Answer:
        session = self._session(envelope, address) if request.HAS_SESSION else None
        key: Key = (envelope.sequence, fingerprint(body))
        call = Call(self.core, envelope, address, line, key, session)
        if isinstance(request, c.GetMessages):
            return await self._answer_poll(call, request)
        if isinstance(request, c.Hello):
            # Anybody may ask, and it changes nothing: it takes no room where others' replies are kept.
            return (await self._carry_out(call, request))[0]
        repeats = self._repeats
        if session is not None:
            repeats = session.repeats
        else:
            key = call.key = (address, envelope.number, *key)
        known = await repeats.known(key)
        if known is not None:
            return Answer(known)
        repeats.begin(key)
        answer, result = await self._carry_out(call, request)
        repeats.finish(key, answer.body, keep=result not in _ASKED_ANEW, valid=call.valid)
        return answer

    async def _answer_poll(self, call: Call, request: c.GetMessages) -> Answer:
        """A repeat does not wait for the poll that hangs, and an empty answer is no answer to a later one."""
        session = call.signed_in
        if session is None or not session.extended:
            return (await self._carry_out(call, request))[0]
        known = session.repeats.answered(call.key)
        if known is not None:
            return Answer(known)
        answer, result = await self._carry_out(call, request)
        if result == Result.OK and answer.delivered is not None:
            session.repeats.begin(call.key)
            session.repeats.finish(call.key, answer.body, keep=True)
        return answer

    def _session(self, envelope: Envelope, address: str) -> Session | None:
        """The living session of this request, which shows by it that it lives."""
        sessions = self.core.sessions
        if envelope.token is not None:
            session = sessions.by_token(tokens.digest(envelope.token), envelope.number)
        else:
            session = sessions.classic(address, envelope.number)
        if session is None or self.core.end_if_stale(session):
            return None
        sessions.touch(session)
        return session

    async def _carry_out(self, call: Call, request: Request) -> tuple[Answer, Result]:
        try:
            if call.signed_in is None and request.HAS_SESSION and not isinstance(request, c.Logout):
                raise not_signed_in(await self._why(call.envelope))
            reply: Reply = await HANDLERS[type(request)](call, request)
        except RefusedError as error:
            return self._refuse(call, request, error.refusal)
        except StorageError:
            # The store has said why.
            return self._refuse(call, request, _FAILED)
        except Exception:
            logger.exception("%s failed", request.NAME)
            return self._refuse(call, request, _FAILED)
        call.count(request.NAME, Result.OK)
        return Answer(build_reply(call.envelope, reply), call.delivered), Result.OK

    def _refuse(self, call: Call, request: Request, refusal: Refusal) -> tuple[Answer, Result]:
        call.count(request.NAME, refusal.result)
        return Answer(build_refusal(call.envelope, request.NAME, refusal)), Result(refusal.result)

    async def _why(self, envelope: Envelope) -> EndReason | None:
        """What became of the session that a request names; nothing for a classic one."""
        if envelope.token is None:
            return None
        token, number = tokens.digest(envelope.token), envelope.number
        return await self.core.store.read(lambda db: tokens.why_ended(db, token, number))
