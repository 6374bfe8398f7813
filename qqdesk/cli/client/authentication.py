"""Creates clients that act for an account, without a session if the server supports that."""

import argparse
import logging
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import TypeVar

from qqdesk.cli.client import password_source
from qqdesk.cli.client.account_selection import SelectedAccount, SelectedServer, select_account
from qqdesk.cli.client.command_error import CommandError, ExitCode, command_errors
from qqdesk.cli.client.retrier import Retrier
from qqdesk.cli.terminal import ask_password, has_terminal
from qqdesk.client.address import password_hash, read_address
from qqdesk.client.client import Client
from qqdesk.client.errors import ClientError, UnencryptedServerError, UnknownCertificateError
from qqdesk.domain.proxy import Proxy, ProxySource, proxy_from_settings
from qqdesk.protocol.check_password import CheckPasswordReply
from qqdesk.protocol.fingerprint import written_fingerprint

_log = logging.getLogger(__name__)
_LOGOUT_TIMEOUT_S = 2.0
_MIN_TIMEOUT_S = 5.0
_TRIES = 3
"""A reply may be lost: the time limit has room for this many attempts."""

R = TypeVar("R")


def create_client(
    server: SelectedServer, options: argparse.Namespace, number: int = 0, place_id: str = "", *, may_resume: bool = True
) -> Client:
    """Create a client; no request is sent yet. With `may_resume`, it may resume the session of an earlier process.

    Raises LocalError.
    """
    client = Client(
        server.address,
        number,
        device=server.device if may_resume else None,
        fingerprint=options.fingerprint or "",
        places=server.places,
        proxies=ProxySource(_proxy(server)),
        asks_first=True,
        place_id=place_id,
    )
    client.timeout = max(_MIN_TIMEOUT_S, options.timeout / _TRIES)
    return client


def _proxy(server: SelectedServer) -> Proxy:
    proxy = proxy_from_settings(server.settings)
    if proxy.user and proxy.applies_to(read_address(server.address).url):
        return replace(proxy, password=password_source.from_keyring(proxy.keyring_key) or "")
    return proxy


def confirm_server(server: SelectedServer, options: argparse.Namespace, request: Callable[[], R]) -> R:
    """Make the first request. An option or the user decides about an unknown certificate or missing encryption."""
    try:
        return request()
    except UnencryptedServerError as error:
        if not (options.unencrypted or _allows_unencrypted(error)):
            raise
        server.places.trust(error.doubt)
        return request()
    except UnknownCertificateError as error:
        if options.fingerprint or not has_terminal():
            raise
        answer = _ask(
            f"The certificate of {error.doubt.server} is not known here. Its fingerprint is\n"
            f"{written_fingerprint(error.fingerprint)}\n"
            "Is it the one that the server prints at its start? Type yes: "
        )
        if answer.strip().lower() != "yes":
            raise
        server.places.trust(error.doubt)
        return request()


def _allows_unencrypted(error: UnencryptedServerError) -> bool:
    if not has_terminal():
        return False
    answer = _ask(
        f"The connection to {error.doubt.server} is not encrypted: anyone on the way can learn the password, and read "
        "what is written.\nGo on without encryption? Type yes: "
    )
    return answer.strip().lower() == "yes"


def _ask(question: str) -> str:
    """Read a line from the terminal; standard input may contain the message."""
    if sys.platform == "win32":
        sys.stderr.write(question)
        sys.stderr.flush()
        return sys.stdin.readline(1024)
    with open("/dev/tty", "r+b", buffering=0) as terminal:  # noqa: PTH123 - it is no file
        terminal.write(question.encode())
        return terminal.readline(1024).decode("utf-8", "replace")


def _require_password(account: SelectedAccount, options: argparse.Namespace) -> str:
    """Return the password from options, keyring or terminal. Raises CommandError without a password."""
    password = password_source.from_options(options)
    if password is None and account.may_have_saved_password:
        password = password_source.from_keyring(account.keyring_key)
    if password is None:
        password = ask_password(f"Password of {account.number} at {account.server.name}: ")
    if not password:
        raise CommandError(
            f"The password of {account.number} is not known here: have the desktop program remember it, or give it "
            "with --password-stdin or --password-file.",
            ExitCode.NOT_SIGNED_IN,
        )
    return password


@contextmanager
def authenticated_client(options: argparse.Namespace) -> Iterator[Client]:
    """Yield a client that acts for the account and ends none of its sessions. Raises CommandError.

    A classic server needs a session: then the option --take-over is required.
    """
    account = select_account(options)
    hashed = password_hash(_require_password(account, options))
    with command_errors(), create_client(account.server, options, account.number, account.place_id) as client:
        if _check_password(account, options, client, hashed) is not None:
            yield client
            return
        _require_take_over(options)
        Retrier(options.timeout).call(lambda: client.login(hashed))
        try:
            yield client
        finally:
            _logout(client)


def check_password(options: argparse.Namespace) -> CheckPasswordReply | None:
    """Check the password; return the status of the account, or None from a classic server. Raises CommandError."""
    account = select_account(options)
    hashed = password_hash(_require_password(account, options))
    with command_errors(), create_client(account.server, options, account.number, account.place_id) as client:
        return _check_password(account, options, client, hashed)


def _check_password(
    account: SelectedAccount, options: argparse.Namespace, client: Client, hashed: str
) -> CheckPasswordReply | None:
    retrier = Retrier(options.timeout)
    return confirm_server(account.server, options, lambda: retrier.call(lambda: client.start_sessionless(hashed)))


def _require_take_over(options: argparse.Namespace) -> None:
    if not options.take_over:
        raise CommandError(
            "A classic server needs a sign-in for this, which ends your session on another computer. Add "
            "--take-over to do it.",
            ExitCode.NOT_SIGNED_IN,
        )


def _logout(client: Client) -> None:
    try:
        client.logout(timeout=_LOGOUT_TIMEOUT_S)
    except ClientError as error:
        _log.debug("The server was not told of the end: %s", error)


def password_hash_for_session(account: SelectedAccount, options: argparse.Namespace, client: Client) -> str:
    """Return the password's hash if a new session is allowed. Raises CommandError.

    It is allowed if it ends no session of another computer, or with the option --take-over.
    """
    hashed = password_hash(_require_password(account, options))
    reply = _check_password(account, options, client, hashed)
    if reply is None:
        _require_take_over(options)
    elif reply.elsewhere and not options.take_over:
        raise CommandError(
            f"{account.number} is signed in already, perhaps with the desktop program: this would end that session. "
            "Add --take-over to end it.",
            ExitCode.NOT_SIGNED_IN,
        )
    return hashed
