"""The files of messages that are on this computer: where they are, and the account's own copies."""

import contextlib
import os
import shutil
import sqlite3
from collections.abc import Iterable
from pathlib import Path

from qqdesk.domain.account_keys import OWN_FACE
from qqdesk.history.history_file import HistoryFile
from qqdesk.protocol.file_info import FileInfo

FOLDER = "files"
ID_CHARS = 32
_UNSENT = "unsent"
"""The folder, beside that one, of files that were made for messages which are not sent yet."""


class LocalFiles:
    """The table `local_files`, and the folder `files` beside the history. It has a folder for the copy of each file,
    thumbnails, and the parts of unfinished downloads. Each name there begins with the file's id."""

    def __init__(self, file: HistoryFile) -> None:
        self._file = file
        self.folder = file.path.parent / FOLDER
        self.unsent = file.path.parent / _UNSENT

    def find(self, id: str) -> Path | None:
        """Return where the whole file is; None if it is not on this computer. Raises HistoryError."""
        with self._file.reading() as connection:
            row = connection.execute("SELECT path FROM local_files WHERE id = ?", (id,)).fetchone()
        return Path(row[0]) if row is not None and is_file(row[0]) else None

    def put(self, id: str, path: Path) -> None:
        """Record where a whole file is. Raises HistoryError."""
        with self._file.writing() as connection:
            connection.execute("INSERT OR REPLACE INTO local_files VALUES (?, ?)", (id, str(path)))

    def copy_path(self, info: FileInfo) -> Path:
        """Return the path of the account's own copy. `info.name` is a safe name."""
        return self.folder / info.id / info.name

    def thumbnail_path(self, id: str) -> Path:
        return self.folder / f"{id}.thumb.jpg"

    def download_path(self, id: str) -> Path:
        """Return the path of a whole download that has no name yet."""
        return self.folder / f"{id}.new"

    def remove_unused(self, ids: Iterable[str]) -> None:
        """Forget those files that no message has, and delete the account's copies. Files of the user stay.

        Raises HistoryError.
        """
        with self._file.writing() as connection:
            unused = [id for id in ids if not _is_used(connection, id)]
            connection.executemany("DELETE FROM local_files WHERE id = ?", [(id,) for id in unused])
        for id in unused:
            for ending in ("", ".new", ".part", ".thumb.jpg", ".thumb.part"):
                self._delete(self.folder / f"{id}{ending}")

    def remove_orphans(self) -> None:
        """Delete what an interrupted deletion or download left behind. Own faces stay. Raises HistoryError."""
        with self._file.reading() as connection:
            ids = {id for (id,) in connection.execute("SELECT id FROM local_files")}
            own_faces = "SELECT value FROM account_values WHERE key LIKE ?"
            faces = str(connection.execute(own_faces, (f"{OWN_FACE.name}:%",)).fetchall())
        if self.folder.is_dir():
            ids |= {path.name[:ID_CHARS] for path in self.folder.iterdir()}
        self.remove_unused(id for id in ids if id not in faces)

    def _delete(self, path: Path) -> None:
        """Delete a file or a folder. If the system refuses, the next start tries again."""
        if path.is_dir():
            shutil.rmtree(path, ignore_errors=True)
        else:
            with contextlib.suppress(OSError):
                path.unlink()


def delete_unsent(accounts: Path) -> None:
    """Delete what a crash left of messages that were not sent. `accounts` has the folder of each account."""
    for folder in accounts.glob(f"*/{_UNSENT}"):
        shutil.rmtree(folder, ignore_errors=True)


def _is_used(connection: sqlite3.Connection, id: str) -> bool:
    select = "SELECT 1 FROM messages WHERE kind = 'file' AND substr(body, 1, 32) = ? LIMIT 1"
    return connection.execute(select, (id,)).fetchone() is not None


def is_file(path: str | Path) -> bool:
    """Return whether there is a file. A folder that cannot be read has none."""
    return os.path.isfile(path)  # noqa: PTH113 -- Path.is_file raises PermissionError.
