"""Watch for sleep and network changes while an account is signed in."""

from PySide6.QtCore import QObject, QTimer, Slot

from qqdesk.gui.start.network_changes import tell_network_changes
from qqdesk.worker.api import ConnectionState
from qqdesk.worker.messenger import Messenger
from qqdesk.worker.system_events import SystemEvents

BEGIN_MS = 1000
"""Start the threads after the windows have been shown: loading their libraries takes time."""


class SystemEventWatch(QObject):
    """Let the messenger reconnect when its connection may be dead."""

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
        self._system_events.check_network_soon()  # the network may have changed since the sign-in
        if not self._system_events.has_network_watch:
            tell_network_changes(self._system_events)

    @Slot(object)
    def _follow(self, state: ConnectionState) -> None:
        if state.security is not None:
            self._system_events.set_server(state.security.server)

    def stop(self) -> None:
        self._begin.stop()
        self._system_events.stop()
