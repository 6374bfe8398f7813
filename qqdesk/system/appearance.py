"""How the person wants programs to look, as the desktop's portal tells it on Linux: dark or light, and less movement.

Qt knows neither on a plain X11. The portal answers for GNOME, KDE, XFCE and others alike; without one nothing is told.
"""

import contextlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from qqdesk.system.listener import Listener

_PORTAL = "org.freedesktop.portal.Desktop"
_PATH = "/org/freedesktop/portal/desktop"
_SETTINGS = "org.freedesktop.portal.Settings"
_SIGNAL = "SettingChanged"
_APPEARANCE, _GNOME = "org.freedesktop.appearance", "org.gnome.desktop.interface"
_REPLY_S = 5.0


@dataclass(frozen=True, slots=True)
class Appearance:
    """`is_dark` is None where the person has no preference."""

    is_dark: bool | None = None
    reduced_motion: bool = False

    def changed(self, space: str, name: str, value: Any) -> "Appearance":
        """With one setting of the portal; those of others, and values that are none, change nothing."""
        match space, name, value:
            case (_, "color-scheme", int(scheme)) if space == _APPEARANCE:
                return replace(self, is_dark={1: True, 2: False}.get(scheme))
            case (_, "reduced-motion", int(reduced)) if space == _APPEARANCE:
                return replace(self, reduced_motion=reduced == 1)
            case (_, "enable-animations", bool(enabled)) if space == _GNOME:
                return replace(self, reduced_motion=not enabled)
        return self


class AppearanceWatch(Listener):
    """`told` is called in a thread of its own: at the beginning, and whenever something changes."""

    def __init__(self, told: Callable[[Appearance], None]) -> None:
        super().__init__("appearance watch")
        self._told = told
        self._now = Appearance()

    def _listen(self) -> None:
        # Not at the top: it takes some milliseconds, which are nobody's here.
        from jeepney import DBusAddress, HeaderFields, MatchRule, MessageType, new_method_call
        from jeepney.bus_messages import message_bus
        from jeepney.io.blocking import Proxy, open_dbus_connection

        with open_dbus_connection("SESSION") as bus:
            # By its name the bus sends what its owner says and nobody else.
            rule = MatchRule(type="signal", sender=_PORTAL, interface=_SETTINGS, member=_SIGNAL, path=_PATH)
            Proxy(message_bus, bus).AddMatch(rule)
            portal = DBusAddress(_PATH, bus_name=_PORTAL, interface=_SETTINGS)
            call = new_method_call(portal, "ReadAll", "as", ([_APPEARANCE, _GNOME],))
            reply = bus.send_and_get_reply(call, timeout=_REPLY_S)
            if reply.header.message_type is MessageType.method_return:
                self._take_all(reply.body[0])
            going_on = True
            while going_on:
                # What is read at once may be several messages: all of them, before the next look at the socket.
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
                            self._take(self._now.changed(space, name, value))
                going_on = self._wait(bus.sock)

    def _take_all(self, spaces: Mapping[str, Mapping[str, tuple[str, Any]]]) -> None:
        now = self._now
        for space in (_GNOME, _APPEARANCE):
            for name, (_, value) in spaces.get(space, {}).items():
                now = now.changed(space, name, value)
        self._take(now)

    def _take(self, now: Appearance) -> None:
        if now != self._now:
            self._now = now
            self._told(now)
