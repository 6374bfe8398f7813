"""A combo box with all contacts, searchable by a part of a name or number."""

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, QSize, Qt, Signal, Slot
from PySide6.QtWidgets import QComboBox, QCompleter, QLineEdit, QListView, QWidget

from qqdesk.domain.roster import Roster
from qqdesk.gui.shared.bidi import isolated
from qqdesk.gui.shared.faces import FaceSource

Index = QModelIndex | QPersistentModelIndex

_FACE = 20
_MOST_ROWS = 12


class PersonModel(QAbstractListModel):
    """The first row is "Everybody", then the roster by name and the included strangers."""

    def __init__(self, roster: Roster, faces: FaceSource, ratio: float, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._roster, self._faces, self._ratio = roster, faces, ratio
        self._people: list[tuple[str, int, int]] = []  # name, number, face
        self._included: set[int] = set()

    def include(self, number: int) -> None:
        self._included.add(number)

    def reload(self) -> bool:
        """Read the roster again. Return False if nothing changed."""
        contacts = {contact.number: contact for contact in self._roster}
        contacts |= {number: self._roster.get(number) for number in self._included - contacts.keys()}
        people = [(contact.name, contact.number, contact.face) for contact in contacts.values()]
        people.sort(key=lambda person: (person[0].casefold(), person[1]))
        if people == self._people:
            return False
        self.beginResetModel()
        self._people = people
        self.endResetModel()
        return True

    def number(self, row: int) -> int | None:
        return self._people[row - 1][1] if 0 < row <= len(self._people) else None

    def row_of(self, number: int | None) -> int:
        return next((row for row, person in enumerate(self._people, 1) if person[1] == number), 0)

    def best_match(self, text: str) -> int | None:
        """Return the row for a part of a name or number; "Everybody" matches last."""
        part = text.strip().casefold()
        names = [str(self.data(self.index(row))).casefold() for row in range(self.rowCount())]
        people = range(1, len(names))
        for rows in (
            [row for row in range(len(names)) if names[row] == part],
            [row for row in people if names[row].startswith(part)],
            [row for row in people if part in names[row]],
            [0] if part in names[0] else [],
        ):
            if rows:
                return rows[0]
        return None

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 (Qt's own default)
        return 0 if parent.isValid() else len(self._people) + 1

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        row = index.row()
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.EditRole):
            if row == 0:
                return self.tr("Everybody")
            name, number, _ = self._people[row - 1]
            if name == str(number):
                return name
            return self.tr("{name} ({number})").format(name=isolated(name), number=number)
        if role == Qt.ItemDataRole.DecorationRole and row > 0:
            return self._faces.pixmap(self._people[row - 1][2], _FACE, self._ratio)
        return None


class PersonCombo(QComboBox):
    """Enter chooses the best match. When the focus leaves, an unmatched text is replaced by the chosen name, and an
    empty line means everybody."""

    chosen = Signal()
    _row_typed = Signal(int)  # a row

    def __init__(self, roster: Roster, faces: FaceSource, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._number: int | None = None
        self._model = PersonModel(roster, faces, self.devicePixelRatioF(), self)
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
        self.setModel(self._model)
        completer = QCompleter(self._model, self)
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
        if number is not None:
            self._model.include(number)
            self._model.reload()
        self._show()

    @Slot()
    def reload(self) -> None:
        """Follow a roster change; a text that is being typed stays."""
        if self._model.reload() and not self.line.isModified():
            self._show()

    def _show(self) -> None:
        self.setCurrentIndex(self._model.row_of(self._number))
        self.line.setText(self.currentText())
        self.line.setCursorPosition(0)

    @Slot(int)
    def _choose(self, row: int) -> None:
        number = self._model.number(row)
        changed = number != self._number
        self.set_number(number)
        if changed:
            self.chosen.emit()

    @Slot()
    def _choose_typed(self) -> None:
        row = self._model.best_match(self.line.text()) if self.line.text().strip() else 0
        if row is not None:
            self._row_typed.emit(row)

    @Slot()
    def _restore_text(self) -> None:
        if not self.line.text().strip():
            self._choose(0)
        elif not self.popup.isVisible():
            self._show()
