"""React, Reply and More beside the message that the pointer or the keyboard is at."""

from PySide6.QtCore import QEvent, QPoint, QPointF, QRect, QSize, Qt, Slot
from PySide6.QtWidgets import QFrame

from qqdesk.domain.message import Message
from qqdesk.gui.kit.action import Action
from qqdesk.gui.message_log.block import Block
from qqdesk.gui.message_log.log_menu import LogMenu
from qqdesk.gui.message_log.log_rows import is_notice
from qqdesk.gui.message_log.log_scroller import LogScroller
from qqdesk.gui.message_log.message_actions import MessageActions
from qqdesk.gui.message_log.selection_actions import SelectionActions
from qqdesk.gui.shared.icons import icon_button
from qqdesk.gui.shared.layouts import row
from qqdesk.gui.shared.theme import theme_source

BUTTON = 28
_BESIDE = 8
_PAD = 2


class HoverBar(QFrame):
    """Floats over the log, so that nothing moves."""

    def __init__(self, scroller: LogScroller, do: MessageActions, actions: SelectionActions, menu: LogMenu) -> None:
        super().__init__(scroller.area.viewport())
        self._view, self._contents = scroller.area.viewport(), scroller.contents
        self._do, self._actions, self._menu = do, actions, menu
        self._id = ""
        self.react_button = icon_button(Action.REACT.icon, Action.REACT.tip)
        self.reply_button = icon_button(Action.REPLY.icon, Action.REPLY.tip)
        self.more_button = icon_button("more", self.tr("More"))
        self.react_button.setAccessibleName(self.tr("React"))
        self.reply_button.setAccessibleName(self.tr("Reply"))
        buttons = self.react_button, self.reply_button, self.more_button
        for button in buttons:
            button.setFixedSize(BUTTON, BUTTON)
            button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setProperty("role", "card")
        self.setCursor(Qt.CursorShape.ArrowCursor)
        self.setLayout(row(*buttons, margins=_PAD, spacing=0))
        self.react_button.clicked.connect(self._react)
        self.reply_button.clicked.connect(self._reply)
        self.more_button.clicked.connect(self._open_menu)
        scroller.moved.connect(self.follow)
        theme_source().changed.connect(self.follow)
        self.hide()

    @property
    def message(self) -> Message | None:
        """Return the message that the bar stands beside."""
        found = self._contents.rows.find(self._id) if self._id else None
        return self._contents.rows.message(found) if found is not None else None

    def show_for(self, message: Message | None) -> None:
        """Stand beside this message; for None and a message without actions, hide."""
        self._id = message.id if message is not None else ""
        self.follow()

    @Slot()
    def follow(self) -> None:
        """Move to the present place of the message."""
        message = self.message
        is_offered = message is not None and not (is_notice(message) or message.is_unsent or self._do.is_read_only)
        found = self._contents.rows.find(self._id) if is_offered else None
        visible = self._contents.layout.visible.find(found) if found is not None else None
        if message is None or visible is None:
            self.hide()
            return
        self.react_button.setVisible(self._do.can_react(message))
        self.adjustSize()
        self.move(self._place(self._contents.block(visible.row), visible.top))
        self.show()
        self.raise_()

    def _place(self, block: Block, top: int) -> QPoint:
        """Return the corner: beside the bubble, else above its corner."""
        view, size = self._view.rect(), self.sizeHint()
        frame = block.frame.translated(QPointF(0, top)).toRect()
        seen = QRect(frame.left(), max(frame.top(), 0), frame.width(), frame.height())
        x = frame.left() - _BESIDE - size.width() if block.mine else frame.right() + _BESIDE
        y = seen.top()
        if (not block.is_bubble and not block.is_large) or x < 0 or x + size.width() > view.right():
            x = frame.left() if block.mine and block.is_bubble else frame.right() - size.width()
            y = seen.top() - size.height() + _BESIDE
        x = min(max(x, 0), view.right() - size.width())
        return QPoint(x, min(max(y, 0), max(view.bottom() - size.height(), 0)))

    def sizeHint(self) -> QSize:
        count = 3 if not self.react_button.isHidden() else 2
        return QSize(count * BUTTON + 2 * _PAD + 2, BUTTON + 2 * _PAD + 2)

    def rect_on_screen(self) -> QRect:
        return QRect(self.mapToGlobal(QPoint(0, 0)), self.size())

    @Slot()
    def _react(self) -> None:
        if self.message is not None:
            self._do.reaction_requested.emit(self.message, self.rect_on_screen())

    @Slot()
    def _reply(self) -> None:
        if self.message is not None:
            self._actions.reply(self.message)

    @Slot()
    def _open_menu(self) -> None:
        row = self._contents.rows.find(self._id)
        self._menu.open(row, "", self.mapToGlobal(QPoint(0, self.height())))

    def event(self, event: QEvent) -> bool:
        # The log below does not get a press between the buttons.
        return super().event(event) or event.type() in (QEvent.Type.MouseButtonPress, QEvent.Type.MouseButtonRelease)
