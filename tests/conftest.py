"""What every test gets: an isolated process, and a check that it leaves no thread and no file behind."""

import gc
import os
import signal
import threading
import time
import weakref
from collections.abc import Iterator
from contextlib import suppress
from typing import Any

import hypothesis
import pytest
import shiboken6
from PySide6.QtCore import QCoreApplication, QThread
from PySide6.QtGui import QCursor, QGuiApplication

from qqdesk.client import lan_browser
from qqdesk.server.operations import announcer
from tests.helpers import costs
from tests.helpers.gui_writes import no_gui_writes
from tests.helpers.isolation import Isolation
from tests.helpers.neighbourhood import NOBODY_LOOKS, looking_on_loopback

_GRACE_S = 20.0
# An example takes longer on a busy computer, which is no failure.
hypothesis.settings.register_profile("suite", deadline=None)
hypothesis.settings.load_profile("suite")

_started: "weakref.WeakSet[QThread]" = weakref.WeakSet()

# A shell ignores it for tests that run in the background, and the programs that they start inherit that.
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)

# A widget that Python finds to be garbage in another thread than the main one ends the process: the program collects
# in that thread only (qqdesk/gui/start/collector.py), and so do the tests, each at its end.
gc.disable()
_COUNTED = 20
_ended = 0


@pytest.hookimpl(tryfirst=True)  # before `-m` chooses
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        costs.mark(item)


def pytest_collection_finish() -> None:
    """All loaded modules and tests live until the end. Each full collection would traverse them for 0.3 s."""
    gc.freeze()


_start = QThread.start


def _start_and_note(thread: QThread, *args: Any, **kwargs: Any) -> None:
    _started.add(thread)
    _start(thread, *args, **kwargs)


QThread.start = _start_and_note  # type: ignore[method-assign]


_isolation = pytest.StashKey[Isolation]()


@pytest.hookimpl(tryfirst=True)  # before pytest chooses the folder of `tmp_path`
def pytest_configure(config: pytest.Config) -> None:
    config.stash[_isolation] = isolation = Isolation()
    isolation.set_environment()
    # The workers of pytest-xdist get a folder in the one of the process that started them.
    config.option.basetemp = config.option.basetemp or str(isolation.folder / "t")
    config.add_cleanup(isolation.remove)
    config.pluginmanager.register(_FailureNames(config))


class _FailureNames:
    """Prints the name of each failed test at once: a whole run takes many minutes."""

    def __init__(self, config: pytest.Config) -> None:
        self._plugins = config.pluginmanager

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        terminal = self._plugins.get_plugin("terminalreporter")  # none in a worker of pytest-xdist
        if report.failed and terminal is not None:
            terminal.ensure_newline()
            terminal.write_line(f"FAILED {report.nodeid} ({report.when})")
            terminal.flush()


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
def pointer_at_its_start() -> Iterator[None]:
    """A list that opens under the pointer keeps its order. Let no test leave the pointer where another opens one."""
    yield
    if isinstance(QCoreApplication.instance(), QGuiApplication) and QGuiApplication.platformName() == "offscreen":
        QCursor.setPos(10, 10)


@pytest.fixture(autouse=True)
def no_file_left(request: pytest.FixtureRequest) -> Iterator[None]:
    """Fail a test that leaves something in the home or in the temporary folder. `tmp_path` is the place for files."""
    isolation = request.config.stash[_isolation]
    before = isolation.files()
    yield
    left = isolation.files() - before
    assert not left, f"files left: {', '.join(sorted(map(str, left)))}"


@pytest.fixture(autouse=True)
def no_neighbours(monkeypatch: pytest.MonkeyPatch) -> None:
    """The sign-in window looks for servers on the network; in a test there is no network unless it brings one, and then
    none of another test's: loopback is the same one for all that run."""
    monkeypatch.setattr("qqdesk.worker.lan_search.search_command", lambda: NOBODY_LOOKS)
    service_type = f"_qq{os.urandom(5).hex()}._tcp.local."
    monkeypatch.setattr(lan_browser, "SERVICE_TYPE", service_type)
    monkeypatch.setattr(announcer, "SERVICE_TYPE", service_type)


@pytest.fixture
def loopback_network(no_neighbours: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let a search find what `tests.helpers.neighbourhood.announced` announces."""
    monkeypatch.setattr("qqdesk.worker.lan_search.search_command", looking_on_loopback)


@pytest.fixture(autouse=True)
def gui_thread_writes_nothing() -> Iterator[None]:
    """The writer thread changes the history: the GUI thread must not wait for the disk."""
    with no_gui_writes():
        yield


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
                with suppress(RuntimeError):  # another thread is starting it just now
                    thread.join(0.05)
            else:
                thread.wait(50)
