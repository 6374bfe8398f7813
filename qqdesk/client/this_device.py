"""How this device signs in, and how it is described in the list of an account's devices."""

import socket

from qqdesk import __version__
from qqdesk.protocol.codes import CAN_CHANGES, CAN_DEVICES, CAN_FILES, CAN_ROOMS
from qqdesk.protocol.commands import Login
from qqdesk.protocol.device_commands import MAX_DEVICE_NAME_CHARS
from qqdesk.version import system_name


def default_name() -> str:
    """Return the name of this computer."""
    return socket.gethostname()[:MAX_DEVICE_NAME_CHARS]


def login_request(
    password_hash: str, status: int, device: str, name: str, program: str, has_messages: bool = False
) -> Login:
    """Return a Login. `device` is the id of this installation; its owner sees `name` and `program`."""
    return Login(
        password_hash,
        extended=True,
        device=device,
        status=status,
        abilities=(CAN_DEVICES, CAN_ROOMS, CAN_FILES, CAN_CHANGES),
        device_name=name,
        device_system=f"{system_name()}, {program} {__version__}",
        has_messages=has_messages or None,
    )
