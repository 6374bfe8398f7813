"""What was open, as a text."""

import json

import pytest

from qqdesk.domain.open_chats import MOST_TABS, OpenWindow, from_text, to_text

BO = 3_456_789_012


def test_there_and_back() -> None:
    windows = [
        OpenWindow((10001, BO), (BO,), 10001, "AdnQ", False, True),
        OpenWindow((10002,), (), 10002, "", True),
        OpenWindow(()),
    ]
    assert from_text(to_text(windows)) == windows


@pytest.mark.parametrize("text", ["", "nothing", "{}", "7", "[7, null]", '["x"]'])
def test_what_cannot_be_understood_is_nothing(text: str) -> None:
    assert from_text(text) == []


def test_what_of_it_can_be_understood_is_taken() -> None:
    row = {"numbers": [10001, "x", True, -3, 10001, 10002], "pinned": [7, 10002], "current": 7, "geometry": 5}
    assert from_text(json.dumps([row, {"numbers": [10002, 10003], "later": 1}, {}])) == [
        OpenWindow((10001, 10002), (10002,)),
        OpenWindow((10003,)),
        OpenWindow(()),
    ]


def test_there_is_an_end_to_it() -> None:
    rows = [{"numbers": list(range(1, MOST_TABS))}, {"numbers": list(range(5000, 9000))}]
    assert [len(window.numbers) for window in from_text(json.dumps(rows))] == [MOST_TABS - 1, 1]
