"""Creates clients that act for an account."""

import argparse
import hashlib
import logging
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from functools import partial
from typing import TypeVar

from qqdesk.cli.client import password_source
from qqdesk.cli.client.account_selection import SelectedAccount, SelectedServer, select_account
from qqdesk.cli.client.command_error import CommandError, ExitCode, command_errors
from qqdesk.cli.client.retrier import Retrier
from qqdesk.cli.terminal import ask_password, has_terminal
from qqdesk.client.address import password_hash, read_address
from qqdesk.client.client import Client
from qqdesk.client.errors import ClientError, UnencryptedServerError, UnknownCertificateError
from qqdesk.client.this_device import stored_device
from qqdesk.domain.proxy import Proxy, ProxySource, proxy_from_settings
from qqdesk.protocol.codes import Status
from qqdesk.protocol.fingerprint import written_fingerprint
from qqdesk.server.storage.lock import try_lock

_STEP_S = 0.05


@contextmanager
def own_device(account: SelectedAccount, name: str, timeout: float) -> Iterator[str]:
    """Yield the id of a device, and keep other processes of this computer from using it for the account.

    Wait up to `timeout` seconds for another process. Raises CommandError. Lock nothing if no file can be created.
    """
    folder = account.server.folders.data / "cli"
    device = stored_device(folder / f"{name}.device")
    # The address, not the id of the server: the id is unknown before the first sign-in.
    key = hashlib.md5(f"{account.number} {account.server.address} {name}".encode(), usedforsecurity=False).hexdigest()
    try:
        file = (folder / f"{key}.lock").open("a", encoding="utf-8")
    except OSError as error:
        _log.info("No file can be locked: %s", error)
        yield device
        return
    # The file is not deleted: another process may have it open, and a new file would be another lock.
    with file:
        deadline = time.monotonic() + timeout
        while not try_lock(file):
            if time.monotonic() > deadline:
                raise CommandError(
                    f"Another qqdesk-cli on this computer is signed in with {account.number}.", ExitCode.NOT_SIGNED_IN
                )
            time.sleep(_STEP_S)
        yield device


_log = logging.getLogger(__name__)
_LOGOUT_TIMEOUT_S = 2.0
_MIN_TIMEOUT_S = 5.0
_TRIES = 3
"""A reply may be lost: the time limit has room for this many attempts."""

R = TypeVar("R")


def create_client(
    server: SelectedServer, options: argparse.Namespace, number: int = 0, place_id: str = "", device: str | None = None
) -> Client:
    """Create a client; no request is sent yet. Raises LocalError."""
    client = Client(
        server.address,
        number,
        device=device,
        fingerprint=options.fingerprint or "",
        places=server.places,
        proxies=ProxySource(_proxy(server)),
        asks_first=True,
        place_id=place_id,
    )
    client.program = "qqdesk-cli"
    client.device_name = f"Command line on {client.device_name}"
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


def reach_server(server: SelectedServer, options: argparse.Namespace, client: Client) -> None:
    """Find the server, and decide whether it gets a password. Raises ClientError."""

    def reach() -> None:
        client.probe()
        client.resolver.require_consent()

    confirm_server(server, options, lambda: Retrier(options.timeout).call(reach))


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


def require_password(account: SelectedAccount, options: argparse.Namespace) -> str:
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
    """Yield a client that is signed in for one command. Contacts do not see its device. Raises CommandError."""
    account = select_account(options)
    hashed = password_hash(require_password(account, options))
    with (
        command_errors(),
        own_device(account, "commands", options.timeout) as device,
        create_client(account.server, options, account.number, account.place_id, device) as client,
    ):
        retrier = Retrier(options.timeout)
        sign_in = partial(client.login, hashed, Status.OFFLINE)
        confirm_server(account.server, options, lambda: retrier.call(sign_in))
        try:
            yield client
        finally:
            _logout(client)


def _logout(client: Client) -> None:
    try:
        client.logout(timeout=_LOGOUT_TIMEOUT_S)
    except ClientError as error:
        _log.debug("The sign-out failed: %s", error)
