"""Whether somebody may be called now."""

from PySide6.QtCore import QObject, QTime

from qqdesk.domain.conversation_id import ConversationId
from qqdesk.domain.notification_rules import has_not_ended, in_quiet_hours
from qqdesk.gui.shared.settings_store import SettingsStore
from qqdesk.protocol.codes import Status
from qqdesk.worker.messenger import Messenger
from qqdesk.worker.mutes import now_ms


class NotificationPolicy(QObject):
    """What is unread is marked in any case; this is about what calls: notifications and sounds."""

    def __init__(self, messenger: Messenger, store: SettingsStore, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._messenger, self._store = messenger, store

    @property
    def is_allowed(self) -> bool:
        """No pause, no quiet hours, and not busy; who only went away by themselves sees it when they are back."""
        settings = self._store.settings
        if has_not_ended(settings.paused_until, now_ms()):
            return False
        me = self._messenger.me
        if settings.silent_while_busy and me.status is Status.BUSY and not me.is_idle:
            return False
        if not settings.quiet_hours:
            return True
        minute = QTime.currentTime().msecsSinceStartOfDay() // 60_000
        return not in_quiet_hours(settings.quiet_from, settings.quiet_to, minute)

    def allows(self, conversation: ConversationId) -> bool:
        """Return whether it may call: it is not muted, and the person is not blocked."""
        is_silent = self._messenger.mutes.until(conversation) or self._messenger.roster.get(conversation.number).blocked
        return self.is_allowed and not is_silent
