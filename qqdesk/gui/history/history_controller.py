"""The history window and the background jobs of a signed-in user."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtWidgets import QWidget

from qqdesk.domain.conversation_id import ConversationId
from qqdesk.gui.history.history_jobs import HistoryJobs, Job
from qqdesk.gui.kit.app_context import AppContext

if TYPE_CHECKING:
    from qqdesk.gui.history.history_window import HistoryWindow


class HistoryController(QObject):
    """Holds at most one window. Jobs continue without it; then `job_reported` has their result."""

    job_reported = Signal(str)  # a sentence

    def __init__(self, context: AppContext, parent: QObject | None = None) -> None:
        super().__init__(parent)
        messenger = context.messenger
        self._context, self._messenger, self._store = context, messenger, context.store
        self.jobs = HistoryJobs(messenger.history_service, self)
        self.window: HistoryWindow | None = None
        self._closing_window: HistoryWindow | None = None
        """Referenced until it is destroyed in this thread; the garbage collector may run in another one."""
        self.jobs.finished.connect(self._job_finished)
        messenger.signed_out.connect(self.close)

    def ask_to_keep(self, days: int, window: QWidget) -> None:
        """See `HistoryActions.keep_for`."""
        from qqdesk.gui.history.history_actions import HistoryActions

        HistoryActions(self._messenger, self._store, self.jobs, window).keep_for(days)

    def open(self, conversation: ConversationId | None = None) -> "HistoryWindow":
        """Return the window with the messages of one conversation, or of all. The caller shows it."""
        from qqdesk.gui.history.history_window import HistoryWindow

        is_new = self.window is None
        if self.window is None:
            self.window = HistoryWindow(self._context, self.jobs)
            self.window.closed.connect(self._window_closed)
        if is_new or conversation is not None or not self.window.isVisible():
            self.window.show_conversation(conversation)
        return self.window

    @Slot()
    def close(self) -> None:
        """Close the window and drop the jobs when the user signs out."""
        self.close_window()
        self.jobs.clear()

    def close_window(self) -> None:
        if self.window is not None:
            self.window.close()

    @Slot()
    def _window_closed(self) -> None:
        self._store.save_soon()
        self.jobs.remove_finished()
        if self.window is not None:
            self._closing_window, self.window = self.window, None
            self._closing_window.deleteLater()

    @Slot(object)
    def _job_finished(self, job: Job) -> None:
        if self.window is None:
            self.job_reported.emit(job.result)
            self.jobs.remove(job.ticket)
