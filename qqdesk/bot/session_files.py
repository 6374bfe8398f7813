"""The files of a session: uploads and downloads that continue after all cuts. Safe for any thread."""

import threading
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from qqdesk.bot.errors import StoppedError
from qqdesk.client.client import Client
from qqdesk.client.errors import LocalFileError, RefusedError, TransferStoppedError
from qqdesk.engine.transfers import move_to_free_name
from qqdesk.protocol.codes import Result
from qqdesk.protocol.file_info import FileInfo
from qqdesk.system.downloaded import mark_as_downloaded

R = TypeVar("R")


class SessionFiles:
    """One transfer runs at a time."""

    def __init__(self, has_to_stop: Callable[[], bool]) -> None:
        self._has_to_stop = has_to_stop
        self._lock = threading.Lock()

    def upload(self, client: Client, path: Path) -> FileInfo:
        """Upload a file, or continue. Raises ClientError."""
        info = client.files.describe(path, client.number)
        self._transfer(client, lambda: client.files.upload(info, path, stop=self._has_to_stop))
        return info

    def download(self, client: Client, info: FileInfo, path: Path) -> Path:
        """Download a file, or continue, and return where it is. Raises ClientError."""
        target = path / f"{info.id}.new" if path.is_dir() else path
        self._transfer(
            client, lambda: client.files.download(info.id, target, most_bytes=info.size, stop=self._has_to_stop)
        )
        if target is not path:
            try:
                target = move_to_free_name(target, path, info.name, self._has_to_stop)
            except OSError as error:
                raise LocalFileError(error) from error
        mark_as_downloaded(target)
        return target

    def _transfer(self, client: Client, transfer: Callable[[], R]) -> R:
        if not client.has_files:
            raise RefusedError(Result.UNKNOWN_COMMAND, "it takes no files")
        try:
            with self._lock:
                return transfer()
        except TransferStoppedError:
            raise StoppedError from None
