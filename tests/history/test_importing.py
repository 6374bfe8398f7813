from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qqdesk.domain.message import Message, MessageState
from qqdesk.history.folding import fold
from qqdesk.history.search import Query
from qqdesk.history.store import History
from qqdesk.protocol.codes import MessageKind
from qqdesk.protocol.commands import WaitingMessage

NOW = 1_700_000_000_000


@pytest.fixture
def history(tmp_path: Path) -> Iterator[History]:
    opened = History(tmp_path / "history.db")
    yield opened
    opened.close()


def message(
    number: int, time: int, text: str = "", contact: int = 5, state: MessageState = MessageState.SENT
) -> Message:
    return Message(f"{number:032x}", contact, text or f"text {number}", time, state)


def received(time: int, text: str, contact: int = 5) -> WaitingMessage:
    return WaitingMessage(MessageKind.TEXT, contact, text, None, time)


def texts(history: History, contact: int = 5) -> list[str]:
    return [message.text for message in history.latest(contact, 10_000)]


def test_what_is_imported_stands_among_the_others_in_the_order_of_time(history: History) -> None:
    history.add_received([received(NOW + 10 * at, f"here {10 * at}") for at in range(1, 5)], NOW + 100)
    other = [message(time, NOW + time, f"there {time}") for time in (5, 35, 15, 41, 16)]
    assert history.import_messages(other, NOW + 100) == 5
    assert texts(history) == [
        *("there 5", "here 10", "there 15", "there 16", "here 20", "here 30", "there 35", "here 40", "there 41"),
    ]
    history.add_received([received(NOW + 50, "new")], NOW + 100)
    history.put(message(77, NOW + 60, "mine"))
    assert texts(history)[-3:] == ["there 41", "new", "mine"]
    assert [hit.message.text for hit in history.search(Query("there"))] == [f"there {at}" for at in (41, 35, 16, 15, 5)]
    middle = history.around(message(35, 0).key, 1)
    assert [item.text for item in middle] == ["here 30", "there 35", "here 40"]


def test_what_is_there_is_left_out(history: History) -> None:
    batch = [message(at, NOW + at) for at in range(1, 8)]
    assert history.import_messages([*batch[:3], batch[1]], NOW * 2) == 3
    assert history.import_messages(batch, NOW * 2) == 4
    assert history.import_messages(batch, NOW * 2) == 0
    assert texts(history) == [item.text for item in batch]


def test_what_is_imported_is_read_and_never_sent(history: History) -> None:
    states = list(MessageState)
    batch = [message(at, NOW + at, state=state) for at, state in enumerate(states)]
    batch.append(Message("f" * 32, 5, "refused", NOW + 99, MessageState.FAILED, "NOT_ALLOWED"))
    assert history.import_messages(batch, NOW * 2) == len(batch)
    assert history.unsent() == []
    assert history.unread() == {}
    stored = {item.key: item for item in history.latest(5, 99)}
    for item in batch:
        if item.state in (MessageState.WAITING, MessageState.SENDING):
            item = item.in_state(MessageState.FAILED)
        assert stored[item.key] == item
    mine = {hit.message.key for hit in history.search(Query("", mine=True))}
    assert mine == {item.key for item in batch if item.is_mine}


def test_one_that_was_imported_does_not_come_a_second_time_from_the_server(history: History, tmp_path: Path) -> None:
    item = WaitingMessage(MessageKind.TEXT, 5, "hello", 7, NOW)
    elsewhere = History(tmp_path / "elsewhere.db")
    (arrived,) = elsewhere.add_received([item], NOW)
    elsewhere.close()
    assert arrived.message is not None
    assert history.import_messages([arrived.message], NOW) == 1
    assert history.add_received([item], NOW) == []


def test_what_comes_from_the_future_is_in_nobodys_way(history: History) -> None:
    far = NOW * 2
    history.import_messages([message(1, far, "far")], NOW)
    history.add_received([received(far, "also far"), received(NOW + 5, "next")], NOW + 5)
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


def test_what_was_read_before_a_bad_file_ends_is_kept(history: History) -> None:
    def bad() -> Iterator[Message]:
        yield from (message(at, NOW + at) for at in range(700))
        raise ValueError("no more")

    with pytest.raises(ValueError, match="no more"):
        history.import_messages(bad(), NOW * 2)
    kept = texts(history)
    assert 0 < len(kept) <= 700
    assert kept == [f"text {at}" for at in range(len(kept))]
    assert history.import_messages((message(at, NOW + at) for at in range(700)), NOW * 2) == 700 - len(kept)


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


@given(st.lists(st.tuples(st.booleans(), MESSAGES), max_size=5))
@settings(max_examples=40, deadline=None)
def test_however_it_came_the_order_is_that_of_time_and_everything_is_found(
    tmp_path_factory: pytest.TempPathFactory, steps: list[tuple[bool, list[Message]]]
) -> None:
    history = History(tmp_path_factory.mktemp("history") / "history.db")
    try:
        stored: dict[str, Message] = {}
        with pytest.MonkeyPatch.context() as monkeypatch:
            monkeypatch.setattr("qqdesk.history.search._PROBED", 0)
            for said_here, batch in steps:
                fresh = {item.key: item for item in reversed(batch) if item.key not in stored}
                if said_here:
                    latest = max((item.time for item in stored.values()), default=0)
                    fresh = {key: item for key, item in fresh.items() if item.time >= latest}
                    for item in sorted(fresh.values(), key=lambda item: item.time):
                        history.put(item)
                else:
                    assert history.import_messages(batch, NOW * 2) == len(fresh)
                stored |= fresh
            for contact in (5, 6):
                kept = history.latest(contact, 99)
                assert [item.time for item in kept] == sorted(item.time for item in kept)
                assert {item.key: item for item in kept} == {k: v for k, v in stored.items() if v.contact == contact}
            for needle in ("好", "你好", "hell", "e", "ss", "世界!"):
                hits = [hit.message for hit in history.search(Query(needle), count=99)]
                assert {hit.key for hit in hits} == {k for k, v in stored.items() if fold(needle) in fold(v.text)}
                assert [hit.time for hit in hits] == sorted((hit.time for hit in hits), reverse=True)
    finally:
        history.close()
