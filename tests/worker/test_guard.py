"""What becomes of a bug in a worker's slot."""

import sys

import pytest
from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from qqdesk.domain.problem import Problem, ProblemKind
from qqdesk.worker.guard import guarded
from qqdesk.worker.worker_thread import Worker, WorkerThread

PATIENCE_MS = 10_000


class _Telling(Worker):
    went_wrong = Signal(object)

    def __init__(self, error: Exception) -> None:
        super().__init__()
        self._error = error

    @Slot()
    @guarded
    def start(self) -> None:
        raise self._error

    @Slot()
    @guarded
    def work(self) -> None:
        raise self._error


class _Silent(Worker):
    @Slot()
    @guarded
    def work(self) -> None:
        raise ValueError


def test_a_slot_that_fails_is_told_of_and_goes_on(qapp: QApplication, caplog: pytest.LogCaptureFixture) -> None:
    worker = _Telling(ValueError())
    told: list[Problem] = []
    worker.went_wrong.connect(told.append)
    worker.work()
    worker.work()
    assert told == [Problem(ProblemKind.BUG, "ValueError")] * 2
    _Silent().work()
    assert len(caplog.records) == 3


@pytest.mark.parametrize(("error", "is_raised"), [(ValueError(), True), (OSError(28, "full"), False)])
def test_a_thread_that_cannot_begin_is_no_secret(
    qapp: QApplication, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, error: Exception, is_raised: bool
) -> None:
    raised: list[type[BaseException]] = []
    monkeypatch.setattr(sys, "excepthook", lambda kind, *_: raised.append(kind))
    owner, worker = QObject(), _Telling(error)
    running = WorkerThread(worker, "broken", owner)
    with qtbot.waitSignal(worker.went_wrong, timeout=PATIENCE_MS):
        running.thread.start()
    running.thread.quit()
    assert running.wait(5)
    assert raised == ([ValueError] if is_raised else [])
