"""The pager of a log: what it requests, and that nothing moves when the answer comes."""

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from qqdesk.domain.message import Delivery, Message
from qqdesk.gui.message_log.log_rows import LogRows
from qqdesk.gui.message_log.message_list_view import MessageListView
from qqdesk.gui.message_log.selection import TextPosition
from qqdesk.gui.shared.faces import FaceSource
from qqdesk.worker.history_requests import MessagePage
from tests.gui.shown_log import START, Named
from tests.gui.stub_files import StubFiles
from tests.helpers.messages import text_message


def messages(start: int, end: int) -> list[Message]:
    """Ten minutes apart, so that days and groups begin here and there; every third is mine."""
    return [
        text_message(
            f"{number:032x}",
            10001,
            f"message {number} " + "word " * (number % 40),
            START + number * 600_000,
            None if number % 3 else Delivery.SENT,
        )
        for number in range(start, end)
    ]


def prepend(log: MessageListView, earlier: list[Message], *, complete: bool = False) -> None:
    log.pager.prepend(log.rows.first_key(), MessagePage(tuple(earlier), complete))


def append(log: MessageListView, later: list[Message], *, complete: bool = False) -> None:
    log.pager.append(log.rows.last_key(), MessagePage(tuple(later), complete))


def text_tops(log: MessageListView) -> dict[str, float]:
    """Where on the screen the text of each message is."""
    return {
        message.id: visible.top + log.contents.block(visible.row).content_origin.y()
        for visible in log.contents.layout.visible
        if (message := log.rows.message(visible.row))
    }


def is_at_end(log: MessageListView) -> bool:
    return log.scroller.at_end


def test_an_open_menu_quotes_its_message_when_earlier_ones_come(qtbot: QtBot, log: MessageListView) -> None:
    log.show_messages(messages(1000, 1010), has_start=False)
    menu = log.menu.menu_for(4, "")
    quote = next(action for action in menu.actions() if action.text().startswith("Quote"))
    prepend(log, messages(900, 1000))
    with qtbot.waitSignal(log.message_actions.quote_requested) as wanted:
        quote.trigger()
    assert "message 1004 " in wanted.args[0]


@pytest.mark.parametrize("style", ["bubbles", "lines"])
def test_nothing_moves_when_earlier_messages_come(log: MessageListView, style: str) -> None:
    log.set_style(style, 100)
    log.show_messages(messages(1000, 1100), has_start=False)
    log.scroller.to_start()
    for start in range(900, 0, -100):
        before = text_tops(log)
        prepend(log, messages(start, start + 100))
        after = text_tops(log)
        assert before.keys() <= after.keys()
        assert all(after[key] == top for key, top in before.items())
        log.scroller.by(-700)
    assert [log.rows[row].text for row in range(3)] == [message.text for message in messages(100, 103)]


def test_the_end_stays_in_view(log: MessageListView) -> None:
    log.show_messages(messages(1000, 1002), has_start=False)
    prepend(log, messages(900, 1000))
    assert log.scroller.at_end
    assert log.contents.visible_rows()[-1] == 101


def test_earlier_messages_are_requested_once_and_not_before_the_first(qtbot: QtBot, log: MessageListView) -> None:
    asked: list[int] = []
    log.pager.earlier_requested.connect(lambda: asked.append(len(log.rows)))
    log.show_messages(messages(1000, 1100))
    log.scroller.to_start()
    assert asked == [], "a log is complete unless its owner says otherwise"
    log.show_messages(messages(1000, 1100), has_start=False)
    assert asked == [], "the beginning is far away"
    log.scroller.to_start()
    log.scroller.by(40)
    log.scroller.by(-40)
    assert asked == [100]
    prepend(log, messages(900, 1000))
    assert asked == [100], "the first row is more than a screen away now"
    log.scroller.to_start()
    assert asked == [100, 200]
    prepend(log, [], complete=True)
    log.scroller.to_start()
    assert asked == [100, 200]
    assert log.contents.block(0).above is None


def test_a_log_shorter_than_the_screen_asks_at_once(qtbot: QtBot, log: MessageListView) -> None:
    with qtbot.waitSignal(log.pager.earlier_requested):
        log.show_messages(messages(1000, 1001), has_start=False)
    assert log.contents.block(0).above is not None


def test_a_hidden_log_asks_when_it_is_shown(qtbot: QtBot, faces: FaceSource) -> None:
    log = MessageListView(faces, Named("Anna"), StubFiles())
    qtbot.addWidget(log)
    with qtbot.assertNotEmitted(log.pager.earlier_requested):
        log.show_messages(messages(1000, 1001), has_start=False)
    with qtbot.waitSignal(log.pager.earlier_requested):
        log.show()
    log.close()


def test_a_held_scroll_bar_loads_nothing(qtbot: QtBot, log: MessageListView) -> None:
    log.show_messages(messages(1000, 1100), has_start=False)
    bar = log.verticalScrollBar()
    bar.setSliderDown(True)
    with qtbot.assertNotEmitted(log.pager.earlier_requested):
        bar.setSliderPosition(0)
    with qtbot.waitSignal(log.pager.earlier_requested):
        bar.setSliderDown(False)


def test_selection_keyboard_and_new_line_stay_at_their_messages(log: MessageListView) -> None:
    log.show_messages(messages(1000, 1010))
    log.mark_new(2)
    log.selection.start(TextPosition(4, 0))
    log.selection.extend(TextPosition(5, 3))
    log.contents.current = f"{1004:032x}"
    chosen, new = log.selection_actions.selected_text(), log.rows.first_new
    prepend(log, messages(900, 1000))
    assert log.selection_actions.selected_text() == chosen
    assert log.rows.first_new == new
    assert log.rows.find(log.contents.current) == 104


def test_the_new_line_moves_up_to_messages_loaded_later(log: MessageListView) -> None:
    log.show_messages(messages(1000, 1010))
    log.mark_new(20)  # six of those here are theirs
    prepend(log, messages(900, 1000))
    row = log.rows.find(log.rows.first_new)
    assert row is not None
    theirs = [entry for entry in messages(900, 1010)[row:] if not entry.is_mine]
    assert len(theirs) == 20
    shown = [number for number in range(len(log.rows)) if log.contents.block(number).new]
    assert shown == [row]


def test_an_answer_for_a_removed_first_row_is_requested_again(qtbot: QtBot, log: MessageListView) -> None:
    with qtbot.waitSignal(log.pager.earlier_requested) as asked:
        log.show_messages(messages(1000, 1010), has_start=False)
        log.scroller.to_start()
    log.remove(f"{1000:032x}")
    with qtbot.waitSignal(log.pager.earlier_requested) as asked_again:
        log.pager.prepend(asked.args[0], MessagePage(tuple(messages(900, 1000)), False))
    assert asked_again.args == [f"{1001:032x}"]
    assert len(log.rows) == 9
    prepend(log, messages(900, 1000))
    assert len(log.rows) == 109


def test_a_message_is_found_after_changes_of_the_rows(log: MessageListView) -> None:
    rows = LogRows(messages(3000, 6000))
    assert rows.find(f"{5999:032x}") == 2999
    rows.prepend(messages(2000, 3000))
    rows.append(messages(6000, 6001)[0])
    for number in (2000, 2999, 3000, 5999, 6000):
        assert rows.find(f"{number:032x}") == number - 2000
    rows.remove(500)
    assert rows.find(f"{2500:032x}") is None
    assert rows.find(f"{2501:032x}") == 500
    assert rows.find(f"{6000:032x}") == 3999


def test_a_message_is_deleted_and_the_new_line_stays(log: MessageListView) -> None:
    log.show_messages(messages(1000, 1010))
    log.mark_new(3)
    first = log.rows.first_new
    assert log.remove(first)
    assert not log.remove(first)
    now = log.rows.message(log.rows.find(log.rows.first_new) or 0)
    assert now is not None and not now.is_mine
    assert len(log.rows) == 9


def test_a_hit_is_shown_in_the_middle_of_its_context(qtbot: QtBot, faces: FaceSource) -> None:
    log = MessageListView(faces, Named("Anna"), StubFiles())
    qtbot.addWidget(log)
    wanted = f"{1050:032x}"
    log.show_context(messages(1000, 1100), wanted, has_start=True, has_end=True)
    log.resize(500, 300)
    log.show()
    QTest.qWaitForWindowExposed(log)
    middle = log.contents.layout.visible.at(log.viewport().height() // 2)
    assert middle is not None and middle.row == 50
    assert log.painter.row_look(50).is_marked and not log.painter.row_look(49).is_marked
    log.close()


def test_both_ends_of_a_context_are_requested(qtbot: QtBot, log: MessageListView) -> None:
    log.set_read_only(True)
    log.show_context(messages(1000, 1100), f"{1050:032x}", has_start=False, has_end=False)
    with qtbot.waitSignal(log.pager.later_requested):
        log.scroller.to_end()
    assert not is_at_end(log), "there are later ones"
    before = text_tops(log)
    append(log, messages(1100, 1200))
    after = text_tops(log)
    assert all(after[key] == top for key, top in before.items())
    with qtbot.waitSignal(log.pager.earlier_requested):
        log.scroller.to_start()
    with qtbot.waitSignal(log.pager.later_requested):
        log.scroller.to_end()
    append(log, [], complete=True)
    log.scroller.to_end()
    assert is_at_end(log)
    assert not log.jump_button.isVisible()


def link_point(log: MessageListView) -> QPoint:
    """The middle of "Try again" above the first row."""
    block, visible = log.contents.block(0), log.contents.layout.visible[0]
    assert block.above is not None
    line = block.above.lineAt(0)
    x = (line.cursorToX(block.above_retry_start)[0] + line.naturalTextRect().right()) / 2  # type: ignore[index]
    return QPointF(block.above_rect.left() + x, visible.top + block.above_rect.center().y()).toPoint()


@pytest.mark.parametrize("by", ["click", "Home"])
def test_messages_on_an_unreachable_server_are_requested_again_by_the_user(log: MessageListView, by: str) -> None:
    asked: list[str] = []
    log.pager.earlier_requested.connect(asked.append)
    log.show_messages(messages(1000, 1003), has_start=False)
    log.pager.prepend(log.rows.first_key(), MessagePage((), complete=False, is_on_server=True))
    log.scroller.to_start()
    assert len(asked) == 1, "the log does not repeat the request by itself"
    if by == "click":
        QTest.mouseClick(log.viewport(), Qt.MouseButton.LeftButton, pos=link_point(log))
    else:
        QTest.keyClick(log, Qt.Key.Key_Home)
    assert len(asked) == 2
    assert not log.contents.block(0).above_retry_start, "the line says that the messages are being loaded"
    prepend(log, messages(990, 1000), complete=True)
    assert log.contents.block(0).above is None
