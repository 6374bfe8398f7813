"""The paths of files: `POST /f/<token>` uploads a piece, `GET /f/<token>` downloads.

Everyone who has a token may use it, also in a browser and from another page. The browser does not show the content, and
no page can read it.
"""

import asyncio
import logging
import re
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from functools import partial
from typing import Protocol
from urllib.parse import quote

from qqdesk.protocol.codes import Result
from qqdesk.protocol.file_commands import FILE_PATH, MAX_PIECE_BYTES, MAX_THUMBNAIL_BYTES
from qqdesk.protocol.wire import MESSAGE_ID, escape, read_pairs
from qqdesk.server.addresses import is_private
from qqdesk.server.errors import RefusedError, StorageError
from qqdesk.server.files.file_folder import WrongPositionError
from qqdesk.server.files.tokens import FileToken, Purpose
from qqdesk.server.files.transfers import Content, FileTransfers
from qqdesk.server.http.request_reader import Head
from qqdesk.server.http.responses import Response, Stream
from qqdesk.server.http.routes import FindRoute, Page, Route, WholeBody
from qqdesk.server.sessions.responder import Responder

logger = logging.getLogger(__name__)

_NOT_FOUND = Response(404, b"There is no such file, or the address is no longer valid.")
_WRONG_METHOD = Response(405, b"Only GET, HEAD and POST are served here.", headers="Allow: GET, HEAD, POST\r\n")
_RANGE = re.compile(rb"bytes=(?:(\d{1,15})-(\d{0,15})|-(\d{1,15}))")
_NOT_PLAIN = re.compile(r"[^A-Za-z0-9._ -]")
_HEADERS = (
    "X-Content-Type-Options: nosniff\r\n"
    "Content-Security-Policy: sandbox; default-src 'none'\r\n"
    "Cache-Control: no-store\r\n"
    "Accept-Ranges: bytes\r\n"
)


class Archive(Protocol):
    """A backup that an administrator fetches."""

    @property
    def name(self) -> str: ...
    @property
    def size(self) -> int: ...
    def pieces(self, start: int, end: int) -> AsyncIterator[bytes]: ...


def _no_archive(token: str) -> None:
    return None


def file_routes(
    transfers: FileTransfers | None, find_archive: Callable[[str], Archive | None] = _no_archive
) -> FindRoute:
    """Return the routes below `/f/`. Without `transfers` there are no files. `find_archive` takes a backup's token."""

    def find_route(head: Head, address: str) -> Route:
        path, _, query = head.target.partition(b"?")
        archive = find_archive(path[len(FILE_PATH) :].decode("ascii", "replace"))
        if archive is not None:
            if head.method != b"GET":
                return _WRONG_METHOD
            return Page(partial(_download_archive, archive, head.headers.get(b"range", b"")), is_open=True)
        token = None if transfers is None else transfers.read_token(path[len(FILE_PATH) :])
        if transfers is None or token is None:
            return _NOT_FOUND
        if head.method == b"POST":
            return _upload(transfers, token, query)
        if head.method not in (b"GET", b"HEAD"):
            return _WRONG_METHOD
        if token.purpose is Purpose.UPLOAD or (token.purpose is Purpose.LINK and not is_private(address)):
            return _NOT_FOUND
        wanted = head.headers.get(b"range", b"") if head.method == b"GET" else b""
        return Page(partial(_download, transfers, token, wanted), is_open=True)

    return find_route


# Uploads


def _upload(transfers: FileTransfers, token: FileToken, query: bytes) -> Route:
    if token.purpose is not Purpose.UPLOAD:
        return _NOT_FOUND
    fields = read_pairs(query, {})
    if fields.text("THUMB") == "1":
        thumbnail = _Upload(transfers, token, None)
        return WholeBody(MAX_THUMBNAIL_BYTES, thumbnail.start, is_open=True, account=token.account)
    try:
        position = MESSAGE_ID.read(fields, fields.raw.get("POS", ""))
    except ValueError:
        return Response(400, b"POS is wanted.")
    piece = _Upload(transfers, token, position)
    return WholeBody(MAX_PIECE_BYTES, piece.start, is_open=True, account=token.account)


@dataclass(frozen=True, slots=True)
class _Upload:
    """A piece at a position, or the thumbnail, which has none."""

    transfers: FileTransfers
    token: FileToken = field(repr=False)
    position: int | None

    def start(self, body: bytes, address: str, responder: Responder, is_form: bool) -> "asyncio.Task[None]":
        responder.belongs_to(self.token.account)
        return asyncio.get_running_loop().create_task(self._finish(body, responder))

    async def _finish(self, body: bytes, responder: Responder) -> None:
        try:
            answer = await self._store(body)
        except WrongPositionError as error:
            answer = f"RES={Result.WRONG_POSITION:d}&POS={error.position}"
        except RefusedError as error:
            self.transfers.counters.pieces_refused += 1
            answer = f"RES={error.refusal.result:d}&RA={escape(error.refusal.reason)}"
        except (OSError, StorageError) as error:
            logger.error("A piece of a file could not be stored: %s", error)
            answer = f"RES={Result.SERVER_FAILED:d}&RA=the server failed"
        responder.respond(answer.encode())

    async def _store(self, body: bytes) -> str:
        """Return the reply of a success."""
        if self.position is None:
            await self.transfers.put_thumbnail(self.token, body)
            return f"RES={Result.OK:d}"
        return f"RES={Result.OK:d}&POS={await self.transfers.add_piece(self.token, self.position, body)}"


# Downloads


async def _download(transfers: FileTransfers, token: FileToken, wanted: bytes) -> Response:
    """Return the content, or the range of it that is wanted."""
    if await transfers.is_over(token):
        return _NOT_FOUND
    try:
        content = await transfers.find_content(token.account, token.file, token.purpose)
    except RefusedError:
        return _NOT_FOUND
    bounds = _bounds(wanted, content.size)
    if bounds is None:
        return Response(416, headers=f"Content-Range: bytes */{content.size}\r\n")
    if not transfers.may_download(token.account):
        return Response.error(503)
    start, end = bounds
    status, headers = 200, _HEADERS + _disposition(content, token.purpose)
    if end - start < content.size:
        status, headers = 206, f"{headers}Content-Range: bytes {start}-{end - 1}/{content.size}\r\n"
    stream = Stream(end - start, transfers.pieces(token.account, content, start, end))
    return Response(status, content_type="application/octet-stream", headers=headers, stream=stream)


async def _download_archive(archive: Archive, wanted: bytes) -> Response:
    bounds = _bounds(wanted, archive.size)
    if bounds is None:
        return Response(416, headers=f"Content-Range: bytes */{archive.size}\r\n")
    start, end = bounds
    headers = (
        f'{_HEADERS}Content-Disposition: attachment; filename="{archive.name}.tar"\r\n'
        f"Content-Range: bytes {start}-{end - 1}/{archive.size}\r\n"
    )
    stream = Stream(end - start, archive.pieces(start, end))
    return Response(206, content_type="application/octet-stream", headers=headers, stream=stream)


def _bounds(wanted: bytes, size: int) -> tuple[int, int] | None:
    """Return start and end of the wanted range: of all bytes if there is no valid one. None if it is outside."""
    found = _RANGE.fullmatch(wanted.replace(b" ", b""))
    if found is None:
        return 0, size
    first, last, suffix = found.groups()
    if suffix is not None:
        start, end = max(0, size - int(suffix)), size
    else:
        start, end = int(first), min(int(last) + 1, size) if last else size
    return (start, end) if start < end else None


def _disposition(content: Content, purpose: Purpose) -> str:
    """Return the header with the name of the file, as RFC 6266 says. Programs that know no Unicode get a plain name."""
    name = f"{content.name}.jpg" if purpose is Purpose.THUMBNAIL else content.name
    plain = _NOT_PLAIN.sub("_", name)
    return f"Content-Disposition: attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}\r\n"
