"""The base of the heads of chat pages: face, name, who is typing, buttons and menu."""

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QContextMenuEvent
from PySide6.QtWidgets import QMenu, QToolButton, QWidget

from qqdesk.domain.conversation_id import ConversationId
from qqdesk.gui.chat.typing_line import TypingLine
from qqdesk.gui.composer.send_key import add_send_keys
from qqdesk.gui.kit.action import Action, add_entry
from qqdesk.gui.kit.app_context import AppContext
from qqdesk.gui.message_log.log_style import add_look_menus
from qqdesk.gui.shared.faces import FaceLabel
from qqdesk.gui.shared.fonts import semibold, small
from qqdesk.gui.shared.gradient_head import Head
from qqdesk.gui.shared.icons import icon_button
from qqdesk.gui.shared.labels import ElidedLabel
from qqdesk.gui.shared.menus import open_below
from qqdesk.gui.shared.mute_menu import mute_menu, until_text
from qqdesk.gui.shared.type_size import scaled

FACE = 40


class PageHead(QWidget):
    """A line of 40 beside other tabs, whose tab has face and name. Alone, a head of 56 with both.

    A subclass lays out the widgets in `_bar`, and extends `_arrange` and `_add_entries`.
    """

    find_chosen = Signal()
    back_chosen = Signal()

    def __init__(self, context: AppContext, conversation: ConversationId, typing: TypingLine) -> None:
        super().__init__()
        messenger = context.messenger
        self._messenger, self._navigator, self._store = messenger, context.navigator, context.store
        self._conversation, self._typing = conversation, typing
        self._is_alone = False
        self._bar = Head()
        self.back = self._button("chevron-left", self.tr("Back to the list"))
        self.back.hide()
        self._face = FaceLabel(context.faces, FACE)
        self._name = ElidedLabel(role="on_head")
        self._name.setFont(semibold(self.font()))
        self._second = ElidedLabel(role="secondary_on_head")
        self._second.setFont(small(self.font()))
        self._muted = self._button("bell-off", self.tr("Muted"))
        self._find = self._button("search", Action.FIND.tip)
        self._more = self._button("menu", self.tr("More"))
        self.back.clicked.connect(self.back_chosen)
        self._muted.clicked.connect(self._show_mutes)
        self._find.clicked.connect(self.find_chosen)
        self._more.clicked.connect(self._show_menu)
        messenger.mutes.changed.connect(self._show_muted)
        self._show_muted()

    def _button(self, icon: str, name: str) -> QToolButton:
        button = icon_button(icon, name, "on_head")
        button.setProperty("role", "head")
        button.setFixedSize(32, 32)
        return button

    def set_alone(self, is_alone: bool) -> None:
        """Set whether the window has no other tab."""
        self._is_alone = is_alone
        self._arrange()

    @Slot()
    def _arrange(self) -> None:
        """Show the widgets that belong to the present form."""
        for widget in (self._face, self._name):
            widget.setVisible(self._is_alone)
        self._bar.setFixedHeight(scaled(56 if self._is_alone else 40))

    @Slot()
    def _show_muted(self) -> None:
        until = self._messenger.mutes.until(self._conversation)
        self._muted.setVisible(bool(until))
        if until:
            self._muted.setToolTip(until_text(until))

    @Slot()
    def _show_mutes(self) -> None:
        open_below(mute_menu(self._messenger, self._conversation, self), self._muted)

    # The menu

    def menu(self) -> QMenu:
        menu = QMenu(self)
        add_entry(menu, Action.FIND, self.find_chosen.emit)
        self._add_entries(menu)
        return menu

    def _add_entries(self, menu: QMenu) -> None:
        """Add the entries for the look of the log and for the keys of the input."""
        menu.addSeparator()
        add_look_menus(menu, self._store)
        menu.addSeparator()
        add_send_keys(menu, self._store)

    @Slot()
    def _show_menu(self) -> None:
        open_below(self.menu(), self._more)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        menu = self.menu()
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.popup(event.globalPos())
