"""The profile of a room: its notice, rules and members. Keepers may change them."""

from functools import partial

from PySide6.QtCore import QModelIndex, QSize, Qt, Slot
from PySide6.QtWidgets import QDialog, QHBoxLayout, QMenu, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from qqdesk.domain.conversation_id import ConversationId
from qqdesk.domain.room import Room
from qqdesk.gui.contacts.room_actions import RoomActions, ask_if_needed, may_invite
from qqdesk.gui.kit import routes
from qqdesk.gui.kit.app_context import AppContext
from qqdesk.gui.kit.bar import BarArea
from qqdesk.gui.kit.form import Facts, Form
from qqdesk.gui.rooms.member_actions import MemberActions
from qqdesk.gui.rooms.member_list import MemberList, MemberRow, member_rows
from qqdesk.gui.rooms.new_room_window import room_fields, room_settings, room_values
from qqdesk.gui.rooms.rule_texts import RoomCounts, closed_text, room_problem_text
from qqdesk.gui.shared.bidi import isolated
from qqdesk.gui.shared.face_chooser import choose_face
from qqdesk.gui.shared.faces import FaceLabel
from qqdesk.gui.shared.fonts import semibold, small
from qqdesk.gui.shared.gradient_head import Head
from qqdesk.gui.shared.labels import ElidedLabel, heading_label
from qqdesk.gui.shared.layouts import column, line, row
from qqdesk.gui.shared.scrolling import WindowScroll
from qqdesk.gui.shared.texts import moment_text
from qqdesk.gui.shared.type_size import scaled
from qqdesk.protocol.codes import AddOutcome
from qqdesk.protocol.commands import AddToListReply
from qqdesk.protocol.record import Done
from qqdesk.protocol.room_commands import ChangeRoom, ChangeRoomReply, JoinRule, RoomInfoReply, RoomRole

_FACE = 64
_WIDTH = 460
"""The least width, and the one at first: the rules fit on a line each."""


class RoomWindow(QDialog):
    """Fetches the room at once, and again after each change of it. A non-member sees no members."""

    def __init__(self, context: AppContext, number: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        messenger, navigator, faces = context.messenger, context.navigator, context.faces
        self._messenger, self._navigator, self._faces, self._store = messenger, navigator, faces, context.store
        self.number = number
        self._info: RoomInfoReply | None = None
        fields = room_fields()
        self.form = Form(fields, self.tr("&Save"), self.tr("Saving…"), problem_text=room_problem_text)
        self.facts = Facts(fields[1:])
        self.message, self.save_button = self.form.message, self.form.button
        self.actions_of_room = RoomActions(messenger, navigator, self)
        self.member_actions = MemberActions(messenger, navigator, number, self)
        self.list = MemberList(faces, self.tr("Members"), self._make_member_menu)
        self._lay_out()
        self._connect()
        self.refresh()
        is_mine = self.room.is_mine
        self._scroll.limit_window()  # without the members, the window of others is lower
        self.resize(scaled(_WIDTH), scaled(640 if is_mine else 280))
        (self.list if is_mine else self.join_button).setFocus()
        self._fetch()

    @property
    def room(self) -> Room:
        return self._messenger.rooms.get(self.number)

    # Layout

    def _lay_out(self) -> None:
        self._face = FaceLabel(self._faces, _FACE)
        self._name = ElidedLabel(role="on_head")
        self._name.setFont(semibold(self.font()))
        self._second = ElidedLabel(role="secondary_on_head")
        self._second.setFont(small(self.font()))
        self.face_button = QPushButton(self.tr("Change &picture…"))
        head = Head()
        texts = column(None, self._name, self._second, None, spacing=4)
        head.setLayout(row(self._face, (texts, 1), self.face_button, margins=12, spacing=12))
        self._members = QWidget()
        self._members.setLayout(self._member_area())
        for hidden in (self.form, self._members):
            hidden.hide()
        head.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        about = column(self.facts, self.form, margins=12)
        contents = column(
            head, about, (self._members, 1), BarArea(self.message, (12, 8, 12, 8)), line(), self._buttons()
        )
        contents.setAlignment(about, Qt.AlignmentFlag.AlignTop)
        self._scroll = WindowScroll(self, contents, QSize(scaled(_WIDTH), 0))
        self.chat_button.setDefault(True)

    def _member_area(self) -> QVBoxLayout:
        self.add_button = QPushButton(self.tr("&Add members…"))
        self.link_button = QPushButton(self.tr("Invite by &link…"))
        for button in (self.add_button, self.link_button):
            button.setProperty("role", "link")
        self.list.setMinimumHeight(scaled(120))
        self.admit_button = QPushButton(self.tr("A&dmit"))
        self.admit_button.setProperty("role", "primary")
        self.refuse_button = QPushButton(self.tr("&Refuse"))
        self.member_button = QPushButton(self.tr("&More"))
        self.member_menu = QMenu(self)
        self.member_button.setMenu(self.member_menu)
        heading = row(heading_label(self.tr("Members")), None, self.add_button, self.link_button, margins=(12, 4, 8, 0))
        foot = row(self.admit_button, self.refuse_button, None, self.member_button, margins=(12, 4, 12, 8))
        return column(line(), heading, (self.list, 1), foot)

    def _buttons(self) -> QHBoxLayout:
        self.leave_button = QPushButton(self.tr("Lea&ve…"))
        self.leave_button.setProperty("role", "danger")
        self.close_button = QPushButton(self.tr("&Close"))
        self.not_now_button = QPushButton(self.tr("Not now"))
        self.join_button = QPushButton(self.tr("&Join"))
        self.chat_button = QPushButton(self.tr("Open &messages"))
        right = (self.close_button, self.not_now_button, self.join_button, self.chat_button, self.save_button)
        return row(self.leave_button, None, *right, margins=(12, 8, 12, 8))

    def _connect(self) -> None:
        navigator, number, actions = self._navigator, self.number, self.actions_of_room
        self.face_button.clicked.connect(self._choose_face)
        self.add_button.clicked.connect(lambda: navigator.open(routes.AddMembers(number)))
        self.link_button.clicked.connect(lambda: navigator.open(routes.Invite(number)))
        self.admit_button.clicked.connect(partial(self._answer_asker, accept=True))
        self.refuse_button.clicked.connect(partial(self._answer_asker, accept=False))
        self.member_menu.aboutToShow.connect(self._fill_member_menu)
        self.list.activated.connect(self._write)
        self.list.selectionModel().currentChanged.connect(self._update_member_buttons)
        self.list.members.modelReset.connect(self._update_member_buttons)
        self.leave_button.clicked.connect(lambda: actions.ask_to_leave(number))
        actions.left.connect(self._on_left)
        self.close_button.clicked.connect(self.reject)
        self.not_now_button.clicked.connect(self._refuse)
        self.join_button.clicked.connect(self._join)
        self.chat_button.clicked.connect(self._open_chat)
        self.form.confirmed.connect(self._save)
        self.form.edited.connect(self._on_edited)
        self.member_actions.failed.connect(self.form.fail)
        messenger = self._messenger
        messenger.rooms_changed.connect(self._on_rooms_changed)
        messenger.members_changed.connect(self._on_members_changed)
        messenger.roster_changed.connect(self._show_members)
        messenger.connection_changed.connect(self.refresh)

    # Display

    def _fetch(self) -> None:
        self._messenger.rooms.fetch_members(self.number).then(self, self._on_fetched, self.form.fail)

    def _on_fetched(self, reply: RoomInfoReply) -> None:
        self._info = reply
        self.refresh()
        if not self.room.is_mine:
            self.join_button.setFocus()

    @Slot(object)
    def _on_rooms_changed(self, numbers: frozenset[int]) -> None:
        if self.number in numbers:
            self.refresh()
            if self._info is not None and self._info.revision != self.room.revision:
                self._fetch()

    @Slot(object)
    def _on_members_changed(self, number: int) -> None:
        if number == self.number:
            self._show_members()

    @Slot()
    def refresh(self) -> None:
        """Show the room with the actions that my role in it allows."""
        room = self.room
        is_mine, is_admin = room.is_mine, room.is_admin
        self.setWindowTitle(self.tr("Members and settings of {room}").format(room=isolated(room.title)))
        values = room_values(room)
        noted = self._noted() if room.notice.strip() else ""
        self.facts.fill(values | {"notice": "\n".join(filter(None, (room.notice.strip(), noted)))})
        if not self.form.changes():
            self.form.fill(values)
        self.form.setVisible(is_admin)
        self.facts.setVisible(not is_admin)
        self._second.setText(RoomCounts().line(room))
        self._show_head()
        self._members.setVisible(is_mine)
        for button, shown in (
            (self.face_button, is_admin),
            (self.add_button, may_invite(room)),
            (self.link_button, may_invite(room)),
            (self.leave_button, is_mine),
            (self.save_button, is_admin),
            (self.chat_button, is_mine),
            (self.not_now_button, room.role is RoomRole.INVITED),
            (self.join_button, not is_mine),
        ):
            button.setVisible(shown)
        has_asked = room.role is RoomRole.ASKING
        asks = room.role is RoomRole.NONE and room.join_rule is JoinRule.ASK
        join = self.tr("A&sk to join") if asks else self.tr("&Join")
        self.join_button.setText(self.tr("Asked") if has_asked else join)
        self.join_button.setEnabled(not has_asked and (self._info is not None or room.role is RoomRole.INVITED))
        self._show_members()
        self._on_edited()

    def _noted(self) -> str:
        """Return who wrote the notice and when."""
        info = self._info
        if info is None or not info.notice_author:
            return ""
        me = self._messenger.me
        name = me.name if info.notice_author == me.number else self._messenger.rooms.person(info.notice_author).name
        return self.tr("{name}, {time}").format(name=isolated(name), time=moment_text(info.notice_time))

    def _show_head(self) -> None:
        room = self.room
        is_admin = room.is_admin
        self._face.show_face(self.form.value("face") if is_admin else room.face)
        self._name.setText((self.form.value("name") if is_admin else "") or room.title)

    @Slot()
    def _show_members(self) -> None:
        members = self._messenger.rooms.members(self.number)
        rows = member_rows(self._messenger, members)
        there = [one for one in rows if one.member.is_in]
        sections = [
            (self.tr("Ask to join"), [one for one in rows if one.member.role is RoomRole.ASKING]),
            (self.tr("Here"), [one for one in there if one.is_present]),
            (self.tr("Offline"), [one for one in there if not one.is_present]),
            (self.tr("Invited"), [one for one in rows if one.member.role is RoomRole.INVITED]),
        ]
        self.list.members.set_sections(sections)
        self.list.viewport().update()  # an equal row may have another picture
        self._update_member_buttons()

    @Slot()
    def _update_member_buttons(self) -> None:
        current = self.list.current_item()
        asks = current is not None and current.member.role is RoomRole.ASKING and self.room.is_admin
        self.admit_button.setVisible(asks)
        self.refuse_button.setVisible(asks)
        self.member_button.setEnabled(current is not None)

    # Members

    def _make_member_menu(self, row: MemberRow) -> QMenu:
        menu = QMenu(self)
        self.member_actions.add_to(menu, row)
        return menu

    @Slot()
    def _fill_member_menu(self) -> None:
        self.member_menu.clear()
        current = self.list.current_item()
        if current is not None:
            self.member_actions.add_to(self.member_menu, current)

    @Slot(QModelIndex)
    def _write(self, index: QModelIndex) -> None:
        row = self.list.members.item_at(index)
        if row is not None and not row.is_me:
            self._navigator.open(routes.Chat(ConversationId.person(row.number)))

    def _answer_asker(self, *, accept: bool) -> None:
        current = self.list.current_item()
        if current is not None:
            self.message.clear()
            self.member_actions.answer(current, accept=accept)

    # Editing

    @Slot()
    def _on_edited(self) -> None:
        is_changed = bool(self.form.changes())
        main = self.chat_button if self.room.is_mine else self.join_button
        (self.save_button if is_changed else main).setDefault(True)
        self._show_head()

    @Slot()
    def _choose_face(self) -> None:
        choose_face(self._faces, self._store, self.form.value("face"), self, partial(self.form.set_value, "face"))

    @Slot()
    def _save(self) -> None:
        changes = room_settings(self.form.changes())
        pending = self._messenger.request(ChangeRoom(self.number, tuple(changes)))
        pending.then(self, self._on_saved, self.form.fail)

    def _on_saved(self, _: ChangeRoomReply) -> None:
        self._messenger.rooms.fetch_members(self.number).then(self, self._on_fetched_saved, self.form.fail)

    def _on_fetched_saved(self, reply: RoomInfoReply) -> None:
        self._info = reply
        self.form.mark_saved()
        self.refresh()

    # Joining and leaving

    @Slot()
    def _join(self) -> None:
        self.message.clear()
        rooms, room = self._messenger.rooms, self.room
        if room.role is RoomRole.INVITED:
            rooms.answer(self.number, True).then(self, self._on_joined, self.form.fail)
        else:
            rooms.join(self.number).then(self, self._on_join_answered, self.form.fail)

    def _on_join_answered(self, reply: AddToListReply) -> None:
        if reply.outcome == AddOutcome.ADDED:
            self._open_chat()
        elif (asked := ask_if_needed(self._messenger, reply)) is not None:
            asked.then(self, None, self.form.fail)
        else:
            self.message.show_error(closed_text())

    def _on_joined(self, _: Done) -> None:
        self._open_chat()

    @Slot()
    def _refuse(self) -> None:
        self.actions_of_room.answer(self.number, accept=False)
        self.accept()

    @Slot()
    def _on_left(self) -> None:
        self.done(QDialog.DialogCode.Accepted)

    @Slot()
    def _open_chat(self) -> None:
        self._navigator.open(routes.Chat(self.room.conversation))
        self.reject()

    def reject(self) -> None:
        """Close, after a question if there are unsaved changes."""
        self.form.leave(self, self.tr("The room is not saved yet."))
