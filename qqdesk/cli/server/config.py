"""`qqdesk-server config`: prints a file with every setting, or checks the existing one."""

import argparse
import sqlite3
import sys

from qqdesk.cli.server.common import command, load_configuration, setting_flags
from qqdesk.server.admin import stored_settings
from qqdesk.server.errors import DataFolderError
from qqdesk.server.settings.configuration import overview, template
from qqdesk.server.storage import untouched


def declare(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the command to the parser."""
    config = command(commands, "config", _config, "print a file with every setting, commented out, or check one")
    config.add_argument(
        "--check", action="store_true", help="check the file, the environment and the flags, and print what they set"
    )
    setting_flags(config)


def _config(options: argparse.Namespace) -> int:
    if not options.check:
        print(template(), end="")
        return 0
    configuration = load_configuration(options)
    warnings, stored = list(configuration.warnings), None
    try:
        stored = untouched.read(options.data_dir, configuration.settings.database, stored_settings.read)
    except (DataFolderError, sqlite3.Error) as error:
        warnings.append(f"what administrators have changed is unknown: {error}")
    warnings += stored_settings.without_effect(configuration, stored or {})
    for warning in warnings:
        print(warning, file=sys.stderr)
    configuration = stored_settings.effective(configuration, stored or {})
    print(overview(configuration) or "Every setting is at its default.")
    return 0
