"""One row on the screen: title and sentence, and the control beside them, or below them where that is narrow."""

import html
from typing import Any

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QMouseEvent, QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QLabel, QSizePolicy, QVBoxLayout, QWidget

from qqdesk.gui.settings.row_controls import make_control
from qqdesk.gui.settings.setting_rows import Choice, Custom, PathChoice, Row, Switch, Text
from qqdesk.gui.settings.settings_search import SearchTerms
from qqdesk.gui.settings.switch_box import SwitchBox
from qqdesk.gui.shared.settings_store import SettingsStore
from qqdesk.gui.shared.theme import current_theme, theme_source
from qqdesk.gui.shared.widgets import small

_NARROW = 440
"""Below this width what is wider than a switch goes under the sentence."""
_WIDE_CONTROLS = (Choice, Text, PathChoice)


class RowView(QWidget):
    needed = Signal()  # what one can do with it has changed

    def __init__(self, row: Row, store: SettingsStore, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.row, self._store = row, store
        self._marks: SearchTerms | None = None
        self._title, self._sentence, self._problem = QLabel(), QLabel(), QLabel()
        for label in (self._title, self._sentence, self._problem):
            label.setWordWrap(True)
            label.setTextFormat(Qt.TextFormat.PlainText)
            policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
            policy.setHeightForWidth(True)
            label.setSizePolicy(policy)
        for label in (self._sentence, self._problem):
            label.setFont(small(self.font()))
        self._sentence.setProperty("role", "secondary")
        self._problem.setProperty("role", "error")
        self._problem.hide()
        self.control = None if row.impossible else make_control(row, self)
        self._lay_out()
        self._say()
        theme_source().changed.connect(self._say)
        if self.control is not None:
            self.control.chosen.connect(self._choose)
            self.control.refused.connect(self._refuse)
            if row.setting:
                store.subscribe(self.show_value, row.setting)
            self.show_value()

    def _lay_out(self) -> None:
        texts = QVBoxLayout()
        texts.setSpacing(2)
        for label in (self._title, self._sentence, self._problem):
            texts.addWidget(label)
        self._box = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        self._box.setContentsMargins(12, 10, 12, 10)
        self._box.setSpacing(16)
        self._box.addLayout(texts, 1)
        if self.control is not None:
            self._box.addWidget(self.control.widget)
        self._arrange(self.width())

    def _arrange(self, width: int) -> None:
        below = isinstance(self.row, _WIDE_CONTROLS) and width < _NARROW
        below = below or (isinstance(self.row, Custom) and (self.row.wide or width < _NARROW))
        direction = QBoxLayout.Direction.TopToBottom if below else QBoxLayout.Direction.LeftToRight
        if self._box.direction() != direction:
            self._box.setDirection(direction)
            self._box.setSpacing(8 if below else 16)
        if self.control is not None:
            whole = isinstance(self.row, Custom) and self.row.wide
            start = Qt.AlignmentFlag.AlignLeading | Qt.AlignmentFlag.AlignTop
            side = Qt.AlignmentFlag.AlignVCenter
            place = start if below else side
            self._box.setAlignment(self.control.widget, Qt.AlignmentFlag(0) if whole else place)

    @property
    def is_usable(self) -> bool:
        return self.row.usable is None or self.row.usable(self._store.settings)

    def refresh(self) -> None:
        """Whether it means anything, as the settings are."""
        usable = self.is_usable
        self._title.setEnabled(usable)
        self._sentence.setEnabled(usable)
        if self.control is not None:
            self.control.widget.setEnabled(usable)

    @Slot()
    def show_value(self) -> None:
        if self.control is not None and self.row.setting:
            self.control.show_value(getattr(self._store.settings, self.row.setting))
        self.refresh()

    def mark(self, marks: SearchTerms | None) -> None:
        """Show where the words of a search are; None shows none."""
        if marks != self._marks:
            self._marks = marks
            self._say()

    @Slot()
    def _say(self) -> None:
        """The texts, with the hits of a search on the theme's ground for that."""
        sentence = f"{self.row.sentence}\n{self.row.impossible}" if self.row.impossible else self.row.sentence
        for label, text in ((self._title, self.row.title), (self._sentence, sentence)):
            spans = self._marks.spans(text) if self._marks is not None else []
            if spans:
                label.setTextFormat(Qt.TextFormat.RichText)
                label.setText(_marked(text, spans))
            else:
                label.setTextFormat(Qt.TextFormat.PlainText)
                label.setText(text)
            label.setAccessibleName(text)

    @Slot(object)
    def _choose(self, value: Any) -> None:
        if not self.row.setting:
            return
        if self.row.change is None:
            self._store.change(self.row.setting, value)
            return
        self.row.change(value)
        self.show_value()  # the question may not be answered yet

    @Slot(str)
    def _refuse(self, sentence: str) -> None:
        self._problem.setText(sentence)
        self._problem.setVisible(bool(sentence))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """A switch is turned by its words too, as any check box."""
        if (
            isinstance(self.row, Switch)
            and self.control is not None
            and self.rect().contains(event.position().toPoint())
        ):
            box = self.control.widget
            if isinstance(box, SwitchBox) and box.isEnabled():
                box.setFocus()
                box.click()
        super().mouseReleaseEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange(event.size().width())


def _marked(text: str, spans: list[tuple[int, int]]) -> str:
    theme = current_theme()
    style = f"background-color: {theme.found.name()}; color: {theme.on_found.name()}"
    parts, at = [], 0
    for start, end in spans:
        parts += [html.escape(text[at:start]), f'<span style="{style}">{html.escape(text[start:end])}</span>']
        at = end
    parts.append(html.escape(text[at:]))
    return "".join(parts).replace("\n", "<br>")
