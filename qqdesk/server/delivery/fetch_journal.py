"""The GetMsgEx requests of the repeat window in a file, so that a server knows late copies from before it was killed.

The operating system keeps what was written when the process is killed, so nothing is synced to the disk. After a power
failure the file may be incomplete, and a late copy may take messages.
"""

import contextlib
import os
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

FILE_NAME = "server.fetches"
_MOST_BYTES = 256 * 1024


class FetchRecord(NamedTuple):
    """`time` in milliseconds since 1970, UTC."""

    time: int
    number: int
    address: str
    sequence: str
    digest: bytes

    def line(self) -> bytes:
        sequence = self.sequence.encode("utf-8", "replace").hex()
        return f"{self.time} {self.number} {self.address} {sequence or '-'} {self.digest.hex()}\n".encode()


class FetchJournal:
    """Belongs to the event loop's thread. A disk that fails is no reason to fail a request."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / FILE_NAME
        self._file: int | None = None
        self._size = 0
        self._is_closed = False

    @property
    def is_long(self) -> bool:
        return self._size > _MOST_BYTES

    def load(self) -> list[FetchRecord]:
        """Return all records, the oldest first."""
        found = []
        with contextlib.suppress(OSError):
            for line in self._path.read_bytes().splitlines():
                with contextlib.suppress(ValueError):
                    time, number, address, sequence, digest = line.decode().split(" ")
                    text = bytes.fromhex(sequence.removeprefix("-")).decode()
                    found.append(FetchRecord(int(time), int(number), address, text, bytes.fromhex(digest)))
        return found

    def append(self, record: FetchRecord) -> None:
        self._write(record.line())

    def replace(self, records: Iterable[FetchRecord]) -> None:
        """Keep these records alone."""
        with contextlib.suppress(OSError):
            if self._open():
                os.truncate(self._path, 0)
                self._size = 0
                self._write(b"".join(record.line() for record in records))

    def _open(self) -> bool:
        if self._file is None and not self._is_closed:
            self._file = os.open(self._path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        return self._file is not None

    def _write(self, data: bytes) -> None:
        with contextlib.suppress(OSError):
            if self._open() and self._file is not None:
                self._size += os.write(self._file, data)

    def close(self) -> None:
        self._is_closed = True
        if self._file is not None:
            os.close(self._file)
            self._file = None
