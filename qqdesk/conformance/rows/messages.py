"""Messages of classic sessions; texts arrive unchanged."""

import secrets
from functools import partial
from urllib.parse import quote

from qqdesk.conformance.contact_lists import Pair, befriend, strangers
from qqdesk.conformance.errors import expect
from qqdesk.conformance.fixture import Fixture
from qqdesk.conformance.pairs import classic_friends, classic_pair, friends, pair
from qqdesk.conformance.raw_client import kinds, texts
from qqdesk.conformance.raw_http import FORM, TEXT
from qqdesk.conformance.row import Section
from qqdesk.protocol import commands as c
from qqdesk.protocol.codes import Result
from qqdesk.protocol.entry_kinds import MessageKind
from qqdesk.protocol.limits import MAX_MESSAGE_CHARS
from qqdesk.protocol.wire import escape

messages = Section("Messages")
texts_section = Section("Texts")
_MANY = 40
_AT_ONCE = 5
_LISTS = ("MN", "MT", "UN", "MG")


@messages.row("message.none", "An empty mailbox gets RES=0&MN=0 without lists")
def _none(fixture: Fixture) -> None:
    one, _ = classic_pair(fixture)
    raw = one.do(c.GetMessages())
    expect(raw.body.endswith((b"&RES=0&MN=0", b"&RES=0&MN=0&")), f"RES=0&MN=0 and no more is wanted: {raw}")


@messages.row("message.lists", "All messages come at once, in parallel MT UN MG, MG last")
def _lists(fixture: Fixture) -> None:
    one, other = classic_friends(fixture)
    sent = [f"message {place}" for place in range(1, 6)]
    for text in sent:
        other.send(one.number, text)
    raw = one.do("GetMsgEx&ACK=1000000")  # says nothing in a classic session
    expect(raw.names[5:] == _LISTS, f"{' '.join(_LISTS)} are wanted: {raw.names}")
    lengths = {len(raw.items(name)) for name in _LISTS[1:]}
    expect(lengths == {raw.number("MN")}, f"MN={raw.text('MN')}, and lists of {sorted(lengths)}")
    came = texts(one.messages_in(raw), other.number)
    expect(came == sent, f"sent {sent}, came {came}")


@messages.row("message.once", "A fetched message does not come again")
def _once(fixture: Fixture) -> None:
    one, other = friends(fixture)
    other.send(one.number, "once")
    came = texts(one.fetch(), other.number)
    expect(came == ["once"], f"it came {len(came)} times")
    one.expect_texts(other)


@messages.row("message.next-session", "A fetched message does not come again in the next session", needs="message.once")
def _next_session(fixture: Fixture) -> None:
    """Sign in, fetch once, sign out: many old clients do no more."""
    one, other = classic_friends(fixture)
    other.send(one.number, "for one session")
    came = texts(one.fetch(), other.number)
    expect(came == ["for one session"], f"it came {len(came)} times")
    fixture.sign_out(one)
    fixture.classic_session(one.account).expect_texts(other)


@messages.row(
    "message.many", f"{_MANY} messages, fetched a few at a time, come in order and once", needs="message.once"
)
def _many(fixture: Fixture) -> None:
    one, other = friends(fixture)
    sent = [f"{place} of many" for place in range(1, _MANY + 1)]
    came: list[str] = []
    for place, text in enumerate(sent, 1):
        other.send(one.number, text)
        if place % _AT_ONCE == 0:
            came += texts(one.fetch(), other.number)
    came += texts(one.fetch_all(), other.number)
    expect(came == sent, f"{len(sent)} sent, {len(came)} came, {len(set(came))} different ones, or in another order")


@messages.row("message.refetch", "A repeated GetMsgEx gets the same reply")
def _refetch(fixture: Fixture) -> None:
    one, other = classic_friends(fixture)
    other.send(one.number, "for a reply that is lost")
    body = one.body(c.GetMessages())
    first, second = one.post(body), one.post(body)
    expect(first.body == second.body, f"first {first}, then {second}")
    one.fetch_all()


@messages.row("message.repeat", "A repeated CLTMSG is one message with one reply", needs="message.once")
def _repeat(fixture: Fixture) -> None:
    one, other = friends(fixture)
    body = other.body(c.SendMessage(one.number, "the same bytes"))
    first = other.post(body)
    for _ in range(2):
        again = other.post(body)
        expect(again.body == first.body, f"first {first}, then {again}")
    one.expect_texts(other, "the same bytes")


@messages.row("message.sequence", "Different messages may have the same SEQ", needs="message.once")
def _same_sequence(fixture: Fixture) -> None:
    one, other = friends(fixture)
    sequence = other.next_sequence()
    for text in ("one", "two", "three"):
        raw = other.ask(c.SendMessage(one.number, text), sequence=sequence)
        expect(raw.is_done, raw)
    one.expect_texts(other, "one", "two", "three")


@messages.row("message.waits", "Messages wait for a recipient without a session", needs="message.once")
def _waits(fixture: Fixture) -> None:
    one, other = friends(fixture)
    fixture.sign_out(one)
    for text in ("while you were", "away"):
        other.send(one.number, text)
    fixture.any_session(one.account).expect_texts(other, "while you were", "away")


@messages.row("message.stranger", "CLTMSG is refused if neither has the other on the list")
def _stranger(fixture: Fixture) -> None:
    one, other = strangers(*pair(fixture))
    fixture.expect_refusal(other, c.SendMessage(one.number, "who are you?"), Result.NOT_ALLOWED)
    one.expect_texts(other)


@messages.row("message.either", "CLTMSG is accepted if either has the other on the list", needs="message.once")
def _either(fixture: Fixture) -> None:
    one, other = friends(fixture)
    other.do(c.DeleteFromList(one.number))
    one.send(other.number, "to my contact")
    other.send(one.number, "to a user who has me")
    one.expect_texts(other, "to a user who has me")
    other.expect_texts(one, "to my contact")


@messages.row("message.old-only", "A classic session gets no kinds and fields of the extensions")
def _old_only(fixture: Fixture) -> None:
    one = fixture.classic_session(fixture.people[0])
    befriend(one, fixture.any_session(fixture.people[1]))
    sender = fixture.extended_session(fixture.people[1])
    sender.do(c.Typing(one.number))
    sent = secrets.token_hex(16)
    sender.send(one.number, "from a new client", sent)
    for client_id in [secrets.token_hex(16)] * 2:
        raw = one.send(sender.number, "from an old one", client_id)
        expect(raw.body.endswith(b"&RES=0"), f"a CID says nothing in a classic session: {raw}")
    sender.expect_texts(one, "from an old one", "from an old one")
    raw = one.do(c.GetMessages())
    expect(raw.names[5:] == _LISTS, f"{' '.join(_LISTS)} are wanted: {raw.names}")
    came = one.messages_in(raw)
    expect({message.kind for message in came} <= {1, 2, 3, 4, 9, 99}, kinds(came))
    expect(texts(came, sender.number) == ["from a new client"], kinds(came))
    early = sender.fetch_kind(MessageKind.DELIVERED, one.number)
    expect(not early, "MT=91 came before the next GetMsgEx, which acknowledges")
    one.do(c.GetMessages())
    sender.wait_for(MessageKind.DELIVERED, one.number, sent)


def _arrive(sent: tuple[str, ...], fixture: Fixture) -> None:
    one, other = friends(fixture)
    for text in sent:
        other.send(one.number, text)
    one.expect_texts(other, *sent)


_ASCII = "".join(map(chr, range(0x20, 0x7F)))
for _key, _statement, _sent in (
    ("text.ascii", "All ASCII characters arrive unchanged", (_ASCII, *_ASCII.split("A"))),
    ("text.escapes", "%, & and commas arrive, also what looks like an escape",
     ("100 % &amp; a,b,,c =&MG=&UN=1,", "%25 %2c %26 %", "%", "%%", "%4", "%zz%41", ",", "&", "=", "a+b c")),
    ("text.lines", "Line ends, control characters and outer blanks arrive",
     ("two\r\nlines", "\n", "tab\tand\x0bother\x01con\x7ftrols\x1b[31m", " blanks around ", "\u0085\u2028\u2029")),
    ("text.world", "Chinese, Hebrew, combining marks and astral planes arrive",
     ("你好，世界。䶵𠀀𪚥", "日本語 ｶﾅ 한국어", "Zoë Ça Straße İı", "e\u0301 A\u030a", "שלום عربي \u202eabc\u202c",
      "\ufffd \ufeff \u200b \uffff \U0010ffff")),
    ("text.emoji", "Emoji arrive, also those of several code points", ("😀👍🏽", "👨‍👩‍👧‍👦 🏳️‍🌈 🇩🇪", "✊️1️⃣")),
    ("text.longest", f"{MAX_MESSAGE_CHARS} characters arrive, also of four bytes each",
     tuple(character * MAX_MESSAGE_CHARS for character in "a字,😀")),
):  # fmt: skip
    texts_section.row(_key, _statement, needs="message.once")(partial(_arrive, _sent))


def _send_raw(fixture: Fixture, *sent: bytes, kind: str = TEXT) -> Pair:
    """Send texts without our own escaping; return the recipient and the sender."""
    one, other = friends(fixture)
    for text in sent:
        raw = other.post(other.body(f"CLTMSG&UN={one.number}&MG=") + text, kind=kind)
        expect(raw.is_done, f"{text!r} is answered {raw}")
    return one, other


def _arrive_raw(sent: dict[bytes, str], fixture: Fixture) -> None:
    one, other = _send_raw(fixture, *sent)
    one.expect_texts(other, *sent.values())


_MIXED = "ä, 你 & 😀 %"
_RAW: tuple[tuple[str, str, dict[bytes, str]], ...] = (
    ("text.tail", "MG extends to the end of the body, also with raw & and =",
     {b"a&b=c&UN=5&MG=x": "a&b=c&UN=5&MG=x", b"=&=": "=&=", b"R&D": "R&D"}),
    ("text.percent", "MG may be raw or percent-encoded",
     {quote(_MIXED, safe="").encode(): _MIXED, _MIXED.encode(): _MIXED}),
    ("text.odd", "A % without two hex digits stands for itself", {b"50% off, 3%4 %g1 %": "50% off, 3%4 %g1 %"}),
)  # fmt: skip
for _key, _statement, _raw in _RAW:
    texts_section.row(_key, _statement, needs="message.once")(partial(_arrive_raw, _raw))


@texts_section.row("text.not-utf8", "Bytes of no encoding become U+FFFD", needs="message.once")
def _not_utf8(fixture: Fixture) -> None:
    # The byte FF is in no text of UTF-8 or GB18030.
    one, other = _send_raw(fixture, b"a\xffb", b"a%ffb", b"a\xff\xffb", b"a%ff%ffb")
    came = texts(one.fetch_all(), other.number)
    # The number of U+FFFD for several bytes is free.
    shortened = ["".join(dict.fromkeys(text)) for text in came]
    expect(shortened == ["a\ufffdb"] * 4, f"U+FFFD between a and b is wanted, came {came!a}")


@texts_section.row("text.gb18030", "A text in GB18030 of an old client is read as such", needs="message.once")
def _gb18030(fixture: Fixture) -> None:
    fixture.need_extensions("old servers read UTF-8 only")
    one, other = classic_friends(fixture)
    for text in ("你好", "漢字 😀"):
        expect(other.post(other.body(f"CLTMSG&UN={one.number}&MG=") + text.encode("gb18030")).is_done, "CLTMSG fails")
    one.expect_texts(other, "你好", "漢字 😀")


@texts_section.row("text.form", "+ is a blank only in x-www-form-urlencoded", needs="message.once")
def _form(fixture: Fixture) -> None:
    for kind, wanted in ((f"{FORM}; charset=UTF-8", "a b+c d"), (TEXT, "a+b+c+d")):
        one, other = _send_raw(fixture, b"a+b%2bc+d", kind=kind)
        one.expect_texts(other, wanted)


@texts_section.row("text.once", "Replies escape % & , CR LF once: %25 %26 %2c %0d %0a", needs="message.once")
def _escaped_once(fixture: Fixture) -> None:
    one, other = friends(fixture)
    other.send(one.number, "%, & ,\r\n")
    raw = one.do(c.GetMessages())
    one.fetch_all()
    wanted = escape("%, & ,\r\n").encode()
    expect(wanted.lower() in raw.value("MG").lower(), f"{wanted.decode()} is wanted in {raw}")


@texts_section.row("text.too-long", f"{MAX_MESSAGE_CHARS + 1} characters are refused (RES=41)", needs="message.once")
def _too_long(fixture: Fixture) -> None:
    fixture.need_extensions("old servers have limits of their own")
    one, other = friends(fixture)
    for character in "a字😀":
        other.expect_refusal(c.SendMessage(one.number, character * (MAX_MESSAGE_CHARS + 1)), Result.MESSAGE_TOO_LONG)
    one.expect_texts(other)
