"""Typing notices: forwarded to a recipient who is online, never stored."""

from qqdesk.protocol import commands as c
from qqdesk.protocol.codes import Result
from qqdesk.protocol.record import Done
from qqdesk.server.accounts import blocking
from qqdesk.server.delivery import delivery
from qqdesk.server.errors import RefusedError
from qqdesk.server.request_context import RequestContext
from qqdesk.server.storage.interface import Database


async def typing(call: RequestContext, request: c.Typing) -> Done:
    if not call.session.extended:
        raise RefusedError(Result.UNKNOWN_COMMAND, "there is no such command")
    core, me, to = call.core, call.number, request.number
    core.rate_limits.typing(me, core.clock.monotonic())

    def ask(db: Database) -> bool:
        delivery.check(db, me, to)
        return blocking.has(db, me, to)

    is_hidden = await core.store.read(ask)
    # A typing notice would reveal a user who looks offline.
    if not is_hidden and not core.sessions.is_hidden(me):
        core.presence.typing(to, me)
    return Done()
