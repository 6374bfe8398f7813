"""Messages, and typing notices, which are never stored."""

from collections.abc import Awaitable
from functools import partial

from qqdesk.protocol import commands as c
from qqdesk.protocol.codes import Result
from qqdesk.protocol.entry_kinds import MessageKind
from qqdesk.protocol.file_commands import FILE_PATH
from qqdesk.protocol.limits import MAX_MESSAGE_CHARS
from qqdesk.protocol.record import Done
from qqdesk.protocol.room_commands import MAX_MENTIONS
from qqdesk.server.accounts import blocking
from qqdesk.server.addresses import is_private
from qqdesk.server.delivery import client_ids, delivery, mailbox, room_writers
from qqdesk.server.delivery.mail import Mail
from qqdesk.server.delivery.outgoing import Outgoing
from qqdesk.server.errors import RefusedError, malformed
from qqdesk.server.files.tokens import Purpose
from qqdesk.server.request_context import RequestContext, handles, is_room
from qqdesk.server.rooms import rooms
from qqdesk.server.sessions import idempotency
from qqdesk.server.storage.interface import Database
from qqdesk.server.storage.notifications import TYPING


@handles(c.SendMessage)
def send_message(call: RequestContext, request: c.SendMessage) -> Awaitable[c.SendMessageReply] | None:
    if not request.text:
        raise malformed("MG: a message is wanted")
    if len(request.text) > MAX_MESSAGE_CHARS:
        raise RefusedError(Result.MESSAGE_TOO_LONG, f"a message has at most {MAX_MESSAGE_CHARS} characters")
    core, me, to = call.core, call.number, request.number
    client_id = bytes.fromhex(request.client_id) if call.session.extended and request.client_id is not None else None
    to_room = is_room(call, to)
    if len(request.mentions or ()) > MAX_MENTIONS:
        raise malformed(f"MENT: at most {MAX_MENTIONS} numbers are wanted")
    mentions = " ".join(map(str, request.mentions or ())) or None
    file = bytes.fromhex(request.file) if call.session.can_files and request.file is not None else None
    reply_to = request.reply_to if call.session.can_changes else None
    message = Outgoing(
        me,
        to,
        request.text,
        client_id or delivery.new_client_id(),
        call.session.device,
        core.clock.now(),
        partial(_stored, call),
        mentions,
        file,
        reply_to,
    )
    wait = core.rate_limits.message(me, core.clock.monotonic())
    if to_room and wait is None:
        wait = core.rate_limits.room_message(me, to, core.clock.monotonic())
    if wait is not None:
        return _known_or_too_many(call, message, wait)
    if client_id is None:
        return _store_once(call, message)
    core.store.send(message)
    return None


def _stored(call: RequestContext, message: Outgoing) -> None:
    """Answer a message that is on disk, or that was refused."""
    if message.error is None:
        call.reply(_sent(call, message.to, message.id, message.time))
    else:
        call.fail(message.error)


def _sent(call: RequestContext, to: int, id_: int, time: int) -> c.SendMessageReply:
    call.core.held_receipts.on_message(call.number, to)
    return c.SendMessageReply(id_, time) if call.session.extended else c.SendMessageReply()


async def _known_or_too_many(call: RequestContext, message: Outgoing, wait: int) -> c.SendMessageReply:
    """Answer a message above the rate: as before, if one with this client id was stored. Else raise RefusedError."""
    earlier = await call.core.store.read(
        lambda db: client_ids.known(db, message.sender, message.client_id, message.digest)
    )
    if earlier is None:
        raise RefusedError(Result.TOO_MANY_REQUESTS, "too many messages", wait=wait)
    return _sent(call, message.to, earlier.id, earlier.time)


async def _store_once(call: RequestContext, message: Outgoing) -> c.SendMessageReply:
    """Store a message without a client id. Only the request identifies it, and a repeat may come to another server, or
    after the server was killed."""
    core, me, to = call.core, message.sender, message.to
    core.store.check_mailbox(to)
    request, new = call.digest, False

    def put(db: Database) -> int:
        nonlocal new
        new = True
        return delivery.send(db, message)

    def send(db: Database) -> client_ids.Sent:
        nonlocal new
        new = False
        if call.is_new:
            idempotency.forget(db, request)
        id_ = idempotency.run_once(db, request, core.store.time(db), put)
        return client_ids.Sent(id_, mailbox.time_of(db, to if to in core.rooms.numbers else me, id_))

    sent = await core.store.write(send)
    if new:
        core.counters.messages_stored += 1
        core.wake([me, to])
    return _sent(call, to, sent.id, sent.time)


@handles(c.GetMessages)
def get_messages(call: RequestContext, request: c.GetMessages) -> Awaitable[c.GetMessagesReply] | None:
    if not call.session.extended:
        return _fetch_classic(call)
    call.core.polls.start(call.session, call.responder, call.envelope, call.body, request)
    return None


async def _fetch_classic(call: RequestContext) -> c.GetMessagesReply:
    classic = call.core.classic_polls
    reply = await classic.fetch(call.session, call.request_key)
    call.delivered = classic.delivered(call.session, reply)
    call.sent = partial(classic.note_sent, call.session, call.request_key, reply)
    rows = [c.WaitingMessage(MessageKind.STATUS_CHANGED, who, str(int(now))) for who, now in reply.news.items()]
    since = 0 if reply.mark is None else reply.mark.since
    rows += [c.WaitingMessage(mail.kind, mail.peer, _with_link(call, mail, since)) for mail in reply.mails]
    return c.GetMessagesReply(tuple(rows))


def _with_link(call: RequestContext, mail: Mail, since: int) -> str:
    """Return the text of a message, with a link to its file for a client with a private address unless the operator
    forbids that. `since` is the time of the reply, in milliseconds: a repeat has the same bytes."""
    core, addresses = call.core, call.core.server_info.addresses
    has_links = core.settings.file_links == "lan" and is_private(call.address)
    if mail.file is None or core.files is None or not has_links or not addresses:
        return mail.text
    token = core.files.new_token(Purpose.LINK, bytes.fromhex(mail.file.id), call.number, now=since)
    return f"{mail.text}\r\nhttp://{addresses[0]}{FILE_PATH}{token}"


_MOST_MEMBERS = 20
"""A larger room has no typing notices."""


@handles(c.Typing)
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
