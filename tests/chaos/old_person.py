"""People with classic clients, each in a thread: no token, a connection for each request, and known habits of such
clients."""

import contextlib
import http.client
import itertools
import random
import selectors
import threading
import uuid
from collections.abc import Callable
from enum import Enum
from urllib.parse import urlsplit

from tests.helpers.proxy import Fault, fickle
from tests.helpers.server import md5

_TIMEOUT_S = 4.0
"""All tries together take less than the repeat window of 20 s. On a busy computer a reply may take more than a second;
a reply that the client does not wait for is lost to it after three repeats."""
_TRIES = 4
"""The server recognizes three repeats of a request."""
_AGAIN_S = 0.05
_PAUSE_S = 0.02
_MOST_IN_SUCCESSION = 2


class Habit(Enum):
    RANDOM_SEQUENCE = "draws SEQ at random"
    SAME_SEQUENCE = "always the same SEQ"
    THREE_TIMES = "posts everything three times"
    SIGNS_IN = "signs in before every poll"


def merciful(share: float, dice: random.Random) -> Callable[[str], Fault | None]:
    """Return faults as `fickle` does, for one classic client. At most two requests in succession fail, and no
    GetMsgEx arrives after a later one. Beyond that, the classic protocol may lose messages."""
    whim = fickle(share, dice)
    in_succession = 0

    def decide(command: str) -> Fault | None:
        nonlocal in_succession
        fault = whim(command)
        if in_succession >= _MOST_IN_SUCCESSION or (fault is Fault.LATE and command == "getmsgex"):
            fault = None
        in_succession = in_succession + 1 if fault is not None else 0
        return fault

    return decide


class OldPerson:
    """Send messages one after another, each until it is answered, and fetch waiting messages in between."""

    def __init__(self, number: int, to: int, habit: Habit) -> None:
        self.number = number
        self.to = to
        self.habit = habit
        self.talks = False
        self.said: list[str] = []
        self.answered = 0
        self.shown: list[tuple[int, str]] = []
        self.unsure: set[str] = set()
        """Texts of which a post had no reply: when the server has forgotten the session meanwhile, it cannot know that
        they are sent again."""
        self.complaints: list[str] = []
        self._open: str | None = None
        self._last_reply = ""
        self._signed_in = False
        self._place = ("", 0)
        self._dice = random.Random(number)
        self._series = uuid.uuid4().hex[:8]
        self._serial = itertools.count(1)
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._live, name=f"old person {number}")

    def sign_in(self, server: str) -> None:
        url = urlsplit(server)
        self._place = (url.hostname or "", url.port or 0)
        self._thread.start()

    @property
    def is_connected(self) -> bool:
        return self._signed_in

    @property
    def is_at_rest(self) -> bool:
        return self._open is None and not self.talks

    @property
    def state(self) -> str:
        """Describe the state, to find out why it hangs."""
        lives = "lives" if self._thread.is_alive() else "has ended"
        return f"{self.habit.value}, {lives}, signed in: {self._signed_in}, unanswered: {self._open!r}"

    def leave(self) -> None:
        self._ended.set()
        if self._thread.ident is not None:
            self._thread.join()

    def _live(self) -> None:
        while not self._ended.is_set():
            if not self._signed_in or self.habit is Habit.SIGNS_IN:
                self._log_in()
            if self._signed_in:
                self._fetch()
            if self._signed_in:
                self._talk()
            self._ended.wait(_PAUSE_S)

    # Requests

    def _log_in(self) -> None:
        replies = self._ask("Login", f"PS={md5('secret')}&M5=1&LC=9326B87B234E7235")
        self._last_reply = ""
        self._signed_in = any("RES=0&RS=0&" in reply for reply in replies)

    def _fetch(self) -> None:
        """Show what is new. The same bytes of one session are one request: a repeated reply is the same reply."""
        for reply in self._ask("GetMsgEx"):
            if _result(reply) == 0 and "&MN=0" not in reply and reply != self._last_reply:
                self.shown += _texts(reply)
                self._last_reply = reply

    def _talk(self) -> None:
        if self._open is None:
            if not self.talks:
                return
            self._open = f"{self.number} {self._series} {next(self._serial)}"
            self.said.append(self._open)
        asked = self._ask("CLTMSG", f"UN={self.to}&MG={self._open}", self._open)
        replies = [reply for reply in asked if _result(reply) == 0]
        if len(set(replies)) > 1:
            self.complaints.append(f"a repeat is answered otherwise: {replies}")
        if replies:
            self.answered += 1
            self._open = None

    def _ask(self, command: str, fields: str = "", about: str | None = None) -> list[str]:
        """Return the replies: several if the request is posted several times. Posts the same bytes again if there is
        no reply."""
        sequence = 1 if self.habit in (Habit.SAME_SEQUENCE, Habit.THREE_TIMES) else self._dice.randrange(100_000)
        body = f"VER=1.1&CMD={command}&SEQ={sequence}&UIN={self.number}" + (f"&{fields}" if fields else "")
        times = 3 if self.habit is Habit.THREE_TIMES else 1
        for attempt in range(_TRIES):
            replies = self._post(body.encode(), times)
            if len(replies) < times and about is not None:
                self.unsure.add(about)
            if replies:
                if any(_result(reply) == 20 for reply in replies):
                    self._signed_in = False
                return replies
            if self._ended.wait(_AGAIN_S * 2**attempt):
                break
        return []

    def _post(self, body: bytes, times: int) -> list[str]:
        """Send on several connections at once; return the complete replies in order of arrival. The server may have
        answered the last one first."""
        replies = []
        with contextlib.ExitStack() as stack, selectors.DefaultSelector() as selector:
            for _ in range(times):
                connection = http.client.HTTPConnection(*self._place, timeout=_TIMEOUT_S)
                stack.callback(connection.close)
                with contextlib.suppress(OSError):
                    connection.request("POST", "/", body, {"Connection": "close"})
                    selector.register(connection.sock, selectors.EVENT_READ, connection)
            while selector.get_map() and (ready := selector.select(_TIMEOUT_S)):
                for key, _ in ready:
                    selector.unregister(key.fileobj)
                    if (reply := _reply(key.data)) is not None:
                        replies.append(reply)
        return replies


def _reply(connection: http.client.HTTPConnection) -> str | None:
    with contextlib.suppress(OSError, http.client.HTTPException):
        response = connection.getresponse()
        reply = response.read().decode()
        # A stopping server may answer in plain text.
        if response.status == 200 and "&RES=" in reply:
            return reply
    return None


def _result(reply: str) -> int:
    return int(reply.partition("&RES=")[2].partition("&")[0])


def _texts(reply: str) -> list[tuple[int, str]]:
    """Return sender and text of each message, parsed as old clients do."""
    head, _, texts = reply.partition("&MG=")
    kinds, _, senders = head.partition("&MT=")[2].partition("&UN=")
    rows = zip(kinds.split(",")[:-1], senders.split(",")[:-1], texts.split(",")[:-1], strict=True)
    return [(int(sender), text) for kind, sender, text in rows if kind == "9"]
