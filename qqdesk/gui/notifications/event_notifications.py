"""Notifications of events other than messages: presence, requests, notices of the server, lost connections."""

from PySide6.QtCore import QCoreApplication, QObject, Qt, QTimer, Slot
from PySide6.QtGui import QGuiApplication

from qqdesk.domain.conversation_id import ConversationId
from qqdesk.domain.incoming import DeviceAdded, RoomAsked, RoomRefused
from qqdesk.domain.notification_rules import SoundEvent
from qqdesk.gui.kit import routes
from qqdesk.gui.kit.app_context import AppContext
from qqdesk.gui.notifications.native_notifications import NativeNotifications
from qqdesk.gui.notifications.notification_texts import NOTHING, TEXT, CountTexts
from qqdesk.gui.notifications.notifier import NotificationPolicy, Notifier, Sounds
from qqdesk.gui.shared.bidi import isolated
from qqdesk.gui.shared.notice_text import notice_parts
from qqdesk.gui.shared.texts import device_name, moment_text, name_list, problem_text, requests_text
from qqdesk.system.notification import Chosen
from qqdesk.worker.api import ConnectionPhase, ConnectionState, Notice

GATHER_MS = 300
NAME_MS = 700
"""Delay until the name of an unknown sender has been fetched."""
REQUESTS, ASKS, ONLINE, NOTICE, DEVICE, PROBLEM = "requests", "asks", "online", "notice", "device", "problem"
NUDGE = "nudge"


class EventNotifications(Notifier):
    """Shows at most one notification of each kind."""

    def __init__(
        self,
        context: AppContext,
        policy: NotificationPolicy,
        native: NativeNotifications,
        sounds: Sounds,
        parent: QObject,
    ) -> None:
        super().__init__(context, policy, native, sounds, parent)
        messenger = context.messenger
        self._asking: frozenset[int] = frozenset()
        self._asks: frozenset[str] = frozenset()
        """The ids of join requests."""
        self._came_online_numbers: list[int] = []
        self._who = 0
        """The contact whose presence is shown; 0 if the notification names several."""
        self._nudging = 0
        """The person of the shown nudge."""
        self._noted: Notice | None = None
        """The shown notice."""
        self._is_inside = False
        self._gather = QTimer(self, singleShot=True, interval=GATHER_MS)
        self._gather.timeout.connect(self._announce_online)
        self._ask = QTimer(self, singleShot=True, interval=NAME_MS)
        self._ask.timeout.connect(self._announce_requests)
        messenger.signed_in.connect(self._signed_in)
        messenger.signed_out.connect(self._signed_out)
        messenger.requests_changed.connect(self._requests_changed)
        messenger.invitations.join_requests_changed.connect(self._join_requests_changed)
        messenger.notice_received.connect(self._notice_received)
        messenger.device_added.connect(self._device_added)
        messenger.presence.came_online.connect(self._came_online)
        messenger.connection_changed.connect(self._connection_changed)

    @Slot()
    def _signed_in(self) -> None:
        self._is_inside = True
        self._asking = self._numbers_asking()
        self._native.close(PROBLEM)

    @Slot()
    def _signed_out(self) -> None:
        self._is_inside = False
        self._asking = frozenset()
        self._came_online_numbers = []
        self._gather.stop()
        self._ask.stop()
        for key in (REQUESTS, ASKS, ONLINE, NOTICE, DEVICE, NUDGE):
            self._native.close(key)

    def _numbers_asking(self) -> frozenset[int]:
        return frozenset(request.number for request in self._messenger.requests)

    @Slot()
    def _requests_changed(self) -> None:
        before, self._asking = self._asking, self._numbers_asking()
        if not self._asking:
            self._native.close(REQUESTS)
        if self._asking - before:
            self._ask.start()

    @Slot()
    def _announce_requests(self) -> None:
        """Announce contact requests, after the names were fetched."""
        requests = self._messenger.requests
        if not requests or not self._policy.is_allowed or not self._play(SoundEvent.REQUEST):
            return
        title, body, face = requests_text(len(requests)), "", None
        if len(requests) == 1 and self._content != NOTHING:
            (request,) = requests
            contact = self._messenger.roster.get(request.number)
            sentence = QCoreApplication.translate("Notification", "{name} asks to add you")
            title, face = sentence.format(name=isolated(contact.name)), contact.face
            body = request.reason.strip() if self._content == TEXT else ""
        self._show(REQUESTS, title, body, face, owner=requests[0].number)

    @Slot()
    def _join_requests_changed(self) -> None:
        """Announce join requests, for administrators."""
        asks = self._messenger.invitations.join_requests
        before, self._asks = self._asks, frozenset(ask.id for ask in asks)
        if not asks:
            self._native.close(ASKS)
        if not self._asks - before or not self._policy.is_allowed or not self._play(SoundEvent.REQUEST):
            return
        title, face = CountTexts().asks(len(asks)), None
        if len(asks) == 1 and self._content != NOTHING:
            (ask,) = asks
            sentence = QCoreApplication.translate("Notification", "{name} asks to join")
            title, face = sentence.format(name=isolated(ask.nickname)), ask.face
        self._show(ASKS, title, "", face)

    @Slot(object)
    def _notice_received(self, notice: Notice) -> None:
        """Announce an answer to my request, or a message of the server; the main window shows it too."""
        if not self._policy.allows(ConversationId.person(notice.number)) or not self._play(SoundEvent.REQUEST):
            return
        room = self._messenger.rooms.get(notice.room)
        title, face = (room.title, room.face or None) if notice.room else (notice.contact.name, notice.contact.face)
        text = QCoreApplication.translate("Notification", "There is news for you.")
        self._noted = notice
        if self._content == TEXT:
            title, text = notice_parts(notice, self._messenger.roster, room.title)
        elif self._content == NOTHING:
            title = "qqdesk"
        self._show(NOTICE, title, text, face, owner=0 if notice.room else notice.number)

    @Slot(object)
    def _device_added(self, device: DeviceAdded) -> None:
        """Announce a device that signed in as me for the first time."""
        if not self._store.settings.notice_device or not self._policy.is_allowed or not self._play(SoundEvent.REQUEST):
            return
        if self._content == NOTHING:
            self._show(DEVICE, QCoreApplication.translate("Notification", "A new device signed in"))
            return
        title = QCoreApplication.translate("Notification", "New device: {device}")
        body = QCoreApplication.translate("Notification", "{time}, from {address}. If it was not you, sign it out.")
        self._show(
            DEVICE,
            title.format(device=isolated(device_name(device.id, device.name))),
            body.format(time=moment_text(device.time), address=device.address),
        )

    @Slot(object)
    def _came_online(self, number: int) -> None:
        self._came_online_numbers.append(number)
        self._gather.start()

    @Slot()
    def _announce_online(self) -> None:
        came, self._came_online_numbers = self._came_online_numbers, []
        if not came or not self._policy.is_allowed or not self._store.settings.notice_online:
            return
        self._who = came[0] if len(came) == 1 else 0
        if not self._play(SoundEvent.ONLINE):
            return
        contacts = [self._messenger.roster.get(number) for number in came]
        if self._content == NOTHING:
            title = CountTexts().came(len(came))
        else:
            names = name_list(isolated(one.name) for one in contacts)
            title = QCoreApplication.translate("Notification", "{name} came online").format(name=names)
        face = contacts[0].face if self._who else None
        self._show(ONLINE, title, "", face, "presence.online", owner=self._who, is_passing=True)

    def show_nudge(self, number: int, *, is_seen: bool) -> None:
        """Play the sound of a nudge. `is_seen`: the chat shakes, which needs no notification."""
        if not self._play(SoundEvent.MESSAGE) or is_seen:
            return
        contact, self._nudging = self._messenger.roster.get(number), number
        title = QCoreApplication.translate("Notification", "You were nudged")
        if self._content != NOTHING:
            sentence = QCoreApplication.translate("Notification", "{name} nudged you")
            title = sentence.format(name=isolated(contact.name))
        self._show(NUDGE, title, "", contact.face, owner=number, is_passing=True)

    @Slot(object)
    def _connection_changed(self, state: ConnectionState) -> None:
        """Announce a lost connection that no retry repairs, unless a window is in front."""
        problem = state.problem
        if state.phase is ConnectionPhase.CONNECTED:
            self._native.close(PROBLEM)
        if problem is None or (state.phase is not ConnectionPhase.ENDED and problem.certificate is None):
            return
        is_announced = self._is_inside and self._policy.is_allowed and not _is_looked_at()
        if is_announced and self._play(SoundEvent.ERROR):
            title = QCoreApplication.translate("Notification", "You are not connected")
            self._show(PROBLEM, title, problem_text(problem), is_urgent=True)

    @Slot(object)
    def _on_action_chosen(self, chosen: Chosen) -> None:
        if chosen.key not in (REQUESTS, ASKS, ONLINE, NOTICE, DEVICE, NUDGE, PROBLEM):
            return
        self._native.close(chosen.key)
        if chosen.key == ONLINE and self._who and self._who in self._messenger.roster:
            self._navigator.open(routes.Chat(ConversationId.person(self._who)))
        elif chosen.key == NUDGE:
            self._navigator.open(routes.Chat(ConversationId.person(self._nudging)))
        elif chosen.key == REQUESTS and self._messenger.requests:
            self._navigator.open(routes.Requests())
        elif chosen.key == DEVICE:
            self._navigator.open(routes.Settings("devices"))
        elif chosen.key == NOTICE and self._noted is not None and self._noted.room:
            self._open_room(self._noted)
        else:
            self._navigator.open(routes.Main())

    def _open_room(self, notice: Notice) -> None:
        if isinstance(notice.item, RoomAsked | RoomRefused):
            self._navigator.open(routes.Room(notice.room))
        else:
            self._navigator.open(routes.Chat(ConversationId.room(notice.room)))


def _is_looked_at() -> bool:
    """Whether a window of the program is in front."""
    return QGuiApplication.applicationState() is Qt.ApplicationState.ApplicationActive
