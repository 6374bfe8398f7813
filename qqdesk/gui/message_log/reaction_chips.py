"""The reactions below a message: a chip for each emoji, with the number of people."""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QFont, QFontMetricsF, QPainter, QPen

from qqdesk.domain.message import Reaction
from qqdesk.gui.message_log.typesetter import Typesetter
from qqdesk.gui.shared.fonts import semibold
from qqdesk.gui.shared.theme_colors import Theme

HEIGHT = 24
_GAP = 4
_PAD = 8
_ABOVE = 4


@dataclass(frozen=True, slots=True)
class Chip:
    """`rect` is in the row."""

    emoji: str
    people: tuple[int, ...]
    is_mine: bool
    rect: QRectF


def grouped(reactions: Iterable[Reaction]) -> dict[str, tuple[int, ...]]:
    """Return the people of each emoji, in the order of the first reactions."""
    found: dict[str, tuple[int, ...]] = {}
    for reaction in reactions:
        found[reaction.emoji] = (*found.get(reaction.emoji, ()), reaction.person)
    return found


def lay_chips(
    reactions: Sequence[Reaction], me: int, typesetter: Typesetter, scale: float, area: QRectF, *, at_right: bool
) -> list[Chip]:
    """Place the chips in lines below the upper edge of `area`, within its width."""
    metrics = QFontMetricsF(_larger(typesetter.font))
    lines: list[list[tuple[str, tuple[int, ...], int]]] = [[]]
    for emoji, people in grouped(reactions).items():
        text = metrics.horizontalAdvance(emoji) + _GAP + typesetter.metrics.horizontalAdvance(str(len(people)))
        width = math.ceil(text) + 2 * _PAD + 2
        if lines[-1] and sum(one[2] + _GAP for one in lines[-1]) + width > area.width():
            lines.append([])
        lines[-1].append((emoji, people, width))
    chips, y, height = [], area.top() + _ABOVE, HEIGHT * max(scale, 1.0)
    for line in lines:
        x: float = area.right() - sum(one[2] + _GAP for one in line) + _GAP if at_right else area.left()
        for emoji, people, width in line:
            chips.append(Chip(emoji, people, me in people, QRectF(x, y, width, height)))
            x += width + _GAP
        y += height + _GAP
    return chips


def _larger(font: QFont) -> QFont:
    """Return the font of the emoji."""
    result = QFont(font)
    result.setPointSizeF(font.pointSizeF() * 1.15)
    return result


def paint_chips(painter: QPainter, chips: Sequence[Chip], theme: Theme, font: QFont) -> None:
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    bold, large = semibold(font), _larger(font)
    metrics = QFontMetricsF(large)
    for chip in chips:
        painter.setPen(QPen(theme.accent if chip.is_mine else theme.edge, 1))
        painter.setBrush(theme.selection if chip.is_mine else theme.surface)
        inside = chip.rect.adjusted(0.5, 0.5, -0.5, -0.5)
        painter.drawRoundedRect(inside, inside.height() / 2, inside.height() / 2)
        baseline = chip.rect.center().y() + (metrics.ascent() - metrics.descent()) / 2
        painter.setFont(large)
        painter.setPen(theme.text)
        painter.drawText(QPointF(chip.rect.left() + _PAD, baseline), chip.emoji)
        painter.setFont(bold if chip.is_mine else font)
        painter.setPen(theme.accent if chip.is_mine else theme.secondary)
        right = QRectF(chip.rect.left(), chip.rect.top(), chip.rect.width() - _PAD, chip.rect.height())
        painter.drawText(right, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, str(len(chip.people)))
