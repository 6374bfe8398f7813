"""Busy by itself while nobody uses the computer, and online again when somebody does."""

import time
from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, Slot
from PySide6.QtWidgets import QApplication

from qqdesk.domain.contact import Me
from qqdesk.gui.shared.settings_store import SettingsStore
from qqdesk.protocol.codes import Status
from qqdesk.system.idle.idle import Idle
from qqdesk.system.idle.idle_sources import Sources, system_sources
from qqdesk.worker.api import ConnectionPhase
from qqdesk.worker.idle import IdleWatch
from qqdesk.worker.messenger import Messenger

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
    """Only who is online goes away by itself: a status that was chosen stays, and choosing one ends it.

    Our own windows are listened to only where that helps: while one is away, so that one is back at once, and where
    the system does not tell how long nobody was there.
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
        self._touched = clock()
        self._knows = True
        self._listens = False
        self._is_in = messenger.connection.phase is not ConnectionPhase.SIGNED_OUT
        self.watch = IdleWatch(sources, self)
        self.watch.polled.connect(self.take_look)
        messenger.signed_in.connect(self._signed_in)
        messenger.signed_out.connect(self.stop)
        messenger.me_changed.connect(self._me_changed)
        store.subscribe(self._limit_changed, SETTING)
        self._settle()

    @property
    def _limit(self) -> float:
        """In seconds; 0 for never."""
        return max(0, self._store.settings.away_minutes) * 60.0

    @Slot()
    def _signed_in(self) -> None:
        self._is_in = True
        self._settle()

    @Slot()
    def stop(self) -> None:
        """Nobody is signed in."""
        self._is_in = False
        self._settle()

    def close(self) -> None:
        """The end of the program."""
        self.stop()
        self.watch.close()

    @Slot(object)
    def _me_changed(self, me: Me) -> None:
        self._settle()

    @Slot()
    def _limit_changed(self) -> None:
        self._settle()
        if self._is_in and self._limit:
            self.watch.poll_now()

    def _settle(self) -> None:
        """Look and listen as long as there is a reason to, and no longer."""
        is_on = self._is_in and self._limit > 0
        if is_on and not self.watch.is_running:
            self._touched = self._clock()
            self.watch.start()
        elif not is_on and self.watch.is_running:
            self.watch.pause()
        if not is_on and self._is_in and self._messenger.me.is_idle:
            self._come_back()
        listens = is_on and (self._messenger.me.is_idle or not self._knows)
        app = QApplication.instance()
        if listens != self._listens and app is not None:
            self._listens = listens
            (app.installEventFilter if listens else app.removeEventFilter)(self)

    @Slot(object)
    def take_look(self, idle: Idle) -> None:
        """What the system says of how long nobody was there."""
        knows = idle.seconds is not None
        if knows != self._knows:
            self._knows = knows
            self._touched = self._clock()
            self._settle()
        if not self._is_in or not self._limit:
            return
        seconds = self._clock() - self._touched if idle.seconds is None else idle.seconds
        is_away = idle.is_locked or seconds >= self._limit
        me = self._messenger.me
        if is_away and me.status is Status.ONLINE:
            self._messenger.set_status(Status.BUSY, is_idle=True)
        elif not is_away and me.is_idle:
            self._come_back()

    def _come_back(self) -> None:
        self._messenger.set_status(Status.ONLINE)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in _INPUT and event.spontaneous():
            self._touched = self._clock()
            if self._messenger.me.is_idle:
                self._come_back()
        return False
