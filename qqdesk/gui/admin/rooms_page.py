"""The rooms of the place."""

from functools import partial

from PySide6.QtCore import QObject, Slot
from PySide6.QtWidgets import QMenu

from qqdesk.gui.admin.admin_context import AdminContext
from qqdesk.gui.admin.admin_page import AdminPage
from qqdesk.gui.contacts.name_order import NameOrder
from qqdesk.gui.kit.action import Action, add_entry
from qqdesk.gui.kit.row_delegate import RowSize
from qqdesk.gui.kit.row_list import RowList, card
from qqdesk.gui.kit.row_model import RowLook, RowModel
from qqdesk.gui.shared.bidi import isolated
from qqdesk.gui.shared.empty_state import EmptyState
from qqdesk.gui.shared.layouts import fill
from qqdesk.gui.shared.question_box import QuestionBox
from qqdesk.protocol.admin_commands import PlaceRoom


class RoomTexts(QObject):
    """A class because plural forms are collected only from `QObject.tr`."""

    def members(self, count: int) -> str:
        return self.tr("%n member(s)", "", count)

    def deletion(self, members: int) -> str:
        return self.tr(
            "%n member(s) lose the room and its messages at the place. Messages on their computers stay. This cannot "
            "be undone.",
            "",
            members,
        )


def room_name(room: PlaceRoom) -> str:
    return room.name.strip() or str(room.number)


class RoomsPage(AdminPage):
    """All rooms by name, with their members and a keeper; each can be deleted."""

    def __init__(self, context: AdminContext) -> None:
        super().__init__(context)
        self._texts = RoomTexts(self)
        self.model = RowModel(lambda room: room.number, self._describe, self)
        self.view = RowList(self.model, context.faces, self.tr("Rooms"), RowSize.MEDIUM, make_menu=self._make_menu)
        self._card = card(self.view)
        self._none = EmptyState("users", self.tr("No rooms yet"), self.tr("Rooms that people create appear here."))
        fill(self.body, self._card, (self._none, 8), None)
        self.view.delete_pressed.connect(self._ask_to_delete)
        self.admin.rooms_changed.connect(self.refresh)
        self.refresh()

    @Slot()
    def refresh(self) -> None:
        order, rooms = NameOrder(), self.admin.rooms
        order.learn(map(room_name, rooms))
        self.view.delegate.samples = (list(map(self._members, rooms)), list(map(self._keeper, rooms)))
        self.model.set_items(sorted(rooms, key=lambda room: (order.rank(room_name(room)), room.number)))
        self._card.setVisible(bool(rooms))
        self._none.setVisible(not rooms)

    def _members(self, room: PlaceRoom) -> str:
        return self._texts.members(room.members)

    def _keeper(self, room: PlaceRoom) -> str:
        if not room.keeper:
            return self.tr("no keeper")
        return room.keeper_name.strip() or str(room.keeper)

    def _describe(self, room: PlaceRoom) -> RowLook:
        return RowLook(room_name(room), cells=(self._members(room), self._keeper(room)), picture="users")

    def _make_menu(self, room: PlaceRoom) -> QMenu:
        self.message.clear()
        menu = QMenu(self)
        add_entry(menu, Action.DELETE_ROW, partial(self._ask_to_delete, room), self.tr("Delete…"), role="danger")
        return menu

    @Slot(object)
    def _ask_to_delete(self, room: PlaceRoom) -> None:
        box = QuestionBox(
            self.window(),
            self.tr("Delete room"),
            self.tr("Delete the room {room}?").format(room=isolated(room_name(room))),
            self._texts.deletion(room.members),
            self.tr("Delete"),
        )
        box.confirmed.connect(partial(self._delete, room))
        box.open()

    def _delete(self, room: PlaceRoom) -> None:
        self.follow(self.admin.delete_room(room.number))
