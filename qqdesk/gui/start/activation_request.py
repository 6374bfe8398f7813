"""The request of a second start to the running program: one line of JSON."""

import json
import os
from dataclasses import asdict, dataclass, field

from qqdesk.domain.invitation_link import is_open_argument
from qqdesk.gui.start.arguments import MOST_USER_CHARS

MOST_BYTES = 8192
"""The length of a line."""
_MOST_TOKEN_CHARS = 256
TOKENS = ("XDG_ACTIVATION_TOKEN", "DESKTOP_STARTUP_ID")
"""The environment variables by which a desktop lets a program that was clicked raise its window."""


@dataclass(frozen=True, slots=True)
class ActivationRequest:
    """`shows`: show the windows. `user`: sign in with this number or name. `tokens`: by the names in TOKENS.

    `link`: open this invitation. `quits`: quit, and ignore the rest.
    """

    shows: bool = True
    user: str = ""
    tokens: dict[str, str] = field(default_factory=dict, repr=False)
    link: str = field(default="", repr=False)
    quits: bool = False

    def to_line(self) -> bytes:
        return json.dumps(asdict(self)).encode("ascii") + b"\n"

    def is_valid(self) -> bool:
        return (
            isinstance(self.shows, bool)
            and isinstance(self.quits, bool)
            and len(self.user) <= MOST_USER_CHARS
            and self.user.isprintable()
            and all(name in TOKENS and _is_token(token) for name, token in self.tokens.items())
            and (self.link == "" or is_open_argument(self.link))
        )


def parse_request(line: bytes) -> ActivationRequest | None:
    """Return None if the line is not a valid request."""
    try:
        request = ActivationRequest(**json.loads(line))
        return request if line.endswith(b"\n") and request.is_valid() else None
    except (ValueError, TypeError, AttributeError, RecursionError):
        return None


def _is_token(text: str) -> bool:
    return 0 < len(text) <= _MOST_TOKEN_CHARS and text.isascii() and text.isprintable() and " " not in text


def own_tokens() -> dict[str, str]:
    """Return the tokens that this process was started with."""
    return {name: token for name in TOKENS if _is_token(token := os.environ.get(name, ""))}


def use_tokens(tokens: dict[str, str]) -> None:
    """Put the tokens where Qt looks for them when a window is raised."""
    os.environ.update(tokens)
