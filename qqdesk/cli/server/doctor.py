"""`qqdesk-server doctor`: reports problems and changes nothing."""

import argparse

from qqdesk.cli.server.checks.finding import CheckContext, Finding
from qqdesk.cli.server.common import EXIT_FAILED, command, load_configuration, print_line, setting_flags
from qqdesk.server.clock import SystemClock
from qqdesk.server.operations.configuration import SettingsError
from qqdesk.server.operations.settings import Settings
from qqdesk.server.storage.lock import address_of_running

_REPAIR = "Correct it; the command config prints every setting."


def declare(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the command to the parser."""
    doctor = command(
        commands,
        "doctor",
        _doctor,
        "report problems of the server and how to solve them, without changing anything",
    )
    doctor.description = (
        "Report problems of the server and how to solve them, with the settings that run would use. Nothing is "
        "changed. The exit code is 0 without problems. A note is something that may be intended."
    )
    setting_flags(doctor)


def _doctor(options: argparse.Namespace) -> int:
    from qqdesk.cli.server.checks.all_checks import run_checks

    findings: list[Finding] = []
    try:
        configuration = load_configuration(options)
        settings = configuration.settings
        findings += [Finding(f"{warning}.", note=True) for warning in configuration.warnings]
    except SettingsError as error:
        settings = Settings()
        findings += [
            Finding(f"{complaint}{'' if complaint.endswith(('.', '?')) else '.'} {_REPAIR}")
            for complaint in error.complaints
        ]
    try:
        running = address_of_running(options.data_dir)
    except OSError:  # the folder's checks say more
        running = None
    findings += run_checks(CheckContext(options.data_dir, settings, running, SystemClock().now()))
    for finding in findings:
        print_line(f"Note: {finding.text}" if finding.note else finding.text)
    if any(not finding.note for finding in findings):
        return EXIT_FAILED
    print_line(
        f"Nothing is wrong. The server runs at {running}." if running else "Nothing is wrong. The server does not run."
    )
    return 0
