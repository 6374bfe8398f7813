"""The day of the uppermost message, over a log that the user scrolls."""

from PySide6.QtCore import QDate, QEvent, QPropertyAnimation, QRect, Qt, QTimer, Slot
from PySide6.QtGui import QEnterEvent
from PySide6.QtWidgets import QGraphicsOpacityEffect, QPushButton

from qqdesk.gui.kit.action import Action
from qqdesk.gui.message_log.log_rows import local_day
from qqdesk.gui.message_log.log_scroller import LogScroller
from qqdesk.gui.message_log.message_actions import MessageActions
from qqdesk.gui.shared.texts import long_day_text
from qqdesk.gui.shared.theme import reduced_motion

_SHOWN_MS, _FADE_MS = 1500, 200
_INSET = 8


class DayLabel(QPushButton):
    """Appears when another message comes to the top of the view, and fades soon. A click asks for another day."""

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
        return QRect(view.left() + (view.width() - size.width()) // 2, view.top() + _INSET, size.width(), size.height())

    def _is_day_line_near(self) -> bool:
        below = self.sizeHint().height() + 2 * _INSET
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
