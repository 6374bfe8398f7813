"""Sending with EXT: client ids and receipts."""

import secrets

from qqdesk.conformance.errors import expect
from qqdesk.conformance.fixture import Fixture
from qqdesk.conformance.raw_client import PendingRequest
from qqdesk.conformance.row import Section
from qqdesk.protocol import commands as c
from qqdesk.protocol.codes import MessageKind, Result

section = Section("Sending with EXT")


def _id() -> str:
    return secrets.token_hex(16)


@section.row("sending.answer", "CLTMSG returns the MID and TIME that the recipient gets")
def _answer(fixture: Fixture) -> None:
    one, other = fixture.extended_friends()
    raw = other.send(one.number, "with its id", _id())
    expect(raw.names[5:] == ("MID", "TIME"), raw)
    message = next(m for m in one.fetch_all() if m.text == "with its id")
    announced = raw.text("MID"), raw.text("TIME")
    expect(
        announced == (str(message.id), str(message.time)),
        f"{announced} is not that of the message",
    )


@section.row("sending.once", "A repeated CID is one message with one reply")
def _once(fixture: Fixture) -> None:
    one, other = fixture.extended_friends()
    client_id = _id()
    first = other.send(one.number, "once, however often", client_id)
    again = other.send(one.number, "once, however often", client_id)
    expect(again.value("MID") == first.value("MID"), f"first {first}, then {again}")
    expect(again.value("TIME") == first.value("TIME"), f"first {first}, then {again}")
    other.send(one.number, "once, however often", client_id.upper())
    one.expect_texts(other, "once, however often")


@section.row("sending.another", "A CID of another message is refused (RES=10)")
def _another(fixture: Fixture) -> None:
    one, other = fixture.extended_friends()
    client_id = _id()
    other.send(one.number, "the first", client_id)
    other.expect_refusal(c.SendMessage(one.number, "another", client_id), Result.MALFORMED)
    one.expect_texts(other, "the first")


@section.row("sending.at-once", "A CID sent twice at once is one message")
def _at_once(fixture: Fixture) -> None:
    one, other = fixture.extended_friends()
    request = c.SendMessage(one.number, "twice at once", _id())
    with PendingRequest(other, request, 0) as first, PendingRequest(other, request, 0) as second:
        answers = {answer.value("MID") for answer in (first.answer(10), second.answer(10))}
    expect(len(answers) == 1 and b"" not in answers, f"MID: {answers}")
    one.expect_texts(other, "twice at once")


@section.row("sending.next-session", "A CID repeated in the next session is one message")
def _next_session(fixture: Fixture) -> None:
    one, other = fixture.extended_friends()
    client_id = _id()
    first = other.send(one.number, "before the sign-out", client_id)
    fixture.sign_out(other)
    again = fixture.extended_session(other.account).send(one.number, "before the sign-out", client_id)
    expect(again.value("MID") == first.value("MID"), f"first {first}, then {again}")
    one.expect_texts(other, "before the sign-out")


@section.row("sending.own", "Two senders may use the same CID")
def _each_their_own(fixture: Fixture) -> None:
    one, other = fixture.extended_friends()
    client_id = _id()
    other.send(one.number, "mine", client_id)
    one.send(other.number, "yours", client_id)
    one.expect_texts(other, "mine")
    other.expect_texts(one, "yours")


@section.row("sending.malformed", "An invalid CID is refused (RES=10)")
def _malformed(fixture: Fixture) -> None:
    one, other = fixture.extended_friends()
    for client_id in ("xyz", "1" * 31, "g" * 32):
        raw = other.post(f"{other.head('CLTMSG')}&CID={client_id}&UN={one.number}&MG=x")
        expect(raw.result == Result.MALFORMED, f"CID={client_id} is answered {raw}")
    one.expect_texts(other)


@section.row("sending.refused", "A message with a CID is refused like one without (RES=30, 31)")
def _refused(fixture: Fixture) -> None:
    one, other = fixture.extended_friends()
    other.expect_refusal(c.SendMessage(fixture.unknown_number, "hello?", _id()), Result.NO_SUCH_USER)
    other.expect_refusal(c.SendMessage(other.number, "to myself", _id()), Result.NOT_ALLOWED)
    fixture.strangers(one, other)
    other.expect_refusal(c.SendMessage(one.number, "who are you?", _id()), Result.NOT_ALLOWED)
    one.expect_texts(other)


@section.row("sending.delivered", "MT=91 with the CID comes after the recipient acknowledged")
def _delivered(fixture: Fixture) -> None:
    one, other = fixture.extended_friends()
    client_id = _id()
    other.send(one.number, "tell me when it is there", client_id)
    before = [m for m in other.fetch_all() if m.kind == MessageKind.DELIVERED and m.text == client_id]
    expect(not before, "MT=91 came before anybody had it")
    one.fetch()
    one.fetch()  # acknowledges it
    other.wait_for(MessageKind.DELIVERED, one.number, client_id)
