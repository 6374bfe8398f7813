"""The description of the protocol agrees with the exchanges, the codec and the server."""

import json
import re
import shutil
import subprocess
import sys
from dataclasses import fields
from pathlib import Path

import pytest

from qqdesk.protocol import codes, file_commands, file_info, limits, room_commands
from qqdesk.protocol.commands import REQUESTS
from qqdesk.protocol.entry_kinds import MessageKind, hidden_without
from qqdesk.protocol.profile import WIRE_NAMES
from qqdesk.server.accounts import account_values, accounts, blocking
from qqdesk.server.delivery import mailbox
from qqdesk.server.http.request_reader import Limits
from tests.helpers.server import local_server

ROOT = Path(__file__).parent.parent.parent
PAGE = ROOT / "qqdesk" / "protocol" / "protocol.md"
TEXT = PAGE.read_text("utf-8")
SCRIPT = ROOT / "packaging" / "describe_protocol.py"
EXCHANGES = {
    one["name"]: one
    for one in json.loads((ROOT / "tests" / "golden" / "exchanges.json").read_text("utf-8"))["exchanges"]
}
SHOWN = [
    name.strip() for names in re.findall(r"^<!-- exchange: (.+?) -->$", TEXT, re.MULTILINE) for name in names.split(",")
]


def test_its_exchanges_are_those_of_the_samples(tmp_path: Path) -> None:
    done = subprocess.run([sys.executable, SCRIPT, "--check"], capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 0, done.stderr
    blocks_of = re.findall(r"^<!-- exchange: (.+?) -->\n```\n((?:.*\n)*?)```\n", TEXT, re.MULTILINE)
    assert len(blocks_of) == TEXT.count("<!-- exchange")
    for names, block in blocks_of:
        wanted = [EXCHANGES[name.strip()] for name in names.split(",")]
        assert block == "".join(f"→ {one['request']}\n← {one['reply']}\n" for one in wanted)


def test_a_stale_exchange_is_found(tmp_path: Path) -> None:
    copy = tmp_path / "repository"
    for path in (PAGE, SCRIPT, ROOT / "tests" / "golden" / "exchanges.json"):
        (copy / path.relative_to(ROOT)).parent.mkdir(parents=True)
        shutil.copy(path, copy / path.relative_to(ROOT))
    page = copy / PAGE.relative_to(ROOT)
    page.write_text(TEXT.replace("RES=0&MN=0\n", "RES=0&MN=00\n"), "utf-8")
    command = [sys.executable, str(copy / SCRIPT.relative_to(ROOT))]
    assert subprocess.run([*command, "--check"], capture_output=True, timeout=60, check=False).returncode == 1
    subprocess.run(command, check=True, timeout=60)
    assert page.read_text("utf-8") == TEXT
    page.write_text(TEXT.replace("<!-- exchange: hello -->", "<!-- exchange: goodbye -->"), "utf-8")
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 1 and "goodbye" in done.stderr


def test_every_command_is_described_and_shown() -> None:
    shown = {EXCHANGES[name]["request"].split("CMD=", 1)[1].split("&", 1)[0] for name in SHOWN}
    for request in REQUESTS:
        assert request.NAME in shown
        assert f"`{request.NAME}`" in TEXT, request.NAME


def test_every_field_is_named() -> None:
    names = set(WIRE_NAMES.values())
    for request in REQUESTS:
        for record in (request, request.REPLY):
            names |= {field.metadata["wire"] for field in fields(record) if "wire" in field.metadata}
    missing = [name for name in sorted(names) if not re.search(rf"\b{name}\b", TEXT)]
    assert not missing


def test_every_code_is_explained() -> None:
    codes_table = TEXT.split("| RES | |", 1)[1]
    assert [code for code in codes.Result if code and f"\n| {int(code)} | " not in codes_table] == []
    kinds = TEXT.split("| MT | |", 1)[1].split("\n\n", 1)[0]
    assert [kind for kind in MessageKind if not re.search(rf"\b{int(kind)}\b", kinds)] == []
    for version in codes.VERSIONS:
        assert version in TEXT


def test_each_need_of_a_kind_has_a_table() -> None:
    assert sorted(re.findall(r"^<!-- kinds ?(.*?) ?-->$", TEXT, re.MULTILINE)) == sorted(
        {kind.row.needs for kind in MessageKind}
    )


@pytest.mark.parametrize(
    ("sentence", "number"),
    [
        ("| a body | {} KiB", limits.MAX_BODY_BYTES // 1024),
        ("of at most {} bytes", limits.MAX_SEQUENCE_BYTES),
        ("| a message | {:,} characters", limits.MAX_MESSAGE_CHARS),
        ("1 to {}; 0 where there is none", limits.MAX_NUMBER),
        ("up to {}>` the server holds GetMsgEx", limits.MAX_WAIT_S),
        ("The port is {}", codes.DEFAULT_PORT),
        ("at port {} unless", codes.DEFAULT_TLS_PORT),
        ("The server itself is {}", codes.SYSTEM_NUMBER),
        ("a contact: the group, of at most {} characters", limits.MAX_GROUP_CHARS),
        ("my own name for them, of at most {} characters", limits.MAX_REMARK_CHARS),
        ("stores up to {} values", limits.MAX_CHANGED_AT_ONCE),
        ("| undelivered messages for one user | {:,}", mailbox.MOST_WAITING),
        ("| a nickname | 1 to {} characters", accounts.MAX_NICKNAME_CHARS),
        ("| other fields of a profile | {} characters", accounts.MAX_TEXT_CHARS),
        ("`PR` {:,}", accounts.MAX_ABOUT_CHARS),
        ("At most {:,}; RES=32 for one more", blocking.MOST),
        ("An account keeps at most {:,} values", account_values.MOST_VALUES),
        ("KEY has at most {} characters", limits.MAX_KEY_CHARS),
        ("characters, VAL {}", limits.MAX_VALUE_CHARS),
        ("a name of 1 to {} characters", room_commands.MAX_ROOM_NAME_CHARS),
        ("the notice, at most {:,} characters", room_commands.MAX_NOTICE_CHARS),
        ("all or none, at most {}", room_commands.MOST_CHANGES),
        ("the message mentions, at most {}", room_commands.MAX_MENTIONS),
        ("it has {} members", room_commands.MAX_MEMBERS),
        ("the account is in {} rooms", room_commands.MAX_ROOMS_OF_ONE),
        ("the place has {:,} rooms", room_commands.MAX_ROOMS),
        ("a piece of at most {:,} KiB", file_commands.MAX_PIECE_BYTES // 1024),
        ("NAME has 1 to {} characters", file_info.MAX_NAME_CHARS),
        ("scaled to {0} × {0} pixels", file_commands.HINT_SIDE_PX),
        ("of {} pixels on its longer side", file_commands.THUMBNAIL_PX),
        ("on its longer side and at most {} KiB", file_commands.MAX_THUMBNAIL_BYTES // 1024),
        ("jpeg or png and at most {} KiB", file_commands.MAX_FACE_BYTES // 1024),
        ("show it at {0} × {0} pixels", file_commands.FACE_PX),
        ("| the head of a request | {} KiB", Limits().head // 1024),
    ],
)
def test_its_limits_are_those_of_the_program(sentence: str, number: int) -> None:
    assert sentence.format(number) in TEXT.replace("\n", " ")


def test_no_line_of_its_own_is_too_long() -> None:
    text = re.sub(r"^```\n.*?^```\n", "", TEXT, flags=re.MULTILINE | re.DOTALL)
    assert not [line for line in text.splitlines() if len(line) > 125 and not line.startswith("|")]


@pytest.mark.skipif(shutil.which("curl") is None, reason="there is no curl here")
def test_the_three_lines_for_a_shell_work(tmp_path: Path) -> None:
    lines = re.search(r"^    PS=.*\n    ask\(\).*\n    ask Login.*$", TEXT, re.MULTILINE)
    assert lines is not None
    with local_server(tmp_path) as server:
        server.add_user(10001, "secret")
        server.add_user(10002)
        server.befriend(10001, 10002)
        script = lines[0].replace("http://127.0.0.1:8000", server.address)
        done = subprocess.run(["bash", "-c", script], capture_output=True, text=True, timeout=60, check=True)
    results = [re.search(r"CMD=(\w+).*?&RES=(\d+)(?:&RS=\d)?", line) for line in done.stdout.splitlines()]
    assert [one and one.groups() for one in results] == [("Login", "0"), ("CLTMSG", "0"), ("GETMSGEX", "0")]


def test_the_command_line_prints_it() -> None:
    command = [sys.executable, "-m", "qqdesk.cli.client", "protocol"]
    printed = subprocess.run(command, capture_output=True, encoding="utf-8", timeout=60, check=True).stdout
    assert printed == "".join(line for line in TEXT.splitlines(True) if not line.startswith("<!--"))
    path = subprocess.run([*command, "--path"], capture_output=True, text=True, timeout=60, check=True).stdout
    assert Path(path.strip()).read_text("utf-8") == TEXT


def test_each_need_hides_its_kinds() -> None:
    assert hidden_without(codes.CAN_ROOMS) == {
        MessageKind.ROOM_INVITED, MessageKind.ROOM_ASKED,
        MessageKind.ROOM_JOINED, MessageKind.ROOM_LEFT,
    }  # fmt: skip
