"""When notifications are suppressed: muted conversations, quiet hours, a pause."""

import contextlib
import json
from collections.abc import Mapping
from enum import Enum

from qqdesk.domain.conversation_id import ConversationId

FOREVER = -1
"""The end time of a mute or pause without an end."""
MAX_MUTES = 10_000
"""`parse_mutes` ignores further entries."""


class SoundEvent(Enum):
    """An event with a sound. The value names its file and its setting, `sound_…`."""

    MESSAGE = "message"
    ONLINE = "online"
    REQUEST = "request"
    SENT = "sent"
    ERROR = "error"


def is_in_force(until: int, now: int) -> bool:
    """Return whether `until` is FOREVER or later than `now`. Both are in milliseconds since 1970."""
    return until == FOREVER or until > now


def in_quiet_hours(begin: int, end: int, minute: int) -> bool:
    """Return whether `minute` is in the quiet hours. All three are minutes of the day.

    If the end is before the beginning, the hours span midnight. If both are equal, they span the whole day.
    """
    if begin < end:
        return begin <= minute < end
    return minute >= begin or minute < end


def format_mutes(mutes: Mapping[ConversationId, int]) -> str:
    """Return the mutes as JSON: conversation to end time."""
    return json.dumps({str(conversation): until for conversation, until in mutes.items()})


def parse_mutes(text: str) -> dict[ConversationId, int]:
    """Return the valid mutes of the JSON text."""
    try:
        rows = json.loads(text) if text else {}
    except ValueError:
        return {}
    mutes: dict[ConversationId, int] = {}
    for text, until in list(rows.items())[:MAX_MUTES] if isinstance(rows, dict) else ():
        with contextlib.suppress(ValueError):
            conversation = ConversationId.parse(text)
            if isinstance(until, int) and not isinstance(until, bool):
                mutes[conversation] = until
    return mutes
