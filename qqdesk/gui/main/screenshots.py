"""Takes screenshots for the chat from which they were requested."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Slot

from qqdesk.domain.conversation_id import ConversationId
from qqdesk.gui.chat.chat_windows import ChatWindows
from qqdesk.gui.main.banners import Banners
from qqdesk.worker.messenger import Messenger

if TYPE_CHECKING:
    from qqdesk.gui.screenshot.screenshot_controller import ScreenshotController

_MENU_FADE_MS = 250
"""A desktop may fade out a menu."""


class Screenshots(QObject):
    def __init__(self, messenger: Messenger, chats: ChatWindows, banners: Banners, parent: QObject) -> None:
        super().__init__(parent)
        self._messenger, self._chats, self._banners = messenger, chats, banners
        self.controller: ScreenshotController | None = None

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
        if self.controller is not None:
            self.controller.close()
