"""Rows, columns and forms of widgets, and lines between them."""

from typing import TypeVar

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QBoxLayout, QFormLayout, QFrame, QHBoxLayout, QLayout, QVBoxLayout, QWidget

Item = QWidget | QLayout | int | None | tuple[QWidget | QLayout, int]
"""A number is a fixed space in logical pixels, None a stretch. A tuple has a stretch factor."""
Margins = int | tuple[int, int, int, int]
"""The same at all sides, or left, top, right and bottom."""

L = TypeVar("L", bound=QBoxLayout)


def row(*items: Item, margins: Margins = 0, spacing: int = 8) -> QHBoxLayout:
    return _filled(QHBoxLayout(), items, margins, spacing)


def column(*items: Item, margins: Margins = 0, spacing: int = 0) -> QVBoxLayout:
    return _filled(QVBoxLayout(), items, margins, spacing)


def form(margins: Margins = 0) -> QFormLayout:
    """Return an empty form whose fields take the width beside the labels."""
    layout = QFormLayout()
    layout.setContentsMargins(*_sides(margins))
    layout.setHorizontalSpacing(12)
    layout.setVerticalSpacing(8)
    layout.setLabelAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
    layout.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
    return layout


def line() -> QFrame:
    """Return a line between two areas."""
    result = QFrame()
    result.setProperty("role", "line")
    return result


def _sides(margins: Margins) -> tuple[int, int, int, int]:
    return (margins,) * 4 if isinstance(margins, int) else margins


def _filled(layout: L, items: tuple[Item, ...], margins: Margins, spacing: int) -> L:
    layout.setContentsMargins(*_sides(margins))
    layout.setSpacing(spacing)
    fill(layout, *items)
    return layout


def fill(layout: QBoxLayout, *items: Item) -> None:
    """Add items to a layout."""
    for item in items:
        part, stretch = item if isinstance(item, tuple) else (item, 0)
        if part is None:
            layout.addStretch(1)
        elif isinstance(part, int):
            layout.addSpacing(part)
        elif isinstance(part, QWidget):
            layout.addWidget(part, stretch)
        else:
            layout.addLayout(part, stretch)
