"""Announcements of screen readers, and the role of windows."""

from PySide6.QtCore import QObject
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent, QAccessibleInterface
from PySide6.QtWidgets import QAccessibleWidget, QDialog, QWidget


def announce(widget: QWidget, text: str) -> None:
    """Have a screen reader say this text now."""
    if QAccessible.isActive():
        QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(widget, text))


def _window_interface(class_name: str, thing: QObject) -> QAccessibleInterface | None:
    # By class name: a widget that is not in a layout yet looks like a window.
    if class_name.endswith("Window") and isinstance(thing, QWidget) and not isinstance(thing, QDialog):
        return QAccessibleWidget(thing, QAccessible.Role.Window)
    return None


def set_window_roles() -> None:
    """Set the role of all windows whose class name ends in Window."""
    QAccessible.installFactory(_window_interface)
