"""The page behind an invitation link: `GET /i`. It is the same for all invitations.

The invitation is in the fragment of the link, which a browser does not send. So a request neither contains the code nor
uses it up. Browsers, previews in chats and mail scanners may get the page at any time.
"""

import base64
import hashlib
import re

from qqdesk.paths import resource
from qqdesk.server.http.responses import Response

PATH = b"/i"
METHODS = (b"GET", b"HEAD")


def invitation_page() -> Response:
    """Return the page. Its policy allows the style and the script that are in it, and nothing else."""
    page = resource("web", "invitation.html").read_text("utf-8")
    policy = "; ".join(
        (
            "default-src 'none'",
            f"script-src '{_hash_of(page, 'script')}'",
            f"style-src '{_hash_of(page, 'style')}'",
            "base-uri 'none'",
            "form-action 'none'",
            "frame-ancestors 'none'",
        )
    )
    headers = (
        f"Content-Security-Policy: {policy}\r\n"
        "Referrer-Policy: no-referrer\r\n"
        "X-Content-Type-Options: nosniff\r\n"
        "Cache-Control: no-store\r\n"
    )
    return Response(200, page.encode(), "text/html; charset=UTF-8", headers)


def _hash_of(page: str, element: str) -> str:
    (content,) = re.findall(rf"<{element}>(.*?)</{element}>", page, re.DOTALL)
    return f"sha256-{base64.b64encode(hashlib.sha256(content.encode()).digest()).decode()}"
