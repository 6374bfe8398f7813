"""The state of the place, for its administrators."""

import asyncio
import contextlib
import shutil
from typing import NamedTuple

from qqdesk import __version__
from qqdesk.protocol.admin_commands import HealthIssue, IssueKind, PlaceReply
from qqdesk.protocol.codes import SharedRoster
from qqdesk.server.accounts import shared_roster
from qqdesk.server.addresses import is_loopback
from qqdesk.server.backups import backup_job
from qqdesk.server.core import Core
from qqdesk.server.files import files
from qqdesk.server.operations import health
from qqdesk.server.operations.checks.all_checks import quick_checks
from qqdesk.server.operations.checks.finding import Finding
from qqdesk.server.operations.checks.place_checks import PlaceFacts, check_reach, read_facts
from qqdesk.server.rooms import rooms
from qqdesk.server.storage.interface import Database
from qqdesk.server.storage.sqlite import FILE_NAME

_MIB = 1024 * 1024


class _Counted(NamedTuple):
    """The numbers that the database has."""

    shared_roster: SharedRoster
    people: int
    present: int
    from_outside: int
    rooms: int
    files_size: int
    last_backup: int
    backup_size: int
    facts: PlaceFacts


async def place_state(core: Core) -> PlaceReply:
    """Raises StorageError."""
    info, settings = core.server_info, core.settings
    # Before the database is read: it knows a backup that has ended.
    percent, error = core.backups.percent, core.backups.error
    counted = await core.store.scan(lambda db: _count(db, core))
    size, free, certificate_end, findings = await asyncio.to_thread(_look, core, counted.facts)
    return PlaceReply(
        version=__version__,
        started=core.started,
        name=info.name,
        registration=info.registration,
        invites=settings.invites,
        shared_roster=counted.shared_roster,
        fixed=tuple(sorted(core.fixed)),
        listens_to_all=not is_loopback(core.listens_on[0]),
        port=core.listens_on[1],
        tls_port=info.tls_port,
        addresses=info.addresses,
        fingerprint=info.fingerprint,
        has_own_certificate=core.certificate is not None and not settings.cert,
        certificate_end=certificate_end,
        reached=core.reached.at,
        people=counted.people,
        present=counted.present,
        from_outside=counted.from_outside,
        rooms=counted.rooms,
        database_size=size,
        files_size=None if core.files is None else counted.files_size,
        most_files=None if core.files is None else settings.most_files_mib * _MIB,
        most_file_bytes=core.most_file_bytes,
        disk_free=free,
        last_backup=None if settings.database else counted.last_backup,
        backup_size=None if settings.database else counted.backup_size,
        backup_folder=None if settings.database else str(core.backups.folder),
        backup_percent=percent,
        backup_error=error,
        last_copy=None if settings.database else counted.facts.last_copy,
        nightly_backups=settings.nightly_backups and not settings.database,
        issues=_health_issues(core, findings),
    )


def _count(db: Database, core: Core) -> _Counted:
    (people,) = db.execute("SELECT count(*) FROM users").fetchone()
    (present,) = db.execute("SELECT count(DISTINCT account) FROM devices WHERE ended IS NULL").fetchone()
    facts = read_facts(db)
    own = ["", *filter(core.reached.is_own, facts.addresses)]
    marks = ", ".join("?" * len(own))
    (outside,) = db.execute(
        f"SELECT count(DISTINCT account) FROM devices WHERE address NOT IN ({marks}) AND account NOT IN "
        f"(SELECT account FROM devices WHERE address <> '' AND address IN ({marks}))",
        own * 2,
    ).fetchone()
    return _Counted(
        shared_roster.state(db),
        people,
        present,
        outside,
        rooms.used(db),
        files.used(db),
        *backup_job.last_backup(db),
        facts,
    )


def _look(core: Core, facts: PlaceFacts) -> tuple[int | None, int | None, int, list[Finding]]:
    """Return the size of the database, the free bytes of its disk, the end of the certificate, and problems."""
    now, size, free = core.clock.now(), None, None
    with contextlib.suppress(OSError):
        free = shutil.disk_usage(core.folder).free
        if not core.settings.database:
            size = (core.folder / FILE_NAME).stat().st_size
    validity = None if core.certificate is None else core.certificate.validity()
    findings = list(quick_checks(core.folder, core.settings, core.files_folder, facts, now))
    if not core.reached.at:
        findings += check_reach(facts, core.listens_on[0], core.started, now, core.reached.is_own)
    return size, free, 0 if validity is None else round(validity[1].timestamp() * 1000), findings


def _health_issues(core: Core, findings: list[Finding]) -> tuple[HealthIssue, ...]:
    """Return the problems, the worst first. Notes without a word of their own are for the operator only."""
    findings = [Finding(text, IssueKind.DATA) for text in health.damage(core)] + findings
    found = [finding for finding in findings if not finding.is_note or finding.kind is not IssueKind.OTHER]
    found.sort(key=lambda finding: list(IssueKind).index(finding.kind))
    return tuple(HealthIssue(finding.kind, finding.text) for finding in found)
