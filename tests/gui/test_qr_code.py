"""The QR code of an invitation link: two colours, whole pixels, and a quiet zone at every scale."""

import pytest
import segno
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QImage, QPainter
from pytestqt.qtbot import QtBot

from qqdesk.gui.invite.qr_code import QUIET_ZONE, SIDE, QrCode
from qqdesk.gui.shared.theme import theme_source

LINKS = (
    "http://192.168.178.20:8000/i#K7QX2MPA9RTWB4HE6CDF.q3pFJ0vW8sYd1nLk5uTzXcR7aGmE2bHi6oN9fPxQwVs",
    "http://192.168.178.20:8000/i#K7QX2MPA9RTWB4HE6CDF.q3pFJ0vW8sYd1nLk5uTzXcR7aGmE2bHi6oN9fPxQwVs&p=18443"
    "&a=10.0.5.20,[fd00:1234:5678:9abc:def0:1234:5678:9abc]:8000",
)


def picture(code: QrCode, ratio: float) -> QImage:
    """The widget as a screen of this ratio shows it."""
    image = QImage(round(SIDE * ratio), round(SIDE * ratio), QImage.Format.Format_RGB32)
    image.setDevicePixelRatio(ratio)
    image.fill(Qt.GlobalColor.red)
    painter = QPainter(image)
    code.render(painter, QPoint())
    painter.end()
    return image


@pytest.mark.parametrize("link", LINKS)
@pytest.mark.parametrize("ratio", [1.0, 1.25, 1.5, 1.75, 2.0, 3.0])
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_code_is_read_from_whole_pixels(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, link: str, ratio: float, theme: str
) -> None:
    theme_source().choose(theme)
    code = QrCode()
    qtbot.addWidget(code)
    monkeypatch.setattr(code, "devicePixelRatioF", lambda: ratio)
    code.show_text(link)
    image = picture(code, ratio)
    colours = {image.pixel(x, y) for x in range(image.width()) for y in range(image.height())}
    assert colours == {0xFFFFFFFF, 0xFF000000}
    wanted = [bytes(row) for row in segno.make(link, error="m", boost_error=False, micro=False).matrix]
    module = image.width() // (len(wanted) + 2 * QUIET_ZONE)
    start = (image.width() - len(wanted) * module) // 2
    assert start >= QUIET_ZONE * module
    middle = module // 2
    found = [
        bytes(
            image.pixel(start + x * module + middle, start + y * module + middle) == 0xFF000000 for x in range(len(row))
        )
        for y, row in enumerate(wanted)
    ]
    assert found == wanted


def test_no_text_is_no_code(qtbot: QtBot) -> None:
    code = QrCode()
    qtbot.addWidget(code)
    code.show_text("")
    image = picture(code, 1.0)
    assert {image.pixel(x, y) for x in range(SIDE) for y in range(SIDE)} == {0xFFFFFFFF}
