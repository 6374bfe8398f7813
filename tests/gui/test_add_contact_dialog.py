"""The dialog that adds a contact."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from qqdesk.domain.contact import Contact
from qqdesk.domain.problem import Problem, ProblemKind
from qqdesk.gui.people.add_contact_dialog import AddContactDialog
from qqdesk.gui.shared.faces import FaceSource
from qqdesk.protocol.codes import AddOutcome, Sex
from qqdesk.protocol.commands import AddToListReply, GetInfoReply
from qqdesk.protocol.profile import Profile
from qqdesk.protocol.record import Done
from tests.gui.chat_messenger import StillMessenger
from tests.gui.people_world import LIN, Show, click
from tests.gui.recording_navigator import RecordingNavigator
from tests.helpers.messages import chat_with

PROFILE = Profile(number=LIN, nickname="林 Lin", face=210, age=24, sex=Sex.FEMALE, province="浙江")
NO_CONNECTION = Problem(ProblemKind.NO_CONNECTION)


@pytest.fixture
def messenger() -> StillMessenger:
    return StillMessenger()


@pytest.fixture
def dialog(messenger: StillMessenger, navigator: RecordingNavigator, faces: FaceSource, show: Show) -> AddContactDialog:
    dialog = AddContactDialog(messenger, navigator, faces)
    show(dialog)
    return dialog


def find_lin(dialog: AddContactDialog, messenger: StillMessenger) -> None:
    dialog.number_edit.setText(str(LIN))
    QTest.keyClick(dialog.number_edit, Qt.Key.Key_Return)
    messenger.answer(GetInfoReply(3, PROFILE))


def test_add(dialog: AddContactDialog, messenger: StillMessenger, navigator: RecordingNavigator) -> None:
    find_lin(dialog, messenger)
    assert messenger.asked == [("profile", LIN)]
    assert "林 Lin" in dialog.card.accessibleName()
    click(dialog.submit_button)
    assert messenger.asked[-1] == ("add", LIN)
    messenger.know(Contact(LIN, "林 Lin"))
    messenger.answer(AddToListReply(AddOutcome.ADDED, LIN))
    assert "林 Lin" in dialog.sentence.text()
    click(dialog.chat_button)
    assert navigator.calls == [("open_chat", chat_with(LIN))]


def test_send_a_request(dialog: AddContactDialog, messenger: StillMessenger) -> None:
    find_lin(dialog, messenger)
    click(dialog.submit_button)
    messenger.answer(AddToListReply(AddOutcome.CONSENT_NEEDED, LIN))
    assert dialog.reason_edit.isVisible()
    dialog.reason_edit.setText(" It is me ")
    click(dialog.submit_button)
    assert messenger.asked[-1] == ("ask", LIN, "It is me")
    messenger.fail(NO_CONNECTION)
    assert dialog.message.isVisible()
    assert dialog.reason_edit.text() == " It is me ", "nothing typed is lost"
    click(dialog.submit_button)
    messenger.answer(Done())
    assert not dialog.submit_button.isVisible()
    assert dialog.sentence.isVisible()


def test_a_person_who_accepts_nobody(dialog: AddContactDialog, messenger: StillMessenger) -> None:
    find_lin(dialog, messenger)
    click(dialog.submit_button)
    messenger.answer(AddToListReply(AddOutcome.NOBODY, LIN))
    assert not dialog.submit_button.isVisible()
    assert not dialog.chat_button.isVisible()


def test_invalid_numbers_are_not_requested(dialog: AddContactDialog, messenger: StillMessenger) -> None:
    click(dialog.submit_button)
    assert dialog.message.isVisible()
    dialog.number_edit.setText("10000")
    click(dialog.submit_button)
    assert "your own" in dialog.message.text()
    assert not messenger.asked


def test_an_unknown_number(dialog: AddContactDialog, messenger: StillMessenger) -> None:
    dialog.number_edit.setText("20002")
    click(dialog.submit_button)
    messenger.fail(Problem(ProblemKind.NO_SUCH_USER))
    assert dialog.message.isVisible()
    assert dialog.number_edit.isEnabled()


def test_open_with_a_number(
    messenger: StillMessenger, navigator: RecordingNavigator, faces: FaceSource, show: Show
) -> None:
    messenger.know(Contact(LIN, "林 Lin"))
    dialog = AddContactDialog(messenger, navigator, faces, LIN)
    show(dialog)
    messenger.answer(GetInfoReply(3, PROFILE))
    assert "already" in dialog.sentence.text()
    QTest.keyClick(dialog, Qt.Key.Key_Escape)
    assert not dialog.isVisible()
