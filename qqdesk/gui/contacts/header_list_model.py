"""A list model of contacts and found messages below the headers of their groups."""

from collections.abc import Iterable, Sequence

from PySide6.QtCore import QObject

from qqdesk.gui.contacts.contact_rows import RowId
from qqdesk.gui.kit.row_model import DiffListModel


class HeaderListModel(DiffListModel[RowId]):
    """A row is an id that stays the same when it moves: the number of a contact, or the name of a group."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._headers: list[int] | None = []

    def header_rows(self) -> Sequence[int]:
        """Return the header rows, ascending; a new list after each change of the rows."""
        if self._headers is None:
            self._headers = [row for row, row_id in enumerate(self._rows) if isinstance(row_id, str)]
        return self._headers

    def number_at(self, row: int) -> int:
        """Return the contact of a row; 0 for a header and outside."""
        row_id = self.key_at(row)
        return row_id if isinstance(row_id, int) else 0

    def group_at(self, row: int) -> str | None:
        """Return the group of a header row; None for other rows."""
        row_id = self.key_at(row)
        return row_id if isinstance(row_id, str) else None

    def _set_rows(self, rows: list[RowId]) -> None:
        super()._set_rows(rows)
        self._headers = None

    def _notify_changed(self, keys: Iterable[RowId]) -> None:
        """Emit dataChanged for these contacts and for all headers, whose counts may have changed."""
        super()._notify_changed([*keys, *(self._rows[row] for row in self.header_rows())])
