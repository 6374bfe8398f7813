"""What the account keeps about conversations and people: see `domain.account_keys`. Runs in the main thread."""

from collections.abc import Callable, Iterable, Mapping
from functools import partial
from typing import TypeVar

from PySide6.QtCore import QObject, Signal

from qqdesk.clock import Clock
from qqdesk.domain.account_keys import AccountKey, AccountValues
from qqdesk.history.account_values_table import AccountValuesTable
from qqdesk.worker.history_writer import HistoryWriter, Unwritten

I = TypeVar("I")  # noqa: E741
T = TypeVar("T")


class AccountState(QObject):
    """`messenger.account`. A value is in memory at once, and the history's writer saves it.

    Synced values reach the account's other devices, too. If two devices change the same one, the later change wins.
    See `Unwritten` for a full disk.
    """

    changed = Signal(object, object)  # AccountKey, frozenset of the changed items
    failed = Signal(object)  # Problem

    def __init__(self, clock: Clock, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._clock = clock
        self._table: AccountValuesTable | None = None
        self._writer: HistoryWriter | None = None
        self._values = AccountValues()
        self._unwritten = Unwritten[str, str](self)
        self._unwritten.failed.connect(self.failed)
        self._changes = 0
        """How many changes of the user this session had."""

    def open(
        self, table: AccountValuesTable, values: AccountValues, writer: HistoryWriter, sync: Callable[[], None]
    ) -> None:
        """`values` are those of the table. `sync` is called after each write of the user's changes."""
        self.clear()
        self._table, self._writer, self._values = table, writer, values
        self._unwritten.open(writer, lambda texts: table.put(texts, self._clock.now()), sync)

    def clear(self) -> None:
        self._table = self._writer = None
        self._values = AccountValues()
        self._unwritten.clear()

    def get(self, key: AccountKey[I, T], item: I | None = None) -> T:
        return self._values.get(key, item)

    def items(self, key: AccountKey[I, T]) -> dict[I, T]:
        """Return the values that are not the default. Do not change them."""
        return self._values.items(key)

    def set(self, key: AccountKey[I, T], value: T, item: I | None = None) -> None:
        self.set_all(key, {item: value})

    def set_all(self, key: AccountKey[I, T], values: Mapping[I, T] | Mapping[I | None, T]) -> None:
        """Set several values. The default removes one."""
        changed = {item: value for item, value in values.items() if value != self._values.get(key, item)}
        if not changed:
            return
        self._changes += 1
        for item, value in changed.items():
            self._values.put(key, item, value)
            self._unwritten.values[key.text(item)] = key.value_text(value)
        self._unwritten.write()
        self.changed.emit(key, frozenset(changed))

    def write(self) -> None:
        """Write the values that are not on disk yet."""
        self._unwritten.write()

    def apply(self, keys: Iterable[str]) -> None:
        """Apply changes of the server, which are on disk."""
        if self._table is not None and self._writer is not None:
            # The writer reads them after all changes of the user that wait to be written.
            pending = self._writer.write(partial(self._table.read, keys))
            pending.then(self, partial(self._apply, self._table, self._changes), self._unwritten.report)

    def _apply(self, table: AccountValuesTable, changes: int, values: dict[str, str]) -> None:
        if table is not self._table:
            return  # Another account signed in meanwhile.
        if changes != self._changes:
            self.apply(values)  # The user changed something since they were read.
            return
        changed: dict[AccountKey[object, object], set[object]] = {}
        for text, value in values.items():
            if text not in self._unwritten.values and (found := self._values.read(text, value)) is not None:
                changed.setdefault(found[0], set()).add(found[1])
        for key, items in changed.items():
            self.changed.emit(key, frozenset(items))
