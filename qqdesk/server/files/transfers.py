"""Uploads and downloads: tokens, rows and contents together."""

import asyncio
import errno
from collections import Counter
from collections.abc import AsyncIterator, Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import NamedTuple, ParamSpec, TypeVar
from weakref import WeakValueDictionary

from qqdesk.clock import Clock
from qqdesk.protocol.codes import Result
from qqdesk.protocol.file_commands import NewFile
from qqdesk.server.accounts import devices
from qqdesk.server.delivery.store import Store
from qqdesk.server.errors import RefusedError, malformed, no_such_file
from qqdesk.server.files import file_cleanup, files
from qqdesk.server.files.file_folder import FileFolder, WrongPositionError
from qqdesk.server.files.files import Quotas, StoredFile
from qqdesk.server.files.tokens import FileToken, Purpose, Tokens, read_key

_THREADS = 4
_FULL = (errno.ENOSPC, errno.EDQUOT)
_MOST_DOWNLOADS = 32
"""Downloads of one account at the same time: it cannot take all connections."""
_PIECE_BYTES = 128 * 1024
"""A reader has 20 s for each piece of a download."""

P = ParamSpec("P")
T = TypeVar("T")


class Content(NamedTuple):
    """The content of a file, or of its thumbnail. `size` in bytes."""

    digest: bytes
    size: int
    name: str


class FileTransfers:
    """Belongs to the event loop's thread. The folder is used in a few threads of its own."""

    def __init__(self, store: Store, folder: FileFolder, clock: Clock, quotas: Quotas) -> None:
        self.folder = folder
        self.counters = store.counters
        self._store = store
        self._clock = clock
        self.quotas = quotas
        self._tokens = Tokens(b"")
        self._threads = ThreadPoolExecutor(_THREADS, "files")
        self._announcing = asyncio.Lock()
        """One file after the other, so that two do not get the same space."""
        self._downloads: Counter[int] = Counter()
        """How many each account has just now."""
        self._locks: WeakValueDictionary[bytes, asyncio.Lock] = WeakValueDictionary()

    async def start(self, place_id: str, *, is_shared: bool) -> None:
        """If the folder `is_shared`, it is created only while there are no files: its disk may not be mounted.

        Raises StorageError and WrongFolderError.
        """
        self._tokens = Tokens(await self._store.read(read_key))
        is_new = not is_shared or not await self._store.read(files.has_whole)
        await asyncio.to_thread(self.folder.create, place_id, is_new=is_new)

    async def clean_up(self) -> None:
        """Delete unused files. Raises StorageError and OSError."""
        await file_cleanup.clean_up(self._store, self.folder)

    def close(self) -> None:
        self._threads.shutdown(wait=False, cancel_futures=True)

    def new_token(self, purpose: Purpose, file: bytes, account: int, device: str = "", now: int = 0) -> str:
        """Return a token that begins at `now`, in milliseconds: by default now. It ends with the sign-out of `device`
        by its owner."""
        return self._tokens.write(purpose, file, account, devices.token_part(device), now or self._clock.now())

    def read_token(self, text: bytes) -> FileToken | None:
        """Return what a token allows; None if it is forged, malformed or too old."""
        return self._tokens.read(text, self._clock.now())

    async def is_over(self, token: FileToken) -> bool:
        """Return whether the device that got a token was signed out by its owner. Raises StorageError."""
        return await self._store.read(lambda db: devices.token_is_over(db, token.account, token.device))

    # Uploads. All methods raise RefusedError and StorageError.

    async def announce(self, account: int, request: NewFile, device: str = "") -> tuple[str, int]:
        """Return the token of an upload, and how many bytes the server has."""
        file_id = bytes.fromhex(request.id)
        async with self._lock(file_id):
            async with self._announcing:
                left = await self._bytes_left()
                file = await self._store.write(
                    lambda db: files.announce(db, account, request, self._store.time(db), self.quotas, left)
                )
            return self.new_token(Purpose.UPLOAD, file_id, account, device), await self._position(file)

    async def add_piece(self, token: FileToken, position: int, piece: bytes) -> int:
        """Store a piece and return how many bytes the server has. Raises WrongPositionError."""
        async with self._lock(token.file):
            file = await self._open_upload(token)
            if position + len(piece) > file.size:
                raise malformed("POS: the file is not so large")
            try:
                size = await self._run(self.folder.append, file.id, position, piece)
            except WrongPositionError as error:
                if error.position < file.size:
                    raise
                # Another server has the last piece. The client must not hear of the end before the file is whole.
                raise WrongPositionError(await self._position(file)) from None
            self.counters.uploaded_bytes += len(piece)
            return await self._position(file) if size == file.size else size

    async def put_thumbnail(self, token: FileToken, content: bytes) -> None:
        """Store the thumbnail, unless there is one. Raises WrongPositionError if the file is whole."""
        async with self._lock(token.file):
            file = await self._open_upload(token)
            if file.thumbnail is None:
                digest = await self._run(self.folder.put, content)
                await self._store.write(lambda db: files.set_thumbnail(db, file.id, digest))

    async def _open_upload(self, token: FileToken) -> StoredFile:
        if await self.is_over(token):
            raise no_such_file()
        file = await self._store.read(lambda db: files.find_upload(db, token.account, token.file))
        if file.is_whole:
            raise WrongPositionError(file.size)
        return file

    async def _bytes_left(self) -> int:
        """Return how many bytes new files may have."""
        used = await self._store.scan(files.used)
        return min(self.quotas.most_of_all - used, await self.disk_left())

    async def disk_left(self) -> int:
        """Return how many bytes the disk has for new files. Raises OSError."""
        return await self._run(self.folder.bytes_left)

    async def _position(self, file: StoredFile) -> int:
        """Return how many bytes the server has. If it has all, compare the digest, and make the file whole, unless
        another server does so first."""
        failure: Exception | None = None
        try:
            position = await self._own_position(file)
        except (OSError, RefusedError) as error:
            position, failure = 0, error
        if position < file.size or failure is not None:
            now = await self._store.read(lambda db: files.find(db, file.id))
            if now is not None and now.is_whole and not file.is_whole:
                return file.size
        if failure is not None:
            raise failure
        return position

    async def _own_position(self, file: StoredFile) -> int:
        if file.is_whole:
            if await self._run(self.folder.has, file.digest, file.size):
                return file.size
            # The content was lost: its uploader may upload it again.
            await self._store.write(lambda db: files.set_whole(db, file.id, False))
        position = await self._run(self.folder.part_size, file.id)
        if position < file.size:
            return position
        if not await self._run(self.folder.keep, file.id, file.digest):
            raise RefusedError(Result.WRONG_DIGEST, "SHA is not the digest of what was uploaded")
        await self._store.write(lambda db: files.set_whole(db, file.id, True))
        await self._run(self.folder.drop_part, file.id)
        self.counters.uploads += 1
        return position

    def _lock(self, file_id: bytes) -> asyncio.Lock:
        """Return the lock of a file that is being uploaded."""
        lock = self._locks.get(file_id)
        if lock is None:
            lock = self._locks[file_id] = asyncio.Lock()
        return lock

    # Downloads

    async def find_content(self, account: int, file_id: bytes, purpose: Purpose) -> Content:
        """Return what an account may download. Raises RefusedError."""
        file = await self._store.read(lambda db: files.find_readable(db, account, file_id))
        digest = file.thumbnail if purpose is Purpose.THUMBNAIL else file.digest
        if digest is None:
            raise no_such_file()
        try:
            size = await self._run(self.folder.size, digest)
        except FileNotFoundError:
            raise RefusedError(Result.FILE_GONE, "the file is gone") from None
        return Content(digest, size, file.name)

    def may_download(self, account: int) -> bool:
        return self._downloads[account] < _MOST_DOWNLOADS

    async def pieces(self, account: int, content: Content, start: int, end: int) -> AsyncIterator[bytes]:
        """Read a part of a content. Raises OSError."""
        self.counters.downloads += 1
        self._downloads[account] += 1
        try:
            while start < end:
                piece = await self._run(self.folder.read, content.digest, start, min(_PIECE_BYTES, end - start))
                self.counters.downloaded_bytes += len(piece)
                yield piece
                start += len(piece)
        finally:
            self._downloads[account] -= 1

    async def _run(self, work: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Call in a thread. Raises RefusedError if the disk is full."""
        try:
            return await asyncio.get_running_loop().run_in_executor(self._threads, partial(work, *args, **kwargs))
        except OSError as error:
            if error.errno not in _FULL:
                raise
            raise files.no_space("the server's disk is full") from None
