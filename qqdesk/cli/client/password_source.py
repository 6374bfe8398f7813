"""Reads passwords from a file, standard input or the keyring.

Never from the command line or the environment, which other programs can read. A variable may name the file.
"""

import argparse
import logging
import os
import sys
import threading
from pathlib import Path
from typing import BinaryIO

from qqdesk.bot.bot_password import VARIABLE as PASSWORD_FILE_VARIABLE
from qqdesk.cli.client.command_error import CommandError, ExitCode
from qqdesk.system.keys import Keys, KeysError

_log = logging.getLogger(__name__)

_KEYRING_TIMEOUT_S = 30.0
"""The user may have to unlock the keyring with a password in this time."""
_MAX_BYTES = 4096


def from_options(options: argparse.Namespace) -> str | None:
    """Return the password from standard input or the named file; None if neither is named. Raises CommandError."""
    if options.password_stdin and options.password_file:
        raise CommandError("Use either --password-stdin or --password-file.", ExitCode.USAGE)
    if options.password_stdin:
        return _require(read_line(), "the standard input")
    if path := options.password_file or os.environ.get(PASSWORD_FILE_VARIABLE, ""):
        with Path(path).open("rb") as file:
            line = file.readline(_MAX_BYTES)
        return _require(_decode(line, path), path)
    return None


def read_line() -> str:
    """Return the next password from standard input. Raises CommandError."""
    return _decode(standard_input().readline(_MAX_BYTES), "the standard input")


def standard_input() -> BinaryIO:
    """Return the bytes of standard input, independent of the system's encoding. Raises CommandError."""
    if sys.stdin is None:
        raise CommandError("There is no standard input.", ExitCode.BAD_INPUT)
    return sys.stdin.buffer


def _decode(line: bytes, where: str) -> str:
    try:
        return line.rstrip(b"\r\n").decode("utf-8-sig")
    except UnicodeDecodeError:
        raise CommandError(f"The password in {where} is not UTF-8.", ExitCode.NOT_SIGNED_IN) from None


def _require(password: str, where: str) -> str:
    if not password:
        raise CommandError(f"There is no password in {where}: it has to be the first line.", ExitCode.NOT_SIGNED_IN)
    return password


def from_keyring(key: str) -> str | None:
    """Return the saved password; None without one, or if the keyring fails, which is logged."""
    found: list[str] = []

    def read() -> None:
        try:
            password = Keys().read(key)
        except KeysError as error:
            _log.info("The keyring is %s", error.trouble.value)
        else:
            if password:
                found.append(password)

    # A daemon thread: a keyring that never replies must not block the exit.
    thread = threading.Thread(target=read, name="keyring", daemon=True)
    thread.start()
    thread.join(_KEYRING_TIMEOUT_S)
    return found[0] if found else None
