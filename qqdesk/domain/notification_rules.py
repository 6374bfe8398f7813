"""When somebody is not to be called: conversations that are muted, hours that are quiet, a pause."""

import json
from collections.abc import Mapping
from enum import Enum

FOREVER = -1
"""An end that never comes."""
DAY_MINUTES = 24 * 60
MAX_MUTES = 10_000
"""A text that names more is cut."""


class SoundEvent(Enum):
    """What there is a sound for; the value is the name of its file, and of its setting, `sound_…`."""

    MESSAGE = "message"
    ONLINE = "online"
    REQUEST = "request"
    SENT = "sent"
    ERROR = "error"


def has_not_ended(until: int, now: int) -> bool:
    """Whether something that ends at `until` is still on; both in milliseconds since 1970, 0 was never on."""
    return until == FOREVER or until > now


def in_quiet_hours(begin: int, end: int, minute: int) -> bool:
    """All three are minutes of the day. Hours that end before they begin go over midnight; as long as the day is
    where both are the same."""
    if begin < end:
        return begin <= minute < end
    return minute >= begin or minute < end


def format_mutes(mutes: Mapping[int, int]) -> str:
    """Whose messages call nobody, and until when, as JSON."""
    return json.dumps({str(number): until for number, until in mutes.items()})


def parse_mutes(text: str) -> dict[int, int]:
    """What of it can be understood."""
    try:
        rows = json.loads(text) if text else {}
    except ValueError:
        return {}
    mutes: dict[int, int] = {}
    for number, until in list(rows.items())[:MAX_MUTES] if isinstance(rows, dict) else ():
        if number.isdecimal() and isinstance(until, int) and not isinstance(until, bool):
            mutes[int(number)] = until
    return mutes
