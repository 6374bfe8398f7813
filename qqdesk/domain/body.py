"""The content of a message, one class for each kind."""

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Text:
    text: str = field(repr=False)

    def plain_text(self) -> str:
        """Return what search, notifications, exports and screen readers use."""
        return self.text


@dataclass(frozen=True, slots=True)
class Removed:
    """Stands for messages that the retention of the place removed."""

    count: int

    def plain_text(self) -> str:
        return ""


Body = Text | Removed


def encode_body(body: Body) -> tuple[str, str]:
    """Return the kind and the data, as they are stored."""
    return ("text", body.text) if isinstance(body, Text) else ("removed", str(body.count))


def decode_body(kind: str, data: str) -> Body:
    """Raises ValueError for an unknown kind."""
    match kind:
        case "text":
            return Text(data)
        case "removed":
            return Removed(int(data))
    raise ValueError(f"unknown kind of message: {kind!r}")
