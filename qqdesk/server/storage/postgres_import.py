"""Import the modules of PostgreSQL on demand: psycopg is an extra."""

import importlib
from types import ModuleType

from qqdesk.server.errors import DataFolderError

_SCHEMES = ("postgresql://", "postgres://")


def postgresql(module: str, url: str) -> ModuleType:
    """Import a PostgreSQL module, by its name behind `qqdesk.server.`. Raises DataFolderError if there is no address or
    no psycopg."""
    if not url.startswith(_SCHEMES):
        raise DataFolderError("A database is postgresql://USER@HOST:PORT/NAME, or nothing for the file in the folder.")
    try:
        return importlib.import_module(f"qqdesk.server.{module}")
    except ModuleNotFoundError as error:
        if error.name != "psycopg":
            raise
        raise DataFolderError(
            "PostgreSQL needs psycopg, which qqdesk's packages do not contain: "
            "install the server with pip install '.[postgresql]' in a checkout."
        ) from None
