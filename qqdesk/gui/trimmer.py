"""When the program gives back what it does not use of its libraries."""

from PySide6.QtCore import QObject, Qt, QThreadPool, QTimer, Slot
from PySide6.QtGui import QGuiApplication

from qqdesk.system.working_set import trim
from qqdesk.worker.messenger import Messenger

SIGNED_IN_MS = 2000
"""By then the list is on the screen, and all that was needed to come so far is behind it."""
LEFT_MS = 5000


class Trimmer(QObject):
    """Once somebody is signed in, and whenever the program was left: hidden, made small, or for another one."""

    def __init__(self, messenger: Messenger, parent: QObject) -> None:
        super().__init__(parent)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setTimerType(Qt.TimerType.VeryCoarseTimer)
        self._timer.timeout.connect(self._trim)
        messenger.signed_in.connect(self._signed_in)
        app = QGuiApplication.instance()
        assert isinstance(app, QGuiApplication)
        app.applicationStateChanged.connect(self._state_changed)

    @Slot()
    def _signed_in(self) -> None:
        self._timer.start(SIGNED_IN_MS)

    @Slot(Qt.ApplicationState)
    def _state_changed(self, state: Qt.ApplicationState) -> None:
        if state != Qt.ApplicationState.ApplicationActive and not self._timer.isActive():
            self._timer.start(LEFT_MS)

    @Slot()
    def _trim(self) -> None:
        # Its many small reads may each wait for the interpreter, and the windows need not.
        QThreadPool.globalInstance().start(trim)
