"""The conversations that the server keeps."""

import secrets

from qqdesk.conformance.errors import NotTriedError, expect
from qqdesk.conformance.fixture import Fixture, Pair
from qqdesk.conformance.row import Section
from qqdesk.protocol import log_commands as c
from qqdesk.protocol.codes import MessageKind

section = Section("Conversations on the server")
_MOST_PAGES = 50


def _written(fixture: Fixture) -> tuple[Pair, list[str]]:
    """Two people, and what each has written to the other: the client ids, in order."""
    pair = fixture.extended_friends()
    client_ids = [secrets.token_hex(16) for _ in range(4)]
    for place, client_id in enumerate(client_ids):
        sender, to = pair if place % 2 else pair[::-1]
        sender.send(to.number, f"{place}", client_id)
    return pair, client_ids


@section.row("talks.first", "Talks has the latest conversation first, with its last message")
def _first(fixture: Fixture) -> None:
    (one, other), client_ids = _written(fixture)
    reply = one.get(c.ListTalks(1), c.ListTalksReply)
    expect(len(reply.talks) == 1, f"{len(reply.talks)} conversations came")
    talk = reply.talks[0]
    came = (talk.peer, talk.author, talk.client_id, talk.text)
    wanted = (other.number, one.number, client_ids[-1], "3")
    expect(came == wanted, f"UN WHO CID MG: {wanted} are wanted, {came} came")


@section.row("talks.pages", "GetLog returns a conversation in pages, with the messages of both")
def _pages(fixture: Fixture) -> None:
    (one, other), client_ids = _written(fixture)
    latest = one.get(c.GetLog(other.number, page_size=2), c.GetLogReply).messages
    expect(len(latest) == 2, f"{len(latest)} messages came, of TN=2")
    before = one.get(c.GetLog(other.number, latest[0].id, page_size=2), c.GetLogReply).messages
    came = [(message.kind, message.client_id) for message in (*before, *latest)]
    kinds = (MessageKind.TEXT, MessageKind.OWN_TEXT) * 2
    wanted = [(int(kind), client_id) for kind, client_id in zip(kinds, client_ids, strict=True)]
    expect(came == wanted, f"MT and CID: {wanted} are wanted, {came} came")


@section.row("talks.last-page", "FN of GetLog is 1 on the page with the oldest message only", needs="talks.pages")
def _last_page(fixture: Fixture) -> None:
    (one, other), _ = _written(fixture)
    page = one.get(c.GetLog(other.number, page_size=3), c.GetLogReply)
    expect(not page.last_page, "FN=1 with three of four messages")
    for _ in range(_MOST_PAGES):
        if page.last_page:
            break
        expect(page.messages, "a page is empty, and FN=0")
        page = one.get(c.GetLog(other.number, page.messages[0].id, page_size=100), c.GetLogReply)
    else:
        raise NotTriedError(f"the conversation has more than {_MOST_PAGES} pages")
    if page.messages:
        before = one.get(c.GetLog(other.number, page.messages[0].id, page_size=1), c.GetLogReply).messages
        expect(not before, "FN=1, and there are older messages")


@section.row("talks.delivered", "DLV of GetLog is 1 when the other has acknowledged", needs="talks.pages")
def _delivered(fixture: Fixture) -> None:
    one, other = fixture.extended_friends()
    client_id = secrets.token_hex(16)
    one.send(other.number, "delivered?", client_id)
    before = one.get(c.GetLog(other.number, page_size=1), c.GetLogReply).delivered
    other.fetch_all()
    one.wait_for(MessageKind.DELIVERED, other.number, client_id)
    after = one.get(c.GetLog(other.number, page_size=1), c.GetLogReply).delivered
    expect((before, after) == ((False,), (True,)), f"DLV before and after the ACK: {before}, {after}")


@section.row("talks.seen", "Seen ends the count of unread messages", needs="talks.first")
def _seen(fixture: Fixture) -> None:
    (one, other), _ = _written(fixture)
    before = one.get(c.ListTalks(1), c.ListTalksReply).talks[0]
    one.do(c.MarkSeen(other.number, before.last))
    after = one.get(c.ListTalks(1), c.ListTalksReply).talks[0]
    expect(before.unread >= 2, f"UNREAD={before.unread} after two messages")
    expect((after.seen, after.unread) == (before.last, 0), f"SEEN={after.seen}, UNREAD={after.unread} after Seen")


@section.row("talks.cleared", "ClearLog deletes my copies only", needs="talks.pages")
def _cleared(fixture: Fixture) -> None:
    (one, other), client_ids = _written(fixture)
    last = one.get(c.GetLog(other.number, page_size=1), c.GetLogReply).messages[0].id or 0
    one.do(c.ClearLog(other.number, last))
    left = one.get(c.GetLog(other.number), c.GetLogReply).messages
    expect(not left, f"{len(left)} messages are left")
    theirs = other.get(c.GetLog(one.number, page_size=4), c.GetLogReply).messages
    expect([message.client_id for message in theirs] == client_ids, f"{len(theirs)} of the other's four are left")
