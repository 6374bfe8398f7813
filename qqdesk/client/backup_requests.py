"""Fetching a backup of the place to this computer (extension for administrators)."""

import os
import re
import shutil
import tarfile
import tempfile
import time
from collections.abc import Callable
from pathlib import Path, PurePosixPath

from qqdesk.atomic_file import writing_into
from qqdesk.client.channels import Channels
from qqdesk.client.errors import (
    BadReplyError,
    DamagedFileError,
    LocalFileError,
    NetworkError,
    NetworkErrorKind,
    TransferStoppedError,
)
from qqdesk.client.replies import SendRequest
from qqdesk.protocol.admin_commands import FetchBackup
from qqdesk.protocol.file_commands import FILE_PATH, MAX_PIECE_BYTES
from qqdesk.protocol.record import Channel

_NAME = re.compile(r"qqdesk-[0-9TZ-]+\.backup")
_PIECE_TIMEOUT_S = 30.0
_TOKEN_AGE_S = 300.0
"""A token is valid for ten minutes."""

OnProgress = Callable[[int, int], object]
"""Called with the bytes that are here, and with all."""


class BackupRequests:
    """`client.files.backups`. One backup at a time."""

    def __init__(self, request: SendRequest, channels: Channels) -> None:
        self._request, self._channels = request, channels

    def fetch(self, folder: Path, on_progress: OnProgress, stop: Callable[[], bool]) -> Path:
        """Save the latest backup, and the folder with its files, in a folder; return the backup's path.

        Nothing of an unfinished copy stays. Raises ClientErrors, TransferStoppedError if `stop` returns True.
        """
        reader = _ArchiveReader(self._request, self._channels, on_progress, stop)
        try:
            with (
                writing_into(folder),
                tempfile.TemporaryDirectory(prefix=".qqdesk-copy-", dir=folder, ignore_cleanup_errors=True) as part,
            ):
                path = Path(part, reader.name)
                _unpack(reader, Path(part))
                if not path.is_file():
                    raise DamagedFileError
                for name in (f"{reader.name}.files", reader.name):  # the backup last: then it is whole
                    if Path(part, name).exists():
                        target = folder / name
                        if target.is_dir():
                            shutil.rmtree(target)
                        Path(part, name).replace(target)
        except tarfile.TarError as error:
            raise BadReplyError(f"The archive is damaged: {error}") from None
        except OSError as error:
            raise LocalFileError(error) from error
        self._request(FetchBackup(reader.name, is_done=True))
        return folder / reader.name


class _ArchiveReader:
    """The archive as a file that is read from its begin to its end."""

    def __init__(
        self, request: SendRequest, channels: Channels, on_progress: OnProgress, stop: Callable[[], bool]
    ) -> None:
        self._request, self._channels, self._on_progress, self._stop = request, channels, on_progress, stop
        reply = request(FetchBackup())
        if not _NAME.fullmatch(reply.name):
            raise BadReplyError("This is not the name of a backup")
        self.name, self._size = reply.name, reply.size
        self._token, self._asked = reply.token, time.monotonic()
        self._position = 0
        self._buffer = bytearray()

    def read(self, size: int) -> bytes:
        while len(self._buffer) < size and self._position < self._size:
            self._fetch()
        piece = bytes(self._buffer[:size])
        del self._buffer[:size]
        return piece

    def _fetch(self) -> None:
        if self._stop():
            raise TransferStoppedError
        if time.monotonic() > self._asked + _TOKEN_AGE_S:
            self._token, self._asked = self._request(FetchBackup(self.name)).token, time.monotonic()
        end = min(self._position + MAX_PIECE_BYTES, self._size)
        before = len(self._buffer)
        self._channels.get(
            Channel.BACKUPS,
            f"{FILE_PATH}{self._token}",
            self._position,
            end,
            self._buffer.extend,
            _PIECE_TIMEOUT_S,
        )
        self._position += len(self._buffer) - before
        if self._position != end:
            raise NetworkError(NetworkErrorKind.RESET, "The backup was cut off", outcome_unknown=True)
        self._on_progress(self._position, self._size)


def _unpack(reader: _ArchiveReader, folder: Path) -> None:
    """Write the files of the archive into a folder. Other members are refused: their names come from the server."""
    with tarfile.open(fileobj=reader, mode="r|") as archive:  # type: ignore[call-overload]
        for member in archive:
            parts = PurePosixPath(member.name).parts
            is_right = parts[0] in (reader.name, f"{reader.name}.files") and not {"..", "/"} & set(parts)
            source = archive.extractfile(member) if member.isreg() and is_right else None
            if source is None:
                raise BadReplyError("The archive has a file that does not belong to a backup")
            path = folder.joinpath(*parts)
            path.parent.mkdir(parents=True, exist_ok=True)
            with path.open("wb") as file:
                shutil.copyfileobj(source, file, 1024 * 1024)
                file.flush()
                os.fsync(file.fileno())
