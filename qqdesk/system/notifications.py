"""Notifications of a Linux desktop, told by a thread of its own to whoever shows them."""

import contextlib
import socket
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from selectors import EVENT_READ, DefaultSelector
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from qqdesk.system.notification_bus import NotificationBus


_STOP_S = 0.5
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
    """There is nobody who would show it."""

    notification: Notification


class NotificationDaemon:
    """`tell` is called with Chosen and Failed, in the thread of this object, which begins with the first `show`. The
    other methods are called from one thread and never wait, but for `stop`, at most a second."""

    def __init__(self, tell: Callable[[Chosen | Failed], None]) -> None:
        self._tell = tell
        self._lock = threading.Lock()
        self._orders: dict[str, Notification | None] = {}
        """What is to be shown, or closed, by key: only the last wish for each counts."""
        self._bus: NotificationBus | None = None
        self._selector = DefaultSelector()
        self._ours, self._theirs = socket.socketpair()
        for end in (self._ours, self._theirs):
            end.setblocking(False)
        self._selector.register(self._ours, EVENT_READ)
        self._thread: threading.Thread | None = None
        self._stopped = threading.Event()

    def show(self, notification: Notification) -> None:
        if self._stopped.is_set():
            return
        if self._thread is None:
            self._thread = threading.Thread(target=self._run, name="notifications", daemon=True)
            self._thread.start()
        self._order(notification.key, notification)

    def close(self, key: str) -> None:
        """Nothing happens where none of this key is on the screen."""
        if self._thread is not None and not self._stopped.is_set():
            self._order(key, None)

    def stop(self) -> None:
        """Close what is on the screen, and end."""
        self._stopped.set()
        if self._thread is not None:
            self._wake()
            self._thread.join(_STOP_S)
            if self._thread.is_alive() and self._bus is not None:
                self._bus.interrupt()
            self._thread.join(_STOP_S)
            self._thread = None
        self._selector.close()
        self._ours.close()
        self._theirs.close()

    def _order(self, key: str, wanted: Notification | None) -> None:
        with self._lock:
            self._orders.pop(key, None)
            self._orders[key] = wanted
        self._wake()

    def _wake(self) -> None:
        with contextlib.suppress(OSError):  # there are enough in it to wake it
            self._theirs.send(b".")

    def _run(self) -> None:
        from qqdesk.system.notification_bus import NotificationBus

        self._bus = bus = NotificationBus(self._tell, self._selector)
        while not self._stopped.is_set():
            self._selector.select()
            with contextlib.suppress(OSError):  # it was the bus
                self._ours.recv(4096)
            bus.listen()
            with self._lock:
                orders, self._orders = self._orders, {}
            for key, wanted in orders.items():
                if self._stopped.is_set():
                    break
                if wanted is None:
                    bus.close(key)
                else:
                    bus.show(wanted)
            bus.listen()  # what came together with an answer is read already: no socket wakes us for it
        bus.leave()
