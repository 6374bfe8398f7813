"""What the listener for the server's keepers answers."""

import asyncio
from pathlib import Path

from qqdesk.server.core import Core
from qqdesk.server.http.listener import Listener
from qqdesk.server.operations.counters import Counters
from qqdesk.server.operations.health import State, problems, state_of
from qqdesk.server.operations.ops import Answerer, Page


def pages(core: Core, folder: Path, listener: Listener) -> dict[str, Answerer]:
    """By their paths, for `Ops`."""

    async def live() -> Page:
        return Page("ok\n")

    async def ready() -> Page:
        found = await problems(core, folder)
        return Page("\n".join(found) + "\n", 503) if found else Page("ok\n")

    async def metrics() -> Page:
        # The numbers are taken where they are changed; the text is made, and the library loaded, beside the clients.
        body, content_type = await asyncio.to_thread(_render, core.counters, state_of(core, listener))
        return Page(body, content_type=content_type)

    return {"/livez": live, "/readyz": ready, "/metrics": metrics}


def _render(counters: Counters, state: State) -> tuple[bytes, str]:
    # Only here: the library takes longer to load than all the rest of the start.
    from qqdesk.server.operations.metrics import CONTENT_TYPE, render

    return render(counters, state), CONTENT_TYPE
