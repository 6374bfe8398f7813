"""A server that breaks a rule: a proxy in front of the real one changes requests and replies."""

import http.client
import threading
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


class HangUpError(Exception):
    """Close the connection without a reply."""


@dataclass(frozen=True)
class Break:
    """The changes: of the body of a request, of the body of its reply, of the HTTP status and of the header."""

    request: Callable[[bytes], bytes] = lambda body: body
    reply: Callable[[bytes, bytes], bytes] = lambda request, reply: reply
    status: Callable[[BaseHTTPRequestHandler, int], int] = lambda head, status: status
    header: Callable[[BaseHTTPRequestHandler], dict[str, str]] = lambda head: {}


class BrokenServer:
    """`with BrokenServer(port, Break(...)) as server: … server.url`."""

    def __init__(self, target_port: int, change: Break) -> None:
        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"
            timeout = 20
            disable_nagle_algorithm = True

            def _forward(self) -> None:
                asked = self.rfile.read(int(self.headers.get("Content-Length") or 0))
                headers = {"Connection": "close"}
                headers |= {name: self.headers[name] for name in ("Content-Type", "Range") if name in self.headers}
                connection = http.client.HTTPConnection("127.0.0.1", target_port, timeout=20)
                try:
                    connection.request(self.command, self.path, change.request(asked), headers)
                    response = connection.getresponse()
                    body = change.reply(asked, response.read())
                except HangUpError:
                    self.close_connection = True
                    return
                finally:
                    connection.close()
                headers = dict(response.headers.items())
                del headers["Connection"]
                if self.command != "HEAD":
                    headers["Content-Length"] = str(len(body))
                self.send_response_only(change.status(self, response.status))
                for name, text in (headers | change.header(self)).items():
                    self.send_header(name, text)
                self.end_headers()
                with suppress(OSError):
                    self.wfile.write(body)

            do_DELETE = do_GET = do_HEAD = do_POST = do_PUT = _forward  # noqa: N815

            def log_message(self, format: str, *args: Any) -> None:
                pass

        class Server(ThreadingHTTPServer):
            daemon_threads = False

            def handle_error(self, request: Any, client_address: Any) -> None:
                pass  # a client that went away

        self._server = Server(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self._server.server_address[1]}"
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.02,), name="broken server")

    def __enter__(self) -> "BrokenServer":
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()
