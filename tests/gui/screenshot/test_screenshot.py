"""From the request of a screenshot to the picture, on real windows."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QColor, QGuiApplication, QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog, QWidget
from pytestqt.qtbot import QtBot

from qqdesk.gui.screenshot.overlay_painter import decorated_area
from qqdesk.gui.screenshot.screen_overlay import ScreenOverlay
from qqdesk.gui.screenshot.screenshot_controller import ScreenshotController, Target

BLUE, CTRL, SHIFT = "#204a70", Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier


@pytest.fixture
def blue(qtbot: QtBot) -> QWidget:
    """A blue window of 400 x 300 pixels at 100, 80."""
    window = QWidget()
    qtbot.addWidget(window)
    window.setStyleSheet(f"background: {BLUE}")
    window.setGeometry(100, 80, 400, 300)
    window.show()
    QTest.qWaitForWindowExposed(window)
    return window


@pytest.fixture
def controller(qtbot: QtBot, blue: QWidget) -> Iterator[ScreenshotController]:
    controller = ScreenshotController()
    yield controller
    controller.close()


@pytest.fixture
def sent() -> list[tuple[QImage, str]]:
    return []


def start(
    qtbot: QtBot, controller: ScreenshotController, sent: list[tuple[QImage, str]] | None = None
) -> ScreenOverlay:
    """Start a screenshot, which can be sent to Anna if `sent` is given."""
    controller.start(Target("Anna", lambda image, name: sent.append((image, name))) if sent is not None else None)
    qtbot.waitUntil(lambda: bool(controller.overlays))
    (overlay,) = controller.overlays
    QTest.qWaitForWindowActive(overlay)
    return overlay


def file_dialog() -> QFileDialog:
    """Return the open dialog."""
    (dialog,) = [one for one in QApplication.topLevelWidgets() if isinstance(one, QFileDialog) and one.isVisible()]
    return dialog


def drag(overlay: ScreenOverlay, *points: tuple[int, int]) -> None:
    path = [QPoint(*point) for point in points]
    QTest.mousePress(overlay, Qt.MouseButton.LeftButton, pos=path[0])
    for point in path[1:]:
        QTest.mouseMove(overlay, (path[0] + point) / 2)
        QTest.mouseMove(overlay, point)
    QTest.mouseRelease(overlay, Qt.MouseButton.LeftButton, pos=path[-1])


def key(overlay: QWidget, key: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
    QTest.keyClick(overlay, key, modifier)


def test_the_chosen_region_is_copied(qtbot: QtBot, controller: ScreenshotController) -> None:
    overlay = start(qtbot, controller)
    drag(overlay, (90, 100), (149, 159))
    key(overlay, Qt.Key.Key_Return)
    picture = QGuiApplication.clipboard().image()
    assert (picture.width(), picture.height()) == (60, 60)
    assert picture.pixelColor(9, 30).name() != BLUE
    assert picture.pixelColor(10, 30).name() == BLUE
    assert not controller.is_running


def test_the_screen_is_frozen(qtbot: QtBot, controller: ScreenshotController, blue: QWidget) -> None:
    overlay = start(qtbot, controller)
    blue.setStyleSheet("background: white")
    drag(overlay, (120, 100), (160, 140))
    assert overlay.picture().pixelColor(5, 5).name() == BLUE


def test_from_a_chat_the_main_button_sends(
    qtbot: QtBot, controller: ScreenshotController, sent: list[tuple[QImage, str]]
) -> None:
    overlay = start(qtbot, controller, sent)
    drag(overlay, (120, 100), (160, 140))
    assert overlay.bar.main.text() == "Send to Anna"
    QTest.mouseClick(overlay.bar.main, Qt.MouseButton.LeftButton)
    ((picture, name),) = sent
    assert picture.width() == 41
    assert name.startswith("Screenshot 20")
    assert name.endswith(".png")


def test_a_click_takes_the_window_below_the_pointer_or_the_whole_screen(
    qtbot: QtBot, controller: ScreenshotController, blue: QWidget
) -> None:
    overlay = start(qtbot, controller)
    QTest.mouseMove(overlay, QPoint(200, 200))
    QTest.mouseClick(overlay, Qt.MouseButton.LeftButton, pos=QPoint(200, 200))
    assert overlay.region == blue.frameGeometry()
    key(overlay, Qt.Key.Key_Escape)
    QTest.mouseMove(overlay, QPoint(700, 700))
    key(overlay, Qt.Key.Key_Return)
    assert overlay.region == overlay.rect()


def test_the_region_follows_its_handles_and_the_arrow_keys(qtbot: QtBot, controller: ScreenshotController) -> None:
    overlay = start(qtbot, controller)
    drag(overlay, (120, 100), (219, 199))
    drag(overlay, (219, 199), (239, 189))
    assert overlay.region.getRect() == (120, 100, 120, 90)
    drag(overlay, (150, 150), (160, 170))
    assert overlay.region.getRect() == (130, 120, 120, 90)
    key(overlay, Qt.Key.Key_Left)
    key(overlay, Qt.Key.Key_Down, SHIFT)
    assert overlay.region.getRect() == (129, 130, 120, 90)


def test_marks_are_drawn_with_the_chosen_tool_size_and_colour(qtbot: QtBot, controller: ScreenshotController) -> None:
    overlay = start(qtbot, controller)
    drag(overlay, (120, 100), (319, 299))
    key(overlay, Qt.Key.Key_1)
    QTest.mouseClick(overlay.styles.size_buttons[2], Qt.MouseButton.LeftButton)
    QTest.mouseClick(overlay.styles.colour_buttons[1], Qt.MouseButton.LeftButton)
    drag(overlay, (140, 120), (240, 200))
    picture = overlay.picture()
    line = [x for x in range(200) if picture.pixelColor(x, 60) == QColor("#F2AE1C")]
    assert line == [*range(17, 23), *range(117, 123)]
    assert overlay.region.getRect() == (120, 100, 200, 200)
    key(overlay, Qt.Key.Key_Z, CTRL)
    assert overlay.picture().pixelColor(20, 60).name() == BLUE
    key(overlay, Qt.Key.Key_Y, CTRL)
    assert overlay.picture() == picture


def test_a_text_is_written_into_the_picture(qtbot: QtBot, controller: ScreenshotController) -> None:
    overlay = start(qtbot, controller)
    drag(overlay, (120, 100), (319, 299))
    plain = overlay.picture()
    key(overlay, Qt.Key.Key_4)
    QTest.mouseClick(overlay, Qt.MouseButton.LeftButton, pos=QPoint(150, 150))
    editor = overlay.editor
    assert editor is not None
    QTest.keyClicks(editor, "12")
    key(editor, Qt.Key.Key_Return)
    assert overlay.editor is None
    assert overlay.picture() != plain
    assert len(overlay.drawing.marks) == 1
    assert controller.is_running


def test_a_text_that_is_being_written_is_in_the_picture(
    qtbot: QtBot, controller: ScreenshotController, sent: list[tuple[QImage, str]]
) -> None:
    overlay = start(qtbot, controller, sent)
    drag(overlay, (120, 100), (319, 299))
    key(overlay, Qt.Key.Key_4)
    QTest.mouseClick(overlay, Qt.MouseButton.LeftButton, pos=QPoint(150, 150))
    assert overlay.editor is not None
    QTest.keyClicks(overlay.editor, "Our boat?")
    QTest.mouseClick(overlay.bar.main, Qt.MouseButton.LeftButton)
    ((picture, _),) = sent
    assert "#d0382d" in {picture.pixelColor(x, y).name() for x in range(200) for y in range(200)}


def test_escape_drops_the_mark_then_the_region_then_leaves(qtbot: QtBot, controller: ScreenshotController) -> None:
    overlay = start(qtbot, controller)
    drag(overlay, (120, 100), (319, 299))
    key(overlay, Qt.Key.Key_2)
    QTest.mousePress(overlay, Qt.MouseButton.LeftButton, pos=QPoint(150, 150))
    QTest.mouseMove(overlay, QPoint(200, 200))
    key(overlay, Qt.Key.Key_Escape)
    QTest.mouseRelease(overlay, Qt.MouseButton.LeftButton, pos=QPoint(200, 200))
    assert not overlay.drawing.marks
    assert not overlay.region.isEmpty()
    key(overlay, Qt.Key.Key_Escape)
    assert overlay.region.isEmpty()
    assert overlay.bar.isHidden()
    key(overlay, Qt.Key.Key_Escape)
    assert not controller.is_running


def test_the_picture_is_saved_to_the_chosen_file(
    qtbot: QtBot, controller: ScreenshotController, tmp_path: Path
) -> None:
    overlay = start(qtbot, controller)
    drag(overlay, (120, 100), (159, 129))
    key(overlay, Qt.Key.Key_S, CTRL)
    dialog = file_dialog()
    assert overlay.isHidden()
    dialog.reject()
    assert overlay.isVisible()
    key(overlay, Qt.Key.Key_S, CTRL)
    dialog = file_dialog()
    dialog.selectFile(str(tmp_path / "boat.png"))
    dialog.accept()
    qtbot.waitUntil(lambda: QImage(str(tmp_path / "boat.png")).size().toTuple() == (40, 30))
    assert not controller.is_running
    overlay = start(qtbot, controller)
    drag(overlay, (120, 100), (159, 129))
    key(overlay, Qt.Key.Key_S, CTRL)
    with qtbot.waitSignal(controller.failed):
        file_dialog().fileSelected.emit(str(tmp_path / "no folder" / "boat.png"))


def test_the_end_closes_the_file_dialog(qtbot: QtBot, controller: ScreenshotController) -> None:
    overlay = start(qtbot, controller)
    drag(overlay, (120, 100), (159, 129))
    key(overlay, Qt.Key.Key_S, CTRL)
    dialog = file_dialog()
    controller.close()
    assert not dialog.isVisible()
    assert not controller.is_running


def test_a_second_request_waits_for_the_end_of_the_first(qtbot: QtBot, controller: ScreenshotController) -> None:
    overlay = start(qtbot, controller)
    controller.start()
    QTest.qWait(0)
    assert controller.overlays == [overlay]


@pytest.mark.parametrize(
    ("corner", "end"), [((10, 10), (60, 60)), ((700, 740), (790, 795)), ((0, 0), (799, 799)), ((600, 10), (790, 60))]
)
def test_the_bars_are_on_the_screen_wherever_the_region_is(
    qtbot: QtBot, controller: ScreenshotController, corner: tuple[int, int], end: tuple[int, int]
) -> None:
    overlay = start(qtbot, controller)
    drag(overlay, corner, end)
    key(overlay, Qt.Key.Key_1)
    places = [overlay.bar.geometry(), overlay.styles.geometry()]
    assert all(overlay.rect().contains(place) for place in places)
    assert not places[0].intersects(places[1])
    area = decorated_area(overlay._look, overlay.font())
    assert overlay.region == overlay.rect() or not any(area.intersects(place) for place in places)
