"""The settings: a list of pages, a search, and the rows of the page. Each change applies at once."""

from collections.abc import Sequence
from itertools import pairwise

from PySide6.QtCore import QByteArray, QSize, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import QWidget

from qqdesk.gui.kit.action import Action, add_keys
from qqdesk.gui.kit.paged_window import PagedWindow
from qqdesk.gui.settings.row_view import PageSection
from qqdesk.gui.settings.setting_rows import Page
from qqdesk.gui.settings.settings_search import SearchTerms, matches, parse_query
from qqdesk.gui.shared.empty_state import EmptyState
from qqdesk.gui.shared.layouts import column, line, row
from qqdesk.gui.shared.line_edits import SearchEdit
from qqdesk.gui.shared.scrolling import FocusInView, VerticalScrollArea, WrappedContents
from qqdesk.gui.shared.settings_store import SettingsStore
from qqdesk.gui.shared.type_size import scaled

_MAX_WIDTH = 720
_MARGIN = 16


class PagesView(VerticalScrollArea):
    """The right side of the settings window: one page, or the rows that a search found on all pages. Builds a page when
    it is first shown, and the others while the program is idle.
    """

    def __init__(self, pages: Sequence[Page], store: SettingsStore, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        FocusInView(self)
        self._pages, self._store = pages, store
        self._sections: dict[str, PageSection] = {}
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._column = column(None, margins=(_MARGIN, 12, _MARGIN, 12), spacing=16)
        self.body = WrappedContents(self._column)
        self.body.setMaximumWidth(scaled(_MAX_WIDTH))
        self.setWidget(self.body)
        self.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        # The palette's background of a scroll area is that of lists.
        self.viewport().setAutoFillBackground(False)
        self.body.setAutoFillBackground(False)

    def section(self, page: Page) -> PageSection:
        """Return the widget of a page. Build it if necessary."""
        found = self._sections.get(page.key)
        if found is None:
            found = self._sections[page.key] = PageSection(page, self._store)
            found.hide()
            self._column.insertWidget(self._built_sections().index(found), found)
            for one, other in pairwise(self._stops()):
                self.setTabOrder(one, other)  # Qt appends new widgets
        return found

    def _built_sections(self) -> list[PageSection]:
        return [self._sections[page.key] for page in self._pages if page.key in self._sections]

    def least_width(self) -> int:
        """Return the width of the widest page, so that the window's layout is the same for all pages."""
        return max((section.minimumSizeHint().width() for section in self._sections.values()), default=0) + 2 * _MARGIN

    @Slot()
    def build_when_idle(self) -> None:
        """Build the other pages, one in each turn of the event loop."""
        missing = next((page for page in self._pages if page.key not in self._sections), None)
        if missing is not None:
            self.section(missing)
            QTimer.singleShot(0, self, self.build_when_idle)

    def show_page(self, page: Page) -> None:
        shown = self.section(page)
        for section in self._sections.values():
            section.setVisible(section is shown)
        shown.show_all()
        self.verticalScrollBar().setValue(0)

    def show_found(self, terms: SearchTerms) -> bool:
        """Show the rows that match. Return whether there are any."""
        found = {page.key: [row for row in page.rows if matches(terms, page, row)] for page in self._pages}
        for page in self._pages:
            rows = found[page.key]
            if rows:
                self.section(page).show_found(rows, terms)
            if page.key in self._sections:
                self._sections[page.key].setVisible(bool(rows))
        self.verticalScrollBar().setValue(0)
        return any(found.values())

    @Slot()
    def refresh(self) -> None:
        for section in self._sections.values():
            section.refresh()

    def focus_first(self) -> None:
        """Focus the first usable control."""
        for widget in self._stops():
            if widget.isVisible() and widget.isEnabled():
                widget.setFocus(Qt.FocusReason.TabFocusReason)
                return

    def _stops(self) -> list[QWidget]:
        return [widget for section in self._built_sections() for widget in section.stops()]


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
