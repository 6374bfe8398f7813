"""The command `qqdesk-server`, which runs and administers the server. One module per command."""

import argparse
import difflib
import sqlite3
import sys
from collections.abc import Sequence
from typing import NoReturn

from qqdesk.cli.option_order import move_after_command
from qqdesk.cli.server import backup, config, discover, doctor, invite, log, migrate, place, rooms, run, say, users
from qqdesk.cli.server.common import (
    EXIT_FAILED,
    EXIT_MISUSE,
    EXIT_OTHER_VERSION,
    CommandError,
    fail,
    folder_options,
    setting_flags,
    unusable_database,
)
from qqdesk.cli.terminal import configure_streams, discard_output, flush_errors
from qqdesk.server.errors import BackupError, DataFolderError, MovedError, OtherVersionError, RefusedError
from qqdesk.server.settings.configuration import SettingsError
from qqdesk.server.settings.settings import masked
from qqdesk.version_option import VersionAction


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command and return its exit code."""
    configure_streams()
    try:
        return _main(argv)
    finally:
        flush_errors()


def _main(argv: Sequence[str] | None) -> int:
    words = list(sys.argv[1:] if argv is None else argv)
    if words and words[0].startswith("-"):
        words = move_after_command(words, _shared_options(), groups=("user", "room", "invite"))
    parser = build_parser()
    options, unknown = parser.parse_known_args(words)
    if unknown:
        _explain(getattr(options, "parser", parser), unknown)
    try:
        code: int = options.command(options)
        if sys.stdout is not None:
            sys.stdout.flush()
    except CommandError as error:
        return fail(str(error), error.code)
    except (SettingsError, MovedError) as error:
        return fail(str(error), EXIT_MISUSE)
    except RefusedError as error:
        reason = error.refusal.reason
        return fail(f"{reason[0].upper()}{reason[1:]}.")
    except OtherVersionError as error:
        return fail(str(error), EXIT_OTHER_VERSION)
    except (DataFolderError, BackupError) as error:
        return fail(str(error))
    except sqlite3.Error as error:
        return fail(unusable_database(error))
    except BrokenPipeError:  # `user list | head`
        discard_output()
        return EXIT_FAILED
    except OSError as error:
        discard_output()
        where = f"{error.filename}: " if error.filename else ""
        advice = " Run this as the user of the server." if isinstance(error, PermissionError) else ""
        return fail(f"{where}{error.strerror or error}.{advice}")
    except KeyboardInterrupt:
        return fail("Interrupted.")
    return code


def _shared_options() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser()
    folder_options(parser)
    setting_flags(parser)
    return parser


def build_parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="qqdesk-server",
        description="Run the messenger's server, and administer its users. Options of a command may also precede it.",
        epilog="Exit codes: 0 success; 1 failure, with the reason on standard error; 2 wrong usage or settings; 3 a "
        "server runs in this data folder already; 4 the server cannot listen on its address; 5 another version of the "
        "program wrote the data.",
    )
    parser.add_argument("--version", action=VersionAction, help="print the version and the platform")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    run.declare(commands)
    config.declare(commands)
    users.declare(commands)
    rooms.declare(commands)
    place.declare(commands)
    invite.declare(commands)
    say.declare(commands)
    log.declare(commands)
    backup.declare(commands)
    migrate.declare(commands)
    doctor.declare(commands)
    discover.declare(commands)
    return parser


def _explain(parser: argparse.ArgumentParser, unknown: list[str]) -> NoReturn:
    """Report the first unknown argument and exit. What follows it may be its value, so nothing more is reported."""
    flag = unknown[0].partition("=")[0]
    if not flag.startswith("-"):
        parser.error(f"unrecognized arguments: {masked(' '.join(unknown))}")
    known = [option for action in parser._actions for option in action.option_strings]
    close = difflib.get_close_matches(flag, known, 1, 0.6)
    parser.error(f"{flag} is no flag of this command" + (f"; did you mean {close[0]}?" if close else ""))
