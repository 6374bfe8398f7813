"""All pages in their order. `setting_rows` has the kinds of rows."""

from functools import partial

from PySide6.QtCore import QCoreApplication

from qqdesk.gui.kit import routes
from qqdesk.gui.settings.device_panel import DevicePanel
from qqdesk.gui.settings.pages.connection_page import connection_rows
from qqdesk.gui.settings.pages.message_pages import messages_rows, notices_rows, sounds_rows
from qqdesk.gui.settings.pages.people_pages import people_rows, privacy_rows
from qqdesk.gui.settings.pages.program_pages import accounts_rows, appearance_rows, general_rows, shortcuts_rows
from qqdesk.gui.settings.setting_rows import Action, Choice, Page, Row, Switch
from qqdesk.gui.settings.settings_context import SettingsContext
from qqdesk.gui.shared.texts import offline_choices

translate = QCoreApplication.translate


def devices_rows(context: SettingsContext) -> tuple[Row, ...]:
    return (
        Action(
            "",
            translate("Settings", "Add a device"),
            translate("Settings", "A link for your other computer, which then asks for your password only."),
            button=translate("Settings", "Add a device…"),
            icon="link",
            act=partial(context.navigator.open, routes.NewDevice()),
            enabled_if=lambda _: context.is_connected,
            keywords=translate("Settings", "second computer laptop new device sign in link"),
        ),
        Switch(
            "notice_device",
            translate("Settings", "Notify me of a new device"),
            translate("Settings", "A notification appears here when a device signs in as you for the first time."),
            keywords=translate("Settings", "computers sessions sign out rename login security"),
        ),
        Choice(
            "offline_days",
            translate("Settings", "Sign in offline"),
            translate("Settings", "With your password, for this time after the last contact with the place."),
            options=lambda: offline_choices(context.store.settings.offline_days),
            keywords=translate("Settings", "offline lost stolen computer password days"),
            enabled_if=lambda settings: context.is_signed_in,
        ),
    )


def all_pages(context: SettingsContext) -> list[Page]:
    """Return the pages in the current language."""
    translate = QCoreApplication.translate
    return [
        Page("general", translate("Settings", "General"), "settings", general_rows(context)),
        Page("people", translate("Settings", "People"), "users", people_rows(context)),
        Page("messages", translate("Settings", "Messages"), "chat", messages_rows(context)),
        Page("notices", translate("Settings", "Notifications"), "bell", notices_rows(context)),
        Page("sounds", translate("Settings", "Sounds"), "sound", sounds_rows(context)),
        Page("appearance", translate("Settings", "Appearance"), "palette", appearance_rows(context)),
        Page("connection", translate("Settings", "Connection"), "network", connection_rows(context)),
        Page("privacy", translate("Settings", "Privacy and history"), "lock", privacy_rows(context)),
        Page("accounts", translate("Settings", "Accounts"), "user", accounts_rows(context)),
        Page(
            "devices",
            translate("Settings", "Devices"),
            "computer",
            devices_rows(context),
            partial(DevicePanel, context.messenger),
        ),
        Page("shortcuts", translate("Settings", "Shortcuts"), "keyboard", shortcuts_rows(context)),
    ]
