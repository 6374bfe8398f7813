"""Notifications to systemd (Type=notify): datagrams to its socket, see sd_notify(3)."""

import asyncio
import contextlib
import os
import socket


def notify(message: str) -> None:
    """Send `READY=1`, `STOPPING=1` and the like; do nothing without a service manager."""
    address = os.environ.get("NOTIFY_SOCKET", "")
    if not address.startswith(("/", "@")) or not hasattr(socket, "AF_UNIX"):
        return
    with contextlib.suppress(OSError), socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as sock:
        sock.setblocking(False)
        sock.sendto(message.encode(), address.replace("@", "\0", 1) if address[0] == "@" else address)


def start_watchdog() -> None:
    """Notify the watchdog twice per interval while the event loop runs; systemd restarts a server that stops."""
    microseconds = os.environ.get("WATCHDOG_USEC", "")
    if not microseconds.isdecimal() or os.environ.get("WATCHDOG_PID", str(os.getpid())) != str(os.getpid()):
        return
    loop, every_s = asyncio.get_running_loop(), int(microseconds) / 2_000_000

    def turn() -> None:
        notify("WATCHDOG=1")
        loop.call_later(every_s, turn)

    turn()
