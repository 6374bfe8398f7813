"""The page behind an invitation link."""

from qqdesk.conformance.connection import Connection, Response
from qqdesk.conformance.errors import NotOfferedError, expect
from qqdesk.conformance.fixture import Fixture
from qqdesk.conformance.row import Section

section = Section("The invitation page")
_PATH = "/i"
_NONE = (404, 405, 501)


def _ask(fixture: Fixture, method: str) -> Response:
    with Connection(fixture.target, fixture.budget) as line:
        head = f"{method} {_PATH} HTTP/1.1\r\nHost: {line.host_header}\r\nContent-Length: 0\r\n\r\n"
        return line.send(head.encode(), method=method)


def _page(fixture: Fixture) -> Response:
    answer = _ask(fixture, "GET") if fixture.hello is not None else None
    if answer is None or answer.status in _NONE:
        raise NotOfferedError("there is no page at /i")
    expect(answer.status == 200, f"HTTP status {answer.status}")
    return answer


@section.row("page.served", "GET /i returns a page that no cache keeps", people=0)
def _served(fixture: Fixture) -> None:
    answer = _page(fixture)
    kind = answer.headers.get("content-type", "none")
    expect(kind.replace(" ", "").lower() == "text/html;charset=utf-8", f"Content-Type: {kind}")
    expect(answer.body, "the page is empty")
    for name, wanted in (("cache-control", "no-store"), ("referrer-policy", "no-referrer")):
        expect(answer.headers.get(name) == wanted, f"{name} is {answer.headers.get(name, 'not there')}")


@section.row("page.policy", "Its policy lets it load nothing and run no other script", people=0, needs=("page.served",))
def _policy(fixture: Fixture) -> None:
    policy = _page(fixture).headers.get("content-security-policy", "not there")
    parts = [part.strip() for part in policy.split(";")]
    expect("default-src 'none'" in parts and "unsafe" not in policy, f"Content-Security-Policy is {policy}")


@section.row("page.head", "HEAD /i returns the same header without the page", people=0, needs=("page.served",))
def _head(fixture: Fixture) -> None:
    shown = _page(fixture)
    answer = _ask(fixture, "HEAD")
    expect(answer.status == 200, f"HTTP status {answer.status}")
    expect(not answer.body, "there is a body")
    for name in ("content-type", "content-length", "content-security-policy"):
        expect(
            answer.headers.get(name) == shown.headers.get(name), f"{name} is {answer.headers.get(name, 'not there')}"
        )


@section.row("page.post", "POST /i gets 405 with “Allow: GET, HEAD”", people=0, needs=("page.served",))
def _post(fixture: Fixture) -> None:
    _page(fixture)
    answer = _ask(fixture, "POST")
    expect(answer.status == 405, f"HTTP status {answer.status}")
    expect(answer.headers.get("allow") == "GET, HEAD", f"Allow is {answer.headers.get('allow', 'not there')}")
