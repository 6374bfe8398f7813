"""A request in progress, as its handler sees it."""

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any, TypeVar

from qqdesk.protocol.codec import Envelope, build_refusal, build_reply
from qqdesk.protocol.codes import Result
from qqdesk.protocol.commands import Login
from qqdesk.protocol.record import Reply, Request
from qqdesk.server.accounts import administrators
from qqdesk.server.core import Core
from qqdesk.server.errors import (
    RefusedError,
    StorageError,
    UncertainError,
    no_such_user,
    not_administrator,
    storage_failed,
    unknown_command,
)
from qqdesk.server.files.transfers import FileTransfers
from qqdesk.server.sessions import idempotency
from qqdesk.server.sessions.reply_cache import Key, Receipt, ReplyCache, fingerprint
from qqdesk.server.sessions.responder import Responder
from qqdesk.server.sessions.sessions import RequestKey, Session
from qqdesk.server.settings.logs import log_answer
from qqdesk.server.storage.interface import Database

logger = logging.getLogger(__name__)

T = TypeVar("T")

_FAILED = storage_failed().refusal
_RETRIED = (Result.SERVER_FAILED, Result.TOO_MANY_REQUESTS, Result.NOT_SIGNED_IN)
"""Temporary refusals: the same request later is a new try, not a repeat."""


@dataclass(slots=True, eq=False)
class RequestContext:
    """One request in progress, with its whole body and the address of its client.

    A handler may set `delivered`, which is called with whether the reply was written out, `sent`, which is called with
    its receipt, and `valid`, which returns whether a cached reply still answers the same request.
    """

    core: Core
    envelope: Envelope
    request: Request
    body: bytes = field(repr=False)
    address: str
    responder: Responder
    signed_in: Session | None = None
    cache: ReplyCache | None = None
    """Keeps the reply for repeats."""
    cache_key: Key = None
    delivered: Callable[[bool], None] | None = None
    sent: Callable[[Receipt | None], None] | None = None
    valid: Callable[[], bool] | None = None
    is_new: bool = False
    """Not a repeat, although the same bytes came a short time before."""
    began: float = field(default_factory=time.monotonic)

    @property
    def session(self) -> Session:
        """The session of a request that is sent within one."""
        assert self.signed_in is not None
        return self.signed_in

    @property
    def number(self) -> int:
        return self.envelope.number

    @property
    def is_classic(self) -> bool:
        """Whether an old client sent it, in its session or to sign in."""
        if self.signed_in is None:
            return isinstance(self.request, Login) and not self.request.extended
        return not self.signed_in.extended

    @property
    def request_key(self) -> RequestKey:
        """The key of a request and its repeats, on this server."""
        return self.envelope.sequence, fingerprint(self.body)

    @property
    def digest(self) -> bytes:
        """The key of a request and its repeats, on all servers of a database: see `idempotency`."""
        return self._digest_of(self.body)

    def digest_without_password(self, *parts: str) -> bytes:
        """Return the digest of a request with a password. `parts` are its other fields."""
        return self._digest_of(*map(str.encode, parts))

    def _digest_of(self, *parts: bytes) -> bytes:
        sender = f"{self.address} {self.number}".encode() if self.signed_in is None else self.signed_in.key
        return idempotency.digest_of(sender, self.envelope.sequence, *parts)

    # Replies: exactly one for each request

    def reply(self, reply: Reply) -> None:
        self._respond(build_reply(self.envelope, type(self.request), reply), Result.OK, self.delivered)

    def fail(self, error: Exception) -> None:
        """Refuse the request, for an error of its handler."""
        if isinstance(error, UncertainError):
            # The request was carried out, or it was not. The client has to ask again.
            self._count(Result.SERVER_FAILED)
            self.abort()
            return
        refusal = error.refusal if isinstance(error, RefusedError) else _FAILED
        if not isinstance(error, RefusedError | StorageError):
            logger.error("%s failed", self.request.NAME, exc_info=error)
        self._respond(build_refusal(self.envelope, self.request.NAME, refusal), refusal.result)

    def abort(self) -> None:
        """Close the connection without a reply."""
        if self.cache is not None:
            self.cache.forget(self.cache_key)
        self.responder.abort()

    def _respond(self, body: bytes, result: int, delivered: Callable[[bool], None] | None = None) -> None:
        self._count(result)
        if self.cache is not None:
            self.cache.finish(self.cache_key, body, keep=result not in _RETRIED, valid=self.valid)
        self.responder.respond(body, delivered)
        if self.cache is not None:
            self.note_sent(self.cache)
        if self.sent is not None:
            self.sent(self.responder.receipt())

    def note_sent(self, cache: ReplyCache) -> None:
        """Note that a copy of the kept reply was sent."""
        if self.is_classic:
            cache.note_sent(self.cache_key, self.responder.receipt())

    def _count(self, result: int) -> None:
        self.core.counters.count(self.request.NAME, result)
        log_answer(self.request.NAME, result, self.number, self.began)


async def search(call: RequestContext, query: Callable[[Database], T], *, is_scan: bool = False) -> T:
    """Run a search of the account, or a scan: one at a time for each account, so that those of others come between."""
    store, locks = call.core.store, call.core.search_locks
    lock = locks.setdefault(call.number, asyncio.Lock())
    async with lock:
        return await (store.scan(query) if is_scan else store.search(query))


async def administer(call: RequestContext, operation: Callable[[Database, int], T]) -> T:
    """Run an operation of an administrator in a transaction; it gets the time, in milliseconds since 1970.

    Raises RefusedError if the rights ended while the request ran.
    """

    def carry_out(db: Database) -> T:
        if not administrators.has(db, call.number):
            raise not_administrator()
        return operation(db, call.core.store.time(db))

    return await call.core.store.write(carry_out)


def knows_rooms(call: RequestContext) -> bool:
    """Whether the session takes part in rooms. An old client does unless the operator forbids it."""
    return call.session.can_rooms if call.session.extended else call.core.settings.rooms_for_old_clients


def is_room(call: RequestContext, number: int) -> bool:
    """Whether the number is a room's. Raises RefusedError if it is, and the session does not know rooms."""
    if number not in call.core.rooms.numbers:
        return False
    if not knows_rooms(call):
        raise no_such_user()
    return True


def own_face(call: RequestContext, file: bytes | None) -> str | None:
    """Return the FACE of someone whose own face is this file. None: the session does not know files."""
    return (file or b"").hex() if call.session.can_files else None


def transfers_of(call: RequestContext) -> FileTransfers:
    """Return the uploads and downloads. Raises RefusedError if files are off."""
    transfers = call.core.files
    if transfers is None:
        raise unknown_command()
    return transfers


Handler = Callable[[RequestContext, Any], Reply | Awaitable[Reply | None] | None]
"""Returns the reply. A coroutine returns it later. None: the handler answers through the context."""
HANDLERS: dict[type[Request], Handler] = {}
H = TypeVar("H", bound=Handler)


def handles(request: type[Request]) -> Callable[[H], H]:
    """Decorate the handler of a request."""

    def add(handler: H) -> H:
        HANDLERS[request] = handler
        return handler

    return add
