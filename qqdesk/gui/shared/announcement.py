"""Announcements of screen readers."""

from PySide6.QtGui import (
    QAccessible,
    QAccessibleAnnouncementEvent,
)
from PySide6.QtWidgets import (
    QWidget,
)


def announce(widget: QWidget, text: str) -> None:
    """Have a screen reader say this text now."""
    if QAccessible.isActive():
        QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(widget, text))
