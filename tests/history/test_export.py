"""What is written for people and programs outside, and read back."""

import json
import os
import re
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from html.parser import HTMLParser
from io import BytesIO, StringIO
from pathlib import Path
from typing import TextIO

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qqdesk.atomic_file import atomic_write
from qqdesk.domain.body import Body, File, Recalled, RoomEvent, Text
from qqdesk.domain.conversation_id import ConversationId
from qqdesk.domain.message import Delivery, Message, Reaction
from qqdesk.domain.room import Room
from qqdesk.history import export_html, export_json, export_text
from qqdesk.history.contact_store import StoredProfile
from qqdesk.history.errors import (
    DamagedExportError,
    ExportError,
    ExportOfAnotherError,
    ExportTooNewError,
    HistoryError,
    NotAnExportError,
)
from qqdesk.history.export_source import MAX_TIME, ExportOrder, ExportPerson, ExportSource, ExportTexts
from qqdesk.history.history import History
from qqdesk.history.import_json import ExportReader
from qqdesk.protocol.file_info import FileInfo, FileKind
from qqdesk.protocol.room_commands import RoomChange, RoomRole
from tests.helpers.messages import chat_with, file_message, text_message

NOON = 1_772_366_400_000
ME, ANNA, BEN = ExportPerson(10000, "Mei & 梅", 270), 10001, 3456789012
WORDS = ExportTexts(
    "en", "All of {who}", "With {who}", "At {time} ({offset})", "Nothing.", "waits", "not sent", "edited", "[recalled]"
)
EVIL = "</span><script>alert(1)</script>&amp; <b>\n2026-01-01\nMei (10000) 12:00:00"
Write = Callable[[ExportSource, TextIO], Iterator[int]]


@pytest.fixture(autouse=True)
def in_berlin(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    if not hasattr(time, "tzset"):
        pytest.skip("the zone cannot be set here")
    monkeypatch.setenv("TZ", "Europe/Berlin")
    time.tzset()
    yield
    monkeypatch.undo()
    time.tzset()


@pytest.fixture
def history(tmp_path: Path) -> Iterator[History]:
    history = History(tmp_path / "history.db")
    yield history
    history.close()


def message(row: int, contact: int, text: str, at: int = 0, state: Delivery | None = None) -> Message:
    return text_message(f"{row:032x}", contact, text, NOON + at, state)


def export(history: History, write: Write, contact: int | None = None) -> str:
    file = StringIO()
    with history.snapshots.open() as snapshot:
        source = ExportSource(snapshot, ExportOrder(ME, chat_with(contact) if contact else None, NOON, WORDS))
        counts = list(write(source, file))
        assert (counts or [0])[-1] == source.count
    return file.getvalue()


def read(data: bytes, number: int = ME.number) -> list[Message]:
    return [item.value for item in ExportReader(BytesIO(data), number).items() if isinstance(item.value, Message)]


def summary(history: History) -> None:
    history.contacts.save_profiles([StoredProfile(ANNA, "Anna\n<i>", 141)])
    history.import_messages(
        [
            message(1, ANNA, "Hello"),
            message(2, ANNA, "你好", 61_000, Delivery.DELIVERED),
            message(3, BEN, EVIL, 62_000),
            message(4, ANNA, "see https://example.org/?a=1&b=2.", 30 * 86_400_000, Delivery.FAILED),
        ],
        NOON * 2,
    )


def test_text(history: History) -> None:
    summary(history)
    assert export(history, export_text.write, ANNA) == (
        "With Anna <i> (10001)\nAt 2026-03-01 13:00 (UTC+01:00)\n"
        "\n2026-03-01\n----------\n"
        "\nAnna <i> (10001) 13:00:00\n    Hello\n"
        "\nMei & 梅 (10000) 13:01:01\n    你好\n"
        "\n2026-03-31 (UTC+02:00)\n----------------------\n"
        "\nMei & 梅 (10000) 14:00:00 [not sent]\n    see https://example.org/?a=1&b=2.\n"
    )
    whole = export(history, export_text.write)
    assert "\n3456789012 13:01:02\n    </span><script>" in whole
    assert "\n    2026-01-01\n    Mei (10000) 12:00:00\n" in whole, "what was said does not pass for a heading"
    assert export(history, export_text.write, 777).endswith("\nNothing.\n")


def test_a_file_is_exported_with_its_size_and_its_place(history: History, tmp_path: Path) -> None:
    cat = replace(
        file_message(f"{1:032x}", ANNA, "cat.jpg", NOON, kind=FileKind.JPEG, size=1_234_567, width=640, height=480),
        body=File(FileInfo(f"{1:032x}", 1_234_567, FileKind.JPEG, 640, 480, "", "cat.jpg"), Text("look\nhere", (7,))),
    )
    history.import_messages([cat, file_message(f"{2:032x}", ANNA, "<b>.pdf", NOON + 1)], NOON * 2)
    path = tmp_path / "cat.jpg"
    path.write_bytes(b"miau")
    history.local_files.put(cat.id, path)

    text = export(history, export_text.write)
    assert f"    cat.jpg (1.2 MB)\n    {path}\n    look\n    here\n" in text
    assert "    <b>.pdf (1.0 KB)\n" in text
    assert f"cat.jpg (1.2 MB)\n{path}\nlook\nhere" in _Page(export(history, export_html.write)).texts
    data = export(history, export_json.write)
    assert json.loads(data)["messages"][0]["file"]["name"] == "cat.jpg"
    assert read(data.encode())[0] == cat
    evil = data.replace("<b>.pdf", "../a\u202eb.pdf").replace(f"{2:032x}", "../" * 10 + "aa")
    with pytest.raises(DamagedExportError):
        read(evil.encode())


def test_replies_and_changes_are_exported(history: History) -> None:
    question = replace(
        message(1, ANNA, "lunch\nor dinner?"), reactions=(Reaction(ME.number, "👍"), Reaction(ANNA, "🎉"))
    )
    answer = replace(message(2, ANNA, "dinner", 1, Delivery.SENT), reply_to=question.ref, is_edited=True)
    recalled = replace(message(3, ANNA, "", 2), body=Recalled(ANNA))
    history.contacts.save_profiles([StoredProfile(ANNA, "Anna", 141)])
    history.import_messages([question, answer, recalled], NOON * 2)
    text = export(history, export_text.write)
    assert "    lunch\n    or dinner?\n    [👍 Mei & 梅, 🎉 Anna]\n" in text
    assert "13:00:00 [edited]\n    > Anna: lunch or dinner?\n    dinner\n" in text
    assert "    [recalled]\n" in text
    texts = _Page(export(history, export_html.write)).texts
    assert "> Anna: lunch or dinner?\ndinner" in texts and "[recalled]" in texts
    data = export(history, export_json.write).encode()
    assert read(data) == [question, answer, recalled]
    for evil in ('"emoji": "a b"', '"emoji": 7', '"emoji": ""'):
        with pytest.raises(DamagedExportError):
            read(data.replace('"emoji": "👍"'.encode(), evil.encode()))


class _Page(HTMLParser):
    """Fails where tags are not closed as they were opened."""

    VOID = ("meta",)

    def __init__(self, page: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.texts: list[str] = []
        self.feed(page)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if self.open and self.open[-1] != "style":
            self.texts.append(data)


@pytest.mark.parametrize("contact", [None, ANNA, BEN, 777])
def test_html(history: History, contact: int | None) -> None:
    summary(history)
    text = export(history, export_html.write, contact)
    page = _Page(text)
    names = {tag for tag, _ in page.tags}
    assert names.isdisjoint({"script", "b "}), "what was said is text"
    assert {"html", "title", "style", "body"} <= names
    if contact in (None, BEN):
        assert EVIL in page.texts
    links = [attributes for tag, attributes in page.tags if tag == "a" and "href" in attributes]
    outside = [link for link in links if not str(link["href"]).startswith("#")]
    if contact in (None, ANNA):
        assert [link["href"] for link in outside] == ["https://example.org/?a=1&b=2"]
        assert all("noopener" in str(link["rel"]) for link in outside)
    # Nothing is fetched: the only addresses but links are those of pictures within.
    fetched = re.findall(r"url\(([^)]{0,30})|src=|@import", text)
    assert fetched
    assert all(one.startswith("data:image/bmp;base64,") for one in fetched)
    assert text.count("data:image/bmp") == len(set(re.findall(r"\.f(\d+)\{", text))), "each face is there once"


def test_json_is_read_back_as_it_was(history: History) -> None:
    summary(history)
    text = export(history, export_json.write)
    whole = json.loads(text)
    assert (whole["format"], whole["version"], whole["account"]["number"]) == ("qqdesk-history", 1, ME.number)
    assert whole["messages"][0] == {
        "key": f"{1:032x}",
        "contact": ANNA,
        "direction": "in",
        "text": "Hello",
        "time": "2026-03-01T12:00:00.000Z",
        "time_ms": NOON,
        "state": "received",
    }
    assert {"number": ANNA, "nickname": "Anna\n<i>", "face": 141} in whole["contacts"]
    with history.snapshots.open() as snapshot:
        stored = [one for step in ExportSource(snapshot, ExportOrder(ME, None, NOON, WORDS)).all() for one in step]
    assert read(text.encode()) == stored


@given(
    st.lists(
        st.tuples(
            st.text(st.characters(exclude_categories=["Cs"]), max_size=300),
            st.integers(-(2**62), 2**62),
            st.sampled_from([None, *Delivery]),
        ),
        max_size=5,
    )
)
def test_every_message_can_be_written_and_read(items: list[tuple[str, int, Delivery | None]]) -> None:
    messages = [text_message(f"{row:032x}", ANNA, text, at, state) for row, (text, at, state) in enumerate(items)]

    class InMemory(ExportSource):
        def __init__(self) -> None:
            self.order, self.me, self.contacts, self.count = (
                ExportOrder(ME, chat_with(ANNA), NOON, WORDS),
                ME,
                [ExportPerson(ANNA)],
                len(items),
            )
            self.conversations, self.writers = [chat_with(ANNA)], []
            self._people = {}

        def all(self) -> Iterator[list[Message]]:
            return iter([messages] if messages else [])

        def conversation(self, conversation: ConversationId) -> Iterator[list[Message]]:
            return self.all()

    for write in (export_text.write, export_html.write, export_json.write):
        file = StringIO()
        list(write(InMemory(), file))
        if write is export_html.write:
            _Page(file.getvalue())
    bounded = [replace(one, time=min(max(one.time, 0), MAX_TIME)) for one in messages]
    assert read(file.getvalue().encode()) == bounded


def write_in_room(history: History) -> None:
    """Let Anna and me write in a room that was renamed."""
    history.rooms.add(Room(20001, "The <Club>", 30))
    history.contacts.save_profiles([StoredProfile(ANNA, "Anna", 141)])
    bodies: list[tuple[int, Body]] = [
        (ANNA, Text("@Mei hello", (ME.number,))),
        (ANNA, RoomEvent(RoomChange.NAME, 0, "The <Club>")),
        (ME.number, Text("hi")),
    ]
    history.import_messages(
        Message(
            f"{row:032x}",
            ConversationId.room(20001),
            sender,
            NOON + row,
            body,
            Delivery.SENT if sender == ME.number else None,
        )
        for row, (sender, body) in enumerate(bodies)
    )


def test_an_export_of_a_room_names_the_room_and_each_sender(history: History) -> None:
    write_in_room(history)
    text = export(history, export_text.write)
    assert "With The <Club> (20001)" in text
    assert re.findall(r"\n(\S.*) 13:00:00\n    (.*)", text) == [("Anna (10001)", "@Mei hello"), (f"{ME}", "hi")]
    page = export(history, export_html.write)
    assert "The &lt;Club&gt;" in page
    assert "<b>Anna</b>" in page
    assert ".f48{" in page  # Anna's face, who is no contact with messages


def test_a_room_can_be_written_and_read_back(history: History) -> None:
    write_in_room(history)
    data = export(history, export_json.write).encode()
    room, anna = Room(20001, "The <Club>", 30, RoomRole.NONE), ExportPerson(ANNA, "Anna", 141)
    messages = [one for one in history.latest(ConversationId.room(20001), 5) if isinstance(one.body, Text)]
    assert [item.value for item in ExportReader(BytesIO(data), ME.number).items()] == [anna, room, *messages]


def test_an_export_without_rooms_can_be_read_by_an_older_version(history: History) -> None:
    summary(history)
    assert json.loads(export(history, export_json.write))["version"] == 1


ITEM = '{"key": "%032x", "contact": 10001, "direction": "in", "text": "hi", "time_ms": 5, "state": "received"}'


HEAD = '"format": "qqdesk-history",\n"version": 1,\n"account": {"number": 10000},'


def made(*messages: str, head: str = HEAD) -> bytes:
    text = "{\n" + head + '\n"contacts": [\n],\n"messages": [\n' + ",\n".join(messages) + "\n]\n}\n"
    return text.encode("utf-8", "surrogatepass")


@pytest.mark.parametrize(
    "data",
    [
        b"", b"\x00\xff\xfe", b"[]", b"{}", b"null", b"not json", b"{" * 100_000, b'{"a": ' * 50_000, b"\xff" * 10,
        b'{"format": "other", "messages": []}', b'{"messages": []}', b" " * 1_000_000, b'{"version": 1' + b"9" * 9999,
    ],
)  # fmt: skip
def test_other_files_are_no_exports(data: bytes) -> None:
    with pytest.raises(NotAnExportError):
        read(data)


def test_a_newer_version_and_another_account() -> None:
    with pytest.raises(ExportTooNewError):
        read(made(head='"format": "qqdesk-history", "version": 3, "account": 7,'))
    with pytest.raises(ExportOfAnotherError) as failure:
        read(made(ITEM % 1), 10007)
    assert failure.value.number == 10000


@pytest.mark.parametrize(
    ("good", "bad"),
    [
        ('"key": "', '"key": "x'), ('"contact": 10001', '"contact": "10001"'), ('"contact": 10001', '"contact": 0'),
        ('"contact": 10001', '"contact": 1e9'), ('"contact": 10001', '"contact": true'),
        ('"contact": 10001', f'"contact": {"9" * 5000}'), ('"contact": 10001', '"contact": 99999999999'),
        ('"time_ms": 5', '"time_ms": -1'), ('"time_ms": 5', '"time_ms": 253402300800000'),
        ('"time_ms": 5', '"time_ms": NaN'), ('"time_ms": 5', '"time_ms": null'), ('"time_ms": 5', '"time_ms": 5.5'),
        ('"hi"', '"\\ud800"'), ('"hi"', "7"), ('"hi"', '"' + "x" * 10_000_000 + '"'), ('"hi"', '"unclosed'),
        ('"hi"', '"a\nb"'), ('"in"', '"out"'), ('"in"', "null"), ('"received"', '"sent"'), ('"received"', "[]"),
        ('"received"', '"flying"'), ('"text": "hi",', ""), ("{", "["), ("}", "}}"), ("}", '} "again"'), ("}", "},"),
    ],
)  # fmt: skip
def test_an_invalid_message_is_reported_with_its_line(good: str, bad: str) -> None:
    data = made(ITEM % 1, (ITEM % 2).replace(good, bad), ITEM % 3)
    with pytest.raises(DamagedExportError) as failure:
        read(data)
    assert failure.value.line in (9, 10)


@pytest.mark.parametrize("cut", [2, 3, 4, 50, 200])
def test_a_file_that_is_cut_off(cut: int) -> None:
    with pytest.raises(DamagedExportError):
        read(made(*(ITEM % row for row in range(9)))[:-cut])


@pytest.mark.parametrize("name", ["version", "account", "messages"])
def test_a_missing_field_is_damage(name: str) -> None:
    lines = made(ITEM % 1).decode().splitlines()
    with pytest.raises(DamagedExportError):
        read("\n".join(line for line in lines if not line.startswith(f'"{name}"')).encode())


@pytest.mark.parametrize("more", [b"{}", b"]", b'"messages": [\n]'])
def test_nothing_may_follow_the_end(more: bytes) -> None:
    with pytest.raises(DamagedExportError):
        read(made(ITEM % 1) + more)


def test_bytes_that_are_no_text() -> None:
    with pytest.raises(ExportError):
        read(made(ITEM % 1).replace(b"hi", b"\xff\xfe"))


def test_unknown_fields_are_ignored() -> None:
    data = made((ITEM % 1)[:-1] + ', "colour": [1, {"a": null}]}', head=HEAD + '\n"more": {"x": [1.5e3]},')
    assert [one.id for one in read(data)] == [f"{1:032x}"]


# The file that is written


def test_a_file_is_replaced_once_all_is_written(tmp_path: Path) -> None:
    target = tmp_path / "out.txt"
    target.write_text("old")
    with pytest.raises(HistoryError), atomic_write(target, "utf-8", "\n") as file:
        file.write("new")
        raise HistoryError
    assert [(one.name, one.read_text()) for one in tmp_path.iterdir()] == [("out.txt", "old")]
    link = tmp_path / "link.txt"
    link.symlink_to(target)
    with atomic_write(link, "utf-8", "\n") as file:
        file.write("new")
        assert target.read_text() == "old"
    assert (target.read_text(), link.is_symlink()) == ("new", True)
    assert target.stat().st_mode & 0o077 == 0 or os.name == "nt"


def test_only_a_file_is_replaced(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    if hasattr(os, "mkfifo"):
        os.mkfifo(pipe)
    else:
        pipe.mkdir()
    for target in (tmp_path, pipe):
        with pytest.raises(FileExistsError), atomic_write(target, "utf-8", "\n"):
            pass
    assert not pipe.is_file()
    assert list(tmp_path.iterdir()) == [pipe]


def test_a_generator_that_is_closed_leaves_nothing(tmp_path: Path) -> None:
    def write() -> Iterator[int]:
        with atomic_write(tmp_path / "out.txt", "utf-8", "\n") as file:
            file.write("half")
            yield 1
            file.write("whole")

    steps = write()
    next(steps)
    assert list(tmp_path.iterdir()) != []
    steps.close()  # type: ignore[attr-defined]
    assert list(tmp_path.iterdir()) == []


def test_a_snapshot_is_of_one_moment(history: History) -> None:
    summary(history)
    with history.snapshots.open() as snapshot:
        history.import_messages([message(9, ANNA, "later", 1)], NOON * 2)
        assert ExportSource(snapshot, ExportOrder(ME, None, NOON, WORDS)).count == 4
        history.snapshots.close()
        with pytest.raises(HistoryError):
            snapshot.scalar("SELECT count(*) FROM messages")
