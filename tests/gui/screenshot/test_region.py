"""The region of a screenshot: its sides, handles and places."""

import pytest
from PySide6.QtCore import QPoint, QRect

from qqdesk.gui.screenshot.region import INSIDE, Grip, between, dragged, grip_at, handles, moved

ROOM = QRect(0, 0, 400, 300)
REGION = QRect(100, 100, 80, 60)


def test_a_region_has_both_pixels_in_its_corners() -> None:
    assert between(QPoint(30, 20), QPoint(10, 50)) == QRect(10, 20, 21, 31)


@pytest.mark.parametrize(
    ("grip", "expected"),
    [
        ((-1, -1), QRect(110, 105, 70, 55)),
        ((1, 1), QRect(100, 100, 90, 65)),
        ((0, -1), QRect(100, 105, 80, 55)),
        ((1, 0), QRect(100, 100, 90, 60)),
        (INSIDE, QRect(110, 105, 80, 60)),
    ],
)
def test_a_grip_moves_its_sides(grip: Grip, expected: QRect) -> None:
    assert dragged(REGION, grip, QPoint(10, 5), ROOM) == expected


def test_a_side_passes_the_opposite_one_and_stops_at_the_edge_of_the_screen() -> None:
    assert dragged(REGION, (-1, 0), QPoint(100, 0), ROOM) == QRect(179, 100, 22, 60)
    assert dragged(REGION, (1, 0), QPoint(900, 0), ROOM) == QRect(100, 100, 300, 60)


def test_a_moved_region_keeps_its_size_at_the_edge_of_the_screen() -> None:
    assert moved(REGION, QPoint(-500, 500), ROOM) == QRect(0, 240, 80, 60)


def test_each_handle_is_grabbed_at_its_centre() -> None:
    grips = [grip_at(REGION, square.center()) for square in handles(REGION)]
    assert len(set(grips)) == 8
    assert INSIDE not in grips
    assert grip_at(REGION, REGION.center()) == INSIDE
    assert grip_at(REGION, QPoint(10, 10)) is None
