"""Replies, changes of messages, and nudges."""

import secrets
from dataclasses import replace

from qqdesk.conformance.contact_lists import Pair
from qqdesk.conformance.errors import NotOfferedError, NotTriedError, expect
from qqdesk.conformance.fixture import Fixture
from qqdesk.conformance.pairs import change_friends
from qqdesk.conformance.raw_client import RawSession
from qqdesk.conformance.row import Section
from qqdesk.protocol import change_commands as c
from qqdesk.protocol.account_data import Block, Unblock
from qqdesk.protocol.codes import Result, Status
from qqdesk.protocol.commands import AddToList, ChangeStatus, DeleteFromList, SendMessage
from qqdesk.protocol.entry_kinds import MessageKind
from qqdesk.protocol.limits import MAX_MESSAGE_CHARS
from qqdesk.protocol.log_commands import GetLog, GetLogReply
from qqdesk.protocol.message_ref import MessageRef
from qqdesk.protocol.record import Request
from qqdesk.protocol.waiting_message import WaitingMessage

section = Section("Replies and changes of messages")
_EMOJI = ("👍", "❤️", "‼️", "👍🏽", "👩‍💻", "🏴\U000e0067\U000e0062\U000e007f", "🇨🇳", "1️⃣", "👎")
_NO_EMOJI = ("like", "\u200d", "\ufe0f" * 16, "\U000e0061" * 16, "！！", "\u2800", "¨")


def _written(sender: RawSession, to: int, text: str = "hello", reply_to: MessageRef | None = None) -> MessageRef:
    """Send a message, and return its reference."""
    client_id = secrets.token_hex(16)
    sender.do(SendMessage(to, text, client_id, reply_to=reply_to))
    return MessageRef(sender.number, client_id)


def _expect_change(
    session: RawSession, kind: MessageKind, maker: RawSession, ref: MessageRef, text: str
) -> tuple[WaitingMessage, ...]:
    """Fetch all messages and return them; exactly one is a change of this kind."""
    messages = session.fetch_all()
    changes = [message for message in messages if message.kind == kind and message.ref is not None]
    came = [(message.sender, message.ref, message.text) for message in changes]
    wanted = [(maker.number, replace(ref, maker=maker.number), text)]
    expect(came == wanted, f"UN REF MG: {wanted} are wanted, {came} came")
    return messages


def _changing_friends(fixture: Fixture) -> Pair:
    """Return friends who may take back and edit. Raises NotOfferedError."""
    one, other = change_friends(fixture)
    if one.recall_minutes == 0:
        raise NotOfferedError("Login is answered with RECALL=0")
    return one, other


def _changes(number: int, ref: MessageRef) -> tuple[Request, ...]:
    """Return one change of each kind of a message in the conversation with `number`."""
    client_ids = [secrets.token_hex(16) for _ in range(3)]
    return (
        c.Recall(number, ref, client_ids[0]),
        c.Edit(number, ref, client_ids[1], "x"),
        c.React(number, ref, client_ids[2], "👍"),
    )


def _log(session: RawSession, peer: int, size: int) -> tuple[WaitingMessage, ...]:
    return session.get(GetLog(peer, page_size=size), GetLogReply).messages


@section.row("change.reply", "REF of CLTMSG comes with the message")
def _reply(fixture: Fixture) -> None:
    one, other = change_friends(fixture)
    ref = _written(one, other.number)
    _written(other, one.number, "hi", ref)
    came = [message.ref for message in one.fetch_kind(MessageKind.TEXT, other.number)]
    expect(came == [ref], f"REF: {ref} is wanted, {came} came")
    kept = [message.ref for message in _log(other, one.number, 2)]
    expect(kept == [None, ref], f"REF of GetLog: {ref} is wanted for the second, {kept} came")


@section.row("change.react", "a reaction reaches the other, and a person has one to a message")
def _react(fixture: Fixture) -> None:
    one, other = change_friends(fixture)
    ref = _written(one, other.number)
    for emoji in _EMOJI:
        other.do(c.React(one.number, ref, secrets.token_hex(16), emoji))
        _expect_change(one, MessageKind.REACTED, other, ref, emoji)
    came = [message.text for message in _log(one, other.number, 2) if message.kind == MessageKind.REACTED]
    expect(came == [_EMOJI[-1]], f"GetLog: the latest reaction is wanted, {came} came")


@section.row("change.edit", "an edited message has its new text, and the other gets it")
def _edit(fixture: Fixture) -> None:
    one, other = _changing_friends(fixture)
    ref = _written(one, other.number, "helo")
    for text in ("hello, world", "hello"):
        one.do(c.Edit(other.number, ref, secrets.token_hex(16), text))
        fetched = _expect_change(other, MessageKind.EDITED, one, ref, text)
        came_texts = [message.text for message in fetched if message.kind == MessageKind.TEXT]
        expect(came_texts in ([text], []), f"{text!r} is wanted, {came_texts} came")
        for session, peer, kind in ((other, one, MessageKind.TEXT), (one, other, MessageKind.OWN_TEXT)):
            came = [(message.kind, message.text) for message in _log(session, peer.number, 2)]
            wanted = [(int(kind), text), (int(MessageKind.EDITED), text)]
            expect(came == wanted, f"MT MG: {wanted} are wanted, {came} came")
    head = f"Edit&UN={other.number}&REF={ref.author}:{ref.client_id}&CID={secrets.token_hex(16)}&MG="
    fixture.expect_refusal(one, head, Result.MALFORMED)
    fixture.expect_refusal(one, head + "x" * (MAX_MESSAGE_CHARS + 1), Result.MESSAGE_TOO_LONG)


@section.row("change.recall", "nothing is left of a recalled message, and the other learns of it")
def _recall(fixture: Fixture) -> None:
    one, other = _changing_friends(fixture)
    ref = _written(one, other.number, "a secret")
    other.fetch_all()
    request = c.Recall(other.number, ref, secrets.token_hex(16))
    for _ in range(2):
        one.do(request)
    fixture.expect_refusal(one, c.Recall(other.number, ref, ref.client_id), Result.MALFORMED)
    _expect_change(other, MessageKind.RECALLED, one, ref, "")
    for session, peer in ((one, other), (other, one)):
        came = [(message.kind, message.text) for message in _log(session, peer.number, 2)]
        expect(came == [(int(MessageKind.RECALLED), "")] * 2, f"MT MG: {came} came")
    change = MessageRef(one.number, request.client_id)
    for no_message in (ref, change):
        for one_more in _changes(other.number, no_message):
            fixture.expect_refusal(one, one_more, Result.NO_SUCH_USER)


@section.row("change.limit", "After RECALL minutes a message stays as it is (RES=31)")
def _limit(fixture: Fixture) -> None:
    one, other = change_friends(fixture)
    if one.recall_minutes != 0:
        raise NotTriedError(f"RECALL={one.recall_minutes}: only RECALL=0 takes no waiting")
    ref = _written(one, other.number, "it stays")
    fixture.expect_refusal(one, c.Recall(other.number, ref, secrets.token_hex(16)), Result.NOT_ALLOWED)
    fixture.expect_refusal(one, c.Edit(other.number, ref, secrets.token_hex(16), "x"), Result.NOT_ALLOWED)
    one.do(c.React(other.number, ref, secrets.token_hex(16), "👍"))


@section.row("change.repeat", "a change that comes again with the same CID is stored once")
def _repeat(fixture: Fixture) -> None:
    one, other = change_friends(fixture)
    request = c.React(one.number, _written(one, other.number), secrets.token_hex(16), "👍")
    first, second = (other.get(request, c.ChangeReply) for _ in range(2))
    expect(first == second, f"{first}, then {second} came")
    for another in (replace(request, emoji="👎"), SendMessage(one.number, "👍", request.client_id)):
        fixture.expect_refusal(other, another, Result.MALFORMED)


@section.row("change.others", "another person's message cannot be taken back or edited (RES=31)")
def _others(fixture: Fixture) -> None:
    one, other = change_friends(fixture)
    ref = _written(one, other.number)
    fixture.expect_refusal(other, c.Recall(one.number, ref, secrets.token_hex(16)), Result.NOT_ALLOWED)
    fixture.expect_refusal(other, c.Edit(one.number, ref, secrets.token_hex(16), "x"), Result.NOT_ALLOWED)
    came = [(message.client_id, message.text) for message in _log(one, other.number, 1)]
    expect(came == [(ref.client_id, "hello")], f"GetLog has {came}")


@section.row("change.unknown", "a change of a message that is not in the conversation gets RES=30")
def _unknown(fixture: Fixture) -> None:
    one, other = change_friends(fixture)
    unknown = MessageRef(one.number, secrets.token_hex(16))
    written = _written(one, other.number)
    for request in (*_changes(other.number, unknown), *_changes(fixture.unknown_number, written)):
        fixture.expect_refusal(one, request, Result.NO_SUCH_USER)


@section.row("change.stranger", "A stranger cannot change a message of others (RES=30)", people=3)
def _stranger(fixture: Fixture) -> None:
    one, other = change_friends(fixture)
    third = fixture.change_session(fixture.people[2])
    ref = _written(one, other.number)
    for session, number in ((third, one.number), (third, other.number), (one, third.number)):
        for request in _changes(number, ref):
            fixture.expect_refusal(session, request, Result.NO_SUCH_USER)
    came = [message.sender for message in one.fetch_all() if message.kind == MessageKind.REACTED]
    expect(not came, f"reactions of {came} came")


@section.row("change.no-emoji", "A reaction that is no emoji gets RES=10")
def _no_emoji(fixture: Fixture) -> None:
    one, other = change_friends(fixture)
    ref = _written(one, other.number)
    for text in _NO_EMOJI:
        head = f"React&CID={secrets.token_hex(16)}&UN={one.number}&REF={ref.author}:{ref.client_id}"
        raw = other.ask(f"{head}&VAL={text}")
        expect(raw.result == Result.MALFORMED, f"React with {text!a} is answered {raw}")
    came = [message.text for message in one.fetch_all() if message.kind == MessageKind.REACTED]
    expect(not came, f"reactions {came} came")


@section.row("change.nudge", "a nudge comes at once and only once in 30 s (RES=40)")
def _nudge(fixture: Fixture) -> None:
    one, other = change_friends(fixture)
    raw = one.ask(c.Nudge(other.number))
    if raw.result != Result.TOO_MANY_REQUESTS:
        expect(raw.is_done, raw)
        other.wait_for(MessageKind.NUDGED, one.number)
    fixture.expect_refusal(one, c.Nudge(other.number), Result.TOO_MANY_REQUESTS)


@section.row("change.no-nudge", "No nudge of strangers, none to the busy, hidden and old (RES=31)")
def _no_nudge(fixture: Fixture) -> None:
    one, other = change_friends(fixture)

    def expect_none(*sessions: RawSession) -> None:
        for session in sessions:
            to = other if session is one else one
            fixture.expect_refusal(session, c.Nudge(to.number), Result.NOT_ALLOWED)

    for status in (Status.OFFLINE, Status.BUSY, Status.INVISIBLE):
        other.do(ChangeStatus(status))
        expect_none(one)
    other.do(ChangeStatus(Status.ONLINE))
    for blocker, blocked in ((one, other), (other, one)):
        blocker.do(Block(blocked.number))
        expect_none(one, other)
        blocker.do(Unblock(blocked.number))
    raw = one.ask(c.Nudge(other.number))
    expect(raw.is_done or raw.result == Result.TOO_MANY_REQUESTS, f"after refused ones, Nudge is answered {raw}")
    other.do(DeleteFromList(one.number))
    expect_none(one, other)
    other.do(AddToList(one.number))
    fixture.extended_session(other.account)
    expect_none(one)
