"""Deleting is deleting: read in the bytes of the file."""

import os
import random
import sqlite3
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from qqdesk.domain.message import Delivery
from qqdesk.history.eraser import Selection
from qqdesk.history.history import History
from qqdesk.history.message_search import SearchQuery
from qqdesk.history.schema import BUSY_MS, VACUUM_REQUESTED
from qqdesk.protocol.commands import WaitingMessage
from qqdesk.protocol.entry_kinds import MessageKind
from tests.helpers.history import add_messages, add_received, erase
from tests.helpers.messages import chat_with, text_message

NOON = 1_772_366_400_000
ANNA, BEN = 10001, 3456789012
_LETTERS = "abcdefghijklmnopqrstuvwxyz"


@pytest.fixture
def history(tmp_path: Path) -> Iterator[History]:
    history = History(tmp_path / "history.db")
    yield history
    history.close()


def bytes_of(path: Path) -> bytes:
    return b"".join(one.read_bytes() for one in path.parent.glob(path.name + "*"))


def author(seed: int) -> Iterator[str]:
    """Texts none of whose words or pairs of characters is in another one."""
    chance = random.Random(seed)
    characters = [chr(code) for code in range(0x4E00, 0x9FA0)]
    chance.shuffle(characters)
    at = 0
    while True:
        chinese = "".join(characters[at : at + 4])
        at += 4
        word = "".join(chance.choices(_LETTERS, k=12))
        # Long ones lie in pages of their own, and capitals of another script are kept folded, too.
        yield f"{chinese} {word} Ж{chinese}{'x' * chance.choice((1, 1, 1, 6000))}"


def traces(text: str) -> list[bytes]:
    """What must not be in the file: parts that the index cannot have shared with another word."""
    chinese, word, _ = text.split(" ")
    return [part.encode() for part in (word[4:], chinese, chinese[:2], chinese[2:], "ж" + chinese[:2])]


def allocated(path: Path) -> bytes:
    """Return the bytes of the files, without the space that pages of tables and indexes have not allocated.

    When SQLite spreads the rows of a page over others, it does not clear what the page no longer allocates, not even
    with `secure_delete`. Such a page keeps old rows there: a few messages, or a few dozen words of the index.
    """
    data = bytearray(path.read_bytes())
    page_size = int.from_bytes(data[16:18], "big")
    for page in range(0, len(data), page_size):
        header = page + 100 if page == 0 else page
        header_size = {2: 12, 5: 12, 10: 8, 13: 8}.get(data[header])
        if header_size is None:  # no page of a table or index
            continue
        cells = int.from_bytes(data[header + 3 : header + 5], "big")
        begin = header + header_size + 2 * cells
        end = page + int.from_bytes(data[header + 5 : header + 7], "big")
        data[begin:end] = bytes(end - begin)
    return bytes(data) + b"".join(one.read_bytes() for one in path.parent.glob(path.name + "-*"))


def left(data: bytes, texts: list[str]) -> list[str]:
    """Return the traces of these texts in the bytes of a file."""
    return [trace.decode() for text in texts for trace in traces(text) if trace in data]


@pytest.mark.parametrize("seed", range(8 if "QQDESK_TEST_LONG" in os.environ else 2))
def test_nothing_of_it_is_left_in_the_file(history: History, seed: int) -> None:
    chance, texts = random.Random(seed), author(seed)
    written: dict[str, str] = {}
    for batch in range(12):
        items = [
            WaitingMessage(MessageKind.TEXT, chance.choice((ANNA, BEN)), next(texts), batch * 50 + row + 1, NOON + row)
            for row in range(40)
        ]
        for arrived in add_messages(history, items, NOON):
            written[arrived.message.id] = arrived.message.text
        # Those between others part the pages that are there.
        old = [
            text_message(f"{batch:016x}{row:016x}", ANNA, next(texts), NOON - chance.randrange(9999), Delivery.SENT)
            for row in range(20)
        ]
        history.import_messages(old, NOON)
        written |= {message.id: message.text for message in old}
    # Keys are random; by its text each run removes the same.
    gone = chance.sample(sorted(written, key=written.__getitem__), 300)
    gone_texts = [written[key] for key in gone]
    data = bytes_of(history.path)
    assert all(trace in data for key in gone for trace in traces(written[key])[:2])
    for at in range(0, 300, 100):
        assert erase(history, Selection(tuple(gone[at : at + 100]))) == 100
    assert left(allocated(history.path), gone_texts) == []
    history.close()
    history = History(history.path)
    data = bytes_of(history.path)
    assert left(data, gone_texts) == [], "the next start writes the file anew"
    kept = [text for key, text in written.items() if key not in gone]
    assert all(trace in data for text in kept for trace in traces(text)[:2])
    for text in kept[:20]:
        assert [hit.message.text for hit in history.search(SearchQuery(text.split()[1]))] == [text]
        assert [hit.message.text for hit in history.search(SearchQuery(text[:3]))] == [text]
    history.close()


def test_an_empty_selection_is_nothing(history: History) -> None:
    add_received(history, [WaitingMessage(MessageKind.TEXT, ANNA, "hi", 1, NOON)], NOON)
    assert erase(history, Selection()) == 0
    assert erase(history, Selection(keys=("nothing like it",))) == 0


def test_unshown_messages_are_kept_and_unread_ones_on_request(history: History) -> None:
    first, second, third = (WaitingMessage(MessageKind.TEXT, ANNA, f"no {row}", row, NOON + row) for row in (1, 2, 3))
    add_received(history, [first], NOON)
    history.unread.mark_read({chat_with(ANNA): history.last_row})
    (arrived,) = add_messages(history, [second], NOON + 9)
    add_received(history, [third], NOON + 9)
    last_shown = arrived.row
    assert erase(history, Selection(conversation=chat_with(ANNA), keep_unread=True, shown_up_to=last_shown)) == 1
    assert [message.text for message in history.latest(chat_with(ANNA), 9)] == ["no 2", "no 3"]
    assert erase(history, Selection(conversation=chat_with(ANNA), shown_up_to=last_shown)) == 1
    assert [message.text for message in history.latest(chat_with(ANNA), 9)] == ["no 3"]


def test_a_deleted_message_is_not_received_again(history: History) -> None:
    items = [WaitingMessage(MessageKind.TEXT, ANNA, f"no {row}", row, NOON + row) for row in (1, 2)]
    add_received(history, items, NOON + 9)
    erase(history, Selection(conversation=chat_with(ANNA)))
    assert add_received(history, items, NOON + 9) == []
    assert history.latest(chat_with(ANNA), 9) == []


@pytest.mark.parametrize("state", [None, *Delivery])
def test_only_unsent_messages_stay(history: History, state: Delivery | None) -> None:
    history.import_messages([text_message("a" * 32, ANNA, "hi", NOON, Delivery.SENT)], NOON)
    if state is None:
        add_received(history, [WaitingMessage(MessageKind.TEXT, ANNA, "hi", 1, NOON)], NOON)
    else:
        history.put(text_message("b" * 32, ANNA, "hi", NOON, state))
    stays = state in (Delivery.WAITING, Delivery.SENDING)
    assert erase(history, Selection(before=NOON + 1)) == 2 - stays
    assert [message.delivery for message in history.latest(chat_with(ANNA), 9)] == [state] * stays


def test_an_unfinished_deletion_is_known_after_a_restart(history: History) -> None:
    whole = history.eraser.start(Selection(conversation=chat_with(BEN), shown_up_to=7))
    history.eraser.finish(history.eraser.start(Selection(keys=("a", "b"))))
    history.close()
    again = History(history.path)
    assert again.eraser.start(whole) == whole
    assert again.eraser.unfinished() == [whole], "once, when it goes on"
    again.eraser.finish(whole)
    assert again.eraser.unfinished() == []
    again.close()


def test_later_messages_stay_when_a_removal_continues(history: History) -> None:
    history.put(text_message("a" * 32, ANNA, "before", NOON, Delivery.SENT))
    selection = history.eraser.start(Selection(conversation=chat_with(ANNA)))
    history.put(text_message("b" * 32, ANNA, "since", NOON, Delivery.SENT))
    assert [selection] == history.eraser.unfinished()
    assert erase(history, selection) == 1
    assert [message.text for message in history.latest(chat_with(ANNA), 9)] == ["since"]


def test_a_cancelled_removal_stays_cancelled(history: History) -> None:
    history.put(text_message("a" * 32, ANNA, "stays", NOON, Delivery.SENT))
    rest = history.eraser.cancel(history.eraser.start(Selection(conversation=chat_with(ANNA))))
    assert history.eraser.unfinished() == [rest]
    assert erase(history, rest) == 0
    history.eraser.finish(rest)
    assert history.eraser.unfinished() == []


def test_a_reader_of_an_older_state_blocks_no_one_and_nothing_is_left(history: History) -> None:
    history.put(text_message("a" * 32, ANNA, "a secret", NOON, Delivery.SENT))
    with history.snapshots.open():
        history.eraser.erase([NOON])
        cleaning = history.eraser.clean_up()
        next(cleaning)
        began = time.monotonic()
        next(cleaning)
        assert not history.file.truncate_wal()
        assert time.monotonic() - began < BUSY_MS / 1000, "nobody is waited for under the lock"
    assert list(cleaning) == []
    assert b"secret" not in bytes_of(history.path)


def test_the_file_is_rewritten_when_no_one_else_writes(history: History, caplog: pytest.LogCaptureFixture) -> None:
    history.import_messages([text_message("a" * 32, ANNA, "hi", NOON, Delivery.SENT)], NOON)
    assert erase(history, Selection(conversation=chat_with(ANNA))) == 1
    history.close()
    other = sqlite3.connect(history.path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    History(history.path).close()
    assert "VACUUM of the history is postponed" in caplog.text
    caplog.clear()
    other.execute("ROLLBACK")
    other.close()
    for _ in range(2):
        again = History(history.path)
        assert again.local_state.get_fact(VACUUM_REQUESTED) == ""
        assert again.file.connection.execute("SELECT count(*) FROM facts").fetchone() == (0,)
        again.close()
    assert caplog.text == ""
