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
from PySide6.QtWidgets import QAbstractScrollArea, QFrame, QWidget

from qqdesk.domain.message import Delivery, Message
from qqdesk.gui.message_log.accessible_log import AccessibleLog, AccessibleView
from qqdesk.gui.message_log.block import Block
from qqdesk.gui.message_log.day_label import DayLabel
from qqdesk.gui.message_log.hover_bar import HoverBar
from qqdesk.gui.message_log.jump_button import JumpButton
from qqdesk.gui.message_log.log_contents import LogContents
from qqdesk.gui.message_log.log_files import LogFiles
from qqdesk.gui.message_log.log_keyboard import LogKeyboard
from qqdesk.gui.message_log.log_menu import LogMenu
from qqdesk.gui.message_log.log_mouse import LogMouse
from qqdesk.gui.message_log.log_painter import LogPainter
from qqdesk.gui.message_log.log_rows import Entry
from qqdesk.gui.message_log.log_surface import Outbox
from qqdesk.gui.message_log.log_texts import state_sentence
from qqdesk.gui.message_log.message_actions import MessageActions
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
_STEP = 20
_ABOVE_NEW = 24
"""The height above the "new" line that stays visible; less in a low view."""
_BY_TAB = (Qt.FocusReason.TabFocusReason, Qt.FocusReason.BacktabFocusReason)


class MessageListView(QAbstractScrollArea):
    """Lays out and paints only the visible rows. A change of rows moves nothing on the screen, if possible.

    While the last row is not the end of the conversation (`pager.has_end`), `append` adds nothing: the pager requests
    the message later.
    """

    moved = Signal()
    """Other rows may be visible, or `at_end` has changed."""
    link_activated = Signal(str)
    file_action_chosen = Signal(object, object)  # Message, FileAction
    retry_requested = Signal(object)  # Message
    send_now_requested = Signal(object)  # Message
    discard_requested = Signal(object)  # Message
    delete_requested = Signal(object)  # Message
    zoom_requested = Signal(object)  # int: 1 larger, -1 smaller
    typed = Signal(object)  # QKeyEvent: text, or the key to paste; meant for the input

    def __init__(self, faces: FaceSource, participants: Participants, files: Files) -> None:
        super().__init__()
        self._participants = participants
        self.files = files
        self._visible_files = LogFiles(self, files)
        self.message_actions = MessageActions(self)
        self.quotes = QuotedMessages(self, self.message_actions)
        self.contents = LogContents(self, participants, self._visible_files, self.quotes)
        self.rows, self.selection = self.contents.rows, self.contents.selection
        self.painter = LogPainter(self, faces, participants)
        self.pager = Pager(self)
        self.outbox: Outbox | None = None
        self.can_delete = False
        """Whether menus offer to delete messages."""
        self._is_read_only = False
        self.accessible = AccessibleView(self)
        self.selection_actions = SelectionActions(self)
        self.menu = LogMenu(self, self.selection_actions)
        self.keyboard = LogKeyboard(self, self.menu, self.selection_actions, self.accessible)
        self.hover_bar = HoverBar(self)
        self.mouse = LogMouse(self, self.menu, self.selection_actions, self.keyboard)
        self.jump_button = JumpButton(self)
        self.jump_button.clicked.connect(self.scroll_to_end)
        self.day_label = DayLabel(self)
        self._syncing = False
        self.is_changing = False
        self._stays_at_new = False
        self._centred = ""
        """The id of the message that stays in the middle when the size changes."""
        self._is_focused_by_tab = False
        self._today = date.today()
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.verticalScrollBar().setSingleStep(_STEP)
        self.viewport().setAutoFillBackground(False)
        # Beside the viewport, under the scroll bar.
        self.setBackgroundRole(QPalette.ColorRole.Base)
        self.setAutoFillBackground(True)
        # A right click leaves the focus where it is; `LogMouse` takes it with the left button.
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        theme_source().changed.connect(self._restyle)

    def widget(self) -> QWidget:
        return self

    # Rows

    def show_messages(self, messages: Sequence[Message], *, has_start: bool = True, has_end: bool = True) -> None:
        """Replace all messages and go to the end. `has_start`, `has_end`: whether the first and last one are there."""
        self.accessible.rows.clear()
        self.pager.set_start(has_start)
        self.pager.set_end(has_end)
        self.painter.marked = self._centred = ""
        self.quotes.clear()
        self.contents.reset(messages, has_end=has_end)
        self.lay_out()

    def show_context(self, messages: Sequence[Message], key: str, *, has_start: bool, has_end: bool) -> None:
        """Show a part of a conversation around the message `key`, which gets a frame."""
        self.begin_changes()
        self.show_messages(messages, has_start=has_start, has_end=has_end)
        self.painter.marked = self._centred = key
        self._centre_marked()
        self.end_changes()

    def show_part(self, messages: Sequence[Message], key: str, *, has_end: bool) -> None:
        """Show a part of the same conversation around the message `key`."""
        self._stays_at_new = False
        new = self.rows.first_new, self.rows.new_count
        self.begin_changes()
        self.show_messages(messages, has_start=False, has_end=has_end)
        self.rows.begin_new(*new)
        row = self.rows.find(key)
        if row is not None:
            self.contents.layout.centre(row, self.viewport().height())
        self.end_changes()

    def append(self, entry: Entry) -> None:
        was_at_end = self.at_end
        self.contents.keep_notice(entry)
        if self.pager.has_end:
            if date.today() != self._today:
                self._today = date.today()
                self._restyle()
            self.contents.append(entry)
            self.lay_out()
            self.pager.cut()
        if self.pager.has_end:
            self.accessible.row_added(len(self.rows) - 1)
        if not was_at_end and isinstance(entry, Message) and not entry.is_mine:
            self.jump_button.add_new()
            self._move_jump_button()

    def replace(self, row: int, message: Message) -> None:
        """Show a message as it is now, also where it is quoted. The other rows do not change."""
        self.contents.replace(row, message)
        self.lay_out()
        self.accessible.row_changed(row)

    def remove(self, key: str) -> bool:
        """Remove a message; return False if it is not in the log."""
        row = self.rows.find(key)
        if row is None:
            return False
        self.accessible.drop_rows([row])
        self.contents.remove(row)
        self.quotes.forget(key)
        self.lay_out()
        return True

    def begin_changes(self) -> None:
        """Lay out the rows once, in `end_changes`, after several changes."""
        self.is_changing = True

    def end_changes(self) -> None:
        self.is_changing = False
        self.lay_out()
        self.pager.cut()

    # The "new" line

    def mark_new(self, count: int) -> None:
        """Draw the "new" line above the last `count` received messages; 0 removes it."""
        # Without the end of the conversation there is nothing to count from; `begin_new` has set the line.
        if self.pager.has_end or not count:
            self.contents.mark_new(count)
            self.lay_out()

    def begin_new(self, key: str, count: int = 1) -> None:
        """Draw the "new" line above this message, the first of `count`. It may be loaded later."""
        self.contents.begin_new(key, count)
        self.lay_out()

    def go_to_new(self, count: int) -> None:
        """Keep the line above the last `count` received messages visible, until the user scrolls or `move_on`.

        If all new messages fit into the view, that is the end.
        """
        self._stays_at_new = True
        self.lay_out()
        self.jump_button.set_new(0 if self.at_end else count)

    def move_on(self) -> None:
        """Follow new messages at the end again. None of them is new any more."""
        self._stays_at_new = False
        self.jump_button.set_new(0)
        self._move_jump_button()

    # Style

    def show_people(self, name: str) -> None:
        """Name the conversation for screen readers, and show the participants as they are now."""
        self.setAccessibleName(self.tr("Messages with {name}").format(name=name))
        if self.contents.blocks.refresh_names():
            self._restyle()
        self.viewport().update()

    def sender_name(self, number: int) -> str:
        return self.contents.blocks.name(number)

    def public_name(self, number: int) -> str:
        """Return the name without my remark."""
        return self._participants.public_name(number)

    def set_style(self, style: str, zoom: int, *, shows_formatting: bool = False) -> None:
        """Use BUBBLES or LINES, and a text size in percent. The visible rows stay visible."""
        blocks = self.contents.blocks
        if (style, zoom, shows_formatting) != (blocks.style, blocks.zoom, blocks.shows_formatting):
            blocks.style, blocks.zoom, blocks.shows_formatting = style, zoom, shows_formatting
            self._restyle()

    @property
    def is_read_only(self) -> bool:
        return self._is_read_only

    def set_read_only(self, read_only: bool) -> None:
        """Offer nothing that sends, and no button to the newest message."""
        self._is_read_only = read_only
        self._move_jump_button()

    def show_found(self, needle: str, current: str = "") -> None:
        """Highlight all hits of `needle`, stronger in the message with the id `current`; "" highlights nothing."""
        self.painter.needle, self.painter.current_hit = needle, current
        self.viewport().update()

    def state_text(self, message: Message) -> str:
        """Return the delivery state of a message, with its reason, as a sentence."""
        if message.delivery is Delivery.WAITING and self.outbox is not None:
            return self.outbox.waiting_text(message)
        return state_sentence(message)

    # Position

    @property
    def at_end(self) -> bool:
        return self.contents.layout.at_end and self.pager.has_end

    @Slot()
    def scroll_to_end(self) -> None:
        if not self.pager.has_end:
            self.pager.newest_requested.emit()
        self._centred, self._stays_at_new = "", False
        self.contents.layout.scroll_to_end()
        self.lay_out()

    def scroll_to_start(self) -> None:
        self._centred, self._stays_at_new = "", False
        if len(self.rows):
            self.contents.layout.scroll_to_row(0)
            self.lay_out()

    def scroll_by(self, distance: int) -> None:
        self._centred, self._stays_at_new = "", False
        self.contents.layout.scroll_by(distance)
        self.lay_out()

    def bring_into_view(self, row: int) -> None:
        self._centred, self._stays_at_new = "", False
        self.contents.layout.bring_into_view(row)
        self.lay_out()

    def go_to(self, key: str, *, with_keyboard: bool = True) -> bool:
        """Centre a message and frame it for a second; return False if it is not in the log.

        `with_keyboard`: move the keyboard to it.
        """
        row = self.rows.find(key)
        if row is None:
            return False
        self._stays_at_new = False
        if with_keyboard:
            self.keyboard.current = key
            self.setFocus()
        self.painter.show_target(key)
        self.contents.layout.centre(row, self.viewport().height())
        self.lay_out()
        self._centred = key
        self.accessible.focus_moved()
        return True

    def show_place(self, row: int, position: int) -> None:
        """Make a position in a row's text visible, in UTF-16 units. If it was not, centre it."""
        block = self.block(row)
        line = block.content.line_at(position)
        if line.isNull():
            return
        top = round(block.content_origin.y() + line.y())
        height = self.viewport().height()
        visible = self.contents.layout.visible.find(row)
        if visible is None or not 0 <= visible.top + top <= height - 2 * line.height():
            self._centred, self._stays_at_new = "", False
            self.contents.layout.scroll_to_row(row, into=top - height // 2)
            self.lay_out()

    def current_row(self) -> int | None:
        """Return the row that the keyboard is at, while the log has the focus."""
        current = self.keyboard.current
        return self.rows.find(current) if current and self.hasFocus() else None

    def visible_rows(self) -> range:
        return self.contents.visible_rows()

    def block(self, row: int) -> Block:
        return self.contents.block(row)

    def floating_widgets(self) -> list[QWidget]:
        return [self.day_label, self.jump_button, self.hover_bar]

    # Layout and painting

    def lay_out(self) -> None:
        """Lay out the visible rows after a change."""
        if self.is_changing:
            return
        height = self.viewport().height()
        new = self.rows.find(self.rows.first_new) if self._stays_at_new and self.rows.first_new else None
        if new is not None:
            self.contents.layout.scroll_to_row(new, into=-min(_ABOVE_NEW, height // 8))
        self.contents.layout.lay_out(height)
        bar = self.verticalScrollBar()
        self._syncing = True
        try:
            bar.setPageStep(max(height - 2 * _STEP, 1))
            bar.setRange(0, self.contents.layout.range)
            bar.setValue(self.contents.layout.offset)
        finally:
            self._syncing = False
        self.viewport().update()
        self.pager.request_more()
        self._move_jump_button()
        self.moved.emit()

    def _move_jump_button(self) -> None:
        self.jump_button.follow(self.viewport().geometry(), at_end=self.at_end or self._is_read_only)

    def _centre_marked(self) -> None:
        row = self.rows.find(self._centred) if self._centred else None
        if row is not None:
            self.contents.layout.centre(row, self.viewport().height())
            self.lay_out()

    @Slot()
    def _restyle(self) -> None:
        self.contents.restyle()
        self.lay_out()

    def paintEvent(self, event: QPaintEvent) -> None:
        is_framed = self._is_focused_by_tab and self.hasFocus() and self.current_row() is None
        self.painter.paint(event.rect(), is_framed=is_framed)

    # Events

    def scrollContentsBy(self, dx: int, dy: int) -> None:
        if not self._syncing:
            self._centred, self._stays_at_new = "", False
            self.contents.layout.scroll_to(self.verticalScrollBar().value())
            self.lay_out()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if self.contents.blocks.has_builder and not self._syncing and event.oldSize().width() != event.size().width():
            self._restyle()
        else:
            self.lay_out()
        # A window that opens at a message gets its size afterwards.
        self._centre_marked()

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
        if (self._is_focused_by_tab or is_read) and self.current_row() not in self.visible_rows():
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
