"""The message list for screen readers."""

import gc
from collections.abc import Iterator

import pytest
import shiboken6
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QAccessible, QAccessibleInterface, QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from qqdesk.domain.message import Delivery
from qqdesk.gui.message_log.accessible_log import AccessibleLog, AccessibleRow
from qqdesk.gui.message_log.log_rows import NoticeLine
from qqdesk.gui.message_log.message_list_view import MessageListView
from qqdesk.gui.shared.faces import FaceSource
from qqdesk.gui.shared.texts import clock_text
from qqdesk.worker.history_requests import MessagePage
from tests.gui.shown_log import START, Named, message
from tests.gui.stub_files import StubFiles

S = Delivery


@pytest.fixture(autouse=True)
def listening() -> Iterator[None]:
    """Let Qt send accessibility events."""
    QAccessible.setActive(True)
    yield
    QAccessible.setActive(False)


@pytest.fixture
def log(qtbot: QtBot, log: MessageListView) -> MessageListView:
    """The list with the focus."""
    log.activateWindow()
    log.setFocus()
    qtbot.waitUntil(log.hasFocus)
    return log


def part_of(log: MessageListView) -> QAccessibleInterface:
    part = QAccessible.queryAccessibleInterface(log)
    assert isinstance(part, AccessibleLog)
    return part


def words(part: QAccessibleInterface) -> str:
    return part.text(QAccessible.Text.Name)


def rows(log: MessageListView) -> list[str]:
    part = part_of(log)
    return [words(part.child(row)) for row in range(part.childCount())]


def test_it_is_a_list_of_its_messages(log: MessageListView) -> None:
    log.show_messages([message(0, "hello"), message(1, "answer", S.FAILED, "MAILBOX_FULL")])
    log.append(NoticeLine("Anna is here.", START))
    part = part_of(log)
    assert part.role() == QAccessible.Role.List and words(part) == "Messages with Anna"
    first, second, notice = rows(log)
    assert first == f"Anna, {clock_text(START)}, hello"
    assert second.startswith(f"Mei, {clock_text(START + 60_000)}, answer, Not sent: ")
    assert notice == "Anna is here."
    assert part.child(3) is None and part.child(-1) is None


def test_a_row_knows_its_list_its_place_and_itself(log: MessageListView) -> None:
    log.show_messages([message(number) for number in range(100)])
    part = part_of(log)
    for row in (0, 50, 99):
        child = part.child(row)
        assert child.role() == QAccessible.Role.ListItem
        assert child.parent().object() is log and part.indexOfChild(child) == row
    seen = log.contents.visible_rows()
    assert part.child(0).rect().isEmpty() and part.child(0).state().offscreen
    rect = part.child(seen[1]).rect()
    assert not part.child(seen[1]).state().offscreen
    middle = rect.center()
    found = part.childAt(middle.x(), middle.y())
    assert part.indexOfChild(found) == seen[1]


def test_the_day_and_the_new_line_are_described(log: MessageListView) -> None:
    log.show_messages([message(0), message(1), message(2)])
    log.mark_new(1)
    said = [part_of(log).child(row).text(QAccessible.Text.Description) for row in range(3)]
    assert said[0] and not said[1] and said[2] == "1 new message(s)"


def test_rows_follow_changes(log: MessageListView) -> None:
    log.show_messages([message(1), message(2, "mine", S.SENDING), message(3)])
    kept = part_of(log).child(1)
    log.replace(1, message(2, "mine", S.DELIVERED))
    assert words(kept).endswith("mine, Delivered")
    log.pager.prepend(log.rows.first_key(), MessagePage((message(0, "earlier"),), True))
    assert part_of(log).indexOfChild(kept) == 2 and words(kept).endswith("mine, Delivered")
    log.remove(message(2).id)
    assert not shiboken6.isValid(kept)
    assert [row.split(", ")[2] for row in rows(log)] == ["earlier", "text", "text"]
    kept = part_of(log).child(0)
    log.show_messages([])
    assert not shiboken6.isValid(kept) and rows(log) == []


def test_the_current_message_has_the_focus(log: MessageListView) -> None:
    log.show_messages([message(0), message(1), message(2)])
    part = part_of(log)
    QTest.keyClick(log, Qt.Key.Key_Up)
    QTest.keyClick(log, Qt.Key.Key_Up)
    assert part.indexOfChild(part.focusChild()) == 1
    assert [bool(part.child(row).state().focused) for row in range(3)] == [False, True, False]


def test_messages_are_selected_with_the_keyboard(log: MessageListView) -> None:
    log.show_messages([message(number, f"text {number}") for number in range(4)])
    QTest.keyClick(log, Qt.Key.Key_Up)  # at the last one

    def selected() -> list[int]:
        return [row for row in range(4) if part_of(log).child(row).state().selected]

    for expected in ([2, 3], [1, 2, 3]):
        QTest.keyClick(log, Qt.Key.Key_Up, Qt.KeyboardModifier.ShiftModifier)
        assert selected() == expected
    QTest.keyClick(log, Qt.Key.Key_Down, Qt.KeyboardModifier.ShiftModifier)
    assert selected() == [2, 3]
    QTest.keyClick(log, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    copied = QGuiApplication.clipboard().text()
    assert "text 2" in copied and "text 3" in copied and "text 1" not in copied
    QTest.keyClick(log, Qt.Key.Key_Up)
    assert selected() == []
    QTest.keyClick(log, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    assert selected() == [0, 1, 2, 3]


def test_the_button_to_the_end_is_a_child(log: MessageListView) -> None:
    log.show_messages([message(number) for number in range(100)])
    assert part_of(log).childCount() == 100
    log.scroller.to_start()
    part = part_of(log)
    assert part.childCount() == 101
    button = part.child(100)
    assert button.role() == QAccessible.Role.Button and words(button)
    assert part.indexOfChild(button) == 100


@pytest.mark.parametrize("is_kept", [True, False])
def test_a_deleted_log_has_no_interfaces_left(qtbot: QtBot, faces: FaceSource, is_kept: bool) -> None:
    """Otherwise Qt would crash."""
    log: MessageListView | None = MessageListView(faces, Named("Anna"), StubFiles())
    assert log is not None
    log.show_messages([message(number) for number in range(20)])
    kept = [part_of(log).child(row) for row in range(20)]
    numbers = [QAccessible.uniqueId(part) for part in kept]
    assert all(isinstance(part, AccessibleRow) for part in kept)
    if not is_kept:
        kept.clear()
    gc.collect()
    assert all(QAccessible.accessibleInterface(number).isValid() for number in numbers)
    log.deleteLater()
    QApplication.sendPostedEvents(log, QEvent.Type.DeferredDelete)
    log = None
    gc.collect()
    assert all(QAccessible.accessibleInterface(number) is None for number in numbers)
    assert not any(shiboken6.isValid(part) for part in kept)


def test_a_collected_log_deletes_the_interfaces_of_its_rows(faces: FaceSource) -> None:
    log: MessageListView | None = MessageListView(faces, Named("Anna"), StubFiles())
    assert log is not None
    log.show_messages([message(number) for number in range(20)])
    numbers = [QAccessible.uniqueId(part_of(log).child(row)) for row in range(20)]
    log = None
    gc.collect()
    assert all(QAccessible.accessibleInterface(number) is None for number in numbers)
