"""Replies, changes of messages, and nudges."""

import secrets
from dataclasses import replace

from qqdesk.conformance.errors import NotOfferedError, NotTriedError, expect
from qqdesk.conformance.fixture import Fixture, Pair
from qqdesk.conformance.raw_client import RawSession
from qqdesk.conformance.row import Section
from qqdesk.protocol import change_commands as c
from qqdesk.protocol.codes import MessageKind, Result
from qqdesk.protocol.commands import SendMessage
from qqdesk.protocol.log_commands import GetLog, GetLogReply
from qqdesk.protocol.message_ref import MessageRef
from qqdesk.protocol.waiting_message import WaitingMessage

section = Section("Replies and changes of messages")


def _written(sender: RawSession, to: int, text: str = "hello", reply_to: MessageRef | None = None) -> MessageRef:
    """Send a message, and return its reference."""
    client_id = secrets.token_hex(16)
    sender.do(SendMessage(to, text, client_id, reply_to=reply_to))
    return MessageRef(sender.number, client_id)


def _expect_change(session: RawSession, kind: MessageKind, maker: RawSession, ref: MessageRef, text: str) -> None:
    """Fetch all messages; exactly one is a change of this kind."""
    changes = [message for message in session.fetch_all() if message.kind == kind and message.ref is not None]
    came = [(message.sender, message.ref, message.text) for message in changes]
    wanted = [(maker.number, replace(ref, maker=maker.number), text)]
    expect(came == wanted, f"UN REF MG: {wanted} are wanted, {came} came")


def _changing_friends(fixture: Fixture) -> Pair:
    """Return friends who may take back and edit. Raises NotOfferedError."""
    one, other = fixture.change_friends()
    if one.recall_minutes == 0:
        raise NotOfferedError("Login is answered with RECALL=0")
    return one, other


def _log(session: RawSession, peer: int, size: int) -> tuple[WaitingMessage, ...]:
    return session.get(GetLog(peer, page_size=size), GetLogReply).messages


@section.row("change.reply", "REF of CLTMSG comes with the message")
def _reply(fixture: Fixture) -> None:
    one, other = fixture.change_friends()
    ref = _written(one, other.number)
    _written(other, one.number, "hi", ref)
    came = [message.ref for message in one.fetch_kind(MessageKind.TEXT, other.number)]
    expect(came == [ref], f"REF: {ref} is wanted, {came} came")


@section.row("change.react", "a reaction reaches the other, and a person has one to a message")
def _react(fixture: Fixture) -> None:
    one, other = fixture.change_friends()
    ref = _written(one, other.number)
    other.do(c.React(one.number, ref, secrets.token_hex(16), "👍"))
    _expect_change(one, MessageKind.REACTED, other, ref, "👍")
    other.do(c.React(one.number, ref, secrets.token_hex(16), "👎"))
    came = [message.text for message in _log(one, other.number, 2) if message.kind == MessageKind.REACTED]
    expect(came == ["👎"], f"GetLog: the latest reaction is wanted, {came} came")


@section.row("change.edit", "an edited message has its new text, and the other gets it")
def _edit(fixture: Fixture) -> None:
    one, other = _changing_friends(fixture)
    ref = _written(one, other.number, "helo")
    one.do(c.Edit(other.number, ref, secrets.token_hex(16), "hello"))
    _expect_change(other, MessageKind.EDITED, one, ref, "hello")
    came = [(message.kind, message.text) for message in _log(other, one.number, 2)]
    wanted = [(int(MessageKind.TEXT), "hello"), (int(MessageKind.EDITED), "hello")]
    expect(came == wanted, f"MT MG: {wanted} are wanted, {came} came")


@section.row("change.recall", "nothing is left of a recalled message, and the other learns of it")
def _recall(fixture: Fixture) -> None:
    one, other = _changing_friends(fixture)
    ref = _written(one, other.number, "a secret")
    other.fetch_all()
    one.do(c.Recall(other.number, ref, secrets.token_hex(16)))
    _expect_change(other, MessageKind.RECALLED, one, ref, "")
    for session, peer in ((one, other), (other, one)):
        came = [(message.kind, message.text) for message in _log(session, peer.number, 2)]
        expect(came == [(int(MessageKind.RECALLED), "")] * 2, f"MT MG: {came} came")


@section.row("change.limit", "After RECALL minutes a message stays as it is (RES=31)")
def _limit(fixture: Fixture) -> None:
    one, other = fixture.change_friends()
    if one.recall_minutes != 0:
        raise NotTriedError(f"RECALL={one.recall_minutes}: only RECALL=0 takes no waiting")
    ref = _written(one, other.number, "it stays")
    fixture.expect_refusal(one, c.Recall(other.number, ref, secrets.token_hex(16)), Result.NOT_ALLOWED)
    fixture.expect_refusal(one, c.Edit(other.number, ref, secrets.token_hex(16), "x"), Result.NOT_ALLOWED)


@section.row("change.repeat", "a change that comes again with the same CID is stored once")
def _repeat(fixture: Fixture) -> None:
    one, other = fixture.change_friends()
    request = c.React(one.number, _written(one, other.number), secrets.token_hex(16), "👍")
    first, second = (other.get(request, c.ChangeReply) for _ in range(2))
    expect(first == second, f"{first}, then {second} came")


@section.row("change.others", "another person's message cannot be taken back or edited (RES=31)")
def _others(fixture: Fixture) -> None:
    one, other = fixture.change_friends()
    ref = _written(one, other.number)
    fixture.expect_refusal(other, c.Recall(one.number, ref, secrets.token_hex(16)), Result.NOT_ALLOWED)
    fixture.expect_refusal(other, c.Edit(one.number, ref, secrets.token_hex(16), "x"), Result.NOT_ALLOWED)


@section.row("change.unknown", "a change of a message that is not in the conversation gets RES=30")
def _unknown(fixture: Fixture) -> None:
    one, other = fixture.change_friends()
    ref = MessageRef(one.number, secrets.token_hex(16))
    fixture.expect_refusal(one, c.Recall(other.number, ref, secrets.token_hex(16)), Result.NO_SUCH_USER)
    fixture.expect_refusal(one, c.React(other.number, ref, secrets.token_hex(16), "👍"), Result.NO_SUCH_USER)


@section.row("change.stranger", "A stranger cannot react to a message of others", people=3)
def _stranger(fixture: Fixture) -> None:
    one, other = fixture.change_friends()
    third = fixture.change_session(fixture.people[2])
    ref = _written(one, other.number)
    for number in (one.number, other.number):
        raw = third.ask(c.React(number, ref, secrets.token_hex(16), "👍"))
        expect(raw.result in (Result.NO_SUCH_USER, Result.NOT_ALLOWED), f"React is answered {raw}")
    came = [message.sender for message in one.fetch_all() if message.kind == MessageKind.REACTED]
    expect(not came, f"reactions of {came} came")


@section.row("change.no-emoji", "A reaction that is no emoji gets RES=10")
def _no_emoji(fixture: Fixture) -> None:
    one, other = fixture.change_friends()
    ref = _written(one, other.number)
    raw = other.ask(f"React&CID={secrets.token_hex(16)}&UN={one.number}&REF={ref.author}:{ref.client_id}&VAL=like")
    expect(raw.result == Result.MALFORMED, f"React is answered {raw}")
    came = [message.text for message in one.fetch_all() if message.kind == MessageKind.REACTED]
    expect(not came, f"reactions {came} came")


@section.row("change.nudge", "a nudge comes at once and only once in 30 s (RES=40)")
def _nudge(fixture: Fixture) -> None:
    one, other = fixture.change_friends()
    raw = one.ask(c.Nudge(other.number))
    if raw.result != Result.TOO_MANY_REQUESTS:
        expect(raw.is_done, raw)
        other.wait_for(MessageKind.NUDGED, one.number)
    fixture.expect_refusal(one, c.Nudge(other.number), Result.TOO_MANY_REQUESTS)
