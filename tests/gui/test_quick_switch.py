"""The quick switch (Ctrl+K): order, matches and keys."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QShortcut
from PySide6.QtTest import QAbstractItemModelTester, QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot
from shiboken6 import isValid

from qqdesk.domain.contact import Contact, Me
from qqdesk.gui.chat.chat_windows import ChatWindows
from qqdesk.gui.contacts.contact_row import ContactRow, Role
from qqdesk.gui.contacts.quick_switch import PAGE, QuickModel, QuickSwitch
from qqdesk.gui.kit import routes
from qqdesk.gui.kit.app_context import AppContext
from qqdesk.protocol.codes import Status
from qqdesk.protocol.limits import MAX_NUMBER
from qqdesk.worker.messenger import Messenger
from tests.gui.recording_navigator import RecordingNavigator
from tests.gui.showing import show
from tests.helpers.messages import NOON, chat_with
from tests.kit.messenger import Backend

ANNA, WEI, BO, ZOE, EVE = 10001, 10002, 3_456_789_012, 10011, 10012


@pytest.fixture(autouse=True)
def session(backend: Backend) -> None:
    backend.open(
        Contact(ANNA, "Anna"),
        Contact(WEI, "张伟", status=Status.ONLINE),
        Contact(BO, "Bo", stranger=True),
        Contact(ZOE, "Zoë", status=Status.BUSY),
        Contact(EVE, "eve", status=Status.ONLINE),
    )


@pytest.fixture
def over(qtbot: QtBot) -> Iterator[QWidget]:
    over = QWidget()
    qtbot.addWidget(over)
    show(over)
    yield over
    over.close()


@pytest.fixture
def switch(context: AppContext, over: QWidget) -> Iterator[QuickSwitch]:
    switch = QuickSwitch(context, over)
    switch.open()
    QTest.qWaitForWindowActive(switch)
    yield switch
    if isValid(switch):
        switch.close()


def wait_gone(qtbot: QtBot, switch: QuickSwitch) -> None:
    qtbot.waitUntil(lambda: not isValid(switch))


def numbers(model: QuickModel) -> list[int]:
    return [model.number_at(row) for row in range(model.rowCount())]


def found(messenger: Messenger, text: str) -> list[int]:
    model = QuickModel(messenger)
    model.set_filter(text)
    return numbers(model)


# The model


def test_order_by_unread_conversation_presence_and_name(backend: Backend, messenger: Messenger) -> None:
    assert numbers(QuickModel(messenger)) == [EVE, WEI, ZOE, ANNA, BO]
    for number in (BO, ANNA):
        backend.write(number, "hi")
        messenger.mark_read(chat_with(number))
    assert numbers(QuickModel(messenger)) == [ANNA, BO, EVE, WEI, ZOE]
    backend.write(ZOE, "hi", time=NOON - 1)
    assert numbers(QuickModel(messenger)) == [ZOE, ANNA, BO, EVE, WEI]


def test_numbers_in_names_count_by_value_and_chinese_names_by_pinyin(messenger: Messenger, backend: Backend) -> None:
    backend.open(*(Contact(number, name) for number, name in enumerate(("10", "5", "赵敏", "王小明", "李"), 20001)))
    model = QuickModel(messenger)
    assert [model.index(row).data() for row in range(model.rowCount())] == ["5", "10", "李", "王小明", "赵敏"]


@pytest.mark.parametrize(
    ("text", "people"),
    [
        ("", [EVE, WEI, ZOE, ANNA, BO]),
        ("  AN ", [ANNA]),
        ("ZOË", [ZOE]),
        ("伟", [WEI]),
        ("1001", [EVE, ZOE]),
        ("3456789012", [BO]),
        ("nobody", []),
    ],
)
def test_the_search_finds_names_pinyin_and_numbers(messenger: Messenger, text: str, people: list[int]) -> None:
    assert found(messenger, text) == people


def test_an_unknown_number_is_offered(backend: Backend, messenger: Messenger) -> None:
    assert found(messenger, "10009") == [10009]
    assert found(messenger, " 10 009 ") == [10009]
    model = QuickModel(messenger)
    model.set_filter("10009")
    assert model.index(0).data() == "Write to 10009"
    row = model.index(0).data(Role.ROW)
    assert isinstance(row, ContactRow) and row.contact.number == 10009 and row.contact.stranger
    # Not an invalid, a known or my own number.
    for text in (str(MAX_NUMBER + 1), "10000", "١٠٠٠٩", "1" * 5000, "9999"):
        assert found(messenger, text) == []
    messenger.change_me(Me(10009))
    assert found(messenger, "10009") == []
    backend.change(Contact(100_011, "Bo Two"))
    assert found(messenger, "10001") == [ANNA, 100_011], "whoever has it in their number, too"


def test_the_model_is_consistent(backend: Backend, messenger: Messenger) -> None:
    model = QuickModel(messenger)
    tester = QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    for text in ("a", "an", "", "10009", "x"):
        model.set_filter(text)
    backend.write(ANNA, "hi")
    model = QuickModel(messenger)
    first = model.index(0)
    assert (first.data(Role.ROW).contact.number, first.data(Role.ROW).unread) == (ANNA, 1)
    assert first.data(Qt.ItemDataRole.AccessibleTextRole) == "Anna, Offline, 1 unread message, hi"
    assert model.index(99).data() is None
    tester.deleteLater()


def test_more_rows_load_on_scrolling(context: AppContext, backend: Backend, over: QWidget) -> None:
    backend.change(*[Contact(20_000 + number, f"nick {number:04}") for number in range(3 * PAGE)])
    switch = QuickSwitch(context, over)
    switch.open()
    assert switch.model.rowCount() < 3 * PAGE
    bar = switch.view.verticalScrollBar()
    for _ in range(5):
        bar.setValue(bar.maximum())
        QApplication.processEvents()
    assert len(set(numbers(switch.model))) == 3 * PAGE + 5
    switch.edit.insert("nick 0299")
    assert numbers(switch.model) == [20_299]
    switch.close()


# Keys


def test_enter_opens_the_match(qtbot: QtBot, switch: QuickSwitch, navigator: RecordingNavigator) -> None:
    assert switch.edit.hasFocus()
    QTest.keyClicks(switch.edit, "an")
    assert numbers(switch.model) == [ANNA]
    QTest.keyClick(switch.edit, Qt.Key.Key_Return)
    assert navigator.calls == [routes.Chat(chat_with(ANNA))]
    wait_gone(qtbot, switch)


def test_arrow_keys_choose_without_moving_the_focus(switch: QuickSwitch, navigator: RecordingNavigator) -> None:
    for _ in range(3):
        QTest.keyClick(switch.edit, Qt.Key.Key_Down)
    QTest.keyClick(switch.edit, Qt.Key.Key_Up)
    assert switch.edit.hasFocus()
    assert switch.view.currentIndex().data(Role.ROW).contact.number == ZOE
    QTest.keyClick(switch.edit, Qt.Key.Key_PageDown)
    assert switch.view.currentIndex().row() == 4
    QTest.keyClick(switch.edit, Qt.Key.Key_Enter)
    assert navigator.calls == [routes.Chat(chat_with(BO))], "whole, although it has more than 32 bits"


def test_a_click_opens(switch: QuickSwitch, navigator: RecordingNavigator) -> None:
    place = switch.view.visualRect(switch.model.index(1)).center()
    QTest.mouseClick(switch.view.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert navigator.calls == [routes.Chat(chat_with(WEI))]


def test_a_page_explains_that_there_is_no_match(switch: QuickSwitch, navigator: RecordingNavigator) -> None:
    assert switch.view.isVisible() and not switch.no_hits.isVisible()
    QTest.keyClicks(switch.edit, "xyz")
    assert switch.no_hits.isVisible() and not switch.view.isVisible()
    QTest.keyClick(switch.edit, Qt.Key.Key_Return)
    assert navigator.calls == []
    switch.edit.clear()
    assert switch.view.isVisible()


@pytest.mark.parametrize("key", ["Esc", "Ctrl+K", "Ctrl+W"])
def test_a_key_closes_it(qtbot: QtBot, switch: QuickSwitch, key: str) -> None:
    if key == "Esc":
        QTest.keyClick(switch.edit, Qt.Key.Key_Escape)
    else:
        next(item for item in switch.findChildren(QShortcut) if item.key().toString() == key).activated.emit()
    wait_gone(qtbot, switch)


def test_it_closes_when_another_window_is_activated(qtbot: QtBot, switch: QuickSwitch, over: QWidget) -> None:
    over.activateWindow()
    wait_gone(qtbot, switch)


def test_page_without_contacts(
    context: AppContext, backend: Backend, navigator: RecordingNavigator, over: QWidget
) -> None:
    backend.open()
    switch = QuickSwitch(context, over)
    switch.open()
    assert switch.no_contacts.isVisible()
    QTest.keyClicks(switch.edit, "10009")
    QTest.keyClick(switch.edit, Qt.Key.Key_Return)
    assert navigator.calls == [routes.Chat(chat_with(10009))]


def test_every_control_has_a_name(switch: QuickSwitch) -> None:
    assert switch.edit.accessibleName() and switch.view.accessibleName() and switch.windowTitle()


def test_ctrl_k_in_every_chat_window(navigator: RecordingNavigator, context: AppContext) -> None:
    windows = ChatWindows(context)
    windows.open_chat(chat_with(ANNA))
    windows.open_chat(chat_with(WEI))
    windows.move_to_new_window(chat_with(WEI))
    for window in windows.windows:
        next(item for item in window.findChildren(QShortcut) if item.key().toString() == "Ctrl+K").activated.emit()
    assert navigator.calls == [routes.QuickSwitch(window) for window in windows.windows]
    windows.close()
