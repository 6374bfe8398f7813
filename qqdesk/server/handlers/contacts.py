"""Contact lists and contact requests."""

from qqdesk.protocol import commands as c
from qqdesk.protocol.codes import AddAnswer
from qqdesk.protocol.record import Done
from qqdesk.server.accounts import rosters
from qqdesk.server.accounts.rosters import Changed
from qqdesk.server.errors import malformed
from qqdesk.server.request_context import RequestContext, extended

_MAX_REASON_CHARS = 256


async def add_to_list(call: RequestContext, request: c.AddToList) -> c.AddToListReply:
    me, now, rates = call.number, call.core.clock.now(), call.core.rate_limits
    call.core.store.check_mailbox(request.number)
    rates.add(me, call.core.clock.monotonic())
    changed = await call.core.store.write(lambda db: rosters.add(db, me, request.number, now))
    if not changed.mailboxes:
        rates.uncount_add(me)
    _spread(call, changed)
    if changed.lists:
        call.core.place_notices.list_changed(call.session)
    return c.AddToListReply(outcome=changed.outcome, number=request.number)


async def answer_add(call: RequestContext, request: c.AnswerAdd) -> Done:
    me, now, answer = call.number, call.core.clock.now(), AddAnswer(request.answer)
    if len(request.reason) > _MAX_REASON_CHARS:
        raise malformed(f"RS: at most {_MAX_REASON_CHARS} characters are wanted")
    call.core.store.check_mailbox(request.number)
    if answer is AddAnswer.ASK:
        call.core.rate_limits.add(me, call.core.clock.monotonic())
        write = call.core.store.write(lambda db: rosters.ask(db, me, request.number, request.reason, now))
    else:
        write = call.core.store.write(lambda db: rosters.answer(db, me, request.number, answer, request.reason, now))
    _spread(call, await write)
    return Done()


async def list_requests(call: RequestContext, _: c.ListRequests) -> c.ListRequestsReply:
    me = extended(call)
    found = await call.core.store.read(lambda db: rosters.open_requests(db, me))
    return c.ListRequestsReply(tuple(c.OpenRequest(*row) for row in found))


async def delete_from_list(call: RequestContext, request: c.DeleteFromList) -> Done:
    me = call.number
    await call.core.store.write(lambda db: rosters.delete(db, me, request.number))
    # Queries are answered in order. After this one, none from before the deletion can still report the contact.
    await call.core.store.read(lambda db: None)
    for session in call.core.sessions.of(me):
        session.drop_presence(request.number)
    call.core.place_notices.list_changed(call.session)
    return Done()


def _spread(call: RequestContext, changed: Changed) -> None:
    call.core.presence.contact_changed(changed.lists)
    call.core.wake(changed.mailboxes)
