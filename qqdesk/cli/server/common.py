"""Shared by the commands: declaration, exit codes, option types, and access to the database."""

import argparse
import contextlib
import os
import sqlite3
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import fields
from pathlib import Path
from typing import Any

from qqdesk.cli.terminal import discard_output, print_error
from qqdesk.paths import server_data_dir
from qqdesk.protocol.limits import MAX_NUMBER
from qqdesk.server.accounts import accounts
from qqdesk.server.errors import DataFolderError
from qqdesk.server.settings import configuration
from qqdesk.server.settings.configuration import CONFIG_VARIABLE, FOLDER_VARIABLE, Configuration
from qqdesk.server.settings.configuration import FILE_NAME as SETTINGS_FILE
from qqdesk.server.settings.settings import Settings
from qqdesk.server.storage.interface import Database
from qqdesk.server.storage.postgres_import import postgresql
from qqdesk.server.storage.sqlite import FILE_NAME, open_database

EXIT_FAILED = 1
EXIT_MISUSE = 2
EXIT_ALREADY_RUNNING = 3
EXIT_CANNOT_LISTEN = 4
EXIT_OTHER_VERSION = 5


class CommandError(Exception):
    """Ends the command with a sentence on standard error and an exit code."""

    def __init__(self, sentence: str, code: int = EXIT_FAILED) -> None:
        super().__init__(sentence)
        self.code = code


def fail(sentence: str, code: int = EXIT_FAILED) -> int:
    print_error(sentence)
    return code


def unusable_database(error: sqlite3.Error) -> str:
    return f"The database cannot be used: {error}. The command doctor says more."


def print_line(line: str) -> None:
    """Print a line. A closed pipe or a full disk does not stop the command."""
    try:
        print(line, flush=True)
    except OSError:
        discard_output()


def command(
    commands: "argparse._SubParsersAction[argparse.ArgumentParser]",
    name: str,
    function: Callable[[argparse.Namespace], int],
    text: str,
) -> argparse.ArgumentParser:
    parser = commands.add_parser(name, help=text, description=text[0].upper() + text[1:] + ".")
    folder_options(parser)
    parser.set_defaults(command=function, parser=parser)
    return parser


def folder_options(parser: argparse.ArgumentParser) -> None:
    try:
        folder = Path(os.environ.get(FOLDER_VARIABLE) or server_data_dir())
    except RuntimeError:  # the user of a system service may have no home
        folder = None
    parser.add_argument(
        "--data-dir",
        type=Path,
        default=folder,
        required=folder is None,
        metavar="DIR",
        help=f"the server's data folder; overrides {FOLDER_VARIABLE} (default: %(default)s)",
    )
    parser.add_argument(
        "--config",
        type=Path,
        metavar="FILE",
        help=f"the file with the settings; overrides {CONFIG_VARIABLE} (default: {SETTINGS_FILE} in the data folder)",
    )


def setting_flags(parser: argparse.ArgumentParser, *names: str) -> None:
    """Add a flag for each of these settings; without names, for all of them."""
    group = parser.add_argument_group(
        "settings", "The file or the environment can also set these: QQDESK_PORT=8000 for --port 8000."
    )
    for entry in fields(Settings):
        if names and entry.name not in names:
            continue
        flag, text = configuration.flag(entry.name), entry.metadata["help"].replace("%", "%%")
        kind: dict[str, Any] = {"type": _setting(entry.name), "metavar": _metavar(entry.name, entry.default)}
        if isinstance(entry.default, bool):
            kind = {"action": argparse.BooleanOptionalAction}
        default = configuration.written(entry.default).strip('"[]')
        group.add_argument(
            flag,
            dest=_DESTINATION + entry.name,
            default=None,
            help=f"{text} (default: {default})" if default else text,
            **kind,
        )


def _metavar(name: str, default: Any) -> str:
    if name.endswith("port"):
        return "PORT"
    if isinstance(default, int):
        return "N"
    if isinstance(default, tuple):
        return "LIST"
    return {"cert": "FILE", "key": "FILE", "database": "URL", "name": "NAME"}.get(
        name, "HOST" if name.endswith("host") else "WHICH"
    )


_DESTINATION = "setting_"


def _setting(name: str) -> Callable[[str], Any]:
    def parse(text: str) -> Any:
        try:
            return configuration.from_text(name, text)
        except ValueError as error:
            raise argparse.ArgumentTypeError(str(error)) from None

    return parse


def load_configuration(options: argparse.Namespace) -> Configuration:
    """Load the settings from the file, the environment and the command's flags. Raises SettingsError."""
    flags = {
        name.removeprefix(_DESTINATION): value
        for name, value in vars(options).items()
        if name.startswith(_DESTINATION) and value is not None
    }
    return configuration.load(options.data_dir, file=options.config, environment=os.environ, flags=flags)


def bounded(text: str, lowest: int, highest: int, what: str) -> int:
    if text.isascii() and text.isdigit() and len(text) < 20 and lowest <= int(text) <= highest:
        return int(text)
    raise argparse.ArgumentTypeError(f"{what} is a number from {lowest} to {highest}")


def number(text: str) -> int:
    return bounded(text, 1, MAX_NUMBER, "a user's number")


def room_number(text: str) -> int:
    return bounded(text, 1, MAX_NUMBER, "a room's number")


def face(text: str) -> int:
    return bounded(text, 0, 65535, "a face id")


def nickname(text: str) -> str:
    try:
        text.encode()
        return accounts.clean_nickname(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(str(error)) from None


def confirm_deletion(number: int) -> None:
    """Ask for the number of what is to be deleted. Raises CommandError if it is not typed."""
    if sys.stdin is None or not sys.stdin.isatty():
        raise CommandError(f"There is no terminal to confirm at. Nothing was deleted. Use --yes to delete {number}.")
    try:
        typed = input(f"This deletes {number} for good. Type the number to confirm: ").strip()
    except EOFError:
        typed = ""
    if typed != str(number):
        raise CommandError("That is another number. Nothing was deleted.")


def require_database(folder: Path) -> None:
    """Raise DataFolderError if the folder contains no database."""
    if not folder.is_file() and not (folder / FILE_NAME).exists():
        raise DataFolderError(f"There is no server's data in {folder}. Say with --data-dir where it is.")


def database_command(
    commands: "argparse._SubParsersAction[argparse.ArgumentParser]",
    name: str,
    function: Callable[[argparse.Namespace], int],
    text: str,
) -> argparse.ArgumentParser:
    """Declare a command that uses `database`."""
    parser = command(commands, name, function, text)
    setting_flags(parser, "database")
    return parser


@contextmanager
def database(options: argparse.Namespace, *, make: bool = False) -> Iterator[Database]:
    """Run one transaction on the database, beside a server that may be running. `make` creates a missing database."""
    url, folder = load_configuration(options).settings.database, options.data_dir
    if url:
        with postgresql("storage.postgres", url).transaction(url) as database:
            yield database
        return
    if not make:
        require_database(folder)
    connection = open_database(folder)
    with contextlib.closing(connection):
        connection.execute("BEGIN IMMEDIATE")
        try:
            yield connection
        except BaseException:
            connection.execute("ROLLBACK")
            raise
        connection.execute("COMMIT")
