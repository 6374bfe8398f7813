"""Signals that ask a program to end, for a main thread that waits in a queue."""

import signal
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType
from typing import Any

_NAMES = ("SIGINT", "SIGTERM", "SIGHUP", "SIGBREAK")


@contextmanager
def catch_signals(caught: Callable[[int, Any], None], wake: Callable[[], None]) -> Iterator[None]:
    """`caught` is called in the main thread with the number of a signal and the handler that it had before, and `wake`,
    in another one, to end what the main thread waits in. In any other thread than the main one nothing is caught.

    A handler of Python's does not run before the main thread goes on, and a signal that comes just before it begins to
    wait does not end its waiting: for this there is `wake`, which on Windows ends every waiting.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before: dict[int, Any] = {}

    def handle(number: int, _: FrameType | None) -> None:
        caught(number, before[number])

    with _waking(wake):
        try:
            for name in _NAMES:
                number = getattr(signal, name, None)
                # What is ignored, as by nohup, stays so.
                if number is not None and (handler := signal.getsignal(number)) is not signal.SIG_IGN:
                    before[number] = handler
                    signal.signal(number, handle)
            yield
        finally:
            for number, handler in before.items():
                signal.signal(number, handler)


@contextmanager
def _waking(wake: Callable[[], None]) -> Iterator[None]:
    reader, writer = socket.socketpair()

    def listen() -> None:
        while reader.recv(64):
            wake()

    thread = threading.Thread(target=listen, name="signals", daemon=True)
    with reader, writer:
        writer.setblocking(False)
        before = signal.set_wakeup_fd(writer.fileno(), warn_on_full_buffer=False)
        thread.start()
        try:
            yield
        finally:
            signal.set_wakeup_fd(before)
            writer.close()
            thread.join()
