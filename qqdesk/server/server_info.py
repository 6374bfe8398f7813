"""What the server tells of itself to anybody who asks."""

import socket
from dataclasses import dataclass

from qqdesk.protocol.codes import RegistrationMode

MAX_NAME_CHARS = 63


@dataclass(frozen=True, slots=True)
class ServerInfo:
    """Known once the server listens. `tls_port` is 0, and `fingerprint` empty, where there is no HTTPS; else the
    latter is the SHA-256 of the certificate in 64 hex digits."""

    name: str = ""
    registration: RegistrationMode = RegistrationMode.OPEN
    tls_port: int = 0
    fingerprint: str = ""


def server_name(wanted: str) -> str:
    """How the server is called: as it is wanted, else as its computer. One line that can be shown anywhere."""
    name = "".join(character if character.isprintable() else " " for character in wanted or socket.gethostname())
    return " ".join(name.split())[:MAX_NAME_CHARS] or "qqdesk"
