"""A page of the settings on the screen: its heading, its rows on a card, and the way back to the defaults."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from qqdesk.domain.settings import Settings
from qqdesk.gui.settings.row_view import RowView
from qqdesk.gui.settings.setting_rows import Page, Row
from qqdesk.gui.settings.settings_search import SearchTerms
from qqdesk.gui.shared.settings_store import SettingsStore
from qqdesk.gui.shared.widgets import line, semibold


class PageSection(QWidget):
    defaults_wanted = Signal(object)  # Page

    def __init__(self, page: Page, store: SettingsStore, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.page, self._store = page, store
        self.views = [RowView(row, store) for row in page.rows]
        self._lines = [line() for _ in page.rows]
        """One above each row; that above the first to be seen is hidden."""
        self.title = QLabel(page.title)
        self.title.setTextFormat(Qt.TextFormat.PlainText)
        font = semibold(self.font())
        font.setPointSizeF(font.pointSizeF() * 1.2)
        self.title.setFont(font)
        self.title.setContentsMargins(4, 0, 4, 0)
        self.defaults = QPushButton(self.tr("Restore defaults…"))
        self.defaults.setAccessibleName(self.tr("Restore the defaults of this page"))
        self.defaults.clicked.connect(self._want_defaults)
        card = QFrame()
        card.setProperty("role", "card")
        rows = QVBoxLayout(card)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(0)
        for above, view in zip(self._lines, self.views, strict=True):
            rows.addWidget(above)
            rows.addWidget(view)
        foot = QHBoxLayout()
        foot.addStretch(1)
        foot.addWidget(self.defaults)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 8)
        column.setSpacing(8)
        column.addWidget(self.title)
        column.addWidget(card)
        column.addLayout(foot)
        self.show_all()
        self.refresh()

    def show_all(self) -> None:
        """As a page of its own."""
        self._show([view.row for view in self.views if not view.row.impossible], None)
        self.defaults.setVisible(bool(self.page.settings()))

    def show_found(self, rows: Sequence[Row], marks: SearchTerms) -> None:
        """As a part of what a search found."""
        self._show(rows, marks)
        self.defaults.hide()

    def _show(self, rows: Sequence[Row], marks: SearchTerms | None) -> None:
        first = True
        for above, view in zip(self._lines, self.views, strict=True):
            shown = view.row in rows
            view.setVisible(shown)
            above.setVisible(shown and not first)
            view.mark(marks if shown else None)
            first = first and not shown

    def stops(self) -> list[QWidget]:
        """What Tab stops at, in its order; a box's list is a window of its own."""
        return [
            widget
            for widget in self.findChildren(QWidget)
            if widget.focusPolicy() & Qt.FocusPolicy.TabFocus
            and widget.focusProxy() is None
            and widget.window() is self.window()
        ]

    def refresh(self) -> None:
        """What depends on other settings, or on whether somebody is signed in."""
        for view in self.views:
            view.refresh()
        now, usual = self._store.settings, Settings()
        self.defaults.setEnabled(any(getattr(now, name) != getattr(usual, name) for name in self.page.settings()))

    @Slot()
    def _want_defaults(self) -> None:
        self.defaults_wanted.emit(self.page)
