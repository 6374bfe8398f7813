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
from qqdesk.engine.events import RequestsFetched
from qqdesk.gui.contacts.name_dialog import NameDialog
from qqdesk.gui.kit import routes
from qqdesk.gui.kit.app_context import AppContext
from qqdesk.gui.kit.row_model import RowRole
from qqdesk.gui.people.blocked_dialog import BlockedDialog
from qqdesk.gui.people.requests_dialog import RequestsDialog
from qqdesk.protocol.codes import AddAnswer, Sex, Status
from qqdesk.protocol.commands import AnswerAdd, GetInfo, GetInfoReply
from qqdesk.protocol.profile import Profile
from qqdesk.protocol.record import Done
from qqdesk.worker.messenger import Messenger
from tests.gui.people_world import BO, LIN, Show, click, press_in_question, set_blocked
from tests.gui.recording_navigator import RecordingNavigator
from tests.helpers.messages import NOON
from tests.kit.messenger import Backend

PROFILE = Profile(number=LIN, nickname="林 Lin", face=210, age=24, sex=Sex.FEMALE, province="浙江")
NO_CONNECTION = Problem(ProblemKind.NO_CONNECTION)

pytestmark = pytest.mark.usefixtures("session")


def test_a_destroyed_dialog_is_disconnected(qtbot: QtBot, backend: Backend, context: AppContext) -> None:
    dialog = RequestsDialog(context)
    delete(dialog)
    backend.connect()  # an exception in a slot fails the test


class TestRequests:
    @pytest.fixture
    def dialog(self, backend: Backend, context: AppContext, show: Show) -> RequestsDialog:
        backend.change(Contact(BO, "张伟"))
        backend.emit(RequestsFetched((AddRequest(LIN, "I am Lin", NOON), AddRequest(BO, "", NOON))))
        dialog = RequestsDialog(context)
        show(dialog)
        return dialog

    def test_the_profile_of_a_stranger_is_requested_once(self, dialog: RequestsDialog, backend: Backend) -> None:
        dialog.refresh()
        assert backend.requests == [GetInfo(LIN, 3)]
        backend.answer(GetInfoReply(3, PROFILE))
        index = dialog.model.index(0)
        assert index.data() == "林 Lin"
        assert index.data(RowRole.LOOK).picture == 210
        assert index.data(RowRole.LOOK).second == "I am Lin"
        assert not dialog.grab().isNull()

    def test_accept_puts_each_on_the_other_s_list(self, dialog: RequestsDialog, backend: Backend) -> None:
        click(dialog.accept_button)
        assert backend.requests[-1] == AnswerAdd(LIN, AddAnswer.GRANT, "")
        assert not dialog.accept_button.isEnabled(), "one answer only"
        backend.answer(Done())
        assert dialog.current_number() == BO
        assert dialog.accept_button.isEnabled()

    def test_refuse_with_a_reason_that_stays_after_a_failure(self, dialog: RequestsDialog, backend: Backend) -> None:
        click(dialog.refuse_button)
        question = dialog.findChild(NameDialog)
        assert isinstance(question, NameDialog)
        question.edit.setText("who?")
        QTest.keyClick(question.edit, Qt.Key.Key_Return)
        assert backend.requests[-1] == AnswerAdd(LIN, AddAnswer.REFUSE, "who?")
        backend.fail(NO_CONNECTION)
        assert dialog.message.isVisible() and dialog.refuse_button.isEnabled()
        click(dialog.refuse_button)
        again = dialog.findChildren(NameDialog)[-1]
        assert again.edit.text() == "who?"
        again.reject()

    def test_the_last_answer_leaves_the_empty_state(self, dialog: RequestsDialog, backend: Backend) -> None:
        backend.emit(RequestsFetched(()))
        assert not dialog.view.isVisible()

    def test_enter_opens_the_profile_and_accepts_nothing(
        self, dialog: RequestsDialog, backend: Backend, navigator: RecordingNavigator
    ) -> None:
        dialog.view.setFocus()
        QTest.keyClick(dialog.view, Qt.Key.Key_Return)
        assert navigator.calls == [routes.Profile(LIN)]
        assert not any(isinstance(request, AnswerAdd) for request in backend.requests)

    def test_blocking_refuses_the_request(self, dialog: RequestsDialog, backend: Backend) -> None:
        dialog.view.setCurrentIndex(dialog.model.index(1))
        dialog.more_button.menu().aboutToShow.emit()
        dialog.more_button.menu().actions()[1].trigger()
        press_in_question(dialog, "Block")
        set_blocked(backend, True)
        assert backend.requests[-1] == AnswerAdd(BO, AddAnswer.REFUSE, "")

    def test_the_context_menu_has_the_actions(self, dialog: RequestsDialog, backend: Backend) -> None:
        dialog.view.customContextMenuRequested.emit(dialog.view.visualRect(dialog.model.index(0)).center())
        menu = dialog.findChild(QMenu)
        assert isinstance(menu, QMenu)
        accept = next(action for action in menu.actions() if action.text() == "Accept")
        accept.trigger()
        assert backend.requests[-1] == AnswerAdd(LIN, AddAnswer.GRANT, "")
        menu.close()

    def test_more_has_the_profile_and_the_block(self, dialog: RequestsDialog, navigator: RecordingNavigator) -> None:
        buttons = [one for one in dialog.buttons.findChildren(QPushButton) if one.isVisible()]
        assert [one.text().replace("&", "") for one in buttons] == ["More", "Refuse…", "Accept"]
        menu = dialog.more_button.menu()
        dialog.view.setCurrentIndex(dialog.model.index(1))
        menu.aboutToShow.emit()
        profile, block = menu.actions()
        assert (profile.text(), block.text()) == ("View profile", "Block…")
        profile.trigger()
        assert navigator.calls == [routes.Profile(BO)]


def test_unblock(
    backend: Backend, messenger: Messenger, navigator: RecordingNavigator, context: AppContext, show: Show
) -> None:
    backend.change(Contact(LIN, "林 Lin"), Contact(BO, "Bo", stranger=True))
    dialog = BlockedDialog(context)
    show(dialog)
    assert dialog.current_number() is None and not dialog.unblock_button.isVisible()
    for number in (LIN, BO):
        messenger.contact_notes.block(number)
        set_blocked(backend, True)
    assert dialog.model.rowCount() == 2 and dialog.current_number() == LIN
    assert not dialog.grab().isNull()
    QTest.keyClick(dialog.view, Qt.Key.Key_Return)
    assert navigator.calls == [routes.Profile(LIN)]
    click(dialog.unblock_button)
    backend.fail(NO_CONNECTION)
    assert dialog.message.isVisible() and dialog.unblock_button.isEnabled()
    click(dialog.unblock_button)
    set_blocked(backend, False)
    assert dialog.current_number() == BO


def test_an_unknown_status_is_offline() -> None:
    assert seen_status(77) is Status.OFFLINE
    assert seen_status(40) is Status.OFFLINE
    assert seen_status(30) is Status.BUSY
