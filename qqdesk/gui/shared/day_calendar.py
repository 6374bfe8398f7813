"""A calendar that marks the days with messages, and a box for a date."""

from collections.abc import Iterable
from datetime import date

from PySide6.QtCore import QDate, Qt, Slot
from PySide6.QtGui import QTextCharFormat
from PySide6.QtWidgets import QCalendarWidget, QDateEdit, QTableView, QToolButton, QWidget

from qqdesk.gui.shared.fonts import semibold
from qqdesk.gui.shared.icons import put_icon
from qqdesk.gui.shared.texts import date_pattern
from qqdesk.gui.shared.theme import current_theme, theme_source
from qqdesk.gui.shared.type_size import scaled

_ROW = 28
_FIRST = QDate(1990, 1, 1)
_FUTURE_DAYS = 6 * 7
"""Those that the page of this month may have."""


class DayCalendar(QCalendarWidget):
    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.marked: frozenset[date] = frozenset()
        self.setVerticalHeaderFormat(QCalendarWidget.VerticalHeaderFormat.NoVerticalHeader)
        self.setHorizontalHeaderFormat(QCalendarWidget.HorizontalHeaderFormat.ShortDayNames)
        self.setDateRange(_FIRST, QDate.currentDate())
        self.setAccessibleName(self.tr("Calendar"))
        for name, icon, text in (
            ("qt_calendar_prevmonth", "chevron-left", self.tr("The month before")),
            ("qt_calendar_nextmonth", "chevron-right", self.tr("The next month")),
        ):
            for button in self.findChildren(QToolButton, name):
                put_icon(button, icon)
                button.setAccessibleName(text)
                button.setToolTip(text)
        for view in self.findChildren(QTableView):
            view.setAccessibleName(self.tr("Days"))
        self.setMinimumHeight(8 * scaled(_ROW))
        for day in Qt.DayOfWeek:
            self.setWeekdayTextFormat(day, QTextCharFormat())  # Qt's weekend is red
        theme_source().changed.connect(self._apply_theme)
        self._apply_theme()

    def mark(self, days: Iterable[date]) -> None:
        """Mark these days and no others."""
        self.marked = frozenset(days)
        self._show_marks()

    def month(self) -> date:
        return date(self.yearShown(), self.monthShown(), 1)

    @Slot()
    def _apply_theme(self) -> None:
        theme = current_theme()
        head = QTextCharFormat()
        head.setForeground(theme.secondary)
        head.setBackground(theme.surface)
        self.setHeaderTextFormat(head)
        self._show_marks()

    def _show_marks(self) -> None:
        self.setDateTextFormat(QDate(), QTextCharFormat())  # for all days
        marked = QTextCharFormat()
        marked.setFont(semibold(self.font()))
        theme = current_theme()
        marked.setForeground(theme.accent)
        marked.setBackground(theme.selection)
        for day in self.marked:
            self.setDateTextFormat(QDate(day.year, day.month, day.day), marked)
        # Qt paints them as it paints other days.
        future = QTextCharFormat()
        future.setForeground(theme.disabled)
        for days in range(1, _FUTURE_DAYS):
            self.setDateTextFormat(QDate.currentDate().addDays(days), future)


class DayEdit(QDateEdit):
    """A box for a day that is not in the future, with a calendar as its popup."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(QDate.currentDate(), parent)
        self.setDisplayFormat(date_pattern())
        self.setCalendarPopup(True)
        self.setCalendarWidget(DayCalendar())
        self.setDateRange(_FIRST, QDate.currentDate())
        self.setAccessibleName(name)
        self.lineEdit().setAccessibleName(name)

    def day(self) -> date:
        chosen = self.date()
        return date(chosen.year(), chosen.month(), chosen.day())

    def set_day(self, day: date) -> None:
        self.setDate(QDate(day.year, day.month, day.day))
