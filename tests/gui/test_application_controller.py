"""The whole program in this process, with a real server."""

import logging
import os
import socket
import stat
import subprocess
import sys
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, QObject, Qt, qWarning
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot
from shiboken6 import isValid

from qqdesk.gui.first_start.new_account import JoinedPlace
from qqdesk.gui.kit import routes
from qqdesk.gui.kit.routes import Route
from qqdesk.gui.main.window_table import WINDOWS
from qqdesk.gui.shared.application import has_display
from qqdesk.gui.shared.program_log import ProgramLog
from qqdesk.gui.shared.settings_store import SettingsStore
from qqdesk.gui.sign_in.password_dialog import PasswordDialog
from qqdesk.gui.sign_in.sign_in_form import SignInForm
from qqdesk.gui.start.application_controller import ApplicationController
from qqdesk.gui.start.arguments import Arguments, folders_for, read_arguments
from qqdesk.gui.start.program import run
from qqdesk.system.settings_file import load_settings
from tests.gui.signing_in import sign_in
from tests.helpers.messages import chat_with
from tests.helpers.server import LocalServer

PATIENCE_MS = 60_000


@pytest.fixture
def controller(qtbot: QtBot, controller: ApplicationController) -> ApplicationController:
    with qtbot.waitSignal(controller.sign_in_window.painted, timeout=PATIENCE_MS):
        controller.show_sign_in_window()
    return controller


def sign_in_until_inside(controller: ApplicationController, server: LocalServer, qtbot: QtBot) -> None:
    sign_in(controller, server)
    qtbot.waitUntil(controller.windows.main.isVisible, timeout=PATIENCE_MS)


def test_sign_in_and_sign_out(
    controller: ApplicationController, server: LocalServer, qtbot: QtBot, tmp_path: Path
) -> None:
    sign_in_until_inside(controller, server, qtbot)
    assert controller.windows.main.windowTitle() == "小明"
    assert not controller.sign_in_window.isVisible()
    assert controller.sign_in_window.windowHandle() is None, "its picture takes memory"
    assert controller.sign_in_window.page.password.text() == ""
    with qtbot.waitSignal(controller.messenger.signed_out, timeout=PATIENCE_MS):
        controller.windows.sign_out()
    assert controller.sign_in_window.isVisible()
    qtbot.waitUntil(controller.sign_in_window.windowHandle().isExposed, timeout=PATIENCE_MS)
    assert not controller.windows.main.isVisible()
    assert controller.sign_in_window.page.number.text() == "10001"
    controller.shut_down()
    kept = load_settings(tmp_path / "config" / "settings.toml")
    assert (kept.number, kept.server) == (10001, server.address)
    assert len(kept.device) == 32


def test_a_broken_window_keeps_neither_the_program_nor_the_session(
    controller: ApplicationController, server: LocalServer, qtbot: QtBot, qapp: QApplication, tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    def fail() -> None:
        raise RuntimeError("a broken window")

    sign_in_until_inside(controller, server, qtbot)
    close, quits = controller.windows.close, []
    monkeypatch.setattr(controller.windows, "close", fail)
    monkeypatch.setattr(qapp, "quit", lambda: quits.append("quit"))
    controller.settings.notices = not controller.settings.notices
    with pytest.raises(RuntimeError):
        controller.quit()
    assert quits == ["quit"]
    assert load_settings(tmp_path / "config" / "settings.toml").notices is controller.settings.notices
    close()


def test_a_cancelled_sign_in_forgets_the_new_account(
    controller: ApplicationController, server: LocalServer, qtbot: QtBot
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        form = SignInForm(f"127.0.0.1:{silent.getsockname()[1]}", 10009, "secret")
        controller.joins.joined.emit(JoinedPlace(form, chat_with(10002)))
        assert controller.sign_in_window.is_busy
        QTest.keyClick(controller.sign_in_window, Qt.Key.Key_Escape)
    sign_in_until_inside(controller, server, qtbot)
    assert not controller.windows.chats.open_conversations()


def join_with(controller: ApplicationController, server: LocalServer, qtbot: QtBot, picture: bytes) -> None:
    """Join with a new account and an own picture while another account is signed in."""
    server.add_user(10009, nickname="新人")
    sign_in_until_inside(controller, server, qtbot)
    controller.joins.joined.emit(JoinedPlace(SignInForm(server.address, 10009, "secret"), None, picture))
    qtbot.waitUntil(lambda: controller.messenger.me.number == 10009, timeout=PATIENCE_MS)


def test_the_picture_of_a_new_account_becomes_its_face(
    controller: ApplicationController, server: LocalServer, qtbot: QtBot
) -> None:
    join_with(controller, server, qtbot, b"\xff\xd8\xff a face")
    qtbot.waitUntil(lambda: controller.messenger.own_faces.has_face(10009), timeout=PATIENCE_MS)


def test_a_picture_that_does_not_become_the_face_is_reported(
    controller: ApplicationController, server: LocalServer, qtbot: QtBot
) -> None:
    join_with(controller, server, qtbot, bytes(100_000))  # too large for a face
    qtbot.waitUntil(controller.windows.main.banners.notice.isVisible, timeout=PATIENCE_MS)
    assert "Your picture was not set" in controller.windows.main.banners.notice.text()


def test_a_wrong_password_is_shown_and_can_be_corrected(
    controller: ApplicationController, server: LocalServer, qtbot: QtBot
) -> None:
    sign_in(controller, server, "wrong!")
    qtbot.waitUntil(lambda: not controller.sign_in_window.is_busy, timeout=PATIENCE_MS)
    assert controller.sign_in_window.message.isVisible()
    assert not controller.windows.main.isVisible()
    sign_in_until_inside(controller, server, qtbot)


def test_the_window_manager_opens_each_window(
    controller: ApplicationController, server: LocalServer, qtbot: QtBot
) -> None:
    sign_in_until_inside(controller, server, qtbot)
    windows = controller.windows
    windows.open(routes.AddPeople())
    windows.open(routes.Requests())
    windows.open(routes.Profile())
    windows.open(routes.Password())
    windows.open(routes.Profile(10001))
    assert len(windows.passing.windows) == 4  # the second profile took the place of the first
    assert all(window.isVisible() for window in windows.passing.windows)
    windows.open(routes.Chat(chat_with(10001)))
    assert windows.chats.main.isVisible()
    windows.main.banners.connection.other_button.click()
    check = windows.settings.connection_check
    assert check is not None and check.isVisible()
    windows.hide()
    assert not windows.passing.windows


def test_every_route_has_something_that_opens_it(controller: ApplicationController) -> None:
    assert set(Route.__subclasses__()) == WINDOWS.keys() | controller.windows.openers.keys()


def test_the_settings_open_the_password_dialog_over_themselves(
    controller: ApplicationController, server: LocalServer, qtbot: QtBot
) -> None:
    sign_in_until_inside(controller, server, qtbot)
    windows = controller.windows
    settings = windows.settings.open("accounts")
    qtbot.waitUntil(settings.isActiveWindow, timeout=PATIENCE_MS)
    windows.open(routes.Password())
    assert settings.findChildren(PasswordDialog)
    settings.close()
    qtbot.waitUntil(lambda: not isValid(settings), timeout=PATIENCE_MS)
    windows.open(routes.Password())
    assert windows.main.findChildren(PasswordDialog)


class Shown(QObject):
    """The windows in the order in which they come."""

    def __init__(self, app: QApplication) -> None:
        super().__init__(app)
        self.windows: list[QWidget] = []
        app.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Show and isinstance(watched, QWidget) and watched.isWindow():
            self.windows.append(watched)
        return False


def test_the_main_window_opens_before_restored_chats(
    controller: ApplicationController, server: LocalServer, qtbot: QtBot, qapp: QApplication
) -> None:
    server.befriend(10001, server.add_user(10002))
    sign_in_until_inside(controller, server, qtbot)
    controller.windows.open(routes.Chat(chat_with(10002)))
    with qtbot.waitSignal(controller.messenger.signed_out, timeout=PATIENCE_MS):
        controller.windows.sign_out()
    shown = Shown(qapp)
    try:
        sign_in(controller, server)
        chats = controller.windows.chats
        qtbot.waitUntil(lambda: chats.has_main and chats.main.isVisible(), timeout=PATIENCE_MS)
        assert shown.windows == [controller.windows.main, chats.main]
    finally:
        qapp.removeEventFilter(shown)
        shown.deleteLater()


def test_an_address_without_a_server(controller: ApplicationController, qtbot: QtBot) -> None:
    page = controller.sign_in_window.page
    page.number.setText("10001")
    page.password.setText("secret")
    page.server.choose("127.0.0.1:9")
    controller.sign_in_window.submit.click()
    qtbot.waitUntil(lambda: not controller.sign_in_window.is_busy, timeout=PATIENCE_MS)
    assert controller.sign_in_window.message.text().startswith("The place cannot be reached.")
    assert controller.sign_in_window.focusWidget() is page.server.address


def test_another_device_ends_the_session(controller: ApplicationController, server: LocalServer, qtbot: QtBot) -> None:
    sign_in_until_inside(controller, server, qtbot)
    server.sign_out_device(10001, server.session_of(10001).device)
    qtbot.waitUntil(controller.sign_in_window.isVisible, timeout=PATIENCE_MS)
    assert not controller.windows.main.isVisible()
    assert "another device" in controller.sign_in_window.message.text()


def test_the_tray_shows_and_hides_the_main_window(
    controller: ApplicationController, server: LocalServer, qtbot: QtBot
) -> None:
    sign_in_until_inside(controller, server, qtbot)
    main = controller.windows.main
    QTest.qWaitForWindowActive(main, 2000)
    controller.windows.toggle_main()
    assert not main.isVisible()
    controller.windows.toggle_main()
    assert main.isVisible()
    main.showMinimized()
    controller.windows.toggle_main()
    assert main.isVisible()
    assert not main.isMinimized()


def test_the_closed_main_window_stays_reachable(
    controller: ApplicationController, server: LocalServer, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    sign_in_until_inside(controller, server, qtbot)
    tray, main, settings = controller.windows.tray, controller.windows.main, controller.settings
    settings.close_action = "hide"
    monkeypatch.setattr(tray, "is_available", lambda: True)
    with qtbot.assertNotEmitted(controller.windows.quit_requested), qtbot.waitSignal(main.closed):
        main.close()
    assert not main.isVisible()
    monkeypatch.setattr(tray, "is_available", lambda: False)
    tray.lost.emit()
    assert main.isMinimized()
    controller.windows.open(routes.Main())
    with qtbot.assertNotEmitted(controller.windows.quit_requested), qtbot.waitSignal(main.closed):
        main.close()
    assert main.isMinimized()
    controller.windows.open(routes.Main())
    settings.close_action = "quit"
    with qtbot.waitSignal(controller.windows.quit_requested):
        main.close()


def test_enter_before_the_first_paint_signs_in(server: LocalServer, tmp_path: Path) -> None:
    code = f"""
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication
from qqdesk.gui.start import program
from qqdesk.gui.start import auto_login
from qqdesk.gui.start.arguments import read_arguments

class Hasty(program.SignInWindow):
    def show(self):
        super().show()
        self.page.number.setText("10001")
        self.page.password.setText("secret")
        self.page.server.choose({server.address!r})
        self.submit.click()
        self.timer = QTimer(self, interval=10)
        self.timer.timeout.connect(self.look)
        self.timer.start()

    def look(self):
        for window in QApplication.topLevelWidgets():
            if window.isVisible() and type(window).__name__ == "MainWindow":
                print(window.windowTitle())
                QApplication.quit()

auto_login.SignInWindow = Hasty
folder = {str(tmp_path)!r}
program.run(read_arguments(["--data-dir", folder + "/data", "--config-dir", folder + "/config"]))
"""
    (tmp_path / "config").mkdir()
    (tmp_path / "config" / "settings.toml").write_text('server = "127.0.0.1:1"\n', "utf-8")
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, encoding="utf-8", timeout=60, check=False)
    assert done.stdout.split() == ["小明"], done.stderr


def test_the_program_survives_settings_that_cannot_be_saved(
    qapp: QApplication, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "file").write_text("", "utf-8")
    store = SettingsStore(tmp_path / "file" / "settings.toml")
    store.save()
    assert caplog.records


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere there is always a screen")
def test_without_a_display_the_exit_code_is_2(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"):
        monkeypatch.delenv(name, raising=False)
    assert not has_display()
    assert run(Arguments()) == 2
    assert "needs a screen" in capsys.readouterr().err


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere there is always a screen")
def test_a_display_without_a_server(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("WAYLAND_DISPLAY", "QT_QPA_PLATFORM"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("DISPLAY", ":987.0")
    assert not has_display()


def test_arguments(tmp_path: Path) -> None:
    assert read_arguments([]) == Arguments()
    found = read_arguments(["--data-dir", str(tmp_path), "--theme", "dark"])
    assert found == Arguments(data_dir=tmp_path, theme="dark")
    assert folders_for(found).log == tmp_path / "log"
    with pytest.raises(SystemExit):
        read_arguments(["--theme", "pink"])


@pytest.mark.skipif(os.name != "posix", reason="file modes")
def test_the_log_is_private_and_has_earlier_records(tmp_path: Path) -> None:
    log = ProgramLog(tmp_path / "log")
    log.start()
    try:
        logging.getLogger("qqdesk.test").info("early")
        log.open_file()
        logging.getLogger("qqdesk.test").info("late")
    finally:
        log.stop()
    file = tmp_path / "log" / "qqdesk.log"
    text = file.read_text("utf-8")
    assert text.index("early") < text.index("late")
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_a_link_that_cannot_be_opened_is_not_in_the_log(tmp_path: Path) -> None:
    """It comes from a message, and Qt's warnings name it."""
    log = ProgramLog(tmp_path / "log")
    log.start()
    try:
        qWarning("Unable to detect a web browser to launch 'https://example.org/(a)/secret'")
        qWarning("Launch failed (xdg-open mailto:ann@example.org)")
    finally:
        log.stop()
    text = (tmp_path / "log" / "qqdesk.log").read_text("utf-8")
    assert "web browser to launch 'https:…" in text
    assert "(xdg-open mailto:…" in text
    assert "example.org" not in text and "secret" not in text


def test_windows_on_demand_are_not_imported_at_the_start(tmp_path: Path) -> None:
    code = f"""
from pathlib import Path
import importlib.util
import sys
from tests.helpers.application import build_application
from qqdesk.gui.shared.settings_store import SettingsStore
from qqdesk.gui.start.arguments import Arguments, folders_for
folder = Path({str(tmp_path)!r})
arguments = Arguments(data_dir=folder / "data", config_dir=folder / "config")
app, controller = build_application(arguments, SettingsStore(folders_for(arguments).settings))
windows = ["contacts.quick_switch", "history.history_window", "history.delete_before_dialog"]
windows += ["history.export_dialog", "settings.settings_window", "settings.settings_pages", "people.profile_window"]
windows += ["people.add_people_dialog", "people.requests_dialog", "sign_in.password_dialog", "invite.invite_window"]
names = [f"qqdesk.gui.{{name}}" for name in windows]
assert all(map(importlib.util.find_spec, names))
print(*[name for name in names if name in sys.modules])
controller.shut_down()
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert done.stdout.split() == []


def test_the_sign_in_window_does_not_import_the_commands() -> None:
    code = "import sys, qqdesk.gui.start.program; print('qqdesk.protocol.commands' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"
