"""Somebody is writing: told to whom it is for, if they are there, and stored nowhere."""

from qqdesk.protocol import commands as c
from qqdesk.protocol.codes import Result, Status
from qqdesk.server import delivery
from qqdesk.server.call import Call
from qqdesk.server.errors import RefusedError


async def typing(call: Call, request: c.Typing) -> c.TypingReply:
    if not call.session.extended:
        raise RefusedError(Result.UNKNOWN_COMMAND, "there is no such command")
    core, me, to = call.core, call.number, request.number
    core.user_rates.typing(me, core.clock.monotonic())
    await core.store.read(lambda db: delivery.check(db, me, to))
    # Who looks offline does not give themselves away by beginning to write.
    if call.session.status.as_seen_by_others is not Status.OFFLINE:
        core.tell_typing(to, me)
    return c.TypingReply()
