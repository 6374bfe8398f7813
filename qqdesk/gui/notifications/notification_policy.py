"""Decides whether notifications and sounds are allowed now."""

from PySide6.QtCore import QObject, QTime

from qqdesk.domain.conversation_id import ConversationId
from qqdesk.domain.notification_rules import in_quiet_hours, is_in_force
from qqdesk.gui.shared.settings_store import SettingsStore
from qqdesk.protocol.codes import Status
from qqdesk.worker.messenger import Messenger


class NotificationPolicy(QObject):
    """Does not concern unread marks, which are always shown."""

    def __init__(self, messenger: Messenger, store: SettingsStore, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._messenger, self._store = messenger, store

    @property
    def is_allowed(self) -> bool:
        """Whether there is no pause, no quiet hour and no status Busy; an automatic away does not count."""
        settings = self._store.settings
        if is_in_force(settings.paused_until, self._messenger.clock.now()):
            return False
        if settings.silent_while_busy and self._messenger.me.status is Status.BUSY:
            return False
        if not settings.quiet_hours:
            return True
        minute = QTime.currentTime().msecsSinceStartOfDay() // 60_000
        return not in_quiet_hours(settings.quiet_from, settings.quiet_to, minute)

    def allows(self, conversation: ConversationId, *, mentions_me: bool = False) -> bool:
        """Whether notifications of this conversation are allowed: not muted, not blocked.

        `mentions_me`: the message mentions me, which counts in a muted room, too, if that is set.
        """
        is_muted = self._messenger.mutes.until(conversation)
        if is_muted and mentions_me and self._store.settings.notice_mentions:
            is_muted = 0
        is_blocked = not conversation.is_room and self._messenger.roster.get(conversation.number).blocked
        return self.is_allowed and not is_muted and not is_blocked
