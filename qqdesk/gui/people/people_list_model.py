"""A list model of people for the dialogs that list them."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, Qt

from qqdesk.gui.shared.person_list import Index, PersonRole
from qqdesk.protocol.codes import Status


@dataclass(frozen=True, slots=True)
class PersonRow:
    """The data of a row; see `PersonRole`."""

    number: int
    name: str
    second: str
    face: int
    aside: str = ""
    status: Status | None = None
    accessible_text: str = ""
    """"" for the name."""


class PeopleListModel(QAbstractListModel):
    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._rows: list[PersonRow] = []

    def set_rows(self, rows: Sequence[PersonRow]) -> None:
        """Show these people. Those who stay keep their order and the selection; new ones are appended."""
        wanted = {row.number: row for row in rows}
        for place in reversed(range(len(self._rows))):
            if self._rows[place].number not in wanted:
                self.beginRemoveRows(QModelIndex(), place, place)
                del self._rows[place]
                self.endRemoveRows()
        self._rows = [wanted.pop(row.number) for row in self._rows]
        count = len(self._rows)
        if count:
            self.dataChanged.emit(self.index(0), self.index(count - 1))
        if wanted:
            self.beginInsertRows(QModelIndex(), count, count + len(wanted) - 1)
            self._rows += wanted.values()
            self.endInsertRows()

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 (Qt's own default)
        return 0 if parent.isValid() else len(self._rows)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not index.isValid():
            return None
        row = self._rows[index.row()]
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return row.name
            case Qt.ItemDataRole.AccessibleTextRole:
                return row.accessible_text or row.name
            case PersonRole.SECOND:
                return row.second
            case PersonRole.ASIDE:
                return row.aside
            case PersonRole.FACE:
                return row.face
            case PersonRole.STATUS:
                return row.status
            case PersonRole.NUMBER:
                return row.number
        return None
