"""Exports, imports and deletions in the background: their progress and results."""

from dataclasses import dataclass, replace
from enum import Enum
from functools import partial
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QLocale, QObject, QUrl, Signal, Slot
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QFrame, QProgressBar, QPushButton, QWidget

from qqdesk.domain.conversation_id import ConversationId
from qqdesk.domain.problem import Problem
from qqdesk.gui.shared.bidi import isolated, plain_tip
from qqdesk.gui.shared.icons import IconLabel, icon_button
from qqdesk.gui.shared.labels import ElidedLabel
from qqdesk.gui.shared.layouts import column, line, row
from qqdesk.gui.shared.texts import problem_text
from qqdesk.history.eraser import Selection
from qqdesk.worker.history_requests import ExportFormat, JobDone, JobProgressed
from qqdesk.worker.history_service import HistoryService
from qqdesk.worker.pending_requests import PendingRequest

_STEPS = 1000


class JobKind(Enum):
    EXPORT = "export"
    IMPORT = "import"
    DELETION = "deletion"


@dataclass(frozen=True, slots=True)
class Job:
    """`total` is 0 while unknown. `result` is a sentence, and "" while the job runs."""

    ticket: int
    kind: JobKind
    path: Path | None = None
    done: int = 0
    total: int = 0
    result: str = ""
    failed: bool = False
    cancelling: bool = False

    @property
    def is_running(self) -> bool:
        return not self.result


class HistoryJobs(QObject):
    """The jobs in the order of their requests. They continue without a window."""

    changed = Signal()
    finished = Signal(object)  # Job

    def __init__(self, service: HistoryService, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._history_service = service
        self._jobs: dict[int, Job] = {}
        service.progressed.connect(self._progressed)

    def jobs(self) -> list[Job]:
        return list(self._jobs.values())

    # Requests

    def export(self, path: Path, form: ExportFormat, conversation: ConversationId | None) -> None:
        self._start(self._history_service.export(path, form, conversation), JobKind.EXPORT, path)

    def import_file(self, path: Path) -> None:
        self._start(self._history_service.import_file(path), JobKind.IMPORT, path)

    @Slot(object)
    def delete(self, selection: Selection) -> None:
        self._start(self._history_service.delete(selection), JobKind.DELETION)

    def cancel(self, ticket: int) -> None:
        job = self._jobs.get(ticket)
        if job is not None and job.is_running and not job.cancelling:
            self._update(replace(job, cancelling=True))
            self._history_service.cancel(ticket)

    def remove(self, ticket: int) -> None:
        """Remove a job whose result was read."""
        if self._jobs.pop(ticket, None) is not None:
            self.changed.emit()

    def remove_finished(self) -> None:
        self._jobs = {ticket: job for ticket, job in self._jobs.items() if job.is_running}
        self.changed.emit()

    def clear(self) -> None:
        self._jobs.clear()
        self.changed.emit()

    def _start(self, pending: PendingRequest[JobDone], kind: JobKind, path: Path | None = None) -> None:
        self._jobs = {ticket: other for ticket, other in self._jobs.items() if other.is_running}
        self._update(Job(pending.ticket, kind, path))
        pending.then(self, self._done, partial(self._failed, pending.ticket))

    def _update(self, job: Job) -> None:
        self._jobs[job.ticket] = job
        self.changed.emit()

    # Replies

    @Slot(object)
    def _progressed(self, answer: JobProgressed) -> None:
        job = self._jobs.get(answer.ticket)
        if job is not None:
            self._update(replace(job, done=answer.done, total=answer.total))

    def _done(self, answer: JobDone) -> None:
        job = self._jobs.get(answer.ticket)
        if job is not None:
            self._finish(replace(job, result=self._result_text(job, answer)))

    def _failed(self, ticket: int, problem: Problem) -> None:
        job = self._jobs.get(ticket)
        if job is not None:
            self._finish(replace(job, result=_failure_text(job, problem), failed=True))

    def _finish(self, job: Job) -> None:
        self._update(job)
        self.finished.emit(job)

    def _result_text(self, job: Job, answer: JobDone) -> str:
        """Return a sentence about the result."""
        count, name = answer.count, job.path.name if job.path is not None else ""
        match job.kind:
            case JobKind.EXPORT if answer.cancelled:
                return self.tr("The export was cancelled. No file was written.")
            case JobKind.IMPORT if answer.cancelled:
                return self.tr("The import was cancelled. %Ln message(s) had come in by then.", "", count)
            case JobKind.DELETION if answer.cancelled:
                return self.tr("The deletion was cancelled. %Ln message(s) were gone by then.", "", count)
            case JobKind.EXPORT:
                sentence = self.tr("%Ln message(s) were written to “{file}”.", "", count)
            case JobKind.IMPORT if count == 0:
                sentence = self.tr("“{file}” has no message that was not here already.")
            case JobKind.IMPORT:
                sentence = self.tr("%Ln message(s) of “{file}” are new here.", "", count)
            case JobKind.DELETION if count == 0:
                sentence = self.tr("There was no message to delete.")
            case JobKind.DELETION:
                sentence = self.tr("%Ln message(s) were deleted.", "", count)
        return sentence.format(file=isolated(name))


def _failure_text(job: Job, problem: Problem) -> str:
    match job.kind:
        case JobKind.EXPORT:
            sentence = QCoreApplication.translate("HistoryJobs", "The export failed. {why}")
        case JobKind.IMPORT:
            sentence = QCoreApplication.translate("HistoryJobs", "The import failed. {why}")
        case JobKind.DELETION:
            sentence = QCoreApplication.translate("HistoryJobs", "The deletion failed. {why}")
    return sentence.format(why=problem_text(problem))


def progress_text(job: Job) -> str:
    """Return what the job does and how far it is."""
    name = job.path.name if job.path is not None else ""
    match job.kind:
        case JobKind.EXPORT:
            what = QCoreApplication.translate("HistoryJobs", "Writing “{file}”").format(file=isolated(name))
        case JobKind.IMPORT:
            what = QCoreApplication.translate("HistoryJobs", "Reading “{file}”").format(file=isolated(name))
        case JobKind.DELETION:
            what = QCoreApplication.translate("HistoryJobs", "Deleting messages")
    if job.cancelling:
        return QCoreApplication.translate("HistoryJobs", "{what}: cancelling…").format(what=what)
    if not job.total:
        return QCoreApplication.translate("HistoryJobs", "{what}…").format(what=what)
    percent = QLocale().toString(min(100, job.done * 100 // job.total))
    return QCoreApplication.translate("HistoryJobs", "{what}: {percent}\u00a0%").format(what=what, percent=percent)


class JobRow(QFrame):
    """One job: its progress and a cancel button, or its result and a button to the folder."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._folder: Path | None = None
        self._icon = IconLabel("check", "accent", 16)
        self.label = ElidedLabel()
        self.progress = QProgressBar()
        self.progress.setTextVisible(False)
        self.folder_button = QPushButton(self.tr("Open folder"))
        self.cancel_button = QPushButton(self.tr("Cancel"))
        self.close_button = icon_button("close", self.tr("Close"))
        for button in (self.folder_button, self.cancel_button):
            button.setProperty("role", "link")
        middle = column(None, self.label, self.progress, None, spacing=6)
        buttons = row(self.folder_button, self.cancel_button, self.close_button)
        contents = row(self._icon, (middle, 1), buttons, margins=(8, 4, 8, 4))
        contents.insertSpacing(0, 4)
        self.setLayout(contents)
        self.folder_button.clicked.connect(self._open_folder)

    def show_job(self, job: Job) -> None:
        text = job.result or progress_text(job)
        self.label.setText(text)
        self.label.setToolTip(plain_tip(text))
        self.setAccessibleName(text)
        self.progress.setAccessibleName(text)
        self.progress.setVisible(job.is_running)
        # A range of 0 shows a busy indicator.
        self.progress.setRange(0, _STEPS if job.total else 0)
        if job.total:
            self.progress.setValue(min(_STEPS, job.done * _STEPS // job.total))
        self._icon.setVisible(not job.is_running)
        self._icon.set_icon("warning" if job.failed else "check", "danger" if job.failed else "accent")
        self.cancel_button.setVisible(job.is_running)
        self.cancel_button.setEnabled(not job.cancelling)
        self.close_button.setVisible(not job.is_running)
        written = job.kind is JobKind.EXPORT and not job.failed and job.path is not None and not job.is_running
        self._folder = job.path.parent if written and job.path is not None and job.path.exists() else None
        self.folder_button.setVisible(self._folder is not None)

    @Slot()
    def _open_folder(self) -> None:
        if self._folder is not None:
            QDesktopServices.openUrl(QUrl.fromLocalFile(str(self._folder)))


class JobsBar(QWidget):
    """The jobs at the foot of the history window; hidden while there are none."""

    def __init__(self, jobs: HistoryJobs, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._jobs = jobs
        self.rows: dict[int, JobRow] = {}
        self._column = column(line())
        self.setLayout(self._column)
        jobs.changed.connect(self._refresh)
        self._refresh()

    @Slot()
    def _refresh(self) -> None:
        jobs = {job.ticket: job for job in self._jobs.jobs()}
        for ticket in [ticket for ticket in self.rows if ticket not in jobs]:
            row = self.rows.pop(ticket)
            self._column.removeWidget(row)
            row.hide()
            row.deleteLater()
        for ticket, job in jobs.items():
            if ticket not in self.rows:
                self.rows[ticket] = self._make_row(ticket)
            self.rows[ticket].show_job(job)
        self.setVisible(bool(jobs))

    def _make_row(self, ticket: int) -> JobRow:
        row = JobRow()
        row.cancel_button.clicked.connect(lambda: self._jobs.cancel(ticket))
        row.close_button.clicked.connect(lambda: self._jobs.remove(ticket))
        self._column.addWidget(row)
        return row
