"""When what is in no use of the libraries is taken out of the process."""

from PySide6.QtCore import QObject, Qt, QThreadPool, QTimer, Slot
from PySide6.QtGui import QGuiApplication

from qqdesk.system.working_set import WorkingSet
from qqdesk.worker.messenger import Messenger

SIGNED_IN_MS = 2000
"""By then the list is on the screen, and all that was needed to come so far is behind it."""
LEFT_MS = 5000


class Trimmer(QObject):
    """Once somebody is signed in, and whenever the program was left for a while: hidden, made small, or for another
    one."""

    def __init__(self, messenger: Messenger, parent: QObject) -> None:
        super().__init__(parent)
        self._set = WorkingSet()
        self._signed_in = self._timer(SIGNED_IN_MS)
        self._left = self._timer(LEFT_MS)
        messenger.signed_in.connect(self._signed_in.start)
        app = QGuiApplication.instance()
        assert isinstance(app, QGuiApplication)
        app.applicationStateChanged.connect(self._state_changed)

    def _timer(self, milliseconds: int) -> QTimer:
        timer = QTimer(self, singleShot=True, interval=milliseconds)
        timer.setTimerType(Qt.TimerType.VeryCoarseTimer)
        timer.timeout.connect(self._begin)
        return timer

    @Slot(Qt.ApplicationState)
    def _state_changed(self, state: Qt.ApplicationState) -> None:
        if state == Qt.ApplicationState.ApplicationActive:
            self._left.stop()
        else:
            self._left.start()

    @Slot()
    def _begin(self) -> None:
        # Its many small reads may each wait for the interpreter, and the windows need not.
        QThreadPool.globalInstance().start(self._set.trim)
