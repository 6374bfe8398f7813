"""A relay that breaks connections on request, and counts which bytes of files it passes on again."""

import base64
import contextlib
import queue
import re
import socket
import threading
from typing import BinaryIO

from tests.helpers.relay import Relay, shut

_PATH = re.compile(rb"(POST|GET) /f/([\w=-]+)(?:\?POS=(\d+))? ")
_RANGE = re.compile(rb"\r\nrange: *bytes=(\d+)-", re.IGNORECASE)
_LENGTH = re.compile(rb"\r\ncontent-length: *(\d+)", re.IGNORECASE)
_FILE_ID = slice(1, 17)
"""The place of the file's id in a token."""
_CHUNK_BYTES = 16 * 1024


class _Transfer:
    """The upload or the download of one file."""

    def __init__(self) -> None:
        self.passed = 0

    def start(self, position: int) -> int:
        """Return how many bytes come again."""
        again, self.passed = max(0, self.passed - position), position
        return again


class FileLine(Relay):
    """Passes everything on. After a break, `again` has the number of bytes of the file that pass for a second time."""

    def __init__(self, target_port: int) -> None:
        super().__init__("file line")
        self._target_port = target_port
        self._transfers: dict[tuple[bytes, bytes], _Transfer] = {}
        self.again: list[int] = []
        self.passed = 0
        """The bytes of files."""

    def _take(self, client: socket.socket) -> None:
        self._start(threading.Thread(target=self._serve, args=(client,), name="file line connection"))

    def _serve(self, client: socket.socket) -> None:
        try:
            server = socket.create_connection(("127.0.0.1", self._target_port))
        except OSError:
            client.close()
            return
        with client, server:
            self._hold(client)
            self._hold(server)
            downloads: queue.SimpleQueue[_Transfer | None] = queue.SimpleQueue()
            replies = threading.Thread(target=self._pass_replies, args=(server, client, downloads))
            replies.start()
            with client.makefile("rb") as reader, contextlib.suppress(OSError):
                while head := _read_head(reader):
                    transfer, is_upload = self._find(head)
                    downloads.put(None if is_upload else transfer)
                    server.sendall(head)
                    self._pass_body(reader, server, head, transfer if is_upload else None)
            shut(client)
            shut(server)
            replies.join()
            with self._lock:
                self._live -= {client, server}

    def _pass_replies(
        self, server: socket.socket, client: socket.socket, downloads: "queue.SimpleQueue[_Transfer | None]"
    ) -> None:
        with server.makefile("rb") as reader, contextlib.suppress(OSError):
            while head := _read_head(reader):
                client.sendall(head)
                self._pass_body(reader, client, head, downloads.get())
        shut(client)
        shut(server)

    def _find(self, head: bytes) -> tuple[_Transfer | None, bool]:
        """Return the transfer that a request belongs to, and whether it is an upload."""
        found = _PATH.match(head)
        if found is None:
            return None, False
        method, token, position = found.groups()
        wanted = _RANGE.search(head)
        with self._lock:
            key = method, base64.urlsafe_b64decode(token)[_FILE_ID]
            transfer = self._transfers.setdefault(key, _Transfer())
            if again := transfer.start(int(position or (wanted[1] if wanted else 0))):
                self.again.append(again)
        return transfer, method == b"POST"

    def _pass_body(self, reader: BinaryIO, target: socket.socket, head: bytes, transfer: _Transfer | None) -> None:
        length = _LENGTH.search(head)
        left = int(length[1]) if length else 0
        while left and (chunk := reader.read1(min(left, _CHUNK_BYTES))):  # type: ignore[attr-defined]
            target.sendall(chunk)
            left -= len(chunk)
            if transfer is not None:
                transfer.passed += len(chunk)
                self.passed += len(chunk)


def _read_head(reader: BinaryIO) -> bytes:
    """Return the head of a message, b"" at the end."""
    lines = []
    while (line := reader.readline()) not in (b"\r\n", b""):
        lines.append(line)
    return b"".join([*lines, line]) if line else b""
