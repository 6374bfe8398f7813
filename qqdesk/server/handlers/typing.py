"""Typing notices: forwarded to a recipient who is online, or to the members of a small room, never stored."""

from qqdesk.protocol import commands as c
from qqdesk.protocol.record import Done
from qqdesk.server.accounts import blocking
from qqdesk.server.delivery import delivery, room_writers
from qqdesk.server.request_context import RequestContext, is_room
from qqdesk.server.rooms import rooms
from qqdesk.server.storage.interface import Database
from qqdesk.server.storage.notifications import TYPING

_MOST_MEMBERS = 20
"""A larger room has no typing notices."""


async def typing(call: RequestContext, request: c.Typing) -> Done:
    core, me, to = call.core, call.number, request.number
    if is_room(call, to):
        return await _typing_in_room(call, to)

    def ask(db: Database) -> bool:
        delivery.check(db, me, to)
        return blocking.has(db, me, to)

    is_hidden = await core.store.read(ask)
    # A typing notice would reveal a user who looks offline.
    if not is_hidden and not core.sessions.is_hidden(me):
        core.presence.typing(to, me)
    return Done()


async def _typing_in_room(call: RequestContext, room: int) -> Done:
    core, me, now = call.core, call.number, call.core.clock.now()

    def ask(db: Database) -> bool:
        room_writers.find(db, me, room).check(now)
        return rooms.count(db, room) <= _MOST_MEMBERS

    is_small = await core.store.read(ask)
    if is_small and not core.sessions.is_hidden(me):
        core.rooms.show_typing(room, me)
        core.store.notify(TYPING, room, me)
    return Done()
