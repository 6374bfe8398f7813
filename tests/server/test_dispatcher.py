"""The common part of all commands: envelopes, refusals, and server failures."""

import json
import logging
import sqlite3
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl

import pytest

from qqdesk.protocol import commands as c
from qqdesk.protocol.codes import CAN_CHANGES, CAN_FILES, CAN_ROOMS, EXTENDED
from qqdesk.protocol.commands import REQUESTS
from qqdesk.server.handlers import HANDLERS, people
from tests.server.world import Person, World

EXCHANGES = Path(__file__).parent.parent / "golden" / "exchanges.json"


def test_every_command_has_a_handler() -> None:
    assert set(HANDLERS) == set(REQUESTS)


def test_a_session_without_what_a_command_needs_has_no_such_command(world: World) -> None:
    anna = world.person(10001)
    anna.login()
    exchanges = json.loads(EXCHANGES.read_text("utf-8"))["exchanges"]
    fields = {parsed["CMD"]: one["request"] for one in exchanges for parsed in [dict(parse_qsl(one["request"]))]}

    def tried(need: str) -> set[str]:
        """Return the results of the commands with this need."""
        results = set()
        for request in REQUESTS:
            if need == request.NEEDS:
                words = [word for word in fields[request.NAME].split("&") if word[:4] not in ("VER=", "CMD=", "SEQ=")]
                body = "".join(f"&{word}" for word in words if word[:4] not in ("UIN=", "SID="))
                results.add(world.post(anna.body(request.NAME) + body)["RES"])
        return results

    assert tried(EXTENDED) == tried(CAN_ROOMS) == {"11"}
    anna.sign_in()
    assert tried(CAN_ROOMS) == tried(CAN_FILES) == tried(CAN_CHANGES) == {"11"}
    assert "11" not in tried(EXTENDED)


@pytest.mark.errors_expected
def test_a_bug_is_answered_and_logged(
    world: World, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    anna = world.person(10001).sign_in()

    async def broken(*_: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setitem(HANDLERS, c.ListContacts, broken)
    with caplog.at_level(logging.ERROR):
        assert anna.ask("List")["RES"] == "50"
    assert "ZeroDivisionError" in caplog.text
    assert anna.token is not None
    assert anna.token not in caplog.text
    monkeypatch.setitem(HANDLERS, c.ListContacts, people.list_contacts)
    # Not a repeat: the first request did nothing.
    assert anna.ask("List", SEQ=2)["RES"] == "0"


def execute_in_writer(world: World, sql: str) -> Any:
    """Execute a statement on the connection that writes; its first row."""
    return world.run(world.core.store.write(lambda db: db.execute(sql).fetchone()))


@pytest.mark.errors_expected
def test_a_full_disk_is_answered_and_the_server_continues(world: World) -> None:
    anna, bert = world.people(10001, 10002)
    (pages,) = execute_in_writer(world, "PRAGMA page_count")
    assert anna.ask("CLTMSG", UN=10002, MG="before")["RES"] == "0"
    execute_in_writer(world, f"PRAGMA max_page_count = {pages + 2}")
    replies = [anna.ask("CLTMSG", UN=10002, MG="x" * 4000) for _ in range(6)]
    failed = [reply for reply in replies if reply["RES"] == "50"]
    assert failed
    assert all("&MID=" not in reply.text for reply in failed)
    assert {reply["RA"] for reply in failed} == {"the server failed; nothing was changed"}
    got = bert.ask("GetMsgEx")
    assert got.ids == list(range(1, len(got.ids) + 1))
    execute_in_writer(world, "PRAGMA max_page_count = 1000000")
    sent = anna.ask("CLTMSG", UN=10002, MG="after")
    assert (sent["RES"], sent["MID"]) == ("0", str(len(got.ids) + 1))
    assert bert.poll()[-1] == (9, 10001, "after")


@pytest.mark.errors_expected
def test_a_database_that_somebody_else_holds_is_answered(world: World) -> None:
    anna, _ = world.people(10001, 10002)
    execute_in_writer(world, "PRAGMA busy_timeout = 0")
    other = sqlite3.connect(world.folder / "server.sqlite3", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    assert anna.ask("CLTMSG", SEQ=1, UN=10002, MG="x")["RES"] == "50"
    other.execute("ROLLBACK")
    other.close()
    assert anna.ask("CLTMSG", SEQ=1, UN=10002, MG="x")["RES"] == "0"


def test_nothing_private_reaches_the_log(world: World, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    anna, _ = world.people(10001, 10002)
    anna.ask("CLTMSG", UN=10002, MG="private words")
    anna.ask("ModifyInfo", PR="private words")
    Person(world, 10001).login("wrong")
    assert anna.token is not None
    for secret in ("private", anna.token, "PS="):
        assert secret not in caplog.text
