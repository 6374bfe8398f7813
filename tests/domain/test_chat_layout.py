"""The stored chat windows."""

import json

import pytest

from qqdesk.domain.chat_layout import MAX_TABS, ChatWindowLayout, layout_rows, read_layout
from tests.helpers.messages import chat_with, chats_with

BO = chat_with(3_456_789_012)


def test_there_and_back() -> None:
    windows = [
        ChatWindowLayout((chat_with(10001), BO), (BO,), chat_with(10001), "AdnQ", False, True),
        ChatWindowLayout((chat_with(10002),), (), chat_with(10002), "", True),
        ChatWindowLayout(()),
    ]
    assert read_layout(json.loads(json.dumps(layout_rows(windows)))) == windows


@pytest.mark.parametrize("rows", ["nothing", {}, 7, None, [7, None], ["x"]])
def test_what_cannot_be_understood_is_nothing(rows: object) -> None:
    assert read_layout(rows) == []


def test_what_of_it_can_be_understood_is_taken() -> None:
    row = {
        "conversations": ["p10001", "x", True, -3, "p-3", "p10001", "p10002"],
        "pinned": [7, "p7", "p10002"],
        "current": "p7",
        "geometry": 5,
    }
    assert read_layout([row, {"conversations": ["p10002", "p10003"], "later": 1}, {}]) == [
        ChatWindowLayout(tuple(chats_with(10001, 10002)), (chat_with(10002),)),
        ChatWindowLayout((chat_with(10003),)),
        ChatWindowLayout(()),
    ]


def test_there_is_an_end_to_it() -> None:
    rows = [{"conversations": [f"p{n}" for n in some]} for some in (range(1, MAX_TABS), range(5000, 9000))]
    assert [len(window.conversations) for window in read_layout(rows)] == [MAX_TABS - 1, 1]
