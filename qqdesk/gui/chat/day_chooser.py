"""The calendar over the log of a chat: go to the first message of a day."""

from datetime import date

from PySide6.QtCore import QDate, QDateTime, QObject, QPoint, Qt, Signal, Slot
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QWidget

from qqdesk.domain.conversation_id import ConversationId
from qqdesk.gui.chat.history_loader import HistoryLoader
from qqdesk.gui.kit.action import Action, add_keys
from qqdesk.gui.message_log.message_list_view import MessageListView
from qqdesk.gui.shared.day_calendar import DayCalendar
from qqdesk.gui.shared.layouts import column
from qqdesk.gui.shared.popup_frame import PopupFrame
from qqdesk.worker.messenger import Messenger


class DayPopup(PopupFrame):
    """Enter or a click chooses a day, Esc closes. It is deleted when it closes."""

    chosen = Signal(object)  # QDate

    def __init__(self, messenger: Messenger, conversation: ConversationId, parent: QWidget) -> None:
        super().__init__(parent)
        self._history_service, self._conversation = messenger.history_service, conversation
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setAccessibleName(self.tr("Go to a day"))
        self.calendar = DayCalendar()
        self.setLayout(column(self.calendar, margins=8))
        self.calendar.clicked.connect(self._choose)
        self.calendar.activated.connect(self._choose)
        self.calendar.currentPageChanged.connect(self._load_days)

    def open_at(self, middle: QPoint, day: QDate) -> None:
        """Open below this point of the screen, with a day to begin with."""
        if day.isValid():
            self.calendar.setSelectedDate(day)
        size = self.sizeHint()
        screen = QGuiApplication.screenAt(middle) or QGuiApplication.primaryScreen()
        space = screen.availableGeometry()
        left = max(space.left(), min(middle.x() - size.width() // 2, space.right() - size.width()))
        self.move(left, max(space.top(), min(middle.y(), space.bottom() - size.height())))
        self.show()
        self.calendar.setFocus()
        self._load_days()

    @Slot()
    def _load_days(self) -> None:
        month = self.calendar.month()
        self.calendar.mark(())
        self._history_service.find_days(self._conversation, month).then(self, lambda days: self._mark(month, days))

    def _mark(self, month: date, days: tuple[date, ...]) -> None:
        if month == self.calendar.month():
            self.calendar.mark(days)

    @Slot(QDate)
    def _choose(self, day: QDate) -> None:
        # A click on a day that has the focus emits both signals.
        self.calendar.blockSignals(True)
        self.chosen.emit(day)
        self.close()


class DayChooser(QObject):
    """Ctrl+G and the floating day open the calendar."""

    def __init__(
        self,
        messenger: Messenger,
        log: MessageListView,
        history_loader: HistoryLoader,
        conversation: ConversationId,
        page: QWidget,
    ) -> None:
        super().__init__(page)
        self._messenger, self._log, self._conversation = messenger, log, conversation
        self._history_loader = history_loader
        self.popup: DayPopup | None = None
        log.day_label.clicked.connect(self.open)
        add_keys(page, {Action.DAY: self.open})

    @Slot()
    def open(self) -> None:
        label = self._log.day_label
        self.popup = popup = DayPopup(self._messenger, self._conversation, self._log)
        popup.chosen.connect(self._go)
        area = label.area()
        popup.open_at(self._log.mapToGlobal(QPoint(area.center().x(), area.bottom())), label.day)

    @Slot(object)
    def _go(self, day: QDate) -> None:
        since = QDateTime(day.startOfDay()).toMSecsSinceEpoch()
        self._messenger.history_service.find_first(self._conversation, since).then(self, self._show)

    def _show(self, key: str) -> None:
        """Go to this message, or to the end without one. The keyboard follows only if it is in the log."""
        if key:
            self._history_loader.go_to(key, with_keyboard=self._log.contents.current_row() is not None)
        else:
            self._log.scroller.to_end()
