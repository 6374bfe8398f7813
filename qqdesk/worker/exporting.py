"""The job that exports messages to a file."""

from PySide6.QtCore import QCoreApplication, QLocale

from qqdesk.history import export_html, export_json, export_text
from qqdesk.history.atomic_file import atomic_write
from qqdesk.history.errors import HistoryError
from qqdesk.history.export_source import ExportOrder, ExportPerson, ExportSource, ExportTexts
from qqdesk.history.history import History
from qqdesk.worker.history_job import Steps
from qqdesk.worker.history_requests import Export, ExportFormat, JobDone, JobProgressed

_WRITERS = {
    ExportFormat.TEXT: export_text.write,
    ExportFormat.HTML: export_html.write,
    ExportFormat.JSON: export_json.write,
}


class ExportJob:
    def __init__(self, task: Export, history: History, now: int) -> None:
        self.ticket = task.ticket
        self.quiet = False
        self.cancelled = False
        self._task = task
        self._history = history
        self._now = now

    def run(self) -> Steps:
        task = self._task
        if task.path.exists() and task.path.samefile(self._history.path):
            raise HistoryError("An export cannot take the place of the history itself")
        me = ExportPerson(task.me.number, task.me.nickname, task.me.face)
        encoding = export_text.ENCODING if task.format is ExportFormat.TEXT else "utf-8"
        newline = None if task.format is ExportFormat.TEXT else "\n"
        done = 0
        try:
            with self._history.snapshots.open() as snapshot, atomic_write(task.path, encoding, newline) as file:
                source = ExportSource(snapshot, ExportOrder(me, task.conversation, self._now, _words()))
                for done in _WRITERS[task.format](source, file):
                    if self.cancelled:
                        raise _CancelledError
                    yield JobProgressed(self.ticket, done, source.count)
        except _CancelledError:
            yield JobDone(self.ticket, 0, cancelled=True)
        else:
            yield JobDone(self.ticket, done)


class _CancelledError(Exception):
    pass


def _words() -> ExportTexts:
    translate = QCoreApplication.translate
    return ExportTexts(
        QLocale().bcp47Name(),
        translate("Export", "Messages of {who}"),
        translate("Export", "Conversation with {who}"),
        translate("Export", "Exported on {time}. Times are those of this computer ({offset})."),
        translate("Export", "There are no messages."),
        translate("Export", "not sent yet"),
        translate("Export", "not sent"),
    )
