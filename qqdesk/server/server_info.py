"""The public information about the server, which Hello returns."""

import socket
from dataclasses import dataclass

from qqdesk.protocol.codes import RegistrationMode
from qqdesk.server.storage.interface import Database

MAX_NAME_CHARS = 63


@dataclass(frozen=True, slots=True)
class ServerInfo:
    """Complete once the server listens.

    `place_id` is the place's: 16 hex digits. `addresses` are those for other computers, `host:port` of plain HTTP.
    `fingerprint` is the SHA-256 of the certificate in 64 hex digits. Without HTTPS it is empty, and `tls_port` is 0.
    """

    name: str = ""
    registration: RegistrationMode = RegistrationMode.OPEN
    tls_port: int = 0
    fingerprint: str = ""
    place_id: str = ""
    addresses: tuple[str, ...] = ()


def read_place_id(db: Database) -> str:
    """Return the id that was drawn when the database was created."""
    (number,) = db.execute("SELECT value FROM facts WHERE name = 'place'").fetchone()
    return f"{number:016x}"


def read_epoch(db: Database) -> int:
    """Return the random number that changes with a restored backup."""
    return int(db.execute("SELECT value FROM facts WHERE name = 'epoch'").fetchone()[0])


def server_name(wanted: str) -> str:
    """Return the configured name, else the computer's, as one printable line."""
    name = "".join(character if character.isprintable() else " " for character in wanted or socket.gethostname())
    return " ".join(name.split())[:MAX_NAME_CHARS] or "qqdesk"
