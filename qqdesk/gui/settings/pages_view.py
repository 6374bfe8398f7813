"""The right side of the settings window: one page, or what a search has found on all of them."""

from collections.abc import Sequence
from itertools import pairwise

from PySide6.QtCore import Qt, QTimer, Signal, Slot
from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget

from qqdesk.gui.settings.page_section import PageSection
from qqdesk.gui.settings.setting_rows import Page
from qqdesk.gui.settings.settings_search import SearchTerms, matches
from qqdesk.gui.shared.scrolling import FocusInView, VerticalScrollArea
from qqdesk.gui.shared.settings_store import SettingsStore
from qqdesk.gui.shared.type_size import scaled

_MOST_WIDTH = 720


class PagesView(VerticalScrollArea):
    """Pages are built when they are first shown; those that nobody asked for yet in idle turns, for the search."""

    defaults_wanted = Signal(object)  # Page
    least_width_changed = Signal()

    def __init__(self, pages: Sequence[Page], store: SettingsStore, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        FocusInView(self)
        self._pages, self._store = pages, store
        self._sections: dict[str, PageSection] = {}
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.body = body = QWidget()
        self._column = QVBoxLayout(body)
        self._column.setContentsMargins(16, 12, 16, 12)
        self._column.setSpacing(16)
        self._column.addStretch(1)
        body.setMaximumWidth(scaled(_MOST_WIDTH))
        self.setWidget(body)
        self.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        # The palette's ground of a scroll area is that of lists.
        self.viewport().setAutoFillBackground(False)
        body.setAutoFillBackground(False)
        self._idle = QTimer(self)
        self._idle.setInterval(0)
        self._idle.timeout.connect(self._build_one)
        QApplication.instance().focusChanged.connect(self._follow_focus)  # type: ignore[union-attr]

    def section(self, page: Page) -> PageSection:
        """The page's widget, built if it is not there."""
        found = self._sections.get(page.key)
        if found is None:
            found = PageSection(page, self._store)
            found.hide()
            found.defaults_wanted.connect(self.defaults_wanted)
            self._sections[page.key] = found
            # In the order of the list, which is the order of the keys.
            before = sum(other.key in self._sections for other in self._pages[: self._pages.index(page)])
            self._column.insertWidget(before, found)
            # Qt puts what comes later at the end.
            for one, other in pairwise(self._stops()):
                self.setTabOrder(one, other)
        return found

    def least_width(self) -> int:
        """Of all pages, or the list of them would come and go from one to the next."""
        margins = self._column.contentsMargins()
        least = max((section.minimumSizeHint().width() for section in self._sections.values()), default=0)
        return least + margins.left() + margins.right()

    def _fit(self) -> None:
        before = self.minimumWidth()
        super()._fit()
        if self.minimumWidth() != before:
            self.least_width_changed.emit()

    @Slot()
    def build_when_idle(self) -> None:
        self._idle.start()

    @Slot()
    def _build_one(self) -> None:
        missing = next((page for page in self._pages if page.key not in self._sections), None)
        if missing is None:
            self._idle.stop()
        else:
            self._idle.stop()  # a page that cannot be built is not tried again and again
            self.section(missing)
            self._idle.start()

    def show_page(self, page: Page) -> None:
        wanted = self.section(page)
        for section in self._sections.values():
            section.setVisible(section is wanted)
        wanted.show_all()
        self.verticalScrollBar().setValue(0)

    def show_found(self, marks: SearchTerms) -> int:
        """How many rows there are."""
        count = 0
        for page in self._pages:
            hits = [row for row in page.rows if matches(marks, page, row)]
            count += len(hits)
            if hits:
                self.section(page).show_found(hits, marks)
            if page.key in self._sections:
                self._sections[page.key].setVisible(bool(hits))
        self.verticalScrollBar().setValue(0)
        return count

    @Slot()
    def refresh(self) -> None:
        for section in self._sections.values():
            section.refresh()

    def focus_first(self) -> None:
        """Onto the first thing on the page that can be operated."""
        for widget in self._stops():
            if widget.isVisible() and widget.isEnabled():
                widget.setFocus(Qt.FocusReason.TabFocusReason)
                return

    def _stops(self) -> list[QWidget]:
        """All that Tab stops at, in the order of the pages."""
        sections = [self._sections[page.key] for page in self._pages if page.key in self._sections]
        return [widget for section in sections for widget in section.stops()]

    @Slot(QWidget, QWidget)
    def _follow_focus(self, _: QWidget | None, now: QWidget | None) -> None:
        """What gets the focus comes into view, with the words that belong to it."""
        if now is not None and self.body.isAncestorOf(now):
            self.ensureWidgetVisible(now, 0, 48)
