"""The model and view of the contact list: order, groups, search, emitted changes, painting and keys."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PySide6.QtCore import QItemSelectionModel, QObject, QPersistentModelIndex, QRect, Qt
from PySide6.QtGui import QAccessible, QCursor, QImage
from PySide6.QtTest import QAbstractItemModelTester, QTest
from PySide6.QtWidgets import QApplication, QListView
from pytestqt.qtbot import QtBot

from qqdesk.domain.contact import Contact, Roster
from qqdesk.gui.contacts.contact_model import ContactModel
from qqdesk.gui.contacts.contact_row import GroupRow, Role
from qqdesk.gui.contacts.contact_rows import STRANGERS
from qqdesk.gui.contacts.contact_view import ContactView
from qqdesk.gui.shared.faces import FaceSource
from qqdesk.protocol.codes import Status
from tests.gui.showing import show
from tests.helpers.room_list import RoomsOf


class Source:
    def __init__(self, contacts: Iterable[Contact], groups: list[str]) -> None:
        self.roster = Roster()
        self.rooms = RoomsOf()
        self.groups = groups
        self.contact_notes = self
        for contact in contacts:
            self.roster.put(contact)

    def group_names(self) -> list[str]:
        return ["", *self.groups]


PEOPLE = [
    Contact(10001, "Zoe", status=Status.ONLINE),
    Contact(10002, "adam", status=Status.ONLINE),
    Contact(10003, "Bea", status=Status.BUSY),
    Contact(10004, "Carl"),
    Contact(10005, "小明", status=Status.ONLINE, group="Work"),
    Contact(3456789012, "", group="Work"),
    Contact(10007, "Unknown", stranger=True),
]


@pytest.fixture
def source() -> Source:
    return Source(PEOPLE, ["Work", "Empty"])


@pytest.fixture
def model(qapp: QApplication, source: Source) -> ContactModel:
    model = ContactModel(source)
    watch(model)
    return model


def watch(model: ContactModel) -> None:
    QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal, model)


def shown(model: ContactModel) -> list[str]:
    return [model.index(row).data() for row in range(model.rowCount())]


def group(model: ContactModel, row: int) -> GroupRow:
    found = model.index(row).data(Role.ROW)
    assert isinstance(found, GroupRow)
    return found


def test_groups_and_contacts_are_in_order(model: ContactModel) -> None:
    assert shown(model) == [
        "My friends", "adam", "Zoe", "Bea", "Carl", "Work", "小明", "3456789012", "Empty", "Strangers", "Unknown"
    ]  # fmt: skip
    assert (group(model, 0).present, group(model, 0).total) == (3, 4)
    assert (group(model, 5).present, group(model, 5).total) == (1, 2)


def test_large_numbers_survive(model: ContactModel) -> None:
    row = model.row_of(3456789012)
    assert model.index(row).data(Role.ROW).contact.number == 3456789012
    assert model.number_at(row) == 3456789012


def test_texts_for_screen_readers(model: ContactModel) -> None:
    model.unread.set(10003, 2)
    row = model.row_of(10003)
    assert model.index(row).data(Qt.ItemDataRole.AccessibleTextRole) == "Bea, Busy, 2 unread messages"
    assert model.index(0).data(Qt.ItemDataRole.AccessibleTextRole) == "My friends, 3 of 4 online"
    model.set_collapsed("", True)
    said = model.index(0).data(Qt.ItemDataRole.AccessibleTextRole)
    assert said == "My friends, 3 of 4 online, folded, 2 unread messages"


@pytest.mark.parametrize(
    ("needle", "expected"),
    [
        ("ZO", ["My friends", "Zoe"]),
        ("小", ["Work", "小明"]),
        ("3456", ["Work", "3456789012"]),
        ("1000", ["My friends", "adam", "Zoe", "Bea", "Carl", "Work", "小明", "Strangers", "Unknown"]),
        ("nobody", []),
    ],
)
def test_search(model: ContactModel, needle: str, expected: list[str]) -> None:
    model.set_collapsed("Work", True)
    model.search.set_text(needle)
    assert shown(model) == expected
    model.search.set_text("")
    assert shown(model)[:6] == ["My friends", "adam", "Zoe", "Bea", "Carl", "Work"]
    assert "小明" not in shown(model)


def test_a_collapsed_group_counts_unread_messages(model: ContactModel) -> None:
    model.unread.set(10005, 3)
    assert group(model, 5).unread == 0
    model.set_collapsed("Work", True)
    assert group(model, 5).unread == 3
    assert model.contacts.collapsed == {"Work"}
    model.set_all_collapsed(True)
    assert shown(model) == ["My friends", "Work", "Empty", "Strangers"]
    model.set_all_collapsed(False)
    assert len(shown(model)) == 11


def test_a_change_of_presence_moves_one_row_and_no_more(model: ContactModel, source: Source, qtbot: QtBot) -> None:
    index = QPersistentModelIndex(model.index(model.row_of(10004)))
    source.roster.put(replace(source.roster.get(10004), status=Status.ONLINE))
    with qtbot.waitSignal(model.layoutChanged), qtbot.assertNotEmitted(model.modelReset):
        model.refresh([10004])
    assert shown(model)[:5] == ["My friends", "adam", "Carl", "Zoe", "Bea"]
    assert index.row() == 2
    assert index.data(Role.ROW).contact.number == 10004
    assert group(model, 0).present == 4


def test_contacts_are_added_and_removed(model: ContactModel, source: Source, qtbot: QtBot) -> None:
    source.roster.put(Contact(10010, "Dora", group="New"))
    source.roster.remove(10002)
    with qtbot.waitSignals([model.rowsInserted, model.rowsRemoved]), qtbot.assertNotEmitted(model.modelReset):
        model.refresh([10010, 10002])
    assert "adam" not in shown(model)
    assert shown(model)[-4:] == ["New", "Dora", "Strangers", "Unknown"]


def test_only_unread_contacts_blink(model: ContactModel, qtbot: QtBot) -> None:
    model.unread.set(10001, 1)
    with qtbot.waitSignal(model.dataChanged) as emitted:
        model.set_dimmed(True)
    assert emitted.args is not None
    assert emitted.args[0].row() == emitted.args[1].row() == model.row_of(10001)
    assert model.index(model.row_of(10001)).data(Role.ROW).dimmed
    assert not model.index(model.row_of(10002)).data(Role.ROW).dimmed


def test_current_row_and_scroll_position_survive_changes(qtbot: QtBot) -> None:
    source = Source([Contact(10000 + i, f"n{i:04}") for i in range(400)], [])
    model = ContactModel(source)
    view = QListView()
    qtbot.addWidget(view)
    view.setModel(model)
    view.resize(200, 300)
    view.show()
    view.setCurrentIndex(model.index(200))
    chosen = view.currentIndex().data(Role.ROW).contact.number
    view.verticalScrollBar().setValue(150)
    value = view.verticalScrollBar().value()
    for number in range(10300, 10350):
        source.roster.put(replace(source.roster.get(number), status=Status.ONLINE))
    model.refresh(range(10300, 10350))
    assert view.currentIndex().data(Role.ROW).contact.number == chosen
    assert view.currentIndex().row() == 250
    assert view.selectionModel().isSelected(view.currentIndex())
    assert view.verticalScrollBar().value() == value


def test_the_group_without_a_name_stays_when_it_is_empty(qapp: QApplication) -> None:
    source = Source([Contact(10005, "x", group="Work")], ["Work"])
    model = ContactModel(source)
    assert shown(model) == ["My friends", "Work", "x"]
    source.roster.put(Contact(10006, "y"))
    model.refresh([10006])
    assert shown(model) == ["My friends", "y", "Work", "x"]


def test_screen_readers_see_every_row(model: ContactModel, qtbot: QtBot) -> None:
    view = ContactView(model, FaceSource())
    qtbot.addWidget(view)
    view.show()
    interface = QAccessible.queryAccessibleInterface(view)
    assert interface is not None
    assert interface.text(QAccessible.Text.Name) == "Contacts"
    texts = [interface.child(row).text(QAccessible.Text.Name) for row in range(interface.childCount())]
    assert texts == [model.index(row).data(Qt.ItemDataRole.AccessibleTextRole) for row in range(model.rowCount())]


def on_screen(view: ContactView) -> QImage:
    """Return what was painted, without painting it again as `grab` does."""
    QApplication.processEvents()
    return view.screen().grabWindow(view.winId()).toImage()


def test_the_screen_shows_what_changed(model: ContactModel, source: Source, qtbot: QtBot) -> None:
    view = ContactView(model, FaceSource())
    qtbot.addWidget(view)
    view.resize(260, 600)
    view.show()
    before = on_screen(view)
    model.unread.set(10001, 3)
    unread = on_screen(view)
    assert unread != before
    source.roster.put(replace(source.roster.get(10004), nickname="Carlo"))
    model.refresh([10004])
    assert on_screen(view) != unread


@pytest.fixture
def long_view(qtbot: QtBot) -> ContactView:
    source = Source([Contact(10000 + number, f"n{number:03}") for number in range(200)], [])
    view = ContactView(ContactModel(source), FaceSource())
    qtbot.addWidget(view)
    view.resize(260, 300)
    show(view)
    return view


def test_the_screen_shows_what_was_scrolled(long_view: ContactView) -> None:
    bar = long_view.verticalScrollBar()
    for step in (bar.singleStep(), bar.pageStep(), -bar.singleStep()):
        bar.setValue(bar.value() + step)
        painted = on_screen(long_view)
        assert painted == long_view.grab().toImage().convertToFormat(painted.format())


@pytest.fixture
def pointer() -> Iterator[None]:
    """Put the pointer back, which would freeze the order of other tests' lists."""
    place = QCursor.pos()
    yield
    QCursor.setPos(place)


@pytest.mark.usefixtures("pointer")
def test_the_row_under_the_pointer_is_marked(long_view: ContactView, qtbot: QtBot) -> None:
    def changed_since(image: QImage) -> list[int]:
        return [row for row in range(5) if differs(image, on_screen(long_view), long_view.rect_of_row(row))]

    before = on_screen(long_view)
    QTest.mouseMove(long_view.viewport(), long_view.rect_of_row(2).center())
    qtbot.waitUntil(lambda: 2 in changed_since(before))
    hovered = on_screen(long_view)
    QTest.mouseMove(long_view.viewport(), long_view.rect_of_row(3).center())
    qtbot.waitUntil(lambda: changed_since(hovered) == [2, 3])


def differs(one: QImage, other: QImage, rect: QRect) -> bool:
    return one.copy(rect) != other.copy(rect)


def test_keys_move_through_the_rows(long_view: ContactView) -> None:
    page = long_view.viewport().height()

    def row_after(key: Qt.Key) -> int:
        QTest.keyClick(long_view, key)
        assert long_view.viewport().rect().contains(long_view.visualRect(long_view.currentIndex()))
        return long_view.currentIndex().row()

    assert row_after(Qt.Key.Key_End) == 200
    assert row_after(Qt.Key.Key_Up) == 199
    assert row_after(Qt.Key.Key_Home) == 0
    assert row_after(Qt.Key.Key_Down) == 1
    assert 1 < row_after(Qt.Key.Key_PageDown) <= 1 + page // long_view.rect_of_row(1).height()
    assert row_after(Qt.Key.Key_PageUp) <= 1
    QTest.keyClick(long_view, Qt.Key.Key_Down, Qt.KeyboardModifier.ShiftModifier)
    assert long_view.chosen_numbers() == [10000, 10001]
    assert row_after(Qt.Key.Key_Left) == 0
    QTest.keyClick(long_view, Qt.Key.Key_Left)
    assert long_view.model().rowCount() == 1
    QTest.keyClick(long_view, Qt.Key.Key_Right)
    assert long_view.model().rowCount() == 201


NUMBERS = st.integers(1, 12)
GROUPS = st.sampled_from(["", "A", "B", "C"])
CONTACTS = st.builds(
    Contact,
    NUMBERS,
    st.sampled_from(["", "x", "Y", "xy", "小"]),
    status=st.sampled_from([Status.ONLINE, Status.BUSY, Status.OFFLINE]),
    group=GROUPS,
    stranger=st.booleans(),
    hidden=st.booleans(),
)
STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("put"), st.lists(CONTACTS, max_size=8)),
        st.tuples(st.just("remove"), st.lists(NUMBERS, max_size=6)),
        st.tuples(st.just("filter"), st.sampled_from(["", "x", "1", "小", "zzz"])),
        st.tuples(st.just("fold"), st.tuples(st.sampled_from(["", "A", "B", STRANGERS]), st.booleans())),
        st.tuples(st.just("fold_all"), st.booleans()),
        st.tuples(st.just("groups"), st.lists(st.sampled_from(["A", "B", "C"]), unique=True)),
        st.tuples(st.just("unread"), st.tuples(NUMBERS, st.integers(0, 3))),
        st.tuples(st.just("reload"), st.none()),
    ),
    max_size=25,
)


class Follower(QObject):
    """Rebuilds the rows from the signals of the model, as a view does."""

    def __init__(self, model: ContactModel) -> None:
        super().__init__(model)
        self.model = model
        self.kept = [QPersistentModelIndex(model.index(row)) for row in range(model.rowCount())]
        self.ids = [model.key_at(row) for row in range(model.rowCount())]

    def check(self) -> None:
        for index, row_id in zip(self.kept, self.ids, strict=True):
            if index.isValid():
                assert self.model.key_at(index.row()) == row_id


def _step(model: ContactModel, source: Source, what: str, value: Any) -> None:
    match what:
        case "put":
            for contact in value:
                source.roster.put(contact)
            model.refresh([contact.number for contact in value])
        case "remove":
            for number in value:
                source.roster.remove(number)
            model.refresh(value)
        case "filter":
            model.search.set_text(value)
        case "fold":
            model.set_collapsed(*value)
        case "fold_all":
            model.set_all_collapsed(value)
        case "groups":
            source.groups = value
            model.refresh([])
        case "unread":
            model.unread.set(*value)
        case "reload":
            model.reload()


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=STEPS)
def test_the_model_emits_every_change(qapp: QApplication, steps: list[tuple[str, Any]]) -> None:
    source = Source([Contact(n, "x") for n in range(1, 5)], ["A"])
    model = ContactModel(source)
    watch(model)
    selection = QItemSelectionModel(model)
    for what, value in steps:
        follower = Follower(model)
        if model.rowCount():
            selection.setCurrentIndex(model.index(0), QItemSelectionModel.SelectionFlag.ClearAndSelect)
        _step(model, source, what, value)
        follower.check()
        ids = [model.key_at(row) for row in range(model.rowCount())]
        assert len(ids) == len(set(ids))
        assert all(model.row_of(row_id) == row for row, row_id in enumerate(ids))
        fresh = ContactModel(source)
        fresh.set_all_collapsed(False)
        for name in model.contacts.collapsed:
            fresh.set_collapsed(name, True)
        fresh.search.set_text(model.search.text)
        assert shown(fresh) == shown(model)
    selection.deleteLater()
