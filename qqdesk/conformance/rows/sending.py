"""Sending with EXT: a message is stored once, however often it is sent."""

import secrets

from qqdesk.conformance.ground import Ground
from qqdesk.conformance.row import Section, expect
from qqdesk.conformance.talk import Hanging
from qqdesk.protocol import commands as c
from qqdesk.protocol.codes import MessageKind, Result

section = Section("Sending for certain")


def _id() -> str:
    return secrets.token_hex(16)


@section.row("sending.answer", "CLTMSG is answered with the MID and TIME that the other gets")
def _answer(ground: Ground) -> None:
    one, other = ground.extended_friends()
    reading = other.say(one.number, "with its id", _id())
    expect(reading.names[5:] == ("MID", "TIME"), reading)
    message = next(m for m in one.drain() if m.text == "with its id")
    told = reading.text("MID"), reading.text("TIME")
    expect(told == (str(message.id), str(message.time)), f"told {told}, came {message.id} and {message.time}")


@section.row("sending.once", "One CID is one message with one answer, however often it comes")
def _once(ground: Ground) -> None:
    one, other = ground.extended_friends()
    client_id = _id()
    first = other.say(one.number, "once, however often", client_id)
    for text in ("once, however often", "and whatever else it says"):
        again = other.say(one.number, text, client_id)
        expect(again.raw("MID") == first.raw("MID"), f"first {first}, then {again}")
        expect(again.raw("TIME") == first.raw("TIME"), f"first {first}, then {again}")
    other.say(one.number, "once, however often", client_id.upper())
    one.receives(other, "once, however often")


@section.row("sending.at-once", "One CID is one message when it comes twice at once, too")
def _at_once(ground: Ground) -> None:
    one, other = ground.extended_friends()
    request = c.SendMessage(one.number, "twice at once", _id())
    with Hanging(other, request, 0) as first, Hanging(other, request, 0) as second:
        answers = {answer.raw("MID") for answer in (first.answer(10), second.answer(10))}
    expect(len(answers) == 1 and b"" not in answers, f"MID: {answers}")
    one.receives(other, "twice at once")


@section.row("sending.next-session", "One CID is one message in the next session, too")
def _next_session(ground: Ground) -> None:
    one, other = ground.extended_friends()
    client_id = _id()
    first = other.say(one.number, "before the sign-out", client_id)
    ground.sign_out(other)
    again = ground.extended(other.account).say(one.number, "before the sign-out", client_id)
    expect(again.raw("MID") == first.raw("MID"), f"first {first}, then {again}")
    one.receives(other, "before the sign-out")


@section.row("sending.own", "Two people may choose the same CID")
def _each_their_own(ground: Ground) -> None:
    one, other = ground.extended_friends()
    client_id = _id()
    other.say(one.number, "mine", client_id)
    one.say(other.number, "yours", client_id)
    one.receives(other, "mine")
    other.receives(one, "yours")


@section.row("sending.malformed", "A CID that is none is refused (RES=10)")
def _malformed(ground: Ground) -> None:
    one, other = ground.extended_friends()
    for client_id in ("xyz", "1" * 31, "g" * 32):
        reading = other.put(f"{other.head('CLTMSG')}&CID={client_id}&UN={one.number}&MG=x")
        expect(reading.result == Result.MALFORMED, f"CID={client_id} is answered {reading}")
    one.receives(other)


@section.row("sending.delivered", "MT=91 with the CID comes when the message is stored there")
def _delivered(ground: Ground) -> None:
    one, other = ground.extended_friends()
    client_id = _id()
    other.say(one.number, "tell me when it is there", client_id)
    before = [m for m in other.drain() if m.kind == MessageKind.DELIVERED and m.text == client_id]
    expect(not before, "MT=91 came before anybody had it")
    one.fetch()
    one.fetch()  # which acknowledges it
    other.wait_for(MessageKind.DELIVERED, one.number, client_id)
