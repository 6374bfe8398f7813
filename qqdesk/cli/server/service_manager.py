"""A word to the service manager that started us, as systemd wants it (Type=notify): a datagram to a socket."""

import asyncio
import contextlib
import os
import socket


def tell(message: str) -> None:
    """`READY=1`, `STOPPING=1` and the like; nothing where there is no manager who listens."""
    address = os.environ.get("NOTIFY_SOCKET", "")
    if not address.startswith(("/", "@")) or not hasattr(socket, "AF_UNIX"):
        return
    with contextlib.suppress(OSError), socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as sock:
        sock.setblocking(False)
        sock.sendto(message.encode(), address.replace("@", "\0", 1) if address[0] == "@" else address)


def keep_telling() -> None:
    """That the event loop turns, twice in the time that the manager waits for that: it restarts us when it does not."""
    microseconds = os.environ.get("WATCHDOG_USEC", "")
    if not microseconds.isdecimal() or os.environ.get("WATCHDOG_PID", str(os.getpid())) != str(os.getpid()):
        return
    loop, every_s = asyncio.get_running_loop(), int(microseconds) / 2_000_000

    def turn() -> None:
        tell("WATCHDOG=1")
        loop.call_later(every_s, turn)

    turn()
