"""The codec: built bodies are parsed to the same values, and any body is parsed or refused."""

import contextlib
from urllib.parse import quote_from_bytes

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from qqdesk.protocol.codec import (
    Envelope,
    Refusal,
    build_refusal,
    build_reply,
    build_request,
    parse_reply,
    parse_request,
)
from qqdesk.protocol.codes import EndReason, Result, face_id, face_number
from qqdesk.protocol.commands import (
    REQUESTS,
    AnswerAdd,
    Finger,
    GetInfo,
    GetInfoReply,
    GetMessages,
    GetMessagesReply,
    ListContacts,
    ListReply,
    Login,
    QueryStatus,
    QueryStatusReply,
    SendMessage,
)
from qqdesk.protocol.errors import MalformedReplyError, MalformedRequestError
from qqdesk.protocol.file_info import read_file_info
from qqdesk.protocol.limits import MAX_NUMBER
from qqdesk.protocol.record import Reply, Request
from qqdesk.protocol.wire import escape, unescape
from tests.protocol.strategies import exchanges, number, requests, text, trimmed

envelopes = st.builds(
    Envelope,
    sequence=st.text(st.characters(min_codepoint=33, max_codepoint=126), min_size=1, max_size=32),
    number=number,
    token=st.none() | trimmed,
    version=st.sampled_from(["1.0", "1.1", "1.2", "1.4"]),
)
ME = Envelope("7", 10001)


def refused(body: bytes) -> MalformedRequestError:
    with pytest.raises(MalformedRequestError) as caught:
        parse_request(body)
    return caught.value


def request_of(body: bytes, *, plus_is_space: bool = False) -> Request:
    return parse_request(body, plus_is_space=plus_is_space)[1]


# Building and parsing


@pytest.mark.parametrize("is_escaped", [True, False])
@pytest.mark.parametrize("charset", ["gb18030", "gbk", "utf-8"])
@pytest.mark.parametrize("extra", ["", "&SID=&EXT="])
def test_a_body_in_the_encoding_of_an_old_system_is_read(is_escaped: bool, charset: str, extra: str) -> None:
    words = "你好, 丂 100 & A=B" if charset == "gbk" else "你好, 丂 100 😀 & A=B"
    value = words.encode(charset)
    if is_escaped:
        value = quote_from_bytes(value).encode()
    request = request_of(f"VER=1.1&CMD=CLTMSG&SEQ=1&UIN=10001{extra}&UN=10002&MG=".encode() + value)
    assert isinstance(request, SendMessage)
    assert request.text == words


def test_a_request_of_the_extensions_is_utf_8_only() -> None:
    request = request_of("VER=1.1&CMD=CLTMSG&SEQ=1&UIN=10001&SID=1&UN=10002&MG=你好".encode("gb18030"))
    assert isinstance(request, SendMessage)
    assert set(request.text) == {"\ufffd"}


@pytest.mark.parametrize("plus_is_space", [True, False])
def test_bytes_that_are_in_no_encoding_are_replaced(plus_is_space: bool) -> None:
    body = b"VER=1.1&CMD=CLTMSG&SEQ=1&UIN=10001&UN=10002&MG=a+b\xff%ff"
    request = request_of(body, plus_is_space=plus_is_space)
    assert isinstance(request, SendMessage)
    assert request.text == ("a b" if plus_is_space else "a+b") + "\ufffd" * 2


def test_a_list_without_an_end_and_with_blanks_before_commas_is_read() -> None:
    head = "VER=1.1&CMD={}&SEQ=1&UIN=10001&RES=0"
    reply = parse_reply(ListContacts(), f"{head.format('LIST')}&SN=2&UN=561256 ,1943497 ,".encode())
    assert reply == ListReply(last_page=False, numbers=(561256, 1943497))
    reply = parse_reply(ListContacts(), f"{head.format('LIST')}&FN=1&SN=0&UN= ,".encode())
    assert reply == ListReply(last_page=True, numbers=())
    status = "&FC=141 ,270 ,&SN=2&ST=10 ,30 ,&UN=561256 ,1943497 ,&NK=甲 ,乙 ,&"
    there = parse_reply(QueryStatus(), f"{head.format('QUERY_STAT')}{status}".encode())
    assert isinstance(there, QueryStatusReply)
    assert not there.last_page
    rows = [(row.face, row.status, row.number, row.nickname) for row in there.contacts]
    assert rows == [(141, 10, 561256, "甲"), (270, 30, 1943497, "乙")]


@given(st.text())
@example("\u0085 \x7f a%2cb, 100% & more\r\n")
def test_escaped_text_is_one_line_and_is_unescaped_to_the_same(value: str) -> None:
    escaped = escape(value)
    assert unescape(escaped) == value
    assert not set(escaped) & set("&,\r\n\x00\x7f\x85")
    assert len(f"x{escaped}x".split("\n")) == 1


def test_only_separators_are_escaped_in_lower_case_hex() -> None:
    assert escape("a b+c=d;e\u4f60 %&,\r\n") == "a b+c=d;e\u4f60 %25%26%2c%0d%0a"


def test_a_lone_surrogate_becomes_the_replacement_character() -> None:
    assert escape("a\ud800b") == "a\ufffdb"


@given(envelopes, requests())
def test_a_request_is_parsed_as_it_was_built(envelope: Envelope, request: Request) -> None:
    assert parse_request(build_request(envelope, request)) == (envelope, request)


@given(exchanges())
def test_a_reply_is_parsed_as_it_was_built(exchange: tuple[Request, Reply]) -> None:
    request, reply = exchange
    body = build_reply(ME, type(request), reply)
    assert len(body.splitlines()) == 1
    assert parse_reply(request, body) == reply


@given(
    st.sampled_from(REQUESTS),
    st.builds(
        Refusal,
        st.sampled_from([int(code) for code in Result if code]),
        text,
        st.none() | st.integers(0, 1000),
        st.none() | st.sampled_from([int(why) for why in EndReason]),
    ),
)
def test_a_refusal_is_parsed_as_it_was_built(kind: type[Request], refusal: Refusal) -> None:
    body = build_refusal(ME, kind.NAME, refusal)
    request = ListContacts() if kind is not ListContacts else GetMessages()
    with pytest.raises(MalformedReplyError):
        parse_reply(request, body)
    assert parse_reply(_any(kind), body) == refusal


def _any(kind: type[Request]) -> Request:
    return object.__new__(kind)


# Random bodies


FIELDS = [
    *(f"{name}=".encode() for name in "CMD SEQ UIN UN MG RS MN MT SN ST FC NK LV CD AG MID TIME".split()),
    *(b"VER=1.1", b"FN=1", b"RES=0", b"&", b",", b"%", b"=", b"1", b"-1", b"\xff", b"\xe4\xbd"),
]
debris = st.lists(st.sampled_from(FIELDS) | st.binary(max_size=6), max_size=40).map(b"".join)
bodies = st.one_of(
    st.binary(max_size=300),
    debris,
    st.tuples(st.sampled_from(REQUESTS), debris).map(
        lambda pair: b"VER=1.1&CMD=" + pair[0].NAME.encode() + b"&SEQ=1&UIN=10001&RES=0&" + pair[1]
    ),
)


@given(bodies, st.booleans())
def test_any_body_is_parsed_as_a_request_or_refused(body: bytes, plus_is_space: bool) -> None:
    try:
        parse_request(body, plus_is_space=plus_is_space)
    except MalformedRequestError as error:
        build_refusal(
            Envelope(error.sequence, error.number, version=error.version),
            error.command,
            Refusal(error.result, error.reason),
        )


@given(bodies, st.sampled_from(REQUESTS), st.booleans())
def test_any_body_is_parsed_as_a_reply_or_refused(body: bytes, kind: type[Request], double_escaped: bool) -> None:
    with contextlib.suppress(MalformedReplyError):
        parse_reply(_any(kind), body, double_escaped=double_escaped)


# Sloppy clients


@pytest.mark.parametrize(
    "body",
    [
        b"VER=1.1&CMD=Login&SEQ=007&UIN=10001&PS=5EBE2294ECD0E0F08EAB7690D2A6EE69 &M5=1&LC=9326B87B234E7235",
        b"VER=1.4&CMD=LOGIN&SEQ=007&UIN=10001 &PS=5ebe2294ecd0e0f08eab7690d2a6ee69&M5=1&LC=9326B87B234E7235\n",
        b"\xef\xbb\xbfVER=1.2&CMD=login&CON=1&SEQ=007&UIN=10001&SID=&XP=&PS=5ebe2294ecd0e0f08eab7690d2a6ee69\r\n",
        b"VER=1.0&CMD=Login&SEQ=%30%307&UIN=10001&PS=5ebe2294ecd0e0f08eab7690d2a6ee69&M5=1&LC=&GD=&LG=&CKE=",
    ],
)
def test_sloppy_requests_of_old_clients_are_parsed(body: bytes) -> None:
    envelope, request = parse_request(body)
    assert (envelope.sequence, envelope.number, envelope.token) == ("007", 10001, None)
    assert isinstance(request, Login)
    assert request.password_hash == "5ebe2294ecd0e0f08eab7690d2a6ee69"
    assert request.extended is None


def test_a_raw_line_end_after_the_last_field_is_not_text() -> None:
    assert request_of(b"VER=1.1&CMD=CLTMSG&SEQ=1&UIN=10001&UN=10002&MG=a%0d%0a\r\n") == SendMessage(10002, "a\r\n")


def test_the_reason_of_an_answer_extends_to_the_end() -> None:
    request = request_of(b"VER=1.1&CMD=ack_addtolist&SEQ=1&UIN=10001&UN=10002&CD=2&RS=me & you = us")
    assert request == AnswerAdd(10002, 2, "me & you = us")


@pytest.mark.parametrize("end", ["&", "&\n"])
def test_a_form_that_ends_with_a_stray_ampersand(end: str) -> None:
    body = f"VER=1.1&CMD=CLTMSG&SEQ=1&UIN=1&UN=10002&MG=R&D{end}".encode()
    assert request_of(body, plus_is_space=True) == SendMessage(10002, "R&D")
    assert request_of(body) == SendMessage(10002, "R&D&")


def test_empty_fields_have_their_classic_meaning() -> None:
    assert request_of(b"VER=1.1&CMD=List&SEQ=1&UIN=10001&TN=&UN=") == ListContacts(160, 0)
    assert request_of(b"VER=1.1&CMD=Query_Stat&SEQ=1&UIN=10001") == QueryStatus(50, 0)
    assert request_of(b"VER=1.1&CMD=Finger&SEQ=1&UIN=10001&AG=&SX=&PV=") == Finger()
    assert request_of(b"VER=1.1&CMD=GetInfo&SEQ=1&UIN=10001&LV=&UN=10002") == GetInfo(10002, 2)


@pytest.mark.parametrize(
    ("body", "result", "reason"),
    [
        (b"", Result.MALFORMED, "CMD is missing"),
        (b"hello", Result.MALFORMED, "CMD is missing"),
        (b"CMD=List&SEQ=1&UIN=1", Result.MALFORMED, "VER is missing"),
        (b"VER=1.1&CMD=List&SEQ=1", Result.MALFORMED, "UIN is missing"),
        (b"VER=1.1&CMD=List&SEQ=1&UIN=abc", Result.MALFORMED, "UIN: a decimal number is wanted"),
        (
            b"VER=1.1&CMD=List&SEQ=1&UIN=99999999999",
            Result.MALFORMED,
            f"UIN: a number from 0 to {MAX_NUMBER} is wanted",
        ),
        (b"VER=1.1&CMD=GetInfo&SEQ=1&UIN=1", Result.MALFORMED, "UN is missing"),
        (b"VER=1.1&CMD=Change_Stat&SEQ=1&UIN=1&ST=11", Result.MALFORMED, "ST: one of 10, 20, 30, 31, 40 is wanted"),
        (b"VER=1.1&CMD=Login&SEQ=1&UIN=1&PS=secret", Result.MALFORMED, "PS: 32 hexadecimal digits are wanted"),
        (b"VER=1.1&CMD=CLTMSG&SEQ=1&UIN=1&UN=2", Result.MALFORMED, "MG is missing"),
        (b"VER=1.1&CMD=ModifyInfo&SEQ=1&UIN=1&AG=old", Result.MALFORMED, "AG: a decimal number is wanted"),
        (b"VER=1.1&CMD=List&UIN=1&SEQ=" + b"1" * 33, Result.MALFORMED, "SEQ: at most 32 bytes are wanted"),
    ],
)
def test_a_refused_request_is_answered_with_its_reason(body: bytes, result: Result, reason: str) -> None:
    error = refused(body)
    assert (error.result, error.reason) == (result, reason)


def test_numbers_are_ascii_digits() -> None:
    assert refused("VER=1.1&CMD=List&SEQ=1&UIN=１２".encode()).result == Result.MALFORMED


# Old servers


def read(request: Request, reply: str, *, double_escaped: bool = True) -> Reply | Refusal:
    return parse_reply(request, reply.encode(), double_escaped=double_escaped)


def test_a_list_with_and_without_its_last_comma() -> None:
    for numbers in ("5,6,", "5,6", "5 ,6 ,&", " 5,6, "):
        reply = read(ListContacts(), f"VER=1.1&CMD=LIST&SEQ=1&UIN=1&RES=0&FN=1&SN=2&UN={numbers}")
        assert reply == ListReply(last_page=True, numbers=(5, 6))


def test_contacts_without_a_nickname_keep_their_place() -> None:
    reply = read(
        QueryStatus(),
        "VER=1.1&CMD=QUERY_STAT&SEQ=-1&UIN=1&RES=0&FC=,x,3,&FN=0&SN=3&ST=10,30,10,&UN=5,6,7,&NK=,b",
    )
    assert isinstance(reply, QueryStatusReply)
    assert [(c.number, c.nickname, c.face) for c in reply.contacts] == [(5, "", -1), (6, "b", -1), (7, "", 3)]
    assert not reply.last_page


def test_a_text_extends_to_the_end_of_the_body() -> None:
    reply = read(GetMessages(), "VER=1.1&CMD=GETMSGEX&SEQ=1&UIN=1&RES=0&MN=1&MT=9,&UN=5,&MG=a&MN=b, c,&")
    assert isinstance(reply, GetMessagesReply)
    assert [message.text for message in reply.messages] == ["a&MN=b, c"]


def test_profile_texts_of_a_classic_server_are_unescaped_twice() -> None:
    body = "VER=1.1&CMD=GETINFO&SEQ=1&UIN=1&RES=0&FC=boy&AG=&SX=9&LV=2&PR=a%252cb%250ac&UN=5&NK=100%2525"
    reply = read(GetInfo(5), body)
    assert isinstance(reply, GetInfoReply)
    assert (reply.profile.about, reply.profile.nickname) == ("a,b\nc", "100%")
    assert (reply.profile.face, reply.profile.age, reply.profile.sex) == (-1, 0, 2)
    once = read(GetInfo(5), body, double_escaped=False)
    assert isinstance(once, GetInfoReply)
    assert once.profile.about == "a%2cb%0ac"


@pytest.mark.parametrize(
    "body",
    [
        "",
        "<html>502 Bad Gateway</html>",
        "VER=1.1&CMD=LIST&SEQ=1&UIN=1",
        "VER=1.1&CMD=LIST&SEQ=1&UIN=1&RES=x",
        "VER=1.1&CMD=LIST&SEQ=1&UIN=1&RES=0&FN=1&SN=1&UN=a,",
    ],
)
def test_an_invalid_reply_is_reported_as_invalid(body: str) -> None:
    with pytest.raises(MalformedReplyError):
        read(ListContacts(), body)


# Faces


@pytest.mark.parametrize(("fc", "picture"), [(270, 91), (141, 48), (0, 1), (1, 1), (2, 1), (3, 2)])
def test_the_picture_of_a_face(fc: int, picture: int) -> None:
    assert face_number(fc) == picture


@given(st.integers(1, 20000))
def test_every_picture_has_a_face_id(picture: int) -> None:
    assert face_number(face_id(picture)) == picture


def test_an_invalid_face_id_has_no_picture() -> None:
    assert face_number(-1) < 1


@pytest.mark.parametrize(
    "words", ["10 99999999999 5", "10 5 99999999999", "10 -1 5", "1_0 5 5", "١ 5 5", "10 1000001 1", f"{2**64} 1 1"]
)
def test_a_file_with_strange_numbers_is_none(words: str) -> None:
    size, width, height = words.split(" ")
    assert read_file_info(f"{'a' * 32} {size} png {width} {height} - cat.png") is None
    assert read_file_info(f"{'a' * 32} 10 png 1000000 5 - cat.png") is not None
