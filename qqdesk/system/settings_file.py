"""The file of the settings: TOML, written in one step."""

import os
import tempfile
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import tomli_w

from qqdesk.domain.settings import Settings
from qqdesk.domain.settings_values import settings_from_values, settings_to_values


def read_file(path: Path) -> dict[str, Any]:
    """What it says; nothing where there is none. Raises OSError, or ValueError where it is no TOML."""
    try:
        text = path.read_text("utf-8")
    except FileNotFoundError:
        return {}
    return tomllib.loads(text)


def write_file(path: Path, values: Mapping[str, Any]) -> None:
    """After a crash the file is the old one or the new one. Where it is a link, what it leads to is written.

    Raises OSError.
    """
    text = tomli_w.dumps(values)
    path = path.resolve()
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=path.name)
    try:
        with os.fdopen(handle, "w", encoding="utf-8", newline="\n") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


def load_settings(path: Path) -> Settings:
    """Raises OSError or ValueError where the file is there and cannot be read: the caller sets it aside."""
    return settings_from_values(read_file(path))


def save_settings(path: Path, settings: Settings) -> None:
    """Raises OSError."""
    write_file(path, settings_to_values(settings))
