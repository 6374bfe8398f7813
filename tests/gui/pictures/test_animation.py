"""Animated pictures play while they are painted."""

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QObject, QSize
from PySide6.QtGui import QColor, QImage
from pytestqt.qtbot import QtBot

from qqdesk.gui.pictures.animation import Animation
from tests.helpers.moving_pictures import COLOURS, gif, webp

BOX = QSize(32, 32)


@pytest.fixture
def owner(qtbot: QtBot) -> QObject:
    return QObject()


def colour_of(animation: Animation) -> tuple[int, int, int]:
    assert animation.frame is not None
    colour = animation.frame.toImage().pixelColor(16, 16)
    return colour.red(), colour.green(), colour.blue()


@pytest.mark.parametrize("write", [gif, webp])
def test_it_plays_again_and_again(
    qtbot: QtBot, owner: QObject, tmp_path: Path, write: Callable[[int, int], bytes]
) -> None:
    (tmp_path / "cat").write_bytes(write(64, 3))
    animation = Animation(tmp_path / "cat", BOX, 0, owner, once=False)
    shown = []
    for _ in range(7):
        with qtbot.waitSignal(animation.changed):
            animation.on_painted()
        shown.append(colour_of(animation))
    assert shown == [COLOURS[number % 3] for number in range(7)]
    animation.stop()


def test_it_waits_until_its_frame_is_painted(qtbot: QtBot, owner: QObject, tmp_path: Path) -> None:
    (tmp_path / "cat.gif").write_bytes(gif(8, 3))
    animation, painted = (Animation(tmp_path / "cat.gif", BOX, 0, owner, once=once) for once in (False, True))
    painted.changed.connect(painted.on_painted)
    with qtbot.waitSignals([animation.changed, painted.ended]):
        pass
    assert colour_of(animation) == COLOURS[0]
    animation.stop()


def test_once_it_ends_after_the_last_frame(qtbot: QtBot, owner: QObject, tmp_path: Path) -> None:
    (tmp_path / "cat.gif").write_bytes(gif(8, 3))
    animation = Animation(tmp_path / "cat.gif", BOX, 0, owner, once=True)
    frames: list[tuple[int, int, int]] = []
    animation.changed.connect(lambda: frames.append(colour_of(animation)))
    animation.changed.connect(animation.on_painted)
    with qtbot.waitSignal(animation.ended):
        pass
    assert frames == list(COLOURS)


def test_still_and_damaged_pictures_do_not_play(qtbot: QtBot, owner: QObject, tmp_path: Path) -> None:
    image = QImage(8, 8, QImage.Format.Format_RGB32)
    image.fill(QColor("#ff0000"))
    assert image.save(str(tmp_path / "still.webp"))
    (tmp_path / "one.gif").write_bytes(gif(8, 1))
    (tmp_path / "damaged.gif").write_bytes(b"GIF89a" + b"\xff" * 40)
    for name in ("still.webp", "one.gif", "damaged.gif", "gone.gif"):
        animation = Animation(tmp_path / name, BOX, 0, owner, once=False)
        with qtbot.waitSignal(animation.ended):
            pass
        assert animation.frame is None
