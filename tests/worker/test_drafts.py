"""Drafts of each account: in memory at once, on disk soon after."""

import sqlite3
from contextlib import closing

from qqdesk.domain.body import Text
from qqdesk.domain.draft import Draft
from qqdesk.domain.message import Delivery
from qqdesk.domain.notification_rules import FOREVER
from qqdesk.domain.problem import ProblemKind
from qqdesk.worker.api import DraftChange
from tests.helpers.messages import chat_with
from tests.helpers.server import LocalServer
from tests.worker.conftest import ONE, TWO, MakeDesk


def test_a_draft_is_there_after_a_restart_and_for_its_account_only(server: LocalServer, desk: MakeDesk) -> None:
    first = desk(ONE).sign_in(server.address)
    received: list[DraftChange] = []
    first.messenger.drafts.changed.connect(received.append)
    first.messenger.drafts.put(chat_with(TWO), Draft("not yet"))
    first.messenger.drafts.put(chat_with(TWO), Draft("not yet"))
    assert received == [DraftChange(chat_with(TWO), "not yet")]
    first.messenger.sign_out()
    first.wait_for("signed_out")
    assert first.messenger.drafts.get(chat_with(TWO)).text == ""
    second = desk(ONE).sign_in(server.address)
    assert second.messenger.drafts.get(chat_with(TWO)).text == "not yet"
    second.messenger.drafts.put(chat_with(TWO), Draft())
    assert second.messenger.drafts.get(chat_with(TWO)).text == ""
    other = desk(TWO).sign_in(server.address)
    assert other.messenger.drafts.all() == []


def test_a_draft_answers_a_message_until_that_is_taken_back(server: LocalServer, desk: MakeDesk) -> None:
    one, two = desk(ONE).sign_in(server.address), desk(TWO).sign_in(server.address)
    two.send(ONE, "Sunday?")
    one.wait(lambda: one.texts(TWO) == ["Sunday?"])
    (asked,) = one.messenger.conversation(chat_with(TWO)).messages
    one.messenger.drafts.put(chat_with(TWO), Draft("", asked))
    one.messenger.sign_out()
    one.wait_for("signed_out")
    one = desk(ONE).sign_in(server.address)
    assert one.messenger.drafts.get(chat_with(TWO)) == Draft("", asked)
    one.messenger.drafts.put(chat_with(TWO), Draft("yes", asked))
    two.wait(lambda: two.states(ONE) == [Delivery.DELIVERED])
    (sent,) = two.messenger.conversation(chat_with(ONE)).messages
    two.messenger.changes.edit(sent, Text("Saturday?"))
    one.wait(lambda: (draft := one.messenger.drafts.get(chat_with(TWO))).reply_to and draft.reply_to.is_edited)
    two.messenger.changes.recall(sent)
    one.wait(lambda: one.messenger.drafts.get(chat_with(TWO)) == Draft("yes"))


def test_a_draft_that_cannot_be_stored_lives_on(server: LocalServer, desk: MakeDesk) -> None:
    anna = desk(ONE).sign_in(server.address)
    (path,) = (anna.folder / "accounts").glob("*/history.db")
    with sqlite3.connect(path) as busy:
        busy.execute("DROP TABLE drafts")
        busy.execute("CREATE TABLE drafts (contact INTEGER PRIMARY KEY, text TEXT CHECK (0), time INTEGER)")
        busy.commit()
    busy.close()
    anna.messenger.drafts.put(chat_with(TWO), Draft("not yet"))
    assert anna.messenger.drafts.get(chat_with(TWO)).text == "not yet"
    assert anna.wait_for("problem_occurred").kind is ProblemKind.DISK


def test_a_sent_message_does_not_come_back_as_a_draft(server: LocalServer, desk: MakeDesk) -> None:
    """The disk was full: the draft is written with the next one, or at the end."""
    anna = desk(ONE).sign_in(server.address)
    anna.messenger.drafts.put(chat_with(TWO), Draft("sent"))
    anna.wait_written()
    (path,) = (anna.folder / "accounts").glob("*/history.db")
    with closing(sqlite3.connect(path)) as full:
        for change in ("INSERT", "DELETE"):
            when = f"full_{change} BEFORE {change} ON drafts"
            full.execute(f"CREATE TRIGGER {when} BEGIN SELECT RAISE(ABORT, 'full'); END")
    anna.messenger.drafts.put(chat_with(TWO), Draft())
    for number in range(10_010, 10_015):
        anna.messenger.drafts.put(chat_with(number), Draft("written meanwhile"))
    anna.wait_for("problem_occurred")
    anna.wait_written()
    with closing(sqlite3.connect(path)) as emptier:
        for change in ("INSERT", "DELETE"):
            emptier.execute(f"DROP TRIGGER full_{change}")
    anna.messenger.shut_down()
    assert [problem.kind for problem in anna.of("problem_occurred")] == [ProblemKind.DISK], "once is enough"
    again = desk(ONE).sign_in(server.address)
    assert again.messenger.drafts.get(chat_with(TWO)).text == ""
    assert again.messenger.drafts.get(chat_with(10_014)).text == "written meanwhile"


def test_a_mute_that_the_disk_does_not_take_is_written_with_the_next_value(server: LocalServer, desk: MakeDesk) -> None:
    anna = desk(ONE).sign_in(server.address)
    anna.wait_written()
    (path,) = (anna.folder / "accounts").glob("*/history.db")
    with closing(sqlite3.connect(path)) as full:
        full.execute("CREATE TRIGGER f BEFORE INSERT ON account_values BEGIN SELECT RAISE(ABORT, 'full'); END")
    anna.messenger.mutes.mute(chat_with(TWO), FOREVER)
    anna.wait_for("problem_occurred")
    with closing(sqlite3.connect(path)) as emptier:
        emptier.execute("DROP TRIGGER f")
    anna.messenger.contact_notes.set_remark(TWO, "Bo")
    assert anna.messenger.mutes.until(chat_with(TWO)) == FOREVER
    anna.messenger.shut_down()
    assert [problem.kind for problem in anna.of("problem_occurred")] == [ProblemKind.DISK], "once is enough"
    again = desk(ONE).sign_in(server.address)
    assert again.messenger.mutes.until(chat_with(TWO)) == FOREVER
