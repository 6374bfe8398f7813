"""The page on the devices of the account."""

from PySide6.QtCore import QCoreApplication

from qqdesk.gui.settings.setting_rows import Row, Switch

translate = QCoreApplication.translate


def devices_rows() -> tuple[Row, ...]:
    return (
        Switch(
            "notice_device",
            translate("Settings", "Notify me of a new device"),
            translate("Settings", "A notification appears here when a device signs in as you for the first time."),
            keywords=translate("Settings", "computers sessions sign out rename login security"),
        ),
    )
