"""Servers that are known by their certificate: which one each had, in a file that people can read and mend.

A server that is in here is never spoken to without encryption, nor with another certificate.
"""

import datetime
import os
import tempfile
import threading
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from qqdesk.client.errors import KnownServersError
from qqdesk.domain.certificate import CertificateDoubt
from qqdesk.protocol.fingerprint import read_fingerprint, written_fingerprint

_HEAD = """\
# Servers that are known by their certificate, and the SHA-256 fingerprint of it. A server without one has a
# certificate that the system's authorities vouch for. One that is "unencrypted" was accepted without encryption.
# To be asked anew about a server, remove its part.
"""


@dataclass(frozen=True, slots=True)
class KnownServer:
    """`fingerprint` is 64 hex digits, or "" where the system's authorities vouch for the certificate. `since` is the
    day it was first seen; `plain_port` is where the server speaks without encryption, 0 where that is not known.
    If not `is_encrypted`, `port` is the port without encryption, which a person has accepted."""

    host: str
    port: int
    fingerprint: str = ""
    since: str = ""
    plain_port: int = 0
    is_encrypted: bool = True

    def doubt(self, fingerprint: str) -> CertificateDoubt:
        """It shows another certificate now."""
        return CertificateDoubt(self.host, self.port, fingerprint, self.fingerprint, self.since, self.plain_port)


class KnownServers:
    """Any thread may ask. The file is read each time: somebody may have mended it, and it is asked once a sign-in."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._lock = threading.Lock()

    def at(self, host: str, port: int) -> KnownServer | None:
        """The server whose HTTPS is at this port. Raises KnownServersError, as all the methods here do."""
        return next(
            (server for server in self._read() if server.is_encrypted and (server.host, server.port) == (host, port)),
            None,
        )

    def is_accepted_unencrypted(self, host: str, port: int) -> bool:
        """Whether a person has accepted that this port has no encryption."""
        return any(not server.is_encrypted and (server.host, server.port) == (host, port) for server in self._read())

    def beside(self, host: str, port: int) -> KnownServer | None:
        """The server whose plain port this is."""
        return next((server for server in self._read() if (server.host, server.plain_port) == (host, port)), None)

    def remember(self, server: KnownServer, instead_of: KnownServer | None = None) -> None:
        """Put it in, in the place of what is known of its ports, and of what it was known by before it moved."""
        gone = {(one.host, one.port) for one in (server, instead_of) if one is not None}
        gone.add((server.host, server.plain_port))
        with self._lock:
            self._write([*(other for other in self._read() if (other.host, other.port) not in gone), server])

    def trust(self, doubt: CertificateDoubt) -> None:
        """A person has decided: this is the certificate of that server, or it may go without encryption."""
        is_encrypted = bool(doubt.fingerprint)
        self.remember(KnownServer(doubt.host, doubt.port, doubt.fingerprint, today(), doubt.plain_port, is_encrypted))

    def _read(self) -> list[KnownServer]:
        try:
            tables = tomllib.loads(self._path.read_text("utf-8"))
            return [_server(name, table) for name, table in tables.items()]
        except FileNotFoundError:
            return []
        except OSError as error:
            raise KnownServersError(f"{self._path} cannot be read: {error.strerror}") from None
        except (ValueError, UnicodeError) as error:
            raise KnownServersError(
                f"{self._path} is damaged ({error}). Mend it, or remove it: then the certificate of each server has to "
                "be compared again"
            ) from None

    def _write(self, servers: Iterable[KnownServer]) -> None:
        """In one step: after a crash the file is the old one or the new one."""
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            handle, name = tempfile.mkstemp(dir=self._path.parent, prefix=f".{self._path.name}")
            try:
                with os.fdopen(handle, "w", encoding="utf-8", newline="\n") as file:
                    file.write(_HEAD)
                    file.writelines(map(_as_toml, servers))
                    file.flush()
                    os.fsync(file.fileno())
                Path(name).replace(self._path)
            except BaseException:
                Path(name).unlink(missing_ok=True)
                raise
        except OSError as error:
            raise KnownServersError(f"{self._path} cannot be written: {error.strerror}") from None


def today() -> str:
    return datetime.date.today().isoformat()


def _server(name: str, table: Any) -> KnownServer:
    """Raises ValueError for whatever is not as it is written here: a guess would be a guess about whom to trust."""
    host, colon, port = name.rpartition(":")
    host = host.removeprefix("[").removesuffix("]")
    if not (isinstance(table, dict) and host and colon and port.isascii() and port.isdecimal()):
        raise ValueError(f"{name!r} is no server")
    written, since, plain = (table.get(key, other) for key, other in (("sha256", ""), ("since", ""), ("plain_port", 0)))
    if not (isinstance(written, str) and isinstance(plain, int)):
        raise ValueError(f"{name!r} has a value of another kind")
    is_encrypted = table.get("unencrypted") is not True
    if is_encrypted and not written and table.get("vouched_for") is not True:
        raise ValueError(f"{name!r} has no fingerprint")
    if not is_encrypted and written:
        raise ValueError(f"{name!r} has a fingerprint, and is unencrypted")
    fingerprint = read_fingerprint(written) if written else ""
    return KnownServer(host, int(port), fingerprint, str(since), plain, is_encrypted)


def _as_toml(server: KnownServer) -> str:
    # Neither a host nor a fingerprint has a character that a TOML string would want to be escaped.
    name = f"[{server.host}]:{server.port}" if ":" in server.host else f"{server.host}:{server.port}"
    if not server.is_encrypted:
        known = "unencrypted = true"
    elif server.fingerprint:
        known = f'sha256 = "{written_fingerprint(server.fingerprint)}"'
    else:
        known = "vouched_for = true"
    plain = f"plain_port = {server.plain_port}\n" if server.plain_port else ""
    return f'\n["{name}"]\n{known}\nsince = "{server.since}"\n{plain}'
