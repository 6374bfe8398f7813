"""GetMsgEx of sessions without a token, where the next one may come to another server, see `classic_replies`."""

import asyncio
from collections.abc import Callable
from dataclasses import replace
from functools import partial

from qqdesk.protocol import commands as c
from qqdesk.protocol.codes import MessageKind, Status
from qqdesk.server.accounts.sessions import ClassicReply
from qqdesk.server.delivery import classic_replies, idempotency
from qqdesk.server.delivery.classic_replies import Asked, Mark, Receive, Reply, Wait
from qqdesk.server.delivery.outgoing import receive
from qqdesk.server.errors import not_signed_in
from qqdesk.server.nodes.cluster import Cluster
from qqdesk.server.request_context import RequestContext
from qqdesk.server.storage.interface import Database

_PAUSE_S = 0.02
_MOST_PAUSES = 50


async def next_shared(call: RequestContext, cluster: Cluster) -> c.GetMessagesReply:
    """The next reply to this session; called in its turn."""
    session, me = call.session, call.number
    if session.ended:
        raise not_signed_in(None)
    if await call.core.store.read(lambda db: classic_replies.is_quiet(db, me)) and not session.news:
        store = call.core.store
        asked = _asked(call, {})
        call.core.in_background(store.write(lambda db: _note(db, replace(asked, time=store.time(db)))))
        return c.GetMessagesReply(())
    news = session.take_news()
    try:
        reply = await _next(call, news)
    except BaseException:
        session.put_back(news)
        raise
    if reply.repeats:
        session.put_back(news)
    elif news:
        # It is in the database now, whatever becomes of the reply.
        cluster.told(me, news)
    return _send(call, reply)


def _note(db: Database, asked: Asked) -> None:
    classic_replies.note_fetch(db, asked)


def _note_lost(number: int, mark: Mark, repeats: int, db: Database) -> None:
    classic_replies.note_lost(db, number, mark, repeats)


def _asked(call: RequestContext, news: dict[int, Status]) -> Asked:
    """A request whose time the database has to say."""
    session, sequence = call.session, call.envelope.sequence
    request = idempotency.name(b"", sequence, call.body)
    changes_sequence = sequence != session.login_sequence
    return Asked(call.number, session.address, session.key, request, 0, news, changes_sequence=changes_sequence)


async def _next(call: RequestContext, news: dict[int, Status]) -> Reply:
    store, session, me = call.core.store, call.session, call.number
    asked, pauses = _asked(call, news), 0
    while True:
        asked = replace(asked, made=session.made, is_patient=pauses < _MOST_PAUSES)
        step = await store.write(partial(_next_step, asked, store.time))
        if isinstance(step, Reply):
            return step
        if isinstance(step, Wait):
            pauses += 1
            await asyncio.sleep(_PAUSE_S)
        elif isinstance(step, Receive):
            await receive(store, me, step.up_to, call.core.clock.now(), is_hidden=session.is_hidden)
            asked = replace(asked, received=step.mark)


def _next_step(asked: Asked, time: Callable[[Database], int], db: Database) -> Reply | Receive | Wait:
    return classic_replies.next_reply(db, replace(asked, time=time(db)))


def _send(call: RequestContext, reply: Reply) -> c.GetMessagesReply:
    session, me, mark, core = call.session, call.number, reply.mark, call.core
    messages = [c.WaitingMessage(MessageKind.STATUS_CHANGED, who, str(int(now))) for who, now in reply.news.items()]
    messages += [c.WaitingMessage(mail.kind, mail.sender, mail.text) for mail in reply.mails]
    if mark is None:
        return c.GetMessagesReply(())
    last = session.last_reply
    if last is None or session.made != mark:
        last = session.last_reply = ClassicReply(
            call.request_key, c.GetMessagesReply(), mark.up_to, reply.news, core.clock.monotonic(), reply.is_doubtful
        )
    session.made = mark
    last.repeats = reply.repeats
    last.writes_in_progress += 1

    def delivered(is_out: bool) -> None:
        last.writes_in_progress -= 1
        if is_out:
            last.was_written = True
            core.receipts.on_written(session, last, is_stopping=False)
            core.in_background(core.store.write(lambda db: classic_replies.note_out(db, me, mark)))
        elif last.is_lost:
            if session.made == mark:
                session.made = None
            core.in_background(core.store.write(partial(_note_lost, me, mark, last.repeats)))

    call.delivered = delivered
    return c.GetMessagesReply(tuple(messages))
