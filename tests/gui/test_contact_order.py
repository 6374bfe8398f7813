"""The order of the contact list: sorting, hidden contacts, and when rows stay in place; the contact card."""

from collections.abc import Callable
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PySide6.QtCore import QEvent, QLocale, QPointF, Qt
from PySide6.QtGui import QKeyEvent, QMouseEvent
from PySide6.QtTest import QAbstractItemModelTester, QTest
from PySide6.QtWidgets import QApplication, QMessageBox
from pytestqt.qtbot import QtBot

from qqdesk.domain.contact import Contact, Roster
from qqdesk.domain.incoming import StatusChanged
from qqdesk.domain.message import Delivery
from qqdesk.engine.events import Connecting
from qqdesk.gui.contacts import order_freeze
from qqdesk.gui.contacts.contact_model import ContactModel
from qqdesk.gui.contacts.contact_pane import ContactPane
from qqdesk.gui.contacts.contact_rows import BLOCKED, STRANGERS, ContactRows, SortBy
from qqdesk.gui.contacts.name_order import NameOrder
from qqdesk.gui.contacts.two_height_list import RowGeometry
from qqdesk.gui.kit.app_context import AppContext
from qqdesk.gui.shared.faces import FaceSource
from qqdesk.gui.shared.settings_store import SettingsStore
from qqdesk.protocol.codes import Status
from qqdesk.worker.messenger import Messenger
from tests.gui.people_world import press_in_question, set_blocked
from tests.gui.recording_navigator import RecordingNavigator
from tests.gui.showing import show
from tests.helpers.messages import NOON, chat_with
from tests.helpers.room_list import RoomsOf
from tests.kit.messenger import Backend

ANNA, BO, EVE, ZHANG, LI, OTHER = 10001, 10002, 10003, 10004, 10005, 10006


@pytest.fixture(autouse=True)
def session(backend: Backend) -> None:
    backend.open(
        Contact(ANNA, "anna"),
        Contact(BO, "Bo", status=Status.ONLINE),
        Contact(EVE, "Eve", status=Status.BUSY),
        Contact(ZHANG, "张三", status=Status.ONLINE),
        Contact(LI, "李四"),
        Contact(OTHER, "Other", stranger=True),
    )


@pytest.fixture
def pane(qtbot: QtBot, messenger: Messenger, faces: FaceSource, store: SettingsStore) -> ContactPane:
    pane = ContactPane(AppContext(messenger, RecordingNavigator(), faces, store))
    qtbot.addWidget(pane)
    QAbstractItemModelTester(pane.model, QAbstractItemModelTester.FailureReportingMode.Fatal, pane)
    pane.resize(280, 700)
    pane.show_everything()
    show(pane)
    return pane


def people(pane: ContactPane) -> list[int]:
    return [number for row in range(pane.model.rowCount()) if (number := pane.model.number_at(row))]


def test_the_setting_chooses_the_order(pane: ContactPane, backend: Backend, store: SettingsStore) -> None:
    assert people(pane) == [BO, ZHANG, EVE, ANNA, LI, OTHER]
    store.change("contact_sort", "name")
    assert people(pane) == [ANNA, BO, EVE, LI, ZHANG, OTHER]
    store.change("contact_sort", "talk")
    assert people(pane) == [BO, ZHANG, EVE, ANNA, LI, OTHER]
    backend.write(LI, "hi")
    backend.write(EVE, "hi")
    assert people(pane) == [EVE, LI, BO, ZHANG, ANNA, OTHER]
    store.change("contact_sort", "nonsense")
    assert people(pane) == [BO, ZHANG, EVE, ANNA, LI, OTHER]


def test_order_by_last_conversation_of_the_history(
    qtbot: QtBot, backend: Backend, messenger: Messenger, faces: FaceSource, store: SettingsStore
) -> None:
    store.change("contact_sort", "talk")
    backend.send(LI, "old", Delivery.SENT)
    pane = ContactPane(AppContext(messenger, RecordingNavigator(), faces, store))
    qtbot.addWidget(pane)
    pane.show_everything()
    assert people(pane)[0] == LI


def test_offline_contacts_are_hidden_unless_unread(
    pane: ContactPane, backend: Backend, messenger: Messenger, store: SettingsStore
) -> None:
    store.change("hide_offline", True)
    assert people(pane) == [BO, ZHANG, EVE, OTHER]
    backend.write(LI, "hi")
    assert people(pane) == [BO, ZHANG, EVE, LI, OTHER]
    messenger.mark_read(chat_with(LI))
    assert people(pane) == [BO, ZHANG, EVE, OTHER]
    pane.search.setText("anna")
    assert people(pane) == [ANNA]


def test_a_page_explains_that_all_contacts_are_hidden(
    qtbot: QtBot, backend: Backend, faces: FaceSource, store: SettingsStore
) -> None:
    store.change("hide_offline", True)
    backend.open(Contact(ANNA, "Anna"))
    pane = ContactPane(AppContext(backend.messenger, RecordingNavigator(), faces, store))
    qtbot.addWidget(pane)
    pane.show_everything()
    assert pane._stack.currentWidget() is pane.all_hidden
    pane.all_hidden.button.click()
    assert people(pane) == [ANNA]
    assert pane._stack.currentWidget() is pane.view


def test_view_menu_shows_and_stores_settings(pane: ContactPane, store: SettingsStore) -> None:
    pane.view_menu.aboutToShow.emit()
    checked = [action.text() for action in pane.view_menu.actions() if action.isChecked()]
    assert checked == ["Sort by presence"]
    action = next(action for action in pane.view_menu.actions() if action.text() == "Small faces")
    action.trigger()
    assert store.settings.small_faces


def test_small_rows(pane: ContactPane, store: SettingsStore) -> None:
    store.change("small_faces", True)
    heights = {pane.view.rect_of_row(row).height() for row in range(1, 6)}
    assert heights == {28}


# Under the pointer


def point(pane: ContactPane, number: int) -> None:
    place = QPointF(pane.view.rect_of_row(pane.model.row_of(number)).center())
    none, left = Qt.MouseButton.NoButton, Qt.KeyboardModifier.NoModifier
    move = QMouseEvent(QEvent.Type.MouseMove, place, pane.view.viewport().mapToGlobal(place), none, none, left)
    QApplication.sendEvent(pane.view.viewport(), move)


def leave(pane: ContactPane) -> None:
    QApplication.sendEvent(pane.view.viewport(), QEvent(QEvent.Type.Leave))


def come_online(backend: Backend, *numbers: int) -> None:
    backend.receive(*(StatusChanged(0, "", number, NOON, Status.ONLINE) for number in numbers))
    backend.settle()


def test_rows_stay_under_the_pointer(pane: ContactPane, backend: Backend, qtbot: QtBot) -> None:
    before = people(pane)
    point(pane, BO)
    come_online(backend, ANNA)
    assert people(pane) == before
    assert pane.model.contact(ANNA).is_present
    assert "4 of 5" in pane.model.index(0).data(Qt.ItemDataRole.AccessibleTextRole)
    leave(pane)
    qtbot.waitUntil(lambda: people(pane)[0] == ANNA)


def test_the_first_list_of_a_session_is_sorted_under_the_pointer(
    pane: ContactPane, backend: Backend, qtbot: QtBot
) -> None:
    """Before it, the list of the last session is shown, with all contacts offline."""
    backend.emit(Connecting())
    pane.show_everything()
    point(pane, BO)
    backend.change(replace(pane.model.contact(ANNA), status=Status.ONLINE))
    backend.connect()
    assert people(pane)[0] == ANNA
    backend.change(replace(pane.model.contact(ANNA), status=Status.OFFLINE))
    assert people(pane)[0] == ANNA, "the next one waits"
    leave(pane)
    qtbot.waitUntil(lambda: people(pane)[0] == BO)


def test_a_resting_pointer_freezes_for_a_while(
    pane: ContactPane, backend: Backend, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(order_freeze, "RESTING_MS", 30)
    point(pane, BO)
    come_online(backend, ANNA)
    assert people(pane)[0] == BO
    qtbot.waitUntil(lambda: people(pane)[0] == ANNA)


def test_a_removed_row_stays_until_the_pointer_leaves(pane: ContactPane, backend: Backend, qtbot: QtBot) -> None:
    point(pane, BO)
    backend.remove(EVE)
    assert EVE in people(pane) and pane.model.index(pane.model.row_of(EVE)).data() == "Eve"
    leave(pane)
    qtbot.waitUntil(lambda: EVE not in people(pane))


def test_own_deletions_and_blocks_are_shown_at_once(pane: ContactPane, backend: Backend, qtbot: QtBot) -> None:
    acts = pane.contact_actions
    point(pane, BO)
    acts.ask_to_delete(EVE)
    press_in_question(pane, "Delete")
    assert EVE not in people(pane)
    acts.entries.person.ask_to_block(BO)
    qtbot.waitUntil(lambda: len(pane.findChildren(QMessageBox)) == 1)
    press_in_question(pane, "Block")
    set_blocked(backend, True)
    assert pane.model.contacts.members(BLOCKED) == [BO] and pane.model.contacts.groups()[-1] == BLOCKED


def test_collapsing_under_the_pointer_moves_no_other_row(pane: ContactPane, backend: Backend) -> None:
    point(pane, BO)
    come_online(backend, ANNA)
    before = people(pane)
    pane.view.fold(STRANGERS, True)
    assert people(pane) == before[:-1]
    pane.view.fold(STRANGERS, False)
    assert people(pane) == before


def test_rows_stay_during_a_menu_and_arrow_keys(pane: ContactPane, backend: Backend, qtbot: QtBot) -> None:
    pane.view.contact_menu_requested.emit(BO, pane.mapToGlobal(pane.rect().center()))
    menu = pane.contact_actions._menu
    assert menu is not None
    come_online(backend, ANNA)
    assert people(pane)[0] == BO
    menu.close()
    qtbot.waitUntil(lambda: people(pane)[0] == ANNA)
    key = QKeyEvent(QEvent.Type.KeyPress, Qt.Key.Key_Down, Qt.KeyboardModifier.NoModifier)
    QApplication.sendEvent(pane.view, key)
    before = people(pane)
    come_online(backend, LI)
    assert people(pane) == before


# The card


def test_the_card_opens_by_key_and_pointer(
    pane: ContactPane, backend: Backend, messenger: Messenger, qtbot: QtBot
) -> None:
    messenger.contact_notes.set_remark(ANNA, "Aunt")
    come_online(backend, ANNA)
    backend.send(ANNA, "hello")
    pane.view.choose(ANNA)
    card = pane.card.card
    QTest.keyClick(pane.view, Qt.Key.Key_Space, Qt.KeyboardModifier.ControlModifier)
    assert card.isVisible() and card.number == ANNA
    text = card.accessibleName()
    assert "10001" in text and "Online" in text and "My friends" in text and "1 message" in text
    QTest.keyClick(pane.view, Qt.Key.Key_Escape)
    assert not card.isVisible()
    point(pane, BO)
    qtbot.waitUntil(card.isVisible)
    assert card.number == BO
    leave(pane)
    assert not card.isVisible()


def test_the_open_card_follows(pane: ContactPane, backend: Backend, qtbot: QtBot) -> None:
    point(pane, BO)
    qtbot.waitUntil(pane.card.card.isVisible)
    backend.change(Contact(BO, "Bo", status=Status.BUSY, signature="Tea first", status_text="At lunch"))
    assert pane.card.card.isVisible()
    spoken = pane.card.card.accessibleName()
    assert "Busy" in spoken and "At lunch, Tea first" in spoken


def test_the_card_shows_since_when(pane: ContactPane, backend: Backend) -> None:
    come_online(backend, ANNA)
    for number, is_known in ((ANNA, True), (BO, False)):
        pane.view.choose(number)
        pane.card.open_for_current()
        assert ("since" in pane.card.card.accessibleName()) is is_known
    backend.lose()
    pane.view.choose(ANNA)
    pane.card.open_for_current()
    assert "since" not in pane.card.card.accessibleName(), "unknown without a connection"


@pytest.mark.parametrize(
    "act",
    [
        lambda pane: pane.search.setText("bo"),
        lambda pane: pane.view.contact_menu_requested.emit(BO, pane.pos()),
        lambda pane: pane.hide(),
    ],
)
def test_a_search_a_menu_or_hiding_closes_the_card(pane: ContactPane, act: Callable[[ContactPane], object]) -> None:
    pane.view.choose(ANNA)
    pane.card.open_for_current()
    assert pane.card.card.isVisible()
    act(pane)
    assert not pane.card.card.isVisible()
    if pane.contact_actions._menu is not None:
        pane.contact_actions._menu.close()


# Its parts


@given(
    rows=st.lists(st.booleans(), max_size=60),
    sizes=st.tuples(st.integers(1, 60), st.integers(1, 60)),
    y=st.integers(-5, 4000),
)
def test_rows_have_their_places(rows: list[bool], sizes: tuple[int, int], y: int) -> None:
    row_height, header_height = sizes
    places = RowGeometry(len(rows), [row for row, header in enumerate(rows) if header], row_height, header_height)
    top, found = 0, -1 if y < 0 else len(rows)
    for row, header in enumerate(rows):
        assert places.top(row) == top
        height = header_height if header else row_height
        if top <= y < top + height:
            found = row
        top += height
    assert places.height == places.top(len(rows)) == top
    assert places.row_at(y) == found


NAMES = st.text("abzZ 01张李阿曾éå", max_size=4)


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(first=st.lists(NAMES, max_size=12), later=st.lists(NAMES, max_size=12))
def test_names_learned_later_get_the_same_order(qapp: QApplication, first: list[str], later: list[str]) -> None:
    step_by_step, at_once = NameOrder(QLocale("en_US")), NameOrder(QLocale("en_US"))
    for name in (*first, *later):
        step_by_step.learn([name])
    at_once.learn([*first, *later])
    every = sorted({*first, *later})
    assert sorted(every, key=step_by_step.rank) == sorted(every, key=at_once.rank)


_CONTACTS = st.builds(
    Contact,
    st.integers(1, 8) | st.just(9_999_999_999),
    st.sampled_from(["", "a", "aa", "a a", "B", "张", "张三", "李", "\0", "\U0001f600", "\ud800"]),
    status=st.sampled_from([Status.ONLINE, Status.BUSY, Status.OFFLINE]),
    group=st.sampled_from(["", "A"]),
    blocked=st.booleans(),
)


@pytest.mark.parametrize("sort", SortBy)
@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(changes=st.lists(_CONTACTS | st.integers(-8, 8), max_size=25))
def test_single_changes_give_the_same_order_as_a_reset(
    qapp: QApplication, sort: SortBy, changes: list[Contact | int]
) -> None:
    rows, contacts, conversations = ContactRows(NameOrder(QLocale("en_US"))), dict[int, Contact](), list[int]()
    rows.set_sort(sort)
    for change in changes:
        if isinstance(change, Contact):
            rows.put(change)
            contacts[change.number] = change
        elif change < 0:
            rows.remove(-change)
            contacts.pop(-change, None)
        else:
            rows.add_recent(change)
            conversations = [change, *(number for number in conversations if number != change)]
    fresh = ContactRows(NameOrder(QLocale("en_US")))
    fresh.reset(contacts.values(), ())
    fresh.set_talks(conversations)
    fresh.set_sort(sort)
    for group in ("", "A", BLOCKED):
        assert rows.shown_members(group) == fresh.shown_members(group)
        assert rows.counts(group) == fresh.counts(group)


@pytest.mark.parametrize("locale", ["en_US", "zh_CN", "de_DE"])
def test_chinese_names_are_ordered_by_pinyin(qapp: QApplication, locale: str) -> None:
    order = NameOrder(QLocale(locale))
    names = ["赵", "张三", "李四", "鑫", "阿明", "婷", "张"]
    order.learn(names)
    assert sorted(names, key=order.rank) == ["阿明", "李四", "婷", "鑫", "张", "张三", "赵"]


@pytest.mark.parametrize("locale", ["en_US", "de_DE", "C"])
def test_numbers_in_names_are_ordered_by_value(qapp: QApplication, locale: str) -> None:
    order = NameOrder(QLocale(locale))
    names = ["王小明", "10", "15", "5", "Class 10", "Class 9", "王10", "王9"]
    order.learn(names)
    assert sorted(names, key=order.rank) == ["5", "10", "15", "Class 9", "Class 10", "王9", "王10", "王小明"]


def test_the_model_is_consistent_while_frozen(qapp: QApplication) -> None:
    class Source:
        def __init__(self) -> None:
            self.roster = Roster()
            self.rooms = RoomsOf()
            self.contact_notes = self

        def group_names(self) -> list[str]:
            return ["", "A"]

    source = Source()
    for number in range(10001, 10021):
        source.roster.put(Contact(number, f"n{number}", group="A" if number % 2 else ""))
    model = ContactModel(source)
    QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal, model)
    before = [model.key_at(row) for row in range(model.rowCount())]
    model.freeze(True)
    for number in range(10001, 10011):
        source.roster.put(Contact(number, f"x{number}", status=Status.ONLINE, blocked=number == 10003))
        model.refresh([number])
    source.roster.remove(10012)
    model.refresh_all()
    assert [model.key_at(row) for row in range(model.rowCount())] == before
    assert all(model.index(row).data() for row in range(model.rowCount()))
    model.contacts.set_sort(SortBy.NAME)
    model.apply_order()
    model.freeze(False)
    assert [model.group_at(row) for row in model.header_rows()] == ["", "A", BLOCKED]
    assert model.row_of(10012) == -1
