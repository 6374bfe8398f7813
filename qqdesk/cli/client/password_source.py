"""Passwords: from a file, the standard input or the keyring, and never from the command line or the environment, where
other programs see them."""

import argparse
import logging
import threading
from pathlib import Path

from qqdesk.cli.client import stdin
from qqdesk.cli.client.exit_codes import CommandError, ExitCode
from qqdesk.system.keys import Keys, KeysError

_log = logging.getLogger(__name__)

_KEYRING_TIMEOUT_S = 30.0
"""A person who is asked to unlock the keyring has to find and type a password meanwhile."""
_MAX_BYTES = 4096


def from_options(options: argparse.Namespace) -> str | None:
    """What a file or the standard input says; None where neither was named. Raises CommandError."""
    if options.password_stdin and options.password_file:
        raise CommandError("--password-stdin and --password-file do not go together.", ExitCode.USAGE)
    if options.password_stdin:
        return _require(read_line(), "the standard input")
    if options.password_file:
        try:
            with Path(options.password_file).open("rb") as file:
                line = file.readline(_MAX_BYTES)
        except OSError as error:
            raise CommandError(
                f"{options.password_file} cannot be read: {error.strerror or error}.", ExitCode.LOCAL
            ) from None
        return _require(_decode(line, options.password_file), options.password_file)
    return None


def read_line() -> str:
    """One of those on the standard input. Raises CommandError."""
    return _decode(stdin.read_line(_MAX_BYTES), "the standard input")


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
    """None where there is none, or the keyring is of no help: why goes to the log."""
    found: list[str] = []

    def read() -> None:
        try:
            password = Keys().read(key)
        except KeysError as error:
            _log.info("The keyring is %s", error.trouble.value)
        else:
            if password:
                found.append(password)

    # A daemon: a keyring that never answers does not keep the program from ending.
    thread = threading.Thread(target=read, name="keyring", daemon=True)
    thread.start()
    thread.join(_KEYRING_TIMEOUT_S)
    return found[0] if found else None
