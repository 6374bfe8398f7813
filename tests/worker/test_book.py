"""Groups, remarks and blocks, as a window sees them."""

from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st
from PySide6.QtCore import QObject
from pytest import TempPathFactory

from qqdesk.domain.book import NameFault
from qqdesk.protocol.codes import MAX_GROUP_CHARS, MAX_GROUPS, MAX_REMARK_CHARS
from qqdesk.worker.messenger import Messenger
from tests.helpers.server import LocalServer
from tests.worker.conftest import ONE, THREE, TWO, MakeDesk


def test_groups_and_remarks_outlive_the_program(desk: MakeDesk, server: LocalServer) -> None:
    one = desk(ONE).sign_in(server.address)
    book = one.messenger.book
    for name in ("Work", " 家人 ", "Old"):
        assert book.add_group(name) is None
    assert book.move_to_group([TWO, THREE], "Work") is None
    assert book.set_remark(TWO, "the\nboss") is None
    assert book.rename_group("Work", "Office") is None
    book.delete_group("Old")
    book.order_groups(["家人", "no such group"])
    one.wait_for("roster_changed")
    one.messenger.shut_down()
    again = desk(ONE).sign_in(server.address)
    assert again.messenger.book.group_names() == ["", "家人", "Office"]
    two = again.messenger.roster.get(TWO)
    assert (two.group, two.remark, two.name, two.nickname) == ("Office", "the boss", "the boss", "乙")
    again.messenger.book.set_remark(TWO, "")
    assert again.messenger.roster.get(TWO).name == "乙"


def test_a_group_that_is_deleted_loses_nobody(desk: MakeDesk, server: LocalServer) -> None:
    one = desk(ONE).sign_in(server.address)
    book = one.messenger.book
    book.move_to_group([TWO], "Work")
    book.delete_group("Work")
    assert book.group_names() == [""]
    assert one.messenger.roster.get(TWO).group == ""
    assert not one.messenger.roster.get(TWO).stranger


def test_a_group_renamed_to_another_one_joins_it(desk: MakeDesk, server: LocalServer) -> None:
    server.befriend(ONE, THREE)
    one = desk(ONE).sign_in(server.address)
    book = one.messenger.book
    book.move_to_group([TWO], "A")
    book.move_to_group([THREE], "B")
    assert book.rename_group("A", "B") is None
    assert book.group_names() == ["", "B"]
    assert {one.messenger.roster.get(number).group for number in (TWO, THREE)} == {"B"}


def test_names_that_cannot_be(qapp: QObject, tmp_path: Path) -> None:
    book = Messenger(tmp_path, "0" * 32).book
    assert book.add_group(" \n ") is NameFault.EMPTY
    assert book.add_group("x" * (MAX_GROUP_CHARS + 1)) is NameFault.TOO_LONG
    assert book.add_group("a\x07b") is NameFault.CONTROL
    assert book.move_to_group([TWO], "a\u202eb") is NameFault.CONTROL
    assert book.set_remark(TWO, "x" * (MAX_REMARK_CHARS + 1)) is NameFault.TOO_LONG
    assert book.set_remark(TWO, "a\ud83d") is NameFault.CONTROL
    assert book.group_names() == [""]
    assert all(book.add_group(f"group {count}") is None for count in range(MAX_GROUPS))
    assert book.add_group("one more") is NameFault.TOO_MANY
    assert book.rename_group("group 7", "one more") is None
    assert book.rename_group("one more", "") is NameFault.EMPTY


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
def test_memory_and_disk_say_the_same(qapp: QObject, tmp_path_factory: TempPathFactory, steps: list[tuple]) -> None:  # type: ignore[type-arg]
    from qqdesk.domain.book import Noted
    from qqdesk.history.store import History

    history = History(tmp_path_factory.mktemp("book") / "history.db")
    messenger = Messenger(history.path.parent, "0" * 32)
    book = messenger.book
    book.begin(history.book, [])
    for name, *values in steps:
        getattr(book, name)(*values)
        assert ["", *history.book.groups()] == book.group_names()
        for number, noted in history.book.noted([1, 2, 3, 4]).items():
            assert noted == messenger._people.noted(number) or noted == Noted() == messenger._people.noted(number)
    history.close()
