"""The command `qqdesk-server`: runs the server, and looks after its users. One module a command."""

import argparse
import sqlite3
from collections.abc import Sequence

from qqdesk import __version__
from qqdesk.cli import run, users
from qqdesk.cli.common import fail
from qqdesk.server.errors import DataFolderError


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command; its exit code."""
    options = _parser().parse_args(argv)
    try:
        code: int = options.command(options)
    except DataFolderError as error:
        return fail(str(error))
    except sqlite3.Error as error:
        return fail(f"The database cannot be used: {error}.")
    except KeyboardInterrupt:
        return fail("Interrupted.")
    return code


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="qqdesk-server", description="The messenger's own server, and the people who have an account on it."
    )
    parser.add_argument("--version", action="version", version=f"qqdesk-server {__version__}")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    run.declare(commands)
    users.declare(commands)
    return parser
