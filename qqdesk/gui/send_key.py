"""Which key sends: asked where one writes, and a setting that holds in all chats at once."""

from PySide6.QtCore import QCoreApplication, QObject, Slot
from PySide6.QtGui import QAction, QActionGroup
from PySide6.QtWidgets import QMenu, QWidget

from qqdesk.gui.settings_store import SettingsStore

ENTER, CTRL_ENTER = "enter", "ctrl+enter"
"""The values of `Settings.send_key`; any other counts as the first."""
SEND_KEY = "send_key"


def send_key_hint(send_key: str) -> str:
    """What Enter does, in a line beside the input."""
    if send_key == CTRL_ENTER:
        return QCoreApplication.translate("SendKey", "Ctrl+Enter sends, Enter starts a new line")
    return QCoreApplication.translate("SendKey", "Enter sends, Shift+Enter starts a new line")


class _SendKeyActions(QObject):
    """The two entries of a menu, with the one checked that holds."""

    def __init__(self, menu: QMenu, store: SettingsStore) -> None:
        super().__init__(menu)
        self._store = store
        group = QActionGroup(self)
        for value, text in (
            (ENTER, self.tr("Send with &Enter")),
            (CTRL_ENTER, self.tr("Send with &Ctrl+Enter")),
        ):
            action = QAction(text, group)
            action.setCheckable(True)
            action.setData(value)
            action.setChecked((store.settings.send_key == CTRL_ENTER) == (value == CTRL_ENTER))
            menu.addAction(action)
        group.triggered.connect(self._choose)

    @Slot(QAction)
    def _choose(self, action: QAction) -> None:
        self._store.change(SEND_KEY, action.data())


def add_send_keys(menu: QMenu, store: SettingsStore) -> None:
    """Put the choice into a menu that is made anew each time it is shown."""
    _SendKeyActions(menu, store)


def send_key_menu(store: SettingsStore, parent: QWidget) -> QMenu:
    menu = QMenu(parent)
    add_send_keys(menu, store)
    return menu
