"""The demo without a screen: its conversation, its picture, and its end."""

import os
import stat
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtGui import QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from qqdesk.demo.cast import CAST, PICTURE, TALK
from qqdesk.demo.demo import Demo
from qqdesk.demo.world import World
from qqdesk.domain.attachment import Attachment
from qqdesk.domain.body import File, Text
from qqdesk.domain.message import Message
from qqdesk.gui.chat.chat_page import ChatPage
from qqdesk.gui.first_start.join_by_link_page import JoinByLinkPage
from qqdesk.gui.invite.invite_window import InviteWindow
from qqdesk.gui.kit import routes
from qqdesk.gui.shared.settings_store import SettingsStore
from qqdesk.gui.start.application_controller import ApplicationController
from qqdesk.gui.start.arguments import DEMO_PREFIX, Arguments, folders_for
from qqdesk.gui.start.instance import SOCKET
from qqdesk.protocol.file_info import FileInfo
from qqdesk.worker.api import ConnectionPhase
from qqdesk.worker.local_server import server_command
from tests.helpers.application import build_application
from tests.helpers.keyrings import MemoryKeyring
from tests.helpers.messages import chat_with
from tests.helpers.programs import PATIENCE_S

PATIENCE_MS = 60_000


@pytest.fixture
def scratch(tmp_path: Path) -> Path:
    folder = tmp_path / "scratch"
    folder.mkdir()
    return folder


@pytest.fixture
def environment(tmp_path: Path, scratch: Path) -> dict[str, str]:
    """No screen, and a home and a temporary folder of its own."""
    left_out = ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")
    environment = {name: value for name, value in os.environ.items() if name not in left_out}
    return environment | {"TMPDIR": str(scratch), "HOME": str(tmp_path / "home"), "LANG": "C.UTF-8"}


def test_the_demo_talks_and_takes_a_picture(tmp_path: Path, scratch: Path, environment: dict[str, str]) -> None:
    picture = _picture_of(environment, "--screenshot", str(tmp_path / "demo.png"))
    assert picture == tmp_path / "demo.png"
    assert list(scratch.iterdir()) == []
    assert not (tmp_path / "home").exists()


@pytest.mark.skipif(os.name != "posix", reason="symbolic links and file modes")
def test_the_standard_group_of_the_demo_is_not_empty() -> None:
    """The list always shows this group first: an empty one would be the first thing in the picture."""
    assert any(role.group == "" for role in CAST)


def test_the_picture_is_a_new_private_file(tmp_path: Path, scratch: Path, environment: dict[str, str]) -> None:
    target = tmp_path / "target"
    (scratch / "qqdesk-demo.png").symlink_to(target)
    picture = _picture_of(environment)
    assert picture.parent == scratch and picture.name.startswith(DEMO_PREFIX)
    assert stat.S_IMODE(picture.stat().st_mode) == 0o600
    assert not target.exists()


def _picture_of(environment: dict[str, str], *arguments: str) -> Path:
    done = subprocess.run(
        [sys.executable, "-m", "qqdesk", "--demo", *arguments],
        env=environment,
        capture_output=True,
        text=True,
        timeout=90,
    )
    assert (done.returncode, done.stderr) == (0, "")
    path = Path(done.stdout.splitlines()[-1].removeprefix("The picture is in "))
    picture = QImage(str(path))
    assert picture.width() > 800
    colours = {picture.pixel(x, y) for x in range(0, picture.width(), 8) for y in range(0, picture.height(), 8)}
    assert len(colours) > 100
    return path


@pytest.fixture
def demo(qapp: QApplication, tmp_path: Path) -> Iterator[Demo]:
    world = World(server_command())
    arguments = Arguments(data_dir=world.folder / "data", config_dir=world.folder / "config")
    _, desk = build_application(arguments, SettingsStore(folders_for(arguments).settings), qapp)
    demo = Demo(world, tmp_path / "demo.png")
    demo.start(desk)
    yield demo
    desk.shut_down()
    demo.stop()
    demo.deleteLater()
    desk.deleteLater()


def test_the_demo_shows_a_conversation_in_order_in_a_chat_with_the_focus(
    demo: Demo, qtbot: QtBot, tmp_path: Path
) -> None:
    qtbot.waitUntil((tmp_path / "demo.png").exists, timeout=PATIENCE_MS)
    chats = demo.controller.windows.chats.main
    page = chats.pages.current()
    assert isinstance(page, ChatPage)
    rows = page.log.rows
    messages = [message for row in range(len(rows)) if (message := rows.message(row)) is not None]
    *talk, mine, answer = [message for message in messages if isinstance(message.body, Text)]
    assert [message.text for message in talk] == [text.format(me="You") for _, text in TALK]
    assert mine.is_mine and not answer.is_mine and answer.text.startswith("@You ")
    assert len({message.sender for message in (*talk, answer)}) == 3
    assert chats.pages.strip.height() >= chats.pages.tabs.sizeHint().height() > 0
    assert chats.isActiveWindow() and page.input.hasFocus()
    assert rows.first_new == ""
    assert demo.controller.windows.main.banners.requests.isVisible(), "Nova asks to be added"
    demo.controller.windows.open(routes.Admin())
    people = demo.controller.messenger.admin
    qtbot.waitUntil(lambda: len(people.people) >= len(CAST), timeout=PATIENCE_MS)


def test_echo_sends_a_picture_and_says_what_it_got(demo: Demo, qtbot: QtBot, tmp_path: Path) -> None:
    qtbot.waitUntil((tmp_path / "demo.png").exists, timeout=PATIENCE_MS)
    messenger, account = demo.controller.messenger, demo.account
    assert account is not None
    echo = chat_with(account.echo)
    (tmp_path / "list.pdf").write_bytes(bytes(2_000_000))
    messenger.files.send(echo, Attachment(tmp_path / "list.pdf", "list.pdf", 2_000_000), Text("for you"))
    messenger.own_messages.send(echo, Text("图片"))

    def received() -> list[Message]:
        return [one for one in messenger.conversation(echo).messages if not one.is_mine]

    def pictures() -> list[FileInfo]:
        return [one.body.info for one in received() if isinstance(one.body, File)]

    # The picture of the greeting, and the one that was asked for.
    qtbot.waitUntil(lambda: len(pictures()) == 2, timeout=PATIENCE_MS)
    qtbot.waitUntil(lambda: "I got list.pdf, 2.0 MB. 收到了。" in [one.text for one in received()], timeout=PATIENCE_MS)
    assert {(info.name, info.width, info.height) for info in pictures()} == {(PICTURE, 960, 640)}
    qtbot.waitUntil(lambda: messenger.files.path(pictures()[1].id) is not None, timeout=PATIENCE_MS)


@pytest.fixture
def second_program(
    qapp: QApplication, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[ApplicationController]:
    """Started with an empty home. The first program is the demo."""
    monkeypatch.setenv("PYTHON_KEYRING_BACKEND", f"{MemoryKeyring.__module__}.{MemoryKeyring.__qualname__}")
    MemoryKeyring.kept.clear()
    arguments = Arguments(data_dir=tmp_path / "data", config_dir=tmp_path / "config")
    _, desk = build_application(arguments, SettingsStore(folders_for(arguments).settings), qapp)
    desk.joins.nearby.use_address("127.0.0.1:9")
    yield desk
    desk.shut_down()
    desk.deleteLater()


def test_a_second_program_joins_the_demo_by_its_link(
    demo: Demo, second_program: ApplicationController, qtbot: QtBot
) -> None:
    me, guest = demo.controller, second_program
    qtbot.waitUntil(lambda: me.messenger.connection.phase is ConnectionPhase.CONNECTED, timeout=PATIENCE_MS)
    me.windows.open(routes.Invite())
    invite = next(window for window in me.windows.passing.windows if isinstance(window, InviteWindow))
    qtbot.waitUntil(invite.copy_text.isEnabled, timeout=PATIENCE_MS)
    assert invite.windowTitle() == "Invite people to Demo"
    invite.copy_text.click()

    guest.show()
    guest.open_join()
    assert guest.joins.page is not None
    QTest.keySequence(guest.joins.page.field, "Ctrl+V")

    def page() -> JoinByLinkPage | None:
        found = guest.joins.window.page if guest.joins.window is not None else None
        return found if isinstance(found, JoinByLinkPage) and found.button.isEnabled() else None

    qtbot.waitUntil(lambda: page() is not None, timeout=PATIENCE_MS)
    form = page()
    assert form is not None
    assert form.title.text() == "Demo"
    form.fields.nickname.setText("Ben")
    form.button.click()
    qtbot.waitUntil(lambda: guest.messenger.connection.phase is ConnectionPhase.CONNECTED, timeout=PATIENCE_MS)
    qtbot.waitUntil(lambda: invite.state.text() == "Ben has joined", timeout=PATIENCE_MS)
    guest.messenger.own_messages.send(chat_with(me.messenger.me.number), Text("Hello from the second program"))
    number = guest.messenger.me.number
    qtbot.waitUntil(lambda: bool(me.messenger.conversation(chat_with(number)).messages), timeout=PATIENCE_MS)
    assert me.messenger.conversation(chat_with(number)).messages[-1].text == "Hello from the second program"
    invite.close()


def test_quit_ends_a_demo_and_waits_for_it(qtbot: QtBot, scratch: Path, environment: dict[str, str]) -> None:
    environment |= {"QT_QPA_PLATFORM": "offscreen", "DISPLAY": ":none"}  # a demo that continues
    command = [sys.executable, "-m", "qqdesk"]
    demo = subprocess.Popen([*command, "--demo"], env=environment)
    try:
        qtbot.waitUntil(lambda: bool(list(scratch.glob(f"*/data/{SOCKET}"))), timeout=PATIENCE_MS)
        assert subprocess.run([*command, "--quit"], env=environment, timeout=PATIENCE_S, check=False).returncode == 0
        assert list(scratch.iterdir()) == []
        assert demo.wait(PATIENCE_S) == 0
    finally:
        demo.kill()
        demo.wait()
