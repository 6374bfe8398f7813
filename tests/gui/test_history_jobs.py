"""Exports and imports of the history window: files, progress, results."""

import json
from datetime import date
from pathlib import Path

import pytest
from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QFileDialog

from qqdesk.gui.history.export_dialog import ExportDialog, file_name
from qqdesk.gui.history.history_jobs import Job, JobKind, progress_text
from qqdesk.history.eraser import Selection
from qqdesk.worker.history_requests import ExportFormat
from tests.gui.history_world import CAI, STORED, World, messages
from tests.helpers.messages import chat_with


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Mei 小梅", "qqdesk Mei 小梅 2026-11-25.html"),
        ("../..\\etc: <a>?", "qqdesk etc a 2026-11-25.html"),
        ("", "qqdesk 2026-11-25.html"),
        ("\u202egnp.exe", "qqdesk gnp.exe 2026-11-25.html"),
        ("a\nb\x00c", "qqdesk a b c 2026-11-25.html"),
        ("x" * 200, f"qqdesk {'x' * 60} 2026-11-25.html"),
        ("...", "qqdesk 2026-11-25.html"),
    ],
)
def test_file_names_are_valid_everywhere(name: str, expected: str) -> None:
    assert file_name(name, date(2026, 11, 25), ExportFormat.HTML) == expected


def export_dialog(world: World) -> ExportDialog:
    world.window.menu.export()
    dialog = world.window.history_actions.export_dialog
    assert dialog is not None
    return dialog


def choose_file(dialog: ExportDialog, path: Path) -> None:
    dialog.export_button.click()
    assert dialog.file_dialog is not None
    dialog.file_dialog.fileSelected.emit(str(path))
    dialog.file_dialog.close()


def result_of(world: World, count: int = 1) -> str:
    world.wait(lambda: len(world.finished) == count)
    return world.finished[-1].result


def test_export_and_import(world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    window = world.open(CAI)
    path = tmp_path / "all of it.json"
    dialog = export_dialog(world)
    assert "Cai" in dialog.scope_buttons[0].text()
    dialog.scope_buttons[1].click()
    dialog.form_buttons[ExportFormat.JSON].click()
    choose_file(dialog, path)
    assert result_of(world) == f"{STORED} message(s) were written to “all of it.json”."
    assert len(json.loads(path.read_text("utf-8"))["messages"]) == STORED
    (row,) = window.jobs_bar.rows.values()
    opened: list[QUrl] = []
    monkeypatch.setattr(QDesktopServices, "openUrl", opened.append)
    row.button.click()
    assert [url.toLocalFile() for url in opened] == [str(tmp_path)]

    window.history_actions.import_file()
    files = window.history_actions.import_dialog
    assert files is not None
    files.fileSelected.emit(str(path))
    files.close()
    assert result_of(world, 2) == "“all of it.json” has no message that was not here already."
    world.history.jobs.delete(Selection(conversation=chat_with(CAI)))
    result_of(world, 3)
    world.wait(lambda: not world.texts())
    world.history.jobs.import_file(path)
    assert result_of(world, 4) == f"{STORED // 5 * 2} message(s) of “all of it.json” are new here."
    world.wait(lambda: len(world.texts()) == 50)
    assert world.texts()[0] == next(one.text for one in reversed(messages()) if one.conversation.number == CAI)


def test_export_one_conversation_as_a_web_page(world: World, tmp_path: Path) -> None:
    world.open(CAI)
    path = tmp_path / "cai.html"
    dialog = export_dialog(world)
    dialog.export_button.click()
    files = dialog.file_dialog
    assert files is not None
    assert files.acceptMode() is QFileDialog.AcceptMode.AcceptSave
    assert files.selectedFiles()[0].endswith(file_name("Cai", date.today(), ExportFormat.HTML))
    files.fileSelected.emit(str(path))
    files.close()
    assert result_of(world) == f"{STORED // 5 * 2} message(s) were written to “cai.html”."
    page = path.read_text("utf-8")
    assert "展览" in page
    assert "museum" not in page


def test_cancel_one_of_several_exports(world: World, tmp_path: Path) -> None:
    window = world.open()
    jobs = world.history.jobs
    for number in range(3):
        jobs.export(tmp_path / f"{number}.txt", ExportFormat.TEXT, None)
    assert [job.is_running for job in jobs.jobs()] == [True, True, True]
    rows = list(window.jobs_bar.rows.values())
    assert len(rows) == 3
    rows[1].button.click()
    assert not rows[1].button.isEnabled()
    world.wait(lambda: len(world.finished) == 3)
    written = {job.path.name: job for job in world.finished if job.path is not None}
    assert (tmp_path / "0.txt").exists() and (tmp_path / "2.txt").exists()
    # The job may finish before the cancellation; the result is consistent in both cases.
    cancelled = "cancelled" in written["1.txt"].result
    assert cancelled != (tmp_path / "1.txt").exists()
    assert not list(tmp_path.glob("*.part*"))
    assert not any(row.button.text() == "Cancel" for row in window.jobs_bar.rows.values())


def test_a_job_continues_without_the_window(world: World, tmp_path: Path) -> None:
    window = world.open()
    world.history.jobs.export(tmp_path / "x.txt", ExportFormat.TEXT, None)
    window.close()
    world.wait(lambda: bool(world.reported))
    assert world.reported == [f"{STORED} message(s) were written to “x.txt”."]
    assert world.history.jobs.jobs() == []
    assert (tmp_path / "x.txt").stat().st_size > 0


@pytest.mark.parametrize("content", ["", "not JSON", '{"format": "something else"}'])
def test_import_of_an_invalid_file_fails(world: World, tmp_path: Path, content: str) -> None:
    world.open()
    path = tmp_path / "other.json"
    path.write_text(content, "utf-8")
    world.history.jobs.import_file(path)
    assert result_of(world).startswith("The import failed. ")
    assert world.finished[0].failed
    (row,) = world.window.jobs_bar.rows.values()
    assert not row.button.isVisible()


def test_export_to_a_missing_folder_fails(world: World, tmp_path: Path) -> None:
    world.open()
    world.history.jobs.export(tmp_path / "no" / "x.txt", ExportFormat.TEXT, None)
    assert result_of(world).startswith("The export failed. ")


def test_progress_texts() -> None:
    job = Job(1, JobKind.EXPORT, Path("x.html"))
    assert progress_text(job) == "Writing “x.html”…"
    assert progress_text(Job(1, JobKind.EXPORT, Path("x.html"), 1, 3)) == "Writing “x.html”: 33\u00a0%"
    assert progress_text(Job(1, JobKind.DELETION, cancelling=True)) == "Deleting messages: cancelling…"
