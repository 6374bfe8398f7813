"""Apply events to the messenger's state, and emit its signals. Runs in the main thread."""

from collections import deque

from PySide6.QtCore import QObject, QTimer, Slot

from qqdesk.domain.conversation_id import ConversationId
from qqdesk.domain.incoming import (
    AccountOutdated,
    Announced,
    AnsweredElsewhere,
    ChangeReceived,
    ContactRequested,
    ConversationCleared,
    DeviceAdded,
    Incoming,
    JoinRequested,
    LogItem,
    MessageDelivered,
    MessageReceived,
    MessagesRemoved,
    Nudged,
    OwnMessage,
    OwnStatusChanged,
    ProfileChanged,
    ReadByOther,
    ReadMark,
    StatusChanged,
    TypingStarted,
)
from qqdesk.domain.message import ChangeKind, Delivery, Message
from qqdesk.engine.events import (
    AccountValuesChanged,
    BlocksChanged,
    ChangeFinished,
    Connected,
    Connecting,
    Ended,
    FileEvent,
    LogFilled,
    MessageChanged,
    Offline,
    Opened,
    OutboxStatusChanged,
    ProfilesFetched,
    Received,
    RequestDone,
    RequestFailed,
    RequestsFetched,
    Resumed,
    Retrying,
    RoomsFetched,
    RosterFetched,
    Stopped,
    StoreFailed,
    Waiting,
)
from qqdesk.engine.snapshot import RosterSnapshot, SessionSnapshot
from qqdesk.protocol.account_commands import ModifyInfo
from qqdesk.protocol.account_data import Block, Unblock
from qqdesk.protocol.codes import AddAnswer
from qqdesk.protocol.commands import AnswerAdd, DeleteFromList, GetInfoReply
from qqdesk.protocol.place_commands import AnswerJoinRequest
from qqdesk.protocol.record import Reply, Request
from qqdesk.worker.api import SignedIn, UnreadChange
from qqdesk.worker.connection_state import connection_state
from qqdesk.worker.conversation_store import ConversationStore
from qqdesk.worker.files import Files
from qqdesk.worker.history_requests import ConversationChanged, PeopleImported
from qqdesk.worker.history_service import HistoryService
from qqdesk.worker.invitations import Invitations
from qqdesk.worker.message_changes import MessageChanges
from qqdesk.worker.messenger_state import ContactRequests, MessengerState
from qqdesk.worker.notice_queue import NoticeQueue
from qqdesk.worker.own_faces import OwnFaces
from qqdesk.worker.own_messages import OwnMessages
from qqdesk.worker.rooms import Rooms
from qqdesk.worker.roster_state import RosterState

SLICE_S = 0.0025
"""The time for a part of a burst. Then the windows handle other events; a frame is 16 ms."""


class Reducer(QObject):
    """Changes the messenger's state, then emits the messenger's signals."""

    def __init__(
        self,
        state: MessengerState,
        people: RosterState,
        chats: ConversationStore,
        invitations: Invitations,
        rooms: Rooms,
        files: Files,
        own_faces: OwnFaces,
        history_service: HistoryService,
        mine: OwnMessages,
        changes: MessageChanges,
    ) -> None:
        super().__init__(state)
        self._state = state
        self._people = people
        self._chats = chats
        self._invitations = invitations
        self._rooms = rooms
        self._files = files
        self._own_faces = own_faces
        self._history_service = history_service
        self._mine = mine
        self._changes = changes
        self._notices = NoticeQueue(state, rooms)
        self._requests = ContactRequests(state, self.ensure_contact)
        self._looked_up: set[int] = set()
        self._unapplied: deque[Incoming | Message] = deque()
        """Received items, and messages of mine that were sent after them."""
        self._counts: dict[ConversationId, int] = {}
        """The unread counts that were not emitted yet."""
        self._slice_timer = QTimer(self, singleShot=True, interval=0)
        self._slice_timer.timeout.connect(self._apply_slice)

    def apply(self, event: object) -> None:
        """Apply an event of the engine, or an answer of the history's threads."""
        state = self._state
        match event:
            case Connecting() | Connected() | Waiting() | Offline() | Ended():
                self._apply_connection(event)
            case Opened():
                self._apply_session(event.snapshot)
            case Resumed():
                self._apply_resumed(event)
            case RosterFetched():
                self._apply_roster(event.roster)
            case Received():
                self._receive(event.items)
            case RequestsFetched():
                self._requests.replace(event.requests)
            case RoomsFetched():
                self._rooms.apply_list(event.rooms)
            case LogFilled():
                self._apply_older(event)
            case MessageChanged():
                self._mine.apply(event.message)
                if event.message.delivery is Delivery.SENT:
                    self._receive((event.message,))
            case ChangeFinished():
                self._changes.finish(event)
            case OutboxStatusChanged():
                state.outbox_status = event.status
                state.outbox_status_changed.emit(event.status)
            case ProfilesFetched():
                self._apply_profiles(event)
            case RequestDone() | RequestFailed():
                self.apply_request(event)
            case FileEvent():
                self._files.apply(event)
            case AccountValuesChanged():
                state.account.apply(event.keys)
            case BlocksChanged():
                for number, is_blocked in event.changes.items():
                    self._people.set_blocked(number, is_blocked)
            case StoreFailed():
                state.problem_occurred.emit(event.problem)
            case PeopleImported():
                for one in event.people:
                    self.ensure_contact(one.number, one.nickname, one.face)
                for room in event.rooms:
                    if room.number not in self._rooms:
                        self._rooms.put(room)
            case Retrying() | Stopped():
                pass
            case _:
                self._history_service.apply(event)

    def clear(self) -> None:
        self._looked_up = set()
        self._unapplied.clear()
        self._counts = {}
        self._slice_timer.stop()
        self._notices.clear()

    # The session

    def _apply_connection(self, event: Connecting | Connected | Waiting | Offline | Ended) -> None:
        state = self._state
        if isinstance(event, Connected):
            state.security = event.security
            self._invitations.follow(event.place)
        elif isinstance(event, Waiting | Offline):
            if isinstance(event, Offline):
                state.presence.reset()
            self._people.mark_all_offline()
            self._state.typing.stop_all()
        connection = connection_state(event)
        if connection != state.connection:
            state.change_connection(connection)

    def _apply_session(self, opened: SessionSnapshot) -> None:
        state, session = self._state, self._state.session
        assert session is not None and session.history is not None
        history, writer = session.history, session.writer
        self._chats.open(
            history, opened.unread, opened.last_row, opened.last_messages, opened.unread_by, opened.me.number
        )
        state.drafts.open(history.local_state, opened.drafts, writer)
        state.account.open(history.account_values, opened.account, writer, session.engine.sender.send_account_values)
        state.mutes.load()
        self._invitations.load()
        self._own_faces.learn(opened.own_faces)
        state.presence.clear()
        self._people.fill(opened.people)
        self._people.discard_changes()
        self._rooms.apply_list(opened.rooms)
        state.me = opened.me
        state.extended = opened.extended
        state.security = opened.security
        state.requests = list(opened.requests)
        state.signed_in.emit(SignedIn(opened.me, opened.extended, opened.security))
        self._history_service.retention.apply()
        self._look_up(self._people.nameless())

    def _apply_resumed(self, resumed: Resumed) -> None:
        state = self._state
        state.extended, state.security = resumed.extended, resumed.security
        state.presence.reset()
        assert state.session is not None
        # The event may be older than the wanted status.
        state.me = state.session.engine.receiver.wanted.apply_to(resumed.me)
        state.me_changed.emit(state.me)

    def _apply_roster(self, listing: RosterSnapshot) -> None:
        left = {contact.number for contact in self._state.roster.listed()}.difference(listing.numbers)
        self._people.apply_roster(listing)
        self._own_faces.learn(listing.own_faces)
        asking = {request.number for request in self._state.requests}
        for number in left - asking:
            # Someone with a conversation stays as a stranger.
            self._people.drop(number, keep=self._chats.is_known(ConversationId.person(number)))
        self._look_up(self._people.nameless())

    # Incoming

    def _receive(self, items: tuple[Incoming | Message, ...]) -> None:
        self._unapplied.extend(items)
        if not self._slice_timer.isActive():
            self._apply_slice()

    @Slot()
    def _apply_slice(self) -> None:
        """Apply received entries for SLICE_S; the rest follows after other events. Emit each unread count once."""
        until = self._state.clock.monotonic() + SLICE_S
        self._state.burst_started.emit()
        try:
            while self._unapplied:
                self._apply_incoming(self._unapplied.popleft())
                if self._state.clock.monotonic() > until:
                    break
        finally:
            if self._unapplied:
                self._slice_timer.start()
            self._state.burst_ended.emit()
        counts, self._counts = self._counts, {}
        for conversation, count in counts.items():
            self._state.unread_changed.emit(UnreadChange(conversation, count))

    def _apply_incoming(self, item: Incoming | Message) -> None:
        state = self._state
        match item:
            case Message():
                self._mine.place_sent(item)
            case LogItem() if item.row:
                conversation = item.message.conversation
                self.ensure_person(conversation)
                is_unread = isinstance(item, MessageReceived) and not item.is_read
                self._counts[conversation] = self._chats.receive(item.message, item.row, is_unread=is_unread)
                self._state.typing.on_message(conversation, item.sender)
                self._rooms.receive(item)
                state.message_added.emit(item.message)
            case OwnMessage():
                self._mine.apply(item.message)
                self._mine.place_sent(item.message)
            case ChangeReceived():
                self._changes.receive(item)
                if item.change.kind is ChangeKind.EDIT:
                    self._state.typing.on_message(item.conversation, item.sender)
            case ReadByOther():
                state.read_by_changed.emit(item.conversation)
            case Nudged():
                state.nudged.emit(item.sender)
            case Announced():
                self._rooms.receive(item)
                self._notices.receive(item)
            case ReadMark():
                self._counts.pop(item.conversation, None)
                self._history_service.reload_unread(item.conversation)
            case MessagesRemoved():
                self._apply_older(LogFilled((item.message.conversation,), 0))
            case ConversationCleared():
                self._history_service.delete_cleared(item)
            case MessageDelivered() if item.message is not None:
                self._mine.apply(item.message)
            case StatusChanged():
                self._apply_status(item)
            case ContactRequested():
                self._requests.add(item)
            case AnsweredElsewhere():
                self._requests.remove(item.sender)
            case OwnStatusChanged():
                self._follow_status()
            case DeviceAdded():
                # This device may get the entry of its own first sign-in.
                if self._state.session is None or not self._state.session.device.startswith(item.id):
                    state.device_added.emit(item)
            case AccountOutdated():
                assert state.session is not None
                state.session.engine.sender.fetch_account_values()
            case ProfileChanged():
                self._people.change_profile(item.sender, item.face, item.nickname)
                self._own_faces.fetch(item.sender)
            case JoinRequested():
                self._invitations.fetch_join_requests()
            case TypingStarted():
                self._state.typing.start(item.conversation, item.sender)

    def _follow_status(self) -> None:
        state = self._state
        assert state.session is not None
        state.change_me(state.session.engine.receiver.wanted.apply_to(state.me))

    def _apply_status(self, item: StatusChanged) -> None:
        number = item.sender
        if self._people.set_status(number, item.status, item.time) and number not in self._looked_up:
            # They may have another name or face since it was last fetched.
            self._look_up([number])
        if not self._state.roster.get(number).is_present:
            self._state.typing.on_offline(number)

    def ensure_contact(self, number: int, nickname: str = "", face: int = 0) -> None:
        """Add a person with a message to the roster, and fetch nickname and face of a stranger."""
        if self._people.ensure_contact(number, nickname, face):
            self._look_up([number])

    def ensure_person(self, conversation: ConversationId) -> None:
        """Add the person of a conversation with a message to the roster."""
        if not conversation.is_room:
            self.ensure_contact(conversation.number)

    def forget_stranger(self, number: int) -> None:
        """Remove a stranger from the roster, unless there is a message, draft, request or block."""
        state, contact = self._state, self._state.roster.get(number)
        if number not in state.roster or not contact.stranger or contact.blocked:
            return
        if state.drafts.get(ConversationId.person(number)).text:
            return
        if any(request.number == number for request in state.requests):
            return
        with state.reporting():
            if self._chats.forget(ConversationId.person(number)):
                self._people.drop(number, keep=False)
                self._looked_up.discard(number)

    def _look_up(self, numbers: list[int]) -> None:
        new = tuple(number for number in numbers if number not in self._looked_up)
        if new and self._state.session is not None:
            self._looked_up.update(new)
            self._state.session.engine.sender.fetch_profiles(new)

    def _apply_older(self, filled: LogFilled) -> None:
        with self._state.reporting():
            self._chats.add_older(filled.conversations, filled.last_row)
        for conversation in filled.conversations:
            self.ensure_person(conversation)
            self._history_service.apply(ConversationChanged(conversation))
            self._state.read_by_changed.emit(conversation)
        self._state.older_added.emit()

    # Replies

    def _apply_profiles(self, fetched: ProfilesFetched) -> None:
        self._rooms.apply_profiles(fetched.profiles)
        self._notices.apply_profiles(fetched.profiles)
        for reply in fetched.replies:
            self._apply_profile(reply)
            self._own_faces.learn({reply.profile.number: reply.own_face})

    def _apply_profile(self, reply: GetInfoReply) -> None:
        self._people.apply_profile(reply)
        if reply.profile.number == self._state.me.number:
            self._state.change_me(self._state.me.with_profile(reply.profile))

    @Slot(object)
    def apply_request(self, answer: RequestDone | RequestFailed) -> None:
        """Change the state, then call the listeners of the request."""
        if isinstance(answer, RequestDone):
            self._apply_reply(answer.request, answer.reply)
            self._state.pending.finish(answer.ticket, answer.reply)
        else:
            self._apply_failure(answer.request)
            self._state.pending.fail(answer.ticket, answer.problem)

    def _apply_reply(self, request: Request, reply: Reply) -> None:
        state = self._state
        self._rooms.apply(request, reply)
        self._own_faces.apply(request, reply)
        match request, reply:
            case AnswerAdd(answer=AddAnswer.GRANT | AddAnswer.REFUSE), _:
                self._requests.remove(request.number)
            case DeleteFromList(), _ if request.number not in self._rooms:
                self._people.drop(
                    request.number, keep=bool(state.conversation(ConversationId.person(request.number)).messages)
                )
            case Block() | Unblock(), _:
                self._people.set_blocked(request.number, isinstance(request, Block))
                self._look_up(self._people.nameless())
            case ModifyInfo(), _:
                state.change_me(state.me.with_changes(request.changes))
            case _, GetInfoReply(profile=profile):
                state.profiles[profile.number] = profile
                self._apply_profile(reply)
            case _:
                self._invitations.apply(request, reply)

    def _apply_failure(self, request: Request) -> None:
        match request:
            case DeleteFromList():
                self._people.hide(request.number, hidden=False)
            case AnswerJoinRequest():
                self._invitations.fetch_join_requests()
