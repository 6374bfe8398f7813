"""The form of the kit in all its states."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton, QScrollArea, QWidget

from qqdesk.domain.problem import Problem, ProblemKind
from qqdesk.gui.kit.form import Facts, Field, Form
from qqdesk.gui.shared.layouts import column, row
from qqdesk.gui.shared.screens import fit_to_screen
from qqdesk.gui.shared.scrolling import WrappedContents
from qqdesk.gui.shared.type_size import scaled
from tests.gallery.stage import Scene, Stage

_LONG = "A sentence that is longer than a field is wide, 王小明 and more"
_FIELDS = (
    Field("name", "&Name", placeholder="Family, class, club…", fault=lambda name: "" if name else f"Needed: {_LONG}."),
    Field("notice", "N&otice", lines=3),
    Field("join", "Who may &join", ((False, "Only people who are invited"), (True, _LONG))),
    Field("age", "A&ge", highest=150, unset=0, unset_text="Not given"),
)
_MORE = (("About me", (Field("city", "&City and country"),)),)
_LONG_VALUES = {"name": _LONG, "notice": _LONG * 3, "join": True, "age": 150}
_HEBREW = {"name": "נועה", "notice": "שלום, אני נועה", "join": False, "age": 0}


def _form(*, has_more: bool = False, is_mirrored: bool = False) -> tuple[QWidget, Form]:
    form, part = Form(_FIELDS, "&Save", "Saving…", _MORE if has_more else ()), QWidget()
    part.setLayout(column(form, form.message, row(None, QPushButton("Cancel"), form.button), None, spacing=8))
    if is_mirrored:
        part.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
    return part, form


def _forms(stage: Stage) -> QWidget:
    parts, forms = zip(
        _form(), _form(), _form(has_more=True), _form(), _form(is_mirrored=True), _form(is_mirrored=True), strict=True
    )
    empty, busy, failed, faulty, mirrored, long = forms
    facts, mirrored_facts = Facts(_FIELDS), Facts(_FIELDS)
    facts.fill(_LONG_VALUES)
    mirrored_facts.fill(_HEBREW)
    mirrored_facts.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
    window = QWidget()
    window.setWindowTitle("Forms")
    left, middle, right = column(spacing=16), column(spacing=16), column(spacing=16)
    for place, part in zip((left, middle, right) * 3, (*parts, mirrored_facts, facts), strict=False):
        place.addWidget(part)
    for place in (left, middle, right):
        place.addStretch(1)
    area = QScrollArea()
    area.setWidgetResizable(True)
    area.setAccessibleName("Forms")
    area.setWidget(WrappedContents(row((left, 1), (middle, 1), (right, 1), margins=12, spacing=24)))
    window.setLayout(column((area, 1)))
    window.resize(scaled(1200), scaled(740))
    fit_to_screen(window)
    stage.keep(window)
    failed.more.setChecked(True)
    for form in (busy, failed):
        form.set_value("name", "Family")
        form.confirm()
    failed.fail(Problem(ProblemKind.NO_CONNECTION))
    faulty.set_value("notice", _LONG)
    faulty.confirm()
    mirrored.fill(_HEBREW)
    long.fill(_LONG_VALUES)
    empty.setFocus()
    return window


SCENES = (Scene("kit-form", QWidget, _forms),)
