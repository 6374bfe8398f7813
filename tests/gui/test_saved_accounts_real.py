"""The accounts in the sign-in window, and their passwords in a keyring: the whole program with a real server."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from keyring.backend import KeyringBackend
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from qqdesk.client.known_places import KnownPlaces
from qqdesk.domain.connection import UntrustedServer
from qqdesk.domain.saved_accounts import SavedAccount, load_accounts, with_account
from qqdesk.gui.kit import routes
from qqdesk.gui.shared.question_box import QuestionBox
from qqdesk.gui.shared.settings_store import SettingsStore
from qqdesk.gui.sign_in.account_list import AccountList
from qqdesk.gui.sign_in.password_dialog import PasswordDialog
from qqdesk.gui.start.application_controller import ApplicationController
from qqdesk.gui.start.arguments import Arguments, folders_for
from qqdesk.gui.start.auto_login import choose_user
from qqdesk.gui.start.instance import ActivationRequest
from qqdesk.paths import PLACES
from qqdesk.server.settings.settings import Settings as ServerSettings
from qqdesk.worker.api import ConnectionPhase
from tests.helpers.keyrings import HangingKeyring, LockedKeyring, MemoryKeyring
from tests.helpers.messages import chat_with
from tests.helpers.proxies import SocksProxy
from tests.helpers.server import LocalServer, local_server

PATIENCE_MS = 60_000
ONE, TWO = 10001, 3_456_789_012
PASSWORD = "secret"


@pytest.fixture
def server(tmp_path: Path) -> Iterator[LocalServer]:
    with local_server(
        tmp_path / "server", settings=ServerSettings(tls=False, name="Home", host_names=("chat.test",))
    ) as server:
        server.add_user(ONE, PASSWORD, nickname="Anna")
        server.add_user(TWO, PASSWORD, nickname="小丽")
        server.befriend(ONE, TWO)
        yield server


@pytest.fixture(autouse=True)
def keyring(monkeypatch: pytest.MonkeyPatch) -> Callable[[type[KeyringBackend]], None]:
    def use(kind: type[KeyringBackend]) -> None:
        monkeypatch.setenv("PYTHON_KEYRING_BACKEND", f"{kind.__module__}.{kind.__qualname__}")

    MemoryKeyring.kept.clear()
    HangingKeyring.released.clear()
    use(MemoryKeyring)
    return use


class Start:
    """Starts the program in the same folders each time, after the previous run ended."""

    def __init__(self, qtbot: QtBot, app: QApplication, folder: Path) -> None:
        self._qtbot, self._app = qtbot, app
        self.arguments = Arguments(data_dir=folder / "data", config_dir=folder / "config")
        self._desk: ApplicationController | None = None

    def __call__(self, user: str = "", *, hidden: bool = False) -> ApplicationController:
        self.end()
        folders = folders_for(self.arguments)
        controller = self._desk = ApplicationController(self._app, SettingsStore(folders.settings), folders)
        if user:
            choose_user(controller.sign_in_window, controller.settings, user)
        controller.show(hidden=hidden)
        return controller

    def anew(self) -> ApplicationController:
        """With the windows made anew."""
        assert self._desk is not None
        self._desk = self._desk.rebuild()
        return self._desk

    def end(self) -> None:
        HangingKeyring.released.set()
        if self._desk is not None:
            self._desk.shut_down()
            self._desk.deleteLater()
            self._desk = None


@pytest.fixture
def begin(qtbot: QtBot, qapp: QApplication, tmp_path: Path) -> Iterator[Start]:
    begin = Start(qtbot, qapp, tmp_path)
    yield begin
    begin.end()


def sign_in(
    controller: ApplicationController,
    server: LocalServer,
    number: int = ONE,
    password: str = PASSWORD,
    *,
    stays: bool = True,
) -> None:
    page = controller.sign_in_window.page
    page.number.setText(str(number))
    page.password.setText(password)
    page.server.choose(server.address)
    page.stays.setChecked(stays)
    controller.sign_in_window.submit.click()


def wait_connected(controller: ApplicationController, qtbot: QtBot) -> None:
    def is_inside() -> bool:
        return controller.messenger.connection.phase is ConnectionPhase.CONNECTED and not controller.is_opening

    qtbot.waitUntil(is_inside, timeout=PATIENCE_MS)


def wait_inside(controller: ApplicationController, qtbot: QtBot) -> None:
    wait_connected(controller, qtbot)
    assert controller.windows.main.isVisible()


def wait_kept(controller: ApplicationController, qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: load_accounts(controller.settings)[0].has_password, timeout=PATIENCE_MS)


def sign_out(controller: ApplicationController, qtbot: QtBot) -> None:
    with qtbot.waitSignal(controller.messenger.signed_out, timeout=PATIENCE_MS):
        controller.windows.sign_out()


def test_a_saved_password_signs_in(begin: Start, server: LocalServer, qtbot: QtBot, tmp_path: Path) -> None:
    controller = begin()
    sign_in(controller, server)
    wait_inside(controller, qtbot)
    wait_kept(controller, qtbot)
    assert list(MemoryKeyring.kept.values()) == [PASSWORD]
    assert list(MemoryKeyring.kept) == [("qqdesk", f"{ONE}@{controller.messenger.place_id}")]
    controller = begin()
    assert PASSWORD not in (tmp_path / "config" / "settings.toml").read_text("utf-8")
    wait_inside(controller, qtbot)
    sign_out(controller, qtbot)
    window = controller.sign_in_window
    assert window.page.stays.isChecked()
    assert not window.page.password.isVisible() and not window.page.number.isVisible()
    assert window.focusWidget() is window.submit
    QTest.keyClick(window.submit, Qt.Key.Key_Return)
    wait_inside(controller, qtbot)


def test_auto_sign_in_happens_once(begin: Start, server: LocalServer, qtbot: QtBot) -> None:
    controller = begin()
    sign_in(controller, server)
    wait_inside(controller, qtbot)
    wait_kept(controller, qtbot)
    controller = begin()
    wait_inside(controller, qtbot)
    sign_out(controller, qtbot)
    assert controller.sign_in_window.isVisible() and not controller.sign_in_window.is_busy
    controller = begin()
    wait_inside(controller, qtbot)


def test_escape_cancels_auto_sign_in(
    begin: Start, server: LocalServer, qtbot: QtBot, keyring: Callable[[type[KeyringBackend]], None]
) -> None:
    controller = begin()
    sign_in(controller, server)
    wait_inside(controller, qtbot)
    wait_kept(controller, qtbot)
    sign_out(controller, qtbot)
    controller.shut_down()
    keyring(HangingKeyring)
    controller = begin()
    HangingKeyring.released.clear()
    window = controller.sign_in_window
    sign_in(controller, server, password="")
    assert [window.is_busy, window.isVisible()] == [True, True]
    QTest.keyClick(window, Qt.Key.Key_Escape)
    assert [window.is_busy, window.isVisible()] == [False, True]
    HangingKeyring.released.set()
    sign_in(controller, server)  # typed
    wait_inside(controller, qtbot)


def test_a_refused_password_is_deleted(begin: Start, server: LocalServer, qtbot: QtBot) -> None:
    controller = begin()
    sign_in(controller, server)
    wait_inside(controller, qtbot)
    wait_kept(controller, qtbot)
    key = ("qqdesk", f"{ONE}@{controller.messenger.place_id}")
    sign_out(controller, qtbot)
    MemoryKeyring.kept[key] = "another"
    controller.sign_in_window.submit.click()
    qtbot.waitUntil(lambda: not MemoryKeyring.kept, timeout=PATIENCE_MS)
    qtbot.waitUntil(lambda: not controller.sign_in_window.is_busy, timeout=PATIENCE_MS)
    page = controller.sign_in_window.page
    assert page.password.isVisible() and page.password.placeholderText() == "Password"
    message = controller.sign_in_window.message
    assert message.text() == "The password was changed. Type the new one."
    assert controller.sign_in_window.focusWidget() is page.password
    sign_in(controller, server, password="another")
    qtbot.waitUntil(lambda: message.text().startswith("The password is not right."), timeout=PATIENCE_MS)
    sign_in(controller, server)
    wait_inside(controller, qtbot)
    qtbot.waitUntil(lambda: MemoryKeyring.kept.get(key) == PASSWORD, timeout=PATIENCE_MS)


def test_an_unreachable_server_keeps_the_password(begin: Start, qtbot: QtBot) -> None:
    controller = begin()
    away = SavedAccount(ONE, "127.0.0.1:9", has_password=True, place="0123456789abcdef")
    controller.settings.accounts = with_account(controller.settings, away)
    MemoryKeyring.kept["qqdesk", f"{ONE}@{away.place}"] = PASSWORD
    controller = begin(str(ONE))
    window = controller.sign_in_window
    qtbot.waitUntil(lambda: not window.is_busy, timeout=PATIENCE_MS)
    assert window.message.text().startswith("The place cannot be reached.")
    assert MemoryKeyring.kept and load_accounts(controller.settings) == [away]


@pytest.mark.parametrize("kind", [LockedKeyring, None])
def test_a_missing_keyring_is_reported_once(
    begin: Start, server: LocalServer, qtbot: QtBot, keyring: Callable[[type[KeyringBackend]], None],
    kind: type[KeyringBackend] | None, monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    if kind is None:
        monkeypatch.setenv("PYTHON_KEYRING_BACKEND", "keyring.backends.fail.Keyring")
    else:
        keyring(kind)
    controller = begin()
    sign_in(controller, server)
    wait_inside(controller, qtbot)
    notice = controller.windows.main.banners
    qtbot.waitUntil(lambda: "keyring" in notice.notice.text(), timeout=PATIENCE_MS)
    controller = begin()
    page = controller.sign_in_window.page
    assert not page.stays.isChecked() and page.password.isVisible()
    assert page.password.placeholderText() == "Password"
    sign_in(controller, server, stays=False)
    wait_inside(controller, qtbot)


def test_a_keyring_is_locked_at_the_next_start(
    begin: Start, server: LocalServer, qtbot: QtBot, keyring: Callable[[type[KeyringBackend]], None]
) -> None:
    controller = begin()
    sign_in(controller, server)
    wait_inside(controller, qtbot)
    wait_kept(controller, qtbot)
    keyring(LockedKeyring)
    controller = begin()
    window = controller.sign_in_window
    qtbot.waitUntil(lambda: not window.is_busy and window.message.isVisible(), timeout=PATIENCE_MS)
    assert window.message.text() == "The keyring stayed locked. Type your password."
    assert window.focusWidget() is window.page.password
    assert load_accounts(controller.settings)[0].has_password  # it is still there


def test_an_unticked_box_deletes_the_password(begin: Start, server: LocalServer, qtbot: QtBot) -> None:
    controller = begin()
    sign_in(controller, server)
    wait_inside(controller, qtbot)
    wait_kept(controller, qtbot)
    sign_out(controller, qtbot)
    sign_in(controller, server, stays=False)
    qtbot.waitUntil(lambda: not MemoryKeyring.kept, timeout=PATIENCE_MS)
    assert not load_accounts(controller.settings)[0].has_password


def test_a_changed_password_replaces_the_saved_one(begin: Start, server: LocalServer, qtbot: QtBot) -> None:
    controller = begin()
    sign_in(controller, server)
    wait_inside(controller, qtbot)
    wait_kept(controller, qtbot)
    controller.windows.open(routes.Password())
    dialog = next(window for window in controller.windows.passing.windows if isinstance(window, PasswordDialog))
    dialog.old_edit.setText(PASSWORD)
    dialog.new_edit.setText("another one")
    dialog.again_edit.setText("another one")
    dialog.change_button.click()
    qtbot.waitUntil(lambda: list(MemoryKeyring.kept.values()) == ["another one"], timeout=PATIENCE_MS)
    controller = begin(str(ONE))
    wait_inside(controller, qtbot)


def test_a_computer_that_was_signed_out_forgets_its_password(begin: Start, server: LocalServer, qtbot: QtBot) -> None:
    controller = begin()
    sign_in(controller, server)
    wait_inside(controller, qtbot)
    wait_kept(controller, qtbot)
    server.sign_out_device(ONE, controller.messenger.device)
    window = controller.sign_in_window
    qtbot.waitUntil(lambda: window.isVisible() and not window.is_busy, timeout=PATIENCE_MS)
    assert "signed out from another device" in window.message.text()
    qtbot.waitUntil(lambda: not MemoryKeyring.kept, timeout=PATIENCE_MS)
    assert not load_accounts(controller.settings)[0].has_password


def test_the_list_of_accounts(begin: Start, server: LocalServer, qtbot: QtBot) -> None:
    controller = begin()
    for number in (ONE, TWO):
        sign_in(controller, server, number)
        wait_inside(controller, qtbot)
        wait_kept(controller, qtbot)
        sign_out(controller, qtbot)
    window = controller.sign_in_window
    page = window.page

    def opened() -> AccountList:
        QTest.keyClick(window, Qt.Key.Key_Down, Qt.KeyboardModifier.AltModifier)
        (chooser,) = [child for child in page.face.findChildren(AccountList) if child.isVisible()]
        return chooser

    chooser = opened()
    rows = [chooser.model.index(row, 0) for row in range(chooser.model.rowCount())]
    assert [row.data() for row in rows] == ["小丽", "Anna"]
    assert rows[1].data(Qt.ItemDataRole.AccessibleTextRole) == f"Anna, {ONE}, Home, {server.address}"
    QTest.keyClick(chooser.view, Qt.Key.Key_Down)
    QTest.keyClick(chooser.view, Qt.Key.Key_Return)
    assert page.number.text() == str(ONE)
    assert page.has_stored_password
    chooser = opened()
    QTest.keyClick(chooser.view, Qt.Key.Key_Down)
    QTest.keyClick(chooser.view, Qt.Key.Key_Delete)
    (question,) = window.findChildren(QuestionBox)
    assert question.text() == "Remove Anna from the list?"
    (remove,) = [button for button in question.buttons() if button.text() == "Remove"]
    remove.click()
    qtbot.waitUntil(lambda: len(MemoryKeyring.kept) == 1, timeout=PATIENCE_MS)
    assert [account.number for account in load_accounts(controller.settings)] == [TWO]
    assert page.number.text() == ""


def test_a_name_on_the_command_line(begin: Start, server: LocalServer, qtbot: QtBot) -> None:
    controller = begin()
    for number in (TWO, ONE):
        sign_in(controller, server, number, stays=number == TWO)
        wait_inside(controller, qtbot)
        qtbot.waitUntil(lambda: bool(MemoryKeyring.kept), timeout=PATIENCE_MS)
        sign_out(controller, qtbot)
    controller = begin("anna")
    assert controller.sign_in_window.page.number.text() == str(ONE)
    assert not controller.sign_in_window.is_busy
    controller = begin("小丽")
    wait_inside(controller, qtbot)
    assert controller.messenger.me.number == TWO
    controller = begin("nobody")
    assert (
        controller.sign_in_window.message.text()
        == "Nobody called nobody has signed in on this computer. Type the number."
    )
    controller = begin("77")
    assert controller.sign_in_window.page.number.text() == "77"


def test_a_second_start_names_an_account(begin: Start, server: LocalServer, qtbot: QtBot) -> None:
    controller = begin()
    sign_in(controller, server)
    wait_inside(controller, qtbot)
    wait_kept(controller, qtbot)
    notice = controller.windows.main.banners.notice
    controller.on_activation_requested(ActivationRequest(user="anna"))
    assert not notice.isVisible()
    controller.on_activation_requested(ActivationRequest(user=str(TWO)))
    assert notice.text().startswith(f"Anna is signed in. To sign in as {TWO}")
    controller.windows.main.hide()
    controller.on_activation_requested(ActivationRequest(shows=False))
    assert not controller.windows.main.isVisible()
    controller.on_activation_requested(ActivationRequest())
    assert controller.windows.main.isVisible()
    sign_out(controller, qtbot)
    controller.on_activation_requested(ActivationRequest(user=str(TWO)))
    assert controller.sign_in_window.page.number.text() == str(TWO)
    assert not controller.sign_in_window.is_busy
    controller.on_activation_requested(ActivationRequest(user="Anna"))
    wait_inside(controller, qtbot)
    controller.on_activation_requested(ActivationRequest(shows=True, quits=True))
    assert not controller.windows.main.isVisible() and not controller.sign_in_window.isVisible()


def test_a_hidden_start_with_auto_sign_in(
    begin: Start, server: LocalServer, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("qqdesk.gui.main.tray.Tray.is_available", lambda self=None: True)
    controller = begin()
    sign_in(controller, server)
    wait_inside(controller, qtbot)
    wait_kept(controller, qtbot)
    qtbot.waitUntil(lambda: TWO in controller.messenger.roster, timeout=PATIENCE_MS)
    controller.windows.open(routes.Chat(chat_with(TWO)))
    controller = begin(hidden=True)
    wait_connected(controller, qtbot)
    shown = [window for window in QApplication.topLevelWidgets() if window.isVisible()]
    assert shown == []
    controller.come_to_front()
    assert controller.windows.main.isVisible()
    qtbot.waitUntil(controller.windows.chats.main.isVisible, timeout=PATIENCE_MS)
    sign_out(controller, qtbot)
    assert controller.sign_in_window.isVisible()


def test_a_hidden_start_without_an_account(
    begin: Start, server: LocalServer, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:

    monkeypatch.setattr("qqdesk.gui.main.tray.Tray.is_available", lambda self=None: True)
    controller = begin(hidden=True)
    assert not controller.signed_out_window.isVisible()
    controller.windows.open(routes.Main())
    assert controller.signed_out_window.isVisible() and not controller.windows.main.isVisible()
    sign_in(controller, server)
    wait_inside(controller, qtbot)


def test_a_hidden_start_without_a_tray(
    begin: Start, server: LocalServer, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("qqdesk.gui.main.tray.Tray.is_available", lambda self=None: False)
    monkeypatch.setattr(ApplicationController, "tray_timeout_ms", 50)
    controller = begin(hidden=True)
    qtbot.waitUntil(controller.signed_out_window.isMinimized, timeout=PATIENCE_MS)
    sign_in(controller, server)
    wait_inside(controller, qtbot)
    wait_kept(controller, qtbot)
    monkeypatch.setattr(ApplicationController, "tray_timeout_ms", PATIENCE_MS)
    controller = begin(hidden=True)
    wait_connected(controller, qtbot)
    assert not controller.windows.main.isVisible()
    controller._minimise_without_tray()
    assert controller.windows.main.isMinimized()


def test_a_sign_in_through_a_proxy_waits_for_its_password(
    begin: Start, server: LocalServer, qtbot: QtBot, keyring: Callable[[type[KeyringBackend]], None]
) -> None:
    """Both passwords are in the keyring; without the one of the proxy the attempt would fail."""
    place = "http://chat.test:8000"
    with SocksProxy({("chat.test", 8000): server.port}, "ann", "of the proxy") as relay:
        MemoryKeyring.kept["qqdesk", f"{ONE}@{place}"] = PASSWORD
        MemoryKeyring.kept["qqdesk", f"proxy ann@127.0.0.1:{relay.port}"] = "of the proxy"
        keyring(HangingKeyring)
        store = SettingsStore(folders_for(begin.arguments).settings)
        for name, value in (
            ("number", ONE), ("server", place), ("proxy", "socks5"),
            ("proxy_host", "127.0.0.1"), ("proxy_port", relay.port), ("proxy_user", "ann"),
            ("accounts", with_account(store.settings, SavedAccount(ONE, place, "Anna", has_password=True))),
        ):  # fmt: skip
            store.change(name, value)
        store.close()
        known = KnownPlaces(folders_for(begin.arguments).config / PLACES)
        known.trust(UntrustedServer("chat.test", 8000, ""))  # it has no encryption
        controller = begin()
        window = controller.sign_in_window
        qtbot.waitUntil(lambda: window.is_busy, timeout=PATIENCE_MS)
        phases: list[ConnectionPhase] = []
        controller.messenger.connection_changed.connect(lambda state: phases.append(state.phase))
        QTest.keyClick(window, Qt.Key.Key_Escape)
        window.page.password.setText(PASSWORD)  # typed, while that of the proxy is not known yet
        window.submit.click()
        assert window.is_busy and not relay.wanted
        HangingKeyring.released.set()
        wait_inside(controller, qtbot)
        assert ConnectionPhase.WAITING not in phases and ConnectionPhase.ENDED not in phases
        controller.shut_down()
