"""HTTP beneath the protocol, and the page behind an invitation link."""

from qqdesk.conformance.errors import NotOfferedError, expect
from qqdesk.conformance.fixture import Fixture
from qqdesk.conformance.raw_client import RawReply
from qqdesk.conformance.raw_http import FORM, TEXT, RawConnection, Response, request_to, send_to
from qqdesk.conformance.row import Section
from qqdesk.protocol.limits import MAX_BODY_BYTES

http = Section("HTTP")
page = Section("The invitation page")


def _probe(fixture: Fixture, size: int = 0) -> bytes:
    """Return a body that needs no session and changes nothing, of at least this size."""
    body = fixture.anonymous.body("Logout")
    return body if len(body) >= size else (body + b"&FILL=").ljust(size, b"x")


def _expect_reply(response: Response) -> None:
    expect(response.status == 200, f"HTTP status {response.status}")
    raw = RawReply(response.body)
    expect(raw.text("CMD").lower() == "logout" and raw.result is not None, raw)


def _expect_kind(response: Response, kind: str) -> None:
    seen = response.header("content-type")
    expect(seen.replace(" ", "").lower() == kind, f"Content-Type: {seen}")


def _expect_not_allowed(response: Response, allow: str) -> None:
    expect(response.status == 405, f"HTTP status {response.status}")
    expect(response.header("allow") == allow, f"Allow is {response.header('allow')}")


@http.row("http.reply", "A reply is one line of text/plain in UTF-8, with status 200", people=0)
def _one_line(fixture: Fixture) -> None:
    response = send_to(fixture.target, _probe(fixture))
    _expect_reply(response)
    _expect_kind(response, "text/plain;charset=utf-8")
    expect(not response.body.startswith(b"\xef\xbb\xbf"), "the reply begins with a byte order mark")
    expect(not {*b"\r\n"} & {*response.body}, f"there is a line end in the reply {response.body!r}")


@http.row("http.path", "A request may go to any path", people=0)
def _any_path(fixture: Fixture) -> None:
    _expect_reply(send_to(fixture.target, _probe(fixture), path="/some/where.cgi"))


@http.row("http.content-type", "Any Content-Type is accepted, and a missing one", people=0)
def _content_types(fixture: Fixture) -> None:
    _expect_reply(send_to(fixture.target, _probe(fixture)))
    for kind in (TEXT, FORM, "application/octet-stream", "text/html; charset=gb2312"):
        _expect_reply(send_to(fixture.target, _probe(fixture), f"Content-Type: {kind}"))


@http.row("http.close", "“Connection: close” is answered, then the connection closes", people=0)
def _close(fixture: Fixture) -> None:
    with RawConnection(fixture.target) as connection:
        _expect_reply(connection.send(request_to(fixture.target, _probe(fixture), "Connection: close")))
        expect(connection.is_closed_by_server(), "the connection stays open")


@http.row("http.1.0", "HTTP/1.0 without Host is answered, then the connection closes", people=0)
def _old(fixture: Fixture) -> None:
    body = _probe(fixture) + b" \r\n"
    head = f"POST {fixture.target.path} HTTP/1.0\r\nContent-Length: {len(body)}\r\nPragma: no-cache\r\n\r\n"
    with RawConnection(fixture.target) as connection:
        _expect_reply(connection.send(head.encode(), body + b"\r\n"))  # old clients send a line end behind the body
        expect(connection.is_closed_by_server(), "the connection stays open, which was not announced")


@http.row("http.kept", "A kept connection serves several requests", people=0)
def _kept(fixture: Fixture) -> None:
    with RawConnection(fixture.target) as connection:
        _expect_reply(connection.post(_probe(fixture)))
        if not connection.is_kept:
            raise NotOfferedError("the server closes the connection after a reply")
        for _ in range(5):
            _expect_reply(connection.send(request_to(fixture.target, _probe(fixture))))


@http.row("http.pieces", "A request in small pieces is read as a whole", people=0)
def _in_pieces(fixture: Fixture) -> None:
    whole = request_to(fixture.target, _probe(fixture))
    with RawConnection(fixture.target) as connection:
        _expect_reply(connection.send(*(whole[at : at + 7] for at in range(0, len(whole), 7))))


@http.row("http.post-only", "Every method but POST gets 405 with “Allow: POST”", people=0)
def _post_only(fixture: Fixture) -> None:
    for method in ("GET", "PUT", "DELETE", "HEAD"):
        _expect_not_allowed(send_to(fixture.target, b"", method=method), "POST")


@http.row("http.largest", "A body of 64 KiB is accepted", people=0)
def _largest(fixture: Fixture) -> None:
    _expect_reply(send_to(fixture.target, _probe(fixture, MAX_BODY_BYTES)))


@http.row("http.too-large", "A body over 64 KiB gets 413, and the server goes on", people=0)
def _too_large(fixture: Fixture) -> None:
    if fixture.hello is None:
        raise NotOfferedError("an old server has its own limit")
    response = send_to(fixture.target, _probe(fixture, MAX_BODY_BYTES + 1))
    expect(response.status == 413, f"HTTP status {response.status}")
    _expect_reply(send_to(fixture.target, _probe(fixture)))


def _page(fixture: Fixture) -> Response:
    response = send_to(fixture.target, b"", method="GET", path="/i") if fixture.hello is not None else None
    if response is None or response.status in (404, 405, 501):
        raise NotOfferedError("there is no page at /i")
    expect(response.status == 200, f"HTTP status {response.status}")
    return response


@page.row("page.served", "GET /i returns a page that no cache keeps", people=0)
def _served(fixture: Fixture) -> None:
    response = _page(fixture)
    _expect_kind(response, "text/html;charset=utf-8")
    expect(response.body, "the page is empty")
    for name, wanted in (("cache-control", "no-store"), ("referrer-policy", "no-referrer")):
        expect(response.header(name) == wanted, f"{name} is {response.header(name)}")


@page.row("page.policy", "Its policy lets it load nothing and run no other script", people=0, needs="page.served")
def _policy(fixture: Fixture) -> None:
    policy = _page(fixture).header("content-security-policy")
    parts = [part.strip() for part in policy.split(";")]
    expect("default-src 'none'" in parts and "unsafe" not in policy, f"Content-Security-Policy is {policy}")


@page.row("page.head", "HEAD /i returns the same header without the page", people=0, needs="page.served")
def _head(fixture: Fixture) -> None:
    wanted = _page(fixture)
    response = send_to(fixture.target, b"", method="HEAD", path="/i")
    expect(response.status == 200 and not response.body, f"HTTP status {response.status}, {len(response.body)} bytes")
    for name in ("content-type", "content-length", "content-security-policy"):
        expect(response.header(name) == wanted.header(name), f"{name} is {response.header(name)}")


@page.row("page.post", "POST /i gets 405 with “Allow: GET, HEAD”", people=0, needs="page.served")
def _post(fixture: Fixture) -> None:
    _page(fixture)
    _expect_not_allowed(send_to(fixture.target, b"", path="/i"), "GET, HEAD")
