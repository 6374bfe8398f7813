"""The context menu of a tab: move, pin, mute and close."""

from functools import partial

from PySide6.QtCore import QObject, QPoint, Qt, Slot
from PySide6.QtWidgets import QMenu

from qqdesk.domain.conversation_id import ConversationId
from qqdesk.gui.chat.chat_window import ChatWindow
from qqdesk.gui.chat.chat_windows import ChatWindows
from qqdesk.gui.kit import routes
from qqdesk.gui.kit.action import Action, add_entry
from qqdesk.gui.shared.bidi import isolated
from qqdesk.gui.shared.menus import add_action, refuse
from qqdesk.gui.shared.mute_menu import mute_menu
from qqdesk.worker.messenger import Messenger


class TabMenu(QObject):
    """The menu for the tabs of all chat windows."""

    def __init__(self, chats: ChatWindows, messenger: Messenger) -> None:
        super().__init__(chats)
        self._chats, self._messenger = chats, messenger
        for window in chats.windows:
            self._watch(window)
        chats.window_made.connect(self._watch)

    @Slot(object)
    def _watch(self, window: ChatWindow) -> None:
        window.pages.tabs.menu_requested.connect(self._show)

    @Slot(object, QPoint)
    def _show(self, conversation: ConversationId, place: QPoint) -> None:
        menu = self.menu(conversation)
        if menu is not None:
            menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
            menu.popup(place)

    def menu(self, conversation: ConversationId) -> QMenu | None:
        """Return the menu of a tab; None if the chat is not open."""
        here = self._chats.window_of(conversation)
        if here is None:
            return None
        menu, pages = QMenu(here), here.pages
        alone = len(here.open_conversations()) == 1
        tear = partial(self._chats.move_to_new_window, conversation)
        action = add_entry(menu, Action.TEAR_TAB, tear)
        refuse(action, self.tr("the only chat here") if alone else "")
        for there in self._chats.windows:
            if there is not here and (there is self._chats.main or there.open_conversations()):
                move = partial(self._chats.move_to_window, conversation, there)
                add_action(menu, self._move_text(there), move, "chat")
        menu.addSeparator()
        pinned = pages.tabs.is_pinned(conversation)
        text = self.tr("Unpin") if pinned else self.tr("Pin")
        add_action(menu, text, partial(pages.tabs.set_pinned, conversation, not pinned), "pin")
        menu.addMenu(mute_menu(self._messenger, conversation, menu))
        menu.addSeparator()
        others = [
            other for other in here.open_conversations() if other != conversation and not pages.tabs.is_pinned(other)
        ]
        close = add_entry(menu, Action.CLOSE_TAB, partial(pages.close_chat, conversation))
        refuse(close, self.tr("it is pinned") if pinned else "")
        rest = add_action(menu, self.tr("Close the others"), partial(pages.close_others, conversation))
        refuse(rest, "" if others else self.tr("there are none"))
        menu.addSeparator()
        add_entry(menu, Action.JUMP, partial(self._chats.navigator.open, routes.QuickSwitch(here)))
        return menu

    def _move_text(self, there: ChatWindow) -> str:
        if there is self._chats.main:
            return self.tr("Put back into the main chat window")
        current = there.current_conversation()
        name = self._messenger.label(current).name if current is not None else ""
        # In a menu an ampersand marks the mnemonic.
        return self.tr("Move to the window with {name}").format(name=isolated(name.replace("&", "&&")))
