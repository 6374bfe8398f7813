"""The content of a message, one class for each kind."""

from dataclasses import dataclass, field

from qqdesk.protocol.room_commands import RoomChange


@dataclass(frozen=True, slots=True)
class Text:
    """`mentions` are the numbers of the members whom a message to a room mentions."""

    text: str = field(repr=False)
    mentions: tuple[int, ...] = ()

    def plain_text(self) -> str:
        """Return what search, notifications, exports and screen readers use."""
        return self.text


@dataclass(frozen=True, slots=True)
class Removed:
    """Stands for messages that the retention of the place removed."""

    count: int

    def plain_text(self) -> str:
        return ""


@dataclass(frozen=True, slots=True)
class RoomEvent:
    """The sender changed the room, see RoomChange."""

    change: RoomChange
    key: int
    value: str = field(repr=False)

    @property
    def number(self) -> int:
        """The first word of the value as a number, 0 for a text. After the role of a member follows the role before."""
        word = self.value.split(" ", 1)[0]
        return int(word) if word.isdecimal() else 0

    def plain_text(self) -> str:
        return ""


Body = Text | Removed | RoomEvent


def encode_body(body: Body) -> tuple[str, str]:
    """Return the kind and the data, as they are stored."""
    match body:
        case Text(text, ()):
            return "text", text
        case Text(text, mentions):
            return "mentions", " ".join(map(str, mentions)) + "\n" + text
        case RoomEvent(change, key, value):
            return "room", f"{change:d} {key} {value}"
        case Removed(count):
            return "removed", str(count)


def decode_body(kind: str, data: str) -> Body:
    """Raises ValueError for an unknown kind."""
    match kind:
        case "text":
            return Text(data)
        case "mentions":
            numbers, _, text = data.partition("\n")
            return Text(text, tuple(map(int, numbers.split())))
        case "room":
            change, key, value = data.split(" ", 2)
            return RoomEvent(RoomChange(int(change)), int(key), value)
        case "removed":
            return Removed(int(data))
    raise ValueError(f"unknown kind of message: {kind!r}")
