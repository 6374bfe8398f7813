"""The menu that sets order, size and filter of the contact list."""

from functools import partial

from PySide6.QtCore import Slot
from PySide6.QtGui import QAction, QActionGroup
from PySide6.QtWidgets import QMenu, QWidget

from qqdesk.domain.settings import Settings
from qqdesk.gui.contacts.contact_actions import ContactActions
from qqdesk.gui.contacts.contact_rows import SortBy
from qqdesk.gui.contacts.list_tabs import RECENT
from qqdesk.gui.shared.menus import add_choices
from qqdesk.gui.shared.settings_store import SettingsStore
from qqdesk.gui.shared.theme import current_theme


def sort_of(settings: Settings) -> SortBy:
    """Return the sort order, or the default if the settings file has an unknown value."""
    return SortBy(settings.contact_sort) if settings.contact_sort in tuple(SortBy) else SortBy.PRESENCE


class ViewMenu(QMenu):
    """Shows the settings' values when it opens, and stores the user's choice."""

    def __init__(self, store: SettingsStore, actions: ContactActions, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._store, self._contact_actions = store, actions
        self._orders: QActionGroup | None = None
        self.aboutToShow.connect(self._fill)

    @Slot()
    def _fill(self) -> None:
        self.clear()
        if self._orders is not None:
            self._orders.deleteLater()
        orders = (
            (SortBy.PRESENCE, self.tr("Sort by presence")),
            (SortBy.NAME, self.tr("Sort by name")),
            (SortBy.TALK, self.tr("Sort by last message")),
        )
        settings, change = self._store.settings, self._store.change
        is_recent = settings.list_view == RECENT  # which has an order of its own, and no groups
        self._orders = None
        if not is_recent:
            self._orders = add_choices(self, orders, sort_of(settings), lambda sort: change("contact_sort", str(sort)))
            self.addSeparator()
        size = (self.tr("Small faces"), "small_faces")
        if current_theme().is_classic:
            size = (self.tr("Large rows"), "classic_large_rows")
        hide = (self.tr("Hide offline contacts"), "hide_offline")
        for text, name in (*(() if is_recent else (hide,)), size, (self.tr("One window"), "one_window")):
            action = QAction(text, self, checkable=True, checked=getattr(settings, name))
            action.toggled.connect(partial(change, name))
            self.addAction(action)
        if not is_recent:
            self.addSeparator()
            self._contact_actions.add_list_actions(self)
