"""Pictures are decoded in threads, and few of them are kept."""

from pathlib import Path

from PySide6.QtCore import QObject, QSize
from PySide6.QtGui import QColor, QImage, QPixmap
from pytestqt.qtbot import QtBot

from qqdesk.gui.pictures.cache import MOST_BYTES, PictureCache

BOX = QSize(264, 260)


def _picture(path: Path, width: int, height: int, colour: str = "#ff0000") -> Path:
    image = QImage(width, height, QImage.Format.Format_RGB32)
    image.fill(QColor(colour))
    assert image.save(str(path))
    return path


def _shown(qtbot: QtBot, cache: PictureCache, path: Path, box: QSize = BOX, radius: int = 0) -> QPixmap:
    qtbot.waitUntil(lambda: cache.pixmap(path, box, radius) is not None)
    found = cache.peek(path, box, radius)
    assert found is not None
    return found


def test_a_picture_comes_later_and_fits_into_its_box(qtbot: QtBot, qapp: QObject, tmp_path: Path) -> None:
    cache = PictureCache(qapp)
    path = _picture(tmp_path / "wide.png", 2640, 400)
    with qtbot.waitSignal(cache.decoded):
        assert cache.pixmap(path, BOX) is None
    image = _shown(qtbot, cache, path).toImage()
    assert image.size() == BOX
    assert image.pixelColor(132, 130) == QColor("#ff0000")
    assert image.pixelColor(132, 100).alpha() == 0, "the box is higher than the picture"


def test_a_small_picture_fills_the_box_and_corners_are_round(qtbot: QtBot, qapp: QObject, tmp_path: Path) -> None:
    cache = PictureCache(qapp)
    small = _shown(qtbot, cache, _picture(tmp_path / "small.png", 10, 10)).toImage()
    assert small.pixelColor(132, 2) == QColor("#ff0000")
    assert small.pixelColor(0, 130).alpha() == 0, "the box is wider than the picture"
    whole = _shown(qtbot, cache, _picture(tmp_path / "whole.png", 264, 260), BOX, 4).toImage()
    assert whole.pixelColor(0, 0).alpha() == 0
    assert whole.pixelColor(132, 0) == QColor("#ff0000")


def test_what_is_no_picture_is_a_null_pixmap(qtbot: QtBot, qapp: QObject, tmp_path: Path) -> None:
    path = tmp_path / "cat.png"
    path.write_text('<svg xmlns="http://www.w3.org/2000/svg" width="10" height="10"/>')
    cache = PictureCache(qapp)
    assert _shown(qtbot, cache, path).isNull()
    assert _shown(qtbot, cache, tmp_path / "gone.png").isNull()


def test_the_pictures_that_were_used_last_are_kept(qtbot: QtBot, qapp: QObject, tmp_path: Path) -> None:
    cache, box = PictureCache(qapp), QSize(2000, 1000)
    paths = [_picture(tmp_path / f"{number}.png", 20, 10) for number in range(8)]
    for path in paths:
        _shown(qtbot, cache, path, box)
        cache.peek(paths[0], box)
    assert cache.bytes <= MOST_BYTES < 8 * 2000 * 1000 * 4
    assert cache.peek(paths[0], box) is not None
    assert cache.peek(paths[1], box) is None
    assert cache.peek(paths[-1], box) is not None
