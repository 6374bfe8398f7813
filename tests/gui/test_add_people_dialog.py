"""The window that adds people: the list, the search, adding with and without a request."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget

from qqdesk.domain.contact import Contact
from qqdesk.domain.incoming import RequestRefused
from qqdesk.domain.problem import Problem, ProblemKind
from qqdesk.gui.contacts.name_dialog import NameDialog
from qqdesk.gui.kit import routes
from qqdesk.gui.kit.app_context import AppContext
from qqdesk.gui.kit.row_model import RowRole
from qqdesk.gui.people.add_people_dialog import AddPeopleDialog
from qqdesk.protocol.codes import AddAnswer, AddOutcome, Sex, Status
from qqdesk.protocol.commands import (
    AddToList,
    AddToListReply,
    AnswerAdd,
    Finger,
    FingerReply,
    FoundPerson,
    GetInfo,
    GetInfoReply,
)
from qqdesk.protocol.profile import Profile
from qqdesk.protocol.record import Done
from qqdesk.worker.api import PeopleQuery
from qqdesk.worker.messenger import Messenger
from tests.gui.people_world import BO, LIN, Show, click
from tests.gui.recording_navigator import RecordingNavigator
from tests.helpers.messages import chat_with
from tests.kit.messenger import Backend

PROFILE = Profile(number=LIN, nickname="林 Lin", face=210, age=24, sex=Sex.FEMALE, province="浙江")
NO_CONNECTION = Problem(ProblemKind.NO_CONNECTION)
NO_SUCH_USER = Problem(ProblemKind.NO_SUCH_USER)

pytestmark = pytest.mark.usefixtures("session")


def person(number: int, nickname: str = "Bo", status: int = 10) -> FoundPerson:
    return FoundPerson(age=20, face=9, province="Oslo", status=status, sex=Sex.MALE, number=number, nickname=nickname)


@pytest.fixture
def dialog(backend: Backend, context: AppContext, show: Show) -> AddPeopleDialog:
    """The window with the people of the place: Bo, who is a contact, and two others."""
    backend.change(Contact(BO, "张伟"))
    dialog = AddPeopleDialog(context)
    show(dialog)
    assert backend.requests == [PeopleQuery().as_request(extended=True)], "without a search"
    backend.answer(FingerReply(False, (person(BO, "张伟"), person(LIN, "林 Lin"), person(LIN + 1))))
    return dialog


def asides(dialog: AddPeopleDialog) -> list[str]:
    return [str(dialog.model.index(place).data(RowRole.LOOK).aside) for place in range(dialog.model.rowCount())]


def type_and_search(dialog: AddPeopleDialog, text: str) -> None:
    dialog.form.edit.clear()
    QTest.keyClicks(dialog.form.edit, text)
    QTest.keyClick(dialog.form.edit, Qt.Key.Key_Return)


def choose(dialog: AddPeopleDialog, number: int) -> None:
    dialog.view.setCurrentIndex(dialog.model.index(list(dialog._found).index(number)))


def question(dialog: QWidget) -> NameDialog:
    return next(one for one in dialog.findChildren(NameDialog) if one.isVisible())


def test_the_people_of_the_place_are_shown(
    dialog: AddPeopleDialog, backend: Backend, navigator: RecordingNavigator
) -> None:
    assert dialog.form.edit.hasFocus()
    assert asides(dialog) == ["On your list", "", ""]
    assert dialog.current_number() == LIN, "the first who is not a contact"
    choose(dialog, BO)
    assert not dialog.add_button.isEnabled()
    click(dialog.chat_button)
    assert navigator.calls == [routes.Chat(chat_with(BO))]
    click(dialog.next_button)
    assert backend.requests[-1] == PeopleQuery(after=LIN + 1).as_request(extended=True)
    backend.answer(FingerReply(True, (person(LIN + 1), person(LIN + 2))))
    assert dialog.model.rowCount() == 4
    assert dialog.current_number() == LIN + 2
    assert not dialog.next_button.isVisible()


def test_hidden_presence_is_not_shown_as_offline(dialog: AddPeopleDialog, backend: Backend) -> None:
    offline = 20
    people = (person(BO, "张伟", offline), person(LIN, "林 Lin", offline), person(LIN + 1))
    type_and_search(dialog, "in")
    backend.answer(FingerReply(True, people))
    marks = [dialog.model.index(place).data(RowRole.LOOK).status for place in range(3)]
    assert marks == [Status.OFFLINE, None, Status.ONLINE], "only contacts are known to be offline"
    spoken = [dialog.model.index(place).data(Qt.ItemDataRole.AccessibleTextRole) for place in range(3)]
    assert "Offline" in spoken[0] and "Offline" not in spoken[1]


def test_adding_asks_nothing(dialog: AddPeopleDialog, backend: Backend) -> None:
    choose(dialog, LIN)
    click(dialog.add_button)
    assert backend.requests[-1] == AddToList(LIN)
    backend.change(Contact(LIN, "林 Lin"))
    backend.answer(AddToListReply(AddOutcome.ADDED, LIN))
    assert "林 Lin" in dialog.message.text()
    assert asides(dialog) == ["On your list", "On your list", ""]
    assert not dialog.add_button.isEnabled()


def test_a_reason_is_asked_if_consent_is_needed(
    dialog: AddPeopleDialog, backend: Backend, messenger: Messenger
) -> None:
    choose(dialog, LIN)
    click(dialog.add_button)
    backend.answer(AddToListReply(AddOutcome.CONSENT_NEEDED, LIN))
    assert messenger.me.name in question(dialog).edit.text()
    question(dialog).edit.setText(" It is me ")
    click(question(dialog).ok_button)
    assert backend.requests[-1] == AnswerAdd(LIN, AddAnswer.ASK, "It is me")
    backend.fail(NO_CONNECTION)
    assert dialog.message.isVisible() and dialog.add_button.isEnabled()
    click(dialog.add_button)
    backend.answer(AddToListReply(AddOutcome.CONSENT_NEEDED, LIN))
    assert question(dialog).edit.text() == " It is me ", "nothing typed is lost"
    click(question(dialog).ok_button)
    backend.answer(Done())
    assert asides(dialog) == ["On your list", "Asked", ""]
    assert not dialog.add_button.isEnabled()
    assert "Your request was sent" in dialog.message.text()
    backend.notify(RequestRefused, Contact(LIN, "林 Lin"))
    assert not dialog.message.isVisible()
    assert asides(dialog)[1] == "" and dialog.add_button.isEnabled()


def test_a_person_who_accepts_nobody(dialog: AddPeopleDialog, backend: Backend) -> None:
    choose(dialog, LIN)
    click(dialog.add_button)
    backend.answer(AddToListReply(AddOutcome.NOBODY, LIN))
    assert "does not let" in dialog.message.text()
    assert asides(dialog)[1] == ""


def test_one_field_for_numbers_and_nicknames(dialog: AddPeopleDialog, backend: Backend, messenger: Messenger) -> None:
    type_and_search(dialog, " Lin ")
    backend.answer(FingerReply(True, (person(LIN, "林 Lin"),)))
    assert dialog.form.edit.hasFocus()
    QTest.keyClick(dialog.form.edit, Qt.Key.Key_Return)
    assert dialog.view.hasFocus(), "Enter again goes to the results"
    type_and_search(dialog, str(LIN))
    assert backend.requests[1:] == [PeopleQuery(nickname="Lin").as_request(extended=True), GetInfo(LIN, 3)]
    backend.answer(GetInfoReply(3, PROFILE))
    assert list(dialog._found) == [LIN]
    asked = len(backend.requests)
    type_and_search(dialog, str(messenger.me.number))
    assert len(backend.requests) == asked and "your own" in dialog.empty.title()


def test_digits_that_are_no_number_are_searched_in_nicknames(dialog: AddPeopleDialog, backend: Backend) -> None:
    type_and_search(dialog, "2005")
    backend.fail(NO_SUCH_USER)
    assert backend.requests[-1] == PeopleQuery(nickname="2005").as_request(extended=True)
    backend.answer(FingerReply(True, ()))
    assert dialog.empty.isVisible() and "Nobody" in dialog.empty.title()


def test_more_fields(dialog: AddPeopleDialog, backend: Backend) -> None:
    form = dialog.form
    assert not form.age_spin.isVisible()
    click(form.more_button)
    form.age_spin.setValue(24)
    form.sex_combo.setCurrentIndex(2)
    form.province_edit.setText("浙江")
    type_and_search(dialog, "Lin")
    assert backend.requests[-1] == PeopleQuery(24, 1, "浙江", "Lin").as_request(extended=True)


def test_an_older_reply_is_ignored(dialog: AddPeopleDialog, backend: Backend) -> None:
    type_and_search(dialog, "Li")
    type_and_search(dialog, "Lin")
    backend.answer(FingerReply(True, (person(LIN, "林 Lin"),)))
    backend.answer(FingerReply(True, (person(BO, "Li"),)))
    assert list(dialog._found) == [LIN]


def test_a_classic_server_finds_numbers(backend: Backend, context: AppContext, show: Show) -> None:
    backend.open(extended=False)
    dialog = AddPeopleDialog(context, text=str(LIN))
    show(dialog)
    assert backend.requests == [GetInfo(LIN, 2)]
    backend.fail(NO_SUCH_USER)
    assert len(backend.requests) == 1
    assert dialog.empty.isVisible() and "Nobody" in dialog.empty.title()


def test_the_ways_to_bring_people_in(dialog: AddPeopleDialog, navigator: RecordingNavigator) -> None:
    assert not dialog.invite_button.isEnabled() and dialog.invite_button.toolTip()
    dialog.new_room_button.click()
    assert navigator.calls == [routes.NewRoom()]


def test_enter_in_the_list_opens_the_profile(
    dialog: AddPeopleDialog, backend: Backend, navigator: RecordingNavigator
) -> None:
    choose(dialog, LIN)
    asked = len(backend.requests)
    QTest.keyClick(dialog.view, Qt.Key.Key_Return)
    assert navigator.calls == [routes.Profile(LIN)] and len(backend.requests) == asked


def test_a_late_result_does_not_name_people_among_the_rooms(dialog: AddPeopleDialog, backend: Backend) -> None:
    type_and_search(dialog, "nobody")
    dialog.kinds.setCurrentIndex(1)
    backend.answer(FingerReply(True, ()), to=Finger)
    assert dialog.empty.title() == "No rooms to join"
