"""The chat windows and their tabs, stored as JSON between two starts."""

import contextlib
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from qqdesk.domain.conversation_id import ConversationId

MAX_TABS = 500
"""The maximum for all windows together; `read_layout` ignores further tabs."""


@dataclass(frozen=True, slots=True)
class ChatWindowLayout:
    """`conversations` are in the order of the tabs; `pinned` is a part of them.

    `main` is the window that stays open without tabs. `geometry` is position and size in Qt's format.
    """

    conversations: tuple[ConversationId, ...]
    pinned: tuple[ConversationId, ...] = ()
    current: ConversationId | None = None
    geometry: str = ""
    hidden: bool = False
    main: bool = False


def layout_rows(windows: Iterable[ChatWindowLayout]) -> list[dict[str, object]]:
    """Return the windows for JSON."""
    return [
        {
            "conversations": [str(conversation) for conversation in window.conversations],
            "pinned": [str(conversation) for conversation in window.pinned],
            "current": str(window.current) if window.current is not None else "",
            "geometry": window.geometry,
            "hidden": window.hidden,
            "main": window.main,
        }
        for window in windows
    ]


def read_layout(rows: Any) -> list[ChatWindowLayout]:
    """Return the valid windows of what was JSON. A chat that occurs twice stays in the first place."""
    windows: list[ChatWindowLayout] = []
    seen: set[ConversationId] = set()
    for row in rows if isinstance(rows, list) else ():
        if not isinstance(row, dict):
            continue
        shown = [one for one in dict.fromkeys(_conversations(row.get("conversations"))) if one not in seen]
        shown = shown[: MAX_TABS - len(seen)]
        seen.update(shown)
        pinned = tuple(one for one in _conversations(row.get("pinned")) if one in shown)
        (current,) = _conversations([row.get("current")]) or (None,)
        geometry = row.get("geometry")
        windows.append(
            ChatWindowLayout(
                tuple(shown),
                pinned,
                current if current in shown else None,
                geometry if isinstance(geometry, str) else "",
                row.get("hidden") is True,
                row.get("main") is True,
            )
        )
    return windows


def _conversations(value: Any) -> list[ConversationId]:
    found = []
    for item in value if isinstance(value, list) else ():
        with contextlib.suppress(ValueError):
            if isinstance(item, str):
                found.append(ConversationId.parse(item))
    return found
