"""The content of a message, one class for each kind."""

from dataclasses import dataclass, field

from qqdesk.protocol.file_info import FileInfo, read_file_info, write_file_info
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
class File:
    """A picture or another file, with a caption. Its id is the message's if the file was uploaded for this message."""

    info: FileInfo
    caption: Text = Text("")

    def plain_text(self) -> str:
        return f"{self.info.name}\n{self.caption.text}" if self.caption.text else self.info.name


@dataclass(frozen=True, slots=True)
class Removed:
    """Stands for messages that the retention of the place removed."""

    count: int

    def plain_text(self) -> str:
        return ""


@dataclass(frozen=True, slots=True)
class Recalled:
    """Stands for a message that `maker` took back: its author, or a keeper of the room."""

    maker: int

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


Body = Text | File | Removed | Recalled | RoomEvent


def mentions_in(body: Body) -> tuple[int, ...]:
    """Return the members whom a text or a caption mentions."""
    text = body.caption if isinstance(body, File) else body
    return text.mentions if isinstance(text, Text) else ()


def encode_body(body: Body) -> tuple[str, str]:
    """Return the kind and the data, as they are stored."""
    match body:
        case Text(text, ()):
            return "text", text
        case Text(text, mentions):
            return "mentions", " ".join(map(str, mentions)) + "\n" + text
        case File(info, Text(text, mentions)):
            return "file", "\n".join((write_file_info(info), " ".join(map(str, mentions)), text))
        case RoomEvent(change, key, value):
            return "room", f"{change:d} {key} {value}"
        case Removed(count):
            return "removed", str(count)
        case Recalled(maker):
            return "recalled", str(maker)


def decode_body(kind: str, data: str) -> Body:
    """Raises ValueError for an unknown kind."""
    match kind:
        case "text":
            return Text(data)
        case "mentions":
            numbers, _, text = data.partition("\n")
            return Text(text, tuple(map(int, numbers.split())))
        case "file":
            described, numbers, text = data.split("\n", 2)
            info = read_file_info(described)
            if info is None:
                raise ValueError("a file without a description")
            return File(info, Text(text, tuple(map(int, numbers.split()))))
        case "room":
            change, key, value = data.split(" ", 2)
            return RoomEvent(RoomChange(int(change)), int(key), value)
        case "removed":
            return Removed(int(data))
        case "recalled":
            return Recalled(int(data))
    raise ValueError(f"unknown kind of message: {kind!r}")
