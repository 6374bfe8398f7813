"""Notifications."""

from PySide6.QtCore import QCoreApplication

from qqdesk.gui.notifications.notification_texts import NOTHING, SENDER, TEXT
from qqdesk.gui.settings.setting_rows import Choice, Row, Switch, TimeOfDay
from qqdesk.gui.settings.settings_context import SettingsContext


def rows(context: SettingsContext) -> tuple[Row, ...]:
    translate = QCoreApplication.translate
    return (
        Switch(
            "notices",
            translate("Settings", "Show notices"),
            translate("Settings", "When somebody writes in a chat that you are not looking at."),
            keywords=translate("Settings", "notification popup alert message"),
        ),
        Choice(
            "notice_content",
            translate("Settings", "Notices show"),
            translate("Settings", "How much of a message a notification shows to others who see your screen."),
            options=(
                (TEXT, translate("Settings", "Sender and text")),
                (SENDER, translate("Settings", "Only the sender")),
                (NOTHING, translate("Settings", "Neither")),
            ),
            keywords=translate("Settings", "notification privacy preview hide"),
            enabled_if=lambda settings: settings.notices,
        ),
        Switch(
            "notice_online",
            translate("Settings", "When somebody comes online"),
            translate("Settings", "For contacts that you choose in their menu."),
            keywords=translate("Settings", "notification presence available"),
        ),
        Switch(
            "silent_while_busy",
            translate("Settings", "Silent while busy"),
            translate(
                "Settings", "No notices and no sounds while your status is Busy. Unread messages are still marked."
            ),
            keywords=translate("Settings", "do not disturb dnd quiet away"),
        ),
        Switch(
            "quiet_hours",
            translate("Settings", "Quiet hours"),
            translate("Settings", "No notices and no sounds between two times of each day."),
            keywords=translate("Settings", "do not disturb night sleep silent"),
        ),
        TimeOfDay(
            "quiet_from",
            translate("Settings", "Quiet from"),
            translate("Settings", "When the quiet hours begin."),
            enabled_if=lambda settings: settings.quiet_hours,
        ),
        TimeOfDay(
            "quiet_to",
            translate("Settings", "Quiet until"),
            translate("Settings", "When they end; a time before the beginning is on the next day."),
            enabled_if=lambda settings: settings.quiet_hours,
        ),
    )
