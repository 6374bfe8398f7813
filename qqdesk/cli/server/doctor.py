"""`qqdesk-server doctor`: reports problems and changes nothing."""

import argparse

from qqdesk.cli.server.common import EXIT_FAILED, command, load_configuration, print_line, setting_flags
from qqdesk.clock import SystemClock
from qqdesk.server.operations.checks.all_checks import run_checks
from qqdesk.server.operations.checks.file_checks import check_files
from qqdesk.server.operations.checks.finding import Finding
from qqdesk.server.settings.configuration import SettingsError
from qqdesk.server.settings.settings import Settings
from qqdesk.server.storage.lock import address_of_running


def declare(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the command to the parser."""
    text = "report problems of the server and how to solve them, without changing anything"
    doctor = command(commands, "doctor", _doctor, text)
    doctor.description = (
        "Report problems of the server and how to solve them, with the settings that run would use. Nothing is "
        "changed. The exit code is 0 without problems. A note is something that may be intended."
    )
    doctor.add_argument(
        "--digests", action="store_true", help="also read up to 1 GB of people's files, and compare their digests"
    )
    setting_flags(doctor)


def _doctor(options: argparse.Namespace) -> int:
    folder = options.data_dir
    try:
        configuration = load_configuration(options)
        settings = configuration.settings
        findings = [Finding(f"{warning}.", is_note=True) for warning in configuration.warnings]
    except SettingsError as error:
        settings = Settings()
        findings = [Finding(complaint) for complaint in error.complaints]
        findings.append(Finding("Correct the settings; the command config prints every one."))
    running = address_of_running(folder) if folder.is_dir() else None
    findings += run_checks(folder, settings, running, SystemClock().now())
    findings += check_files(folder, settings, with_digests=options.digests)
    for finding in findings:
        print_line(f"Note: {finding.text}" if finding.is_note else finding.text)
    if not all(finding.is_note for finding in findings):
        return EXIT_FAILED
    print_line(
        f"Nothing is wrong. The server runs at {running}." if running else "Nothing is wrong. The server does not run."
    )
    return 0
