"""The command `qqdesk-server`: runs the server, and looks after its users."""

import argparse
import asyncio
import contextlib
import getpass
import hashlib
import logging
import os
import signal
import sqlite3
import sys
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from qqdesk import __version__
from qqdesk.paths import server_data_dir
from qqdesk.protocol.codes import DEFAULT_PORT, MAX_NUMBER
from qqdesk.server import accounts, tokens
from qqdesk.server.clock import SystemClock
from qqdesk.server.daemon import Daemon, new_event_loop
from qqdesk.server.errors import DataFolderError
from qqdesk.server.http import Limits
from qqdesk.server.lock import AlreadyRunningError
from qqdesk.server.passwords import hash_password
from qqdesk.server.schema import FILE_NAME, open_database

if sys.platform != "win32":
    import resource


EXIT_FAILED = 1
EXIT_ALREADY_RUNNING = 3
EXIT_CANNOT_LISTEN = 4
_OTHER_FILES = 64
"""Open files that are no connections, and some to spare."""


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command; its exit code."""
    options = _parser().parse_args(argv)
    try:
        code: int = options.command(options)
    except DataFolderError as error:
        return _fail(str(error))
    except sqlite3.Error as error:
        return _fail(f"The database cannot be used: {error}.")
    except KeyboardInterrupt:
        return _fail("Interrupted.")
    return code


def _fail(sentence: str, code: int = EXIT_FAILED) -> int:
    print(sentence, file=sys.stderr)
    return code


# The arguments


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="qqdesk-server", description="The messenger's own server, and the people who have an account on it."
    )
    parser.add_argument("--version", action="version", version=f"qqdesk-server {__version__}")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")

    run = _command(commands, "run", _run, "run the server until it is interrupted or terminated")
    run.add_argument("--host", default="127.0.0.1", help="address to listen on; 0.0.0.0 for all (default: %(default)s)")
    run.add_argument(
        "--port", type=_port, default=DEFAULT_PORT, help="port, 0 for any that is free (default: %(default)s)"
    )
    run.add_argument("--exit-with-stdin", action="store_true", help="stop when standard input ends, too")

    user = commands.add_parser("user", help="add, list and change users, beside a running server too")
    actions = user.add_subparsers(required=True, metavar="ACTION")
    add = _command(actions, "add", _add_user, "add a user")
    add.add_argument("number", type=_number, metavar="NUMBER", help="the user's number, to sign in with")
    add.add_argument("--nick", type=_nickname, required=True, metavar="NAME", help="the nickname")
    add.add_argument("--face", type=_face, metavar="FC", help="the face id, 0 to 65535 (default: one by number)")
    _command(actions, "list", _list_users, "list the users: number, face id and nickname, with tabs between")
    change = _command(actions, "passwd", _change_password, "give a user another password, and end their session")
    change.add_argument("number", type=_number, metavar="NUMBER", help="the user's number")
    for command in (add, change):
        command.add_argument(
            "--password-stdin", action="store_true", help="read the password from the first line of standard input"
        )
    return parser


def _command(
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


def _bounded(text: str, lowest: int, highest: int, what: str) -> int:
    if text.isascii() and text.isdigit() and len(text) < 20 and lowest <= int(text) <= highest:
        return int(text)
    raise argparse.ArgumentTypeError(f"{what} is a number from {lowest} to {highest}")


def _port(text: str) -> int:
    return _bounded(text, 0, 65535, "a port")


def _number(text: str) -> int:
    return _bounded(text, 1, MAX_NUMBER, "a user's number")


def _face(text: str) -> int:
    return _bounded(text, 0, 65535, "a face id")


def _nickname(text: str) -> str:
    try:
        text.encode()
        return accounts.clean_nickname(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(str(error)) from None


# Users


@contextmanager
def _database(folder: Path, *, make: bool = False) -> Iterator[sqlite3.Connection]:
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


def _password(options: argparse.Namespace) -> str | None:
    """The hash to store for a password that is asked for; None, and a word of why, where there is none."""
    try:
        if options.password_stdin:
            password = sys.stdin.readline().rstrip("\r\n")
        else:
            password = getpass.getpass("Password: ")
            if password and getpass.getpass("Again: ") != password:
                print("Those were two different passwords.", file=sys.stderr)
                return None
        encoded = password.encode()
    except EOFError:
        password, encoded = "", b""
    except UnicodeError:
        print("The password is not text in UTF-8.", file=sys.stderr)
        return None
    if not password:
        print("The password is empty.", file=sys.stderr)
        return None
    # What a client sends for a password.
    return hash_password(hashlib.md5(encoded, usedforsecurity=False).hexdigest())


def _add_user(options: argparse.Namespace) -> int:
    password = _password(options)
    if password is None:
        return EXIT_FAILED
    try:
        with _database(options.data_dir, make=True) as db:
            accounts.add(db, options.number, password, options.nick, SystemClock().now(), face=options.face)
    except accounts.TakenError:
        return _fail(f"The number {options.number} is taken.")
    print(f"added {options.number}")
    return 0


def _list_users(options: argparse.Namespace) -> int:
    with _database(options.data_dir) as db:
        users = accounts.everyone(db)
    for user in users:
        print(user.number, user.face, user.nickname, sep="\t")
    return 0


def _change_password(options: argparse.Namespace) -> int:
    with _database(options.data_dir) as db:
        found = accounts.exists(db, options.number)
    if not found:
        return _fail(f"There is no user {options.number}.")
    password = _password(options)
    if password is None:
        return EXIT_FAILED
    with _database(options.data_dir) as db:
        accounts.set_password(db, options.number, password)
        tokens.shut_out(db, options.number, SystemClock().now())
    print(f"changed the password of {options.number}")
    return 0


# The server


def _run(options: argparse.Namespace) -> int:
    logging.basicConfig(stream=sys.stderr, level=logging.INFO, format="%(asctime)s %(levelname)s %(message)s")
    try:
        with asyncio.Runner(loop_factory=new_event_loop) as runner:
            return runner.run(_serve(options))
    except AlreadyRunningError as error:
        return _fail(f"already running at {error.address or 'an unknown address'}", EXIT_ALREADY_RUNNING)


async def _serve(options: argparse.Namespace) -> int:
    stop = asyncio.Event()
    _stop_on_signals(stop)
    try:
        daemon = Daemon(options.data_dir, limits=_limits())
    except OSError as error:
        return _fail(f"The data folder {options.data_dir} cannot be used: {error.strerror}.")
    try:
        try:
            address = await daemon.start(options.host, options.port)
        except OSError as error:
            where = f"{options.host}, port {options.port}"
            return _fail(f"The server cannot listen on {where}: {error.strerror or error}.", EXIT_CANNOT_LISTEN)
        print(f"listening on {address}", flush=True)
        if options.exit_with_stdin:
            _stop_with_stdin(stop)
        await stop.wait()
    finally:
        await daemon.stop()
    return 0


def _stop_on_signals(stop: asyncio.Event) -> None:
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        try:
            loop.add_signal_handler(number, stop.set)
        except NotImplementedError:  # Windows
            signal.signal(number, lambda *_: loop.call_soon_threadsafe(stop.set))


def _stop_with_stdin(stop: asyncio.Event) -> None:
    """Whoever started us holds the other end of our standard input, and it closes when they are gone."""
    loop = asyncio.get_running_loop()

    def watch() -> None:
        # Not sys.stdin.read: a lock that this thread holds would be in the way of the interpreter's end.
        with contextlib.suppress(OSError):
            while os.read(0, 4096):
                pass
        with contextlib.suppress(RuntimeError):
            loop.call_soon_threadsafe(stop.set)

    threading.Thread(target=watch, name="stdin", daemon=True).start()


def _limits() -> Limits:
    """As many connections as the system grants: each is an open file."""
    limits = Limits()
    if sys.platform == "win32":
        return limits
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if soft != hard:
        with contextlib.suppress(OSError, ValueError):
            resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
            soft = hard
    if soft == resource.RLIM_INFINITY:
        return limits
    return replace(limits, connections=max(1, min(limits.connections, soft - _OTHER_FILES)))


if __name__ == "__main__":
    sys.exit(main())
