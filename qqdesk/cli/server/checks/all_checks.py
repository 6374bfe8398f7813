"""Runs all checks in order."""

from collections.abc import Iterator

from qqdesk.cli.server.checks.data import check_clock, check_database
from qqdesk.cli.server.checks.files import check_disk, check_file_system, check_files, check_folder
from qqdesk.cli.server.checks.finding import Check, CheckContext, Finding
from qqdesk.cli.server.checks.network import check_limits, check_listening
from qqdesk.cli.server.checks.tls import check_certificate

_FOLDER_CHECKS: tuple[Check, ...] = (check_files, check_disk, check_file_system)
_OTHER_CHECKS: tuple[Check, ...] = (check_clock, check_certificate, check_listening, check_limits)


def run_checks(context: CheckContext) -> Iterator[Finding]:
    """Yield the findings of all checks, without duplicates."""
    yield from dict.fromkeys(_run_checks(context))


def _run_checks(context: CheckContext) -> Iterator[Finding]:
    yield from check_folder(context)
    if context.folder.is_dir():
        for check in _FOLDER_CHECKS:
            yield from check(context)
    if context.settings.database or context.folder.is_dir():
        yield from check_database(context)
    for check in _OTHER_CHECKS:
        yield from check(context)
