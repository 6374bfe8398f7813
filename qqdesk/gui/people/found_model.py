"""The people that a search found, as a list model that grows page by page."""

from collections.abc import Sequence

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, Qt

from qqdesk.domain.incoming import seen_status
from qqdesk.gui.people.person_card import display_name, person_line
from qqdesk.gui.people.person_list import Index, PersonRole
from qqdesk.gui.shared.status_texts import status_text
from qqdesk.protocol.commands import FoundPerson


class FoundModel(QAbstractListModel):
    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._people: list[FoundPerson] = []

    def person(self, row: int) -> FoundPerson | None:
        return self._people[row] if 0 <= row < len(self._people) else None

    @property
    def last_number(self) -> int:
        """Where the next page begins; 0 from the start."""
        return self._people[-1].number if self._people else 0

    def clear(self) -> None:
        self.beginResetModel()
        self._people = []
        self.endResetModel()

    def append(self, people: Sequence[FoundPerson]) -> None:
        known = {person.number for person in self._people}
        new = [person for person in people if person.number not in known]
        if new:
            first = len(self._people)
            self.beginInsertRows(QModelIndex(), first, first + len(new) - 1)
            self._people += new
            self.endInsertRows()

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 (Qt's own default)
        return 0 if parent.isValid() else len(self._people)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        person = self.person(index.row()) if index.isValid() else None
        if person is None:
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return display_name(person.nickname, person.number)
        if role == PersonRole.SECOND:
            return person_line(person.number, person.sex, person.age, person.province)
        if role == PersonRole.ASIDE:
            return status_text(seen_status(person.status))
        if role == PersonRole.FACE:
            return person.face
        if role == PersonRole.STATUS:
            return seen_status(person.status)
        if role == PersonRole.NUMBER:
            return person.number
        if role == Qt.ItemDataRole.AccessibleTextRole:
            name = display_name(person.nickname, person.number)
            about = person_line(person.number, person.sex, person.age, person.province)
            return f"{name}, {about}, {status_text(seen_status(person.status))}"
        return None
