"""The program's icon as files: PNG for Linux, .ico for Windows, .icns for macOS, all drawn from the one SVG."""

import struct
from pathlib import Path

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QRectF, Qt
from PySide6.QtGui import QColor, QImage, QLinearGradient, QPainter
from PySide6.QtSvg import QSvgRenderer

from installers.maker import CHECKOUT

SOURCE = CHECKOUT / "resources" / "icons" / "qqdesk.svg"
ICO_SIDES = (16, 20, 24, 32, 40, 48, 64, 128, 256)
"""In pixels: what Windows shows between 100 and 200 % in lists, the task bar, the desktop and large views."""
ICNS_KINDS = {
    b"ic04": 16, b"ic05": 32, b"ic07": 128, b"ic08": 256, b"ic09": 512, b"ic10": 1024,
    b"ic11": 32, b"ic12": 64, b"ic13": 256, b"ic14": 512,
}  # fmt: skip
"""Each kind of an .icns with its side in pixels; from ic10 on they are those for two pixels a point."""
_MAC_TILE, _MAC_CORNER, _MAC_SYMBOL = 824 / 1024, 185 / 1024, 560 / 1024
"""Of the side of a macOS icon, by Apple's grid: the tile that every program stands on, and ours upon it."""


def _image(side: int) -> QImage:
    image = QImage(side, side, QImage.Format.Format_ARGB32)
    image.fill(Qt.GlobalColor.transparent)
    return image


def _draw(painter: QPainter, square: QRectF) -> None:
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    renderer = QSvgRenderer(SOURCE.read_bytes())
    if not renderer.isValid():
        raise ValueError(f"{SOURCE} is no picture")
    renderer.render(painter, square)


def _written(image: QImage, kind: str = "PNG") -> bytes:
    data = QByteArray()
    buffer = QBuffer(data)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    if not image.save(buffer, kind):  # type: ignore[call-overload]  # its stubs know no device here
        raise ValueError(f"Qt writes no {kind}")
    return bytes(data.data())


def _light(square: QRectF) -> QLinearGradient:
    light = QLinearGradient(square.topLeft(), square.bottomLeft())
    light.setColorAt(0, QColor("#FFFFFF"))
    light.setColorAt(1, QColor("#DCE9F7"))
    return light


def png(side: int) -> bytes:
    """A square of `side` pixels on nothing."""
    image = _image(side)
    painter = QPainter(image)
    _draw(painter, QRectF(0, 0, side, side))
    painter.end()
    return _written(image)


def mac_png(side: int) -> bytes:
    """The same on a light tile with round corners, as the Dock's icons are."""
    image = _image(side)
    painter = QPainter(image)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    margin = side * (1 - _MAC_TILE) / 2
    tile = QRectF(margin, margin, side * _MAC_TILE, side * _MAC_TILE)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(_light(tile))
    painter.drawRoundedRect(tile, side * _MAC_CORNER, side * _MAC_CORNER)
    begin = side * (1 - _MAC_SYMBOL) / 2
    _draw(painter, QRectF(begin, begin, side * _MAC_SYMBOL, side * _MAC_SYMBOL))
    painter.end()
    return _written(image)


def ico() -> bytes:
    """All sizes of Windows in one file: a table of contents, and a PNG each, which Windows has read since Vista."""
    pictures = [(side, png(side)) for side in ICO_SIDES]
    head, offset = struct.pack("<HHH", 0, 1, len(pictures)), 6 + 16 * len(pictures)
    for side, data in pictures:
        # Sides have a byte each, in which 256 is 0; then no palette, one plane, and 32 bits a pixel.
        head += struct.pack("<BBBBHHII", side % 256, side % 256, 0, 0, 1, 32, len(data), offset)
        offset += len(data)
    return head + b"".join(data for _, data in pictures)


def icns() -> bytes:
    """All sizes of macOS in one file: a kind, a length and a PNG each."""
    drawn = {side: mac_png(side) for side in set(ICNS_KINDS.values())}
    parts = [kind + struct.pack(">I", 8 + len(drawn[side])) + drawn[side] for kind, side in ICNS_KINDS.items()]
    body = b"".join(parts)
    return b"icns" + struct.pack(">I", 8 + len(body)) + body


def side() -> bytes:
    """A BMP for the side of an installer's last page, twice as large as it is shown there at 100 %."""
    width, height = 2 * 164, 2 * 314
    image = QImage(width, height, QImage.Format.Format_RGB32)
    painter = QPainter(image)
    painter.fillRect(image.rect(), _light(QRectF(image.rect())))
    symbol = width * 0.6
    _draw(painter, QRectF((width - symbol) / 2, (height - symbol) / 2.6, symbol, symbol))
    painter.end()
    return _written(image, "BMP")


def write(path: Path) -> Path:
    """The file of the kind that its suffix says: .ico, .icns, or .bmp for the side of an installer."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes({".ico": ico, ".icns": icns, ".bmp": side}[path.suffix]())
    return path
