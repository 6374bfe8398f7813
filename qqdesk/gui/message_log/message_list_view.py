"""The log of a conversation: messages and notices, one below the other."""

from collections.abc import Sequence
from datetime import date

from PySide6.QtCore import QEvent, QObject, Qt, Signal, Slot
from PySide6.QtGui import (
    QAccessible,
    QAccessibleInterface,
    QContextMenuEvent,
    QFocusEvent,
    QKeyEvent,
    QKeySequence,
    QPaintEvent,
    QPalette,
    QResizeEvent,
    QShowEvent,
)
from PySide6.QtWidgets import QAbstractScrollArea, QFrame

from qqdesk.domain.message import Message
from qqdesk.gui.message_log.accessible_log import AccessibleLog, AccessibleView
from qqdesk.gui.message_log.log_contents import LogContents
from qqdesk.gui.message_log.log_files import LogFiles
from qqdesk.gui.message_log.log_keyboard import LogKeyboard
from qqdesk.gui.message_log.log_menu import LogMenu
from qqdesk.gui.message_log.log_mouse import LogMouse
from qqdesk.gui.message_log.log_painter import LogPainter
from qqdesk.gui.message_log.log_rows import Entry
from qqdesk.gui.message_log.log_scroller import STEP, LogScroller
from qqdesk.gui.message_log.message_actions import MessageActions
from qqdesk.gui.message_log.overlays import DayLabel, HoverBar, JumpButton
from qqdesk.gui.message_log.pager import Pager
from qqdesk.gui.message_log.participants import Participants
from qqdesk.gui.message_log.quoted_messages import QuotedMessages
from qqdesk.gui.message_log.selection_actions import SelectionActions
from qqdesk.gui.shared.faces import FaceSource
from qqdesk.gui.shared.forwarded_composition import is_text
from qqdesk.gui.shared.theme import theme_source
from qqdesk.worker.files import Files

_RESTYLING = (
    QEvent.Type.FontChange,
    QEvent.Type.StyleChange,
    QEvent.Type.LanguageChange,
    QEvent.Type.LocaleChange,
    QEvent.Type.LayoutDirectionChange,
)
_BY_TAB = (Qt.FocusReason.TabFocusReason, Qt.FocusReason.BacktabFocusReason)


class MessageListView(QAbstractScrollArea):
    """Lays out and paints only the visible rows. A change of rows moves nothing on the screen, if possible.

    While the last row is not the end of the conversation (`contents.has_end`), `append` adds nothing: the pager
    requests the message later.
    """

    typed = Signal(object)  # QKeyEvent: text, or the key to paste; meant for the input

    def __init__(self, faces: FaceSource, participants: Participants, files: Files) -> None:
        super().__init__()
        do = self.message_actions = MessageActions(files, self)
        self.contents = LogContents(self, participants)
        self.rows, self.selection = self.contents.rows, self.contents.selection
        self.scroller = LogScroller(self, self.contents)
        self.quotes = QuotedMessages(self.scroller, do)
        self.accessible = AccessibleView(self.scroller, do, self.quotes)
        self.contents.blocks.files = LogFiles(self.scroller, files, self.accessible)
        self.contents.blocks.answers = self.quotes
        self.painter = LogPainter(self, self.contents, faces, participants)
        self.pager = Pager(self.scroller, self.accessible)
        self.jump_button = JumpButton(self)
        self.jump_button.clicked.connect(self.scroller.to_end)
        self.scroller.moved.connect(self._move_jump_button)
        self.selection_actions = actions = SelectionActions(self, self.contents, do)
        self.menu = LogMenu(self, self.contents, do, actions)
        self.hover_bar = HoverBar(self.scroller, do, actions, self.menu)
        self.keyboard = LogKeyboard(self.scroller, do, actions, self.menu, self.hover_bar, self.pager, self.accessible)
        self.mouse = LogMouse(self.scroller, do, actions, self.menu, self.hover_bar, self.pager)
        self.day_label = DayLabel(self.scroller, do)
        self.accessible.floating = [self.day_label, self.jump_button, self.hover_bar]
        self._is_focused_by_tab = False
        self._today = date.today()
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.verticalScrollBar().setSingleStep(STEP)
        self.viewport().setAutoFillBackground(False)
        # Beside the viewport, under the scroll bar.
        self.setBackgroundRole(QPalette.ColorRole.Base)
        self.setAutoFillBackground(True)
        # A right click leaves the focus where it is; `LogMouse` takes it with the left button.
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        theme_source().changed.connect(self._restyle)

    # Rows

    def show_messages(self, messages: Sequence[Message], *, has_start: bool = True, has_end: bool = True) -> None:
        """Replace all messages and go to the end. `has_start`, `has_end`: whether the first and last one are there."""
        self.accessible.rows.clear()
        self.pager.set_start(has_start)
        self.pager.set_end(has_end)
        self.painter.marked = self.scroller.centred = ""
        self.quotes.clear()
        self.contents.reset(messages)
        self.scroller.lay_out()

    def show_context(self, messages: Sequence[Message], key: str, *, has_start: bool, has_end: bool) -> None:
        """Show a part of a conversation around the message `key`, which gets a frame."""
        self.begin_changes()
        self.show_messages(messages, has_start=has_start, has_end=has_end)
        self.painter.marked = key
        self.scroller.centre(key)
        self.end_changes()

    def show_part(self, messages: Sequence[Message], key: str, *, has_end: bool) -> None:
        """Show a part of the same conversation around the message `key`."""
        new = self.rows.first_new, self.rows.new_count
        self.begin_changes()
        self.show_messages(messages, has_start=False, has_end=has_end)
        self.rows.begin_new(*new)
        self.scroller.centre(key)
        self.scroller.centred = ""
        self.end_changes()

    def append(self, entry: Entry) -> None:
        was_at_end = self.scroller.at_end
        self.contents.keep_notice(entry)
        if self.contents.has_end:
            if date.today() != self._today:
                self._today = date.today()
                self._restyle()
            self.contents.append(entry)
            self.scroller.lay_out()
            self.pager.cut()
        if self.contents.has_end:
            self.accessible.row_added(len(self.rows) - 1)
        if not was_at_end and isinstance(entry, Message) and not entry.is_mine:
            self.jump_button.add_new()
            self._move_jump_button()

    def replace(self, row: int, message: Message) -> None:
        """Show a message as it is now, also where it is quoted. The other rows do not change."""
        self.contents.replace(row, message)
        self.scroller.lay_out()
        self.accessible.row_changed(row)

    def remove(self, key: str) -> bool:
        """Remove a message; return False if it is not in the log."""
        row = self.rows.find(key)
        if row is None:
            return False
        self.accessible.drop_rows([row])
        self.contents.remove(row)
        self.quotes.forget(key)
        self.scroller.lay_out()
        return True

    def begin_changes(self) -> None:
        """Lay out the rows once, in `end_changes`, after several changes."""
        self.scroller.is_changing = True

    def end_changes(self) -> None:
        self.scroller.is_changing = False
        self.scroller.lay_out()
        self.pager.cut()

    # The "new" line

    def mark_new(self, count: int) -> None:
        """Draw the "new" line above the last `count` received messages; 0 removes it."""
        # Without the end of the conversation there is nothing to count from; `begin_new` has set the line.
        if self.contents.has_end or not count:
            self.contents.mark_new(count)
            self.scroller.lay_out()

    def begin_new(self, key: str, count: int = 1) -> None:
        """Draw the "new" line above this message, the first of `count`. It may be loaded later."""
        self.contents.begin_new(key, count)
        self.scroller.lay_out()

    def go_to_new(self, count: int) -> None:
        """Keep the line above the last `count` received messages visible, until the user scrolls or `move_on`.

        If all new messages fit into the view, that is the end.
        """
        self.scroller.stays_at_new = True
        self.scroller.lay_out()
        self.jump_button.set_new(0 if self.scroller.at_end else count)

    def move_on(self) -> None:
        """Follow new messages at the end again. None of them is new any more."""
        self.scroller.stays_at_new = False
        self.jump_button.set_new(0)
        self._move_jump_button()

    # Style

    def show_people(self, name: str) -> None:
        """Name the conversation for screen readers, and show the participants as they are now."""
        self.setAccessibleName(self.tr("Messages with {name}").format(name=name))
        if self.contents.blocks.refresh_names():
            self._restyle()
        self.viewport().update()

    def set_style(self, style: str, zoom: int, *, shows_formatting: bool = False) -> None:
        """Use BUBBLES or LINES, and a text size in percent. The visible rows stay visible."""
        blocks = self.contents.blocks
        if (style, zoom, shows_formatting) != (blocks.style, blocks.zoom, blocks.shows_formatting):
            blocks.style, blocks.zoom, blocks.shows_formatting = style, zoom, shows_formatting
            self._restyle()

    def set_read_only(self, read_only: bool) -> None:
        """Offer nothing that sends, and no button to the newest message."""
        self.message_actions.is_read_only = read_only
        self._move_jump_button()

    def go_to(self, key: str, *, with_keyboard: bool = True) -> bool:
        """Centre a message and frame it for a second; return False if it is not in the log.

        `with_keyboard`: move the keyboard to it.
        """
        if self.rows.find(key) is None:
            return False
        if with_keyboard:
            self.contents.current = key
            self.setFocus()
        self.painter.show_target(key)
        self.scroller.centre(key)
        self.accessible.focus_moved()
        return True

    # Layout and painting

    @Slot()
    def _move_jump_button(self) -> None:
        is_hidden = self.scroller.at_end or self.message_actions.is_read_only
        self.jump_button.follow(self.viewport().geometry(), at_end=is_hidden)

    @Slot()
    def _restyle(self) -> None:
        self.contents.restyle()
        self.scroller.lay_out()

    def paintEvent(self, event: QPaintEvent) -> None:
        is_framed = self._is_focused_by_tab and self.hasFocus() and self.contents.current_row() is None
        self.painter.paint(event.rect(), is_framed=is_framed)

    # Events

    def scrollContentsBy(self, dx: int, dy: int) -> None:
        self.scroller.follow_bar()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        has_blocks = self.contents.blocks.has_builder and not self.scroller.is_syncing
        if has_blocks and event.oldSize().width() != event.size().width():
            self._restyle()
        else:
            self.scroller.lay_out()
        # A window that opens at a message gets its size afterwards.
        self.scroller.keep_centred()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.pager.request_more()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in _RESTYLING and hasattr(self, "contents"):
            self._restyle()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if self.keyboard.press(event):
            return
        if event.matches(QKeySequence.StandardKey.Paste) or is_text(event):
            self.typed.emit(event)
        else:
            super().keyPressEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        self.mouse.open_menu(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self._is_focused_by_tab = event.reason() in _BY_TAB
        # A screen reader sets the focus without a reason. The end of a menu or dialog has one.
        is_read = QAccessible.isActive() and event.reason() == Qt.FocusReason.OtherFocusReason
        if (self._is_focused_by_tab or is_read) and self.contents.current_row() not in self.contents.visible_rows():
            self.keyboard.enter_view()
        self.accessible.focus_moved()
        self.viewport().update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        if event.reason() != Qt.FocusReason.PopupFocusReason:
            self.hover_bar.show_for(None)
        self.viewport().update()


def _interface_for(key: str, thing: QObject) -> QAccessibleInterface | None:
    return AccessibleLog(thing, thing.accessible) if isinstance(thing, MessageListView) else None


# The factory serves the whole process, like Qt's own.
QAccessible.installFactory(_interface_for)
