"""A forgotten password, in the real windows at real servers: from the sign-in page to the new password."""

import logging
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from keyring.backends.fail import Keyring as NoKeyring
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from qqdesk.client import channels, place_joiner
from qqdesk.client.client import Client
from qqdesk.client.errors import LoginRefusedError
from qqdesk.client.known_places import Place
from qqdesk.clock import SystemClock
from qqdesk.domain.invitation_link import InvitationLink
from qqdesk.domain.saved_accounts import keyring_key, load_accounts
from qqdesk.domain.settings import LOCAL_SERVER
from qqdesk.gui.first_start.join_by_link_page import JoinByLinkPage
from qqdesk.gui.first_start.password_reset import ForgottenPage
from qqdesk.gui.start import application_controller
from qqdesk.gui.start.application_controller import ApplicationController
from qqdesk.server.admin import person_changes
from qqdesk.server.settings.settings import Settings
from qqdesk.worker.api import ConnectionPhase
from qqdesk.worker.local_server import PlaceState, ServerCommand
from tests.gui.signing_in import sign_in
from tests.helpers.keyrings import MemoryKeyring
from tests.helpers.proxy import Fault, FaultyProxy
from tests.helpers.server import LocalServer, local_server, transaction

PATIENCE_MS = 60_000
ANNA, BEN = 10001, 10002
NEW = "correct horse"


@pytest.fixture(autouse=True)
def surroundings(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(application_controller, "SEARCH_DELAY_MS", 100_000)
    use_keyring(MemoryKeyring, monkeypatch)
    MemoryKeyring.kept.clear()


def use_keyring(kind: type, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTHON_KEYRING_BACKEND", f"{kind.__module__}.{kind.__qualname__}")


@pytest.fixture
def home(tmp_path: Path) -> Iterator[LocalServer]:
    """A place with HTTPS, whose administrator is Anna."""
    with local_server(tmp_path, folder=tmp_path / "home", settings=Settings(tls_port=0, name="Home")) as server:
        server.add_user(ANNA, nickname="Anna")
        server.add_user(BEN, nickname="Ben", face=60)
        server.appoint(ANNA)
        yield server


@pytest.fixture
def controller(controller: ApplicationController) -> ApplicationController:
    controller.joins.nearby.use_address("127.0.0.1:9")
    controller.show()
    return controller


def code_for(server: LocalServer, number: int = BEN) -> str:
    with transaction(server.place) as db:
        return person_changes.make_reset_code(db, number, SystemClock().now())


def link_for(server: LocalServer) -> InvitationLink:
    return InvitationLink((f"127.0.0.1:{server.port}",), code_for(server), server.fingerprint, server.tls_port)


def know(controller: ApplicationController, server: LocalServer) -> None:
    """The place was visited before."""
    with Client(server.address) as client:
        hello = client.probe()
    assert hello is not None
    place = Place(hello.place_id, "Home", (f"127.0.0.1:{server.port}",), server.fingerprint, server.tls_port)
    controller.messenger.places.remember(replace(place, administrators=("Anna",)))


def forget(controller: ApplicationController, server: LocalServer, address: str = "") -> ForgottenPage:
    page = controller.sign_in_window.page
    controller.show_sign_in_window()
    page.number.setText(str(BEN))
    page.server.choose(address or server.address)
    page.forgotten.click()
    return forgotten_page(controller)


def forgotten_page(controller: ApplicationController) -> ForgottenPage:
    window = controller.joins.resets.window
    assert window is not None and isinstance(window.page, ForgottenPage)
    return window.page


def wait_for_page(controller: ApplicationController, qtbot: QtBot) -> JoinByLinkPage:
    """The page of the new password, when it is ready or has failed."""

    def is_there() -> bool:
        window = controller.joins.resets.window or controller.joins.window
        page = window.page if window is not None else None
        return isinstance(page, JoinByLinkPage) and (page.button.isEnabled() or page.message.isVisible())

    qtbot.waitUntil(is_there, timeout=PATIENCE_MS)
    window = controller.joins.resets.window or controller.joins.window
    assert window is not None and isinstance(window.page, JoinByLinkPage)
    return window.page


def wait_until_inside(controller: ApplicationController, qtbot: QtBot, number: int = BEN) -> None:
    qtbot.waitUntil(
        lambda: (
            controller.messenger.connection.phase is ConnectionPhase.CONNECTED
            and controller.messenger.me.number == number
            and controller.windows.main.isVisible()
        ),
        timeout=PATIENCE_MS,
    )


def set_password(page: JoinByLinkPage, password: str = NEW) -> None:
    page.fields.password.setText(password)
    page.fields.again.setText(password)
    page.submit()


def can_sign_in(server: LocalServer, password: str) -> bool:
    with Client(server.address, BEN) as client:
        try:
            client.login(password=password)
        except LoginRefusedError:
            return False
        return True


def test_from_a_wrong_password_to_the_main_window(
    controller: ApplicationController,
    home: LocalServer,
    qtbot: QtBot,
    tmp_path: Path,
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.DEBUG, "qqdesk")
    know(controller, home)
    sign_in(controller, home, "a guess", BEN)
    message = controller.sign_in_window.message
    qtbot.waitUntil(message.isVisible, timeout=PATIENCE_MS)
    message.other_button.click()
    page = forgotten_page(controller)
    assert "<b>Anna</b>" in page.whom.text()
    page.submit()
    assert page.message.isVisible(), "there is no code yet"
    code = code_for(home)
    page.field.setText(f"Hi Ben, your code is {code.lower().replace('-', ' ')} - Anna")
    page.submit()
    reset = wait_for_page(controller, qtbot)
    assert "Ben" in reset.second.text() and not reset.fields.nickname.isVisible()
    assert not reset.fields.password.isVisible(), "the keyring gets a made password"
    reset.submit()
    wait_until_inside(controller, qtbot)
    account = load_accounts(controller.settings)[0]
    assert (account.number, account.name, account.face) == (BEN, "Ben", 60)
    key = keyring_key(BEN, controller.messenger.place_id)
    qtbot.waitUntil(lambda: [name for _, name in MemoryKeyring.kept] == [key], timeout=PATIENCE_MS)
    (made,) = MemoryKeyring.kept.values()
    assert can_sign_in(home, made) and not can_sign_in(home, "secret")
    assert controller.joins.resets.window is None
    controller.store.save()
    written = caplog.text + "".join(path.read_text("utf-8") for path in (tmp_path / "config").iterdir())
    assert not any(secret in written.replace("-", "") for secret in (code.replace("-", ""), made))


def test_a_link_signs_another_account_out(
    controller: ApplicationController, home: LocalServer, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nothing is known of the account, nor of its place over HTTPS."""
    use_keyring(NoKeyring, monkeypatch)
    know(controller, home)
    sign_in(controller, home, "secret", ANNA)
    wait_until_inside(controller, qtbot, ANNA)
    controller.open_link(link_for(home))
    page = wait_for_page(controller, qtbot)
    assert page.title.text() == "New password"
    qtbot.waitUntil(page.fields.password.isVisible, timeout=PATIENCE_MS)
    page.fields.password.setText(NEW)
    page.fields.again.setText("correct house")
    page.submit()
    assert page.message.isVisible() and page.fields.again.hasFocus()
    set_password(page)
    wait_until_inside(controller, qtbot)
    assert not MemoryKeyring.kept
    assert can_sign_in(home, NEW)


def test_a_lost_reply_is_repeated_with_the_same_password(
    controller: ApplicationController, home: LocalServer, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(channels, "REPEATS", 1)
    use_keyring(NoKeyring, monkeypatch)
    with FaultyProxy(home.port) as proxy:
        proxy.fault("ResetPassword", Fault.LOSE, 2)
        link = InvitationLink((f"127.0.0.1:{proxy.url.rpartition(':')[2]}",), code_for(home))
        controller.open_link(link)
        page = wait_for_page(controller, qtbot)
        qtbot.waitUntil(page.fields.password.isVisible, timeout=PATIENCE_MS)
        set_password(page)
        qtbot.waitUntil(page.message.isVisible, timeout=PATIENCE_MS)
        assert "may be set already" in page.message.text() and page.message.button.text() == "Try again"
        page.message.button.click()
        wait_until_inside(controller, qtbot)
        assert proxy.seen["resetpassword"] == 3


@pytest.mark.parametrize("failure", ["used up", "other computer", "away"])
def test_each_failure_has_a_sentence_and_one_button(
    controller: ApplicationController,
    home: LocalServer,
    qtbot: QtBot,
    monkeypatch: pytest.MonkeyPatch,
    failure: str,
) -> None:
    know(controller, home)
    code = code_for(home)
    if failure == "used up":
        code_for(home)  # ends the first one
    place = controller.messenger.places.at(home.address)
    assert place is not None
    if failure == "other computer":
        controller.messenger.places.remember(replace(place, fingerprint="ab" * 32))
    elif failure == "away":
        monkeypatch.setattr(place_joiner, "TIMEOUT_S", 1.0)
        controller.messenger.places.remember(replace(place, tls_port=9))
    page = forget(controller, home)
    page.field.setText(code)
    page.submit()
    failed = wait_for_page(controller, qtbot)
    words = {"used up": "used up", "other computer": "another certificate", "away": "No place answers"}
    assert words[failure] in failed.message.text()
    assert len([button for button in failed.message.findChildren(QPushButton) if button.isVisible()]) == 1
    assert not failed.button.isEnabled()


def test_a_place_that_is_known_at_its_port_of_https_is_found(
    controller: ApplicationController, home: LocalServer, qtbot: QtBot
) -> None:
    with Client(home.address) as client:
        hello = client.probe()
    assert hello is not None
    address = f"https://127.0.0.1:{home.tls_port}"
    controller.messenger.places.remember(Place(hello.place_id, "Home", (address,), home.fingerprint, home.tls_port))
    page = forget(controller, home, address)
    page.field.setText(code_for(home))
    page.submit()
    set_password(wait_for_page(controller, qtbot))
    wait_until_inside(controller, qtbot)


def test_a_place_that_is_not_known_is_looked_up(
    controller: ApplicationController, home: LocalServer, qtbot: QtBot
) -> None:
    page = forget(controller, home)
    assert "invited you" in page.whom.text()
    QTest.keyClicks(page.field, "no code")
    page.submit()
    assert "20 letters" in page.message.text()
    page.field.setText(code_for(home))
    page.submit()
    wait_for_page(controller, qtbot).submit()
    wait_until_inside(controller, qtbot)


def test_a_code_of_this_computer_does_not_reach_the_window_of_another_account(
    controller: ApplicationController, qtbot: QtBot
) -> None:
    resets = controller.joins.resets
    controller.place._link.state = PlaceState("http://127.0.0.1:9")
    for number in (ANNA, BEN):
        resets.open(LOCAL_SERVER, number, None)
        assert resets.window is not None
        (page,) = resets.window.findChildren(ForgottenPage)
        if number == ANNA:
            page.submit()
    qtbot.waitUntil(lambda: not resets.findChildren(ServerCommand), timeout=PATIENCE_MS)
    assert not page.message.isVisible()
