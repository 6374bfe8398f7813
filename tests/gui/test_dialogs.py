"""The dialogs about people: adding, answering, finding, profiles, passwords."""

from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest
from PySide6.QtCore import QAbstractItemModel, Qt
from PySide6.QtTest import QAbstractItemModelTester, QTest
from PySide6.QtWidgets import QApplication, QDialog, QLabel, QMessageBox, QPushButton
from pytestqt.qtbot import QtBot

from qqdesk.domain.contact import AddRequest, Contact
from qqdesk.domain.incoming import seen_status
from qqdesk.domain.problem import Problem, ProblemKind
from qqdesk.gui.composer.emoji import EmojiModel
from qqdesk.gui.people.add_contact_dialog import AddContactDialog
from qqdesk.gui.people.face_chooser import FaceChooser, FacesModel
from qqdesk.gui.people.find_people_dialog import FindPeopleDialog
from qqdesk.gui.people.found_model import FoundModel
from qqdesk.gui.people.person_list import PersonRole
from qqdesk.gui.people.profile_fields import SECTIONS, field_names
from qqdesk.gui.people.profile_view import with_links
from qqdesk.gui.people.profile_window import ProfileWindow
from qqdesk.gui.people.requests_dialog import RequestsDialog
from qqdesk.gui.people.requests_model import RequestsModel
from qqdesk.gui.shared.faces import FaceSource
from qqdesk.gui.sign_in.password import PasswordDialog
from qqdesk.protocol.codes import AddAnswer, AddOutcome, Sex, Status
from qqdesk.protocol.commands import AddToListReply, FingerReply, FoundPerson, GetInfoReply
from qqdesk.protocol.profile import EDITABLE, Profile
from qqdesk.protocol.record import Done
from qqdesk.worker.api import PeopleQuery, ProfileEdit
from tests.gui.chat_messenger import NOON, StillMessenger

LIN = 3_456_789_012
PROFILE = Profile(number=LIN, nickname="林 Lin", face=210, age=24, sex=Sex.FEMALE, province="浙江")
MINE = Profile(number=10000, nickname="Mei", face=36, age=30, email="mei@example.org", about="Hello")
REFUSED = Problem(ProblemKind.NO_CONNECTION)


@pytest.fixture
def messenger() -> StillMessenger:
    return StillMessenger()


@pytest.fixture
def show(qtbot: QtBot) -> Iterator[Callable[[QDialog], None]]:
    shown: list[QDialog] = []

    def show(dialog: QDialog) -> None:
        qtbot.addWidget(dialog)
        dialog.show()
        QTest.qWaitForWindowActive(dialog)
        shown.append(dialog)

    yield show
    for dialog in shown:
        dialog.hide()


def click(button: QPushButton) -> None:
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)


Show = Callable[[QDialog], None]


class TestAddContact:
    @pytest.fixture
    def dialog(self, messenger: StillMessenger, faces: FaceSource, show: Show) -> AddContactDialog:
        dialog = AddContactDialog(messenger, faces=faces)
        show(dialog)
        return dialog

    def find(self, dialog: AddContactDialog, messenger: StillMessenger) -> None:
        dialog.number_edit.setText(str(LIN))
        QTest.keyClick(dialog.number_edit, Qt.Key.Key_Return)
        messenger.answer(GetInfoReply(3, PROFILE))

    def test_whom_anyone_may_add_is_added(
        self, qtbot: QtBot, dialog: AddContactDialog, messenger: StillMessenger
    ) -> None:
        self.find(dialog, messenger)
        assert messenger.asked == [("profile", LIN)]
        assert "林 Lin" in dialog.card.accessibleName()
        click(dialog.submit_button)
        assert messenger.asked[-1] == ("add", LIN)
        messenger.know(Contact(LIN, "林 Lin"))
        messenger.answer(AddToListReply(AddOutcome.ADDED, LIN))
        assert "林 Lin" in dialog.sentence.text()
        with qtbot.waitSignal(dialog.chat_wanted) as wanted:
            click(dialog.chat_button)
        assert wanted.args == [LIN]

    def test_who_wants_to_be_asked_is_asked(self, dialog: AddContactDialog, messenger: StillMessenger) -> None:
        self.find(dialog, messenger)
        click(dialog.submit_button)
        messenger.answer(AddToListReply(AddOutcome.CONSENT_NEEDED, LIN))
        assert dialog.reason_edit.isVisible()
        dialog.reason_edit.setText(" It is me ")
        click(dialog.submit_button)
        assert messenger.asked[-1] == ("ask", LIN, "It is me")
        messenger.fail(REFUSED)
        assert dialog.message.isVisible()
        assert dialog.reason_edit.text() == " It is me ", "nothing typed is lost"
        click(dialog.submit_button)
        messenger.answer(Done())
        assert not dialog.submit_button.isVisible()
        assert dialog.sentence.isVisible()

    def test_who_wants_nobody_is_left_alone(self, dialog: AddContactDialog, messenger: StillMessenger) -> None:
        self.find(dialog, messenger)
        click(dialog.submit_button)
        messenger.answer(AddToListReply(AddOutcome.NOBODY, LIN))
        assert not dialog.submit_button.isVisible()
        assert not dialog.chat_button.isVisible()

    def test_mistakes_are_told_before_anything_is_asked(
        self, dialog: AddContactDialog, messenger: StillMessenger
    ) -> None:
        click(dialog.submit_button)
        assert dialog.message.isVisible()
        dialog.number_edit.setText("10000")
        click(dialog.submit_button)
        assert "your own" in dialog.message.text()
        assert not messenger.asked

    def test_nobody_there(self, dialog: AddContactDialog, messenger: StillMessenger) -> None:
        dialog.number_edit.setText("20002")
        click(dialog.submit_button)
        messenger.fail(Problem(ProblemKind.NO_SUCH_USER))
        assert dialog.message.isVisible()
        assert dialog.number_edit.isEnabled()

    def test_with_a_number_it_begins_at_who_that_is(
        self, messenger: StillMessenger, faces: FaceSource, show: Show
    ) -> None:
        messenger.know(Contact(LIN, "林 Lin"))
        dialog = AddContactDialog(messenger, LIN, faces=faces)
        show(dialog)
        messenger.answer(GetInfoReply(3, PROFILE))
        assert "already" in dialog.sentence.text()
        QTest.keyClick(dialog, Qt.Key.Key_Escape)
        assert not dialog.isVisible()


class TestRequests:
    @pytest.fixture
    def window(self, messenger: StillMessenger, faces: FaceSource, show: Show) -> RequestsDialog:
        messenger.know(Contact(10002, "张伟"))
        messenger.requests = [AddRequest(LIN, "I am Lin", NOON), AddRequest(10002, "", NOON)]
        window = RequestsDialog(messenger, faces)
        show(window)
        return window

    def test_who_is_not_known_is_looked_up(self, window: RequestsDialog, messenger: StillMessenger) -> None:
        assert messenger.asked == [("profile", LIN)]
        messenger.answer(GetInfoReply(3, PROFILE))
        index = window.model.index(0)
        assert index.data() == f"林 Lin ({LIN})"
        assert index.data(PersonRole.FACE) == 210
        assert index.data(PersonRole.SECOND) == "I am Lin"

    @pytest.mark.parametrize(("name", "add_too"), [("accept_button", False), ("add_button", True)])
    def test_accepting(self, window: RequestsDialog, messenger: StillMessenger, name: str, add_too: bool) -> None:
        click(getattr(window, name))
        assert messenger.asked[-1] == ("answer", LIN, AddAnswer.GRANT, "", add_too)
        assert not window.accept_button.isEnabled(), "one answer only"
        messenger.requests = messenger.requests[1:]
        messenger.requests_changed.emit()
        messenger.answer(Done())
        assert window.current_number() == 10002
        assert window.accept_button.isEnabled()

    def test_refusing_with_a_reason(self, window: RequestsDialog, messenger: StillMessenger) -> None:
        click(window.refuse_button)
        window.refusal_edit.setText("who?")
        QTest.keyClick(window.refusal_edit, Qt.Key.Key_Return)
        answers = [call for call in messenger.asked if call[0] == "answer"]
        assert answers == [("answer", LIN, AddAnswer.REFUSE, "who?", False)]
        messenger.fail(REFUSED)
        assert window.message.isVisible()
        assert window.refusal_edit.text() == "who?"

    def test_the_last_answer_leaves_an_empty_place(self, window: RequestsDialog, messenger: StillMessenger) -> None:
        messenger.requests = []
        messenger.requests_changed.emit()
        assert not window.view.isVisible()

    def test_enter_shows_the_profile_and_accepts_nobody(
        self, qtbot: QtBot, window: RequestsDialog, messenger: StillMessenger
    ) -> None:
        window.view.setFocus()
        with qtbot.waitSignal(window.profile_wanted) as wanted:
            QTest.keyClick(window.view, Qt.Key.Key_Return)
        assert wanted.args == [LIN]
        assert all(call[0] != "answer" for call in messenger.asked)

    def test_rows_are_drawn(self, window: RequestsDialog) -> None:
        assert not window.grab().isNull()


def person(number: int, nickname: str = "Bo", status: int = 10) -> FoundPerson:
    return FoundPerson(age=20, face=9, province="Oslo", status=status, sex=Sex.MALE, number=number, nickname=nickname)


class TestFindPeople:
    @pytest.fixture
    def window(self, messenger: StillMessenger, faces: FaceSource, show: Show) -> FindPeopleDialog:
        window = FindPeopleDialog(messenger, faces)
        show(window)
        return window

    def test_what_is_filled_in_is_looked_for(self, window: FindPeopleDialog, messenger: StillMessenger) -> None:
        form = window.form
        form.number_edit.setText(str(LIN))
        form.nickname_edit.setText(" Lin ")
        form.age_spin.setValue(24)
        form.sex_combo.setCurrentIndex(2)
        form.province_edit.setText("浙江")
        QTest.keyClick(form.nickname_edit, Qt.Key.Key_Return)
        assert messenger.asked == [("find", PeopleQuery(24, 1, "浙江", "Lin", LIN))]

    def test_pages_follow_each_other(self, window: FindPeopleDialog, messenger: StillMessenger) -> None:
        click(window.form.search_button)
        messenger.answer(FingerReply(False, (person(LIN), person(LIN + 1))))
        assert window.more_button.isVisible()
        click(window.more_button)
        assert messenger.asked[-1] == ("find", PeopleQuery(after=LIN + 1))
        messenger.answer(FingerReply(True, (person(LIN + 1), person(LIN + 2))))
        assert window.model.rowCount() == 3
        assert window.current_number() == LIN + 2
        assert not window.more_button.isVisible()
        assert not window.grab().isNull()

    def test_nobody_found_and_a_problem(self, window: FindPeopleDialog, messenger: StillMessenger) -> None:
        click(window.form.search_button)
        messenger.answer(FingerReply(True, ()))
        assert any("Nobody" in label.text() for label in window._empty.findChildren(QLabel))
        click(window.form.search_button)
        messenger.fail(REFUSED)
        assert window.message.isVisible()
        assert window.form.search_button.isEnabled()

    def test_what_can_be_done_with_who_was_found(
        self, qtbot: QtBot, window: FindPeopleDialog, messenger: StillMessenger
    ) -> None:
        messenger.know(Contact(10002, "张伟"))
        click(window.form.search_button)
        messenger.answer(FingerReply(True, (person(10000), person(10002), person(LIN))))
        assert not window.chat_button.isEnabled() and not window.add_button.isEnabled(), "that is me"
        window.view.setCurrentIndex(window.model.index(1))
        assert window.chat_button.isEnabled() and not window.add_button.isEnabled(), "on the list already"
        window.view.setCurrentIndex(window.model.index(2))
        for signal, button in ((window.chat_wanted, window.chat_button), (window.add_wanted, window.add_button)):
            with qtbot.waitSignal(signal) as wanted:
                click(button)
            assert wanted.args == [LIN]
        before = len(messenger.asked)
        with qtbot.waitSignal(window.profile_wanted):
            QTest.keyClick(window.view, Qt.Key.Key_Return)
        assert len(messenger.asked) == before, "Enter in the list does not search again"

    def test_a_classic_server_looks_for_less(self, messenger: StillMessenger, faces: FaceSource, show: Show) -> None:
        messenger.extended = False
        window = FindPeopleDialog(messenger, faces)
        window.form.nickname_edit.setText("Lin")
        show(window)
        assert not window.form.number_edit.isVisible() and not window.form.nickname_edit.isVisible()
        click(window.form.search_button)
        assert messenger.asked == [("find", PeopleQuery())]


class TestProfile:
    @pytest.fixture
    def mine(self, messenger: StillMessenger, faces: FaceSource, show: Show) -> ProfileWindow:
        window = ProfileWindow(messenger, faces, 10000)
        show(window)
        messenger.answer(GetInfoReply(3, MINE, AddOutcome.CONSENT_NEEDED))
        return window

    def test_every_field_has_a_place_and_a_name(self) -> None:
        fields = [field for section in SECTIONS for field in section]
        assert sorted([*fields, "face"]) == sorted(EDITABLE)
        assert sorted(fields) == sorted(field_names())

    def test_only_what_was_changed_is_saved(self, mine: ProfileWindow, messenger: StillMessenger) -> None:
        assert not mine.save_button.isEnabled()
        mine.form.edits["city"].setText(" 杭州 ")
        mine.form.age_spin.setValue(31)
        mine.form.set_face(90)
        mine.form.allow_combo.setCurrentIndex(2)
        click(mine.save_button)
        edit = messenger.asked[-1][1]
        assert edit == ProfileEdit({"city": "杭州", "age": 31, "face": 90}, AddOutcome.NOBODY)
        messenger.answer(Done())
        assert mine.form.changes() is None
        assert mine.message.isVisible()
        mine.reject()
        assert not mine.isVisible()

    def test_nothing_typed_is_lost_when_the_server_refuses(
        self, mine: ProfileWindow, messenger: StillMessenger
    ) -> None:
        mine.form.about_edit.setPlainText("new")
        click(mine.save_button)
        messenger.fail(REFUSED)
        assert mine.form.about_edit.toPlainText() == "new"
        assert mine.message.isVisible()
        assert mine.save_button.isEnabled()
        mine.form.about_edit.setPlainText("Hello")

    def test_what_the_server_would_refuse_is_said_as_one_types(self, mine: ProfileWindow) -> None:
        nickname, fault = mine.form.edits["nickname"], mine.form.faults["nickname"]
        nickname.setText(" ")
        assert not fault.isVisible(), "one is still at it"
        QTest.keyClick(nickname, Qt.Key.Key_Tab)
        assert fault.isVisible() and nickname.accessibleDescription() == fault.text()
        nickname.setText("x" * 65)
        assert "1" in fault.text(), "so many too many"
        nickname.setText("x" * 64)
        assert not fault.isVisible()
        mine.form.about_edit.setPlainText("x" * 2001)
        mine.form.edits["email"].setText("mei@")
        mine.form.age_spin.setValue(400)
        assert mine.form.age_spin.value() == 150
        mine.form.fill(MINE, None)

    def test_nothing_wrong_is_saved_and_the_first_of_it_gets_the_focus(
        self, mine: ProfileWindow, messenger: StillMessenger
    ) -> None:
        asked = len(messenger.asked)
        mine.form.edits["email"].setText("mei@")
        mine.form.edits["postcode"].setText("?")
        click(mine.save_button)
        assert len(messenger.asked) == asked
        assert mine.form.edits["postcode"].hasFocus()
        assert mine.form.faults["postcode"].isVisible() and mine.form.faults["email"].isVisible()
        mine.form.edits["postcode"].setText("200 040")
        mine.form.edits["email"].setText("mei@example.org")
        assert not mine.form.faults["email"].isVisible()
        click(mine.save_button)
        assert messenger.asked[-1][1] == ProfileEdit({"postcode": "200 040"})
        messenger.answer(Done())

    def test_what_another_program_put_there_is_not_judged(
        self, messenger: StillMessenger, faces: FaceSource, show: Show
    ) -> None:
        window = ProfileWindow(messenger, faces, 10000)
        show(window)
        odd = replace(MINE, age=200, telephone="ask me", email="nowhere")
        messenger.answer(GetInfoReply(3, odd))
        assert window.form.changes() is None
        window.form.edits["city"].setText("Oslo")
        click(window.save_button)
        assert messenger.asked[-1][1] == ProfileEdit({"city": "Oslo"})
        messenger.answer(Done())

    def test_changes_are_not_dropped_without_a_question(self, qtbot: QtBot, mine: ProfileWindow) -> None:
        mine.form.edits["city"].setText("Oslo")
        QTest.keyClick(mine, Qt.Key.Key_Escape)
        assert mine.isVisible()
        question = mine.findChild(QMessageBox)
        assert isinstance(question, QMessageBox)
        question.buttons()[0].click()
        assert mine.isVisible()
        qtbot.waitUntil(lambda: mine.findChild(QMessageBox) is None)
        mine.reject()
        question = mine.findChild(QMessageBox)
        assert isinstance(question, QMessageBox)
        next(button for button in question.buttons() if "Discard" in button.text()).click()
        assert not mine.isVisible()
        qtbot.waitUntil(lambda: mine.findChild(QMessageBox) is None)

    def test_a_face_is_chosen(self, qtbot: QtBot, mine: ProfileWindow) -> None:
        click(mine.face_button)
        chooser = mine.findChild(FaceChooser)
        assert isinstance(chooser, FaceChooser)
        assert chooser.view.currentIndex().row() == 12
        QTest.keyClick(chooser.view, Qt.Key.Key_7)
        QTest.keyClick(chooser.number_edit, Qt.Key.Key_7)
        assert chooser.number_edit.text() == "77" and chooser.view.currentIndex().row() == 76
        chooser.view.setCurrentIndex(chooser.view.model().index(12, 0))
        QTest.keyClick(chooser.view, Qt.Key.Key_Right)
        QTest.keyClick(chooser.view, Qt.Key.Key_Return)
        assert mine.form.face == 39
        assert mine.form.changes() == ProfileEdit({"face": 39})
        mine.form.fill(MINE, None)
        qtbot.waitUntil(lambda: mine.findChild(FaceChooser) is None)

    def test_somebody_elses_shows_what_they_filled_in(
        self, qtbot: QtBot, messenger: StillMessenger, faces: FaceSource, show: Show
    ) -> None:
        messenger.know(Contact(LIN, "林 Lin", status=Status.ONLINE))
        window = ProfileWindow(messenger, faces, LIN)
        show(window)
        theirs = replace(PROFILE, home_page="https://a.example/?b=1&c=2", about="<b>birds</b>")
        messenger.answer(GetInfoReply(3, theirs))
        texts = [label.text() for label in window.view.findChildren(QLabel)]
        assert "24" in texts and "Female" in texts
        assert "&lt;b&gt;birds&lt;/b&gt;" in texts
        assert not window.save_button.isVisible() and not window.add_button.isVisible()
        for signal, button in ((window.chat_wanted, window.chat_button), (window.delete_wanted, window.delete_button)):
            with qtbot.waitSignal(signal) as wanted:
                click(button)
            assert wanted.args == [LIN]

    def test_one_that_does_not_come_can_be_asked_for_again(
        self, messenger: StillMessenger, faces: FaceSource, show: Show
    ) -> None:
        window = ProfileWindow(messenger, faces, LIN)
        show(window)
        messenger.fail(REFUSED)
        assert window._failed.isVisible()
        click(window._failed.button)
        assert messenger.asked == [("profile", LIN)] * 2

    def test_a_classic_server_cannot_change_one(self, messenger: StillMessenger, faces: FaceSource, show: Show) -> None:
        messenger.extended = False
        window = ProfileWindow(messenger, faces, 10000)
        show(window)
        messenger.answer(GetInfoReply(3, MINE))
        assert window.view.isVisible() and window.message.isVisible()
        assert not window.save_button.isVisible() and not window.face_button.isVisible()
        QTest.keyClick(window, Qt.Key.Key_Escape)
        assert not window.isVisible()


@pytest.mark.parametrize(
    ("field", "text", "shown"),
    [
        ("home_page", "a.example/x", '<a href="http://a.example/x">a.example/x</a>'),
        ("home_page", "javascript:alert(1)", "javascript:alert(1)"),
        ("email", "a@b.example", '<a href="mailto:a@b.example">a@b.example</a>'),
        ("email", 'a"@b', '<a href="mailto:a&quot;@b">a&quot;@b</a>'),
        ("about", "x <i>\nhttp://a.example", 'x &lt;i&gt;<br><a href="http://a.example">http://a.example</a>'),
    ],
)
def test_values_are_shown_as_they_were_written(field: str, text: str, shown: str) -> None:
    assert with_links(field, text) == shown


class TestPassword:
    @pytest.fixture
    def dialog(self, messenger: StillMessenger, show: Show) -> PasswordDialog:
        dialog = PasswordDialog(messenger)
        show(dialog)
        return dialog

    def fill(self, dialog: PasswordDialog, old: str, new: str, again: str) -> None:
        dialog.old_edit.setText(old)
        dialog.new_edit.setText(new)
        dialog.again_edit.setText(again)
        click(dialog.change_button)

    @pytest.mark.parametrize(
        ("old", "new", "again"), [("old pass", "short", "short"), ("old pass", "new pass", "new past"), ("a" * 6,) * 3]
    )
    def test_mistakes_are_told_before_anything_is_asked(
        self, dialog: PasswordDialog, messenger: StillMessenger, old: str, new: str, again: str
    ) -> None:
        self.fill(dialog, old, new, again)
        assert dialog.message.isVisible()
        assert not messenger.asked

    def test_it_is_changed(self, dialog: PasswordDialog, messenger: StillMessenger) -> None:
        assert not dialog.change_button.isEnabled()
        self.fill(dialog, "old pass", "new pass", "new pass")
        assert messenger.asked == [("password", "old pass", "new pass")]
        messenger.answer(Done())
        assert not dialog.isVisible()
        assert dialog.new_edit.text() == ""

    def test_a_dialog_that_was_cancelled_meanwhile_hands_on_the_new_one(
        self, qtbot: QtBot, dialog: PasswordDialog, messenger: StillMessenger
    ) -> None:
        self.fill(dialog, "old pass", "new pass", "new pass")
        click(dialog.cancel_button)
        with qtbot.waitSignal(dialog.changed) as changed:
            messenger.answer(Done())
        assert changed.args == ["new pass"], "the keyring stores it"

    def test_a_wrong_old_one_is_said_and_nothing_is_lost(
        self, dialog: PasswordDialog, messenger: StillMessenger
    ) -> None:
        self.fill(dialog, "old pass", "new pass", "new pass")
        messenger.fail(Problem(ProblemKind.WRONG_PASSWORD))
        assert "old password" in dialog.message.text()
        assert dialog.new_edit.text() == "new pass"
        assert QApplication.focusWidget() is dialog.old_edit
        assert dialog.change_button.isEnabled()

    def test_a_classic_server_cannot(self, messenger: StillMessenger, show: Show) -> None:
        messenger.extended = False
        dialog = PasswordDialog(messenger)
        show(dialog)
        assert dialog.message.isVisible()
        assert not dialog.old_edit.isEnabled()


def check_model(model: QAbstractItemModel) -> QAbstractItemModelTester:
    return QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal)


def test_the_models_keep_the_rules_of_models(messenger: StillMessenger, qapp: QApplication) -> None:
    found = FoundModel()
    check_model(found)
    found.append([person(number) for number in range(1, 5)])
    found.append([person(number) for number in range(4, 8)])
    assert found.rowCount() == 7
    found.clear()

    requests = RequestsModel(messenger.roster)
    check_model(requests)
    many = [AddRequest(number, "x", NOON) for number in range(1, 6)]
    requests.set_requests(many)
    requests.set_requests([many[4], AddRequest(1, "again", NOON), many[2], AddRequest(9, "", NOON)])
    assert sorted(index.data(PersonRole.NUMBER) for index in map(requests.index, range(4))) == [1, 3, 5, 9]
    requests.put_profile(replace(PROFILE, number=3))
    requests.set_requests([])

    check_model(FacesModel(140))
    check_model(EmojiModel())


def test_a_status_that_is_not_known_is_offline() -> None:
    assert seen_status(77) is Status.OFFLINE
    assert seen_status(40) is Status.OFFLINE
    assert seen_status(30) is Status.BUSY
