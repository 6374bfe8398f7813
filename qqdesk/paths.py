"""Where things are: the files that come with the program, and the folders of the person who runs it."""

import sys
from pathlib import Path

import platformdirs

PLACES = "places.toml"
"""In the folder for settings: the known places, with their addresses and certificates."""
_PACKAGE = Path(__file__).resolve().parent


def _resource_root() -> Path:
    frozen = getattr(sys, "_MEIPASS", None)
    if frozen is not None:
        return Path(frozen) / "resources"
    installed = _PACKAGE / "_resources"
    return installed if installed.is_dir() else _PACKAGE.parent / "resources"


def resource(*parts: str) -> Path:
    """The path of a file or folder under `resources/`, in a checkout, an installed wheel or a frozen app.

    It is not checked that the file exists: `resource("faces", "7.bmp")`.
    """
    return _resource_root().joinpath(*parts)


def config_dir() -> Path:
    """The folder for settings; the caller makes it when it first writes."""
    return Path(platformdirs.user_config_dir("qqdesk", appauthor=False))


def data_dir() -> Path:
    """The folder for what people wrote and for the embedded server; the caller makes it when it first writes."""
    return Path(platformdirs.user_data_dir("qqdesk", appauthor=False))


def server_data_dir() -> Path:
    """The data folder of a server that was given none."""
    return data_dir() / "server"


def log_dir() -> Path:
    """The folder for log files."""
    return Path(platformdirs.user_log_dir("qqdesk", appauthor=False))
