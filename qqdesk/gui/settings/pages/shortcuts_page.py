"""Keyboard shortcuts."""

from PySide6.QtCore import QCoreApplication

from qqdesk.gui.settings.setting_rows import Action, Row
from qqdesk.gui.settings.settings_context import SettingsContext


def rows(context: SettingsContext) -> tuple[Row, ...]:
    translate = QCoreApplication.translate
    return (
        Action(
            "",
            translate("Settings", "Keyboard shortcuts"),
            translate("Settings", "A table of all keys of all windows; F1 opens it from everywhere."),
            button=translate("Settings", "Show…"),
            act=context.navigator.open_shortcuts,
            icon="key",
            keywords=translate("Settings", "hotkeys help keyboard"),
        ),
    )
