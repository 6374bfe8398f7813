"""A long text as several messages: nothing is lost, nothing torn apart, and the cuts are where a person would cut."""

from itertools import pairwise

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from PySide6.QtCore import QTextBoundaryFinder

from qqdesk.domain.message_splitter import split_message
from qqdesk.gui.message_text.text_units import units
from qqdesk.protocol.limits import MAX_MESSAGE_CHARS

PIECES = [
    "a",
    "word",
    "好",
    "。",
    ". ",
    "! ",
    " ",
    "  ",
    "\n",
    "\n\n",
    "\t",
    "😀",
    "👩‍👩‍👧‍👦",
    "🇨🇳",
    "e\u0301",
    "\u0301",
    "각",
    "\u200d",
    "①",
]
MIXED = st.lists(st.sampled_from([" 🇨🇳🇩🇪" if piece == "🇨🇳" else piece for piece in PIECES])).map("".join)
"""Behind an emoji, Qt 6.11 takes the second half of a flag and the first of the next for one character."""


def graphemes(text: str) -> list[int]:
    """The places between characters as a person takes them, in UTF-16 units."""
    finder = QTextBoundaryFinder(QTextBoundaryFinder.BoundaryType.Grapheme, text)
    found = [0]
    while (place := finder.toNextBoundary()) >= 0:
        found.append(place)
    return found


def no_blanks(text: str) -> str:
    return "".join(text.split())


@settings(max_examples=400)
@given(MIXED, st.text(), st.integers(1, 40))
@example("e\u0301\u200d好\u0301", "", 4)
@example("\n\u0301\u0301", "", 2)
def test_parts_are_the_text_without_white_space_between_them(text: str, odd: str, most: int) -> None:
    ends_of(split_message(odd, most), odd, most)
    ends = ends_of(split_message(text, most), text, most)
    boundaries = graphemes(text)
    if all(end - start <= most for start, end in pairwise(boundaries)):
        assert {units(text[:end]) for end in ends} <= set(boundaries)


def ends_of(found: list[str], text: str, most: int) -> list[int]:
    """Where the parts begin and end in the text."""
    assert all(part and len(part) <= most for part in found)
    place, ends = 0, []
    for part in found:
        start = text.index(part, place)
        assert not text[place:start].strip(), "only white space is left out"
        place = start + len(part)
        ends += [start, place]
    assert not text[place:].strip()
    assert no_blanks("".join(found)) == no_blanks(text)
    return ends


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("", []),
        (" \n ", []),
        ("short", ["short"]),
        ("one one one\n\ntwo two\nthree", ["one one one", "two two\nthree"]),
        ("one one one\ntwo. three three", ["one one one", "two. three three"]),
        ("one one one. Two three four", ["one one one.", "Two three four"]),
        ("one two three four five", ["one two three four", "five"]),
        ("好的好的好的好的好的。好的好的好的好的好的好的", ["好的好的好的好的好的。", "好的好的好的好的好的好的"]),
        ("def f():\n    if x: y\n    return 1", ["def f():\n    if x: y", "    return 1"]),
        ("x" * 45, ["x" * 20, "x" * 20, "x" * 5]),
        ("👩‍👩‍👧‍👦" * 4, ["👩‍👩‍👧‍👦" * 2] * 2),
    ],
)
def test_parts_end_with_a_paragraph_line_sentence_or_word(text: str, wanted: list[str]) -> None:
    assert split_message(text, 20) == wanted


def test_parts_are_filled() -> None:
    text = "Lorem ipsum dolor sit amet, 好的。 " * 6000
    assert len(split_message(text)) == -(-len(text) // MAX_MESSAGE_CHARS)
