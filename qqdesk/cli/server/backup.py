"""`qqdesk-server backup` and `restore`."""

import argparse
import sys
from pathlib import Path

from qqdesk.cli.server.common import (
    EXIT_ALREADY_RUNNING,
    EXIT_MISUSE,
    bounded,
    database,
    database_command,
    fail,
    load_configuration,
    number,
    print_line,
    require_database,
    setting_flags,
)
from qqdesk.cli.terminal import print_rows
from qqdesk.clock import SystemClock, format_time
from qqdesk.protocol.admin_commands import RESTORED
from qqdesk.server.accounts import place_log
from qqdesk.server.backups import backup, backup_job, backups, file_backup, restore
from qqdesk.server.backups.file_backup import CopiedFiles
from qqdesk.server.errors import BackupError
from qqdesk.server.settings.settings import files_folder
from qqdesk.server.storage.lock import AlreadyRunningError
from qqdesk.server.storage.sqlite import give_to_owner, unusable_folder


def declare(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the commands to the parser."""
    make = database_command(
        commands,
        "backup",
        _backup,
        "write a backup of all data and check it, also while the server runs",
    )
    make.description = (
        "Write a backup into one file, also while the server runs: a consistent copy of the database, the server's own "
        "certificate with its key, and server.toml. The command opens and checks the backup before it reports success. "
        "A certificate given with --cert is not included. The files that people have sent are copied into the folder "
        "FILE.files, which belongs to the backup. In a folder each backup is named qqdesk-DATE.backup, with the time "
        "in UTC, and only new files are copied; `backup --keep 14 FOLDER` can be a line of a crontab."
    )
    make.add_argument(
        "file", type=Path, metavar="FILE", help="a file or an existing folder; keep it safe, it contains the key"
    )
    make.add_argument("--force", action="store_true", help="replace an existing FILE after the new one is checked")
    make.add_argument(
        "--keep",
        type=_keep,
        metavar="N",
        help="in a folder: delete all qqdesk-DATE.backup, and their files, except the newest N",
    )
    make.add_argument("--progress", action="store_true", help="print the progress, for a program that reads it")
    make.add_argument(
        "--administrator",
        type=number,
        default=place_log.OPERATOR,
        metavar="NUMBER",
        help="who made the backup, for the log of the place (default: the operator)",
    )
    setting_flags(make, "files", "files_folder")
    put_back = database_command(
        commands,
        "restore",
        _restore,
        "restore a data folder from a backup, with the server stopped",
    )
    put_back.description = (
        "Restore a data folder from a backup, with the server stopped. The command checks FILE before it changes "
        "anything, and keeps the present database under another name. Then it copies the files of FILE.files and "
        "compares their digests. Data written after the backup is no longer on "
        "the server; bans, passwords and invitations are those of the backup. All sessions end; the programs of the "
        "users sign in again by themselves."
    )
    put_back.add_argument("file", type=Path, metavar="FILE", help="a file from the command backup")
    put_back.add_argument(
        "--check",
        action="store_true",
        help="only check FILE, also while the server runs, and print its users, its messages, when it was made "
        "(UTC, - if unknown) and its files; with a heading on a terminal, with tabs in a pipe",
    )
    put_back.add_argument(
        "--settings",
        action="store_true",
        help="also replace server.toml by that of FILE, and keep the present one under another name",
    )


def _keep(text: str) -> int:
    return bounded(text, 1, 100_000, "how many backups to keep")


def _backup(options: argparse.Namespace) -> int:
    _only_sqlite(options, "make the backup with pg_dump")
    require_database(options.data_dir)
    settings = load_configuration(options).settings
    if options.keep is not None and not options.file.is_dir():
        return fail(f"--keep needs a folder, and {options.file} is not a folder.", EXIT_MISUSE)
    request = backup_job.Request(
        data_folder=options.data_dir,
        target=options.file,
        files=files_folder(options.data_dir, settings),
        keep=options.keep,
        replace=options.force,
        administrator=options.administrator,
    )
    reports = (_print_begin, _print_percent) if options.progress else ()
    made = backup_job.run(request, SystemClock().now(), *reports)
    path = made.path
    print_line(f"{path}: {_summary(made.contents)}, {path.stat().st_size / 1e6:.1f} MB, checked")
    _report(made.files, file_backup.folder_of(path))
    for old in made.deleted:
        print_line(f"deleted {old}")
    if not made.is_noted:
        print("the database could not be written, so doctor does not know of this backup", file=sys.stderr)
    return 0


def _print_begin(path: Path) -> None:
    # Not with `print_line`: without its reader, the backup ends.
    print(f"{backups.BEGIN}{path}", flush=True)


def _print_percent(percent: int) -> None:
    print(f"{backups.PERCENT}{percent}", flush=True)


def _restore(options: argparse.Namespace) -> int:
    if options.check:
        found = restore.check(options.file)
        row = (str(found.users), str(found.messages), format_time(found.made), str(file_backup.count(options.file)))
        print_rows(("users", "messages", "made", "files"), [row])
        return 0
    _only_sqlite(options, "restore it with pg_restore or psql")
    try:
        restored = restore.restore(options.data_dir, options.file, with_settings=options.settings)
    except AlreadyRunningError as error:
        where = f" at {error.address}" if error.address else ""
        return fail(f"The server of {options.data_dir} runs{where}. Stop it first.", EXIT_ALREADY_RUNNING)
    except OSError as error:
        return fail(unusable_folder(options.data_dir, error))
    with database(options) as db:
        place_log.note(db, SystemClock().now(), place_log.OPERATOR, RESTORED, detail=options.file.name)
    made = f", as of {format_time(restored.contents.made)}" if restored.contents.made else ""
    print_line(f"restored {_summary(restored.contents)}{made}")
    for path in restored.set_aside:
        print_line(f"what was there before is kept as {path}")
    target = files_folder(options.data_dir, load_configuration(options).settings)
    if target is not None:
        copied, aside = file_backup.restore(options.file, target)
        if copied.present:
            give_to_owner(options.data_dir, target, *target.rglob("*"))
        if aside is not None:
            print_line(f"the files of another place are kept as {aside}")
        _report(copied, target)
    return 0


def _report(copied: CopiedFiles, folder: Path) -> None:
    if copied.present:
        print_line(f"{folder}: {copied.present} files, {copied.size / 1e6:.1f} MB")
    if copied.missing:
        print(f"{copied.missing} files are missing or damaged, and cannot be downloaded", file=sys.stderr)


def _only_sqlite(options: argparse.Namespace, instead: str) -> None:
    if load_configuration(options).settings.database:
        raise BackupError(f"This server keeps its data in PostgreSQL: {instead}.")


def _summary(contents: backup.Contents) -> str:
    return f"{contents.users} users, {contents.messages} messages of which {contents.waiting} wait to be fetched"
