"""The chat page of a room on the real facade, against the real server."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QMessageBox
from pytestqt.qtbot import QtBot

from qqdesk.domain.body import Text
from qqdesk.domain.conversation_id import ConversationId
from qqdesk.gui.chat.chat_page import ChatPage
from qqdesk.gui.chat.chat_window import ChatWindow
from qqdesk.gui.chat.room_partner import RoomPartner
from qqdesk.gui.history.history_controller import HistoryController
from qqdesk.gui.kit.app_context import AppContext
from qqdesk.gui.kit.older_messages_bar import OlderMessagesBar
from qqdesk.gui.shared.faces import FaceSource
from qqdesk.gui.shared.settings_store import SettingsStore
from qqdesk.protocol.codes import Status
from qqdesk.protocol.commands import DeleteFromList
from qqdesk.protocol.room_commands import ChangeRoom, JoinRule, RoomChange, RoomRole, RoomSetting
from tests.gui.recording_navigator import RecordingNavigator
from tests.helpers.desk import Desk
from tests.helpers.server import LocalServer, local_server

ANNA, BO, CY = 10001, 10002, 10003
PATIENCE_MS = 60_000


class Family:
    """Anna's window of a room in which Bo is the keeper and Cy, whom she does not know, is too."""

    def __init__(self, qtbot: QtBot, window: ChatWindow, anna: Desk, bo: Desk, cy: Desk, room: int) -> None:
        self.qtbot, self.window, self.anna, self.bo, self.cy, self.room = qtbot, window, anna, bo, cy, room
        self.chat = ConversationId.room(room)
        page = window.page(self.chat)
        assert page is not None
        self.page: ChatPage = page
        assert isinstance(page.partner, RoomPartner)
        self.partner: RoomPartner = page.partner

    def wait(self, condition: Callable[[], object]) -> None:
        self.qtbot.waitUntil(lambda: bool(condition()), timeout=PATIENCE_MS)

    def write(self, desk: Desk, text: str, *mentions: int) -> None:
        desk.reply(desk.messenger.own_messages.send(self.chat, Text(text, mentions)))

    def change(self, kind: RoomChange, value: str, key: int = 0) -> None:
        self.bo.reply(self.bo.messenger.request(ChangeRoom(self.room, (RoomSetting(kind, key, value),))))

    def sentences(self) -> list[str]:
        """Return the rows without the time."""
        log = self.page.log
        return [", ".join(log.accessible.sentence(log.rows[row]).split(", ")[::2]) for row in range(len(log.rows))]

    def rows(self) -> list[str]:
        model = self.partner.side.view.members
        return [str(model.index(row).data(Qt.ItemDataRole.AccessibleTextRole)) for row in range(model.rowCount())]


@pytest.fixture
def server(tmp_path: Path) -> Iterator[LocalServer]:
    with local_server(tmp_path) as server:
        for number, name in ((ANNA, "Anna Müller"), (BO, "Bo 波"), (CY, "Cy")):
            server.add_user(number, nickname=name, face=270)
        server.befriend(ANNA, BO)
        server.befriend(BO, CY)
        yield server


@pytest.fixture
def family(
    qtbot: QtBot, tmp_path: Path, server: LocalServer, faces: FaceSource, store: SettingsStore
) -> Iterator[Family]:
    anna, bo, cy = (Desk(qtbot, tmp_path / str(number), number) for number in (ANNA, BO, CY))
    for desk in (anna, bo, cy):
        desk.sign_in(server.address)
    room = bo.reply(bo.messenger.rooms.create("Family", 30, JoinRule.OPEN, (ANNA, CY))).number
    anna.wait(lambda: anna.messenger.rooms.get(room).role is RoomRole.MEMBER)
    cy.wait(lambda: cy.messenger.rooms.get(room).role is RoomRole.MEMBER)
    window = ChatWindow(AppContext(anna.messenger, RecordingNavigator(), faces, store))
    qtbot.addWidget(window)
    window.resize(800, 640)
    window.open_chat(ConversationId.room(room))
    QTest.qWaitForWindowActive(window)
    yield Family(qtbot, window, anna, bo, cy, room)
    window.close()
    for desk in (anna, bo, cy):
        desk.messenger.shut_down()


def test_a_talk_in_a_room(family: Family) -> None:
    family.write(family.bo, "who brings the cake?")
    family.write(family.cy, "@Anna does", ANNA)
    family.wait(lambda: family.page.log.rows[len(family.page.log.rows) - 1].text == "@Anna does")
    row = len(family.page.log.rows) - 1
    assert family.page.log.contents.block(row).mentions_me
    heading = family.page.log.contents.block(row).heading
    assert heading is not None and heading.text() == "Cy"
    family.page.input.setFocus()
    QTest.keyClicks(family.page.input, "yes @c")
    family.wait(family.partner.completion.popup.isVisible)
    QTest.keyClick(family.page.input, Qt.Key.Key_Return)
    QTest.keyClick(family.page.input, Qt.Key.Key_Return)
    family.wait(lambda: family.cy.messenger.rooms.mentioned(family.room))
    messages = family.cy.messenger.conversation(family.chat).messages
    assert messages[-1].body == Text("yes @Cy", (CY,))


def test_the_log_says_when_the_room_began(family: Family) -> None:
    log = family.page.log

    def begins() -> bool:
        above = log.contents.block(0).above if len(log.rows) else None
        return above is not None and above.text().startswith("The room began on ")

    family.wait(begins)


def test_members_come_and_go(family: Family) -> None:
    here = ["Here, 3", "Anna Müller, Online, (you)", "Bo 波, Online, keeper of the room", "Cy, Online"]
    family.wait(lambda: family.rows() == here)
    family.cy.reply(family.cy.messenger.set_status(Status.INVISIBLE))
    family.bo.messenger.set_status(Status.BUSY)
    family.wait(lambda: "Bo 波, Busy, keeper of the room" in family.rows())
    family.wait(lambda: family.partner.side.fetch() or "Cy, Offline" in family.rows())
    family.cy.reply(family.cy.messenger.request(DeleteFromList(family.room)))
    family.wait(lambda: family.sentences()[-1:] == ["Cy left"])
    family.wait(lambda: not any("Cy" in row for row in family.rows()))
    family.wait(lambda: family.partner.head.members.text().strip() == "2 of 2")


def test_a_keeper_silences_and_the_page_says_so(family: Family) -> None:
    family.change(RoomChange.SILENT, str(2**45), ANNA)
    family.wait(lambda: not family.page.input.isEnabled())
    assert family.page.input.placeholderText().startswith("A keeper of the room has silenced you until ")
    family.change(RoomChange.SILENT, "0", ANNA)
    family.wait(family.page.input.isEnabled)
    family.change(RoomChange.WRITERS, "1")
    family.wait(lambda: family.page.input.placeholderText() == "Only keepers of the room can write here.")


def test_name_and_notice_are_shown_as_they_change(family: Family) -> None:
    family.change(RoomChange.NAME, "Us")
    family.change(RoomChange.NOTICE, "Lunch at one. Bring a cake")
    family.wait(lambda: family.window.windowTitle() == "Us")
    family.wait(lambda: family.partner.head.strip_notice.isVisible())
    said = ["Bo 波 changed the name to “Us”", "Bo 波 changed the notice: Lunch at one. Bring a cake"]
    family.wait(lambda: family.sentences()[-2:] == said)
    popup = family.partner.head.open_notice(family.partner.head.strip_notice)
    family.wait(lambda: popup.author.text().startswith("Bo 波, "))
    popup.close()


def test_the_history_window_shows_the_room(family: Family, faces: FaceSource, store: SettingsStore) -> None:
    family.write(family.cy, "the cake is ready")
    family.wait(lambda: family.page.log.rows[len(family.page.log.rows) - 1].text == "the cake is ready")
    controller = HistoryController(AppContext(family.anna.messenger, RecordingNavigator(), faces, store))
    window = controller.open(family.chat)
    window.show()
    model = window.results.model
    family.wait(model.rowCount)
    said = [str(model.index(row).data(Qt.ItemDataRole.AccessibleTextRole)) for row in range(model.rowCount())]
    assert said[0].startswith("Cy in Family, the cake is ready, ")
    assert any(", Bo 波 added Cy, " in one or ", Bo 波 added you, " in one for one in said)
    assert window.windowTitle() == "Message history – Family"
    assert window.filters.person.line.text().startswith("Family")
    window.close()


def test_leaving_and_joining_again(family: Family) -> None:
    menu = family.partner.head.menu()
    next(action for action in menu.actions() if "Leave" in action.text().replace("&", "")).trigger()
    box = family.partner.head.findChild(QMessageBox)
    assert box is not None
    next(button for button in box.buttons() if "Leave" in button.text().replace("&", "")).click()
    family.wait(lambda: family.page.relation.text() == "You are not a member of this room.")
    assert not family.page.input.isEnabled() and not family.partner.side.isVisible()
    QTest.mouseClick(family.page.relation.button, Qt.MouseButton.LeftButton)
    family.wait(lambda: family.page.input.isEnabled())
    family.wait(lambda: not family.page.relation.isVisible())
    family.wait(lambda: family.sentences()[-1:] == ["You joined"])


def test_who_is_typing_is_named(family: Family) -> None:
    def is_named() -> bool:
        family.bo.messenger.send_typing(family.chat)
        return family.page.typing.text() == "Bo 波 is typing…"

    family.wait(is_named)
    family.write(family.bo, "well")
    family.wait(lambda: family.page.typing.text() == "")


def test_who_joins_reads_what_was_written_before(family: Family) -> None:
    club = family.bo.reply(family.bo.messenger.rooms.create("Club", 30, JoinRule.OPEN)).number
    chat = ConversationId.room(club)
    family.bo.reply(family.bo.messenger.own_messages.send(chat, Text("before")))
    family.window.open_chat(chat)
    page = family.window.page(chat)
    assert page is not None
    family.anna.reply(family.anna.messenger.rooms.join(club))
    log = page.log
    family.wait(lambda: "before" in [log.rows[row].text for row in range(len(log.rows))])


def test_a_member_of_the_first_day_is_not_told_of_older_messages(family: Family) -> None:
    service = family.cy.messenger.history_service
    assert family.cy.result(service.find_incomplete(None)) == (family.chat,), "the first line of the room"
    bar = OlderMessagesBar(family.cy.messenger)
    family.qtbot.addWidget(bar)
    shown: list[bool] = []
    service.conversation_changed.connect(lambda change: shown.append(not bar.isHidden()))
    bar.follow(None)
    family.wait(lambda: family.cy.result(service.find_incomplete(None)) == ())
    assert not any(shown) and bar.isHidden()
