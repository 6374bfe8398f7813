"""Choose the store by the database's address. The PostgreSQL modules are imported on demand: psycopg is an extra."""

import importlib
from pathlib import Path
from types import ModuleType

from qqdesk.server.errors import DataFolderError
from qqdesk.server.storage.sqlite_store import SqliteStore
from qqdesk.server.storage.store import Store

SCHEMES = ("postgresql://", "postgres://")


def open_store(folder: Path, url: str) -> Store:
    """Open the store in a folder, or at the address `url`. Raises DataFolderError."""
    if not url:
        return SqliteStore(folder)
    store: Store = postgresql("postgres_store", url).PostgresStore(url)
    return store


def postgresql(module: str, url: str) -> ModuleType:
    """Import a PostgreSQL module of this package. Raises DataFolderError if the address or psycopg is missing."""
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
