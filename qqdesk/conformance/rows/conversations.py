"""The conversations that the server keeps."""

import secrets

from qqdesk.conformance.contact_lists import Pair
from qqdesk.conformance.errors import NotTriedError, expect
from qqdesk.conformance.fixture import Fixture
from qqdesk.conformance.pairs import extended_friends
from qqdesk.conformance.row import Section
from qqdesk.protocol import log_commands as c
from qqdesk.protocol.commands import GetMessages
from qqdesk.protocol.entry_kinds import MessageKind

section = Section("Conversations on the server")
_MOST_PAGES = 50


def _written(fixture: Fixture) -> tuple[Pair, list[str]]:
    """Two people, and what each has written to the other: the client ids, in order."""
    pair = extended_friends(fixture)
    client_ids = [secrets.token_hex(16) for _ in range(4)]
    for place, client_id in enumerate(client_ids):
        sender, to = pair if place % 2 else pair[::-1]
        sender.send(to.number, f"{place}", client_id)
    return pair, client_ids


@section.row("conversations.first", "Talks has the latest conversation first, with its last message")
def _first(fixture: Fixture) -> None:
    (one, other), client_ids = _written(fixture)
    reply = one.get(c.ListConversations(1), c.ListConversationsReply)
    expect(len(reply.conversations) == 1, f"{len(reply.conversations)} conversations came")
    summary = reply.conversations[0]
    came = (summary.peer, summary.author, summary.client_id, summary.text)
    wanted = (other.number, one.number, client_ids[-1], "3")
    expect(came == wanted, f"UN WHO CID MG: {wanted} are wanted, {came} came")


@section.row("conversations.pages", "GetLog returns a conversation in pages, with the messages of both")
def _pages(fixture: Fixture) -> None:
    (one, other), client_ids = _written(fixture)
    latest = one.get(c.GetLog(other.number, page_size=2), c.GetLogReply).messages
    expect(len(latest) == 2, f"{len(latest)} messages came, of TN=2")
    before = one.get(c.GetLog(other.number, latest[0].id, page_size=2), c.GetLogReply).messages
    came = [(message.kind, message.client_id) for message in (*before, *latest)]
    kinds = (MessageKind.TEXT, MessageKind.OWN_TEXT) * 2
    wanted = [(int(kind), client_id) for kind, client_id in zip(kinds, client_ids, strict=True)]
    expect(came == wanted, f"MT and CID: {wanted} are wanted, {came} came")


@section.row(
    "conversations.last-page", "FN of GetLog is 1 on the page with the oldest message only", needs="conversations.pages"
)
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


@section.row(
    "conversations.delivered", "DLV of GetLog is 1 when the other has acknowledged", needs="conversations.pages"
)
def _delivered(fixture: Fixture) -> None:
    one, other = extended_friends(fixture)
    client_id = secrets.token_hex(16)
    one.send(other.number, "delivered?", client_id)
    one.send(other.number, "and this?", secrets.token_hex(16))
    before = one.get(c.GetLog(other.number, page_size=2), c.GetLogReply).delivered
    came = other.messages_in(other.do(GetMessages(None, other.stored or None)))
    other.do(GetMessages(None, min(message.id or 0 for message in came if message.kind == MessageKind.TEXT)))
    one.wait_for(MessageKind.DELIVERED, other.number, client_id)
    after = one.get(c.GetLog(other.number, page_size=2), c.GetLogReply).delivered
    seen = f"DLV before and after the ACK of one: {before}, {after}"
    expect((before, after) == ((False, False), (True, False)), seen)


@section.row("conversations.seen", "Seen ends the count of unread messages", needs="conversations.first")
def _seen(fixture: Fixture) -> None:
    (one, other), _ = _written(fixture)
    before = one.get(c.ListConversations(1), c.ListConversationsReply).conversations[0]
    one.do(c.MarkSeen(other.number, before.last))
    after = one.get(c.ListConversations(1), c.ListConversationsReply).conversations[0]
    expect(before.unread >= 2, f"UNREAD={before.unread} after two messages")
    expect((after.seen, after.unread) == (before.last, 0), f"SEEN={after.seen}, UNREAD={after.unread} after Seen")


@section.row("conversations.cleared", "ClearLog deletes my copies only", needs="conversations.pages")
def _cleared(fixture: Fixture) -> None:
    (one, other), client_ids = _written(fixture)
    last = one.get(c.GetLog(other.number, page_size=1), c.GetLogReply).messages[0].id or 0
    one.do(c.ClearLog(other.number, last))
    left = one.get(c.GetLog(other.number), c.GetLogReply).messages
    expect(not left, f"{len(left)} messages are left")
    theirs = other.get(c.GetLog(one.number, page_size=4), c.GetLogReply).messages
    expect([message.client_id for message in theirs] == client_ids, f"{len(theirs)} of the other's four are left")
