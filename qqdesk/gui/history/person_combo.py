"""A combo box with all contacts and rooms, searchable by a part of a name or number."""

from PySide6.QtCore import QSize, Qt, Signal, Slot
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QComboBox, QCompleter, QLineEdit, QListView, QWidget

from qqdesk.gui.contacts.name_order import NameOrder
from qqdesk.gui.shared.bidi import isolated
from qqdesk.gui.shared.faces import FaceSource
from qqdesk.worker.messenger import Messenger

_FACE = 20
_MOST_ROWS = 12


class PersonCombo(QComboBox):
    """The first row is "Everybody", then the roster and my rooms by name. The data of a row is the number.

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
