"""The form for the user's own profile."""

from collections.abc import Iterable
from dataclasses import replace

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal, Slot
from PySide6.QtWidgets import QComboBox, QFormLayout, QLabel, QLineEdit, QPlainTextEdit, QSpinBox, QWidget

from qqdesk.gui.people.profile_fields import FIRST, MAX_AGE, SECTIONS, field_fault, field_names, section_titles
from qqdesk.gui.shared.fonts import semibold
from qqdesk.gui.shared.labels import field_label, wrapped_label
from qqdesk.gui.shared.layouts import column, fill, form, row
from qqdesk.gui.shared.more_button import HANG, MoreButton
from qqdesk.gui.shared.scrolling import FocusInView, VerticalScrollArea, leave_wheel_to_area
from qqdesk.protocol.codes import AddOutcome, Sex
from qqdesk.protocol.profile import EDITABLE, LINES, Profile
from qqdesk.worker.api import ProfileEdit


class ProfileForm(VerticalScrollArea):
    """Returns the changes to its initial values. Shows the mistake of a field after the focus has left it."""

    edited = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setAccessibleName(self.tr("My profile"))
        self.setProperty("role", "form")
        FocusInView(self)
        self._profile = Profile(number=0)
        self._allow: AddOutcome | None = None
        self._face = 0
        self._is_filling = False
        self.edits: dict[str, QLineEdit] = {}
        self.sex_combo = QComboBox()
        self.age_spin = QSpinBox()
        self.about_edit = QPlainTextEdit()
        self.allow_combo = QComboBox()
        self.fields: dict[str, QWidget] = {"sex": self.sex_combo, "age": self.age_spin, "about": self.about_edit}
        leave_wheel_to_area(self.sex_combo, self.age_spin, self.allow_combo)
        self.faults: dict[str, QLabel] = {}
        self._forms: dict[str, QFormLayout] = {}
        self._visited: set[str] = set()
        """The invalid fields that the focus has left; their mistakes are shown."""
        self._allow_label = field_label(self.tr("&Who may add me"), self.allow_combo)
        self._fill_choices()
        self._lay_out()
        self.setFocusProxy(self.edits["nickname"])

    def _fill_choices(self) -> None:
        self.sex_combo.addItem(self.tr("Not given"), int(Sex.NOT_GIVEN))
        self.sex_combo.addItem(self.tr("Male"), int(Sex.MALE))
        self.sex_combo.addItem(self.tr("Female"), int(Sex.FEMALE))
        self.age_spin.setRange(0, MAX_AGE)
        self.age_spin.setSpecialValueText(self.tr("Not given"))
        self.allow_combo.addItem(self.tr("Anyone"), AddOutcome.ADDED)
        self.allow_combo.addItem(self.tr("Only with my consent"), AddOutcome.CONSENT_NEEDED)
        self.allow_combo.addItem(self.tr("Nobody"), AddOutcome.NOBODY)
        self.age_spin.lineEdit().setTextMargins(8, 0, 0, 0)
        self.about_edit.setTabChangesFocus(True)
        self.about_edit.setFixedHeight(92)
        for widget in (self.sex_combo, self.age_spin, self.about_edit):
            widget.installEventFilter(self)
        self.sex_combo.currentIndexChanged.connect(self._edited)
        self.age_spin.valueChanged.connect(self._edited)
        self.about_edit.textChanged.connect(self._edited)
        self.allow_combo.currentIndexChanged.connect(self._edited)

    def _lay_out(self) -> None:
        first = form(margins=(HANG, 0, 0, 0))
        labels = self._add_fields(first, FIRST)
        first.addRow(self._allow_label, self.allow_combo)
        details = column(margins=(HANG, 0, 0, 0), spacing=8)
        for title, section in zip(section_titles(), SECTIONS, strict=True):
            heading = QLabel(title)
            heading.setFont(semibold(self.font()))
            rows = form()
            labels += self._add_fields(rows, section)
            fill(details, heading, rows, 8)
        # Align the fields of all sections.
        labels.append(self._allow_label)
        widest = max(label.sizeHint().width() for label in labels)
        for label in labels:
            label.setMinimumWidth(widest)
        self._details = QWidget()
        self._details.setLayout(details)
        self.more = MoreButton(self._details)
        body = QWidget()
        margins = (12 - HANG, 12, 12, 12)
        body.setLayout(column(first, row(self.more, None), self._details, None, margins=margins, spacing=8))
        self.setWidget(body)

    def _add_fields(self, rows: QFormLayout, fields: Iterable[str]) -> list[QLabel]:
        """Return the labels."""
        names, labels = field_names(), list[QLabel]()
        for field in fields:
            widget = self.fields.get(field) or self._add_edit(field)
            labels.append(field_label(names[field], widget))
            rows.addRow(labels[-1], widget)
            rows.addRow("", self._fault_of(field))
            rows.setRowVisible(self.faults[field], False)
            self._forms[field] = rows
        return labels

    def _add_edit(self, field: str) -> QLineEdit:
        edit = self.fields[field] = self.edits[field] = QLineEdit()
        edit.textChanged.connect(self._edited)
        edit.installEventFilter(self)
        edit.returnPressed.connect(self._show_all_faults)
        return edit

    def _fault_of(self, field: str) -> QLabel:
        label = wrapped_label(role="fault")
        label.setAlignment(Qt.AlignmentFlag.AlignLeading | Qt.AlignmentFlag.AlignTop)  # near the field above
        self.faults[field] = label
        return label

    # Values

    @property
    def face(self) -> int:
        return self._face

    def set_face(self, face: int) -> None:
        self._face = face
        self._edited()

    def fill(self, profile: Profile, allow: int | None, *, has_lines: bool = True) -> None:
        """Show the profile as the initial values. An unknown `allow` is not shown and not changed.

        `has_lines`: the server has signatures and status texts.
        """
        self._is_filling = True
        allow = AddOutcome(allow) if allow in tuple(AddOutcome) else None
        self._profile, self._allow, self._face = profile, allow, profile.face
        for field in LINES:
            self._forms[field].setRowVisible(self.fields[field], has_lines)
        for field, edit in self.edits.items():
            edit.setText(getattr(profile, field))
            edit.setCursorPosition(0)
        self.sex_combo.setCurrentIndex(max(self.sex_combo.findData(int(profile.sex)), 0))
        self.age_spin.setMaximum(max(MAX_AGE, profile.age))  # keep a higher value of another client
        self.age_spin.setValue(profile.age)
        self._visited.clear()
        self.about_edit.setPlainText(profile.about)
        self.allow_combo.setCurrentIndex(max(self.allow_combo.findData(allow), 0))
        for widget in (self._allow_label, self.allow_combo):
            widget.setEnabled(allow is not None)
        self._profile = self.profile()  # the fields may show a value of another client in another form
        self._is_filling = False
        self.edited.emit()

    def profile(self) -> Profile:
        """Return the current values."""
        texts = {field: edit.text().strip() for field, edit in self.edits.items()}
        return replace(
            self._profile,
            face=self._face,
            sex=int(self.sex_combo.currentData()),
            age=self.age_spin.value(),
            about=self.about_edit.toPlainText().strip(),
            **texts,  # type: ignore[arg-type]
        )

    def changes(self) -> ProfileEdit | None:
        """Return the changes; None if there are none."""
        now = self.profile()
        changed = {
            field: getattr(now, field) for field in EDITABLE if getattr(now, field) != getattr(self._profile, field)
        }
        chosen = self.allow_combo.currentData()
        allow = AddOutcome(chosen) if self._allow is not None and chosen != self._allow else None
        return ProfileEdit(changed, allow) if changed or allow is not None else None

    def mistakes(self) -> dict[str, str]:
        """Return the mistakes by field. Unchanged fields are not checked: the server has accepted them before."""
        now = self.profile()
        found = {}
        for field in self.faults:
            value = getattr(now, field)
            if value != getattr(self._profile, field) and (sentence := field_fault(field, value)):
                found[field] = sentence
        return found

    def show_mistakes(self) -> None:
        """Show the mistakes of the visited fields, and hide corrected ones."""
        mistakes = self.mistakes()
        self._visited &= mistakes.keys()
        for field, label in self.faults.items():
            sentence = mistakes.get(field, "") if field in self._visited else ""
            if label.text() != sentence:
                label.setText(sentence)
                self._forms[field].setRowVisible(label, bool(sentence))
                self.fields[field].setAccessibleDescription(sentence)

    @Slot()
    def _show_all_faults(self) -> None:
        self._visited |= self.mistakes().keys()
        self.show_mistakes()

    def focus_mistake(self) -> None:
        """Focus the first invalid field."""
        self._show_all_faults()
        first = next((field for field in self.faults if field in self._visited), "")
        if first:
            self.more.setChecked(self.more.isChecked() or first not in FIRST)
            self.fields[first].setFocus()
            QTimer.singleShot(0, self, self._show_focus)  # after the layout

    @Slot()
    def _show_focus(self) -> None:
        field = next((field for field in self.faults if self.fields[field].hasFocus()), "")
        if field:
            self.ensureWidgetVisible(self.faults[field])
            self.ensureWidgetVisible(self.fields[field])

    def mark_saved(self) -> None:
        """Make the current values the initial ones."""
        allow = AddOutcome(self.allow_combo.currentData()) if self._allow is not None else None
        self._profile, self._allow = self.profile(), allow
        self.edited.emit()

    @Slot()
    def _edited(self) -> None:
        if not self._is_filling:
            self.edited.emit()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.FocusOut:
            field = next((field for field in self.faults if self.fields[field] is watched), "")
            if field in self.mistakes():
                self._visited.add(field)
                self.show_mistakes()
        return super().eventFilter(watched, event)
