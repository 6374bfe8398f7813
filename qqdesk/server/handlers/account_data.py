"""Blocking and contact notes (groups and remarks), in sessions with EXT only."""

from collections.abc import Sequence

from qqdesk.protocol import account_data as c
from qqdesk.protocol.codes import MAX_CHANGED_AT_ONCE
from qqdesk.protocol.record import Done
from qqdesk.server.accounts import account_data, blocking, introductions, rosters
from qqdesk.server.errors import malformed
from qqdesk.server.request_context import RequestContext, extended
from qqdesk.server.storage.interface import Database

_LARGEST_PAGE = 1000


async def block(call: RequestContext, request: c.Block) -> Done:
    me, other = extended(call), request.number

    def write(db: Database) -> tuple[bool, Sequence[int]]:
        # The block takes an introduced contact off their list.
        was_listed = rosters.has(db, other, me)
        blocking.add(db, me, other)
        return was_listed, introductions.changed(db, me, other)

    was_listed, lists = await call.core.store.write(write)
    for session in call.core.sessions.of(me):
        session.drop_typing(other)
    if was_listed:
        call.core.presence.hide([(other, me)])
    call.core.place_notices.show_list(lists)
    call.core.place_notices.notes_changed(call.session)
    return Done()


async def unblock(call: RequestContext, request: c.Unblock) -> Done:
    me, other = extended(call), request.number

    def write(db: Database) -> Sequence[int]:
        blocking.remove(db, me, other)
        return introductions.changed(db, me, other)

    lists = await call.core.store.write(write)
    call.core.presence.contact_changed([(other, me)])
    call.core.place_notices.show_list(lists)
    call.core.place_notices.notes_changed(call.session)
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
    call.core.rate_limits.notes(me, call.core.clock.monotonic())
    client_id = bytes.fromhex(request.client_id)
    before, revision = await store.write(
        lambda db: account_data.change(db, me, client_id, request.entries, store.time(db))
    )
    call.core.place_notices.notes_changed(call.session)
    return c.ChangeNotesReply(revision=revision, before=before)
