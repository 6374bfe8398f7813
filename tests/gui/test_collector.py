"""Garbage is collected in the main thread only."""

import gc
import threading
import weakref
from typing import Any

from pytestqt.qtbot import QtBot

from qqdesk.gui.start.collector import Collector


class Cycle:
    def __init__(self, note: list[str]) -> None:
        self.itself = self
        self._note = note

    def __del__(self) -> None:
        self._note.append(threading.current_thread().name)


def make_garbage(count: int) -> None:
    kept: list[Any] = []
    for _ in range(count):
        loop: list[Any] = []
        loop.append(loop)
        kept.append(loop)


def test_another_thread_collects_no_garbage(qtbot: QtBot) -> None:
    collector = Collector()
    died: list[str] = []
    reference = weakref.ref(Cycle(died))
    worker = threading.Thread(target=make_garbage, args=(20 * gc.get_threshold()[0],), name="worker")
    worker.start()
    worker.join()
    assert reference() is not None
    collector.collect()
    assert reference() is None
    assert died == [threading.main_thread().name]
    assert not gc.isenabled()
    collector.stop()


def test_little_garbage_is_not_collected(qtbot: QtBot) -> None:
    collector = Collector()
    gc.collect()
    reference = weakref.ref(Cycle([]))
    collector.collect()
    assert reference() is not None
    collector.stop()
