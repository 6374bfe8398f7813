"""Messages are taken back, edited and reacted to, at the real server: every device shows the same."""

import threading
from dataclasses import replace

import pytest

from qqdesk.domain.body import Recalled, Text
from qqdesk.domain.conversation_id import ConversationId
from qqdesk.domain.draft import Draft
from qqdesk.domain.message import Delivery, Message, Reaction
from qqdesk.domain.problem import Problem, ProblemKind
from qqdesk.history.history import History
from qqdesk.protocol.codes import Status
from qqdesk.protocol.message_ref import MessageRef
from qqdesk.worker.history_requests import MessagePage
from tests.helpers.desk import Desk
from tests.helpers.history import open_history
from tests.helpers.messages import chat_with
from tests.helpers.server import LocalServer
from tests.worker.conftest import ONE, TWO, MakeDesk


@pytest.fixture
def home(desk: MakeDesk, server: LocalServer) -> Desk:
    return desk(ONE, "home").sign_in(server.address)


@pytest.fixture
def office(desk: MakeDesk, server: LocalServer) -> Desk:
    return desk(ONE, "office").sign_in(server.address)


@pytest.fixture
def two(desk: MakeDesk, server: LocalServer) -> Desk:
    return desk(TWO).sign_in(server.address)


def find(desk: Desk, key: str) -> Message | None:
    partner = TWO if desk.number == ONE else ONE
    return desk.messenger.conversation(chat_with(partner)).find(key)


def wait_message(desk: Desk, key: str) -> Message:
    desk.wait(lambda: find(desk, key) is not None)
    message = find(desk, key)
    assert message is not None
    return message


def wait_text(desk: Desk, key: str, text: str) -> None:
    desk.wait(lambda: wait_message(desk, key).text == text)


def wait_recalled(desk: Desk, key: str) -> None:
    desk.wait(lambda: wait_message(desk, key).body == Recalled(ONE))


def wait_sent(desk: Desk) -> None:
    """Wait until the server has all changes."""
    history = open_history(desk.messenger)
    desk.wait(lambda: history.unsent_changes.first() is None)


def wait_reactions(desk: Desk, key: str, *reactions: Reaction) -> None:
    desk.wait(lambda: wait_message(desk, key).reactions == reactions)


def test_a_reaction_is_on_every_device_of_both_people(home: Desk, office: Desk, two: Desk) -> None:
    key = home.send(TWO, "lunch?")
    office.wait_texts(TWO, "lunch?")
    two.messenger.changes.react(wait_message(two, key), "👍")
    for one in (home, office, two):
        wait_reactions(one, key, Reaction(TWO, "👍"))
    office.messenger.changes.react(wait_message(office, key), "🎉")
    two.messenger.changes.react(wait_message(two, key), "")
    for one in (home, office, two):
        wait_reactions(one, key, Reaction(ONE, "🎉"))


def _content(message: Message) -> tuple[object, ...]:
    return message.id, message.body, message.reactions, message.is_edited, message.reply_to


def test_an_edit_and_a_recall_are_on_every_device(home: Desk, office: Desk, two: Desk) -> None:
    key = home.send(TWO, "lnuch?")
    office.wait_texts(TWO, "lnuch?")
    changes = office.messenger.changes
    office.wait(lambda: changes.can_edit(wait_message(office, key)))
    changes.edit(wait_message(office, key), Text("lunch?"))
    for one in (home, office, two):
        wait_text(one, key, "lunch?")
        assert wait_message(one, key).is_edited
    assert not two.messenger.changes.can_recall(wait_message(two, key))
    mine, theirs = wait_message(office, key), wait_message(two, key)
    assert (changes.minutes_over(mine), changes.minutes_over(replace(mine, time=mine.time - 11 * 60_000))) == (0, 10)
    assert not two.messenger.changes.minutes_over(replace(theirs, time=0))
    changes.recall(wait_message(office, key))
    for one in (home, office, two):
        wait_recalled(one, key)
    two.wait(lambda: two.messenger.unread == 0)
    assert not changes.can_react(wait_message(office, key))


def test_a_change_is_no_new_message(home: Desk, two: Desk) -> None:
    key = home.send(TWO, "lunch?")
    wait_message(two, key)
    two.messenger.mark_read(chat_with(ONE))
    home.messenger.changes.edit(wait_message(home, key), Text("dinner?"))
    two.wait(lambda: wait_message(two, key).text == "dinner?")
    assert [message.id for message in two.of("message_added")] == [key]
    assert two.messenger.unread == 0


def test_a_refused_change_is_undone(home: Desk, two: Desk) -> None:
    key = home.send(TWO, "lunch?")
    message = wait_message(two, key)
    failed: list[tuple[ConversationId, Problem]] = []
    two.messenger.changes.failed.connect(lambda conversation, problem: failed.append((conversation, problem)))
    two.messenger.changes.edit(message, Text("dinner?"))
    problem = two.wait_for("problem_occurred")
    assert problem.kind is ProblemKind.MAY_NOT_CHANGE
    two.wait(lambda: failed == [(message.conversation, problem)])
    assert two.messenger.drafts.get(message.conversation) == Draft("dinner?"), "the text is not lost"
    two.wait(lambda: [one.text for one in two.of("message_changed")][-2:] == ["dinner?", "lunch?"])
    assert find(two, key) == message


def test_an_edit_that_cannot_be_stored_goes_to_the_draft(home: Desk, two: Desk) -> None:
    key = home.send(TWO, "lunch?")
    history = open_history(home.messenger)
    with history.file.writing() as connection:
        connection.execute("CREATE TRIGGER full BEFORE INSERT ON unsent_changes BEGIN SELECT RAISE(ABORT, 'full'); END")
    home.wait(lambda: home.states(TWO) == [Delivery.DELIVERED])
    home.messenger.changes.edit(wait_message(home, key), Text("dinner?"))
    assert home.wait_for("problem_occurred").kind is ProblemKind.DISK
    assert home.messenger.drafts.get(chat_with(TWO)) == Draft("dinner?"), "the text is not lost"
    assert wait_message(home, key).text == "lunch?"


def test_changes_are_not_read_in_the_main_thread(home: Desk, two: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    threads = []
    find_stored = History.find

    def find_and_note(history: History, conversation: ConversationId, id: str) -> Message | None:
        threads.append(threading.current_thread())
        return find_stored(history, conversation, id)

    monkeypatch.setattr(History, "find", find_and_note)
    key = home.send(TWO, "lunch?")
    two.messenger.changes.react(wait_message(two, key), "👍")
    for one in (home, two):
        wait_reactions(one, key, Reaction(TWO, "👍"))
    wait_sent(two)
    assert threading.main_thread() not in threads


def test_a_change_without_a_connection_is_shown_at_once_and_sent_after_a_restart(
    home: Desk, two: Desk, desk: MakeDesk, server: LocalServer
) -> None:
    key = two.send(ONE, "lunch?")
    wait_message(home, key)
    home.messenger.set_status(Status.OFFLINE)
    home.wait_lost()
    home.messenger.changes.react(wait_message(home, key), "👍")
    wait_reactions(home, key, Reaction(ONE, "👍"))
    home.messenger.shut_down()
    again = desk(ONE, "home")
    again.start(server.address)
    wait_reactions(again, key, Reaction(ONE, "👍"))
    wait_reactions(two, key, Reaction(ONE, "👍"))


def test_a_new_device_shows_the_changes_from_before_it(
    home: Desk, two: Desk, desk: MakeDesk, server: LocalServer
) -> None:
    """More changes than a page of the log has follow its messages."""
    keys = [home.send(TWO, f"message {number}") for number in range(70)]
    two.wait(lambda: find(two, keys[-1]) is not None)
    answer = home.result(
        home.messenger.own_messages.send(chat_with(TWO), Text("last"), reply_to=MessageRef(ONE, keys[2]))
    )
    two.wait(lambda: find(two, answer.id) is not None)
    assert wait_message(two, answer.id).reply_to == MessageRef(ONE, keys[2])
    keys.append(answer.id)
    for key in keys:
        two.messenger.changes.react(wait_message(two, key), "👍")
    home.messenger.changes.edit(wait_message(home, keys[0]), Text("the first"))
    home.messenger.changes.recall(wait_message(home, keys[1]))
    home.wait(lambda: all(wait_message(home, key).reactions for key in keys if key != keys[1]))
    wait_recalled(two, keys[1])
    second = desk(ONE, "laptop").sign_in(server.address)
    second.wait(lambda: second.messenger.recent_conversations() == [chat_with(TWO)])
    messages = list(second.messenger.conversation(chat_with(TWO)).messages)
    page = MessagePage((), complete=False)
    while not page.complete:
        page = second.reply(second.messenger.history_service.load_earlier(chat_with(TWO), messages[0].id))
        messages[:0] = page.messages
    messages[-1] = wait_message(second, keys[-1])
    known = home.messenger.conversation(chat_with(TWO)).messages
    assert [_content(one) for one in messages] == [_content(one) for one in known]
    assert (messages[0].text, messages[1].body) == ("the first", Recalled(ONE))


def test_a_message_that_was_taken_back_while_i_was_away_is_a_line_only(
    home: Desk, two: Desk, server: LocalServer
) -> None:
    two.messenger.sign_out()
    two.wait_for("signed_out")
    key = home.send(TWO, "a secret")
    home.wait(lambda: home.messenger.changes.can_recall(wait_message(home, key)))
    home.messenger.changes.recall(wait_message(home, key))
    wait_sent(home)
    two.sign_in(server.address)
    wait_recalled(two, key)
    assert two.messenger.unread == 0
