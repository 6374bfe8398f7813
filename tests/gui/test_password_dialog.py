"""The dialog that changes the password."""

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from qqdesk.domain.problem import Problem, ProblemKind
from qqdesk.gui.sign_in.password_dialog import PasswordDialog
from qqdesk.protocol.account_commands import ModifyPassword
from qqdesk.protocol.record import Done
from qqdesk.worker.messenger import Messenger
from tests.gui.people_world import Show, click
from tests.helpers.server import md5
from tests.kit.messenger import Backend

pytestmark = pytest.mark.usefixtures("session")


@pytest.fixture
def dialog(messenger: Messenger, show: Show) -> PasswordDialog:
    dialog = PasswordDialog(messenger)
    show(dialog)
    return dialog


def fill(dialog: PasswordDialog, old: str, new: str, again: str) -> None:
    dialog.old_edit.setText(old)
    dialog.new_edit.setText(new)
    dialog.again_edit.setText(again)
    click(dialog.change_button)


@pytest.mark.parametrize(
    ("old", "new", "again"), [("old pass", "short", "short"), ("old pass", "new pass", "new past"), ("a" * 6,) * 3]
)
def test_mistakes_are_not_requested(dialog: PasswordDialog, backend: Backend, old: str, new: str, again: str) -> None:
    fill(dialog, old, new, again)
    assert dialog.message.isVisible()
    assert not backend.requests


def test_change(dialog: PasswordDialog, backend: Backend) -> None:
    assert not dialog.change_button.isEnabled()
    fill(dialog, "old pass", "new pass", "new pass")
    assert backend.requests == [ModifyPassword(md5("old pass"), md5("new pass"), True)]
    backend.answer(Done())
    assert not dialog.isVisible()
    assert dialog.new_edit.text() == ""


def test_the_other_devices_may_stay_signed_in(dialog: PasswordDialog, backend: Backend) -> None:
    dialog.ends_others.click()
    fill(dialog, "old pass", "new pass", "new pass")
    assert backend.requests == [ModifyPassword(md5("old pass"), md5("new pass"))]


def test_a_cancelled_dialog_reports_the_new_password(qtbot: QtBot, dialog: PasswordDialog, backend: Backend) -> None:
    fill(dialog, "old pass", "new pass", "new pass")
    click(dialog.cancel_button)
    with qtbot.waitSignal(dialog.changed) as changed:
        backend.answer(Done())
    assert changed.args == ["new pass"], "the keyring stores it"


def test_a_wrong_old_password(dialog: PasswordDialog, backend: Backend) -> None:
    fill(dialog, "old pass", "new pass", "new pass")
    backend.fail(Problem(ProblemKind.WRONG_PASSWORD))
    assert "old password" in dialog.message.text()
    assert dialog.new_edit.text() == "new pass"
    assert QApplication.focusWidget() is dialog.old_edit
    assert dialog.change_button.isEnabled()


def test_a_classic_server_cannot_change_it(backend: Backend, messenger: Messenger, show: Show) -> None:
    backend.open(extended=False)
    dialog = PasswordDialog(messenger)
    show(dialog)
    assert dialog.message.isVisible()
    assert not dialog.old_edit.isEnabled()
