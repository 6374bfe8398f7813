"""GetMsgEx of sessions without a token, where the next one may come to another server, see `replies`."""

import asyncio

from qqdesk.protocol import commands as c
from qqdesk.protocol.codes import MessageKind, Status
from qqdesk.server import replies, requests_done
from qqdesk.server.call import Call
from qqdesk.server.cluster import Cluster
from qqdesk.server.errors import not_signed_in
from qqdesk.server.replies import Asked, Receive, Reply, Wait
from qqdesk.server.traffic import receive

_PAUSE_S = 0.02
_MOST_PAUSES = 50


async def next_shared(call: Call, cluster: Cluster) -> c.GetMessagesReply:
    """The next reply to this session; called in its turn."""
    session, me = call.session, call.number
    if session.ended:
        raise not_signed_in(None)
    if await call.core.store.read(lambda db: replies.is_quiet(db, me)) and not session.news:
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


async def _next(call: Call, news: dict[int, Status]) -> Reply:
    store, session, me = call.core.store, call.session, call.number
    request = requests_done.name(session.key, call.envelope.sequence, call.body)
    received, pauses = None, 0
    while True:
        made, is_patient = session.made, pauses < _MOST_PAUSES
        step = await store.write(
            lambda db, received=received, made=made, is_patient=is_patient: replies.next_reply(  # type: ignore[misc]
                db, Asked(me, session.key, request, store.time(db), news, made, received, is_patient)
            )
        )
        if isinstance(step, Reply):
            return step
        if isinstance(step, Wait):
            pauses += 1
            await asyncio.sleep(_PAUSE_S)
        elif isinstance(step, Receive):
            await receive(store, me, step.up_to, call.core.clock.now())
            received = step.mark


def _send(call: Call, reply: Reply) -> c.GetMessagesReply:
    session, me, mark, core = call.session, call.number, reply.mark, call.core
    messages = [c.WaitingMessage(MessageKind.STATUS_CHANGED, who, str(int(now))) for who, now in reply.news.items()]
    messages += [c.WaitingMessage(mail.kind, mail.sender, mail.text) for mail in reply.mails]
    if mark is None:
        return c.GetMessagesReply(())
    session.made = mark

    def delivered(is_out: bool) -> None:
        if is_out:
            core.in_background(core.store.write(lambda db: replies.note_out(db, me, mark)))
        else:
            core.in_background(asyncio.ensure_future(_take_back()))

    async def _take_back() -> None:
        if session.made == mark:
            session.made = None
        if await core.store.write(lambda db: replies.take_back(db, me, mark, reply.repeats)):
            session.put_back(reply.news)

    call.delivered = delivered
    return c.GetMessagesReply(tuple(messages))
