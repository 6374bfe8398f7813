"""Take back, edit and react to messages, and nudge people: in sessions with CAN_CHANGES only."""

from qqdesk.protocol import change_commands as c
from qqdesk.protocol.codes import Result, Status
from qqdesk.protocol.entry_kinds import MessageKind
from qqdesk.protocol.limits import MAX_MESSAGE_CHARS
from qqdesk.protocol.message_ref import MessageRef
from qqdesk.protocol.record import Done
from qqdesk.server.accounts import blocking, rosters
from qqdesk.server.conversations import message_changes
from qqdesk.server.conversations.message_changes import Change
from qqdesk.server.delivery.delivery import Delivered
from qqdesk.server.errors import RefusedError
from qqdesk.server.request_context import RequestContext, handles, is_room
from qqdesk.server.storage.interface import Database
from qqdesk.server.storage.notifications import ENTRY


@handles(c.Recall)
async def recall(call: RequestContext, request: c.Recall) -> c.ChangeReply:
    return await _change(call, MessageKind.RECALLED, request.number, request.target, request.client_id, "")


@handles(c.React)
async def react(call: RequestContext, request: c.React) -> c.ChangeReply:
    return await _change(call, MessageKind.REACTED, request.number, request.target, request.client_id, request.emoji)


@handles(c.Edit)
async def edit(call: RequestContext, request: c.Edit) -> c.ChangeReply:
    if len(request.text) > MAX_MESSAGE_CHARS:
        raise RefusedError(Result.MESSAGE_TOO_LONG, f"a message has at most {MAX_MESSAGE_CHARS} characters")
    return await _change(call, MessageKind.EDITED, request.number, request.target, request.client_id, request.text)


async def _change(
    call: RequestContext, kind: MessageKind, number: int, target: MessageRef, client_id: str, text: str
) -> c.ChangeReply:
    core, me = call.core, call.number
    now, minutes = core.clock.now(), core.settings.recall_minutes
    change = Change(kind, me, number, target, bytes.fromhex(client_id), text, call.session.device, now)
    to_room = is_room(call, number)
    wait = core.rate_limits.message(me, core.clock.monotonic())
    if to_room and wait is None:
        wait = core.rate_limits.room_message(me, number, core.clock.monotonic())
    if wait is not None:
        earlier = await core.store.read(lambda db: message_changes.known(db, change))
        if earlier is None:
            raise RefusedError(Result.TOO_MANY_REQUESTS, "too many messages", wait=wait)
        return c.ChangeReply(earlier.id, earlier.time)
    core.store.check_mailbox(number)
    sent, arrived = await core.store.write(lambda db: message_changes.store(db, change, minutes))
    core.store.report(Delivered(arrived, 0))
    return c.ChangeReply(sent.id, sent.time)


@handles(c.Nudge)
async def nudge(call: RequestContext, request: c.Nudge) -> Done:
    core, me, to = call.core, call.number, request.number

    def are_friends(db: Database) -> bool:
        """Whether each has the other on the list, and neither blocks the other."""
        pairs = ((me, to), (to, me))
        return all(rosters.has(db, *pair) and not blocking.has(db, *pair) for pair in pairs)

    is_possible = await core.store.read(are_friends) and not core.sessions.is_hidden(to)
    has_device = any(session.can_changes for session in core.sessions.of(to))
    if not is_possible or core.sessions.status(to) is Status.BUSY or not has_device:
        raise RefusedError(Result.NOT_ALLOWED, "a nudge does not reach this person now")
    core.rate_limits.nudge(me, to, core.clock.monotonic())
    core.sessions.notify(to, MessageKind.NUDGED, me)
    core.store.notify(ENTRY, MessageKind.NUDGED, to, me)
    return Done()
