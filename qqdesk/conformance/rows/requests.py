"""The form of requests and replies."""

from qqdesk.conformance.errors import expect
from qqdesk.conformance.fixture import Fixture
from qqdesk.conformance.row import Section
from qqdesk.protocol import commands as c
from qqdesk.protocol.codes import VERSIONS

section = Section("Requests and replies")
_HEAD = ("VER", "CMD", "SEQ", "UIN", "RES")


@section.row("form.echo", "SEQ and UIN come back unchanged, also “007” and 32 bytes")
def _echoes(fixture: Fixture) -> None:
    session = fixture.any_session(fixture.people[0])
    for sequence in ("1", "007", "0", "a-Z.9", "9" * 32):
        raw = session.post(session.head("List", sequence=sequence) + "&TN=1&UN=0")
        expect(raw.value("SEQ").decode("utf-8", "replace") == sequence, f"SEQ={sequence} came back in {raw}")
        expect(raw.text("UIN") == str(session.number), raw)
        expect(raw.is_done, raw)


@section.row("form.version", "VER 1.0, 1.1, 1.2 and 1.4 are accepted, and come back")
def _versions(fixture: Fixture) -> None:
    session = fixture.any_session(fixture.people[0])
    for version in sorted(VERSIONS):
        raw = session.post(session.head("List", version=version) + "&TN=1&UN=0")
        expect(raw.is_done and raw.text("VER") == version, f"VER={version} came back in {raw}")


@section.row("form.order", "Replies have their fields in order, and CMD in its spelling")
def _head(fixture: Fixture) -> None:
    session = fixture.any_session(fixture.people[0])
    wanted = (
        (c.ListContacts(), "LIST", ("FN", "SN", "UN")),
        (c.QueryStatus(), "QUERY_STAT", ("FC", "FN", "SN", "ST", "UN", "NK")),
        (c.GetInfo(session.number), "GETINFO", ("AD",)),
        (c.GetMessages(), "GETMSGEX", ()),
        (c.ChangeStatus(10), "Change_Stat", ()),
    )
    for request, name, rest in wanted:
        raw = session.do(request)
        expect(raw.names[:5] == _HEAD, raw)
        expect(raw.value("CMD") == name.encode(), f"CMD={name} is wanted: {raw}")
        expect(raw.names[5 : 5 + len(rest)] == rest, f"{' '.join(rest)} are wanted: {raw}")


@section.row("form.closing", "Replies of Change_Stat and DelFromList end with an &")
def _closing(fixture: Fixture) -> None:
    session = fixture.any_session(fixture.people[0])
    raw = session.do(c.ChangeStatus(10))
    expect(raw.body.endswith(b"&RES=0&"), f"Change_Stat: {raw}")
    raw = session.do(c.DeleteFromList(fixture.people[1].number))
    expect(raw.body.endswith(b"&RES=0&"), f"DelFromList: {raw}")


@section.row("form.letters", "Command names are case-insensitive")
def _letters(fixture: Fixture) -> None:
    session = fixture.any_session(fixture.people[0])
    for name in ("list", "LIST", "lIsT"):
        raw = session.post(session.head(name) + "&TN=1&UN=0")
        expect(raw.is_done and raw.text("CMD") == "LIST", f"CMD={name} is answered {raw}")


@section.row("form.sloppy", "Blanks, line ends, unknown and empty fields are accepted")
def _sloppy(fixture: Fixture) -> None:
    session = fixture.any_session(fixture.people[0])
    for fields in ("&TN=1 &UN=0", "&TN=1&UN=0\n", "&TN=1&UN=0\r\n", "&TN=1&UN=0&ZZ=9&", "&TN=&UN=", "&UN=0&TN=1"):
        raw = session.post(session.head("List") + fields)
        expect(raw.is_done, f"List{fields!r} is answered {raw}")


@section.row("form.percent", "Percent-encoded values are decoded")
def _percent(fixture: Fixture) -> None:
    session = fixture.any_session(fixture.people[0])
    number = "".join(f"%{ord(digit):02X}" for digit in str(session.number))
    raw = session.post(session.head("GetInfo") + f"&LV=%32&UN={number}")
    expect(raw.is_done and raw.text("UN") == str(session.number), raw)
