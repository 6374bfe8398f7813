"""How this device signs in and is described in the list of an account's devices; its id without a settings file."""

import hashlib
import logging
import re
import socket
import uuid
from pathlib import Path

from qqdesk import __version__
from qqdesk.atomic_file import atomic_write, retry_denied
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


_log = logging.getLogger(__name__)


def stored_device(file: Path) -> str:
    """Return the device id in the file. The first call writes it. If the file cannot be read or written, derive the id
    from the path and the name of this computer."""
    try:
        try:
            device = retry_denied(lambda: file.read_text("ascii")).strip()
        except (FileNotFoundError, UnicodeError):
            device = ""
        if re.fullmatch("[0-9a-f]{32}", device):
            return device
        device = uuid.uuid4().hex
        file.parent.mkdir(0o700, parents=True, exist_ok=True)
        with atomic_write(file) as text:
            text.write(device + "\n")
    except OSError as error:
        _log.info("The device id cannot be read or stored: %s", error)
        return hashlib.md5(f"{socket.gethostname()} {file}".encode(), usedforsecurity=False).hexdigest()
    return device
