"""What can be done about a person: notes, being told when they come, blocking; and one's own face."""

from collections.abc import Callable, Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QAbstractItemModelTester, QTest
from PySide6.QtWidgets import QDialog, QMenu, QMessageBox, QWidget
from pytestqt.qtbot import QtBot

from qqdesk.domain.contact import AddRequest, Contact
from qqdesk.domain.problem import Problem, ProblemKind
from qqdesk.gui.chat.page import ChatPage
from qqdesk.gui.people.blocked_dialog import BlockedDialog, BlockedModel
from qqdesk.gui.people.face_chooser import FaceChooser
from qqdesk.gui.people.own_face import OwnFace, recent_faces, remember_face
from qqdesk.gui.people.person_actions import PersonActions
from qqdesk.gui.people.profile_checks import field_fault
from qqdesk.gui.people.profile_window import ProfileWindow
from qqdesk.gui.people.requests_dialog import RequestsDialog
from qqdesk.gui.shared.faces import FaceSource
from qqdesk.gui.shared.settings_store import SettingsStore
from qqdesk.gui.shared.texts import presence_since_text, presence_text
from qqdesk.protocol.account_data import Block, Unblock
from qqdesk.protocol.codes import AddAnswer, Status
from qqdesk.protocol.record import Done
from qqdesk.worker.api import ProfileEdit
from qqdesk.worker.contact_notes import ContactNotes
from qqdesk.worker.presence import Watch
from tests.gui.chat_messenger import NOON, StillMessenger
from tests.helpers.messages import chat_with

LIN, BO = 3_456_789_012, 10002


@pytest.fixture
def messenger(monkeypatch: pytest.MonkeyPatch) -> StillMessenger:
    monkeypatch.setattr(ContactNotes, "can_block", property(lambda self: True))
    messenger = StillMessenger()
    messenger.know(Contact(LIN, "林 Lin", status=Status.ONLINE), Contact(BO, "Bo", stranger=True))
    return messenger


@pytest.fixture
def show(qtbot: QtBot) -> Iterator[Callable[[QWidget], None]]:
    shown: list[QWidget] = []

    def show(widget: QWidget) -> None:
        qtbot.addWidget(widget)
        widget.show()
        QTest.qWaitForWindowActive(widget)
        shown.append(widget)

    yield show
    for widget in shown:
        widget.hide()


Show = Callable[[QWidget], None]


def texts(menu: QMenu) -> list[str]:
    return [action.text() for action in menu.actions()]


def answer_block(messenger: StillMessenger, blocked: bool) -> None:
    """The server took it: what the task's end does, and what is told."""
    (request,) = messenger.asked[-1]
    assert isinstance(request, Block if blocked else Unblock)
    messenger._people.set_blocked(request.number, blocked)
    messenger.answer(Done())
    messenger.roster_changed.emit(_everything())


def _everything() -> object:
    from qqdesk.worker.api import RosterChange

    return RosterChange(frozenset(), everything=True)


def press(window: QWidget, words: str) -> None:
    """The button of the question that stands before this window."""
    box = window.findChild(QMessageBox)
    assert isinstance(box, QMessageBox)
    next(button for button in box.buttons() if words in button.text()).click()


# Fields


@pytest.mark.parametrize(
    ("field", "good", "bad"),
    [
        (
            "email",
            ["a@b", "mei.li+x@mail.example.org", "中文@例子.cn"],
            ["a", "a@", "@b", "a b@c", "a@b@c", "a@b..c", "a,b@c.d"],
        ),
        (
            "home_page",
            ["example.org", "https://a.example/x?y#z", "HTTP://x", "a.example:8080/"],
            ["x", "javascript:1", "ftp://a.b", "a b.c", "http://", "://a.b"],
        ),
        ("telephone", ["123", "+86 (10) 1234-5678", "010/123 转 45"], ["12", "call me", "+", "1234 after 5"]),
        ("mobile", ["13800138000"], ["x"]),
        ("postcode", ["650000", "SW1A 1AA", "1234-567"], ["1", "-12", "1234567890123", "12_3"]),
        ("nickname", ["x", "x" * 64], ["", "x" * 65]),
        ("city", ["", "x" * 256], ["x" * 257]),
        ("about", ["", "x\n" * 1000], ["x" * 2001]),
    ],
)
def test_fields_are_judged(field: str, good: list[str], bad: list[str]) -> None:
    assert {text: field_fault(field, text) for text in good} == dict.fromkeys(good, "")
    assert all(field_fault(field, text) for text in bad), {text: field_fault(field, text) for text in bad}


def test_an_age_is_a_number_of_years() -> None:
    assert [bool(field_fault("age", age)) for age in (0, 150, 151, -1)] == [False, False, True, True]


# In words


def test_since_when_in_words() -> None:
    there = Contact(LIN, "Lin", status=Status.BUSY)
    assert presence_since_text(there, None) == presence_text(there) == "Busy"
    assert presence_since_text(there, NOON).startswith("Busy since ")
    assert presence_text(Contact(LIN, "Lin", status=Status.ONLINE, blocked=True)) == "Blocked"


# Menus


def test_the_menu_of_a_contact_and_of_a_stranger(messenger: StillMessenger, show: Show) -> None:
    window = QWidget()
    show(window)
    actions = PersonActions(messenger, window)
    menu = QMenu(window)
    actions.add_to(menu, LIN)
    assert texts(menu) == ["Tell me when online", "Block…"]
    choices = menu.actions()[0].menu()
    assert isinstance(choices, QMenu)
    assert [action.isChecked() for action in choices.actions()] == [True, False, False]
    choices.actions()[2].trigger()
    assert messenger.presence.watched(LIN) is Watch.ALWAYS
    strange = QMenu(window)
    actions.add_to(strange, BO)
    assert texts(strange) == ["Block…"]
    mine = QMenu(window)
    actions.add_block_to(mine, messenger.me.number)
    assert texts(mine) == []


def test_a_classic_server_blocks_nobody(messenger: StillMessenger, show: Show, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ContactNotes, "can_block", property(lambda self: False))
    window = QWidget()
    menu = QMenu(window)
    PersonActions(messenger, window).add_to(menu, LIN)
    assert texts(menu) == ["Tell me when online"]


def test_blocking_asks_first_and_says_what_went_wrong(qtbot: QtBot, messenger: StillMessenger, show: Show) -> None:
    window = QWidget()
    show(window)
    actions = PersonActions(messenger, window)
    before = len(messenger.asked)
    actions.ask_to_block(LIN)
    press(window, "Cancel")
    assert len(messenger.asked) == before
    qtbot.waitUntil(lambda: window.findChild(QMessageBox) is None)
    actions.ask_to_block(LIN)
    press(window, "Block")
    qtbot.waitUntil(lambda: window.findChild(QMessageBox) is None)
    messenger.fail(Problem(ProblemKind.NO_CONNECTION))
    assert window.findChild(QMessageBox) is not None
    press(window, "OK")
    actions.ask_to_block(LIN)
    qtbot.waitUntil(lambda: len(window.findChildren(QMessageBox)) == 1)
    with qtbot.waitSignal(actions.blocked) as done:
        press(window, "Block")
        answer_block(messenger, True)
    assert done.args == [LIN]
    assert messenger.roster.get(LIN).blocked
    menu = QMenu(window)
    actions.add_to(menu, LIN)
    assert texts(menu) == ["Unblock"]


# In a chat


def test_a_chat_says_that_somebody_is_blocked_and_lets_them_in_again(
    messenger: StillMessenger, faces: FaceSource, store: SettingsStore, show: Show
) -> None:
    messenger.know(Contact(LIN, "林 Lin", status=Status.ONLINE, blocked=True))
    page = ChatPage(messenger, faces, store, chat_with(LIN))
    show(page)
    grey = page.head._face.grab().toImage()
    assert not page.head._dot.isVisible()
    assert page.stranger.isVisible() and "blocked" in page.stranger.text()
    page.stranger.button.click()
    answer_block(messenger, False)
    page.update_people()
    assert not page.stranger.isVisible()
    assert page.head._dot.isVisible()
    assert page.head._face.grab().toImage() != grey
    assert "Block…" in texts(page.head.menu())


def test_a_stranger_can_be_added_or_blocked(
    qtbot: QtBot, messenger: StillMessenger, faces: FaceSource, store: SettingsStore, show: Show
) -> None:
    page = ChatPage(messenger, faces, store, chat_with(BO))
    show(page)
    assert page.stranger.button.text() == "Add"
    page.stranger.other_button.click()
    press(page, "Block")
    answer_block(messenger, True)
    page.update_people()
    assert page.stranger.button.text() == "Unblock" and not page.stranger.other_button.isVisible()


def test_who_asks_can_be_blocked_and_asks_no_more(messenger: StillMessenger, faces: FaceSource, show: Show) -> None:
    messenger.requests = [AddRequest(BO, "let me in", NOON)]
    window = RequestsDialog(messenger, faces)
    show(window)
    window.block_button.click()
    press(window, "Block")
    answer_block(messenger, True)
    assert messenger.asked[-1] == ("answer", BO, AddAnswer.REFUSE, "", False)


# In the profile


@pytest.fixture
def profile(messenger: StillMessenger, faces: FaceSource, show: Show) -> ProfileWindow:
    window = ProfileWindow(messenger, faces, LIN)
    show(window)
    return window


def test_notes_of_a_person(profile: ProfileWindow, messenger: StillMessenger) -> None:
    notes = profile.notes
    assert notes is not None
    QTest.keyClicks(notes.remark_edit, "Lin from work")
    QTest.keyClick(notes.remark_edit, Qt.Key.Key_Return)
    assert messenger.roster.get(LIN).remark == "Lin from work"
    assert profile.isVisible(), "Enter presses no button besides"
    messenger.contact_notes.add_group("Work")
    notes.refresh()
    notes.group_combo.setCurrentIndex(1)
    notes.group_combo.activated.emit(1)
    assert messenger.roster.get(LIN).group == "Work"
    notes.watch_combo.setCurrentIndex(1)
    notes.watch_combo.activated.emit(1)
    assert messenger.presence.watched(LIN) is Watch.ONCE
    messenger.presence.watch(LIN, None)
    assert notes.watch_combo.currentIndex() == 0, "it came, and is over"


def test_a_remark_that_is_none_is_not_lost_and_said(profile: ProfileWindow, messenger: StillMessenger) -> None:
    notes = profile.notes
    assert notes is not None
    QTest.keyClicks(notes.remark_edit, "x" * 65)
    profile.reject()
    assert profile.isVisible() and notes.remark_fault.isVisible()
    assert notes.remark_edit.text() == "x" * 65 and notes.remark_edit.hasFocus()
    QTest.keyClick(notes.remark_edit, Qt.Key.Key_Backspace)
    assert not notes.remark_fault.isVisible()
    profile.reject()
    assert not profile.isVisible()
    assert messenger.roster.get(LIN).remark == "x" * 64


def test_a_profile_blocks_and_unblocks(profile: ProfileWindow, messenger: StillMessenger) -> None:
    profile.block_button.click()
    press(profile, "Block")
    answer_block(messenger, True)
    assert profile.block_button.text() == "Un&block"
    assert "Blocked" in profile._second.text()
    profile.block_button.click()
    answer_block(messenger, False)
    assert "Online" in profile._second.text()


# Everybody who is blocked


def test_the_blocked_ones_in_a_list(qtbot: QtBot, messenger: StillMessenger, faces: FaceSource, show: Show) -> None:
    QAbstractItemModelTester(BlockedModel(messenger), QAbstractItemModelTester.FailureReportingMode.Fatal)
    window = BlockedDialog(messenger, faces)
    show(window)
    assert window.current_number() is None
    for number in (LIN, BO):
        messenger.contact_notes.block(number)
        answer_block(messenger, True)
    assert window.model.rowCount() == 2 and window.current_number() == LIN
    assert not window.grab().isNull()
    with qtbot.waitSignal(window.profile_wanted) as wanted:
        QTest.keyClick(window.view, Qt.Key.Key_Return)
    assert wanted.args == [LIN]
    window.unblock_button.click()
    messenger.fail(Problem(ProblemKind.NO_CONNECTION))
    assert window.message.isVisible() and window.unblock_button.isEnabled()
    window.unblock_button.click()
    answer_block(messenger, False)
    assert window.current_number() == BO


# My face


def test_a_face_is_found_by_its_number_or_among_those_of_before(faces: FaceSource, show: Show) -> None:
    chooser = FaceChooser(faces, 36, recent=[270, 99_999, 270, 0])
    show(chooser)
    assert len(chooser.recent_buttons) == 2
    QTest.keyClicks(chooser.number_edit, "48")
    assert chooser.face == 141
    QTest.keyClicks(chooser.number_edit, "99")
    assert chooser.face == 141, "there are not so many"
    chooser.recent_buttons[0].click()
    assert chooser.face == 270
    QTest.keyClick(chooser.number_edit, Qt.Key.Key_Return)
    assert chooser.result() == QDialog.DialogCode.Accepted


def test_a_face_from_the_main_window(
    qtbot: QtBot, messenger: StillMessenger, faces: FaceSource, store: SettingsStore, show: Show
) -> None:
    window = QWidget()
    show(window)
    own = OwnFace(messenger, faces, store, window)
    own.choose()
    chooser = window.findChild(FaceChooser)
    assert isinstance(chooser, FaceChooser)
    QTest.keyClicks(chooser.number_edit, "48")
    with qtbot.waitSignal(own.request_sent):
        chooser.accept()
    assert messenger.asked[-1] == ("save", ProfileEdit({"face": 141}))
    assert recent_faces(store) == [141, 36]
    qtbot.waitUntil(lambda: window.findChild(FaceChooser) is None)
    store.settings.recent_faces = ["x", "3"]
    remember_face(store, 141)
    assert recent_faces(store) == [141, 3]
