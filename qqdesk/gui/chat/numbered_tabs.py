"""Tabs by the number of the contact they belong to; those that are pinned stand first."""

from PySide6.QtCore import QPoint, Signal
from PySide6.QtWidgets import QTabBar, QWidget


class NumberedTabs(QTabBar):
    """A tab carries its contact's number. Those that are pinned and the others keep to their own part each."""

    arranged = Signal()
    """Tabs came, went, are in another order or pinned, or another one is the current one."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._pinned: set[int] = set()
        self.tabMoved.connect(self.arranged)
        self.currentChanged.connect(self.arranged)

    # Tabs by number

    def numbers(self) -> list[int]:
        return [int(self.tabData(index)) for index in range(self.count())]

    def index_of(self, number: int) -> int:
        """-1 where there is none."""
        numbers = self.numbers()
        return numbers.index(number) if number in numbers else -1

    def current_number(self) -> int | None:
        index = self.currentIndex()
        return int(self.tabData(index)) if index >= 0 else None

    # Two parts

    def is_pinned(self, number: int) -> bool:
        return number in self._pinned

    def pinned(self) -> list[int]:
        return [number for number in self.numbers() if number in self._pinned]

    def set_pinned(self, number: int, pinned: bool) -> None:
        """To the end of the pinned ones, or to the beginning of the others."""
        index = self.index_of(number)
        if index < 0 or pinned == self.is_pinned(number):
            return
        border = len(self.pinned())
        if pinned:
            self._pinned.add(number)
        else:
            self._pinned.discard(number)
            border -= 1
        self.moveTab(index, border)
        # The style asks for a tab's size only when something about it changes.
        self.setTabText(border, self.tabText(border))
        self.arranged.emit()

    def move(self, number: int, index: int) -> None:  # type: ignore[override]
        """To this place, or the nearest one in its own part."""
        first, last = self._part(number)
        self.moveTab(self.index_of(number), min(max(index, first), last))

    def _part(self, number: int) -> tuple[int, int]:
        border = len(self.pinned())
        return (0, border - 1) if number in self._pinned else (border, self.count() - 1)

    def step(self, way: int) -> None:
        """To the next tab, or the one before; round at the ends."""
        if self.count():
            self.setCurrentIndex((self.currentIndex() + way) % self.count())

    def shift(self, way: int) -> None:
        """Let the current tab change places with its neighbour."""
        number = self.current_number()
        if number is not None:
            self.move(number, self.currentIndex() + way)

    def go_to(self, index: int) -> None:
        if index < self.count():
            self.setCurrentIndex(index)

    def place_at(self, position: QPoint) -> int:
        """Before which tab something goes that is dropped here."""
        return sum(self.tabRect(index).center().x() < position.x() for index in range(self.count()))
