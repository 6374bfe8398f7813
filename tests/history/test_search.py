import datetime
import logging
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qqdesk.domain.message import Delivery
from qqdesk.history.errors import HistoryError, SearchInterruptedError
from qqdesk.history.folding import fold
from qqdesk.history.history import History
from qqdesk.history.message_reader import SearchQuery
from qqdesk.protocol.codes import MessageKind
from qqdesk.protocol.commands import WaitingMessage
from tests.helpers.history import add_received, erase_keys
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
    return [hit.message.text for hit in history.messages.search(SearchQuery(text), count=1000)]


def scan(texts: list[str], needle: str) -> list[str]:
    return [text for text in reversed(texts) if fold(needle) in fold(text)]


def test_every_part_of_every_text_is_found(history: History) -> None:
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
def test_case_and_width_do_not_matter(history: History, needle: str, text: str) -> None:
    store(history, [text, "other"])
    assert found(history, needle) == [text]


def test_other_texts_are_not_found(history: History) -> None:
    store(history, ["你好 好世 世界", "ab bc", "hel lo"])
    for needle in ("你好世", "abc", "hello", "%", "_", "*", '"', "search:"):
        assert found(history, needle) == []


LETTERS = st.sampled_from("abAB1 -%\"'*_你好世界天かカｶﾞ한글😀👍🏽\u200déÉßЯяＡａ１。，\0\U00020000")


@given(st.lists(st.text(LETTERS, max_size=12) | st.text(max_size=6), max_size=12), st.data())
@settings(max_examples=60, deadline=None)
def test_pages_of_hits_are_those_of_a_scan(
    tmp_path_factory: pytest.TempPathFactory, texts: list[str], data: st.DataObject
) -> None:
    texts = [text.encode("utf-8", "replace").decode() for text in texts]
    history = History(tmp_path_factory.mktemp("history") / "history.db")
    try:
        store(history, texts)
        for _ in range(8):
            text = data.draw(st.sampled_from([*texts, ""]))
            start = data.draw(st.integers(0, len(text)))
            needle = text[start : data.draw(st.integers(start, len(text)))]
            needle = data.draw(st.sampled_from([needle, needle.upper(), needle + "a", "b" + needle]))
            pages = []
            before = None
            while page := history.messages.search(SearchQuery(needle), before, 3):
                pages += [hit.message.text for hit in page]
                before = page[-1].row
            assert pages == scan(texts, needle)
    finally:
        history.close()


def test_filters_and_pages(history: History) -> None:
    for at in range(10):
        contact = 5 + at % 2
        item = WaitingMessage(MessageKind.TEXT, contact, f"天气 {at}", None, NOW + at)
        add_received(history, [item], NOW)
    history.put(text_message("a" * 32, 5, "天气 mine", NOW + 10, Delivery.WAITING))

    def texts(query: SearchQuery) -> list[str]:
        return [hit.message.text.split()[1] for hit in history.messages.search(query)]

    assert texts(SearchQuery("天气", conversation=chat_with(6))) == ["9", "7", "5", "3", "1"]
    assert texts(SearchQuery("天气", mine=True)) == ["mine"]
    assert texts(SearchQuery("天", since=NOW + 3, until=NOW + 6)) == ["5", "4", "3"]
    assert texts(SearchQuery("", conversation=chat_with(5), mine=False, until=NOW + 3)) == ["2", "0"]
    first = history.messages.search(SearchQuery("天气"), count=4)
    second = history.messages.search(SearchQuery("天气"), before=first[-1].row, count=4)
    assert [hit.message.text[3:] for hit in [*first, *second]] == ["mine", *"9876543"]
    assert first[0].message.is_mine


def test_dates_are_those_of_the_messages_in_any_order(history: History) -> None:
    day = 24 * 60 * 60 * 1000
    items = [("天 now", NOW), ("天 late", NOW - 3 * day), ("天 of a clock that is ahead", NOW + 90_000)]
    for text, time_ in items:
        add_received(history, [WaitingMessage(MessageKind.TEXT, 5, text, None, time_)], NOW)
    assert found(history, "天") == [items[2][0], items[1][0], items[0][0]]
    for text in ("天", ""):
        for query, texts in (
            (SearchQuery(text, until=NOW - day), [items[1][0]]),
            (SearchQuery(text, since=NOW + 9), [items[2][0]]),
            (SearchQuery(text, since=NOW - 2 * day, until=NOW), []),
        ):
            assert [hit.message.text for hit in history.messages.search(query)] == texts


def test_changed_and_deleted_messages(history: History) -> None:
    message = text_message("a" * 32, 5, "secretword 天气", NOW, Delivery.WAITING)
    history.put(message)
    history.put(message.with_delivery(Delivery.SENT), 3)
    (hit,) = history.messages.search(SearchQuery("cretw"))
    assert hit.message.delivery is Delivery.SENT
    erase_keys(history, "a" * 32)
    assert found(history, "天气") == []
    store(history, ["new 天"])
    assert found(history, "天气") == []
    assert found(history, "天") == ["new 天"]


def test_context_and_days(history: History) -> None:
    noon = datetime.datetime(2024, 2, 1, 12)
    for day in (0, 3, 3, 28, 29):
        stamp = int((noon + datetime.timedelta(days=day)).timestamp() * 1000)
        for contact in (5, 6):
            item = WaitingMessage(MessageKind.TEXT, contact, f"{contact} {day}", None, stamp)
            add_received(history, [item], NOW)
    hit = history.messages.search(SearchQuery("5 3"))[1]
    assert [m.text for m in history.messages.around(hit.message.id, 2)] == ["5 0", "5 3", "5 3", "5 28"]
    assert history.messages.around("f" * 32, 2) == []
    days = [datetime.date(2024, 2, day) for day in (1, 4, 29)]
    assert history.messages.days(chat_with(5), datetime.date(2024, 2, 17)) == days
    assert history.messages.days(None, datetime.date(2024, 2, 1)) == days
    assert history.messages.days(chat_with(7), datetime.date(2024, 2, 1)) == []
    assert history.messages.days(chat_with(5), datetime.date(2024, 3, 1)) == [datetime.date(2024, 3, 1)]


def test_an_interrupted_search_ends_while_others_read_and_write(history: History) -> None:
    history.import_messages((text_message(f"{at:032x}", 5, f"text {at} " * 50, NOW + at) for at in range(20_000)), NOW)
    ended: list[BaseException] = []

    def search() -> None:
        try:
            while True:
                history.messages.search(SearchQuery("in no message"))
        except SearchInterruptedError as error:
            ended.append(error)

    threads = [threading.Thread(target=search) for _ in range(2)]
    for thread in threads:
        thread.start()
    store(history, ["stored meanwhile"])
    assert history.latest(chat_with(5), 1)[0].text == "stored meanwhile"
    while len(ended) < 2:
        history.messages.interrupt()
    for thread in threads:
        thread.join()
    assert found(history, "text 777") != []


def test_a_closed_or_missing_file_raises_its_own_error(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.CRITICAL)
    history = History(tmp_path / "history.db")
    history.close()
    for file in tmp_path.glob("history.db*"):
        file.unlink()
    with pytest.raises(HistoryError):
        history.messages.search(SearchQuery("a"))
    assert list(tmp_path.iterdir()) == []
