"""Animated pictures of plain colours, written without a library."""

import struct

from PySide6.QtCore import QBuffer, QByteArray
from PySide6.QtGui import QColor, QImage, QImageWriter

COLOURS = ((255, 0, 0), (0, 255, 0), (0, 0, 255))
"""Those of the first frames."""


def gif(side: int, frames: int, delay_ms: int = 20) -> bytes:
    """Return an endless animation of squares."""
    table = b"".join(bytes(colour) for colour in (*COLOURS, (0, 0, 0)))
    size = struct.pack("<HH", side, side)
    data = b"GIF89a" + size + b"\x91\0\0" + table + b"\x21\xff\x0bNETSCAPE2.0\x03\x01\0\0\0"
    for number in range(frames):
        data += b"\x21\xf9\x04\0" + struct.pack("<H", delay_ms // 10) + b"\0\0"
        data += b"\x2c\0\0\0\0" + size + b"\0\x02" + _blocks(_codes(number % 3, side * side)) + b"\0"
    return data + b"\x3b"


def _codes(colour: int, count: int) -> bytes:
    """Return the pixels as LZW codes of three bits, which a clear code before each pair keeps so narrow."""
    bits = "".join(f"{code:03b}"[::-1] for _ in range((count + 1) // 2) for code in (4, colour, colour))
    bits += f"{5:03b}"[::-1]
    bits += "0" * (-len(bits) % 8)
    return bytes(int(bits[at : at + 8][::-1], 2) for at in range(0, len(bits), 8))


def _blocks(data: bytes) -> bytes:
    return b"".join(bytes((len(data[at : at + 255]),)) + data[at : at + 255] for at in range(0, len(data), 255))


def webp(side: int, frames: int, delay_ms: int = 20) -> bytes:
    """Return an endless animation of squares."""
    edge = (side - 1).to_bytes(3, "little")
    body = _chunk(b"VP8X", b"\x02\0\0\0" + edge + edge) + _chunk(b"ANIM", bytes(6))
    for number in range(frames):
        image = QImage(side, side, QImage.Format.Format_RGB32)
        image.fill(QColor(*COLOURS[number % 3]))
        buffer = QBuffer()
        buffer.open(QBuffer.OpenModeFlag.WriteOnly)
        writer = QImageWriter(buffer, QByteArray(b"webp"))
        writer.setQuality(100)
        assert writer.write(image)
        still = bytes(buffer.data().data())[12:]
        body += _chunk(b"ANMF", bytes(6) + edge + edge + delay_ms.to_bytes(3, "little") + b"\x02" + still)
    return b"RIFF" + struct.pack("<I", len(body) + 4) + b"WEBP" + body


def _chunk(name: bytes, data: bytes) -> bytes:
    return name + struct.pack("<I", len(data)) + data + bytes(len(data) % 2)
