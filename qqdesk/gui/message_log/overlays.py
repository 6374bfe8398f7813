"""What is over a log: the button that scrolls to its end, the day, and the buttons beside a message."""

from PySide6.QtCore import QDate, QEvent, QPoint, QPointF, QPropertyAnimation, QRect, QSize, Qt, QTimer, Slot
from PySide6.QtGui import QEnterEvent
from PySide6.QtWidgets import QFrame, QGraphicsOpacityEffect, QPushButton, QWidget

from qqdesk.domain.message import Message
from qqdesk.gui.kit.action import Action
from qqdesk.gui.message_log.block import Block
from qqdesk.gui.message_log.log_menu import LogMenu
from qqdesk.gui.message_log.log_rows import is_notice, local_day
from qqdesk.gui.message_log.log_scroller import LogScroller
from qqdesk.gui.message_log.message_actions import MessageActions
from qqdesk.gui.message_log.selection_actions import SelectionActions
from qqdesk.gui.shared.icons import icon_button, put_icon
from qqdesk.gui.shared.layouts import row
from qqdesk.gui.shared.texts import long_day_text
from qqdesk.gui.shared.theme import reduced_motion, theme_source

BUTTON = 28
_BESIDE = 8
_PAD = 2


class HoverBar(QFrame):
    """React, Reply and More beside the message that the pointer or the keyboard is at. Floats over the log, so that
    nothing moves.
    """

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


_SHOWN_MS, _FADE_MS = 1500, 200
_DAY_INSET = 8


class DayLabel(QPushButton):
    """The day of the uppermost message, over a log that the user scrolls. Appears when another message comes to the top
    of the view, and fades soon. A click asks for another day.
    """

    def __init__(self, scroller: LogScroller, actions: MessageActions) -> None:
        super().__init__(scroller.area)
        self._area, self._contents, self._actions = scroller.area, scroller.contents, actions
        self.day = QDate()
        """That of the uppermost message; invalid without messages."""
        self._top = 0
        """The time of the uppermost message."""
        self.setProperty("role", "day")
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setToolTip(Action.DAY.tip)
        effect = QGraphicsOpacityEffect(self)
        effect.setOpacity(1)
        self.setGraphicsEffect(effect)
        self._fading = QPropertyAnimation(effect, b"opacity", self)
        self._fading.setDuration(_FADE_MS)
        self._fading.setStartValue(1.0)
        self._fading.setEndValue(0.0)
        self._fading.finished.connect(self.hide)
        self._pause = QTimer(self, singleShot=True, interval=_SHOWN_MS)
        self._pause.timeout.connect(self.fade)
        scroller.moved.connect(self.follow)
        self.hide()

    @Slot()
    def follow(self) -> None:
        """Show the day if the uppermost message has changed. A line with the day needs no label beside it."""
        visible = self._contents.layout.visible
        first = self._contents.rows[visible[0].row] if visible else None
        if first is None:
            self.day = QDate()
            self.hide()
            return
        day, before = local_day(first.time), self._top
        self.day, self._top = QDate(day.year, day.month, day.day), first.time
        if self._contents.layout.at_end or self._actions.is_read_only or self._is_day_line_near():
            self.hide()
        elif self._top != before and before:
            self._appear()

    def _appear(self) -> None:
        self.setText(long_day_text(self.day))
        self.setAccessibleName(self.tr("{day}, go to another day").format(day=self.text()))
        self._fading.stop()
        self._fading.targetObject().setProperty("opacity", 1.0)
        self.setGeometry(self.area())
        self.show()
        self.raise_()
        self._pause.start()

    def area(self) -> QRect:
        """Return where the label belongs in the log."""
        view, size = self._area.viewport().geometry(), self.sizeHint()
        return QRect(
            view.left() + (view.width() - size.width()) // 2, view.top() + _DAY_INSET, size.width(), size.height()
        )

    def _is_day_line_near(self) -> bool:
        below = self.sizeHint().height() + 2 * _DAY_INSET
        for visible in self._contents.layout.visible:
            if visible.top > below:
                return False
            block = self._contents.block(visible.row)
            if block.day and visible.top + block.day_rect.bottom() >= 0 and visible.top + block.day_rect.top() <= below:
                return True
        return False

    @Slot()
    def fade(self) -> None:
        if reduced_motion():
            self.hide()
        else:
            self._fading.start()

    def enterEvent(self, event: QEnterEvent) -> None:
        super().enterEvent(event)
        self._pause.stop()
        self._fading.stop()
        self._fading.targetObject().setProperty("opacity", 1.0)

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        self._pause.start()


_INSET = 12


class JumpButton(QPushButton):
    """The button that scrolls to the end of a log and counts the messages that have arrived there. Lies over a lower
    corner of its parent while the end is out of sight.
    """

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._new = 0
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setAutoDefault(False)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self._name()
        put_icon(self, "chevron-down")
        self.hide()

    @property
    def new(self) -> int:
        return self._new

    def add_new(self) -> None:
        self.set_new(self._new + 1)

    def set_new(self, count: int) -> None:
        self._new = count
        self._name()

    def _name(self) -> None:
        text = self.tr("Jump to newest (%n)", "", self._new) if self._new else self.tr("Jump to newest")
        self.setText(text)
        self.setAccessibleName(text)

    def follow(self, area: QRect, *, at_end: bool) -> None:
        """Move to the corner of `area`; hide at the end."""
        if at_end and self._new:
            self._new = 0
            self._name()
        self.setVisible(not at_end)
        size = self.sizeHint()
        left = area.right() - size.width() - _INSET
        self.setGeometry(left, area.bottom() - size.height() - _INSET, size.width(), size.height())
        self.raise_()
