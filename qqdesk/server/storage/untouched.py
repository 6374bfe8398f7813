"""Read the database of a server without a change to it, also while the server runs."""

from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import TypeVar, cast

from qqdesk.server.storage.interface import Database
from qqdesk.server.storage.postgres_import import postgresql
from qqdesk.server.storage.sqlite import FILE_NAME, connect_untouched, has_tables

T = TypeVar("T")


def read(folder: Path, url: str, query: Callable[[Database], T]) -> T | None:
    """Return what the query finds, or None if there is no database. `url` is that of PostgreSQL, or "".

    Raises DataFolderError and sqlite3.Error.
    """
    if url:
        module = postgresql("storage.postgres", url)
        if not module.probe_database(url)[0]:
            return None
        with closing(module.open_connection(url, "qqdesk reader")) as db:
            return query(db)
    path = folder / FILE_NAME
    if not path.exists():
        return None
    with closing(connect_untouched(path)) as connection:
        return query(cast(Database, connection)) if has_tables(connection, path) else None
