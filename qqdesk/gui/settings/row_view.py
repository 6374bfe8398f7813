"""A row of the settings: title and sentence, and the control beside them or, in a narrow window, below them."""

import html
from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import Qt, Slot
from PySide6.QtGui import QMouseEvent, QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QFrame, QLabel, QPushButton, QSizePolicy, QWidget

from qqdesk.domain.settings import Settings
from qqdesk.gui.settings.row_controls import make_control
from qqdesk.gui.settings.setting_rows import Choice, Custom, Page, PathChoice, Row, Text
from qqdesk.gui.settings.settings_search import SearchTerms
from qqdesk.gui.shared.fonts import semibold, small
from qqdesk.gui.shared.layouts import column, line, row
from qqdesk.gui.shared.question_box import QuestionBox
from qqdesk.gui.shared.settings_store import SettingsStore
from qqdesk.gui.shared.switch_box import RING, SwitchBox
from qqdesk.gui.shared.theme import current_theme, theme_source

_NARROW = 440
"""Below this width the wide controls are below the sentence."""
_WIDE_CONTROLS = (Choice, Text, PathChoice, Custom)


class RowView(QWidget):
    def __init__(self, row: Row, store: SettingsStore, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.row, self._store = row, store
        self._terms: SearchTerms | None = None
        self._title, self._sentence, self._problem = QLabel(), QLabel(), QLabel()
        self._set_up_labels()
        self.control = make_control(row, self)
        self._box = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        self._box.setContentsMargins(12, 10, 12 - RING if isinstance(self.control.widget, SwitchBox) else 12, 10)
        self._box.addLayout(column(self._title, self._sentence, self._problem, spacing=2), 1)
        self._box.addWidget(self.control.widget)
        self._arrange(self.width())
        self._show_texts()
        theme_source().changed.connect(self._show_texts)
        self.control.refused.connect(self._show_problem)
        if row.setting:
            self.control.chosen.connect(self.choose)
            store.subscribe(self._show_value, row.setting)
            self._show_value()

    def _set_up_labels(self) -> None:
        for label in (self._title, self._sentence, self._problem):
            label.setWordWrap(True)
            label.setTextFormat(Qt.TextFormat.PlainText)
            policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
            policy.setHeightForWidth(True)
            label.setSizePolicy(policy)
        for label, role in ((self._sentence, "secondary"), (self._problem, "error")):
            label.setFont(small(self.font()))
            label.setProperty("role", role)
        self._problem.hide()

    def _arrange(self, width: int) -> None:
        fills_row = isinstance(self.row, Custom) and self.row.wide
        is_wide = isinstance(self.row, _WIDE_CONTROLS) and not isinstance(self.control.widget, SwitchBox)
        is_below = fills_row or (is_wide and width < _NARROW)
        self._box.setDirection(
            QBoxLayout.Direction.TopToBottom if is_below else QBoxLayout.Direction.LeftToRight,
        )
        self._box.setSpacing(8 if is_below else 16)
        if fills_row:
            alignment = Qt.AlignmentFlag(0)
        elif is_below:
            alignment = Qt.AlignmentFlag.AlignLeading | Qt.AlignmentFlag.AlignTop
        else:
            alignment = Qt.AlignmentFlag.AlignVCenter
        self._box.setAlignment(self.control.widget, alignment)

    def refresh(self) -> None:
        """Enable the row if its setting has an effect now."""
        is_enabled = self.row.enabled_if is None or self.row.enabled_if(self._store.settings)
        for widget in (self._title, self._sentence, self.control.widget):
            widget.setEnabled(is_enabled)

    @Slot()
    def _show_value(self) -> None:
        self.control.show_value(getattr(self._store.settings, self.row.setting))

    def highlight(self, terms: SearchTerms | None) -> None:
        """Highlight the words of a search."""
        if terms != self._terms:
            self._terms = terms
            self._show_texts()

    @Slot()
    def _show_texts(self) -> None:
        for label, text in ((self._title, self.row.title), (self._sentence, self.row.sentence)):
            spans = self._terms.spans(text) if self._terms is not None else []
            label.setTextFormat(Qt.TextFormat.RichText if spans else Qt.TextFormat.PlainText)
            label.setText(_highlighted(text, spans) if spans else text)
            label.setAccessibleName(text)

    @Slot(object)
    def choose(self, value: Any) -> None:
        """Change the setting, after the question of the row if it has one."""
        if self.row.change is None:
            self._store.change(self.row.setting, value)
        else:
            self.row.change(value)
            self._show_value()  # the question is not answered yet

    @Slot(str)
    def _show_problem(self, sentence: str) -> None:
        self._problem.setText(sentence)
        self._problem.setVisible(bool(sentence))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Toggle a switch by its title and sentence, too, as a check box by its text."""
        box = self.control.widget
        if isinstance(box, SwitchBox) and box.isEnabled() and self.rect().contains(event.position().toPoint()):
            box.setFocus()
            box.click()
        super().mouseReleaseEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange(event.size().width())


def _highlighted(text: str, spans: list[tuple[int, int]]) -> str:
    theme = current_theme()
    style = f"background-color: {theme.found.name()}; color: {theme.on_found.name()}"
    parts, at = [], 0
    for start, end in spans:
        parts += [html.escape(text[at:start]), f'<span style="{style}">{html.escape(text[start:end])}</span>']
        at = end
    parts.append(html.escape(text[at:]))
    return "".join(parts)


class PageSection(QWidget):
    """One page of the settings: its title, its rows on a card, and a button to restore the defaults."""

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
