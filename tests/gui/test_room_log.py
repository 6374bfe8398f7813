"""The log of a room: names, mentions, and changes of the room."""

from datetime import datetime
from itertools import pairwise

import pytest
from PySide6.QtCore import QPoint, Qt, QTimer
from PySide6.QtGui import QAccessible
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from qqdesk.domain.body import Body, RoomEvent, Text
from qqdesk.domain.conversation_id import ConversationId
from qqdesk.domain.message import Delivery, Message
from qqdesk.gui.message_log.block_cache import BUBBLES, LINES
from qqdesk.gui.message_log.message_list_view import MessageListView
from qqdesk.gui.message_log.participants import Participants
from qqdesk.gui.message_log.typesetter import ranges_of
from qqdesk.gui.shared.faces import FaceSource
from qqdesk.gui.shared.theme import current_theme
from qqdesk.protocol.room_commands import RoomChange
from qqdesk.worker.history_requests import MessagePage
from tests.gui.shown_log import show_log, text_part

ROOM = ConversationId.room(20001)
ME, ANNA, BO = 10000, 10001, 10002
NAMES = {ME: "Mei Chen", ANNA: "Anna Müller", BO: "Bo"}
START = int(datetime(2026, 3, 1, 9, 0).timestamp() * 1000)


class Members(Participants):
    def __init__(self) -> None:
        self.names = NAMES

    @property
    def me(self) -> int:
        return ME

    def name(self, number: int) -> str:
        return NAMES.get(number, str(number))

    def public_name(self, number: int) -> str:
        return self.name(number)

    def face(self, number: int) -> int:
        return 0


def written(number: int, sender: int, body: Body | str) -> Message:
    state = Delivery.SENT if sender == ME else None
    content = Text(body) if isinstance(body, str) else body
    return Message(f"{number:032x}", ROOM, sender, START + number * 1000, content, state)


@pytest.fixture
def log(qtbot: QtBot, faces: FaceSource) -> MessageListView:
    return show_log(qtbot, faces, Members())


def heading(log: MessageListView, row: int) -> str:
    layout = log.contents.block(row).heading
    return layout.text() if layout is not None else ""


def sentence(log: MessageListView, row: int) -> str:
    return log.accessible.sentence(log.rows[row])


@pytest.mark.parametrize("style", [BUBBLES, LINES])
def test_the_name_stands_once_above_what_a_member_says_in_a_row(log: MessageListView, style: str) -> None:
    log.set_style(style, 100)
    log.show_messages([written(1, ANNA, "one"), written(2, ANNA, "two"), written(3, BO, "three")])
    assert [heading(log, row).split("  ")[0] for row in range(3)] == ["Anna Müller", "", "Bo"]
    layout = log.contents.block(0).heading
    assert layout is not None
    formats = layout.formats()
    assert formats[0].format.foreground().color() == current_theme().name_colour(ANNA)


def test_a_person_s_bubbles_have_no_names(log: MessageListView) -> None:
    log.show_messages([Message("1" * 32, ConversationId.person(ANNA), ANNA, START, Text("one"), None)])
    assert heading(log, 0) == ""


def test_a_long_name_makes_the_bubble_wide_enough(log: MessageListView) -> None:
    log.show_messages([written(1, ANNA, "x")])
    block = log.contents.block(0)
    assert block.heading is not None
    line = block.heading.lineAt(0)
    assert block.heading_origin.x() + line.naturalTextWidth() <= block.frame.right()
    assert block.heading_origin.y() + line.y() + line.height() <= block.content_origin.y()


def test_who_mentions_me_is_seen_and_read(log: MessageListView) -> None:
    log.show_messages([written(1, ANNA, Text("@Mei, look", (ME,))), written(2, ANNA, Text("@Bo, look", (BO,)))])
    assert [log.contents.block(row).mentions_me for row in range(2)] == [True, False]
    assert "mentions you" in sentence(log, 0) and "mentions you" not in sentence(log, 1)
    assert len(text_part(log.contents.block(0)).labels) == 1 and not text_part(log.contents.block(1)).labels
    picture = log.grab().toImage()
    middle = log.contents.block(0).frame
    inside = picture.pixelColor(int(middle.right()) - 5, int(middle.top()) + 5)
    assert inside == current_theme().mention
    bar = picture.pixelColor(int(middle.left()) + 1, int(middle.center().y()))
    assert bar == current_theme().mention_bar


def test_mentions_of_mine_are_marked_without_a_label(log: MessageListView) -> None:
    log.show_messages([written(1, ME, Text("@Anna and @Mei", (ANNA, ME)))])
    assert not log.contents.block(0).mentions_me and not text_part(log.contents.block(0)).labels
    ranges = [(one.start, one.length) for one in text_part(log.contents.block(0)).layout.formats()]
    assert ranges == [(0, 5), (10, 4)]


def test_a_mention_is_marked_when_the_name_of_the_member_becomes_known(
    log: MessageListView, monkeypatch: pytest.MonkeyPatch
) -> None:
    log.show_messages([written(1, ANNA, Text("@Eve, look", (10003,)))])
    assert text_part(log.contents.block(0)).layout.formats() == []
    monkeypatch.setitem(NAMES, 10003, "Eve")
    log.show_people("Club")
    assert len(text_part(log.contents.block(0)).layout.formats()) == 1


@pytest.mark.parametrize(
    ("event", "sender", "text"),
    [
        (RoomEvent(RoomChange.MEMBER, BO, "1"), ANNA, "Anna Müller added Bo"),
        (RoomEvent(RoomChange.MEMBER, ME, "1"), ANNA, "Anna Müller added you"),
        (RoomEvent(RoomChange.MEMBER, BO, "1"), ME, "You added Bo"),
        (RoomEvent(RoomChange.MEMBER, BO, "1"), BO, "Bo joined"),
        (RoomEvent(RoomChange.MEMBER, BO, "0"), BO, "Bo left"),
        (RoomEvent(RoomChange.MEMBER, BO, "0"), ANNA, "Anna Müller removed Bo"),
        (RoomEvent(RoomChange.MEMBER, BO, "2 1"), ANNA, "Anna Müller made Bo a keeper of the room"),
        (RoomEvent(RoomChange.MEMBER, BO, "2 1"), BO, "Bo became a keeper of the room"),
        (RoomEvent(RoomChange.MEMBER, BO, "2"), BO, "Bo created the room"),
        (RoomEvent(RoomChange.MEMBER, BO, "2"), ANNA, "Anna Müller made Bo a keeper of the room"),
        (RoomEvent(RoomChange.MEMBER, BO, "1 2"), ANNA, "Anna Müller took the role of keeper from Bo"),
        (RoomEvent(RoomChange.MEMBER, ME, "1 2"), ME, "You gave up the role of keeper"),
        (RoomEvent(RoomChange.NAME, 0, "Rowing"), ANNA, "Anna Müller changed the name to “Rowing”"),
        (RoomEvent(RoomChange.NOTICE, 0, "Lunch\nat one"), ANNA, "Anna Müller changed the notice: Lunch at one"),
        (RoomEvent(RoomChange.NOTICE, 0, ""), ANNA, "Anna Müller removed the notice"),
        (RoomEvent(RoomChange.SILENT, BO, "0"), ANNA, "Anna Müller let Bo write again"),
        (RoomEvent(RoomChange.WRITERS, 0, "1"), ANNA, "Anna Müller let only keepers write"),
        (RoomEvent(RoomChange.MEMBER, 10009, "1"), ANNA, "Anna Müller added 10009"),
    ],
)
def test_a_change_of_the_room_is_a_line_of_its_own(
    log: MessageListView, event: RoomEvent, sender: int, text: str
) -> None:
    log.show_messages([written(1, ANNA, "one"), written(2, sender, event), written(3, ANNA, "two")])
    assert text_part(log.contents.block(1)).text == text
    assert sentence(log, 1) == text
    assert not log.contents.block(1).is_bubble and log.contents.block(1).face_rect.isEmpty()
    assert heading(log, 2) == "Anna Müller"


def test_changes_of_the_room_are_as_far_apart_as_messages_of_two_people(log: MessageListView) -> None:
    event = RoomEvent(RoomChange.WRITERS, 0, "1")
    talk: tuple[tuple[int, Body | str], ...] = ((ANNA, "1"), (BO, "2"), (BO, event), (BO, event), (ANNA, event))
    messages = [written(number, sender, body) for number, (sender, body) in enumerate(talk)]
    log.show_messages([*messages, written(9, ANNA, "3")])
    edges = []
    for row in range(6):
        placed, block = log.contents.layout.visible.find(row), log.contents.block(row)
        assert placed is not None
        beyond = 0 if block.is_bubble else 2  # The frame around a change is for the keyboard.
        edges.append((placed.top + block.frame.top() + beyond, placed.top + block.frame.bottom() - beyond))
    # An icon is a little higher than its line.
    assert all(9 <= below[0] - above[1] <= 10 for above, below in pairwise(edges))


def test_the_icon_of_a_change_of_the_room_is_beside_its_first_line(log: MessageListView) -> None:
    log.show_messages([written(1, ANNA, RoomEvent(RoomChange.NOTICE, 0, "Lunch at one in the garden. " * 10))])
    block, layout = log.contents.block(0), text_part(log.contents.block(0)).layout
    assert layout.lineCount() > 2
    middle = block.content_origin.y() + layout.lineAt(0).rect().center().y()
    assert abs(block.icon_rect.center().y() - middle) <= 1


@pytest.mark.parametrize("style", [BUBBLES, LINES])
def test_a_change_of_the_room_shows_that_the_keyboard_is_there(log: MessageListView, style: str) -> None:
    log.set_style(style, 100)
    log.show_messages([written(1, ANNA, "one"), written(2, BO, RoomEvent(RoomChange.MEMBER, BO, "1"))])
    log.setFocus()
    before = log.grab().toImage()
    QTest.keyClick(log, Qt.Key.Key_Up)
    assert log.contents.current_row() == 1
    placed = log.contents.layout.visible.find(1)
    assert placed is not None
    frame = log.contents.block(1).frame.translated(0, placed.top).toRect()
    edge = log.viewport().mapTo(log, frame.topLeft() + QPoint(frame.width() // 2, 1))
    after = log.grab().toImage()
    assert after.pixelColor(edge) != before.pixelColor(edge)


def test_the_line_above_the_new_messages_counts_what_people_wrote(log: MessageListView) -> None:
    event = RoomEvent(RoomChange.MEMBER, BO, "1")
    log.show_messages([written(1, ANNA, "old"), written(2, ANNA, event), written(3, BO, "new")])
    log.mark_new(1)
    assert [log.contents.block(row).new for row in range(3)] == ["", "", "1 new message(s)"]
    log.append(written(4, BO, "newer"))
    log.mark_new(2)
    assert log.contents.block(2).new == "2 new message(s)"
    assert QAccessible.queryAccessibleInterface(log).child(2).text(QAccessible.Text.Description) == "2 new message(s)"


def joined(number: int, person: int, adder: int = ANNA) -> Message:
    return written(number, adder, RoomEvent(RoomChange.MEMBER, person, "1"))


def shown_rows(log: MessageListView) -> list[int]:
    return [placed.row for placed in log.contents.layout.visible]


@pytest.mark.parametrize(
    ("people", "text"),
    [
        ([(ANNA, BO), (ANNA, 10003)], "Anna Müller added Bo, 10003"),
        ([(ANNA, BO), (ANNA, ME)], "Anna Müller added Bo, you"),
        ([(ME, ANNA), (ME, BO)], "You added Anna Müller, Bo"),
        ([(ANNA, ANNA), (BO, BO)], "Anna Müller, Bo joined"),
        ([(ANNA, BO), (10003, 10003)], "Bo, 10003 joined"),
        ([(ANNA, number) for number in range(10003, 10175)], "Anna Müller added 172 people"),
        ([(ANNA, number) for number in (BO, ME, 10003, 10004)], "Anna Müller added you and 3 others"),
        ([(number, number) for number in range(10003, 10008)], "5 people joined"),
        ([(number, number) for number in (ME, 10003, 10004, 10005)], "You and 3 others joined"),
    ],
)
def test_people_who_come_in_one_after_the_other_are_one_line(
    log: MessageListView, people: list[tuple[int, int]], text: str
) -> None:
    run = [joined(number + 2, person, adder) for number, (adder, person) in enumerate(people)]
    last = len(run) + 1
    log.show_messages([written(1, ANNA, "one"), *run, written(last + 1, ANNA, "two")])
    assert text_part(log.contents.block(1)).text == text and sentence(log, 1) == text
    assert shown_rows(log) == [0, 1, last]
    interface = QAccessible.queryAccessibleInterface(log)
    hidden = [row for row in range(len(log.rows)) if interface.child(row).state().invisible]
    assert hidden == list(range(2, last))
    assert sentence(log, 2).startswith(NAMES.get(people[1][0], str(people[1][0])).replace(NAMES[ME], "You"))


def test_a_run_unfolds_with_a_click(log: MessageListView) -> None:
    log.show_messages([written(1, ANNA, "one"), *(joined(number, 10000 + number) for number in range(3, 9))])
    block, placed = log.contents.block(1), log.contents.layout.visible.find(1)
    assert placed is not None and block.notice is not None and block.notice.text().endswith("Show all")
    (link,) = ranges_of(block.notice, block.notice_link_start, 8)
    point = (block.content_origin + link.center()).toPoint() + QPoint(0, placed.top)
    QTest.mouseClick(log.viewport(), Qt.MouseButton.LeftButton, pos=point)
    assert shown_rows(log) == list(range(7))
    assert text_part(log.contents.block(1)).text == "Anna Müller added 10003"
    assert [sentence(log, row) for row in (1, 6)] == ["Anna Müller added 10003", "Anna Müller added 10008"]
    assert log.contents.block(1).notice is None


def test_the_keyboard_goes_past_hidden_lines_and_unfolds_them(log: MessageListView) -> None:
    run = [joined(number, 10000 + number) for number in range(3, 40)]
    log.show_messages([written(1, ANNA, "one"), *run, written(50, BO, "two")])
    log.setFocus()
    for _ in range(2):
        QTest.keyClick(log, Qt.Key.Key_Up)
    assert log.contents.current_row() == 1
    place = log.contents.layout.visible.find(1)
    QTest.keyClick(log, Qt.Key.Key_Return)
    assert log.contents.current_row() == 1 and log.contents.layout.visible.find(1) == place
    assert shown_rows(log)[:4] == [0, 1, 2, 3]
    QTest.keyClick(log, Qt.Key.Key_Down)
    assert log.contents.current_row() == 2


def test_a_run_grows_and_shrinks(log: MessageListView) -> None:
    log.show_messages([written(1, ANNA, "one"), joined(2, BO)])
    assert text_part(log.contents.block(1)).text == "Anna Müller added Bo"
    for number in range(3, 6):
        log.append(joined(number, 10000 + number))
    assert text_part(log.contents.block(1)).text == "Anna Müller added 4 people" and shown_rows(log) == [0, 1]
    assert log.scroller.at_end
    log.remove(f"{2:032x}")
    assert text_part(log.contents.block(1)).text == "Anna Müller added 10003, 10004, 10005" and shown_rows(log) == [
        0,
        1,
    ]
    log.append(written(9, BO, "Hello"))
    log.append(joined(10, 10010))
    assert shown_rows(log) == [0, 1, 4, 5]


def test_a_run_ends_at_midnight(log: MessageListView) -> None:
    day = 24 * 3600
    log.show_messages([joined(1, 10001), joined(2, 10002), joined(day + 1, 10003), joined(day + 2, 10004)])
    assert shown_rows(log) == [0, 2] and all(log.contents.block(row).day for row in (0, 2))


def test_a_run_goes_over_the_pages_of_a_long_log(qtbot: QtBot, log: MessageListView) -> None:
    """A view that one line does not fill asks for more, and asks no more when all is there."""
    everything = [written(1, ANNA, "one"), *(joined(number, 10000 + number) for number in range(2, 1502))]
    asked: list[str] = []

    def load(before: str) -> None:
        asked.append(before)
        end = next(place for place, message in enumerate(everything) if message.id == before)
        page = tuple(everything[max(end - 100, 0) : end])
        QTimer.singleShot(0, log, lambda: log.pager.prepend(before, MessagePage(page, complete=end <= 100)))

    log.pager.earlier_requested.connect(load)
    log.show_messages([*everything[-50:], written(2000, BO, "two")], has_start=False)
    qtbot.waitUntil(lambda: log.pager.has_start)
    assert len(asked) == 15 and text_part(log.contents.block(1)).text == "Anna Müller added 1500 people"
    assert shown_rows(log) == [0, 1, 1501] and len(log.rows) == 1502
