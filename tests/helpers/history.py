"""What tests do with a history that the program does in steps, in a thread of its own."""

import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

import pytest
from PySide6.QtCore import QObject

from qqdesk.domain.incoming import Incoming, MessageReceived
from qqdesk.domain.incoming_reader import read_incoming
from qqdesk.history.eraser import BATCH_SIZE, Selection
from qqdesk.history.history import History
from qqdesk.protocol.commands import WaitingMessage
from qqdesk.worker.history_writer import HistoryWriter
from qqdesk.worker.messenger import Messenger


@contextmanager
def history_writer(parent: QObject) -> Iterator[HistoryWriter]:
    """Run a writer. It ends after all writes."""
    writer = HistoryWriter(10001, parent)
    writer.start()
    try:
        yield writer
    finally:
        writer.close(lambda: None)
        writer.wait()


def open_history(messenger: Messenger) -> History:
    """Return the history of the session."""
    assert messenger.session is not None and messenger.session.history is not None
    return messenger.session.history


def always_use_index(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let a search use the index for few messages, too."""
    monkeypatch.setattr("qqdesk.history.message_search._SCANNED", 0)


def pause_indexing(monkeypatch: pytest.MonkeyPatch, seconds: float) -> None:
    """Let the index builder pause that long between two steps."""
    monkeypatch.setattr("qqdesk.history.index_builder._PAUSE_S", seconds)


@contextmanager
def full_disk(history: History) -> Iterator[None]:
    """Let each change of the history fail."""
    with history.file.lock:
        history.file.connection.execute("PRAGMA query_only = 1")
    yield
    with history.file.lock:
        history.file.connection.execute("PRAGMA query_only = 0")


def wait_written(writer: HistoryWriter) -> None:
    """Wait until the writes so far are on disk. Their listeners are called by the next event loop."""
    written = threading.Event()
    writer.write(written.set)
    assert written.wait(20)


def erase(history: History, selection: Selection, *, clean: bool = True) -> int:
    """Remove messages; how many. `clean` also drops what the index and the log of changes still have of them."""
    rows = [row for step in history.eraser.find_rows(selection) for row in step]
    count = 0
    for at in range(0, len(rows), BATCH_SIZE):
        count += len(history.eraser.erase(rows[at : at + BATCH_SIZE], history.eraser.first_redelivered_row()))
    if clean:
        for _ in history.eraser.clean_up():
            pass
        history.eraser.finish(selection)
    return count


def erase_keys(history: History, *keys: str) -> None:
    assert erase(history, Selection(keys), clean=False) == len(keys)


def add_received(history: History, rows: Sequence[WaitingMessage], now: int) -> list[Incoming]:
    """Store rows of GetMsgEx, as the engine does."""
    return history.add_received([read_incoming(row, now) for row in rows], now)


def add_messages(history: History, rows: Sequence[WaitingMessage], now: int) -> list[MessageReceived]:
    """Store rows of texts; the new ones."""
    items = add_received(history, rows, now)
    messages = [item for item in items if isinstance(item, MessageReceived)]
    assert len(messages) == len(items)
    return messages
