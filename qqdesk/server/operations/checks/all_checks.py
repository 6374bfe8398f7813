"""The checks of `doctor`, and those of a running server. They change nothing."""

import sqlite3
from collections.abc import Iterator
from pathlib import Path

from qqdesk.clock import SystemClock
from qqdesk.protocol.admin_commands import IssueKind
from qqdesk.server.accounts.reachability import LastReached
from qqdesk.server.errors import DataFolderError
from qqdesk.server.operations.checks.database_checks import check_postgresql, check_sqlite
from qqdesk.server.operations.checks.file_checks import check_files_folder, check_folder
from qqdesk.server.operations.checks.finding import Finding
from qqdesk.server.operations.checks.network_checks import (
    check_certificate,
    check_open_files,
    check_ports,
    check_running,
)
from qqdesk.server.operations.checks.place_checks import PlaceFacts, check_backups, check_reach, read_facts
from qqdesk.server.operations.reachable import own_addresses
from qqdesk.server.settings.settings import Settings
from qqdesk.server.storage import untouched


def run_checks(folder: Path, settings: Settings, running: str | None, now: int) -> Iterator[Finding]:
    """Yield the findings of all checks.

    `running` is the address of the running server, "" if it is unknown, None if no server runs. `now` is in
    milliseconds since 1970.
    """
    if folder.is_dir():
        yield from check_folder(folder, settings)
    else:
        yield Finding(
            f"There is no data folder {folder}. Say with --data-dir where it is; the command run makes a new one."
        )
    if settings.database:
        yield from check_postgresql(settings.database, now)
    elif folder.is_dir():
        yield from check_sqlite(folder, now)
    yield from check_certificate(folder, settings, now)
    if running is None:
        yield from check_ports(settings)
    else:
        yield from check_running(running)
    yield from check_open_files(settings)
    yield from _check_place(folder, settings, now)


def quick_checks(
    folder: Path, settings: Settings, files: Path | None, facts: PlaceFacts, now: int
) -> Iterator[Finding]:
    """Yield the findings of the checks that take no time, for a server that runs. They use the disk.

    `files` is the folder with files, None if people cannot send files.
    """
    if not folder.is_dir():
        yield Finding(f"The data folder {folder} is missing.", IssueKind.DATA)
        return
    yield from check_folder(folder, settings)
    yield from check_certificate(folder, settings, now)
    if files is not None:
        yield from check_files_folder(files, settings, facts.place_id)
    if not settings.database:
        yield from check_backups(facts, now)


def _check_place(folder: Path, settings: Settings, now: int) -> Iterator[Finding]:
    try:
        facts = untouched.read(folder, settings.database, read_facts)
    except (DataFolderError, sqlite3.Error):
        return  # Another check says why.
    if facts is None:
        return
    if not settings.database:
        yield from check_backups(facts, now)
    reached = LastReached(SystemClock())
    reached.set_own(own_addresses())
    yield from check_reach(facts, settings.host, facts.oldest_account, now, reached.is_own)
