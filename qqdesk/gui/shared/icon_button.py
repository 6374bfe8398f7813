"""Flat buttons with an icon."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QToolButton,
)

from qqdesk.gui.shared.icons import put_icon


def icon_button(icon: str, name: str, role: str = "text") -> QToolButton:
    """Return a flat button with an icon. `name` is its tool tip and accessible name.

    A click leaves the focus where it is, so that the user can go on writing.
    """
    button = QToolButton()
    button.setToolTip(name)
    button.setAccessibleName(name)
    button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
    put_icon(button, icon, role)
    return button
