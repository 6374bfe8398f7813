"""Windows that exist while they are open, one of each class."""

from typing import TypeVar

from PySide6.QtWidgets import QWidget
from shiboken6 import isValid

from qqdesk.gui.shared.screens import bring_up

_Window = TypeVar("_Window", bound=QWidget)


class DialogRegistry:
    def __init__(self) -> None:
        self.windows: list[QWidget] = []

    def find(self, kind: type[_Window]) -> _Window | None:
        """Return the visible window of a class."""
        return next((one for one in self.windows if isValid(one) and type(one) is kind and one.isVisible()), None)

    def open(self, window: QWidget) -> None:
        """Show a window in place of an open one of its class."""
        self.windows = [other for other in self.windows if isValid(other)]  # the settings delete their dialogs
        for other in [other for other in self.windows if type(other) is type(window)]:
            if not other.close():
                # It has unsaved changes, and the user keeps it open.
                window.deleteLater()
                bring_up(other)
                return
            self.windows.remove(other)
            other.deleteLater()
        self.windows.append(window)
        bring_up(window)

    def close_all(self) -> None:
        for window in filter(isValid, self.windows):
            window.close()
            window.deleteLater()
        self.windows.clear()
