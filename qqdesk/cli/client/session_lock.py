"""A lock that allows one session per account on this computer.

Two processes with the same device id would resume each other's session, and each would receive half of the messages.
"""

import hashlib
import logging
from collections.abc import Iterator
from contextlib import contextmanager

from qqdesk.cli.client.account_selection import SelectedAccount
from qqdesk.server.storage.lock import try_lock

_log = logging.getLogger(__name__)


@contextmanager
def lock_session(account: SelectedAccount) -> Iterator[bool]:
    """Yield whether the lock was acquired; False if another process has a session of this account.

    Yield True if no lock file can be created.
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
