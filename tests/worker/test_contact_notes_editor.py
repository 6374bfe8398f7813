"""Groups, remarks and blocks, as a window sees them."""

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PySide6.QtCore import QObject
from pytest import TempPathFactory

from qqdesk.domain.account_keys import GROUP, GROUP_OF, REMARK, AccountKey, AccountValues
from qqdesk.domain.contact_notes import ContactNote, NameFault
from qqdesk.domain.conversation_id import ConversationId
from qqdesk.domain.message import Delivery
from qqdesk.domain.problem import ProblemKind
from qqdesk.history.history import History
from qqdesk.protocol import codec
from qqdesk.protocol.commands import DeleteFromList
from qqdesk.protocol.limits import MAX_GROUP_CHARS, MAX_GROUPS, MAX_REMARK_CHARS
from qqdesk.worker.messenger import Messenger
from tests.helpers.classic_server import ClassicServer
from tests.helpers.clock import FakeClock
from tests.helpers.desk import Desk
from tests.helpers.history import history_writer, wait_written
from tests.helpers.messages import chat_with
from tests.helpers.server import LocalServer, local_server
from tests.worker.conftest import ONE, THREE, TWO, MakeDesk


def test_groups_and_remarks_outlive_the_program(desk: MakeDesk, server: LocalServer) -> None:
    one = desk(ONE).sign_in(server.address)
    notes = one.messenger.contact_notes
    for name in ("Work", " 家人 ", "Old"):
        assert notes.add_group(name) is None
    assert notes.move_to_group([TWO, THREE], "Work") is None
    assert notes.set_remark(TWO, "the\nboss") is None
    assert notes.rename_group("Work", "Office") is None
    notes.delete_group("Old")
    notes.order_groups(["家人", "no such group"])
    one.wait_for("roster_changed")
    one.messenger.shut_down()
    again = desk(ONE).sign_in(server.address)
    assert again.messenger.contact_notes.group_names() == ["", "家人", "Office"]
    two = again.messenger.roster.get(TWO)
    assert (two.group, two.remark, two.name, two.nickname) == ("Office", "the boss", "the boss", "乙")
    again.messenger.contact_notes.set_remark(TWO, "")
    assert again.messenger.roster.get(TWO).name == "乙"


def test_a_deleted_group_loses_no_contact(desk: MakeDesk, server: LocalServer) -> None:
    one = desk(ONE).sign_in(server.address)
    notes = one.messenger.contact_notes
    notes.move_to_group([TWO], "Work")
    notes.delete_group("Work")
    assert notes.group_names() == [""]
    assert one.messenger.roster.get(TWO).group == ""
    assert not one.messenger.roster.get(TWO).stranger


def test_renaming_a_group_to_an_existing_one_merges_them(desk: MakeDesk, server: LocalServer) -> None:
    server.befriend(ONE, THREE)
    one = desk(ONE).sign_in(server.address)
    notes = one.messenger.contact_notes
    notes.move_to_group([TWO], "A")
    notes.move_to_group([THREE], "B")
    assert notes.rename_group("A", "B") is None
    assert notes.group_names() == ["", "B"]
    assert {one.messenger.roster.get(number).group for number in (TWO, THREE)} == {"B"}


def test_invalid_names_are_refused(qapp: QObject, tmp_path: Path) -> None:
    notes = Messenger(tmp_path, "0" * 32).contact_notes
    assert notes.add_group(" \n ") is NameFault.EMPTY
    assert notes.add_group("x" * (MAX_GROUP_CHARS + 1)) is NameFault.TOO_LONG
    assert notes.add_group("a\x07b") is NameFault.CONTROL
    assert notes.move_to_group([TWO], "a\u202eb") is NameFault.CONTROL
    assert notes.set_remark(TWO, "x" * (MAX_REMARK_CHARS + 1)) is NameFault.TOO_LONG
    assert notes.set_remark(TWO, "a\ud83d") is NameFault.CONTROL
    assert notes.group_names() == [""]
    assert all(notes.add_group(f"group {count}") is None for count in range(MAX_GROUPS))
    assert notes.add_group("one more") is NameFault.TOO_MANY
    assert notes.rename_group("group 7", "one more") is None
    assert notes.rename_group("one more", "") is NameFault.EMPTY


NAMES = st.sampled_from(["A", "B", "C", ""])
STEPS = st.one_of(
    st.tuples(st.just("add_group"), NAMES),
    st.tuples(st.just("delete_group"), NAMES),
    st.tuples(st.just("rename_group"), NAMES, NAMES),
    st.tuples(st.just("order_groups"), st.lists(NAMES, max_size=4)),
    st.tuples(st.just("move_to_group"), st.lists(st.integers(1, 4), max_size=3), NAMES),
    st.tuples(st.just("set_remark"), st.integers(1, 4), NAMES),
)


@given(st.lists(STEPS, max_size=20))
@settings(max_examples=60, deadline=None)
def test_memory_and_disk_agree_after_each_change(
    qapp: QObject, tmp_path_factory: TempPathFactory, steps: list[tuple[Any, ...]]
) -> None:
    history = History(tmp_path_factory.mktemp("notes") / "history.db")
    messenger = Messenger(history.path.parent, "0" * 32)
    notes = messenger.contact_notes
    with history_writer(messenger) as writer:
        messenger.account.open(history.account_values, AccountValues(), writer, lambda: None)
        for name, *values in steps:
            getattr(notes, name)(*values)
            wait_written(writer)
            stored = AccountValues(history.account_values.load())
            keys: tuple[AccountKey[Any, Any], ...] = (GROUP, GROUP_OF, REMARK)
            for key in keys:
                assert stored.items(key) == messenger.account.items(key)
            noted = stored.notes(())
            assert all(messenger._people.note_of(one) == noted.get(one, ContactNote()) for one in (1, 2, 3, 4))
            assert {one.group for one in noted.values()} <= set(notes.group_names())
    history.close()


# With a server


def sync(one: Desk) -> None:
    """Wait until the server has my contact notes."""
    one.wait_written()
    history = one.messenger.session.history  # type: ignore[union-attr]
    assert history is not None
    one.wait(lambda: not history.account_values.unsent())


def test_notes_reach_the_other_computers_of_the_account(desk: MakeDesk, server: LocalServer) -> None:
    home = desk(ONE, "home").sign_in(server.address)
    home.messenger.contact_notes.move_to_group([TWO], "家人")
    home.messenger.contact_notes.add_group("Empty")
    home.messenger.contact_notes.set_remark(TWO, "the boss")
    home.messenger.contact_notes.set_remark(THREE, "a stranger")
    pins = {chat_with(TWO), ConversationId.room(20001)}
    for conversation in pins:
        home.messenger.contact_notes.set_pinned(conversation, True)
    home.messenger.contact_notes.set_shows_nudges(TWO, False)
    sync(home)
    home.messenger.sign_out()
    home.wait_for("signed_out")
    office = desk(ONE, "office").sign_in(server.address)
    office.wait(lambda: office.messenger.contact_notes.group_names() == ["", "家人", "Empty"])
    office.wait(lambda: office.messenger.roster.get(TWO).name == "the boss")
    assert office.messenger.roster.get(TWO).group == "家人"
    office.wait(lambda: any(change.everything for change in office.of("roster_changed")))
    office.messenger.contact_notes.delete_group("家人")
    assert office.messenger.contact_notes.pinned() == pins
    assert not office.messenger.contact_notes.shows_nudges(TWO)
    office.messenger.contact_notes.set_pinned(chat_with(TWO), False)
    sync(office)
    office.messenger.shut_down()
    home.sign_in(server.address)
    home.wait(lambda: home.messenger.contact_notes.group_names() == ["", "Empty"])
    assert home.messenger.roster.get(TWO).group == ""
    assert home.messenger.contact_notes.pinned() == {ConversationId.room(20001)}
    assert not home.messenger.contact_notes.shows_nudges(TWO)
    server.befriend(THREE, ONE)
    three = desk(THREE).sign_in(server.address)
    three.send(ONE, "hello")
    home.wait_texts(THREE, "hello")
    assert home.messenger.roster.get(THREE).name == "a stranger", "who was not here when it came"


def test_offline_changes_are_sent_with_the_next_connection(desk: MakeDesk, clock: FakeClock, tmp_path: Path) -> None:
    with local_server(tmp_path / "server") as server:
        server.add_user(ONE, nickname="甲")
        server.add_user(TWO, nickname="乙", contacts=[ONE])
        server.befriend(ONE, TWO)
        home = desk(ONE, "home", clock=clock).sign_in(server.address, place="here")
        sync(home)
    clock.skip_wait()  # the poll ended in order
    home.wait_given_up()
    home.messenger.contact_notes.set_remark(TWO, "offline")
    home.messenger.contact_notes.move_to_group([TWO], "Work")
    home.messenger.shut_down()
    with local_server(tmp_path / "server") as server:
        again = desk(ONE, "home").sign_in(server.address, place="here")
        sync(again)
        again.messenger.shut_down()
        office = desk(ONE, "office").sign_in(server.address)
        office.wait(lambda: office.messenger.roster.get(TWO).name == "offline")
        assert office.messenger.roster.get(TWO).group == "Work"


def test_a_classic_server_leaves_notes_on_this_computer(desk: MakeDesk) -> None:
    with ClassicServer() as classic:
        classic.add_user(ONE, "secret", "甲", 270)
        classic.add_user(TWO, "secret", "乙", 141)
        classic.befriend(ONE, TWO)
        one = desk(ONE).sign_in(classic.url)
        notes = one.messenger.contact_notes
        assert not notes.can_block
        notes.move_to_group([TWO], "Work")
        notes.set_remark(TWO, "the boss")
        failed = one.failure(notes.block(TWO))
        assert failed.kind is ProblemKind.NOT_SUPPORTED
        assert notes.blocked() == []
        one.messenger.shut_down()
        again = desk(ONE).sign_in(classic.url)
        contact = again.messenger.roster.get(TWO)
        assert (contact.group, contact.name) == ("Work", "the boss")


def test_a_server_without_contact_notes_leaves_them_on_this_computer(
    desk: MakeDesk, server: LocalServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("block", "unblock", "blocklist", "getbook", "changebook"):
        monkeypatch.delitem(codec._BY_NAME, name)
    one = desk(ONE).sign_in(server.address)
    notes = one.messenger.contact_notes
    notes.set_remark(TWO, "the boss")
    failed = one.failure(notes.block(TWO))
    assert failed.kind is ProblemKind.NOT_SUPPORTED
    assert one.messenger.roster.get(TWO).name == "the boss"
    monkeypatch.undo()
    one.messenger.sign_out()
    one.wait_for("signed_out")
    one.sign_in(server.address)
    sync(one)


def test_blocks_apply_on_the_server_and_on_other_computers(desk: MakeDesk, server: LocalServer) -> None:
    one, two = desk(ONE).sign_in(server.address), desk(TWO).sign_in(server.address)
    one.wait(lambda: one.messenger.contact_notes.can_block)
    two.wait(lambda: two.messenger.roster.get(ONE).is_present)
    two.send(ONE, "before")
    one.wait_texts(TWO, "before")
    one.reply(one.messenger.contact_notes.block(TWO))
    assert one.messenger.roster.get(TWO).blocked
    assert one.messenger.contact_notes.blocked() == [TWO]
    two.wait(lambda: not two.messenger.roster.get(ONE).is_present)
    key = two.send(ONE, "after")
    two.wait_state(ONE, key, Delivery.FAILED)
    failed = two.messenger.conversation(chat_with(ONE)).find(key)
    assert failed is not None
    assert failed.failure == ProblemKind.NOT_ALLOWED.name
    one.messenger.shut_down()
    elsewhere = desk(ONE, "elsewhere").sign_in(server.address)
    elsewhere.wait(lambda: elsewhere.messenger.contact_notes.blocked() == [TWO])
    elsewhere.reply(elsewhere.messenger.contact_notes.unblock(TWO))
    assert not elsewhere.messenger.roster.get(TWO).blocked
    two.wait(lambda: two.messenger.roster.get(ONE).is_present)
    two.messenger.own_messages.retry(failed)
    elsewhere.wait(lambda: "after" in elsewhere.texts(TWO))
    again = desk(ONE).sign_in(server.address)
    again.wait(lambda: again.messenger.contact_notes.blocked() == [])


def test_a_blocked_stranger_stays_in_the_roster(desk: MakeDesk, server: LocalServer) -> None:
    one = desk(ONE).sign_in(server.address)
    one.reply(one.messenger.contact_notes.block(THREE))
    one.messenger.forget_stranger(THREE)
    assert one.messenger.roster.get(THREE).blocked
    one.reply(one.messenger.contact_notes.block(TWO))
    one.reply(one.messenger.request(DeleteFromList(TWO)))
    two = one.messenger.roster.get(TWO)
    assert two.blocked and two.stranger
    one.messenger.shut_down()
    again = desk(ONE).sign_in(server.address)
    assert again.messenger.contact_notes.blocked() == [TWO, THREE]
    assert THREE in again.messenger.roster
    again.reply(again.messenger.contact_notes.unblock(THREE))
    again.messenger.forget_stranger(THREE)
    assert THREE not in again.messenger.roster
    failed = again.failure(again.messenger.contact_notes.block(ONE))
    assert failed.kind is ProblemKind.REFUSED_BY_SERVER
