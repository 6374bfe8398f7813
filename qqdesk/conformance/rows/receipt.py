"""Fetching with EXT: acknowledgements and hanging polls."""

import time

from qqdesk.conformance.errors import expect
from qqdesk.conformance.fixture import Fixture
from qqdesk.conformance.raw_client import kinds, parked_poll, texts
from qqdesk.conformance.row import Section
from qqdesk.protocol import commands as c
from qqdesk.protocol.codes import MessageKind, Status

section = Section("Receiving with EXT")
_CLOCK_S = 120
_MANY = 120


def _ids(messages: tuple[c.WaitingMessage, ...]) -> list[int]:
    return [message.id or 0 for message in messages if message.id]


@section.row("receipt.lists", "MID and TIME stand before MN; MIDs rise by one")
def _lists(fixture: Fixture) -> None:
    one, other = fixture.extended_friends()
    for text in ("one", "two", "three"):
        other.send(one.number, text)
    request = c.GetMessages(None, one.stored or None)
    raw = one.do(request)
    expect(raw.names[5:] == ("MID", "TIME", "MN", "MT", "UN", "MG"), f"{raw.names}")
    messages = one.messages_in(raw)
    ids = _ids(messages)
    expect(len(ids) == 3 and ids == list(range(ids[0], ids[0] + 3)), f"MID: {ids}")
    if fixture.hello is not None and fixture.hello.now:
        off = [m.time for m in messages if m.time is None or abs(m.time / 1000 - time.time()) > _CLOCK_S]
        expect(not off, f"TIME: {off}")
    one.fetch_all()
    none = one.do(c.GetMessages())
    expect(none.body.endswith(b"&RES=0&MN=0"), f"nothing waits: {none}")


@section.row("receipt.kept", "Without ACK a message comes again, with ACK it does not")
def _kept(fixture: Fixture) -> None:
    one, other = fixture.extended_friends()
    ids = [int(other.send(one.number, text).text("MID")) for text in ("one", "two", "three")]
    # The last but one is lower than the one before it: the cursor does not move back.
    for acknowledged, left in ((None, ids), (None, ids), (ids[1], ids[2:]), (ids[0], ids[2:]), (ids[2], [])):
        came = one.get(c.GetMessages(None, acknowledged), c.GetMessagesReply).messages
        expect(_ids(came) == left, f"MID: {ids}, and with ACK={acknowledged} came {_ids(came)}")


@section.row("receipt.next-session", "Without ACK a message comes in the next session, too")
def _next_session(fixture: Fixture) -> None:
    one, other = fixture.extended_friends()
    other.send(one.number, "first")
    other.send(one.number, "second")
    one.get(c.GetMessages(None, one.stored or None), c.GetMessagesReply)
    fixture.sign_out(one)
    fixture.extended_session(one.account).expect_texts(other, "first", "second")


@section.row("receipt.gaps", "MIDs rise by one from reply to reply")
def _no_gap(fixture: Fixture) -> None:
    one, other = fixture.extended_friends()
    ids = []
    for turn in range(3):
        other.send(one.number, f"turn {turn}")
        one.send(other.number, "in between, which is another's")
        ids += _ids(one.fetch())
    expect(ids == list(range(ids[0], ids[0] + 3)), f"MID: {ids}")
    other.fetch_all()


@section.row("receipt.wrong-ack", "An ACK above the last MID changes nothing")
def _wrong_acknowledgement(fixture: Fixture) -> None:
    one, other = fixture.extended_friends()
    last = int(other.send(one.number, "not yet stored").text("MID"))
    for acknowledged in (last + 1, 10**12, 2**63 - 1):
        raw = one.ask(c.GetMessages(None, acknowledged))
        expect(raw.result is not None, raw)
    came = one.fetch()
    expect(texts(came, other.number) == ["not yet stored"], f"came {kinds(came)}")
    one.fetch_all()


@section.row("receipt.many", "120 messages come in order and once, in several replies")
def _many(fixture: Fixture) -> None:
    one, other = fixture.extended_friends()
    sent = [f"{place} of many" for place in range(_MANY)]
    for text in sent:
        other.send(one.number, text)
    came = one.fetch_all()
    expect(texts(came, other.number) == sent, f"{len(sent)} sent, {len(texts(came, other.number))} came")
    ids = _ids(came)
    expect(ids == list(range(ids[0], ids[0] + len(ids))), "MIDs do not rise without gaps")


@section.row("receipt.hangs", "With WAIT=1 an empty reply takes a second")
def _hangs(fixture: Fixture) -> None:
    one, _ = fixture.extended_friends()
    with parked_poll(one, 1) as poll:
        raw = poll.answer(1 + fixture.target.soon)
    expect(raw.body.endswith(b"&RES=0&MN=0"), f"it is answered {raw}")
    expect(0.8 <= poll.took <= 1 + fixture.target.soon, f"WAIT=1 was answered after {poll.took:.1f} s")


@section.row("receipt.wakes", "A message ends a hanging poll")
def _wakes(fixture: Fixture) -> None:
    one, other = fixture.extended_friends()
    with parked_poll(one) as poll:
        expect(not poll.is_answered, f"it was answered at once: {poll.answer(1) if poll.is_answered else ''}")
        other.send(one.number, "wake up")
        raw = poll.answer(fixture.target.soon)
    messages = one.messages_in(raw)
    expect(texts(messages, other.number) == ["wake up"], raw)
    one.fetch_all()


@section.row("receipt.presence", "A change of status ends a hanging poll (MID=0)")
def _wakes_for_presence(fixture: Fixture) -> None:
    one, other = fixture.extended_friends()
    with parked_poll(one) as poll:
        other.do(c.ChangeStatus(Status.BUSY))
        raw = poll.answer(fixture.target.soon)
    other.do(c.ChangeStatus(Status.ONLINE))
    came = one.messages_in(raw)
    changes = [message for message in came if message.kind == MessageKind.STATUS_CHANGED]
    expect(changes and changes[0].sender == other.number and changes[0].text == "30", kinds(came))
    expect(changes[0].id == 0, f"MID of a presence change is {changes[0].id}")


@section.row("receipt.newer", "A newer poll ends the older one with an empty reply")
def _newer(fixture: Fixture) -> None:
    one, other = fixture.extended_friends()
    with parked_poll(one) as older, parked_poll(one) as newer:
        raw = older.answer(fixture.target.soon)
        expect(raw.body.endswith(b"&RES=0&MN=0"), f"the older one is answered {raw}")
        other.send(one.number, "for the newer one")
        raw = newer.answer(fixture.target.soon)
    came = one.messages_in(raw)
    expect(texts(came, other.number) == ["for the newer one"], f"the newer one is answered {raw}")
    one.fetch_all()


@section.row("receipt.ended", "The end of its session ends a hanging poll")
def _ended(fixture: Fixture) -> None:
    one, _ = fixture.extended_friends()
    with parked_poll(one) as poll:
        fixture.sign_out(one)
        poll.answer(fixture.target.soon)
