"""The look of search fields."""

from PySide6.QtCore import QCoreApplication
from PySide6.QtGui import (
    QAction,
)
from PySide6.QtWidgets import (
    QLineEdit,
)

from qqdesk.gui.shared.icons import put_icon


def put_search_look(edit: QLineEdit) -> None:
    """Add a magnifier at the start, and a button to clear the text in the theme's colour."""
    edit.setProperty("role", "search")
    edit.setClearButtonEnabled(True)
    for action in edit.findChildren(QAction):
        action.setText(QCoreApplication.translate("SearchLine", "Clear"))
        put_icon(action, "close", "secondary")
    magnifier = QAction(QCoreApplication.translate("SearchLine", "Search"), edit)
    put_icon(magnifier, "search", "secondary")
    edit.addAction(magnifier, QLineEdit.ActionPosition.LeadingPosition)
