"""The setting of the key that sends, and its menus."""

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QMenu, QWidget

from qqdesk.gui.shared.menus import SettingActions
from qqdesk.gui.shared.settings_store import SettingsStore

ENTER, CTRL_ENTER = "enter", "ctrl+enter"
"""The values of `Settings.send_key`. An unknown value means ENTER."""
SEND_KEY = "send_key"


def send_key_hint(send_key: str) -> str:
    """Return the hint beside the input."""
    if send_key == CTRL_ENTER:
        return QCoreApplication.translate("SendKey", "Ctrl+Enter sends, Enter starts a new line")
    return QCoreApplication.translate("SendKey", "Enter sends, Shift+Enter starts a new line")


class _SendKeyActions(SettingActions):
    def __init__(self, menu: QMenu, store: SettingsStore) -> None:
        super().__init__(menu, store, SEND_KEY)
        self.offer((ENTER, self.tr("Send with &Enter")), (CTRL_ENTER, self.tr("Send with &Ctrl+Enter")))


def add_send_keys(menu: QMenu, store: SettingsStore) -> None:
    """Add the choice to a menu that is built each time it is shown."""
    _SendKeyActions(menu, store)


def send_key_menu(store: SettingsStore, parent: QWidget) -> QMenu:
    menu = QMenu(parent)
    add_send_keys(menu, store)
    return menu
