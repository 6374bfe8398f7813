"""The history window and the background jobs of a signed-in user."""

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtWidgets import QFileDialog, QWidget

from qqdesk.domain.conversation_id import ConversationId
from qqdesk.domain.message import Message
from qqdesk.gui.history.history_jobs import HistoryJobs, Job
from qqdesk.gui.shared import file_dialog
from qqdesk.gui.shared.faces import FaceSource
from qqdesk.gui.shared.settings_store import SettingsStore
from qqdesk.worker.messenger import Messenger

if TYPE_CHECKING:
    from qqdesk.gui.history.export_dialog import ExportDialog
    from qqdesk.gui.history.history_deletion import HistoryDeletion
    from qqdesk.gui.history.history_window import HistoryWindow


class HistoryController(QObject):
    """Holds at most one window. Jobs continue without it; then `job_reported` has their result."""

    message_wanted = Signal(object)  # Message: its chat is to be opened, there
    job_reported = Signal(str)  # a sentence

    def __init__(
        self, messenger: Messenger, faces: FaceSource, store: SettingsStore, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._messenger, self._faces, self._store = messenger, faces, store
        self.jobs = HistoryJobs(messenger.history_service, self)
        self._deletion: HistoryDeletion | None = None
        self.window: HistoryWindow | None = None
        self._closing_window: HistoryWindow | None = None
        """Referenced until it is destroyed in this thread; the garbage collector may run in another one."""
        self.export_dialog: ExportDialog | None = None
        self.import_dialog: QFileDialog | None = None
        self.jobs.finished.connect(self._job_ended)
        messenger.signed_out.connect(self.close)

    @property
    def deletion(self) -> "HistoryDeletion":
        if self._deletion is None:
            from qqdesk.gui.history.history_deletion import HistoryDeletion

            self._deletion = HistoryDeletion(self._messenger, self._store, self.jobs, self)
        return self._deletion

    def ask_to_keep(self, days: int, window: QWidget) -> None:
        """See `HistoryDeletion.ask_to_keep`."""
        self.deletion.ask_to_keep(days, window)

    def open(self, conversation: ConversationId | None = None) -> "HistoryWindow":
        """Return the window with the messages of one conversation, or of all. The caller shows it."""
        if self.window is None:
            self.window = self._make_window()
            self.window.show_conversation(conversation)
        elif conversation is not None or not self.window.isVisible():
            self.window.show_conversation(conversation)
        return self.window

    def _make_window(self) -> "HistoryWindow":
        from qqdesk.gui.history.history_window import HistoryWindow

        window = HistoryWindow(self._messenger, self._faces, self._store, self.jobs)
        window.message_wanted.connect(self.message_wanted)
        window.deletion_wanted.connect(self._ask_about_messages)
        window.closed.connect(self._window_closed)
        window.menu.export_wanted.connect(self._export)
        window.menu.import_wanted.connect(self._import)
        window.menu.conversation_deletion_wanted.connect(self._ask_about_conversation)
        window.menu.deletion_before_wanted.connect(self._ask_before)
        window.menu.keep_wanted.connect(self._ask_to_keep)
        return window

    @Slot()
    def close(self) -> None:
        """Close the window and drop the jobs when the user signs out."""
        self.close_window()
        self.jobs.clear()

    def close_window(self) -> None:
        if self.window is not None:
            window, self.window = self.window, None
            window.close()
            self._delete_window(window)

    @Slot()
    def _window_closed(self) -> None:
        self._store.save_soon()
        self.jobs.remove_finished()
        if self.window is not None:
            window, self.window = self.window, None
            self._delete_window(window)

    def _delete_window(self, window: "HistoryWindow") -> None:
        self._closing_window = window
        window.deleteLater()

    @Slot(object)
    def _job_ended(self, job: Job) -> None:
        if self.window is None:
            self.job_reported.emit(job.result)
            self.jobs.remove(job.ticket)

    # Requests of the window

    @Slot()
    def _export(self) -> None:
        window = self.window
        if window is None:
            return
        from qqdesk.gui.history.export_dialog import ExportDialog

        conversation = window.menu.conversation
        contact = None if conversation is None else self._messenger.label(conversation)
        everybody = window.filters.conversation() is None
        dialog = ExportDialog(contact, self._messenger.me.name, window, prefer_all=everybody)
        dialog.chosen.connect(self.jobs.export)
        dialog.finished.connect(dialog.deleteLater)
        self.export_dialog = dialog
        dialog.open()

    @Slot()
    def _import(self) -> None:
        if self.window is not None:
            from qqdesk.gui.history.export_dialog import import_dialog

            self.import_dialog = import_dialog(self.window)
            self.import_dialog.fileSelected.connect(self._import_file)
            self.import_dialog.open()
            file_dialog.finish(self.import_dialog)

    @Slot(str)
    def _import_file(self, path: str) -> None:
        self.jobs.import_file(Path(path))

    @Slot(object)
    def _ask_about_messages(self, messages: list[Message]) -> None:
        if self.window is not None:
            self.deletion.ask_about_messages(messages, self.window)

    @Slot(object)
    def _ask_about_conversation(self, conversation: ConversationId) -> None:
        if self.window is not None:
            self.deletion.ask_about_conversation(conversation, self.window)

    @Slot()
    def _ask_before(self) -> None:
        if self.window is not None:
            self.deletion.ask_before(self.window.menu.conversation, self.window)

    @Slot(object)
    def _ask_to_keep(self, days: int) -> None:
        if self.window is not None:
            self.deletion.ask_to_keep(days, self.window)
