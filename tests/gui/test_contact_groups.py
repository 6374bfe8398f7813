"""Contact groups and remarks: created, renamed, moved, deleted and undone, by menu, keyboard and drag."""

import pytest
from PySide6.QtCore import QItemSelectionModel, QMimeData, QPoint, QPointF, Qt
from PySide6.QtGui import QDragEnterEvent, QDragMoveEvent, QDropEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QDialog, QLabel, QMenu, QMessageBox
from pytestqt.qtbot import QtBot

from qqdesk.domain.contact import Contact
from qqdesk.gui.contacts.contact_pane import ContactPane
from qqdesk.gui.contacts.contact_row import Role
from qqdesk.gui.contacts.group_actions import DeleteGroupDialog
from qqdesk.gui.contacts.list_drag import GROUP, PEOPLE
from qqdesk.gui.contacts.name_dialog import NameDialog
from qqdesk.gui.kit.app_context import AppContext
from qqdesk.gui.shared.faces import FaceSource
from qqdesk.gui.shared.settings_store import SettingsStore
from qqdesk.protocol.codes import SYSTEM_NUMBER, Status
from qqdesk.protocol.commands import DeleteFromList
from qqdesk.worker.messenger import Messenger
from tests.gui.recording_navigator import RecordingNavigator
from tests.gui.showing import show
from tests.kit.messenger import Backend

ANNA, BO, EVE, ZOE, OTHER = 10001, 10002, 10003, 3_456_789_012, 10005


@pytest.fixture(autouse=True)
def session(backend: Backend) -> None:
    backend.open(
        Contact(ANNA, "Anna", status=Status.ONLINE),
        Contact(BO, "Bo"),
        Contact(EVE, "Eve", group="Work"),
        Contact(ZOE, "Zoe", group="Play"),
        Contact(OTHER, "Other", stranger=True),
    )


@pytest.fixture
def pane(qtbot: QtBot, messenger: Messenger, faces: FaceSource, store: SettingsStore) -> ContactPane:
    pane = ContactPane(AppContext(messenger, RecordingNavigator(), faces, store))
    qtbot.addWidget(pane)
    pane.resize(280, 700)
    pane.show_everything()
    show(pane)
    pane.view.setFocus()
    return pane


def shown(pane: ContactPane) -> list[str]:
    return [pane.model.index(row).data() for row in range(pane.model.rowCount())]


def dialog(pane: ContactPane, kind: type[QDialog]) -> QDialog:
    return next(found for found in pane.findChildren(kind) if found.isVisible())


def name(pane: ContactPane, text: str) -> None:
    asked = dialog(pane, NameDialog)
    assert isinstance(asked, NameDialog)
    asked.edit.setText(text)
    QTest.keyClick(asked.edit, Qt.Key.Key_Return)


def undo(pane: ContactPane) -> None:
    QTest.keyClick(pane.view, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)


WHOLE = ["My friends", "Anna", "Bo", "Work", "Eve", "Play", "Zoe", "Strangers", "Other"]


def test_the_sender_of_notices_is_no_stranger(pane: ContactPane, backend: Backend) -> None:
    backend.change(Contact(SYSTEM_NUMBER, "Office", stranger=True))
    assert shown(pane) == [*WHOLE[:-2], "Notices", "Office", "Strangers", "Other"]


def test_new_group_with_a_member(pane: ContactPane, messenger: Messenger) -> None:
    assert shown(pane) == WHOLE
    pane.contact_actions.groups.ask_for_group([BO])
    asked = dialog(pane, NameDialog)
    assert isinstance(asked, NameDialog)
    assert not asked.ok_button.isEnabled()
    asked.edit.setText(" Work ")
    assert not asked.ok_button.isEnabled() and "name" in asked.fault.text()
    asked.edit.setText("x" * 33)
    assert not asked.ok_button.isEnabled() and "32" in asked.fault.text()
    name(pane, "  Old   friends ")
    assert messenger.roster.get(BO).group == "Old friends"
    assert shown(pane)[-4:] == ["Old friends", "Bo", "Strangers", "Other"]
    undo(pane)
    assert shown(pane) == WHOLE
    assert messenger.contact_notes.group_names() == ["", "Work", "Play"]


def test_a_dialog_for_a_name_has_no_room_for_a_line_that_is_not_there(pane: ContactPane) -> None:
    asked = NameDialog("Rename", "Name of the device, for you only", "", lambda text: None, pane, "Rename")
    asked.open()
    label = asked.findChildren(QLabel)[0]
    assert label.height() == label.heightForWidth(label.width())
    asked.reject()


def test_an_ampersand_in_a_name_is_no_shortcut_of_the_dialog(pane: ContactPane, backend: Backend) -> None:
    backend.change(Contact(BO, "Tom & Jerry"))
    pane.view.choose(BO)
    QTest.keyClick(pane.view, Qt.Key.Key_F2)
    asked = dialog(pane, NameDialog)
    (about,) = (label for label in asked.findChildren(QLabel) if "Tom & Jerry" in label.text())
    asked.close()
    assert about.buddy() is None


def test_a_hebrew_group_does_not_turn_the_report(pane: ContactPane, backend: Backend) -> None:
    hebrew, told = "\u05d3\u05e0\u05d4", []
    pane.contact_actions.groups.done.connect(lambda text, undo: told.append(text))
    pane.contact_actions.groups.ask_to_rename("Work")
    name(pane, hebrew)
    backend.change(Contact(BO, hebrew))
    pane.contact_actions.groups.move_people([BO], hebrew)
    part = f"\u2068{hebrew}\u2069"
    assert told == [f"“Work” is called “{part}” now.", f"{part} is in “{part}” now."]


def test_an_empty_group_is_shown(pane: ContactPane) -> None:
    pane.contact_actions.groups.ask_for_group([])
    name(pane, "Empty")
    assert "Empty" in shown(pane)


def test_f2_renames_a_group_and_keeps_it_collapsed(pane: ContactPane, messenger: Messenger) -> None:
    pane.view.fold("Work", True)
    pane.view.choose("Work")
    QTest.keyClick(pane.view, Qt.Key.Key_F2)
    name(pane, "Office")
    assert messenger.roster.get(EVE).group == "Office"
    assert shown(pane)[3:5] == ["Office", "Play"]
    undo(pane)
    assert messenger.roster.get(EVE).group == "Work" and messenger.contact_notes.group_names() == ["", "Work", "Play"]


def test_f2_sets_a_remark(pane: ContactPane, messenger: Messenger) -> None:
    pane.view.choose(ZOE)
    QTest.keyClick(pane.view, Qt.Key.Key_F2)
    name(pane, "Aunt")
    assert messenger.roster.get(ZOE).name == "Aunt"
    assert "Aunt" in shown(pane)
    pane.search.setText("zoe")
    assert shown(pane) == ["Play", "Aunt"]
    row = pane.model.index(1).data(Qt.ItemDataRole.UserRole + 1)
    assert (row.marks, row.nickname_marks) == ((), ((0, 3),))


def test_keys_move_groups(pane: ContactPane, messenger: Messenger) -> None:
    pane.view.choose("Play")
    QTest.keyClick(pane.view, Qt.Key.Key_Up, Qt.KeyboardModifier.AltModifier)
    assert messenger.contact_notes.group_names() == ["", "Play", "Work"]
    assert pane.model.group_at(pane.view.currentIndex().row()) == "Play"
    QTest.keyClick(pane.view, Qt.Key.Key_Up, Qt.KeyboardModifier.AltModifier)
    QTest.keyClick(pane.view, Qt.Key.Key_Down, Qt.KeyboardModifier.AltModifier)
    assert messenger.contact_notes.group_names() == ["", "Work", "Play"]


def test_members_of_a_deleted_group_move(pane: ContactPane) -> None:
    pane.view.choose("Work")
    QTest.keyClick(pane.view, Qt.Key.Key_Delete)
    asked = dialog(pane, DeleteGroupDialog)
    assert isinstance(asked, DeleteGroupDialog)
    assert [asked.box.itemText(row) for row in range(asked.box.count())] == ["My friends", "Play"]
    asked.box.setCurrentIndex(1)
    asked.delete_button.setFocus()
    QTest.keyClick(asked.delete_button, Qt.Key.Key_Return)
    assert shown(pane) == ["My friends", "Anna", "Bo", "Play", "Eve", "Zoe", "Strangers", "Other"]
    undo(pane)
    assert shown(pane) == WHOLE


def place_of(pane: ContactPane, row_id: int | str) -> QPointF:
    row = pane.model.row_of(row_id)
    return QPointF(pane.view.rect_of_row(row).center())


def drag(pane: ContactPane, kind: str, what: bytes, place: QPointF) -> bool:
    data = QMimeData()
    data.setData(kind, what)
    left, none = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    at = place.toPoint()
    enter = QDragEnterEvent(at, Qt.DropAction.MoveAction, data, left, none)
    enter.source = lambda: pane.view  # type: ignore[method-assign]
    pane.view.dragEnterEvent(enter)
    move = QDragMoveEvent(at, Qt.DropAction.MoveAction, data, left, none)
    move.source = lambda: pane.view  # type: ignore[method-assign]
    pane.view.dragMoveEvent(move)
    drop = QDropEvent(place, Qt.DropAction.MoveAction, data, left, none)
    drop.source = lambda: pane.view  # type: ignore[method-assign]
    pane.view.dropEvent(drop)
    return drop.isAccepted()


def test_drag_several_contacts_into_a_group(pane: ContactPane, messenger: Messenger) -> None:
    people = f"{ANNA},{BO}".encode()
    assert drag(pane, PEOPLE, people, place_of(pane, ZOE))
    assert [messenger.roster.get(one).group for one in (ANNA, BO)] == ["Play", "Play"]
    assert shown(pane)[:6] == ["My friends", "Work", "Eve", "Play", "Anna", "Bo"]
    assert drag(pane, PEOPLE, people, place_of(pane, "")), "the empty group takes them back"
    assert shown(pane)[:4] == ["My friends", "Anna", "Bo", "Work"]
    assert drag(pane, PEOPLE, people, place_of(pane, ZOE))
    undo(pane)
    assert shown(pane) == WHOLE


def test_no_drop_among_strangers(pane: ContactPane) -> None:
    assert not drag(pane, PEOPLE, str(BO).encode(), place_of(pane, OTHER))
    assert shown(pane) == WHOLE


@pytest.mark.parametrize(
    ("dragged", "over", "expected"),
    [
        ("Play", "Work", ["", "Play", "Work"]),
        ("Work", "Play", ["", "Play", "Work"]),
        ("Play", ANNA, ["", "Play", "Work"]),
        ("Work", OTHER, ["", "Play", "Work"]),
        ("Work", "Work", ["", "Work", "Play"]),
    ],
)
def test_drag_a_header(
    pane: ContactPane, messenger: Messenger, dragged: str, over: str | int, expected: list[str]
) -> None:
    assert drag(pane, GROUP, dragged.encode(), place_of(pane, over))
    assert messenger.contact_notes.group_names() == expected


def test_a_collapsed_group_expands_under_a_drag(pane: ContactPane, qtbot: QtBot) -> None:
    pane.view.fold("Work", True)
    data = QMimeData()
    data.setData(PEOPLE, str(BO).encode())
    at = place_of(pane, "Work").toPoint()
    move = QDragMoveEvent(at, Qt.DropAction.MoveAction, data, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier)
    move.source = lambda: pane.view  # type: ignore[method-assign]
    pane.view.dragMoveEvent(move)
    qtbot.waitUntil(lambda: "Eve" in shown(pane))
    assert pane.view.grab().toImage().size() == pane.view.size()


def test_menu_of_several_contacts(pane: ContactPane, messenger: Messenger) -> None:
    pane.view.choose(ANNA)
    index = pane.model.index(pane.model.row_of(EVE))
    pane.view.selectionModel().select(index, QItemSelectionModel.SelectionFlag.Select)
    pane.view.contact_menu_requested.emit(ANNA, QPoint(5, 5))
    menu = pane.contact_actions._menu
    assert menu is not None
    assert pane.view.chosen_numbers() == [ANNA, EVE]
    groups = menu.actions()[0].menu()
    assert isinstance(groups, QMenu)
    next(action for action in groups.actions() if action.text() == "Play").trigger()
    menu.close()
    assert [messenger.roster.get(one).group for one in (ANNA, EVE)] == ["Play", "Play"]


def test_blocked_people_have_a_collapsed_group(pane: ContactPane, backend: Backend) -> None:
    backend.change(Contact(EVE, "Eve", group="Work", blocked=True))
    assert shown(pane)[3:] == ["Work", "Play", "Zoe", "Strangers", "Other", "Blocked"]
    pane.search.setText("eve")
    assert shown(pane) == ["Blocked", "Eve"]
    pane.model.unread.set(EVE, 1)
    pane.model.unread.set(BO, 1)
    pane.model.set_dimmed(True)
    assert not pane.model.index(pane.model.row_of(EVE)).data(Role.ROW).dimmed
    pane.search.clear()
    assert pane.model.index(pane.model.row_of(BO)).data(Role.ROW).dimmed


def delete(pane: ContactPane) -> None:
    QTest.keyClick(pane.view, Qt.Key.Key_Delete)
    box = next(found for found in pane.findChildren(QMessageBox) if found.isVisible())
    next(button for button in box.buttons() if button.text() == "Delete").click()


def deletions(backend: Backend) -> list[object]:
    return [request.number for request in backend.requests if isinstance(request, DeleteFromList)]


def test_a_deletion_can_be_undone(pane: ContactPane, backend: Backend) -> None:
    pane.view.choose(EVE)
    delete(pane)
    assert shown(pane) == [name for name in WHOLE if name != "Eve"]
    assert pane.undo.text() == "Eve is deleted."
    undo(pane)
    assert shown(pane) == WHOLE
    assert pane.view.chosen_numbers() == [EVE]
    assert deletions(backend) == []


def test_the_deletion_of_the_last_contact_can_be_undone(pane: ContactPane, messenger: Messenger) -> None:
    for number in (ANNA, BO, ZOE, OTHER):
        messenger.contact_notes.hide(number)
    pane.view.choose(EVE)
    delete(pane)
    for group in ("Work", "Play"):
        messenger.contact_notes.delete_group(group)
    pane.show_everything()
    assert pane.no_contacts.isVisible()
    pane.no_contacts.other_button.setFocus()
    QTest.keyClick(pane.no_contacts.other_button, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert shown(pane) == ["My friends", "Eve"]


def test_the_next_action_finishes_a_deletion(pane: ContactPane, backend: Backend) -> None:
    pane.view.choose(EVE)
    delete(pane)
    pane.view.choose(BO)
    delete(pane)
    assert deletions(backend) == [EVE]
    pane.undo.forget()
    assert deletions(backend) == [EVE, BO]


def test_removal_of_a_stranger_can_be_undone(pane: ContactPane, messenger: Messenger) -> None:
    pane.view.choose(OTHER)
    QTest.keyClick(pane.view, Qt.Key.Key_Delete)
    assert shown(pane) == WHOLE[:-2]
    assert messenger.roster.get(OTHER).nickname == "Other", "the history still knows the name"
    undo(pane)
    assert shown(pane) == WHOLE
    pane.view.contact_menu_requested.emit(OTHER, QPoint(5, 5))
    menu = pane.contact_actions._menu
    assert menu is not None
    next(action for action in menu.actions() if action.text().startswith("Remove from the list")).trigger()
    menu.close()
    assert shown(pane) == WHOLE[:-2]
