"""Each row fails on a server that breaks its rule. All rows with QQDESK_TEST_LONG=1, else every third."""

import os
import re
import secrets
import threading
from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path

import pytest

from qqdesk.conformance.errors import Verdict
from qqdesk.conformance.rows import SECTIONS
from tests.conformance.broken_server import Break, BrokenServer, HangUpError
from tests.helpers.conformance import failed, outcomes
from tests.helpers.server import ServerProcess, running_server

Row = dict[bytes, bytes]
_LISTS = (b"MID", b"TIME", b"CID", b"ROOM", b"MENT", b"FILE", b"REF", b"MN", b"MT", b"UN", b"MG")
_COLUMN = rb"&(MID|TIME|CID|ROOM|MENT|FILE|REF|MT|UN|MG)=([^&]*)"
_NUMBERS = count(1)
PATIENCE_S = 60.0
SOON_S = 0.5


def command(request: bytes) -> bytes:
    found = re.match(rb"(?:VER=[^&]*&)?CMD=([^&]*)", request)
    return found[1].lower() if found else b""


def requests(pattern: bytes, by: bytes, of: bytes = b"") -> Break:
    """Replace in all requests, or in those of one command."""
    return Break(request=lambda body: re.sub(pattern, by, body) if of in (b"", command(body)) else body)


def replies(pattern: bytes, by: bytes, of: bytes = b"") -> Break:
    """Replace in all replies, or in those to one command."""
    return Break(reply=lambda request, body: re.sub(pattern, by, body) if of in (b"", command(request)) else body)


def messages(change: Callable[[Row], list[Row]]) -> Break:
    """Replace each message of GetMsgEx, which is a dictionary of raw values."""

    def reply(request: bytes, body: bytes) -> bytes:
        if b"CMD=GETMSGEX&" not in body or b"&MN=0" in body:
            return body
        head, mark, rest = body.partition(b"&RES=0")
        columns = {name: raw.split(b",")[:-1] for name, raw in re.findall(_COLUMN, rest)}
        rows = [dict(zip(columns, values, strict=True)) for values in zip(*columns.values(), strict=True)]
        rows = [new for row in rows for new in change(row)]
        if not rows:
            return head + mark + b"&MN=0"
        lists = {name: b"".join(row[name] + b"," for row in rows) for name in columns} | {b"MN": b"%d" % len(rows)}
        return head + mark + b"".join(b"&%b=%b" % (name, lists[name]) for name in _LISTS if name in lists)

    return Break(reply=reply)


def lost(**fields: bytes) -> Break:
    """Messages with these values do not come."""
    return messages(lambda row: [] if all(row[name.encode()] == value for name, value in fields.items()) else [row])


def doubled(**fields: bytes) -> Break:
    return messages(lambda row: [row] * (1 + all(row[name.encode()] == value for name, value in fields.items())))


def texts(pattern: bytes, by: bytes) -> Break:
    return messages(lambda row: [row | {b"MG": re.sub(pattern, by, row[b"MG"])}])


def with_gaps(row: Row) -> list[Row]:
    return [row | {b"MID": b"%d" % (2 * int(row[b"MID"]))} if b"MID" in row else row]


def in_other_order(name: bytes) -> Break:
    """The fields after RES are reversed."""

    def reply(request: bytes, body: bytes) -> bytes:
        head, mark, rest = body.partition(b"&RES=0&")
        if command(request) != name or not rest:
            return body
        return head + mark + b"&".join(reversed(rest.split(b"&")))

    return Break(reply=reply)


def hangs_up(on: bytes) -> Break:
    def request(body: bytes) -> bytes:
        if re.search(on, body):
            raise HangUpError
        return body

    return Break(request)


def holds_polls() -> Break:
    """A poll that may hang for long is answered too late."""

    def reply(request: bytes, body: bytes) -> bytes:
        found = re.search(rb"&WAIT=(\d+)", request)
        if found and int(found[1]) > 1:
            threading.Event().wait(3 * SOON_S)
        return body

    return Break(reply=reply)


def sends_again_after_login() -> Break:
    """The last messages of a session come again after the next Login."""
    last: dict[bytes, bytes] = {}
    due: set[bytes] = set()

    def reply(request: bytes, body: bytes) -> bytes:
        found = re.search(rb"&UIN=(\d+)", request)
        number = found[1] if found else b""
        head, mark, rest = body.partition(b"&RES=0")
        if command(request) == b"login":
            due.add(number)
        elif command(request) == b"getmsgex" and b"&MN=0" not in rest:
            last[number] = rest
        elif command(request) == b"getmsgex" and number in due:
            due.discard(number)
            return head + mark + last.pop(number, rest)
        return body

    return Break(reply=reply)


def shares_values() -> Break:
    """GetBook of any account returns the values of the account that changed some."""
    owner: list[bytes] = []

    def request(body: bytes) -> bytes:
        found = re.search(rb"&UIN=(\d+)&SID=(\w+)", body)
        assert found is not None or command(body) not in (b"changebook", b"getbook")
        if command(body) == b"changebook" and found is not None:
            owner[:] = [found[0]]
        elif command(body) == b"getbook" and owner:
            return re.sub(rb"&UIN=\d+&SID=\w+", owner[0], body)
        return body

    return Break(request)


def new_client_ids() -> Break:
    return Break(lambda body: re.sub(rb"&CID=[0-9a-f]{32}", b"&CID=" + secrets.token_hex(16).encode(), body))


BREAKS: dict[str, Break] = {
    "http.reply": Break(reply=lambda _, body: body + b"\r\n"),
    "http.path": Break(status=lambda head, status: status if head.path == "/" else 404),
    "http.content-type": Break(status=lambda head, s: 415 if "octet" in str(head.headers.get("Content-Type")) else s),
    "http.1.0": Break(status=lambda head, status: status if head.request_version == "HTTP/1.1" else 505),
    "http.post-only": Break(status=lambda head, status: 200),
    "http.largest": Break(status=lambda head, status: 413 if int(head.headers["Content-Length"]) > 32_768 else status),
    "http.too-large": Break(status=lambda head, status: 500 if status == 413 else status),
    "before.session login.refused logout.ends token.only": replies(rb"&RES=20", b"&RES=0"),
    "before.logout": replies(rb"&RES=0", b"&RES=20", b"logout"),
    "before.hello": replies(rb"&NOW=\d+", b""),
    "login.granted token.granted": in_other_order(b"login"),
    "login.wrong token.refused": replies(rb"&RS=1", b"&RS=0", b"login"),
    "login.unknown error.version error.sentence": replies(rb"&RA=[^&]*", b"&RA="),
    "login.sloppy": hangs_up(rb"CMD=Login.*&PS=[0-9]*[A-F]"),
    "login.several": replies(rb"&RES=0", b"&RES=20", b"list"),
    "form.echo": replies(rb"&SEQ=0+(?=\d)", b"&SEQ="),
    "form.version": replies(rb"^VER=[^&]*", b"VER=1.1"),
    "form.order": replies(rb"CMD=Change_Stat", b"CMD=CHANGE_STAT"),
    "form.closing": Break(reply=lambda _, body: body.removesuffix(b"&")),
    "form.letters": replies(rb"&RES=0", b"&RES=11", b"list"),
    "form.sloppy": hangs_up(rb"TN=1 &"),
    "form.percent": requests(rb"&UN=%", b"&UN=x%", b"getinfo"),
    "list.refused": texts(rb".*it is me.*", b""),
    "list.granted": lost(MT=b"3"),
    "list.add": replies(rb"&CD=1", b"&CD=0", b"addtolist"),
    "list.ask-back": requests(rb"&CD=2&RS=and you", rb"&CD=0&RS="),
    "list.let-in list.once": replies(rb"&CD=0", b"&CD=1", b"addtolist"),
    "list.notified": lost(MT=b"1"),
    "list.one-way presence.unlisted": requests(rb"CMD=DelFromList", b"CMD=GetInfo"),
    "list.form": replies(rb",$", b"", b"list"),
    "list.pages presence.pages block.list": replies(rb"&FN=0", b"&FN=1"),
    "list.unknown block.strange change.unknown change.stranger": replies(rb"&RES=30", b"&RES=0"),
    "list.oneself": replies(rb"&RES=32", b"&RES=0", b"addtolist"),
    "presence.query": replies(rb"&SN=1&ST=", b"&SN=2&ST="),
    "presence.columns": Break(
        reply=lambda _, body: re.sub(rb"(?<=&NK=)([^,]+),([^,]+),$", rb"\2,\1,", body)
    ),
    "presence.change presence.goes receipt.presence": lost(MT=b"99"),
    "presence.invisible typing.unseen": requests(rb"&ST=[24]0", b"&ST=30", b"change_stat"),
    "presence.again message.next-session": sends_again_after_login(),
    "info.fields info.levels": in_other_order(b"getinfo"),
    "finger.form": in_other_order(b"finger"),
    "finger.pages": requests(rb"&UN=\d+", b"", b"finger"),
    "finger.terms": requests(rb"&(AG|SX)=\d+", rb"&\1=", b"finger"),
    "server.10000 message.stranger typing.refused": replies(rb"&RES=31", b"&RES=30"),
    "message.none": replies(rb"&MN=0$", b"&MN=0&MT=&UN=&MG="),
    "message.lists message.old-only": replies(rb"&MN=", b"&MID=1,&TIME=1,&MN="),
    "message.once": doubled(MT=b"9"),
    "message.many": doubled(MG=b"20 of many"),
    "receipt.many": lost(MG=b"20 of many"),
    "message.refetch": Break(reply=lambda _, body: body.replace(b"&RES=0", b"&N=%d&RES=0" % next(_NUMBERS))),
    "message.repeat": doubled(MG=b"the same bytes"),
    "message.sequence": lost(MG=b"two"),
    "message.waits": lost(MG=b"away"),
    "message.either": lost(MG=b"to my contact"),
    "text.ascii text.escapes text.once": texts(rb"%2c", "，".encode()),
    "text.lines": texts(rb"%0[da]", b" "),
    "text.world text.emoji": texts(rb"[\xf0-\xf4][\x80-\xbf]{3}", b"?"),
    "text.longest": texts(rb"(.{1000}).*", rb"\1"),
    "text.tail": requests(rb"(?s)(&MG=[^&]*)&.*", rb"\1"),
    "text.percent": requests(rb"%(?=[0-9A-F]{2})", b"%25", b"cltmsg"),
    "text.odd": requests(rb"%(?![0-9a-fA-F]{2})", b"", b"cltmsg"),
    "text.not-utf8 text.gb18030": Break(lambda body: body.decode("utf-8", "ignore").encode()),
    "text.form": requests(rb"\+", b" ", b"cltmsg"),
    "text.too-long": replies(rb"&RES=41", b"&RES=0"),
    "error.command error.extensions": replies(rb"&RES=11", b"&RES=0"),
    "error.fields error.head sending.malformed account.malformed book.malformed change.no-emoji": replies(
        rb"&RES=10", b"&RES=0"
    ),
    "room.malformed": replies(rb"&RES=10", b"&RES=0", b"newroom"),
    "error.garbage": hangs_up(rb"\A(?!VER=)"),
    "error.damaged": replies(rb"&RES=10", b"&RES=50"),
    "token.devices token.classic": replies(rb"&RES=0", b"&RES=20", b"list"),
    "token.logout": replies(rb"&WHY=\d", b""),
    "token.signed-out": requests(rb"&KEPT=1", b"", b"login"),
    "token.same-device": replies(rb"&ST=30,", b"&ST=10,", b"query_stat"),
    "token.mixed": lost(MT=b"9"),
    "token.status": requests(rb"&STA=20", b"&STA=10"),
    "token.everyone": replies(rb"&ST=20,", b"&ST=10,", b"query_stat"),
    "token.held-off": replies(rb"&WAIT=\d+", b""),
    "receipt.lists": messages(with_gaps),
    "sending.answer": replies(rb"&TIME=\d+", b"&TIME=1", b"cltmsg"),
    "receipt.kept": requests(rb"&ACK=\d+", b"", b"getmsgex"),
    "receipt.next-session": lost(MG=b"second"),
    "receipt.wrong-ack": lost(MG=b"not yet stored"),
    "receipt.hangs": requests(rb"&WAIT=\d+", b"", b"getmsgex"),
    "receipt.wakes receipt.newer receipt.ended": holds_polls(),
    "sending.once sending.at-once sending.next-session sending.delivered change.repeat": new_client_ids(),
    "sending.own": lost(MG=b"yours"),
    "list.open": replies(rb"&UN=\d+,", b"&UN=1,", b"listreqs"),
    "conversations.first": replies(rb"&WHO=\d+,", b"&WHO=1,", b"talks"),
    "conversations.pages": replies(rb"&MT=(\d+),(\d+),", rb"&MT=\2,\1,", b"getlog"),
    "conversations.last-page": replies(rb"&FN=0", b"&FN=1", b"getlog"),
    "conversations.delivered": replies(rb"&DLV=1", b"&DLV=0", b"getlog"),
    "conversations.seen": replies(rb"&SEEN=\d+,", b"&SEEN=0,", b"talks"),
    "conversations.cleared": requests(rb"&MID=\d+", b"&MID=0", b"clearlog"),
    "room.made room.once": new_client_ids(),
    "room.members": replies(rb"&ROLE=(\d),(\d),", rb"&ROLE=\2,\1,", b"roominfo"),
    "room.invited": lost(MT=b"77"),
    "room.message": doubled(MG=b"to all"),
    "room.mentions": requests(rb"&MENT=[^&]*", b"", b"cltmsg"),
    "room.order": messages(with_gaps),
    "room.kept": requests(rb"&ROOM=[^&]*&RACK=[^&]*", b"", b"getmsgex"),
    "room.log": replies(rb"&UN=(\d+),(\d+),", rb"&UN=\2,\1,", b"getlog"),
    "room.seen": requests(rb"&MID=\d+", b"&MID=0", b"seen"),
    "room.shown": lost(MT=b"94"),
    "room.changed": lost(MT=b"80"),
    "room.rights room.writers change.others change.no-nudge": replies(rb"&RES=31", b"&RES=0"),
    "room.open": replies(rb"&CD=0", b"&CD=1", b"addtolist"),
    "room.ask": lost(MT=b"78"),
    "room.closed": replies(rb"&CD=3", b"&CD=0", b"addtolist"),
    "room.code": replies(rb"&ROOM=", b"&ROOM=1", b"showinvite"),
    "room.by-code": requests(rb"&INVITE=[^&]*", b"", b"addtolist"),
    "room.code-ends": requests(rb"CMD=DelFromList", b"CMD=GetInfo"),
    "room.left room.leave": requests(rb"CMD=DelFromList", b"CMD=GetInfo"),
    "room.removed": lost(MT=b"82"),
    "room.keeper": replies(rb"&ROLE=2,", b"&ROLE=1,", b"listrooms"),
    "room.rate": replies(rb"&RES=40", b"&RES=0", b"cltmsg"),
    "room.without": replies(rb"&RES=30", b"&RES=0", b"cltmsg"),
    "room.contact": replies(rb"&ST=10,", b"&ST=30,", b"query_stat"),
    "room.read": texts(rb"\A[^:]*: ", b""),
    "room.written": lost(MG=b"from an old client"),
    "file.uploaded": replies(rb"\ARES=0&POS=\d+", b"RES=0&POS=1"),
    "file.place": replies(rb"\ARES=33", b"RES=0"),
    "file.continued file.forwarded": replies(rb"&POS=\d+", b"&POS=0", b"newfile"),
    "file.digest": replies(rb"\ARES=34", b"RES=0"),
    "file.id": replies(rb"&RES=10", b"&RES=0", b"newfile"),
    "file.message": replies(rb"&FILE=[^&]*", b""),
    "file.without": replies(rb"&MN=(?=[1-9])", b"&FILE=,&MN="),
    "file.refused": replies(rb"&RES=30", b"&RES=0", b"cltmsg"),
    "file.download": Break(status=lambda head, status: 200 if status == 206 else status),
    "file.browser": Break(header=lambda head: {"Content-Type": "image/jpeg"} if "/f/" in head.path else {}),
    "file.reach file.room": replies(rb"&RES=30", b"&RES=0", b"getfile"),
    "file.ends": Break(status=lambda head, status: 200 if "/f/" in head.path else status),
    "file.thumbnail": replies(rb"&SIZE=\d+", b"&SIZE=1", b"getfile"),
    "file.face": requests(rb"&FACE=[^&]*", b"", b"modifyinfo"),
    "sending.refused block.messages": replies(rb"&RES=31", b"&RES=0", b"cltmsg"),
    "change.reply": requests(rb"&REF=[^&]*", b"", b"cltmsg"),
    "change.react": lost(MT=b"96"),
    "change.edit": lost(MT=b"97"),
    "change.recall": lost(MT=b"95"),
    "change.nudge": replies(rb"&RES=40", b"&RES=0", b"nudge"),
    "account.password": replies(rb"&RES=32", b"&RES=0"),
    "typing.notified": lost(MT=b"90"),
    "typing.often": doubled(MT=b"90"),
    "account.profile": requests(rb"&JB=[^&]*", b"", b"modifyinfo"),
    "account.notified": lost(MT=b"98"),
    "account.lines": requests(rb"&STX=[^&]*", b"", b"modifyinfo"),
    "account.away": replies(rb"&ST=31", b"&ST=30", b"query_stat"),
    "account.seen": replies(rb"&SEEN=0,", b"&SEEN=5,", b"query_stat"),
    "account.read": lost(MT=b"94"),
    "account.allow": requests(rb"&ALLOW=\d", b"&ALLOW=0", b"modifyinfo"),
    "account.listed": requests(rb"&LISTED=\d", b"&LISTED=1", b"modifyinfo"),
    "account.search": requests(rb"&NICK=[^&]*", b"", b"finger"),
    "block.presence": requests(rb"CMD=Block&", b"CMD=Unblock&"),
    "block.adding": replies(rb"&CD=3", b"&CD=0", b"addtolist"),
    "book.form": in_other_order(b"getbook"),
    "book.kept book.nothing": replies(rb"&WAS=\d+", b"&WAS=7"),
    "book.own": shares_values(),
    "book.later": Break(lambda body: re.sub(rb"&TIME=\d+", b"&TIME=%d" % (10**12 + next(_NUMBERS)), body)),
    "book.clock": replies(rb"&TIME=\d+", b"&TIME=%d" % 2**61, b"getbook"),
    "book.away": replies(rb"&VAL=,", b"&VAL=x,"),
    "invite.form": replies(rb"&INVITE=[^&]*", b"&INVITE=1234", b"invite"),
    "invite.shown": replies(rb"&UN=\d+", b"&UN=0", b"showinvite"),
    "invite.joins": lost(MT=b"86"),
    "invite.used-up invite.ended": replies(rb"&RES=35", b"&RES=0"),
    "place.refused place.classic": replies(rb"&RES=\d+", b"&RES=0", b"placelog"),
    "place.administrators": replies(rb"&RES=0", b"&RES=31", b"listadmins"),
    "place.ban place.last": replies(rb"&RES=31", b"&RES=50", b"place"),
    "place.reset": replies(rb"&RES=35", b"&RES=0", b"resetpassword"),
    "invite.rights": replies(rb"&RES=31", b"&RES=0", b"invite"),
    "invite.ask": replies(rb"&RES=32", b"&RES=0", b"askin"),
    "page.served": Break(header=lambda _: {"Cache-Control": "public"}),
    "page.policy": Break(header=lambda _: {"Content-Security-Policy": "default-src *"}),
    "page.head": Break(header=lambda head: {"Content-Length": "0"} if head.command == "HEAD" else {}),
    "page.post": Break(status=lambda head, status: 200 if head.path == "/i" else status),
    "reach.addresses": replies(rb"&ADDR=", b"&ADDR=127.0.0.1:8000,"),
    "reach.call-back": replies(rb"&RES=32", b"&RES=0", b"callback"),
}  # fmt: skip
"""The change of the server, by the rows that fail."""

UNTESTED = {"before.register", "change.limit", "http.close", "http.kept", "http.pieces", "list.unasked"}
"""Rows whose rule no change of requests and replies breaks, and one that needs a server of its own."""

TRIED = [*BREAKS][:: 1 if "QQDESK_TEST_LONG" in os.environ else 3]


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ServerProcess]:
    with running_server(tmp_path_factory.mktemp("server"), arguments=("--no-announce", "--invites", "all")) as server:
        yield server


@pytest.mark.parametrize("rows", TRIED)
def test_a_row_fails_on_a_broken_server(server: ServerProcess, rows: str) -> None:
    keys = rows.split()
    with BrokenServer(server.port, BREAKS[rows]) as broken:
        found = outcomes(broken.url, *keys, timeout=PATIENCE_S, soon=SOON_S)
    assert set(keys) <= set(failed(found)), {key: (str(found[key].verdict), found[key].seen) for key in keys}


def test_changes_where_they_are_switched_off(tmp_path: Path) -> None:
    arguments = ("--no-announce", "--registration", "open", "--recall-minutes", "0")
    with running_server(tmp_path, arguments=arguments) as server:
        right = outcomes(server.address, "change.")
        with BrokenServer(server.port, replies(rb"&RES=31", b"&RES=0", b"recall")) as broken:
            wrong = outcomes(broken.url, "change.limit")
    assert not failed(right) and right["change.limit"].verdict is Verdict.HOLDS
    assert {right[key].verdict for key in ("change.edit", "change.recall")} == {Verdict.NOT_OFFERED}
    assert set(failed(wrong)) == {"change.limit"}


def test_an_older_server_lacks_one_command_of_administrators(server: ServerProcess) -> None:
    older = replies(rb"&RES=31", b"&RES=11", b"fetchbackup")
    with BrokenServer(server.port, older) as lacking:
        found = outcomes(lacking.url, "place.refused")["place.refused"]
    assert (found.verdict, found.seen) == (Verdict.NOT_OFFERED, "there is no FetchBackup")


def test_a_server_that_ignores_acknowledgements_fails_one_row(server: ServerProcess) -> None:
    with BrokenServer(server.port, requests(rb"&ACK=\d+", b"", b"getmsgex")) as broken:
        found = outcomes(broken.url, "receipt.lists", "receipt.kept", "receipt.many", "typing.")
    assert set(failed(found)) == {"receipt.lists"}
    assert (found["receipt.kept"].verdict, found["receipt.kept"].seen) == (
        Verdict.NOT_TRIED,
        "ACK is ignored, see receipt.lists",
    )


def test_a_slow_server_fails_no_row(server: ServerProcess) -> None:
    def reply(request: bytes, body: bytes) -> bytes:
        if command(request) == b"finger":
            threading.Event().wait(1.0)
        return body

    with BrokenServer(server.port, Break(reply=reply)) as slow:
        found = outcomes(slow.url, "finger.form", "info.fields", timeout=0.5)
    assert (found["finger.form"].verdict, found["finger.form"].is_trouble) == (Verdict.NOT_TRIED, True)
    assert "no complete reply came within 0.5 s" in found["finger.form"].seen


def test_every_row_is_tested() -> None:
    tested = [key for rows in BREAKS for key in rows.split()]
    assert sorted([*tested, *UNTESTED]) == sorted(row.key for section in SECTIONS for row in section.rows)


def test_a_row_that_needs_a_failed_one_is_not_tried(server: ServerProcess) -> None:
    with BrokenServer(server.port, BREAKS["message.once"]) as broken:
        found = outcomes(broken.url, "message.once", "message.waits", "text.ascii", "message.stranger")
    assert set(failed(found)) == {"message.once"}
    for key in ("message.waits", "text.ascii"):
        assert (found[key].verdict, found[key].seen) == (Verdict.NOT_TRIED, "message.once does not hold")
    assert found["message.stranger"].verdict is Verdict.HOLDS


def test_a_row_that_fails_spoils_no_later_one(server: ServerProcess) -> None:
    """One leaves an open contact request, the other a session that has ended."""

    def request(body: bytes) -> bytes:
        if command(body) == b"ack_addtolist" and re.search(rb"&RS=and.{1,3}you", body):
            body = re.sub(rb"CMD=\w+&(.*?)&UN=.*", rb"CMD=List&\1&TN=1&UN=0", body)
        return re.sub(rb"CMD=EndDev&", b"CMD=Logout&", body, flags=re.IGNORECASE)

    with BrokenServer(server.port, Break(request)) as broken:
        found = outcomes(broken.url, "list.", "token.", soon=SOON_S)
    assert set(failed(found)) == {"list.ask-back", "token.signed-out"}
    assert found["list.pages"].verdict is found["token.status"].verdict is Verdict.HOLDS


def test_the_rows_hold_behind_a_proxy_that_changes_nothing(server: ServerProcess) -> None:
    with BrokenServer(server.port, Break()) as proxy:
        found = outcomes(proxy.url, *(key for rows in TRIED for key in rows.split()))
    assert not [(key, one.verdict, one.seen) for key, one in found.items() if one.verdict is not Verdict.HOLDS]


def test_a_row_needs_earlier_ones() -> None:
    earlier = {""}
    for section in SECTIONS:
        for row in section.rows:
            assert row.needs in earlier, row.key
            earlier.add(row.key)


def test_statements_fit_on_a_line() -> None:
    statements = [row.statement for section in SECTIONS for row in section.rows]
    assert not [text for text in statements if len(text) > 65 or text.endswith(".")]
