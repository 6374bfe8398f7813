"""Passwords: from a file, the standard input, the keyring or the terminal, and never from the command line or the
environment, where other programs see them."""

import argparse
import logging
import sys
import threading
from pathlib import Path

from qqdesk.cli.client.exits import CommandError, Exit
from qqdesk.cli.client.reading import read_line

_log = logging.getLogger(__name__)

KEYRING_S = 30.0
"""A person who is asked to unlock the keyring has to find and type a password meanwhile."""
_MOST_BYTES = 4096


def given(options: argparse.Namespace) -> str | None:
    """What a file or the standard input says; None where neither was named. Raises CommandError."""
    if options.password_stdin and options.password_file:
        raise CommandError("--password-stdin and --password-file do not go together.", Exit.USAGE)
    if options.password_stdin:
        return _nonempty(read_line(_MOST_BYTES), "the standard input")
    if options.password_file:
        try:
            with Path(options.password_file).open("rb") as file:
                line = file.readline(_MOST_BYTES)
        except OSError as error:
            raise CommandError(
                f"{options.password_file} cannot be read: {error.strerror or error}.", Exit.LOCAL
            ) from None
        return _nonempty(line, options.password_file)
    return None


def _nonempty(line: bytes, where: str) -> str:
    try:
        password = line.rstrip(b"\r\n").decode("utf-8-sig")
    except UnicodeDecodeError:
        raise CommandError(f"The password in {where} is not UTF-8.", Exit.NOT_SIGNED_IN) from None
    if not password:
        raise CommandError(f"There is no password in {where}: it has to be the first line.", Exit.NOT_SIGNED_IN)
    return password


def from_keyring(key: str) -> str | None:
    """None where there is none, or the keyring is of no help: why goes to the log."""
    from qqdesk.system.keys import Keys, KeysError

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
    thread.join(KEYRING_S)
    return found[0] if found else None


def ask(prompt: str) -> str | None:
    """From the terminal, whatever the standard input is; None where there is none."""
    import getpass

    if not has_terminal():
        return None
    try:
        return getpass.getpass(prompt)
    except EOFError:
        return None


def has_terminal() -> bool:
    """Somebody can be asked."""
    if sys.platform == "win32":
        return sys.stdin is not None and sys.stdin.isatty()
    try:
        with open("/dev/tty", "rb"):  # noqa: PTH123 - it is no file
            return True
    except OSError:
        return False
