"""The profile window: the form, the read-only view, and the notes on a contact."""

from collections.abc import Callable
from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QMessageBox
from pytestqt.qtbot import QtBot

from qqdesk.domain.contact import Contact, Watch
from qqdesk.domain.problem import Problem, ProblemKind
from qqdesk.gui.kit import routes
from qqdesk.gui.kit.app_context import AppContext
from qqdesk.gui.people.profile_window import FIRST, SECTIONS, ProfileWindow, field_fault, field_names, with_links
from qqdesk.gui.shared.buttons import MoreButton
from qqdesk.gui.shared.face_chooser import FaceChooser
from qqdesk.protocol.account_commands import ModifyInfo
from qqdesk.protocol.codes import AddOutcome, Sex, Status
from qqdesk.protocol.commands import GetInfo, GetInfoReply
from qqdesk.protocol.profile import EDITABLE, Profile
from qqdesk.protocol.record import Done
from qqdesk.worker.messenger import Messenger
from tests.gui.people_world import LIN, Show, click, press_in_question, set_blocked
from tests.gui.recording_navigator import RecordingNavigator
from tests.helpers.messages import chat_with
from tests.kit.messenger import Backend

PROFILE = Profile(number=LIN, nickname="林 Lin", face=210, age=24, sex=Sex.FEMALE, province="浙江")
MINE = Profile(number=10000, nickname="Mei", face=36, age=30, email="mei@example.org", about="Hello")
NO_CONNECTION = Problem(ProblemKind.NO_CONNECTION)

pytestmark = pytest.mark.usefixtures("session")


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
        ("signature", ["", "x" * 70], ["x" * 71]),
        ("city", ["", "x" * 256], ["x" * 257]),
        ("about", ["", "x\n" * 1000], ["x" * 2001]),
    ],
)
def test_field_validation(field: str, good: list[str], bad: list[str]) -> None:
    assert {text: field_fault(field, text) for text in good} == dict.fromkeys(good, "")
    assert all(field_fault(field, text) for text in bad), {text: field_fault(field, text) for text in bad}


def test_age_validation() -> None:
    assert [bool(field_fault("age", age)) for age in (0, 150, 151, -1)] == [False, False, True, True]


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
def test_links_in_values(field: str, text: str, shown: str) -> None:
    assert with_links(field, text) == shown


# My profile


OpenProfile = Callable[[int], ProfileWindow]


@pytest.fixture
def open_profile(context: AppContext, show: Show) -> OpenProfile:
    def open_profile(number: int) -> ProfileWindow:
        window = ProfileWindow(context, number)
        show(window)
        return window

    return open_profile


@pytest.fixture
def mine(backend: Backend, open_profile: OpenProfile) -> ProfileWindow:
    window = open_profile(10000)
    backend.answer(GetInfoReply(3, MINE, AddOutcome.CONSENT_NEEDED))
    return window


def test_every_field_has_a_section_and_a_name() -> None:
    fields = [field for section in (FIRST, *SECTIONS) for field in section]
    assert sorted([*fields, "face"]) == sorted(EDITABLE)
    assert sorted(fields) == sorted(field_names())


def test_only_changes_are_saved(mine: ProfileWindow, backend: Backend) -> None:
    assert not mine.save_button.isEnabled()
    mine.form.set_value("city", " 杭州 ")
    mine.form.set_value("age", 31)
    mine.form.set_value("face", 90)
    mine.form.set_value("allow", AddOutcome.NOBODY)
    click(mine.save_button)
    edit = backend.requests[-1]
    assert edit == ModifyInfo({"city": "杭州", "age": 31, "face": 90}, AddOutcome.NOBODY)
    backend.answer(Done())
    assert not mine.form.changes()
    assert mine.message.isVisible()
    mine.reject()
    assert not mine.isVisible()


def test_a_failed_save_keeps_the_changes(mine: ProfileWindow, backend: Backend) -> None:
    mine.form.set_value("about", "new")
    click(mine.save_button)
    backend.fail(NO_CONNECTION)
    assert mine.form.value("about") == "new"
    assert mine.message.isVisible()
    assert mine.save_button.isEnabled()
    mine.form.set_value("about", "Hello")


def test_a_mistake_is_shown_after_the_field_was_left(mine: ProfileWindow) -> None:
    nickname, fault = mine.form.fields["nickname"], mine.form.faults["nickname"]
    mine.form.set_value("nickname", " ")
    assert not fault.isVisible(), "the field has the focus"
    QTest.keyClick(nickname, Qt.Key.Key_Tab)
    assert fault.isVisible() and nickname.accessibleDescription() == fault.text()
    mine.form.set_value("nickname", "x" * 65)
    assert "1" in fault.text(), "one too many"
    mine.form.set_value("nickname", "x" * 64)
    assert not fault.isVisible()
    mine.form.set_value("about", "x" * 2001)
    mine.form.set_value("email", "mei@")
    mine.form.set_value("age", 400)
    assert mine.form.value("age") == 150
    mine.form.fill({key: getattr(MINE, key) for key in EDITABLE})


def test_mistakes_are_not_saved_and_the_first_is_focused(mine: ProfileWindow, backend: Backend) -> None:
    asked = len(backend.requests)
    mine.form.set_value("email", "mei@")
    mine.form.set_value("postcode", "?")
    click(mine.save_button)
    assert len(backend.requests) == asked
    assert mine.form.fields["postcode"].hasFocus()
    assert mine.form.faults["postcode"].isVisible() and mine.form.faults["email"].isVisible()
    mine.form.set_value("postcode", "200 040")
    mine.form.set_value("email", "mei@example.org")
    assert not mine.form.faults["email"].isVisible()
    click(mine.save_button)
    assert backend.requests[-1] == ModifyInfo({"postcode": "200 040"})
    backend.answer(Done())


def test_unchanged_values_are_not_validated(backend: Backend, open_profile: OpenProfile) -> None:
    window = open_profile(10000)
    odd = replace(MINE, age=200, telephone="ask me", email="nowhere")
    backend.answer(GetInfoReply(3, odd))
    assert not window.form.changes()
    window.form.set_value("city", "Oslo")
    click(window.save_button)
    assert backend.requests[-1] == ModifyInfo({"city": "Oslo"})
    backend.answer(Done())


def test_values_of_other_clients_are_no_changes(backend: Backend, open_profile: OpenProfile) -> None:
    window = open_profile(10000)
    backend.answer(GetInfoReply(3, replace(MINE, sex=7, city="Oslo ", about="one\r\ntwo\n")))
    assert not window.form.changes() and not window.save_button.isEnabled()


def test_discarding_changes_is_confirmed(qtbot: QtBot, mine: ProfileWindow) -> None:
    mine.form.set_value("city", "Oslo")
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


def test_choose_a_face(qtbot: QtBot, mine: ProfileWindow) -> None:
    click(mine.face_button)
    chooser = mine.findChild(FaceChooser)
    assert isinstance(chooser, FaceChooser)
    assert chooser.view.currentIndex().row() == 12
    QTest.keyClick(chooser.view, Qt.Key.Key_P)
    assert chooser.search.text() == "p" and chooser.focusWidget() is chooser.search
    chooser.search.clear()
    chooser.view.setCurrentIndex(chooser.view.model().index(12, 0))
    QTest.keyClick(chooser.view, Qt.Key.Key_Right)
    QTest.keyClick(chooser.view, Qt.Key.Key_Return)
    assert mine.form.value("face") == 39
    assert mine.form.changes() == {"face": 39}
    mine.form.fill({key: getattr(MINE, key) for key in EDITABLE})
    qtbot.waitUntil(lambda: mine.findChild(FaceChooser) is None)


def test_the_profile_of_a_contact(backend: Backend, navigator: RecordingNavigator, open_profile: OpenProfile) -> None:
    backend.change(Contact(LIN, "林 Lin", status=Status.ONLINE))
    window = open_profile(LIN)
    theirs = replace(PROFILE, home_page="https://a.example/?b=1&c=2", about="<b>birds</b>")
    backend.answer(GetInfoReply(3, theirs))
    texts = [label.text() for label in window.view.findChildren(QLabel)]
    assert "24" in texts and "Female" in texts
    assert "&lt;b&gt;birds&lt;/b&gt;" in texts
    assert not window.save_button.isVisible() and not window.add_button.isVisible()
    click(window.chat_button)
    click(window.delete_button)
    assert navigator.calls == [routes.Chat(chat_with(LIN)), routes.DeleteContact(LIN)]


def test_a_failed_load_can_be_retried(backend: Backend, open_profile: OpenProfile) -> None:
    window = open_profile(LIN)
    backend.fail(NO_CONNECTION)
    assert window._failed.isVisible()
    click(window._failed.button)
    assert backend.requests == [GetInfo(LIN, 3)] * 2


def test_a_classic_server_has_no_form(backend: Backend, open_profile: OpenProfile) -> None:
    backend.open(extended=False)
    window = open_profile(10000)
    backend.answer(GetInfoReply(3, MINE))
    assert window.view.isVisible() and window.message.isVisible()
    assert not window.save_button.isVisible() and not window.face_button.isVisible()
    QTest.keyClick(window, Qt.Key.Key_Escape)
    assert not window.isVisible()


def test_my_profile_begins_with_what_others_see_first(backend: Backend, open_profile: OpenProfile) -> None:
    window = open_profile(10000)
    backend.answer(GetInfoReply(3, MINE, AddOutcome.ADDED, shows_seen=True))
    form = window.form
    assert [field for field, widget in form.fields.items() if widget.isVisible()] == [*FIRST, "allow"]
    click(form.more)
    assert all(widget.isVisible() for widget in form.fields.values())
    click(form.more)
    assert not form.fields["zodiac"].isVisible()
    form.set_value("signature", "Tea first")
    form.set_value("status_text", "At lunch")
    click(window.save_button)
    assert backend.requests[-1] == ModifyInfo({"signature": "Tea first", "status_text": "At lunch"})
    backend.answer(Done())


def test_a_server_without_signatures_has_no_fields_for_them(mine: ProfileWindow) -> None:
    assert [field for field, widget in mine.form.fields.items() if widget.isVisible()] == ["nickname", "allow"]


def test_a_profile_begins_with_the_words_of_the_person(
    backend: Backend, messenger: Messenger, open_profile: OpenProfile
) -> None:
    backend.change(Contact(LIN, "林 Lin"))
    window = open_profile(LIN)
    backend.answer(GetInfoReply(3, replace(PROFILE, signature="Tea first"), last_seen=1_000_000_000_000))
    signature, seen = window.lines.texts()
    assert signature == "Tea first" and "Last seen" in seen
    more, values = window.view.findChild(MoreButton), window.view.findChildren(QLabel)
    assert isinstance(more, MoreButton) and not any(label.isVisible() for label in values)
    click(more)
    assert "24" in [label.text() for label in values if label.isVisible()]
    backend.change(Contact(LIN, "林 Lin", status=Status.ONLINE, status_text="At lunch", signature="Tea first"))
    assert window.lines.texts() == ["At lunch", "Tea first"]


def test_an_empty_profile_shows_nothing_empty(backend: Backend, open_profile: OpenProfile) -> None:
    backend.change(Contact(LIN, "林 Lin"))
    window = open_profile(LIN)
    backend.answer(GetInfoReply(3, Profile(number=LIN, nickname="林 Lin")))
    more = window.view.findChild(MoreButton)
    assert isinstance(more, MoreButton) and not more.isVisible()
    assert not window.lines.isVisible()


def test_the_lines_of_a_stranger_are_those_of_the_profile(backend: Backend, open_profile: OpenProfile) -> None:
    window = open_profile(LIN)
    backend.answer(GetInfoReply(3, replace(PROFILE, signature="Tea first")))
    assert window.lines.texts() == ["Tea first"]


# Notes


@pytest.fixture
def profile(backend: Backend, open_profile: OpenProfile) -> ProfileWindow:
    backend.change(Contact(LIN, "林 Lin", status=Status.ONLINE))
    return open_profile(LIN)


def test_notes_on_a_contact(profile: ProfileWindow, messenger: Messenger) -> None:
    notes = profile.notes
    assert notes is not None
    QTest.keyClicks(notes.remark_edit, "Lin from work")
    QTest.keyClick(notes.remark_edit, Qt.Key.Key_Return)
    assert messenger.roster.get(LIN).remark == "Lin from work"
    assert profile.isVisible(), "Enter presses no button"
    messenger.contact_notes.add_group("Work")
    notes.refresh()
    notes.group_combo.setCurrentIndex(1)
    notes.group_combo.activated.emit(1)
    assert messenger.roster.get(LIN).group == "Work"
    notes.watch_combo.setCurrentIndex(1)
    notes.watch_combo.activated.emit(1)
    assert messenger.presence.watched(LIN) is Watch.ONCE
    messenger.presence.watch(LIN, None)
    assert notes.watch_combo.currentIndex() == 0, "the alert is used up"


def test_an_invalid_remark_keeps_the_window_open(profile: ProfileWindow, messenger: Messenger) -> None:
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


def test_block_and_unblock(profile: ProfileWindow, backend: Backend) -> None:
    profile.block_button.click()
    press_in_question(profile, "Block")
    set_blocked(backend, True)
    assert profile.block_button.text() == "Un&block"
    assert "Blocked" in profile._second.text()
    profile.block_button.click()
    set_blocked(backend, False)
    assert "Online" in profile._second.text()
