"""The paths of the program's own files, and the folders of the user."""

import sys
from pathlib import Path

import platformdirs

PLACES = "places.toml"
"""The file of the known places, in the folder of the settings."""
_PACKAGE = Path(__file__).resolve().parent


def _resource_root() -> Path:
    frozen = getattr(sys, "_MEIPASS", None)
    if frozen is not None:
        return Path(frozen) / "resources"
    installed = _PACKAGE / "_resources"
    return installed if installed.is_dir() else _PACKAGE.parent / "resources"


def resource(*parts: str) -> Path:
    """Return the path of a file or folder under `resources/`: `resource("faces", "7.bmp")`. It may not exist."""
    return _resource_root().joinpath(*parts)


def config_dir() -> Path:
    """Return the folder of the settings. The caller creates it before the first write."""
    return Path(platformdirs.user_config_dir("qqdesk", appauthor=False))


def data_dir() -> Path:
    """Return the folder of the histories and of the server on this computer. The caller creates it."""
    return Path(platformdirs.user_data_dir("qqdesk", appauthor=False))


def server_data_dir() -> Path:
    """Return the default data folder of a server."""
    return data_dir() / "server"


def download_dir() -> Path:
    """Return the user's folder for downloads. It may not exist."""
    return Path(platformdirs.user_downloads_dir())


def log_dir() -> Path:
    return Path(platformdirs.user_log_dir("qqdesk", appauthor=False))
