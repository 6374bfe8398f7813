"""The thread that changes the history for the main thread."""

import threading
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest
from PySide6.QtCore import QObject
from pytestqt.qtbot import QtBot

from qqdesk.domain.draft import Draft
from qqdesk.domain.message import Delivery
from qqdesk.domain.problem import Problem, ProblemKind
from qqdesk.history.eraser import Selection
from qqdesk.history.errors import HistoryError
from qqdesk.history.history import History
from qqdesk.worker.history_job import DeletionJob
from qqdesk.worker.history_requests import HistoryRequestFailed, JobDone, JobProgressed
from qqdesk.worker.history_writer import HistoryWriter
from tests.helpers.history import history_writer
from tests.helpers.messages import chat_with, text_message

CONTACT = 10002


@pytest.fixture
def owner(qapp: QObject) -> QObject:
    return QObject()


@pytest.fixture
def history(tmp_path: Path) -> Iterator[History]:
    opened = History(tmp_path / "history.db")
    yield opened
    opened.close()


@pytest.fixture
def writer(owner: QObject) -> Iterator[HistoryWriter]:
    with history_writer(owner) as running:
        yield running


def test_writes_are_carried_out_in_order_in_another_thread(owner: QObject, writer: HistoryWriter, qtbot: QtBot) -> None:
    threads: list[int] = []
    results: list[int] = []

    def work(number: int) -> int:
        threads.append(threading.get_ident())
        return number

    for number in range(20):
        writer.write(partial(work, number)).then(owner, results.append)
    assert results == []
    qtbot.waitUntil(lambda: len(results) == 20, timeout=20_000)
    assert results == list(range(20))
    assert len(set(threads)) == 1
    assert threading.get_ident() not in threads


def test_a_failed_write_is_a_problem_and_the_next_succeeds(
    owner: QObject, writer: HistoryWriter, qtbot: QtBot, caplog: pytest.LogCaptureFixture
) -> None:
    ended: list[object] = []

    def fail(error: Exception) -> None:
        raise error

    writer.write(lambda: fail(HistoryError("full"))).then(owner, ended.append, ended.append)
    writer.write(lambda: fail(KeyError("x"))).then(owner, ended.append, ended.append)
    writer.write(lambda: 3).then(owner, ended.append, ended.append)
    qtbot.waitUntil(lambda: len(ended) == 3, timeout=20_000)
    assert ended == [Problem(ProblemKind.DISK, "full"), Problem(ProblemKind.BUG, "KeyError"), 3]
    assert [record.message for record in caplog.records] == ["A bug in a write"]


def fill(history: History, count: int) -> None:
    history.import_messages(
        text_message(f"{number:032x}", CONTACT, "text", number + 1, Delivery.SENT) for number in range(count)
    )


def test_a_write_does_not_wait_for_the_end_of_a_job(
    owner: QObject, writer: HistoryWriter, history: History, qtbot: QtBot
) -> None:
    fill(history, 2000)
    events: list[object] = []

    def answer(event: object) -> None:
        if not events:
            writer.write(lambda: "written").then(owner, events.append)
        events.append(event)

    writer.answered.connect(answer)
    writer.start_job(DeletionJob(1, history, Selection(conversation=chat_with(CONTACT))))
    qtbot.waitUntil(lambda: JobDone(1, 2000) in events, timeout=20_000)
    progress = [event for event in events if isinstance(event, JobProgressed)]
    assert len(progress) == 40
    assert events.index("written") < events.index(progress[-1])
    assert history.latest(chat_with(CONTACT), 9) == []


def test_everything_is_written_before_the_history_closes(owner: QObject, history: History, qtbot: QtBot) -> None:
    fill(history, 2000)
    with history_writer(owner) as writer:
        with qtbot.waitSignal(writer.answered):
            writer.start_job(DeletionJob(1, history, Selection(conversation=chat_with(CONTACT))))
        for number in range(50):
            writer.write(partial(history.local_state.save_drafts, {chat_with(number): Draft("draft")}))
        writer.close(history.close)
        writer.close(history.close)
    with pytest.raises(HistoryError, match="closed"):
        history.local_state.drafts()
    again = History(history.path)
    assert sorted(again.local_state.drafts()) == [chat_with(number) for number in range(50)]
    assert len(again.eraser.unfinished()) == 1, "the deletion goes on at the next start"
    again.close()


def test_a_job_that_is_stopped_fails(owner: QObject, writer: HistoryWriter, history: History, qtbot: QtBot) -> None:
    fill(history, 3000)
    answers: list[object] = []
    writer.answered.connect(answers.append)
    writer.start_job(DeletionJob(1, history, Selection(conversation=chat_with(CONTACT))))
    writer.stop_jobs()
    writer.start_job(DeletionJob(2, history, Selection(conversation=chat_with(CONTACT))))
    problem = Problem(ProblemKind.NO_CONNECTION)
    failed = [HistoryRequestFailed(1, problem), HistoryRequestFailed(2, problem)]
    qtbot.waitUntil(lambda: [one for one in answers if isinstance(one, HistoryRequestFailed)] == failed, timeout=20_000)
