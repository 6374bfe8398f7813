"""The first page of *Start a place*: its name, and the account of its administrator."""

from typing import NamedTuple

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QLineEdit, QWidget

from qqdesk.gui.first_start.person_fields import Person, PersonFields
from qqdesk.gui.first_start.wizard_page import Page
from qqdesk.gui.kit.bar import Bar
from qqdesk.gui.shared.bidi import isolated, plain_tip
from qqdesk.gui.shared.buttons import role_button
from qqdesk.gui.shared.faces import FaceSource
from qqdesk.gui.shared.labels import field_label, small_label
from qqdesk.gui.shared.layouts import column, fill, line, row
from qqdesk.gui.sign_in.sign_in_form import Mistake
from qqdesk.worker.keyring_calls import KeyringCalls

MAX_NAME_CHARS = 40


class StartForm(NamedTuple):
    """`beside_other`: start it beside another place on this computer."""

    place_name: str
    person: Person
    beside_other: bool = False


class StartPlacePage(Page):
    """Answer `start_clicked` with `show_step`, then with `show_failure` or `show_other_place`."""

    HEIGHT = 512
    start_clicked = Signal(object)
    """StartForm"""
    join_other_clicked = Signal()
    """Join the place that already runs on this computer."""
    backup_clicked = Signal()

    def __init__(self, faces: FaceSource, keyring: KeyringCalls, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.put_title(self.tr("Start a place for my people"))
        self.place_name = QLineEdit(self.tr("Home"))
        self.place_name.setMaxLength(MAX_NAME_CHARS)
        self.person = PersonFields(faces, keyring)
        self.message = Bar()
        self.message.acted.connect(self.join_other_clicked)
        self.message.acted_otherwise.connect(self._start_beside_other)
        self.place_name.textEdited.connect(self.message.clear)
        self.person.edited.connect(self.message.clear)
        self.start = role_button("", "primary")
        self.start.clicked.connect(self.submit)
        self.status = small_label()
        """Progress; before that, who can reach the place."""
        name = column(field_label(self.tr("Name of the place"), self.place_name), self.place_name, spacing=4)
        self.fields = QWidget()
        self.fields.setLayout(column(name, line(), self.person, spacing=12))
        self.from_backup = role_button(self.tr("From a backup…"), "edge")
        self.from_backup.clicked.connect(self.backup_clicked)
        fill(self.body, self.fields, None, self.message, row(self.from_backup, None))
        fill(self.foot, (self.status, 1), self.start)
        self._set_busy(False)

    def focus_first(self) -> None:
        self.place_name.setFocus()
        self.place_name.selectAll()

    @property
    def is_busy(self) -> bool:
        return not self.fields.isEnabled()

    @Slot()
    def submit(self) -> None:
        self._submit(beside_other=False)

    @Slot()
    def _start_beside_other(self) -> None:
        self._submit(beside_other=True)

    def _submit(self, *, beside_other: bool) -> None:
        if self.is_busy:
            return
        name = " ".join(self.place_name.text().split())
        person = self.person.form()
        if not name:
            self._show_mistake(Mistake(self.tr("Type a name for the place."), self.place_name))
        elif isinstance(person, Mistake):
            self._show_mistake(person)
        else:
            self.message.clear()
            self._set_busy(True)
            self.start_clicked.emit(StartForm(name, person, beside_other))

    @Slot(str)
    def show_step(self, text: str) -> None:
        self.status.setText(text)

    def show_failure(self, sentence: str, detail: str) -> None:
        """Show why the place did not start."""
        self._set_busy(False)
        self.message.show_error(sentence)
        self.message.setToolTip(plain_tip(detail))
        self.start.setText(self.tr("Try again"))
        self.start.setFocus()

    def show_other_place(self, name: str) -> None:
        """Offer to join the place that runs on this computer."""
        self._set_busy(False)
        sentence = self.tr("{name} runs on this computer already.").format(name=isolated(name))
        self.message.show_notice(sentence, self.tr("Join it"), self.tr("Start mine too"))
        self.message.button.setFocus()

    def ask_password(self, sentence: str) -> None:
        """Ask for a password, because the keyring did not store one."""
        self._set_busy(False)
        self.person.ask_password()
        self._show_mistake(Mistake(sentence, self.person.password))

    def _show_mistake(self, mistake: Mistake) -> None:
        self.message.show_error(mistake.sentence)
        mistake.where.setFocus()

    def _set_busy(self, busy: bool) -> None:
        self.fields.setEnabled(not busy)
        self.from_backup.setEnabled(not busy)
        self.start.setEnabled(not busy)
        self.start.setText(self.tr("Starting…") if busy else self.tr("Start"))
        self.status.setText(self.tr("Only this computer can reach it at first."))
