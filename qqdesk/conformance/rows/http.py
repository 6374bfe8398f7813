"""HTTP beneath the protocol."""

from qqdesk.conformance.connection import FORM, TEXT, Connection, Response
from qqdesk.conformance.errors import NotOfferedError, expect
from qqdesk.conformance.fixture import Fixture
from qqdesk.conformance.raw_reply import RawReply
from qqdesk.conformance.row import Section
from qqdesk.protocol.codes import MAX_BODY_BYTES

section = Section("HTTP")
_PROBE = b"VER=1.1&CMD=Logout&SEQ=%d&UIN=1"
"""A request that needs no session, and changes nothing."""


def _probe(fixture: Fixture) -> bytes:
    return _PROBE % int(fixture.anonymous.next_sequence())


def _head(fixture: Fixture, line: Connection, body: bytes, *more: str, method: str = "POST", path: str = "") -> bytes:
    lines = [
        f"{method} {path or fixture.target.path} HTTP/1.1",
        f"Host: {line.host_header}",
        f"Content-Length: {len(body)}",
        *more,
    ]
    return "".join(f"{line}\r\n" for line in [*lines, ""]).encode()


def _send(fixture: Fixture, body: bytes, *more: str, path: str = "") -> Response:
    with Connection(fixture.target, fixture.budget) as line:
        return line.send(_head(fixture, line, body, *more, path=path) + body)


def _is_answer(answer: Response) -> None:
    expect(answer.status == 200, f"HTTP status {answer.status}")
    raw = RawReply(answer.body)
    expect(raw.text("CMD").lower() == "logout" and raw.result is not None, raw)


@section.row("http.reply", "A reply is one line of text/plain in UTF-8, with status 200", people=0)
def _one_line(fixture: Fixture) -> None:
    answer = _send(fixture, _probe(fixture))
    _is_answer(answer)
    kind = answer.headers.get("content-type", "none")
    expect(kind.replace(" ", "").lower() == "text/plain;charset=utf-8", f"Content-Type: {kind}")
    body = answer.body
    expect(not body.startswith(b"\xef\xbb\xbf"), "the reply begins with a byte order mark")
    expect(b"\n" not in body and b"\r" not in body, f"there is a line end in the reply {body!r}")


@section.row("http.path", "A request may go to any path", people=0)
def _any_path(fixture: Fixture) -> None:
    _is_answer(_send(fixture, _probe(fixture), path="/some/where.cgi"))


@section.row("http.content-type", "Any Content-Type is accepted, and a missing one", people=0)
def _content_types(fixture: Fixture) -> None:
    for kind in (None, TEXT, FORM, "application/octet-stream", "text/html; charset=gb2312"):
        more = () if kind is None else (f"Content-Type: {kind}",)
        answer = _send(fixture, _probe(fixture), *more)
        expect(answer.status == 200, f"HTTP status {answer.status} for Content-Type: {kind}")
        _is_answer(answer)


@section.row("http.close", "“Connection: close” is answered, then the connection closes", people=0)
def _close(fixture: Fixture) -> None:
    with Connection(fixture.target, fixture.budget) as line:
        body = _probe(fixture)
        _is_answer(line.send(_head(fixture, line, body, "Connection: close") + body))
        expect(line.is_closed_by_server(), "the connection stays open")


@section.row("http.1.0", "HTTP/1.0 without Host is answered, then the connection closes", people=0)
def _old(fixture: Fixture) -> None:
    with Connection(fixture.target, fixture.budget) as line:
        body = _probe(fixture)
        head = f"POST {fixture.target.path} HTTP/1.0\r\nContent-Length: {len(body)}\r\n\r\n"
        _is_answer(line.send(head.encode() + body))
        expect(line.is_closed_by_server(), "the connection stays open, which was not announced")


@section.row("http.kept", "A kept connection serves several requests", people=0)
def _kept(fixture: Fixture) -> None:
    with Connection(fixture.target, fixture.budget) as line:
        _is_answer(line.post(_probe(fixture)))
        if not line.is_kept:
            raise NotOfferedError("the server closes the connection after a reply")
        for _ in range(5):
            body = _probe(fixture)
            _is_answer(line.send(_head(fixture, line, body) + body))


@section.row("http.pieces", "A request in small pieces is read as a whole", people=0)
def _in_pieces(fixture: Fixture) -> None:
    with Connection(fixture.target, fixture.budget) as line:
        body = _probe(fixture)
        whole = _head(fixture, line, body) + body
        _is_answer(line.send(*(whole[at : at + 7] for at in range(0, len(whole), 7))))


@section.row("http.post-only", "Every method but POST gets 405 with “Allow: POST”", people=0)
def _post_only(fixture: Fixture) -> None:
    for method in ("GET", "PUT", "DELETE", "HEAD"):
        with Connection(fixture.target, fixture.budget) as line:
            answer = line.send(_head(fixture, line, b"", method=method), method=method)
        expect(answer.status == 405, f"{method} is answered with HTTP status {answer.status}")
        expect(answer.headers.get("allow") == "POST", f"{method}: Allow is {answer.headers.get('allow', 'not there')}")


@section.row("http.largest", "A body of 64 KiB is accepted", people=0)
def _largest(fixture: Fixture) -> None:
    start = _probe(fixture) + b"&FILL="
    _is_answer(_send(fixture, start + b"x" * (MAX_BODY_BYTES - len(start))))


@section.row("http.too-large", "A body over 64 KiB gets 413, and the server goes on", people=0)
def _too_large(fixture: Fixture) -> None:
    if fixture.hello is None:
        raise NotOfferedError("how long a body may be, an old server says for itself")
    start = _probe(fixture) + b"&FILL="
    answer = _send(fixture, start + b"x" * (MAX_BODY_BYTES + 1 - len(start)))
    expect(answer.status == 413, f"HTTP status {answer.status}")
    _is_answer(_send(fixture, _probe(fixture)))
