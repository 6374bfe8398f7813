"""A client of files, request by request."""

import hashlib
import http.client
import os
import ssl
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from copy import copy
from dataclasses import dataclass, field
from http.client import HTTPMessage
from urllib.parse import parse_qsl

from qqdesk.protocol.file_commands import MAX_PIECE_BYTES
from tests.helpers.server import Server, md5

Fields = dict[str, str]


@dataclass
class Response:
    status: int
    headers: HTTPMessage
    body: bytes

    @property
    def fields(self) -> Fields:
        assert self.status == 200, (self.status, self.body)
        return dict(parse_qsl(self.body.decode(), keep_blank_values=True))


@dataclass
class NewUpload:
    """A file to upload, with an id of its own."""

    content: bytes = field(repr=False)
    name: str = "cat.jpg"
    id: str = field(default_factory=lambda: os.urandom(16).hex())

    @property
    def digest(self) -> str:
        return hashlib.sha256(self.content).hexdigest()


class FileClient:
    """A session that knows files."""

    def __init__(self, server: Server, number: int, *, tls_port: int = 0, can: str = "DEV,FILE,") -> None:
        self._server = server
        self._tls_port = tls_port
        self._sequence = 0
        self._session = ""
        self.number = number
        reply = self.ask("Login", PS=md5("secret"), M5=1, EXT=1, DEV=os.urandom(16).hex(), CAN=can)
        assert reply["RES"] == "0", reply
        self.abilities = reply["CAN"]
        self._session = f"&SID={reply['SID']}"

    def at(self, server: Server) -> "FileClient":
        """The same session, at another server of its database."""
        other = copy(self)
        other._server = server
        return other

    def ask(self, command: str, **fields: object) -> Fields:
        self._sequence += 1
        body = f"VER=1.1&CMD={command}&SEQ={self._sequence}&UIN={self.number}{self._session}"
        body += "".join(f"&{name}={value}" for name, value in fields.items())
        return dict(pair.split("=", 1) for pair in self._server.post(body).split("&"))

    def announce(self, file: NewUpload, **fields: object) -> Fields:
        wanted = {"FID": file.id, "SIZE": len(file.content), "SHA": file.digest, "NAME": file.name} | fields
        return self.ask("NewFile", **wanted)

    def post(self, token: str, query: str, body: bytes, **headers: str) -> Response:
        return self._request("POST", f"/f/{token}?{query}", body, headers)

    def get(self, token: str, *, method: str = "GET", **headers: str) -> Response:
        return self._request(method, f"/f/{token}", None, headers)

    def _request(self, method: str, path: str, body: bytes | None, headers: Mapping[str, str]) -> Response:
        with self.connection() as connection:
            connection.request(method, path, body, dict(headers))
            response = connection.getresponse()
            return Response(response.status, response.headers, response.read())

    @contextmanager
    def connection(self) -> Iterator[http.client.HTTPConnection]:
        host = self._server.host
        if self._tls_port:
            context = ssl.create_default_context()
            context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
            made: http.client.HTTPConnection = http.client.HTTPSConnection(
                host, self._tls_port, timeout=20, context=context
            )
        else:
            made = http.client.HTTPConnection(host, self._server.port, timeout=20)
        with closing(made) as connection:
            yield connection

    def upload(self, file: NewUpload, *, thumbnail: bytes = b"", **fields: object) -> None:
        """Upload all that is missing."""
        reply = self.announce(file, **fields)
        assert reply["RES"] == "0", reply
        token, position = reply["TOK"], int(reply["POS"])
        if thumbnail and position < len(file.content):
            assert self.post(token, "THUMB=1", thumbnail).fields["RES"] == "0"
        while position < len(file.content):
            piece = file.content[position : position + MAX_PIECE_BYTES]
            answer = self.post(token, f"POS={position}", piece).fields
            assert answer == {"RES": "0", "POS": str(position + len(piece))}
            position += len(piece)

    def token(self, file: NewUpload, **fields: object) -> str:
        reply = self.ask("GetFile", FID=file.id, **fields)
        assert reply["RES"] == "0", reply
        return reply["TOK"]

    def download(self, file: NewUpload, **fields: object) -> bytes:
        response = self.get(self.token(file, **fields))
        assert response.status == 200
        return response.body
