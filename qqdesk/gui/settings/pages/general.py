"""How the program starts and speaks."""

from PySide6.QtCore import QCoreApplication

from qqdesk.gui.main.closing import HIDE, MINIMISE, QUIT
from qqdesk.gui.menus import language_choices
from qqdesk.gui.settings.ground import Ground
from qqdesk.gui.settings.rows import Choice, Row


def rows(ground: Ground) -> tuple[Row, ...]:
    translate = QCoreApplication.translate
    return (
        Choice(
            "language",
            translate("Settings", "Language"),
            translate("Settings", "What the program speaks. The windows come back in it at once, as they are."),
            options=language_choices,
            words=translate("Settings", "translation Chinese English locale"),
        ),
        Choice(
            "close_action",
            translate("Settings", "Closing the main window"),
            translate("Settings", "Where there is no tray, it is made small instead of hidden."),
            options=(
                ("", translate("Settings", "Ask me")),
                (HIDE, translate("Settings", "Hides it in the tray")),
                (MINIMISE, translate("Settings", "Minimises it")),
                (QUIT, translate("Settings", "Quits")),
            ),
            words=translate("Settings", "close button quit exit tray minimize"),
        ),
    )
