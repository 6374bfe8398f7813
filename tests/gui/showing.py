"""Windows on a real screen, where a window manager decides who gets the keys."""

from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget


def show(window: QWidget) -> None:
    """Show a window, and wait until it has the keyboard focus; shortcuts need that."""
    window.show()
    window.activateWindow()
    QTest.qWaitForWindowActive(window, 2000)
