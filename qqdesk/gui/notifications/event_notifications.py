"""Notifications of events other than messages: presence, requests, notices of the server, lost connections."""

from PySide6.QtCore import QCoreApplication, QObject, Qt, QTimer, Slot
from PySide6.QtGui import QGuiApplication

from qqdesk.domain.conversation_id import ConversationId
from qqdesk.domain.notification_rules import SoundEvent
from qqdesk.gui.notifications.message_notifications import FACE
from qqdesk.gui.notifications.native_notifications import NativeNotifications, picture_of
from qqdesk.gui.notifications.notification_policy import NotificationPolicy
from qqdesk.gui.notifications.notification_texts import NOTHING, TEXT, CountTexts
from qqdesk.gui.notifications.sounds import Sounds
from qqdesk.gui.shared.bidi import isolated
from qqdesk.gui.shared.faces import FaceSource
from qqdesk.gui.shared.navigator import Navigator
from qqdesk.gui.shared.settings_store import SettingsStore
from qqdesk.gui.shared.texts import notice_text, problem_text, requests_text
from qqdesk.system.notification import CLICKED, Chosen, Notification
from qqdesk.worker.api import ConnectionPhase, ConnectionState, Notice
from qqdesk.worker.messenger import Messenger

GATHER_MS = 300
NAME_MS = 700
"""Delay until the name of an unknown sender has been fetched."""
REQUESTS, ASKS, ONLINE, NOTICE, PROBLEM = "requests", "asks", "online", "notice", "problem"


class EventNotifications(QObject):
    """Shows at most one notification of each kind."""

    def __init__(
        self,
        messenger: Messenger,
        navigator: Navigator,
        faces: FaceSource,
        store: SettingsStore,
        policy: NotificationPolicy,
        native: NativeNotifications,
        sounds: Sounds,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._messenger, self._navigator = messenger, navigator
        self._faces, self._store = faces, store
        self._policy, self._native, self._sounds = policy, native, sounds
        self._asking: frozenset[int] = frozenset()
        self._asks: frozenset[str] = frozenset()
        """The ids of join requests."""
        self._came_online_numbers: list[int] = []
        self._who = 0
        """The contact whose presence is shown; 0 if the notification names several."""
        self._is_inside = False
        self._gather = QTimer(self, singleShot=True, interval=GATHER_MS)
        self._gather.timeout.connect(self._announce_online)
        self._ask = QTimer(self, singleShot=True, interval=NAME_MS)
        self._ask.timeout.connect(self._announce_requests)
        messenger.signed_in.connect(self._signed_in)
        messenger.signed_out.connect(self._signed_out)
        messenger.requests_changed.connect(self._requests_changed)
        messenger.invitations.asks_changed.connect(self._asks_changed)
        messenger.notice_received.connect(self._notice_received)
        messenger.presence.came_online.connect(self._came_online)
        messenger.connection_changed.connect(self._connection_changed)
        native.chosen.connect(self._on_action_chosen)

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
        for key in (REQUESTS, ASKS, ONLINE, NOTICE):
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
        if not requests or not self._policy.is_allowed:
            return
        title, body, face = requests_text(len(requests)), "", None
        content = self._store.settings.notice_content
        if len(requests) == 1 and content != NOTHING:
            (request,) = requests
            contact = self._messenger.roster.get(request.number)
            sentence = QCoreApplication.translate("Notification", "{name} asks to add you")
            title, face = sentence.format(name=isolated(contact.name)), contact.face
            body = request.reason.strip() if content == TEXT else ""
        self._show(REQUESTS, title, body, face, SoundEvent.REQUEST)

    @Slot()
    def _asks_changed(self) -> None:
        """Announce join requests, for administrators."""
        asks = self._messenger.invitations.asks
        before, self._asks = self._asks, frozenset(ask.id for ask in asks)
        if not asks:
            self._native.close(ASKS)
        if not self._asks - before or not self._policy.is_allowed:
            return
        content = self._store.settings.notice_content
        title, face = CountTexts().asks(len(asks)), None
        if len(asks) == 1 and content != NOTHING:
            (ask,) = asks
            sentence = QCoreApplication.translate("Notification", "{name} asks to come in")
            title, face = sentence.format(name=isolated(ask.nickname)), ask.face
        self._show(ASKS, title, "", face, SoundEvent.REQUEST)

    @Slot(object)
    def _notice_received(self, notice: Notice) -> None:
        """Announce an answer to my request, or a message of the server; the main window shows it too."""
        if not self._policy.allows(ConversationId.person(notice.number)):
            return
        content = self._store.settings.notice_content
        title, body = notice.contact.name, notice_text(notice)
        if content != TEXT:
            body = QCoreApplication.translate("Notification", "There is news for you.")
        if content == NOTHING:
            title = "qqdesk"
        self._show(NOTICE, title, body, notice.contact.face, SoundEvent.REQUEST)

    @Slot(object)
    def _came_online(self, number: int) -> None:
        self._came_online_numbers.append(number)
        self._gather.start()

    @Slot()
    def _announce_online(self) -> None:
        came, self._came_online_numbers = self._came_online_numbers, []
        settings = self._store.settings
        if not came or not self._policy.is_allowed or not settings.notice_online:
            return
        self._who = came[0] if len(came) == 1 else 0
        if settings.notice_content == NOTHING:
            title = CountTexts().came(len(came))
        else:
            title = QCoreApplication.translate("Notification", "{name} came online")
            names = (isolated(self._messenger.roster.get(number).name) for number in came)
            title = title.format(name=QCoreApplication.translate("Notification", ", ").join(names))
        who = self._messenger.roster.get(self._who).face if self._who else None
        self._show(ONLINE, title, "", who, SoundEvent.ONLINE, passing=True)

    @Slot(object)
    def _connection_changed(self, state: ConnectionState) -> None:
        """Announce a lost connection that no retry repairs, unless a window is in front."""
        problem = state.problem
        if state.phase is ConnectionPhase.CONNECTED:
            self._native.close(PROBLEM)
        needs_somebody = problem is not None and (
            state.phase is ConnectionPhase.ENDED or problem.certificate is not None
        )
        if not needs_somebody or not self._is_inside or not self._policy.is_allowed:
            return
        if problem is None or _is_looked_at():
            return
        title = QCoreApplication.translate("Notification", "You are not connected")
        self._show(PROBLEM, title, problem_text(problem), None, SoundEvent.ERROR)

    def _show(
        self, key: str, title: str, body: str, face_id: int | None, event: SoundEvent, *, passing: bool = False
    ) -> None:
        """Show a notification with a face."""
        self._sounds.play(event)
        if not self._store.settings.notices:
            return
        face = None
        if face_id is not None and self._store.settings.notice_content != NOTHING:
            face = picture_of(self._faces.pixmap(face_id, FACE))
        actions = ((CLICKED, QCoreApplication.translate("Notification", "Open")),)
        category = "presence.online" if event is SoundEvent.ONLINE else "im"
        urgent = event is SoundEvent.ERROR
        self._native.show(Notification(key, title, body, actions, face, category, urgent, passing))

    @Slot(object)
    def _on_action_chosen(self, chosen: Chosen) -> None:
        if chosen.key not in (REQUESTS, ASKS, ONLINE, NOTICE, PROBLEM):
            return
        self._native.close(chosen.key)
        if chosen.key == ONLINE and self._who and self._who in self._messenger.roster:
            self._navigator.open_chat(ConversationId.person(self._who))
        elif chosen.key == REQUESTS and self._messenger.requests:
            self._navigator.open_requests()
        else:
            self._navigator.open_main()


def _is_looked_at() -> bool:
    """Whether a window of the program is in front."""
    return QGuiApplication.applicationState() is Qt.ApplicationState.ApplicationActive
