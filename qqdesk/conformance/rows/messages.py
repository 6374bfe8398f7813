"""Messages of classic sessions."""

import secrets

from qqdesk.conformance.errors import expect
from qqdesk.conformance.fixture import Fixture
from qqdesk.conformance.raw_client import kinds, texts
from qqdesk.conformance.row import Section
from qqdesk.protocol import commands as c
from qqdesk.protocol.codes import Result

section = Section("Messages")
_MANY = 40
_AT_ONCE = 5
_NEEDS = ("message.once",)
_EMPTY = (b"&RES=0&MN=0", b"&RES=0&MN=0&")


@section.row("message.none", "An empty mailbox gets RES=0&MN=0 without lists")
def _nothing(fixture: Fixture) -> None:
    one, _ = fixture.classic_pair()
    raw = one.do(c.GetMessages())
    expect(raw.body.endswith(_EMPTY), f"RES=0&MN=0 and no more is wanted: {raw}")


@section.row("message.lists", "All messages come at once, in parallel MT UN MG, MG last")
def _side_by_side(fixture: Fixture) -> None:
    one, other = fixture.classic_friends()
    sent = [f"message {place}" for place in range(1, 6)]
    for text in sent:
        other.send(one.number, text)
    raw = one.do(c.GetMessages())
    expect(raw.names[5:] == ("MN", "MT", "UN", "MG"), f"MN MT UN MG are wanted: {raw.names}")
    count = raw.text("MN")
    lengths = {len(raw.items(name)) for name in ("MT", "UN", "MG")}
    expect(lengths == {int(count) if count.isdecimal() else -1}, f"MN={count}, and lists of {sorted(lengths)}")
    came = texts(one.messages_in(raw), other.number)
    expect(came == sent, f"sent {sent}, came {came}")


@section.row("message.once", "A fetched message does not come again")
def _once(fixture: Fixture) -> None:
    one, other = fixture.friends()
    other.send(one.number, "once")
    first = texts(one.fetch(), other.number)
    expect(first == ["once"], f"it came {len(first)} times")
    one.expect_texts(other)


@section.row("message.next-session", "A fetched message does not come again in the next session", needs=_NEEDS)
def _next_session(fixture: Fixture) -> None:
    """Sign in, fetch once, sign out: many old clients do no more."""
    one, other = fixture.classic_friends()
    other.send(one.number, "for one session")
    first = texts(one.fetch(), other.number)
    expect(first == ["for one session"], f"it came {len(first)} times")
    fixture.sign_out(one)
    fixture.classic_session(one.account).expect_texts(other)


@section.row("message.many", f"{_MANY} messages, fetched a few at a time, come in order and once", needs=_NEEDS)
def _many(fixture: Fixture) -> None:
    one, other = fixture.friends()
    sent = [f"{place} of many" for place in range(_MANY)]
    came: list[str] = []
    for place, text in enumerate(sent, 1):
        other.send(one.number, text)
        if place % _AT_ONCE == 0:
            came += texts(one.fetch(), other.number)
    came += texts(one.fetch_all(), other.number)
    doubled = sorted({text for text in came if came.count(text) > 1})
    expect(not doubled, f"came more than once: {doubled[:8]}")
    expect(came == sent, f"{len(sent)} sent, {len(came)} came, or in another order")


@section.row("message.refetch", "A repeated GetMsgEx gets the same reply")
def _fetch_again(fixture: Fixture) -> None:
    one, other = fixture.classic_friends()
    other.send(one.number, "for a reply that is lost")
    body = one.body(c.GetMessages())
    first, second = one.post(body), one.post(body)
    expect(first.body == second.body, f"first {first}, then {second}")
    one.fetch_all()


@section.row("message.repeat", "A repeated CLTMSG is one message with one reply", needs=_NEEDS)
def _same_bytes(fixture: Fixture) -> None:
    one, other = fixture.friends()
    body = other.body(c.SendMessage(one.number, "the same bytes"))
    first = other.post(body)
    for _ in range(2):
        again = other.post(body)
        expect(again.body == first.body, f"first {first}, then {again}")
    one.expect_texts(other, "the same bytes")


@section.row("message.sequence", "Different messages may have the same SEQ", needs=_NEEDS)
def _same_sequence(fixture: Fixture) -> None:
    one, other = fixture.friends()
    sequence = other.next_sequence()
    for text in ("one", "two", "three"):
        raw = other.post(other.body(c.SendMessage(one.number, text), sequence=sequence))
        expect(raw.is_done, raw)
    one.expect_texts(other, "one", "two", "three")


@section.row("message.waits", "Messages wait for a recipient without a session", needs=_NEEDS)
def _waits(fixture: Fixture) -> None:
    one, other = fixture.friends()
    fixture.sign_out(one)
    for text in ("while you were", "away"):
        other.send(one.number, text)
    fixture.any_session(one.account).expect_texts(other, "while you were", "away")


@section.row("message.stranger", "CLTMSG is refused if neither has the other on the list")
def _stranger(fixture: Fixture) -> None:
    one, other = fixture.strangers(*fixture.pair())
    fixture.expect_refusal(other, c.SendMessage(one.number, "who are you?"), Result.NOT_ALLOWED)
    one.expect_texts(other)


@section.row("message.either", "CLTMSG is accepted if either has the other on the list", needs=_NEEDS)
def _either(fixture: Fixture) -> None:
    one, other = fixture.friends()
    other.do(c.DeleteFromList(one.number))
    one.send(other.number, "to whom I have")
    other.send(one.number, "to who has me")
    one.expect_texts(other, "to who has me")
    other.expect_texts(one, "to whom I have")


@section.row("message.nobody", "A message to an unknown number is refused")
def _nobody(fixture: Fixture) -> None:
    session = fixture.any_session(fixture.people[0])
    fixture.expect_refusal(session, c.SendMessage(fixture.unknown_number, "hello?"), Result.NO_SUCH_USER)


@section.row("message.old-only", "A classic session gets no kinds and fields of the extensions")
def _old_only(fixture: Fixture) -> None:
    one = fixture.classic_session(fixture.people[0])
    other = fixture.any_session(fixture.people[1])
    fixture.befriend(one, other)
    fixture.need_extensions("there are no extensions")
    sender = fixture.extended_session(other.account)
    sender.do(c.Typing(one.number))
    sender.send(one.number, "from a new client", secrets.token_hex(16))
    one.send(sender.number, "from an old one")
    sender.fetch_all()
    sender.fetch_all()
    raw = one.do(c.GetMessages())
    expect(raw.names[5:] == ("MN", "MT", "UN", "MG"), f"MN MT UN MG are wanted: {raw.names}")
    came = one.messages_in(raw)
    expect({m.kind for m in came} <= {1, 2, 3, 4, 9, 99}, kinds(came))
    expect(texts(came, sender.number) == ["from a new client"], kinds(came))
