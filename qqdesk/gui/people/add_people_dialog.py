"""Add people: those of the place, a search among them, the rooms that I can join, an invitation, a new room."""

from collections.abc import Sequence
from dataclasses import replace
from functools import partial

from PySide6.QtCore import QCoreApplication, QTimer, Signal, Slot
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLineEdit, QPushButton, QSpinBox, QTabBar, QWidget

from qqdesk.domain.conversation_id import ConversationId
from qqdesk.domain.incoming import RequestAnswered
from qqdesk.domain.incoming_reader import seen_status
from qqdesk.domain.problem import Problem, ProblemKind
from qqdesk.gui.contacts.room_actions import ask_if_needed
from qqdesk.gui.kit import routes
from qqdesk.gui.kit.app_context import AppContext
from qqdesk.gui.kit.row_model import RowLook
from qqdesk.gui.people.contact_adding import ContactAdding
from qqdesk.gui.people.people_list_dialog import PeopleListDialog
from qqdesk.gui.people.person_texts import display_name, person_line
from qqdesk.gui.rooms.rule_texts import RoomCounts, closed_text
from qqdesk.gui.shared.bidi import plain_tip
from qqdesk.gui.shared.empty_state import EmptyState
from qqdesk.gui.shared.icons import put_icon
from qqdesk.gui.shared.labels import field_label, wrapped_label
from qqdesk.gui.shared.layouts import column, row
from qqdesk.gui.shared.line_edits import SearchEdit
from qqdesk.gui.shared.place_texts import why_no_invitations
from qqdesk.gui.shared.texts import problem_text
from qqdesk.gui.shared.type_size import scaled
from qqdesk.protocol.codes import AddOutcome, Sex, Status
from qqdesk.protocol.commands import AddToListReply, FingerReply, FoundPerson, GetInfoReply
from qqdesk.protocol.limits import MAX_NUMBER
from qqdesk.protocol.room_commands import JoinRule, ListRoomsReply, RoomEntry, RoomRole
from qqdesk.worker.api import Notice, PeopleQuery, SignedIn
from qqdesk.worker.messenger import Messenger


class JoinableRooms:
    """The rooms that I can join or ask to join, as rows of a list. Pages of the server's list."""

    def __init__(self, messenger: Messenger) -> None:
        self._messenger = messenger
        self.found: dict[int, RoomEntry] = {}
        self.has_more = False

    def clear(self) -> None:
        self.found, self.has_more = {}, False

    def add(self, page: ListRoomsReply) -> None:
        self.found |= {entry.number: entry for entry in page.rooms}
        self.has_more = not page.last_page and bool(page.rooms)

    def remove(self, number: int) -> None:
        self.found.pop(number, None)

    def is_asked(self, number: int) -> bool:
        return self._messenger.rooms.get(number).role is RoomRole.ASKING

    def rows(self) -> list[RowLook]:
        """Return the rooms that I have not joined since."""
        mine = {room.number for room in self._messenger.rooms if room.is_mine}
        return [self._row(entry) for entry in self.found.values() if entry.number not in mine]

    def _row(self, entry: RoomEntry) -> RowLook:
        count = RoomCounts().members(entry.members)
        notice = " ".join(entry.notice.split())
        aside = QCoreApplication.translate("Room", "Asked") if self.is_asked(entry.number) else count
        name = entry.name.strip() or str(entry.number)
        if entry.join_rule == JoinRule.ASK:
            rule = QCoreApplication.translate("Room", "A keeper of the room admits you")
        else:
            rule = QCoreApplication.translate("Room", "Anyone can join")
        return RowLook(name, second=notice or rule, aside=aside, picture=max(entry.face, 0), owner=entry.number)


_HIGHEST_AGE = 255
_PAUSE_MS = 300
"""A pause in typing after which the search starts."""


class PeopleSearch(QWidget):
    """The search field of *Add people*: a number or nickname, and more fields on demand."""

    changed = Signal()  # the text or a field, after a pause or on Enter
    list_wanted = Signal()  # Enter or Down while the list shows the results of the text

    def __init__(self) -> None:
        super().__init__()
        self.edit = SearchEdit()
        self.more_button = QPushButton(self.tr("M&ore"))
        self.more_button.setProperty("role", "link")
        self.more_button.setCheckable(True)
        self.age_spin = QSpinBox()
        self.sex_combo = QComboBox()
        self.province_edit = QLineEdit()
        self._classic = wrapped_label(self.tr("This place does not search by nickname."), "secondary")
        self.province_edit.setMaxLength(64)
        self.age_spin.setRange(0, _HIGHEST_AGE)
        self.age_spin.setSpecialValueText(self.tr("Any"))
        self.age_spin.lineEdit().setTextMargins(8, 0, 0, 0)
        self.sex_combo.addItem(self.tr("Any"), None)
        self.sex_combo.addItem(self.tr("Male"), int(Sex.MALE))
        self.sex_combo.addItem(self.tr("Female"), int(Sex.FEMALE))
        self._fields = QWidget()
        self._fields.setLayout(self._field_row())
        self._fields.hide()
        self.setLayout(
            column(row((self.edit, 1), self.more_button), self._classic, self._fields, margins=12, spacing=8)
        )
        self._timer = QTimer(self, singleShot=True, interval=_PAUSE_MS)
        self._timer.timeout.connect(self.changed)
        self.more_button.toggled.connect(self._fields.setVisible)
        self.edit.textEdited.connect(self._timer.start)
        self.edit.down_pressed.connect(self._on_enter)
        self.province_edit.textEdited.connect(self._timer.start)
        self.age_spin.valueChanged.connect(self._timer.start)
        self.sex_combo.currentIndexChanged.connect(self._timer.start)

    def _field_row(self) -> QHBoxLayout:
        age = column(field_label(self.tr("A&ge"), self.age_spin), self.age_spin, spacing=4)
        sex = column(field_label(self.tr("Se&x"), self.sex_combo), self.sex_combo, spacing=4)
        province = column(field_label(self.tr("Pro&vince"), self.province_edit), self.province_edit, spacing=4)
        return row((age, 2), (sex, 2), (province, 3))

    def set_extended(self, extended: bool) -> None:
        """`extended`: the server has the extensions, such as the search by nickname."""
        text = self.tr("Number or nickname") if extended else self.tr("Number")
        self.edit.setPlaceholderText(text)
        self.edit.setAccessibleName(text)
        self._classic.setVisible(not extended)

    def number(self) -> int:
        """Return the number that was typed, or 0."""
        text = "".join(self.edit.text().split())
        return int(text) if text.isascii() and text.isdecimal() and int(text) <= MAX_NUMBER else 0

    def query(self) -> PeopleQuery:
        return PeopleQuery(
            age=self.age_spin.value() or None,
            sex=self.sex_combo.currentData(),
            province=self.province_edit.text().strip(),
            nickname=self.edit.text().strip(),
        )

    @Slot()
    def _on_enter(self) -> None:
        if self._timer.isActive():
            self._timer.stop()
            self.changed.emit()
        else:
            self.list_wanted.emit()


class AddPeopleDialog(PeopleListDialog):
    """Lists the people of the place, or the results of the search, page by page. A tab lists the rooms to join."""

    def __init__(self, context: AppContext, parent: QWidget | None = None, *, text: str = "") -> None:
        """`text`: search for it at once."""
        super().__init__(context, parent)
        messenger, navigator = context.messenger, context.navigator
        self.setWindowTitle(self.tr("Add people"))
        self.resize(scaled(520), scaled(560))
        self._query = PeopleQuery()
        self._found: dict[int, FoundPerson] = {}
        self._has_more = False
        self.adding = ContactAdding(messenger, self.follow, self)
        self.adding.succeeded.connect(self.message.show_success)
        self.adding.refused.connect(self.message.show_notice)
        self.form = PeopleSearch()
        self.form.edit.setText(text)
        self.form.set_extended(messenger.extended)
        self.rooms = JoinableRooms(messenger)
        self.kinds = QTabBar()
        self.kinds.setAccessibleName(self.tr("What to find"))
        self.kinds.setDrawBase(False)
        for title in (self.tr("People"), self.tr("Rooms")):
            self.kinds.addTab(title)
        self.kinds.setVisible(messenger.rooms.is_available)
        self.next_button = QPushButton(self.tr("Sho&w more"))
        self.invite_button = self._link_button(self.tr("&Invite people…"), "add-contact")
        self.new_room_button = self._link_button(self.tr("&New room…"), "users")
        self.chat_button = self.action_button(self.tr("Send &message"), self._open_chat)
        self.add_button = self.action_button(self.tr("&Add"), self._add)
        self.join_button = self.action_button(self.tr("&Join"), self._join)
        self.empty = EmptyState("find-people", self.tr("Searching…"))
        right = (self.profile_button, self.chat_button, self.add_button, self.join_button)
        others = row(self.invite_button, self.new_room_button, None, margins=(12, 4, 12, 4), spacing=12)
        above = QWidget()
        above.setLayout(column(others, self.kinds, self.form))
        self.lay_out(self.tr("People that were found"), self.empty, (self.next_button,), right, form=above)
        self.add_button.setDefault(True)
        self.add_button.setProperty("role", "primary")
        self.kinds.currentChanged.connect(self._on_kind_changed)
        self.invite_button.clicked.connect(partial(navigator.open, routes.Invite()))
        self.new_room_button.clicked.connect(lambda: navigator.open(routes.NewRoom()))
        self.form.changed.connect(self.search)
        self.form.list_wanted.connect(self.view.setFocus)
        self.next_button.clicked.connect(self._load_more)
        messenger.signed_in.connect(self._signed_in)
        messenger.rooms_changed.connect(self.refresh)
        messenger.notice_received.connect(self._on_notice)
        self.form.edit.setFocus()
        self.refresh()
        self.search()

    def _link_button(self, text: str, icon: str) -> QPushButton:
        button = QPushButton(text)
        button.setProperty("role", "link")
        put_icon(button, icon, "accent")
        return button

    @property
    def _finds_rooms(self) -> bool:
        return self.kinds.currentIndex() == 1

    def rows(self) -> list[RowLook]:
        if self._finds_rooms:
            return self.rooms.rows()
        return [self._row(person) for person in self._found.values()]

    def _row(self, person: FoundPerson) -> RowLook:
        name = display_name(person.nickname, person.number)
        about = person_line(person.number, person.sex, person.age, person.province)
        contact = self._messenger.roster.get(person.number)
        status = seen_status(person.status) if contact.stranger else contact.status
        aside = ""
        if not contact.stranger:
            aside = self.tr("On your list")
        elif person.number in self.adding.asked:
            aside = self.tr("Asked")
        # Servers hide the presence of strangers: they all look offline.
        known = None if contact.stranger and not status.is_present else status
        return RowLook(name, second=about, aside=aside, picture=person.face, owner=person.number, status=known)

    def update_actions(self) -> None:
        super().update_actions()
        finds_rooms = self._finds_rooms
        self.form.setVisible(not finds_rooms)
        self.join_button.setVisible(finds_rooms)
        for button in (self.chat_button, self.add_button):
            button.setVisible(not finds_rooms)
        self.next_button.setVisible(self.rooms.has_more if finds_rooms else self._has_more)
        self.next_button.setEnabled(not self.pending)
        reason = why_no_invitations(self._messenger)
        self.invite_button.setEnabled(not reason)
        self.invite_button.setToolTip(plain_tip(reason))
        self.new_room_button.setVisible(self._messenger.rooms.is_available)
        number = self.current_number() or 0
        if finds_rooms:
            self.profile_button.setText(self.tr("A&bout"))
            entry = self.rooms.found.get(number)
            asks = entry is not None and entry.join_rule == JoinRule.ASK
            self.join_button.setText(self.tr("A&sk to join") if asks else self.tr("&Join"))
            can_join = entry is not None and not self.rooms.is_asked(number)
            self.join_button.setEnabled(can_join and not self.pending)
            return
        self.profile_button.setText(self.tr("View &profile"))
        is_stranger = self._messenger.roster.get(number).stranger
        can_add = is_stranger and number not in self.adding.asked and number != self._messenger.me.number
        self.add_button.setEnabled(can_add and not self.pending)

    # Searching

    @Slot()
    def search(self) -> None:
        """Search for the person with the typed number, else for nicknames."""
        query, number = self.form.query(), self.form.number()
        if number == self._messenger.me.number:
            self._query = query
            self._show_people((), self.tr("This is your own number"), self.tr("Type the number of another person."))
        elif number:
            self._query = query
            pending = self._messenger.request_profile(number)
            self.follow(pending, partial(self._show_person, query), partial(self._on_no_person, query))
        else:
            self._request(query)

    def _request(self, query: PeopleQuery) -> None:
        self._query = query
        request = query.as_request(extended=self._messenger.extended)
        self.follow(self._messenger.request(request), partial(self._show_page, query))

    @Slot()
    def _load_more(self) -> None:
        if self._finds_rooms:
            self.follow(self._messenger.rooms.find(next(reversed(self.rooms.found), 0)), self.rooms.add)
            return
        self._request(replace(self._query, after=next(reversed(self._found), 0)))

    def _show_page(self, query: PeopleQuery, reply: FingerReply) -> None:
        if query is not self._query:
            return  # the text has changed since
        if query == PeopleQuery():
            title, sentence = self.tr("Nobody else is here yet"), self.tr("Invite people: they appear by themselves.")
        else:
            title, sentence = self.tr("Nobody was found"), self.tr("Try a part of the name, or the number.")
        new = [person for person in reply.people if not query.after or person.number not in self._found]
        self._has_more = not reply.last_page and bool(reply.people)
        self._show_people(new, title, sentence, keeps=bool(query.after))

    def _show_person(self, query: PeopleQuery, reply: GetInfoReply) -> None:
        one = reply.profile
        status = self._messenger.roster.get(one.number).status or Status.OFFLINE
        person = FoundPerson(one.age, one.face, one.province, status, one.sex, one.number, one.nickname)
        if query is self._query:
            self._has_more = False
            self._show_people((person,))

    def _on_no_person(self, query: PeopleQuery, problem: Problem) -> None:
        """Search for the digits in nicknames if nobody has this number."""
        if problem.kind is not ProblemKind.NO_SUCH_USER:
            self.message.show_error(problem_text(problem))
        elif query is self._query and self._messenger.extended:
            self._request(query)
        elif query is self._query:
            self._show_people((), self.tr("Nobody was found"), self.tr("Nobody has this number."))

    def _show_people(
        self, people: Sequence[FoundPerson], title: str = "", sentence: str = "", *, keeps: bool = False
    ) -> None:
        """Show people, after those of the pages before if it `keeps` them. Title and sentence: for no people."""
        if not keeps:
            self._found.clear()
            self.model.set_items(())
        first_new = len(self._found)
        self._found |= {person.number: person for person in people}
        self.empty.set_texts(title, sentence)
        self.refresh()
        new = list(self._found)[first_new:]
        if new:
            current = next((one for one in new if self._messenger.roster.get(one).stranger), new[0])
            self.view.setCurrentIndex(self.model.index(list(self._found).index(current)))

    def _add(self, number: int) -> None:
        person = self._found[number]
        self.view.setFocus()  # the button is about to be disabled, which would give the focus to the next one
        self.adding.add(number, display_name(person.nickname, number), self)

    @Slot(object)
    def _on_notice(self, notice: Notice) -> None:
        """After the answer to a request, remove the message that it was sent. The person can be asked again."""
        if isinstance(notice.item, RequestAnswered) and notice.number in self.adding.asked:
            self.adding.asked.remove(notice.number)
            self.message.clear()
            self.refresh()

    # Rooms

    def open_profile(self, number: int) -> None:
        profile = routes.Room if self._finds_rooms else routes.Profile
        self._navigator.open(profile(number))

    @Slot()
    def _on_kind_changed(self) -> None:
        self.message.clear()
        self.model.set_items(())
        if self._finds_rooms:
            self._query = PeopleQuery()  # a late reply to the last search is ignored
            self.empty.set_texts(self.tr("No rooms to join"), self.tr("Rooms that let others join appear here."))
            self.rooms.clear()
            self.follow(self._messenger.rooms.find(), self.rooms.add)
        else:
            self._found.clear()
            self.empty.set_texts(self.tr("Searching…"))
            self.search()
        self.refresh()
        (self.view if self._finds_rooms else self.form.edit).setFocus()

    def _join(self, number: int) -> None:
        self.view.setFocus()  # as in `_add`
        self.follow(self._messenger.rooms.join(number), self._on_join_answered)

    def _on_join_answered(self, reply: AddToListReply) -> None:
        number = reply.number
        if reply.outcome == AddOutcome.ADDED:
            self.rooms.remove(number)
            self._navigator.open(routes.Chat(ConversationId.room(number)))
        elif (asked := ask_if_needed(self._messenger, reply)) is not None:
            self.follow(asked)
        else:
            self.message.show_error(closed_text())

    @Slot(object)
    def _signed_in(self, signed_in: SignedIn) -> None:
        self.form.set_extended(signed_in.extended)
        self.kinds.setVisible(self._messenger.rooms.is_available)

    def _open_chat(self, number: int) -> None:
        self._navigator.open(routes.Chat(ConversationId.person(number)))
