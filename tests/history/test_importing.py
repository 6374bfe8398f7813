import sqlite3
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qqdesk.domain.message import Delivery, Message
from qqdesk.history import index
from qqdesk.history.folding import fold
from qqdesk.history.history import History
from qqdesk.history.message_search import SearchQuery
from qqdesk.protocol.commands import WaitingMessage
from qqdesk.protocol.entry_kinds import MessageKind
from tests.helpers.history import add_messages, add_received, always_use_index, erase_keys, pause_indexing
from tests.helpers.messages import chat_with, text_message

NOW = 1_700_000_000_000


@pytest.fixture
def history(tmp_path: Path) -> Iterator[History]:
    opened = History(tmp_path / "history.db")
    yield opened
    opened.close()


def message(
    number: int, time: int, text: str = "", contact: int = 5, state: Delivery | None = Delivery.SENT
) -> Message:
    return text_message(f"{number:032x}", contact, text or f"text {number}", time, state)


def received(time: int, text: str, contact: int = 5) -> WaitingMessage:
    return WaitingMessage(MessageKind.TEXT, contact, text, None, time)


def found(history: History, needle: str) -> list[str]:
    return [hit.message.text for hit in history.search(SearchQuery(needle), count=10_000)]


def texts(history: History, contact: int = 5) -> list[str]:
    return [message.text for message in history.latest(chat_with(contact), 10_000)]


def test_imported_messages_are_in_the_order_of_time(history: History) -> None:
    add_received(history, [received(NOW + 10 * at, f"here {10 * at}") for at in range(1, 5)], NOW + 100)
    other = [message(time, NOW + time, f"there {time}") for time in (5, 35, 15, 41, 16)]
    assert history.import_messages(other, NOW + 100) == 5
    assert texts(history) == [
        *("there 5", "here 10", "there 15", "there 16", "here 20", "here 30", "there 35", "here 40", "there 41"),
    ]
    add_received(history, [received(NOW + 50, "new")], NOW + 100)
    history.put(message(77, NOW + 60, "mine"))
    assert texts(history)[-3:] == ["there 41", "new", "mine"]
    assert [hit.message.text for hit in history.search(SearchQuery("there"))] == [
        f"there {at}" for at in (41, 35, 16, 15, 5)
    ]
    middle = history.pages.around(message(35, 0).id, 1)
    assert [item.text for item in middle] == ["here 30", "there 35", "here 40"]


def test_existing_messages_are_skipped(history: History) -> None:
    batch = [message(at, NOW + at) for at in range(1, 8)]
    assert history.import_messages([*batch[:3], batch[1]], NOW * 2) == 3
    assert history.import_messages(batch, NOW * 2) == 4
    assert history.import_messages(batch, NOW * 2) == 0
    assert texts(history) == [item.text for item in batch]


def test_imported_messages_are_read_and_never_sent(history: History) -> None:
    states = [None, *Delivery]
    batch = [message(at, NOW + at, state=state) for at, state in enumerate(states)]
    batch.append(text_message("f" * 32, 5, "refused", NOW + 99, Delivery.FAILED, "NOT_ALLOWED"))
    assert history.import_messages(batch, NOW * 2) == len(batch)
    assert history.unsent() == []
    assert history.unread.counts() == {}
    stored = {item.id: item for item in history.latest(chat_with(5), 99)}
    for item in batch:
        if item.delivery in (Delivery.WAITING, Delivery.SENDING):
            item = item.with_delivery(Delivery.FAILED)
        assert stored[item.id] == item
    mine = {hit.message.id for hit in history.search(SearchQuery("", mine=True))}
    assert mine == {item.id for item in batch if item.is_mine}


def test_one_that_was_imported_does_not_come_a_second_time_from_the_server(history: History, tmp_path: Path) -> None:
    item = WaitingMessage(MessageKind.TEXT, 5, "hello", 7, NOW)
    elsewhere = History(tmp_path / "elsewhere.db")
    (arrived,) = add_messages(elsewhere, [item], NOW)
    elsewhere.close()
    assert history.import_messages([arrived.message], NOW) == 1
    assert add_received(history, [item], NOW) == []


def test_entries_from_the_future_block_nothing(history: History) -> None:
    far = NOW * 2
    history.import_messages([message(1, far, "far")], NOW)
    add_received(history, [received(far, "also far"), received(NOW + 5, "next")], NOW + 5)
    history.import_messages([message(2, NOW - 5, "before")], NOW + 9)
    assert texts(history) == ["before", "far", "also far", "next"]


def test_times_that_are_no_times_are_stored_too(history: History) -> None:
    history.import_messages([message(at, time) for at, time in enumerate([0, -5, 1, 0, NOW])], NOW)
    assert sorted(texts(history)) == [f"text {at}" for at in range(5)]
    assert texts(history)[-1] == "text 4"


def test_thousands_of_one_moment_keep_their_order(history: History) -> None:
    assert history.import_messages((message(at, NOW) for at in range(2000)), NOW * 2) == 2000
    assert history.import_messages((message(at, NOW) for at in range(2000, 4000)), NOW * 2) == 2000
    assert texts(history) == [f"text {at}" for at in range(4000)]


def test_messages_before_the_damage_are_kept(history: History) -> None:
    def bad() -> Iterator[Message]:
        yield from (message(at, NOW + at) for at in range(700))
        raise ValueError("no more")

    with pytest.raises(ValueError, match="no more"):
        history.import_messages(bad(), NOW * 2)
    kept = texts(history)
    assert 0 < len(kept) <= 700
    assert kept == [f"text {at}" for at in range(len(kept))]
    assert history.import_messages((message(at, NOW + at) for at in range(700)), NOW * 2) == 700 - len(kept)


@pytest.mark.parametrize("probed", [True, False])
def test_imported_messages_are_found_before_they_are_indexed(
    history: History, monkeypatch: pytest.MonkeyPatch, probed: bool
) -> None:
    if not probed:
        always_use_index(monkeypatch)
    pause_indexing(monkeypatch, 60)
    history.put(message(90, NOW + 2, "天 here"))
    history.import_messages([message(1, NOW + 1, "天 before"), message(3, NOW + 3, "Ｈere，天")], NOW * 2)
    history.put(message(91, NOW + 4, "天 newer"))
    assert index.has_backlog(history.file.connection)
    assert found(history, "天") == ["天 newer", "Ｈere，天", "天 here", "天 before"]
    assert found(history, "here") == ["Ｈere，天", "天 here"]
    assert found(history, "here,") == ["Ｈere，天"]
    assert found(history, "efor") == ["天 before"]
    first = history.search(SearchQuery("天"), count=2)
    assert [hit.message.text for hit in history.search(SearchQuery("天"), first[-1].row, 1)] == ["天 here"]
    erase_keys(history, message(3, 0).id, message(90, 0).id)
    assert found(history, "here") == []
    history.close()
    pause_indexing(monkeypatch, 0)
    again = History(history.path)
    again.index_builder.join(30)
    assert not index.has_backlog(again.file.connection)
    assert found(again, "天") == ["天 newer", "天 before"]
    again.file.connection.execute("INSERT INTO search (search) VALUES ('integrity-check')")
    again.close()


def test_after_a_large_import_the_index_is_in_one_piece(history: History, monkeypatch: pytest.MonkeyPatch) -> None:
    always_use_index(monkeypatch)
    monkeypatch.setattr("qqdesk.history.index_builder._MERGE_THRESHOLD", 3000)
    pieces = "SELECT count(DISTINCT id >> 37) FROM search_data WHERE id > 10"
    history.import_messages((message(at, NOW + at, f"第{at}条") for at in range(750)), NOW * 2)
    history.index_builder.join(30)
    assert history.file.connection.execute(pieces).fetchone()[0] > 1
    history.import_messages((message(at, NOW + at, f"第{at}条") for at in range(750, 5000)), NOW * 2)
    history.index_builder.join(30)
    assert history.file.connection.execute(pieces).fetchone() == (1,)
    assert len(found(history, "第4")) == 1111


def test_an_import_while_older_ones_are_put_in(history: History, monkeypatch: pytest.MonkeyPatch) -> None:
    always_use_index(monkeypatch)
    history.import_messages((message(at, NOW + 10 * at, f"old {at}") for at in range(2000)), NOW * 2)
    history.close()
    with sqlite3.connect(history.path) as raw:
        raw.execute("UPDATE indexed SET folding = 'another'")
    raw.close()
    pause_indexing(monkeypatch, 60)
    waiting = History(history.path)
    waiting.import_messages((message(at, NOW + 10 * at - 19_995, f"new {at}") for at in range(2000, 3000)), NOW * 2)
    waiting.import_messages([message(9999, NOW + 90_000, "new newest")], NOW * 2)
    assert len(found(waiting, "new")) == 1001
    waiting.close()
    pause_indexing(monkeypatch, 0)
    again = History(history.path)
    assert len(found(again, "ew 2")) == 1000
    again.index_builder.join(30)
    assert len(found(again, "new")) == 1001
    assert len(found(again, "old")) == 2000
    assert again.file.connection.execute("SELECT count(*) FROM unindexed").fetchone() == (0,)
    again.close()


def test_searches_beside_a_writer(history: History, monkeypatch: pytest.MonkeyPatch) -> None:
    always_use_index(monkeypatch)
    counts: list[int] = []
    done = threading.Event()

    def search() -> None:
        while not done.is_set():
            counts.append(len(found(history, "天气")))

    reader = threading.Thread(target=search)
    reader.start()

    def write() -> None:
        for at in range(100):
            history.put(message(10_000 + at, NOW + 7 * at, f"今天天气 {at}"))

    writer = threading.Thread(target=write)
    writer.start()
    history.import_messages((message(at, NOW + 5 * at, f"{at} 天气好") for at in range(3000)), NOW * 2)
    writer.join()
    history.index_builder.join(30)
    done.set()
    reader.join()
    assert len(found(history, "天气")) == 3100
    assert counts == sorted(counts)
    # Imports stand among the others; who writes now and then stands behind all.
    times = [item.time for item in history.latest(chat_with(5), 9999) if item.text.endswith("好")]
    assert times == sorted(times)


MESSAGES = st.lists(
    st.builds(
        message,
        st.integers(0, 40),
        st.integers(0, 20).map(lambda step: NOW + step * 100),
        st.sampled_from(["你好", "好世界！", "hello", "Straße", "é"]),
        st.integers(5, 6),
    ),
    max_size=12,
)


@given(st.lists(st.tuples(st.booleans(), MESSAGES), max_size=5), st.sampled_from([0, 60]))
@settings(max_examples=40, deadline=None)
def test_however_it_came_the_order_is_that_of_time_and_everything_is_found(
    tmp_path_factory: pytest.TempPathFactory, steps: list[tuple[bool, list[Message]]], pause: int
) -> None:
    history = History(tmp_path_factory.mktemp("history") / "history.db")
    try:
        stored: dict[str, Message] = {}
        with pytest.MonkeyPatch.context() as monkeypatch:
            always_use_index(monkeypatch)
            pause_indexing(monkeypatch, pause)
            for said_here, batch in steps:
                fresh = {item.id: item for item in reversed(batch) if item.id not in stored}
                if said_here:
                    latest = max((item.time for item in stored.values()), default=0)
                    fresh = {key: item for key, item in fresh.items() if item.time >= latest}
                    for item in sorted(fresh.values(), key=lambda item: item.time):
                        history.put(item)
                else:
                    assert history.import_messages(batch, NOW * 2) == len(fresh)
                stored |= fresh
            for contact in (5, 6):
                kept = history.latest(chat_with(contact), 99)
                assert [item.time for item in kept] == sorted(item.time for item in kept)
                assert {item.id: item for item in kept} == {
                    k: v for k, v in stored.items() if v.conversation.number == contact
                }
            for needle in ("好", "你好", "hell", "e", "ss", "世界!"):
                hits = [hit.message for hit in history.search(SearchQuery(needle), count=99)]
                assert {hit.id for hit in hits} == {k for k, v in stored.items() if fold(needle) in fold(v.text)}
                assert [hit.time for hit in hits] == sorted((hit.time for hit in hits), reverse=True)
    finally:
        history.close()
