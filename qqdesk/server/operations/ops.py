"""The pages for the operator: /livez, /readyz and /metrics, on a port of their own.

They are served by the event loop that serves the clients. If it hangs, /livez gets no answer, as it should.
"""

from collections.abc import Mapping
from pathlib import Path

from qqdesk.server.core import Core
from qqdesk.server.http.listener import Listener
from qqdesk.server.http.request_reader import Head, Limits
from qqdesk.server.http.responses import TEXT, Response
from qqdesk.server.http.routes import FindRoute, Page, Route
from qqdesk.server.operations import metrics
from qqdesk.server.operations.health import problems, state_of, with_rooms_and_files

LIMITS = Limits(
    head=8 * 1024,
    body=0,
    head_s=5.0,
    body_s=5.0,
    idle_s=5.0,
    send_s=5.0,
    connections=64,
    connections_per_address=64,
)


def pages(core: Core, folder: Path, listener: Listener) -> dict[str, Page]:
    """Return the pages by path. `listener` is the one of the clients."""

    async def live() -> Response:
        return _text("ok")

    async def ready() -> Response:
        found = await problems(core, folder)
        return _text("\n".join(found), 503) if found else _text("ok")

    async def show_metrics() -> Response:
        state = await with_rooms_and_files(core, state_of(core, listener, folder))
        return _text(metrics.render(core.counters, state), content_type=metrics.CONTENT_TYPE)

    return {"/livez": Page(live), "/readyz": Page(ready), "/metrics": Page(show_metrics)}


def page_routes(pages: Mapping[str, Page]) -> FindRoute:
    def find_route(head: Head, _: str) -> Route:
        page = pages.get(head.target.partition(b"?")[0].decode("latin-1"))
        if page is None:
            return _text(f"There is {', '.join(sorted(pages))}.", 404)
        if head.method not in (b"GET", b"HEAD"):
            return _text("Only GET and HEAD are served here.", 405, headers="Allow: GET, HEAD\r\n")
        return page

    return find_route


def _text(text: str, status: int = 200, content_type: str = TEXT, headers: str = "") -> Response:
    return Response(status, f"{text}\n".encode(), content_type, f"Cache-Control: no-store\r\n{headers}")
