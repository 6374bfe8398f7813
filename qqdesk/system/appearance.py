"""The user's preference for dark windows and reduced motion, from the desktop portal of Linux.

Qt knows neither on plain X11. Without a portal the callback is never called.
"""

import contextlib
import logging
import select
import socket
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

_log = logging.getLogger(__name__)

_PORTAL = "org.freedesktop.portal.Desktop"
_PATH = "/org/freedesktop/portal/desktop"
_SETTINGS = "org.freedesktop.portal.Settings"
_SIGNAL = "SettingChanged"
_APPEARANCE, _GNOME = "org.freedesktop.appearance", "org.gnome.desktop.interface"
_REPLY_S = 5.0


@dataclass(frozen=True, slots=True)
class Appearance:
    """`is_dark` is None without a preference."""

    is_dark: bool | None = None
    reduced_motion: bool = False

    def changed(self, space: str, name: str, value: Any) -> "Appearance":
        """Apply one setting of the portal; ignore unknown settings and invalid values."""
        match space, name, value:
            case (_, "color-scheme", int(scheme)) if space == _APPEARANCE:
                return replace(self, is_dark={1: True, 2: False}.get(scheme))
            case (_, "reduced-motion", int(reduced)) if space == _APPEARANCE:
                return replace(self, reduced_motion=reduced == 1)
            case (_, "enable-animations", bool(enabled)) if space == _GNOME:
                return replace(self, reduced_motion=not enabled)
        return self


class AppearanceWatch:
    """`changed` is called in a thread of its own: after the start, and on each change."""

    def __init__(self, changed: Callable[[Appearance], None]) -> None:
        self._changed = changed
        self._now = Appearance()
        self._ours, self._theirs = socket.socketpair()
        self._thread = threading.Thread(target=self._run, name="appearance watch", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        """After this no callback comes."""
        self._ours.close()
        if self._thread.is_alive():
            self._thread.join(1.0)
        self._theirs.close()

    def _run(self) -> None:
        try:
            self._listen()
        except Exception as error:
            _log.info("the settings of the desktop cannot be read: %s", error)

    def _listen(self) -> None:
        # Not at the top: the import takes milliseconds, and this is another thread.
        from jeepney import DBusAddress, HeaderFields, MatchRule, MessageType, new_method_call
        from jeepney.bus_messages import message_bus
        from jeepney.io.blocking import Proxy, open_dbus_connection

        with open_dbus_connection("SESSION") as bus:
            # With `sender` the bus delivers only signals of the owner of this name.
            rule = MatchRule(type="signal", sender=_PORTAL, interface=_SETTINGS, member=_SIGNAL, path=_PATH)
            Proxy(message_bus, bus).AddMatch(rule)
            portal = DBusAddress(_PATH, bus_name=_PORTAL, interface=_SETTINGS)
            call = new_method_call(portal, "ReadAll", "as", ([_APPEARANCE, _GNOME],))
            reply = bus.send_and_get_reply(call, timeout=_REPLY_S)
            if reply.header.message_type is MessageType.method_return:
                self._apply_all(reply.body[0])
            readable: list[Any] = []
            while self._theirs not in readable:
                # One read may return several messages: handle all before the next select.
                with contextlib.suppress(TimeoutError):
                    while True:
                        message = bus.receive(timeout=0)
                        fields = message.header.fields
                        if (
                            message.header.message_type is MessageType.signal
                            and fields.get(HeaderFields.interface) == _SETTINGS
                            and fields.get(HeaderFields.member) == _SIGNAL
                            and fields.get(HeaderFields.signature) == "ssv"
                        ):
                            space, name, (_, value) = message.body
                            self._apply(self._now.changed(space, name, value))
                readable, _, _ = select.select([bus.sock, self._theirs], [], [])

    def _apply_all(self, spaces: Mapping[str, Mapping[str, tuple[str, Any]]]) -> None:
        now = self._now
        for space in (_GNOME, _APPEARANCE):
            for name, (_, value) in spaces.get(space, {}).items():
                now = now.changed(space, name, value)
        self._apply(now)

    def _apply(self, now: Appearance) -> None:
        if now != self._now:
            self._now = now
            self._changed(now)
