"""From an empty home to a place of one's own: what a person sees and presses, with the real server."""

import socket
import threading
from pathlib import Path

import pytest
from keyring.backends import fail
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QWidget

from qqdesk.client import channels
from qqdesk.client.address import password_hash
from qqdesk.client.client import Client
from qqdesk.domain.saved_accounts import keyring_key, load_accounts
from qqdesk.domain.settings import LOCAL_SERVER
from qqdesk.gui.first_start import new_account
from qqdesk.gui.invite.invite_window import InviteWindow
from qqdesk.gui.kit import routes
from qqdesk.gui.sign_in import local_place
from qqdesk.gui.sign_in.password_dialog import PasswordDialog
from qqdesk.gui.start.application_controller import ApplicationController
from qqdesk.protocol.codes import Status
from qqdesk.worker.place_settings import PlaceSettings, read_place
from qqdesk.worker.server_host import LOCK
from tests.helpers.keyrings import AskingKeyring, MemoryKeyring
from tests.helpers.ports import free_ports
from tests.helpers.proxy import Fault, FaultyProxy
from tests.helpers.server import local_server
from tests.journeys.starter import Begin

PATIENCE_MS = 60_000


def test_from_an_empty_home_to_a_place(begin: Begin) -> None:
    anna = begin()
    anna.press(anna.window.choices.start)
    page = anna.start_page()
    anna.wait(lambda: not page.person.password.isVisible())
    assert page.place_name.text() == "Home"
    anna.fill(page.place_name, "Our home")
    anna.fill(page.person.nickname, "Anna")
    anna.press(page.start)
    open_page = anna.open_page()
    assert not open_page.can_go_back
    open_page.here.setChecked(True)
    assert read_place(anna.place_folder).name == "Our home"
    assert not read_place(anna.place_folder).is_open
    anna.press(open_page.submit_button)
    anna.wait(anna.desk.windows.main.isVisible)
    assert (anna.fields, anna.presses) == (2, 3)
    me = anna.desk.messenger.me
    assert (me.nickname, anna.desk.first_window) == ("Anna", None)
    assert [(a.number, a.server, a.name) for a in load_accounts(anna.desk.settings)] == [
        (me.number, LOCAL_SERVER, "Anna")
    ]
    place_id = anna.desk.messenger.place_id
    anna.wait(lambda: list(MemoryKeyring.kept) == [("qqdesk", keyring_key(me.number, place_id))])
    assert load_accounts(anna.desk.settings)[0].has_password
    # The person does not know the password that was made, and can choose another one all the same.
    anna.desk.windows.open(routes.Password())
    (dialog,) = [one for one in anna.desk.windows.main.findChildren(PasswordDialog) if one.isVisible()]
    anna.fill(dialog.new_edit, "my own one")
    anna.fill(dialog.again_edit, "my own one")
    anna.press(dialog.change_button)
    anna.wait(lambda: list(MemoryKeyring.kept.values()) == ["my own one"])
    with Client(anna.desk.place.address, me.number) as client:
        assert not client.login(password="my own one").refused


def test_without_a_keyring_a_password_is_asked_for(begin: Begin) -> None:
    anna = begin(keyring=fail.Keyring)
    anna.press(anna.window.choices.start)
    page = anna.start_page()
    anna.wait(page.person.password.isVisible)
    anna.press(page.start)
    assert page.message.isVisible() and anna.window.focusWidget() is page.person.password
    anna.fill(page.person.password, "correct horse")
    QTest.keyClick(page.person.password, Qt.Key.Key_Return)
    open_page = anna.open_page()
    QTest.keyClick(open_page.open, Qt.Key.Key_Down)
    assert open_page.here.isChecked()
    QTest.keyClick(open_page.here, Qt.Key.Key_Return)
    anna.wait(anna.desk.windows.main.isVisible)
    assert not load_accounts(anna.desk.settings)[0].has_password


def test_a_keyring_that_asks_for_its_password_is_named(begin: Begin, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(new_account, "KEYRING_ASKS_MS", 0)
    AskingKeyring.released.clear()
    anna = begin()
    monkeypatch.setenv("PYTHON_KEYRING_BACKEND", f"{AskingKeyring.__module__}.{AskingKeyring.__qualname__}")
    anna.press(anna.window.choices.start)
    page = anna.start_page()
    anna.wait(lambda: not page.person.password.isVisible())
    anna.press(page.start)
    anna.wait(lambda: "look for its window" in page.status.text())
    AskingKeyring.released.set()
    anna.open_page()


def test_an_opened_place_listens_for_others(begin: Begin) -> None:
    anna = begin()
    open_page = anna.start_place()
    assert open_page.open.isChecked()
    before = read_place(anna.place_folder).port
    anna.press(open_page.submit_button)
    anna.wait(anna.desk.windows.main.isVisible)
    assert (anna.fields, anna.presses) == (0, 3)
    assert read_place(anna.place_folder) == PlaceSettings("Home", is_open=True, port=before)
    assert [one for one in QApplication.topLevelWidgets() if isinstance(one, InviteWindow) and one.isVisible()]
    assert all(address.endswith(f":{before}") for address in anna.desk.place.lan_addresses())


def test_another_place_on_this_computer_is_named_before_there_are_two(begin: Begin, tmp_path: Path) -> None:
    from qqdesk.server.settings.settings import Settings as ServerSettings

    with local_server(tmp_path / "other", settings=ServerSettings(tls=False, name="Office")) as other:
        anna = begin(port=other.port)
        anna.press(anna.window.choices.start)
        page = anna.start_page()
        anna.wait(lambda: not page.person.password.isVisible())
        anna.press(page.start)
        anna.wait(page.message.isVisible)
        assert "Office" in page.message.text()
        assert page.message.button.text() == "Join it"
        assert not page.is_busy
        assert not anna.desk.place.exists
        anna.press(page.message.other_button)
        anna.open_page()
        assert read_place(anna.place_folder).port not in (0, other.port)


def test_a_port_of_another_program_is_named(begin: Begin) -> None:
    port = free_ports()
    with socket.create_server(("127.0.0.1", port)) as other:
        anna = begin(port=port)
        connection = threading.Thread(target=answer_nonsense, args=(other,))
        connection.start()
        anna.enter_place()
        notice = anna.desk.windows.main.banners.notice
        anna.wait(notice.isVisible)
        assert f"Port {port} is used by another program" in notice.text()
        assert f"at port {port + 1}." in notice.text()
    connection.join()
    assert read_place(anna.place_folder).port == port + 1


def answer_nonsense(listener: socket.socket) -> None:
    """Answer the question whether this is a place."""
    connection, _ = listener.accept()
    with connection:
        connection.recv(1000)
        connection.sendall(b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n")


def test_the_account_is_kept_if_the_window_closes_on_the_second_page(begin: Begin) -> None:
    anna = begin()
    anna.start_place()
    anna.end()
    again = begin()
    assert again.desk.first_window is None
    again.desk.show()
    again.wait(again.desk.windows.main.isVisible)


def test_a_place_with_people_takes_its_owner_in_again(begin: Begin) -> None:
    """The settings are lost, the data is not."""
    anna = begin()
    anna.start_place()
    anna.end()
    anna.folders.settings.unlink()
    again = begin()
    again.start_place().here.setChecked(True)
    assert [account.number for account in load_accounts(again.desk.settings)] == [10002]
    again.press(again.open_page().submit_button)
    again.wait(lambda: again.desk.messenger.invitations.place.is_admin)


def test_a_lost_reply_makes_no_second_account(begin: Begin, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(channels, "REPEATS", 1)
    anna = begin()
    anna.press(anna.window.choices.start)
    page = anna.start_page()
    anna.wait(lambda: not page.person.password.isVisible())
    with FaultyProxy(0) as proxy:
        proxy.fault("Register", Fault.LOSE, 2)

        def put_between(url: str) -> None:
            proxy.target_port = int(url.rpartition(":")[2])
            monkeypatch.setattr(local_place.LocalPlace, "address", proxy.url)

        anna.desk.place.started.connect(put_between)
        anna.press(page.start)
        anna.wait(page.message.isVisible)
        assert "may exist already" in page.message.text() and not page.is_busy
        anna.press(page.start)
        anna.open_page()
        assert proxy.seen["register"] == 3
    assert [account.number for account in load_accounts(anna.desk.settings)] == [10001]
    # The password has a temporary name until the sign-in has stored it.
    anna.wait(lambda: [name.partition("@")[0] for _, name in MemoryKeyring.kept] == ["10001"])


def test_the_keys_of_the_first_page(begin: Begin) -> None:
    anna = begin()
    window, choices = anna.window, anna.window.choices
    assert window.focusWidget() is choices.start
    QTest.keyClick(choices.start, Qt.Key.Key_Up)
    assert window.focusWidget() is choices.join
    choices.start.setFocus()
    choices.set_place("Office", is_here=True)
    assert window.focusWidget() is choices.start and choices.start.is_likely, "Enter does the same as before"
    choices.join.setFocus()
    assert "Office" in choices.join.accessibleDescription()
    QTest.keyClick(choices.join, Qt.Key.Key_Down)
    QTest.keyClick(choices.start, Qt.Key.Key_Return)
    anna.start_page()
    QTest.keyClick(window.windowHandle(), Qt.Key.Key_Left, Qt.KeyboardModifier.AltModifier)
    assert window.page is choices
    window.number_chosen.emit()
    assert anna.desk.sign_in_window.isVisible() and not window.isVisible()
    anna.press(anna.desk.sign_in_window.page.first_start)
    assert window.isVisible() and not anna.desk.sign_in_window.isVisible()


def names(window: QWidget) -> list[str]:
    return [button.accessibleName() or button.text() for button in window.findChildren(QAbstractButton)]


def test_another_language_is_there_at_once(begin: Begin) -> None:
    anna = begin()
    again: list[int] = []
    anna.app.exit = again.append  # type: ignore[method-assign, assignment]
    anna.window.language_chosen.emit("zh_CN")
    anna.wait(lambda: again)
    anna.desk = anna.desk.rebuild()
    assert anna.window.isVisible()
    assert "加入我认识的人" in names(anna.window)
    assert isinstance(anna.desk, ApplicationController)


def test_the_place_stays_open_while_the_language_changes(begin: Begin) -> None:
    anna = begin()
    anna.enter_place()
    lock = anna.place_folder / LOCK
    before = lock.read_text()
    anna.desk.settings.language = "zh_CN"
    anna.desk = anna.desk.rebuild()
    anna.wait(anna.desk.home.is_here)
    assert lock.read_text() == before


def test_quitting_asks_while_others_are_at_the_place(begin: Begin) -> None:
    anna = begin()
    anna.enter_place()
    desk = anna.desk
    anna.wait(lambda: desk.messenger.invitations.place.is_admin)
    assert not desk.home.online_contacts()
    with Client(desk.place.address) as client:
        # The place lets people of this computer in, and introduces them to each other.
        number = client.register(password_hash("secret"), "Ben")
    with Client(desk.place.address, number) as client:
        client.login(password="secret")
        anna.wait(lambda: desk.home.online_contacts() == ["Ben"])
        desk.windows.quit()
        anna.wait(lambda: desk.home.question is not None)
        question = desk.home.question
        assert question is not None and question.isVisible()
        assert "Ben" in question.informativeText() and "Home" in question.text()
        anna.press(question.cancel_button)
        anna.wait(lambda: desk.home.question is None)
        assert desk.messenger.password_hash
        desk.place.autostart.turn_on(desk.place.host_command())
        quits: list[bool] = []
        desk.home.ask_before_quit(lambda: quits.append(True), desk.come_to_front)
        assert quits, "nobody notices"
        desk.place.autostart.turn_off()
        client.change_status(Status.INVISIBLE)
        desk.messenger.admin.change_place(name="Casa")
        anna.wait(lambda: desk.messenger.invitations.place.name == "Casa")
        anna.wait(lambda: not desk.home.online_contacts())
        desk.windows.quit()
        anna.wait(lambda: desk.home.question is not None)
        question = desk.home.question
        assert question is not None and "Ben" in question.informativeText() and "Casa" in question.text()
        anna.press(question.cancel_button)
        anna.wait(lambda: desk.home.question is None)
        client.logout()
        quitting: list[bool] = []
        desk.quitting.connect(lambda: quitting.append(True))
        anna.app.quit = lambda: None  # type: ignore[method-assign]
        desk.windows.quit()
        anna.wait(lambda: quitting)
        assert desk.home.question is None


def test_closing_the_sign_in_window_asks_while_others_are_at_the_place(begin: Begin) -> None:
    anna = begin()
    anna.enter_place()
    desk = anna.desk
    quitting: list[bool] = []
    desk.quitting.connect(lambda: quitting.append(True))
    anna.app.quit = lambda: None  # type: ignore[method-assign]
    with Client(desk.place.address) as client:
        number = client.register(password_hash("secret"), "Ben")
    with Client(desk.place.address, number) as client:
        client.login(password="secret")
        desk.messenger.sign_out()
        anna.wait(desk.sign_in_window.isVisible)
        desk.sign_in_window.close()
        anna.wait(lambda: desk.home.question is not None)
        question = desk.home.question
        assert question is not None and "1" in question.text() and "Home" in question.text()
        assert "Ben" in question.informativeText() and "Anna" not in question.informativeText()
        question.close()
        anna.wait(desk.sign_in_window.isVisible)
        assert desk.place.is_running and not quitting
        client.logout()
    desk.sign_in_window.close()
    anna.wait(lambda: quitting)
    assert desk.home.question is None


def test_a_second_program_learns_of_the_running_place(begin: Begin) -> None:
    anna = begin()
    anna.enter_place()
    ben = begin("ben")
    ben.desk.joins.nearby.use_address(anna.desk.place.address.removeprefix("http://"))
    ben.desk.joins.search_for(ben.window.choices)
    ben.wait(lambda: "is open on this computer" in ben.window.choices.join.second.text())
    assert ben.window.choices.start.is_likely, "Enter does the same as before"
