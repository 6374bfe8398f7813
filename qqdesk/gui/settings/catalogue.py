"""All the pages, in their order. A row is added in its page's module; see `rows` for the kinds of them."""

from PySide6.QtCore import QCoreApplication

from qqdesk.gui.settings.ground import Ground
from qqdesk.gui.settings.pages import (
    accounts,
    appearance,
    connection,
    general,
    messages,
    notices,
    people,
    privacy,
    shortcuts,
    sounds,
)
from qqdesk.gui.settings.rows import Page


def all_pages(ground: Ground) -> list[Page]:
    """In the language that is on. A page without rows is not shown."""
    translate = QCoreApplication.translate
    return [
        Page("general", translate("Settings", "General"), "settings", general.rows(ground)),
        Page("people", translate("Settings", "People"), "users", people.rows(ground)),
        Page("messages", translate("Settings", "Messages"), "chat", messages.rows(ground)),
        Page("notices", translate("Settings", "Notices"), "info", notices.rows(ground)),
        Page("sounds", translate("Settings", "Sounds"), "bell", sounds.rows(ground)),
        Page("appearance", translate("Settings", "Appearance"), "eye", appearance.rows(ground)),
        Page("connection", translate("Settings", "Connection"), "network", connection.rows(ground)),
        Page("privacy", translate("Settings", "Privacy and history"), "lock", privacy.rows(ground)),
        Page("accounts", translate("Settings", "Accounts"), "user", accounts.rows(ground)),
        Page("shortcuts", translate("Settings", "Shortcuts"), "key", shortcuts.rows(ground)),
    ]
