"""The dialog that adds people of the contact list to a room."""

from collections.abc import Sequence

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QDialog, QPushButton, QWidget

from qqdesk.domain.problem import Problem
from qqdesk.gui.kit import routes
from qqdesk.gui.kit.app_context import AppContext
from qqdesk.gui.kit.bar import Bar
from qqdesk.gui.rooms.people_picker import PeoplePicker
from qqdesk.gui.rooms.rule_texts import room_problem_text
from qqdesk.gui.shared.bidi import isolated
from qqdesk.gui.shared.labels import small_label
from qqdesk.gui.shared.layouts import column, row
from qqdesk.gui.shared.type_size import scaled
from qqdesk.protocol.room_commands import MOST_CHANGES, ChangeRoom, ChangeRoomReply, RoomChange, RoomRole, RoomSetting


class AddMembersDialog(QDialog):
    """Offers the contacts who are no members."""

    def __init__(
        self,
        context: AppContext,
        number: int,
        people: Sequence[int] = (),
        parent: QWidget | None = None,
    ) -> None:
        """`people` are chosen at first."""
        super().__init__(parent)
        messenger = context.messenger
        self._messenger, self.number = messenger, number
        self._is_pending = False
        room = messenger.rooms.get(number)
        self.setWindowTitle(self.tr("Add members to {room}").format(room=isolated(room.title)))
        members = [one.number for one in messenger.rooms.members(number) if one.is_in]
        self.picker = PeoplePicker(messenger, context.faces, without=members, chosen=people)
        self.message = Bar()
        self.link_button = QPushButton(self.tr("Invite others by &link…"))
        self.link_button.setProperty("role", "link")
        self.add_button = QPushButton()
        cancel = QPushButton(self.tr("Cancel"))
        hint = small_label(self.tr("People who have you on their list are in at once. The others are asked."))
        buttons = row(self.link_button, None, cancel, self.add_button)
        self.setLayout(column((self.picker, 1), hint, self.message, 4, buttons, margins=16, spacing=8))
        self.resize(scaled(420), scaled(460))
        self.add_button.setDefault(True)
        self.add_button.clicked.connect(self._add)
        self.link_button.clicked.connect(lambda: context.navigator.open(routes.Invite(number)))
        cancel.clicked.connect(self.reject)
        self.picker.changed.connect(self._update)
        self._update()
        self.picker.search.setFocus()

    @Slot()
    def _update(self) -> None:
        count = len(self.picker.chosen)
        self.add_button.setText(self.tr("&Add %n people", "", count) if count else self.tr("&Add"))
        self.add_button.setEnabled(0 < count <= MOST_CHANGES and not self._is_pending)

    @Slot()
    def _add(self) -> None:
        self.message.clear()
        self._is_pending = True
        self._update()
        role = str(int(RoomRole.MEMBER))
        changes = tuple(RoomSetting(RoomChange.MEMBER, number, role) for number in self.picker.chosen)
        self._messenger.request(ChangeRoom(self.number, changes)).then(self, self._on_added, self._on_failed)

    def _on_added(self, _: ChangeRoomReply) -> None:
        self.accept()

    def _on_failed(self, problem: Problem) -> None:
        self._is_pending = False
        self.message.show_error(room_problem_text(problem))
        self._update()
