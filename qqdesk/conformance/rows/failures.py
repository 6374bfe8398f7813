"""Invalid requests: each gets an error, and the server goes on."""

import random

from qqdesk.conformance.errors import expect
from qqdesk.conformance.fixture import Fixture
from qqdesk.conformance.raw_client import RawSession
from qqdesk.conformance.row import Section
from qqdesk.protocol import commands as c
from qqdesk.protocol.codes import Result

section = Section("Errors")
_SEED = 2005
_RANDOM = 60
_CODES = "an old server has codes of its own"


@section.row("error.command", "An unknown command is refused (RES=11), with its name")
def _unknown(fixture: Fixture) -> None:
    session = fixture.any_session(fixture.people[0])
    raw = session.post(session.head("Fly") + "&UN=1")
    expect(raw.result and raw.text("CMD") == "Fly" and raw.text("UIN") == str(session.number), raw)
    if fixture.has_extensions:
        expect(raw.result == Result.UNKNOWN_COMMAND and raw.text("RA"), raw)


@section.row("error.extensions", "A classic session has no commands of the extensions (RES=11)")
def _extensions(fixture: Fixture) -> None:
    fixture.need_extensions("there are no extensions")
    session = fixture.classic_session(fixture.people[0])
    other = fixture.people[1].number
    for command in (
        "GetBook&REV=0", "ChangeBook&CID=" + "1" * 32 + "&SN=1&KIND=2,&KEY=1,&VAL=x,", "BlockList", f"Block&UN={other}",
        f"Unblock&UN={other}", f"Typing&UN={other}", "Invite&USES=1&DAYS=1", "ListInvites", "EndInvite&ID=00000000",
        "ListAsks", "AnswerAsk&ID=00000000&CD=0", "CallBack&PORT=8000",
    ):  # fmt: skip
        raw = session.post(session.head(command))
        expect(raw.result == Result.UNKNOWN_COMMAND, f"{command} is answered {raw}")


@section.row("error.version", "An unknown version is refused (RES=12)")
def _version(fixture: Fixture) -> None:
    fixture.need_extensions(_CODES)
    session = fixture.any_session(fixture.people[0])
    for version in ("9.9", "2", "x"):
        raw = session.post(session.head("List", version=version) + "&TN=1&UN=0")
        expect(raw.result == Result.UNKNOWN_VERSION and raw.text("RA"), f"VER={version} is answered {raw}")


@section.row("error.fields", "Missing fields and invalid numbers are refused (RES=10)")
def _malformed(fixture: Fixture) -> None:
    session = fixture.any_session(fixture.people[0])
    number = str(fixture.people[1].number)
    fields = (
        "GetInfo&LV=2&UN=abc", "GetInfo&LV=2&UN=-1", f"GetInfo&LV=2&UN={'9' * 40}", "AddToList", "AddToList&UN=",
        "CLTMSG&UN=&MG=x", f"Ack_AddToList&UN={number}&CD=7&RS=", "Change_Stat&ST=11", "Change_Stat",
    )  # fmt: skip
    for text in fields:
        name, _, rest = text.partition("&")
        raw = session.post(session.head(name) + (f"&{rest}" if rest else ""))
        expect(raw.result, f"{text[:60]} is answered {raw}")
        if fixture.has_extensions:
            expect(raw.result == Result.MALFORMED and raw.text("RA"), f"{text[:60]} is answered {raw}")
    session.do(c.ListContacts())


@section.row("error.head", "A request without VER, CMD or UIN, or with a long SEQ: RES=10")
def _headless(fixture: Fixture) -> None:
    fixture.need_extensions(_CODES)
    session = fixture.any_session(fixture.people[0])
    sid = f"&SID={session.token}" if session.token else ""
    for body in (
        f"VER=1.1&SEQ=5&UIN={session.number}{sid}",
        f"CMD=List&SEQ=5&UIN={session.number}{sid}",
        f"VER=1.1&CMD=List&SEQ=5{sid}",
        f"VER=1.1&CMD=List&SEQ=5&UIN=me{sid}",
        f"VER=1.1&CMD=List&SEQ={'5' * 33}&UIN={session.number}{sid}",
    ):
        raw = session.post(body)
        said = body.replace(sid, "") if sid else body
        expect(raw.result == Result.MALFORMED and raw.text("RA"), f"{said} is answered {raw}")


@section.row("error.empty", "An empty message is refused (RES=10)")
def _empty(fixture: Fixture) -> None:
    fixture.need_extensions(_CODES)
    one, other = fixture.friends()
    other.expect_refusal(c.SendMessage(one.number, ""), Result.MALFORMED)
    one.expect_texts(other)


@section.row("error.sentence", "A refusal has VER CMD SEQ UIN RES RA, with a sentence in RA")
def _sentence(fixture: Fixture) -> None:
    fixture.need_extensions(_CODES)
    session: RawSession = fixture.any_session(fixture.people[0])
    for request in (
        c.GetInfo(fixture.unknown_number),
        c.SendMessage(fixture.unknown_number, "x"),
        c.AddToList(session.number),
    ):
        raw = session.ask(request)
        expect(raw.names[:6] == ("VER", "CMD", "SEQ", "UIN", "RES", "RA"), raw)
        expect(raw.result and len(raw.text("RA")) > 3, raw)


@section.row("error.garbage", "Garbage is answered, and changes nothing")
def _garbage(fixture: Fixture) -> None:
    dice = random.Random(_SEED)
    bodies = [b"", b"&", b"=", b"hello", b"&&&&=", b"\0" * 100, "你好".encode(), b"%", b"VER", b"&" * 60_000]
    bodies += [b"=" * 60_000, b"VER=1.1&CMD=" + b"A" * 60_000, b"VER=1.1&CMD=List&SEQ=1&UIN=1&UN=" + b"1," * 30_000]
    bodies += [dice.randbytes(dice.randrange(1, 400)) for _ in range(_RANDOM)]
    with fixture.client() as client:
        for body in bodies:
            answer = client.line.post(body)
            begins = body[:24]
            expect(answer.status in (200, 400), f"{begins!r}… is answered with HTTP status {answer.status}")
            expect(b"\n" not in answer.body or answer.status != 200, f"{begins!r}… is answered with more than one line")
            expect(b"RES=0&" not in answer.body + b"&", f"{begins!r}… is answered {answer.body[:80]!r}")
    fixture.any_session(fixture.people[0]).do(c.ListContacts())


@section.row("error.damaged", "Damaged requests are answered, and the server goes on")
def _damaged(fixture: Fixture) -> None:
    dice = random.Random(_SEED)
    one = fixture.any_session(fixture.people[0])
    for request in (c.ListContacts(), c.QueryStatus(), c.GetInfo(one.number)):
        whole = one.body(request)
        for _ in range(12):
            damaged = bytearray(whole)
            for _ in range(dice.randrange(1, 5)):
                at = dice.randrange(whole.index(b"&UIN="), len(damaged))
                damaged[at : at + dice.randrange(3)] = dice.choice(
                    (b"&", b"=", b",", b"%", b"%0", b"\xff", b"\0", b"9" * 30)
                )
            raw = one.post(bytes(damaged))
            expect(raw.result is not None, f"{request.NAME}, damaged, is answered {raw}")
            expect(raw.result != Result.SERVER_FAILED, f"{request.NAME}, damaged, is answered {raw}")
    one.do(c.ListContacts())
