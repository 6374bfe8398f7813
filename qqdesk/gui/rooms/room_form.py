"""The notice and the rules of a room: to read, or for its keepers to edit."""

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QComboBox, QFormLayout, QLabel, QLineEdit, QPlainTextEdit, QWidget

from qqdesk.domain.room import Room
from qqdesk.gui.rooms.rule_texts import join_choices, past_choices, writer_choices
from qqdesk.gui.shared.labels import field_label, wrapped_label
from qqdesk.gui.shared.layouts import form
from qqdesk.gui.shared.scrolling import leave_wheel_to_area
from qqdesk.gui.shared.type_size import line_room
from qqdesk.protocol.room_commands import MAX_NOTICE_CHARS, MAX_ROOM_NAME_CHARS, RoomChange, RoomSetting

_NOTICE_LINES = 3


class RoomFacts(QWidget):
    """The notice and the rules as text."""

    def __init__(self) -> None:
        super().__init__()
        self._layout = form()
        self._labels = {
            title: wrapped_label()
            for title in (
                self.tr("Notice"),
                self.tr("Who may join"),
                self.tr("Who may write"),
                self.tr("New members see"),
            )
        }
        for title, label in self._labels.items():
            caption = QLabel(title)
            caption.setProperty("role", "secondary")
            self._layout.addRow(caption, label)
        self.setLayout(self._layout)

    def show_room(self, room: Room, noted: str) -> None:
        """`noted` says who wrote the notice and when, "" if that is unknown."""
        notice = room.notice.strip()
        texts = (
            f"{notice}\n{noted}" if notice and noted else notice,
            dict(join_choices())[room.join_rule],
            dict(writer_choices())[room.keepers_write],
            dict(past_choices())[room.shows_past],
        )
        for label, text in zip(self._labels.values(), texts, strict=True):
            label.setText(text)
            self._layout.setRowVisible(label, bool(text))


class RoomForm(QWidget):
    """Returns the changes to its initial values."""

    edited = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._room = Room(0)
        self._is_filling = False
        self._face = 0
        self.name = QLineEdit()
        self.name.setMaxLength(MAX_ROOM_NAME_CHARS)
        self.notice = QPlainTextEdit()
        self.notice.setTabChangesFocus(True)
        self.notice.setFixedHeight(_NOTICE_LINES * line_room(self.font()) + 16)
        self.notice.setPlaceholderText(self.tr("Shown above the messages"))
        self.join_rule, self.writers, self.past = QComboBox(), QComboBox(), QComboBox()
        leave_wheel_to_area(self.join_rule, self.writers, self.past)
        layout: QFormLayout = form()
        for title, field in (
            (self.tr("&Name"), self.name),
            (self.tr("N&otice"), self.notice),
            (self.tr("Who may &join"), self.join_rule),
            (self.tr("Who may &write"), self.writers),
            (self.tr("New members s&ee"), self.past),
        ):
            layout.addRow(field_label(title, field), field)
        self.setLayout(layout)
        for box, choices in ((self.join_rule, join_choices()), (self.writers, writer_choices())):
            for value, text in choices:
                box.addItem(text, value)
        for value, text in past_choices():
            self.past.addItem(text, value)
        self.name.textChanged.connect(self._on_edited)
        self.notice.textChanged.connect(self._on_edited)
        for box in (self.join_rule, self.writers, self.past):
            box.currentIndexChanged.connect(self._on_edited)

    @property
    def face(self) -> int:
        return self._face

    def set_face(self, face: int) -> None:
        self._face = face
        self._on_edited()

    def show_room(self, room: Room) -> None:
        """Show the values of the room, unless there are unsaved changes."""
        if self.changes() and room.number == self._room.number:
            return
        self._is_filling = True
        self._room, self._face = room, room.face
        self.name.setText(room.name)
        self.notice.setPlainText(room.notice)
        self.join_rule.setCurrentIndex(self.join_rule.findData(room.join_rule))
        self.writers.setCurrentIndex(self.writers.findData(room.keepers_write))
        self.past.setCurrentIndex(self.past.findData(room.shows_past))
        self._is_filling = False
        self.edited.emit()

    @Slot()
    def _on_edited(self) -> None:
        if not self._is_filling:
            self.edited.emit()

    def changes(self) -> list[RoomSetting]:
        """Return the edited values. An empty name keeps the old one."""
        room, name = self._room, self.name.text().strip()
        notice = self.notice.toPlainText().strip()[:MAX_NOTICE_CHARS]
        if not room.number:
            return []
        values = (
            (RoomChange.NAME, name or room.name, room.name),
            (RoomChange.NOTICE, notice, room.notice),
            (RoomChange.JOIN, str(int(self.join_rule.currentData())), str(int(room.join_rule))),
            (RoomChange.WRITERS, str(int(self.writers.currentData())), str(int(room.keepers_write))),
            (RoomChange.PAST, str(int(self.past.currentData())), str(int(room.shows_past))),
            (RoomChange.FACE, str(self._face), str(room.face)),
        )
        return [RoomSetting(kind, 0, now) for kind, now, before in values if now != before]

    def mark_saved(self, room: Room) -> None:
        """Show the room after a change that the server has made."""
        self._room = Room(0)
        self.show_room(room)
