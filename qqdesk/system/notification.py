"""Notifications of a Linux desktop, and the answers to them."""

from dataclasses import dataclass, field

CLICKED, INLINE_REPLY, REPLY = "default", "inline-reply", "reply"


@dataclass(frozen=True, slots=True)
class Picture:
    """Rows from the top, four bytes a point: red, green, blue, opacity."""

    width: int
    height: int
    points: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class Notification:
    """`key` is ours: another of the same key takes the place of the first. `actions` are (name, words): CLICKED is a
    click on the whole, and of INLINE_REPLY and REPLY the first is left out where the daemon has no line to write into,
    else the second. A `passing` one is not kept in the daemon's list."""

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
    """Somebody clicked: `action` is a name of the notification's; `text` is what they wrote into it. With `token` a
    window may come to the front where others may not (xdg-activation)."""

    key: str
    action: str
    text: str = field(default="", repr=False)
    token: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class Failed:
    """There is no daemon that would show it."""

    notification: Notification
