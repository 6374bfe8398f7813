"""Messages with EXT: acknowledgements and polls, client ids and receipts, typing notices."""

import secrets
import time
from collections.abc import Sequence

from qqdesk.conformance.contact_lists import strangers
from qqdesk.conformance.errors import expect
from qqdesk.conformance.fixture import Fixture
from qqdesk.conformance.pairs import extended_friends, extended_pair
from qqdesk.conformance.raw_client import RawReply, kinds, parked_poll, reply_within, sent, texts
from qqdesk.conformance.row import Section
from qqdesk.protocol import commands as c
from qqdesk.protocol.codes import Result, Status
from qqdesk.protocol.entry_kinds import MessageKind

receiving = Section("Receiving with EXT")
sending = Section("Sending with EXT")
typing = Section("Typing")
_CLOCK_S = 120
_MANY = 120


def _ids(messages: Sequence[c.WaitingMessage]) -> list[int]:
    return [message.id for message in messages if message.id]


def _expect_no_gaps(ids: list[int]) -> None:
    expect(ids and ids == list(range(ids[0], ids[0] + len(ids))), f"MID: {ids}")


def _expect_empty(raw: RawReply) -> None:
    expect(raw.body.endswith(b"&RES=0&MN=0"), f"RES=0&MN=0 is wanted: {raw}")


def _new_client_id() -> str:
    return secrets.token_hex(16)


@receiving.row("receipt.lists", "MID and TIME stand before MN; MIDs rise by one")
def _lists(fixture: Fixture) -> None:
    one, other = extended_friends(fixture)
    one.fetch_late()
    for text in ("one", "two", "three"):
        other.send(one.number, text)
    raw = one.do(c.GetMessages(None, one.stored or None))
    expect(raw.names[5:] == ("MID", "TIME", "MN", "MT", "UN", "MG"), f"{raw.names}")
    messages = one.messages_in(raw)
    expect(len(messages) == 3, kinds(messages))
    _expect_no_gaps(_ids(messages))
    if fixture.hello is not None and fixture.hello.now:
        wrong = [m.time for m in messages if m.time is None or abs(m.time / 1000 - time.time()) > _CLOCK_S]
        expect(not wrong, f"TIME: {wrong}")
    one.fetch_all()
    _expect_empty(one.do(c.GetMessages()))


@receiving.row("receipt.kept", "Without ACK a message comes again, with ACK it does not")
def _kept(fixture: Fixture) -> None:
    one, other = extended_friends(fixture)
    one.fetch_late()
    for text in ("one", "two", "three"):
        other.send(one.number, text)
    ids = _ids(one.get(c.GetMessages(None, None), c.GetMessagesReply).messages)
    expect(len(ids) == 3, f"three messages are wanted: {ids}")
    # The last but one is lower than the one before it: the cursor does not move back.
    for acknowledged, left in ((None, ids), (None, ids), (ids[1], ids[2:]), (ids[0], ids[2:]), (ids[2], [])):
        came = one.get(c.GetMessages(None, acknowledged), c.GetMessagesReply).messages
        expect(_ids(came) == left, f"MID: {ids}, and with ACK={acknowledged} came {_ids(came)}")


@receiving.row("receipt.next-session", "Without ACK a message comes in the next session, too")
def _next_session(fixture: Fixture) -> None:
    one, other = extended_friends(fixture)
    other.send(one.number, "first")
    other.send(one.number, "second")
    one.do(c.GetMessages(None, one.stored or None))
    fixture.sign_out(one)
    fixture.extended_session(one.account).expect_texts(other, "first", "second")


@receiving.row("receipt.wrong-ack", "An ACK above the last MID changes nothing")
def _wrong_acknowledgement(fixture: Fixture) -> None:
    one, other = extended_friends(fixture)
    other.send(one.number, "not yet stored")
    (last,) = _ids(one.get(c.GetMessages(None, None), c.GetMessagesReply).messages)
    for acknowledged in (last + 1, 10**12, 2**63 - 1):
        raw = one.ask(c.GetMessages(None, acknowledged))
        expect(raw.result is not None, raw)
    one.expect_texts(other, "not yet stored")


@receiving.row("receipt.many", f"{_MANY} messages come in order and once, in several replies")
def _many(fixture: Fixture) -> None:
    one, other = extended_friends(fixture)
    wanted = [f"{place} of many" for place in range(1, _MANY + 1)]
    for text in wanted:
        other.send(one.number, text)
    came = one.fetch_all()
    found = texts(came, other.number)
    expect(found == wanted, f"{len(wanted)} sent, {len(found)} came, or in another order")
    _expect_no_gaps(_ids(came))


@receiving.row("receipt.hangs", "With WAIT=1 an empty reply takes a second")
def _hangs(fixture: Fixture) -> None:
    one, _ = extended_friends(fixture)
    start = time.monotonic()
    with parked_poll(one, 1) as poll:
        _expect_empty(reply_within(1 + fixture.target.soon, poll))
    took = time.monotonic() - start
    expect(took >= 0.8, f"WAIT=1 was answered after {took:.1f} s")


@receiving.row("receipt.wakes", "A message ends a hanging poll")
def _wakes(fixture: Fixture) -> None:
    one, other = extended_friends(fixture)
    with parked_poll(one) as poll:
        expect(not poll.done(), "the poll was answered at once")
        other.send(one.number, "wake up")
        raw = reply_within(fixture.target.soon, poll)
    expect(texts(one.messages_in(raw), other.number) == ["wake up"], raw)
    one.fetch_all()


@receiving.row("receipt.presence", "A change of status ends a hanging poll (MID=0)")
def _wakes_for_presence(fixture: Fixture) -> None:
    one, other = extended_friends(fixture)
    with parked_poll(one) as poll:
        other.do(c.ChangeStatus(Status.BUSY))
        raw = reply_within(fixture.target.soon, poll)
    other.do(c.ChangeStatus(Status.ONLINE))
    changes = [(m.sender, m.text, m.id) for m in one.messages_in(raw) if m.kind == MessageKind.STATUS_CHANGED]
    expect(changes == [(other.number, "30", 0)], raw)


@receiving.row("receipt.newer", "A newer poll ends the older one with an empty reply")
def _newer(fixture: Fixture) -> None:
    one, other = extended_friends(fixture)
    with parked_poll(one) as older, parked_poll(one) as newer:
        _expect_empty(reply_within(fixture.target.soon, older))
        other.send(one.number, "for the newer one")
        raw = reply_within(fixture.target.soon, newer)
    expect(texts(one.messages_in(raw), other.number) == ["for the newer one"], f"the newer one is answered {raw}")
    one.fetch_all()


@receiving.row("receipt.ended", "The end of its session ends a hanging poll")
def _ended(fixture: Fixture) -> None:
    one, _ = extended_friends(fixture)
    with parked_poll(one) as poll:
        fixture.sign_out(one)
        reply_within(fixture.target.soon, poll)


@sending.row("sending.answer", "CLTMSG returns my own MID, and the TIME that the recipient gets")
def _reply(fixture: Fixture) -> None:
    one, other = extended_friends(fixture)
    first, second = (other.send(one.number, text, _new_client_id()) for text in ("with its id", "with the next id"))
    expect(first.names[5:] == ("MID", "TIME"), first)
    expect(second.number("MID") == (first.number("MID") or 0) + 1, f"answered {first}, then {second}")
    message = next(m for m in one.fetch_all() if m.text == "with its id")
    expect(first.text("TIME") == str(message.time), f"TIME {message.time} came, and CLTMSG was answered {first}")


@sending.row("sending.once", "A repeated CID is one message with one reply")
def _once(fixture: Fixture) -> None:
    one, other = extended_friends(fixture)
    client_id = _new_client_id()
    first, again, upper = (other.send(one.number, "once", id_) for id_ in (client_id, client_id, client_id.upper()))
    for raw in (again, upper):
        is_same = all(raw.value(name) == first.value(name) for name in ("MID", "TIME"))
        expect(is_same, f"first {first}, then {raw}")
    one.expect_texts(other, "once")


@sending.row("sending.at-once", "A CID sent twice at once is one message")
def _at_once(fixture: Fixture) -> None:
    one, other = extended_friends(fixture)
    request = c.SendMessage(one.number, "twice at once", _new_client_id())
    with sent(other, request) as first, sent(other, request) as second:
        ids = {reply_within(fixture.target.timeout, pending).value("MID") for pending in (first, second)}
    expect(len(ids) == 1 and b"" not in ids, f"MID: {ids}")
    one.expect_texts(other, "twice at once")


@sending.row("sending.next-session", "A CID repeated in the next session is one message")
def _repeat_in_next_session(fixture: Fixture) -> None:
    one, other = extended_friends(fixture)
    client_id = _new_client_id()
    first = other.send(one.number, "before the sign-out", client_id)
    fixture.sign_out(other)
    again = fixture.extended_session(other.account).send(one.number, "before the sign-out", client_id)
    expect(again.value("MID") == first.value("MID"), f"first {first}, then {again}")
    one.expect_texts(other, "before the sign-out")


@sending.row("sending.own", "Two senders may use the same CID")
def _same_id(fixture: Fixture) -> None:
    one, other = extended_friends(fixture)
    client_id = _new_client_id()
    other.send(one.number, "mine", client_id)
    one.send(other.number, "yours", client_id)
    one.expect_texts(other, "mine")
    other.expect_texts(one, "yours")


@sending.row("sending.malformed", "An invalid CID, and one of another message, is refused (RES=10)")
def _malformed(fixture: Fixture) -> None:
    one, other = extended_friends(fixture)
    used = _new_client_id()
    other.send(one.number, "the first", used)
    for client_id in ("xyz", "1" * 31, "g" * 32, used):
        other.expect_refusal(f"CLTMSG&CID={client_id}&UN={one.number}&MG=another", Result.MALFORMED)
    one.expect_texts(other, "the first")


@sending.row("sending.refused", "A message with a CID is refused like one without (RES=30, 31)")
def _refused(fixture: Fixture) -> None:
    one, other = strangers(*extended_pair(fixture))
    for number, result in (
        (fixture.unknown_number, Result.NO_SUCH_USER),
        (other.number, Result.NOT_ALLOWED),
        (one.number, Result.NOT_ALLOWED),
    ):
        other.expect_refusal(c.SendMessage(number, "who are you?", _new_client_id()), result)
    one.expect_texts(other)


@sending.row("sending.delivered", "MT=91 with the CID comes after the recipient acknowledged")
def _delivered(fixture: Fixture) -> None:
    one, other = extended_friends(fixture)
    client_id = _new_client_id()
    other.send(one.number, "tell me when it is there", client_id)
    one.fetch()
    early = other.fetch_kind(MessageKind.DELIVERED, one.number)
    expect(not early, "MT=91 came before the acknowledgement")
    one.fetch()  # acknowledges it
    other.wait_for(MessageKind.DELIVERED, one.number, client_id)


@typing.row("typing.notified", "Typing comes as MT=90, once, and ends a hanging poll")
def _notified(fixture: Fixture) -> None:
    one, other = extended_friends(fixture)
    one.fetch_late()
    with parked_poll(one) as poll:
        other.do(c.Typing(one.number))
        raw = reply_within(fixture.target.soon, poll)
    came = [*one.messages_in(raw), *one.fetch_all()]  # a late receipt can end the poll first
    notices = [(m.sender, m.text, m.id) for m in came if m.kind == MessageKind.TYPING]
    expect(notices == [(other.number, "", 0)], f"one MT=90 of {other.number} is wanted: {kinds(came)}")


@typing.row("typing.often", "Typing is forwarded at most once in 3 s")
def _often(fixture: Fixture) -> None:
    one, other = extended_friends(fixture)
    for _ in range(3):
        other.do(c.Typing(one.number))
    notices = one.fetch_kind(MessageKind.TYPING, other.number)
    expect(len(notices) <= 1, f"the notice came {len(notices)} times")


@typing.row("typing.unseen", "Typing is not forwarded for users who look offline")
def _unseen(fixture: Fixture) -> None:
    one, other = extended_friends(fixture)
    for status in (Status.OFFLINE, Status.INVISIBLE):
        one.do(c.ChangeStatus(status))
        one.do(c.Typing(other.number))
        notices = other.fetch_kind(MessageKind.TYPING, one.number)
        one.do(c.ChangeStatus(Status.ONLINE))
        expect(not notices, f"a notice came from a user with ST={status}")


@typing.row("typing.refused", "Typing is refused like a message (RES=30, 31)")
def _typing_refused(fixture: Fixture) -> None:
    one, other = extended_friends(fixture)
    other.expect_refusal(c.Typing(fixture.unknown_number), Result.NO_SUCH_USER)
    other.expect_refusal(c.Typing(other.number), Result.NOT_ALLOWED)
    other.do(c.DeleteFromList(one.number))
    other.do(c.Typing(one.number))
    strangers(one, other)
    other.expect_refusal(c.Typing(one.number), Result.NOT_ALLOWED)
