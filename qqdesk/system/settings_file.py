"""Read and write the file of the settings: TOML, replaced atomically."""

import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import tomli_w

from qqdesk.atomic_file import atomic_write, retry_denied
from qqdesk.domain.settings import Settings, settings_from_values, settings_to_values


def read_file(path: Path) -> dict[str, Any]:
    """Return the values of the file; none if it does not exist. Raises OSError, or ValueError if it is no TOML."""
    try:
        text = retry_denied(lambda: path.read_text("utf-8"))
    except FileNotFoundError:
        return {}
    return tomllib.loads(text)


def write_file(path: Path, values: Mapping[str, Any]) -> None:
    """Replace the file in one step, or the file that a link points to. Raises OSError."""
    text = tomli_w.dumps(values)
    path.parent.mkdir(parents=True, exist_ok=True)
    with atomic_write(path) as file:
        file.write(text)


def load_settings(path: Path) -> Settings:
    """Raise OSError or ValueError if the file exists and is unreadable."""
    return settings_from_values(read_file(path))


def save_settings(path: Path, settings: Settings) -> None:
    """Raises OSError."""
    write_file(path, settings_to_values(settings))
