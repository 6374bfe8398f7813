"""The log in a layout from right to left, and names that run the other way than their sentence."""

from collections.abc import Iterator
from datetime import datetime

import pytest
from PySide6.QtCore import QPointF, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from qqdesk.domain.message import Delivery, Message
from qqdesk.gui.message_log.block_cache import BUBBLES, LINES
from qqdesk.gui.message_log.message_list_view import MessageListView
from qqdesk.gui.shared.bidi import isolated
from qqdesk.gui.shared.faces import FaceSource
from tests.gui.laid_out import text_layout
from tests.helpers.messages import Named, text_message

START = int(datetime(2026, 3, 1, 9, 0).timestamp() * 1000)
ENGLISH, HEBREW, DIGITS = "hello", "\u05e9\u05dc\u05d5\u05dd", "12:30"
NAME = "\u05d3\u05e0\u05d4"


def message(number: int, text: str = ENGLISH, *, mine: bool = False) -> Message:
    state = Delivery.SENT if mine else None
    return text_message(f"{number:032x}", 10001, text, START + number * 600_000, state)


@pytest.fixture
def mirrored(qapp: QApplication) -> Iterator[None]:
    qapp.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
    yield
    qapp.setLayoutDirection(Qt.LayoutDirection.LeftToRight)


@pytest.fixture
def log(qtbot: QtBot, mirrored: None, faces: FaceSource) -> Iterator[MessageListView]:
    widget = MessageListView(faces)
    widget.set_participants(Named(NAME))
    widget.set_title(NAME)
    widget.resize(500, 300)
    qtbot.addWidget(widget)
    widget.show()
    yield widget
    widget.close()


def test_bubbles_stand_on_the_other_sides(log: MessageListView) -> None:
    log.show_messages([message(0), message(1, mine=True)])
    theirs, mine = log.block(0), log.block(1)
    assert theirs.face_rect.left() > theirs.frame.right() > 400
    assert mine.frame.left() < 20
    for block in (theirs, mine):
        assert block.frame.contains(block.meta_rect)


@pytest.mark.parametrize(("text", "is_beside"), [(HEBREW, True), (ENGLISH, False), (DIGITS, True)])
def test_the_time_is_at_the_end_of_the_line(log: MessageListView, text: str, is_beside: bool) -> None:
    log.show_messages([message(0, text)])
    block = log.block(0)
    line = text_layout(block).lineAt(0)
    on_the_line = block.meta_rect.top() < block.content_origin.y() + line.height() / 2
    assert on_the_line == is_beside
    words = line.naturalTextRect().translated(block.content_origin)
    if is_beside:
        assert block.meta_rect.right() < words.left() and words.right() <= block.frame.right()
    else:
        assert words.left() < block.frame.left() + 16 and block.meta_rect.left() < block.frame.left() + 16


def test_it_turns_round_while_it_is_open(qapp: QApplication, log: MessageListView) -> None:
    log.show_messages([message(0, mine=True)])
    assert log.block(0).frame.left() < 20
    qapp.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
    assert log.block(0).frame.right() > 450


@pytest.mark.parametrize("style", [BUBBLES, LINES])
@pytest.mark.parametrize("count", [1, 30])
def test_clicks_hit_the_right_places(qtbot: QtBot, log: MessageListView, style: str, count: int) -> None:
    """With a scroll bar at the left, and without."""
    log.set_style(style, 100)
    log.show_messages([message(number, f"{HEBREW} https://example.org/") for number in range(count)])
    block, top = log.block(count - 1), log.contents.layout.placed[-1].top
    line = text_layout(block).lineAt(0)
    where = block.content_origin + QPointF(line.naturalTextRect().left() + 3, line.height() / 2)
    point = where + QPointF(log.contents.left_edge, top)
    with qtbot.waitSignal(log.link_activated):
        QTest.mouseClick(log.viewport(), Qt.MouseButton.LeftButton, pos=point.toPoint())


def test_rows_are_as_far_from_the_right_with_a_scroll_bar_and_without(qtbot: QtBot, log: MessageListView) -> None:
    def margin() -> float:
        right = log.block(0).face_rect.right() + log.contents.left_edge
        return log.viewport().mapTo(log, log.viewport().rect().topRight()).x() - (log.viewport().x() + right)

    log.show_messages([message(0)])
    alone = margin()
    log.show_messages([message(number) for number in range(30)])
    qtbot.waitUntil(log.verticalScrollBar().isVisible)
    assert margin() == alone


def test_a_heading_begins_at_the_right_with_the_name(log: MessageListView) -> None:
    log.set_style(LINES, 100)
    log.set_participants(Named("Anna"))
    log.set_title("Anna")
    log.show_messages([message(0)])
    heading = log.block(0).heading
    assert heading is not None
    line, text = heading.lineAt(0), heading.text()
    place: list[float] = [line.cursorToX(text.index(part))[0] for part in ("Anna", ":")]  # type: ignore[index]
    assert place[1] < place[0] <= log.width()


def test_the_way_to_the_end_is_where_lines_end(log: MessageListView) -> None:
    log.show_messages([message(number) for number in range(60)])
    log.scroll_to_start()
    button = log.floating_widgets()[0]
    assert button.isVisible() and button.geometry().center().x() < log.width() / 2


def test_what_runs_the_other_way_is_isolated(qapp: QApplication) -> None:
    for same in ("Anna", "\u738b\u82b3", "3456789012", "", "Zo\u00eb"):
        assert isolated(same) == same
    assert isolated(NAME) == f"\u2068{NAME}\u2069"
    # A name cannot turn what follows it round.
    assert isolated("a\u202eb\u2069") == "\u2068ab\u2069"
