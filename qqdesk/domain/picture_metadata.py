"""Remove what a picture file has beside the picture: camera data, places, comments, previews and colour profiles.

A copy for others keeps nothing of them. A copy for the decoder keeps the orientation and the colours.
"""

import re
from collections.abc import Iterator

from qqdesk.protocol.file_info import FileKind

_JPEG_START, _JPEG_SCAN, _JPEG_END, _JPEG_COMMENT = 0xD8, 0xDA, 0xD9, 0xFE
_JPEG_APPLICATION = range(0xE0, 0xF0)
_ADOBE = b"\xff\xee\x00\x0eAdobe"
"""The start of the segment that says how the colours are stored."""
_SCAN = b"\xff\xda"
_JPEG_NEEDED = {b"JFIF\0": 1, b"Adobe": 1, b"Exif\0\0": 1, b"ICC_PROFILE\0": 255}
"""Application segments that the decoder needs, and how many of each at most."""
_MAX_SCANS = 100
"""Each scan of a progressive JPEG passes over all pixels. Encoders write about ten."""
_MAX_PARTS = 100_000
"""Chunks or segments of a file for the decoder. A PNG of 200 MB has 25,000 chunks of 8 KiB."""
_JPEG_SEGMENT = re.compile(rb"\xff[^\x00\x01\xd0-\xd8\xff]")
"""The marker of a part with a length, or of the end."""
_AFTER_SCAN = re.compile(rb"\xff[^\x00\xd0-\xd7\xff]")
_PNG_HEAD = 8
_PNG_PICTURE = frozenset({b"IHDR", b"PLTE", b"tRNS", b"IDAT", b"IEND", b"acTL", b"fcTL", b"fdAT"})
_PNG_SINGLE = frozenset({b"IHDR", b"PLTE", b"tRNS", b"gAMA", b"cHRM", b"sRGB", b"iCCP"})
"""Chunks that the decoder needs once, beside IDAT and IEND."""
_WEBP_PICTURE = frozenset({b"VP8 ", b"VP8L", b"VP8X", b"ALPH", b"ANIM", b"ANMF"})
_WEBP_METADATA_FLAGS = 0x20 | 0x08 | 0x04
"""Profile, EXIF and XMP, in the first byte of VP8X."""
_GIF_IMAGE, _GIF_EXTENSION, _GIF_END = 0x2C, 0x21, 0x3B
_GIF_CONTROL, _GIF_APPLICATION = 0xF9, 0xFF
_GIF_LOOPS = (b"NETSCAPE2.0", b"ANIMEXTS1.0")


def without_metadata(data: bytes, kind: FileKind) -> bytes:
    """Return the same pixels in the same encoding. Raises ValueError if the file is damaged, or no picture."""
    try:
        match kind:
            case FileKind.JPEG:
                return b"".join(_jpeg_parts(data))
            case FileKind.PNG:
                return b"".join(_png_parts(data))
            case FileKind.WEBP:
                return _webp(data)
            case FileKind.GIF:
                return b"".join(_gif_parts(data))
    except IndexError:
        raise ValueError("the picture ends too early") from None
    raise ValueError("this is no picture")


def decodable(data: bytes, kind: FileKind) -> bytes:
    """Return the pixels, the colours and the orientation of a PNG or JPEG picture, which may be damaged.

    The decoder would expand each text of a PNG into megabytes, and keep each comment of a JPEG.
    Raises ValueError if the file has more parts or scans than pictures have.
    """
    parts = _decodable_png(data) if kind is FileKind.PNG else _decodable_jpeg(data)
    return b"".join(parts)


def _decodable_png(data: bytes) -> Iterator[bytes]:
    yield data[:_PNG_HEAD]
    place, seen = _PNG_HEAD, set[bytes]()
    for _ in range(_MAX_PARTS):
        if place >= len(data):
            return
        name = data[place + 4 : place + 8]
        end = place + 12 + int.from_bytes(data[place : place + 4])
        if name in (b"IDAT", b"IEND") or (name in _PNG_SINGLE and name not in seen):
            yield data[place:end]
        if name == b"IEND":
            return
        seen.add(name)
        place = end
    raise ValueError("the picture has too many parts")


def _decodable_jpeg(data: bytes) -> Iterator[bytes]:
    if data.count(_SCAN) > _MAX_SCANS:
        raise ValueError("the picture has too many scans")
    yield data[:2]
    place, left = 2, dict(_JPEG_NEEDED)
    for _ in range(_MAX_PARTS):
        found = _JPEG_SEGMENT.search(data, place)
        if found is None:
            return
        place, code = found.start(), data[found.start() + 1]
        if code in (_JPEG_SCAN, _JPEG_END):
            yield data[place:]
            return
        end = place + 2 + int.from_bytes(data[place + 2 : place + 4])
        if code not in _JPEG_APPLICATION and code != _JPEG_COMMENT:
            yield data[place:end]
        for name in left:
            if code in _JPEG_APPLICATION and left[name] and data.startswith(name, place + 4):
                left[name] -= 1
                yield data[place:end]
        place = end
    raise ValueError("the picture has too many parts")


def _jpeg_parts(data: bytes) -> Iterator[bytes]:
    yield data[:2]
    place = 2
    while data[place + 1] != _JPEG_END:
        marker = data[place + 1]
        if data[place] != 0xFF or marker == _JPEG_START:
            raise ValueError("a marker is missing")
        if marker == 0xFF:  # a fill byte
            place += 1
            continue
        end = place + 2 + int.from_bytes(data[place + 2 : place + 4])
        if marker == _JPEG_SCAN:
            after = _AFTER_SCAN.search(data, end)
            if after is None:
                raise ValueError("the end is missing")
            end = after.start()
        is_colour = data.startswith(_ADOBE, place)
        if is_colour or not (marker in _JPEG_APPLICATION or marker == _JPEG_COMMENT):
            yield data[place:end]
        place = end
    yield data[place : place + 2]


def _png_parts(data: bytes) -> Iterator[bytes]:
    yield data[:_PNG_HEAD]
    place, name = _PNG_HEAD, b""
    while name != b"IEND":
        name = data[place + 4 : place + 8]
        end = place + 12 + int.from_bytes(data[place : place + 4])
        if end > len(data):
            raise ValueError("the picture ends too early")
        if name in _PNG_PICTURE:
            yield data[place:end]
        place = end


def _webp(data: bytes) -> bytes:
    parts, place = [b"WEBP"], 12
    while place < len(data):
        name, size = data[place : place + 4], int.from_bytes(data[place + 4 : place + 8], "little")
        end = place + 8 + size + size % 2
        if end > len(data):
            raise ValueError("the picture ends too early")
        chunk = bytearray(data[place:end])
        if name == b"VP8X":
            chunk[8] &= ~_WEBP_METADATA_FLAGS
        if name in _WEBP_PICTURE:
            parts.append(bytes(chunk))
        place = end
    content = b"".join(parts)
    return b"RIFF" + len(content).to_bytes(4, "little") + content


def _gif_parts(data: bytes) -> Iterator[bytes]:
    place = 13 + _gif_colours(data[10])
    yield data[:place]
    while data[place] != _GIF_END:
        if data[place] == _GIF_IMAGE:
            end = _after_blocks(data, place + 10 + _gif_colours(data[place + 9]) + 1)
            is_picture = True
        elif data[place] == _GIF_EXTENSION:
            end = _after_blocks(data, place + 2)
            label, name = data[place + 1], data[place + 3 : place + 14]
            is_picture = label == _GIF_CONTROL or (label == _GIF_APPLICATION and name in _GIF_LOOPS)
        else:
            raise ValueError("an unknown block")
        if is_picture:
            yield data[place:end]
        place = end
    yield data[place : place + 1]


def _gif_colours(flags: int) -> int:
    """Return the bytes of a colour table."""
    return 3 << ((flags & 7) + 1) if flags & 0x80 else 0


def _after_blocks(data: bytes, place: int) -> int:
    while data[place]:
        place += data[place] + 1
    return place + 1
