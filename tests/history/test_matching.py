import unicodedata

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from qqdesk.history import folding
from qqdesk.history.folding import WIDE, find_matches, fold, fold_letters, source_spans
from qqdesk.history.history import History
from qqdesk.history.message_search import SearchQuery
from qqdesk.protocol.commands import WaitingMessage
from qqdesk.protocol.entry_kinds import MessageKind
from tests.helpers.history import add_received, always_use_index

NOW = 1_700_000_000_000
LETTERS = st.sampled_from(
    "abAsSiIfk1 !,~é!！，～　ßẞİıﬁﬃﬀŉΐς½㈱㍿ǅÅＡＢｱｶﾞﾊﾟかが\u3099好你😀👍🏽\u200d한ᄒ\u1161\u11abㅋㅠe\u0301\u0323K…\0"
)
TEXT = st.text(LETTERS, max_size=14) | st.text(max_size=8)


@pytest.mark.parametrize(
    ("text", "needle", "marked"),
    [
        ("Hello, hello", "HELLO", ["Hello", "hello"]),
        ("你好你好，你", "你好", ["你好", "你好"]),
        ("aaaaa", "aa", ["aa", "aa"]),
        ("Straße", "ss", ["ß"]),
        ("Straße", "s", ["S", "ß"]),
        ("Straße", "AS", ["aß"]),
        ("ßß", "ss", ["ß", "ß"]),
        ("STRASSE", "ß", ["SS"]),
        ("İstanbul", "i", ["İ"]),
        ("İstanbul", "stan", ["stan"]),
        ("eﬃcient office", "ffi", ["ﬃ", "ffi"]),
        ("eﬃcient", "ici", ["ﬃci"]),
        ("Cafe\u0301 noir", "café", ["Cafe\u0301"]),
        ("Café noir", "E\u0301", ["é"]),
        ("ｶﾞｷﾞ", "ギ", ["ｷﾞ"]),
        ("ＡＢＣ！abc!", "c!", ["Ｃ！", "c!"]),
        ("한글", "한", ["한"]),
        ("ㅋㅠ", "ㅋ", ["ㅋ"]),
        ("😀好😀", "😀", ["😀", "😀"]),
        ("nothing", "x", []),
        ("nothing", "", []),
        ("", "x", []),
    ],
)
def test_what_is_marked(text: str, needle: str, marked: list[str]) -> None:
    assert [text[start:end] for start, end in find_matches(text, needle)] == marked


@given(TEXT, st.data())
@settings(max_examples=60, deadline=None)
def test_every_hit_of_the_search_has_a_match_and_nothing_else_has(
    tmp_path_factory: pytest.TempPathFactory, text: str, data: st.DataObject
) -> None:
    text = text.encode("utf-8", "replace").decode()
    start = data.draw(st.integers(0, len(text)))
    needle = text[start : data.draw(st.integers(start, len(text)))]
    needle = data.draw(st.sampled_from([needle, needle.upper(), unicodedata.normalize("NFD", needle), needle + "s"]))
    history = History(tmp_path_factory.mktemp("history") / "history.db")
    try:
        add_received(history, [WaitingMessage(MessageKind.TEXT, 5, text, None, NOW)], NOW)
        with pytest.MonkeyPatch.context() as monkeypatch:
            if data.draw(st.booleans()):
                always_use_index(monkeypatch)
            hits = history.search(SearchQuery(needle))
    finally:
        history.close()
    matches = find_matches(text, needle)
    assert bool(matches) == bool(hits and needle)
    ends = [0, *(end for _, end in matches)]
    assert all(before <= start < end <= len(text) for before, (start, end) in zip(ends, matches, strict=False))
    assert all(fold(needle) in fold(text[start:end]) for start, end in matches)


@given(st.text(LETTERS) | st.text())
@example("̓ͅㅎa")
@settings(max_examples=300, deadline=None)
def test_places_part_a_text_as_its_folding_does(text: str) -> None:
    text = text.encode("utf-8", "replace").decode()
    spans = source_spans(text)
    assert len(spans) == len(fold(text))
    parts = list(dict.fromkeys(spans))
    assert "".join(text[start:end] for start, end in parts) == text
    assert "".join(fold(text[start:end]) for start, end in parts) == fold(text)
    assert fold_letters(text).translate(WIDE) == fold(text)


def test_characters_that_need_no_folding_stay() -> None:
    alone = [chr(code) for code in range(0x110000) if not folding._NEEDS_FOLDING.search(chr(code))]
    assert "中" in alone
    for character in alone:
        # It neither becomes another, nor does it join the one before it.
        assert folding._FOLD_TABLE[ord(character)] == character
        assert not folding.joins("가", character)
        assert not folding.joins("か", character)


@given(TEXT)
@settings(max_examples=200, deadline=None)
def test_a_text_is_found_in_itself(text: str) -> None:
    assert find_matches(text, text) == ([(0, len(text))] if text else [])
