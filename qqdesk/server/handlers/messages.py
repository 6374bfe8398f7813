"""Messages: sending them, and fetching all that waits.

A session with EXT acknowledges what it stored (ACK) and may let a poll hang (WAIT), see `polls`. A classic one does
neither, see `receipts`.
"""

import asyncio

from qqdesk.protocol import commands as c
from qqdesk.protocol import swift
from qqdesk.protocol.codes import MAX_MESSAGE_CHARS, MessageKind, Result
from qqdesk.server.accounts.sessions import ClassicReply, Session
from qqdesk.server.delivery import idempotency, mailbox, messages
from qqdesk.server.delivery.outgoing import Outgoing, into, receive
from qqdesk.server.delivery.reply_cache import WITHIN_S
from qqdesk.server.errors import RefusedError, malformed, not_signed_in
from qqdesk.server.handlers.shared_polls import next_shared
from qqdesk.server.request_context import RequestContext
from qqdesk.server.storage.interface import Database

_MOST_IN_A_CLASSIC_REPLY = mailbox.MOST_WAITING
_MOST_BYTES_IN_A_CLASSIC_REPLY = 1024 * 1024
_MOST_REPEATS = 3


async def send_message(call: RequestContext, request: c.SendMessage) -> c.SendMessageReply:
    if not request.text:
        raise malformed("MG: a message is wanted")
    if len(request.text) > MAX_MESSAGE_CHARS:
        raise RefusedError(Result.MESSAGE_TOO_LONG, f"a message has at most {MAX_MESSAGE_CHARS} characters")
    extended = call.session.extended
    client_id = bytes.fromhex(request.client_id) if extended and request.client_id is not None else None
    sent = await _within_rate(call, client_id) or await _store(call, request.number, request.text, client_id)
    call.core.show_by_writing(call.number, request.number)
    return c.SendMessageReply(sent.id, sent.time) if extended else c.SendMessageReply()


async def _within_rate(call: RequestContext, client_id: bytes | None) -> messages.Sent | None:
    """One more message of this user. Where it is one too many: RefusedError, or what was sent before with the id. What
    is sent again is not one more message: it finds its answer, however many came before it."""
    me = call.number
    wait = call.core.user_rates.message(me, call.core.clock.monotonic())
    if wait is None:
        return None
    if client_id is not None:
        earlier = await call.core.store.read(lambda db: messages.known(db, me, client_id))
        if earlier is not None:
            return earlier
    raise RefusedError(Result.TOO_MANY_REQUESTS, "too many messages", wait=wait)


async def _store_once(call: RequestContext, to: int, text: str) -> messages.Sent:
    """One that nothing tells from its repeat but the request, and a repeat may come to another server."""
    core, me, now = call.core, call.number, call.core.clock.now()
    core.store.check_mailbox(to)
    request, new = call.once, False

    def put(db: Database) -> int:
        nonlocal new
        new = True
        return messages.send(db, me, to, text, now)

    def send(db: Database) -> messages.Sent:
        nonlocal new
        new = False
        id_ = idempotency.once(db, request, core.store.time(db), put)
        return messages.Sent(id_, mailbox.time_of(db, to, id_))

    sent = await core.store.write(send)
    if new:
        core.counters.messages_stored += 1
        core.wake([to])
    return sent


async def _store(call: RequestContext, to: int, text: str, client_id: bytes | None) -> Outgoing | messages.Sent:
    if client_id is None and call.core.cluster is not None:
        return await _store_once(call, to, text)
    done: asyncio.Future[Outgoing] = asyncio.get_running_loop().create_future()
    call.core.store.send(Outgoing(call.number, to, text, client_id, call.core.clock.now(), into(done)))
    message = await done
    if message.error is not None:
        raise message.error
    return message


async def get_messages(call: RequestContext, request: c.GetMessages) -> c.GetMessagesReply | None:
    session = call.session
    if session.extended:
        prefix = swift.prefix(call.envelope, c.GetMessagesReply.NAME)
        call.core.polls.begin(session, call.way, prefix, call.body, request.wait or 0, request.acknowledge or 0)
        return None
    async with session.turn:
        if call.core.cluster is not None:
            return await next_shared(call, call.core.cluster)
        return await _next_classic(call)


async def _receive(call: RequestContext, up_to: int) -> None:
    now = call.core.clock.now()
    await receive(call.core.store, call.number, up_to, now, is_hidden=call.session.is_hidden)


async def _waiting(call: RequestContext) -> list[mailbox.Mail]:
    query = mailbox.MailboxQuery(call.number, 0, 0, _MOST_IN_A_CLASSIC_REPLY, _MOST_BYTES_IN_A_CLASSIC_REPLY)
    return (await call.core.store.read(query)).mails


async def _next_classic(call: RequestContext) -> c.GetMessagesReply:
    session, receipts = call.session, call.core.receipts
    if session.ended:
        raise not_signed_in(None)
    last = session.last_reply
    if last is not None and _is_repeat(call, last):
        last.repeats += 1
        return _send(call, session, last)
    if receipts.is_late_copy(session, call.request_key):
        return c.GetMessagesReply()
    if last is not None:
        if last.is_lost or last.is_doubtful:
            session.put_back(last.presence_changes)
        if not last.is_lost:
            # From here on a failed write changes nothing.
            last.is_confirmed = True
            await receipts.acknowledge(session)
        session.last_reply = None
    is_doubtful = receipts.note_fetch(session, call.request_key)
    while True:
        rows = await _waiting(call)
        shown = [mail for mail in rows if mail.kind != MessageKind.DELIVERED]
        if shown or not rows:
            break
        # Receipts are nothing that a classic client could make sense of.
        await _receive(call, rows[-1].id)
    news = session.take_news()
    messages = [c.WaitingMessage(MessageKind.STATUS_CHANGED, who, str(int(status))) for who, status in news.items()]
    messages += [c.WaitingMessage(mail.kind, mail.sender, mail.text) for mail in shown]
    reply = c.GetMessagesReply(tuple(messages))
    if not messages:
        return reply
    last_id = rows[-1].id if rows else 0
    now = call.core.clock.monotonic()
    session.last_reply = ClassicReply(call.request_key, reply, last_id, news, now, is_doubtful)
    return _send(call, session, session.last_reply)


def _is_repeat(call: RequestContext, last: ClassicReply) -> bool:
    age = call.core.clock.monotonic() - last.time
    return last.key == call.request_key and age < WITHIN_S and (last.repeats < _MOST_REPEATS or last.is_lost)


def _send(call: RequestContext, session: Session, last: ClassicReply) -> c.GetMessagesReply:
    core = call.core
    last.writes_in_progress += 1

    def delivered(is_out: bool) -> None:
        last.writes_in_progress -= 1
        if is_out:
            last.was_written = True
            core.receipts.on_written(session, last, is_stopping=core.is_stopping)

    call.delivered = delivered
    return last.reply
