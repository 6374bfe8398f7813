"""The message history, its menus and questions."""

from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QFileDialog, QMessageBox, QWidget

from qqdesk.domain.conversation_id import ConversationId
from qqdesk.gui.history.delete_before_dialog import DeleteBeforeDialog
from qqdesk.gui.history.export_dialog import ExportDialog
from qqdesk.gui.history.history_window import HistoryMenu, HistoryWindow
from qqdesk.gui.kit import routes
from qqdesk.worker.history_requests import ExportFormat
from tests.gallery.stage import Scene, Stage


def _open(stage: Stage, number: int | None = None) -> HistoryWindow:
    stage.windows.open(routes.History(None if number is None else ConversationId.person(number)))
    return stage.shown(HistoryWindow)


def _everybody(stage: Stage) -> QWidget:
    window = _open(stage)
    stage.wait(lambda: window.results.view.model().rowCount() > 0)
    window.results.view.setCurrentIndex(window.results.view.model().index(0, 0))
    stage.wait(lambda: bool(window.context.shown_id))
    return window


def _hits(stage: Stage) -> QWidget:
    window = _open(stage)
    window.filters.edit.setText("the")
    stage.wait(lambda: not window.results.is_searching and bool(window.context.shown_id))
    return window


def _nothing(stage: Stage) -> QWidget:
    number = stage.number_of("Echo")
    window = _open(stage, number)
    window.filters.edit.setText("nobody ever wrote this")
    stage.wait(lambda: not window.results.view.isVisible())
    conversation = ConversationId.person(number)
    window.results.older.show_missing(conversation, (conversation,))
    return window


def _calendar(stage: Stage) -> QWidget:
    window = _open(stage, stage.number_of("Echo"))
    window.filters.calendar_button.setChecked(True)
    stage.wait(lambda: window.results.view.model().rowCount() > 0 and bool(window.context.shown_id))
    return window


def _people(stage: Stage) -> QWidget:
    window = _open(stage)
    window.filters.person.showPopup()
    return window.filters.person.view().window()


def _jobs(stage: Stage) -> QWidget:
    window = _open(stage)
    folder = stage.folder
    stage.windows.history.jobs.export(folder / "qqdesk Echo.html", ExportFormat.HTML, None)
    (folder / "holiday.json").write_text("[]", "utf-8")
    stage.windows.history.jobs.import_file(folder / "holiday.json")
    stage.wait(lambda: all(not job.is_running for job in stage.windows.history.jobs.jobs()))
    stage.wait(lambda: bool(window.context.shown_id))
    return window


def _menu(stage: Stage) -> QWidget:
    menu = _open(stage, stage.number_of("Echo")).menu
    menu.popup(QPoint(40, 40))
    return menu


def _export(stage: Stage) -> QWidget:
    _open(stage, stage.number_of("Echo")).menu.export()
    return stage.shown(ExportDialog)


def _export_file(stage: Stage) -> QWidget:
    dialog = _export(stage)
    assert isinstance(dialog, ExportDialog)
    dialog.export_button.click()
    return stage.shown(QFileDialog)


def _before(stage: Stage) -> QWidget:
    _open(stage, stage.number_of("Echo")).menu.delete_before()
    return stage.shown(DeleteBeforeDialog)


def _conversation(stage: Stage) -> QWidget:
    number = stage.number_of("Echo")
    _open(stage, number).menu.delete_conversation()
    return stage.shown(QMessageBox)


SCENES = (
    Scene("history", HistoryWindow, _everybody),
    Scene("history-hits", HistoryWindow, _hits),
    Scene("history-nothing", HistoryWindow, _nothing),
    Scene("history-calendar", HistoryWindow, _calendar),
    Scene("history-people", QWidget, _people),
    Scene("history-jobs", HistoryWindow, _jobs),
    Scene("menu-history", HistoryMenu, _menu),
    Scene("export", ExportDialog, _export),
    Scene("export-file", QFileDialog, _export_file),
    Scene("delete-before", DeleteBeforeDialog, _before),
    Scene("delete-conversation", QMessageBox, _conversation),
)
