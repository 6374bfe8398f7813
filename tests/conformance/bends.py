"""How a server can break a rule: bends of what is asked or answered, by the rule that they break."""

import re
import threading
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler
from itertools import count

from tests.helpers.bending import Bend, HangUpError

GETMSGEX = b"CMD=GETMSGEX&"
Rows = list[dict[bytes, bytes]]
Change = Callable[[Rows], Rows]
LISTS = re.compile(rb"(?<=&)(MID|TIME|MT|UN|MG)=([^&]*)")


def command(body: bytes) -> bytes:
    found = re.match(rb"(?:VER=[^&]*&)?CMD=([^&]*)", body)
    return found[1].lower() if found else b""


def messages(change: Change) -> Bend:
    """Changes the rows of a reply with messages: each a dictionary of raw values."""

    def reply(request: bytes, body: bytes) -> bytes:
        if GETMSGEX not in body or b"&MN=0" in body:
            return body
        head = body.partition(b"&MN=")[0]
        head = LISTS.sub(b"", head.partition(b"&RES=0")[0]) + b"&RES=0"
        columns = {name: raw.split(b",")[:-1] for name, raw in LISTS.findall(body.partition(b"&RES=0")[2])}
        rows = [dict(zip(columns, values, strict=True)) for values in zip(*columns.values(), strict=True)]
        rows = change(rows)
        if not rows:
            return head + b"&MN=0"
        wanted = [name for name in (b"MID", b"TIME", b"MT", b"UN", b"MG") if name in columns]
        lists = {name: b"".join(row[name] + b"," for row in rows) for name in wanted}
        before = b"".join(b"&%b=%b" % (name, lists[name]) for name in wanted if name in (b"MID", b"TIME"))
        after = b"".join(b"&%b=%b" % (name, lists[name]) for name in wanted if name not in (b"MID", b"TIME"))
        return head + before + b"&MN=%d" % len(rows) + after

    return Bend(reply=reply)


def texts(change: "re.Pattern[bytes]", by: bytes) -> Bend:
    return messages(lambda rows: [row | {b"MG": change.sub(by, row[b"MG"])} for row in rows])


def without(kind: bytes) -> Bend:
    return messages(lambda rows: [row for row in rows if row[b"MT"] != kind])


def replaced(was: bytes, now: bytes, of: bytes = b"") -> Bend:
    """In every reply, or in those to one command."""
    return Bend(reply=lambda request, body: body.replace(was, now) if command(request) == of or not of else body)


def asked(pattern: bytes, by: bytes, of: bytes = b"") -> Bend:
    """In every request, or in those of one command."""
    return Bend(request=lambda body: re.sub(pattern, by, body) if command(body) == of or not of else body)


def replies(to: bytes, change: Callable[[bytes], bytes]) -> Bend:
    """Those to one command."""
    return Bend(reply=lambda request, body: change(body) if command(request) == to else body)


def doubled(row: dict[bytes, bytes]) -> dict[bytes, bytes]:
    return row | {b"MID": b"%d" % (2 * int(row[b"MID"]))} if b"MID" in row else row


def told_more(request: bytes, body: bytes) -> bytes:
    return body if b"&SID=" in request else body.replace(b"&MN=", b"&MID=1,&TIME=1,&MN=")


def in_other_order(name: bytes) -> Bend:
    """The fields behind RES in reverse."""

    def reply(request: bytes, body: bytes) -> bytes:
        head, mark, rest = body.partition(b"&RES=0&")
        return head + mark + b"&".join(reversed(rest.split(b"&"))) if command(request) == name and rest else body

    return Bend(reply=reply)


def without_repeats() -> Bend:
    """Every request looks new to the server."""
    numbers = count(1)
    return Bend(
        request=lambda body: re.sub(rb"&SEQ=[^&]*", b"&SEQ=x%d" % next(numbers), body, count=1),
        reply=lambda request, body: re.sub(
            rb"&SEQ=[^&]*", (re.search(rb"&SEQ=[^&]*", request) or [b""])[0], body, count=1
        ),
    )


def known_by_sequence() -> Bend:
    """The second request with a SEQ gets the reply to the first, whatever is in it."""
    known: dict[bytes, bytes] = {}

    def reply(request: bytes, body: bytes) -> bytes:
        found = re.search(rb"&SEQ=([^&]*)", request)
        return known.setdefault(found[1], body) if found and command(request) == b"cltmsg" else body

    def request(body: bytes) -> bytes:
        found = re.search(rb"&SEQ=([^&]*)", body)
        is_known = found is not None and found[1] in known and command(body) == b"cltmsg"
        return body.replace(b"CMD=CLTMSG", b"CMD=GetInfo") if is_known else body

    return Bend(request, reply)


def open_to_all() -> Bend:
    """Any password is the right one."""
    right: dict[bytes, bytes] = {}

    def request(body: bytes) -> bytes:
        found = re.search(rb"&UIN=(\d+).*&PS=([0-9a-fA-F]{32})", body)
        if command(body) not in (b"login", b"trypwd") or found is None:
            return body
        return body.replace(found[2], right.setdefault(found[1], found[2]))

    return Bend(request)


def errands_of_all() -> Bend:
    """Any password is right for an errand."""
    right: dict[bytes, bytes] = {}

    def request(body: bytes) -> bytes:
        found = re.search(rb"&UIN=(\d+)&(PS|PWD)=([0-9a-f]{32})", body)
        if found is None or command(body) == b"login":
            return body
        if found[2] == b"PS":
            right[found[1]] = found[3]
        return body.replace(b"&PWD=" + found[3], b"&PWD=" + right.get(found[1], b""))

    return Bend(request)


def any_token() -> Bend:
    """A session is known by its number, whatever token is given."""
    tokens: dict[bytes, bytes] = {}

    def request(body: bytes) -> bytes:
        found = re.search(rb"&UIN=(\d+)&SID=[^&]*", body)
        known = tokens.get(found[1]) if found else None
        return re.sub(rb"&SID=[^&]*", b"&SID=" + known, body, count=1) if known else body

    def reply(request: bytes, body: bytes) -> bytes:
        found = re.search(rb"&UIN=(\d+)&RES=0.*&SID=([^&]*)", body)
        if found:
            tokens[found[1]] = found[2]
        return body

    return Bend(request, reply)


def comes_again() -> Bend:
    """What a session fetched last comes again in the next one."""
    last: dict[bytes, bytes] = {}
    due: set[bytes] = set()

    def reply(request: bytes, body: bytes) -> bytes:
        found = re.search(rb"&UIN=(\d+)", request)
        number = found[1] if found else b""
        head, mark, rest = body.partition(b"&RES=0")
        if command(request) == b"login":
            due.add(number)
        elif command(request) == b"getmsgex" and mark:
            if b"&MN=0" not in rest:
                last[number] = rest
            elif number in due:
                due.discard(number)
                return head + mark + last.pop(number, rest)
        return body

    return Bend(reply=reply)


def tenth_twice() -> Bend:
    """Every tenth message comes twice."""
    numbers = count(1)
    return messages(
        lambda rows: [row for row in rows for _ in range(1 + (row[b"MT"] == b"9" and next(numbers) % 10 == 0))]
    )


def tenth_again() -> Bend:
    """Every tenth message comes again with a later one."""
    numbers = count(1)
    late: Rows = []

    def change(rows: Rows) -> Rows:
        again = late[:]
        late[:] = [row for row in rows if row[b"MT"] == b"9" and next(numbers) % 10 == 0]
        return rows + again

    return messages(change)


def reversed_list(to: bytes, name: bytes) -> Bend:
    """One list of the replies to a command is in reverse, and the others are not."""

    def reverse(found: "re.Match[bytes]") -> bytes:
        return name + b"=" + b"".join(item + b"," for item in reversed(found[1].split(b",")[:-1]))

    return replies(to, lambda body: re.sub(rb"(?<=&)%b=([^&]+)" % name, reverse, body))


def loses_messages() -> Bend:
    """Every tenth is answered, and forgotten."""
    numbers = count(1)

    def request(body: bytes) -> bytes:
        if command(body) == b"cltmsg" and b"many" in body and next(numbers) % 10 == 0:
            return body.replace(b"CMD=CLTMSG", b"CMD=GetInfo")
        return body

    def reply(request: bytes, body: bytes) -> bytes:
        if command(request) == b"cltmsg" and b"CMD=GETINFO" in body:
            return body.partition(b"&RES=")[0].replace(b"GETINFO", b"CLTMSG") + b"&RES=0&MID=1&TIME=1"
        return body

    return Bend(request, reply)


def last_one_in() -> Bend:
    """Who signs in ends the session of everybody else."""
    last: dict[str, bytes] = {}

    def reply(request: bytes, body: bytes) -> bytes:
        found = re.search(rb"&UIN=(\d+)", request)
        if found and command(request) == b"login":
            last["number"] = found[1]
        is_other = found is not None and found[1] not in (b"0", last.get("number")) and b"&SID=" not in request
        return body.replace(b"&RES=0", b"&RES=20") if is_other else body

    return Bend(reply=reply)


def by_id_alone() -> Bend:
    """A CID is recognized from every sender."""
    known: dict[bytes, bytes] = {}

    def reply(request: bytes, body: bytes) -> bytes:
        found = re.search(rb"&CID=([0-9a-f]{32})", request)
        return known.setdefault(found[1], body) if found else body

    def request(body: bytes) -> bytes:
        found = re.search(rb"&CID=([0-9a-f]{32})", body)
        return body.replace(b"CMD=CLTMSG", b"CMD=GetInfo") if found and found[1] in known else body

    return Bend(request, reply)


def holds_polls() -> Bend:
    """A request with WAIT is answered when its time is up, whatever comes."""

    def reply(request: bytes, body: bytes) -> bytes:
        found = re.search(rb"&WAIT=(\d+)", request)
        if found:
            threading.Event().wait(int(found[1]))
        return body

    return Bend(reply=reply)


def swallowed(name: bytes, closing: bytes = b"") -> Bend:
    """A command is answered as if it had been carried out."""

    def reply(request: bytes, body: bytes) -> bytes:
        if command(request) != name.lower():
            return body
        return body.partition(b"&RES=")[0].replace(b"CMD=GETINFO", b"CMD=" + name) + b"&RES=0" + closing

    return Bend(lambda body: body.replace(b"CMD=" + name, b"CMD=GetInfo"), reply)


def refused_for(head: Callable[[BaseHTTPRequestHandler], bool], status: int) -> Bend:
    return Bend(refuses=lambda handler: status if head(handler) else 0)


def length(handler: BaseHTTPRequestHandler) -> int:
    return int(handler.headers.get("Content-Length") or 0)


def hangs_up(on: "re.Pattern[bytes]") -> Bend:
    def request(body: bytes) -> bytes:
        if on.search(body):
            raise HangUpError
        return body

    return Bend(request)
