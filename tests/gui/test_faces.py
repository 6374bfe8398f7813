"""Faces: their ids, missing pictures, and painting."""

from pathlib import Path

import pytest
from PySide6.QtGui import QColor, QImage
from PySide6.QtWidgets import QApplication

from qqdesk.gui.shared.faces import FaceSource
from qqdesk.gui.shared.theme import theme_source


@pytest.fixture
def source(qapp: QApplication, tmp_path: Path) -> FaceSource:
    for number, colour in ((1, "#ff0000"), (2, "#00ff00"), (91, "#0000ff")):
        image = QImage(80, 80, QImage.Format.Format_RGB32)
        image.fill(QColor(colour))
        assert image.save(str(tmp_path / f"{number}.bmp"))
    return FaceSource(tmp_path)


def _centre(source: FaceSource, face_id: int, *, grey: bool = False) -> QColor:
    image = source.pixmap(face_id, 40, grey=grey).toImage()
    return image.pixelColor(20, 20)


@pytest.mark.parametrize(("face_id", "colour"), [(0, "#ff0000"), (2, "#ff0000"), (3, "#00ff00"), (270, "#0000ff")])
def test_each_id_has_a_picture(source: FaceSource, face_id: int, colour: str) -> None:
    assert _centre(source, face_id) == QColor(colour)


@pytest.mark.parametrize("face_id", [-1, -300, 30, 65535])
def test_a_missing_picture_is_logged_once_and_replaced_by_the_default(
    source: FaceSource, face_id: int, caplog: pytest.LogCaptureFixture
) -> None:
    for size in (20, 40, 40):
        source.pixmap(face_id, size)
    assert _centre(source, face_id) == QColor("#ff0000")
    assert len(caplog.records) == 1


def test_size_ratio_and_round_corners(source: FaceSource) -> None:
    pixmap = source.pixmap(3, 40, 2.0)
    assert (pixmap.width(), pixmap.height(), pixmap.devicePixelRatio()) == (80, 80, 2.0)
    assert pixmap.toImage().pixelColor(0, 0).alpha() == 0
    assert pixmap.toImage().pixelColor(40, 0).alpha() == 255


def test_grey_has_no_hue(source: FaceSource) -> None:
    colour = _centre(source, 3, grey=True)
    assert colour.saturation() < 30
    assert colour.alpha() == 255
    assert source.pixmap(3, 40, grey=True).toImage().pixelColor(0, 0).alpha() == 0


def test_pixmaps_are_cached(source: FaceSource) -> None:
    assert source.pixmap(3, 40).cacheKey() == source.pixmap(4, 40).cacheKey()


def test_pictures_are_counted(source: FaceSource) -> None:
    assert source.count() == 2


def test_the_own_picture_of_an_account_stands_for_its_face(tmp_path: Path, qapp: QApplication) -> None:
    wide = QImage(160, 80, QImage.Format.Format_RGB32)
    wide.fill(QColor("red"))
    assert wide.save(str(tmp_path / "own.png"))
    (tmp_path / "damaged.png").write_bytes(b"\x89PNG\r\n\x1a\n")
    faces = FaceSource()
    numbered = faces.pixmap(270, 40).toImage()
    faces.own = {1: tmp_path / "own.png", 2: tmp_path / "damaged.png"}.get
    own = faces.pixmap(270, 40, owner=1)
    assert own.width() == own.height() == 40
    assert own.toImage().pixelColor(20, 20) == QColor("red")
    assert faces.pixmap(270, 40, owner=2).toImage() == numbered
    assert faces.pixmap(270, 40, owner=3).toImage() == numbered


def test_grey_is_less_bright_in_a_dark_theme(source: FaceSource) -> None:
    before = theme_source().choice
    try:
        theme_source().choose("light")
        light = _centre(source, 3, grey=True)
        theme_source().choose("dark")
        assert _centre(source, 3, grey=True).lightness() < light.lightness() - 20
        assert _centre(source, 3) == QColor("#00ff00")
    finally:
        theme_source().choose(before)
