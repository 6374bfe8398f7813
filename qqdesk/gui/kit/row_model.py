"""A list model of values, each with a key and a look.

The owner gives the model its values in their order, as often as it likes. The model compares the keys and emits the
exact difference: removals, one reordering, insertions, and `dataChanged` for the rows whose value is another. A view
keeps its current row, its selection and its scroll position. Above 32 steps the model is reset, and `RowList` finds the
current row again by its key.

`describe` turns a value into a `RowLook`. It is called when a view asks for a row, so a list of 10,000 people costs
what is on the screen. The look answers all roles:

- DisplayRole is the title.
- AccessibleTextRole is all that the row shows, in its order: title, presence, second line, cells, aside, badges. A row
  that would be a bad sentence gives its own `accessible_text`.
- ToolTipRole is the same text, because a narrow row elides.
- CheckStateRole is `checked`.
- `RowRole.LOOK` and `RowRole.ITEM` are the look and the value.

`set_sections` shows the values below headings, which are no values and cannot be chosen.

Texts may depend on more than the value, as a remark of the contact list or the day. Then call `refresh`.

Example, the people of a server with their number below the name:

    def describe(person: Person) -> RowLook:
        return RowLook(person.name, second=str(person.number), picture=person.face, status=person.status)

    model = RowModel(lambda person: person.number, describe, self)
    view = RowList(model, faces, self.tr("People"))
    model.set_items(people)
    model.set_items(others)  # who stays is moved, and stays selected
"""

from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass
from enum import IntEnum
from itertools import pairwise
from typing import Generic, NamedTuple, TypeVar

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, Qt

from qqdesk.gui.shared.bidi import plain_tip
from qqdesk.gui.shared.person_list import Index
from qqdesk.gui.shared.presence_mark import status_text
from qqdesk.protocol.codes import Status

_MOST_STEPS = 32
"""Above this number of insertions and removals, a reset is cheaper for a view."""

K = TypeVar("K", bound=Hashable)
T = TypeVar("T")


class DiffListModel(QAbstractListModel, Generic[K]):
    """Rows are keys. A change of the rows emits the exact difference between two orders."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._rows: list[K] = []
        self._places: dict[K, int] | None = {}

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own signature
        return 0 if parent.isValid() else len(self._rows)

    def key_at(self, row: int) -> K | None:
        """Return the key of a row; None outside."""
        return self._rows[row] if 0 <= row < len(self._rows) else None

    def row_of(self, key: K | None) -> int:
        """Return the row of a key, or -1."""
        if self._places is None:
            self._places = {key: row for row, key in enumerate(self._rows)}
        return -1 if key is None else self._places.get(key, -1)

    def _set_rows(self, rows: list[K]) -> None:
        self._rows = rows
        self._places = None

    def _replace(self, target: list[K]) -> None:
        """Reset the model to these rows."""
        if target != self._rows:
            self.beginResetModel()
            self._set_rows(target)
            self.endResetModel()

    def _apply_rows(self, target: list[K]) -> None:
        """Change the rows by removals, a reordering and insertions."""
        if target == self._rows:
            return
        here, there = set(self._rows), set(target)
        gone = spans([row for row, key in enumerate(self._rows) if key not in there])
        come = spans([row for row, key in enumerate(target) if key not in here])
        if len(gone) + len(come) > _MOST_STEPS:
            self._replace(target)
            return
        for first, last in reversed(gone):
            self.beginRemoveRows(QModelIndex(), first, last)
            self._set_rows(self._rows[:first] + self._rows[last + 1 :])
            self.endRemoveRows()
        kept = [key for key in target if key in here]
        if kept != self._rows:
            self._reorder(kept)
        for first, last in come:
            self.beginInsertRows(QModelIndex(), first, last)
            self._set_rows(self._rows[:first] + target[first : last + 1] + self._rows[first:])
            self.endInsertRows()

    def _reorder(self, rows: list[K]) -> None:
        self.layoutAboutToBeChanged.emit()
        before = self.persistentIndexList()
        keys = [self._rows[index.row()] for index in before]
        self._set_rows(rows)
        self.changePersistentIndexList(before, [self.index(self.row_of(key)) for key in keys])
        self.layoutChanged.emit()

    def _notify_all(self) -> None:
        if self._rows:
            self.dataChanged.emit(self.index(0), self.index(len(self._rows) - 1))

    def _notify_changed(self, keys: Iterable[K]) -> None:
        changed = spans(sorted({self.row_of(key) for key in keys} - {-1}))
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


class Badge(NamedTuple):
    """An icon at the right of a row. Screen readers say its text."""

    icon: str
    text: str
    colour: str = "secondary"
    """A colour of `Theme`."""


class FileTile(NamedTuple):
    """The picture of a row: the tile of a file. The title is cut in the middle, so that the ending is seen."""

    name: str


@dataclass(frozen=True, slots=True)
class RowLook:
    """What a row shows. Only the title must be there."""

    title: str
    second: str = ""
    """The second line; in small rows a word after the title."""
    excerpt: Callable[[int], tuple[str, Sequence[tuple[int, int]]]] | None = None
    """Returns what is painted in place of the second line in a room of so many characters, and the start and end of
    each place to mark, in UTF-16 units."""
    cells: Sequence[str] = ()
    """Texts in columns, see `RowDelegate.samples`. Without room for columns they are the second line."""
    aside: str = ""
    """A short text at the right of the first line."""
    picture: int | str | FileTile | None = None
    """A face id, the name of an icon, or the tile of a file."""
    owner: int = 0
    """The number of the person or room whose own picture replaces the face."""
    status: Status | None = None
    """The presence at the face. OFFLINE is a grey face, None a face without a mark."""
    badges: Sequence[Badge] = ()
    is_bad: bool = False
    """Whether the second line or the last cell is an error."""
    checked: bool | None = None
    """The state of a check box at the right; None without one."""
    is_heading: bool = False
    accessible_text: str = ""
    """Replaces the text that `spoken` joins."""

    @property
    def second_line(self) -> str:
        return self.second or " · ".join(filter(None, self.cells))

    @property
    def spoken(self) -> str:
        """Return the text for screen readers and tips."""
        status = "" if self.status is None else status_text(self.status)
        badges = (badge.text for badge in self.badges)
        parts = (self.title, status, self.second, *self.cells, self.aside, *badges)
        return self.accessible_text or ", ".join(filter(None, parts))


class RowRole(IntEnum):
    LOOK = Qt.ItemDataRole.UserRole + 1
    """A RowLook."""
    ITEM = Qt.ItemDataRole.UserRole + 2


class _Heading(NamedTuple):
    title: str
    size: int


class RowModel(DiffListModel[Hashable], Generic[T]):
    """Shows values, described when a view asks for their rows."""

    def __init__(
        self, key: Callable[[T], Hashable], describe: Callable[[T], RowLook], parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._key, self._describe = key, describe
        self._items: dict[Hashable, T | _Heading] = {}
        """The values and the headings."""

    def set_items(self, items: Iterable[T]) -> None:
        """Show these values. Their keys differ from each other."""
        self._show({self._key(item): item for item in items})

    def set_sections(self, sections: Iterable[tuple[str, Sequence[T]]]) -> None:
        """Show values below titles with their number. A title without values is left out."""
        shown: dict[Hashable, T | _Heading] = {}
        for title, items in sections:
            if items:
                shown[title,] = _Heading(title, len(items))
                shown |= {self._key(item): item for item in items}
        self._show(shown)

    def _show(self, after: dict[Hashable, T | _Heading]) -> None:
        before = self._items
        self._items = before | after
        self._apply_rows(list(after))
        self._items = after
        self._notify_changed(key for key in before.keys() & after.keys() if before[key] != after[key])

    def refresh(self) -> None:
        """Describe all rows again."""
        self._notify_all()

    def item_at(self, index: Index) -> T | None:
        """Return the value of a row, None for a heading."""
        item = self._items[self._rows[index.row()]] if index.isValid() else None
        return None if isinstance(item, _Heading) else item

    def flags(self, index: Index) -> Qt.ItemFlag:
        if self.item_at(index) is None:
            return Qt.ItemFlag.NoItemFlags
        checkable = Qt.ItemFlag.NoItemFlags if self._look(index).checked is None else Qt.ItemFlag.ItemIsUserCheckable
        return super().flags(index) | checkable

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not index.isValid():
            return None
        match role:
            case RowRole.ITEM:
                return self.item_at(index)
            case RowRole.LOOK:
                return self._look(index)
            case Qt.ItemDataRole.DisplayRole:
                return self._look(index).title
            case Qt.ItemDataRole.AccessibleTextRole:
                return self._look(index).spoken
            case Qt.ItemDataRole.ToolTipRole:
                return plain_tip(self._look(index).spoken)
            case Qt.ItemDataRole.CheckStateRole:
                return _CHECK_STATES[self._look(index).checked]
        return None

    def _look(self, index: Index) -> RowLook:
        item = self._items[self._rows[index.row()]]
        if isinstance(item, _Heading):
            return RowLook(item.title, aside=str(item.size), is_heading=True)
        return self._describe(item)


_CHECK_STATES = {None: None, False: Qt.CheckState.Unchecked, True: Qt.CheckState.Checked}
