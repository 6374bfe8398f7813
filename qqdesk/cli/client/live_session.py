"""A session that goes on until somebody ends it: what `listen` and `status` have in common."""

import argparse
from collections.abc import Iterator
from contextlib import contextmanager

from qqdesk.bot.errors import SessionEndedError, StoppedError
from qqdesk.bot.session import Session
from qqdesk.bot.signals import catch_signals
from qqdesk.cli.client.account_selection import select_account
from qqdesk.cli.client.authentication import create_client, password_hash_for_session
from qqdesk.cli.client.error_messages import command_errors, to_command_error
from qqdesk.cli.client.exit_codes import CommandError, ExitCode
from qqdesk.cli.client.session_lock import lock_session
from qqdesk.client.errors import ClientError
from qqdesk.protocol.codes import Status

STATUSES = {"online": Status.ONLINE, "busy": Status.BUSY, "invisible": Status.INVISIBLE}


class StopHandler:
    """`exit_code` is None until a signal came: then what the program ends with."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self.exit_code: int | None = None

    def __call__(self, number: int, _: object) -> None:
        if self.exit_code is not None:
            # Whatever it hangs in: somebody is in a hurry.
            raise KeyboardInterrupt
        self.exit_code = 128 + number
        self._session.interrupt_waits()


@contextmanager
def open_session(options: argparse.Namespace, status: Status) -> Iterator[tuple[Session, StopHandler]]:
    """Signed in, and signed out at the end. A signal ends it between two events: what was printed is what the server is
    told. Raises CommandError."""
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
