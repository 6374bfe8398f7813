"""The message list: layout, copying, links, retrying, the keyboard."""

import itertools
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PySide6.QtCore import QCoreApplication, QDate, QDateTime, QEvent, QLocale, QPoint, QPointF, Qt, QTime
from PySide6.QtGui import QColor, QContextMenuEvent, QGuiApplication, QMouseEvent, QTextLine
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu, QWidget
from pytestqt.qtbot import QtBot

from qqdesk.domain.message import Delivery
from qqdesk.gui.message_log.log_rows import NoticeLine
from qqdesk.gui.message_log.message_list_view import MessageListView
from qqdesk.gui.message_log.selection import TextPosition
from qqdesk.gui.shared.faces import FaceSource
from qqdesk.gui.shared.texts import date_text
from qqdesk.gui.shared.theme import current_theme, theme_source
from tests.gui.shown_log import START, Named, message, text_part
from tests.gui.stub_files import StubFiles
from tests.helpers.messages import text_message

S = Delivery


def press(qtbot: QtBot, log: MessageListView, point: QPointF) -> None:
    QTest.mouseClick(log.viewport(), Qt.MouseButton.LeftButton, pos=point.toPoint())


def on_screen(log: MessageListView, row: int) -> int:
    """The top of a row, in the viewport."""
    return next(visible.top for visible in log.contents.layout.visible if visible.row == row)


def x_of(line: QTextLine, place: int) -> float:
    found: Any = line.cursorToX(place)
    return float(found[0])


def middle_of_text(log: MessageListView, row: int, place: int) -> QPointF:
    """The middle of one character of a row's text, in the viewport."""
    block = log.contents.block(row)
    line = text_part(block).layout.lineForTextPosition(place)
    x = sum(x_of(line, at) for at in (place, place + 1)) / 2
    return block.content_origin + QPointF(x, line.y() + line.height() / 2 + on_screen(log, row))


def test_it_opens_at_the_end_and_stays_there(log: MessageListView) -> None:
    log.show_messages([message(number) for number in range(200)])
    assert log.scroller.at_end
    assert log.contents.visible_rows()[-1] == 199
    log.append(message(200))
    assert log.scroller.at_end
    assert log.contents.visible_rows()[-1] == 200


def test_only_a_row_that_looks_different_is_laid_out_again(log: MessageListView) -> None:
    log.show_messages([message(0), message(1, state=S.SENDING), message(2)])
    blocks = [log.contents.block(row) for row in range(3)]
    log.append(message(3))
    assert log.contents.block(2) is blocks[2]
    log.replace(1, message(1, state=S.SENT))
    assert log.contents.block(1) is not blocks[1]
    assert log.contents.block(2) is blocks[2]


def test_away_from_the_end_nothing_moves_and_a_button_counts(qtbot: QtBot, log: MessageListView) -> None:
    log.show_messages([message(number) for number in range(200)])
    log.scroller.by(-2000)
    before = log.contents.visible_rows()
    log.append(message(200))
    log.append(message(201, state=S.SENT))
    log.append(message(202))
    assert log.contents.visible_rows() == before
    assert log.jump_button.isVisible()
    assert log.jump_button.new == 2
    assert "2" in log.jump_button.text()
    assert log.jump_button.width() >= log.jump_button.sizeHint().width()
    QTest.mouseClick(log.jump_button, Qt.MouseButton.LeftButton)
    assert log.scroller.at_end
    assert not log.jump_button.isVisible()
    assert log.jump_button.new == 0


def test_a_long_log_lays_out_only_visible_rows(log: MessageListView) -> None:
    log.show_messages([message(number) for number in range(100_000)])
    assert len(log.contents.blocks) < 40
    log.verticalScrollBar().setValue(log.verticalScrollBar().maximum() // 2)
    assert 40_000 < log.contents.visible_rows()[0] < 60_000
    assert len(log.contents.blocks) < 80


def test_resizing_keeps_the_place(log: MessageListView) -> None:
    log.show_messages([message(number, f"{number} " + "word " * 60) for number in range(300)])
    log.scroller.by(-5000)
    first = log.contents.visible_rows()[0]
    for width in (260, 700, 420):
        log.resize(width, 300)
        assert log.contents.visible_rows()[0] == first
    log.scroller.to_end()
    log.resize(300, 200)
    assert log.scroller.at_end
    assert log.contents.visible_rows()[-1] == 299


TEXTS = st.sampled_from(
    ["", "hi", "好 " * 50, "x" * 4096, "a\nb\nc\n\n", "שלום " * 30, "😀" * 40, "https://a.example/" * 9]
)
STEP = st.one_of(
    st.tuples(st.just("append"), TEXTS),
    st.tuples(st.just("change"), TEXTS),
    st.tuples(st.just("remove"), st.just("")),
    st.tuples(st.just("move"), st.just("")),
    st.tuples(st.just("width"), st.integers(200, 900)),
    st.tuples(st.just("scroll"), st.integers(-900, 900)),
)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=st.lists(STEP, max_size=25), data=st.data())
def test_rows_cover_the_view_after_any_change(
    log: MessageListView, steps: list[tuple[str, str | int]], data: st.DataObject
) -> None:
    log.resize(500, 300)
    log.show_messages([message(number) for number in range(3)])
    for count, (kind, value) in enumerate(steps, 3):
        rows = len(log.rows)
        if kind == "append":
            log.append(message(count, str(value), data.draw(st.sampled_from([None, S.SENT]))))
        elif kind == "change" and rows:
            row = data.draw(st.integers(0, rows - 1))
            old = log.rows.message(row)
            assert old is not None
            state, failure = (S.FAILED, "NO_CONNECTION") if old.is_mine else (None, "")
            log.replace(row, text_message(old.id, old.conversation.number, str(value), old.time, state, failure))
        elif kind == "remove" and rows:
            gone = log.rows.message(data.draw(st.integers(0, rows - 1)))
            assert gone is not None and log.remove(gone.id)
        elif kind == "move" and rows:
            moved, later = (log.rows.message(data.draw(st.integers(0, rows - 1))) for _ in range(2))
            assert moved is not None and later is not None
            log.pager.move(moved, [later.id])
        elif kind == "width":
            log.resize(int(value), 300)
        elif kind == "scroll":
            log.scroller.by(int(value))
        visible = log.contents.layout.visible
        assert bool(visible) == bool(len(log.rows))
        for above, below in itertools.pairwise(visible):
            assert (below.row, below.top) == (above.row + 1, above.bottom)
        height = log.viewport().height()
        if visible and (visible[-1].row < len(log.rows) - 1 or visible[0].row > 0):
            assert visible[0].top <= 0
            assert visible[-1].bottom >= height
        for one in visible:
            block = log.contents.block(one.row)
            assert block.frame.bottom() <= one.height
            assert block.frame.left() >= 0
            assert block.frame.right() <= log.viewport().width()
    log.grab()


def test_bubbles_are_on_the_side_of_their_sender(log: MessageListView) -> None:
    log.show_messages([message(0), message(1, state=S.SENT)])
    theirs, mine = log.contents.block(0), log.contents.block(1)
    assert not theirs.face_rect.isEmpty()
    assert theirs.frame.left() < 60
    assert mine.face_rect.isEmpty()
    assert mine.frame.right() > log.viewport().width() - 40


def test_right_to_left_text_is_right_aligned_in_its_bubble(log: MessageListView) -> None:
    log.show_messages([message(0, "שלום עולם\nא")])
    block = log.contents.block(0)
    short = text_part(block).layout.lineAt(1).naturalTextRect()
    assert block.content_origin.x() + short.right() > block.frame.right() - 20


def test_lines_with_and_without_chinese_are_evenly_spaced(log: MessageListView) -> None:
    log.show_messages([message(0, "Latin\n中文\nboth 中文\nLatin")])
    text = text_part(log.contents.block(0)).layout
    baselines = [text.lineAt(number).y() + text.lineAt(number).ascent() for number in range(4)]
    steps = {round(below - above, 2) for above, below in itertools.pairwise(baselines)}
    assert len(steps) == 1


def test_html_is_text(log: MessageListView) -> None:
    log.show_messages([message(0, "<b>bold</b> &amp;")])
    text = text_part(log.contents.block(0)).layout
    assert text.text() == "<b>bold</b> &amp;"


def test_a_click_on_a_link_asks_to_open_it(qtbot: QtBot, log: MessageListView) -> None:
    log.show_messages([message(0, "😀 see https://a.example/b, ok")])
    log.show()
    with qtbot.waitSignal(log.message_actions.link_activated) as opened:
        press(qtbot, log, middle_of_text(log, 0, 10))
    assert opened.args == ["https://a.example/b"]
    with qtbot.assertNotEmitted(log.message_actions.link_activated):
        press(qtbot, log, middle_of_text(log, 0, 4))
        press(qtbot, log, QPointF(5, 250))


def test_a_failed_message_has_a_reason_and_a_link_to_retry(qtbot: QtBot, log: MessageListView) -> None:
    failed = message(0, state=S.FAILED, failure="MAILBOX_FULL")
    log.show_messages([failed])
    block = log.contents.block(0)
    assert block.failure is not None
    assert len(block.failure.text()) > 30
    line = block.failure.lineAt(block.failure.lineCount() - 1)
    end = block.failure_origin + QPointF(line.naturalTextRect().right() - 6, line.y() + line.height() / 2)
    with qtbot.waitSignal(log.message_actions.retry_requested) as wanted:
        press(qtbot, log, end + QPointF(0, on_screen(log, 0)))
    assert wanted.args == [failed]


def test_a_failed_message_is_retried_from_the_keyboard(qtbot: QtBot, log: MessageListView) -> None:
    failed = message(1, state=S.FAILED, failure="MAILBOX_FULL")
    log.show_messages([message(0), failed])
    log.activateWindow()
    log.setFocus()
    qtbot.waitUntil(log.hasFocus)
    QTest.keyClick(log, Qt.Key.Key_Up)
    assert log.contents.current_row() == 1
    QTest.keyClick(log, Qt.Key.Key_Return)
    menu = QApplication.activePopupWidget()
    assert isinstance(menu, QMenu)
    with qtbot.waitSignal(log.message_actions.retry_requested):
        QTest.keyClick(menu, Qt.Key.Key_Return)


def test_a_discarded_message_cannot_be_retried(log: MessageListView) -> None:
    log.show_messages([message(0, state=S.FAILED)])
    assert log.contents.block(0).failure is None
    assert names_of(log.menu.menu_for(0, "")) == ["Copy", "Quote", "Select all"]


def names_of(menu: QMenu) -> list[str]:
    return [action.text().replace("&", "").split("\t")[0] for action in menu.actions() if action.text()]


def test_the_menu_has_the_possible_actions(qtbot: QtBot, log: MessageListView) -> None:
    failed = message(0, "copy me", S.FAILED, "MAILBOX_FULL")
    log.show_messages([failed, message(1, state=S.WAITING)])
    menu = log.menu.menu_for(0, "https://a.example")
    assert names_of(menu) == [
        *("Copy", "Quote", "Open link", "Copy link address"),
        *("Select all", "Retry", "Do not send"),
    ]
    menu.actions()[0].trigger()
    assert QGuiApplication.clipboard().text() == "copy me"
    with qtbot.waitSignal(log.message_actions.discard_requested) as wanted:
        menu.actions()[-1].trigger()
    assert wanted.args == [failed]
    assert names_of(log.menu.menu_for(1, ""))[-2:] == ["Send now", "Do not send"]


def test_copy_takes_the_selection_or_the_message(qtbot: QtBot, log: MessageListView) -> None:
    log.show_messages([message(0, "first"), message(1, "second")])
    log.activateWindow()
    log.setFocus()
    qtbot.waitUntil(log.hasFocus)
    QTest.keyClick(log, Qt.Key.Key_Up)
    QApplication.sendEvent(log, QContextMenuEvent(QContextMenuEvent.Reason.Keyboard, QPoint(), QPoint()))
    menu = QApplication.activePopupWidget()
    assert isinstance(menu, QMenu)
    menu.actions()[0].trigger()
    assert QGuiApplication.clipboard().text() == "second"
    menu.close()
    drag(qtbot, log, middle_of_text(log, 1, 1).toPoint(), middle_of_text(log, 1, 4).toPoint())
    selected = log.selection_actions.selected_text()
    assert selected and selected != "second"
    for row, text in ((1, selected), (0, "first"), (None, selected)):
        log.menu.menu_for(row, "").actions()[0].trigger()
        assert QGuiApplication.clipboard().text() == text
    log.selection.clear()
    assert names_of(log.menu.menu_for(None, "")) == ["Select all"]


def drag(qtbot: QtBot, log: MessageListView, start: QPoint, end: QPoint) -> None:
    QTest.mousePress(log.viewport(), Qt.MouseButton.LeftButton, pos=start)
    # QTest's move has no button pressed: it would be a hover.
    place = QPointF(end)
    move = QMouseEvent(
        QEvent.Type.MouseMove,
        place,
        QPointF(log.viewport().mapToGlobal(end)),
        Qt.MouseButton.NoButton,
        Qt.MouseButton.LeftButton,
        Qt.KeyboardModifier.NoModifier,
    )
    log.mouse.move(move)
    QTest.mouseRelease(log.viewport(), Qt.MouseButton.LeftButton, pos=end)


def test_a_part_of_one_message_is_copied_as_it_is(qtbot: QtBot, log: MessageListView) -> None:
    log.show_messages([message(0, "one 😀 two")])
    start = middle_of_text(log, 0, 0) - QPointF(3, 0)
    end = middle_of_text(log, 0, 7)
    drag(qtbot, log, start.toPoint(), (end - QPointF(2, 0)).toPoint())
    QTest.keyClick(log, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert QGuiApplication.clipboard().text() == "one 😀 "


def test_an_emoticon_is_drawn_as_emoji_and_copied_as_it_was_written(qtbot: QtBot, log: MessageListView) -> None:
    text = "hi :-) see http://example.org/:) B-)"
    log.show_messages([message(0, text)])
    layout = text_part(log.contents.block(0)).layout
    assert layout.text().startswith("hi 🙂") and layout.text().endswith("😎\ufe0f")
    assert layout.lineAt(0).height() < 2 * log.fontMetrics().height()
    # From the middle of the blank before it to the middle of the one behind it.
    drag(qtbot, log, middle_of_text(log, 0, 2).toPoint(), middle_of_text(log, 0, 6).toPoint())
    QTest.keyClick(log, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert QGuiApplication.clipboard().text().strip() == ":-)"
    with qtbot.waitSignal(log.message_actions.link_activated) as opened:
        press(qtbot, log, middle_of_text(log, 0, 15))
    assert opened.args == ["http://example.org/"]


def test_several_messages_are_copied_with_name_and_time(qtbot: QtBot, log: MessageListView) -> None:
    log.show_messages([message(0, "hello"), message(1, "回答", S.SENT)])
    log.append(NoticeLine("Anna is on your list now.", START))
    QTest.keyClick(log, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    QTest.keyClick(log, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    lines = QGuiApplication.clipboard().text().split("\n")
    assert lines[0].startswith("Anna ") and "9:00" in lines[0]
    assert lines[1] == "hello"
    assert lines[2].startswith("Mei ") and "9:01" in lines[2]
    assert lines[3:] == ["回答", "Anna is on your list now."]


def test_a_selection_follows_added_and_removed_rows(log: MessageListView) -> None:
    log.show_messages([message(0, "a"), message(1, "b"), message(2, "c")])
    log.selection.start(TextPosition(2, 0))
    log.selection.extend(TextPosition(2, 1))
    log.remove(f"{0:032x}")
    assert log.selection.within(1) is not None
    log.remove(f"{2:032x}")
    assert log.selection_actions.selected_text() == ""


def test_a_moved_message_moves_nothing_else_on_the_screen(log: MessageListView) -> None:
    log.show_messages([message(number, state=S.WAITING if number == 50 else None) for number in range(200)])
    log.begin_new(message(60).id)
    log.scroller.by(-2000)
    first, top = log.contents.visible_rows()[0], on_screen(log, log.contents.visible_rows()[0])
    log.selection.start(TextPosition(first, 0))
    log.selection.extend(TextPosition(first, 1))
    log.pager.move(message(50, state=S.SENT), [message(199).id])
    assert log.rows.find(message(50).id) == 198
    assert (log.contents.visible_rows()[0], on_screen(log, first - 1)) == (first - 1, top)
    assert log.selection.within(first - 1) == (0, 1)
    assert log.rows.first_new == message(60).id
    log.pager.move(message(50, state=S.SENT), [])
    assert log.rows.last_key() == message(50).id


def test_a_moved_message_is_still_read(log: MessageListView) -> None:
    log.show_messages([message(0, state=S.WAITING), message(1), message(2)])
    log.contents.show_read_by({10001: (message(2).id, message(2).time)})
    log.pager.move(message(0, state=S.SENT), [message(2).id])
    assert [len(log.rows.marks(row).readers) for row in range(3)] == [0, 1, 0]


def test_a_message_that_moves_below_the_loaded_rows_comes_with_them(log: MessageListView) -> None:
    log.show_messages([message(0, state=S.WAITING), message(1)], has_end=False)
    log.pager.move(message(0, state=S.SENT), [])
    assert log.rows.last_key() == message(1).id
    assert log.rows.find(message(0).id) is None


def test_replaced_rows_are_not_selected(log: MessageListView) -> None:
    log.show_messages([message(0, "a"), message(1, "b")])
    log.selection_actions.select_all()
    log.show_messages([message(2, "c"), message(3, "d")])
    assert log.selection_actions.selected_text() == ""


def test_a_double_click_selects_a_word(qtbot: QtBot, log: MessageListView) -> None:
    log.show_messages([message(0, "first second third")])
    QTest.mouseDClick(log.viewport(), Qt.MouseButton.LeftButton, pos=middle_of_text(log, 0, 8).toPoint())
    assert log.selection_actions.selected_text() == "second"


@pytest.mark.parametrize(
    ("key", "first"), [(Qt.Key.Key_Home, True), (Qt.Key.Key_End, False), (Qt.Key.Key_PageUp, False)]
)
def test_keys_scroll(qtbot: QtBot, log: MessageListView, key: Qt.Key, first: bool) -> None:
    log.show_messages([message(number) for number in range(100)])
    log.scroller.by(-1000)
    before = log.contents.visible_rows()
    QTest.keyClick(log, key)
    assert (log.contents.visible_rows()[0] == 0) == first
    assert log.contents.visible_rows() != before


def test_the_wheel_scrolls(qtbot: QtBot, log: MessageListView) -> None:
    log.show_messages([message(number) for number in range(100)])
    bar = log.verticalScrollBar()
    before = bar.value()
    bar.setValue(before - 3 * bar.singleStep())
    assert bar.value() < before
    assert not log.scroller.at_end


def test_a_letter_is_forwarded_to_the_input(qtbot: QtBot, log: MessageListView) -> None:
    with qtbot.waitSignal(log.typed):
        QTest.keyClick(log, Qt.Key.Key_X)
    with qtbot.assertNotEmitted(log.typed):
        QTest.keyClick(log, Qt.Key.Key_W, Qt.KeyboardModifier.ControlModifier)


def test_the_theme_changes_at_once(log: MessageListView) -> None:
    log.show_messages([message(0)])
    log.grab()
    theme_source().choose("dark")
    corner = log.grab().toImage().pixelColor(2, 2)
    assert corner == current_theme().surface


def luminance(colour: QColor) -> float:
    parts = [
        part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4
        for part in (colour.redF(), colour.greenF(), colour.blueF())
    ]
    return float(0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2])


def contrast(one: QColor, other: QColor) -> float:
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("name", ["light", "dark", "classic"])
def test_everything_in_the_log_can_be_read(log: MessageListView, name: str) -> None:
    theme_source().choose(name)
    theme = current_theme()
    log.show_messages([message(0, "https://a.example"), message(1, "https://a.example", S.SENT)])
    for row, ground in ((0, theme.other_bubble), (1, theme.own_bubble)):
        text = text_part(log.contents.block(row)).layout
        ranges = text.formats()  # The formats live as long as this list.
        assert contrast(ranges[0].format.foreground().color(), ground) >= 4.5
    assert contrast(theme.danger, theme.surface) >= 4.5
    assert contrast(theme.accent, theme.surface) >= 4.5
    for mark in (theme.danger, theme.accent):
        assert contrast(mark, theme.own_bubble) >= 3


def test_the_menu_is_deleted_with_the_log(faces: FaceSource) -> None:
    log = MessageListView(faces, Named("Anna"), StubFiles())
    log.show_messages([message(0)])
    log.resize(300, 200)
    log.show()
    place = QPoint(100, 20)
    event = QContextMenuEvent(QContextMenuEvent.Reason.Mouse, place, log.mapToGlobal(place))
    QCoreApplication.sendEvent(log.viewport(), event)
    assert log.findChild(QMenu) is not None
    log.deleteLater()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    assert not isinstance(QApplication.activePopupWidget(), QMenu)


def test_a_larger_font_changes_the_layout(log: MessageListView) -> None:
    log.show_messages([message(0, "word " * 40)])
    before = log.contents.block(0).height
    font = log.font()
    font.setPointSizeF(20)
    log.setFont(font)
    assert log.contents.block(0).height > before


def test_no_row_has_a_widget(log: MessageListView) -> None:
    before = len(log.findChildren(QWidget))
    log.show_messages([message(number) for number in range(500)])
    assert len(log.findChildren(QWidget)) == before


@pytest.mark.parametrize("sign", ["👨‍👩‍👧‍👦", "🇨🇳", "👍🏽", "❤️", "e\u0301"])
def test_a_visible_character_is_selected_as_a_whole(log: MessageListView, sign: str) -> None:
    log.show_messages([message(0, f"a{sign}b")])
    block = log.contents.block(0)
    width = text_part(block).layout.lineAt(0).naturalTextWidth()
    ends = {block.position_at(block.content_origin + QPointF(x, 4)) for x in range(round(width) + 2)}
    length = len(sign.encode("utf-16-le")) // 2
    assert ends == {0, 1, 1 + length, 2 + length}


def test_a_copy_has_the_date_of_today_too(log: MessageListView) -> None:
    now = QDateTime.currentDateTime()
    log.show_messages([message(0, "a"), replace(message(1, "b"), time=now.toMSecsSinceEpoch())])
    QTest.keyClick(log, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    assert date_text(now.date()) in log.selection_actions.selected_text().split("\n")[2]


def test_a_copy_in_the_c_locale_has_an_unambiguous_date(log: MessageListView) -> None:
    moment = QDateTime(QDate(2026, 2, 12), QTime(7, 1)).toMSecsSinceEpoch()
    log.show_messages([replace(message(row, "a"), time=moment) for row in range(2)])
    log.selection_actions.select_all()
    before = QLocale()
    QLocale.setDefault(QLocale.c())
    try:
        assert " 2026-02-12 07:01" in log.selection_actions.selected_text()
    finally:
        QLocale.setDefault(before)


def test_focus_by_tab_selects_the_last_message_whose_end_is_visible(qtbot: QtBot, log: MessageListView) -> None:
    log.show_messages([*(message(row) for row in range(20)), message(20, "\n" * 99 + "end"), message(21)])
    log.scroller.to_end()
    log.scroller.to_row(18)
    log.scroller.by(-20)
    visible = list(log.contents.layout.visible)
    assert visible[-1].bottom > log.viewport().height()
    for reason in (Qt.FocusReason.TabFocusReason, Qt.FocusReason.BacktabFocusReason):
        log.clearFocus()
        log.setFocus(reason)
        qtbot.waitUntil(log.hasFocus)
        assert log.contents.current_row() == visible[-2].row and list(log.contents.layout.visible) == visible
    log.show_messages([message(0, "\n" * 99 + "end")])
    log.scroller.by(-500)
    log.clearFocus()
    log.setFocus(Qt.FocusReason.TabFocusReason)
    qtbot.waitUntil(log.hasFocus)
    assert log.contents.current_row() == 0, "the only one"


def test_the_arrows_continue_from_the_visible_rows(qtbot: QtBot, log: MessageListView) -> None:
    log.show_messages([message(row) for row in range(100)])
    log.setFocus()
    qtbot.waitUntil(log.hasFocus)
    QTest.keyClick(log, Qt.Key.Key_Up)
    assert log.contents.current_row() == 99
    QTest.keyClick(log, Qt.Key.Key_Home)
    QTest.keyClick(log, Qt.Key.Key_Down)
    assert log.contents.current_row() == 0
