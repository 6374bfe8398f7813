"""One page of the settings: its title, its rows on a card, and a button to restore the defaults."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import QFrame, QLabel, QPushButton, QWidget

from qqdesk.domain.settings import Settings
from qqdesk.gui.settings.row_view import RowView
from qqdesk.gui.settings.setting_rows import Page, Row
from qqdesk.gui.settings.settings_search import SearchTerms
from qqdesk.gui.shared.fonts import semibold
from qqdesk.gui.shared.layouts import column, line, row
from qqdesk.gui.shared.question_box import QuestionBox
from qqdesk.gui.shared.settings_store import SettingsStore


class PageSection(QWidget):
    def __init__(self, page: Page, store: SettingsStore, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.page, self._store = page, store
        self.views = [RowView(row, store) for row in page.rows]
        self._lines = [line() for _ in page.rows]
        """One above each row, hidden above the first visible row."""
        title = QLabel(page.title)
        title.setTextFormat(Qt.TextFormat.PlainText)
        font = semibold(self.font())
        font.setPointSizeF(font.pointSizeF() * 1.2)
        title.setFont(font)
        self.panel = page.make_panel() if page.make_panel is not None else None
        head = row(title, None)
        above: list[QWidget] = []
        if self.panel is not None:
            head.addWidget(self.panel.corner)
            above.append(self.panel)
        self.defaults = QPushButton(self.tr("Restore defaults…"))
        self.defaults.setAccessibleName(self.tr("Restore the defaults of this page"))
        self.defaults.clicked.connect(self._ask_for_defaults)
        card = QFrame()
        card.setProperty("role", "card")
        card.setLayout(column(*(part for pair in zip(self._lines, self.views, strict=True) for part in pair)))
        self.setLayout(column(head, *above, card, row(None, self.defaults), margins=(0, 0, 0, 8), spacing=8))
        self.show_all()
        self.refresh()

    def show_all(self) -> None:
        self._show(self.page.rows, None)
        self.defaults.setVisible(bool(self.page.settings()))

    def show_found(self, rows: Sequence[Row], terms: SearchTerms) -> None:
        """Show the rows that a search found."""
        self._show(rows, terms)
        self.defaults.hide()

    def _show(self, rows: Sequence[Row], terms: SearchTerms | None) -> None:
        is_first = True
        for above, view in zip(self._lines, self.views, strict=True):
            is_shown = view.row in rows
            view.setVisible(is_shown)
            above.setVisible(is_shown and not is_first)
            view.highlight(terms)
            is_first = is_first and not is_shown

    def stops(self) -> list[QWidget]:
        """Return the widgets that Tab stops at, in order. The list of a combo box is in another window."""
        return [
            widget
            for widget in self.findChildren(QWidget)
            if widget.focusPolicy() & Qt.FocusPolicy.TabFocus
            and widget.focusProxy() is None
            and widget.window() is self.window()
        ]

    def refresh(self) -> None:
        """Enable the rows and the button as the settings and the session are now."""
        for view in self.views:
            view.refresh()
        now, usual = self._store.settings, Settings()
        self.defaults.setEnabled(any(getattr(now, name) != getattr(usual, name) for name in self.page.settings()))

    @Slot()
    def _ask_for_defaults(self) -> None:
        question = QuestionBox(
            self,
            self.tr("Restore defaults"),
            self.tr("Restore the defaults of “{page}”?").format(page=self.page.title),
            self.tr("Your choices on this page are reset. The other pages stay."),
            self.tr("Restore"),
            icon="settings",
        )
        question.confirmed.connect(self._restore_defaults)
        question.open()

    @Slot()
    def _restore_defaults(self) -> None:
        """Restore each setting; some rows ask a question of their own."""
        usual = Settings()
        for view in self.views:
            if view.row.setting:
                view.choose(getattr(usual, view.row.setting))
