"""Delete the stored messages of an account, after its owner signed this device out on another one.

The user's own words stay: messages and changes that were not sent, drafts, and unsent groups and remarks. They wait for
the next sign-in. The other messages are on the server.
"""

import contextlib
import logging
import shutil
import sqlite3
from pathlib import Path

from qqdesk.history import index
from qqdesk.history.errors import HistoryError
from qqdesk.history.local_files import FOLDER, ID_CHARS
from qqdesk.history.schema import SIDE_SUFFIXES, open_file

_log = logging.getLogger(__name__)

_MARKER = "signed-out"
_KEPT = "unsent.db"
"""The new history, complete, until it replaces the old one."""
_COPIES = (
    "INSERT INTO kept.messages SELECT * FROM main.messages WHERE delivery IN ('waiting', 'sending', 'failed')",
    "INSERT INTO kept.unsent_changes SELECT * FROM main.unsent_changes",
    "INSERT INTO kept.drafts SELECT * FROM main.drafts",
    "INSERT INTO kept.account_values SELECT * FROM main.account_values WHERE unsent",
    "INSERT INTO kept.local_files SELECT * FROM main.local_files WHERE id IN "
    "(SELECT substr(body, 1, 32) FROM kept.messages WHERE kind = 'file')",
)


def request(history: Path) -> None:
    """Let the next `finish` delete the messages, also after a crash. Raises OSError."""
    if history.exists():
        history.with_name(_MARKER).touch()


def is_requested(history: Path) -> bool:
    return history.with_name(_MARKER).exists()


def finish(history: Path) -> None:
    """Delete the messages if that was requested. No connection may have the file open. Raises HistoryError."""
    if not is_requested(history):
        return
    kept = history.with_name(_KEPT)
    try:
        if not kept.exists():
            _copy_unsent(history, kept)
        files = _kept_files(kept)
        for path in history.parent.iterdir():
            if path.name not in (_KEPT, _MARKER, FOLDER):
                _delete(path)
        for path in (history.parent / FOLDER).glob("*"):
            if path.name[:ID_CHARS] not in files:
                _delete(path)
        kept.replace(history)
        history.with_name(_MARKER).unlink()
    except (OSError, sqlite3.Error) as error:
        raise HistoryError(f"The history cannot be deleted: {error}") from error
    _log.info("The messages in %s were deleted: the device was signed out", history)


def _copy_unsent(history: Path, kept: Path) -> None:
    part = kept.with_suffix(".part")
    for suffix in ("", *SIDE_SUFFIXES):
        part.with_name(part.name + suffix).unlink(missing_ok=True)
    open_file(part)[0].close()
    with contextlib.closing(open_file(history)[0]) as old:
        old.execute("ATTACH ? AS kept", (str(part),))
        old.execute("BEGIN")
        for statement in _COPIES:
            old.execute(statement)
        old.execute("COMMIT")
    with contextlib.closing(open_file(part)[0]) as new:
        new.execute("BEGIN IMMEDIATE")
        index.defer_all(new)
        new.execute("COMMIT")
    part.replace(kept)


def _kept_files(kept: Path) -> set[str]:
    """Return the names of the account's copies of files that unsent messages have."""
    with contextlib.closing(sqlite3.connect(kept)) as connection:
        return {id for (id,) in connection.execute("SELECT id FROM local_files")}


def _delete(path: Path) -> None:
    """Raises OSError."""
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path)
    else:
        path.unlink()
