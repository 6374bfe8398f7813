"""The main window: what it shows, and its use by keyboard."""

from dataclasses import replace

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAction, QContextMenuEvent, QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QLineEdit, QMenu, QMessageBox
from pytestqt.qtbot import QtBot

from qqdesk.domain import incoming
from qqdesk.domain.contact import AddRequest, Contact, Me
from qqdesk.domain.incoming import (
    AddedMe,
    Announced,
    NewcomerJoined,
    RequestGranted,
    RequestRefused,
    ServerNotice,
    StatusChanged,
)
from qqdesk.domain.problem import Problem, ProblemKind
from qqdesk.engine.events import Connecting, RequestsFetched, StoreFailed, Waiting
from qqdesk.gui.contacts.contact_row import Role
from qqdesk.gui.contacts.contact_rows import BLOCKED
from qqdesk.gui.contacts.name_dialog import NameDialog
from qqdesk.gui.kit import bar, routes
from qqdesk.gui.kit.app_context import AppContext
from qqdesk.gui.main.main_window import MainWindow
from qqdesk.gui.shared.notice_text import notice_text
from qqdesk.gui.shared.scrolling import WindowScroll
from qqdesk.gui.shared.settings_store import SettingsStore
from qqdesk.gui.shared.theme import theme_source
from qqdesk.protocol.codes import SYSTEM_NUMBER, Status
from qqdesk.protocol.commands import ChangeStatus, DeleteFromList
from tests.gui.recording_navigator import RecordingNavigator
from tests.gui.showing import show
from tests.helpers.messages import chat_with
from tests.helpers.notices import make_notice
from tests.kit.messenger import LOST, ME, Backend

PEOPLE = [
    Contact(10001, "Zoe", status=Status.ONLINE),
    Contact(10002, "adam", status=Status.BUSY),
    Contact(10003, "Bea"),
    Contact(4000000001, "小明", status=Status.ONLINE, group="Work"),
    Contact(10009, "Unknown", stranger=True),
]


@pytest.fixture
def window(qtbot: QtBot, backend: Backend, context: AppContext) -> MainWindow:
    window = MainWindow(context)
    qtbot.addWidget(window)
    backend.open(*PEOPLE)
    show(window)
    return window


def names(window: MainWindow) -> list[str]:
    model = window.contacts.model
    return [model.index(row).data() for row in range(model.rowCount())]


def trigger(menu: QMenu | None, text: str) -> None:
    assert menu is not None
    found = [action for action in menu.findChildren(QAction) if action.text().split("\t")[0] == text]
    assert found, [action.text() for action in menu.actions()]
    found[0].trigger()
    menu.hide()


def test_my_profile_and_the_contacts_are_shown(window: MainWindow) -> None:
    assert window.windowTitle() == "Mei 小梅"
    assert window.head.shown_status is Status.ONLINE
    assert names(window) == ["My friends", "Zoe", "adam", "Bea", "Work", "小明", "Strangers", "Unknown"]


def test_the_window_follows_the_messenger(window: MainWindow, backend: Backend) -> None:
    backend.change(replace(PEOPLE[2], status=Status.ONLINE))
    assert names(window)[:4] == ["My friends", "Bea", "Zoe", "adam"]
    backend.write(10002, "hello", "Zoe?", "well?")
    row = window.contacts.model.row_of(10002)
    assert window.contacts.model.index(row).data(Role.ROW).unread == 3
    assert window.windowTitle() == "(3) Mei 小梅"
    backend.remove(10001)
    assert "Zoe" not in names(window)
    backend.messenger.change_me(replace(ME, nickname="New name"))
    assert window.windowTitle() == "(3) New name"


def test_unread_counts_of_the_last_session(window: MainWindow, backend: Backend) -> None:
    backend.open(*PEOPLE, unread={chat_with(10003): 2})
    assert window.contacts.model.index(window.contacts.model.row_of(10003)).data(Role.ROW).unread == 2


def test_focus_and_selection_survive_a_burst_of_changes(window: MainWindow, backend: Backend) -> None:
    window.contacts.view.choose(10003)
    window.contacts.view.setFocus()
    backend.receive(StatusChanged(0, "", 10001, 0, Status.OFFLINE), StatusChanged(0, "", 10003, 0, Status.ONLINE))
    backend.settle()
    assert window.contacts.view.current_number() == 10003
    backend.change(replace(PEOPLE[1], status=Status.ONLINE))
    assert window.contacts.view.current_number() == 10003
    assert window.focusWidget() is window.contacts.view


def test_search_with_the_keyboard(window: MainWindow, navigator: RecordingNavigator) -> None:
    window.contacts.focus_search()
    window.contacts.search.insert("小")
    assert names(window) == ["Work", "小明"]
    assert window.contacts.view.current_number() == 4000000001
    QTest.keyClick(window.contacts.search, Qt.Key.Key_Return)
    assert navigator.calls == [routes.Chat(chat_with(4000000001))]
    QTest.keyClick(window.contacts.search, Qt.Key.Key_Escape)
    assert window.contacts.search.text() == ""
    assert len(names(window)) == 8
    QTest.keyClick(window.contacts.search, Qt.Key.Key_Down)
    assert window.focusWidget() is window.contacts.view


def test_a_search_without_results(window: MainWindow, navigator: RecordingNavigator) -> None:
    window.contacts.search.setText("zzz")
    assert window.contacts.no_hits.isVisible()
    window.contacts.no_hits.button.click()
    assert navigator.calls == [routes.AddPeople("zzz")]
    window.contacts.search.clear()
    assert window.contacts.view.isVisible()


def test_no_contacts_yet(qtbot: QtBot, backend: Backend, navigator: RecordingNavigator, context: AppContext) -> None:
    window = MainWindow(context)
    qtbot.addWidget(window)
    backend.open()
    window.show()
    assert window.contacts.no_contacts.isVisible()
    window.contacts.no_contacts.other_button.click()
    window.contacts.no_contacts.button.click()
    assert navigator.calls == [routes.AddPeople(), routes.Invite()]
    backend.change(PEOPLE[0])
    assert window.contacts.view.isVisible()


def test_enter_and_double_click_open_a_chat(window: MainWindow, navigator: RecordingNavigator) -> None:
    window.contacts.view.choose(10002)
    QTest.keyClick(window.contacts.view, Qt.Key.Key_Return)
    place = window.contacts.view.visualRect(
        window.contacts.model.index(window.contacts.model.row_of(4000000001))
    ).center()
    QTest.mouseDClick(window.contacts.view.viewport(), Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, place)
    assert navigator.calls == [routes.Chat(chat_with(10002)), routes.Chat(chat_with(4000000001))]


def test_folding_with_the_keyboard_is_remembered(window: MainWindow, store: SettingsStore) -> None:
    window.contacts.view.choose(4000000001)
    QTest.keyClick(window.contacts.view, Qt.Key.Key_Left)
    assert window.contacts.model.group_at(window.contacts.view.currentIndex().row()) == "Work"
    QTest.keyClick(window.contacts.view, Qt.Key.Key_Left)
    assert "小明" not in names(window)
    assert store.settings.collapsed_groups == [BLOCKED, "Work"]
    QTest.keyClick(window.contacts.view, Qt.Key.Key_Right)
    assert "小明" in names(window)
    assert store.settings.collapsed_groups == [BLOCKED]


def test_a_click_on_a_header_folds(window: MainWindow, qtbot: QtBot) -> None:
    place = window.contacts.view.visualRect(window.contacts.model.index(0)).center()
    QTest.mouseClick(window.contacts.view.viewport(), Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, place)
    assert names(window)[:2] == ["My friends", "Work"]


def test_folded_groups_come_back(qtbot: QtBot, backend: Backend, context: AppContext, store: SettingsStore) -> None:
    store.change("collapsed_groups", ["Work"])
    window = MainWindow(context)
    qtbot.addWidget(window)
    backend.open(*PEOPLE)
    assert "小明" not in names(window)


def test_status_menu(window: MainWindow, backend: Backend, store: SettingsStore) -> None:
    trigger_status(window, Status.BUSY)
    assert backend.requests[-1] == ChangeStatus(Status.BUSY)
    assert store.settings.status == 30


def trigger_status(window: MainWindow, status: Status) -> None:
    actions = window.head.button.menu().actions()
    next(action for action in actions if action.data() == int(status)).trigger()


def test_a_refused_status_is_shown_and_reverted(window: MainWindow, backend: Backend) -> None:
    trigger_status(window, Status.BUSY)
    backend.fail(Problem(ProblemKind.SERVER_FAILED))
    assert window.banners.failure.isVisible()
    checked = [action.data() for action in window.head.button.menu().actions() if action.isChecked()]
    assert checked == [int(Status.ONLINE)]
    window.banners.failure.close_button.click()
    assert not window.banners.failure.isVisible()


def test_a_failure_is_announced_once(window: MainWindow, backend: Backend, monkeypatch: pytest.MonkeyPatch) -> None:
    announced: list[str] = []
    monkeypatch.setattr(bar, "announce", lambda _, text: announced.append(text))
    backend.emit(StoreFailed(Problem(ProblemKind.DISK)))
    window.hide()
    window.show()
    assert announced == [window.banners.failure.text()]


def test_failures_of_other_windows_are_not_shown(window: MainWindow, backend: Backend) -> None:
    backend.messenger.request(DeleteFromList(1))
    backend.fail(Problem(ProblemKind.SERVER_FAILED))
    assert not window.banners.failure.isVisible()
    backend.emit(StoreFailed(Problem(ProblemKind.DISK, "No space left.")))
    assert window.banners.failure.isVisible() and window.banners.failure.toolTip() == "No space left."


def test_banners_keep_their_height_in_a_low_window(window: MainWindow, backend: Backend, qtbot: QtBot) -> None:
    window.resize(window.width(), window.minimumHeight())
    backend.lose()
    window.banners.show_failure(Problem(ProblemKind.TIMED_OUT))
    window.banners.show_notice("Somebody who has a long name added you to their list, and you may add them too.")
    lines = (window.banners.connection, window.banners.failure, window.banners.notice)
    qtbot.waitUntil(lambda: all(line.height() >= line.heightForWidth(line.width()) for line in lines))


def test_connection_banner(window: MainWindow, backend: Backend, navigator: RecordingNavigator, qtbot: QtBot) -> None:
    backend.lose(retry_in=12.0)
    assert window.banners.connection.isVisible()
    assert "12" in window.banners.connection.text()
    assert window.head.shown_status is Status.OFFLINE
    backend.clock.advance(1)
    qtbot.waitUntil(lambda: "11" in window.banners.connection.text())
    window.banners.connection.other_button.click()
    assert navigator.calls == [routes.ConnectionCheck()]
    window.banners.connection.button.click()
    QTest.keyClick(window, Qt.Key.Key_F5)
    assert backend.tries == 2
    backend.connect()
    assert not window.banners.isVisible()


@pytest.mark.parametrize(("count", "text"), [(1, "1 person asks to add you"), (3, "3 people ask to add you")])
def test_requests_line(
    window: MainWindow, backend: Backend, navigator: RecordingNavigator, count: int, text: str
) -> None:
    backend.emit(RequestsFetched(tuple(AddRequest(number, "", 0) for number in range(1, count + 1))))
    assert window.banners.requests.text().strip() == text
    window.banners.requests.click()
    assert navigator.calls == [routes.Requests()]


def test_notices_are_shown_one_by_one(window: MainWindow, backend: Backend) -> None:
    backend.notify(AddedMe, PEOPLE[0])
    backend.notify(RequestRefused, PEOPLE[1], "no {time}")
    backend.notify(ServerNotice, PEOPLE[2], "what is this")
    notice = window.banners.notice
    assert "Zoe" in notice.text()
    notice.close_button.click()
    assert "no {time}" in notice.text()
    notice.close_button.click()
    assert "what is this" in notice.text()
    notice.close_button.click()
    assert not notice.isVisible()


def test_a_long_word_in_a_notice_does_not_widen_the_window(window: MainWindow) -> None:
    sentence = f"You are in the room {'Donau' * 8} now."
    window.banners.show_notice(sentence)
    assert window.banners.minimumSizeHint().width() < 280
    assert window.banners.notice.text() == sentence


def test_a_notice_of_an_answer_closes_by_itself(window: MainWindow, backend: Backend, qtbot: QtBot) -> None:
    banners = window.banners
    banners._notice_timer.setInterval(10)
    window.hide()
    backend.notify(RequestGranted, PEOPLE[0])
    backend.notify(RequestRefused, PEOPLE[1], "no")
    with qtbot.waitSignal(banners._notice_timer.timeout):
        pass
    assert "Zoe" in banners.notice.text(), "nobody can have seen it"
    window.show()
    other = QLineEdit()
    qtbot.addWidget(other)
    show(other)  # any window of the program
    qtbot.waitUntil(lambda: "adam" in banners.notice.text())
    assert not banners._notice_timer.isActive(), "a refusal stays until it is closed"


def test_contact_menu(window: MainWindow, backend: Backend, navigator: RecordingNavigator) -> None:
    actions = window.contacts.contact_actions
    window.contacts.view.contact_menu_requested.emit(10001, QPoint(5, 5))
    for text in ("View profile", "Message history", "Send message"):
        trigger(actions._menu, text)
    chat = chat_with(10001)
    assert navigator.calls == [routes.Profile(10001), routes.History(chat), routes.Chat(chat)]
    window.contacts.view.contact_menu_requested.emit(10001, QPoint(5, 5))
    trigger(actions._menu, "Work")
    assert backend.messenger.roster.get(10001).group == "Work"


def test_keys_act_on_the_current_contact(window: MainWindow, navigator: RecordingNavigator) -> None:
    view = window.contacts.view
    for row in (0, view.row_of_number(10002)):
        view.choose_row(row)
        for key in (Qt.Key.Key_I, Qt.Key.Key_H, Qt.Key.Key_C):
            QTest.keyClick(view, key, Qt.KeyboardModifier.ControlModifier)
    assert navigator.calls == [routes.Profile(10002), routes.History(chat_with(10002))]
    assert QGuiApplication.clipboard().text() == "10002"


def test_the_menu_key_opens_the_menu_of_the_current_row(window: MainWindow) -> None:
    view, opened = window.contacts.view, list[object]()
    view.contact_menu_requested.connect(lambda number, _: opened.append(number))
    view.group_menu_requested.connect(lambda group, _: opened.append(group))
    for row in (0, view.row_of_number(10002)):
        view.choose_row(row)
        QApplication.sendEvent(view, QContextMenuEvent(QContextMenuEvent.Reason.Keyboard, QPoint(), QPoint()))
        menu = window.contacts.contact_actions._menu
        assert menu is not None and menu.isVisible()
        menu.close()
    assert opened == ["", 10002]


def test_a_stranger_can_be_added_and_not_deleted(window: MainWindow, navigator: RecordingNavigator) -> None:
    window.contacts.view.contact_menu_requested.emit(10009, QPoint(5, 5))
    menu = window.contacts.contact_actions._menu
    assert menu is not None
    assert not any("Delete" in action.text() for action in menu.actions())
    trigger(menu, "Add to contacts")
    assert navigator.calls == [routes.AddContact(10009)]


def test_the_server_can_neither_be_added_nor_deleted(window: MainWindow, backend: Backend) -> None:
    backend.write(SYSTEM_NUMBER, "hello")
    window.contacts.view.contact_menu_requested.emit(SYSTEM_NUMBER, QPoint(5, 5))
    menu = window.contacts.contact_actions._menu
    assert menu is not None
    texts = [action.text().partition("\t")[0] for action in menu.actions()]
    menu.close()
    assert texts[:4] == ["Send message", "Open in a new window", "View profile", "Message history"]
    assert texts[4:] == ["Mute", "Remove from the list"]


def test_deleting_asks_first(window: MainWindow, backend: Backend, qtbot: QtBot) -> None:
    window.contacts.view.choose(10001)
    window.contacts.view.setFocus()
    QTest.keyClick(window.contacts.view, Qt.Key.Key_Delete)
    box = window.findChild(QMessageBox)
    assert box is not None
    assert "Zoe" in box.text()
    assert not backend.requests
    next(button for button in box.buttons() if button.text() == "Delete").click()
    assert not backend.requests, "it can still be undone"
    window.contacts.undo.forget()
    assert backend.requests[-1] == DeleteFromList(10001)


def test_without_a_connection_deleting_fails_at_once(window: MainWindow, backend: Backend) -> None:
    backend.lose()
    actions = window.contacts.contact_actions
    actions.ask_to_delete(10001)
    box = window.findChild(QMessageBox)
    assert box is not None
    next(button for button in box.buttons() if button.text() == "Delete").click()
    assert backend.requests[-1] == DeleteFromList(10001)
    assert not backend.messenger.roster.get(10001).hidden


def test_a_new_group_gets_the_contact_of_the_menu(window: MainWindow, backend: Backend) -> None:
    window.contacts.view.contact_menu_requested.emit(10001, QPoint(5, 5))
    trigger(window.contacts.contact_actions._menu, "New group…")
    dialog = window.findChild(NameDialog)
    assert dialog is not None
    dialog.edit.setText("  Family ")
    dialog.ok_button.click()
    assert backend.messenger.contact_notes.group_names() == ["", "Work", "Family"]
    assert backend.messenger.roster.get(10001).group == "Family"


def test_group_menu(window: MainWindow) -> None:
    window.contacts.view.group_menu_requested.emit("", QPoint(5, 5))
    trigger(window.contacts.contact_actions._menu, "Collapse all")
    assert names(window) == ["My friends", "Work", "Strangers"]
    window.contacts.view.group_menu_requested.emit("", QPoint(5, 5))
    trigger(window.contacts.contact_actions._menu, "Expand all")
    assert len(names(window)) == 8


def test_shortcuts(window: MainWindow, navigator: RecordingNavigator) -> None:
    control, shift = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
    QTest.keyClick(window, Qt.Key.Key_N, control)
    QTest.keyClick(window, Qt.Key.Key_I, control | shift)
    assert navigator.calls == [routes.AddPeople(), routes.Profile()]


def test_both_menus_name_the_same_keys_for_my_profile(window: MainWindow) -> None:
    menus = (window.head.face.menu(), window.foot.menu_button.menu())
    texts = [action.text() for menu in menus for action in menu.actions() if "My profile" in action.text()]
    assert texts == ["My profile\tCtrl+Shift+I"] * 2


def test_the_menu_has_few_entries(window: MainWindow) -> None:
    """The settings and the place's window have the rest."""
    window.foot.show_admin("Home")
    window.foot.show_invitations("")
    menu = window.foot.menu_button.menu()
    texts = [action.text().partition("\t")[0] for action in menu.actions() if not action.isSeparator()]
    assert texts == [
        "Invite people…", "New room…", "Jump to a contact…", "My profile", "Message history", "Settings", "Home…",
        "Join another place…", "Sign out", "Quit",
    ]  # fmt: skip


def test_the_geometry_is_saved(window: MainWindow, store: SettingsStore, qtbot: QtBot, context: AppContext) -> None:
    window.resize(300, 500)
    with qtbot.waitSignal(window.closed):
        window.close()
    assert store.settings.main_geometry
    other = MainWindow(context)
    qtbot.addWidget(other)
    assert (other.width(), other.height()) == (300, 500)


def test_sign_out_clears_the_window(window: MainWindow, backend: Backend) -> None:
    backend.write(10001, "hello", "well?")
    window.contacts.search.setText("x")
    backend.messenger.sign_out()
    assert window.contacts.search.text() == ""
    backend.open(*PEOPLE, me=Me(10020, "Tom"))
    assert window.contacts.model.index(window.contacts.model.row_of(10001)).data(Role.ROW).unread == 0


def test_every_control_has_a_name(window: MainWindow) -> None:
    for button in window.findChildren(QAbstractButton):
        # The cross of a search line is Qt's own.
        assert button.text() or button.accessibleName() or isinstance(button.parent(), QLineEdit) or not button.isVisible()  # fmt: skip  # noqa: E501
    assert window.contacts.view.accessibleName()
    assert window.contacts.search.accessibleName()


def test_a_notice_about_a_contact_without_a_name() -> None:
    assert notice_text(make_notice(RequestRefused, Contact(10009), "no"), []) == "10009 declined your request: “no”"


def _announced_kinds() -> list[type[Announced]]:
    kinds = [one for one in vars(incoming).values() if isinstance(one, type) and issubclass(one, Announced)]
    return [kind for kind in kinds if not any(issubclass(other, kind) for other in kinds if other is not kind)]


@pytest.mark.parametrize("kind", _announced_kinds(), ids=lambda kind: kind.__name__)
def test_every_announced_kind_has_a_sentence(kind: type[Announced]) -> None:
    assert notice_text(make_notice(kind, Contact(10009), "no", room=7), [], "Family")


@pytest.mark.parametrize(
    ("other", "name"), [("Zoë", "Zoe"), ("zoe", "Zoe (10009)")], ids=["another name", "the same name"]
)
def test_a_name_has_its_number_only_if_another_person_has_it_too(other: str, name: str) -> None:
    zoe = Contact(10009, "Zoe")
    notice = make_notice(RequestRefused, zoe, "no", 0)
    assert notice_text(notice, [zoe, Contact(10001, other)]) == f"{name} declined your request: “no”"


def test_the_first_time_the_list_stands_at_the_right_edge(window: MainWindow) -> None:
    room = window.screen().availableGeometry()
    assert room.right() - 40 <= window.geometry().right() <= room.right()


def test_no_row_looks_chosen_until_the_keyboard_comes_to_the_list(window: MainWindow) -> None:
    view = window.contacts.view
    window.activateWindow()
    QTest.qWaitForWindowActive(window)
    view.setFocus()
    assert view.hasFocus() and not view.selectedIndexes()
    view.model().modelAboutToBeReset.emit()
    view.model().modelReset.emit()  # as after a sign-in
    assert not view.selectedIndexes() and not view.currentIndex().isValid()
    QTest.keyClick(view, Qt.Key.Key_Down)
    assert view.currentIndex().row() == 1 and view.selectedIndexes(), "the first person, below the heading"
    view.selectionModel().clear()
    view.clearFocus()
    view.setFocus(Qt.FocusReason.TabFocusReason)
    assert view.currentIndex().row() == 1 and view.selectedIndexes()


def test_newcomers_share_one_line_that_goes_by_itself(window: MainWindow, backend: Backend) -> None:
    notice, banners = window.banners.notice, window.banners
    backend.notify(NewcomerJoined, Contact(20001, "Bert"))
    assert notice.text() == "Bert has joined."
    backend.notify(NewcomerJoined, Contact(20002, "Cleo"))
    assert "Bert and 1 other" in notice.text()
    for number in range(20003, 20005):
        backend.notify(NewcomerJoined, Contact(number, f"Guest {number}"))
    assert "Bert and 3 other" in notice.text()
    assert banners._notice_timer.isActive()
    banners._notice_timer.timeout.emit()
    assert not notice.isVisible() and not banners._notices
    backend.notify(NewcomerJoined, Contact(20005, "Dora"))
    assert notice.text() == "Dora has joined."


def test_a_notice_passes_while_another_window_of_the_program_is_in_front(
    window: MainWindow, backend: Backend, qtbot: QtBot
) -> None:
    backend.notify(NewcomerJoined, Contact(20001, "Bert"))
    other = QLineEdit()
    qtbot.addWidget(other)
    show(other)
    assert not window.isActiveWindow()
    window.banners._notice_timer.timeout.emit()
    assert not window.banners.notice.isVisible()


def test_the_list_does_not_move_with_each_try_to_connect(window: MainWindow, backend: Backend) -> None:
    places = []
    for event in (Waiting(LOST, 12), Connecting(), Waiting(LOST, 2), Connecting()):
        backend.emit(event)
        QApplication.sendPostedEvents()
        QApplication.processEvents()
        places.append(window.contacts.mapTo(window, QPoint()).y())
    assert len(set(places)) == 1
    assert window.banners.connection.button.isVisible()
    backend.connect()
    QApplication.processEvents()
    assert window.contacts.mapTo(window, QPoint()).y() < places[0]


def test_a_look_that_needs_more_width_for_a_moment_gives_it_back(window: MainWindow, qtbot: QtBot) -> None:
    before, choice = window.width(), theme_source().choice
    (scroll,) = window.findChildren(WindowScroll)
    try:
        theme_source().choose("classic")
        QApplication.processEvents()
        theme_source().choose("light")
        scroll.limit_window()  # before the tabs are laid out
        assert window.width() > before
        qtbot.waitUntil(lambda: window.width() == before)
    finally:
        theme_source().choose(choice)


def test_a_width_that_the_user_chose_stays(window: MainWindow, qtbot: QtBot) -> None:
    choice = theme_source().choice
    (scroll,) = window.findChildren(WindowScroll)
    try:
        theme_source().choose("classic")
        QApplication.processEvents()
        theme_source().choose("light")
        scroll.limit_window()
        window.resize(450, window.height())
        qtbot.waitUntil(lambda: window.minimumWidth() < 300)
        assert window.width() == 450
    finally:
        theme_source().choose(choice)
