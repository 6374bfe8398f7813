"""The threads of a session: they never hang at its end, and no object of Qt lives in them.

An earlier design moved the objects of a session between threads. The move waited for a lock of Qt's connections while
it held Python's, and a disconnect in the main thread did the opposite.
"""

import gc
import os
import subprocess
import sys
from pathlib import Path

import shiboken6
from PySide6.QtCore import QCoreApplication, QObject, QThread

from qqdesk.worker import loop_thread
from tests.helpers.server import LocalServer
from tests.worker.conftest import ONE, TWO, MakeDesk

ROOT = Path(__file__).parents[2]
COUNT = 100 if "QQDESK_TEST_LONG" in os.environ else 4


def objects_of_other_threads() -> list[QObject]:
    main = QCoreApplication.instance()
    assert main is not None
    objects = [item for item in gc.get_objects() if isinstance(item, QObject) and shiboken6.isValid(item)]
    return [item for item in objects if item.thread() is not main.thread()]


def test_no_object_of_qt_lives_in_a_thread_of_a_session(desk: MakeDesk, server: LocalServer) -> None:
    one, two = desk(ONE).sign_in(server.address), desk(TWO).sign_in(server.address)
    two.send(ONE, "hello")
    one.wait(lambda: one.texts(TWO) == ["hello"])
    one.reply(one.messenger.request_profile(TWO))
    threads = [thread for thread in one.messenger.findChildren(QThread) if thread.isRunning()]
    assert len(threads) == 6
    assert objects_of_other_threads() == []
    one.messenger.sign_out()
    one.wait_for("signed_out")
    assert objects_of_other_threads() == []
    assert one.messenger.session is None
    assert not loop_thread._abandoned


def test_nothing_is_moved_to_a_thread() -> None:
    assert [path for path in (ROOT / "qqdesk").rglob("*.py") if "moveToThread" in path.read_text("utf-8")] == []


def test_quick_sign_ins_and_sign_outs_never_hang() -> None:
    """Run in a separate process, which prints all tracebacks if a thread hangs."""
    command = [sys.executable, "-m", "tests.bench.quick_sessions", "--count", str(COUNT)]
    ended = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=60 + COUNT)
    assert ended.returncode == 0, ended.stderr
    assert ended.stderr == ""
