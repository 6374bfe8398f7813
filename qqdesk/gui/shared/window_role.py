"""The role of top-level windows for screen readers: Qt gives it to QMainWindow and QDialog only."""

from PySide6.QtCore import QObject
from PySide6.QtGui import QAccessible, QAccessibleInterface
from PySide6.QtWidgets import QAccessibleWidget, QDialog, QWidget


def _window_interface(class_name: str, thing: QObject) -> QAccessibleInterface | None:
    # By class name: a widget that is not in a layout yet looks like a window.
    if class_name.endswith("Window") and isinstance(thing, QWidget) and not isinstance(thing, QDialog):
        return QAccessibleWidget(thing, QAccessible.Role.Window)
    return None


def install() -> None:
    """Set the role of all windows whose class name ends in Window."""
    QAccessible.installFactory(_window_interface)
