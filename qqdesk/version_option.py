"""The option `--version`. The log uses `version` without argparse."""

import argparse
import sys
from typing import Any

from qqdesk.version import long_line


class VersionAction(argparse.Action):
    """Prints the long line with the name of the command, and exits."""

    def __init__(self, option_strings: list[str], dest: str, **options: Any) -> None:
        super().__init__(option_strings, argparse.SUPPRESS, nargs=0, default=argparse.SUPPRESS, help=options["help"])

    def __call__(self, parser: argparse.ArgumentParser, *_: object) -> None:
        if sys.stdout is not None:  # on Windows a program without a console has none
            sys.stdout.write(f"{long_line(parser.prog)}\n")
        parser.exit()
