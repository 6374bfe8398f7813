"""The form of requests and replies."""

from qqdesk.conformance.ground import Ground
from qqdesk.conformance.row import Section, expect
from qqdesk.protocol import commands as c
from qqdesk.protocol.codes import VERSIONS

section = Section("Requests and replies")
_HEAD = ("VER", "CMD", "SEQ", "UIN", "RES")


@section.row("form.echo", "SEQ comes back as it was, “007” and 32 bytes too; so does UIN")
def _echoes(ground: Ground) -> None:
    talk = ground.any(ground.people[0])
    for sequence in ("1", "007", "0", "a-Z.9", "9" * 32):
        reading = talk.put(talk.head("List", sequence=sequence) + "&TN=1&UN=0")
        expect(reading.raw("SEQ").decode("utf-8", "replace") == sequence, f"SEQ={sequence} came back in {reading}")
        expect(reading.text("UIN") == str(talk.number), reading)
        expect(reading.is_done, reading)


@section.row("form.version", "VER 1.0, 1.1, 1.2 and 1.4 are taken, and come back")
def _versions(ground: Ground) -> None:
    talk = ground.any(ground.people[0])
    for version in sorted(VERSIONS):
        reading = talk.put(talk.head("List", version=version) + "&TN=1&UN=0")
        expect(reading.is_done and reading.text("VER") == version, f"VER={version} came back in {reading}")


@section.row("form.order", "Replies have their fields in order, and CMD in its letters")
def _head(ground: Ground) -> None:
    talk = ground.any(ground.people[0])
    wanted = (
        (c.ListContacts(), "LIST", ("FN", "SN", "UN")),
        (c.QueryStatus(), "QUERY_STAT", ("FC", "FN", "SN", "ST", "UN", "NK")),
        (c.GetInfo(talk.number), "GETINFO", ("AD",)),
        (c.GetMessages(), "GETMSGEX", ()),
        (c.ChangeStatus(10), "Change_Stat", ()),
    )
    for request, name, rest in wanted:
        reading = talk.do(request)
        expect(reading.names[:5] == _HEAD, reading)
        expect(reading.raw("CMD") == name.encode(), f"CMD={name} is wanted: {reading}")
        expect(reading.names[5 : 5 + len(rest)] == rest, f"{' '.join(rest)} are wanted: {reading}")


@section.row("form.closing", "Replies of Change_Stat and DelFromList end with an &")
def _closing(ground: Ground) -> None:
    talk = ground.any(ground.people[0])
    reading = talk.do(c.ChangeStatus(10))
    expect(reading.body.endswith(b"&RES=0&"), f"Change_Stat: {reading}")
    reading = talk.do(c.DeleteFromList(ground.people[1].number))
    expect(reading.body.endswith(b"&RES=0&"), f"DelFromList: {reading}")


@section.row("form.letters", "Commands are known in any case of letters")
def _letters(ground: Ground) -> None:
    talk = ground.any(ground.people[0])
    for name in ("list", "LIST", "lIsT"):
        reading = talk.put(talk.head(name) + "&TN=1&UN=0")
        expect(reading.is_done and reading.text("CMD") == "LIST", f"CMD={name} is answered {reading}")


@section.row("form.sloppy", "Blanks, line ends, unknown and empty fields do no harm")
def _sloppy(ground: Ground) -> None:
    talk = ground.any(ground.people[0])
    for fields in ("&TN=1 &UN=0", "&TN=1&UN=0\n", "&TN=1&UN=0\r\n", "&TN=1&UN=0&ZZ=9&", "&TN=&UN=", "&UN=0&TN=1"):
        reading = talk.put(talk.head("List") + fields)
        expect(reading.is_done, f"List{fields!r} is answered {reading}")


@section.row("form.percent", "A body whose values are percent-encoded is read")
def _percent(ground: Ground) -> None:
    talk = ground.any(ground.people[0])
    number = "".join(f"%{ord(digit):02X}" for digit in str(talk.number))
    reading = talk.put(talk.head("GetInfo") + f"&LV=%32&UN={number}")
    expect(reading.is_done and reading.text("UN") == str(talk.number), reading)
