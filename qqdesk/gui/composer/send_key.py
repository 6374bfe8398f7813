"""The setting of the key that sends, and its menus."""

from functools import partial

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QMenu

from qqdesk.gui.shared.menus import add_choices
from qqdesk.gui.shared.settings_store import SettingsStore

ENTER, CTRL_ENTER = "enter", "ctrl+enter"
"""The values of `Settings.send_key`. An unknown value means ENTER."""
SEND_KEY = "send_key"


def send_key_hint(send_key: str) -> str:
    """Return the hint in the empty input."""
    if send_key == CTRL_ENTER:
        return QCoreApplication.translate("SendKey", "Ctrl+Enter sends, Enter starts a new line")
    return QCoreApplication.translate("SendKey", "Enter sends, Shift+Enter starts a new line")


def add_send_keys(menu: QMenu, store: SettingsStore) -> None:
    """Add the choice to a menu that is built each time it is shown."""
    choices = (
        (ENTER, QCoreApplication.translate("SendKey", "Send with Enter")),
        (CTRL_ENTER, QCoreApplication.translate("SendKey", "Send with Ctrl+Enter")),
    )
    current = CTRL_ENTER if store.settings.send_key == CTRL_ENTER else ENTER
    add_choices(menu, choices, current, partial(store.change, SEND_KEY))
