"""Choosing emoji: by name in both languages, by group, with the keys alone, and those that were used last."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from qqdesk.gui.composer import emoji_popup as chat_emoji
from qqdesk.gui.composer.emoji_popup import EmojiPopup
from qqdesk.gui.composer.emoji_table import MAX_RECENT, all_emoji, emoji_of, find_emoji, with_recent
from qqdesk.gui.message_text.emoticons import EMOTICONS
from qqdesk.gui.message_text.glyphs import is_drawable
from qqdesk.gui.shared.settings_store import SettingsStore

CTRL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def anchor(qtbot: QtBot) -> QWidget:
    anchor = QWidget()
    QVBoxLayout(anchor)
    qtbot.addWidget(anchor)
    anchor.show()
    return anchor


@pytest.fixture
def popup(qtbot: QtBot, anchor: QWidget, store: SettingsStore) -> EmojiPopup:
    popup = EmojiPopup(store, anchor)
    popup.open_above(anchor)
    return popup


def shown(popup: EmojiPopup) -> list[str]:
    return [str(popup.model.index(row, 0).data()) for row in range(popup.model.rowCount())]


def test_the_table_is_whole() -> None:
    texts = [emoji.text for emoji in all_emoji()]
    assert len(texts) == len(set(texts)) > 400
    assert all(emoji.group and emoji.chinese and emoji.english for emoji in all_emoji())
    assert set(EMOTICONS.values()) <= set(texts), "each can be chosen and found by its emoticon"
    assert all(
        find_emoji(face)[0].text == emoji for face, emoji in EMOTICONS.items() if face in emoji_of(emoji).english
    )


@pytest.mark.parametrize(
    ("needle", "emoji"),
    [
        ("cat", "🐱"),
        ("Grinning Face", "😀"),
        ("猫", "🐱"),
        ("赞", "👍"),
        ("生日", "🎂"),
        ("thanks", "🙏"),
        (":)", "🙂"),
        ("china", "🇨🇳"),
    ],
)
def test_search_by_name(needle: str, emoji: str) -> None:
    assert emoji in [found.text for found in find_emoji(needle)[:5]]


def test_an_exact_name_comes_first() -> None:
    assert find_emoji("sun")[0].text in ("☀️", "🌞")
    assert find_emoji("no such thing") == []


def test_the_ones_used_last() -> None:
    recent: list[str] = []
    for emoji in all_emoji()[:30]:
        recent = with_recent(recent, emoji.text)
    assert len(recent) == MAX_RECENT and recent[0] == all_emoji()[29].text
    assert with_recent(["a", "b", "c"], "c") == ["c", "a", "b"]


def test_with_the_keys_alone(qtbot: QtBot, popup: EmojiPopup, anchor: QWidget, store: SettingsStore) -> None:
    assert shown(popup)[:2] == ["😀", "😃"]
    assert not popup.groups["recent"].isEnabled()
    QTest.keyClicks(popup.search, "cat")
    assert "🐱" in shown(popup)[:3]
    QTest.keyClick(popup.search, Qt.Key.Key_Escape)
    assert popup.isVisible() and popup.search.text() == ""
    QTest.keyClick(popup.search, Qt.Key.Key_Right)
    with qtbot.waitSignal(popup.chosen) as chosen:
        QTest.keyClick(popup.search, Qt.Key.Key_Return)
    assert chosen.args == ["😃"]
    assert not popup.isVisible() and store.settings.recent_emoji == ["😃"]
    popup.open_above(anchor)
    assert shown(popup) == ["😃"] and popup.groups["recent"].isChecked()
    QTest.keyClick(popup.search, Qt.Key.Key_PageDown)
    assert popup.groups["smileys"].isChecked() and len(shown(popup)) > 50
    before = popup.view.currentIndex().row()
    QTest.keyClick(popup.search, Qt.Key.Key_Down)
    assert popup.view.currentIndex().row() > before
    QTest.keyClicks(popup.search, "qqqq")
    assert shown(popup) == []
    QTest.keyClick(popup.search, Qt.Key.Key_Return)
    assert popup.isVisible(), "nothing to choose"
    popup.hide()


def test_with_the_pointer(qtbot: QtBot, popup: EmojiPopup) -> None:
    QTest.mouseClick(popup.groups["food"], Qt.MouseButton.LeftButton)
    assert shown(popup)[0] == "🍎"
    place = popup.view.visualRect(popup.model.index(1, 0)).center()
    with qtbot.waitSignal(popup.chosen) as chosen:
        QTest.mouseClick(popup.view.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert chosen.args == [shown(popup)[1]]


def test_emoji_without_a_font_are_not_offered(
    qtbot: QtBot, anchor: QWidget, store: SettingsStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(chat_emoji, "is_drawable", lambda text: text in ("😃", "🍐"))
    popup = EmojiPopup(store, anchor)
    popup.open_above(anchor)
    assert shown(popup) == ["😃"]
    assert popup.groups["food"].text() == "🍐"
    assert popup.groups["travel"].text() == "…"
    popup.hide()


def test_a_glyph_that_is_missing_is_noticed(qapp: QApplication) -> None:
    assert is_drawable("A:)")
    assert not is_drawable("\U0010fffd")
