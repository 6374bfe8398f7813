"""The devices that `qqdesk-cli` signs in as: one for short commands, one for `listen` and one for `status`.

Two processes with one device would end each other's session, so each account and device has a lock.
"""

import hashlib
import logging
import time
from collections.abc import Iterator
from contextlib import contextmanager

from qqdesk.cli.client.account_selection import SelectedAccount
from qqdesk.cli.client.command_error import CommandError, ExitCode
from qqdesk.client.this_device import stored_device
from qqdesk.server.storage.lock import try_lock

_log = logging.getLogger(__name__)
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
