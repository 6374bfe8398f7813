"""The sign-in window: its form, its messages and the focus."""

import pytest
from PySide6.QtCore import QEvent, QPoint, QRect, QSize, Qt
from PySide6.QtGui import QGuiApplication, QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QPushButton
from pytestqt.qtbot import QtBot

from qqdesk.domain.problem import Problem, ProblemKind
from qqdesk.domain.saved_accounts import SavedAccount, with_account
from qqdesk.domain.settings import LOCAL_SERVER, Settings
from qqdesk.gui.shared.faces import FaceSource
from qqdesk.gui.shared.texts import problem_text
from qqdesk.gui.sign_in.account_list import AccountList
from qqdesk.gui.sign_in.server_choice import Place
from qqdesk.gui.sign_in.sign_in_form import SignInForm
from qqdesk.gui.sign_in.sign_in_window import SignInWindow
from qqdesk.protocol.codes import Status
from tests.gui.showing import show

pytestmark = pytest.mark.smoke


def make(qtbot: QtBot, faces: FaceSource, settings: Settings | None = None) -> SignInWindow:
    window = SignInWindow(faces, settings or Settings())
    qtbot.addWidget(window)
    show(window)
    return window


@pytest.fixture
def window(qtbot: QtBot, faces: FaceSource) -> SignInWindow:
    return make(qtbot, faces)


def fill_in(window: SignInWindow, number: str = "10001", password: str = "secret") -> None:
    window.page.server.choose(LOCAL_SERVER)
    window.page.number.setText(number)
    window.page.password.setText(password)


def test_enter_submits_the_form(window: SignInWindow, qtbot: QtBot) -> None:
    window.page.server.choose(LOCAL_SERVER)
    QTest.keyClicks(window.page.number, "3456789012")
    QTest.keyClicks(window.page.password, "pa ss")
    window.page.status.setCurrentIndex(3)
    with qtbot.waitSignal(window.submitted) as wanted:
        QTest.keyClick(window.page.password, Qt.Key.Key_Return)
    assert wanted.args == [SignInForm(LOCAL_SERVER, 3456789012, "pa ss", Status.INVISIBLE)]
    assert window.is_busy
    assert window.cancel.isVisible()
    assert not window.submit.isVisible()


def test_enter_held_down_does_not_cancel(window: SignInWindow) -> None:
    fill_in(window)
    QTest.keyPress(window.page.password, Qt.Key.Key_Return)
    assert window.cancel.hasFocus()
    repeat = QKeyEvent(QEvent.Type.KeyPress, Qt.Key.Key_Return, Qt.KeyboardModifier.NoModifier, "\r", True)
    QApplication.sendEvent(window.cancel, repeat)
    assert window.is_busy


def test_a_message_loses_the_details_of_the_one_before(window: SignInWindow) -> None:
    window.show_problem(Problem(ProblemKind.NO_CONNECTION, "Connection refused"))
    assert window.message.toolTip() == "Connection refused"
    window.ask_password("Type your password.")
    assert window.message.toolTip() == ""


@pytest.mark.parametrize("signal", ["submitted", "settings_clicked"])
def test_an_early_action_builds_the_program_first(qtbot: QtBot, faces: FaceSource, signal: str) -> None:
    window = SignInWindow(faces, Settings())
    qtbot.addWidget(window)
    fill_in(window)
    told: list[str] = []
    window.painted.connect(lambda: told.append("painted"))
    getattr(window, signal).connect(lambda *_: told.append(signal))
    (window.submit if signal == "submitted" else window.settings_button).click()
    show(window)
    assert told == ["painted", signal]


@pytest.mark.parametrize(
    ("number", "password", "server", "focus"),
    [
        ("", "x", LOCAL_SERVER, "number"),
        ("99999999999", "x", LOCAL_SERVER, "number"),
        ("10001", "", LOCAL_SERVER, "password"),
        ("10001", "x", "", "address"),
    ],
)
def test_a_missing_field_is_named_and_focused(
    window: SignInWindow, qtbot: QtBot, number: str, password: str, server: str, focus: str
) -> None:
    fill_in(window, number, password)
    window.page.server.choose(server)
    with qtbot.assertNotEmitted(window.submitted):
        QTest.mouseClick(window.submit, Qt.MouseButton.LeftButton)
    assert window.message.isVisible()
    parts: dict[str, QLineEdit] = {
        "number": window.page.number,
        "password": window.page.password,
        "address": window.page.server.address,
    }
    assert window.focusWidget() is parts[focus]


def test_a_pasted_number_may_have_spaces(window: SignInWindow) -> None:
    QGuiApplication.clipboard().setText(" 345 678 9012\n")
    window.page.number.paste()
    assert window.page.number.number() == 3456789012


@pytest.mark.parametrize("typed", ["12a", "-5", "１２"])
def test_an_invalid_number_cannot_be_typed(window: SignInWindow, typed: str) -> None:
    window.page.number.insert(typed)
    assert window.page.number.text() == ""


def test_escape_cancels_an_attempt_and_then_closes(window: SignInWindow, qtbot: QtBot) -> None:
    fill_in(window)
    QTest.mouseClick(window.submit, Qt.MouseButton.LeftButton)
    with qtbot.waitSignal(window.cancelled):
        QTest.keyClick(window, Qt.Key.Key_Escape)
    assert not window.is_busy
    with qtbot.waitSignal(window.closed):
        QTest.keyClick(window, Qt.Key.Key_Escape)


def test_closing_cancels_a_running_attempt(window: SignInWindow, qtbot: QtBot) -> None:
    fill_in(window)
    QTest.mouseClick(window.submit, Qt.MouseButton.LeftButton)
    with qtbot.waitSignals([window.cancelled, window.closed]):
        window.close()


@pytest.mark.parametrize(
    ("kind", "server", "focus"),
    [
        (ProblemKind.WRONG_PASSWORD, LOCAL_SERVER, "password"),
        (ProblemKind.NO_CONNECTION, "chat.example.org", "address"),
        (ProblemKind.NOT_A_SERVER, "chat.example.org", "address"),
        (ProblemKind.NO_SUCH_USER, LOCAL_SERVER, "number"),
        (ProblemKind.LOCAL_SERVER_FAILED, LOCAL_SERVER, "password"),
    ],
)
def test_a_problem_is_shown_as_a_sentence(window: SignInWindow, kind: ProblemKind, server: str, focus: str) -> None:
    fill_in(window)
    window.page.server.choose(server)
    window.show_progress("…")
    window.show_problem(Problem(kind, "its detail"))
    assert window.message.text() == problem_text(Problem(kind))
    assert "its detail" not in window.message.text()
    expected = {
        "number": window.page.number,
        "password": window.page.password,
        "address": window.page.server.address,
    }[focus]
    assert window.focusWidget() is expected
    assert not window.is_busy


def test_remembered_settings_are_filled_in(qtbot: QtBot, faces: FaceSource) -> None:
    settings = Settings(number=10002, server="chat.example.org:8001", status=30)
    window = make(qtbot, faces, settings)
    assert window.page.number.text() == "10002"
    assert window.page.server.server() == "chat.example.org:8001"
    assert window.page.status.currentIndex() == 2
    assert window.focusWidget() is window.page.password
    assert not window.message.isVisible()


def test_the_password_can_be_shown(window: SignInWindow, qtbot: QtBot) -> None:
    password = window.page.password
    assert password.echoMode() == QLineEdit.EchoMode.Password
    password.setFocus()
    QTest.keyClick(password, Qt.Key.Key_V, Qt.KeyboardModifier.AltModifier)
    assert password.echoMode() == QLineEdit.EchoMode.Normal
    password.clear_secret()
    assert password.echoMode() == QLineEdit.EchoMode.Password


def test_caps_lock_is_noticed(window: SignInWindow, qtbot: QtBot) -> None:
    with qtbot.waitSignal(window.page.password.caps_lock_noticed, check_params_cb=lambda on: on):
        QTest.keyClicks(window.page.password, "A")
    with qtbot.waitSignal(window.page.password.caps_lock_noticed, check_params_cb=lambda on: not on):
        QTest.keyClicks(window.page.password, "a")


def test_enter_on_a_button_presses_that_button(window: SignInWindow, qtbot: QtBot) -> None:
    fill_in(window)
    window.page.first_start.setFocus()
    with qtbot.assertNotEmitted(window.submitted), qtbot.waitSignal(window.first_start_clicked):
        QTest.keyClick(window.page.first_start, Qt.Key.Key_Return)


def test_the_password_is_cleared(window: SignInWindow) -> None:
    fill_in(window)
    window.forget_password()
    assert window.page.password.text() == ""


def test_forms_do_not_show_passwords() -> None:
    assert "secret" not in repr(SignInForm(LOCAL_SERVER, 1, "secret"))


def test_every_control_has_a_name(window: SignInWindow, qapp: QApplication) -> None:
    for edit in window.findChildren(QLineEdit):
        assert edit.accessibleName() or edit.parent() in (window.page.status, window.page.server.kind)
    for button in window.findChildren(QPushButton):
        assert button.text() or button.accessibleName() or not button.isVisible()


@pytest.mark.parametrize("kind", [ProblemKind.ENCRYPTION_LOST, ProblemKind.CERTIFICATE, ProblemKind.PLACES_FILE])
def test_a_long_sentence_leaves_the_fields_whole(window: SignInWindow, qtbot: QtBot, kind: ProblemKind) -> None:
    window.page.server.choose("chat.example.org")
    window.set_found([Place("192.168.1.5:8000", "Office"), Place("192.168.1.6:8000", "Lab")])
    window.show_problem(Problem(kind))
    page = window.page
    qtbot.waitUntil(lambda: page.height() >= page.minimumSizeHint().height())
    assert page.server.address.height() >= page.server.address.minimumSizeHint().height()


def test_a_connection_check_is_offered(qtbot: QtBot, faces: FaceSource) -> None:
    window = SignInWindow(faces, Settings())
    qtbot.addWidget(window)
    window.show()
    window.show_problem(Problem(ProblemKind.WRONG_PASSWORD))
    assert not window.message.button.isVisible()
    window.show_problem(Problem(ProblemKind.NO_CONNECTION))
    with qtbot.waitSignal(window.check_clicked):
        window.message.button.click()


BERT = SavedAccount(10002, "192.168.1.5:8000", "Bert", 7, int(Status.BUSY), True, "0" * 16, "Home")


def known(qtbot: QtBot, faces: FaceSource, account: SavedAccount = BERT) -> SignInWindow:
    settings = Settings(number=account.number, server=account.server)
    settings.accounts = with_account(settings, account)
    return make(qtbot, faces, settings)


def test_a_known_account_is_shown_by_its_names(qtbot: QtBot, faces: FaceSource) -> None:
    window = known(qtbot, faces)
    page = window.page
    assert (page.face.face, page.name.text(), page.place_line.text()) == (7, "Bert", "Home")
    hidden = (page.number, page.password, page.server, page.status, page.forgotten, page.other)
    assert not any(part.isVisible() for part in hidden)
    assert page.stays.isChecked() and window.focusWidget() is window.submit
    with qtbot.waitSignal(window.submitted) as wanted:
        QTest.keyClick(window, Qt.Key.Key_Return)
    assert wanted.args == [
        SignInForm(BERT.server, BERT.number, "", stays=True, is_stored=True, place=BERT.place),
    ]


def test_a_password_that_is_not_saved_has_a_field(qtbot: QtBot, faces: FaceSource) -> None:
    window = known(qtbot, faces, BERT._replace(has_password=False))
    page = window.page
    assert page.password.isVisible() and page.forgotten.isVisible() and window.focusWidget() is page.password
    assert not page.number.isVisible() and not page.stays.isChecked()


def test_more_has_the_status_and_the_way_to_another_number(qtbot: QtBot, faces: FaceSource) -> None:
    window = known(qtbot, faces)
    page = window.page
    page.more.click()
    assert page.status.isVisible() and not page.number.isVisible()
    page.other.click()
    assert page.number.isVisible() and page.server.isVisible() and page.password.isVisible()
    assert (page.number.text(), page.server.server()) == ("10002", BERT.server)
    assert window.focusWidget() is page.number


def test_the_keyring_that_does_not_answer_leads_to_the_field(qtbot: QtBot, faces: FaceSource) -> None:
    window = known(qtbot, faces)
    window.ask_password("Type your password.")
    assert window.page.password.isVisible() and window.focusWidget() is window.page.password
    window.show_sign_in_again()
    assert not window.page.password.isVisible()


def test_the_number_of_a_known_account_is_not_doubted(qtbot: QtBot, faces: FaceSource) -> None:
    window = known(qtbot, faces)
    window.show_problem(Problem(ProblemKind.WRONG_PASSWORD))
    assert window.message.text() == "The password is not right. If it was changed, type the new one."
    window.page.number.setText("10009")
    window.show_problem(Problem(ProblemKind.WRONG_PASSWORD))
    assert window.message.text() == problem_text(Problem(ProblemKind.WRONG_PASSWORD))


@pytest.mark.parametrize(
    ("kind", "focus"),
    [
        (ProblemKind.WRONG_PASSWORD, "password"),
        (ProblemKind.NO_SUCH_USER, "number"),
        (ProblemKind.NO_CONNECTION, "submit"),
    ],
)
def test_a_problem_of_a_known_account_shows_the_field_to_correct(
    qtbot: QtBot, faces: FaceSource, kind: ProblemKind, focus: str
) -> None:
    window = known(qtbot, faces)
    window.show_problem(Problem(kind))
    fields = {"password": window.page.password, "number": window.page.number, "submit": window.submit}
    assert window.focusWidget() is fields[focus] and fields[focus].isVisible()


def test_the_list_of_accounts_leads_to_another_one(qtbot: QtBot, faces: FaceSource) -> None:
    window = known(qtbot, faces)
    QTest.keyClick(window, Qt.Key.Key_Down, Qt.KeyboardModifier.AltModifier)
    (chooser,) = window.findChildren(AccountList)
    chooser.other_button.click()
    page = window.page
    assert page.number.isVisible() and page.number.text() == "" and not page.stays.isChecked()
    assert window.focusWidget() is page.number


def test_the_button_stays_in_sight_on_a_small_screen(
    qtbot: QtBot, faces: FaceSource, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With type of 200 % on 1366 x 768."""
    small = QSize(683, 384)
    for module in ("scrolling", "screens"):
        monkeypatch.setattr(f"qqdesk.gui.shared.{module}.room_for", lambda window: small)
    monkeypatch.setattr("qqdesk.gui.sign_in.sign_in_window.room_for", lambda window: small)
    window = make(qtbot, faces)
    window.page.more.click()
    window.show_problem(Problem(ProblemKind.ENCRYPTION_LOST))
    qtbot.waitUntil(lambda: window.height() == small.height())
    button = window.submit
    assert window.rect().contains(QRect(button.mapTo(window, QPoint()), button.size()))
