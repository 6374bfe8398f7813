"""Mentions in the text of a message."""

import pytest

from qqdesk.gui.message_text.mentions import find_mentions, mentioned_in

PEOPLE = ((2, "Anna Müller"), (3, "Ben Carter"), (5, "小明"), (7, "Ben"), (8, "10008"), (9, "👩‍🚀 Zoë"))


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("@Anna Müller, look", (2,)),
        ("where is @anna?", (2,)),
        ("我带蛋糕！@小明你呢", (5,)),
        ("@Ben Carter and @Ben", (3, 7)),
        ("@10008", (8,)),
        ("@Bennet", ()),
        ("ben@Ben.example", ()),
        ("Anna Müller", ()),
        ("@ and @nobody", ()),
    ],
)
def test_members_are_found_by_whole_and_first_names(text: str, numbers: tuple[int, ...]) -> None:
    assert mentioned_in(text, PEOPLE) == numbers


def test_a_person_is_mentioned_once() -> None:
    assert mentioned_in("@小明 @小明", PEOPLE) == (5,)


def test_places_count_utf_16_units() -> None:
    assert [tuple(mention) for mention in find_mentions("🎂 @小明 !", PEOPLE)] == [(3, 3, 5)]


def test_a_name_of_blanks_is_not_found() -> None:
    assert mentioned_in("@ x", [(2, "  ")]) == ()
