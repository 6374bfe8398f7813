"""Pictures of the screens from the portal of a Wayland desktop."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QRect
from PySide6.QtGui import QColor, QImage, QPainter
from pytestqt.qtbot import QtBot

from qqdesk.gui.screenshot.screen_capture import ScreenCapture
from qqdesk.gui.screenshot.screenshot_controller import ScreenshotController
from tests.helpers.screenshot_portal import FakePortal
from tests.helpers.session_bus import session_bus


@pytest.fixture
def portal(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[FakePortal]:
    monkeypatch.setenv("WAYLAND_DISPLAY", "wayland-0")
    with session_bus(tmp_path):
        portal = FakePortal()
        yield portal
        portal.stop()


def desktop(path: Path) -> Path:
    """Save the picture of a screen of 800 x 800 logical pixels at 200 %, with a blue square at 100, 100."""
    picture = QImage(1600, 1600, QImage.Format.Format_RGB32)
    picture.fill(QColor("white"))
    painter = QPainter(picture)
    painter.fillRect(200, 200, 100, 100, QColor("blue"))
    painter.end()
    assert picture.save(str(path))
    return path


def test_the_picture_of_the_portal_covers_the_screen_and_its_file_is_deleted(
    qtbot: QtBot, portal: FakePortal, tmp_path: Path
) -> None:
    portal.picture = desktop(tmp_path / "desktop.png")
    controller = ScreenshotController()
    controller.start()
    qtbot.waitUntil(lambda: bool(controller.overlays), timeout=20_000)
    (overlay,) = controller.overlays
    overlay.set_region(QRect(90, 90, 70, 70))
    picture = overlay.picture()
    assert picture.size().toTuple() == (140, 140)
    assert picture.pixelColor(19, 40).name() == "#ffffff"
    assert picture.pixelColor(20, 40).name() == "#0000ff"
    assert not portal.picture.exists()
    controller.close()


def test_a_refusal_ends_the_screenshot(qtbot: QtBot, portal: FakePortal) -> None:
    controller = ScreenshotController()
    controller.start()
    qtbot.waitUntil(lambda: bool(portal.calls), timeout=20_000)
    qtbot.waitUntil(lambda: not controller.is_running, timeout=20_000)
    assert not controller.overlays


def test_a_picture_that_comes_after_the_end_is_not_shown(qtbot: QtBot, portal: FakePortal, tmp_path: Path) -> None:
    portal.picture = desktop(tmp_path / "desktop.png")
    controller = ScreenshotController()
    with qtbot.waitSignal(controller._capture._taken, timeout=20_000):
        controller._capture.start()
        controller.close()
    assert not controller.overlays


def test_a_portal_without_screenshots_is_reported(qtbot: QtBot, portal: FakePortal) -> None:
    portal.fails = True
    capture = ScreenCapture()
    with qtbot.waitSignal(capture.failed, timeout=20_000) as failed:
        capture.start()
    assert failed.args == ["The system gave no picture of the screen."]


def test_a_file_that_is_no_picture_is_reported(qtbot: QtBot, portal: FakePortal, tmp_path: Path) -> None:
    portal.picture = tmp_path / "desktop.png"
    portal.picture.write_text("<svg xmlns='http://www.w3.org/2000/svg' width='800' height='800'/>")
    capture = ScreenCapture()
    with qtbot.waitSignal(capture.failed, timeout=20_000):
        capture.start()
