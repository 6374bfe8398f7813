"""Emoticons: what is one and what only looks like one, and that places in a text stay where they are."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtWidgets import QApplication

from qqdesk.domain.contact import Contact
from qqdesk.gui.history import history_results
from qqdesk.gui.message_log.message_list_view import MessageListView
from qqdesk.gui.message_text.emoticons import EMOTICONS, emoji_places, emoticon_places, with_emoji
from qqdesk.gui.message_text.text_units import cut, units
from qqdesk.gui.notifications import notification_texts
from qqdesk.history.message_search import SearchHit
from tests.gui.shown_log import Named, message, text_part
from tests.helpers.messages import text_message


def drawn(text: str) -> str:
    return with_emoji(text, lambda _: True).replace("\ufe0f", "")


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        (":)", "🙂"),
        ("hi :-) there", "hi 🙂 there"),
        ("see you :D!", "see you 😃!"),
        ("really?:)", "really?🙂"),
        ("好的:)谢谢", "好的🙂谢谢"),
        ("好的。:)", "好的。🙂"),
        (":):(", "🙂🙁"),
        ("(nice :D)", "(nice 😃)"),
        (">:( and >:)", "😠 and 😈"),
        ("I <3 you, </3", "I ❤ you, 💔"),
        ("line\n:)\nline", "line\u2028🙂\u2028line"),
        ("XD", "😆"),
        ("🎉:)", "🎉🙂"),
    ],
)
def test_emoticons_are_drawn(text: str, shown: str) -> None:
    assert drawn(text) == shown


@pytest.mark.parametrize(
    "text",
    [
        "http://example.org",
        "http://example.org/?q=!:),a and more",
        "file:///tmp",
        "(see 8)",
        "(18)",
        "section B)",
        "C:\\Users",
        "10:(1)",
        "note:(a)",
        "dict[:D]",
        "std::D",
        "WXDY",
        "XDG",
        ":))",
        ":)))",
        "a:b",
        "x<3",
        "12:Over",
        "!XD",
    ],
)
def test_what_only_looks_like_one_stays(text: str) -> None:
    assert emoticon_places(text) == []
    assert drawn(text) == text


def test_where_no_font_has_the_emoji_the_emoticon_stays() -> None:
    assert with_emoji(":) <3", lambda emoji: emoji != "🙂") == ":) ❤️"


PIECES = [*EMOTICONS, "a", " ", "好", "\n", "😀", "http://a.b/", ")", "8", "!", "\r\n"]


@given(st.lists(st.sampled_from(PIECES)).map("".join))
def test_every_place_stays_where_it_is(text: str) -> None:
    shown = with_emoji(text, lambda emoji: emoji != "😃")
    assert units(shown) == units(text)
    end = 0
    for start, length, emoji in emoticon_places(text):
        assert start >= end and EMOTICONS[text[start : start + length]] == emoji
        end = start + length
        if emoji == "😃":
            continue
        first, last = units(text[:start]), units(text[:end])
        assert cut(text, first, last) == text[start:end]
        assert cut(shown, first, last).startswith(emoji)
        assert set(cut(shown, first, last).removeprefix(emoji)) <= {"\ufe0f"}


def test_a_notice_and_the_history_show_the_emoji_of_the_chat(
    qapp: QApplication, monkeypatch: pytest.MonkeyPatch
) -> None:
    for module in (notification_texts, history_results):
        monkeypatch.setattr(module, "is_drawable", lambda emoji: True)
    text = "hi :-) and <3"
    assert notification_texts.message_texts("Anna", [text], 1, notification_texts.TEXT) == ("Anna", "hi 🙂 and ❤️")
    look = history_results.HitLook(lambda conversation: Contact(conversation.number), Named("Anna"))
    look.needle = "and"
    excerpt = look(SearchHit(1, text_message("0" * 32, 10001, text, 0, None))).excerpt
    assert excerpt is not None
    line, (mark,) = excerpt(60)
    assert line.replace("\ufe0f", "") == "hi 🙂 and ❤"
    assert cut(line, *mark) == "and"


@pytest.mark.parametrize(
    ("text", "places"),
    [
        ("ok 👍🏽 yes", [(3, 4)]),
        ("好🎂❤️!", [(1, 4)]),
        ("a 👨‍👩‍👧🇩🇪 b ✅", [(2, 12), (17, 1)]),
        ("☎️ or ☎ or ©, 1 → 2", [(0, 2)]),
        ("plain", []),
    ],
)
def test_emoji_in_a_text_are_found(text: str, places: list[tuple[int, int]]) -> None:
    assert emoji_places(text) == places


def test_an_emoji_is_larger_than_the_letters_beside_it(log: MessageListView) -> None:
    log.show_messages([message(0, "ok 👍"), message(1, "ok")])
    with_one, without = text_part(log.contents.block(0)), text_part(log.contents.block(1))
    sizes = [run.rawFont().pixelSize() for run in with_one.layout.glyphRuns()]
    assert max(sizes) == pytest.approx(min(sizes) * 1.25, rel=0.05)
    assert log.contents.block(0).frame.height() == log.contents.block(1).frame.height(), (
        "the line is as high as without"
    )
    assert without.layout.glyphRuns()[0].rawFont().pixelSize() == min(sizes)
