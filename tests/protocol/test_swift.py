"""The short way for the two requests that make up nearly all traffic says what the long one says, byte by byte."""

from hypothesis import given
from hypothesis import strategies as st

from qqdesk.protocol import swift
from qqdesk.protocol.codec import Envelope, Refusal, build_refusal, build_reply, build_request, parse_request
from qqdesk.protocol.codes import MAX_MESSAGE_CHARS
from qqdesk.protocol.commands import GetMessages, GetMessagesReply, SendMessage, SendMessageReply, WaitingMessage
from qqdesk.protocol.errors import MalformedRequestError
from qqdesk.server.delivery.mailbox import Mail

TOKEN = "0123456789" * 4
CLIENT_ID = "0123456789abcdef" * 2

texts = st.text(max_size=30) | st.text("ab%&,+=\r\n\0 \x85你😀", max_size=30)
sequences = st.text("0123456789aZ", min_size=1, max_size=34)
versions = st.sampled_from(["1.0", "1.1", "1.2", "1.3", "1.4", "1.10"])
numbers = st.integers(0, 10_000_000_000)
tokens = st.sampled_from([TOKEN, TOKEN[1:], TOKEN[1:] + "g", TOKEN.replace("0", "%30")])
envelopes = st.builds(Envelope, sequences, numbers, st.none() | tokens, versions)
requests = st.builds(
    SendMessage, numbers, texts, st.none() | st.sampled_from([CLIENT_ID, CLIENT_ID.upper(), CLIENT_ID[1:]])
) | st.builds(GetMessages, st.none() | st.integers(0, 100_000), st.none() | st.integers(0, 2**64))
raw = st.binary(max_size=20) | st.sampled_from([b"&MG=x", b"&UIN=7", b"&WAIT=", b"&ACK=1", b"\r\n", b"%41", b"+"])


def agrees(body: bytes) -> bool:
    """Whether the short way took it; then it has to say the same."""
    request = swift.read(body)
    if request is None:
        return False
    envelope, wanted = parse_request(body)
    assert request.number == envelope.number
    assert envelope.token is not None
    assert request.token == envelope.token.encode()
    if isinstance(request, swift.Send):
        assert isinstance(wanted, SendMessage)
        assert (request.to, request.text) == (wanted.number, wanted.text)
        assert request.client_id.hex() == wanted.client_id
        assert 0 < len(request.text) <= MAX_MESSAGE_CHARS
        assert swift.is_send(body)
        long = build_reply(envelope, SendMessageReply(5, 6))
        assert swift.sent(request.prefix, 5, 6) == long
    else:
        assert isinstance(wanted, GetMessages)
        assert (request.wait, request.acknowledge) == (wanted.wait or 0, wanted.acknowledge or 0)
        assert swift.fetched(request.prefix, ()) == build_reply(envelope, GetMessagesReply())
    assert request.prefix == swift.prefix(envelope, wanted.REPLY.NAME)
    return True


@given(envelopes, requests, raw, st.integers(0, 200))
def test_what_it_reads_the_codec_reads_alike(
    envelope: Envelope, request: SendMessage | GetMessages, more: bytes, at: int
) -> None:
    body = build_request(envelope, request)
    agrees(body)
    agrees(body[:at] + more + body[at:])
    agrees(body + more)


@given(texts)
def test_what_our_own_client_writes_it_reads(text: str) -> None:
    envelope = Envelope("17", 10001, TOKEN)
    sent = build_request(envelope, SendMessage(10002, text, CLIENT_ID))
    assert agrees(sent) is bool(text)
    assert agrees(build_request(envelope, GetMessages(50, 3)))
    assert agrees(build_request(envelope, GetMessages()))


def test_lengths_at_the_border() -> None:
    envelope = Envelope("17", 10001, TOKEN)
    for length, wanted in ((MAX_MESSAGE_CHARS, True), (MAX_MESSAGE_CHARS + 1, False)):
        assert agrees(build_request(envelope, SendMessage(10002, "字" * length, CLIENT_ID))) is wanted


mails = st.builds(Mail, st.integers(0, 2**63 - 1), st.integers(0, 99), numbers, st.integers(0, 2**62), texts)


@given(envelopes, st.lists(mails, max_size=4))
def test_replies_are_those_of_the_codec(envelope: Envelope, found: list[Mail]) -> None:
    rows = tuple(WaitingMessage(mail.kind, mail.sender, mail.text, mail.id, mail.time) for mail in found)
    assert swift.fetched(swift.prefix(envelope, "GETMSGEX"), found) == build_reply(envelope, GetMessagesReply(rows))


@given(
    envelopes,
    st.builds(Refusal, st.integers(1, 50), texts, st.none() | st.integers(0, 99), st.none() | st.integers(1, 3)),
)
def test_refusals_are_those_of_the_codec(envelope: Envelope, refusal: Refusal) -> None:
    assert swift.refused(swift.prefix(envelope, "CLTMSG"), refusal) == build_refusal(envelope, "CLTMSG", refusal)


@given(st.binary())
def test_anything_at_all(body: bytes) -> None:
    try:
        parse_request(body)
    except MalformedRequestError:
        assert swift.read(body) is None
    else:
        agrees(body)
