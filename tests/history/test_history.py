import contextlib
import hashlib
import os
import re
import shutil
import sqlite3
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qqdesk.domain.contact import AddRequest
from qqdesk.domain.draft import Draft, Edit
from qqdesk.domain.incoming import MessageDelivered, StatusChanged
from qqdesk.domain.message import ChangeKind, Delivery, Message, MessageChange
from qqdesk.history import schema
from qqdesk.history.contact_store import StoredContact, StoredProfile
from qqdesk.history.errors import HistoryError, HistoryFormatError
from qqdesk.history.history import History
from qqdesk.history.message_search import SearchQuery
from qqdesk.protocol.commands import WaitingMessage
from qqdesk.protocol.entry_kinds import MessageKind
from tests.helpers.history import add_messages, add_received, erase_keys
from tests.helpers.messages import chat_with, text_message

NOW = 1_700_000_000_000


@pytest.fixture
def history(tmp_path: Path) -> Iterator[History]:
    opened = History(tmp_path / "accounts" / "1@host_8000" / "history.db")
    yield opened
    opened.close()


def text(number: int, words: str, id: int | None = None, time: int | None = None) -> WaitingMessage:
    return WaitingMessage(MessageKind.TEXT, number, words, id, time)


def mine(key: str, words: str = "hi", contact: int = 5, state: Delivery = Delivery.WAITING) -> Message:
    return text_message(key * 32, contact, words, NOW, state)


def again(history: History) -> History:
    history.close()
    return History(history.path)


def damage_index(history: History, *names: str) -> History:
    """Overwrite the first page of these indexes, and open the file again."""
    select = f"SELECT rootpage FROM sqlite_schema WHERE name IN ({', '.join('?' * len(names))})"
    pages = history.file.connection.execute(select, names).fetchall()
    size = history.file.connection.execute("PRAGMA page_size").fetchone()[0]
    history.close()
    with history.path.open("r+b") as file:
        for (page,) in pages:
            file.seek((page - 1) * size)
            file.write(b"\xff" * size)
    return again(history)


def test_a_batch_is_stored_in_order_and_once(history: History) -> None:
    batch = [text(5, "one", 1, NOW), text(6, "two", 2, NOW + 1), text(5, "three", 3, NOW + 2)]
    assert [item.message.text for item in add_messages(history, batch, NOW)] == ["one", "two", "three"]
    assert add_received(history, batch, NOW + 9) == []
    (late,) = add_messages(history, [*batch, text(5, "four", 4, NOW + 3)], NOW)
    assert late.row == history.last_row
    reopened = again(history)
    assert [m.text for m in reopened.latest(chat_with(5), 200)] == ["one", "three", "four"]
    assert [m.text for m in reopened.latest(chat_with(5), 2)] == ["three", "four"]
    assert add_received(reopened, batch, NOW) == []
    reopened.close()


def test_a_server_that_counts_from_one_again_is_no_repeat(history: History) -> None:
    add_received(history, [text(5, "old", 1, NOW)], NOW)
    assert add_received(history, [text(5, "new", 1, NOW + 5)], NOW) != []


def test_without_ids_the_same_text_may_come_twice(history: History) -> None:
    assert len(add_received(history, [text(5, "hm"), text(5, "hm")], NOW)) == 2
    assert [m.time for m in history.latest(chat_with(5), 9)] == [NOW, NOW]


def test_transient_entries_are_not_stored_and_stored_ones_are_recognized(history: History) -> None:
    status = WaitingMessage(MessageKind.STATUS_CHANGED, 5, "30", 0, NOW)
    notice = WaitingMessage(77, 5, "odd", 8, NOW)
    assert len(add_received(history, [status, notice], NOW)) == 2
    assert [type(item) for item in add_received(history, [status, notice], NOW)] == [StatusChanged]


def test_notices_do_not_wait_for_the_disk(history: History) -> None:
    before = history.file.connection.total_changes
    notices = [
        WaitingMessage(MessageKind.STATUS_CHANGED, 5, "30", 0, NOW),
        WaitingMessage(MessageKind.TYPING, 5, "", 0, NOW),
        WaitingMessage(MessageKind.LIST_CHANGED, 10000, "", 0, NOW),
    ]
    statements: list[str] = []
    history.file.connection.set_trace_callback(statements.append)
    assert len(add_received(history, notices, NOW)) == 3
    assert statements == []
    assert history.file.connection.total_changes == before
    add_received(history, [*notices, text(5, "one", 1, NOW)], NOW)
    assert "COMMIT" in statements


def test_unread_counts(history: History) -> None:
    add_received(history, [text(5, "a"), text(6, "b"), text(5, "c")], NOW)
    history.put(mine("a", contact=7))
    assert history.unread.counts() == {chat_with(5): 2, chat_with(6): 1}
    history.unread.mark_read({chat_with(5): history.last_row})
    reopened = again(history)
    assert reopened.unread.counts() == {chat_with(6): 1}
    reopened.close()


def test_unsent_messages_are_returned_in_order(history: History) -> None:
    for key in "abcd":
        history.put(mine(key, key))
    history.put(mine("b").with_delivery(Delivery.SENT), 12)
    history.put(mine("c").with_delivery(Delivery.SENDING))
    history.put(mine("d").with_delivery(Delivery.FAILED, "NOT_ALLOWED"))
    reopened = again(history)
    assert [(m.text, m.delivery) for m in reopened.unsent()] == [
        ("a", Delivery.WAITING),
        ("c", Delivery.SENDING),
    ]
    assert reopened.latest(chat_with(5), 9)[-1].failure == "NOT_ALLOWED"
    erase_keys(reopened, "b" * 32)
    assert [m.text for m in reopened.latest(chat_with(5), 9)] == ["a", "c", "d"]
    reopened.close()


def test_delivered_stays_delivered(history: History) -> None:
    history.put(mine("a"))
    receipt = WaitingMessage(MessageKind.DELIVERED, 5, "A" * 32, 9, NOW)
    (item,) = add_received(history, [receipt], NOW)
    assert isinstance(item, MessageDelivered) and item.message is not None
    assert item.message.delivery is Delivery.DELIVERED
    history.put(mine("a").with_delivery(Delivery.SENT), 3)
    assert history.latest(chat_with(5), 1)[0].delivery is Delivery.DELIVERED
    assert add_received(history, [WaitingMessage(MessageKind.DELIVERED, 5, "f" * 32, 10, NOW)], NOW) == []


def test_requests(history: History) -> None:
    ask = WaitingMessage(MessageKind.ADD_REQUEST, 9, "please", 4, NOW)
    add_received(history, [ask], NOW)
    add_received(history, [WaitingMessage(MessageKind.ADD_REQUEST, 9, "please!", 5, NOW + 1)], NOW)
    reopened = again(history)
    assert reopened.contacts.add_requests() == [AddRequest(9, "please!", NOW + 1)]
    reopened.contacts.remove_add_request(9)
    assert reopened.contacts.add_requests() == []
    reopened.close()


def test_people_and_what_the_account_keeps(history: History) -> None:
    history.contacts.save_profiles([StoredProfile(5, "甲", 270), StoredProfile(6, "乙", 3)])
    history.account_values.put({"group_of:5": '"Work"', "group:Work": "0"}, NOW)
    history.contacts.save_profiles([StoredProfile(5, "丙", 271, "Tea", "at lunch")])
    history.account_values.put({"group:Home": "1", "group_of:5": ""}, NOW)
    reopened = again(history)
    assert reopened.contacts.load() == {
        5: StoredContact(5, "丙", 271, signature="Tea", status_text="at lunch"),
        6: StoredContact(6, "乙", 3),
    }
    assert reopened.account_values.load() == {"group:Work": "0", "group:Home": "1"}
    reopened.close()


_UNRELEASED_ID = int.from_bytes(b"qqdh", "big")
_OLD_TABLES = "CREATE TABLE messages (id INTEGER PRIMARY KEY, key TEXT, text TEXT);"


@pytest.mark.parametrize(
    "script",
    [
        f"{_OLD_TABLES} PRAGMA user_version = 1",
        f"{_OLD_TABLES} PRAGMA user_version = 5",
        *(
            f"PRAGMA application_id = {schema.APPLICATION_ID}; {_OLD_TABLES} PRAGMA user_version = {version}"
            for version in (0, schema.VERSION, schema.VERSION + 1)
        ),
        f"PRAGMA application_id = {_UNRELEASED_ID}; {_OLD_TABLES} PRAGMA user_version = 1",
        "CREATE TABLE bookmarks (id INTEGER PRIMARY KEY)",
        "PRAGMA application_id = 7; PRAGMA user_version = 1; CREATE TABLE bookmarks (id INTEGER PRIMARY KEY)",
    ],
)
@pytest.mark.parametrize("was_killed", [False, True])
def test_a_file_of_another_version_or_program_is_left_untouched(tmp_path: Path, script: str, was_killed: bool) -> None:
    path = tmp_path / "account" / "history.db"
    path.parent.mkdir()
    with contextlib.closing(sqlite3.connect(tmp_path / "other.db")) as other:
        other.execute("PRAGMA journal_mode = WAL")
        other.executescript(script)
        if not was_killed:
            other.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        for suffix in ("", "-wal") if was_killed else ("",):
            shutil.copy(tmp_path / f"other.db{suffix}", path.parent / f"history.db{suffix}")
    before = {file.name: file.read_bytes() for file in path.parent.iterdir()}
    with pytest.raises(HistoryFormatError, match=re.escape(str(path))):
        History(path)
    after = {file.name: file.read_bytes() for file in path.parent.iterdir() if not file.name.endswith("-shm")}
    assert after == before


def test_a_killed_program_leaves_a_file_that_opens(history: History, tmp_path: Path) -> None:
    """Even its format is only in the log of changes by then."""
    history.put(mine("a"))
    for suffix in ("", "-wal"):
        shutil.copy(history.path.with_name(f"history.db{suffix}"), tmp_path / f"history.db{suffix}")
    found = History(tmp_path / "history.db")
    assert [message.id for message in found.unsent()] == ["a" * 32]
    assert found.file.damaged_copy is None
    found.close()


def test_a_file_that_is_moved_without_its_wal_loses_nothing(history: History, tmp_path: Path) -> None:
    history.put(mine("a"))
    folder = tmp_path / "killed"
    folder.mkdir()
    for suffix in ("", "-wal"):
        shutil.copy(history.path.with_name(f"history.db{suffix}"), folder / f"history.db{suffix}")
    (folder / "history.db").rename(tmp_path / "moved.db")
    new = History(folder / "history.db")
    assert new.unsent() == []
    new.close()
    (wal,) = folder.glob("history.db-wal.moved-*")
    wal.rename(tmp_path / "moved.db-wal")
    found = History(tmp_path / "moved.db")
    assert [message.id for message in found.unsent()] == ["a" * 32]
    found.close()


@pytest.mark.parametrize("damage", [b"this is no database" * 100, b"SQLite format 3\x00" + b"\xff" * 5000])
def test_a_damaged_file_is_set_aside(tmp_path: Path, damage: bytes, caplog: pytest.LogCaptureFixture) -> None:
    path = tmp_path / "history.db"
    path.write_bytes(damage)
    for _ in range(2):
        history = History(path)
        history.put(mine("a"))
        history.close()
        path.write_bytes(damage)
    kept = list(tmp_path.glob("history.db.damaged-*"))
    assert damage in [file.read_bytes() for file in kept]
    assert "damaged" in caplog.text


@pytest.mark.parametrize("spoil", ["DROP TABLE rooms", "ALTER TABLE drafts DROP COLUMN reply"])
def test_a_file_that_lacks_a_table_or_a_column_is_left_untouched(history: History, spoil: str) -> None:
    """A build between two versions may have written it."""
    history.close()
    with contextlib.closing(sqlite3.connect(history.path)) as raw:
        raw.execute(spoil)
    before = history.path.read_bytes()
    with pytest.raises(HistoryFormatError, match=re.escape(str(history.path))):
        History(history.path)
    assert history.path.read_bytes() == before
    assert [file.name for file in history.path.parent.iterdir()] == ["history.db"]


_SCHEMAS = {1: "9b93c6b45584afd9"}
"""The hash of the tables of each version. A line of a released version never changes."""
_RECIPE = "The tables have changed. `qqdesk/house.md` says in *A change of the tables* what else is needed."


def test_a_change_of_the_tables_has_a_new_version(history: History) -> None:
    rows = history.file.connection.execute(
        "SELECT sql FROM sqlite_schema WHERE sql NOT NULL AND name NOT LIKE 'search_%' ORDER BY name"
    )
    script = ";".join(" ".join(sql.split()) for (sql,) in rows)
    assert _SCHEMAS.get(schema.VERSION) == hashlib.sha256(script.encode()).hexdigest()[:16], _RECIPE
    assert list(_SCHEMAS) == list(range(1, schema.VERSION + 1)), _RECIPE


@pytest.mark.parametrize("call", ["latest", "put"])
def test_damage_that_shows_later_is_set_aside_too(
    history: History, caplog: pytest.LogCaptureFixture, call: str
) -> None:
    add_received(history, [text(5, "old", id, NOW) for id in range(1, 200)], NOW)
    damaged = damage_index(history, "messages_by_conversation", "sqlite_autoindex_messages_1")
    try:
        with pytest.raises(HistoryError, match="kept as"):
            damaged.latest(chat_with(5), 9) if call == "latest" else damaged.put(mine("a"))
        assert len(list(history.path.parent.glob("history.db.damaged-*"))) == 1
        add_received(damaged, [text(5, "new", 200, NOW)], NOW)
        assert [m.text for m in damaged.latest(chat_with(5), 999)] == ["old"] * 199 + ["new"]
    finally:
        damaged.close()
    assert "damaged" in caplog.text


def test_programs_that_start_at_once_make_one_file(tmp_path: Path) -> None:
    def start() -> None:
        both.wait()
        opened.append(History(tmp_path / "history.db"))

    opened: list[History] = []
    both = threading.Barrier(8)
    threads = [threading.Thread(target=start) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for one in opened:
        one.close()
    assert len(opened) == len(threads)


_TABLES = ("messages", "seen", "contacts", "account_values", "requests", "drafts", "facts", "local_files")
_INDEXES = ("search_data", "search_idx", "search_config", "words", "sqlite_autoindex_words_1", "messages_by_time")


@pytest.mark.parametrize("name", _TABLES + _INDEXES)
def test_the_readable_rows_of_a_damaged_file_are_in_the_new_one(history: History, name: str) -> None:
    count = 2000
    add_received(history, [text(5, f"hello {id}", id, NOW + id) for id in range(1, count + 1)], NOW + count)
    history.put(mine("a"))
    history.local_state.save_drafts({chat_with(7): Draft("a draft")})
    history.account_values.put({"group:friends": "0", "own_face:5": '"cat"'}, NOW)
    history.local_files.put("a", history.path)
    whole = tables_of(history)
    pages = history.file.connection.execute("SELECT pageno FROM dbstat WHERE name = ?", (name,)).fetchall()
    history.close()
    page = pages[len(pages) // 2][0]
    with history.path.open("r+b") as file:
        file.seek((page - 1) * 4096)
        file.write(bytes(4096))
    damaged = again(history)
    with contextlib.suppress(HistoryError):
        damaged.put(mine("b"))
        tables_of(damaged)
    damaged.put(mine("b"))
    left = tables_of(damaged)
    assert [table for table in _TABLES if table != name and not left[table] >= whole[table]] == []
    assert len(left["messages"]) > count - 100
    assert [hit.message.text for hit in damaged.search(SearchQuery("hello 1999"))] == ["hello 1999"]
    damaged.close()


def tables_of(history: History) -> dict[str, set[tuple[object, ...]]]:
    with history.file.reading() as connection:
        # What is folded is the index's.
        return {
            table: {row[:10] for row in connection.execute(f"SELECT * FROM {table} NOT INDEXED").fetchall()}
            for table in _TABLES
        }


def test_an_impossible_folder_is_an_error_with_a_reason(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(HistoryError, match="cannot be opened"):
        History(tmp_path / "file" / "history.db")


def test_a_full_disk_changes_nothing(history: History) -> None:
    history.put(mine("a"))
    pages = history.file.connection.execute("PRAGMA page_count").fetchone()[0]
    history.file.connection.execute(f"PRAGMA max_page_count = {pages}")
    with pytest.raises(HistoryError, match="full"):
        history.put(mine("b", "x" * 50_000))
    history.file.connection.execute("PRAGMA max_page_count = 100000")
    assert [m.id for m in history.unsent()] == ["a" * 32]
    history.put(mine("b"))


def test_a_closed_history_raises_its_own_error(history: History) -> None:
    history.close()
    with pytest.raises(HistoryError):
        history.latest(chat_with(5), 1)
    with pytest.raises(HistoryError):
        history.put(mine("a"))


def test_many_threads(history: History) -> None:
    def work(number: int) -> None:
        for index in range(20):
            add_received(history, [text(number, str(index))], NOW)
            history.latest(chat_with(number), 5)

    threads = [threading.Thread(target=work, args=(number,)) for number in range(1, 6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert all([m.text for m in history.latest(chat_with(n), 99)] == [str(i) for i in range(20)] for n in range(1, 6))


@given(
    st.lists(
        st.tuples(st.integers(1, 3), st.text(max_size=20), st.integers(1, 30)),
        max_size=20,
        unique_by=lambda item: item[2],
    ),
    st.data(),
)
@settings(max_examples=25, deadline=None)
def test_however_often_a_batch_comes_each_message_is_there_once(
    tmp_path_factory: pytest.TempPathFactory, events: list[tuple[int, str, int]], data: st.DataObject
) -> None:
    history = History(tmp_path_factory.mktemp("history") / "history.db")
    try:
        ordered = sorted(events, key=lambda item: item[2])
        items = [text(number, words, id, NOW + id) for number, words, id in ordered]
        new = 0
        at = 0
        while at < len(items):
            start = data.draw(st.integers(0, at))
            end = data.draw(st.integers(at + 1, len(items)))
            new += len(add_received(history, items[start:end], NOW))
            at = end
        assert new == len(items)
        for number in (1, 2, 3):
            wanted = [words.encode("utf-8", "replace").decode() for n, words, _ in ordered if n == number]
            assert [m.text for m in history.latest(chat_with(number), 99)] == wanted
    finally:
        history.close()


def test_drafts_and_notes_come_back(history: History) -> None:
    drafts = {chat_with(5): Draft("half a sen\ud800"), chat_with(6): Draft("soon sent")}
    history.local_state.save_drafts(drafts)
    history.local_state.save_drafts({chat_with(6): Draft()})
    for text in ("[5]", "[5, 6]"):
        history.local_state.set_fact("open", text)
    reopened = again(history)
    assert reopened.local_state.drafts() == {chat_with(5): Draft("half a sen?")}
    assert reopened.local_state.get_fact("open") == "[5, 6]"
    assert reopened.local_state.get_fact("closed") == ""
    reopened.close()


def test_a_draft_keeps_the_message_that_it_answers_until_that_is_taken_back(history: History) -> None:
    add_received(history, [text(5, "Sunday?", 1, NOW)], NOW)
    (asked,) = history.latest(chat_with(5), 1)
    history.local_state.save_drafts({chat_with(5): Draft("yes", asked), chat_with(6): Draft("", asked)})
    history = again(history)
    assert history.local_state.drafts() == {chat_with(5): Draft("yes", asked)}, "not in another conversation"
    history.local_state.save_drafts({chat_with(5): Draft("", asked)})
    history = again(history)
    assert history.local_state.drafts() == {chat_with(5): Draft("", asked)}
    change = MessageChange("c" * 32, ChangeKind.RECALL, asked.ref, 5)
    history.unsent_changes.add(chat_with(5), change)
    history = again(history)
    assert history.local_state.drafts() == {}
    history.close()


def test_a_draft_keeps_the_edit_of_a_message_until_that_is_taken_back(history: History) -> None:
    mine = text_message("a" * 32, 5, "Sunday", NOW, Delivery.SENT)
    history.put(mine)
    draft = Draft("and", edit=Edit(mine, "Saturday"))
    history.local_state.save_drafts({chat_with(5): draft})
    history = again(history)
    assert history.local_state.drafts() == {chat_with(5): draft}
    history.unsent_changes.add(chat_with(5), MessageChange("c" * 32, ChangeKind.RECALL, mine.ref, mine.sender))
    history = again(history)
    assert history.local_state.drafts() == {chat_with(5): Draft("and")}
    history.close()


@pytest.mark.skipif(os.name != "posix", reason="Windows keeps a user's folders private by itself")
def test_no_other_user_of_this_computer_can_read_it(tmp_path: Path) -> None:
    path = tmp_path / "accounts" / "10001@here" / "history.db"
    path.parent.mkdir(parents=True)
    path.parent.chmod(0o755)
    for _ in range(2):
        history = History(path)
        history.put(mine("a"))
        files = list(path.parent.iterdir())
        assert {file.name for file in files} >= {"history.db", "history.db-wal", "history.db-shm"}
        assert {oct(file.stat().st_mode & 0o777) for file in files} == {"0o600"}
        assert path.parent.stat().st_mode & 0o777 == 0o700
        history.close()
        # As a file that was copied from another disk.
        path.chmod(0o644)
        path.parent.chmod(0o755)


def test_reading_does_not_wait_for_a_writer(history: History) -> None:
    """A thread holds a transaction open, as during the sync of a commit."""
    history.put(mine("a"))
    is_written, may_commit = threading.Event(), threading.Event()

    def write() -> None:
        with history.file.writing() as connection:
            connection.execute("DELETE FROM messages")
            is_written.set()
            may_commit.wait(20)

    writer = threading.Thread(target=write)
    writer.start()
    try:
        assert is_written.wait(20)
        with ThreadPoolExecutor(1) as pool:
            unsent = pool.submit(history.unsent).result(20)
    finally:
        may_commit.set()
        writer.join()
    assert [message.id for message in unsent] == ["a" * 32]
    assert history.unsent() == []


def test_damage_found_by_a_reader_waits_for_the_writer(history: History) -> None:
    """A writer that also reads must not meet a reader that replaces the file, each with the lock of the other."""
    add_received(history, [text(5, "old", id, NOW) for id in range(1, 200)], NOW)
    damaged = damage_index(history, "messages_by_conversation")
    try:
        with ThreadPoolExecutor(1) as pool:
            with damaged.file.writing() as connection:
                connection.execute("INSERT INTO facts VALUES ('name', 'text')")
                reading = pool.submit(damaged.latest, chat_with(5), 9)
                assert damaged.local_state.get_fact("name") == ""
            with pytest.raises(HistoryError, match="kept as"):
                reading.result(20)
        assert damaged.local_state.get_fact("name") == "text"
        assert len(damaged.latest(chat_with(5), 999)) == 199
    finally:
        damaged.close()
