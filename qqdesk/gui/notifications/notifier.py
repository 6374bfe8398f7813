"""The base of the classes that show notifications."""

from pathlib import Path

from PySide6.QtCore import QCoreApplication, QObject, QTime

from qqdesk.domain.conversation_id import ConversationId
from qqdesk.domain.notification_rules import SoundEvent, in_quiet_hours, is_in_force
from qqdesk.gui.kit.app_context import AppContext
from qqdesk.gui.notifications.native_notifications import NativeNotifications, picture_of
from qqdesk.gui.notifications.notification_texts import NOTHING
from qqdesk.gui.shared.settings_store import SettingsStore
from qqdesk.paths import resource
from qqdesk.protocol.codes import Status
from qqdesk.system.notification import CLICKED, Chosen, Notification
from qqdesk.system.sound_player import SoundPlayer
from qqdesk.worker.messenger import Messenger


class Sounds(QObject):
    """Plays sounds of events, as the settings say. NotificationPolicy decides when."""

    def __init__(self, store: SettingsStore, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._store = store
        self._player = SoundPlayer()

    def play(self, event: SoundEvent) -> bool:
        """Play the sound of an event; return whether it is played. Not if it is off or another sound plays."""
        settings = self._store.settings
        if not settings.sounds or not getattr(settings, f"sound_{event.value}"):
            return False
        return self.preview(event)

    def preview(self, event: SoundEvent) -> bool:
        """Play the sound even if it is off, for the settings."""
        return self._player.play(self._file(event), self._store.settings.sound_volume)

    def _file(self, event: SoundEvent) -> Path:
        own = Path(getattr(self._store.settings, f"sound_{event.value}_file") or ".")
        return own if own.is_file() else resource("sounds", f"{event.value}.wav")

    def stop(self) -> None:
        self._player.stop()


class NotificationPolicy(QObject):
    """Whether notifications and sounds are allowed now. Does not concern unread marks, which are always shown."""

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


_FACE = 64


class Notifier(QObject):
    def __init__(
        self,
        context: AppContext,
        policy: NotificationPolicy,
        native: NativeNotifications,
        sounds: Sounds,
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._messenger, self._navigator = context.messenger, context.navigator
        self._faces, self._store = context.faces, context.store
        self._policy, self._native, self._sounds = policy, native, sounds
        self._native.chosen.connect(self._on_action_chosen)

    def _on_action_chosen(self, chosen: Chosen) -> None:
        """Handle a click on any notification, also of another notifier."""
        raise NotImplementedError

    @property
    def _content(self) -> str:
        return self._store.settings.notice_content

    def _play(self, event: SoundEvent) -> bool:
        """Play the sound of an event. Return whether to show a notification too."""
        self._sounds.play(event)
        return self._store.settings.notices

    def _show(
        self, key: str, title: str, body: str = "", face: int | None = None, category: str = "im", *, owner: int = 0,
        actions: tuple[tuple[str, str], ...] = (), is_urgent: bool = False, is_passing: bool = False,
    ) -> None:  # fmt: skip
        """Show a notification that opens a window, with `actions` beside. `face` is that of the account `owner`, and
        hidden as the settings say."""
        picture = None
        if face is not None and self._content != NOTHING:
            picture = picture_of(self._faces.pixmap(face, _FACE, owner=owner))
        opens = (CLICKED, QCoreApplication.translate("Notification", "Open"))
        self._native.show(Notification(key, title, body, (opens, *actions), picture, category, is_urgent, is_passing))
