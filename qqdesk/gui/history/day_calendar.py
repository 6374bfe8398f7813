"""A calendar with a dot under each day that has messages, and a box for a date."""

from collections.abc import Iterable
from datetime import date

from PySide6.QtCore import QDate, QEvent, QObject, QPointF, QRect, QRectF, Qt, Slot
from PySide6.QtGui import QPainter, QPen, QTextCharFormat
from PySide6.QtWidgets import QCalendarWidget, QDateEdit, QTableView, QToolButton, QWidget

from qqdesk.gui.shared.fonts import semibold
from qqdesk.gui.shared.icons import put_icon
from qqdesk.gui.shared.theme import RADIUS, current_theme, theme_source
from qqdesk.gui.shared.type_size import scaled

_DOT = 4
_ROW = 28
_FIRST = QDate(1990, 1, 1)


class DayCalendar(QCalendarWidget):
    """Until `mark` is called, all days look alike, as a date box needs it."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._marked: frozenset[date] | None = None
        self._is_selection_filled = True
        self.setVerticalHeaderFormat(QCalendarWidget.VerticalHeaderFormat.NoVerticalHeader)
        self.setHorizontalHeaderFormat(QCalendarWidget.HorizontalHeaderFormat.ShortDayNames)
        self.setDateRange(_FIRST, QDate.currentDate())
        self.setAccessibleName(self.tr("Calendar"))
        for name, icon, text in (
            ("qt_calendar_prevmonth", "chevron-left", self.tr("The month before")),
            ("qt_calendar_nextmonth", "chevron-right", self.tr("The next month")),
        ):
            button = self.findChild(QToolButton, name)
            if button is not None:
                put_icon(button, icon)
                button.setAccessibleName(text)
                button.setToolTip(text)
        self._view: QTableView | None = None
        view = self.findChild(QTableView)
        if view is not None:
            view.setAccessibleName(self.tr("Days"))
            view.installEventFilter(self)
            self._view = view
            self.setMinimumHeight(8 * scaled(_ROW))
        theme_source().changed.connect(self._apply_theme)
        self._apply_theme()

    def mark(self, days: Iterable[date]) -> None:
        """Mark the days of the shown month that have messages."""
        self._marked = frozenset(days)
        self.updateCells()

    def clear_marks(self) -> None:
        """Show no marks until those of another month are loaded."""
        self.mark(())

    def set_selection_filled(self, filled: bool) -> None:
        """Fill the selected day if the user chose it; otherwise outline the keyboard position."""
        self._is_selection_filled = filled
        self.updateCells()

    @property
    def marked(self) -> frozenset[date]:
        return self._marked or frozenset()

    def month(self) -> date:
        return date(self.yearShown(), self.monthShown(), 1)

    @Slot()
    def _apply_theme(self) -> None:
        theme = current_theme()
        head = QTextCharFormat()
        head.setForeground(theme.secondary)
        head.setBackground(theme.surface)
        self.setHeaderTextFormat(head)
        for day in Qt.DayOfWeek:
            self.setWeekdayTextFormat(day, head)
        self.updateCells()

    def paintCell(self, painter: QPainter, rect: QRect, day: QDate | date) -> None:
        day = QDate(day.year, day.month, day.day) if isinstance(day, date) else day
        theme = current_theme()
        shown = day.month() == self.monthShown() and day.year() == self.yearShown()
        at = day == self.selectedDate() and shown
        selected = at and self._is_selection_filled
        marked = self._marked is None or date(day.year(), day.month(), day.day()) in self._marked
        in_range = self.minimumDate() <= day <= self.maximumDate()
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.fillRect(rect, theme.surface)
        body = QRectF(rect).adjusted(2, 1, -2, -1)
        if selected:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.accent)
            painter.drawRoundedRect(body, RADIUS, RADIUS)
        elif at and self._view is not None and self._view.hasFocus():
            painter.setPen(QPen(theme.accent, 1.5))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(body.adjusted(1, 1, -1, -1), RADIUS, RADIUS)
        elif day == QDate.currentDate():
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.hover)
            painter.drawRoundedRect(body, RADIUS, RADIUS)
        has_messages = marked and in_range and shown
        colour = theme.text if has_messages else theme.secondary if in_range else theme.disabled
        dotted = has_messages and self._marked is not None
        painter.setFont(semibold(self.font()) if dotted else self.font())
        painter.setPen(theme.on_accent if selected else colour)
        number = rect.adjusted(0, 0, 0, -4 if self._marked is not None else 0)
        painter.drawText(number, Qt.AlignmentFlag.AlignCenter, self.locale().toString(day.day()))
        if dotted:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.on_accent if selected else theme.accent)
            painter.drawEllipse(QPointF(body.center().x(), body.bottom() - 4), _DOT / 2, _DOT / 2)
        painter.restore()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in (QEvent.Type.FocusIn, QEvent.Type.FocusOut):
            self.updateCells()
        return super().eventFilter(watched, event)


class DayEdit(QDateEdit):
    """A box for a day that is not in the future, with a calendar as its popup."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(QDate.currentDate(), parent)
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
