"""A program that takes a screenshot of a window on its last screen, and prints what happened."""

import sys

from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from qqdesk.gui.screenshot.screenshot_controller import ScreenshotController
from qqdesk.gui.shared.theme import theme_source

BLUE = "#204a70"


def say(*words: object) -> None:
    sys.stdout.write(" ".join(map(str, words)) + "\n")


def main() -> None:
    app = QApplication([])
    theme_source().choose("light")
    screens = app.screens()
    window = QWidget()
    window.setStyleSheet(f"background: {BLUE}")
    window.setGeometry(QRect(screens[-1].geometry().topLeft() + QPoint(100, 80), screens[-1].geometry().size() / 2))
    window.show()
    QTest.qWaitForWindowExposed(window)
    while screens[-1].grabWindow(window.winId()).toImage().pixelColor(5, 5).name() != BLUE:
        app.processEvents()  # an X server paints it later
    controller = ScreenshotController()
    controller.start()
    while not controller.overlays:
        app.processEvents()
    last = controller.overlays[-1]
    QTest.qWaitForWindowExposed(last)
    QTest.mousePress(last, Qt.MouseButton.LeftButton, pos=QPoint(90, 100))
    QTest.mouseMove(last, QPoint(120, 120))
    QTest.mouseMove(last, QPoint(149, 159))
    QTest.mouseRelease(last, Qt.MouseButton.LeftButton, pos=QPoint(149, 159))
    for overlay, screen in zip(controller.overlays, screens, strict=True):
        say(overlay.geometry() == screen.geometry(), overlay.drawing.image.size().toTuple(), overlay.is_waiting)
    QTest.keyClick(last, Qt.Key.Key_Return)
    picture = QGuiApplication.clipboard().image()
    row, scale = picture.height() // 2, picture.width() // 60
    say(picture.size().toTuple(), picture.pixelColor(10 * scale - 1, row).name() == BLUE)
    say(picture.pixelColor(10 * scale, row).name(), controller.is_running)


main()
