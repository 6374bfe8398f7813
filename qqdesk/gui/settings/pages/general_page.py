"""The language, the start and the end of the program."""

from PySide6.QtCore import QCoreApplication

from qqdesk.domain.settings_values import HIDE, MINIMISE, QUIT
from qqdesk.gui.settings.setting_rows import Action, Choice, Row, Switch
from qqdesk.gui.settings.settings_context import SettingsContext
from qqdesk.gui.shared.menus import language_choices


def rows(context: SettingsContext) -> tuple[Row, ...]:
    translate = QCoreApplication.translate
    return (
        Choice(
            "language",
            translate("Settings", "Language"),
            translate("Settings", "The language of the program. All windows change at once."),
            options=language_choices,
            keywords=translate("Settings", "translation Chinese English locale"),
        ),
        Switch(
            "autostart",
            translate("Settings", "Start with the session"),
            translate("Settings", "Starts qqdesk when you sign in to the computer."),
            keywords=translate("Settings", "autostart login boot startup"),
        ),
        Switch(
            "autostart_hidden",
            translate("Settings", "Start hidden then"),
            translate("Settings", "In the tray, without a window; minimised if there is no tray."),
            keywords=translate("Settings", "autostart minimised tray"),
            enabled_if=lambda settings: settings.autostart,
        ),
        Choice(
            "close_action",
            translate("Settings", "Closing the main window"),
            translate("Settings", "Without a tray, the window is minimised instead of hidden."),
            options=(
                ("", translate("Settings", "Ask me")),
                (HIDE, translate("Settings", "Hides it in the tray")),
                (MINIMISE, translate("Settings", "Minimises it")),
                (QUIT, translate("Settings", "Quits")),
            ),
            keywords=translate("Settings", "close button quit exit tray minimize"),
        ),
        Action(
            "",
            translate("Settings", "About qqdesk"),
            translate("Settings", "The version and the libraries."),
            button=translate("Settings", "Show…"),
            act=context.navigator.open_about,
            icon="info",
            keywords=translate("Settings", "version build licence libraries"),
        ),
    )
