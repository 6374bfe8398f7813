import datetime
import logging
import os
import signal
import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qqdesk.domain.message import Delivery
from qqdesk.history import index, schema
from qqdesk.history.errors import HistoryError, SearchInterruptedError
from qqdesk.history.folding import fold
from qqdesk.history.history import History
from qqdesk.history.message_search import SearchQuery
from qqdesk.protocol.commands import WaitingMessage
from qqdesk.protocol.entry_kinds import MessageKind
from tests.helpers.history import add_received, always_use_index, erase_keys, pause_indexing
from tests.helpers.messages import chat_with, text_message

NOW = 1_700_000_000_000

TEXTS = [
    "你好，世界",
    "今天天气真好 Hello World",
    "othello 在家",
    "ＨＥＬＬＯ full width",
    "カタカナとひらがな ｶﾀｶﾅ",
    "한국어 메시지",
    "好😀👍🏽 ok",
    "Straße 100% a_b \"quoted\" 'it' AND NOT",
    "nul\0inside",
    "привет Мир, CAFÉ",
    "",
    "\U00020000𠀁 rare",
    "好",
]


@pytest.fixture
def history(tmp_path: Path) -> Iterator[History]:
    opened = History(tmp_path / "history.db")
    yield opened
    opened.close()


def store(history: History, texts: list[str], contact: int = 5) -> None:
    add_received(history, [WaitingMessage(MessageKind.TEXT, contact, text, None, NOW) for text in texts], NOW)


def found(history: History, text: str) -> list[str]:
    return [hit.message.text for hit in history.search(SearchQuery(text), count=1000)]


def scan(texts: list[str], needle: str) -> list[str]:
    return [text for text in reversed(texts) if fold(needle) in fold(text)]


def not_indexed(path: Path, texts: list[str]) -> None:
    """Make a history whose messages are in no index yet, as after damage."""
    connection, _ = schema.open_file(path)
    connection.executemany(
        "INSERT INTO messages (row, id, conversation, sender, kind, body, time) "
        "VALUES (?1, ?2, 'p5', 5, 'text', ?3, ?1)",
        [(NOW + at, f"{at:032x}", text) for at, text in enumerate(texts)],
    )
    index.defer_all(connection)
    connection.close()


def wait_for_index(history: History) -> None:
    history.index_builder.join(30)
    assert not index.has_backlog(history.file.connection)


@pytest.mark.parametrize("probed", [True, False])
def test_every_part_of_every_text_is_found(history: History, monkeypatch: pytest.MonkeyPatch, probed: bool) -> None:
    if not probed:
        always_use_index(monkeypatch)
    store(history, TEXTS)
    for text in TEXTS:
        for start in range(len(text)):
            for end in range(start, len(text) + 1):
                assert found(history, text[start:end]) == scan(TEXTS, text[start:end]), text[start:end]


@pytest.mark.parametrize(
    ("needle", "text"),
    [
        ("hello", "ＨＥＬＬＯ"),
        ("ｈｅｌ", "Hello"),
        ("ｶﾀ", "カタカナ"),
        ("STRASSE", "Straße"),
        ("МИР", "мир"),
        ("é", "CAFÉ"),
        ("cafe\u0301", "CAFÉ"),
        ("CAFÉ", "Cafe\u0301s"),
        ("ガ", "ｶﾞ"),
        ("ABC", "ＡＢＣ"),
        ("好!", "你好！"),
        ("！", "good!"),
        ("!", "你好！"),
        ("？", "什么?"),
        ("a b", "Ａ\u3000Ｂ"),
        ("~", "好～"),
        ("ㅋ", "ㅋㅠ"),
        ("。", "半角｡"),
    ],
)
def test_case_and_width_do_not_matter(
    history: History, monkeypatch: pytest.MonkeyPatch, needle: str, text: str
) -> None:
    always_use_index(monkeypatch)
    store(history, [text, "other"])
    assert found(history, needle) == [text]


def test_a_needle_across_words_is_not_found(history: History, monkeypatch: pytest.MonkeyPatch) -> None:
    always_use_index(monkeypatch)
    store(history, ["你好 好世 世界", "ab bc", "hel lo"])
    for needle in ("你好世", "abc", "hello", "%", "_", "*", '"', "search:"):
        assert found(history, needle) == []


LETTERS = st.sampled_from("abAB1 -%\"'*_你好世界天かカｶﾞ한글😀👍🏽\u200déÉßЯяＡａ１。，\0\U00020000")


@given(st.lists(st.text(LETTERS, max_size=12) | st.text(max_size=6), max_size=12), st.data())
@settings(max_examples=60, deadline=None)
def test_it_finds_what_a_scan_finds(
    tmp_path_factory: pytest.TempPathFactory, texts: list[str], data: st.DataObject
) -> None:
    with pytest.MonkeyPatch.context() as monkeypatch:
        always_use_index(monkeypatch)
        path = tmp_path_factory.mktemp("history") / "history.db"
        old = data.draw(st.integers(0, len(texts)))
        texts = [text.encode("utf-8", "replace").decode() for text in texts]
        not_indexed(path, texts[:old])
        history = History(path)
        try:
            store(history, texts[old:])
            for _ in range(8):
                text = data.draw(st.sampled_from([*texts, ""]))
                start = data.draw(st.integers(0, len(text)))
                needle = text[start : data.draw(st.integers(start, len(text)))]
                needle = data.draw(st.sampled_from([needle, needle.upper(), needle + "a", "b" + needle]))
                pages = []
                before = None
                while page := history.search(SearchQuery(needle), before, 3):
                    pages += [hit.message.text for hit in page]
                    before = page[-1].row
                assert pages == scan(texts, needle)
        finally:
            history.close()


def test_filters_and_pages(history: History, monkeypatch: pytest.MonkeyPatch) -> None:
    always_use_index(monkeypatch)
    for at in range(10):
        contact = 5 + at % 2
        item = WaitingMessage(MessageKind.TEXT, contact, f"天气 {at}", None, NOW + at)
        add_received(history, [item], NOW)
    history.put(text_message("a" * 32, 5, "天气 mine", NOW + 10, Delivery.WAITING))

    def texts(query: SearchQuery) -> list[str]:
        return [hit.message.text.split()[1] for hit in history.search(query)]

    assert texts(SearchQuery("天气", conversation=chat_with(6))) == ["9", "7", "5", "3", "1"]
    assert texts(SearchQuery("天气", mine=True)) == ["mine"]
    assert texts(SearchQuery("天", since=NOW + 3, until=NOW + 6)) == ["5", "4", "3"]
    assert texts(SearchQuery("", conversation=chat_with(5), mine=False, until=NOW + 3)) == ["2", "0"]
    first = history.search(SearchQuery("天气"), count=4)
    second = history.search(SearchQuery("天气"), before=first[-1].row, count=4)
    assert [hit.message.text[3:] for hit in [*first, *second]] == ["mine", *"9876543"]
    assert first[0].message.is_mine


def test_dates_are_those_of_the_messages_wherever_they_stand(history: History, monkeypatch: pytest.MonkeyPatch) -> None:
    always_use_index(monkeypatch)
    day = 24 * 60 * 60 * 1000
    items = [("天 now", NOW), ("天 late", NOW - 3 * day), ("天 of a clock that is ahead", NOW + 90_000)]
    for text, time_ in items:
        add_received(history, [WaitingMessage(MessageKind.TEXT, 5, text, None, time_)], NOW)
    assert found(history, "天") == [items[2][0], items[1][0], items[0][0]]
    for text in ("天", ""):
        assert [hit.message.text for hit in history.search(SearchQuery(text, until=NOW - day))] == [items[1][0]]
        assert [hit.message.text for hit in history.search(SearchQuery(text, since=NOW + 9))] == [items[2][0]]
        assert history.search(SearchQuery(text, since=NOW - 2 * day, until=NOW)) == []


def test_what_changes_and_goes(history: History, monkeypatch: pytest.MonkeyPatch) -> None:
    always_use_index(monkeypatch)
    message = text_message("a" * 32, 5, "secretword 天气", NOW, Delivery.WAITING)
    history.put(message)
    history.put(message.with_delivery(Delivery.SENT), 3)
    (hit,) = history.search(SearchQuery("cretw"))
    assert hit.message.delivery is Delivery.SENT
    erase_keys(history, "a" * 32)
    assert found(history, "天气") == []
    assert history.file.connection.execute("SELECT count(word) FROM words").fetchone() == (0,)
    store(history, ["new 天"])
    assert found(history, "天气") == []
    assert found(history, "天") == ["new 天"]
    history.file.connection.execute("INSERT INTO search (search) VALUES ('integrity-check')")


def test_context_and_days(history: History) -> None:
    noon = datetime.datetime(2024, 2, 1, 12)
    for day in (0, 3, 3, 28, 29):
        stamp = int((noon + datetime.timedelta(days=day)).timestamp() * 1000)
        for contact in (5, 6):
            item = WaitingMessage(MessageKind.TEXT, contact, f"{contact} {day}", None, stamp)
            add_received(history, [item], NOW)
    hit = history.search(SearchQuery("5 3"))[1]
    assert [m.text for m in history.pages.around(hit.message.id, 2)] == ["5 0", "5 3", "5 3", "5 28"]
    assert history.pages.around("f" * 32, 2) == []
    days = [datetime.date(2024, 2, day) for day in (1, 4, 29)]
    assert history.days_with_messages(chat_with(5), datetime.date(2024, 2, 17)) == days
    assert history.days_with_messages(None, datetime.date(2024, 2, 1)) == days
    assert history.days_with_messages(chat_with(7), datetime.date(2024, 2, 1)) == []
    assert history.days_with_messages(chat_with(5), datetime.date(2024, 3, 1)) == [datetime.date(2024, 3, 1)]


def test_messages_are_found_before_and_after_they_are_indexed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    always_use_index(monkeypatch)
    texts = [f"{text} {at}" for at in range(30) for text in TEXTS]
    not_indexed(tmp_path / "history.db", texts)
    history = History(tmp_path / "history.db")
    try:
        store(history, ["你好 new"])
        for _ in range(3):
            assert found(history, "你好") == scan([*texts, "你好 new"], "你好")
        wait_for_index(history)
        for needle in ("你好", "ell", "ＨＥ", "好"):
            assert found(history, needle) == scan([*texts, "你好 new"], needle)
        assert history.latest(chat_with(5), 1)[0].text == "你好 new"
        history.file.connection.execute("INSERT INTO search (search) VALUES ('integrity-check')")
    finally:
        history.close()


def test_a_message_that_goes_before_it_is_indexed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    always_use_index(monkeypatch)
    not_indexed(tmp_path / "history.db", ["天 0", "天 1", "天 2"])
    pause_indexing(monkeypatch, 60)
    history = History(tmp_path / "history.db")
    try:
        history.file.connection.execute("UPDATE messages SET delivery = 'sent'")
        erase_keys(history, f"{2:032x}")
        store(history, ["天 again"])
        assert found(history, "天") == ["天 again", "天 1", "天 0"]
        history.close()
        pause_indexing(monkeypatch, 0)
        history = History(tmp_path / "history.db")
        wait_for_index(history)
        assert found(history, "天") == ["天 again", "天 1", "天 0"]
        history.file.connection.execute("INSERT INTO search (search) VALUES ('integrity-check')")
    finally:
        history.close()


def test_indexing_continues_after_a_kill(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    always_use_index(monkeypatch)
    path = tmp_path / "history.db"
    texts = [f"第{at}条 message{at}" for at in range(6000)]
    not_indexed(path, texts)
    slow = "from qqdesk.history import history, index_builder as b; b._PAUSE_S = 0.05; b._BATCH_SIZE = 100"
    code = f"from pathlib import Path; {slow}; history.History(Path({str(path)!r}))"
    process = subprocess.Popen([sys.executable, "-c", code])
    reader = sqlite3.connect(path)
    try:
        deadline = time.monotonic() + 30
        while time.monotonic() < deadline and process.poll() is None:
            if index.below(reader) < NOW + 5000:
                break
        os.kill(process.pid, signal.SIGKILL)
        process.wait()
        assert NOW < index.below(reader) < NOW + 5000
    finally:
        reader.close()
    history = History(path)
    try:
        for needle in ("第7", "sage59"):
            assert found(history, needle) == scan(texts, needle)[:1000]
        wait_for_index(history)
        for needle in ("第7", "sage59", "9"):
            assert found(history, needle) == scan(texts, needle)[:1000]
    finally:
        history.close()


def test_another_folding_rebuilds_the_index(history: History, monkeypatch: pytest.MonkeyPatch) -> None:
    store(history, TEXTS)
    history.close()
    always_use_index(monkeypatch)
    monkeypatch.setattr(index, "FOLDING", "other")
    again = History(history.path)
    wait_for_index(again)
    assert found(again, "好") == scan(TEXTS, "好")
    again.close()


def test_without_fts5_everything_is_read(
    history: History, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    store(history, TEXTS)
    history.close()
    with monkeypatch.context() as patch:
        patch.setattr(index, "_has_fts5", lambda connection: False)
        for more in ("天气 1", "天气 2"):
            without = History(history.path)
            store(without, [more])
            without.put(text_message("a" * 32, 5, "gone", NOW, Delivery.SENT))
            erase_keys(without, "a" * 32)
            assert found(without, "天气")[0] == more
            without.close()
    assert "no FTS5" in caplog.text
    always_use_index(monkeypatch)
    again = History(history.path)
    wait_for_index(again)
    assert found(again, "天气") == ["天气 2", "天气 1", TEXTS[1]]
    again.close()


def test_a_damaged_index_is_rebuilt_without_loss(
    history: History, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    always_use_index(monkeypatch)
    store(history, TEXTS)
    history.close()
    with sqlite3.connect(history.path) as raw:
        raw.execute("DELETE FROM search_data WHERE id > 10")
    raw.close()
    again = History(history.path)
    try:
        assert found(again, "你好") == ["你好，世界"]
        store(again, ["你好 new"])
        assert found(again, "你好") == ["你好 new", "你好，世界"]
        wait_for_index(again)
        assert found(again, "你好") == ["你好 new", "你好，世界"]
    finally:
        again.close()
    assert list(history.path.parent.glob("*.damaged-*")) == []
    assert "index was damaged" in caplog.text


def test_further_typing_ends_the_search(history: History, monkeypatch: pytest.MonkeyPatch) -> None:
    store(history, [f"text {at}" for at in range(20_000)])
    history.file.connection.execute("UPDATE indexed SET below = (SELECT max(row) FROM messages)")

    is_searching = threading.Event()

    def slow_fold(text: str) -> str:
        is_searching.set()
        time.sleep(0.0005)
        return fold(text)

    monkeypatch.setattr("qqdesk.history.message_search.fold", slow_fold)
    ended: list[BaseException] = []

    def search() -> None:
        try:
            history.search(SearchQuery("nobody wrote this"))
        except SearchInterruptedError as error:
            ended.append(error)

    threads = [threading.Thread(target=search) for _ in range(2)]
    for thread in threads:
        thread.start()
    assert is_searching.wait(30)
    store(history, ["who stores does not wait"])
    assert history.latest(chat_with(5), 1)[0].text == "who stores does not wait"
    start = time.monotonic()
    while len(ended) < 2:
        assert time.monotonic() - start < 60
        history.interrupt_search()
        time.sleep(0.01)
    for thread in threads:
        thread.join()
    monkeypatch.undo()
    assert found(history, "text 777") != []


def test_a_closed_or_missing_file_raises_its_own_error(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.CRITICAL)
    history = History(tmp_path / "history.db")
    history.close()
    for file in tmp_path.glob("history.db*"):
        file.unlink()
    with pytest.raises(HistoryError):
        history.search(SearchQuery("a"))
    assert list(tmp_path.iterdir()) == []


def test_the_index_is_merged_little_by_little(tmp_path: Path) -> None:
    """No one waits for a large merge, and a search has few pieces to look into."""
    history = History(tmp_path / "history.db")
    for number in range(300):
        history.put(text_message(f"{number:032x}", 5, f"message {number} 带上你的相机", number + 1, Delivery.SENT))
    connection = history.file.connection
    assert connection.execute("SELECT v FROM search_config WHERE k = 'automerge'").fetchone() == (0,)
    (segments,) = connection.execute("SELECT count(DISTINCT segid) FROM search_idx").fetchone()
    assert segments < 20
    connection.execute("INSERT INTO search (search, rank) VALUES ('automerge', 4)")
    history.close()
    again = History(tmp_path / "history.db")
    config = again.file.connection.execute("SELECT v FROM search_config WHERE k = 'automerge'").fetchone()
    assert config == (0,)
    again.close()
