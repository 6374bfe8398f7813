"""A session that lasts until a signal stops it, for `listen` and `status`."""

import argparse
import hashlib
import logging
from collections.abc import Iterator
from contextlib import contextmanager

from qqdesk.bot.errors import SessionEndedError, StoppedError
from qqdesk.bot.session import Session
from qqdesk.bot.signals import catch_signals
from qqdesk.cli.client.account_selection import SelectedAccount, select_account
from qqdesk.cli.client.authentication import create_client, password_hash_for_session
from qqdesk.cli.client.command_error import CommandError, ExitCode, command_errors, to_command_error
from qqdesk.client.errors import ClientError
from qqdesk.protocol.codes import Status
from qqdesk.server.storage.lock import try_lock

_log = logging.getLogger(__name__)

STATUSES = {"online": Status.ONLINE, "busy": Status.BUSY, "invisible": Status.INVISIBLE}


@contextmanager
def lock_session(account: SelectedAccount) -> Iterator[bool]:
    """Yield whether no other process of this computer has a session of this account.

    Two processes with the same device id would resume each other's session, and each would receive half of the
    messages. Yield True if no lock file can be created.
    """
    # The address, not the id of the server: the id is unknown before the first sign-in.
    name = hashlib.md5(f"{account.number} {account.server.address}".encode(), usedforsecurity=False).hexdigest()
    folder = account.server.folders.data / "cli"
    try:
        folder.mkdir(0o700, parents=True, exist_ok=True)
        file = (folder / f"{name}.lock").open("a", encoding="utf-8")
    except OSError as error:
        _log.info("No file can be locked: %s", error)
        yield True
        return
    # The file is not deleted: another process may have it open, and a new file would be another lock.
    with file:
        yield try_lock(file)


class StopHandler:
    """Handles the signals that stop a session. `exit_code` is None before the first signal."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self.exit_code: int | None = None

    def __call__(self, number: int, _: object) -> None:
        if self.exit_code is not None:
            # The second signal interrupts whatever blocks the first.
            raise KeyboardInterrupt
        self.exit_code = 128 + number
        self._session.interrupt_waits()


@contextmanager
def open_session(options: argparse.Namespace, status: Status) -> Iterator[tuple[Session, StopHandler]]:
    """Sign in, and sign out at the end. Raises CommandError.

    A signal stops the session between two events, so that exactly the printed events are acknowledged.
    """
    account = select_account(options)
    with (
        command_errors(),
        lock_session(account) as is_locked,
        create_client(account.server, options, account.number, account.place_id, may_resume=is_locked) as client,
    ):
        session = Session(client, password_hash_for_session(account, options, client), status=status)
        stop = StopHandler(session)
        try:
            with catch_signals(stop, session.wake), session:
                yield session, stop
        except StoppedError:
            if stop.exit_code is None:
                raise
        except SessionEndedError as error:
            cause = error.__cause__
            if isinstance(cause, ClientError):
                raise to_command_error(cause) from error
            raise CommandError(f"{str(error).rstrip('.')}.", ExitCode.NOT_SIGNED_IN) from error
