"""A long text as several messages: nothing is lost, nothing torn apart, and the cuts are where a person would cut."""

from collections.abc import Callable
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PySide6.QtCore import QTextBoundaryFinder

from qqdesk.domain import message_splitter
from qqdesk.gui.composer.text_boundaries import split_message
from qqdesk.gui.message_text.text_units import units
from qqdesk.protocol.codes import MAX_MESSAGE_CHARS

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
Split = Callable[..., list[str]]
MIXED = st.lists(st.sampled_from(PIECES)).map("".join)
KNOWN_TO_QT = st.lists(st.sampled_from([" 🇨🇳🇩🇪" if piece == "🇨🇳" else piece for piece in PIECES])).map("".join)
"""Behind an emoji, Qt 6.11 takes the second half of a flag and the first of the next for one character."""
SPLITS = (split_message, message_splitter.split_message)
"""That of the window, and that of bots, which know no Qt."""


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
@given(MIXED | st.text(), st.integers(1, 40))
def test_the_parts_are_the_text_but_for_white_space_at_the_cuts(text: str, most: int) -> None:
    ends = ends_of(split_message(text, most), text, most)
    boundaries = graphemes(text)
    if all(end - start <= most for start, end in pairwise(boundaries)):
        assert {units(text[:end]) for end in ends} <= set(boundaries)


@settings(max_examples=400)
@given(KNOWN_TO_QT, st.text(), st.integers(1, 40))
def test_without_qt_they_are_too(text: str, odd: str, most: int) -> None:
    """What few ever write may be cut inside a character."""
    ends_of(message_splitter.split_message(odd, most), odd, most)
    ends = ends_of(message_splitter.split_message(text, most), text, most)
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


@pytest.mark.parametrize("split", SPLITS)
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
def test_it_is_cut_where_a_person_would(split: Split, text: str, wanted: list[str]) -> None:
    assert split(text, 20) == wanted


@pytest.mark.parametrize("split", SPLITS)
def test_many_words_are_few_messages(split: Split) -> None:
    text = "Lorem ipsum dolor sit amet, 好的。 " * 6000
    assert len(split(text)) == -(-len(text) // MAX_MESSAGE_CHARS)
