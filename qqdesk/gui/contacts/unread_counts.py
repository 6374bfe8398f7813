"""The unread messages of the conversations in the list."""

from collections.abc import Iterable

from PySide6.QtCore import QObject, Signal


class UnreadCounts(QObject):
    """Muted conversations have a count, but do not add to a sum."""

    changed = Signal(object)  # the numbers of conversations with another count or muting

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.by_number: dict[int, int] = {}
        """The conversations with unread messages."""
        self.muted: frozenset[int] = frozenset()

    def total(self, numbers: Iterable[int]) -> int:
        return sum(self.by_number.get(number, 0) for number in numbers if number not in self.muted)

    def set(self, number: int, count: int) -> None:
        if count:
            self.by_number[number] = count
        else:
            self.by_number.pop(number, None)
        self.changed.emit([number])

    def clear(self) -> None:
        numbers = list(self.by_number)
        self.by_number.clear()
        self.changed.emit(numbers)

    def set_muted(self, numbers: Iterable[int]) -> None:
        before, self.muted = self.muted, frozenset(numbers)
        self.changed.emit(before ^ self.muted)
