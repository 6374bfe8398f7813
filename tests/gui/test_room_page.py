"""The chat page of a room: its head, its members, what may be written, and mentions."""

import itertools
from dataclasses import replace

import pytest
from PySide6.QtCore import QEvent, QObject, QPoint, Qt
from PySide6.QtGui import QShortcut
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from qqdesk.domain.body import Text
from qqdesk.domain.contact import Contact
from qqdesk.domain.conversation_id import ConversationId
from qqdesk.domain.notification_rules import FOREVER
from qqdesk.domain.problem import Problem, ProblemKind
from qqdesk.domain.room import Room
from qqdesk.engine.events import Offline
from qqdesk.gui.chat.chat_page import ChatPage
from qqdesk.gui.chat.chat_window import ChatWindow
from qqdesk.gui.chat.room_partner import NoticePopup, RoomHead, RoomPartner
from qqdesk.gui.kit import routes
from qqdesk.gui.rooms.member_list import MemberRow
from qqdesk.gui.shared.settings_store import SettingsStore
from qqdesk.gui.shared.theme import current_theme
from qqdesk.protocol.codes import AddAnswer, AddOutcome, Status
from qqdesk.protocol.commands import AddToList, AddToListReply, AnswerAdd
from qqdesk.protocol.room_commands import JoinRule, RoomInfoReply, RoomMember, RoomRole
from tests.gui.recording_navigator import RecordingNavigator
from tests.helpers.messages import ME, NOON, chat_with
from tests.kit.messenger import Backend

ROOM = ConversationId.room(3_456_789_021)
ANNA, WEI, BO = 10001, 10002, 10003
FAMILY = Room(ROOM.number, "Family 一家人", 0, RoomRole.MEMBER, "Lunch at one. Bring a cake", JoinRule.OPEN, members=4)


@pytest.fixture(autouse=True)
def session(backend: Backend) -> None:
    backend.open(Contact(ANNA, "Anna Müller", status=Status.ONLINE))
    backend.enter(FAMILY)
    show_members(backend)


def show_members(backend: Backend, wei: Status = Status.BUSY, notice_author: int = 0) -> RoomInfoReply:
    role = backend.messenger.rooms.get(ROOM.number).role
    reply = backend.show_members(
        ROOM.number,
        RoomMember(ME, role, Status.ONLINE, 0, 0, "Mei 小梅"),
        RoomMember(ANNA, RoomRole.ADMIN, Status.ONLINE, 0, 0, "Anna Müller"),
        RoomMember(WEI, RoomRole.MEMBER, wei, 0, 0, "张伟"),
        RoomMember(BO, RoomRole.MEMBER, Status.OFFLINE, 0, 0, "Bo"),
        notice_author=notice_author,
    )
    backend.requests.clear()
    return reply


@pytest.fixture
def page(window: ChatWindow) -> ChatPage:
    window.resize(760, 680)
    window.pages.add_tab(chat_with(ANNA))
    window.open_chat(ROOM)
    QTest.qWaitForWindowActive(window)
    page = window.page(ROOM)
    assert page is not None
    return page


def partner(page: ChatPage) -> RoomPartner:
    assert isinstance(page.partner, RoomPartner)
    return page.partner


def head(page: ChatPage) -> RoomHead:
    return partner(page).head


def shown(page: ChatPage) -> list[str]:
    """Return the rows of the member list."""
    model = partner(page).side.view.members
    return [str(model.index(row).data(Qt.ItemDataRole.AccessibleTextRole)) for row in range(model.rowCount())]


def press_f8(window: ChatWindow) -> None:
    next(one for one in window.findChildren(QShortcut) if one.key().toString() == "F8").activated.emit()


# The head


def test_beside_other_tabs_the_head_has_the_notice_and_who_is_here(page: ChatPage) -> None:
    assert head(page).notice.isVisible() and not head(page).strip_notice.isVisible()
    assert (head(page).notice.first, head(page).notice.rest) == ("Lunch at one.", "Bring a cake")
    assert head(page).notice.accessibleName() == "Notice: Lunch at one. Bring a cake"
    assert head(page).members.text().strip() == "3 of 4"
    assert head(page).members.accessibleName() == "Members: 3 of 4 are here"


def test_a_room_without_a_notice_names_those_who_are_here(page: ChatPage, backend: Backend) -> None:
    backend.enter(replace(FAMILY, notice=""))
    assert (head(page).notice.first, head(page).notice.rest) == ("", "Anna Müller, 张伟 are here")
    assert head(page).notice.accessibleName() == "Anna Müller, 张伟 are here"
    show_members(backend, wei=Status.OFFLINE)
    assert head(page).notice.rest == "Anna Müller is here"


def test_a_lone_tab_has_a_head_with_the_name_and_the_notice_below(page: ChatPage, window: ChatWindow) -> None:
    window.pages.close_others(ROOM)
    assert head(page)._name.isVisible() and head(page)._name.text() == FAMILY.name
    assert head(page).strip_notice.isVisible() and not head(page).notice.isVisible()


def test_a_click_on_the_notice_shows_all_of_it_and_who_wrote_it(page: ChatPage, backend: Backend) -> None:
    QTest.mouseClick(head(page).notice, Qt.MouseButton.LeftButton)
    popup = head(page).findChild(NoticePopup)
    assert popup is not None and popup.isVisible()
    assert popup.text.text() == FAMILY.notice
    popup._show_author(show_members(backend, notice_author=ANNA))
    assert popup.author.text().startswith("Anna Müller, ")
    popup.close()


def test_a_new_name_is_shown_in_the_tab_and_the_title(
    page: ChatPage, window: ChatWindow, backend: Backend, store: SettingsStore
) -> None:
    store.change("hints_left", 0)
    backend.enter(replace(FAMILY, name="Us"))
    assert window.pages.tabs.contact(ROOM).name == "Us"
    assert window.windowTitle() == "Us"
    assert page.input.placeholderText() == "Write to Us"


def test_the_number_of_a_muted_room_is_quiet(page: ChatPage, window: ChatWindow, backend: Backend) -> None:
    window.open_chat(chat_with(ANNA))
    tabs = window.pages.tabs
    tabs.show_contact(ROOM, backend.messenger.label(ROOM), 12)
    place = tabs.tabRect(tabs.index_of(ROOM))

    def colours() -> set[str]:
        picture = tabs.grab(place).toImage()
        return {picture.pixelColor(x, picture.height() // 2).name() for x in range(picture.width())}

    assert current_theme().badge.name() in colours()
    backend.messenger.mutes.mute(ROOM, FOREVER)
    assert current_theme().quiet_badge.name() in colours() and current_theme().badge.name() not in colours()
    assert tabs.accessibleTabName(tabs.index_of(ROOM)).startswith("Family 一家人, room, 12 unread message")


# Members


def test_members_are_beside_the_messages_with_presence_and_roles(page: ChatPage) -> None:
    assert partner(page).side.isVisible()
    assert shown(page) == [
        "Here, 3",
        "Anna Müller, Online, keeper of the room",
        "Mei 小梅, Online, (you)",
        "张伟, Busy",
        "Offline, 1",
        "Bo, Offline",
    ]


class Paints(QObject):
    """Counts how often a widget is painted."""

    count = 0

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        self.count += event.type() == QEvent.Type.Paint
        return False


def test_a_new_face_is_shown_at_once(page: ChatPage, backend: Backend, qtbot: QtBot) -> None:
    members, list_ = partner(page).side.view.members, partner(page).side.view
    backend.messenger.change_me(replace(backend.messenger.me, face=7))
    backend.change(Contact(ANNA, "Anna Müller", face=9, status=Status.ONLINE))
    rows = [members.item_at(members.index(members.row_of(number))) for number in (ME, ANNA)]
    assert [row and row.member.face for row in rows] == [7, 9]
    QApplication.processEvents()
    paints = Paints()
    list_.viewport().installEventFilter(paints)
    backend.messenger.me_changed.emit(backend.messenger.me)
    qtbot.waitUntil(lambda: paints.count > 0)  # a picture of my own has no number


def test_f8_folds_the_members_away_which_is_remembered(
    page: ChatPage, window: ChatWindow, store: SettingsStore
) -> None:
    press_f8(window)
    assert not partner(page).side.isVisible() and not head(page).members.isChecked()
    assert not store.settings.show_members
    QTest.mouseClick(head(page).members, Qt.MouseButton.LeftButton)
    assert partner(page).side.isVisible() and store.settings.show_members


def test_a_narrow_page_starts_without_members(window: ChatWindow) -> None:
    window.resize(560, 600)
    window.open_chat(ROOM)
    page = window.page(ROOM)
    assert page is not None and not partner(page).side.isVisible()
    press_f8(window)
    assert partner(page).side.isVisible()


def test_presence_is_that_of_the_last_answer(page: ChatPage, backend: Backend) -> None:
    show_members(backend, wei=Status.OFFLINE)
    assert head(page).members.text().strip() == "2 of 4"
    assert "张伟, Offline" in shown(page)


def test_without_a_connection_no_member_is_here(page: ChatPage, backend: Backend) -> None:
    backend.emit(Offline())
    assert head(page).members.text().strip() == "0 of 4"
    assert "Mei 小梅, Offline, (you)" in shown(page)


def test_a_click_on_a_member_opens_the_card(page: ChatPage) -> None:
    view = partner(page).side.view
    place = view.visualRect(view.members.index(view.members.row_of(ANNA))).center()
    QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=place)
    card = partner(page).side.card
    assert card is not None and card.isVisible() and "Anna Müller" in card.text()
    place = view.visualRect(view.members.index(view.members.row_of(WEI))).center()
    QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert "张伟" in card.text() and "Busy" in card.text(), "the presence of the list, also of a stranger"
    QTest.mouseMove(view.viewport(), QPoint(5, view.viewport().height() - 2))
    partner(page).side.close_card()


def test_escape_closes_the_card_and_not_the_chat(page: ChatPage, window: ChatWindow) -> None:
    view = partner(page).side.view
    place = view.visualRect(view.members.index(view.members.row_of(ANNA))).center()
    QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=place)
    QTest.keyClick(view, Qt.Key.Key_Escape)
    card = partner(page).side.card
    assert card is not None and not card.isVisible()
    assert window.isVisible() and window.page(ROOM) is page
    QTest.keyClick(view, Qt.Key.Key_Escape)
    assert window.page(ROOM) is None


def test_ctrl_i_opens_the_page_of_the_room(page: ChatPage, navigator: RecordingNavigator) -> None:
    QTest.keyClick(page.input, Qt.Key.Key_I, Qt.KeyboardModifier.ControlModifier)
    assert navigator.calls == [routes.Room(FAMILY.number)]


def test_the_keys_of_the_list_of_members(page: ChatPage, navigator: RecordingNavigator) -> None:
    side = partner(page).side
    side.view.setCurrentIndex(side.view.members.index(side.view.members.row_of(BO)))
    QTest.keyClick(side.view, Qt.Key.Key_Home)
    first = side.view.current_item()
    assert first is not None and first.number == ANNA
    assert "Send message\tEnter" in [action.text() for action in side.menu(first).actions()]
    QTest.keyClick(side.view, Qt.Key.Key_Return)
    assert navigator.calls == [routes.Chat(chat_with(ANNA))]


def row(page: ChatPage, number: int) -> MemberRow:
    return next(row for row in partner(page).side.rows if row.number == number)


def test_only_keepers_change_members(page: ChatPage, backend: Backend) -> None:
    texts = [action.text() for action in partner(page).side.menu(row(page, BO)).actions()]
    assert "Make keeper" not in texts
    backend.enter(replace(FAMILY, role=RoomRole.ADMIN))
    texts = [action.text() for action in partner(page).side.menu(row(page, BO)).actions()]
    assert "Make keeper" in texts and "Remove…" in texts


# Writing


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"keepers_write": True}, "Only keepers of the room can write here."),
        ({"role": RoomRole.NONE}, "Only members can write here."),
    ],
)
def test_who_may_not_write_reads_why(
    page: ChatPage, backend: Backend, change: dict[str, object], sentence: str
) -> None:
    backend.enter(replace(FAMILY, **change))  # type: ignore[arg-type]
    assert not page.input.isEnabled() and page.input.placeholderText() == sentence
    page.input.set_draft("a draft")
    assert page.composer.note.text() == sentence
    backend.enter(replace(FAMILY, revision=2))
    assert page.input.isEnabled() and page.input.placeholderText() != sentence


def test_a_silent_member_reads_until_when(page: ChatPage, backend: Backend) -> None:
    backend.enter(replace(FAMILY, silent_until=backend.clock.now() + 3_600_000))
    assert not page.input.isEnabled()
    assert page.input.placeholderText().startswith("A keeper of the room has silenced you until ")


def test_the_end_of_a_silence_opens_the_input(
    page: ChatPage, backend: Backend, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It also ends if its last millisecond passes while the page is updated."""
    passed = itertools.cycle((0, 1))
    monkeypatch.setattr(backend.clock, "now", lambda: NOON + next(passed))
    backend.enter(replace(FAMILY, silent_until=NOON + 1))
    assert not page.input.isEnabled()
    qtbot.waitUntil(page.input.isEnabled)


def test_who_is_no_member_can_join_if_the_room_is_not_closed(page: ChatPage, backend: Backend) -> None:
    backend.enter(replace(FAMILY, role=RoomRole.NONE))
    assert page.relation.text() == "You are not a member of this room."
    assert page.relation.button.text() == "Join" and page.relation.button.isVisible()
    assert not partner(page).side.isVisible() and not head(page).members.isVisible()
    backend.enter(replace(FAMILY, role=RoomRole.NONE, join_rule=JoinRule.CLOSED))
    assert not page.relation.button.isVisible()


def test_a_room_that_lets_nobody_in_says_so(page: ChatPage, backend: Backend) -> None:
    """A room that admits who asks, but has no keeper who could."""
    backend.enter(replace(FAMILY, role=RoomRole.NONE, join_rule=JoinRule.ASK))
    page.relation.button.click()
    backend.answer(AddToListReply(outcome=AddOutcome.NOBODY, number=ROOM.number))
    assert page.relation.text() == "The room is closed. A member can invite you."


def test_a_request_from_the_chat_says_who_asks(page: ChatPage, backend: Backend) -> None:
    backend.enter(replace(FAMILY, role=RoomRole.NONE, join_rule=JoinRule.ASK))
    page.relation.button.click()
    backend.answer(AddToListReply(outcome=AddOutcome.CONSENT_NEEDED, number=ROOM.number))
    (asked,) = [request for request in backend.requests if isinstance(request, AnswerAdd)]
    assert asked == AnswerAdd(ROOM.number, AddAnswer.ASK, f"Hello, I am {backend.messenger.me.name}.")


def test_an_invitation_that_could_not_be_declined_can_be_declined_again(page: ChatPage, backend: Backend) -> None:
    backend.enter(replace(FAMILY, role=RoomRole.INVITED))
    decline = page.relation.other_button
    decline.click()
    backend.fail(Problem(ProblemKind.SERVER_FAILED))
    assert decline.text() == "Decline" and decline.isVisible()
    decline.click()
    refusal = AnswerAdd(ROOM.number, AddAnswer.REFUSE)
    assert [request for request in backend.requests if isinstance(request, AnswerAdd | AddToList)] == [refusal, refusal]


# Mentions


def write(page: ChatPage, text: str) -> None:
    page.input.setFocus()
    for character in text:
        QTest.keyClicks(page.input, character) if character.isascii() else page.input.insertPlainText(character)


def offered(page: ChatPage) -> list[str]:
    completion = partner(page).completion
    if not completion.popup.isVisible():
        return []
    model = completion.view.members
    return [str(model.index(row).data()) for row in range(model.rowCount())]


def test_at_offers_the_members_present_ones_first(page: ChatPage) -> None:
    write(page, "Hi @")
    assert offered(page) == ["Anna Müller", "张伟", "Bo"]
    write(page, "mull")
    assert offered(page) == ["Anna Müller"]
    write(page, "x")
    assert offered(page) == []


def test_members_are_found_by_pinyin(page: ChatPage, qtbot: QtBot) -> None:
    write(page, "@zhw")
    qtbot.waitUntil(lambda: offered(page) == ["张伟"])


def test_the_chosen_name_is_inserted_and_its_number_sent(page: ChatPage, backend: Backend) -> None:
    write(page, "Hi @")
    QTest.keyClick(page.input, Qt.Key.Key_Down)
    QTest.keyClick(page.input, Qt.Key.Key_Return)
    assert page.input.text() == "Hi @张伟 " and offered(page) == [] and not backend.sent
    write(page, "and @bo")
    QTest.keyClick(page.input, Qt.Key.Key_Tab)
    assert page.input.text() == "Hi @张伟 and @Bo "
    assert page.input.hasFocus()
    QTest.keyClick(page.input, Qt.Key.Key_Return)
    assert [message.body for message in backend.sent] == [Text("Hi @张伟 and @Bo", (WEI, BO))]


def test_up_goes_from_the_first_to_the_last(page: ChatPage) -> None:
    write(page, "@")
    QTest.keyClick(page.input, Qt.Key.Key_Up)
    QTest.keyClick(page.input, Qt.Key.Key_Return)
    assert page.input.text() == "@Bo "


def test_escape_closes_the_list_and_not_the_chat(page: ChatPage, window: ChatWindow) -> None:
    write(page, "@")
    QTest.keyClick(page.input, Qt.Key.Key_Escape)
    assert offered(page) == [] and window.isVisible() and window.page(ROOM) is page
    write(page, "b")
    assert offered(page) == [], "it stays closed for this name"
    write(page, " @")
    assert offered(page) != []


def test_an_address_offers_nobody(page: ChatPage) -> None:
    write(page, "mei@example")
    assert offered(page) == []


def test_a_typed_name_is_a_mention_too(page: ChatPage, backend: Backend) -> None:
    page.input.set_draft("where is @Anna?")
    page.send_button.click()
    assert [message.body for message in backend.sent] == [Text("where is @Anna?", (ANNA,))]


# Typing


def test_the_names_of_those_who_are_typing_are_shown(page: ChatPage, backend: Backend) -> None:
    said = []
    for number in (ANNA, WEI, BO):
        backend.show_typing(number, ROOM)
        QApplication.processEvents()
        said.append(page.typing.text())
    backend.write(ANNA, "well", room=ROOM)
    said.append(page.typing.text())
    assert said == [
        "Anna Müller is typing…",
        "Anna Müller and 张伟 are typing…",
        "Anna Müller and 2 others are typing…",
        "张伟 and Bo are typing…",
    ]
