"""Tab visits the controls of each window in order and leaves each widget; each stop is visible and has a name.
Esc closes questions."""

import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QMenu, QPushButton, QWidget
from shiboken6 import isValid

from tests.gallery.catalogue import SCENES
from tests.gallery.stage import Scene, Stage
from tests.looks.walking import MOST_STOPS, stops

_NO_KEYS = ("contact-card",)
"""Windows beside the pointer, which take no keys."""
_TAB_INSERTS = ("room-mention",)
"""Windows in which Tab inserts the selected name."""
_WINDOWS = [
    scene
    for scene in SCENES
    if not issubclass(scene.kind, QMenu) and scene.kind is not QWidget and scene.name not in (*_NO_KEYS, *_TAB_INSERTS)
]
_DIALOGS = [scene for scene in SCENES if issubclass(scene.kind, QDialog)]


_NOT_OURS = ("export-file",)
"""Widgets whose focus Qt draws."""
_MOST_UPWARDS = 2
"""Backward steps that are right: from the end to the start, and in a chat from the input to the log above it."""


def _play(stage: Stage, scene: Scene) -> QWidget:
    window = scene.show(stage)
    stage.settle()
    if window.windowType() != Qt.WindowType.Popup:
        window.activateWindow()
        stage.wait(lambda: QApplication.activeWindow() is window, 2000)
    return window


def _takes_keys(widget: QWidget) -> bool:
    return bool(widget.focusPolicy() & Qt.FocusPolicy.TabFocus) and widget.isEnabled() and widget.isVisible()


@pytest.mark.parametrize("scene", _WINDOWS, ids=lambda scene: scene.name)
def test_tab_visits_each_control(stage: Stage, scene: Scene) -> None:
    window = _play(stage, scene)
    forth = stops(window, look=scene.name not in _NOT_OURS)
    assert len(forth) < MOST_STOPS, list(map(str, forth))
    assert forth or not any(_takes_keys(child) for child in window.findChildren(QWidget))
    assert [str(stop) for stop in forth if not stop.is_visible] == [], "not to be seen"
    assert [str(stop) for stop in forth if not stop.name] == [], "no name"
    assert [str(stop) for stop in forth if not stop.shows_focus] == [], "the focus is not to be seen"
    places = [(stop, QRect(stop.widget.mapTo(window, QPoint()), stop.place.size())) for stop in forth]
    upwards = [
        f"{one} -> {other}"
        for (one, here), (other, there) in zip(places, places[1:] + places[:1], strict=True)
        if there.bottom() < here.top() and there.left() <= here.left()
    ]
    assert len(upwards) <= _MOST_UPWARDS, upwards
    back = stops(window, Qt.Key.Key_Backtab)
    # Not by name: a draft or a new message may change the name of a tab.
    assert [stop.widget for stop in back[:1] + back[:0:-1]] == [stop.widget for stop in forth], list(map(str, back))


@pytest.mark.parametrize("scene", _DIALOGS, ids=lambda scene: scene.name)
def test_enter_presses_the_focused_button(stage: Stage, scene: Scene) -> None:
    buttons = _play(stage, scene).findChildren(QPushButton)
    assert [button.text() for button in buttons if _takes_keys(button) and not button.autoDefault()] == []


@pytest.mark.parametrize("scene", _DIALOGS, ids=lambda scene: scene.name)
def test_esc_closes_questions(stage: Stage, scene: Scene) -> None:
    window = _play(stage, scene)
    QTest.keyClick(QApplication.focusWidget() or window, Qt.Key.Key_Escape)
    # A question about unsaved text comes first.
    asked = QApplication.activeModalWidget
    stage.wait(lambda: not isValid(window) or not window.isVisible() or asked() not in (None, window), 2000)
