"""Send a message, and fetch all unread messages.

A session with EXT acknowledges what it stored (ACK) and may let a poll wait (WAIT), see `polls`. A classic session does
neither, see `classic_polls`.
"""

import asyncio

from qqdesk.protocol import commands as c
from qqdesk.protocol import swift
from qqdesk.protocol.codes import MAX_MESSAGE_CHARS, MessageKind, Result
from qqdesk.server.delivery import idempotency, mailbox, messages
from qqdesk.server.delivery.outgoing import Outgoing, into
from qqdesk.server.errors import RefusedError, malformed
from qqdesk.server.request_context import RequestContext
from qqdesk.server.storage.interface import Database


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
    """Count one more message of this account. Above the rate, return the earlier message with this client id; raise
    RefusedError if there is none."""
    me = call.number
    wait = call.core.rate_limits.message(me, call.core.clock.monotonic())
    if wait is None:
        return None
    if client_id is not None:
        earlier = await call.core.store.read(lambda db: messages.known(db, me, client_id))
        if earlier is not None:
            return earlier
    raise RefusedError(Result.TOO_MANY_REQUESTS, "too many messages", wait=wait)


async def _store(call: RequestContext, to: int, text: str, client_id: bytes | None) -> Outgoing | messages.Sent:
    if client_id is None:
        return await _store_once(call, to, text)
    done: asyncio.Future[Outgoing] = asyncio.get_running_loop().create_future()
    call.core.store.send(Outgoing(call.number, to, text, client_id, call.core.clock.now(), into(done)))
    message = await done
    if message.error is not None:
        raise message.error
    return message


async def _store_once(call: RequestContext, to: int, text: str) -> messages.Sent:
    """Store a message without a client id. Only the request identifies it, and a repeat may come to another server, or
    after the server was killed."""
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


async def get_messages(call: RequestContext, request: c.GetMessages) -> c.GetMessagesReply | None:
    session = call.session
    if session.extended:
        prefix = swift.prefix(call.envelope, c.GetMessagesReply.NAME)
        call.core.polls.begin(session, call.way, prefix, call.body, request.wait or 0, request.acknowledge or 0)
        return None
    classic = call.core.classic_polls
    reply = await classic.fetch(session, call.envelope.sequence, call.body)
    call.delivered = classic.delivered(session, reply)
    messages = [c.WaitingMessage(MessageKind.STATUS_CHANGED, who, str(int(now))) for who, now in reply.news.items()]
    messages += [c.WaitingMessage(mail.kind, mail.sender, mail.text) for mail in reply.mails]
    return c.GetMessagesReply(tuple(messages))
