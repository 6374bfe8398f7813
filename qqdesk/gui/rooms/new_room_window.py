"""The window *New room*: name, picture, who may join, and the first members."""

from collections.abc import Sequence

from PySide6.QtCore import QSize, Slot
from PySide6.QtWidgets import QComboBox, QDialog, QLabel, QLineEdit, QPushButton, QWidget

from qqdesk.domain.conversation_id import ConversationId
from qqdesk.domain.problem import Problem
from qqdesk.gui.kit import routes
from qqdesk.gui.kit.app_context import AppContext
from qqdesk.gui.kit.bar import Bar
from qqdesk.gui.rooms.people_picker import PeoplePicker
from qqdesk.gui.rooms.rule_texts import join_choices, room_problem_text
from qqdesk.gui.shared.face_chooser import choose_face
from qqdesk.gui.shared.face_row import FaceRow, room_faces
from qqdesk.gui.shared.labels import field_label, small_label
from qqdesk.gui.shared.layouts import column, row
from qqdesk.gui.shared.scrolling import WindowScroll
from qqdesk.gui.shared.type_size import scaled
from qqdesk.protocol.room_commands import MAX_ROOM_NAME_CHARS, JoinRule, NewRoomReply


class NewRoomWindow(QDialog):
    """Opens the chat of the room that it created."""

    def __init__(
        self,
        context: AppContext,
        people: Sequence[int] = (),
        parent: QWidget | None = None,
    ) -> None:
        """`people` are chosen at first."""
        super().__init__(parent)
        messenger, faces = context.messenger, context.faces
        self._messenger, self._navigator, self._faces, self._store = messenger, context.navigator, faces, context.store
        self._is_pending = False
        self.name = QLineEdit()
        self.name.setMaxLength(MAX_ROOM_NAME_CHARS)
        self.name.setPlaceholderText(self.tr("Family, class, club…"))
        self.face = FaceRow(faces, room_faces(), self.tr("Picture of the room: {number}"))
        self.join_rule = QComboBox()
        for rule, text in join_choices():
            self.join_rule.addItem(text, rule)
        self.picker = PeoplePicker(messenger, faces, chosen=people)
        self.hint = small_label(self.tr("People who have you on their list are in at once. The others are asked."))
        self.message = Bar()
        self.create_button = QPushButton()
        cancel = QPushButton(self.tr("Cancel"))
        self.setWindowTitle(self.tr("New room"))
        buttons = row(None, cancel, self.create_button)
        self._people_label = field_label(self.tr("&People"), self.picker.search)
        WindowScroll(
            self,
            column(
                field_label(self.tr("&Name"), self.name),
                self.name,
                8,
                QLabel(self.tr("Picture")),
                self.face,
                8,
                field_label(self.tr("&Who may join"), self.join_rule),
                self.join_rule,
                8,
                self._people_label,
                (self.picker, 1),
                self.hint,
                8,
                self.message,
                buttons,
                margins=16,
                spacing=4,
            ),
            QSize(),
        )
        self.resize(scaled(420), scaled(600))
        self.create_button.setDefault(True)
        self.create_button.clicked.connect(self._create)
        cancel.clicked.connect(self.reject)
        self.name.textChanged.connect(self._update)
        self.picker.changed.connect(self._update)
        self.face.more_clicked.connect(self._show_all_faces)
        self._update()
        self.name.setFocus()

    @Slot()
    def _update(self) -> None:
        count = len(self.picker.chosen)
        if self._is_pending:
            self.create_button.setText(self.tr("Creating…"))
        elif count:
            self.create_button.setText(self.tr("&Create with %n people", "", count))
        else:
            self.create_button.setText(self.tr("&Create"))
        self.create_button.setEnabled(bool(self.name.text().strip()) and not self._is_pending)

    @Slot()
    def _show_all_faces(self) -> None:
        choose_face(self._faces, self._store, self.face.face, self, self.face.choose)

    @Slot()
    def _create(self) -> None:
        self.message.clear()
        self._is_pending = True
        self._update()
        rule: JoinRule = self.join_rule.currentData()
        pending = self._messenger.rooms.create(self.name.text().strip(), self.face.face, rule, self.picker.chosen)
        pending.then(self, self._on_created, self._on_failed)

    def _on_created(self, reply: NewRoomReply) -> None:
        self._navigator.open(routes.Chat(ConversationId.room(reply.number)))
        self.accept()

    def _on_failed(self, problem: Problem) -> None:
        self._is_pending = False
        self.message.show_error(room_problem_text(problem))
        self._update()
