"""What a log shows between and beside its messages."""

from datetime import datetime

from hypothesis import given
from hypothesis import strategies as st

from qqdesk.domain.message import Delivery, Message
from qqdesk.gui.message_log.log_rows import LogRows, NoticeLine
from qqdesk.gui.message_text.links import find_links
from qqdesk.gui.message_text.text_units import cut, is_blank, is_right_to_left, layout_text, units
from tests.helpers.messages import text_message


def at(day: int, hour: int, minute: int = 0) -> int:
    return int(datetime(2026, 3, day, hour, minute).timestamp() * 1000)


def message(key: str, time: int, *, mine: bool = False) -> Message:
    return text_message(key, 10001, "text", time, Delivery.SENT if mine else None)


def test_a_day_is_above_its_first_message_only() -> None:
    rows = LogRows([message("a", at(1, 23, 59)), message("b", at(2, 0, 0)), message("c", at(2, 0, 1))])
    days = [rows.marks(row).day for row in range(3)]
    assert [day and day.day for day in days] == [1, 2, None]


def test_messages_of_one_sender_stand_together_for_five_minutes() -> None:
    rows = LogRows(
        [
            message("a", at(1, 9, 0)),
            message("b", at(1, 9, 4)),
            message("c", at(1, 9, 10)),
            message("d", at(1, 9, 10), mine=True),
        ]
    )
    assert [rows.marks(row).starts_group for row in range(4)] == [True, False, True, True]


def test_a_notice_parts_a_group() -> None:
    rows = LogRows([message("a", at(1, 9))])
    rows.append(NoticeLine("They let you in", at(1, 9)))
    rows.append(message("b", at(1, 9)))
    assert rows.marks(2).starts_group


def test_the_new_line_is_above_the_unread_received_messages() -> None:
    rows = LogRows([message("a", at(1, 9)), message("b", at(1, 9)), message("m", at(1, 9), mine=True)])
    rows.append(message("c", at(1, 9)))
    assert rows.mark_new(2) == 1
    assert [rows.marks(row).new for row in range(4)] == [0, 2, 0, 0]
    assert rows.mark_new(0) is None
    assert not any(rows.marks(row).new for row in range(4))


def test_links_end_where_a_person_would_end_them() -> None:
    text = "看这个https://例子.example.com/a(b)?x=1，还有 (see http://qq.example/y). 😀 mailto:a@b.example! ftp://no http://"
    links = [(cut(text, link.start, link.start + link.length), link.url) for link in find_links(text)]
    assert all(shown == url for shown, url in links)
    assert [url for _, url in links] == [
        "https://例子.example.com/a(b)?x=1",
        "http://qq.example/y",
        "mailto:a@b.example",
    ]


@given(st.text(), st.data())
def test_places_in_a_text_are_qts(text: str, data: st.DataObject) -> None:
    assert units(text) == len(text.encode("utf-16-le", "surrogatepass")) // 2
    assert units(layout_text(text)) == units(text), "so that a place in the one is the same place in the other"
    place = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(place, len(text)))
    assert cut(text, units(text[:place]), units(text[:end])) == text[place:end]


def test_half_of_an_emoji_is_the_whole_of_it() -> None:
    assert cut("a😀b", 0, 2) == "a😀"
    assert cut("a😀b", 2, 4) == "😀b"
    assert cut("a😀b", 1, 1) == ""


def test_direction_and_blanks() -> None:
    assert is_right_to_left("(123) שלום abc")
    assert not is_right_to_left("abc שלום")
    assert not is_right_to_left("123")
    assert is_blank(" \n\t\u3000\u200b")
    assert not is_blank(" 。")
