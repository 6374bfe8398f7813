"""Routes: how a listener serves a request once its head has arrived."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from qqdesk.protocol.file_commands import FILE_PATH
from qqdesk.server.http.request_reader import Head
from qqdesk.server.http.responses import Response
from qqdesk.server.sessions.responder import Responder

_FILES = FILE_PATH.encode()
_POST_ONLY = Response(405, b"Only POST is served here.", headers="Allow: POST\r\n")

Serve = Callable[[bytes, str, Responder, bool], "asyncio.Task[None] | None"]
"""Serves a body that came from an address. The responder gets the reply. The last argument is True for the body of an
HTML form, in which + is a space. Returns the task that serves the request, if there is one."""


@dataclass(frozen=True, slots=True)
class WholeBody:
    """Read the body whole, then serve it. `is_open`: a page of another server may send the request.

    `account` has a limit of such requests at a time, so that their bodies do not fill the memory; 0: nobody's.
    """

    max_size: int
    serve: Serve
    is_open: bool = False
    account: int = 0


@dataclass(frozen=True, slots=True)
class Page:
    """Ignore the body, and call a coroutine function. The task is cancelled when the server stops.

    `is_open` as in WholeBody. `is_public`: it is the same for everybody, also under a host name that is not the
    server's.
    """

    make: Callable[[], Awaitable[Response]]
    is_open: bool = False
    is_public: bool = False


Route = WholeBody | Page | Response
"""A response refuses the request."""
FindRoute = Callable[[Head, str], Route]
"""Takes the address of the client, too."""


def command_routes(
    serve: Serve, max_size: int, find_file: FindRoute, find_page: Callable[[Head], Route | None]
) -> FindRoute:
    """Route every POST to `serve`: old clients post to any path. Only invitations and files have paths of their own."""
    whole_body = WholeBody(max_size, serve)

    def find_route(head: Head, address: str) -> Route:
        if head.target.startswith(_FILES):
            return find_file(head, address)
        page = find_page(head)
        if page is not None:
            return page
        return whole_body if head.method == b"POST" else _POST_ONLY

    return find_route
