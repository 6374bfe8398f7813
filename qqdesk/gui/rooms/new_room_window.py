"""The window *New room*: name, picture, who may join, and the first members."""

from collections.abc import Mapping, Sequence
from typing import Any

from PySide6.QtCore import QCoreApplication, QSize, Slot
from PySide6.QtWidgets import QDialog, QLabel, QPushButton, QWidget

from qqdesk.domain.conversation_id import ConversationId
from qqdesk.domain.room import Room
from qqdesk.gui.kit import routes
from qqdesk.gui.kit.app_context import AppContext
from qqdesk.gui.kit.form import Field, Form
from qqdesk.gui.rooms.people_picker import PeoplePicker
from qqdesk.gui.rooms.rule_texts import join_choices, past_choices, room_problem_text, writer_choices
from qqdesk.gui.shared.face_chooser import choose_face
from qqdesk.gui.shared.face_row import FaceRow, room_faces
from qqdesk.gui.shared.labels import field_label, small_label
from qqdesk.gui.shared.layouts import column, row
from qqdesk.gui.shared.scrolling import WindowScroll
from qqdesk.gui.shared.type_size import scaled
from qqdesk.protocol.room_commands import MAX_NOTICE_CHARS, MAX_ROOM_NAME_CHARS, NewRoomReply, RoomChange, RoomSetting

_CHANGES = {
    "name": RoomChange.NAME,
    "notice": RoomChange.NOTICE,
    "join_rule": RoomChange.JOIN,
    "keepers_write": RoomChange.WRITERS,
    "shows_past": RoomChange.PAST,
    "face": RoomChange.FACE,
}
"""By the fields of `Room`."""


def room_fields() -> tuple[Field, ...]:
    """Return the fields: name, notice and rules."""
    translate = QCoreApplication.translate
    needed = translate("Room", "A room needs a name.")
    return (
        Field(
            *("name", translate("Room", "&Name")),
            longest=MAX_ROOM_NAME_CHARS,
            placeholder=translate("Room", "Family, class, club…"),
            fault=lambda name: "" if name else needed,
        ),
        Field(
            *("notice", translate("Room", "N&otice")),
            lines=3,
            placeholder=translate("Room", "Shown above the messages"),
        ),
        Field("join_rule", translate("Room", "Who may &join"), join_choices()),
        Field("keepers_write", translate("Room", "Who may &write"), writer_choices()),
        Field("shows_past", translate("Room", "New members s&ee"), past_choices()),
    )


def room_values(room: Room) -> dict[str, Any]:
    return {key: getattr(room, key) for key in _CHANGES}


def room_settings(changes: Mapping[str, Any]) -> list[RoomSetting]:
    """Return the changes of a form for the server, which stores rules and faces as numbers."""
    texts = {
        key: value[:MAX_NOTICE_CHARS] if isinstance(value, str) else str(int(value)) for key, value in changes.items()
    }
    return [RoomSetting(_CHANGES[key], 0, text) for key, text in texts.items()]


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
        fields = {field.key: field for field in room_fields()}
        self.form = Form(
            (fields["name"], fields["join_rule"]),
            self.tr("&Create"),
            self.tr("Creating…"),
            problem_text=room_problem_text,
        )
        self.face = FaceRow(faces, room_faces(), self.tr("Picture of the room: {number}"))
        self.picker = PeoplePicker(messenger, faces, chosen=people)
        self.hint = small_label(self.tr("People who have you on their list are in at once. The others are asked."))
        self.create_button = self.form.button
        cancel = QPushButton(self.tr("Cancel"))
        self.setWindowTitle(self.tr("New room"))
        WindowScroll(
            self,
            column(
                self.form,
                8,
                QLabel(self.tr("Picture")),
                self.face,
                8,
                field_label(self.tr("&People"), self.picker.search),
                (self.picker, 1),
                self.hint,
                8,
                self.form.message,
                row(None, cancel, self.create_button),
                margins=16,
                spacing=4,
            ),
            QSize(),
        )
        self.resize(scaled(420), scaled(600))
        self.create_button.setDefault(True)
        self.form.confirmed.connect(self._create)
        cancel.clicked.connect(self.reject)
        self.picker.changed.connect(self._on_people_changed)
        self.face.more_clicked.connect(self._show_all_faces)
        self._on_people_changed()
        self.form.setFocus()

    @Slot()
    def _on_people_changed(self) -> None:
        count = len(self.picker.chosen)
        text = self.tr("&Create with %n people", "", count) if count else self.tr("&Create")
        self.form.set_button_text(text)

    @Slot()
    def _show_all_faces(self) -> None:
        choose_face(self._faces, self._store, self.face.face, self, self.face.choose)

    @Slot()
    def _create(self) -> None:
        room = self.form.values()
        pending = self._messenger.rooms.create(room["name"], self.face.face, room["join_rule"], self.picker.chosen)
        pending.then(self, self._on_created, self.form.fail)

    def _on_created(self, reply: NewRoomReply) -> None:
        self._navigator.open(routes.Chat(ConversationId.room(reply.number)))
        self.accept()
