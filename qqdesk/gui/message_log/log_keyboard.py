"""The keyboard in the log: the current message, and keys that move, select and open."""

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QKeyEvent, QKeySequence

from qqdesk.gui.message_log.accessible_log import AccessibleView
from qqdesk.gui.message_log.block import can_be_acted_on
from qqdesk.gui.message_log.file_state import FileAction
from qqdesk.gui.message_log.log_menu import LogMenu
from qqdesk.gui.message_log.log_scroller import LogScroller
from qqdesk.gui.message_log.message_actions import MessageActions
from qqdesk.gui.message_log.overlays import HoverBar
from qqdesk.gui.message_log.pager import Pager
from qqdesk.gui.message_log.selection_actions import SelectionActions

_STEPS = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}
_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
_KEYPAD = Qt.KeyboardModifier.KeypadModifier


class LogKeyboard:
    def __init__(
        self,
        scroller: LogScroller,
        do: MessageActions,
        actions: SelectionActions,
        menu: LogMenu,
        hover_bar: HoverBar,
        pager: Pager,
        accessible: AccessibleView,
    ) -> None:
        self._scroller, self._contents, self._area = scroller, scroller.contents, scroller.area
        self._do, self._actions, self._menu = do, actions, menu
        self._hover_bar, self._pager, self._accessible = hover_bar, pager, accessible

    def press(self, event: QKeyEvent) -> bool:
        """Handle a key; return False if the log does not use it."""
        is_plain = not event.modifiers() & ~_KEYPAD
        with_shift = event.modifiers() & ~_KEYPAD == Qt.KeyboardModifier.ShiftModifier
        page = max(self._area.viewport().height() - 40, 20)
        key = Qt.Key(event.key())
        if event.matches(QKeySequence.StandardKey.Copy):
            self._actions.copy()
        elif event.matches(QKeySequence.StandardKey.SelectAll):
            self._actions.select_all()
            self._accessible.selection_changed()
        elif key in _STEPS and (is_plain or with_shift):
            self._move(_STEPS[key], selecting=with_shift)
        elif key == Qt.Key.Key_R and event.modifiers() == Qt.KeyboardModifier.ControlModifier:
            self._actions.reply_or_quote(self._contents.current_row())
        elif key in (Qt.Key.Key_R, Qt.Key.Key_E, Qt.Key.Key_Delete) and is_plain:
            return self._change(key)
        elif key in (Qt.Key.Key_PageUp, Qt.Key.Key_PageDown) and is_plain:
            self._scroller.by(-page if key == Qt.Key.Key_PageUp else page)
        elif key == Qt.Key.Key_Home and is_plain:
            self._scroller.to_start()
            self._pager.try_again()
        elif key == Qt.Key.Key_End and is_plain:
            self._scroller.to_end()
        elif key in _ENTER and is_plain:
            self._activate()
        else:
            return False
        return True

    def enter_view(self) -> None:
        """Make the last message whose end is visible the current one, else the first visible one. Do not scroll."""
        current, height = "", self._area.viewport().height()
        for visible in self._contents.layout.visible:
            message = self._contents.rows.message(visible.row)
            if message is not None and (not current or visible.bottom <= height):
                current = message.id
        self._contents.current = current or self._contents.current

    def _move(self, step: int, *, selecting: bool) -> None:
        """Move to the next message; start in the view if the current one is out of sight. `selecting`: whole messages,
        from the start of the selection."""
        visible, rows, selection = (
            self._contents.visible_rows(),
            self._contents.rows,
            self._contents.selection,
        )
        if not visible:
            return
        now = self._contents.current_row()
        row = now + step if now is not None and now in visible else visible[-1] if step < 0 else visible[0]
        while 0 <= row < len(rows) and (rows.message(row) is None or rows.is_hidden(row)):
            row += step
        message = rows.message(row)
        if message is None:
            return
        self._contents.current = message.id
        if selecting:
            anchor = selection.anchor if not selection.is_empty else None
            selection.select_rows(anchor.row if anchor is not None else row if now is None else now, row)
        else:
            selection.clear()
        self._scroller.to_row(row)
        self._hover_bar.show_for(message)
        self._accessible.focus_moved()
        if selecting:
            self._accessible.selection_changed()

    def _change(self, key: Qt.Key) -> bool:
        """React to the current message, edit or delete it. Return False without one, or if it cannot be changed."""
        row, do = self._contents.current_row(), self._do
        message = self._contents.rows.message(row) if row is not None else None
        if row is None or message is None or self._do.is_read_only:
            return False
        if key == Qt.Key.Key_R and do.can_react(message):
            bar = self._hover_bar
            place = bar.rect_on_screen() if bar.isVisible() else QRect(self._contents.point_below(row), QSize(1, 1))
            do.reaction_requested.emit(message, place)
        elif key == Qt.Key.Key_E and do.can_edit(message):
            do.edit_requested.emit(message)
        elif key == Qt.Key.Key_Delete and self._do.can_delete and not message.is_unsent:
            self._do.delete_requested.emit(message)
        else:
            return False
        return True

    def _activate(self) -> None:
        """Open the picture, file or only link of the current message, or a menu if there is a choice; else go to the
        message that it answers. Unfold a run."""
        row = self._contents.current_row()
        message = self._contents.rows.message(row) if row is not None else None
        if row is None or message is None:
            return
        block = self._contents.block(row)
        links, quote = block.content.links, block.quote
        actions = self._do.on_file(message)
        if len(self._contents.rows.run(row)) > 1:
            self._contents.unfold(row)
            self._scroller.lay_out()
        elif can_be_acted_on(message) and not self._do.is_read_only:
            self._menu.open_state_menu(message, self._contents.point_below(row))
        elif self._do.can_write_again(message):
            self._do.write_again_requested.emit(message)
        elif actions and actions[0] is not FileAction.CANCEL:
            self._do.file_action_chosen.emit(message, actions[0])
        elif len(links) == 1 and quote is None:
            self._do.link_activated.emit(links[0].url)
        elif links:
            self._menu.open(row, "", self._contents.point_below(row))
        elif quote is not None and quote.is_here:
            self._do.original_requested.emit(quote.id)
