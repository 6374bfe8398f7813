"""One session of an account on this computer at a time: two that took themselves for one would take it from each other
for ever, and each would print the half of what comes."""

import hashlib
import logging
from collections.abc import Iterator
from contextlib import contextmanager

from qqdesk.cli.client.account_selection import SelectedAccount
from qqdesk.server.storage.lock import try_lock

_log = logging.getLogger(__name__)


@contextmanager
def lock_session(account: SelectedAccount) -> Iterator[bool]:
    """False where another process of this kind has a session of this account. Where no file can be made, that is not
    known: then it is True."""
    # By the address: the first sign-in makes the place known, and its id would be another name for the same account.
    name = hashlib.md5(f"{account.number} {account.server.address}".encode(), usedforsecurity=False).hexdigest()
    folder = account.server.folders.data / "cli"
    try:
        folder.mkdir(0o700, parents=True, exist_ok=True)
        file = (folder / f"{name}.lock").open("a", encoding="utf-8")
    except OSError as error:
        _log.info("No file can be locked: %s", error)
        yield True
        return
    # It stays: whoever waits for it by its name would wait for another one.
    with file:
        yield try_lock(file)
