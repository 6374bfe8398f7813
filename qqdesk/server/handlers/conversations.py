"""The conversations that the server keeps, in sessions with EXT only."""

from functools import partial

from qqdesk.protocol import log_commands as c
from qqdesk.protocol.entry_kinds import MessageKind
from qqdesk.protocol.record import Done
from qqdesk.server.conversations import conversations, read_entries
from qqdesk.server.request_context import RequestContext, handles, is_room, search
from qqdesk.server.sessions import mail_rows
from qqdesk.server.sessions.polls import MOST_BYTES_IN_A_REPLY

_LARGEST_PAGE = 100


@handles(c.ListConversations)
async def list_conversations(call: RequestContext, request: c.ListConversations) -> c.ListConversationsReply:
    me, size = call.number, min(request.page_size, _LARGEST_PAGE)
    is_last, found = await search(call, lambda db: conversations.page(db, me, request.before, size))
    return c.ListConversationsReply(
        last_page=is_last,
        conversations=tuple(
            c.ConversationSummary(
                peer=one.peer,
                last=one.last,
                time=one.time,
                seen=one.seen,
                unread=one.unread,
                author=one.author,
                is_delivered=one.is_delivered,
                client_id=(one.client_id or b"").hex(),
                text=one.text,
                file=one.file if call.session.can_files else None,
            )
            for one in found
        ),
    )


@handles(c.GetLog)
async def get_log(call: RequestContext, request: c.GetLog) -> c.GetLogReply:
    me, size = _account(call, request.peer), min(request.page_size, _LARGEST_PAGE)
    read = partial(
        conversations.read,
        account=me,
        peer=request.peer,
        before=request.before,
        after=request.after,
        size=size,
        most_bytes=MOST_BYTES_IN_A_REPLY,
        has_changes=call.session.can_changes,
        shows_read=call.session.shows_read,
    )
    page = await call.core.store.read(read)
    return c.GetLogReply(
        last_page=page.is_last,
        delivered=tuple(mail.kind == MessageKind.OWN_TEXT and mail.client_id in page.delivered for mail in page.mails),
        messages=mail_rows.rows(call.session, page.mails, has_client_ids=True),
    )


@handles(c.MarkSeen)
async def mark_seen(call: RequestContext, request: c.MarkSeen) -> Done:
    me, now = _account(call, request.peer), call.core.clock.now()
    if await call.core.store.write(lambda db: conversations.mark_seen(db, me, request.peer, request.up_to, now)):
        call.core.wake([me])
        await _show_read(call, request, now)
    return Done()


async def _show_read(call: RequestContext, request: c.MarkSeen, now: int) -> None:
    """Show the others what I have read. It would reveal an invisible user."""
    me, peer = call.number, request.peer
    if call.core.sessions.is_hidden(me):
        return
    # In a transaction of its own: the order in which logs are locked is that of the numbers.
    if await call.core.store.write(lambda db: read_entries.add(db, me, peer, request.up_to, now)):
        call.core.wake([peer])


@handles(c.ClearLog)
async def clear_log(call: RequestContext, request: c.ClearLog) -> Done:
    me, now = _account(call, request.peer), call.core.clock.now()
    if await call.core.store.write(lambda db: conversations.clear(db, me, request.peer, request.up_to, now)):
        call.core.rooms_changed([me])
        call.core.wake([me])
    return Done()


def _account(call: RequestContext, peer: int) -> int:
    """Return the number of the account. Raises RefusedError if the session does not know rooms and the peer is one."""
    is_room(call, peer)
    return call.number
