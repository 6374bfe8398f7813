"""In a language whose words are longer, nothing is cut off."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QCheckBox,
    QLabel,
    QPushButton,
    QRadioButton,
    QScrollArea,
    QTabBar,
    QWidget,
)

from tests.gallery.catalogue import SCENES
from tests.gallery.pseudo import pseudo, turn_to_pseudo
from tests.gallery.stage import Scene, Stage
from tests.looks.playing import playing
from tests.looks.walking import unnamed

_WIDEST = 1000
_NARROW = ("main", "one-window")
"""The user sets the width of these windows, and their texts may be cut off."""
_BUTTONS = QPushButton | QCheckBox | QRadioButton


@pytest.fixture(scope="module")
def pseudo_stage(qapp: QApplication, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    """Make all windows in the invented language."""
    translator = turn_to_pseudo(qapp)
    try:
        with playing(qapp, tmp_path_factory.mktemp("pseudo")) as stage:
            yield stage
    finally:
        qapp.removeTranslator(translator)


@pytest.fixture
def translated(pseudo_stage: Stage) -> Iterator[Stage]:
    yield pseudo_stage
    pseudo_stage.clear()


def test_longer_texts_keep_placeholders_and_keys() -> None:
    assert pseudo("Delete {name}?") == "Déłété {name}?~~~~~~"
    assert pseudo("&Save\tCtrl+S").startswith("&Sávé~")
    assert pseudo("&Save\tCtrl+S").endswith("\tCtrl+S")


def _cut(window: QWidget) -> list[str]:
    """Return the buttons and labels of one line that have less room than they need."""
    found = []
    for widget in window.findChildren(QWidget):
        if not widget.isVisible():
            continue
        if isinstance(widget, _BUTTONS) or (isinstance(widget, QLabel) and not widget.wordWrap()):
            text = widget.text()
        else:
            continue
        if text and widget.width() < widget.minimumSizeHint().width() - 1:
            found.append(f"{type(widget).__name__} {text!r}: {widget.width()} of {widget.minimumSizeHint().width()}")
    for area in window.findChildren(QScrollArea):
        inside, around = area.widget(), area.parentWidget()
        can = area.horizontalScrollBarPolicy() != Qt.ScrollBarPolicy.ScrollBarAlwaysOff
        if can or inside is None or around is None or not area.isVisible():
            continue
        # Tabs scroll by the wheel, and a shade shows that there are more.
        if not isinstance(inside, QTabBar) and inside.width() > area.viewport().width():
            found.append(f"{type(area).__name__}: {area.viewport().width()} for {inside.width()}")
        if not around.rect().contains(area.geometry()):
            found.append(f"{type(area).__name__}: {area.geometry()} in {around.rect()}")
    return found


@pytest.mark.parametrize("scene", SCENES, ids=lambda scene: scene.name)
def test_no_text_is_cut_off(translated: Stage, scene: Scene) -> None:
    window = scene.show(translated)
    translated.settle()
    assert scene.name.startswith(_NARROW) or _cut(window) == []
    assert window.width() <= _WIDEST
    assert unnamed(window) == []


def test_a_button_that_is_cut_off_is_found(translated: Stage) -> None:
    window = QWidget()
    button: QAbstractButton = QPushButton("A long text on a narrow button", window)
    button.setFixedWidth(40)
    translated.keep(window)
    translated.settle()
    assert len(_cut(window)) == 1
