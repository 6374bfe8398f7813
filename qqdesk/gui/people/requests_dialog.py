"""The window of those who ask to have me on their list."""

from PySide6.QtCore import QModelIndex, Qt, Signal, Slot
from PySide6.QtWidgets import (
    QDialog,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QSizePolicy,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from qqdesk.domain.problem import Problem
from qqdesk.gui.people.person_actions import PersonActions
from qqdesk.gui.people.person_card import wrapped_label
from qqdesk.gui.people.person_list import PeopleView, PersonDelegate
from qqdesk.gui.people.requests_model import RequestsModel
from qqdesk.gui.shared.faces import FaceSource
from qqdesk.gui.shared.texts import problem_text
from qqdesk.gui.shared.type_size import scaled
from qqdesk.gui.shared.widgets import InlineMessage, empty_state, line
from qqdesk.protocol.codes import AddAnswer
from qqdesk.protocol.commands import GetInfoReply
from qqdesk.protocol.record import Done
from qqdesk.worker.api import RosterChange
from qqdesk.worker.messenger import Messenger

MAX_REASON_CHARS = 200


class RequestsDialog(QDialog):
    """Answers are given to the selected one; it goes when the server has taken the answer."""

    profile_wanted = Signal(object)  # int

    def __init__(self, messenger: Messenger, faces: FaceSource, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._messenger = messenger
        self._unanswered = 0
        """How many requests to the server are pending."""
        self.person = PersonActions(messenger, self)
        self.model = RequestsModel(messenger.roster, self)
        self.view = PeopleView(self.tr("People who ask to add you"))
        self.view.setModel(self.model)
        self.view.setItemDelegate(PersonDelegate(faces, self.view))
        self.reason = wrapped_label()
        self.refusal_edit = QLineEdit()
        self.message = InlineMessage()
        self.accept_button = QPushButton(self.tr("&Accept"))
        self.add_button = QPushButton(self.tr("Accept and a&dd"))
        self.refuse_button = QPushButton(self.tr("&Refuse…"))
        self.profile_button = QPushButton(self.tr("View &profile"))
        self.block_button = QPushButton(self.tr("&Block…"))
        self.refuse_now_button = QPushButton(self.tr("&Refuse"))
        self.back_button = QPushButton(self.tr("&Back"))
        self._stack = QStackedWidget()
        self._answers = QStackedWidget()
        self._lay_out()
        self._connect()
        self._refresh()

    def _lay_out(self) -> None:
        self.setWindowTitle(self.tr("Contact requests"))
        self.resize(scaled(520), scaled(420))
        self.reason.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        buttons = QWidget()
        row = QHBoxLayout(buttons)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        row.addWidget(self.profile_button)
        row.addWidget(self.block_button)
        row.addStretch(1)
        for button in (self.refuse_button, self.accept_button, self.add_button):
            row.addWidget(button)

        refusal = QWidget()
        label = QLabel(self.tr("Reas&on (they will read it; it may be empty)"))
        label.setBuddy(self.refusal_edit)
        self.refusal_edit.setAccessibleName(self.tr("Reason"))
        self.refusal_edit.setMaxLength(MAX_REASON_CHARS)
        refusal_row = QHBoxLayout()
        refusal_row.setSpacing(8)
        refusal_row.addWidget(self.refusal_edit, 1)
        refusal_row.addWidget(self.back_button)
        refusal_row.addWidget(self.refuse_now_button)
        refusal_column = QVBoxLayout(refusal)
        refusal_column.setContentsMargins(0, 0, 0, 0)
        refusal_column.setSpacing(4)
        refusal_column.addWidget(label)
        refusal_column.addLayout(refusal_row)
        self._answers.addWidget(buttons)
        self._answers.addWidget(refusal)
        self._show_answers(0)

        foot = QVBoxLayout()
        foot.setContentsMargins(12, 12, 12, 12)
        foot.setSpacing(8)
        foot.addWidget(self.reason)
        foot.addWidget(self.message)
        foot.addWidget(self._answers)
        self._answers.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        full = QWidget()
        column = QVBoxLayout(full)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.view, 1)
        column.addWidget(line())
        column.addLayout(foot)
        empty = empty_state(
            "users", self.tr("No requests"), self.tr("Requests from people who want to add you appear here.")
        )
        self._stack.addWidget(full)
        self._stack.addWidget(empty)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(self._stack)
        # A button can be the default one of a dialog only once it is inside.
        self.add_button.setDefault(True)

    def _connect(self) -> None:
        self.accept_button.clicked.connect(self._accept)
        self.add_button.clicked.connect(self._accept_and_add)
        self.refuse_button.clicked.connect(self._ask_why)
        self.refuse_now_button.clicked.connect(self._refuse)
        self.refusal_edit.returnPressed.connect(self._refuse)
        self.block_button.clicked.connect(self._ask_to_block)
        self.person.blocked.connect(self._blocked)
        self._messenger.contact_notes.abilities_changed.connect(self._enable)
        self.back_button.clicked.connect(self._back)
        self.profile_button.clicked.connect(self._want_profile)
        self.view.activated.connect(self._want_profile)
        self.view.selectionModel().currentChanged.connect(self._current_changed)
        messenger = self._messenger
        messenger.requests_changed.connect(self._refresh)
        messenger.roster_changed.connect(self._roster_changed)

    def current_number(self) -> int | None:
        request = self.model.request(self.view.currentIndex().row())
        return request.number if request else None

    @Slot()
    def _refresh(self) -> None:
        row = max(self.view.currentIndex().row(), 0)
        self.model.set_requests(self._messenger.requests)
        count = self.model.rowCount()
        self._stack.setCurrentIndex(0 if count else 1)
        if count and not self.view.currentIndex().isValid():
            self.view.setCurrentIndex(self.model.index(min(row, count - 1)))
        for request in self._messenger.requests:
            if not self.model.is_known(request.number):
                self._messenger.request_profile(request.number).then(self, self._show_profile)
        self._show_current()

    @Slot(QModelIndex, QModelIndex)
    def _current_changed(self, current: QModelIndex, previous: QModelIndex) -> None:
        self._back()
        self._show_current()

    def _show_current(self) -> None:
        request = self.model.request(self.view.currentIndex().row())
        # Short ones are in the row already.
        text = request.reason.strip() if request else ""
        self.reason.setText(text)
        self.reason.setVisible(len(text) > 40 or "\n" in text)
        self._enable()

    @Slot()
    def _enable(self) -> None:
        free = self.current_number() is not None and not self._unanswered
        for button in (self.accept_button, self.add_button, self.refuse_button, self.refuse_now_button):
            button.setEnabled(free)
        number = self.current_number()
        self.profile_button.setEnabled(number is not None)
        self.block_button.setEnabled(free)
        self.block_button.setVisible(number is not None and self.person.can_block(number))

    # Answers

    @Slot()
    def _accept(self) -> None:
        self._answer(AddAnswer.GRANT)

    @Slot()
    def _accept_and_add(self) -> None:
        self._answer(AddAnswer.GRANT, add_too=True)

    @Slot()
    def _ask_to_block(self) -> None:
        number = self.current_number()
        if number is not None:
            self.person.ask_to_block(number)

    @Slot(object)
    def _blocked(self, number: int) -> None:
        """Who is blocked asks for nothing any more."""
        if any(request.number == number for request in self._messenger.requests):
            self._send_answer(number, AddAnswer.REFUSE)

    @Slot()
    def _ask_why(self) -> None:
        self.refusal_edit.clear()
        self._show_answers(1)
        self.refuse_now_button.setDefault(True)
        self.refusal_edit.setFocus()

    def _show_answers(self, page: int) -> None:
        """The buttons, or the line for a reason: as high as that one is, not as the higher of the two."""
        for index in range(self._answers.count()):
            policy = QSizePolicy.Policy.Preferred if index == page else QSizePolicy.Policy.Ignored
            answers = self._answers.widget(index)
            if answers is not None:
                answers.setSizePolicy(QSizePolicy.Policy.Preferred, policy)
        self._answers.setCurrentIndex(page)

    @Slot()
    def _back(self) -> None:
        if self._answers.currentIndex() == 1:
            self._show_answers(0)
            self.add_button.setDefault(True)
            self.view.setFocus()

    @Slot()
    def _refuse(self) -> None:
        self._answer(AddAnswer.REFUSE, self.refusal_edit.text().strip())

    def _answer(self, answer: AddAnswer, reason: str = "", *, add_too: bool = False) -> None:
        number = self.current_number()
        if number is not None and not self._unanswered:
            self.message.clear()
            self._send_answer(number, answer, reason, add_too=add_too)

    def _send_answer(self, number: int, answer: AddAnswer, reason: str = "", *, add_too: bool = False) -> None:
        pending = self._messenger.answer_request(number, answer, reason, add_too=add_too)
        pending.then(self, self._answered, self._failed)
        self._unanswered += 1
        self._enable()

    def _answered(self, _: Done) -> None:
        self._unanswered -= 1
        self._back()
        self._refresh()

    def _failed(self, problem: Problem) -> None:
        self._unanswered -= 1
        self.message.show_error(problem_text(problem))
        self._enable()

    # Who they are

    @Slot()
    def _want_profile(self) -> None:
        number = self.current_number()
        if number is not None:
            self.profile_wanted.emit(number)

    def _show_profile(self, reply: GetInfoReply) -> None:
        if self.model.row_of(reply.profile.number) >= 0:
            self.model.put_profile(reply.profile)

    @Slot(object)
    def _roster_changed(self, change: RosterChange) -> None:
        self.model.refresh(set(change.numbers))
