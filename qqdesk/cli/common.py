"""What the commands share: how they are declared, what they say when they fail, and the database."""

import argparse
import contextlib
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from qqdesk.paths import server_data_dir
from qqdesk.protocol.codes import MAX_NUMBER
from qqdesk.server import accounts
from qqdesk.server.database.interface import Database
from qqdesk.server.database.sqlite import FILE_NAME, open_database
from qqdesk.server.errors import DataFolderError

EXIT_FAILED = 1
EXIT_ALREADY_RUNNING = 3
EXIT_CANNOT_LISTEN = 4


def fail(sentence: str, code: int = EXIT_FAILED) -> int:
    print(sentence, file=sys.stderr)
    return code


def command(
    commands: "argparse._SubParsersAction[argparse.ArgumentParser]",
    name: str,
    function: Callable[[argparse.Namespace], int],
    text: str,
) -> argparse.ArgumentParser:
    parser = commands.add_parser(name, help=text, description=text[0].upper() + text[1:] + ".")
    folder = server_data_dir()
    parser.add_argument(
        "--data-dir", type=Path, default=folder, metavar="DIR", help="the server's data folder (default: %(default)s)"
    )
    parser.set_defaults(command=function)
    return parser


def bounded(text: str, lowest: int, highest: int, what: str) -> int:
    if text.isascii() and text.isdigit() and len(text) < 20 and lowest <= int(text) <= highest:
        return int(text)
    raise argparse.ArgumentTypeError(f"{what} is a number from {lowest} to {highest}")


def port(text: str) -> int:
    return bounded(text, 0, 65535, "a port")


def number(text: str) -> int:
    return bounded(text, 1, MAX_NUMBER, "a user's number")


def face(text: str) -> int:
    return bounded(text, 0, 65535, "a face id")


def nickname(text: str) -> str:
    try:
        text.encode()
        return accounts.clean_nickname(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(str(error)) from None


@contextmanager
def database(folder: Path, *, make: bool = False) -> Iterator[Database]:
    """One transaction on the database, beside whoever else uses it; `make` one where there is none."""
    if not make and not folder.is_file() and not (folder / FILE_NAME).exists():
        raise DataFolderError(f"There is no server's data in {folder}. Say with --data-dir where it is.")
    connection = open_database(folder)
    with contextlib.closing(connection):
        connection.execute("BEGIN IMMEDIATE")
        try:
            yield connection
        except BaseException:
            connection.execute("ROLLBACK")
            raise
        connection.execute("COMMIT")
