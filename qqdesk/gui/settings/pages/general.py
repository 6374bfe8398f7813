"""How the program starts and speaks."""

from PySide6.QtCore import QCoreApplication

from qqdesk.gui.menus import language_choices
from qqdesk.gui.settings.ground import Ground
from qqdesk.gui.settings.rows import Choice, Row


def rows(ground: Ground) -> tuple[Row, ...]:
    translate = QCoreApplication.translate
    return (
        Choice(
            "language",
            translate("Settings", "Language"),
            translate("Settings", "What the program speaks; it changes with the next start."),
            options=language_choices,
            words=translate("Settings", "translation Chinese English locale"),
        ),
    )
