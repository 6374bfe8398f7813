"""Takes screenshots for the chat from which they were requested."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal, Slot

from qqdesk.domain.conversation_id import ConversationId
from qqdesk.gui.chat.chat_windows import ChatWindows
from qqdesk.gui.kit.action import Action
from qqdesk.gui.main.banners import Banners
from qqdesk.gui.shared.settings_store import SettingsStore
from qqdesk.system.global_key.global_key import GlobalKey, grab_key
from qqdesk.worker.messenger import Messenger

if TYPE_CHECKING:
    from qqdesk.gui.screenshot.screenshot_controller import ScreenshotController

_MENU_FADE_MS = 250
"""A desktop may fade out a menu."""


class Screenshots(QObject):
    """Between `open` and `close` the key also works while another program is in front, where the system allows it."""

    _pressed = Signal()  # from the thread of the key

    def __init__(
        self, messenger: Messenger, chats: ChatWindows, banners: Banners, store: SettingsStore, parent: QObject
    ) -> None:
        super().__init__(parent)
        self._messenger, self._chats, self._banners, self._store = messenger, chats, banners, store
        self.controller: ScreenshotController | None = None
        self._is_open = False
        self._key: GlobalKey | None = None
        self._pressed.connect(self.take_here)
        store.subscribe(self._update_key, "screenshot_everywhere")

    def open(self) -> None:
        self._is_open = True
        self._update_key()

    @Slot()
    def _update_key(self) -> None:
        is_wanted = self._is_open and self._store.settings.screenshot_everywhere
        if is_wanted and self._key is None:
            self._key = grab_key(Action.SCREENSHOT.keys[0][-1], self._pressed.emit)
        elif not is_wanted and self._key is not None:
            self._key.stop()
            self._key = None

    def take(self, conversation: ConversationId | None) -> None:
        """Take a screenshot that can be sent to this conversation, or without one only copied and saved."""
        from qqdesk.gui.screenshot.screenshot_controller import ScreenshotController, Target

        if self.controller is None:
            self.controller = ScreenshotController(self)
            self.controller.failed.connect(self._banners.show_notice)
        page = self._chats.page(conversation) if conversation is not None else None
        if page is not None and page.composer.can_attach:
            self.controller.start(Target(self._messenger.label(page.conversation).name, page.composer.attach_image))
        else:
            self.controller.start(delay_ms=_MENU_FADE_MS if conversation is None else 0)

    @Slot()
    def take_here(self) -> None:
        """Take a screenshot for the chat in the active window."""
        self.take(next((window.current_conversation() for window in self._chats.windows if window.is_in_use), None))

    def close(self) -> None:
        self._is_open = False
        self._update_key()
        if self.controller is not None:
            self.controller.close()
