"""A form of labelled fields, and the same fields as facts to read."""

import html
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal, Slot
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QFormLayout,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QPushButton,
    QScrollArea,
    QSpinBox,
    QWidget,
)

from qqdesk.domain.problem import Problem
from qqdesk.gui.kit.bar import Bar
from qqdesk.gui.shared.buttons import HANG, MoreButton
from qqdesk.gui.shared.labels import LinkLabel, field_label, heading_label, without_mnemonic, wrapped_label
from qqdesk.gui.shared.layouts import Margins, column, fill, form, row
from qqdesk.gui.shared.question_box import QuestionBox
from qqdesk.gui.shared.scrolling import leave_wheel_to_area
from qqdesk.gui.shared.texts import problem_text
from qqdesk.gui.shared.theme import theme_source
from qqdesk.gui.shared.type_size import line_room, scaled

LABEL_WIDTH = 128
"""The width of the labels of facts in logical pixels."""


def _is_valid(value: Any) -> str:
    return ""


@dataclass(frozen=True, slots=True)
class Field:
    """A line of text, or a choice with `choices`, a number from 0 with `highest`, a paragraph with `lines`.

    `fault` returns a sentence about an invalid value, "" for a valid one. Facts do not show the value `unset`; that of
    a number has a text, `unset_text`.
    """

    key: str
    label: str
    choices: Sequence[tuple[Any, str]] = ()
    highest: int = 0
    lines: int = 1
    longest: int = 0
    """The most characters of a line that can be typed; 0 without a limit."""
    placeholder: str = ""
    unset: Any = ""
    unset_text: str = ""
    fault: Callable[[Any], str] = _is_valid

    def make(self) -> QWidget:
        if self.choices:
            box = QComboBox()
            box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
            box.setMinimumContentsLength(12)
            for _, text in self.choices:
                box.addItem(text)
            return box
        if self.highest:
            spin = QSpinBox()
            spin.setMaximum(self.highest)
            spin.setSpecialValueText(self.unset_text)
            spin.lineEdit().setTextMargins(8, 0, 0, 0)
            return spin
        if self.lines > 1:
            edit = QPlainTextEdit()
            edit.setTabChangesFocus(True)
            edit.setFixedHeight(self.lines * line_room(edit.font()) + 16)
            edit.setPlaceholderText(self.placeholder)
            return edit
        line = QLineEdit()
        if self.longest:
            line.setMaxLength(self.longest)
        line.setPlaceholderText(self.placeholder)
        return line

    def text(self, value: Any) -> str:
        """Return a value as a fact; "" for `unset`."""
        return "" if value == self.unset else dict(self.choices).get(value, str(value).strip())


Section = tuple[str, Sequence[Field]]
"""A title and its fields."""


class Form(QWidget):
    """Fields with their labels. A window lays out the form, its `message` and its `button`.

    Example::

        self.form = Form(
            (
                Field("name", self.tr("&Name"), fault=lambda name: "" if name else self.tr("A room needs a name.")),
                Field("join", self.tr("Who may &join"), choices=join_choices()),
            ),
            self.tr("&Save"),
            self.tr("Saving…"),
        )
        self.setLayout(column(self.form, self.form.message, row(None, self.form.button)))
        self.form.fill({"name": "Family", "join": False})
        self.form.confirmed.connect(self._save)

        def _save(self) -> None:
            self._messenger.change(self.form.changes()).then(self, self.form.mark_saved, self.form.fail)

        def reject(self) -> None:
            self.form.leave(self, self.tr("The room is not saved yet."))

    - `more` are sections behind the button *More*.
    - The button is enabled if there are changes. It, or Enter if it is the default button of a dialog, checks the
      values. If they are valid the form is busy and `confirmed` is emitted, until `mark_saved` or `fail`.
    - A mistake is shown below its field when the focus leaves it. Values that were filled are not checked.
    - Values without a field, such as a picture, are filled and set like the others.
    """

    edited = Signal()
    confirmed = Signal()

    def __init__(
        self,
        fields: Sequence[Field],
        button_text: str,
        busy_text: str,
        more: Sequence[Section] = (),
        problem_text: Callable[[Problem], str] = problem_text,
        margins: Margins = 0,
    ) -> None:
        super().__init__()
        self._button_text, self._busy_text, self._problem_text = button_text, busy_text, problem_text
        self.message, self.button = Bar(), QPushButton(button_text)
        self.fields: dict[str, QWidget] = {}
        self.faults: dict[str, QLabel] = {}
        self._specs: dict[str, Field] = {}
        self._rows: dict[str, QFormLayout] = {}
        self._labels: list[QLabel] = []
        self._values: dict[str, Any] = {}
        """The values without a field."""
        self._initial: dict[str, Any] = {}
        self._visited: set[str] = set()
        """The invalid fields that the focus has left; their mistakes are shown."""
        self._is_filling = self._is_busy = False
        self._is_new = True
        first = self._section(fields)
        body = column(first, margins=margins, spacing=8)
        if more:
            first.setContentsMargins(HANG, 0, 0, 0)
            self._details = QWidget()
            details = column(margins=(HANG, 0, 0, 0), spacing=8)
            for title, section in more:
                fill(details, heading_label(title), self._section(section), 8)
            self._details.setLayout(details)
            self.more = MoreButton(self._details)
            fill(body, row(self.more, None), self._details, None)
        self.setLayout(body)
        widest = max(label.sizeHint().width() for label in self._labels)
        for label in self._labels:
            label.setMinimumWidth(widest)  # the fields of all sections are aligned
        self.setFocusProxy(self.fields[fields[0].key])
        self.button.clicked.connect(self.confirm)
        self._initial = self.values()
        self._update()

    def _section(self, fields: Sequence[Field]) -> QFormLayout:
        rows = form()
        for field in fields:
            widget = self.fields[field.key] = field.make()
            self._specs[field.key], self._rows[field.key] = field, rows
            self._labels.append(field_label(field.label, widget))
            fault = self.faults[field.key] = wrapped_label(role="fault")
            fault.setAlignment(Qt.AlignmentFlag.AlignLeading | Qt.AlignmentFlag.AlignTop)  # near the field above
            rows.addRow(self._labels[-1], widget)
            rows.addRow("", fault)
            rows.setRowVisible(fault, False)
            widget.installEventFilter(self)
            match widget:
                case QComboBox():
                    widget.currentIndexChanged.connect(self._on_edited)
                    leave_wheel_to_area(widget)
                case QSpinBox():
                    widget.valueChanged.connect(self._on_edited)
                    leave_wheel_to_area(widget)
                case QPlainTextEdit() | QLineEdit():
                    widget.textChanged.connect(self._on_edited)
        return rows

    # Values

    def value(self, key: str) -> Any:
        """Return the value of a field. Texts are without blanks around them."""
        match self.fields.get(key):
            case QComboBox() as box:
                return self._specs[key].choices[box.currentIndex()][0]
            case QSpinBox() as spin:
                return spin.value()
            case QPlainTextEdit() as edit:
                return edit.toPlainText().strip()
            case QLineEdit() as line:
                return line.text().strip()
        return self._values[key]

    def set_value(self, key: str, value: Any) -> None:
        match self.fields.get(key):
            case QComboBox() as box:
                values = [one for one, _ in self._specs[key].choices]
                box.setCurrentIndex(values.index(value) if value in values else 0)
            case QSpinBox() as spin:
                if self._is_filling:
                    spin.setMaximum(max(self._specs[key].highest, value))  # another client stored a higher one
                spin.setValue(value)
            case QPlainTextEdit() as edit:
                edit.setPlainText(value)
            case QLineEdit() as line:
                line.setText(value)
                line.setCursorPosition(0)
            case _:
                self._values[key] = value
                self._on_edited()

    def values(self) -> dict[str, Any]:
        return self._values | {key: self.value(key) for key in self.fields}

    def fill(self, values: Mapping[str, Any]) -> None:
        """Show the initial values."""
        self._is_filling = True
        for key, value in values.items():
            self.set_value(key, value)
        self._is_filling = self._is_new = False
        self._initial = self.values()  # another client may have stored a value in another form
        self._visited.clear()
        self._update()

    def changes(self) -> dict[str, Any]:
        """Return the values that are not the initial ones."""
        return {key: value for key, value in self.values().items() if value != self._initial[key]}

    def set_row_visible(self, key: str, is_visible: bool) -> None:
        self._rows[key].setRowVisible(self.fields[key], is_visible)

    @Slot()
    def _on_edited(self) -> None:
        if not self._is_filling:
            self.message.clear()
            self._update()

    def _update(self) -> None:
        self._show_mistakes()
        self.button.setText(self._busy_text if self._is_busy else self._button_text)
        self.button.setEnabled(not self._is_busy and bool(self.changes()))
        self.edited.emit()

    # Mistakes

    def mistakes(self) -> dict[str, str]:
        """Return the sentences about invalid values."""
        checked = self.fields if self._is_new else [key for key in self.changes() if key in self.fields]
        return {key: fault for key in checked if (fault := self._specs[key].fault(self.value(key)))}

    def _show_mistakes(self) -> None:
        mistakes = self.mistakes()
        self._visited &= mistakes.keys()
        for key, label in self.faults.items():
            sentence = mistakes[key] if key in self._visited else ""
            if label.text() != sentence:
                label.setText(sentence)
                self._rows[key].setRowVisible(label, bool(sentence))
                self.fields[key].setAccessibleDescription(sentence)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.FocusOut:
            self._visited |= {key for key, field in self.fields.items() if field is watched}
            self._show_mistakes()
        return super().eventFilter(watched, event)

    # Sending

    def set_button_text(self, text: str) -> None:
        self._button_text = text
        self._update()

    @Slot()
    def confirm(self) -> None:
        """Check the values and emit `confirmed`, or focus the first mistake."""
        if self._is_busy or not self.changes():
            return
        mistakes = self.mistakes()
        if mistakes:
            self._visited |= mistakes.keys()
            self._show_mistakes()
            first = self.fields[next(iter(mistakes))]
            if not first.isVisibleTo(self):
                self.more.setChecked(True)
            first.setFocus()
            QTimer.singleShot(0, self, self._show_mistake)  # after the layout
            self.message.show_error(self.tr("Correct what is marked in red, then save again."))
            return
        self.message.clear()
        self._set_busy(True)
        self.confirmed.emit()

    @Slot()
    def _show_mistake(self) -> None:
        """Scroll to the sentence below the field that has the focus."""
        area: QWidget | None = self
        while area is not None and not isinstance(area, QScrollArea):
            area = area.parentWidget()
        for key, field in self.fields.items():
            if isinstance(area, QScrollArea) and field.hasFocus():
                area.ensureWidgetVisible(self.faults[key])

    def _set_busy(self, is_busy: bool) -> None:
        self._is_busy = is_busy
        self.setEnabled(not is_busy)
        self._update()

    def mark_saved(self, _: object = None) -> None:
        """Make the values the initial ones, and let the user edit again."""
        self._initial = self.values()
        self._set_busy(False)

    def fail(self, problem: Problem) -> None:
        """Show why the values were not saved, and let the user edit again."""
        self._set_busy(False)
        self.message.show_error(self._problem_text(problem))

    def leave(self, dialog: QDialog, details: str) -> None:
        """Close the dialog, after a question if there are unsaved changes. `details` says what is not saved."""
        if not self.changes():
            dialog.done(QDialog.DialogCode.Rejected)
            return
        text, discard, keep = self.tr("Discard your changes?"), self.tr("&Discard changes"), self.tr("&Keep editing")
        question = QuestionBox(dialog, dialog.windowTitle(), text, details, discard, cancel=keep)
        question.confirmed.connect(lambda: dialog.done(QDialog.DialogCode.Rejected))
        question.open()


class Facts(QWidget):
    """The fields of a form to read, without the empty ones. Every value can be selected and copied.

    Example::

        self.facts = Facts((Field("name", self.tr("&Name")), Field("city", self.tr("&City"))))
        self.facts.fill({"name": "Ann", "city": ""})

    With `is_folded` they are behind the button *More*. `to_html` writes a value with its addresses as links.
    """

    link_activated = Signal(str)

    def __init__(
        self,
        fields: Sequence[Field],
        to_html: Callable[[str, str], str] = lambda _, text: html.escape(text).replace("\n", "<br>"),
        *,
        is_folded: bool = False,
        margins: Margins = 0,
    ) -> None:
        super().__init__()
        self._fields, self._to_html = fields, to_html
        self._texts: dict[str, str] = {}
        self._rows = form(margins=(HANG if is_folded else 0, 0, 0, 0))
        self._rows.setLabelAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop)
        details = QWidget()
        details.setLayout(self._rows)
        self.more = MoreButton(details)
        self.more.setVisible(False)
        details.setVisible(not is_folded)
        self._is_folded = is_folded
        self.setLayout(column(row(self.more, None), details, None, margins=margins, spacing=8))
        theme_source().changed.connect(self._write)

    def fill(self, values: Mapping[str, Any]) -> None:
        """Show the values of the fields by their keys."""
        texts = {field.key: field.text(values[field.key]) for field in self._fields}
        if texts != self._texts:
            self._texts = texts
            self._write()

    @Slot()
    def _write(self) -> None:
        """Write the rows, also in a new theme: a link keeps the colour of its layout."""
        while self._rows.rowCount():
            self._rows.removeRow(0)
        for field in self._fields:
            if text := self._texts.get(field.key):
                name = without_mnemonic(field.label)
                self._rows.addRow(_caption(name), self._value(field.key, name, text))
        self.more.setVisible(self._is_folded and bool(self._rows.rowCount()))

    def _value(self, key: str, name: str, text: str) -> QLabel:
        linked = self._to_html(key, text)
        value = LinkLabel() if "<a " in linked else QLabel()
        value.setTextFormat(Qt.TextFormat.RichText)
        value.setText(linked)
        value.setWordWrap(True)
        value.setAlignment(Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft)
        value.linkActivated.connect(self.link_activated)
        if not isinstance(value, LinkLabel):
            value.setTextInteractionFlags(
                Qt.TextInteractionFlag.TextBrowserInteraction | Qt.TextInteractionFlag.TextSelectableByKeyboard
            )
        value.setAccessibleName(f"{name}: {text}")
        return value


def _caption(name: str) -> QLabel:
    label = wrapped_label(name, "secondary")
    label.setFixedWidth(scaled(LABEL_WIDTH))
    label.setAlignment(Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft)
    return label
