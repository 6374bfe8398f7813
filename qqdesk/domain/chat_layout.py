"""The chat windows and their tabs, stored as JSON between two starts."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

MAX_TABS = 500
"""The maximum for all windows together; `parse_layout` ignores further tabs."""


@dataclass(frozen=True, slots=True)
class ChatWindowLayout:
    """`numbers` are in the order of the tabs; `pinned` is a part of them. `current` is 0 without a current tab.

    `main` is the window that stays open without tabs. `geometry` is position and size in Qt's format.
    """

    numbers: tuple[int, ...]
    pinned: tuple[int, ...] = ()
    current: int = 0
    geometry: str = ""
    hidden: bool = False
    main: bool = False


def format_layout(windows: Iterable[ChatWindowLayout]) -> str:
    """Return the windows as JSON."""
    return json.dumps(
        [
            {
                "numbers": window.numbers,
                "pinned": window.pinned,
                "current": window.current,
                "geometry": window.geometry,
                "hidden": window.hidden,
                "main": window.main,
            }
            for window in windows
        ]
    )


def parse_layout(text: str) -> list[ChatWindowLayout]:
    """Return the valid windows of the JSON text. A chat that occurs twice stays in the first place."""
    try:
        rows = json.loads(text) if text else []
    except ValueError:
        return []
    windows: list[ChatWindowLayout] = []
    seen: set[int] = set()
    for row in rows if isinstance(rows, list) else ():
        if not isinstance(row, dict):
            continue
        numbers = [number for number in dict.fromkeys(_numbers(row.get("numbers"))) if number not in seen]
        numbers = numbers[: MAX_TABS - len(seen)]
        seen.update(numbers)
        pinned = tuple(number for number in _numbers(row.get("pinned")) if number in numbers)
        (current,) = _numbers([row.get("current")]) or (0,)
        geometry = row.get("geometry")
        windows.append(
            ChatWindowLayout(
                tuple(numbers),
                pinned,
                current if current in numbers else 0,
                geometry if isinstance(geometry, str) else "",
                row.get("hidden") is True,
                row.get("main") is True,
            )
        )
    return windows


def _numbers(value: Any) -> list[int]:
    items = value if isinstance(value, list) else []
    return [item for item in items if isinstance(item, int) and not isinstance(item, bool) and item > 0]
