"""macOS: a click in the Dock or the Finder activates the running program instead of starting it again."""

from PySide6.QtCore import QObject, Qt, Signal, Slot
from PySide6.QtGui import QGuiApplication


class Reopening(QObject):
    """Emits `clicked` if the program is activated while it is active and has no visible window."""

    clicked = Signal()

    def __init__(self, app: QGuiApplication, parent: QObject) -> None:
        super().__init__(parent)
        self._is_active = app.applicationState() is Qt.ApplicationState.ApplicationActive
        app.applicationStateChanged.connect(self._on_state_changed)

    @Slot(Qt.ApplicationState)
    def _on_state_changed(self, state: Qt.ApplicationState) -> None:
        was_active, self._is_active = self._is_active, state is Qt.ApplicationState.ApplicationActive
        if (
            was_active
            and self._is_active
            and not any(window.isVisible() for window in QGuiApplication.topLevelWindows())
        ):
            self.clicked.emit()
