"""Add a contact: look up the person, then add them or send a request."""

from enum import Enum, auto

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QDialog, QLabel, QLineEdit, QPushButton, QWidget

from qqdesk.domain.conversation_id import ConversationId
from qqdesk.domain.problem import Problem
from qqdesk.gui.people.person_card import PersonCard, display_name
from qqdesk.gui.shared.bidi import isolated
from qqdesk.gui.shared.faces import FaceSource
from qqdesk.gui.shared.inline_message import InlineMessage
from qqdesk.gui.shared.labels import field_label, wrapped_label
from qqdesk.gui.shared.layouts import column, row
from qqdesk.gui.shared.line_edits import NumberEdit
from qqdesk.gui.shared.navigator import Navigator
from qqdesk.gui.shared.screens import fit_height
from qqdesk.gui.shared.texts import problem_text
from qqdesk.gui.shared.type_size import scaled
from qqdesk.protocol.codes import AddOutcome
from qqdesk.protocol.commands import AddToListReply, GetInfoReply
from qqdesk.protocol.profile import Profile
from qqdesk.protocol.record import Done
from qqdesk.worker.messenger import Messenger

MAX_REASON_CHARS = 200


class _Stage(Enum):
    NUMBER = auto()
    FOUND = auto()
    CONSENT = auto()
    DONE = auto()


class AddContactDialog(QDialog):
    """Starts with the lookup of `number`, or asks for a number if it is 0."""

    def __init__(
        self,
        messenger: Messenger,
        navigator: Navigator,
        faces: FaceSource,
        number: int = 0,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._messenger, self._navigator = messenger, navigator
        self._person = Profile(number=number)
        self.number_edit = NumberEdit()
        self.reason_edit = QLineEdit()
        self.card = PersonCard(faces)
        self.sentence = wrapped_label()
        self.message = InlineMessage()
        self.submit_button = QPushButton()
        self.close_button = QPushButton()
        self.chat_button = QPushButton(self.tr("Send &message"))
        self._number_label = QLabel(self.tr("N&umber of the person"))
        self._number_label.setBuddy(self.number_edit)  # the field keeps its name, "Number"
        self._reason_label = field_label(self.tr("&Message to them"), self.reason_edit)
        self.new_room_button = QPushButton(self.tr("New &room…"))
        self.new_room_button.setProperty("role", "link")
        self._lay_out()
        self._connect()
        self._stage = _Stage.NUMBER
        self._set_stage(_Stage.NUMBER)
        if number:
            self.number_edit.setText(str(number))
            self._look_up()

    def _lay_out(self) -> None:
        self.setWindowTitle(self.tr("Add a contact"))
        self.setMinimumWidth(scaled(380))
        self.number_edit.setPlaceholderText("")
        self.reason_edit.setPlaceholderText(self.tr("Hello, I am {name}.").format(name=self._messenger.me.name))
        self.reason_edit.setMaxLength(MAX_REASON_CHARS)
        fields: tuple[QWidget, ...] = (self._number_label, self.number_edit, self.card, self.sentence)
        fields += (self._reason_label, self.reason_edit, self.message)
        buttons = row(self.new_room_button, None, self.close_button, self.chat_button, self.submit_button)
        self.setLayout(column(*fields, None, buttons, margins=12, spacing=8))
        # A button can become the default only inside a dialog.
        self.submit_button.setDefault(True)

    def _connect(self) -> None:
        self.submit_button.clicked.connect(self._submit)
        self.close_button.clicked.connect(self.reject)
        self.chat_button.clicked.connect(self._open_chat)
        self.new_room_button.clicked.connect(self._make_room)
        self.number_edit.textEdited.connect(self.message.clear)

    def _set_stage(self, stage: _Stage) -> None:
        """Show the widgets of the stage, with no request pending."""
        self._stage = stage
        self._set_busy(False)
        self._number_label.setVisible(stage is _Stage.NUMBER)
        self.new_room_button.setVisible(stage is _Stage.NUMBER and self._messenger.rooms.is_available)
        self.number_edit.setVisible(stage is _Stage.NUMBER)
        self._reason_label.setVisible(stage is _Stage.CONSENT)
        self.reason_edit.setVisible(stage is _Stage.CONSENT)
        self.card.setVisible(stage is not _Stage.NUMBER)
        self.sentence.setVisible(bool(self.sentence.text()) and stage is not _Stage.NUMBER)
        self.submit_button.setVisible(stage is not _Stage.DONE)
        self.chat_button.setVisible(stage is _Stage.DONE and self._is_contact())
        self.close_button.setText(self.tr("Close") if stage is _Stage.DONE else self.tr("Cancel"))
        if stage is _Stage.NUMBER:
            self.number_edit.setFocus()
        elif stage is _Stage.FOUND:
            self.submit_button.setFocus()
        elif stage is _Stage.CONSENT:
            self.reason_edit.setFocus()
        else:
            # The likely next step is the rightmost button.
            last = self.chat_button if self.chat_button.isVisibleTo(self) else self.close_button
            last.setDefault(True)
            last.setFocus()
        fit_height(self)

    def _set_busy(self, busy: bool) -> None:
        texts = {
            _Stage.NUMBER: (self.tr("&Next"), self.tr("Looking…")),
            _Stage.FOUND: (self.tr("&Add"), self.tr("Adding…")),
            _Stage.CONSENT: (self.tr("&Send request"), self.tr("Sending…")),
            _Stage.DONE: ("", ""),
        }
        self.submit_button.setText(texts[self._stage][busy])
        for widget in (self.number_edit, self.reason_edit, self.submit_button):
            widget.setEnabled(not busy)

    def _is_contact(self) -> bool:
        return not self._messenger.roster.get(self._person.number).stranger

    # Actions

    @Slot()
    def _submit(self) -> None:
        self.message.clear()
        if self._stage is _Stage.NUMBER:
            self._look_up()
        elif self._stage is _Stage.FOUND:
            self._messenger.add_contact(self._person.number).then(self, self._added, self._failed)
            self._set_busy(True)
        elif self._stage is _Stage.CONSENT:
            reason = self.reason_edit.text().strip() or self.reason_edit.placeholderText()
            self._messenger.ask_to_add(self._person.number, reason).then(self, self._request_sent, self._failed)
            self._set_busy(True)

    def _look_up(self) -> None:
        number = self.number_edit.number()
        self._person = Profile(number=number)
        if not number:
            self.message.show_error(self.tr("Type a number of up to ten digits."))
        elif number == self._messenger.me.number:
            self.message.show_error(self.tr("This is your own number. Type the number of somebody else."))
        else:
            self._messenger.request_profile(number).then(self, self._found, self._failed)
            self._set_busy(True)
        fit_height(self)

    @Slot()
    def _make_room(self) -> None:
        """Make a room in place of adding a contact."""
        self.reject()
        self._navigator.new_room()

    @Slot()
    def _open_chat(self) -> None:
        self._navigator.open_chat(ConversationId.person(self._person.number))
        self.accept()

    # Replies

    def _found(self, reply: GetInfoReply) -> None:
        self._person = reply.profile
        self.card.show_person(reply.profile)
        if self._is_contact():
            self.sentence.setText(self._format(self.tr("{name} is on your list already.")))
            self._set_stage(_Stage.DONE)
        else:
            self.sentence.clear()
            self._set_stage(_Stage.FOUND)

    def _added(self, reply: AddToListReply) -> None:
        if reply.outcome == AddOutcome.CONSENT_NEEDED:
            self.sentence.setText(self._format(self.tr("{name} wants to be asked first.")))
            self._set_stage(_Stage.CONSENT)
        elif reply.outcome == AddOutcome.ADDED:
            self.sentence.setText(self._format(self.tr("{name} is on your list now.")))
            self._set_stage(_Stage.DONE)
        else:
            self.sentence.setText(self._format(self.tr("{name} does not let anyone add them.")))
            self._set_stage(_Stage.DONE)

    def _request_sent(self, _: Done) -> None:
        sentence = self.tr("Your request is on its way. {name} comes onto your list as soon as they accept.")
        self.sentence.setText(self._format(sentence))
        self._set_stage(_Stage.DONE)

    def _failed(self, problem: Problem) -> None:
        self.message.show_error(problem_text(problem))
        self._set_stage(self._stage)

    def _format(self, sentence: str) -> str:
        return sentence.format(name=isolated(display_name(self._person.nickname, self._person.number)))
