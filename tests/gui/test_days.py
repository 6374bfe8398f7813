"""The floating day of a chat's log, and the calendar that goes to a day."""

from datetime import date, datetime, timedelta

import pytest
from PySide6.QtCore import QDate, Qt
from PySide6.QtTest import QTest

from qqdesk.domain.message import Message
from qqdesk.gui.chat.chat_page import ChatPage
from qqdesk.gui.chat.day_chooser import DayPopup
from qqdesk.worker.messenger import Messenger
from tests.gui.history_world import BO, Wait, fill, key
from tests.helpers.desk import Desk
from tests.helpers.messages import text_message
from tests.helpers.server import LocalServer

DAYS = 30
FIRST = date.today() - timedelta(days=3 * DAYS)
EACH = 20
"""Messages of one day. Every third day has some."""


def day(number: int) -> date:
    return FIRST + timedelta(days=3 * number)


def stored() -> list[Message]:
    start = [datetime.combine(day(number), datetime.min.time()).timestamp() for number in range(DAYS)]
    return [
        text_message(key(number), BO, f"text {number}", round(start[number // EACH] * 1000) + number % EACH * 60_000)
        for number in range(DAYS * EACH)
    ]


@pytest.fixture
def desk(history_session: Desk, history_server: LocalServer) -> Desk:
    return fill(history_session, history_server, stored())


@pytest.fixture
def messenger(desk: Desk) -> Messenger:
    return desk.messenger


@pytest.fixture(autouse=True)
def loaded(page: ChatPage, wait: Wait) -> None:
    """The newest pages."""
    wait(lambda: page.log.rows.find(key((DAYS - 2) * EACH)) is not None)


def qdate(day: date) -> QDate:
    return QDate(day.year, day.month, day.day)


def scroll_to_middle_of_a_day(page: ChatPage) -> None:
    """Let no line with a day be at the top."""
    page.log.scroller.to_end()
    row = page.log.rows.find(key((DAYS - 2) * EACH + EACH // 2))
    assert row is not None
    page.log.contents.layout.scroll_to_row(row)
    page.log.scroller.lay_out()


def open_calendar(page: ChatPage) -> DayPopup:
    QTest.keyClick(page.input, Qt.Key.Key_G, Qt.KeyboardModifier.ControlModifier)
    popup = page.day_chooser.popup
    assert popup is not None and popup.isVisible()
    return popup


def uppermost_day(page: ChatPage) -> QDate:
    return page.log.day_label.day


def test_the_day_appears_while_one_scrolls_and_fades(page: ChatPage, wait: Wait) -> None:
    label = page.log.day_label
    assert not label.isVisible(), "the newest messages need no day"
    scroll_to_middle_of_a_day(page)
    assert label.isVisible()
    assert label.day == qdate(day(DAYS - 2))
    assert str(day(DAYS - 2).day) in label.text()
    assert label.text() in label.accessibleName()
    page.log.scroller.lay_out()
    wait(lambda: not label.isVisible())
    page.log.scroller.lay_out()
    assert not label.isVisible(), "nobody has scrolled"


def test_a_line_with_the_day_needs_no_label(page: ChatPage) -> None:
    scroll_to_middle_of_a_day(page)
    row = page.log.rows.find(key((DAYS - 2) * EACH))
    assert row is not None
    page.log.contents.layout.scroll_to_row(row)
    page.log.scroller.lay_out()
    assert not page.log.day_label.isVisible()


def test_a_log_without_an_own_chat_has_no_label(page: ChatPage) -> None:
    page.log.set_read_only(True)
    scroll_to_middle_of_a_day(page)
    assert not page.log.day_label.isVisible()


def test_the_label_opens_the_calendar_at_its_day(page: ChatPage, wait: Wait) -> None:
    scroll_to_middle_of_a_day(page)
    QTest.mouseClick(page.log.day_label, Qt.MouseButton.LeftButton)
    popup = page.day_chooser.popup
    assert popup is not None
    assert popup.calendar.selectedDate() == qdate(day(DAYS - 2))
    wait(lambda: day(DAYS - 2) in popup.calendar.marked)
    month = popup.calendar.month()
    assert popup.calendar.marked == {one for one in map(day, range(DAYS)) if one.replace(day=1) == month}
    assert popup.calendar.maximumDate() == QDate.currentDate()
    before = popup.calendar.month()
    popup.calendar.showPreviousMonth()
    wait(lambda: bool(popup.calendar.marked))
    assert all(one.replace(day=1) < before for one in popup.calendar.marked)
    popup.close()


@pytest.mark.parametrize("apart", [0, 1], ids=["a day with messages", "a day without"])
def test_a_day_shows_its_first_message_or_the_next(page: ChatPage, wait: Wait, apart: int) -> None:
    """The messages of two months ago are not loaded yet."""
    popup = open_calendar(page)
    popup.calendar.clicked.emit(qdate(day(5) + timedelta(days=apart)))
    wanted = key((5 + apart) * EACH)
    wait(lambda: page.log.rows.find(wanted) in page.log.contents.visible_rows())
    assert page.log.painter.target == wanted
    assert page.input.hasFocus() or not page.log.hasFocus(), "letters go on to the input"


def test_today_without_messages_is_the_end(page: ChatPage, wait: Wait) -> None:
    scroll_to_middle_of_a_day(page)
    open_calendar(page).calendar.clicked.emit(QDate.currentDate())
    wait(lambda: page.log.scroller.at_end)


def test_the_keyboard_chooses_a_day(page: ChatPage, wait: Wait) -> None:
    popup = open_calendar(page)
    popup.calendar.setSelectedDate(qdate(day(20)))
    view = popup.calendar.focusProxy()
    assert view is not None
    QTest.keyClick(view, Qt.Key.Key_Return)
    wait(lambda: page.log.rows.find(key(20 * EACH)) in page.log.contents.visible_rows())
