"""The keyboard focus."""

from PySide6.QtWidgets import QApplication, QWidget


def focus_is_in(widget: QWidget) -> bool:
    """Return whether the keyboard focus is on this widget or inside it."""
    focus = QApplication.focusWidget()
    return focus is not None and (focus is widget or widget.isAncestorOf(focus))
