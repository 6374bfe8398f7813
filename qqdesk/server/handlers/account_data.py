"""Blocking, and what an account keeps on all its devices, in sessions with EXT only."""

from collections.abc import Sequence

from qqdesk.protocol import account_data as c
from qqdesk.protocol.limits import MAX_CHANGED_AT_ONCE
from qqdesk.protocol.record import Done
from qqdesk.server.accounts import account_values, blocking, rosters, shared_roster
from qqdesk.server.errors import malformed
from qqdesk.server.request_context import RequestContext, handles
from qqdesk.server.storage.interface import Database

_LARGEST_PAGE = 1000


@handles(c.Block)
async def block(call: RequestContext, request: c.Block) -> Done:
    me, other = call.number, request.number

    def write(db: Database) -> tuple[bool, Sequence[int]]:
        # The block takes an introduced contact off their list.
        was_listed = rosters.has(db, other, me)
        blocking.add(db, me, other)
        return was_listed, shared_roster.changed(db, me, other)

    was_listed, lists = await call.core.store.write(write)
    for session in call.core.sessions.of(me):
        session.drop_typing(other)
    if was_listed:
        call.core.presence.hide([(other, me)])
    call.core.place_notices.show_list(lists)
    call.core.place_notices.values_changed(call.session)
    return Done()


@handles(c.Unblock)
async def unblock(call: RequestContext, request: c.Unblock) -> Done:
    me, other = call.number, request.number

    def write(db: Database) -> Sequence[int]:
        blocking.remove(db, me, other)
        return shared_roster.changed(db, me, other)

    lists = await call.core.store.write(write)
    call.core.presence.contact_changed([(other, me)])
    call.core.place_notices.show_list(lists)
    call.core.place_notices.values_changed(call.session)
    return Done()


@handles(c.BlockList)
async def block_list(call: RequestContext, request: c.BlockList) -> c.BlockListReply:
    me, size = call.number, min(request.page_size, _LARGEST_PAGE)
    found = await call.core.store.read(lambda db: blocking.page(db, me, request.after, size + 1))
    return c.BlockListReply(last_page=len(found) <= size, numbers=tuple(found[:size]))


@handles(c.GetValues)
async def get_values(call: RequestContext, request: c.GetValues) -> c.GetValuesReply:
    me = call.number
    found = await call.core.store.read(lambda db: account_values.page(db, me, request.revision))
    return c.GetValuesReply(last_page=found.is_last, revision=found.revision, values=found.values)


@handles(c.ChangeValues)
async def change_values(call: RequestContext, request: c.ChangeValues) -> c.ChangeValuesReply:
    me, store = call.number, call.core.store
    if not 0 < len(request.values) <= MAX_CHANGED_AT_ONCE:
        raise malformed(f"SN: 1 to {MAX_CHANGED_AT_ONCE} values are wanted")
    for value in request.values:
        account_values.check(value)
    before, revision = await store.write(lambda db: account_values.change(db, me, request.values, store.time(db)))
    if revision != before:
        call.core.place_notices.values_changed(call.session)
    return c.ChangeValuesReply(revision=revision, before=before)
