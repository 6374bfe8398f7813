"""Joining a place in the real windows, at real servers: from a link to a chat with the inviter, and by asking."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from keyring.backends.fail import Keyring as NoKeyring
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QPushButton, QToolButton, QWidget
from pytestqt.qtbot import QtBot

from qqdesk.client import place_joiner
from qqdesk.client.client import Client
from qqdesk.client.known_places import KnownPlaces, Place
from qqdesk.client.place_joiner import probe_place
from qqdesk.clock import SystemClock
from qqdesk.domain.destination import NearbyServer, NearbyServerKind
from qqdesk.domain.invitation_link import InvitationLink
from qqdesk.domain.saved_accounts import load_accounts
from qqdesk.gui.first_start import join_by_link_page, join_controller, new_account
from qqdesk.gui.first_start.address_page import AddressPage
from qqdesk.gui.first_start.certificate_confirmation import confirm_certificate
from qqdesk.gui.first_start.join_by_link_page import JoinByLinkPage
from qqdesk.gui.first_start.join_page import JoinPage
from qqdesk.gui.first_start.nearby_list import PlaceRow
from qqdesk.gui.first_start.wizard_page import Page
from qqdesk.gui.shared.settings_store import SettingsStore
from qqdesk.gui.start import application_controller
from qqdesk.gui.start.application_controller import ApplicationController
from qqdesk.gui.start.arguments import Arguments, folders_for
from qqdesk.protocol.codes import AddAnswer
from qqdesk.server.accounts import invitations
from qqdesk.server.settings.settings import Settings
from qqdesk.worker import nearby
from qqdesk.worker.api import ConnectionPhase
from tests.helpers.keyrings import AskingKeyring, LockedKeyring, MemoryKeyring
from tests.helpers.messages import chat_with
from tests.helpers.neighbourhood import announced, is_searching
from tests.helpers.server import LocalServer, local_server, transaction

PATIENCE_MS = 60_000
ANNA = 10001
Start = Callable[..., LocalServer]


@pytest.fixture(autouse=True)
def surroundings(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(application_controller, "SEARCH_DELAY_MS", 100_000)
    monkeypatch.setattr(place_joiner, "POLL_S", 0.05)
    use_keyring(MemoryKeyring, monkeypatch)
    MemoryKeyring.kept.clear()


def use_keyring(kind: type, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTHON_KEYRING_BACKEND", f"{kind.__module__}.{kind.__qualname__}")


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Start]:
    """Start a place whose administrator is Anna."""
    with ExitStack() as stack:

        def begin(folder: str = "home", **settings: object) -> LocalServer:
            wanted = Settings(
                **{"tls_port": 0, "name": "Home", "registration": "invite", **settings}  # type: ignore[arg-type]
            )
            server = stack.enter_context(local_server(tmp_path, folder=tmp_path / folder, settings=wanted))
            server.add_user(ANNA, nickname="Anna Müller", face=45)
            server.appoint(ANNA)
            return server

        yield begin


@pytest.fixture
def controller(controller: ApplicationController) -> ApplicationController:
    controller.joins.nearby.use_address("127.0.0.1:9")
    controller.show()
    return controller


def link_to(server: LocalServer, uses: int = 1) -> InvitationLink:
    with transaction(server.place) as db:
        code = invitations.create(db, SystemClock().now(), uses, inviter=ANNA)
    return InvitationLink((f"127.0.0.1:{server.port}",), code, server.fingerprint, server.tls_port)


def page_of(controller: ApplicationController) -> Page:
    assert controller.joins.window is not None
    return controller.joins.window.page


def wait_for_page(controller: ApplicationController, qtbot: QtBot) -> JoinByLinkPage:
    """The page of one place, when it is ready or has failed."""

    def is_there() -> bool:
        page = page_of(controller)
        return isinstance(page, JoinByLinkPage) and (page.button.isEnabled() or page.message.isVisible())

    qtbot.waitUntil(is_there, timeout=PATIENCE_MS)
    page = page_of(controller)
    assert isinstance(page, JoinByLinkPage)
    return page


def fields_of(page: QWidget) -> list[QLineEdit]:
    return [field for field in page.findChildren(QLineEdit) if field.isVisible()]


def wait_until_inside(controller: ApplicationController, qtbot: QtBot) -> None:
    qtbot.waitUntil(
        lambda: (
            controller.windows.main.isVisible() and controller.messenger.connection.phase is ConnectionPhase.CONNECTED
        ),
        timeout=PATIENCE_MS,
    )


def test_a_pasted_link_leads_to_a_chat_with_the_inviter(
    controller: ApplicationController, start: Start, qtbot: QtBot, tmp_path: Path
) -> None:
    """One field, filled in already, and one press."""
    server = start()
    controller.open_join()
    page = page_of(controller)
    assert isinstance(page, JoinPage)
    link = link_to(server).http()
    QGuiApplication.clipboard().setText(f"Hi Ben,\n> join us: <{link[:60]}\n> {link[60:]}>.")
    QTest.keySequence(page.field, "Ctrl+V")
    place = wait_for_page(controller, qtbot)
    assert place.title.text() == "Home"
    assert "Anna Müller" in place.second.text()
    assert place.status.text() == "Certificate matches the invitation"
    assert len(fields_of(place)) == 1 and place.fields.nickname.selectedText()
    place.fields.nickname.setText("Ben Carter")
    place.fields.faces.choose(60)
    QTest.keyClick(place.fields.nickname, Qt.Key.Key_Return)
    wait_until_inside(controller, qtbot)
    me = controller.messenger.me
    assert (me.nickname, me.face) == ("Ben Carter", 60)
    qtbot.waitUntil(lambda: controller.windows.chats.main.isVisible(), timeout=PATIENCE_MS)
    assert controller.windows.chats.main.current_conversation() == chat_with(ANNA)
    assert controller.messenger.security.encrypted or controller.messenger.security.on_this_computer
    places = KnownPlaces(tmp_path / "config" / "places.toml")
    known = places.at(f"127.0.0.1:{server.port}")
    assert known is not None and (known.name, known.fingerprint) == ("Home", server.fingerprint)
    qtbot.waitUntil(lambda: [name.split("@")[0] for _, name in MemoryKeyring.kept] == [str(me.number)])
    assert controller.accounts.form is not None and controller.accounts.form.number == me.number


def test_without_a_keyring_the_page_asks_for_a_password(
    controller: ApplicationController, start: Start, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    use_keyring(NoKeyring, monkeypatch)
    controller.open_link(link_to(start()))
    place = wait_for_page(controller, qtbot)
    qtbot.waitUntil(place.fields.password.isVisible, timeout=PATIENCE_MS)
    assert len(fields_of(place)) == 2
    place.fields.password.setText("secret1")
    place.button.click()
    wait_until_inside(controller, qtbot)


def start_again(controller: ApplicationController, qapp: QApplication, tmp_path: Path) -> ApplicationController:
    """Quit the program, and start it again."""
    controller.shut_down()
    folders = folders_for(Arguments(config_dir=tmp_path / "config", data_dir=tmp_path / "data"))
    again = ApplicationController(qapp, SettingsStore(folders.settings), folders)
    again.show()
    return again


def test_a_guest_is_signed_in_at_the_next_start(
    controller: ApplicationController, start: Start, qtbot: QtBot, qapp: QApplication, tmp_path: Path
) -> None:
    controller.open_link(link_to(start()))
    wait_for_page(controller, qtbot).button.click()
    wait_until_inside(controller, qtbot)
    number = controller.messenger.me.number
    qtbot.waitUntil(lambda: bool(MemoryKeyring.kept), timeout=PATIENCE_MS)
    qtbot.waitUntil(lambda: load_accounts(controller.settings)[0].has_password, timeout=PATIENCE_MS)
    again = start_again(controller, qapp, tmp_path)
    try:
        wait_until_inside(again, qtbot)
        assert again.messenger.me.number == number
    finally:
        again.shut_down()


def test_without_a_keyring_the_next_start_asks_for_the_password_only(
    controller: ApplicationController, start: Start, qtbot: QtBot, qapp: QApplication, tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    use_keyring(NoKeyring, monkeypatch)
    controller.open_link(link_to(start()))
    place = wait_for_page(controller, qtbot)
    qtbot.waitUntil(place.fields.password.isVisible, timeout=PATIENCE_MS)
    assert place.fields.each_start.isVisible()
    place.fields.nickname.setText("Ben Carter")
    place.fields.password.setText("secret1")
    place.button.click()
    wait_until_inside(controller, qtbot)
    again = start_again(controller, qapp, tmp_path)
    try:
        page = again.sign_in_window.page
        assert (page.name.text(), page.place_line.text()) == ("Ben Carter", "Home")
        assert fields_of(page) == [page.password] and not again.sign_in_window.is_busy
        page.password.setText("secret1")
        again.sign_in_window.submit.click()
        wait_until_inside(again, qtbot)
    finally:
        again.shut_down()


def test_no_account_is_made_while_the_keyring_stays_locked(
    controller: ApplicationController, start: Start, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    use_keyring(LockedKeyring, monkeypatch)
    server = start()
    controller.open_link(link_to(server))
    place = wait_for_page(controller, qtbot)
    place.button.click()
    qtbot.waitUntil(place.fields.password.isVisible, timeout=PATIENCE_MS)
    with transaction(server.place) as db:
        assert db.execute("SELECT count(*) FROM users").fetchone()[0] == 1
    place.fields.password.setText("secret1")
    place.button.click()
    wait_until_inside(controller, qtbot)


def test_the_page_says_that_the_keyring_asks_for_its_password(
    controller: ApplicationController, start: Start, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(new_account, "KEYRING_ASKS_MS", 0)
    AskingKeyring.released.clear()
    use_keyring(AskingKeyring, monkeypatch)
    controller.open_link(link_to(start()))
    place = wait_for_page(controller, qtbot)
    place.button.click()
    qtbot.waitUntil(lambda: "look for its window" in place.status.text(), timeout=PATIENCE_MS)
    AskingKeyring.released.set()
    wait_until_inside(controller, qtbot)


def test_a_used_invitation_offers_a_text_that_asks_for_another(
    controller: ApplicationController, start: Start, qtbot: QtBot
) -> None:
    server = start()
    link = link_to(server)
    controller.open_link(link)
    place = wait_for_page(controller, qtbot)
    with transaction(server.place) as db:
        db.execute("DELETE FROM invitations")
    place.button.click()
    qtbot.waitUntil(place.message.isVisible, timeout=PATIENCE_MS)
    assert place.message.button.text() == "Ask Anna Müller for another link"
    assert not place.button.isEnabled()
    place.message.button.click()
    assert "Home" in QGuiApplication.clipboard().text()


def test_another_certificate_than_that_of_the_link_is_refused(
    controller: ApplicationController, start: Start, qtbot: QtBot
) -> None:
    right, wrong = start(), start("other")
    link = link_to(right)
    controller.open_link(InvitationLink((f"127.0.0.1:{wrong.port}",), link.code, link.fingerprint, wrong.tls_port))
    place = wait_for_page(controller, qtbot)
    assert "another certificate" in place.message.text()
    assert not place.button.isEnabled()


def test_the_person_can_try_again_when_a_place_is_away(
    controller: ApplicationController, start: Start, qtbot: QtBot, tmp_path: Path
) -> None:
    server = start()
    link = link_to(server)
    gone = InvitationLink(("127.0.0.1:9",), link.code, link.fingerprint, 9)
    controller.open_link(gone)
    place = wait_for_page(controller, qtbot)
    assert place.message.button.text() == "Try again"
    place.message.button.click()
    qtbot.waitUntil(place.message.isVisible, timeout=PATIENCE_MS)
    controller.open_link(link)
    assert wait_for_page(controller, qtbot).title.text() == "Home"


@pytest.mark.usefixtures("loopback_network")
def test_a_link_with_an_old_address_leads_to_the_place_on_this_network(
    controller: ApplicationController, start: Start, qtbot: QtBot
) -> None:
    """The certificate of the link is that of a place nearby; another place is there, too."""
    server, other = start(), start("office", name="Office")
    link = link_to(server)
    with announced("Home", server.port), announced("Office", other.port):
        controller.open_link(InvitationLink(("127.0.0.1:9",), link.code, link.fingerprint, 9))
        page = wait_for_page(controller, qtbot)
        qtbot.waitUntil(lambda: page.title.text() == "Home", timeout=PATIENCE_MS)
        assert page.status.text() == "Certificate matches the invitation"
        page.button.click()
        wait_until_inside(controller, qtbot)


@pytest.mark.usefixtures("loopback_network")
def test_look_again_notices_a_place_that_does_not_answer_any_more(
    controller: ApplicationController, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(nearby, "SEARCH_MS", 100)
    with ExitStack() as stack:
        settings = Settings(tls_port=0, name="Home", registration="invite")
        place = stack.enter_context(ExitStack())
        server = place.enter_context(local_server(tmp_path, folder=tmp_path / "home", settings=settings))
        stack.enter_context(announced("Home", server.port))
        controller.open_join()
        page = controller.joins.page
        assert page is not None
        row = wait_for_row(controller, qtbot)
        assert row.button.text() == "Ask to join"
        place.close()
        qtbot.waitUntil(page.search_again.isVisible, timeout=PATIENCE_MS)
        page.search_again.click()
        qtbot.waitUntil(
            lambda: [one.button.text() for one in page.places.rows.values()] == ["Open the firewall…"],
            timeout=PATIENCE_MS,
        )


def searches(controller: ApplicationController) -> tuple[bool, bool]:
    """Whether the join pages and the sign-in page search; each has a process."""
    return is_searching(controller.joins.nearby), is_searching(controller.flow)


@pytest.mark.usefixtures("loopback_network")
def test_the_sign_in_page_looks_for_places_after_the_first_window(
    controller: ApplicationController, start: Start, qtbot: QtBot
) -> None:
    server = start()
    assert controller.first_window is not None
    controller._search_servers()
    assert searches(controller) == (True, False)
    controller.first_window.choices.number.click()
    assert searches(controller) == (False, True)
    with announced("Home", server.port):
        qtbot.waitUntil(controller.sign_in_window.page.server.found_link.isVisible, timeout=PATIENCE_MS)
    controller.sign_in_window.page.first_start.click()
    assert searches(controller) == (True, False)


def test_an_open_place_on_this_computer_is_joined_with_two_presses(
    controller: ApplicationController, start: Start, qtbot: QtBot
) -> None:
    """Choose it, and join: two presses, one field."""
    server = start(open_here=True)
    controller.joins.nearby.use_address(f"127.0.0.1:{server.port}")
    controller.open_join()
    row = wait_for_row(controller, qtbot)
    assert row.button.text() == "Join"
    row.button.click()
    place = wait_for_page(controller, qtbot)
    assert len(fields_of(place)) == 1
    place.button.click()
    wait_until_inside(controller, qtbot)


def wait_for_row(controller: ApplicationController, qtbot: QtBot) -> PlaceRow:
    def rows() -> list[PlaceRow]:
        page = controller.joins.page
        return list(page.places.rows.values()) if page is not None else []

    qtbot.waitUntil(lambda: bool(rows()), timeout=PATIENCE_MS)
    return rows()[0]


def ask_to_come_in(controller: ApplicationController, server: LocalServer, qtbot: QtBot) -> PlaceRow:
    """Ask as Ben to join, and return the row that waits for the answer."""
    controller.joins.nearby.use_address(f"127.0.0.1:{server.port}")
    controller.open_join()
    wait_for_row(controller, qtbot).button.click()
    place = wait_for_page(controller, qtbot)
    place.fields.nickname.setText("Ben")
    place.button.click()
    qtbot.waitUntil(lambda: isinstance(page_of(controller), JoinPage), timeout=PATIENCE_MS)
    return wait_for_row(controller, qtbot)


def answer_request(server: LocalServer, answer: AddAnswer) -> None:
    """Answer the only request as the administrator."""
    with Client(server.address, ANNA, device="a" * 32) as anna:
        anna.login(password="secret")
        (ask,) = anna.invitations.list_join_requests()
        assert ask.nickname == "Ben"
        anna.invitations.answer_join_request(ask.id, answer)


def test_the_list_does_not_move_when_the_search_ends(controller: ApplicationController, qtbot: QtBot) -> None:
    controller.open_join()
    page = controller.joins.page
    assert page is not None
    tops = []
    for shows_search in (True, False):
        page.set_searching(shows_search)
        QApplication.sendPostedEvents()
        QApplication.processEvents()
        tops.append(page.empty.mapTo(page, QPoint()).y())
    assert tops[0] == tops[1]


def test_tab_goes_from_the_field_into_the_list_of_places(controller: ApplicationController) -> None:
    controller.open_join()
    page = controller.joins.page
    assert page is not None
    page.set_searching(False)
    kind = NearbyServerKind.OPEN
    page.set_places([NearbyServer(key, key, "10.0.0.7", kind, "0" * 16) for key in ("Home", "Class")], {})
    page.window().activateWindow()
    QTest.qWaitForWindowActive(page.window())
    page.field.setFocus()
    order = []
    for _ in range(6):
        QTest.keyClick(page.window(), Qt.Key.Key_Tab)
        order.append(page.window().focusWidget())
    first, second = (row.button for row in page.places.rows.values())
    assert order == [first, second, page.paste, page.search_again, page.address_link, page.help_link]


def test_a_used_link_asks_for_nothing(controller: ApplicationController, start: Start, qtbot: QtBot) -> None:
    """It may have been a link for a new password."""
    link = link_to(start())
    controller.open_link(InvitationLink(link.addresses, "Z" * 20, link.fingerprint, link.tls_port))
    page = wait_for_page(controller, qtbot)
    assert "This link is used up" in page.message.text()
    assert not page.fields.isVisible()


def test_the_field_keeps_the_focus_while_places_are_found(
    controller: ApplicationController, start: Start, qtbot: QtBot
) -> None:
    server = start()
    assert controller.first_window is not None
    controller.joins.search_for(controller.first_window.choices)
    controller.first_window.choices.focus_first()
    controller.joins.nearby.use_address(f"127.0.0.1:{server.port}")
    controller.open_join()
    page = controller.joins.page
    assert page is not None
    wait_for_row(controller, qtbot)
    assert page.window().focusWidget() is page.field


def test_alt_left_goes_back_from_a_button_and_from_a_field(controller: ApplicationController, qtbot: QtBot) -> None:
    controller.open_join()
    page = controller.joins.page
    assert page is not None and controller.joins.window is not None
    window = controller.joins.window
    window.activateWindow()
    for name in ("paste", "field"):
        widget: QWidget = getattr(page, name)
        widget.setFocus()
        QTest.keyClick(widget, Qt.Key.Key_Left, Qt.KeyboardModifier.AltModifier)
        assert window.page is not page
        controller.open_join()
        page = controller.joins.page
        assert page is not None


def test_an_accepted_request_signs_the_person_in(controller: ApplicationController, start: Start, qtbot: QtBot) -> None:
    server = start()
    row = ask_to_come_in(controller, server, qtbot)
    assert row.button.text() == "Cancel"
    answer_request(server, AddAnswer.GRANT)
    wait_until_inside(controller, qtbot)
    assert controller.messenger.me.nickname == "Ben"
    with Client(server.address, ANNA, device="a" * 32) as anna:
        anna.login(password="secret")
        assert controller.messenger.me.number in anna.list_contacts()


def test_an_accepted_request_is_kept_while_the_keyring_stays_locked(
    controller: ApplicationController, start: Start, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The person chooses a password then."""
    use_keyring(LockedKeyring, monkeypatch)
    server = start()
    ask_to_come_in(controller, server, qtbot)
    answer_request(server, AddAnswer.GRANT)
    qtbot.waitUntil(lambda: isinstance(page_of(controller), JoinByLinkPage), timeout=PATIENCE_MS)
    place = wait_for_page(controller, qtbot)
    assert place.fields.password.isVisible() and place.fields.nickname.text() == "Ben"
    assert "keyring" in place.message.text()
    place.fields.password.setText("secret1")
    place.button.click()
    wait_until_inside(controller, qtbot)
    assert controller.messenger.me.nickname == "Ben"


def test_an_accepted_request_does_not_end_the_session_at_another_place(
    controller: ApplicationController, start: Start, qtbot: QtBot
) -> None:
    home, club = start(), start("club", name="Club")
    controller.open_link(link_to(home))
    wait_for_page(controller, qtbot).button.click()
    wait_until_inside(controller, qtbot)
    row = ask_to_come_in(controller, club, qtbot)
    answer_request(club, AddAnswer.GRANT)
    qtbot.waitUntil(lambda: row.button.text() == "Go there", timeout=PATIENCE_MS)
    assert controller.windows.main.isVisible() and len(controller.settings.accounts) == 2
    with qtbot.waitSignal(controller.messenger.signed_out, timeout=PATIENCE_MS):
        row.button.click()
    wait_until_inside(controller, qtbot)
    assert controller.messenger.connection.place is not None and controller.messenger.connection.place.name == "Club"


def test_a_place_that_is_away_is_tried_again_after_a_while(
    controller: ApplicationController, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(join_by_link_page, "RETRY_MS", 50)
    settings = {"name": "Home", "registration": "invite"}
    folder = tmp_path / "home"
    with local_server(tmp_path, folder=folder, settings=Settings(tls_port=0, **settings)) as server:  # type: ignore[arg-type]
        server.add_user(ANNA, nickname="Anna Müller")
        link = link_to(server)
    controller.open_link(link)
    place = wait_for_page(controller, qtbot)
    assert place.message.text() and place.title.text() == "No answer"
    with local_server(tmp_path, folder=folder, settings=Settings(tls_port=link.tls_port, **settings)):  # type: ignore[arg-type]
        qtbot.waitUntil(lambda: place.title.text() == "Home", timeout=PATIENCE_MS)


def test_a_refused_request_cannot_be_repeated_at_once(
    controller: ApplicationController, start: Start, qtbot: QtBot
) -> None:
    server = start()
    row = ask_to_come_in(controller, server, qtbot)
    answer_request(server, AddAnswer.REFUSE)
    qtbot.waitUntil(lambda: row.button.text() == "Ask again", timeout=PATIENCE_MS)
    assert not row.button.isEnabled()


def test_a_place_is_joined_by_its_address_and_a_code(
    controller: ApplicationController, start: Start, qtbot: QtBot
) -> None:
    server = start()
    controller.open_join()
    page = page_of(controller)
    assert isinstance(page, JoinPage)
    page.set_searching(False)
    links = [button for button in page.findChildren(QPushButton) if button.text() == "Type an address"]
    assert links == [page.address_link]
    page.address_link.click()
    address = page_of(controller)
    assert isinstance(address, AddressPage)
    address.field.setText(f"127.0.0.1:{server.port}")
    QTest.keyClick(address.field, Qt.Key.Key_Return)
    qtbot.waitUntil(address.code.isVisible, timeout=PATIENCE_MS)
    assert address.name.text() == "Home"
    address.code.setText("abc")
    address.code.textEdited.emit("abc")
    address.join.click()
    assert "20" in address.message.text()
    code = link_to(server).code
    address.code.setText(code[:10] + "-" + code[10:].lower())
    address.join.click()
    wait_for_page(controller, qtbot).button.click()
    wait_until_inside(controller, qtbot)


def open_join(controller: ApplicationController) -> JoinPage:
    controller.open_join()
    assert controller.joins.page is not None
    return controller.joins.page


def test_a_code_alone_is_used_at_the_place_that_is_chosen(
    controller: ApplicationController, start: Start, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The operator of a server prints codes, and the newcomer has one field for them. No fingerprint is compared: the
    place is in the list of this network."""
    typed = []

    def confirm(*arguments: object, is_typed: bool) -> None:
        typed.append(is_typed)
        confirm_certificate(*arguments, is_typed=is_typed)  # type: ignore[arg-type]

    monkeypatch.setattr(join_controller, "confirm_certificate", confirm)
    server = start()
    controller.joins.nearby.use_address(f"127.0.0.1:{server.port}")
    join = open_join(controller)
    row = wait_for_row(controller, qtbot)
    assert row.button.text() == "Ask to join"
    QTest.keyClicks(join.field, "no code")
    QTest.keyClick(join.field, Qt.Key.Key_Return)
    assert "no invitation" in join.message.text()
    code = link_to(server).code
    QGuiApplication.clipboard().setText(f"Your code: {code[:4]}-{code[4:].lower()}")
    join.paste.click()
    assert "Choose its place below" in join.message.text()
    assert row.button.text() == "Use the code"
    row.button.click()
    assert typed == [False]
    wait_for_page(controller, qtbot).button.click()
    wait_until_inside(controller, qtbot)


def test_the_place_of_a_code_is_asked_for_by_its_address(
    controller: ApplicationController, start: Start, qtbot: QtBot
) -> None:
    server = start()
    join = open_join(controller)
    QTest.keyClicks(join.field, link_to(server).code)
    assert "Type the address of its place" in join.message.text()
    join.message.button.click()
    address = page_of(controller)
    assert isinstance(address, AddressPage)
    address.field.setText(f"127.0.0.1:{server.port}")
    QTest.keyClick(address.field, Qt.Key.Key_Return)
    qtbot.waitUntil(address.join.isEnabled, timeout=PATIENCE_MS)
    address.join.click()
    wait_for_page(controller, qtbot).button.click()
    wait_until_inside(controller, qtbot)


def test_an_error_of_before_goes_away(controller: ApplicationController, start: Start, qtbot: QtBot) -> None:
    server = start()
    controller.joins.nearby.use_address(f"127.0.0.1:{server.port}")
    join = open_join(controller)
    row = wait_for_row(controller, qtbot)
    for leave in (row.button.click, join.address_link.click):
        join.check_text("no link")
        assert join.message.isVisible()
        leave()
        assert not isinstance(page_of(controller), JoinPage)
        controller.joins.window.go_back()  # type: ignore[union-attr]
        assert not join.message.isVisible()


def test_a_place_at_its_port_of_https_is_joined_by_a_typed_code(
    controller: ApplicationController, start: Start, qtbot: QtBot
) -> None:
    """A typed code says nothing about the certificate, and the sign-in uses the typed port."""
    server = start()
    controller.open_join()
    page = page_of(controller)
    assert isinstance(page, JoinPage)
    page.address_link.click()
    address = page_of(controller)
    assert isinstance(address, AddressPage)
    address.field.setText(f"https://127.0.0.1:{server.tls_port}")
    QTest.keyClick(address.field, Qt.Key.Key_Return)
    qtbot.waitUntil(address.code.isVisible, timeout=PATIENCE_MS)
    address.code.setText(link_to(server).code)
    address.code.textEdited.emit(address.code.text())
    address.join.click()
    place = wait_for_page(controller, qtbot)
    assert place.status.text() == "Its certificate is remembered when you join"
    place.button.click()
    wait_until_inside(controller, qtbot)
    assert controller.messenger.security.encrypted


def test_a_second_place_is_joined_during_a_session(
    controller: ApplicationController, start: Start, qtbot: QtBot
) -> None:
    first, second = start(), start("club", name="Club")
    controller.open_link(link_to(first))
    wait_for_page(controller, qtbot).button.click()
    wait_until_inside(controller, qtbot)
    controller.open_join()
    page = page_of(controller)
    page.head.findChildren(QToolButton)[0].click()
    assert controller.joins.own_window is None, "the arrow of the first page closes the window"
    controller.open_link(link_to(first))
    place = wait_for_page(controller, qtbot)
    qtbot.waitUntil(place.message.isVisible, timeout=PATIENCE_MS)
    assert "already" in place.message.text()
    controller.open_link(link_to(second))
    place = wait_for_page(controller, qtbot)
    qtbot.waitUntil(lambda: place.title.text() == "Club", timeout=PATIENCE_MS)
    with qtbot.waitSignal(controller.messenger.signed_out, timeout=PATIENCE_MS):
        place.button.click()
    wait_until_inside(controller, qtbot)
    assert controller.joins.own_window is None
    assert len(controller.settings.accounts) == 2


@pytest.mark.usefixtures("loopback_network")
def test_places_on_the_network_are_found(controller: ApplicationController, start: Start, qtbot: QtBot) -> None:
    """One that answers, and one that announces itself behind a wall."""
    server = start()
    controller.open_join()
    page = controller.joins.page
    assert page is not None
    with announced("Home", server.port), announced("Office", 9):
        qtbot.waitUntil(lambda: len(page.places.rows) == 2, timeout=PATIENCE_MS)
        buttons = [page.places.rows[place.key].button.text() for place in controller.joins.nearby.places]
        assert buttons == ["Ask to join", "Open the firewall…"]


def test_a_known_place_with_another_certificate_is_refused(
    controller: ApplicationController, start: Start, qtbot: QtBot
) -> None:
    """A link of somebody else, whose server claims the id of a place that is known here."""
    home = start()
    place_id = probe_place(f"127.0.0.1:{home.port}", on_client=lambda client: None).hello.place_id
    address = f"127.0.0.7:{home.port}"
    controller.messenger.places.remember(Place(place_id, "Home", (address,), "ab" * 32, 8443))
    controller.open_link(link_to(home))
    place = wait_for_page(controller, qtbot)
    assert "another certificate" in place.message.text()
    assert not place.button.isEnabled()
