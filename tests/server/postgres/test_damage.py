"""A mailbox that PostgreSQL cannot read: the server says so, and continues for all others."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from qqdesk.server.operations.health import problems
from qqdesk.server.storage import postgres as database
from tests.helpers.postgres import Cluster
from tests.server.world import World, a_world

pytestmark = pytest.mark.errors_expected

_DAMAGE = (
    """CREATE FUNCTION unreadable(text) RETURNS text LANGUAGE plpgsql AS $$
    BEGIN RAISE EXCEPTION 'invalid page in block 5 of relation' USING ERRCODE = 'XX001'; END $$""",
    "ALTER TABLE entries RENAME TO entry_rows",
    """CREATE VIEW entries AS SELECT log, seq, peer, kind, sender, time, client_id, mentions, file, ref_author, ref,
    CASE WHEN log = 10002 THEN unreadable(text) ELSE text END AS text FROM entry_rows""",
)


@pytest.fixture
def world(tmp_path: Path, postgres: Cluster) -> Iterator[World]:
    """On a database of its own, for its tables do not stay as they are."""
    with postgres.database() as url, a_world(tmp_path, url) as world:
        yield world


def test_a_mailbox_that_cannot_be_read_gets_an_error_and_no_more_messages(world: World) -> None:
    anna, bert, carl = world.people(10001, 10002, 10003)
    for to in (10001, 10002):
        assert carl.ask("CLTMSG", UN=to, MG="x")["RES"] == "0"
    bert.login()  # The first classic sign-in writes a notice, which the damage would refuse.
    bert.sign_in()
    with database.transaction(world.url) as db:
        for statement in _DAMAGE:
            db.execute(statement)
    # Both are read at once.
    running = [world.start_unsettled(person.body("GetMsgEx")) for person in (bert, anna)]
    assert [item.reply()["RES"] for item in running] == ["50", "0"]
    assert anna.ask("CLTMSG", UN=10002, MG="y")["RES"] == "50"
    assert anna.ask("CLTMSG", CID="1" * 32, UN=10002, MG="y")["RES"] == "50"
    assert anna.ask("Ack_AddToList", UN=10002, CD=2, RS="x")["RES"] == "50"
    bert.login()
    assert bert.ask("GetMsgEx")["RES"] == "50"
    found = world.run(problems(world.core, world.folder))
    assert "The messages of 10002 cannot be read. The command doctor says more." in found
