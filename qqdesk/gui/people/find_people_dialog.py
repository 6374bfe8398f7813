"""The search for people by number, nickname, age, sex and province, and the rooms that I can join."""

from collections.abc import Callable
from dataclasses import replace

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QComboBox, QGridLayout, QLineEdit, QPushButton, QSpinBox, QTabBar, QWidget

from qqdesk.domain.conversation_id import ConversationId
from qqdesk.domain.incoming import seen_status
from qqdesk.gui.people.joinable_rooms import JoinableRooms
from qqdesk.gui.people.people_list_dialog import PeopleListDialog
from qqdesk.gui.people.people_list_model import PersonRow
from qqdesk.gui.people.person_card import display_name, person_line
from qqdesk.gui.shared.empty_state import EmptyState
from qqdesk.gui.shared.faces import FaceSource
from qqdesk.gui.shared.labels import field_label, wrapped_label
from qqdesk.gui.shared.layouts import column
from qqdesk.gui.shared.line_edits import NumberEdit
from qqdesk.gui.shared.navigator import Navigator
from qqdesk.gui.shared.presence_mark import status_text
from qqdesk.gui.shared.type_size import scaled
from qqdesk.protocol.codes import AddOutcome, Introduction, Sex
from qqdesk.protocol.commands import AddToListReply, FingerReply, FoundPerson
from qqdesk.protocol.room_commands import JoinRule
from qqdesk.worker.api import PeopleQuery, SignedIn
from qqdesk.worker.messenger import Messenger

_HIGHEST_AGE = 255


class SearchForm(QWidget):
    """The search fields. A classic server does not search by number and nickname."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.number_edit = NumberEdit()
        self.nickname_edit = QLineEdit()
        self.age_spin = QSpinBox()
        self.sex_combo = QComboBox()
        self.province_edit = QLineEdit()
        self.search_button = QPushButton(self.tr("&Search"))
        self._classic = wrapped_label(self.tr("This server searches by age, sex and province only."), "secondary")
        self.number_edit.setPlaceholderText("")
        self.nickname_edit.setMaxLength(64)
        self.province_edit.setMaxLength(64)
        self.age_spin.setRange(0, _HIGHEST_AGE)
        self.age_spin.setSpecialValueText(self.tr("Any"))
        self.age_spin.lineEdit().setTextMargins(8, 0, 0, 0)
        self.sex_combo.addItem(self.tr("Any"), None)
        self.sex_combo.addItem(self.tr("Male"), int(Sex.MALE))
        self.sex_combo.addItem(self.tr("Female"), int(Sex.FEMALE))
        self._number = field_label(self.tr("N&umber"), self.number_edit)
        self._nickname = field_label(self.tr("&Nickname"), self.nickname_edit)
        age = field_label(self.tr("A&ge"), self.age_spin)
        sex = field_label(self.tr("Se&x"), self.sex_combo)
        province = field_label(self.tr("&Province"), self.province_edit)

        grid = QGridLayout(self)
        grid.setContentsMargins(12, 12, 12, 12)
        grid.setHorizontalSpacing(8)
        grid.setVerticalSpacing(4)
        grid.addWidget(self._classic, 0, 0, 1, 4)
        grid.addWidget(self._number, 1, 0)
        grid.addWidget(self._nickname, 1, 1, 1, 3)
        grid.addWidget(self.number_edit, 2, 0)
        grid.addWidget(self.nickname_edit, 2, 1, 1, 3)
        for place, (label, field) in enumerate(
            ((age, self.age_spin), (sex, self.sex_combo), (province, self.province_edit))
        ):
            grid.addWidget(label, 3, place)
            grid.addWidget(field, 4, place)
        grid.addWidget(self.search_button, 4, 3)
        grid.setRowMinimumHeight(3, 20)
        for place, stretch in enumerate((2, 2, 3, 1)):
            grid.setColumnStretch(place, stretch)

    def set_extended(self, extended: bool) -> None:
        """`extended`: the server has the extensions."""
        self._is_extended = extended
        for widget in (self._number, self._nickname, self.number_edit, self.nickname_edit):
            widget.setVisible(extended)
        self._classic.setVisible(not extended)

    def focus_first(self) -> None:
        """Focus the nickname: most people know a name, and the line accepts any text."""
        (self.nickname_edit if self._is_extended else self.age_spin).setFocus()

    def query(self) -> PeopleQuery:
        return PeopleQuery(
            age=self.age_spin.value() or None,
            sex=self.sex_combo.currentData(),
            province=self.province_edit.text().strip(),
            nickname=self.nickname_edit.text().strip() if self._is_extended else "",
            wanted=(self.number_edit.number() or None) if self._is_extended else None,
        )


class FindPeopleDialog(PeopleListDialog):
    """Lists the results of the last search, page by page. A tab lists the rooms that I can join."""

    def __init__(
        self, messenger: Messenger, navigator: Navigator, faces: FaceSource, parent: QWidget | None = None
    ) -> None:
        super().__init__(messenger, navigator, faces, parent)
        self.setWindowTitle(self.tr("Find people"))
        self.resize(scaled(520), scaled(560))
        self._query = PeopleQuery()
        self._found: dict[int, FoundPerson] = {}
        self._has_more = False
        self.form = SearchForm()
        self.form.set_extended(messenger.extended)
        self.rooms = JoinableRooms(messenger)
        self.kinds = QTabBar()
        self.kinds.setAccessibleName(self.tr("What to find"))
        self.kinds.setDrawBase(False)
        for title in (self.tr("People"), self.tr("Rooms")):
            self.kinds.addTab(title)
        self.kinds.setVisible(messenger.rooms.is_available)
        self.more_button = QPushButton(self.tr("M&ore"))
        self.new_room_button = QPushButton(self.tr("&New room…"))
        self.new_room_button.setProperty("role", "link")
        self.chat_button = self.action_button(self.tr("Send &message"), self._open_chat)
        self.add_button = self.action_button(self.tr("&Add"), navigator.add_contact)
        self.join_button = self.action_button(self.tr("&Join"), self._join)
        explanation = self.tr("Fill in what you know. An empty form finds everybody.")
        self.empty = EmptyState("find-people", self.tr("Find people"), explanation, self.tr("&New room…"))
        self.empty.acted.connect(lambda: navigator.new_room())
        name = self.tr("People that were found")
        left = (self.more_button, self.new_room_button)
        right = (self.profile_button, self.chat_button, self.add_button, self.join_button)
        above = QWidget()
        above.setLayout(column(self.kinds, self.form))
        self.lay_out(name, self.empty, left, right, form=above)
        self.form.search_button.setDefault(True)
        self.kinds.currentChanged.connect(self._on_kind_changed)
        self.new_room_button.clicked.connect(lambda: navigator.new_room())
        self.form.search_button.clicked.connect(self.search)
        self.more_button.clicked.connect(self._load_more)
        messenger.signed_in.connect(self._signed_in)
        messenger.rooms_changed.connect(self.refresh)
        self.form.focus_first()
        self.refresh()
        if messenger.invitations.place.introduction != Introduction.OFF:
            # The people of this server know each other: show them at once, with the focus in the form.
            self._request(self.form.query(), self._show_everybody)

    @property
    def _finds_rooms(self) -> bool:
        return self.kinds.currentIndex() == 1

    def rows(self) -> list[PersonRow]:
        if self._finds_rooms:
            return self.rooms.rows()
        return [self._row(person) for person in self._found.values()]

    def _row(self, person: FoundPerson) -> PersonRow:
        name = display_name(person.nickname, person.number)
        about = person_line(person.number, person.sex, person.age, person.province)
        status = seen_status(person.status)
        return PersonRow(
            person.number,
            name,
            about,
            person.face,
            aside=status_text(status),
            status=status,
            accessible_text=f"{name}, {about}, {status_text(status)}",
        )

    def update_actions(self) -> None:
        super().update_actions()
        finds_rooms = self._finds_rooms
        self.form.setVisible(not finds_rooms)
        self.empty.button.setVisible(finds_rooms)
        for button in (self.join_button, self.new_room_button):
            button.setVisible(finds_rooms)
        for button in (self.chat_button, self.add_button):
            button.setVisible(not finds_rooms)
        self.more_button.setVisible(self.rooms.has_more if finds_rooms else self._has_more)
        self.more_button.setEnabled(not self._pending)
        if finds_rooms:
            self.profile_button.setText(self.tr("A&bout"))
            entry = self.rooms.found.get(self.current_number() or 0)
            asks = entry is not None and entry.join_rule == JoinRule.ASK
            self.join_button.setText(self.tr("A&sk to join") if asks else self.tr("&Join"))
            can_join = entry is not None and entry.number not in self.rooms.asked
            self.join_button.setEnabled(can_join and not self._pending)
            return
        self.profile_button.setText(self.tr("View p&rofile"))  # Alt+P is the province
        number = self.current_number()
        is_other = number is not None and number != self._messenger.me.number
        self.chat_button.setEnabled(is_other)
        is_stranger = self._messenger.roster.get(number or 0).stranger
        self.add_button.setEnabled(is_other and is_stranger)
        self.add_button.setToolTip(self.tr("Already a contact") if is_other and not is_stranger else "")
        self.form.search_button.setEnabled(not self._pending)
        self.form.search_button.setText(self.tr("Searching…") if self._pending else self.tr("&Search"))

    # Searching

    @Slot()
    def search(self) -> None:
        self._request(self.form.query(), self._show_results)

    @Slot()
    def _load_more(self) -> None:
        if self._finds_rooms:
            self.follow(self._messenger.rooms.find(next(reversed(self.rooms.found), 0)), self.rooms.add)
            return
        self._request(replace(self._query, after=next(reversed(self._found), 0)), self._show_results)

    def _request(self, query: PeopleQuery, done: Callable[[FingerReply], None]) -> None:
        self._query = query
        self.follow(self._messenger.find_people(query), done)

    def _show_everybody(self, reply: FingerReply) -> None:
        title, sentence = self.tr("Nobody else is here yet"), self.tr("Invite people: they appear by themselves.")
        self._show_page(reply, title, sentence)

    def _show_results(self, reply: FingerReply) -> None:
        title, sentence = self.tr("Nobody was found"), self.tr("Clear some of the fields, then search again.")
        self._show_page(reply, title, sentence)
        if self._found:
            self.view.setFocus()

    def _show_page(self, reply: FingerReply, empty_title: str, empty_sentence: str) -> None:
        if not self._query.after:
            self._found.clear()
            self.model.set_rows(())
        first_new = len(self._found)
        self._found |= {person.number: person for person in reply.people if person.number not in self._found}
        self._has_more = not reply.last_page and bool(reply.people)
        self.empty.set_texts(empty_title, empty_sentence)
        self.refresh()
        if first_new < len(self._found):
            self.view.setCurrentIndex(self.model.index(first_new))

    # Rooms

    def open_profile(self, number: int) -> None:
        (self._navigator.open_room if self._finds_rooms else self._navigator.open_profile)(number)

    @Slot()
    def _on_kind_changed(self) -> None:
        self.message.clear()
        self.model.set_rows(())
        if self._finds_rooms:
            self.empty.set_texts(self.tr("No rooms to join"), self.tr("Rooms that let others join appear here."))
            self.rooms.clear()
            self.follow(self._messenger.rooms.find(), self.rooms.add)
        else:
            explanation = self.tr("Fill in what you know. An empty form finds everybody.")
            self.empty.set_texts(self.tr("Find people"), explanation)
        self.refresh()

    def _join(self, number: int) -> None:
        self.follow(self._messenger.rooms.join(number), self._on_join_answered)

    def _on_join_answered(self, reply: AddToListReply) -> None:
        number = reply.number
        if reply.outcome == AddOutcome.ADDED:
            self.rooms.remove(number)
            self._navigator.open_chat(ConversationId.room(number))
        elif reply.outcome == AddOutcome.CONSENT_NEEDED:
            reason = self.tr("Hello, I am {name}.").format(name=self._messenger.me.name)
            self.follow(self._messenger.rooms.ask(number, reason), lambda _: self.rooms.asked.add(number))
        else:
            self.message.show_error(self.tr("The room is closed. A member can invite you."))

    @Slot(object)
    def _signed_in(self, signed_in: SignedIn) -> None:
        self.form.set_extended(signed_in.extended)
        self.kinds.setVisible(self._messenger.rooms.is_available)

    def _open_chat(self, number: int) -> None:
        self._navigator.open_chat(ConversationId.person(number))
