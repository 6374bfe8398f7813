"""The right side of the settings window: one page, or the rows that a search found on all pages."""

from collections.abc import Sequence
from itertools import pairwise

from PySide6.QtCore import Qt, QTimer, Slot
from PySide6.QtWidgets import QWidget

from qqdesk.gui.settings.page_section import PageSection
from qqdesk.gui.settings.setting_rows import Page
from qqdesk.gui.settings.settings_search import SearchTerms, matches
from qqdesk.gui.shared.layouts import column
from qqdesk.gui.shared.scrolling import FocusInView, VerticalScrollArea, WrappedContents
from qqdesk.gui.shared.settings_store import SettingsStore
from qqdesk.gui.shared.type_size import scaled

_MAX_WIDTH = 720
_MARGIN = 16


class PagesView(VerticalScrollArea):
    """Builds a page when it is first shown, and the others while the program is idle."""

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
