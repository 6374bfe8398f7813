"""The program's eye on the computer's sleep and networks, for as long as somebody is signed in."""

from PySide6.QtCore import QObject, QTimer, Slot

from qqdesk.gui.network_changes import tell_network_changes
from qqdesk.worker.api import ConnectionState
from qqdesk.worker.messenger import Messenger
from qqdesk.worker.system_events import SystemEvents

BEGIN_MS = 1000
"""Its threads load what they need: not just when all that there is comes onto the screen."""


class SystemEventWatch(QObject):
    """Has the messenger make its connection anew when it may be dead without a word."""

    def __init__(self, messenger: Messenger, parent: QObject) -> None:
        super().__init__(parent)
        self._system_events = SystemEvents(self)
        self._system_events.changed.connect(messenger.renew_connection)
        self._begin = QTimer(self, singleShot=True, interval=BEGIN_MS)
        self._begin.timeout.connect(self._start)
        messenger.signed_in.connect(self._begin.start)
        messenger.connection_changed.connect(self._follow)

    @Slot()
    def _start(self) -> None:
        if not self._system_events.start():
            return
        self._system_events.check_network_soon()  # it may have become another network since the connection was made
        if not self._system_events.has_network_watch:
            tell_network_changes(self._system_events)

    @Slot(object)
    def _follow(self, state: ConnectionState) -> None:
        if state.security is not None:
            self._system_events.set_server(state.security.server)

    def stop(self) -> None:
        self._begin.stop()
        self._system_events.stop()
