"""The command `qqdesk-cli conformance` against the real server."""

import json
import os
import subprocess
import sys
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from qqdesk.client.client import Client
from qqdesk.conformance.rows import SECTIONS
from qqdesk.protocol.commands import GetInfo
from tests.helpers.server import ServerProcess, local_server, running_server

ROWS = [row.key for section in SECTIONS for row in section.rows]
OPEN = ("--registration", "open", "--no-announce")


def conformance(*arguments: str, given: str = "") -> "subprocess.CompletedProcess[str]":
    command = [sys.executable, "-m", "qqdesk.cli.client", "conformance", *arguments]
    return subprocess.run(
        command, input=given, capture_output=True, encoding="utf-8", timeout=110,
        env=os.environ | {"PYTHONIOENCODING": ""}, check=False,
    )  # fmt: skip


def results(done: "subprocess.CompletedProcess[str]") -> dict[str, str]:
    return {row["key"]: row["result"] for row in json.loads(done.stdout)["rows"]}


@contextmanager
def encrypted_server(tmp_path: Path) -> Iterator[tuple[ServerProcess, str, str]]:
    with running_server(tmp_path, arguments=OPEN) as server:
        yield server, *server.read_tls_line()


def test_the_report_is_a_table_of_80_columns_with_a_summary(tmp_path: Path) -> None:
    with running_server(tmp_path, arguments=OPEN) as server:
        done = conformance(server.address, "--only", "before", "--only", "text.longest")
    assert done.returncode == 0, done.stdout + done.stderr
    assert "5 hold, 0 do not, 0 not offered, 0 not tried" in done.stdout.splitlines()[-1]
    assert "qqdesk-server user delete" in done.stdout
    wide = [line for line in done.stdout.splitlines() if sum(map(_width, line)) > 80]
    assert not wide


def _width(character: str) -> int:
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1


def test_over_https_it_accepts_the_configured_certificate(tmp_path: Path) -> None:
    with encrypted_server(tmp_path) as (_, address, fingerprint):
        unknown = conformance(address, "--only", "http")
        assert unknown.returncode == 3
        assert fingerprint in unknown.stderr and "--fingerprint" in unknown.stderr and not unknown.stdout
        other = conformance(address, "--only", "http", "--fingerprint", "00" * 32)
        assert other.returncode == 3 and fingerprint in other.stderr
        done = conformance(address, "--fingerprint", fingerprint, "--json", "--only", "receipt.kept", "--only", "http")
    assert done.returncode == 0, done.stdout
    assert set(results(done).values()) == {"holds"}


def test_given_accounts_do_not_change(tmp_path: Path) -> None:
    accounts = ((20001, "one secret"), (20002, "two secret"))
    with local_server(tmp_path) as server:
        server.add_user(20001, "one secret", nickname="One", allow=3, city="Here, & there")
        server.add_user(20002, "two secret", nickname="Two", allow=0)
        server.befriend(20001, 20002)
        before = [_state(server.address, *account) for account in accounts]
        arguments = ("--account", "20001", "--account", "20002", "--password-stdin", "--json")
        changing = "before list presence token account block book".split()
        rows = [word for section in changing for word in ("--only", f"{section}.")]
        done = conformance(server.address, *arguments, *rows, given="one secret\ntwo secret\n")
        after = [_state(server.address, *account) for account in accounts]
        again = conformance(server.address, *arguments, "--only", "message", given="one secret\ntwo secret\n")
    found = results(done)
    assert done.returncode == 0, done.stdout
    assert before == after
    assert {key for key, result in found.items() if result != "holds"} == {
        "before.register", "list.ask-back", "list.open", "list.pages", "list.unasked", "presence.columns",
        "presence.pages", "token.held-off", "block.list",
    }  # fmt: skip
    assert "secret" not in done.stdout + done.stderr
    assert json.loads(done.stdout)["accounts_left_behind"] == []
    assert set(results(again).values()) == {"holds"}


def _state(address: str, number: int, password: str) -> list[object]:
    """What the owner of the account sees."""
    with Client(address, number) as client:
        client.login(password=password)
        values = [one for one in client.account_data.values_since(0).values if one.value]
        state = [client.request(GetInfo(number, 3)), client.list_contacts(), client.account_data.list_blocked(), values]
        client.logout()
    return state


def test_a_refused_request_is_repeated_later(tmp_path: Path) -> None:
    rows = ("ascii", "escapes", "lines", "world", "emoji", "tail", "form")
    arguments = [word for row in rows for word in ("--only", f"text.{row}")]
    with running_server(tmp_path, arguments=(*OPEN, "--messages-per-minute", "30")) as server:
        done = conformance(server.address, "--json", *arguments)
    assert done.returncode == 0, done.stdout
    assert list(results(done)) == [f"text.{row}" for row in rows]


def test_accounts_are_created_with_invitations(tmp_path: Path) -> None:
    with running_server(tmp_path, arguments=("--registration", "invite", "--no-announce")) as server:
        none = conformance(server.address)
        assert none.returncode == 2 and "--invitation" in none.stderr
        codes = [server.invite(), server.invite()]
        arguments = [word for code in codes for word in ("--invitation", code)]
        done = conformance(server.address, *arguments, "--json", "--only", "message", "--only", "before")
        again = conformance(server.address, *arguments, "--only", "message")
    assert done.returncode == 0, done.stdout
    not_held = {key: result for key, result in results(done).items() if result != "holds"}
    assert not_held == {"block.messages": "not tried"}, "the people of the place know each other"
    assert len(json.loads(done.stdout)["accounts_left_behind"]) == 2
    assert again.returncode == 3 and "no account was made" in again.stdout


@pytest.mark.parametrize(
    ("arguments", "given", "code", "sentence"),
    [
        ("--account 5 --password-stdin", "x\n", 2, "two accounts"),
        ("--account 5 --account 5 --password-stdin", "x\nx\n", 2, "given twice"),
        ("--account 5 --account 6 --password-stdin", "x\n", 4, "no password for 6"),
        ("--account me", "", 2, "a user's number"),
        ("--only no.such.row", "", 2, "no.such.row"),
        ("--timeout x", "", 2, "seconds"),
        ("--fingerprint xyz", "", 2, "not for http"),
    ],
)
def test_wrong_use_is_reported(tmp_path: Path, arguments: str, given: str, code: int, sentence: str) -> None:
    with local_server(tmp_path) as server:
        done = conformance(server.address, *arguments.split(), given=given)
    assert done.returncode == code, done.stdout + done.stderr
    assert sentence in done.stderr and "Traceback" not in done.stderr
    assert not done.stdout


def test_the_rows_are_listed_without_a_server() -> None:
    done = conformance("--list")
    assert done.returncode == 0
    assert [line.split()[0] for line in done.stdout.splitlines() if line.startswith("  ")] == ROWS


def test_an_address_is_required() -> None:
    done = conformance()
    assert done.returncode == 2
    assert "conformance http://" in done.stderr and not done.stdout


def test_a_wrong_password_is_reported(tmp_path: Path) -> None:
    with local_server(tmp_path) as server:
        for number in (20001, 20002):
            server.add_user(number, "right")
        arguments = ("--account", "20001", "--account", "20002", "--password-stdin", "--only", "message")
        done = conformance(server.address, *arguments, given="right\nwrong\n")
    assert done.returncode == 3
    assert "20002 cannot sign in" in done.stdout and "holds" not in done.stdout.splitlines()[2]
