"""What every test gets: a screen, and a look at the threads that it left running."""

import gc
import os
import signal
import sys
import threading
import time
import weakref
from collections.abc import Iterator
from typing import Any

import pytest
import shiboken6
from PySide6.QtCore import QThread

from qqdesk.client import discovery
from qqdesk.server import announcer
from tests.helpers.neighbourhood import NOBODY_LOOKS

_GRACE_S = 2.0
_started: "weakref.WeakSet[QThread]" = weakref.WeakSet()

if sys.platform.startswith("linux"):
    # Not on the screen of whoever runs the tests, where a window may get no focus. QT_QPA_PLATFORM=xcb puts them there
    # all the same.
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    # Nor is what a test notifies of shown there: who wants a bus has one of their own (tests/helpers/session_bus.py).
    os.environ["DBUS_SESSION_BUS_ADDRESS"] = "disabled:"

# Nor does a test touch the passwords of whoever runs it.
os.environ["PYTHON_KEYRING_BACKEND"] = "keyring.backends.fail.Keyring"

# Whoever runs the tests in the background of a shell has it ignored, and so had the programs that they start.
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)

# A widget that Python finds to be garbage in another thread than the main one ends the process: the program collects
# in that thread only (qqdesk/gui/collector.py), and so do the tests, each at its end.
gc.disable()
_COUNTED = 20
_ended = 0

_start = QThread.start


def _start_and_note(thread: QThread, *args: Any, **kwargs: Any) -> None:
    _started.add(thread)
    _start(thread, *args, **kwargs)


QThread.start = _start_and_note  # type: ignore[method-assign]


def _running() -> set[Any]:
    # A thread of Qt that once ran Python stays listed as a dummy after its end.
    python = {thread for thread in threading.enumerate() if not isinstance(thread, threading._DummyThread)}
    qt = {thread for thread in _started if shiboken6.isValid(thread) and thread.isRunning()}
    return python | qt


def _name(thread: Any) -> str:
    return str(thread.name if isinstance(thread, threading.Thread) else thread.objectName() or thread)


@pytest.fixture(autouse=True)
def collected() -> Iterator[None]:
    """The first fixture to be set up is the last to end: the threads of the test are gone by then."""
    global _ended
    yield
    gc.disable()
    _ended += 1
    gc.collect(2 if _ended % _COUNTED == 0 else 1)


@pytest.fixture(autouse=True)
def no_neighbours(monkeypatch: pytest.MonkeyPatch) -> None:
    """The sign-in window looks for servers on the network; in a test there is no network unless it brings one, and then
    none of another test's: loopback is the same one for all that run."""
    monkeypatch.setattr("qqdesk.worker.discovery.search_command", lambda: NOBODY_LOOKS)
    service_type = f"_qq{os.urandom(5).hex()}._tcp.local."
    monkeypatch.setattr(discovery, "SERVICE_TYPE", service_type)
    monkeypatch.setattr(announcer, "SERVICE_TYPE", service_type)


@pytest.fixture(autouse=True)
def no_thread_left() -> Iterator[None]:
    """A test that leaves a thread running fails; one that is about to end is given a moment."""
    before = _running()
    yield
    deadline = time.monotonic() + _GRACE_S
    while left := _running() - before:
        if time.monotonic() > deadline:
            pytest.fail("threads left running: " + ", ".join(sorted(map(_name, left))))
        for thread in left:
            if isinstance(thread, threading.Thread):
                thread.join(0.05)
            else:
                thread.wait(50)
