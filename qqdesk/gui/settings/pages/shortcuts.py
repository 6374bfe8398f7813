"""The keys."""

from PySide6.QtCore import QCoreApplication

from qqdesk.gui.settings.ground import Ground
from qqdesk.gui.settings.rows import Action, Row


def rows(ground: Ground) -> tuple[Row, ...]:
    translate = QCoreApplication.translate
    return (
        Action(
            "",
            translate("Settings", "Keyboard shortcuts"),
            translate("Settings", "All keys of all windows in one table, which F1 opens from everywhere."),
            button=translate("Settings", "Show…"),
            act=ground.open_shortcuts,
            icon="key",
            words=translate("Settings", "hotkeys help keyboard"),
        ),
    )
