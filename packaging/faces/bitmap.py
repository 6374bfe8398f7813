"""From a drawing to the bytes of a face: scaled down, reduced to 256 colours, written as an 8-bit BMP."""

import struct
from collections import Counter
from typing import cast

from PySide6.QtCore import Qt
from PySide6.QtGui import QImage

FACE_SIDE = 112
Colour = tuple[int, int, int]
Counted = list[tuple[Colour, int]]


def bmp_of(drawing: QImage) -> bytes:
    """The drawing as an 8-bit palette BMP of FACE_SIDE pixels: the same bytes for the same drawing."""
    small = drawing.scaled(
        FACE_SIDE, FACE_SIDE, Qt.AspectRatioMode.IgnoreAspectRatio, Qt.TransformationMode.SmoothTransformation
    ).convertToFormat(QImage.Format.Format_RGB888)
    rows: list[list[Colour]] = []
    for y in range(FACE_SIDE):
        raw = bytes(cast(memoryview, small.constScanLine(y)))[: FACE_SIDE * 3]
        rows.append(list(zip(raw[0::3], raw[1::3], raw[2::3], strict=True)))
    palette, index_of = _palette([colour for row in rows for colour in row])
    pixels = b"".join(bytes(index_of[colour] for colour in row) for row in reversed(rows))
    table = b"".join(struct.pack("<BBBB", blue, green, red, 0) for red, green, blue in palette)
    table += bytes(4 * (256 - len(palette)))
    start = 14 + 40 + len(table)
    head = struct.pack("<2sIHHI", b"BM", start + len(pixels), 0, 0, start)
    info = struct.pack("<IiiHHIIiiII", 40, FACE_SIDE, FACE_SIDE, 1, 8, 0, len(pixels), 3780, 3780, 256, 256)
    return head + info + table + pixels


def _palette(pixels: list[Colour]) -> tuple[list[Colour], dict[Colour, int]]:
    """At most 256 colours and the one each pixel's colour becomes: the group with the largest error is cut in two."""
    groups: list[Counted] = [sorted(Counter(pixels).items())]
    errors = [_spread(groups[0])]
    while len(groups) < 256:
        worst = max(range(len(groups)), key=lambda i: (max(errors[i]), -i))
        if max(errors[worst]) == 0:
            break
        channel = errors[worst].index(max(errors[worst]))
        low, high = _cut(groups[worst], channel)
        groups[worst : worst + 1] = [low, high]
        errors[worst : worst + 1] = [_spread(low), _spread(high)]
    palette = [_mean(group) for group in groups]
    return palette, {colour: i for i, group in enumerate(groups) for colour, _ in group}


def _mean(group: Counted) -> Colour:
    total = sum(count for _, count in group)
    red, green, blue = ((sum(c[k] * n for c, n in group) + total // 2) // total for k in range(3))
    return red, green, blue


def _spread(group: Counted) -> list[float]:
    """The squared error of a group along red, green and blue."""
    total = sum(count for _, count in group)
    spread = []
    for k in range(3):
        plain = sum(c[k] * n for c, n in group)
        square = sum(c[k] * c[k] * n for c, n in group)
        spread.append((square * total - plain * plain) / total)
    return spread


def _cut(group: Counted, channel: int) -> tuple[Counted, Counted]:
    """Two halves of a group about its mean in one channel; neither is empty."""
    total = sum(count for _, count in group)
    plain = sum(c[channel] * n for c, n in group)
    low = [item for item in group if item[0][channel] * total <= plain]
    high = [item for item in group if item[0][channel] * total > plain]
    return low, high
