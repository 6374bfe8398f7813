"""Notifications over a real session bus: content, closing and clicks."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QTime
from PySide6.QtWidgets import QSystemTrayIcon
from pytestqt.qtbot import QtBot

from qqdesk.domain.body import RoomEvent, Text
from qqdesk.domain.contact import AddRequest, Contact, Me, Watch
from qqdesk.domain.conversation_id import ConversationId
from qqdesk.domain.incoming import (
    AddedMe,
    ContactRequested,
    DeviceAdded,
    RequestRefused,
    RoomAsked,
    RoomChanged,
    RoomInvited,
    RoomJoined,
    RoomLeft,
    RoomNotice,
    RoomRefused,
    StatusChanged,
)
from qqdesk.domain.message import ChangeKind, Delivery, Message, new_message_id
from qqdesk.domain.notification_rules import FOREVER, SoundEvent
from qqdesk.domain.problem import Problem, ProblemKind
from qqdesk.domain.room import Room
from qqdesk.engine.events import BlocksChanged, Ended, MessageChanged, RequestsFetched
from qqdesk.gui.kit import routes
from qqdesk.gui.kit.app_context import AppContext
from qqdesk.gui.kit.routes import Route
from qqdesk.gui.notifications import event_notifications as events_module
from qqdesk.gui.notifications import notifier
from qqdesk.gui.notifications.notification_controller import NotificationController
from qqdesk.gui.notifications.notification_texts import TEXT, message_texts
from qqdesk.gui.shared.faces import FaceSource
from qqdesk.gui.shared.settings_store import SettingsStore
from qqdesk.gui.shared.texts import moment_text
from qqdesk.protocol.codes import SYSTEM_NUMBER, Status
from qqdesk.protocol.place_commands import JoinRequest, ListJoinRequests, ListJoinRequestsReply
from qqdesk.protocol.room_commands import RoomChange, RoomRole
from qqdesk.system.notification import Notification
from tests.gui.recording_navigator import RecordingNavigator
from tests.gui.stub_files import file_message, picture_message
from tests.helpers.messages import NOON, chat_with
from tests.helpers.session_bus import Notifications, session_bus
from tests.kit.messenger import Backend

ME = Me(10020, "Mei 小梅")
ZOE, BO, LI = 10001, 10002, 3456789012
_MARK = Notification("mark", "mark")


class Desk:
    """A notification controller, its daemon and the played sounds."""

    def __init__(
        self,
        desk: NotificationController,
        backend: Backend,
        navigator: RecordingNavigator,
        theirs: Notifications,
        qtbot: QtBot,
    ) -> None:
        self.desk, self.backend, self.theirs, self.qtbot = desk, backend, theirs, qtbot
        self.messenger = backend.messenger
        self.navigator = navigator
        self.sounds: list[SoundEvent] = []

    def words(self) -> list[tuple[str, str]]:
        return [(call[3], call[4]) for call in list(self.theirs.shown.values())]

    def wait(self, *words: tuple[str, str]) -> None:
        self.qtbot.waitUntil(lambda: sorted(self.words()) == sorted(words), timeout=20_000)

    def wait_opened(self, route: Route) -> None:
        self.qtbot.waitUntil(lambda: self.navigator.calls == [route])

    def id_of(self, title: str) -> int:
        return next(number for number, call in self.theirs.shown.items() if call[3] == title)

    def wait_received(self) -> None:
        """Wait until the daemon has received all pending notifications."""
        messages = self.desk.messages
        timers = (messages._pace, messages._soon, messages._gathering, self.desk.events._gather, self.desk.events._ask)
        self.qtbot.waitUntil(lambda: not any(timer.isActive() for timer in timers), timeout=20_000)
        before = len(self.theirs.asked)
        self.desk.native.show(_MARK)
        self.qtbot.waitUntil(lambda: len(self.theirs.asked) > before, timeout=20_000)
        self.qtbot.waitUntil(lambda: any(call[3] == "mark" for call in self.theirs.calls), timeout=20_000)
        self.desk.native.close("mark")
        self.qtbot.waitUntil(lambda: not any(title == "mark" for title, _ in self.words()), timeout=20_000)
        self.theirs.calls = [call for call in self.theirs.calls if call[3] != "mark"]


@pytest.fixture
def theirs(tmp_path: Path) -> Iterator[Notifications]:
    folder = tmp_path / "bus"
    folder.mkdir()
    with session_bus(folder):
        daemon = Notifications("actions", "body")
        yield daemon
        daemon.stop()


@pytest.fixture
def desk(
    theirs: Notifications,
    backend: Backend,
    faces: FaceSource,
    store: SettingsStore,
    qtbot: QtBot,
    monkeypatch: pytest.MonkeyPatch,
) -> Iterator[Desk]:
    icon = QSystemTrayIcon()
    navigator = RecordingNavigator()
    made = NotificationController(AppContext(backend.messenger, navigator, faces, store), icon)
    desk = Desk(made, backend, navigator, theirs, qtbot)
    monkeypatch.setattr(made.sounds, "play", desk.sounds.append)
    backend.open(Contact(ZOE, "Zoe", 270, Status.ONLINE), Contact(LI, "李小明", 0, Status.ONLINE), me=ME)
    desk.wait_received()
    yield desk
    made.stop()


def test_one_notification_for_each_person(desk: Desk) -> None:
    desk.backend.write(ZOE, "hello")
    desk.wait(("Zoe", "hello"))
    call = desk.theirs.shown[desk.id_of("Zoe")]
    assert call[5] == ["default", "Open", "reply", "Reply", "read", "Mark as read"]
    width, height = call[6]["image-data"][1][:2]
    assert (width, height) == (64, 64)
    desk.backend.write(LI, "你好")
    desk.backend.write(ZOE, "are you\nthere?")
    desk.backend.write(ZOE, "well then")
    desk.wait(("李小明", "你好"), ("Zoe · 3 new message(s)", "hello\nare you there?\nwell then"))
    assert desk.sounds[0] is SoundEvent.MESSAGE


def test_pictures_and_files_are_named(desk: Desk) -> None:
    desk.backend.write(ZOE, picture_message(1, caption="our cat").body, file_message(2).body)
    desk.wait(("Zoe · 2 new message(s)", "Picture · our cat\nFile: plan.pdf"))


def test_a_message_that_was_taken_back_is_announced_no_more(desk: Desk) -> None:
    hello, secret = desk.backend.write(ZOE, "hello", "a secret")
    desk.wait(("Zoe · 2 new message(s)", "hello\na secret"))
    desk.backend.alter(hello, ChangeKind.EDIT, "hi")
    desk.backend.alter(secret, ChangeKind.RECALL)
    desk.wait()
    desk.backend.write(ZOE, "well")
    desk.wait(("Zoe · 2 new message(s)", "hi\nwell"))


def test_the_sound_of_a_sent_message_is_not_that_of_a_change(desk: Desk, qtbot: QtBot) -> None:
    with qtbot.waitSignal(desk.messenger.message_added):
        desk.messenger.own_messages.send(chat_with(ZOE), Text("hello"))
    for delivery in (Delivery.SENT, Delivery.DELIVERED):
        desk.backend.emit(MessageChanged(desk.backend.sent[0].with_delivery(delivery)))
    assert desk.sounds == [SoundEvent.SENT]


def test_content_follows_the_setting(desk: Desk, store: SettingsStore) -> None:
    store.change("notice_content", "sender")
    desk.backend.write(ZOE, "secret")
    desk.wait(("Zoe", "1 new message(s)"))
    store.change("notice_content", "nothing")
    desk.backend.write(ZOE, "secret")
    desk.wait(("qqdesk", "2 new message(s)"))
    assert "image-data" not in desk.theirs.shown[desk.id_of("qqdesk")][6]
    assert not any("secret" in str(call) for call in desk.theirs.calls)
    store.change("notices", False)
    desk.backend.write(LI, "secret")
    desk.wait_received()
    assert len(desk.theirs.shown) == 1


def test_no_notification_of_attended_and_read_chats(desk: Desk) -> None:
    desk.desk.messages.set_attended(chat_with(ZOE))
    desk.backend.write(ZOE, "hello")
    desk.backend.write(LI, "hello")
    desk.wait(("李小明", "hello"))
    desk.messenger.mark_read(chat_with(LI))
    desk.wait()
    desk.desk.messages.set_attended(chat_with(0))
    desk.backend.write(ZOE, "one")
    desk.wait(("Zoe", "one"))
    desk.desk.messages.set_attended(chat_with(ZOE))
    desk.wait()


def test_a_click_opens_the_chat(desk: Desk, qtbot: QtBot) -> None:
    desk.backend.write(LI, "hello")
    desk.wait(("李小明", "hello"))
    desk.theirs.invoke(desk.id_of("李小明"), "default")
    desk.wait_opened(routes.Chat(chat_with(LI)))
    desk.wait()


def test_a_notification_marks_its_messages_as_read(desk: Desk, qtbot: QtBot) -> None:
    desk.backend.write(ZOE, "hello")
    desk.wait(("Zoe", "hello"))
    desk.theirs.invoke(desk.id_of("Zoe"), "read")
    qtbot.waitUntil(lambda: desk.messenger.unread == 0)
    desk.wait()
    assert desk.navigator.calls == []


def test_a_reply_in_the_notification_is_sent(desk: Desk, qtbot: QtBot) -> None:
    sent = desk.backend.sent
    desk.backend.write(ZOE, "hello")
    desk.wait(("Zoe", "hello"))
    desk.theirs.reply(desk.id_of("Zoe"), "on my way")
    qtbot.waitUntil(lambda: [(one.conversation, one.text) for one in sent] == [(chat_with(ZOE), "on my way")])


def test_one_summary_of_many_messages_at_sign_in(desk: Desk, qtbot: QtBot) -> None:
    desk.backend.open()
    for count in range(1000):
        desk.backend.write(20_000 + count % 12, f"message {count}")
    desk.wait_received()
    desk.wait(("1000 new message(s)", "from 12 people"))
    assert len(desk.theirs.calls) == 1
    assert desk.sounds == [SoundEvent.MESSAGE]
    desk.theirs.invoke(desk.id_of("1000 new message(s)"), "default")
    desk.wait_opened(routes.NextUnread())
    desk.wait()


def test_the_summary_closes_when_all_is_read(desk: Desk) -> None:
    for number in range(5):
        desk.backend.write(20_000 + number, "hello")
    desk.wait(("5 new message(s)", "from 5 people"))
    for number in range(5):
        desk.messenger.mark_read(chat_with(20_000 + number))
    desk.wait()


@pytest.mark.parametrize("reason", ["busy", "pause", "muted", "quiet"])
def test_no_notification_while_muted_paused_busy_or_quiet(
    desk: Desk, store: SettingsStore, reason: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    match reason:
        case "busy":
            desk.messenger.set_status(Status.BUSY)
        case "pause":
            store.settings.paused_until = FOREVER
        case "muted":
            desk.messenger.mutes.mute(chat_with(ZOE), FOREVER)
        case "quiet":
            store.settings.quiet_hours = True
            monkeypatch.setattr(notifier, "QTime", _Night)
    desk.backend.write(ZOE, "hello")
    desk.wait_received()
    assert desk.words() == []
    assert desk.sounds == []
    if reason == "muted":
        desk.backend.write(LI, "hello")
        desk.wait(("李小明", "hello"))
    if reason == "busy":
        store.settings.silent_while_busy = False
        desk.backend.write(ZOE, "again")
        desk.wait(("Zoe · 2 new message(s)", "hello\nagain"))


FAMILY = ConversationId.room(20001)


def say(desk: Desk, sender: int, text: str, *mentions: int) -> None:
    """Receive a message of a room."""
    desk.backend.write(sender, Text(text, mentions), room=FAMILY)


@pytest.fixture
def family(desk: Desk) -> Desk:
    desk.backend.change(Contact(BO, "小波"))
    desk.backend.enter(Room(FAMILY.number, "Family", 270, RoomRole.MEMBER, members=3))
    return desk


def test_a_room_has_one_notification_with_the_names(family: Desk) -> None:
    say(family, ZOE, "hello")
    family.wait(("Zoe in Family", "hello"))
    say(family, BO, "你好")
    family.wait(("Family · 2 new message(s)", "Zoe: hello\n小波: 你好"))
    family.theirs.invoke(family.id_of("Family · 2 new message(s)"), "default")
    family.wait_opened(routes.Chat(FAMILY))


def test_blocked_people_do_not_notify_in_a_room(family: Desk) -> None:
    family.backend.emit(BlocksChanged({BO: True}))
    say(family, BO, "@Mei 小梅 buy this", ME.number)
    family.wait_received()
    assert family.words() == [] and family.sounds == []
    say(family, ZOE, "hello")
    family.wait(("Zoe in Family", "hello"))


def test_a_change_of_a_room_is_not_notified(family: Desk) -> None:
    change = Message(new_message_id(1), FAMILY, ZOE, 1, RoomEvent(RoomChange.MEMBER, BO, "1"), None)
    family.backend.receive(RoomChanged(1, change.id, ZOE, 1, change, 1, is_me=False, log=FAMILY.number))
    family.wait_received()
    assert family.words() == [] and family.sounds == []


@pytest.mark.parametrize("is_wanted", [True, False])
def test_a_mention_is_notified_in_a_muted_room_if_that_is_wanted(
    family: Desk, store: SettingsStore, is_wanted: bool
) -> None:
    store.settings.notice_mentions = is_wanted
    family.messenger.mutes.mute(FAMILY, FOREVER)
    say(family, ZOE, "hello")
    family.wait_received()
    assert family.words() == [] and family.sounds == []
    say(family, ZOE, "@Mei 小梅 hello", ME.number)
    family.wait_received()
    assert [title for title, _ in family.words()] == (["Family · 2 new message(s)"] if is_wanted else [])


@pytest.mark.parametrize(
    ("kind", "text", "sentence", "words", "opened"),
    [
        (RoomInvited, "Family", "Zoe invites you to the room Family.", "", routes.Chat(FAMILY)),
        (RoomJoined, "Family", "Zoe added you to the room Family.", "", routes.Chat(FAMILY)),
        (RoomLeft, "Family", "Zoe removed you from the room Family.", "", routes.Chat(FAMILY)),
        (RoomAsked, "please", "Zoe asks to join the room Family.", "please", routes.Room(FAMILY.number)),
        (RoomRefused, "", "Your request to join the room Family was declined.", "", routes.Room(FAMILY.number)),
    ],
)
def test_a_notice_about_a_room_leads_there(
    family: Desk, kind: type[RoomNotice], text: str, sentence: str, words: str, opened: Route
) -> None:
    family.backend.notify(kind, Contact(ZOE, "Zoe"), text, FAMILY.number)
    family.wait((sentence, words))
    family.theirs.invoke(family.id_of(sentence), "default")
    family.wait_opened(opened)


def test_the_operator_who_changes_a_room_is_not_named(family: Desk) -> None:
    family.backend.notify(RoomJoined, Contact(SYSTEM_NUMBER, stranger=True), "Family", FAMILY.number)
    family.wait(("You are in the room Family now.", ""))


def test_a_room_whose_picture_is_unknown_gets_none(family: Desk) -> None:
    family.backend.enter(Room(FAMILY.number, "Family", role=RoomRole.MEMBER))
    family.backend.notify(RoomJoined, Contact(ZOE, "Zoe"), "Family", FAMILY.number)
    title = "Zoe added you to the room Family."
    family.wait((title, ""))
    assert "image-data" not in family.theirs.shown[family.id_of(title)][6]


def test_automatic_away_allows_notifications(desk: Desk) -> None:
    desk.messenger.set_idle(True)
    desk.backend.write(ZOE, "hello")
    desk.wait(("Zoe", "hello"))


class _Night:
    @staticmethod
    def currentTime() -> QTime:
        return QTime(2, 30)


def test_contact_requests_are_announced(desk: Desk, qtbot: QtBot) -> None:
    desk.backend.receive(ContactRequested(0, "", ZOE, 0, "we met"))
    desk.wait(("Zoe asks to add you", "we met"))
    desk.backend.receive(ContactRequested(0, "", LI, 0, ""))
    desk.wait(("2 people ask to add you", ""))
    assert desk.sounds == [SoundEvent.REQUEST, SoundEvent.REQUEST]
    desk.theirs.invoke(desk.id_of("2 people ask to add you"), "default")
    desk.wait_opened(routes.Requests())
    desk.wait()
    desk.backend.emit(RequestsFetched(()))
    desk.wait_received()
    assert desk.words() == []


def test_old_contact_requests_are_not_announced(desk: Desk) -> None:
    request = AddRequest(ZOE, "we met", 0)
    desk.backend.open(requests=(request,))
    desk.backend.emit(RequestsFetched((request,)))
    desk.wait_received()
    assert desk.words() == []


def come_online(desk: Desk, *numbers: int) -> None:
    """Let watched contacts go, and come back later."""
    for status in (Status.OFFLINE, Status.ONLINE):
        desk.backend.receive(*(StatusChanged(0, "", number, 0, status) for number in numbers))
        desk.backend.clock.advance(60)


def test_contacts_who_come_online_are_announced(desk: Desk, store: SettingsStore) -> None:
    for number in (ZOE, LI):
        desk.messenger.presence.watch(number, Watch.ALWAYS)
    come_online(desk, ZOE)
    desk.wait(("Zoe came online", ""))
    assert desk.theirs.shown[desk.id_of("Zoe came online")][6]["transient"] == ("b", True)
    desk.theirs.invoke(desk.id_of("Zoe came online"), "default")
    desk.wait_opened(routes.Chat(chat_with(ZOE)))
    desk.wait()
    come_online(desk, ZOE, LI)
    desk.wait(("Zoe, 李小明 came online", ""))
    assert desk.sounds == [SoundEvent.ONLINE, SoundEvent.ONLINE]
    store.settings.notice_online = False
    come_online(desk, LI)
    desk.wait_received()
    assert len(desk.sounds) == 2


def test_notices_of_the_server_are_announced(desk: Desk) -> None:
    desk.backend.notify(AddedMe, Contact(ZOE, "Zoe", 270))
    desk.wait(("Zoe added you to their list.", ""))
    desk.backend.change(Contact(77, "zoe"))
    desk.backend.notify(RequestRefused, Contact(77, "zoe"), "not now")
    desk.wait(("zoe (77) declined your request.", "not now"))


def test_a_new_device_is_announced_and_opens_the_list_of_devices(desk: Desk, store: SettingsStore) -> None:
    desk.backend.receive(DeviceAdded(7, "0" * 32, 0, NOON, "0b0b0b0b", "192.168.1.7", "Kitchen laptop"))
    title = "New device: Kitchen laptop"
    desk.wait((title, f"{moment_text(NOON)}, from 192.168.1.7. If it was not you, sign it out."))
    desk.theirs.invoke(desk.id_of(title), "default")
    desk.wait_opened(routes.Settings("devices"))
    desk.wait()
    store.settings.notice_device = False
    desk.backend.receive(DeviceAdded(8, "1" * 32, 0, NOON, "0c0c0c0c", "192.168.1.8", "Work"))
    desk.wait_received()
    assert desk.words() == []


def test_an_old_client_is_announced(desk: Desk) -> None:
    desk.backend.receive(DeviceAdded(7, "0" * 32, 0, NOON, "00000000", "192.168.1.7", ""))
    body = f"{moment_text(NOON)}, from 192.168.1.7. If it was not you, sign it out."
    desk.wait(("New device: Old client", body))


def test_the_end_of_a_session_is_announced_in_the_background(
    desk: Desk, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    problem = Problem(ProblemKind.SIGNED_OUT_ELSEWHERE)
    monkeypatch.setattr(events_module, "_is_looked_at", lambda: True)
    desk.backend.emit(Ended(problem, OSError()))
    desk.wait_received()
    assert desk.words() == []
    monkeypatch.setattr(events_module, "_is_looked_at", lambda: False)
    desk.backend.open()
    desk.backend.emit(Ended(problem, OSError()))
    qtbot.waitUntil(lambda: bool(desk.words()))
    title, body = desk.words()[0]
    assert title == "You are not connected"
    assert body.startswith("This computer was signed out from another device")
    assert desk.sounds == [SoundEvent.ERROR]
    desk.theirs.invoke(desk.id_of(title), "default")
    desk.wait_opened(routes.Main())
    desk.wait()


def test_sign_out_closes_notifications(desk: Desk) -> None:
    desk.backend.write(ZOE, "hello")
    desk.wait(("Zoe", "hello"))
    desk.messenger.sign_out()
    desk.wait()


def test_tray_icon_shows_notifications_without_a_daemon(
    desk: Desk, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.theirs.stop()
    icon, shown = desk.desk.native._icon, list[Any]()
    monkeypatch.setattr(icon, "isVisible", lambda: True)
    monkeypatch.setattr(icon, "supportsMessages", lambda: True)
    monkeypatch.setattr(icon, "showMessage", lambda title, body, picture: shown.append((title, body)))
    desk.backend.write(ZOE, "hello")
    qtbot.waitUntil(lambda: shown == [("Zoe", "hello")], timeout=20_000)
    icon.messageClicked.emit()
    icon.messageClicked.emit()
    assert desk.navigator.calls == [routes.Chat(chat_with(ZOE))]


def test_braces_in_names_are_shown() -> None:
    assert message_texts("{you}", ["hi"], 1, TEXT) == ("{you}", "hi")
    assert message_texts("{you}", ["hi"], 2, TEXT)[0].startswith("{you} · ")


def test_join_requests_are_announced_to_administrators(desk: Desk, store: SettingsStore) -> None:
    invitations = desk.messenger.invitations
    ben, eva = (JoinRequest(f"{face:08x}", face, 0, name) for name, face in (("Ben", 270), ("Eva", 30)))
    invitations.apply(ListJoinRequests(), ListJoinRequestsReply((ben,)))
    desk.wait(("Ben asks to join", ""))
    assert desk.sounds == [SoundEvent.REQUEST]
    invitations.apply(ListJoinRequests(), ListJoinRequestsReply((ben, eva)))
    desk.wait(("2 people ask to join", ""))
    invitations.apply(ListJoinRequests(), ListJoinRequestsReply(()))
    desk.wait()
    store.change("notice_content", "nothing")
    invitations.apply(ListJoinRequests(), ListJoinRequestsReply((ben,)))
    desk.wait(("1 people ask to join", ""))
