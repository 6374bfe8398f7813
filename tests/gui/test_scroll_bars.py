"""Scroll bars: over the rows of lists, and only where something scrolls."""

from PySide6.QtCore import QStringListModel
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from qqdesk.gui.composer.emoji_popup import EmojiPopup
from qqdesk.gui.shared.person_list import DialogListView
from qqdesk.gui.shared.scrolling import QuietScrollBar
from qqdesk.gui.shared.settings_store import SettingsStore


def test_rows_keep_the_whole_width_beside_a_scroll_bar(qtbot: QtBot) -> None:
    view = DialogListView("People")
    qtbot.addWidget(view)
    view.resize(200, 100)
    rows = QStringListModel(["one"])
    view.setModel(rows)
    view.show()
    bar = view.verticalScrollBar()
    width = view.viewport().width()
    assert not bar.isVisible()
    rows.setStringList([f"row {number}" for number in range(50)])
    qtbot.waitUntil(bar.isVisible)
    assert view.viewport().width() == width == view.visualRect(rows.index(0)).width()
    place = bar.parentWidget()
    assert place is not None
    assert view.childAt(place.geometry().center()) is bar, "over the rows"
    rows.setStringList(["one"])
    qtbot.waitUntil(lambda: not bar.isVisible())
    assert view.viewport().width() == width


def test_a_bar_that_scrolls_nothing_paints_nothing(qtbot: QtBot, store: SettingsStore) -> None:
    owner = QWidget()
    qtbot.addWidget(owner)
    popup = EmojiPopup(store, owner)
    bar = popup.view.verticalScrollBar()
    assert isinstance(bar, QuietScrollBar)
    bar.resize(10, 100)
    pictures = []
    for most in (0, 50):
        bar.setRange(0, most)
        pictures.append(bar.grab().toImage())
    empty = pictures[0].copy()
    empty.fill(empty.pixelColor(0, 0))
    assert pictures[0] == empty != pictures[1]
