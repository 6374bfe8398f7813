"""The settings of the server. The file, the environment, the flags and their help are generated from one class."""

import ipaddress
import re
from collections.abc import Callable
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any

from qqdesk.protocol.codes import DEFAULT_PORT, DEFAULT_TLS_PORT
from qqdesk.protocol.room_commands import MAX_MEMBERS

DEFAULT_OPS_PORT = 8001


def setting(
    default: Any,
    text: str,
    check: Callable[[Any], None] | None = None,
    *,
    is_path: bool = False,
    is_secret: bool = False,
) -> Any:
    """Declare a setting with its help text. `check` raises ValueError, with a sentence, for an invalid value."""
    metadata = {"help": text, "check": check, "is_path": is_path}
    return field(default=default, repr=not is_secret, metadata=metadata)


def masked(text: str) -> str:
    """Mask the password in a URL; if in doubt, mask more."""
    text = re.sub(r"(?s)(://[^:/?#@]*):.*@", r"\1:***@", text)
    return re.sub(r"(?i)([?&;\s]password\s*=)[^&;\s]*", r"\1***", text)


def _between(lowest: int, highest: int) -> Callable[[Any], None]:
    def check(value: int) -> None:
        if not lowest <= value <= highest:
            raise ValueError(f"a number from {lowest} to {highest} is wanted")

    return check


def _one_of(*choices: str) -> Callable[[Any], None]:
    def check(value: str) -> None:
        if value not in choices:
            raise ValueError(f"one of {', '.join(choices)} is wanted")

    return check


def _database(value: str) -> None:
    # Do not repeat the value: it may contain a password.
    if value and not value.startswith(("postgresql://", "postgres://")):
        raise ValueError("a URL that begins with postgresql:// is wanted, or an empty text for an SQLite file")


def _networks(values: tuple[str, ...]) -> None:
    for value in values:
        try:
            ipaddress.ip_network(value)
        except ValueError:
            raise ValueError(
                f"{value} is neither an address such as 10.0.0.1 nor a network such as 10.0.0.0/8"
            ) from None


def _host_names(values: tuple[str, ...]) -> None:
    for value in values:
        if not _HOST_NAME.fullmatch(value):
            raise ValueError(f"{value} is not a host name such as chat.example.org, without http:// and without a port")


def _web_address(value: str) -> None:
    if value and not re.fullmatch(r"https?://[^\s\"<>]+", value):
        raise ValueError("an address that begins with https:// or http:// is wanted, or an empty text")


_HOST_NAME = re.compile(r"(\*\.)?[A-Za-z0-9_-]+(\.[A-Za-z0-9_-]+)*\.?")
_port = _between(0, 65535)
_count = _between(1, 1_000_000)
_rate = _between(0, 1_000_000_000)


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """All settings. A value has the type of its default; names are those of the file, and flags have `-` for `_`."""

    name: str = setting("", "name of the server in the clients' list of servers; empty: the name of the computer")
    host: str = setting("127.0.0.1", "address to listen on; 0.0.0.0 for all, :: for all of IPv6, * for both")
    port: int = setting(DEFAULT_PORT, "port for HTTP, 0 for any free one", _port)
    tls: bool = setting(True, "serve HTTPS as well as HTTP")
    tls_port: int = setting(DEFAULT_TLS_PORT, "port for HTTPS, 0 for any free one", _port)
    cert: str = setting("", "file with the certificate chain, PEM; empty: the server makes its own", is_path=True)
    key: str = setting(
        "", "file with the private key of the certificate, PEM; empty: the file of the chain contains it", is_path=True
    )
    database: str = setting(
        "",
        "postgresql://…; put a password into the file, not into a flag, which other users of the computer can see; "
        "empty: an SQLite file in the data folder",
        _database,
        is_secret=True,
    )
    classic: str = setting(
        "lan",
        "who may sign in with an old client, whose password can be read on the network: "
        "off (no one), lan (loopback and private addresses), on (anyone)",
        _one_of("off", "lan", "on"),
    )
    rooms_for_old_clients: bool = setting(True, "people with an old client take part in rooms")
    registration: str = setting(
        "auto",
        "who may register: open (anyone), invite (with an invitation), closed (only the operator makes accounts), "
        "auto (open while only this computer can reach the server, else invite)",
        _one_of("auto", "open", "invite", "closed"),
    )
    invites: str = setting(
        "admins",
        "who may invite people: admins (administrators of the place), all (everybody)",
        _one_of("admins", "all"),
    )
    open_here: bool = setting(
        False, "people at this computer need no invitation; leave it off behind a proxy, also one in trusted_proxies"
    )
    introduce: bool = setting(
        True,
        "the people of this place know each other: everybody has everybody on the list, up to 200 people; "
        "not while anyone may register",
    )
    trusted_proxies: tuple[str, ...] = setting(
        (), "addresses or networks of proxies whose X-Forwarded-For gives the client's address", _networks
    )
    host_names: tuple[str, ...] = setting(
        (),
        "names by which clients reach the server, beside those in its certificate, such as chat.example.org or "
        "*.example.org; addresses and the names of this computer need not be listed; requests for other names are "
        "refused, because a web page could have sent them",
        _host_names,
    )
    files_folder: str = setting(
        "",
        "folder for files and pictures in messages, which all servers of one database share; "
        "empty: files in the data folder, or no files with PostgreSQL",
        is_path=True,
    )
    files: bool = setting(True, "people can send files and pictures")
    file_links: str = setting(
        "lan",
        "whether people with an old client get links to files: off (no), lan (links that work from private addresses)",
        _one_of("off", "lan"),
    )
    most_file_mib: int = setting(2048, "MiB of the largest file", _count)
    most_files_of_one_mib: int = setting(8192, "MiB of all files of one person", _count)
    most_files_mib: int = setting(20_480, "MiB of all files", _count)
    files_keep_free_percent: int = setting(10, "percent of the disk that files leave free", _between(0, 99))
    backups_folder: str = setting(
        "",
        "folder for the backups that administrators make in their program, which has to exist; "
        "empty: backups in the data folder",
        is_path=True,
    )
    nightly_backups: bool = setting(False, "the server makes a backup every night, as administrators do")
    installers_folder: str = setting(
        "",
        "folder with installers of the program, which the page of an invitation offers; "
        "empty: installers in the data folder",
        is_path=True,
    )
    installers_url: str = setting(
        "", "address of a page with installers, which the page of an invitation names: https://…", _web_address
    )
    retention_days: int = setting(0, "days that messages are kept; 0: for ever", _between(0, 36_500))
    recall_minutes: int = setting(
        10,
        "minutes within which people can take back and edit their messages, keepers of rooms take messages back at any "
        "time; 0: never",
        _between(0, 5_256_000),
    )
    connections: int = setting(
        10_000,
        "simultaneous connections; at the limit the oldest one without a session is closed",
        _count,
    )
    connections_per_address: int = setting(
        100,
        "simultaneous connections from one address without a session; at the limit the oldest one is closed",
        _count,
    )
    handshakes_per_minute: int = setting(
        1_200, "new HTTPS connections from one address; each costs a millisecond or two; 0: no limit", _rate
    )
    messages_per_minute: int = setting(
        300, "messages of one user, and a fifth as many changes of their status and profile; 0: no limit", _rate
    )
    most_room_members: int = setting(MAX_MEMBERS, "members of a room", _count)
    adds_per_hour: int = setting(60, "contact requests of one user; 0: no limit", _rate)
    searches_per_minute: int = setting(
        30, "searches of one user, and separately strangers' profiles that they read; 0: no limit", _rate
    )
    sign_ins_per_minute: int = setting(60, "attempts to sign in from one address; 0: no limit", _rate)
    registrations_per_hour: int = setting(20, "new accounts from one address; 0: no limit", _rate)
    ops: bool = setting(True, "serve /livez, /readyz and /metrics on a separate port")
    ops_host: str = setting("127.0.0.1", "address for /livez, /readyz and /metrics")
    ops_port: int = setting(DEFAULT_OPS_PORT, "port for /livez, /readyz and /metrics, 0 for any free one", _port)
    announce: bool = setting(True, "announce the server on the local network")
    log_format: str = setting("console", "format of the log: console or json", _one_of("console", "json"))
    log_level: str = setting(
        "info", "lowest level in the log: debug, info, warning or error",
        _one_of("debug", "info", "warning", "error"),
    )  # fmt: skip

    def __post_init__(self) -> None:
        """Check all values. Raises ValueError; its text begins with the name of the setting."""
        for entry in fields(self):
            check = entry.metadata["check"]
            if check is not None:
                try:
                    check(getattr(self, entry.name))
                except ValueError as error:
                    raise ValueError(f"{entry.name}: {error}") from None
        if self.open_here and self.trusted_proxies:
            raise ValueError("open_here: with trusted_proxies, people behind a proxy could count as at this computer")
        if self.key and not self.cert:
            raise ValueError("key: cert is missing, which names the certificate of this key")


NO_FILES_FOLDER = (
    "People cannot send files: with PostgreSQL, files_folder has to name a folder, the same for all servers of the "
    "database."
)


def files_folder(folder: Path, settings: Settings) -> Path | None:
    """Return the folder for files; None if people cannot send files. `folder` is the data folder."""
    if not settings.files or (settings.database and not settings.files_folder):
        return None
    return folder / (settings.files_folder or "files")


def backups_folder(folder: Path, settings: Settings) -> Path:
    """Return the folder for the backups of administrators. `folder` is the data folder."""
    return (folder / (settings.backups_folder or "backups")).absolute()


def installers_folder(folder: Path, settings: Settings) -> Path:
    """Return the folder with the installers of the program. `folder` is the data folder."""
    return folder / (settings.installers_folder or "installers")
