"""The device id of a program that has no settings file."""

import hashlib
import logging
import re
import socket
import uuid
from pathlib import Path

from qqdesk.atomic_file import atomic_write, retry_denied

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
