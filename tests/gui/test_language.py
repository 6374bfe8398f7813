"""The language: its choice, and rebuilding the windows in another one."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QLocale, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialogButtonBox
from pytestqt.qtbot import QtBot

from qqdesk.domain.account_keys import OPEN_CHATS
from qqdesk.domain.problem import Problem, ProblemKind
from qqdesk.gui.admin.log_page import PlaceLogTexts
from qqdesk.gui.kit import routes
from qqdesk.gui.shared.language import CHINESE, ENGLISH, language_of, locale_of, use_language
from qqdesk.gui.shared.settings_store import SettingsStore
from qqdesk.gui.shared.texts import keep_choices, problem_text
from qqdesk.gui.start.application_controller import ApplicationController
from qqdesk.gui.start.arguments import Arguments, folders_for
from qqdesk.gui.start.language_change import LanguageQuestion
from qqdesk.protocol.admin_commands import LogLine, PersonAction
from qqdesk.protocol.codes import Status
from qqdesk.worker.api import ConnectionPhase
from tests.helpers.application import build_application
from tests.helpers.messages import chat_with
from tests.helpers.server import LocalServer, local_server

PATIENCE_MS = 60_000
ONE, TWO = 10001, 10002


@pytest.fixture(autouse=True)
def english_again(qapp: QApplication) -> Iterator[None]:
    use_language(ENGLISH)
    yield
    use_language(ENGLISH)


@pytest.mark.parametrize(
    ("chosen", "system", "language", "dates"),
    [
        ("", "en_GB", ENGLISH, "en_GB"),
        ("", "zh_CN", CHINESE, "zh_CN"),
        ("", "zh_TW", CHINESE, "zh_TW"),
        ("", "de_DE", ENGLISH, "de_DE"),
        ("en", "zh_CN", ENGLISH, "en_US"),
        ("en", "en_GB", ENGLISH, "en_GB"),
        ("zh_CN", "de_DE", CHINESE, "zh_CN"),
        ("zh_CN", "zh_SG", CHINESE, "zh_SG"),
        ("xx", "zh_CN", CHINESE, "zh_CN"),
    ],
)
def test_the_language_of_setting_and_system(chosen: str, system: str, language: str, dates: str) -> None:
    locale = QLocale(system)
    assert language_of(chosen, locale) == language
    assert locale_of(chosen, locale).name() == dates


def test_texts_of_the_program_and_of_qt_and_plural_forms(qapp: QApplication) -> None:
    translate = QCoreApplication.translate
    assert use_language(CHINESE) == CHINESE
    assert translate("SignInPage", "Password") == "密码"
    assert cancel().startswith("取消")
    assert QLocale().standaloneDayName(1) == "星期一"
    assert translate("Composer", "Send %n messages", None, 1).startswith("发送 1")
    use_language(ENGLISH)
    assert [translate("Composer", "Send %n messages", None, n) for n in (1, 2)] == ["Send 1 message", "Send 2 messages"]
    waits = [problem_text(Problem(ProblemKind.TOO_MANY_REQUESTS, wait=n)) for n in (1, 2)]
    assert waits == [f"Too many attempts. Try again in {left}." for left in ("1 second", "2 seconds")]
    assert translate("SignInPage", "Password") == "Password"
    assert cancel().endswith("Cancel")


def cancel() -> str:
    """Return a text of Qt."""
    box = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
    return box.button(QDialogButtonBox.StandardButton.Cancel).text()


@pytest.fixture
def server(tmp_path: Path) -> Iterator[LocalServer]:
    with local_server(tmp_path / "server") as server:
        server.add_user(ONE, "secret", nickname="Anna")
        server.add_user(TWO, "secret", nickname="Bo")
        server.befriend(ONE, TWO)
        yield server


class Runner:
    """Runs the event loop of the program within a test."""

    def __init__(self, app: QApplication, folder: Path) -> None:
        self.app = app
        self.arguments = Arguments(data_dir=folder / "data", config_dir=folder / "config")
        store = SettingsStore(folders_for(self.arguments).settings)
        _, self.controller = build_application(self.arguments, store, app)
        self.controller.show_sign_in_window()

    def again(self) -> ApplicationController:
        self.controller = self.controller.rebuild()
        return self.controller


@pytest.fixture
def runner(qtbot: QtBot, qapp: QApplication, tmp_path: Path) -> Iterator[Runner]:
    runner = Runner(qapp, tmp_path)
    yield runner
    runner.controller.shut_down()
    runner.controller.deleteLater()


def questions() -> list[LanguageQuestion]:
    """Return the open questions, at most one."""
    return [one for one in QApplication.topLevelWidgets() if isinstance(one, LanguageQuestion) and one.isVisible()]


def wait_inside(controller: ApplicationController, qtbot: QtBot) -> None:
    def is_inside() -> bool:
        return controller.messenger.connection.phase is ConnectionPhase.CONNECTED and not controller.is_opening

    qtbot.waitUntil(is_inside, timeout=PATIENCE_MS)


def sign_in(controller: ApplicationController, server: LocalServer, qtbot: QtBot) -> None:
    page = controller.sign_in_window.page
    page.number.setText(str(ONE))
    page.password.setText("secret")
    page.server.choose(server.address)
    controller.sign_in_window.submit.click()
    wait_inside(controller, qtbot)
    qtbot.waitUntil(lambda: TWO in controller.messenger.roster, timeout=PATIENCE_MS)


def test_open_windows_return_in_the_other_language(
    runner: Runner, server: LocalServer, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    controller = runner.controller
    sign_in(controller, server, qtbot)
    controller.windows.open(routes.Chat(chat_with(TWO)))
    page = controller.windows.chats.page(chat_with(TWO))
    assert page is not None
    page.input.setPlainText("half a sen")
    controller.messenger.files.most_bytes = 1000
    (tmp_path / "plan.pdf").write_text("plan")
    page.composer.attach_files([tmp_path / "plan.pdf"])
    controller.windows.open(routes.Settings())
    codes: list[int] = []
    monkeypatch.setattr(runner.app, "exit", codes.append)
    controller.store.change("language", CHINESE)
    (question,) = questions()
    QTest.mouseClick(question.now_button, Qt.MouseButton.LeftButton)
    assert page.composer.bar.isVisible() and page.composer.attachments.items
    QTest.mouseClick(page.composer.bar.message.other_button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: bool(codes), timeout=PATIENCE_MS)
    assert codes == [1000]

    controller = runner.again()
    wait_inside(controller, qtbot)
    assert not controller.sign_in_window.isVisible()
    main, windows = controller.windows.main, controller.windows
    assert main.isVisible() and main.windowTitle() == "Anna"
    assert main.foot.menu_button.toolTip() == "菜单（F10）"
    qtbot.waitUntil(windows.chats.main.isVisible, timeout=PATIENCE_MS)
    page = windows.chats.page(chat_with(TWO))
    assert page is not None and page.input.toPlainText() == "half a sen"
    settings = windows.settings.window
    assert settings is not None and settings.isVisible()
    windows.settings.close()


def test_open_chats_return_with_the_main_window_in_the_tray(runner: Runner, server: LocalServer, qtbot: QtBot) -> None:
    controller = runner.controller
    sign_in(controller, server, qtbot)
    controller.windows.open(routes.Chat(chat_with(TWO)))
    qtbot.waitUntil(lambda: str(TWO) in str(controller.messenger.account.get(OPEN_CHATS)), timeout=PATIENCE_MS)
    controller.windows.main.hide()
    controller = runner.again()
    wait_inside(controller, qtbot)
    qtbot.waitUntil(controller.windows.chats.main.isVisible, timeout=PATIENCE_MS)
    assert not controller.windows.main.isVisible() and not controller.sign_in_window.isVisible()
    controller.come_to_front()
    assert controller.windows.main.isVisible()


def test_an_idle_status_ends_with_the_old_windows(runner: Runner, server: LocalServer, qtbot: QtBot) -> None:
    sign_in(runner.controller, server, qtbot)
    runner.controller.messenger.set_idle(True)
    controller = runner.again()
    wait_inside(controller, qtbot)
    assert controller.messenger.me.shown_status is Status.ONLINE


def test_hidden_windows_stay_hidden(runner: Runner, server: LocalServer, qtbot: QtBot) -> None:
    controller = runner.controller
    sign_in(controller, server, qtbot)
    controller.windows.main.hide()
    controller = runner.again()
    wait_inside(controller, qtbot)
    assert not controller.windows.main.isVisible() and not controller.sign_in_window.isVisible()


def test_the_language_can_wait_for_the_next_start(
    runner: Runner, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    codes: list[int] = []
    monkeypatch.setattr(runner.app, "exit", codes.append)
    runner.controller.store.change("language", CHINESE)
    (question,) = questions()
    with qtbot.waitSignal(question.finished):
        QTest.keyClick(question, Qt.Key.Key_Escape)
    assert not questions()
    runner.controller.store.change("language", ENGLISH)  # it is the one that is on
    assert not questions()
    assert codes == []


def test_the_sign_in_form_keeps_its_text(runner: Runner) -> None:
    page = runner.controller.sign_in_window.page
    page.number.setText("77")
    page.password.setText("half")
    page.server.choose("chat.example.org")
    runner.controller.store.change("language", CHINESE)
    controller = runner.again()
    assert controller.sign_in_window.isVisible()
    assert controller.sign_in_window.submit.text() == "登录"
    page = controller.sign_in_window.page
    assert (page.number.text(), page.password.text(), page.server.server()) == ("77", "half", "chat.example.org")


@pytest.mark.parametrize(
    ("language", "texts"), [(ENGLISH, ["90 days", "7 days", "1 day"]), (CHINESE, ["90 天", "7 天", "1 天"])]
)
def test_days_have_plural_forms(qapp: QApplication, language: str, texts: list[str]) -> None:
    use_language(language)
    assert [text for days, text in keep_choices(1) if days in (90, 7, 1)] == texts


def test_in_chinese_the_log_of_the_place_has_a_space_after_a_name_only(qapp: QApplication) -> None:
    use_language(CHINESE)
    texts, line = PlaceLogTexts(), LogLine(1, 0, ONE, 7, PersonAction.BAN, "Ben", "")
    assert texts.sentence(line, TWO) == "Ben 封禁了 7"
    assert texts.sentence(line, ONE) == "您封禁了 7"
