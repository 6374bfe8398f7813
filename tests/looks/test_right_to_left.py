"""From right to left, in a language whose words are longer: nothing breaks, and nothing is cut off."""

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
_NARROW = ("main",)
"""As narrow as its owner has it: what is too long there is cut."""
_BUTTONS = QPushButton | QCheckBox | QRadioButton


@pytest.fixture(scope="module")
def turned_stage(qapp: QApplication, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    """All windows are made in this language."""
    direction = qapp.layoutDirection()
    translator = turn_to_pseudo(qapp)
    try:
        with playing(qapp, tmp_path_factory.mktemp("turned")) as stage:
            yield stage
    finally:
        qapp.removeTranslator(translator)
        qapp.setLayoutDirection(direction)


@pytest.fixture
def turned(turned_stage: Stage) -> Iterator[Stage]:
    yield turned_stage
    turned_stage.clear()


def test_the_language() -> None:
    assert pseudo("Delete {name}?") == "Déłété {name}?~~~~~~"
    assert pseudo("&Save\tCtrl+S").startswith("&Sávé~")
    assert pseudo("&Save\tCtrl+S").endswith("\tCtrl+S")


def _cut(window: QWidget) -> list[str]:
    """Buttons and words of one line that have less room than they need."""
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
        # The wheel scrolls tabs, and a shade lies where there are more.
        if not isinstance(inside, QTabBar) and inside.width() > area.viewport().width():
            found.append(f"{type(area).__name__}: {area.viewport().width()} for {inside.width()}")
        if not around.rect().contains(area.geometry()):
            found.append(f"{type(area).__name__}: {area.geometry()} in {around.rect()}")
    return found


@pytest.mark.parametrize("scene", SCENES, ids=lambda scene: scene.name)
def test_nothing_breaks(turned: Stage, scene: Scene) -> None:
    window = scene.show(turned)
    turned.settle()
    assert window.layoutDirection() == Qt.LayoutDirection.RightToLeft
    assert scene.name.startswith(_NARROW) or _cut(window) == []
    assert window.width() <= _WIDEST
    assert unnamed(window) == []


def test_a_button_that_is_cut_off_is_found(turned: Stage) -> None:
    window = QWidget()
    button: QAbstractButton = QPushButton("A long text on a narrow button", window)
    button.setFixedWidth(40)
    turned.keep(window)
    turned.settle()
    assert len(_cut(window)) == 1


def test_rows_are_mirrored(turned: Stage) -> None:
    """The faces of the list stand at its right, in the colours that they have: its left half is nearly plain."""
    turned.main()
    turned.settle()
    view = turned.windows.main.contacts.view
    view.choose_number(turned.number_of("Aisha"))
    turned.settle()
    image = view.viewport().grab(view.visualRect(view.currentIndex())).toImage()
    middle = image.width() // 2

    def colours(first: int, last: int) -> int:
        return len({image.pixel(x, y) for x in range(first, last) for y in range(image.height())})

    assert colours(middle, image.width()) > 2 * colours(0, middle)
