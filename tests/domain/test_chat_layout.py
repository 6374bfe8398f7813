"""The stored chat windows."""

import json

import pytest

from qqdesk.domain.chat_layout import MAX_TABS, ChatWindowLayout, format_layout, parse_layout

BO = 3_456_789_012


def test_there_and_back() -> None:
    windows = [
        ChatWindowLayout((10001, BO), (BO,), 10001, "AdnQ", False, True),
        ChatWindowLayout((10002,), (), 10002, "", True),
        ChatWindowLayout(()),
    ]
    assert parse_layout(format_layout(windows)) == windows


@pytest.mark.parametrize("text", ["", "nothing", "{}", "7", "[7, null]", '["x"]'])
def test_what_cannot_be_understood_is_nothing(text: str) -> None:
    assert parse_layout(text) == []


def test_what_of_it_can_be_understood_is_taken() -> None:
    row = {"numbers": [10001, "x", True, -3, 10001, 10002], "pinned": [7, 10002], "current": 7, "geometry": 5}
    assert parse_layout(json.dumps([row, {"numbers": [10002, 10003], "later": 1}, {}])) == [
        ChatWindowLayout((10001, 10002), (10002,)),
        ChatWindowLayout((10003,)),
        ChatWindowLayout(()),
    ]


def test_there_is_an_end_to_it() -> None:
    rows = [{"numbers": list(range(1, MAX_TABS))}, {"numbers": list(range(5000, 9000))}]
    assert [len(window.numbers) for window in parse_layout(json.dumps(rows))] == [MAX_TABS - 1, 1]
