"""Exports, imports and deletions in the background: their progress and results."""

from dataclasses import dataclass, replace
from enum import Enum
from functools import partial
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QLocale, QObject, QUrl, Signal, Slot
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QWidget

from qqdesk.domain.conversation_id import ConversationId
from qqdesk.domain.problem import Problem
from qqdesk.gui.kit.bar import Bar, BarKind
from qqdesk.gui.shared.bidi import isolated
from qqdesk.gui.shared.layouts import column
from qqdesk.gui.shared.texts import problem_text
from qqdesk.history.eraser import Selection
from qqdesk.worker.history_requests import ExportFormat, JobDone, JobProgressed
from qqdesk.worker.history_service import HistoryService
from qqdesk.worker.pending_requests import PendingRequest


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


class JobBar(Bar):
    """One job: its progress, or its result and a button to the folder."""

    cancelled = Signal()

    def __init__(self) -> None:
        super().__init__(can_close=True)
        self._job: Job | None = None
        self.acted.connect(self._act)

    def show_job(self, job: Job) -> None:
        if job == self._job:
            return
        self._job = job
        self.button.setEnabled(not job.cancelling or not job.is_running)
        if job.is_running:
            self.show_progress(progress_text(job), job.done, job.total, self.tr("Cancel"))
        elif job.failed:
            self.show_error(job.result)
        else:
            is_written = job.kind is JobKind.EXPORT and job.path is not None and job.path.exists()
            self.show_fact(BarKind.SUCCESS, job.result, self.tr("Open folder") if is_written else "")

    @Slot()
    def _act(self) -> None:
        assert self._job is not None
        if self._job.is_running:
            self.cancelled.emit()
        elif self._job.path is not None:
            QDesktopServices.openUrl(QUrl.fromLocalFile(str(self._job.path.parent)))


class JobsBar(QWidget):
    """The jobs at the foot of the history window; hidden while there are none."""

    def __init__(self, jobs: HistoryJobs) -> None:
        super().__init__()
        self._jobs = jobs
        self.rows: dict[int, JobBar] = {}
        self._column = column(margins=8, spacing=8)
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

    def _make_row(self, ticket: int) -> JobBar:
        row = JobBar()
        row.cancelled.connect(lambda: self._jobs.cancel(ticket))
        row.closed.connect(lambda: self._jobs.remove(ticket))
        self._column.addWidget(row)
        return row
