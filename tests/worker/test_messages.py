"""Messages between two messengers, over the real server and a faulty connection."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from qqdesk.cli import server as cli
from qqdesk.domain.body import Text
from qqdesk.domain.message import Delivery
from qqdesk.domain.problem import Problem, ProblemKind
from qqdesk.protocol.codes import SYSTEM_NUMBER, AddOutcome
from qqdesk.protocol.commands import AddToList, DeleteFromList
from qqdesk.protocol.limits import MAX_MESSAGE_CHARS
from qqdesk.server.delivery import mailbox
from qqdesk.worker.api import ConnectionPhase, UnreadChange
from tests.helpers.clock import FakeClock
from tests.helpers.history import full_disk, open_history
from tests.helpers.messages import chat_with
from tests.helpers.proxy import Fault, FaultyProxy
from tests.helpers.server import LocalServer
from tests.worker.conftest import ONE, THREE, TWO, MakeDesk

OPEN = 20000


def test_a_message_goes_out_arrives_and_is_confirmed(desk: MakeDesk, server: LocalServer) -> None:
    one, two = desk(ONE).sign_in(server.address), desk(TWO).sign_in(server.address)
    key = one.send(TWO, "你好 & 100%, a=b\nc")
    two.wait_texts(ONE, "你好 & 100%, a=b\nc")
    one.wait_state(TWO, key, Delivery.DELIVERED)
    assert one.of("message_changed")[-1].delivery is Delivery.DELIVERED
    assert two.of("unread_changed") == [UnreadChange(chat_with(ONE), 1)]
    assert two.messenger.unread == 1
    two.messenger.mark_read(chat_with(ONE))
    two.messenger.mark_read(chat_with(ONE))
    assert two.of("unread_changed")[1:] == [UnreadChange(chat_with(ONE), 0)]
    assert (two.messenger.unread, two.messenger.conversation(chat_with(ONE)).unread) == (0, 0)


def test_sent_messages_are_forgotten(desk: MakeDesk, server: LocalServer) -> None:
    """An hour with 20 messages a second would keep 5 MB of ids."""
    one = desk(ONE).sign_in(server.address)
    sent, refused = one.send(TWO, "sent"), one.send(ONE, "refused")
    one.wait_state(TWO, sent, Delivery.SENT)
    one.wait_state(ONE, refused, Delivery.FAILED)
    session = one.messenger.session
    assert session is not None
    assert all(session.engine.sender.cancel(id) for id in (sent, refused)), "no id is known as sent"


def test_a_notice_of_the_server_comes_under_its_name(desk: MakeDesk, server: LocalServer) -> None:
    one = desk(ONE).sign_in(server.address)
    assert cli.main(["say", "closed tomorrow", "--data-dir", str(server.folder)]) == 0
    one.wait_texts(SYSTEM_NUMBER, "closed tomorrow")
    name = server.daemon.core.server_info.name
    one.wait(lambda: one.messenger.roster.get(SYSTEM_NUMBER).name == name)
    assert one.messenger.roster.get(SYSTEM_NUMBER).is_server
    key = one.send(SYSTEM_NUMBER, "why?")
    one.wait_state(SYSTEM_NUMBER, key, Delivery.FAILED)


def test_messages_keep_their_order(desk: MakeDesk, server: LocalServer) -> None:
    one, two = desk(ONE).sign_in(server.address), desk(TWO).sign_in(server.address)
    texts = [str(number) for number in range(60)]
    for text in texts:
        one.send(TWO, text)
    two.wait_texts(ONE, *texts)
    assert [message.text for message in two.of("message_added")] == texts
    one.wait(lambda: set(one.states(TWO)) == {Delivery.DELIVERED})


def test_messages_wait_for_one_who_is_away(desk: MakeDesk, server: LocalServer) -> None:
    one = desk(ONE).sign_in(server.address)
    key = one.send(TWO, "later")
    one.wait_state(TWO, key, Delivery.SENT)
    two = desk(TWO).sign_in(server.address)
    two.wait_texts(ONE, "later")
    one.wait_state(TWO, key, Delivery.DELIVERED)
    two.messenger.shut_down()
    again = desk(TWO).sign_in(server.address)
    assert again.texts(ONE) == ["later"]
    assert again.messenger.unread == 1
    assert again.messenger.conversation(chat_with(ONE)).unread == 1
    assert again.of("message_added") == []


def test_a_conversation_shows_a_message_only_once_it_is_emitted(desk: MakeDesk, server: LocalServer) -> None:
    """A chat that is opened during a write still gets each message once, and in order."""
    one, two = desk(ONE).sign_in(server.address), desk(TWO).sign_in(server.address)
    seen: list[list[str]] = []
    two.messenger.message_added.connect(lambda message: seen.append(two.texts(ONE)))
    for text in ("a", "b", "c"):
        one.send(TWO, text)
    two.wait(lambda: len(seen) == 3)
    assert seen == [["a"], ["a", "b"], ["a", "b", "c"]]


def test_a_lost_answer_does_not_double_a_message(desk: MakeDesk, server: LocalServer) -> None:
    two = desk(TWO).sign_in(server.address)
    with FaultyProxy(server.port) as proxy:
        one = desk(ONE).sign_in(proxy.url)
        proxy.fault("CLTMSG", Fault.LOSE, 3)
        key = one.send(TWO, "once")
        one.send(TWO, "and then")
        one.wait_state(TWO, key, Delivery.DELIVERED)
        two.wait_texts(ONE, "once", "and then")
        assert proxy.seen["cltmsg"] >= 5
        one.messenger.shut_down()


@pytest.mark.parametrize("fault", [Fault.LOSE, Fault.CUT])
def test_a_lost_batch_is_shown_once(desk: MakeDesk, server: LocalServer, fault: Fault) -> None:
    one = desk(ONE).sign_in(server.address)
    with FaultyProxy(server.port) as proxy:
        two = desk(TWO).sign_in(proxy.url)
        proxy.fault("GetMsgEx", fault, 2)
        one.send(TWO, "once")
        two.wait_texts(ONE, "once")
        one.send(TWO, "twice")
        two.wait_texts(ONE, "once", "twice")
        assert [message.text for message in two.of("message_added")] == ["once", "twice"]
        two.messenger.shut_down()


def test_without_a_connection_messages_wait_and_go_out_after(
    desk: MakeDesk, clock: FakeClock, server: LocalServer
) -> None:
    two = desk(TWO).sign_in(server.address)
    with FaultyProxy(server.port) as proxy:
        one = desk(ONE, clock=clock).sign_in(proxy.url)
        proxy.open = False
        proxy.cut_all()
        one.wait_given_up()
        assert one.problem is ProblemKind.NO_CONNECTION
        retry_in = next(state.retry_in for state in one.of("connection_changed") if state.retry_in is not None)
        assert 0.2 < retry_in < 1
        keys = [one.send(TWO, text) for text in ("a", "b")]
        proxy.open = True
        one.messenger.try_now()
        one.wait_connected()
        two.wait_texts(ONE, "a", "b")
        for key in keys:
            one.wait_state(TWO, key, Delivery.DELIVERED)
        one.messenger.shut_down()


def test_what_was_not_sent_goes_out_the_next_time(desk: MakeDesk, clock: FakeClock, server: LocalServer) -> None:
    with FaultyProxy(server.port) as proxy:
        one = desk(ONE, clock=clock).sign_in(proxy.url, place="the-server")
        proxy.open = False
        proxy.cut_all()
        one.wait_given_up()
        one.send(TWO, "from yesterday")
        one.messenger.shut_down()
    again = desk(ONE).sign_in(server.address, place="the-server")
    two = desk(TWO).sign_in(server.address)
    two.wait_texts(ONE, "from yesterday")
    again.wait(lambda: again.states(TWO) == [Delivery.DELIVERED])


def test_refusals_fail_and_the_next_one_goes_out(desk: MakeDesk, server: LocalServer) -> None:
    one, two = desk(ONE).sign_in(server.address), desk(TWO).sign_in(server.address)
    no_one = one.send(99999, "?")
    stranger = one.send(THREE, "?")
    long = one.send(TWO, "x" * (MAX_MESSAGE_CHARS + 1))
    one.send(TWO, "fine")
    two.wait_texts(ONE, "fine")
    failures = [
        one.messenger.conversation(chat_with(number)).find(key)
        for number, key in ((99999, no_one), (THREE, stranger), (TWO, long))
    ]
    assert [message and message.failure for message in failures] == [
        ProblemKind.NO_SUCH_USER.name,
        ProblemKind.NOT_ALLOWED.name,
        ProblemKind.MESSAGE_TOO_LONG.name,
    ]


def test_a_failed_message_is_tried_again_or_given_up(desk: MakeDesk, server: LocalServer) -> None:
    one, three = desk(ONE).sign_in(server.address), desk(THREE).sign_in(server.address)
    keys = [one.send(THREE, text) for text in ("again", "enough")]
    for key in keys:
        one.wait_state(THREE, key, Delivery.FAILED)
    first, second = one.messenger.conversation(chat_with(THREE)).messages
    one.messenger.own_messages.discard(second)
    one.wait(lambda: one.messenger.conversation(chat_with(THREE)).messages[1].failure == "")
    server.befriend(ONE, THREE)
    one.messenger.own_messages.retry(first)
    one.wait_state(THREE, first.id, Delivery.DELIVERED)
    three.wait_texts(ONE, "again")


def test_a_full_mailbox_is_reported_and_the_message_kept(
    desk: MakeDesk, server: LocalServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(mailbox, "MOST_WAITING", 2)
    one = desk(ONE).sign_in(server.address)
    keys = [one.send(TWO, text) for text in ("first", "second", "third")]
    one.wait_state(TWO, keys[2], Delivery.FAILED)
    assert one.states(TWO)[:2] == [Delivery.SENT] * 2
    failed = one.messenger.conversation(chat_with(TWO)).messages[2]
    assert failed.failure == ProblemKind.MAILBOX_FULL.name
    two = desk(TWO).sign_in(server.address)
    two.wait_texts(ONE, "first", "second")
    one.wait_state(TWO, keys[1], Delivery.DELIVERED)
    one.messenger.own_messages.retry(failed)
    two.wait_texts(ONE, "first", "second", "third")
    one.wait_state(TWO, keys[2], Delivery.DELIVERED)


def test_a_stranger_gets_a_name_and_a_face(desk: MakeDesk, server: LocalServer) -> None:
    server.add_user(20000, nickname="stranger", face=30, contacts=[ONE])
    one, other = desk(ONE).sign_in(server.address), desk(20000).sign_in(server.address)
    other.send(ONE, "hello")
    one.wait_texts(20000, "hello")
    one.wait(lambda: one.messenger.roster.get(20000).name == "stranger")
    contact = one.messenger.roster.get(20000)
    assert (contact.stranger, contact.face) == (True, 30)
    one.messenger.shut_down()
    again = desk(ONE).sign_in(server.address)
    assert again.messenger.roster.get(20000) == contact


def test_a_full_disk_does_not_lose_a_message_of_mine(desk: MakeDesk, server: LocalServer) -> None:
    one, two = desk(ONE).sign_in(server.address), desk(TWO).sign_in(server.address)
    with full_disk(open_history(one.messenger)):
        one.send(TWO, "kept in memory")
        two.wait_texts(ONE, "kept in memory")
        assert one.wait_for("problem_occurred").kind is ProblemKind.DISK


def test_a_full_disk_can_refuse_a_message_of_mine(desk: MakeDesk, server: LocalServer) -> None:
    """With `only_stored` the text stays in the input; otherwise the message is sent without being stored."""
    one, two = desk(ONE).sign_in(server.address), desk(TWO).sign_in(server.address)
    history = open_history(one.messenger)
    history.file.connection.execute("PRAGMA max_page_count = 1")  # SQLite uses up the free space now
    text = "x" * 4096
    failed: list[Problem] = []
    for _ in range(100):
        pending = one.messenger.own_messages.send(chat_with(TWO), Text(text), only_stored=True)
        pending.then(one.messenger, None, failed.append)
    one.wait(lambda: len(failed) + len(one.messenger.conversation(chat_with(TWO)).messages) == 100)
    assert {problem.kind for problem in failed} == {ProblemKind.DISK}
    stored = len(one.messenger.conversation(chat_with(TWO)).messages)
    assert stored == len(history.latest(chat_with(TWO), 1000))
    one.messenger.own_messages.send(chat_with(TWO), Text("y" * 4096))
    two.wait_texts(ONE, *[text] * stored, "y" * 4096)


def test_a_full_disk_does_not_lose_what_comes(desk: MakeDesk, server: LocalServer) -> None:
    one, two = desk(ONE).sign_in(server.address), desk(TWO).sign_in(server.address)
    with full_disk(open_history(two.messenger)):
        one.send(TWO, "patience")
        assert two.wait_for("problem_occurred").kind is ProblemKind.DISK
        assert two.texts(ONE) == []
    two.wait_texts(ONE, "patience")


def test_a_history_of_another_version_ends_the_sign_in(desk: MakeDesk, server: LocalServer, tmp_path: Path) -> None:
    one, two = desk(ONE).sign_in(server.address), desk(TWO).sign_in(server.address)
    one.messenger.shut_down()
    (path,) = tmp_path.glob(f"desks/*/accounts/{ONE}@*/history.db")
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA user_version = 99")
    before = path.read_bytes()
    two.send(ONE, "not lost")
    one.start(server.address)
    one.wait_phase(ConnectionPhase.ENDED)
    problem = one.messenger.connection.problem
    assert problem == Problem(ProblemKind.HISTORY_FORMAT, str(path))
    assert path.read_bytes() == before
    path.rename(path.with_name("old.db"))
    one.messenger.sign_out()
    one.sign_in(server.address)
    one.wait_texts(TWO, "not lost")


def test_a_history_found_damaged_later_prevents_no_sign_in(desk: MakeDesk, server: LocalServer) -> None:
    one, two = desk(ONE).sign_in(server.address), desk(TWO).sign_in(server.address)
    history = open_history(two.messenger)
    with history.file.writing() as connection:  # another thread may be using it
        (version,) = connection.execute("PRAGMA schema_version").fetchone()
        connection.execute("PRAGMA writable_schema = ON")
        connection.execute(
            "UPDATE sqlite_schema SET rootpage = (SELECT rootpage FROM sqlite_schema WHERE name = 'messages') "
            "WHERE name = 'messages_by_conversation'"
        )
        connection.execute(f"PRAGMA schema_version = {version + 1}")
        connection.execute("PRAGMA writable_schema = OFF")
    one.send(TWO, "a")
    two.wait_texts(ONE, "a")
    one.send(TWO, "b")
    two.wait_texts(ONE, "a", "b")
    (problem,) = set(two.of("problem_occurred"))
    assert problem.kind is ProblemKind.HISTORY_DAMAGED
    assert Path(problem.detail).is_file(), "the person is told where the old one is"
    one.wait(lambda: set(one.states(TWO)) == {Delivery.DELIVERED})


def test_a_damaged_history_is_reported_at_the_sign_in(desk: MakeDesk, server: LocalServer, tmp_path: Path) -> None:
    one = desk(ONE).sign_in(server.address)
    one.messenger.shut_down()
    (path,) = tmp_path.glob("desks/*/accounts/*/history.db")
    path.write_bytes(b"no database at all " * 1000)
    one.signals.clear()
    one.sign_in(server.address)
    problem = one.wait_for("problem_occurred")
    assert problem.kind is ProblemKind.HISTORY_DAMAGED
    assert Path(problem.detail).read_bytes().startswith(b"no database")
    names = [name for name, _ in one.signals]
    assert names.index("signed_in") < names.index("problem_occurred"), "there is a window by then that shows it"
    one.messenger.sign_out()
    one.wait_for("signed_out")
    one.signals.clear()
    one.sign_in(server.address)
    assert one.of("problem_occurred") == [], "once is enough"


def test_damage_found_during_the_sign_in_prevents_nothing(desk: MakeDesk, server: LocalServer, tmp_path: Path) -> None:
    one = desk(ONE).sign_in(server.address)
    key = one.send(TWO, "it is still there")
    one.wait_state(TWO, key, Delivery.SENT)
    one.messenger.shut_down()
    (path,) = tmp_path.glob("desks/*/accounts/*/history.db")
    with closing(sqlite3.connect(path)) as connection:
        (page,) = connection.execute(
            "SELECT rootpage FROM sqlite_master WHERE name = 'messages_by_conversation'"
        ).fetchone()
        (size,) = connection.execute("PRAGMA page_size").fetchone()
    with path.open("r+b") as file:
        file.seek((page - 1) * size)
        file.write(b"damaged " * (size // 8))
    one.signals.clear()
    one.sign_in(server.address)
    problem = one.wait_for("problem_occurred")
    assert problem.kind is ProblemKind.HISTORY_DAMAGED
    assert Path(problem.detail).is_file()
    assert one.texts(TWO) == ["it is still there"]


def test_who_is_deleted_and_added_again_has_the_history_back(desk: MakeDesk, server: LocalServer) -> None:
    server.add_user(OPEN, nickname="open to all", allow=AddOutcome.ADDED)
    one, two = desk(ONE).sign_in(server.address), desk(OPEN).sign_in(server.address)
    one.reply(one.messenger.request(AddToList(OPEN)))
    one.wait_state(OPEN, one.send(OPEN, "mine"), Delivery.DELIVERED)
    two.send(ONE, "yours")
    one.wait_texts(OPEN, "mine", "yours")
    one.reply(one.messenger.request(DeleteFromList(OPEN)))
    assert one.texts(OPEN) == ["mine", "yours"], "a conversation is not deleted with a contact"
    assert one.messenger.roster.get(OPEN).stranger
    one.messenger.sign_out()
    one.wait_for("signed_out")
    one.signals.clear()
    one.sign_in(server.address)
    assert one.reply(one.messenger.request(AddToList(OPEN))).outcome == AddOutcome.ADDED
    one.wait(lambda: not one.messenger.roster.get(OPEN).stranger)
    assert one.texts(OPEN) == ["mine", "yours"]
