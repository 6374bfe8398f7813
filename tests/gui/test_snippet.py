"""Snippets: one line of a message around a hit."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qqdesk.gui.message_text.snippet import Snippet, snippet
from qqdesk.history.folding import find_matches, fold


def marked(found: Snippet) -> list[str]:
    """Return the marked texts; marks are in UTF-16 units."""
    units = found.text.encode("utf-16-le")
    return [units[2 * start : 2 * end].decode("utf-16-le") for start, end in found.marks]


@pytest.mark.parametrize(
    ("text", "needle", "room", "line", "marks"),
    [
        ("hello world", "", 40, "hello world", []),
        ("hello world", "WORLD", 40, "hello world", ["world"]),
        ("  first\n\n second\tthird ", "second", 40, "first second third ", ["second"]),
        ("Straße, strasse", "strasse", 40, "Straße, strasse", ["Straße", "strasse"]),
        ("明天去看展览吧", "展览", 40, "明天去看展览吧", ["展览"]),
        ("😀👨‍👩‍👧 let's go", "let", 40, "😀👨‍👩‍👧 let's go", ["let"]),
        ("x" * 100 + " needle", "needle", 20, "…" + "x" * 11 + " needle", ["needle"]),
        ("x" * 100 + " needle " + "y" * 100, "needle", 20, "…xxxx needle " + "y" * 100, ["needle"]),
        ("\u202eevil\u202c text", "text", 40, "evil text", ["text"]),
        ("nothing", "absent", 40, "nothing", []),
    ],
)
def test_snippets(text: str, needle: str, room: int, line: str, marks: list[str]) -> None:
    found = snippet(text, needle, room)
    assert found.text == line
    assert marked(found) == marks


def test_a_distant_hit_is_shown() -> None:
    text = "漢字 word\n" * 450 + "Needle here"
    found = snippet(text, "needle", 30)
    assert marked(found) == ["Needle"]
    before = found.text[: found.text.index("Needle")]
    assert sum(2 if unicodedata.east_asian_width(one) == "W" else 1 for one in before) <= 30


@pytest.mark.parametrize("at", [398, 399, 400, 401])
def test_a_hit_across_two_parts(at: int) -> None:
    assert marked(snippet("x" * at + "needle" + "y" * 500, "needle", 30)) == ["needle"]


@given(
    st.text(st.sampled_from("ab aß\n展览 ｶﾞ\u0301😀\u202e"), max_size=1200),
    st.text(st.sampled_from("ab展览ß"), min_size=1, max_size=4),
    st.integers(5, 60),
)
def test_every_match_of_the_search_is_marked(text: str, needle: str, room: int) -> None:
    found = snippet(text, needle, room)
    assert bool(found.marks) == bool(find_matches(text, needle))
    assert not set("\n\u202e") & set(found.text)
    for one in marked(found):
        assert fold(needle) in fold(one)
