"""Check whether the place has backups, and whether other computers reach it. The checks change nothing."""

from collections.abc import Callable, Iterator
from typing import NamedTuple

from qqdesk.clock import format_time
from qqdesk.protocol.admin_commands import IssueKind
from qqdesk.server.addresses import is_loopback
from qqdesk.server.backups import backup_job
from qqdesk.server.operations.checks.finding import Finding
from qqdesk.server.server_info import read_place_id
from qqdesk.server.storage.interface import Database

_DAY_MS = 24 * 3600 * 1000
_WEEK_MS = 7 * _DAY_MS


class PlaceFacts(NamedTuple):
    """What the database says. Times are milliseconds since 1970; `oldest_account` is None without accounts.

    `addresses` are those from which devices have signed in.
    """

    place_id: str
    oldest_account: int | None
    last_backup: int
    last_copy: int
    has_invitations: bool
    addresses: frozenset[str]


def read_facts(db: Database) -> PlaceFacts:
    (oldest,) = db.execute("SELECT min(created) FROM users").fetchone()
    invitation = db.execute("SELECT 1 FROM invitations WHERE account IS NULL LIMIT 1").fetchone()
    addresses = db.execute("SELECT DISTINCT address FROM devices").fetchall()
    last_backup, _ = backup_job.last_backup(db)
    return PlaceFacts(
        read_place_id(db),
        oldest,
        last_backup,
        backup_job.last_copy(db),
        invitation is not None,
        frozenset(address for (address,) in addresses),
    )


def check_backups(facts: PlaceFacts, now: int) -> Iterator[Finding]:
    """Check a place whose database is an SQLite file."""
    week_ago = now - _WEEK_MS
    if facts.oldest_account is not None and max(facts.oldest_account, facts.last_backup) < week_ago:
        last = f"The last backup is of {format_time(facts.last_backup)}" if facts.last_backup else "There is no backup"
        yield Finding(
            f"{last}. Make one (the command backup, or *Back up now* in the program of an administrator), and keep a "
            "copy on another disk.",
            IssueKind.BACKUP,
            is_note=True,
        )
    elif facts.oldest_account is not None and max(facts.oldest_account, facts.last_copy) < week_ago:
        yield Finding(
            "The backups lie on the disk of the place, which may break. Let the command backup write to another disk, "
            "set backups_folder to a folder of one, or fetch a copy with the program of an administrator.",
            IssueKind.COPY,
            is_note=True,
        )


def check_reach(
    facts: PlaceFacts, host: str, since: int | None, now: int, is_own: Callable[[str], bool]
) -> Iterator[Finding]:
    """Check whether people of other computers have signed in to a server that listens on `host` since `since`.

    `is_own` says whether an address is one of this computer.
    """
    if is_loopback(host) or not facts.has_invitations or since is None or since > now - _DAY_MS:
        return
    if all(map(is_own, facts.addresses)):
        yield Finding(
            "People are invited, but no other computer has reached the server so far. Let its ports through the "
            "firewall of this computer, and check that the invitations name its present address.",
            IssueKind.REACH,
            is_note=True,
        )
