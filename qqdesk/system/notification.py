"""Notifications of a Linux desktop, and the answers to them."""

from dataclasses import dataclass, field

CLICKED, INLINE_REPLY, REPLY = "default", "inline-reply", "reply"


@dataclass(frozen=True, slots=True)
class Picture:
    """Rows from the top, with four bytes per pixel: red, green, blue, opacity."""

    width: int
    height: int
    points: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class Notification:
    """A notification replaces the previous one with its `key`. A `passing` one is not kept in the daemon's list.

    `actions` are pairs of name and text. CLICKED is a click on the notification. Of INLINE_REPLY and REPLY, the daemon
    gets the first if it has an input line, else the second.
    """

    key: str
    title: str = field(repr=False)
    body: str = field(default="", repr=False)
    actions: tuple[tuple[str, str], ...] = ()
    picture: Picture | None = None
    category: str = ""
    urgent: bool = False
    passing: bool = False


@dataclass(frozen=True, slots=True)
class Chosen:
    """A click on a notification. `text` is that of its input line. `token` lets a window be raised (xdg-activation)."""

    key: str
    action: str
    text: str = field(default="", repr=False)
    token: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class Failed:
    """No daemon can show the notification."""

    notification: Notification
