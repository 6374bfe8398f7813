"""Builds and connects notifications and sounds."""

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QSystemTrayIcon

from qqdesk.gui.kit.app_context import AppContext
from qqdesk.gui.notifications.event_notifications import EventNotifications
from qqdesk.gui.notifications.message_notifications import MessageNotifications
from qqdesk.gui.notifications.native_notifications import NativeNotifications
from qqdesk.gui.notifications.notifier import NotificationPolicy, Sounds


class NotificationController(QObject):
    def __init__(self, context: AppContext, icon: QSystemTrayIcon, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.policy = NotificationPolicy(context.messenger, context.store, self)
        self.sounds = Sounds(context.store, self)
        self.native = NativeNotifications(icon, self)
        self.messages = MessageNotifications(context, self.policy, self.native, self.sounds, self)
        self.events = EventNotifications(context, self.policy, self.native, self.sounds, self)

    def stop(self) -> None:
        """Close all notifications at the end of the program."""
        self.messages.clear()
        self.native.stop()
        self.sounds.stop()
