"""The theme and the motion."""

from PySide6.QtCore import QCoreApplication

from qqdesk.gui.settings.setting_rows import Choice, Row, Switch
from qqdesk.gui.settings.settings_context import SettingsContext
from qqdesk.gui.shared.menus import theme_choices


def rows(context: SettingsContext) -> tuple[Row, ...]:
    translate = QCoreApplication.translate
    return (
        Choice(
            "theme",
            translate("Settings", "Look"),
            translate(
                "Settings",
                "The colours of all windows. The system's choice changes between light and dark with the system.",
            ),
            options=theme_choices,
            keywords=translate("Settings", "theme colours dark light classic night mode"),
        ),
        Switch(
            "less_motion",
            translate("Settings", "Less movement"),
            translate("Settings", "No blinking and no sliding, whatever the system's setting is."),
            keywords=translate("Settings", "reduced motion animation blinking"),
        ),
    )
