"""A list model of row ids that emits the exact difference between two orders."""

from collections.abc import Iterable, Sequence
from itertools import pairwise

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject

from qqdesk.gui.contacts.contact_rows import RowId
from qqdesk.gui.shared.person_list import Index

_MOST_STEPS = 32
"""Above this number of insertions and removals, a reset is cheaper for a view."""


class DiffListModel(QAbstractListModel):
    """A row is an id that stays the same when it moves: the number of a contact, or the name of a group."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._rows: list[RowId] = []
        self._places: dict[RowId | None, int] | None = {}
        self._headers: list[int] | None = []

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own signature
        return 0 if parent.isValid() else len(self._rows)

    def header_rows(self) -> Sequence[int]:
        """Return the header rows, ascending; a new list after each change of the rows."""
        if self._headers is None:
            self._headers = [row for row, row_id in enumerate(self._rows) if isinstance(row_id, str)]
        return self._headers

    def id_at(self, row: int) -> RowId | None:
        """Return the id of a row; None outside."""
        return self._rows[row] if 0 <= row < len(self._rows) else None

    def number_at(self, row: int) -> int:
        """Return the contact of a row; 0 for a header and outside."""
        row_id = self.id_at(row)
        return row_id if isinstance(row_id, int) else 0

    def group_at(self, row: int) -> str | None:
        """Return the group of a header row; None for other rows."""
        row_id = self.id_at(row)
        return row_id if isinstance(row_id, str) else None

    def row_of(self, row_id: RowId | None) -> int:
        """Return the row of an id, or -1."""
        if self._places is None:
            self._places = {row_id: row for row, row_id in enumerate(self._rows)}
        return self._places.get(row_id, -1)

    # Emitting changes

    def _set_rows(self, rows: list[RowId]) -> None:
        self._rows = rows
        self._places = self._headers = None

    def _replace(self, target: list[RowId]) -> None:
        """Reset the model to these rows."""
        if target != self._rows:
            self.beginResetModel()
            self._set_rows(target)
            self.endResetModel()

    def _apply_rows(self, target: list[RowId]) -> None:
        """Change the rows by removals, a reordering and insertions."""
        if target == self._rows:
            return
        here, there = set(self._rows), set(target)
        gone = spans([row for row, row_id in enumerate(self._rows) if row_id not in there])
        come = spans([row for row, row_id in enumerate(target) if row_id not in here])
        if len(gone) + len(come) > _MOST_STEPS:
            self._replace(target)
            return
        for first, last in reversed(gone):
            self.beginRemoveRows(QModelIndex(), first, last)
            self._set_rows(self._rows[:first] + self._rows[last + 1 :])
            self.endRemoveRows()
        kept = [row_id for row_id in target if row_id in here]
        if kept != self._rows:
            self._reorder(kept)
        for first, last in come:
            self.beginInsertRows(QModelIndex(), first, last)
            self._set_rows(self._rows[:first] + target[first : last + 1] + self._rows[first:])
            self.endInsertRows()

    def _reorder(self, rows: list[RowId]) -> None:
        self.layoutAboutToBeChanged.emit()
        before = self.persistentIndexList()
        ids = [self._rows[index.row()] for index in before]
        self._set_rows(rows)
        self.changePersistentIndexList(before, [self.index(self.row_of(row_id)) for row_id in ids])
        self.layoutChanged.emit()

    def _notify_all(self) -> None:
        if self._rows:
            self.dataChanged.emit(self.index(0), self.index(len(self._rows) - 1))

    def _notify_changed(self, numbers: Iterable[RowId]) -> None:
        """Emit dataChanged for these contacts and for all headers, whose counts may have changed."""
        rows = {self.row_of(number) for number in numbers} - {-1}
        rows.update(self.header_rows())
        changed = spans(sorted(rows))
        if len(changed) > _MOST_STEPS:
            changed = [(0, len(self._rows) - 1)]
        for first, last in changed:
            self.dataChanged.emit(self.index(first), self.index(last))


def spans(rows: list[int]) -> list[tuple[int, int]]:
    """Return ascending rows as (first, last) runs."""
    if not rows:
        return []
    breaks = [(one, other) for one, other in pairwise(rows) if other != one + 1]
    firsts = [rows[0], *(other for _, other in breaks)]
    lasts = [*(one for one, _ in breaks), rows[-1]]
    return list(zip(firsts, lasts, strict=True))
