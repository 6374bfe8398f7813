"""The menus of a chat's log: what can be done with a message, a link, and what is selected."""

from collections.abc import Callable

from PySide6.QtCore import QPoint, QPointF, Qt, Signal, Slot
from PySide6.QtGui import QAction, QContextMenuEvent, QGuiApplication
from PySide6.QtWidgets import QMenu, QWidget

from qqdesk.domain.message import Delivery, Message
from qqdesk.gui.message_log.block import can_be_retried, is_given_up
from qqdesk.gui.message_log.log_mouse import SelectableLog
from qqdesk.gui.message_log.quotes import quoted
from qqdesk.gui.shared.bidi import isolated
from qqdesk.gui.shared.faces import FaceSource
from qqdesk.gui.shared.menus import add_action

_LINKS_IN_MENU = 6
_LINK_SHOWN = 48


class MenuLog(SelectableLog):
    discard_wanted = Signal(object)  # Message
    delete_wanted = Signal(object)  # Message
    send_now_wanted = Signal(object)  # Message
    quote_wanted = Signal(str)  # the lines of the quote

    def __init__(self, faces: FaceSource, parent: QWidget | None = None) -> None:
        self._read_only = False
        self.can_delete = False
        """Whether `delete_wanted` is heard."""
        super().__init__(faces, parent)

    def set_read_only(self, read_only: bool) -> None:
        """A log to look at: nothing is sent from it, and there is no way back to a newest message."""
        self._read_only = read_only

    def current_row(self) -> int | None:
        """The row that the keyboard is at, while it is in the log."""
        return None

    @Slot()
    def copy(self) -> None:
        """Copy what is selected, else the message that the keyboard is at."""
        row = self.current_row()
        if self._selection.is_empty and row is not None:
            QGuiApplication.clipboard().setText(self.rows[row].text)
        else:
            super().copy()

    def _below(self, row: int) -> QPoint:
        """Where a menu of this row opens."""
        placed = next((one for one in self._layout.placed if one.row == row), None)
        top = placed.top if placed is not None else 0
        frame = self.block(row).frame.translated(QPointF(self.left_edge, top)).toRect()
        seen = frame.intersected(self.viewport().rect())
        return self.viewport().mapToGlobal(seen.bottomRight() if self.isRightToLeft() else seen.bottomLeft())

    @Slot(object)
    def quote(self, row: int | None) -> None:
        """Ask for a quote of what is selected, else of this row."""
        pieces = self._selection.pieces(self.rows)
        if not pieces and row is not None:
            pieces = [(self.rows[row], self.rows[row].text)]
        lines = [quoted(self.public_name_of(entry), text) for entry, text in pieces if isinstance(entry, Message)]
        if lines and not self._read_only:
            self.quote_wanted.emit("\n".join(lines))

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        point, place = event.pos(), event.globalPos()
        row, link = self.current_row(), ""
        if event.reason() != QContextMenuEvent.Reason.Keyboard:
            found = self.row_at(point.y())
            row, link = found[0] if found else None, self._link_at(point)
        elif row is not None:
            place = self._below(row)
        self._open_menu(self.menu_for(row, link), place)

    def _open_menu(self, menu: QMenu, place: QPoint) -> None:
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.popup(place)

    def state_clicked(self, message: Message, point: QPoint) -> None:
        if not self._read_only:
            self._open_state_menu(message, self.viewport().mapToGlobal(point))

    def _open_state_menu(self, message: Message, place: QPoint) -> None:
        menu = self.state_menu(message)
        first = next((action for action in menu.actions() if action.isEnabled()), None)
        self._open_menu(menu, place)
        if first is not None:
            menu.setActiveAction(first)

    def state_menu(self, message: Message) -> QMenu:
        """What can still be done with a message that was not sent."""
        menu = QMenu(self)
        self._add_state_actions(menu, message)
        clipboard = QGuiApplication.clipboard()
        add_action(menu, self.tr("Copy &message"), lambda: clipboard.setText(message.text), "copy")
        return menu

    def _add_state_actions(self, menu: QMenu, message: Message) -> None:
        if can_be_retried(message):
            add_action(menu, self.tr("&Retry"), lambda: self.retry_wanted.emit(message), "retry")
        if message.delivery is Delivery.WAITING:
            now = add_action(menu, self.tr("Send &now"), lambda: self.send_now_wanted.emit(message), "send")
            now.setEnabled(self.outbox is None or self.outbox.can_send_now(message))
        if message.delivery is Delivery.WAITING or can_be_retried(message):
            add_action(menu, self.tr("&Do not send"), lambda: self.discard_wanted.emit(message), "close")
        if is_given_up(message) and self.can_delete:
            self._add_deletion(menu, message)

    def _add_deletion(self, menu: QMenu, message: Message) -> QAction:
        return add_action(menu, self.tr("D&elete"), lambda: self.delete_wanted.emit(message), "trash", role="danger")

    def menu_for(self, row: int | None, link: str) -> QMenu:
        """What can be done with the message in this row, and with what is selected. Where no link was meant, all of the
        row's are there."""
        menu = QMenu(self)
        clipboard = QGuiApplication.clipboard()
        message = self.rows.message(row) if row is not None else None
        copy = add_action(menu, self.tr("&Copy"), self.copy, "copy", "Ctrl+C")
        copy.setEnabled(not self._selection.is_empty or (row is not None and row == self.current_row()))
        if message is not None:
            add_action(menu, self.tr("Copy &message"), lambda: clipboard.setText(message.text))
        if message is not None and not self._read_only:
            add_action(menu, self.tr("&Quote"), lambda: self.quote(row), "quote", "Ctrl+R")
        if link:
            add_action(menu, self.tr("&Open link"), lambda: self.link_activated.emit(link), "link")
            add_action(menu, self.tr("Copy &link address"), lambda: clipboard.setText(link))
        elif row is not None:
            self._add_links(menu, row)
        everything = add_action(menu, self.tr("Select &all"), self.select_all, "", "Ctrl+A")
        everything.setEnabled(len(self.rows) > 0)
        menu.addSeparator()  # not shown where nothing follows
        if message is not None and not self._read_only:
            self._add_state_actions(menu, message)
        unsent = (Delivery.WAITING, Delivery.SENDING)
        if message is not None and self.can_delete and not is_given_up(message) and message.delivery not in unsent:
            self._add_deletion(menu, message)
        return menu

    def _add_links(self, menu: QMenu, row: int) -> None:
        for url in list(dict.fromkeys(link.url for link in self.block(row).links))[:_LINKS_IN_MENU]:
            shown = url if len(url) <= _LINK_SHOWN else f"{url[:_LINK_SHOWN]}…"
            text = self.tr("Open {address}").format(address=isolated(shown.replace("&", "&&")))
            add_action(menu, text, self._opener(url), "link")

    def _opener(self, url: str) -> Callable[[], None]:
        return lambda: self.link_activated.emit(url)
