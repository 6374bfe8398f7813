"""All pages in their order. `setting_rows` has the kinds of rows."""

from PySide6.QtCore import QCoreApplication

from qqdesk.gui.settings.pages import (
    accounts_page,
    appearance_page,
    connection_page,
    general_page,
    messages_page,
    notices_page,
    people_page,
    privacy_page,
    shortcuts_page,
    sounds_page,
)
from qqdesk.gui.settings.setting_rows import Page
from qqdesk.gui.settings.settings_context import SettingsContext


def all_pages(context: SettingsContext) -> list[Page]:
    """Return the pages in the current language."""
    translate = QCoreApplication.translate
    return [
        Page("general", translate("Settings", "General"), "settings", general_page.rows(context)),
        Page("people", translate("Settings", "People"), "users", people_page.rows(context)),
        Page("messages", translate("Settings", "Messages"), "chat", messages_page.rows(context)),
        Page("notices", translate("Settings", "Notices"), "info", notices_page.rows(context)),
        Page("sounds", translate("Settings", "Sounds"), "bell", sounds_page.rows(context)),
        Page("appearance", translate("Settings", "Appearance"), "eye", appearance_page.rows(context)),
        Page("connection", translate("Settings", "Connection"), "network", connection_page.rows(context)),
        Page("privacy", translate("Settings", "Privacy and history"), "lock", privacy_page.rows(context)),
        Page("accounts", translate("Settings", "Accounts"), "user", accounts_page.rows(context)),
        Page("shortcuts", translate("Settings", "Shortcuts"), "key", shortcuts_page.rows(context)),
    ]
