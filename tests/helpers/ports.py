"""Ports for programs that need a certain one."""

import random
import socket


def free_ports() -> int:
    """Return a port that is free, as the next one is. Systems give no port of this range to a connection of another
    test."""
    while True:
        port = random.randrange(20000, 32000)
        with socket.socket() as first, socket.socket() as second:
            try:
                first.bind(("127.0.0.1", port))
                second.bind(("127.0.0.1", port + 1))
            except OSError:
                continue
            return port
