"""Report that this computer is idle, and that it is used again."""

import time
from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, Slot
from PySide6.QtWidgets import QApplication

from qqdesk.gui.shared.settings_store import SettingsStore
from qqdesk.protocol.codes import Status
from qqdesk.system.idle.idle import Idle
from qqdesk.system.idle.idle_sources import Sources, system_sources
from qqdesk.worker.api import ConnectionPhase
from qqdesk.worker.messenger import Messenger
from qqdesk.worker.system_events import IdleWatch

SETTING = "away_minutes"
_INPUT = frozenset(
    {
        QEvent.Type.KeyPress,
        QEvent.Type.MouseButtonPress,
        QEvent.Type.MouseMove,
        QEvent.Type.Wheel,
        QEvent.Type.TouchBegin,
    }
)


class AutoAway(QObject):
    """Only the status ONLINE becomes idle. A status that the user chooses ends the idle state.

    The event filter on our own windows is on only if it helps: while idle, to come back at once, and on systems that do
    not report the idle time.
    """

    def __init__(
        self,
        messenger: Messenger,
        store: SettingsStore,
        parent: QObject | None = None,
        *,
        sources: Callable[[], Sources] = system_sources,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        super().__init__(parent)
        self._messenger, self._store, self._clock = messenger, store, clock
        self._last_input = clock()
        self._reports_idle = True
        self._is_filtering = False
        self._is_signed_in = messenger.connection.phase is not ConnectionPhase.SIGNED_OUT
        self.watch = IdleWatch(sources, self)
        self.watch.polled.connect(self.on_idle_polled)
        messenger.signed_in.connect(self._signed_in)
        messenger.signed_out.connect(self.stop)
        messenger.me_changed.connect(self._update)
        store.subscribe(self._limit_changed, SETTING)
        self._update()

    @property
    def _limit(self) -> float:
        """In seconds; 0 for never."""
        return max(0, self._store.settings.away_minutes) * 60.0

    @Slot()
    def _signed_in(self) -> None:
        self._is_signed_in = True
        self._update()

    @Slot()
    def stop(self) -> None:
        """Handle the end of the session."""
        self._is_signed_in = False
        self._update()

    def close(self) -> None:
        """Stop the watch for good."""
        self.stop()
        self.watch.close()

    @Slot()
    def _limit_changed(self) -> None:
        self._update()
        if self._is_signed_in and self._limit:
            self.watch.poll_now()

    @Slot()
    def _update(self) -> None:
        """Start or stop the watch and the event filter."""
        is_on = self._is_signed_in and self._limit > 0
        if is_on and not self.watch.is_running:
            self._last_input = self._clock()
            self.watch.start()
        elif not is_on and self.watch.is_running:
            self.watch.pause()
        if not is_on and self._is_signed_in and self._messenger.me.is_idle:
            self._messenger.set_idle(False)
        filters = is_on and (self._messenger.me.is_idle or not self._reports_idle)
        app = QApplication.instance()
        if filters != self._is_filtering and app is not None:
            self._is_filtering = filters
            (app.installEventFilter if filters else app.removeEventFilter)(self)

    @Slot(object)
    def on_idle_polled(self, idle: Idle) -> None:
        """Handle the idle time that the system reports."""
        knows = idle.seconds is not None
        if knows != self._reports_idle:
            self._reports_idle = knows
            self._last_input = self._clock()
            self._update()
        if not self._is_signed_in or not self._limit:
            return
        seconds = self._clock() - self._last_input if idle.seconds is None else idle.seconds
        is_away = idle.is_locked or seconds >= self._limit
        me = self._messenger.me
        if is_away and me.status is Status.ONLINE and not me.is_idle:
            self._messenger.set_idle(True)
        elif not is_away and me.is_idle:
            self._messenger.set_idle(False)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in _INPUT and event.spontaneous():
            self._last_input = self._clock()
            if self._messenger.me.is_idle:
                self._messenger.set_idle(False)
        return False
