"""The menus of the log: actions on a message, a link and the selection."""

from collections.abc import Callable

from PySide6.QtCore import QObject, QPoint, QRect, QSize, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QAbstractScrollArea, QMenu

from qqdesk.domain.message import Delivery, Message
from qqdesk.gui.kit.action import Action, add_entry
from qqdesk.gui.message_log.block import can_be_retried, is_given_up
from qqdesk.gui.message_log.file_state import FileAction, action_text, file_of
from qqdesk.gui.message_log.log_contents import LogContents
from qqdesk.gui.message_log.log_rows import is_notice
from qqdesk.gui.message_log.message_actions import MessageActions
from qqdesk.gui.message_log.quote_part import QuotePart
from qqdesk.gui.message_log.selection_actions import SelectionActions
from qqdesk.gui.shared.bidi import isolated
from qqdesk.gui.shared.menus import add_action, refuse

_ICONS = {
    FileAction.OPEN: "view",
    FileAction.SHOW: "folder",
    FileAction.COPY: "copy",
    FileAction.DOWNLOAD: "import",
    FileAction.CONTINUE: "retry",
    FileAction.CANCEL: "close",
}
_LINKS_IN_MENU = 6
_LINK_SHOWN = 48


class LogMenu(QObject):
    def __init__(
        self, area: QAbstractScrollArea, contents: LogContents, do: MessageActions, actions: SelectionActions
    ) -> None:
        super().__init__(area)
        self._area, self._contents, self._do, self._actions = area, contents, do, actions

    def open(self, row: int | None, link: str, place: QPoint) -> None:
        """Open the menu of a row, at a place on the screen. `link` is the link under the pointer, or ""."""
        self._follow(row)
        self._open(self.menu_for(row, link), place)

    def _follow(self, row: int | None) -> None:
        """Make the message of a menu the current one.

        If the log has the focus without a current message, letters are text for the input. They stay that.
        """
        message = self._contents.rows.message(row) if row is not None else None
        if message is not None and (self._contents.current_row() is not None or not self._area.hasFocus()):
            self._contents.current = message.id
            self._area.viewport().update()

    def _open(self, menu: QMenu, place: QPoint) -> None:
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.popup(place)

    def open_state_menu(self, message: Message, place: QPoint) -> None:
        """Open the menu of a message that was not sent. A read-only log has none."""
        if self._do.is_read_only:
            return
        menu = self.state_menu(message)
        first = next((action for action in menu.actions() if action.isEnabled()), None)
        self._open(menu, place)
        if first is not None:
            menu.setActiveAction(first)

    def state_menu(self, message: Message) -> QMenu:
        """Return the actions on a message that was not sent."""
        menu = QMenu(self._area)
        self._add_state_actions(menu, message)
        add_entry(menu, Action.COPY, lambda: self._actions.copy_message(message), has_key=False)
        return menu

    def _add_state_actions(self, menu: QMenu, message: Message) -> None:
        if can_be_retried(message) or (is_given_up(message) and file_of(message) is not None):
            add_action(menu, self.tr("Retry"), lambda: self._do.retry_requested.emit(message), "retry")
        if message.delivery is Delivery.WAITING:
            now = add_action(menu, self.tr("Send now"), lambda: self._do.send_now_requested.emit(message), "send")
            now.setEnabled(self._do.outbox is None or self._do.outbox.can_send_now(message))
        if message.delivery is Delivery.WAITING or can_be_retried(message):
            add_action(menu, self.tr("Do not send"), lambda: self._do.discard_requested.emit(message), "close")
        if is_given_up(message) and self._do.can_delete:
            self._add_deletion(menu, message)

    def _add_answers(self, menu: QMenu, message: Message) -> None:
        do = self._do
        can_react = do.can_react(message)
        text, icon = ("", "") if can_react else (self.tr("Quote"), "quote")
        add_entry(menu, Action.REPLY, lambda: self._actions.reply(message), text, icon)
        if can_react:
            add_entry(menu, Action.REACT, lambda: self._react(message))
        if do.can_edit(message):
            add_entry(menu, Action.EDIT, lambda: do.edit_requested.emit(message))
        elif reason := do.late_text(message):
            refuse(add_entry(menu, Action.EDIT, lambda: None), reason)

    def _react(self, message: Message) -> None:
        row = self._contents.rows.find(message.id)
        if row is not None:
            place = QRect(self._contents.point_below(row), QSize(1, 1))
            self._do.reaction_requested.emit(message, place)

    def _add_write_again(self, menu: QMenu, message: Message) -> None:
        again = self._do.write_again_requested.emit
        add_action(menu, self.tr("Write it again"), lambda: again(message), "edit")

    def _add_original(self, menu: QMenu, quote: QuotePart | None) -> None:
        if quote is not None and quote.is_here:
            go = self._do.original_requested.emit
            add_action(menu, self.tr("Go to the original"), lambda: go(quote.id), "arrow")

    def _add_deletion(self, menu: QMenu, message: Message) -> None:
        delete = self._do.delete_requested.emit
        add_entry(menu, Action.DELETE_MESSAGE, lambda: delete(message), role="danger")

    def _add_copy(self, menu: QMenu, row: int | None, message: Message | None) -> None:
        """Add one entry: it copies the selection if the row is in it, else the message."""
        selected = self._contents.selection.rows()
        if selected and (row is None or row in selected):
            add_entry(menu, Action.COPY, self._actions.copy)
        elif message is not None:
            add_entry(menu, Action.COPY, lambda: self._actions.copy_message(message))

    def menu_for(self, row: int | None, link: str) -> QMenu:
        """Return the actions on this row and on the selection. Without `link` all links of the row are in it."""
        menu = QMenu(self._area)
        clipboard = QGuiApplication.clipboard()
        message = self._contents.rows.message(row) if row is not None else None
        if message is not None:
            self._add_file_actions(menu, message)
        if message is not None and self._do.can_write_again(message):
            self._add_write_again(menu, message)
        self._add_copy(menu, row, message)
        if message is not None and not self._do.is_read_only and not is_notice(message):
            self._add_answers(menu, message)
        if link:
            add_action(menu, self.tr("Open link"), lambda: self._do.link_activated.emit(link), "link")
            add_action(menu, self.tr("Copy link address"), lambda: clipboard.setText(link))
        elif row is not None:
            self._add_links(menu, row)
        if row is not None and message is not None and message.reply_to is not None:
            self._add_original(menu, self._contents.block(row).quote)
        everything = add_entry(menu, Action.SELECT_ALL, self._actions.select_all)
        everything.setEnabled(len(self._contents.rows) > 0)
        menu.addSeparator()  # Qt hides it if nothing follows
        if message is not None and not self._do.is_read_only:
            self._add_state_actions(menu, message)
        unsent = (Delivery.WAITING, Delivery.SENDING)
        if message is not None and self._do.can_delete and not is_given_up(message) and message.delivery not in unsent:
            self._add_deletion(menu, message)
        return menu

    def _add_file_actions(self, menu: QMenu, message: Message) -> None:
        actions = self._do.on_file(message)
        for action in actions:
            add_action(menu, action_text(action), self._chooser(message, action), _ICONS.get(action, ""))
        if actions:
            menu.addSeparator()

    def _chooser(self, message: Message, action: FileAction) -> Callable[[], None]:
        return lambda: self._do.file_action_chosen.emit(message, action)

    def _add_links(self, menu: QMenu, row: int) -> None:
        for url in list(dict.fromkeys(link.url for link in self._contents.block(row).content.links))[:_LINKS_IN_MENU]:
            shown = url if len(url) <= _LINK_SHOWN else f"{url[:_LINK_SHOWN]}…"
            text = self.tr("Open {address}").format(address=isolated(shown.replace("&", "&&")))
            add_action(menu, text, self._opener(url), "link")

    def _opener(self, url: str) -> Callable[[], None]:
        return lambda: self._do.link_activated.emit(url)
