"""Where windows stand on the screen."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QRect
from PySide6.QtWidgets import QApplication, QWidget

from qqdesk.gui.shared.screens import place_beside


@pytest.fixture
def pair(qapp: QApplication) -> Iterator[tuple[QWidget, QWidget]]:
    first, second = QWidget(), QWidget()
    second.resize(400, 300)
    yield first, second
    first.close()


@pytest.mark.parametrize(
    ("left", "width", "expected"), [(0, 300, "right"), (450, 300, "left"), (250, 300, "as it was")]
)
def test_a_window_opens_beside_another_one_if_there_is_room(
    pair: tuple[QWidget, QWidget], left: int, width: int, expected: str
) -> None:
    first, second = pair
    room = first.screen().availableGeometry()
    assert room.width() == 800, "the numbers are for this screen"
    first.setGeometry(QRect(room.left() + left, 50, width, 500))
    first.show()
    before = second.pos()
    place_beside(second, first)
    if expected == "as it was":
        assert second.pos() == before
    else:
        assert second.pos().y() == first.frameGeometry().top()
        assert not first.frameGeometry().intersects(QRect(second.pos(), second.size()))
        assert (second.pos().x() > first.pos().x()) is (expected == "right")
        assert room.contains(QRect(second.pos(), second.size()))
