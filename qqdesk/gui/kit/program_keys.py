"""The keys that every window of the program has."""

from PySide6.QtCore import QObject, Qt, QTimer, Slot
from PySide6.QtGui import QShortcut
from PySide6.QtWidgets import QApplication, QWidget

from qqdesk.gui.kit.action import Acts, add_keys


class ProgramKeys(QObject):
    """Gives each window its shortcuts when it first becomes active; that of a question waits for its answer."""

    def __init__(self, acts: Acts, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._acts = acts
        app = QApplication.instance()
        assert isinstance(app, QApplication)
        self._following = app.focusWindowChanged.connect(self._follow_soon)
        self._follow_soon()

    def stop(self) -> None:
        """Give no more windows their shortcuts."""
        QObject.disconnect(self._following)

    @Slot()
    def _follow_soon(self) -> None:
        # Which window is active is known a moment later.
        QTimer.singleShot(0, self, self._follow)

    @Slot()
    def _follow(self) -> None:
        window = QApplication.activeWindow()
        if window is not None and not window.isModal():
            self.add_to(window)

    def add_to(self, window: QWidget) -> None:
        """Add the keys to a window, once."""
        # A chat in the main window may have keys from a time when it was a window.
        if window.findChild(_Key, options=Qt.FindChildOption.FindDirectChildrenOnly) is not None:
            return
        add_keys(window, self._acts, kind=_Key)


class _Key(QShortcut):
    """A class of its own, to find the keys of the program among those of a window."""
