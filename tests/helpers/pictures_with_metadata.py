"""Picture files with every kind of metadata that is removed before they are sent."""

import struct
import zlib

from PySide6.QtCore import QBuffer, QByteArray, QSize
from PySide6.QtGui import QColor, QImage, QImageWriter, QPainter

SECRET = b"secret place"
SIZE = QSize(320, 200)


def picture(size: QSize = SIZE, *, transparent: bool = False) -> QImage:
    """Return a gradient with texts, which Qt writes into files."""
    image = QImage(size, QImage.Format.Format_ARGB32 if transparent else QImage.Format.Format_RGB32)
    image.fill(QColor(0, 0, 0, 0) if transparent else QColor(200, 220, 240))
    painter = QPainter(image)
    for x in range(0, size.width(), 10):
        painter.fillRect(x, size.height() // 4, 10, size.height() // 4, QColor(x * 255 // size.width(), 80, 120))
    painter.end()
    image.setText("Comment", SECRET.decode())
    image.setText("Location", SECRET.decode())
    return image


def exif(orientation: int = 1) -> bytes:
    """Return EXIF data with an orientation and a description."""
    text = SECRET + b"\0"
    entries = struct.pack(">HHIHH", 0x0112, 3, 1, orientation, 0)
    entries += struct.pack(">HHII", 0x010E, 2, len(text), 8 + 2 + 24 + 4)
    return b"MM\0*" + struct.pack(">I", 8) + struct.pack(">H", 2) + entries + struct.pack(">I", 0) + text


def jpeg(image: QImage, orientation: int = 1) -> bytes:
    """Return a JPEG file with EXIF, XMP, a preview in JFIF's extension, and comments before and after the scan."""
    data = saved(image, "jpg")
    xmp = b"http://ns.adobe.com/xap/1.0/\0<x:xmpmeta>" + SECRET
    parts = [(0xE1, b"Exif\0\0" + exif(orientation)), (0xE1, xmp), (0xE0, b"JFXX\0" + SECRET), (0xFE, SECRET)]
    segments = b"".join(struct.pack(">BBH", 0xFF, kind, len(part) + 2) + part for kind, part in parts)
    comment = struct.pack(">BBH", 0xFF, 0xFE, len(SECRET) + 2) + SECRET
    return data[:2] + segments + data[2:-2] + comment + data[-2:] + b"trailer " + SECRET


def png(image: QImage) -> bytes:
    data = saved(image, "png")
    chunks = b"".join(chunk(name, body) for name, body in ((b"eXIf", exif()), (b"tEXt", b"Title\0" + SECRET)))
    return data[:33] + chunks + data[33:] + SECRET


def chunk(name: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))


def webp(image: QImage) -> bytes:
    """Return an extended WebP file with EXIF and XMP."""
    data = saved(image, "webp")
    head = data.find(b"VP8")
    while data[head : head + 4] == b"VP8X":
        head += 18
    size = image.size()
    sides = (size.width() - 1).to_bytes(3, "little") + (size.height() - 1).to_bytes(3, "little")
    flags = b"\x0c\0\0\0" + sides
    chunks = b"".join(
        name + len(body).to_bytes(4, "little") + body + bytes(len(body) % 2)
        for name, body in ((b"VP8X", flags), (b"EXIF", exif()), (b"XMP ", SECRET))
    )
    content = b"WEBP" + chunks[:18] + data[head:] + chunks[18:]
    return b"RIFF" + len(content).to_bytes(4, "little") + content


def gif() -> bytes:
    """Return an animation of two frames of 2 × 2 pixels, with a comment, XMP, and a loop."""
    frame = b"\x21\xf9\x04\0\x0a\0\0\0" + b"\x2c\0\0\0\0\x02\0\x02\0\0" + b"\x02\x02\x84\x51\0"
    comment = b"\x21\xfe" + bytes([len(SECRET)]) + SECRET + b"\0"
    xmp = b"\x21\xff\x0bXMP DataXMP" + bytes([len(SECRET)]) + SECRET + b"\0"
    loop = b"\x21\xff\x0bNETSCAPE2.0\x03\x01\0\0\0"
    head = b"GIF89a\x02\0\x02\0\x80\0\0" + b"\xff\0\0\0\0\xff"
    return head + loop + comment + frame + xmp + frame + b"\x3b" + SECRET


def saved(image: QImage, kind: str) -> bytes:
    buffer = QBuffer()
    buffer.open(QBuffer.OpenModeFlag.WriteOnly)
    writer = QImageWriter(buffer, QByteArray(kind.encode()))
    assert writer.write(image), writer.errorString()
    return bytes(buffer.data().data())
