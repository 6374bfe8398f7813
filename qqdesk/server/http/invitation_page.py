"""The page behind an invitation link: `GET /i`. It is the same for all invitations.

The invitation is in the fragment of the link, which a browser does not send. So a request neither contains the code nor
uses it up. Browsers, previews in chats and mail scanners may get the page at any time.
"""

import base64
import hashlib
import re
from collections.abc import Callable, Iterable
from functools import partial
from html import escape

from qqdesk.paths import resource
from qqdesk.server.http.installers import Installer, Installers
from qqdesk.server.http.request_reader import Head
from qqdesk.server.http.responses import Response
from qqdesk.server.http.routes import Page, Route

PATH = b"/i"
_METHODS = (b"GET", b"HEAD")
_GET_ONLY = Response(405, b"Only GET and HEAD are served here.", headers="Allow: GET, HEAD\r\n")
_MB = 1_000_000


class InvitationPage:
    """The page, which names the place and offers its installers."""

    def __init__(self, place_name: Callable[[], str], installers: Installers, installers_url: str) -> None:
        self._place_name, self._installers, self._url = place_name, installers, installers_url
        self._template = resource("web", "invitation.html").read_text("utf-8")
        policy = "; ".join(
            (
                "default-src 'none'",
                f"script-src '{_hash_of(self._template, 'script')}'",
                f"style-src '{_hash_of(self._template, 'style')}'",
                "base-uri 'none'",
                "form-action 'none'",
                "frame-ancestors 'none'",
            )
        )
        self._headers = (
            f"Content-Security-Policy: {policy}\r\n"
            "Referrer-Policy: no-referrer\r\n"
            "X-Content-Type-Options: nosniff\r\n"
            "Cache-Control: no-store\r\n"
        )

    def find_route(self, head: Head) -> Route | None:
        """Return the route of the page or of an installer, None for another path."""
        path = head.target.partition(b"?")[0]
        if path == PATH:
            page = Page(self._make, is_public=True)
        elif path.startswith(PATH + b"/"):
            name = path.removeprefix(PATH + b"/").decode("ascii", "replace")
            if not self._installers.knows(name):
                return None
            page = Page(partial(self._installers.download, name), is_public=True)
        else:
            return None
        return page if head.method in _METHODS else _GET_ONLY

    async def _make(self) -> Response:
        """Return the page. Its policy allows the style and the script that are in it, and nothing else."""
        installers = await self._installers.list()
        page = self._template.replace("{installers}", _links(installers, self._url))
        page = page.replace("{place}", escape(self._place_name()))
        for kind, is_shown in (("offered", installers or self._url), ("asked", not installers and not self._url)):
            page = page.replace(f' data-when="{kind}"', "" if is_shown else " hidden")
        return Response(200, page.encode(), "text/html; charset=UTF-8", self._headers)


def _links(installers: Iterable[Installer], url: str) -> str:
    """Return the links to the installers, and to the page that the operator has named."""
    links = [
        f'<p class="installer" data-system="{one.system}"><a href="/i/{one.name}">{one.name}</a> '
        f"<small>{max(1, round(one.size / _MB))} MB · SHA-256 <code>{one.digest}</code></small></p>"
        for one in installers
    ]
    if url:
        links.append(
            f'<p><a rel="noreferrer" href="{escape(url)}"><span lang="en">Download qqdesk</span> '
            '<span lang="zh">下载 qqdesk</span></a></p>'
        )
    return "\n".join(links)


def _hash_of(page: str, element: str) -> str:
    (content,) = re.findall(rf"<{element}>(.*?)</{element}>", page, re.DOTALL)
    return f"sha256-{base64.b64encode(hashlib.sha256(content.encode()).digest()).decode()}"
