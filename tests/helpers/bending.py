"""A server that is not as it should be: the real one behind a proxy that bends what is asked or answered."""

import contextlib
import http.client
import threading
from collections.abc import Callable
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

OnRequest = Callable[[bytes], bytes]
OnReply = Callable[[bytes, bytes], bytes]


class HangUpError(Exception):
    """The connection is to be closed with nothing said."""


@dataclass(frozen=True)
class Bend:
    """What is done to each body: `reply` is given that of the request, too, as it came. Either may raise HangUpError.
    `refuses` is given the handler with the head of a request, and says with which status it is refused, 0 for none.
    `get` is the status of a GET, 0 for that of the server; `kind` the Content-Type of replies. `page` changes the
    header of a GET or HEAD that the server answered."""

    request: OnRequest = lambda body: body
    reply: OnReply = lambda request, reply: reply
    refuses: Callable[[BaseHTTPRequestHandler], int] = lambda handler: 0
    get: int = 0
    page: Callable[[str, dict[str, str]], dict[str, str]] = lambda method, headers: headers
    kind: str = "text/plain; charset=UTF-8"


class BentServer:
    """`with BentServer(port, Bend(...)) as bent: … bent.url`."""

    def __init__(self, target_port: int, bend: Bend) -> None:
        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"
            timeout = 20
            disable_nagle_algorithm = True

            def do_POST(self) -> None:
                whole = self.rfile.read(int(self.headers.get("Content-Length") or 0))
                if status := bend.refuses(self):
                    self._answer(status, b"no")
                    return
                headers = {"Connection": "close"}
                if self.headers.get("Content-Type"):
                    headers["Content-Type"] = self.headers["Content-Type"]
                connection = http.client.HTTPConnection("127.0.0.1", target_port, timeout=20)
                try:
                    connection.request("POST", self.path, bend.request(whole), headers)
                    response = connection.getresponse()
                    body = bend.reply(whole, response.read())
                except HangUpError:
                    self.close_connection = True
                    return
                finally:
                    connection.close()
                self._answer(response.status, body, response.headers.get("Allow", "POST"))

            def do_GET(self) -> None:
                if bend.get:
                    self._answer(bend.get, b"")
                else:
                    self._forward()

            def do_HEAD(self) -> None:
                self._forward()

            def _forward(self) -> None:
                connection = http.client.HTTPConnection("127.0.0.1", target_port, timeout=20)
                connection.request(self.command, self.path, headers={"Connection": "close"})
                response = connection.getresponse()
                body, headers = response.read(), bend.page(self.command, dict(response.headers.items()))
                connection.close()
                self.send_response(response.status)
                headers.pop("Connection", None)
                for name, text in headers.items():
                    self.send_header(name, text)
                self.end_headers()
                with contextlib.suppress(OSError):
                    self.wfile.write(body)

            def do_PUT(self) -> None:
                self._answer(405, b"")

            def do_DELETE(self) -> None:
                self._answer(405, b"")

            def _answer(self, status: int, body: bytes, allow: str = "POST") -> None:
                self.send_response(status)
                self.send_header("Content-Type", bend.kind)
                self.send_header("Content-Length", str(len(body)))
                if status == 405:
                    self.send_header("Allow", allow)
                self.end_headers()
                with contextlib.suppress(OSError):
                    self.wfile.write(body)

            def log_message(self, format: str, *args: Any) -> None:
                pass

        class Server(ThreadingHTTPServer):
            daemon_threads = False

            def handle_error(self, request: Any, client_address: Any) -> None:
                pass  # a client that went away

        self._server = Server(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self._server.server_address[1]}"
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.02,), name="bent server")

    def __enter__(self) -> "BentServer":
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()
