"""Watch for sleep and network changes while an account is signed in."""

from PySide6.QtCore import QObject, QTimer, Slot

from qqdesk.gui.start.network_changes import connect_network_changes
from qqdesk.worker.api import ConnectionState
from qqdesk.worker.messenger import Messenger
from qqdesk.worker.system_events import SystemEvents

DELAY_MS = 1000
"""Start the threads after the windows have been shown: loading their libraries takes time."""


class SystemEventWatch(QObject):
    """Let the messenger reconnect when its connection may be dead."""

    def __init__(self, messenger: Messenger, parent: QObject) -> None:
        super().__init__(parent)
        self._system_events = SystemEvents(self)
        self._system_events.changed.connect(messenger.renew_connection)
        self._timer = QTimer(self, singleShot=True, interval=DELAY_MS)
        self._timer.timeout.connect(self._start)
        messenger.signed_in.connect(self._timer.start)
        messenger.connection_changed.connect(self._follow)

    @Slot()
    def _start(self) -> None:
        if not self._system_events.start():
            return
        self._system_events.check_network_soon()  # the network may have changed since the sign-in
        if not self._system_events.has_network_watch:
            connect_network_changes(self._system_events)

    @Slot(object)
    def _follow(self, state: ConnectionState) -> None:
        if state.security is not None:
            self._system_events.set_server(state.security.server)

    def stop(self) -> None:
        self._timer.stop()
        self._system_events.stop()
