"""`qqdesk-server migrate`: moves the data from the SQLite file to PostgreSQL."""

import argparse
import time
from pathlib import Path

from qqdesk.cli.server.common import command, load_configuration, print_line, require_database
from qqdesk.server.errors import BackupError
from qqdesk.server.storage.lock import AlreadyRunningError, FolderLock, address_of_running
from qqdesk.server.storage.postgres_import import postgresql

_ENDS_WITHIN_S = 20.0
_STEP_S = 0.1


def declare(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the command to the parser."""
    parser = command(commands, "migrate", _migrate, "move all data to PostgreSQL, also from a running server")
    parser.description = (
        "Move all data of a server from its SQLite file to an empty PostgreSQL database, also while the server runs, "
        "and compare the number of rows of each table. During the copy, some seconds for a million messages, the "
        "server neither accepts nor delivers messages. Then it ends by itself; the file stays as it is and is not used "
        "any more. Start the server with --database in the same data folder; all sessions continue. If anything fails, "
        "nothing is moved."
    )
    parser.add_argument(
        "--to",
        required=True,
        metavar="URL",
        help="postgresql://USER@HOST:PORT/NAME, an empty database; put a password into ~/.pgpass or PGPASSWORD, "
        "because other users of the computer can see it here",
    )


def _migrate(options: argparse.Namespace) -> int:
    folder, url = options.data_dir, options.to
    settings = load_configuration(options).settings
    there, files = settings.database, folder / "files"
    if there not in ("", url):
        raise BackupError("This server keeps its data in PostgreSQL already, by its settings. Nothing was moved.")
    module = postgresql("storage.postgres_move", url)
    require_database(folder)
    began = time.monotonic()
    lock: FolderLock | None = None
    running = ""
    try:
        # No server may start during the move.
        lock = FolderLock(folder)
    except AlreadyRunningError as error:
        running = f"The server at {error.address}" if error.address else "The server"
    try:
        moved = module.move(folder, url)
    finally:
        if lock is not None:
            lock.release()
    for table, count in moved.rows:
        print_line(f"{table:<16}{count:>12} here {count:>12} there")
    print_line(f"moved to {moved.place} in {time.monotonic() - began:.1f} s")
    if running:
        ended = _has_ended(folder)
        print_line(f"{running} has ended." if ended else f"{running} still runs, but cannot work any more: stop it.")
    print_line("From now on start the server with --database, or with database = … in server.toml.")
    if not settings.files_folder and files.exists():
        print_line(f"People's files stay in {files}: set files_folder to it, or to a copy that all servers share.")
    return 0


def _has_ended(folder: Path) -> bool:
    """Wait for the server to notice the move and end; return whether it has."""
    deadline = time.monotonic() + _ENDS_WITHIN_S
    while address_of_running(folder) is not None:
        if time.monotonic() > deadline:
            return False
        time.sleep(_STEP_S)
    return True
