"""The settings of the place on this computer: `server.toml` in its data folder."""

import contextlib
from dataclasses import dataclass
from pathlib import Path

from qqdesk.protocol.codes import DEFAULT_PORT
from qqdesk.system.settings_file import read_file, write_file

FILE_NAME = "server.toml"
ALL_ADDRESSES, LOOPBACK = "0.0.0.0", "127.0.0.1"
_STARTED_HERE = {"registration": "invite", "invites": "all", "introduce": True, "open_here": True}
"""For a place started from the window: accounts by invitation, everyone may invite, and people see each other."""


@dataclass(frozen=True, slots=True)
class PlaceSettings:
    """`is_open`: computers of the network can reach the place. `port` is the one for plain HTTP."""

    name: str = ""
    is_open: bool = False
    port: int = DEFAULT_PORT


def read_place(folder: Path) -> PlaceSettings:
    """Return the settings of the place in a data folder; defaults if there is no file or a broken one."""
    try:
        values = read_file(folder / FILE_NAME)
    except (OSError, ValueError):
        return PlaceSettings()
    name, host, port = values.get("name"), values.get("host"), values.get("port")
    return PlaceSettings(
        name if isinstance(name, str) else "",
        host not in (None, LOOPBACK),
        port if type(port) is int and 0 < port <= 65535 else DEFAULT_PORT,
    )


def create_place(folder: Path, name: str) -> None:
    """Write the settings of a new place, which only this computer can reach. Raises OSError."""
    own = {"name": name, "port": read_place(folder).port}
    _change(folder, _STARTED_HERE | own | _reach(is_open=False))


def discard_place(folder: Path) -> None:
    """Remove the settings of a place that was never started."""
    with contextlib.suppress(OSError):
        (folder / FILE_NAME).unlink()


def open_place(folder: Path, *, is_open: bool) -> None:
    """Open a place to the network at its next start, or close it. Raises OSError."""
    _change(folder, _reach(is_open=is_open))


def keep_port(folder: Path, port: int) -> None:
    """Use the same port at the next start: links contain it. Raises OSError."""
    _change(folder, {"port": port})


def _reach(*, is_open: bool) -> dict[str, object]:
    return {"host": ALL_ADDRESSES if is_open else LOOPBACK, "tls": is_open, "announce": is_open}


def _change(folder: Path, changes: dict[str, object]) -> None:
    """Keep the other values: the operator may have set them."""
    try:
        values = read_file(folder / FILE_NAME)
    except ValueError:
        values = {}
    write_file(folder / FILE_NAME, {**values, **changes})
