"""The content of a message, one class for each kind."""

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Text:
    text: str = field(repr=False)

    def plain_text(self) -> str:
        """Return what search, notifications, exports and screen readers use."""
        return self.text


Body = Text

_TEXT = "text"


def encode_body(body: Body) -> tuple[str, str]:
    """Return the kind and the data, as they are stored."""
    return _TEXT, body.text


def decode_body(kind: str, data: str) -> Body:
    """Raises ValueError for an unknown kind."""
    if kind != _TEXT:
        raise ValueError(f"unknown kind of message: {kind!r}")
    return Text(data)
