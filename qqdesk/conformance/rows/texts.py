"""Texts arrive unchanged."""

from urllib.parse import quote_from_bytes

from qqdesk.conformance.connection import FORM, TEXT
from qqdesk.conformance.errors import expect
from qqdesk.conformance.fixture import Fixture
from qqdesk.conformance.raw_client import RawSession, texts
from qqdesk.conformance.row import Section
from qqdesk.protocol import commands as c
from qqdesk.protocol.codes import MAX_MESSAGE_CHARS, Result
from qqdesk.protocol.wire import escape

section = Section("Texts")
_NEEDS = ("message.once",)


def _arrive(fixture: Fixture, *sent: str) -> None:
    one, other = fixture.friends()
    for text in sent:
        other.send(one.number, text)
    one.expect_texts(other, *sent)


def _say_raw(fixture: Fixture, *sent: bytes, kind: str = TEXT) -> tuple[RawSession, RawSession]:
    """Send texts without our own escaping; return the recipient and the sender."""
    one, other = fixture.friends()
    for text in sent:
        raw = other.post(f"{other.head('CLTMSG')}&UN={one.number}&MG=".encode() + text, kind=kind)
        expect(raw.is_done, f"{text!r} is answered {raw}")
    return one, other


@section.row("text.ascii", "All ASCII characters arrive unchanged", needs=_NEEDS)
def _ascii(fixture: Fixture) -> None:
    characters = "".join(map(chr, range(0x20, 0x7F)))
    _arrive(fixture, characters, *characters.split("A"))


@section.row("text.escapes", "%, & and commas arrive, also what looks like an escape", needs=_NEEDS)
def _escapes(fixture: Fixture) -> None:
    _arrive(
        fixture, "100 % &amp; a,b,,c =&MG=&UN=1,", "%25 %2c %26 %", "%", "%%", "%4", "%zz%41", ",", "&", "=", "a+b c"
    )


@section.row("text.lines", "Line ends, control characters and outer blanks arrive", needs=_NEEDS)
def _lines(fixture: Fixture) -> None:
    control = "tab\tand\x0bother\x01con\x7ftrols\x1b[31m"
    _arrive(fixture, "two\r\nlines", "\n", control, " blanks around ", "\u0085\u2028\u2029")


@section.row("text.world", "Chinese, Hebrew, combining marks and astral planes arrive", needs=_NEEDS)
def _world(fixture: Fixture) -> None:
    _arrive(
        fixture, "你好，世界。䶵𠀀𪚥", "日本語 ｶﾅ 한국어", "Zoë Ça Straße İı", "e\u0301 A\u030a",
        "שלום عربي \u202eabc\u202c", "\ufffd \ufeff \u200b \uffff \U0010ffff",
    )  # fmt: skip


@section.row("text.emoji", "Emoji arrive, also those of several code points", needs=_NEEDS)
def _emoji(fixture: Fixture) -> None:
    _arrive(fixture, "😀👍🏽", "👨‍👩‍👧‍👦 🏳️‍🌈 🇩🇪", "✊️1️⃣")


@section.row("text.tail", "MG extends to the end of the body, also with raw & and =", needs=_NEEDS)
def _tail(fixture: Fixture) -> None:
    one, other = _say_raw(fixture, b"a&b=c&UN=5&MG=x", b"=&=", b"R&D")
    one.expect_texts(other, "a&b=c&UN=5&MG=x", "=&=", "R&D")


@section.row("text.percent", "MG may be raw or percent-encoded", needs=_NEEDS)
def _percent(fixture: Fixture) -> None:
    text = "ä, 你 & 😀 %"
    one, other = _say_raw(fixture, quote_from_bytes(text.encode(), safe="").encode(), text.encode())
    one.expect_texts(other, text, text)


@section.row("text.odd", "A % without two hex digits stands for itself", needs=_NEEDS)
def _odd(fixture: Fixture) -> None:
    one, other = _say_raw(fixture, b"50% off, 3%4 %g1 %")
    one.expect_texts(other, "50% off, 3%4 %g1 %")


@section.row("text.not-utf8", "Invalid UTF-8 becomes U+FFFD", needs=_NEEDS)
def _not_utf8(fixture: Fixture) -> None:
    one, other = _say_raw(fixture, b"a\xffb", b"a%ffb", b"a\xe4\xbdb", b"a%c0%80b")
    came = texts(one.fetch_all(), other.number)
    expect(len(came) == 4, f"4 sent, {len(came)} came")
    wrong = [text for text in came if not (text[0] == "a" and text[-1] == "b" and set(text[1:-1]) == {"\ufffd"})]
    expect(not wrong, f"U+FFFD between a and b is wanted, came {wrong!a}")


@section.row("text.form", "+ is a blank only in x-www-form-urlencoded", needs=_NEEDS)
def _form(fixture: Fixture) -> None:
    for kind, wanted in ((f"{FORM}; charset=UTF-8", "a b+c d"), (TEXT, "a+b+c+d")):
        one, other = _say_raw(fixture, b"a+b%2bc+d", kind=kind)
        one.expect_texts(other, wanted)


@section.row("text.once", "Replies escape % & , CR LF once: %25 %26 %2c %0d %0a", needs=_NEEDS)
def _written_once(fixture: Fixture) -> None:
    one, other = fixture.friends()
    other.send(one.number, "%, & ,\r\n")
    raw = one.do(c.GetMessages())
    one.fetch_all()
    wanted = escape("%, & ,\r\n").encode()
    expect(wanted.lower() in raw.value("MG").lower(), f"{wanted.decode()} is wanted in {raw}")


@section.row("text.longest", f"{MAX_MESSAGE_CHARS} characters arrive", needs=_NEEDS)
def _longest(fixture: Fixture) -> None:
    _arrive(fixture, *(letter * MAX_MESSAGE_CHARS for letter in "a字,"))


@section.row("text.longest-emoji", f"{MAX_MESSAGE_CHARS} emoji of four bytes each arrive", needs=_NEEDS)
def _emoji_at_length(fixture: Fixture) -> None:
    _arrive(fixture, "😀" * MAX_MESSAGE_CHARS)


@section.row("text.too-long", f"{MAX_MESSAGE_CHARS + 1} characters are refused (RES=41)", needs=_NEEDS)
def _too_long(fixture: Fixture) -> None:
    fixture.need_extensions("how long a message may be, old servers say each for itself")
    one, other = fixture.friends()
    for letter in "a字😀":
        other.expect_refusal(c.SendMessage(one.number, letter * (MAX_MESSAGE_CHARS + 1)), Result.MESSAGE_TOO_LONG)
    one.expect_texts(other)
