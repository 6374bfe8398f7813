"""The role of top-level windows for screen readers: Qt gives it to QMainWindow and QDialog only."""

from PySide6.QtCore import QObject
from PySide6.QtGui import QAccessible, QAccessibleInterface
from PySide6.QtWidgets import QAccessibleWidget, QDialog, QWidget


def _window_interface(class_name: str, thing: QObject) -> QAccessibleInterface | None:
    # By the name of its class: before they are put into a layout, all widgets look like windows.
    if class_name.endswith("Window") and isinstance(thing, QWidget) and not isinstance(thing, QDialog):
        return QAccessibleWidget(thing, QAccessible.Role.Window)
    return None


def install() -> None:
    """Give the role to all windows whose class is called …Window."""
    QAccessible.installFactory(_window_interface)
