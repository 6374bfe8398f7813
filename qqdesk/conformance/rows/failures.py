"""Requests that cannot be carried out: an error each, and nothing breaks."""

import random

from qqdesk.conformance.ground import Ground
from qqdesk.conformance.row import Section, expect
from qqdesk.conformance.talk import Talk
from qqdesk.protocol import commands as c
from qqdesk.protocol.codes import Result

section = Section("When something goes wrong")
_SEED = 2005
_RANDOM = 60
_CODES = "an old server has codes of its own"


@section.row("error.command", "An unknown command is refused (RES=11), with its name")
def _unknown(ground: Ground) -> None:
    talk = ground.any(ground.people[0])
    reading = talk.put(talk.head("Fly") + "&UN=1")
    expect(reading.result and reading.text("CMD") == "Fly" and reading.text("UIN") == str(talk.number), reading)
    if ground.has_extensions:
        expect(reading.result == Result.UNKNOWN_COMMAND and reading.text("RA"), reading)


@section.row("error.version", "An unknown version is refused (RES=12)")
def _version(ground: Ground) -> None:
    ground.need_extensions(_CODES)
    talk = ground.any(ground.people[0])
    for version in ("9.9", "2", "x"):
        reading = talk.put(talk.head("List", version=version) + "&TN=1&UN=0")
        expect(reading.result == Result.UNKNOWN_VERSION and reading.text("RA"), f"VER={version} is answered {reading}")


@section.row("error.fields", "Fields that are missing or no numbers are refused (RES=10)")
def _malformed(ground: Ground) -> None:
    talk = ground.any(ground.people[0])
    number = str(ground.people[1].number)
    fields = (
        "GetInfo&LV=2&UN=abc", "GetInfo&LV=2&UN=-1", f"GetInfo&LV=2&UN={'9' * 40}", "AddToList", "AddToList&UN=",
        "CLTMSG&UN=&MG=x", f"Ack_AddToList&UN={number}&CD=7&RS=", "Change_Stat&ST=11", "Change_Stat",
    )  # fmt: skip
    for text in fields:
        name, _, rest = text.partition("&")
        reading = talk.put(talk.head(name) + (f"&{rest}" if rest else ""))
        expect(reading.result, f"{text[:60]} is answered {reading}")
        if ground.has_extensions:
            expect(reading.result == Result.MALFORMED and reading.text("RA"), f"{text[:60]} is answered {reading}")
    talk.do(c.ListContacts())


@section.row("error.head", "A request without VER, CMD or UIN, or with a long SEQ: RES=10")
def _headless(ground: Ground) -> None:
    ground.need_extensions(_CODES)
    talk = ground.any(ground.people[0])
    sid = f"&SID={talk.token}" if talk.token else ""
    for body in (
        f"VER=1.1&SEQ=5&UIN={talk.number}{sid}",
        f"CMD=List&SEQ=5&UIN={talk.number}{sid}",
        f"VER=1.1&CMD=List&SEQ=5{sid}",
        f"VER=1.1&CMD=List&SEQ=5&UIN=me{sid}",
        f"VER=1.1&CMD=List&SEQ={'5' * 33}&UIN={talk.number}{sid}",
    ):
        reading = talk.put(body)
        said = body.replace(sid, "") if sid else body
        expect(reading.result == Result.MALFORMED and reading.text("RA"), f"{said} is answered {reading}")


@section.row("error.empty", "An empty message is refused (RES=10)")
def _empty(ground: Ground) -> None:
    ground.need_extensions(_CODES)
    one, other = ground.friends()
    other.refuses(c.SendMessage(one.number, ""), Result.MALFORMED)
    one.receives(other)


@section.row("error.sentence", "A refusal is VER CMD SEQ UIN RES RA, with a sentence in RA")
def _sentence(ground: Ground) -> None:
    ground.need_extensions(_CODES)
    talk: Talk = ground.any(ground.people[0])
    for request in (
        c.GetInfo(ground.missing_number),
        c.SendMessage(ground.missing_number, "x"),
        c.AddToList(talk.number),
    ):
        reading = talk.ask(request)
        expect(reading.names[:6] == ("VER", "CMD", "SEQ", "UIN", "RES", "RA"), reading)
        expect(reading.result and len(reading.text("RA")) > 3, reading)


@section.row("error.garbage", "What is no request at all is answered, and carries out nothing")
def _garbage(ground: Ground) -> None:
    dice = random.Random(_SEED)
    bodies = [b"", b"&", b"=", b"hello", b"&&&&=", b"\0" * 100, "你好".encode(), b"%", b"VER", b"&" * 60_000]
    bodies += [b"=" * 60_000, b"VER=1.1&CMD=" + b"A" * 60_000, b"VER=1.1&CMD=List&SEQ=1&UIN=1&UN=" + b"1," * 30_000]
    bodies += [dice.randbytes(dice.randrange(1, 400)) for _ in range(_RANDOM)]
    with ground.voice() as voice:
        for body in bodies:
            answer = voice.line.post(body)
            begins = body[:24]
            expect(answer.status in (200, 400), f"{begins!r}… is answered with HTTP status {answer.status}")
            expect(b"\n" not in answer.body or answer.status != 200, f"{begins!r}… is answered with more than one line")
            expect(b"RES=0&" not in answer.body + b"&", f"{begins!r}… is answered {answer.body[:80]!r}")
    ground.any(ground.people[0]).do(c.ListContacts())


@section.row("error.damaged", "Damaged requests are answered, and nothing breaks")
def _damaged(ground: Ground) -> None:
    """Whatever becomes of each, the server lives, and answers."""
    dice = random.Random(_SEED)
    one = ground.any(ground.people[0])
    for request in (c.ListContacts(), c.QueryStatus(), c.GetInfo(one.number)):
        whole = one.body(request)
        for _ in range(12):
            damaged = bytearray(whole)
            for _ in range(dice.randrange(1, 5)):
                at = dice.randrange(whole.index(b"&UIN="), len(damaged))
                damaged[at : at + dice.randrange(3)] = dice.choice(
                    (b"&", b"=", b",", b"%", b"%0", b"\xff", b"\0", b"9" * 30)
                )
            reading = one.put(bytes(damaged))
            expect(reading.result is not None, f"{request.NAME}, damaged, is answered {reading}")
            expect(reading.result != Result.SERVER_FAILED, f"{request.NAME}, damaged, is answered {reading}")
    one.do(c.ListContacts())
