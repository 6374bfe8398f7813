"""Signals end the wait of the main thread, in whichever thread they arrive."""

import queue
import signal
import sys
import threading
from typing import Any

import pytest

from qqdesk.bot.signals import catch_signals

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="other signals there")


def test_a_signal_that_comes_to_another_thread_ends_the_waiting() -> None:
    waited: queue.SimpleQueue[None] = queue.SimpleQueue()
    caught: list[tuple[int, Any]] = []
    over = threading.Event()
    other = threading.Thread(target=over.wait)
    other.start()
    before = signal.getsignal(signal.SIGTERM)
    try:
        with catch_signals(lambda number, handler: caught.append((number, handler)), lambda: waited.put(None)):
            assert other.ident is not None
            signal.pthread_kill(other.ident, signal.SIGTERM)
            waited.get(timeout=20)
            assert caught == [(signal.SIGTERM, before)]
    finally:
        over.set()
        other.join()
    assert signal.getsignal(signal.SIGTERM) is before


def test_what_is_ignored_stays_ignored() -> None:
    before = signal.signal(signal.SIGHUP, signal.SIG_IGN)
    try:
        with catch_signals(lambda number, handler: None, lambda: None):
            assert signal.getsignal(signal.SIGHUP) is signal.SIG_IGN
            assert signal.getsignal(signal.SIGTERM) is not signal.SIG_DFL
    finally:
        signal.signal(signal.SIGHUP, before)


def test_in_another_thread_nothing_is_caught() -> None:
    before = signal.getsignal(signal.SIGTERM)
    seen: list[Any] = []

    def look() -> None:
        with catch_signals(lambda number, handler: None, lambda: None):
            seen.append(signal.getsignal(signal.SIGTERM))

    thread = threading.Thread(target=look)
    thread.start()
    thread.join()
    assert seen == [before]
