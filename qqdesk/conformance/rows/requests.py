"""The form of requests and replies; invalid requests, which get an error."""

import dataclasses
import random
from typing import Any

from qqdesk.conformance.errors import expect
from qqdesk.conformance.fixture import Fixture
from qqdesk.conformance.raw_http import FORM
from qqdesk.conformance.row import Section
from qqdesk.protocol import commands as c
from qqdesk.protocol.codes import ANY_SESSION, VERSIONS, Result
from qqdesk.protocol.record import Request
from qqdesk.protocol.wire import Pairs

form = Section("Requests and replies")
errors = Section("Errors")
_LIST = "List&TN=1&UN=0"
_HEAD = ("VER", "CMD", "SEQ", "UIN", "RES")
_SEED = 2005
_VALUES = ("1", "👍", *("0" * digits for digits in (8, 16, 32, 64)), f"1:{'0' * 32}")
"""At least one of them is valid in each field of the extensions."""
_OWN_CODES = "an old server has codes of its own"


@form.row("form.echo", "SEQ and UIN come back unchanged, also “007” and 32 bytes")
def _echo(fixture: Fixture) -> None:
    session = fixture.any_session(fixture.people[0])
    for sequence in ("1", "007", "0", "a-Z.9", "9" * 32):
        raw = session.ask(_LIST, sequence=sequence)
        expect(raw.is_done and raw.value("SEQ") == sequence.encode(), f"SEQ={sequence} is answered {raw}")
        expect(raw.text("UIN") == str(session.number), raw)


@form.row("form.version", "VER 1.0, 1.1, 1.2 and 1.4 are accepted, and come back")
def _versions(fixture: Fixture) -> None:
    session = fixture.any_session(fixture.people[0])
    for version in sorted(VERSIONS):
        raw = session.ask(_LIST, version=version)
        expect(raw.is_done and raw.text("VER") == version, f"VER={version} is answered {raw}")


@form.row("form.order", "Replies have their fields in order, and CMD in its spelling")
def _order(fixture: Fixture) -> None:
    session = fixture.any_session(fixture.people[0])
    for request, name, fields in (
        (c.ListContacts(), b"LIST", ("FN", "SN", "UN")),
        (c.QueryStatus(), b"QUERY_STAT", ("FC", "FN", "SN", "ST", "UN", "NK")),
        (c.GetInfo(session.number), b"GETINFO", ("AD",)),
        (c.GetMessages(), b"GETMSGEX", ()),
        (c.ChangeStatus(10), b"Change_Stat", ()),
    ):
        raw = session.do(request)
        expect(raw.value("CMD") == name, f"CMD={name.decode()} is wanted: {raw}")
        expect(raw.names[: 5 + len(fields)] == _HEAD + fields, f"{' '.join(_HEAD + fields)} are wanted: {raw}")


@form.row("form.closing", "Replies of Change_Stat and DelFromList end with an &")
def _closing(fixture: Fixture) -> None:
    session = fixture.any_session(fixture.people[0])
    for request in (c.ChangeStatus(10), c.DeleteFromList(fixture.people[1].number)):
        raw = session.do(request)
        expect(raw.body.endswith(b"&RES=0&"), f"{request.NAME} is answered {raw}")


@form.row("form.letters", "Command names are case-insensitive")
def _letters(fixture: Fixture) -> None:
    session = fixture.any_session(fixture.people[0])
    for name in ("list", "LIST", "lIsT"):
        raw = session.ask(f"{name}&TN=1&UN=0")
        expect(raw.is_done and raw.text("CMD") == "LIST", f"CMD={name} is answered {raw}")


@form.row("form.sloppy", "Blanks, line ends, unknown and empty fields are accepted")
def _sloppy(fixture: Fixture) -> None:
    session = fixture.any_session(fixture.people[0])
    for fields in ("TN=1 &UN=0", "TN=1&UN=0\n", "TN=1&UN=0\r\n", "TN=1&UN=0&ZZ=9&", "TN=&UN=", "UN=0&TN=1"):
        session.do(f"List&{fields}")


@form.row("form.percent", "Percent-encoded values are decoded")
def _percent(fixture: Fixture) -> None:
    session = fixture.any_session(fixture.people[0])
    number = "".join(f"%{ord(digit):02X}" for digit in str(session.number))
    raw = session.do(f"GetInfo&LV=%32&UN={number}")
    expect(raw.text("UN") == str(session.number), raw)
    if fixture.has_extensions:
        raw = session.post(session.body("Li%73t&TN=1&UN=0", sequence="+3"), kind=FORM)
        expect(raw.is_done and (raw.text("CMD"), raw.text("SEQ")) == ("LIST", "3"), raw)


@errors.row("error.command", "An unknown command is refused (RES=11), with its name")
def _command(fixture: Fixture) -> None:
    session = fixture.any_session(fixture.people[0])
    raw = session.ask("Fly&UN=1")
    expect(raw.result and raw.text("CMD") == "Fly" and raw.text("UIN") == str(session.number), raw)
    fixture.expect_refusal(session, "Fly&UN=1", Result.UNKNOWN_COMMAND)


@errors.row("error.extensions", "A classic session has no commands of the extensions (RES=11)")
def _extensions(fixture: Fixture) -> None:
    fixture.need_extensions("there are no extensions")
    session = fixture.classic_session(fixture.people[0])
    for command in c.REQUESTS:
        if command.NEEDS not in ("", ANY_SESSION) and not command.ADMIN:
            session.expect_refusal(_valid(command), Result.UNKNOWN_COMMAND)


def _valid(command: type[Request]) -> str:
    """Return a request with a valid value in each field that the command requires."""
    found: dict[str, str] = {}
    for one in dataclasses.fields(command):
        if "row" in one.metadata:
            found |= {
                column.metadata["wire"]: f"{_value(column)}," for column in dataclasses.fields(one.metadata["row"])
            }
        elif one.default is dataclasses.MISSING:
            found[one.metadata["wire"]] = _value(one)
    return command.NAME + "".join(f"&{name}={value}" for name, value in found.items())


def _value(one: "dataclasses.Field[Any]") -> str:
    return next(value for value in _VALUES if _is_valid(one, value))


def _is_valid(one: "dataclasses.Field[Any]", value: str) -> bool:
    try:
        one.metadata["kind"].read(Pairs({}), value)
    except ValueError:
        return False
    return True


@errors.row("error.version", "An unknown version is refused (RES=12)")
def _version(fixture: Fixture) -> None:
    fixture.need_extensions(_OWN_CODES)
    session = fixture.any_session(fixture.people[0])
    for version in ("9.9", "2", "x"):
        raw = session.ask(_LIST, version=version)
        expect(raw.result == Result.UNKNOWN_VERSION and raw.text("RA"), f"VER={version} is answered {raw}")


@errors.row("error.fields", "Missing fields, invalid numbers and empty texts are refused")
def _fields(fixture: Fixture) -> None:
    session = fixture.any_session(fixture.people[0])
    number = fixture.people[1].number
    for request in (
        "GetInfo&LV=2&UN=abc", "GetInfo&LV=2&UN=-1", f"GetInfo&LV=2&UN={'9' * 40}", "AddToList", "AddToList&UN=",
        "CLTMSG&UN=&MG=x", f"Ack_AddToList&UN={number}&CD=7&RS=", "Change_Stat&ST=11", "Change_Stat",
    ):  # fmt: skip
        fixture.expect_refusal(session, request, Result.MALFORMED)
    if fixture.has_extensions:
        session.expect_refusal(f"CLTMSG&UN={number}&MG=", Result.MALFORMED)
    session.do(c.ListContacts())


@errors.row("error.head", "A request without VER, CMD or UIN, or with a long SEQ: RES=10")
def _head(fixture: Fixture) -> None:
    fixture.need_extensions(_OWN_CODES)
    session = fixture.any_session(fixture.people[0])
    for text in (
        f"VER=1.1&SEQ=5&UIN={session.number}",
        f"CMD=List&SEQ=5&UIN={session.number}",
        "VER=1.1&CMD=List&SEQ=5",
        "VER=1.1&CMD=List&SEQ=5&UIN=me",
        f"VER=1.1&CMD=List&SEQ={'5' * 33}&UIN={session.number}",
    ):
        raw = session.post(text.encode())
        expect(raw.result == Result.MALFORMED and raw.text("RA"), f"{text} is answered {raw}")


@errors.row("error.sentence", "A refusal has VER CMD SEQ UIN RES RA, with a sentence in RA")
def _sentence(fixture: Fixture) -> None:
    fixture.need_extensions(_OWN_CODES)
    session = fixture.any_session(fixture.people[0])
    for request in (
        c.GetInfo(fixture.unknown_number),
        c.SendMessage(fixture.unknown_number, "x"),
        c.AddToList(session.number),
    ):
        raw = session.ask(request)
        expect(raw.names[:6] == (*_HEAD, "RA") and raw.result and len(raw.text("RA")) > 3, raw)


@errors.row("error.garbage", "Garbage is answered, and changes nothing")
def _garbage(fixture: Fixture) -> None:
    dice = random.Random(_SEED)
    bodies = [b"", b"&", b"=", b"hello", b"&&&&=", b"\0" * 100, "你好".encode(), b"%", b"VER", b"&" * 60_000]
    bodies += [b"=" * 60_000, b"VER=1.1&CMD=" + b"A" * 60_000, b"VER=1.1&CMD=List&SEQ=1&UIN=1&UN=" + b"1," * 30_000]
    bodies += [dice.randbytes(dice.randrange(1, 400)) for _ in range(60)]
    for body in bodies:
        response = fixture.anonymous.connection.post(body)
        seen = f"{body[:24]!r}… is answered with HTTP status {response.status} and {response.body[:80]!r}"
        expect(response.status in (200, 400), seen)
        expect(response.status == 400 or b"\n" not in response.body, seen)
        expect(b"RES=0&" not in response.body + b"&", seen)
    fixture.any_session(fixture.people[0]).do(c.ListContacts())


@errors.row("error.damaged", "Damaged requests are answered, and the server goes on")
def _damaged(fixture: Fixture) -> None:
    dice = random.Random(_SEED)
    session = fixture.any_session(fixture.people[0])
    for request in (c.ListContacts(), c.QueryStatus(), c.GetInfo(session.number)) * 12:
        body = bytearray(session.body(request))
        start = body.index(b"&UIN=")
        for _ in range(dice.randrange(1, 5)):
            at = dice.randrange(start, len(body))
            body[at : at + dice.randrange(3)] = dice.choice((b"&", b"=", b",", b"%", b"%0", b"\xff", b"\0", b"9" * 30))
        raw = session.post(bytes(body))
        expect(raw.result not in (None, Result.SERVER_FAILED), f"{request.NAME}, damaged, is answered {raw}")
    session.do(c.ListContacts())
