"""Show notifications on a Linux desktop, in a thread."""

import contextlib
import socket
import threading
from collections.abc import Callable
from selectors import EVENT_READ, DefaultSelector
from typing import TYPE_CHECKING

from qqdesk.system.notification import Chosen, Failed, Notification

if TYPE_CHECKING:
    from qqdesk.system.notification_bus import NotificationBus

_STOP_S = 0.5


class NotificationDaemon:
    """`on_event` gets Chosen and Failed in the thread of this object, which starts with the first `show`.

    Call the methods from one thread. Only `stop` waits, at most a second.
    """

    def __init__(self, on_event: Callable[[Chosen | Failed], None]) -> None:
        self._on_event = on_event
        self._lock = threading.Lock()
        self._orders: dict[str, Notification | None] = {}
        """The notification to show by key; None to close it."""
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
        """Close the notification with this key if it is shown."""
        if self._thread is not None and not self._stopped.is_set():
            self._order(key, None)

    def stop(self) -> None:
        """Close all notifications, and end the thread."""
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
        with contextlib.suppress(OSError):  # the buffer is full, so the thread wakes anyway
            self._theirs.send(b".")

    def _run(self) -> None:
        from qqdesk.system.notification_bus import NotificationBus

        self._bus = bus = NotificationBus(self._on_event, self._selector)
        while not self._stopped.is_set():
            self._selector.select()
            with contextlib.suppress(OSError):  # the bus has woken the thread
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
            bus.listen()  # signals that were read with a reply: the socket does not wake for them
        bus.leave()
