"""The page on the devices of the account."""

from functools import partial

from PySide6.QtCore import QCoreApplication

from qqdesk.gui.kit import routes
from qqdesk.gui.settings.setting_rows import Action, Choice, Row, Switch
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
