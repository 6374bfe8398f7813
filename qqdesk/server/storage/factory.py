"""Which database it is, by its address. What PostgreSQL needs is imported only where one is asked for."""

import importlib
from pathlib import Path
from types import ModuleType

from qqdesk.server.errors import DataFolderError
from qqdesk.server.storage.sqlite_store import SqliteStore
from qqdesk.server.storage.store import Store

SCHEMES = ("postgresql://", "postgres://")


def open_store(folder: Path, url: str) -> Store:
    """The store of a server: in its folder, or at an address. Raises DataFolderError, with a sentence."""
    if not url:
        return SqliteStore(folder)
    store: Store = postgresql("postgres_store", url).PostgresStore(url)
    return store


def postgresql(module: str, url: str) -> ModuleType:
    """A module of this package for the PostgreSQL at an address. Raises DataFolderError where that cannot be."""
    if not url.startswith(SCHEMES):
        raise DataFolderError("A database is postgresql://USER@HOST:PORT/NAME, or nothing for the file in the folder.")
    try:
        return importlib.import_module(f"qqdesk.server.storage.{module}")
    except ModuleNotFoundError as error:
        if error.name != "psycopg":
            raise
        raise DataFolderError(
            "PostgreSQL needs psycopg, which qqdesk's packages do not contain: "
            "install the server with pip install '.[postgresql]' in a checkout."
        ) from None
