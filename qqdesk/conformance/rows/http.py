"""What goes on below the protocol."""

from qqdesk.conformance.ground import Ground
from qqdesk.conformance.reading import Reading
from qqdesk.conformance.row import NotOfferedError, Section, expect
from qqdesk.conformance.wire import FORM, TEXT, Answer, Line
from qqdesk.protocol.codes import MAX_BODY_BYTES

section = Section("HTTP")
_PROBE = b"VER=1.1&CMD=Logout&SEQ=%d&UIN=1"
"""Whoever asks, it is answered, and changes nothing."""


def _probe(ground: Ground) -> bytes:
    return _PROBE % int(ground.nobody.next_sequence())


def _head(ground: Ground, line: Line, body: bytes, *more: str, method: str = "POST", path: str = "") -> bytes:
    lines = [
        f"{method} {path or ground.place.path} HTTP/1.1",
        f"Host: {line.host_header}",
        f"Content-Length: {len(body)}",
        *more,
    ]
    return "".join(f"{line}\r\n" for line in [*lines, ""]).encode()


def _send(ground: Ground, body: bytes, *more: str, path: str = "") -> Answer:
    with Line(ground.place, ground.budget) as line:
        return line.send(_head(ground, line, body, *more, path=path) + body)


def _is_answer(answer: Answer) -> None:
    expect(answer.status == 200, f"HTTP status {answer.status}")
    reading = Reading(answer.body)
    expect(reading.text("CMD").lower() == "logout" and reading.result is not None, reading)


@section.row("http.reply", "A reply is one line of text/plain in UTF-8, with status 200", people=0)
def _one_line(ground: Ground) -> None:
    answer = _send(ground, _probe(ground))
    _is_answer(answer)
    kind = answer.headers.get("content-type", "none")
    expect(kind.replace(" ", "").lower() == "text/plain;charset=utf-8", f"Content-Type: {kind}")
    body = answer.body
    expect(not body.startswith(b"\xef\xbb\xbf"), "the reply begins with a byte order mark")
    expect(b"\n" not in body and b"\r" not in body, f"there is a line end in the reply {body!r}")


@section.row("http.path", "A request may go to any path", people=0)
def _any_path(ground: Ground) -> None:
    _is_answer(_send(ground, _probe(ground), path="/some/where.cgi"))


@section.row("http.content-type", "Every Content-Type is taken, and none", people=0)
def _content_types(ground: Ground) -> None:
    for kind in (None, TEXT, FORM, "application/octet-stream", "text/html; charset=gb2312"):
        more = () if kind is None else (f"Content-Type: {kind}",)
        answer = _send(ground, _probe(ground), *more)
        expect(answer.status == 200, f"HTTP status {answer.status} for Content-Type: {kind}")
        _is_answer(answer)


@section.row("http.close", "“Connection: close” is served, and closed", people=0)
def _close(ground: Ground) -> None:
    with Line(ground.place, ground.budget) as line:
        body = _probe(ground)
        _is_answer(line.send(_head(ground, line, body, "Connection: close") + body))
        expect(line.is_closed_by_server(), "the connection stays open")


@section.row("http.1.0", "HTTP/1.0 without a Host is served, and closed", people=0)
def _old(ground: Ground) -> None:
    with Line(ground.place, ground.budget) as line:
        body = _probe(ground)
        head = f"POST {ground.place.path} HTTP/1.0\r\nContent-Length: {len(body)}\r\n\r\n"
        _is_answer(line.send(head.encode() + body))
        expect(line.is_closed_by_server(), "the connection stays open, which was not announced")


@section.row("http.kept", "A connection that is kept serves one request after the other", people=0)
def _kept(ground: Ground) -> None:
    with Line(ground.place, ground.budget) as line:
        _is_answer(line.post(_probe(ground)))
        if not line.is_kept:
            raise NotOfferedError("the server closes the connection after a reply")
        for _ in range(5):
            body = _probe(ground)
            _is_answer(line.send(_head(ground, line, body) + body))


@section.row("http.pieces", "A request that comes in small pieces is read whole", people=0)
def _in_pieces(ground: Ground) -> None:
    with Line(ground.place, ground.budget) as line:
        body = _probe(ground)
        whole = _head(ground, line, body) + body
        _is_answer(line.send(*(whole[at : at + 7] for at in range(0, len(whole), 7))))


@section.row("http.post-only", "Every method but POST gets 405 with “Allow: POST”", people=0)
def _post_only(ground: Ground) -> None:
    for method in ("GET", "PUT", "DELETE", "HEAD"):
        with Line(ground.place, ground.budget) as line:
            answer = line.send(_head(ground, line, b"", method=method), method=method)
        expect(answer.status == 405, f"{method} is answered with HTTP status {answer.status}")
        expect(answer.headers.get("allow") == "POST", f"{method}: Allow is {answer.headers.get('allow', 'not there')}")


@section.row("http.largest", "A body of 64 KiB is read", people=0)
def _largest(ground: Ground) -> None:
    start = _probe(ground) + b"&FILL="
    _is_answer(_send(ground, start + b"x" * (MAX_BODY_BYTES - len(start))))


@section.row("http.too-large", "A body over 64 KiB gets 413, and nothing breaks", people=0)
def _too_large(ground: Ground) -> None:
    if ground.hello is None:
        raise NotOfferedError("how long a body may be, an old server says for itself")
    start = _probe(ground) + b"&FILL="
    answer = _send(ground, start + b"x" * (MAX_BODY_BYTES + 1 - len(start)))
    expect(answer.status == 413, f"HTTP status {answer.status}")
    _is_answer(_send(ground, _probe(ground)))
