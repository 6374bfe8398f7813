"""Shows the nudges of others."""

from functools import partial

from PySide6.QtCore import QObject, Slot

from qqdesk.domain.conversation_id import ConversationId
from qqdesk.gui.chat.chat_page import ChatPage
from qqdesk.gui.chat.chat_window import ChatWindow
from qqdesk.gui.chat.chat_windows import ChatWindows
from qqdesk.gui.main.tray import Tray
from qqdesk.gui.message_log.log_rows import NoticeLine
from qqdesk.gui.notifications.notification_controller import NotificationController
from qqdesk.gui.shared.bidi import isolated
from qqdesk.gui.shared.theme import reduced_motion
from qqdesk.protocol.codes import Status
from qqdesk.worker.messenger import Messenger


class Nudges(QObject):
    """The window of the chat shakes, the tray icon blinks, and a sound is played. The log has a line.

    With less movement nothing shakes. While I am busy, in quiet hours and for muted people there is only the line.
    """

    def __init__(
        self, messenger: Messenger, chats: ChatWindows, notifications: NotificationController, tray: Tray
    ) -> None:
        super().__init__(chats)
        self._messenger, self._chats = messenger, chats
        self._notifications, self._tray = notifications, tray
        self._lines: dict[ConversationId, list[NoticeLine]] = {}
        """The lines of this session, mine too: a chat that is closed and opened has them again."""
        for window in chats.windows:
            self._watch(window)
        chats.window_made.connect(self._watch)
        messenger.nudged.connect(self._on_nudged)
        messenger.signed_out.connect(self._lines.clear)

    @Slot(object)
    def _watch(self, window: ChatWindow) -> None:
        window.pages.page_made.connect(self._show_lines)

    @Slot(object)
    def _show_lines(self, page: ChatPage) -> None:
        page.nudge_sent.connect(partial(self._keep, page.conversation))
        if lines := self._lines.get(page.conversation):
            page.restore_lines(lines)

    def _keep(self, conversation: ConversationId, line: NoticeLine) -> None:
        self._lines.setdefault(conversation, []).append(line)

    @Slot(object)
    def _on_nudged(self, number: int) -> None:
        contact, conversation = self._messenger.roster.get(number), ConversationId.person(number)
        if contact.stranger or not self._messenger.contact_notes.shows_nudges(number):
            return
        line = NoticeLine(self.tr("{name} nudged you").format(name=isolated(contact.name)), self._messenger.clock.now())
        self._keep(conversation, line)
        opened = self._chats.page(conversation)
        if opened is not None:
            opened.show_line(line)
        if self._messenger.me.status is not Status.BUSY and self._notifications.policy.allows(conversation):
            self._tray.ring()
            if not reduced_motion():
                self._chats.shake(conversation)
            window = self._chats.window_of(conversation)
            is_on_top = window is not None and window.isVisible() and window.current_conversation() == conversation
            self._notifications.events.show_nudge(number, is_seen=is_on_top and not reduced_motion())
