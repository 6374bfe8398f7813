"""Servers that break one rule each: the table says which. All of them with QQDESK_TEST_LONG=1, else every third."""

import os
import re
import secrets
from collections.abc import Iterator

import pytest

from qqdesk.conformance.row import Verdict
from qqdesk.conformance.rows import SECTIONS
from tests.conformance.bends import (
    any_token,
    asked,
    by_id_alone,
    comes_again,
    command,
    doubled,
    errands_of_all,
    hangs_up,
    holds_polls,
    in_other_order,
    known_by_sequence,
    last_one_in,
    length,
    loses_messages,
    messages,
    open_to_all,
    refused_for,
    replaced,
    replies,
    reversed_list,
    swallowed,
    tenth_again,
    tenth_twice,
    texts,
    told_more,
    without,
    without_repeats,
)
from tests.conformance.test_other_servers import classic_accounts
from tests.helpers.bending import Bend, BentServer
from tests.helpers.classic_server import ClassicServer
from tests.helpers.conformance import failed, outcomes
from tests.helpers.server import ServerProcess, running_server

BENDS: dict[str, tuple[Bend, tuple[str, ...]]] = {
    "a line end behind the reply": (Bend(reply=lambda _, body: body + b"\r\n"), ("http.reply",)),
    "a byte order mark": (Bend(reply=lambda _, body: b"\xef\xbb\xbf" + body), ("http.reply",)),
    "another character set": (Bend(kind="text/html; charset=gb2312"), ("http.reply",)),
    "GET is served": (Bend(get=200), ("http.post-only",)),
    "one path only": (refused_for(lambda handler: handler.path != "/", 404), ("http.path",)),
    "one Content-Type only": (
        refused_for(lambda handler: "octet" in str(handler.headers.get("Content-Type")), 415), ("http.content-type",),
    ),
    "no HTTP/1.0": (refused_for(lambda handler: handler.request_version == "HTTP/1.0", 505), ("http.1.0",)),
    "bodies of 32 KiB": (refused_for(lambda handler: length(handler) > 32 * 1024, 413), ("http.largest",)),
    "another status for what is too large": (
        refused_for(lambda handler: length(handler) > 64 * 1024, 500), ("http.too-large",),
    ),
    "Logout wants a session": (replaced(b"&RES=0", b"&RES=20", b"logout"), ("before.logout",)),
    "Hello without a clock": (Bend(reply=lambda _, body: re.sub(rb"&NOW=\d+", b"", body)), ("before.hello",)),
    "a hash in small letters": (hangs_up(re.compile(rb"CMD=Login.*&PS=[0-9]*[A-F]")), ("login.sloppy",)),
    "one session for all": (last_one_in(), ("login.several",)),
    "who was let in is asked": (replaced(b"&CD=0", b"&CD=1", b"addtolist"), ("list.let-in", "list.once")),
    "nobody is everybody": (
        replaced(b"&RES=30", b"&RES=0"), ("list.nobody", "info.nobody", "message.nobody", "block.strange"),
    ),
    "it counts one too many": (
        Bend(reply=lambda _, body: re.sub(rb"&SN=1&ST=", b"&SN=2&ST=", body)), ("presence.query",),
    ),
    "search begins anew each time": (asked(rb"&UN=\d+", b"", b"finger"), ("finger.pages",)),
    "empty lists": (Bend(reply=lambda _, body: re.sub(rb"&MN=0$", b"&MN=0&MT=&UN=&MG=", body)), ("message.none",)),
    "only our own escapes are read": (asked(rb"%(?=[0-9A-F]{2})", b"%25", b"cltmsg"), ("text.percent",)),
    "odd percents are dropped": (asked(rb"%(?![0-9a-fA-F]{2})", b"", b"cltmsg"), ("text.odd",)),
    "odd bytes are dropped": (
        Bend(request=lambda body: body.decode("utf-8", "ignore").encode()), ("text.not-utf8",),
    ),
    "ten thousand bytes": (Bend(request=lambda body: body[:10_000]), ("text.longest-emoji",)),
    "any version is fine": (replaced(b"&RES=12", b"&RES=0"), ("error.version",)),
    "odd bytes break it": (hangs_up(re.compile(rb"[\xff\x00]")), ("error.damaged", "text.not-utf8")),
    "DelFromList does nothing": (swallowed(b"DelFromList", b"&"), ("list.one-way",)),
    "no status at sign-in": (
        Bend(request=lambda body: body.replace(b"&STA=20", b"&STA=10"),
             reply=lambda request, body: body.replace(b"&STA=10", b"&STA=20") if b"&STA=20" in request else body),
        ("token.status",),
    ),
    "the offline are present": (replaced(b"&ST=20,", b"&ST=10,", b"query_stat"), ("token.everyone",)),
    "no WAIT": (Bend(reply=lambda _, body: re.sub(rb"&WAIT=\d+", b"", body)), ("token.held-off",)),
    "polls are held": (holds_polls(), ("receipt.wakes", "receipt.newer", "receipt.ended")),
    "a CID is anybody's": (by_id_alone(), ("sending.own",)),
    "a CID that is none is dropped": (
        Bend(request=lambda body: re.sub(rb"&CID=(?![0-9a-f]{32}&)[^&]*", b"", body)), ("sending.malformed",),
    ),
    "TryPwd says yes": (replaced(b"&RS=1", b"&RS=0", b"trypwd"), ("errand.try",)),
    "no errands after all": (
        Bend(reply=lambda request, body: body.replace(b"&RES=0", b"&RES=32") if b"&PWD=" in request else body),
        ("errand.done", "errand.unseen"),
    ),
    "writing is told twice": (
        messages(lambda rows: [row for row in rows for _ in range(1 + (row[b"MT"] == b"90"))]), ("typing.often",),
    ),
    "what cannot be is fine": (replaced(b"&RES=10", b"&RES=0"), ("account.malformed", "book.malformed")),
    "any old password will do": (replaced(b"&RES=32", b"&RES=0", b"modifypwd"), ("account.wrong",)),
    "NICK is ignored": (asked(rb"&NICK=[^&]*", b"", b"finger"), ("account.search",)),
    "who is blocked may add": (replaced(b"&CD=3", b"&CD=0", b"addtolist"), ("block.adding",)),
    "the book's fields in another order": (in_other_order(b"getbook"), ("book.form",)),
    "every change is one": (
        replies(b"changebook", lambda body: re.sub(rb"&WAS=\d+", b"&WAS=7", body)), ("book.nothing", "book.kept"),
    ),
    "what is taken away is not told": (
        replies(b"getbook", lambda body: re.sub(rb"&VAL=,", b"&VAL=x,", body)), ("book.away",),
    ),
    "SEQ is a number": (
        Bend(reply=lambda _, body: re.sub(rb"&SEQ=0+(?=\d)", b"&SEQ=", body)), ("form.echo",),
    ),
    "VER is its own": (Bend(reply=lambda _, body: re.sub(rb"^VER=[^&]*", b"VER=1.1", body)), ("form.version",)),
    "command names in capitals": (replaced(b"CMD=Change_Stat", b"CMD=CHANGE_STAT"), ("form.order",)),
    "no closing &": (Bend(reply=lambda _, body: body.removesuffix(b"&")), ("form.closing",)),
    "exact command names": (
        Bend(reply=lambda request, body: body.replace(b"&RES=0", b"&RES=11") if b"CMD=lIsT" in request else body),
        ("form.letters",),
    ),
    "blanks are no harm to nobody": (hangs_up(re.compile(rb"TN=1 &")), ("form.sloppy",)),
    "percent-encoded numbers are none": (asked(rb"&UN=%", b"&UN=x%", b"getinfo"), ("form.percent",)),
    "any password is right": (open_to_all(), ("login.wrong", "login.refused", "token.refused", "account.password")),
    "HI before RS": (in_other_order(b"login"), ("login.granted", "token.granted")),
    "a refusal without a reason": (
        Bend(reply=lambda _, body: re.sub(rb"&RA=[^&]*", b"&RA=", body)),
        ("login.wrong", "login.unknown", "error.sentence"),
    ),
    "signed in for ever": (replaced(b"&RES=20", b"&RES=0"), ("before.session", "login.refused", "logout.ends")),
    "a list without its last comma": (
        replies(b"list", lambda body: body.removesuffix(b",")),
        ("list.form",),
    ),
    "every page is the last": (replaced(b"&FN=0", b"&FN=1"), ("list.pages", "block.list")),
    "nobody is asked": (
        replaced(b"&CD=1", b"&CD=0", b"addtolist"),
        ("list.add",),
    ),
    "people add themselves": (replaced(b"&RES=32", b"&RES=0", b"addtolist"), ("list.oneself",)),
    "the reason is lost": (
        messages(lambda rows: [row | ({b"MG": b""} if row[b"MT"] == b"2" else {}) for row in rows]),
        ("list.refused",),
    ),
    "consents are not told": (without(b"3"), ("list.granted",)),
    "nobody hears who added them": (without(b"1"), ("list.told",)),
    "presence is not told": (without(b"99"), ("presence.change", "presence.goes", "receipt.presence")),
    "the invisible are seen": (
        Bend(request=lambda body: re.sub(rb"&ST=[24]0", b"&ST=30", body) if command(body) == b"change_stat" else body),
        ("presence.invisible", "typing.unseen"),
    ),
    "profile fields in another order": (in_other_order(b"getinfo"), ("info.fields", "info.levels")),
    "search fields in another order": (in_other_order(b"finger"), ("finger.form",)),
    "search terms are ignored": (
        Bend(request=lambda body: re.sub(rb"&(AG|SX)=\d+", rb"&\1=", body) if command(body) == b"finger" else body),
        ("finger.terms",),
    ),
    "messages come backwards": (
        messages(lambda rows: rows[::-1]), ("message.lists", "message.waits", "receipt.lists", "receipt.many"),
    ),
    "messages come twice": (
        messages(lambda rows: [row for row in rows for _ in range(1 + (row[b"MT"] == b"9"))]),
        ("message.once", "receipt.many"),
    ),
    "every tenth message is lost": (loses_messages(), ("receipt.many",)),
    "MG is not the last": (in_other_order(b"getmsgex"), ("message.lists",)),
    "repeats are not known": (without_repeats(), ("message.repeat", "message.refetch")),
    "repeats are known by SEQ alone": (known_by_sequence(), ("message.sequence",)),
    "other codes": (
        replaced(b"&RES=31", b"&RES=30"), ("message.stranger", "server.10000", "typing.refused", "block.messages"),
    ),
    "a refused message is taken": (
        replaced(b"&RES=31", b"&RES=0", b"cltmsg"), ("message.stranger", "sending.refused", "block.messages"),
    ),
    "commas become others": (texts(re.compile(rb"%2c"), "，".encode()), ("text.ascii", "text.escapes", "text.once")),
    "escaped twice": (texts(re.compile(rb"%"), b"%25"), ("text.ascii", "text.escapes", "text.lines", "text.once")),
    "line ends are lost": (texts(re.compile(rb"%0[da]"), b" "), ("text.lines", "text.once")),
    "four bytes are too many": (texts(re.compile(rb"[\xf0-\xf4][\x80-\xbf]{3}"), b"?"), ("text.emoji", "text.world")),
    "marks are composed": (texts(re.compile("e\u0301".encode()), "é".encode()), ("text.world",)),
    "a text ends at an &": (
        Bend(request=lambda body: re.sub(rb"(&MG=[^&]*)&.*", rb"\1", body, flags=re.DOTALL)), ("text.tail",),
    ),
    "+ is a blank": (asked(rb"\+", b" ", b"cltmsg"), ("text.ascii", "text.form")),
    "long messages are cut": (
        messages(lambda rows: [row | {b"MG": row[b"MG"][:1000]} for row in rows]), ("text.longest",),
    ),
    "any length is taken": (replaced(b"&RES=41", b"&RES=0"), ("text.too-long",)),
    "unknown commands are fine": (replaced(b"&RES=11", b"&RES=0"), ("error.command",)),
    "malformed is fine": (
        replaced(b"&RES=10", b"&RES=0"), ("error.fields", "error.head", "error.empty", "sending.another"),
    ),
    "garbage breaks it": (hangs_up(re.compile(rb"\A(?!VER=)")), ("error.garbage",)),
    "any token is right": (any_token(), ("token.only",)),
    "no WHY": (Bend(reply=lambda _, body: re.sub(rb"&WHY=\d", b"", body)), ("token.only", "token.elsewhere")),
    "old clients are told more": (
        Bend(reply=told_more),
        ("message.lists", "message.old-only"),
    ),
    "CID is ignored": (
        Bend(request=lambda body: re.sub(rb"&CID=[0-9a-f]{32}", b"&CID=" + secrets.token_hex(16).encode(), body)),
        ("sending.once", "sending.at-once", "sending.next-session", "sending.delivered", "book.once"),
    ),
    "receipts are not told": (without(b"91"), ("sending.delivered",)),
    "ACK is ignored": (asked(rb"&ACK=\d+", b"", b"getmsgex"), ("receipt.kept",)),
    "polls do not hang": (asked(rb"&WAIT=\d+", b"", b"getmsgex"), ("receipt.hangs", "receipt.wakes")),
    "MIDs have gaps": (
        messages(lambda rows: [doubled(row) for row in rows]),
        ("receipt.lists", "receipt.gaps", "sending.answer"),
    ),
    "errands sign in": (
        Bend(reply=lambda request, body: body.replace(b"&RES=32", b"&RES=0") if b"&PWD=" in request else body),
        ("errand.session",),
    ),
    "any PWD is right": (errands_of_all(), ("errand.wrong",)),
    "no word of elsewhere": (replaced(b"&ELSEWHERE=1", b"&ELSEWHERE=0"), ("errand.elsewhere",)),
    "writing is not told": (without(b"90"), ("typing.told",)),
    "profile changes are not sent": (without(b"98"), ("account.notified",)),
    "profile fields are lost": (asked(rb"&JB=[^&]*", b"", b"modifyinfo"), ("account.profile",)),
    "anybody may add": (asked(rb"&ALLOW=\d", b"&ALLOW=0", b"modifyinfo"), ("account.allow",)),
    "nobody opts out": (asked(rb"&LISTED=\d", b"&LISTED=1", b"modifyinfo"), ("account.listed",)),
    "the password stays": (asked(rb"&NEWPS=.*", b"&NEWPS=" + b"a" * 32, b"modifypwd"), ("account.password",)),
    "Block does nothing": (asked(rb"CMD=Block&", b"CMD=Unblock&"), ("block.list", "block.messages", "block.presence")),
    "the book has no revisions": (asked(rb"&REV=\d+", b"&REV=0", b"getbook"), ("book.kept",)),
    "codes are short": (
        replies(b"invite", lambda body: re.sub(rb"&INVITE=[^&]*", b"&INVITE=1234", body)), ("invite.form",),
    ),
    "the inviter is not shown": (
        replies(b"showinvite", lambda body: re.sub(rb"&UN=\d+", b"&UN=0", body)), ("invite.shown",),
    ),
    "the invitation is ignored": (asked(rb"&INVITE=[^&]*", b"", b"register"), ("invite.joins",)),
    "changes of the list are not sent": (without(b"86"), ("invite.joins",)),
    "any code is good": (replaced(b"&RES=35", b"&RES=0"), ("invite.used-up", "invite.ended")),
    "EndInvite does nothing": (replaced(b"&RES=35", b"&RES=0", b"endinvite"), ("invite.ended",)),
    "anybody is an administrator": (
        replies(b"invite", lambda body: body.replace(b"&RES=31", b"&RES=0")), ("invite.rights",),
    ),
    "anybody may ask in": (replaced(b"&RES=32", b"&RES=0", b"askin"), ("invite.ask",)),
    "a place is reached at loopback": (
        Bend(reply=lambda _, body: body.replace(b"&ADDR=", b"&ADDR=127.0.0.1:8000,")), ("reach.addresses",),
    ),
    "CallBack says nothing": (
        Bend(reply=lambda request, body: body.replace(b"&RES=32", b"&RES=0") if b"CMD=CallBack" in request else body),
        ("reach.call-back",),
    ),
    "caches may keep the page": (Bend(page=lambda _, headers: headers | {"Cache-Control": "public"}), ("page.served",)),
    "the page may load anything": (
        Bend(page=lambda _, headers: headers | {"Content-Security-Policy": "default-src *"}), ("page.policy",),
    ),
    "HEAD is another page": (
        Bend(page=lambda method, headers: headers | ({"Content-Length": "0"} if method == "HEAD" else {})),
        ("page.head",),
    ),
    "POST is served at the page": (refused_for(lambda handler: handler.path == "/i", 200), ("page.post",)),
}  # fmt: skip

CLASSIC_BENDS: dict[str, tuple[Bend, tuple[str, ...]]] = {
    "the numbers of those who are there are reversed": (reversed_list(b"query_stat", b"UN"), ("presence.columns",)),
    "the statuses are reversed": (reversed_list(b"query_stat", b"ST"), ("presence.columns",)),
    "the nicknames are reversed": (reversed_list(b"query_stat", b"NK"), ("presence.columns",)),
    "messages come again in the next session": (comes_again(), ("message.next-session",)),
    "every tenth message comes twice": (tenth_twice(), ("message.many",)),
    "every tenth message comes again later": (tenth_again(), ("message.many",)),
}

TRIED = [*BENDS, *CLASSIC_BENDS][:: 1 if "QQDESK_TEST_LONG" in os.environ else 3]


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ServerProcess]:
    with running_server(tmp_path_factory.mktemp("bent"), arguments=("--no-announce", "--invites", "all")) as server:
        yield server


@pytest.mark.parametrize("name", TRIED)
def test_what_a_broken_server_breaks_is_found(server: ServerProcess, name: str) -> None:
    bend, rows = (BENDS | CLASSIC_BENDS)[name]
    with BentServer(server.port, bend) as bent:
        found = outcomes(bent.url, *rows, timeout=4.0, soon=0.5)
    assert set(rows) <= set(failed(found)), {key: (str(found[key].verdict), found[key].seen) for key in rows}


@pytest.mark.parametrize("name", CLASSIC_BENDS)
@pytest.mark.parametrize("blanks", [False, True])
def test_what_a_broken_classic_server_breaks_is_found(name: str, blanks: bool) -> None:
    bend, rows = CLASSIC_BENDS[name]
    with ClassicServer(asks_first=True, blanks=blanks) as server:
        people = classic_accounts(server)
        with BentServer(server.port, bend) as bent:
            found = outcomes(bent.url, *rows, accounts=people, timeout=4.0, soon=0.5)
    assert set(failed(found)) == set(rows), {key: (str(one.verdict), one.seen) for key, one in found.items()}


def test_rows_that_depend_on_one_that_fails_are_not_tried(server: ServerProcess) -> None:
    with BentServer(server.port, BENDS["messages come twice"][0]) as bent:
        found = outcomes(bent.url, "message.once", "message.waits", "text.ascii", "message.nobody")
    assert set(failed(found)) == {"message.once"}
    for key in ("message.waits", "text.ascii"):
        assert (found[key].verdict, found[key].seen) == (Verdict.NOT_TRIED, "message.once does not hold")
    assert found["message.nobody"].verdict is Verdict.HOLDS


def test_the_same_rows_hold_behind_a_proxy_that_bends_nothing(server: ServerProcess) -> None:
    with BentServer(server.port, Bend()) as bent:
        found = outcomes(bent.url, *(key for name in TRIED for key in (BENDS | CLASSIC_BENDS)[name][1]))
    assert not [(key, one.verdict, one.seen) for key, one in found.items() if one.verdict is not Verdict.HOLDS]


def test_every_row_that_is_named_is_one() -> None:
    keys = {row.key for section in SECTIONS for row in section.rows}
    assert {key for _, rows in (*BENDS.values(), *CLASSIC_BENDS.values()) for key in rows} <= keys


def test_a_row_needs_earlier_ones() -> None:
    earlier: set[str] = set()
    for section in SECTIONS:
        for row in section.rows:
            assert set(row.needs) <= earlier, row.key
            earlier.add(row.key)


def test_the_rows_are_named_once_and_fit_on_a_line() -> None:
    rows = [row for section in SECTIONS for row in section.rows]
    assert len({row.key for row in rows}) == len(rows)
    assert not [row.key for row in rows if len(row.statement) > 65 or row.statement.endswith(".")]
