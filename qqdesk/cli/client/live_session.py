"""A session that lasts until a signal stops it, for `listen` and `status`."""

import argparse
from collections.abc import Iterator
from contextlib import contextmanager

from qqdesk.bot.errors import SessionEndedError, StoppedError
from qqdesk.bot.session import Session
from qqdesk.bot.signals import catch_signals
from qqdesk.cli.client.account_selection import select_account
from qqdesk.cli.client.authentication import create_client, own_device, reach_server, require_password
from qqdesk.cli.client.command_error import CommandError, ExitCode, command_errors, to_command_error
from qqdesk.client.address import password_hash
from qqdesk.client.errors import ClientError
from qqdesk.protocol.codes import Status

STATUSES = {"online": Status.ONLINE, "away": Status.AWAY, "busy": Status.BUSY, "invisible": Status.INVISIBLE}


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
    hashed = password_hash(require_password(account, options))
    with (
        command_errors(),
        own_device(account, options.command, options.timeout) as device,
        create_client(account.server, options, account.number, account.place_id, device) as client,
    ):
        reach_server(account.server, options, client)
        session = Session(client, hashed, status=status)
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
