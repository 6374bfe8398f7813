"""The history window on the real history service: search, filters, the context, the keyboard."""

from dataclasses import replace
from datetime import date, timedelta

from PySide6.QtCore import QDate, QLocale, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu
from pytestqt.qtbot import QtBot

from qqdesk.domain.body import Recalled, Removed
from qqdesk.domain.contact import Contact
from qqdesk.domain.message import Delivery
from qqdesk.gui.chat.chat_window import ChatWindow
from qqdesk.gui.history.history_filters import RANGE, TODAY
from qqdesk.gui.history.history_results import PAGE, HitLook
from qqdesk.gui.history.history_window import HistoryWindow
from qqdesk.gui.kit import routes
from qqdesk.gui.kit.app_context import AppContext
from qqdesk.gui.message_log.block import UpperLine
from qqdesk.gui.shared.day_calendar import DayEdit
from qqdesk.gui.shared.faces import FaceSource
from qqdesk.gui.shared.settings_store import SettingsStore
from qqdesk.history.message_search import SearchHit
from tests.gui.history_world import BO, CAI, DORA, STORED, World, fill, messages, newest
from tests.gui.recording_navigator import RecordingNavigator
from tests.gui.showing import show
from tests.gui.shown_log import Named
from tests.helpers.desk import Desk
from tests.helpers.messages import ME, chat_with, text_message
from tests.helpers.server import LocalServer

CONTROL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier


def type_text(world: World, text: str) -> None:
    QTest.keyClicks(world.window.filters.edit, text)
    world.settle()


# Opening


def test_opens_with_the_latest_messages(world: World) -> None:
    window = world.open()
    assert world.texts() == [message.text for message in reversed(messages()[-PAGE:])]
    assert window.results.count.text() == "50+ messages"
    assert QApplication.focusWidget() is window.filters.edit
    assert window.context.message == messages()[-1]
    row = window.context.log.rows.find(messages()[-1].id)
    assert row in window.context.log.contents.visible_rows()


def test_open_one_conversation(world: World) -> None:
    window = world.open(CAI)
    assert {message.conversation.number for message in window.results.selected()} == {CAI}
    assert "Cai" in window.windowTitle()
    assert window.results.count.text() == "50+ messages"
    assert world.history.open(chat_with(BO)) is window
    world.settle()
    assert window.results.current() == next(
        message for message in reversed(messages()) if message.conversation.number == BO
    )


def test_empty_history(empty_world: World) -> None:
    window = empty_world.open()
    assert window.results.stack.currentWidget() is window.results.empty
    assert not window.results.empty.button.isVisible()
    assert not window.context.log.isVisible()


# Searching


def test_every_key_starts_a_search(world: World) -> None:
    window = world.open()
    type_text(world, "straSSE")
    assert len(world.texts()) == STORED // 5
    assert all("Straße" in text for text in world.texts())
    assert window.results.count.text() == f"{STORED // 5} message(s)"
    window.filters.edit.setText("展")
    world.settle()
    assert {message.conversation.number for message in window.results.selected()} == {CAI}
    QTest.keyClick(window.filters.edit, Qt.Key.Key_Backspace)
    world.settle()
    assert len(world.texts()) == PAGE


def test_only_the_last_search_is_shown(world: World) -> None:
    window = world.open()
    for text in ("m", "mu", "mus", "Straße", "not there", "展览"):
        window.filters.edit.setText(text)
    world.settle()
    assert all("展览" in text for text in world.texts())
    assert len(world.texts()) == STORED // 5


def test_scrolling_loads_more_hits(world: World) -> None:
    window = world.open()
    bar = window.results.view.verticalScrollBar()
    while len(world.texts()) < STORED:
        before = len(world.texts())
        bar.setValue(bar.maximum())
        world.wait(lambda: len(world.texts()) > before)  # noqa: B023 (waited for in the same turn)
    bar.setValue(bar.maximum())
    world.settle()
    assert world.texts() == [message.text for message in reversed(messages())]
    assert window.results.count.text() == f"{STORED} message(s)"


def test_filters_narrow_the_search(world: World) -> None:
    window = world.open()
    filters = window.filters
    filters.person.line.setFocus()
    filters.person.line.selectAll()
    QTest.keyClicks(filters.person.line, "dor")
    popup = filters.person.popup
    world.wait(popup.isVisible)
    QTest.keyClick(popup, Qt.Key.Key_Down)
    QTest.keyClick(popup, Qt.Key.Key_Return)
    world.wait(lambda: filters.person.number() == DORA)
    world.settle()
    assert set(world.texts()) == {message.text for message in messages() if message.conversation.number == DORA}
    filters.direction.setCurrentIndex(filters.direction.findData(True))
    filters.direction.activated.emit(1)
    world.settle()
    assert window.results.stack.currentWidget() is window.results.empty
    assert window.results.empty.button.isVisible()
    QTest.mouseClick(window.results.empty.button, Qt.MouseButton.LeftButton)
    world.settle()
    assert filters.person.number() is None
    assert len(world.texts()) == PAGE
    filters.period.setCurrentIndex(filters.period.findData(TODAY))
    filters.period.activated.emit(1)
    world.settle()
    assert not world.texts()
    filters.set_days(newest().date(), newest().date())
    world.settle()
    assert len(world.texts()) == PAGE
    filters.since.set_day(newest().date() + timedelta(days=1))
    assert filters.until.day() == newest().date() + timedelta(days=1)
    world.settle()
    assert not world.texts()


def test_a_box_for_a_day_in_the_c_locale_has_an_unambiguous_date(qtbot: QtBot) -> None:
    before = QLocale()
    QLocale.setDefault(QLocale.c())
    try:
        box = DayEdit("From")
        qtbot.addWidget(box)
        box.set_day(date(2026, 2, 12))
        assert box.text() == "2026-02-12"
    finally:
        QLocale.setDefault(before)


def test_an_unmatched_name_is_replaced(world: World) -> None:
    window = world.open(BO)
    line = window.filters.person.line
    line.setFocus()
    line.selectAll()
    QTest.keyClicks(line, "zzz")
    window.filters.edit.setFocus()
    assert line.text() == f"Bo 波 ({BO})"
    line.setFocus()
    line.selectAll()
    QTest.keyClick(line, Qt.Key.Key_Delete)
    window.filters.edit.setFocus()
    world.settle()
    assert window.filters.person.number() is None


def test_search_without_hits(world: World) -> None:
    window = world.open()
    type_text(world, "nobody ever wrote this")
    assert window.results.stack.currentWidget() is window.results.empty
    assert "“nobody ever wrote this”" in window.results.empty.title()
    assert not window.results.empty.button.isVisible()
    assert window.context.message is None
    assert not window.context.log.isVisible()


def test_a_failed_search_can_be_repeated(world: World, history_server: LocalServer) -> None:
    window = world.open()
    world.messenger.signed_out.disconnect(world.history.close)
    world.messenger.sign_out()
    world.desk.wait_for("signed_out")
    window.filters.edit.setText("museum")
    world.wait(window.results.message.isVisible)
    assert "could not be searched" in window.results.message.text()
    world.desk.sign_in(history_server.address)
    window.results.message.button.click()
    world.settle()
    assert len(world.texts()) == STORED // 5
    assert not window.results.message.isVisible()
    world.messenger.signed_out.connect(world.history.close)


# The calendar


def test_the_calendar_marks_days_with_messages(world: World) -> None:
    window = world.open()
    filters = window.filters
    QTest.keyClick(window, Qt.Key.Key_F4)
    assert filters.calendar.isVisible()
    day = newest().date()
    filters.calendar.setCurrentPage(day.year, day.month)
    world.wait(lambda: bool(filters.calendar.marked))
    assert filters.calendar.marked == {day}
    filters.calendar.clicked.emit(QDate(day.year, day.month, day.day))
    world.settle()
    assert filters.period.currentData() == RANGE
    assert (filters.since.day(), filters.until.day()) == (day, day)
    assert len(world.texts()) == PAGE
    before = (day.replace(day=1) - timedelta(days=40)).replace(day=1)
    filters.calendar.setCurrentPage(before.year, before.month)
    assert not filters.calendar.marked
    QTest.keyClick(window, Qt.Key.Key_F4)
    assert not filters.calendar.isVisible()


def test_future_days_cannot_be_chosen(world: World) -> None:
    window = world.open()
    assert window.filters.calendar.maximumDate() == QDate.currentDate()
    window.filters.set_days(date.today(), date.today() + timedelta(days=5))
    assert window.filters.until.day() == date.today()


# The list and its keys


def test_the_list_by_keyboard(world: World) -> None:
    window = world.open()
    QTest.keyClick(window.filters.edit, Qt.Key.Key_Down)
    view = window.results.view
    assert QApplication.focusWidget() is view
    for _ in range(20):
        QTest.keyClick(view, Qt.Key.Key_Down)
    world.settle()
    expected = messages()[-21]
    assert window.results.current() == expected
    row = window.context.log.rows.find(expected.id)
    assert row in window.context.log.contents.visible_rows()
    QTest.keyClick(view, Qt.Key.Key_Return)
    assert world.navigator.calls == [routes.Message(expected)]
    QTest.keyClick(view, Qt.Key.Key_C, CONTROL)
    assert QGuiApplication.clipboard().text() == expected.text
    QTest.keyClick(view, Qt.Key.Key_Home)
    QTest.keyClick(view, Qt.Key.Key_Up)
    assert QApplication.focusWidget() is window.filters.edit
    view.setFocus()
    QTest.keyClick(view, Qt.Key.Key_M)
    assert QApplication.focusWidget() is window.filters.edit
    assert window.filters.edit.text() == "m"
    world.settle()
    QTest.keyClick(window, Qt.Key.Key_Escape)
    world.wait(lambda: world.history.window is None)


def test_messages_are_copied_oldest_first(world: World) -> None:
    window = world.open()
    view = window.results.view
    view.setFocus()
    QTest.keyClick(view, Qt.Key.Key_Down, SHIFT)
    QTest.keyClick(view, Qt.Key.Key_C, CONTROL)
    assert QGuiApplication.clipboard().text() == "\n".join(message.text for message in messages()[-2:])


def test_context_menu_of_a_message(world: World) -> None:
    window = world.open()
    window.results.view.customContextMenuRequested.emit(
        window.results.view.visualRect(window.results.model.index(0)).center()
    )
    (menu,) = [one for one in window.findChildren(QMenu) if one.isVisible()]
    texts = [action.text().partition("\t")[0] for action in menu.actions() if action.text()]
    assert texts == ["Open chat", "Copy", "Export…", "Delete message…"]
    menu.close()


def test_refresh_shows_new_messages_and_keeps_the_selection(world: World) -> None:
    window = world.open()
    world.desk.send(BO, "just written")
    assert "just written" not in world.texts()
    view = window.results.view
    view.setFocus()
    QTest.keyClick(view, Qt.Key.Key_Down, SHIFT)
    kept, chosen = window.results.current(), window.results.selected()
    assert len(chosen) == 2
    window.results.refresh()
    world.settle()
    assert world.texts()[0] == "just written"
    assert window.results.current() == kept
    assert window.results.selected() == chosen


# Geometry


def test_the_geometry_is_restored(world: World, store: SettingsStore) -> None:
    window = world.open()
    window.resize(720, 560)
    window.splitter.setSizes([300, 420])
    sizes = window.splitter.sizes()
    window.close()
    world.wait(lambda: world.history.window is None)
    again = world.open()
    assert (again.width(), again.height()) == (720, 560)
    assert again.splitter.sizes() == sizes
    store.settings.history_geometry = "no geometry§"
    again.close()
    store.settings.history_geometry = "no geometry§"
    world.open()


def test_signing_out_closes_the_window(world: World) -> None:
    world.open()
    world.messenger.sign_out()
    world.desk.wait_for("signed_out")
    assert world.history.window is None
    assert not [one for one in QApplication.topLevelWidgets() if isinstance(one, HistoryWindow) and one.isVisible()]


def test_a_message_that_was_taken_back_has_a_sentence(qtbot: QtBot) -> None:
    look = HitLook(lambda conversation: Contact(conversation.number), Named("Anna"))
    theirs, mine = (text_message(c * 32, BO, "", 1, state) for c, state in (("a", None), ("b", Delivery.SENT)))
    bodies = replace(theirs, body=Recalled(BO)), replace(mine, body=Recalled(ME)), replace(theirs, body=Removed(3))
    texts = [look(SearchHit(row, message)).second for row, message in enumerate(bodies)]
    assert texts[:2] == ["Anna took back a message", "You took back a message"]
    assert "were deleted" in texts[2]


def test_a_row_shows_the_face_and_the_name_of_the_sender(qtbot: QtBot) -> None:
    class WithFaces(Named):
        def face(self, number: int) -> int:
            return {ME: 3, BO: 6}[number]

    look = HitLook(lambda conversation: Contact(conversation.number, "Bo", face=6), WithFaces("Bo"))
    theirs, mine = (text_message(c * 32, BO, "hello", 1, state) for c, state in (("a", None), ("b", Delivery.SENT)))
    rows = [look(SearchHit(2, theirs)), look(SearchHit(1, mine))]
    assert [(row.picture, row.owner, row.title) for row in rows] == [
        (6, BO, "Bo"),
        (3, ME, "Mei to Bo"),
    ]


# The context


def test_the_context_loads_in_both_directions(world: World) -> None:
    window = world.open(CAI)
    theirs = [message for message in messages() if message.conversation.number == CAI]
    window.results.view.setCurrentIndex(window.results.model.index(29))
    world.settle()
    log = window.context.log
    world.wait(lambda: log.contents.upper_line is UpperLine.NONE or len(log.rows) > 0)
    log.scroller.to_start()
    world.wait(lambda: log.rows.message(0) == theirs[0])
    log.scroller.to_end()
    world.wait(lambda: log.rows.message(len(log.rows) - 1) == theirs[-1])
    assert [log.rows.message(row) for row in range(len(log.rows))] == theirs


def test_a_chat_jumps_to_a_message_that_is_not_loaded(
    qtbot: QtBot, history_session: Desk, history_server: LocalServer, store: SettingsStore
) -> None:
    stored = messages(1200)
    theirs = [message for message in stored if message.conversation.number == CAI]
    fill(history_session, history_server, stored)
    chats = ChatWindow(AppContext(history_session.messenger, RecordingNavigator(), FaceSource(), store))
    qtbot.addWidget(chats)
    show(chats)
    chats.open_chat(chat_with(CAI))
    page = chats.page(chat_with(CAI))
    assert page is not None
    assert page.log.rows.find(theirs[20].id) is None
    page.history_loader.go_to(theirs[20].id)
    history_session.wait(lambda: page.log.rows.find(theirs[20].id) in page.log.contents.visible_rows())
    assert page.log.contents.current_row() == page.log.rows.find(theirs[20].id)
    page.history_loader.go_to("gone")
    page.history_loader.go_to(theirs[-1].id)
    history_session.wait(lambda: page.log.rows.find(theirs[-1].id) in page.log.contents.visible_rows())
    chats.hide()
