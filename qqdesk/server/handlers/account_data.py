"""Blocking and contact notes (groups and remarks), in sessions with EXT only."""

from qqdesk.protocol import account_data as c
from qqdesk.protocol.codes import MAX_CHANGED_AT_ONCE
from qqdesk.protocol.record import Done
from qqdesk.server.accounts import account_data, blocking
from qqdesk.server.errors import malformed
from qqdesk.server.request_context import RequestContext, extended

_LARGEST_PAGE = 1000


async def block(call: RequestContext, request: c.Block) -> Done:
    me = extended(call)
    await call.core.store.write(lambda db: blocking.add(db, me, request.number))
    call.session.drop_typing(request.number)
    call.core.presence.contact_changed([(request.number, me)])
    return Done()


async def unblock(call: RequestContext, request: c.Unblock) -> Done:
    me = extended(call)
    await call.core.store.write(lambda db: blocking.remove(db, me, request.number))
    call.core.presence.contact_changed([(request.number, me)])
    return Done()


async def block_list(call: RequestContext, request: c.BlockList) -> c.BlockListReply:
    me, size = extended(call), min(request.page_size, _LARGEST_PAGE)
    found = await call.core.store.read(lambda db: blocking.page(db, me, request.after, size + 1))
    return c.BlockListReply(last_page=len(found) <= size, numbers=tuple(found[:size]))


async def get_notes(call: RequestContext, request: c.GetNotes) -> c.GetNotesReply:
    me = extended(call)
    found = await call.core.store.read(lambda db: account_data.page(db, me, request.revision))
    return c.GetNotesReply(last_page=found.is_last, revision=found.revision, entries=found.entries)


async def change_notes(call: RequestContext, request: c.ChangeNotes) -> c.ChangeNotesReply:
    me, store = extended(call), call.core.store
    if not 0 < len(request.entries) <= MAX_CHANGED_AT_ONCE:
        raise malformed(f"SN: 1 to {MAX_CHANGED_AT_ONCE} entries are wanted")
    for entry in request.entries:
        account_data.check(entry)
    client_id = bytes.fromhex(request.client_id)
    before, revision = await store.write(
        lambda db: account_data.change(db, me, client_id, request.entries, store.time(db))
    )
    return c.ChangeNotesReply(revision=revision, before=before)
