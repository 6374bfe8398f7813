"""Handle termination signals while the main thread waits for a queue."""

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
    """Call `caught` in the main thread with the signal and its previous handler, and `wake` in another thread.

    `wake` has to end the wait of the main thread. In another thread than the main one, catch no signals.

    Python runs a handler only when the main thread continues. A signal just before the wait does not interrupt it, and
    on Windows no signal does: `wake` ends the wait.
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
                # An ignored signal, as with nohup, stays ignored.
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
