"""Look for people: by number, nickname, age, sex and province."""

from PySide6.QtCore import QPoint, Qt, Signal, SignalInstance, Slot
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QMenu,
    QPushButton,
    QSpinBox,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from qqdesk.domain.problem import Problem
from qqdesk.gui.people.found_model import FoundModel
from qqdesk.gui.people.person_card import wrapped_label
from qqdesk.gui.people.person_list import PeopleView, PersonDelegate
from qqdesk.gui.people.profile_fields import plain
from qqdesk.gui.shared.faces import FaceSource
from qqdesk.gui.shared.texts import problem_text
from qqdesk.gui.shared.type_size import scaled
from qqdesk.gui.shared.widgets import InlineMessage, empty_state, line
from qqdesk.gui.sign_in.fields import NumberEdit
from qqdesk.protocol.codes import Introduction, Sex
from qqdesk.protocol.commands import FingerReply
from qqdesk.worker.api import PeopleQuery, SignedIn
from qqdesk.worker.messenger import Messenger

_HIGHEST_AGE = 255


class SearchForm(QWidget):
    """What is looked for. A number and a nickname only where the server can."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.number_edit = NumberEdit()
        self.nickname_edit = QLineEdit()
        self.age_spin = QSpinBox()
        self.sex_combo = QComboBox()
        self.province_edit = QLineEdit()
        self.search_button = QPushButton(self.tr("&Search"))
        self._classic = wrapped_label(
            self.tr("This server looks for people by age, sex and province only."), "secondary"
        )
        self.number_edit.setPlaceholderText("")
        self.nickname_edit.setMaxLength(64)
        self.province_edit.setMaxLength(64)
        self.age_spin.setRange(0, _HIGHEST_AGE)
        self.age_spin.setSpecialValueText(self.tr("Any"))
        self.age_spin.lineEdit().setTextMargins(8, 0, 0, 0)
        self.sex_combo.addItem(self.tr("Any"), None)
        self.sex_combo.addItem(self.tr("Male"), int(Sex.MALE))
        self.sex_combo.addItem(self.tr("Female"), int(Sex.FEMALE))
        self._number = self._named(self.tr("N&umber"), self.number_edit)
        self._nickname = self._named(self.tr("&Nickname"), self.nickname_edit)
        age = self._named(self.tr("A&ge"), self.age_spin)
        sex = self._named(self.tr("Se&x"), self.sex_combo)
        province = self._named(self.tr("&Province"), self.province_edit)

        grid = QGridLayout(self)
        grid.setContentsMargins(12, 12, 12, 12)
        grid.setHorizontalSpacing(8)
        grid.setVerticalSpacing(4)
        grid.addWidget(self._classic, 0, 0, 1, 4)
        grid.addWidget(self._number, 1, 0)
        grid.addWidget(self._nickname, 1, 1, 1, 3)
        grid.addWidget(self.number_edit, 2, 0)
        grid.addWidget(self.nickname_edit, 2, 1, 1, 3)
        for column, (label, field) in enumerate(
            ((age, self.age_spin), (sex, self.sex_combo), (province, self.province_edit))
        ):
            grid.addWidget(label, 3, column)
            grid.addWidget(field, 4, column)
        grid.addWidget(self.search_button, 4, 3)
        grid.setRowMinimumHeight(3, 20)
        for column, stretch in enumerate((2, 2, 3, 1)):
            grid.setColumnStretch(column, stretch)

    def _named(self, text: str, field: QWidget) -> QLabel:
        label = QLabel(text)
        label.setBuddy(field)
        field.setAccessibleName(plain(text))
        if isinstance(field, QSpinBox):
            # The line inside gets the focus, and is what is read aloud.
            field.lineEdit().setAccessibleName(plain(text))
        return label

    def set_extended(self, extended: bool) -> None:
        for widget in (self._number, self._nickname, self.number_edit, self.nickname_edit):
            widget.setVisible(extended)
        self._classic.setVisible(not extended)

    def focus_first(self, *, extended: bool) -> None:
        """Into the nickname: most people know a name, and what is typed is never dropped there."""
        (self.nickname_edit if extended else self.age_spin).setFocus()

    def query(self, *, extended: bool) -> PeopleQuery:
        return PeopleQuery(
            age=self.age_spin.value() or None,
            sex=self.sex_combo.currentData(),
            province=self.province_edit.text().strip(),
            nickname=self.nickname_edit.text().strip() if extended else "",
            wanted=(self.number_edit.number() or None) if extended else None,
        )


class FindPeopleDialog(QDialog):
    """Pages come on demand; the list is what the last search found."""

    profile_wanted = Signal(object)  # int
    add_wanted = Signal(object)  # int
    chat_wanted = Signal(object)  # int

    def __init__(self, messenger: Messenger, faces: FaceSource, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._messenger = messenger
        self._query = PeopleQuery()
        self._new_search = True
        self._is_opening = False
        """The search that nobody asked for: the focus stays in the form."""
        self.form = SearchForm()
        self.message = InlineMessage()
        self.model = FoundModel(self)
        self.view = PeopleView(self.tr("People that were found"))
        self.view.setModel(self.model)
        self.view.setItemDelegate(PersonDelegate(faces, self.view))
        self.more_button = QPushButton(self.tr("M&ore"))
        self.profile_button = QPushButton(self.tr("View p&rofile"))
        self.add_button = QPushButton(self.tr("&Add"))
        self.chat_button = QPushButton(self.tr("Send &message"))
        self._empty = empty_state(
            "find-people",
            self.tr("Find people"),
            self.tr("Fill in what you know. An empty form finds everybody."),
        )
        self._stack = QStackedWidget()
        self._lay_out()
        self._connect()
        self.form.set_extended(messenger.extended)
        self.form.focus_first(extended=messenger.extended)
        self._enable()
        if messenger.invitations.place.introduction != Introduction.OFF:
            # The people here know each other: show them without a question.
            self.search()
            self._is_opening = True

    def _lay_out(self) -> None:
        self.setWindowTitle(self.tr("Find people"))
        self.resize(scaled(520), scaled(560))
        self.view.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self._stack.addWidget(self._empty)
        self._stack.addWidget(self.view)
        self._message_box = QWidget()
        messages = QVBoxLayout(self._message_box)
        messages.setContentsMargins(12, 0, 12, 12)
        messages.addWidget(self.message)
        self._message_box.hide()
        foot = QHBoxLayout()
        foot.setContentsMargins(12, 8, 12, 8)
        foot.setSpacing(8)
        foot.addWidget(self.more_button)
        foot.addStretch(1)
        for button in (self.profile_button, self.chat_button, self.add_button):
            foot.addWidget(button)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.form)
        column.addWidget(self._message_box)
        column.addWidget(line())
        column.addWidget(self._stack, 1)
        column.addWidget(line())
        column.addLayout(foot)
        # A button can be the default one of a dialog only once it is inside.
        self.form.search_button.setDefault(True)

    def _connect(self) -> None:
        self.form.search_button.clicked.connect(self.search)
        self.more_button.clicked.connect(self._search_on)
        self.profile_button.clicked.connect(self._want_profile)
        self.add_button.clicked.connect(self._want_add)
        self.chat_button.clicked.connect(self._want_chat)
        self.view.activated.connect(self._want_profile)
        self.view.customContextMenuRequested.connect(self._show_menu)
        self.view.selectionModel().currentChanged.connect(self._enable)
        self._messenger.signed_in.connect(self._signed_in)
        self._messenger.roster_changed.connect(self._enable)

    def current_number(self) -> int | None:
        person = self.model.person(self.view.currentIndex().row())
        return person.number if person else None

    @Slot()
    def search(self) -> None:
        self._query = self.form.query(extended=self._messenger.extended)
        self._new_search, self._is_opening = True, False
        self._ask(self._query)

    @Slot()
    def _search_on(self) -> None:
        self._new_search = False
        query = self._query
        self._ask(
            PeopleQuery(
                query.age, query.sex, query.province, query.nickname, query.wanted, after=self.model.last_number
            )
        )

    def _ask(self, query: PeopleQuery) -> None:
        self.message.clear()
        self._message_box.hide()
        self._messenger.find_people(query).then(self, self._show_found, self._failed)
        self._set_busy(True)

    def _set_busy(self, busy: bool) -> None:
        self.form.search_button.setEnabled(not busy)
        self.form.search_button.setText(self.tr("Searching…") if busy else self.tr("&Search"))
        self.more_button.setEnabled(not busy)

    def _show_found(self, reply: FingerReply) -> None:
        self._set_busy(False)
        if self._new_search:
            self.model.clear()
        first_new = self.model.rowCount()
        self.model.append(reply.people)
        self.more_button.setVisible(not reply.last_page and bool(reply.people))
        if not self.model.rowCount() and self._is_opening:
            self._empty.set_texts(
                self.tr("Nobody else is here yet"), self.tr("Invite people: they appear by themselves.")
            )
        elif not self.model.rowCount():
            self._empty.set_texts(self.tr("Nobody was found"), self.tr("Clear some of the fields, then search again."))
        elif first_new < self.model.rowCount():
            self.view.setCurrentIndex(self.model.index(first_new))
        self._stack.setCurrentWidget(self.view if self.model.rowCount() else self._empty)
        self._enable()
        if self.model.rowCount() and not self._is_opening:
            self.view.setFocus()

    def _failed(self, problem: Problem) -> None:
        self._set_busy(False)
        self.message.show_error(problem_text(problem))
        self._message_box.show()

    @Slot(object)
    def _signed_in(self, signed_in: SignedIn) -> None:
        self.form.set_extended(signed_in.extended)

    @Slot()
    def _enable(self) -> None:
        number = self.current_number()
        someone = number is not None
        if not self.model.rowCount():
            self.more_button.hide()
        for button in (self.profile_button, self.chat_button):
            button.setEnabled(someone and number != self._messenger.me.number)
        self.profile_button.setEnabled(someone)
        listed = number is not None and number in self._messenger.roster
        listed = listed and number is not None and not self._messenger.roster.get(number).stranger
        self.add_button.setEnabled(someone and not listed and number != self._messenger.me.number)

    @Slot(QPoint)
    def _show_menu(self, place: QPoint) -> None:
        if not self.view.indexAt(place).isValid():
            return
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        actions = (
            (self.profile_button, self._want_profile),
            (self.chat_button, self._want_chat),
            (self.add_button, self._want_add),
        )
        for button, action in actions:
            menu.addAction(button.text(), action).setEnabled(button.isEnabled())
        menu.popup(self.view.viewport().mapToGlobal(place))

    @Slot()
    def _want_profile(self) -> None:
        self._emit(self.profile_wanted)

    @Slot()
    def _want_add(self) -> None:
        self._emit(self.add_wanted)

    @Slot()
    def _want_chat(self) -> None:
        self._emit(self.chat_wanted)

    def _emit(self, signal: SignalInstance) -> None:
        number = self.current_number()
        if number is not None:
            signal.emit(number)
