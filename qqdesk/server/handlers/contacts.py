"""Contact lists and contact requests. The contact may be a room."""

from qqdesk.protocol import commands as c
from qqdesk.protocol.codes import AddAnswer, AddOutcome, Result
from qqdesk.protocol.record import Done
from qqdesk.server.accounts import invitations, registration, rosters
from qqdesk.server.accounts.rosters import Changed
from qqdesk.server.errors import RefusedError, malformed
from qqdesk.server.handlers import rooms as room_handlers
from qqdesk.server.request_context import RequestContext, handles, knows_rooms
from qqdesk.server.rooms import membership, rooms
from qqdesk.server.storage.interface import Database

_MAX_REASON_CHARS = 256


@handles(c.AddToList)
async def add_to_list(call: RequestContext, request: c.AddToList) -> c.AddToListReply:
    me, now, rates = call.number, call.core.clock.now(), call.core.rate_limits
    call.core.store.check_mailbox(request.number)
    rates.add(me, call.core.clock.monotonic())
    if await _is_room(call, request.number):
        return await _join(call, request)
    changed = await call.core.store.write(lambda db: rosters.add(db, me, request.number, now))
    if not changed.mailboxes:
        rates.uncount_add(me)
    _spread(call, changed)
    if changed.lists:
        call.core.place_notices.list_changed(call.session)
    return c.AddToListReply(outcome=changed.outcome, number=request.number)


@handles(c.AnswerAdd)
async def answer_add(call: RequestContext, request: c.AnswerAdd) -> Done:
    me, now, answer = call.number, call.core.clock.now(), AddAnswer(request.answer)
    if len(request.reason) > _MAX_REASON_CHARS:
        raise malformed(f"RS: at most {_MAX_REASON_CHARS} characters are wanted")
    call.core.store.check_mailbox(request.number)
    if answer is AddAnswer.ASK:
        call.core.rate_limits.add(me, call.core.clock.monotonic())
    if await _is_room(call, request.number):
        return await _answer_room(call, request)
    if answer is AddAnswer.ASK:
        write = call.core.store.write(lambda db: rosters.ask(db, me, request.number, request.reason, now))
    else:
        write = call.core.store.write(lambda db: rosters.answer(db, me, request.number, answer, request.reason, now))
    _spread(call, await write)
    return Done()


@handles(c.ListRequests)
async def list_requests(call: RequestContext, _: c.ListRequests) -> c.ListRequestsReply:
    me = call.number
    found = await call.core.store.read(lambda db: rosters.open_requests(db, me))
    return c.ListRequestsReply(tuple(c.OpenRequest(*row) for row in found))


@handles(c.DeleteFromList)
async def delete_from_list(call: RequestContext, request: c.DeleteFromList) -> Done:
    me, now = call.number, call.core.clock.now()
    if await _is_room(call, request.number):
        room_handlers.spread(
            call, await call.core.store.write(lambda db: membership.leave(db, me, request.number, now))
        )
        return Done()
    await call.core.store.write(lambda db: rosters.delete(db, me, request.number))
    # Queries are answered in order. After this one, none from before the deletion can still report the contact.
    await call.core.store.read(lambda db: None)
    for session in call.core.sessions.of(me):
        session.drop_presence(request.number)
    call.core.place_notices.list_changed(call.session)
    return Done()


async def _is_room(call: RequestContext, number: int) -> bool:
    return knows_rooms(call) and await call.core.store.read(lambda db: rooms.exists(db, number))


async def _join(call: RequestContext, request: c.AddToList) -> c.AddToListReply:
    me, number, now = call.number, request.number, call.core.clock.now()
    code = request.invitation if call.session.extended else None
    most_members = call.core.settings.most_room_members

    def join(db: Database) -> membership.Changed:
        is_invited = code is not None and not rooms.is_member(db, number, me)
        if code is not None and is_invited:
            redeemed = invitations.redeem(db, code, call.core.store.time(db))
            if redeemed is None or redeemed.room != number:
                raise RefusedError(Result.BAD_INVITATION, registration.BAD_INVITATION)
        return membership.join(db, me, number, now, is_invited=is_invited, most_members=most_members)

    changed = await call.core.store.write(join)
    room_handlers.spread(call, changed)
    return c.AddToListReply(outcome=changed.outcome, number=number)


async def _answer_room(call: RequestContext, request: c.AnswerAdd) -> Done:
    """Ask to join a room, or answer its invitation."""
    me, number, now = call.number, request.number, call.core.clock.now()
    answer, reason, most_members = AddAnswer(request.answer), request.reason, call.core.settings.most_room_members
    rates = call.core.rate_limits
    if answer is AddAnswer.ASK:
        rates.ask_room(me, number, call.core.clock.monotonic())

    def write(db: Database) -> membership.Changed:
        if answer is AddAnswer.ASK:
            return membership.ask(db, me, number, reason, now, most_members)
        return membership.answer(db, me, number, answer, now, most_members)

    changed = await call.core.store.write(write)
    if answer is AddAnswer.ASK and (changed.outcome is AddOutcome.ADDED or not changed.logs):
        rates.uncount_ask_room(me, number)
    room_handlers.spread(call, changed)
    return Done()


def _spread(call: RequestContext, changed: Changed) -> None:
    call.core.presence.contact_changed(changed.lists)
    call.core.wake(changed.mailboxes)
