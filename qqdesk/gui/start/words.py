"""What a second start may say to the first: a few known words in one bounded line, and `ok` as the answer.

qqdesk raise=1 user=10001 token=…
"""

import logging
import os
from dataclasses import dataclass, field
from typing import Final
from urllib.parse import quote, unquote

from PySide6.QtCore import QObject, QTimer, Signal, Slot
from PySide6.QtNetwork import QLocalSocket

from qqdesk.domain.invitation_link import is_open_argument
from qqdesk.gui.start.arguments import MOST_USER_CHARS

log = logging.getLogger(__name__)

_GREETING: Final = "qqdesk"
_OK: Final = b"ok\n"
MOST_BYTES = 8192
_PATIENCE_MS = 2000
_MOST_TOKEN_CHARS = 256
TOKENS = ("XDG_ACTIVATION_TOKEN", "DESKTOP_STARTUP_ID")
"""With one of these in its environment a program may take the front: whoever starts it has just been clicked."""


@dataclass(frozen=True, slots=True)
class Wish:
    """`raised`: show the windows; else it is a start that shows none. `user` is a number or a name, "" for nobody in
    particular. `tokens` are by the names in TOKENS. `ends`: quit, as from the tray's menu, and nothing else of it.
    `link`: open this invitation."""

    raised: bool = True
    user: str = ""
    tokens: dict[str, str] = field(default_factory=dict, repr=False)
    ends: bool = False
    link: str = field(default="", repr=False)


def _is_token(text: str) -> bool:
    return 0 < len(text) <= _MOST_TOKEN_CHARS and text.isascii() and text.isprintable() and " " not in text


def own_tokens() -> dict[str, str]:
    """Those that this process was started with."""
    return {name: value for name in TOKENS if (value := os.environ.get(name, "")) and _is_token(value)}


def use_tokens(tokens: dict[str, str]) -> None:
    """Qt looks for them in the environment when a window asks for the front."""
    os.environ.update(tokens)


def write_wish(wish: Wish) -> bytes:
    words = [_GREETING, f"raise={int(wish.raised)}"]
    if wish.user:
        words.append(f"user={quote(wish.user[:MOST_USER_CHARS], safe='')}")
    words += [f"{name}={quote(value, safe='')}" for name, value in wish.tokens.items() if name in TOKENS]
    if wish.ends:
        words.append("end=1")
    if wish.link:
        words.append(f"link={quote(wish.link, safe='')}")
    return " ".join(words).encode("ascii") + b"\n"


def read_wish(line: bytes) -> Wish | None:
    """None for anything that is not exactly such a line."""
    if len(line) > MOST_BYTES or not line.endswith(b"\n"):
        return None
    try:
        greeting, *words = line[:-1].decode("ascii").split(" ")
        pairs = [(name, unquote(value, errors="strict")) for name, _, value in (word.partition("=") for word in words)]
    except UnicodeDecodeError:
        return None
    if greeting != _GREETING:
        return None
    raised, user, tokens, ends, link = True, "", dict[str, str](), False, ""
    for name, value in pairs:
        if name == "raise" and value in ("0", "1"):
            raised = value == "1"
        elif name == "user" and 0 < len(value) <= MOST_USER_CHARS and value.isprintable():
            user = value
        elif name in TOKENS and _is_token(value):
            tokens[name] = value
        elif name == "end" and value == "1":
            ends = True
        elif name == "link" and is_open_argument(value):
            link = value
        else:
            return None
    return Wish(raised, user, tokens, ends, link)


def answer_of(said: bytes) -> bool:
    """Whether the first one has understood."""
    return said == _OK


class Caller(QObject):
    """One connection of a second start: a line is read, answered, and that is all."""

    wished = Signal(object)  # Wish

    def __init__(self, socket: "QLocalSocket", parent: QObject) -> None:
        super().__init__(parent)
        self._socket = socket
        self.is_over = False
        socket.setParent(self)
        socket.setReadBufferSize(MOST_BYTES + 1)
        socket.readyRead.connect(self.read)
        socket.disconnected.connect(self.close)
        # Who connects and says nothing does not stay.
        self._patience = QTimer(self, singleShot=True, interval=_PATIENCE_MS)
        self._patience.timeout.connect(self.close)
        self._patience.start()

    @Slot()
    def read(self) -> None:
        """Take what is there; it may have come with the connection."""
        if self.is_over or not (self._socket.canReadLine() or self._socket.bytesAvailable() > MOST_BYTES):
            return
        wish = read_wish(bytes(self._socket.readLine(MOST_BYTES + 1).data()))
        if wish is None:
            log.warning("somebody said to this program what it does not understand")
            self.close()
            return
        self._socket.write(_OK)
        self._socket.flush()
        self._socket.disconnectFromServer()
        self.wished.emit(wish)

    @Slot()
    def close(self) -> None:
        if not self.is_over:
            self.is_over = True
            self._patience.stop()
            self._socket.abort()
            self.deleteLater()
