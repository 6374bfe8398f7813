"""The settings: a list of pages, a search, and the rows of the page. Each change applies at once."""

from collections.abc import Sequence

from PySide6.QtCore import QByteArray, QSize, Qt, Signal, Slot
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import QWidget

from qqdesk.gui.kit.action import Action, add_keys
from qqdesk.gui.kit.paged_window import PagedWindow
from qqdesk.gui.settings.pages_view import PagesView
from qqdesk.gui.settings.setting_rows import Page
from qqdesk.gui.settings.settings_search import parse_query
from qqdesk.gui.shared.empty_state import EmptyState
from qqdesk.gui.shared.layouts import column, line, row
from qqdesk.gui.shared.line_edits import SearchEdit
from qqdesk.gui.shared.settings_store import SettingsStore
from qqdesk.gui.shared.type_size import scaled

WIDTH, HEIGHT = 760, 584


class SettingsWindow(PagedWindow[Page]):
    closed = Signal()

    def __init__(self, pages: Sequence[Page], store: SettingsStore, parent: QWidget | None = None) -> None:
        super().__init__([page for page in pages if page.rows], parent)
        self._store = store
        self.setWindowTitle(self.tr("Settings – qqdesk"))
        self.search = SearchEdit()
        self.search.setPlaceholderText(self.tr("Search the settings"))
        self.search.setAccessibleName(self.tr("Search the settings"))
        self.search.textChanged.connect(self._search)
        self.view = PagesView(self.pages, store)
        self.search.down_pressed.connect(self.view.focus_first)
        self.nothing = EmptyState("search", self.tr("No setting found"), self.tr("Try another word."))
        self.stack.addWidget(self.nothing)
        self.setLayout(column(row(self.search, margins=12), line(), (self.paged, 1)))
        add_keys(self, {Action.SEARCH_FIELD: self._focus_search})
        store.changed.connect(self.view.refresh)
        store.save_error_changed.connect(self._show_save_error)
        self._restore_geometry()
        self._show_save_error(store.save_error)

    def sizeHint(self) -> QSize:
        return QSize(scaled(WIDTH), scaled(HEIGHT))

    def open_page(self, page: Page) -> PagesView:
        self.search.clear()
        self.view.show_page(page)
        return self.view

    def leave(self) -> None:
        """End the search, or close the window."""
        if self.search.text():
            self.search.clear()
            self.search.setFocus()
        else:
            self.close()

    @Slot()
    def _focus_search(self) -> None:
        self.search.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.search.selectAll()

    @Slot(str)
    def _search(self, text: str) -> None:
        terms = parse_query(text)
        if terms is None:
            self.show_page(self.page.key)
        else:
            self.list.clearSelection()  # the rows are of several pages
            has_hits = self.view.show_found(terms)
            self.stack.setCurrentWidget(self.view if has_hits else self.nothing)

    # Messages and geometry

    @Slot(str)
    def _show_save_error(self, reason: str) -> None:
        if reason:
            sentence = self.tr(
                "The settings cannot be saved: {reason}. They apply for now, and are saved as soon as possible."
            )
            self.message.show_error(sentence.format(reason=reason))
        else:
            self.message.clear()

    def _restore_geometry(self) -> None:
        geometry = QByteArray.fromBase64(self._store.settings.settings_geometry.encode())
        if geometry.isEmpty() or not self.restoreGeometry(geometry):
            self.resize(self.sizeHint())
        self.show_page(self._store.settings.settings_page)
        self.search.setFocus()

    def _save_geometry(self) -> None:
        if self.windowHandle() is not None:
            self._store.change("settings_geometry", self.saveGeometry().toBase64().toStdString())
        self._store.change("settings_page", self.page.key)

    def closeEvent(self, event: QCloseEvent) -> None:
        # A line applies its text when it loses the focus.
        focus = self.focusWidget()
        if focus is not None:
            focus.clearFocus()
        self._save_geometry()
        event.accept()
        self.closed.emit()
