"""Uploads and downloads of files (extension). Each runs on a connection of its own, beside all other requests."""

import hashlib
import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from qqdesk.atomic_file import replace_file
from qqdesk.client.backup_requests import BackupRequests
from qqdesk.client.channels import Channels
from qqdesk.client.errors import (
    BadReplyError,
    DamagedFileError,
    FileChangedError,
    LocalFileError,
    NetworkError,
    NetworkErrorKind,
    RefusedError,
    TransferStoppedError,
)
from qqdesk.client.replies import SendRequest
from qqdesk.domain.file_name import safe_name
from qqdesk.domain.picture_kind import read_header
from qqdesk.protocol.codes import Result
from qqdesk.protocol.file_commands import FILE_PATH, MAX_PIECE_BYTES, MAX_THUMBNAIL_BYTES, GetFile, NewFile
from qqdesk.protocol.file_info import FileInfo
from qqdesk.protocol.record import Channel
from qqdesk.protocol.wire import parse_number, read_pairs

PIECE_TIMEOUT_S = 30.0
_FIRST_PIECE_BYTES = 256 * 1024
_LEAST_PIECE_BYTES = 16 * 1024
_SHORT_S, _LONG_S = 0.5, 2.0
"""Pieces that take less time or more are made larger or smaller, so that a slow line shows progress, and stops soon."""
_READ_BYTES = 1024 * 1024
_KEPT_DIGESTS = 10
_TOKEN_AGE_S = 300.0
"""A token for a download is valid for ten minutes."""
_REPLY_BYTES = 4096

OnProgress = Callable[[int], object]


def _ignore(done: int) -> None:
    pass


def _never() -> bool:
    return False


class FileRequests:
    """`client.files`. One upload and one download can run at the same time, in different threads.

    `on_progress` is called with the number of bytes that are done. `stop` is called often; if it returns True, the call
    ends with TransferStoppedError. Any other call of the same file continues. Raises ClientErrors.
    """

    def __init__(self, request: SendRequest, channels: Channels) -> None:
        self._request = request
        self._channels = channels
        self.backups = BackupRequests(request, channels)
        self._piece_bytes = _FIRST_PIECE_BYTES
        self._digests: dict[object, str] = {}
        """The digests of the last uploads, by path, size and time: a large file takes seconds to read."""
        self._last_part: tuple[Path, int, hashlib._Hash] | None = None
        """The last unfinished download, its size, and the digest of its bytes, for the same reason."""

    # Uploads

    def describe(self, path: Path, sender: int) -> FileInfo:
        """Return the description of a file that `sender` wants to send as it is. Raises LocalFileError.

        The id depends on sender, name and content, so a later run of the program continues the upload.
        """
        with _local_errors():
            if path.exists() and not path.is_file():
                raise OSError("it is no file")
            with path.open("rb") as file:
                kind, width, height = read_header(file)
                digest = self._digest(path, file, _never)
                size = file.seek(0, os.SEEK_END)
        name = safe_name(path.name)
        id = hashlib.sha256(f"{sender} {digest} {name}".encode()).hexdigest()[:32]
        return FileInfo(id, size, kind, width, height, "", name)

    def upload(
        self,
        info: FileInfo,
        path: Path,
        thumbnail: bytes = b"",
        *,
        on_progress: OnProgress = _ignore,
        stop: Callable[[], bool] = _never,
    ) -> None:
        """Upload a file, from where an earlier call has ended. Messages can have it then, by `info.id`.

        `info.id` is random, 32 hex digits. `thumbnail` is a JPEG picture of at most MAX_THUMBNAIL_BYTES. Raises
        FileChangedError if it is gone, is no regular file, has another size or changes meanwhile.
        """
        with _open_source(path, info.size) as file:
            digest = self._digest(path, file, stop)
            dimensions = (info.width, info.height)
            request = NewFile(info.id, info.size, digest, info.name, info.kind, dimensions, info.hint)
            try:
                reply = self._request(request)
            except RefusedError as error:
                if error.result not in (Result.MALFORMED, Result.WRONG_DIGEST):
                    raise
                # The id belongs to the content before.
                raise FileChangedError from None
            position = reply.position
            if thumbnail and not position:
                self._post(f"{reply.token}?THUMB=1", thumbnail)
            while position < info.size:
                on_progress(position)
                if stop():
                    raise TransferStoppedError
                file.seek(position)
                piece = file.read(min(self._piece_bytes, info.size - position))
                if not piece:
                    raise FileChangedError
                before, began = position, time.monotonic()
                try:
                    position = self._post(f"{reply.token}?POS={position}", piece)
                finally:
                    self._piece_bytes = _next_size(self._piece_bytes, time.monotonic() - began)
                if position <= before:
                    raise BadReplyError("The server does not take the next piece")
            on_progress(position)

    def _post(self, target: str, body: bytes) -> int:
        """Send a piece or a thumbnail. Return how many bytes of the file the server has."""
        raw = self._channels.post(Channel.UPLOADS, body, PIECE_TIMEOUT_S, _REPLY_BYTES, path=f"{FILE_PATH}{target}")
        pairs = read_pairs(raw, {})
        try:
            result = parse_number(pairs.text("RES"))
            if result in (Result.OK, Result.WRONG_POSITION):
                return parse_number(pairs.text("POS"), highest=2**63) if "POS" in pairs else 0
        except ValueError as error:
            raise BadReplyError(f"The reply cannot be read: {error}") from None
        if result == Result.WRONG_DIGEST:
            raise FileChangedError
        raise RefusedError(result, pairs.text("RA"))

    def _digest(self, path: Path, file: BinaryIO, stop: Callable[[], bool]) -> str:
        status = os.fstat(file.fileno())
        key = (path, status.st_size, status.st_mtime_ns)
        digest = self._digests.pop(key, None) or _hash(file, stop).hexdigest()
        self._digests[key] = digest
        while len(self._digests) > _KEPT_DIGESTS:
            del self._digests[next(iter(self._digests))]
        return digest

    # Downloads

    def download(
        self,
        id: str,
        path: Path,
        *,
        most_bytes: int = 2**63,
        is_thumbnail: bool = False,
        on_progress: OnProgress = _ignore,
        stop: Callable[[], bool] = _never,
    ) -> None:
        """Download a file, or its thumbnail, to `path`, which is replaced. Its beginning is `<id>.part` in the same
        folder, from where a later call continues. No file of the user has such a name.

        Raises DamagedFileError if the content is not what was uploaded, or has more than `most_bytes`. Raises
        LocalFileError if the disk fails.
        """
        request = GetFile(id, is_thumbnail or None)
        reply = self._request(request)
        token, asked = reply.token, time.monotonic()
        if reply.size > (MAX_THUMBNAIL_BYTES if is_thumbnail else most_bytes):
            raise DamagedFileError
        part = path.with_name(f"{id}.thumb.part" if is_thumbnail else f"{id}.part")
        with _local_errors():
            with part.open("a+b") as file:
                digest = self._digest_of_part(part, file, stop)
                if file.tell() > reply.size:
                    file.truncate(0)
                    file.seek(0)
                    digest = hashlib.sha256()
                position = file.tell()

                def write(piece: bytes) -> None:
                    nonlocal position
                    if stop():
                        raise TransferStoppedError
                    if position + len(piece) > reply.size:
                        raise BadReplyError("The server sends more than the file")
                    with _local_errors():
                        file.write(piece)
                    digest.update(piece)
                    position += len(piece)
                    on_progress(position)

                try:
                    while position < reply.size:
                        if time.monotonic() > asked + _TOKEN_AGE_S:
                            token, asked = self._request(request).token, time.monotonic()
                        # A killed program loses what its socket has received: at most one piece.
                        end = min(position + MAX_PIECE_BYTES, reply.size)
                        self._channels.get(
                            Channel.DOWNLOADS, f"{FILE_PATH}{token}", position, end, write, PIECE_TIMEOUT_S
                        )
                        if position < end:
                            raise NetworkError(NetworkErrorKind.RESET, "The download was cut off", outcome_unknown=True)
                finally:
                    if not is_thumbnail:
                        self._last_part = part, position, digest
                file.flush()
                os.fsync(file.fileno())
            if digest.hexdigest() != reply.digest:
                part.unlink()
                raise DamagedFileError
            replace_file(part, path)

    def _digest_of_part(self, part: Path, file: BinaryIO, stop: Callable[[], bool]) -> "hashlib._Hash":
        """Return the digest of the beginning that an earlier call has downloaded, and stand behind it."""
        last, self._last_part = self._last_part, None
        if last is not None and (part, file.seek(0, os.SEEK_END)) == last[:2]:
            return last[2]
        return _hash(file, stop)


def _next_size(size: int, seconds: float) -> int:
    if seconds < _SHORT_S:
        return min(size * 2, MAX_PIECE_BYTES)
    return max(size // 2, _LEAST_PIECE_BYTES) if seconds > _LONG_S else size


def _hash(file: BinaryIO, stop: Callable[[], bool]) -> "hashlib._Hash":
    """Read a file to its end."""
    digest = hashlib.sha256()
    file.seek(0)
    while piece := file.read(_READ_BYTES):
        if stop():
            raise TransferStoppedError
        digest.update(piece)
    return digest


@contextmanager
def _open_source(path: Path, size: int) -> Iterator[BinaryIO]:
    with _local_errors():
        # A pipe would block, and a device has no end.
        if not path.is_file():
            raise FileChangedError
        with path.open("rb") as file:
            if os.fstat(file.fileno()).st_size != size:
                raise FileChangedError
            yield file


@contextmanager
def _local_errors() -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise LocalFileError(error) from error
