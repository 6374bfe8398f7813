"""`qqdesk-server config`: prints a file with every setting, or checks the existing one."""

import argparse
import sys

from qqdesk.cli.server.common import command, load_configuration, setting_flags
from qqdesk.server.operations.configuration import overview, template


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
    for warning in configuration.warnings:
        print(warning, file=sys.stderr)
    print(overview(configuration) or "Every setting is at its default.")
    return 0
