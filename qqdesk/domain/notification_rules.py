"""When notifications are suppressed: muted conversations, quiet hours, a pause."""

from enum import Enum

FOREVER = -1
"""The end time of a mute or pause without an end."""


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
