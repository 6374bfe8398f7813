"""Extensions for sessions with CAN=DEV: the devices of an account.

A device is a program on a computer that signs in with DEV. Each has its own session and its own cursor.
"""

from dataclasses import dataclass
from typing import ClassVar

from qqdesk.protocol.codes import EXTENDED
from qqdesk.protocol.record import Done, Reply, Request
from qqdesk.protocol.wire import FLAG, MESSAGE_ID, TEXT, TRIMMED, columns, hex_kind, wire

MAX_DEVICES = 10
"""Named devices of an account. One more takes the place of the one that is unused for longest."""
MAX_DEVICE_NAME_CHARS = 64
SHORT_CHARS = 8
SHORT_DEVICE = hex_kind(SHORT_CHARS)
"""The first digits of a DEV, which identify a device within its account. They cannot be used to sign in."""
CLASSIC_DEVICE = "0" * SHORT_CHARS
"""Stands for the classic session, which has no DEV."""


@dataclass(frozen=True, slots=True)
class DeviceEntry:
    """One device. `seen` is when the server last heard of it, in milliseconds since 1970, UTC.

    `system` is what DEVSYS of its Login said: the operating system and the program. `is_here`: the device that asks.
    `is_live`: it has a session now. A classic session has the id CLASSIC_DEVICE and no name.
    """

    id: str = wire("DEV", SHORT_DEVICE)
    name: str = wire("NAME", TEXT, secret=True)
    system: str = wire("SYS", TEXT)
    address: str = wire("ADDR", TEXT)
    seen: int = wire("SEEN", MESSAGE_ID)
    is_live: bool = wire("LIVE", FLAG)
    is_here: bool = wire("HERE", FLAG)


@dataclass(frozen=True, slots=True)
class ListDevicesReply(Reply):
    """The named devices that their owner has not signed out, and a live classic session; the last used first."""

    ORDER: ClassVar[tuple[str, ...]] = ("SN", "DEV", "NAME", "SYS", "ADDR", "SEEN", "LIVE", "HERE")
    devices: tuple[DeviceEntry, ...] = columns(DeviceEntry, count="SN")


@dataclass(frozen=True, slots=True)
class ListDevices(Request):
    NAME: ClassVar[str] = "ListDevs"
    IDEMPOTENT: ClassVar[bool] = True
    NEEDS: ClassVar[str] = EXTENDED
    REPLY: ClassVar[type[ListDevicesReply]] = ListDevicesReply


@dataclass(frozen=True, slots=True)
class EndDevice(Request):
    """Sign a device of mine out, or all but this one if `device` is None.

    Its next request gets WHY=2, and so does its next Login with KEPT=1.
    """

    NAME: ClassVar[str] = "EndDev"
    NEEDS: ClassVar[str] = EXTENDED
    REPLY: ClassVar[type[Done]] = Done
    device: str | None = wire("DEV", SHORT_DEVICE, None, blank=None)


@dataclass(frozen=True, slots=True)
class NameDevice(Request):
    """Name a device of mine, with at most MAX_DEVICE_NAME_CHARS. Later sign-ins do not change this name."""

    NAME: ClassVar[str] = "NameDev"
    NEEDS: ClassVar[str] = EXTENDED
    REPLY: ClassVar[type[Done]] = Done
    device: str = wire("DEV", SHORT_DEVICE)
    name: str = wire("NAME", TRIMMED, secret=True)
