"""What people keep to themselves reaches no log: a server in its own process is asked everything, with marks in every
field, and what it writes is searched for them. And what it keeps is readable by its owner only."""

import contextlib
import hashlib
import importlib
import inspect
import pkgutil
import re
import socket
import sqlite3
import stat
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import fields, is_dataclass
from pathlib import Path
from typing import Any

import pytest

import qqdesk
from qqdesk.cli import server as cli
from qqdesk.protocol.profile import WIRE_NAMES
from qqdesk.server.storage.sqlite import FILE_NAME
from tests.helpers.server import Server, add_to_lists, add_user
from tests.server.test_listener import stop_sending

MARK = "mArKeD"
"""The mark in all texts of the client."""
SECRET = {
    "password",
    "password_hash",
    "new_password_hash",
    "old_hash",
    "new_hash",
    "proof",
    "token",
    "changes",
    "invitation",
    "code",
}
TEXTS = {"text", "about", "reason", "nickname", "body"}
"""Names of fields with secrets."""
NO_SECRETS = {
    "Refusal.reason": "what the server says of itself",
    "LoginReply.reason": "the same",
    "Limits.body": "a number of bytes",
    "HealthIssue.text": "what the server says of itself",
    "Finding.text": "the same",
    "ChangeRoom.changes": "each hides its value",
    "OlderMessages.changes": "the same",
    "OutboxStatus.reason": "which of a few kinds",
    "JoinFailure.reason": "which of a few kinds",
}
FAULTY = """
import sys
from qqdesk.protocol import commands as c
from qqdesk.server import dispatcher, handlers
from qqdesk.server.accounts import accounts

async def broken(call, request):
    raise RuntimeError("broken for a test")

def broken_write(db, *values):
    raise KeyError("broken for a test")

parse = dispatcher.parse_request

def parse_or_break(body, **options):
    if b"UNREADABLE" in body:
        raise RuntimeError("broken for a test")
    return parse(body, **options)

dispatcher.parse_request = parse_or_break
handlers.HANDLERS[c.Finger] = broken
accounts.change = broken_write

from qqdesk.cli.server import main
sys.exit(main(sys.argv[1:]))
"""


def md5(password: str) -> str:
    return hashlib.md5(password.encode(), usedforsecurity=False).hexdigest()


@contextmanager
def server_of(tmp_path: Path, program: list[str], *arguments: str) -> Iterator[tuple[Server, Path]]:
    """A server, and the file of its output."""
    written = tmp_path / f"written-{len(list(tmp_path.iterdir()))}.txt"
    folder = tmp_path / "server"
    command = [sys.executable, *program, "run", "--data-dir", str(folder), "--port", "0", "--log-level", "debug"]
    with written.open("wb") as out:
        process = subprocess.Popen([*command, *arguments], stdout=out, stderr=out, stdin=subprocess.DEVNULL)
        try:
            while process.poll() is None and not (
                found := re.search(rb"listening on (http://\S+)", written.read_bytes())
            ):
                pass
            assert found is not None, written.read_text()
            yield Server(found[1].decode(), folder), written
        finally:
            process.terminate()
            process.wait(20)


class ConversationSummary:
    """Send requests, and record all secrets in them."""

    def __init__(self, server: Server) -> None:
        self.server = server
        self.secrets = {MARK}
        self._sequence = 0

    def ask(self, command: str, number: object, rest: str) -> str:
        self._sequence += 1
        return self.server.post(f"VER=1.1&CMD={command}&SEQ={self._sequence}&UIN={number}&{rest}")

    def hidden(self, text: str) -> str:
        self.secrets.add(text)
        return text

    def sign_in(self, number: int, password: str = "secret") -> str:
        reply = self.ask("Login", number, f"PS={self.hidden(md5(password))}&EXT=1&CAN=DEV,MARK&DEV={number:032x}")
        assert "&SID=" in reply, reply
        return f"SID={self.hidden(reply.partition('&SID=')[2].partition('&')[0])}"

    def raw(self, data: bytes) -> None:
        connection = socket.create_connection((self.server.host, self.server.port), 10)
        with connection, contextlib.suppress(ConnectionError):
            connection.sendall(data)
            stop_sending(connection)
            while connection.recv(65536):
                pass


def everything(summary: ConversationSummary, invitation: str) -> None:
    """Send every command, to be executed and refused."""
    ask, hidden = summary.ask, summary.hidden
    for given in (f"{MARK}-WRONG", hidden(invitation), invitation, ""):
        ask("Register", 0, f"PS={hidden(md5('registered'))}&NICK={MARK}&INVITE={given}")
    ask("Register", 0, f"PS={MARK}&NICK={MARK}")
    for password in ("wrong", "secret"):
        ask("Login", 10001, f"PS={hidden(md5(password))}&M5=1")
    ask("Login", 10001, f"PS={MARK}")
    anna, bert = summary.sign_in(10001), summary.sign_in(10002)
    ask("List", 10001, f"SID={MARK}")
    for name in WIRE_NAMES.values():
        ask("ModifyInfo", 10001, f"{anna}&{name}={MARK}")
        ask("ModifyInfo", 10001, f"{anna}&{name}={MARK * 1000}")
    ask("CLTMSG", 10001, f"{anna}&CID={'a' * 32}&UN=10002&MG={MARK} 你好")
    ask("CLTMSG", 10001, f"{anna}&CID={'a' * 32}&UN=10002&MG={MARK} again")
    ask("CLTMSG", 10001, f"{anna}&CID={MARK}&UN=10002&MG={MARK}")
    ask("CLTMSG", 10001, f"{anna}&UN={MARK}&MG={MARK}")
    ask("CLTMSG", 10001, f"{anna}&UN=10003&MG={MARK}")
    ask("CLTMSG", 10001, f"{anna}&UN=10002&MG={MARK * 1000}")
    ref = f"10001:{'a' * 32}"
    for target, emoji in ((ref, "👍"), (MARK, MARK)):
        ask("CLTMSG", 10001, f"{anna}&CID={'b' * 32}&UN=10002&REF={target}&MG={MARK}")
        ask("React", 10002, f"{bert}&CID={'c' * 32}&UN=10001&REF={target}&VAL={emoji}")
        ask("Edit", 10001, f"{anna}&CID={'d' * 32}&UN=10002&REF={target}&MG={MARK}")
        ask("Recall", 10001, f"{anna}&CID={'e' * 32}&UN=10002&REF={target}")
    ask("Nudge", 10001, f"{anna}&UN={MARK}")
    ask("GetMsgEx", 10002, f"{bert}&WAIT=0")
    ask("GetMsgEx", 10002, f"{bert}&WAIT=0&ACK=1")
    ask("GetMsgEx", 10002, f"{bert}&WAIT={MARK}")
    for answer in (2, 1, 0, MARK):
        ask("Ack_AddToList", 10001, f"{anna}&UN=10003&CD={answer}&RS={MARK}")
    ask("Finger", 10001, f"{anna}&AG={MARK}&SX=&PV={MARK}&NICK={MARK}")
    ask("Finger", 10001, f"{anna}&AG=&SX=&PV={MARK}&NICK={MARK}")
    ask("GetInfo", 10002, f"{bert}&LV=3&UN=10001")
    for old in ("wrong", "secret"):
        ask("ModifyPwd", 10001, f"{anna}&PS={hidden(md5(old))}&NEWPS={hidden(md5('another'))}")
    made = ask("Invite", 10001, f"{anna}&USES=1&DAYS=1").partition("&INVITE=")[2].partition("&")[0]
    asked = "C0DE" * 5
    for code in filter(None, (invitation, made, asked, f"{MARK}-WRONG")):
        hidden(code)
        ask("AskIn", 0, f"INVITE={code}&NICK={MARK}")
        ask("ShowInvite", 0, f"INVITE={code}")
    ask("ListInvites", 10001, anna)
    ask("EndInvite", 10001, f"{anna}&ID={MARK}")
    id_ = ask("ListAsks", 10001, anna).partition("&ID=")[2].partition(",")[0]
    ask("AnswerAsk", 10001, f"{anna}&ID={id_}&CD=0")
    reset = ask("ResetCode", 10001, f"{anna}&UN=10003").partition("&INVITE=")[2].partition("&")[0]
    for code in filter(None, (reset, f"{MARK}-WRONG")):
        hidden(code)
        ask("ShowInvite", 0, f"INVITE={code}")
        for password in ("reset", "other"):
            ask("ResetPassword", 0, f"INVITE={code}&PS={hidden(md5(password))}")
    for action in ("ban", "unban", "delete", MARK):
        ask("ChangePerson", 10001, f"{anna}&UN=10003&ACT={action}")
    for text in (MARK, MARK * 1000, ""):
        ask("NotifyAll", 10001, f"{anna}&MG={text}")
    for command in ("ListPeople", "PlaceRooms", "PlaceLog", "ListAdmins"):
        ask(command, 10001, anna)
        ask(command, 10002, bert)
    ask(MARK, MARK, MARK)
    ask("UNREADABLE", 10001, f"{anna}&MG={MARK}")
    summary.server.post(f"{MARK}={MARK}")
    ask("Logout", 10001, anna)


def nonsense(summary: ConversationSummary) -> None:
    """Send bytes that are no request."""
    mark = MARK.encode()
    summary.raw(mark * 20_000)
    summary.raw(b"POST /%s HTTP/1.1\r\n%s\r\n\r\n" % (mark, mark))
    summary.raw(b"POST / HTTP/1.1\r\nContent-Length: %s\r\n\r\n" % mark)
    summary.raw(b"POST / HTTP/1.1\r\nX: %s\r\n\r\n" % (mark * 20_000))
    summary.raw(b"POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n%s\r\n" % mark)
    summary.raw(b"POST / HTTP/1.1\r\nContent-Length: 99999999\r\n\r\n%s" % mark)
    summary.raw(b"POST / HTTP/1.1\r\nContent-Length: 100\r\n\r\nMG=%s" % mark)
    summary.raw(b"\x16\x03\x01%s" % mark)


def search(written: Path, summary: ConversationSummary) -> None:
    text = written.read_text("utf-8", "replace")
    found = [secret for secret in summary.secrets if secret.lower() in text.lower()]
    assert not found, [line for line in text.splitlines() for secret in found if secret.lower() in line.lower()]


def people(folder: Path) -> None:
    for number in (10001, 10002, 10003):
        add_user(folder, number)
    assert cli.main(["user", "admin", "10001", "--data-dir", str(folder)]) == 0
    add_to_lists(folder, [(10001, 10002), (10002, 10001)])


def invitation_of(folder: Path, capsys: pytest.CaptureFixture[str]) -> str:
    assert cli.main(["invite", "new", "--uses", "2", "--data-dir", str(folder)]) == 0
    return capsys.readouterr().out.split()[-1]


@pytest.mark.parametrize("log_format", ["console", "json"])
@pytest.mark.parametrize("program", [["-m", "qqdesk.cli.server"], ["-c", FAULTY]], ids=["sound", "faulty"])
def test_no_secret_is_written_down(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], program: list[str], log_format: str
) -> None:
    people(tmp_path / "server")
    options = ("--registration", "invite", "--log-format", log_format)
    with server_of(tmp_path, program, *options) as (server, written):
        summary = ConversationSummary(server)
        everything(summary, invitation_of(server.folder, capsys))
        nonsense(summary)
    if "-c" in program:
        assert "broken for a test" in written.read_text(), "the failures were logged"
    search(written, summary)


def test_no_secret_is_written_down_when_the_database_breaks(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    people(tmp_path / "server")
    with server_of(tmp_path, ["-m", "qqdesk.cli.server"], "--registration", "invite") as (server, written):
        summary = ConversationSummary(server)
        invitation = invitation_of(server.folder, capsys)
        anna = summary.sign_in(10001)
        with closing(sqlite3.connect(server.folder / FILE_NAME)) as db:
            for table in ("entries", "client_ids", "requests", "invitations"):
                db.execute(f"ALTER TABLE {table} RENAME TO gone_{table}")
            db.commit()
        assert "RES=50" in summary.ask("CLTMSG", 10001, f"{anna}&CID={'a' * 32}&UN=10002&MG={MARK}")
        everything(summary, invitation)
    assert "no such table" in written.read_text(), "the failures were logged"
    search(written, summary)


def modules() -> Iterator[Any]:
    for package in ("protocol", "domain", "client", "history", "worker", "server"):
        root = importlib.import_module(f"{qqdesk.__name__}.{package}")
        yield root
        for found in pkgutil.walk_packages(root.__path__, f"{root.__name__}."):
            yield importlib.import_module(found.name)


def test_no_repr_contains_a_secret() -> None:
    """The repr of a dataclass contains neither passwords nor texts."""
    strays = []
    for module in modules():
        for name, kind in inspect.getmembers(module, inspect.isclass):
            if not is_dataclass(kind) or kind.__module__ != module.__name__ or not kind.__dataclass_params__.repr:  # type: ignore[attr-defined]
                continue
            if not hasattr(kind.__repr__, "__wrapped__"):
                continue  # written by hand
            of_server = module.__name__.startswith(("qqdesk.protocol", "qqdesk.server"))
            hidden = SECRET | (TEXTS if of_server else {"text", "reason"})
            strays += [
                f"{name}.{field.name}"
                for field in fields(kind)
                if field.name in hidden and field.repr and f"{name}.{field.name}" not in NO_SECRETS
            ]
    assert not strays


@pytest.mark.skipif(sys.platform == "win32", reason="there, the folder of a user is their own")
def test_data_files_are_readable_by_their_owner_only(tmp_path: Path) -> None:
    with server_of(tmp_path, ["-m", "qqdesk.cli.server"], "--registration", "invite") as (server, _):
        files = list(server.folder.rglob("*"))
        assert server.folder / FILE_NAME in files
        assert stat.S_IMODE(server.folder.stat().st_mode) == 0o700
        wrong = {str(path): oct(path.stat().st_mode) for path in files if path.stat().st_mode & 0o077}
        assert not wrong


def test_the_first_invitation_is_printed_and_not_logged(tmp_path: Path) -> None:
    flags = ("--registration", "invite", "--log-format", "json")
    with server_of(tmp_path, ["-m", "qqdesk.cli.server"], *flags) as (_, written):
        pass
    lines = [line for line in written.read_text().splitlines() if "invitation" in line]
    assert len(lines) == 1
    assert re.fullmatch(r"invitation ([0-9A-Z]{4}-){4}[0-9A-Z]{4}, for one administrator, 7 days", lines[0])
