"""Messages, as old clients send and fetch them."""

import secrets

from qqdesk.conformance.ground import Ground
from qqdesk.conformance.row import Section, expect
from qqdesk.conformance.talk import kinds, texts
from qqdesk.protocol import commands as c
from qqdesk.protocol.codes import Result

section = Section("Messages")
_MANY = 40
_AT_ONCE = 5
_NEEDS = ("message.once",)
_EMPTY = (b"&RES=0&MN=0", b"&RES=0&MN=0&")


@section.row("message.none", "Where nothing waits: RES=0&MN=0, and no lists")
def _nothing(ground: Ground) -> None:
    one, _ = ground.classic_pair()
    reading = one.do(c.GetMessages())
    expect(reading.body.endswith(_EMPTY), f"RES=0&MN=0 and no more is wanted: {reading}")


@section.row("message.lists", "All that waits comes at once: MT UN MG side by side, MG last")
def _side_by_side(ground: Ground) -> None:
    one, other = ground.classic_friends()
    sent = [f"message {place}" for place in range(1, 6)]
    for text in sent:
        other.say(one.number, text)
    reading = one.do(c.GetMessages())
    expect(reading.names[5:] == ("MN", "MT", "UN", "MG"), f"MN MT UN MG are wanted: {reading.names}")
    count = reading.text("MN")
    lengths = {len(reading.items(name)) for name in ("MT", "UN", "MG")}
    expect(lengths == {int(count) if count.isdecimal() else -1}, f"MN={count}, and lists of {sorted(lengths)}")
    came = texts(one.messages_in(reading), other.number)
    expect(came == sent, f"sent {sent}, came {came}")


@section.row("message.once", "What was fetched does not come again")
def _once(ground: Ground) -> None:
    one, other = ground.friends()
    other.say(one.number, "once")
    first = texts(one.fetch(), other.number)
    expect(first == ["once"], f"it came {len(first)} times")
    one.receives(other)


@section.row("message.next-session", "What was fetched does not come again in the next session", needs=_NEEDS)
def _next_session(ground: Ground) -> None:
    """Sign in, fetch once, leave: most old clients do no more."""
    one, other = ground.classic_friends()
    other.say(one.number, "for one session")
    first = texts(one.fetch(), other.number)
    expect(first == ["for one session"], f"it came {len(first)} times")
    ground.sign_out(one)
    ground.classic(one.account).receives(other)


@section.row("message.many", f"{_MANY} messages, fetched a few at a time, come in order and once", needs=_NEEDS)
def _many(ground: Ground) -> None:
    one, other = ground.friends()
    sent = [f"{place} of many" for place in range(_MANY)]
    came: list[str] = []
    for place, text in enumerate(sent, 1):
        other.say(one.number, text)
        if place % _AT_ONCE == 0:
            came += texts(one.fetch(), other.number)
    came += texts(one.drain(), other.number)
    doubled = sorted({text for text in came if came.count(text) > 1})
    expect(not doubled, f"came more than once: {doubled[:8]}")
    expect(came == sent, f"{len(sent)} sent, {len(came)} came, or in another order")


@section.row("message.refetch", "The same bytes of GetMsgEx get the same reply again")
def _fetch_again(ground: Ground) -> None:
    one, other = ground.classic_friends()
    other.say(one.number, "for a reply that is lost")
    body = one.body(c.GetMessages())
    first, second = one.put(body), one.put(body)
    expect(first.body == second.body, f"first {first}, then {second}")
    one.drain()


@section.row("message.repeat", "The same bytes of CLTMSG are one message, with one answer", needs=_NEEDS)
def _same_bytes(ground: Ground) -> None:
    one, other = ground.friends()
    body = other.body(c.SendMessage(one.number, "the same bytes"))
    first = other.put(body)
    for _ in range(2):
        again = other.put(body)
        expect(again.body == first.body, f"first {first}, then {again}")
    one.receives(other, "the same bytes")


@section.row("message.sequence", "One SEQ for different messages: they are different messages", needs=_NEEDS)
def _same_sequence(ground: Ground) -> None:
    one, other = ground.friends()
    sequence = other.next_sequence()
    for text in ("one", "two", "three"):
        reading = other.put(other.body(c.SendMessage(one.number, text), sequence=sequence))
        expect(reading.is_done, reading)
    one.receives(other, "one", "two", "three")


@section.row("message.waits", "What comes while somebody is away waits for them", needs=_NEEDS)
def _waits(ground: Ground) -> None:
    one, other = ground.friends()
    ground.sign_out(one)
    for text in ("while you were", "away"):
        other.say(one.number, text)
    ground.any(one.account).receives(other, "while you were", "away")


@section.row("message.stranger", "Where neither has the other on the list, CLTMSG is refused")
def _stranger(ground: Ground) -> None:
    one, other = ground.pair()
    ground.strangers(one, other)
    reading = other.ask(c.SendMessage(one.number, "who are you?"))
    expect(reading.result, f"it is answered {reading}")
    if ground.has_extensions:
        expect(reading.result == Result.NOT_ALLOWED, reading)
    one.receives(other)


@section.row("message.either", "Where either has the other on the list, it goes through", needs=_NEEDS)
def _either(ground: Ground) -> None:
    one, other = ground.friends()
    other.do(c.DeleteFromList(one.number))
    one.say(other.number, "to whom I have")
    other.say(one.number, "to who has me")
    one.receives(other, "to who has me")
    other.receives(one, "to whom I have")


@section.row("message.nobody", "A message to a number of nobody is refused")
def _nobody(ground: Ground) -> None:
    reading = ground.any(ground.people[0]).ask(c.SendMessage(ground.missing_number, "hello?"))
    expect(reading.result, reading)
    if ground.has_extensions:
        expect(reading.result == Result.NO_SUCH_USER, reading)


@section.row("message.old-only", "An old client gets nothing that only new ones know")
def _old_only(ground: Ground) -> None:
    one = ground.classic(ground.people[0])
    other = ground.any(ground.people[1])
    ground.befriend(one, other)
    ground.need_extensions("there are no extensions")
    sender = ground.extended(other.account)
    sender.do(c.Typing(one.number))
    sender.say(one.number, "from a new client", secrets.token_hex(16))
    one.say(sender.number, "from an old one")
    sender.drain()
    sender.drain()
    reading = one.do(c.GetMessages())
    expect(reading.names[5:] == ("MN", "MT", "UN", "MG"), f"MN MT UN MG are wanted: {reading.names}")
    came = one.messages_in(reading)
    expect({m.kind for m in came} <= {1, 2, 3, 4, 9, 99}, kinds(came))
    expect(texts(came, sender.number) == ["from a new client"], kinds(came))
