"""The form of a history search: text, person, direction, days."""

from datetime import date, datetime, time, timedelta

from PySide6.QtCore import QDate, QEvent, QKeyCombination, QObject, QSignalBlocker, QSize, Qt, Signal, Slot
from PySide6.QtGui import QIcon, QKeyEvent
from PySide6.QtWidgets import QComboBox, QCompleter, QGridLayout, QLabel, QLineEdit, QListView, QWidget

from qqdesk.domain.conversation_id import ConversationId
from qqdesk.gui.contacts.name_order import NameOrder
from qqdesk.gui.kit.action import Action
from qqdesk.gui.shared.bidi import isolated
from qqdesk.gui.shared.day_calendar import DayCalendar, DayEdit
from qqdesk.gui.shared.faces import FaceSource
from qqdesk.gui.shared.icons import icon_button
from qqdesk.gui.shared.layouts import column, row
from qqdesk.gui.shared.line_edits import SearchEdit
from qqdesk.history.message_search import SearchQuery
from qqdesk.worker.messenger import Messenger

_FACE = 20
_MOST_ROWS = 12


class PersonCombo(QComboBox):
    """A combo box with all contacts and rooms, searchable by a part of a name or number. The first row is "Everybody",
    then the roster and my rooms by name. The data of a row is the number.

    Enter chooses the best match. When the focus leaves, an unmatched text is replaced by the chosen name, and an empty
    line means everybody.
    """

    chosen = Signal()
    _row_typed = Signal(int)  # a row

    def __init__(self, messenger: Messenger, faces: FaceSource, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._messenger, self._faces = messenger, faces
        self._number: int | None = None
        self._people: list[tuple[str, int, int]] = []
        """Name, number and face of each person in the list."""
        self.line = QLineEdit()
        self.setLineEdit(self.line)
        self.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.setMinimumContentsLength(8)
        self.setMaxVisibleItems(_MOST_ROWS)
        self.setIconSize(QSize(_FACE, _FACE))
        view = QListView()
        view.setUniformItemSizes(True)
        self.setView(view)
        completer = QCompleter(self.model(), self)
        completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        completer.setFilterMode(Qt.MatchFlag.MatchContains)
        completer.setMaxVisibleItems(_MOST_ROWS)
        self.popup = QListView()
        self.popup.setUniformItemSizes(True)
        self.popup.setIconSize(QSize(_FACE, _FACE))
        self.popup.setProperty("role", "popup")
        completer.setPopup(self.popup)
        self.setCompleter(completer)
        self.setAccessibleName(self.tr("Person"))
        for part in (self.line, view, self.popup):
            part.setAccessibleName(self.tr("Person"))
        self.line.setPlaceholderText(self.tr("Everybody"))
        self.addItem(self.tr("Everybody"))
        self.reload()
        self.activated.connect(self._choose)
        self.line.returnPressed.connect(self._choose_typed)
        # The completer must finish with the key press first.
        self._row_typed.connect(self._choose, Qt.ConnectionType.QueuedConnection)
        self.line.editingFinished.connect(self._restore_text)

    def number(self) -> int | None:
        """Return the number of the chosen person; None for everybody."""
        return self._number

    def set_number(self, number: int | None) -> None:
        """Choose a person without a signal."""
        self._number = number
        self.reload()
        self._show()

    @Slot()
    def reload(self) -> None:
        """Follow a change of the roster or the rooms; a text that is being typed stays."""
        messenger = self._messenger
        contacts = {contact.number: contact for contact in messenger.roster}
        contacts |= {room.number: messenger.label(room.conversation) for room in messenger.rooms}
        if self._number is not None:
            contacts[self._number] = messenger.label(messenger.rooms.conversation(self._number))
        people = [(contact.name, contact.number, contact.face) for contact in contacts.values()]
        names = NameOrder()
        names.learn(name for name, _, _ in people)
        people.sort(key=lambda person: (names.rank(person[0]), person[1]))
        if people == self._people:
            return
        self._people = people
        typed = self.line.text() if self.line.isModified() else None
        self.clear()
        self.addItem(self.tr("Everybody"))
        for name, number, face in people:
            icon = QIcon(self._faces.pixmap(face, _FACE, self.devicePixelRatioF(), owner=number))
            words = self.tr("{name} ({number})").format(name=isolated(name), number=number)
            self.addItem(icon, name if name == str(number) else words, number)
        if typed is None:
            self._show()
        else:
            self.line.setText(typed)
            self.line.setModified(True)

    def _show(self) -> None:
        self.setCurrentIndex(0 if self._number is None else self.findData(self._number))
        self.line.setText(self.currentText())
        self.line.setCursorPosition(0)

    @Slot(int)
    def _choose(self, row: int) -> None:
        number = self.itemData(row)
        changed = number != self._number
        self.set_number(number)
        if changed:
            self.chosen.emit()

    @Slot()
    def _choose_typed(self) -> None:
        row = self._best_match(self.line.text().strip())
        if row is not None:
            self._row_typed.emit(row)

    def _best_match(self, text: str) -> int | None:
        """Return the row for a part of a name or number; "Everybody" matches last."""
        first_person = self.model().index(1, 0)
        for flag in (Qt.MatchFlag.MatchFixedString, Qt.MatchFlag.MatchStartsWith, Qt.MatchFlag.MatchContains):
            found = self.model().match(first_person, Qt.ItemDataRole.DisplayRole, text, 1, flag) if text else []
            if found:
                return found[0].row()
        return 0 if text.casefold() in self.itemText(0).casefold() else None

    @Slot()
    def _restore_text(self) -> None:
        if not self.line.text().strip():
            self._choose(0)
        elif not self.popup.isVisible():
            self._show()


ANY_TIME, TODAY, WEEK, MONTH, YEAR, RANGE = "any", "today", "week", "month", "year", "range"


class WindowKeyFilter(QObject):
    """Leaves Ctrl+E to the window. On X11 a line edit would move the cursor to the end."""

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        return (
            event.type() == QEvent.Type.ShortcutOverride
            and isinstance(event, QKeyEvent)
            and event.keyCombination() == QKeyCombination(Qt.KeyboardModifier.ControlModifier, Qt.Key.Key_E)
        )


class HistoryFilters(QWidget):
    """Emits `changed` on every keystroke, because a search does not block the window."""

    changed = Signal()
    month_changed = Signal()
    """The open calendar shows a month whose days are not loaded."""

    def __init__(self, messenger: Messenger, faces: FaceSource, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._messenger = messenger
        self.edit = SearchEdit()
        self.person = PersonCombo(messenger, faces)
        self.direction = QComboBox()
        self.period = QComboBox()
        self.since, self.until = DayEdit(self.tr("From")), DayEdit(self.tr("To"))
        self.calendar_button = icon_button("calendar", Action.CALENDAR.tip)
        self.calendar = DayCalendar()
        self._range = QWidget()
        keys = WindowKeyFilter(self)
        for widget in (self.edit, self.person, self.person.line):
            widget.installEventFilter(keys)
        self._fill()
        self._lay_out()
        self.edit.textChanged.connect(self.changed)
        self.person.chosen.connect(self._person_chosen)
        self.direction.activated.connect(self.changed)
        self.period.activated.connect(self._period_chosen)
        self.since.dateChanged.connect(self._since_changed)
        self.until.dateChanged.connect(self._until_changed)
        self.calendar_button.toggled.connect(self._show_calendar)
        self.calendar.clicked.connect(self._choose_day)
        self.calendar.activated.connect(self._choose_day)
        self.calendar.currentPageChanged.connect(self._page_changed)

    def _fill(self) -> None:
        self.edit.setPlaceholderText(self.tr("Search messages"))
        self.edit.setAccessibleName(self.tr("Search messages"))
        self.direction.setAccessibleName(self.tr("Direction"))
        self.direction.addItem(self.tr("All messages"), None)
        self.direction.addItem(self.tr("Sent by me"), True)
        self.direction.addItem(self.tr("Received"), False)
        self.period.setAccessibleName(self.tr("Time"))
        for text, name in (
            (self.tr("Any time"), ANY_TIME),
            (self.tr("Today"), TODAY),
            (self.tr("Last 7 days"), WEEK),
            (self.tr("Last 30 days"), MONTH),
            (self.tr("This year"), YEAR),
            (self.tr("From – to…"), RANGE),
        ):
            self.period.addItem(text, name)
        self.calendar_button.setCheckable(True)

    def _lay_out(self) -> None:
        for combo in (self.direction, self.period):
            combo.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
            combo.setMinimumContentsLength(6)
        self._top = row((self.edit, 1), self.calendar_button, spacing=4)
        self._range.setLayout(row((self.since, 1), QLabel("–"), (self.until, 1), spacing=4))
        grid = QGridLayout()
        grid.setSpacing(8)
        grid.addWidget(self.person, 0, 0, 1, 2)
        grid.addWidget(self.direction, 1, 0)
        grid.addWidget(self.period, 1, 1)
        grid.addWidget(self._range, 2, 0, 1, 2)
        grid.setColumnStretch(0, 1)
        grid.setColumnStretch(1, 1)
        self.setLayout(column(self._top, grid, self.calendar, margins=(12, 12, 12, 8), spacing=8))
        self._range.hide()
        self.calendar.hide()

    def add_button(self, button: QWidget) -> None:
        """Add a button beside the search line."""
        self._top.addWidget(button)
        self.setTabOrder(self.calendar_button, button)

    # The query

    def conversation(self) -> ConversationId | None:
        """Return the chosen conversation; None for all."""
        number = self.person.number()
        return self._messenger.rooms.conversation(number) if number is not None else None

    def query(self) -> SearchQuery:
        """Return the query. Days end at midnight local time."""
        since, until = self._days()
        return SearchQuery(
            self.edit.text(),
            self.conversation(),
            None if since is None else midnight(since),
            None if until is None else midnight(until + timedelta(days=1)),
            self.direction.currentData(),
        )

    def _days(self) -> tuple[date | None, date | None]:
        today = date.today()
        match self.period.currentData():
            case "today":
                return today, None
            case "week":
                return today - timedelta(days=6), None
            case "month":
                return today - timedelta(days=29), None
            case "year":
                return today.replace(month=1, day=1), None
            case "range":
                return self.since.day(), self.until.day()
        return None, None

    @Slot()
    def clear_filters(self) -> None:
        """Search all messages for the text."""
        self.person.set_number(None)
        self.direction.setCurrentIndex(0)
        self._set_period(ANY_TIME)
        self.month_changed.emit()
        self.changed.emit()

    def set_conversation(self, conversation: ConversationId | None) -> None:
        """Choose all messages of one conversation, or of all."""
        self.direction.setCurrentIndex(0)
        self._set_period(ANY_TIME)
        self.edit.clear()
        self.person.set_number(conversation.number if conversation is not None else None)
        self._person_chosen()

    def set_days(self, first: date, last: date) -> None:
        with QSignalBlocker(self.since), QSignalBlocker(self.until):
            self.since.set_day(first)
            self.until.set_day(last)
        self._set_period(RANGE)
        self.changed.emit()

    # Changes

    def _set_period(self, name: str) -> None:
        self.period.setCurrentIndex(self.period.findData(name))
        self._range.setVisible(name == RANGE)

    @Slot()
    def _person_chosen(self) -> None:
        if self.calendar.isVisible():
            self.month_changed.emit()
        self.changed.emit()

    @Slot()
    def _period_chosen(self) -> None:
        self._set_period(self.period.currentData())
        if self.period.currentData() == RANGE:
            self.since.setFocus()
        self.changed.emit()

    @Slot()
    def _since_changed(self) -> None:
        if self.until.date() < self.since.date():
            self.until.setDate(self.since.date())
        else:
            self.changed.emit()

    @Slot()
    def _until_changed(self) -> None:
        if self.since.date() > self.until.date():
            self.since.setDate(self.until.date())
        else:
            self.changed.emit()

    @Slot(bool)
    def _show_calendar(self, shown: bool) -> None:
        self.calendar.setVisible(shown)
        if shown:
            self.calendar.setDateRange(self.calendar.minimumDate(), QDate.currentDate())
            self.month_changed.emit()
            self.calendar.setFocus()
        else:
            self.edit.setFocus()

    @Slot()
    def _page_changed(self) -> None:
        self.calendar.mark(())
        self.month_changed.emit()

    @Slot(QDate)
    def _choose_day(self, day: QDate) -> None:
        chosen = date(day.year(), day.month(), day.day())
        self.set_days(chosen, chosen)


def midnight(day: date) -> int:
    """Return the start of a day, local time, in milliseconds since 1970."""
    return int(datetime.combine(day, time()).timestamp() * 1000)
