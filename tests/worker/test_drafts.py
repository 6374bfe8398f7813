"""Drafts and notes of the facade: in memory at once, on disk when the call returns, per account."""

import sqlite3

from qqdesk.domain.problem import ProblemKind
from qqdesk.worker.api import DraftChange
from tests.helpers.server import LocalServer
from tests.worker.conftest import ONE, TWO, MakeDesk


def test_a_draft_is_there_after_a_restart_and_for_its_account_only(server: LocalServer, desk: MakeDesk) -> None:
    first = desk(ONE).sign_in(server.address)
    told: list[DraftChange] = []
    first.messenger.drafts.changed.connect(told.append)
    first.messenger.drafts.put(TWO, "not yet")
    first.messenger.drafts.put(TWO, "not yet")
    first.messenger.drafts.set_note("open", "10002")
    assert told == [DraftChange(TWO, "not yet")]
    first.messenger.sign_out()
    first.wait_for("signed_out")
    assert first.messenger.drafts.get(TWO) == ""
    second = desk(ONE).sign_in(server.address)
    assert second.messenger.drafts.get(TWO) == "not yet"
    assert second.messenger.drafts.note("open") == "10002"
    second.messenger.drafts.put(TWO, "")
    assert second.messenger.drafts.get(TWO) == ""
    other = desk(TWO).sign_in(server.address)
    assert other.messenger.drafts.note("open") == ""


def test_a_draft_that_cannot_be_stored_lives_on(server: LocalServer, desk: MakeDesk) -> None:
    anna = desk(ONE).sign_in(server.address)
    (path,) = (anna.folder / "accounts").glob("*/history.db")
    with sqlite3.connect(path) as busy:
        busy.execute("DROP TABLE drafts")
        busy.execute("CREATE TABLE drafts (contact INTEGER PRIMARY KEY, text TEXT CHECK (0), time INTEGER)")
        busy.commit()
    busy.close()
    anna.messenger.drafts.put(TWO, "not yet")
    assert anna.messenger.drafts.get(TWO) == "not yet"
    assert anna.wait_for("action_failed").problem.kind is ProblemKind.DISK
