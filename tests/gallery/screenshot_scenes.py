"""Screenshots: before a region is chosen, and with marks, a text and a mosaic in it."""

from PySide6.QtCore import QLineF, QPoint, QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QGuiApplication, QImage, QPainter
from PySide6.QtTest import QTest

from qqdesk.gui.screenshot.marks import ArrowMark, MosaicMark, RectangleMark, Style, TextMark
from qqdesk.gui.screenshot.screen_capture import FrozenScreen
from qqdesk.gui.screenshot.screen_overlay import ScreenOverlay
from tests.gallery.stage import Scene, Stage

_RED, _WALLPAPER = QColor("#D0382D"), QColor("#C9DCE8")
_CHAT = QPoint(120, 120)
_MOST_CHAT = QSize(640, 520)
_REGION = QRect(140, 200, 600, 240)


def _frozen(stage: Stage) -> ScreenOverlay:
    """Show the overlay over a desktop with a chat. Qt's offscreen platform has no picture of a whole screen."""
    window = stage.chat("Echo")
    stage.settle()
    screen = QGuiApplication.primaryScreen()
    ratio = screen.devicePixelRatio()
    desktop = QImage(screen.size() * ratio, QImage.Format.Format_RGB32)
    desktop.setDevicePixelRatio(ratio)
    desktop.fill(_WALLPAPER)
    painter = QPainter(desktop)
    chat = QRect(QPoint(), window.size().boundedTo(_MOST_CHAT))
    painter.drawPixmap(_CHAT, window.grab(chat))
    painter.end()
    overlay = ScreenOverlay(FrozenScreen(screen, desktop, (chat.translated(_CHAT),)), "Echo")
    overlay.cover()
    return stage.keep(overlay)


def _start(stage: Stage) -> ScreenOverlay:
    overlay = _frozen(stage)
    stage.settle()
    QTest.mouseMove(overlay, QPoint(420, 330))
    return overlay


def _marked(stage: Stage) -> ScreenOverlay:
    overlay = _frozen(stage)
    overlay.set_region(_REGION)
    style = Style(_RED, 3)
    overlay.drawing.add(RectangleMark(QRectF(180, 230, 220, 40), style))
    overlay.drawing.add(ArrowMark(QLineF(QPointF(480, 330), QPointF(408, 274)), style))
    overlay.drawing.add(TextMark(QPointF(486, 322), "Our boat?", Style(_RED, 18)))
    overlay.bar.toggle(1)
    return overlay


def _text(stage: Stage) -> ScreenOverlay:
    overlay = _frozen(stage)
    # Below the chat, which is dark in the dark theme, as the text is.
    region = QRect(140, min(650, overlay.height() - 236), 500, 156)
    overlay.set_region(region)
    overlay.bar.toggle(3)
    overlay.styles.colour_buttons[4].click()
    QTest.mouseClick(overlay, Qt.MouseButton.LeftButton, pos=region.topLeft() + QPoint(160, 106))
    assert overlay.editor is not None
    overlay.editor.setPlainText("Our boat?\n是我们的船吗？")
    return overlay


def _mosaic(stage: Stage) -> ScreenOverlay:
    overlay = _frozen(stage)
    overlay.set_region(overlay.rect())
    overlay.drawing.add(MosaicMark(QRectF(_REGION)))
    overlay.bar.toggle(4)
    return overlay


SCENES = (
    Scene("screenshot-start", ScreenOverlay, _start),
    Scene("screenshot", ScreenOverlay, _marked),
    Scene("screenshot-text", ScreenOverlay, _text),
    Scene("screenshot-mosaic", ScreenOverlay, _mosaic),
)
