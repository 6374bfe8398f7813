"""The menu that sets order, size and filter of the contact list."""

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import Slot
from PySide6.QtGui import QAction, QActionGroup
from PySide6.QtWidgets import QMenu, QWidget

from qqdesk.domain.settings import Settings
from qqdesk.gui.contacts.contact_rows import SortBy
from qqdesk.gui.shared.menus import add_action
from qqdesk.gui.shared.settings_store import SettingsStore


def sort_of(settings: Settings) -> SortBy:
    """Return the sort order, or the default if the settings file has an unknown value."""
    return SortBy(settings.contact_sort) if settings.contact_sort in tuple(SortBy) else SortBy.PRESENCE


class ViewMenu(QMenu):
    """Shows the settings' values when it opens, and stores the user's choice."""

    def __init__(self, store: SettingsStore, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._store = store
        self._acts: list[tuple[str, str, str, Callable[[], object]]] = []
        self.aboutToShow.connect(self._fill)

    def add_act(self, text: str, icon: str, shortcut: str, act: Callable[[], object]) -> None:
        """Add an action below the settings."""
        self._acts.append((text, icon, shortcut, act))

    @Slot()
    def _fill(self) -> None:
        self.clear()
        for child in self.findChildren(QActionGroup):
            child.deleteLater()
        orders = QActionGroup(self)
        for value, text in (
            (SortBy.PRESENCE, self.tr("Sort by presence")),
            (SortBy.NAME, self.tr("Sort by name")),
            (SortBy.TALK, self.tr("Sort by last talk")),
        ):
            action = self._add_check(text, "contact_sort", str(value), sort_of(self._store.settings) is value)
            orders.addAction(action)
        self.addSeparator()
        hides, small = self._store.settings.hide_offline, self._store.settings.small_faces
        self._add_check(self.tr("Hide those who are offline"), "hide_offline", not hides, hides)
        self._add_check(self.tr("Small faces"), "small_faces", not small, small)
        self.addSeparator()
        for text, icon, shortcut, act in self._acts:
            add_action(self, text, act, icon, shortcut)

    def _add_check(self, text: str, name: str, value: Any, checked: bool) -> QAction:
        action = QAction(text, self)
        action.setCheckable(True)
        action.setChecked(checked)
        action.triggered.connect(lambda: self._store.change(name, value))
        self.addAction(action)
        return action
