"""macOS: a click on the program in the Dock or the Finder is no second start of it."""

from PySide6.QtCore import QObject, Qt, Signal, Slot
from PySide6.QtGui import QGuiApplication


class Reopening(QObject):
    """The system tells the program that runs that it is active, once more where it is so already; that the person
    wants to see something is left to the program to know."""

    wanted = Signal()

    def __init__(self, app: QGuiApplication, parent: QObject) -> None:
        super().__init__(parent)
        self._is_active = app.applicationState() is Qt.ApplicationState.ApplicationActive
        app.applicationStateChanged.connect(self._changed)

    @Slot(Qt.ApplicationState)
    def _changed(self, state: Qt.ApplicationState) -> None:
        was_active, self._is_active = self._is_active, state is Qt.ApplicationState.ApplicationActive
        if (
            was_active
            and self._is_active
            and not any(window.isVisible() for window in QGuiApplication.topLevelWindows())
        ):
            self.wanted.emit()
