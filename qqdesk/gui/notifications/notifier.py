"""The base of the classes that show notifications."""

from PySide6.QtCore import QCoreApplication, QObject

from qqdesk.domain.notification_rules import SoundEvent
from qqdesk.gui.kit.app_context import AppContext
from qqdesk.gui.notifications.native_notifications import NativeNotifications, picture_of
from qqdesk.gui.notifications.notification_policy import NotificationPolicy
from qqdesk.gui.notifications.notification_texts import NOTHING
from qqdesk.gui.notifications.sounds import Sounds
from qqdesk.system.notification import CLICKED, Chosen, Notification

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
