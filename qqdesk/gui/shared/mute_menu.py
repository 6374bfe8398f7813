"""Menus that mute a conversation or pause all notifications."""

from functools import partial

from PySide6.QtCore import QCoreApplication, QDate, QDateTime, QTime
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QWidget

from qqdesk.clock import SystemClock
from qqdesk.domain.conversation_id import ConversationId
from qqdesk.domain.notification_rules import FOREVER, is_in_force
from qqdesk.gui.shared.icons import put_icon
from qqdesk.gui.shared.menus import add_action
from qqdesk.gui.shared.settings_store import SettingsStore
from qqdesk.gui.shared.texts import moment_text
from qqdesk.worker.messenger import Messenger

_HOUR_MS = 3_600_000
MORNING = QTime(8, 0)
"""The time at which "tomorrow" begins."""


def hour_on() -> int:
    """Return the time in one hour, in milliseconds since 1970."""
    return SystemClock().now() + _HOUR_MS


def tomorrow() -> int:
    return QDateTime(QDate.currentDate().addDays(1), MORNING).toMSecsSinceEpoch()


def until_text(until: int) -> str:
    """Return the end of a mute or pause as text."""
    if until == FOREVER:
        return QCoreApplication.translate("Mute", "Muted")
    return QCoreApplication.translate("Mute", "Muted until {time}").format(time=moment_text(until))


def mute_menu(messenger: Messenger, conversation: ConversationId, parent: QWidget) -> QMenu:
    """Return a menu of durations, and for a muted conversation its end and *Unmute*."""
    translate = QCoreApplication.translate
    menu = QMenu(translate("Mute", "Mute"), parent)
    put_icon(menu.menuAction(), "bell-off")
    mutes = messenger.mutes
    until = mutes.until(conversation)
    if until:
        add_action(menu, translate("Mute", "Unmute"), partial(mutes.mute, conversation, 0), "bell")
        end = QAction(until_text(until), menu)
        end.setEnabled(False)
        menu.addAction(end)
        menu.addSeparator()
    add_action(menu, translate("Mute", "For 1 hour"), lambda: mutes.mute(conversation, hour_on()))
    add_action(menu, translate("Mute", "Until tomorrow"), lambda: mutes.mute(conversation, tomorrow()))
    add_action(menu, translate("Mute", "For ever"), partial(mutes.mute, conversation, FOREVER))
    return menu


class PauseMenu(QMenu):
    """The tray's menu that pauses all notifications and sounds."""

    def __init__(self, store: SettingsStore, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._store = store
        self.resume = add_action(self, self.tr("Notifications on"), partial(store.change, "paused_until", 0))
        self.addSeparator()
        add_action(self, self.tr("For 1 hour"), lambda: store.change("paused_until", hour_on()))
        add_action(self, self.tr("Until tomorrow"), lambda: store.change("paused_until", tomorrow()))
        add_action(self, self.tr("Until I turn them on"), partial(store.change, "paused_until", FOREVER))
        self.refresh()

    @property
    def is_paused(self) -> bool:
        return is_in_force(self._store.settings.paused_until, SystemClock().now())

    def refresh(self) -> None:
        """Show the current state; a pause may have ended."""
        until = self._store.settings.paused_until
        self.resume.setEnabled(self.is_paused)
        if not self.is_paused:
            self.setTitle(self.tr("Pause notifications"))
        elif until == FOREVER:
            self.setTitle(self.tr("Notifications are paused"))
        else:
            self.setTitle(self.tr("Notifications are paused until {time}").format(time=moment_text(until)))
