"""That a text arrives as it was sent, whatever is in it."""

from urllib.parse import quote_from_bytes

from qqdesk.conformance.ground import Ground
from qqdesk.conformance.row import NotOfferedError, Section, expect
from qqdesk.conformance.talk import Talk, texts
from qqdesk.conformance.wire import FORM, TEXT
from qqdesk.protocol import commands as c
from qqdesk.protocol.codes import MAX_MESSAGE_CHARS, Result
from qqdesk.protocol.wire import escape

section = Section("Texts")
_ASCII = "".join(chr(code) for code in range(0x20, 0x7F))
_ESCAPES = ("100 % &amp; a,b,,c =&MG=&UN=1,", "%25 %2c %26 %", "%", "%%", "%4", "%zz%41", ",", "&", "=", "a+b c")
_LINES = ("two\r\nlines", "\n", "tab\tand\x0bother\x01con\x7ftrols\x1b[31m", " blanks around ", "\u0085\u2028\u2029")
_WORLD = (
    "你好，世界。䶵𠀀𪚥", "日本語 ｶﾅ 한국어", "Zoë Ça Straße İı", "e\u0301 A\u030a", "שלום عربي \u202eabc\u202c",
    "\ufffd \ufeff \u200b \uffff \U0010ffff",
)  # fmt: skip
_NEEDS = ("message.once",)
_EMOJI = ("😀👍🏽", "👨‍👩‍👧‍👦 🏳️‍🌈 🇩🇪", "✊️1️⃣")


def _arrive(one: Talk, other: Talk, sent: "tuple[str, ...] | list[str]") -> None:
    for text in sent:
        other.say(one.number, text)
    came = texts(one.drain(), other.number)
    _compare(came, [text.rstrip(" ") for text in sent] if one.ignores_last_blank else list(sent))


def _compare(came: list[str], sent: list[str]) -> None:
    for was, is_now in zip(sent, came, strict=False):
        expect(was == is_now, _difference(was, is_now))
    expect(len(came) == len(sent), f"{len(sent)} sent, {len(came)} came")


def _difference(sent: str, came: str) -> str:
    at = next((at for at, (a, b) in enumerate(zip(sent, came, strict=False)) if a != b), min(len(sent), len(came)))
    if len(sent) > 60:
        return f"of {len(sent)} characters {len(came)} came; from the {at + 1}th on they differ"
    return f"sent {sent!a}, came {came[:80]!a}"


def _raw(ground: Ground, bodies: tuple[bytes, ...], wanted: tuple[str, ...], kind: str = TEXT) -> None:
    """Texts that are written by hand, as other clients write them."""
    one, other = ground.friends()
    for text in bodies:
        head = f"{other.head('CLTMSG')}&UN={one.number}&MG=".encode()
        reading = other.put(head + text, kind=kind)
        expect(reading.is_done, f"{text!r} is answered {reading}")
    _compare(texts(one.drain(), other.number), list(wanted))


@section.row("text.ascii", "Every ASCII character arrives as it was sent", needs=_NEEDS)
def _ascii(ground: Ground) -> None:
    _arrive(*ground.friends(), (_ASCII, *_ASCII.split("A")))


@section.row("text.escapes", "%, & and commas arrive, and what looks like an escape", needs=_NEEDS)
def _escapes(ground: Ground) -> None:
    _arrive(*ground.friends(), _ESCAPES)


@section.row("text.lines", "Line ends, control characters and blanks around arrive", needs=_NEEDS)
def _lines(ground: Ground) -> None:
    _arrive(*ground.friends(), _LINES)


@section.row("text.world", "Chinese, Hebrew, marks, planes beyond the first arrive", needs=_NEEDS)
def _world(ground: Ground) -> None:
    _arrive(*ground.friends(), _WORLD)


@section.row("text.emoji", "Emoji arrive, those of several code points too", needs=_NEEDS)
def _emoji(ground: Ground) -> None:
    _arrive(*ground.friends(), _EMOJI)


@section.row("text.tail", "MG runs to the end of the body, with a raw & and = in it", needs=_NEEDS)
def _tail(ground: Ground) -> None:
    _raw(ground, (b"a&b=c&UN=5&MG=x", b"=&=", b"R&D"), ("a&b=c&UN=5&MG=x", "=&=", "R&D"))


@section.row("text.percent", "A message is read raw and percent-encoded", needs=_NEEDS)
def _percent(ground: Ground) -> None:
    text = "ä, 你 & 😀 %"
    _raw(ground, (quote_from_bytes(text.encode(), safe="").encode(), text.encode()), (text, text))


@section.row("text.odd", "A % that no two hex digits follow stands for itself", needs=_NEEDS)
def _odd(ground: Ground) -> None:
    _raw(ground, (b"50% off, 3%4 %g1 %",), ("50% off, 3%4 %g1 %",))


@section.row("text.not-utf8", "What is no UTF-8 becomes U+FFFD", needs=_NEEDS)
def _not_utf8(ground: Ground) -> None:
    one, other = ground.friends()
    for raw in (b"a\xffb", b"a%ffb", b"a\xe4\xbdb", b"a%c0%80b"):
        reading = other.put(f"{other.head('CLTMSG')}&UN={one.number}&MG=".encode() + raw)
        expect(reading.is_done, f"{raw!r} is answered {reading}")
    came = texts(one.drain(), other.number)
    expect(len(came) == 4, f"4 sent, {len(came)} came")
    wrong = [text for text in came if not (text[0] == "a" and text[-1] == "b" and set(text[1:-1]) == {"\ufffd"})]
    expect(not wrong, f"U+FFFD between a and b is wanted, came {wrong!a}")


@section.row("text.form", "+ is a blank in x-www-form-urlencoded, and only there", needs=_NEEDS)
def _form(ground: Ground) -> None:
    _raw(ground, (b"a+b%2bc+d",), ("a b+c d",), f"{FORM}; charset=UTF-8")
    _raw(ground, (b"a+b%2bc+d",), ("a+b+c+d",))


@section.row("text.once", "In a reply % & , CR LF are written %25 %26 %2c %0d %0a, once", needs=_NEEDS)
def _written_once(ground: Ground) -> None:
    one, other = ground.friends()
    other.say(one.number, "%, & ,\r\n")
    reading = one.do(c.GetMessages())
    one.drain()
    wanted = escape("%, & ,\r\n").encode()
    expect(wanted.lower() in reading.raw("MG").lower(), f"{wanted.decode()} is wanted in {reading}")


@section.row("text.longest", f"{MAX_MESSAGE_CHARS} characters arrive", needs=_NEEDS)
def _longest(ground: Ground) -> None:
    letters = [letter * MAX_MESSAGE_CHARS for letter in ("a", "字", ",")]
    _arrive(*ground.friends(), letters)


@section.row("text.longest-emoji", f"{MAX_MESSAGE_CHARS} emoji arrive, of four bytes each", needs=_NEEDS)
def _emoji_at_length(ground: Ground) -> None:
    _arrive(*ground.friends(), ("😀" * MAX_MESSAGE_CHARS,))


@section.row("text.too-long", f"{MAX_MESSAGE_CHARS + 1} characters are refused (RES=41)", needs=_NEEDS)
def _too_long(ground: Ground) -> None:
    if not ground.has_extensions:
        raise NotOfferedError("how long a message may be, old servers say each for itself")
    one, other = ground.friends()
    for letter in ("a", "字", "😀"):
        reading = other.ask(c.SendMessage(one.number, letter * (MAX_MESSAGE_CHARS + 1)))
        expect(reading.result == Result.MESSAGE_TOO_LONG, f"{letter!a} × {MAX_MESSAGE_CHARS + 1}: {reading}")
    expect(not texts(one.drain(), other.number), "it was refused, and came")
