"""D-Bus: idle time and lock from the services of the desktop, and from logind. A call starts no service."""

import time
from collections.abc import Sequence
from typing import Any

from jeepney import DBusAddress, MessageFlag, MessageType, Properties, new_method_call
from jeepney.io.blocking import DBusConnection, open_dbus_connection

from qqdesk.system.idle.idle import Idle

_WAIT_S = 1.0
_MUTTER = DBusAddress(
    "/org/gnome/Mutter/IdleMonitor/Core", "org.gnome.Mutter.IdleMonitor", "org.gnome.Mutter.IdleMonitor"
)
_SAVERS = tuple(
    DBusAddress(path, name, name)
    for path, name in (
        ("/org/freedesktop/ScreenSaver", "org.freedesktop.ScreenSaver"),
        ("/org/gnome/ScreenSaver", "org.gnome.ScreenSaver"),
        ("/org/cinnamon/ScreenSaver", "org.cinnamon.ScreenSaver"),
        ("/org/mate/ScreenSaver", "org.mate.ScreenSaver"),
        ("/org/xfce/ScreenSaver", "org.xfce.ScreenSaver"),
    )
)
_SESSION = DBusAddress(
    "/org/freedesktop/login1/session/auto", "org.freedesktop.login1", "org.freedesktop.login1.Session"
)


class _Bus:
    """A connection to a bus."""

    def __init__(self, bus: str) -> None:
        """Raise OSError without a bus."""
        try:
            self._connection: DBusConnection = open_dbus_connection(bus)
        except (KeyError, ValueError) as error:  # no valid address in the environment
            raise OSError(f"no {bus} bus: {error}") from error

    def ask(self, message: Any) -> Sequence[Any] | None:
        """Return the reply; None after an error or a timeout."""
        message.header.flags |= MessageFlag.no_auto_start
        try:
            reply = self._connection.send_and_get_reply(message, timeout=_WAIT_S)
        except TimeoutError:
            return None
        if reply.header.message_type is not MessageType.method_return:
            return None
        return tuple(reply.body)

    def close(self) -> None:
        self._connection.close()


class SessionIdle:
    """The session bus: the idle monitor of GNOME, or the screen saver of other desktops, which also has the lock."""

    def __init__(self, bus: str = "SESSION") -> None:
        self._bus = _Bus(bus)
        self._lock: DBusAddress | None = None

    def read(self) -> Idle:
        milliseconds = self._number(_MUTTER, "GetIdletime")
        if milliseconds is None:
            # KDE returns 0 under Wayland, where it does not know.
            milliseconds = self._number(_SAVERS[0], "GetSessionIdleTime") or None
        return Idle(None if milliseconds is None else milliseconds / 1000, self._is_locked())

    def _number(self, address: DBusAddress, method: str) -> int | None:
        answer = self._bus.ask(new_method_call(address, method))
        return answer[0] if answer and type(answer[0]) is int else None

    def _is_locked(self) -> bool:
        """Ask the screen saver that answered last, or search for one."""
        for address in _SAVERS if self._lock is None else (self._lock,):
            answer = self._bus.ask(new_method_call(address, "GetActive"))
            if answer is not None:
                self._lock = address
                return bool(answer and answer[0])
        self._lock = None
        return False

    def close(self) -> None:
        self._bus.close()


class LoginIdle:
    """The system bus: the hints of logind, whether the session is locked and since when it is idle."""

    def __init__(self, bus: str = "SYSTEM") -> None:
        self._bus = _Bus(bus)

    def read(self) -> Idle:
        seconds: float | None = None
        if self._property("IdleHint") is True:
            since = self._property("IdleSinceHint")  # microseconds since 1970
            seconds = max(0.0, time.time() - since / 1e6) if type(since) is int else None
        return Idle(seconds, self._property("LockedHint") is True)

    def _property(self, name: str) -> Any:
        answer = self._bus.ask(Properties(_SESSION).get(name))
        return answer[0][1] if answer else None

    def close(self) -> None:
        self._bus.close()
