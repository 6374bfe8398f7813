"""Rows and columns of widgets."""

from typing import TypeVar

from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QLayout, QVBoxLayout, QWidget

Item = QWidget | QLayout | None | tuple[QWidget | QLayout, int]
"""None is a stretch; a tuple has a stretch factor."""
Margins = int | tuple[int, int, int, int]
"""The same at all sides, or left, top, right and bottom."""

L = TypeVar("L", bound=QBoxLayout)


def row(*items: Item, margins: Margins = 0, spacing: int = 8) -> QHBoxLayout:
    return _filled(QHBoxLayout(), items, margins, spacing)


def column(*items: Item, margins: Margins = 0, spacing: int = 0) -> QVBoxLayout:
    return _filled(QVBoxLayout(), items, margins, spacing)


def _filled(layout: L, items: tuple[Item, ...], margins: Margins, spacing: int) -> L:
    layout.setContentsMargins(*((margins,) * 4 if isinstance(margins, int) else margins))
    layout.setSpacing(spacing)
    for item in items:
        part, stretch = item if isinstance(item, tuple) else (item, 0)
        if part is None:
            layout.addStretch(1)
        elif isinstance(part, QWidget):
            layout.addWidget(part, stretch)
        else:
            layout.addLayout(part, stretch)
    return layout
