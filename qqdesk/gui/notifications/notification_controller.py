"""Builds and connects notifications and sounds."""

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QSystemTrayIcon

from qqdesk.gui.kit.routes import Navigator
from qqdesk.gui.notifications.event_notifications import EventNotifications
from qqdesk.gui.notifications.message_notifications import MessageNotifications
from qqdesk.gui.notifications.native_notifications import NativeNotifications
from qqdesk.gui.notifications.notification_policy import NotificationPolicy
from qqdesk.gui.notifications.notifier import NotifierContext
from qqdesk.gui.notifications.sounds import Sounds
from qqdesk.gui.shared.faces import FaceSource
from qqdesk.gui.shared.settings_store import SettingsStore
from qqdesk.worker.messenger import Messenger


class NotificationController(QObject):
    def __init__(
        self,
        messenger: Messenger,
        navigator: Navigator,
        faces: FaceSource,
        store: SettingsStore,
        icon: QSystemTrayIcon,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self.policy = NotificationPolicy(messenger, store, self)
        self.sounds = Sounds(store, self)
        self.native = NativeNotifications(icon, self)
        context = NotifierContext(messenger, navigator, faces, store, self.policy, self.native, self.sounds)
        self.messages = MessageNotifications(context, self)
        self.events = EventNotifications(context, self)

    def stop(self) -> None:
        """Close all notifications at the end of the program."""
        self.messages.clear()
        self.native.stop()
        self.sounds.stop()
