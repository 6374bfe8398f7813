"""The dialogs that list people: contact requests, blocked people, search results."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QMenu, QPushButton
from pytestqt.qtbot import QtBot
from shiboken6 import delete

from qqdesk.domain.contact import AddRequest, Contact
from qqdesk.domain.incoming_reader import seen_status
from qqdesk.domain.problem import Problem, ProblemKind
from qqdesk.gui.contacts.name_dialog import NameDialog
from qqdesk.gui.kit import routes
from qqdesk.gui.kit.app_context import AppContext
from qqdesk.gui.kit.row_model import RowRole
from qqdesk.gui.people.blocked_dialog import BlockedDialog
from qqdesk.gui.people.requests_dialog import RequestsDialog
from qqdesk.protocol.codes import AddAnswer, Sex, Status
from qqdesk.protocol.commands import GetInfoReply
from qqdesk.protocol.profile import Profile
from qqdesk.protocol.record import Done
from qqdesk.worker.contact_notes_editor import ContactNotesEditor
from tests.gui.chat_messenger import NOON, StillMessenger
from tests.gui.people_world import BO, LIN, Show, click, press_in_question, set_blocked
from tests.gui.recording_navigator import RecordingNavigator

PROFILE = Profile(number=LIN, nickname="林 Lin", face=210, age=24, sex=Sex.FEMALE, province="浙江")
NO_CONNECTION = Problem(ProblemKind.NO_CONNECTION)


@pytest.fixture
def messenger(monkeypatch: pytest.MonkeyPatch) -> StillMessenger:
    monkeypatch.setattr(ContactNotesEditor, "can_block", property(lambda self: True))
    return StillMessenger()


def test_a_destroyed_dialog_is_disconnected(qtbot: QtBot, messenger: StillMessenger, context: AppContext) -> None:
    dialog = RequestsDialog(context)
    delete(dialog)
    messenger.connection_changed.emit(messenger.connection)  # an exception in a slot fails the test


class TestRequests:
    @pytest.fixture
    def dialog(self, messenger: StillMessenger, context: AppContext, show: Show) -> RequestsDialog:
        messenger.know(Contact(BO, "张伟"))
        messenger.requests = [AddRequest(LIN, "I am Lin", NOON), AddRequest(BO, "", NOON)]
        dialog = RequestsDialog(context)
        show(dialog)
        return dialog

    def test_the_profile_of_a_stranger_is_requested_once(
        self, dialog: RequestsDialog, messenger: StillMessenger
    ) -> None:
        dialog.refresh()
        assert messenger.asked == [("profile", LIN)]
        messenger.answer(GetInfoReply(3, PROFILE))
        index = dialog.model.index(0)
        assert index.data() == "林 Lin"
        assert index.data(RowRole.LOOK).picture == 210
        assert index.data(RowRole.LOOK).second == "I am Lin"
        assert not dialog.grab().isNull()

    def test_accept_puts_each_on_the_other_s_list(self, dialog: RequestsDialog, messenger: StillMessenger) -> None:
        click(dialog.accept_button)
        assert messenger.asked[-1] == ("answer", LIN, AddAnswer.GRANT, "", True)
        assert not dialog.accept_button.isEnabled(), "one answer only"
        messenger.requests = messenger.requests[1:]
        messenger.requests_changed.emit()
        messenger.answer(Done())
        assert dialog.current_number() == BO
        assert dialog.accept_button.isEnabled()

    def test_refuse_with_a_reason_that_stays_after_a_failure(
        self, dialog: RequestsDialog, messenger: StillMessenger
    ) -> None:
        click(dialog.refuse_button)
        question = dialog.findChild(NameDialog)
        assert isinstance(question, NameDialog)
        question.edit.setText("who?")
        QTest.keyClick(question.edit, Qt.Key.Key_Return)
        answers = [call for call in messenger.asked if call[0] == "answer"]
        assert answers == [("answer", LIN, AddAnswer.REFUSE, "who?", False)]
        messenger.fail(NO_CONNECTION)
        assert dialog.message.isVisible() and dialog.refuse_button.isEnabled()
        click(dialog.refuse_button)
        again = dialog.findChildren(NameDialog)[-1]
        assert again.edit.text() == "who?"
        again.reject()

    def test_the_last_answer_leaves_the_empty_state(self, dialog: RequestsDialog, messenger: StillMessenger) -> None:
        messenger.requests = []
        messenger.requests_changed.emit()
        assert not dialog.view.isVisible()

    def test_enter_opens_the_profile_and_accepts_nothing(
        self, dialog: RequestsDialog, messenger: StillMessenger, navigator: RecordingNavigator
    ) -> None:
        dialog.view.setFocus()
        QTest.keyClick(dialog.view, Qt.Key.Key_Return)
        assert navigator.calls == [routes.Profile(LIN)]
        assert all(call[0] != "answer" for call in messenger.asked)

    def test_blocking_refuses_the_request(self, dialog: RequestsDialog, messenger: StillMessenger) -> None:
        dialog.view.setCurrentIndex(dialog.model.index(1))
        dialog.more_button.menu().aboutToShow.emit()
        dialog.more_button.menu().actions()[1].trigger()
        press_in_question(dialog, "Block")
        set_blocked(messenger, True)
        assert messenger.asked[-1] == ("answer", BO, AddAnswer.REFUSE, "", False)

    def test_the_context_menu_has_the_actions(self, dialog: RequestsDialog, messenger: StillMessenger) -> None:
        dialog.view.customContextMenuRequested.emit(dialog.view.visualRect(dialog.model.index(0)).center())
        menu = dialog.findChild(QMenu)
        assert isinstance(menu, QMenu)
        accept = next(action for action in menu.actions() if action.text() == "Accept")
        accept.trigger()
        assert messenger.asked[-1] == ("answer", LIN, AddAnswer.GRANT, "", True)
        menu.close()

    def test_more_has_the_profile_and_the_block(
        self, dialog: RequestsDialog, messenger: StillMessenger, navigator: RecordingNavigator
    ) -> None:
        buttons = [one for one in dialog.buttons.findChildren(QPushButton) if one.isVisible()]
        assert [one.text().replace("&", "") for one in buttons] == ["More", "Refuse…", "Accept"]
        menu = dialog.more_button.menu()
        dialog.view.setCurrentIndex(dialog.model.index(1))
        menu.aboutToShow.emit()
        profile, block = menu.actions()
        assert (profile.text(), block.text()) == ("View profile", "Block…")
        profile.trigger()
        assert navigator.calls == [routes.Profile(BO)]


def test_unblock(messenger: StillMessenger, navigator: RecordingNavigator, context: AppContext, show: Show) -> None:
    messenger.know(Contact(LIN, "林 Lin"), Contact(BO, "Bo", stranger=True))
    dialog = BlockedDialog(context)
    show(dialog)
    assert dialog.current_number() is None and not dialog.unblock_button.isVisible()
    for number in (LIN, BO):
        messenger.contact_notes.block(number)
        set_blocked(messenger, True)
    assert dialog.model.rowCount() == 2 and dialog.current_number() == LIN
    assert not dialog.grab().isNull()
    QTest.keyClick(dialog.view, Qt.Key.Key_Return)
    assert navigator.calls == [routes.Profile(LIN)]
    click(dialog.unblock_button)
    messenger.fail(NO_CONNECTION)
    assert dialog.message.isVisible() and dialog.unblock_button.isEnabled()
    click(dialog.unblock_button)
    set_blocked(messenger, False)
    assert dialog.current_number() == BO


def test_an_unknown_status_is_offline() -> None:
    assert seen_status(77) is Status.OFFLINE
    assert seen_status(40) is Status.OFFLINE
    assert seen_status(30) is Status.BUSY
