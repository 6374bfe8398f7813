"""The facade with nothing behind it: tests of windows set its state, and send its signals."""

from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager, nullcontext
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

from PySide6.QtCore import QObject, QTimer

from qqdesk.client.known_places import KnownPlaces
from qqdesk.domain.attachment import Attachment
from qqdesk.domain.body import Body, File, Recalled, Text
from qqdesk.domain.contact import Contact, Me, Roster
from qqdesk.domain.conversation import Conversation
from qqdesk.domain.conversation_id import ConversationId
from qqdesk.domain.draft import Draft
from qqdesk.domain.message import Delivery, Message, Reaction
from qqdesk.domain.problem import Problem, ProblemKind
from qqdesk.protocol.codes import AddAnswer, Status
from qqdesk.protocol.message_ref import MessageRef
from qqdesk.protocol.record import Reply, RequestFor
from qqdesk.worker.account_state import AccountState
from qqdesk.worker.api import (
    ConnectionPhase,
    ConnectionState,
    RosterChange,
    UnreadChange,
)
from qqdesk.worker.contact_notes_editor import ContactNotesEditor
from qqdesk.worker.conversation_store import ConversationStore
from qqdesk.worker.drafts import Drafts
from qqdesk.worker.files import Files
from qqdesk.worker.history_service import HistoryService
from qqdesk.worker.invitations import Invitations
from qqdesk.worker.loop_thread import QtClock
from qqdesk.worker.message_changes import MessageChanges
from qqdesk.worker.messenger import Messenger
from qqdesk.worker.mutes import Mutes
from qqdesk.worker.own_faces import OwnFaces
from qqdesk.worker.own_messages import OwnMessages
from qqdesk.worker.pending_requests import PendingRequest, PendingRequests
from qqdesk.worker.place_admin import PlaceAdmin
from qqdesk.worker.presence_state import PresenceState
from qqdesk.worker.rooms import Rooms
from qqdesk.worker.roster_state import RosterState
from qqdesk.worker.typing_state import TypingState
from tests.helpers.messages import NOON, chat_with, text_message

R = TypeVar("R", bound=Reply)


class StillFiles(Files):
    """Keeps in `sent` what it was asked to send. Each file becomes a message."""

    def __init__(self, messenger: "StillMessenger") -> None:
        super().__init__(messenger, messenger._chats, OwnMessages(messenger, messenger._chats, lambda _: None))
        self._messenger = messenger
        self.most_bytes = 100_000_000
        self.folder: Path | None = None
        self.room: int | None = None
        """So many files can still be stored; None for any number."""
        self.sent: list[tuple[Attachment, str]] = []

    @property
    def copies(self) -> Path | None:
        return self.folder

    def send(
        self,
        conversation: ConversationId,
        attachment: Attachment,
        caption: Text,
        *,
        draft: Draft | None = None,
        reply_to: MessageRef | None = None,
    ) -> PendingRequest[Message]:
        pending: PendingRequest[Message] = self._messenger.pending.create()
        if self.room == 0:
            self._messenger.pending.fail_soon(pending.ticket, Problem(ProblemKind.DISK))
            return pending
        if self.room is not None:
            self.room -= 1
        self.sent.append((attachment, caption.text))
        message = self._messenger.put(conversation.number, f"{attachment.name} {caption.text}", Delivery.WAITING)
        self._messenger.pending.finish_soon(pending.ticket, message)
        return pending


class StillHistory(HistoryService):
    """Stores nothing, but knows in `reads` what others have read."""

    reads: Mapping[int, tuple[str, int]] = {}

    def load_read_by(self, conversation: ConversationId) -> PendingRequest[dict[int, tuple[str, int]]]:
        pending: PendingRequest[dict[int, tuple[str, int]]] = self.pending.create()
        self.pending.finish_soon(pending.ticket, self.reads)
        return pending


class StillChanges(MessageChanges):
    """Applies each change at once. `are_known`: whether the server knows changes."""

    def __init__(self, messenger: "StillMessenger") -> None:
        super().__init__(messenger, messenger._chats, messenger.rooms, messenger.files, messenger.history_service)
        self._messenger = messenger
        self.are_known = False
        self.minutes = 0
        """If set, every message is older than these minutes."""

    def can_react(self, message: Message) -> bool:
        return self.are_known and not message.is_unsent and isinstance(message.body, Text | File)

    def can_edit(self, message: Message) -> bool:
        return message.is_mine and self.can_react(message) and not self.minutes

    def minutes_over(self, message: Message) -> int:
        return self.minutes if message.is_mine else 0

    def can_recall(self, message: Message) -> bool:
        return self.can_edit(message)

    def react(self, message: Message, emoji: str) -> None:
        me = self._messenger.me.number
        others = tuple(one for one in message.reactions if one.person != me)
        self._change(message, reactions=(*others, Reaction(me, emoji)) if emoji else others)

    def recall(self, message: Message) -> None:
        self._change(message, body=Recalled(self._messenger.me.number), reactions=(), is_edited=False)

    def edit(self, message: Message, text: Text) -> None:
        body = replace(message.body, caption=text) if isinstance(message.body, File) else text
        self._change(message, body=body, is_edited=True)

    def _change(self, message: Message, **changes: Any) -> None:
        changed = replace(message, **changes)
        self._messenger.conversation(message.conversation).change(changed)
        self._messenger.message_changed.emit(changed)


class StillOwnMessages(OwnMessages):
    """Keeps what it was asked for, and shows each message in a moment."""

    def __init__(self, messenger: "StillMessenger") -> None:
        super().__init__(messenger, messenger._chats, lambda _: None)
        self._messenger = messenger

    def send(
        self,
        conversation: ConversationId,
        body: Body,
        *,
        draft: Draft | None = None,
        only_stored: bool = False,
        id: str = "",
        storing: Callable[[], AbstractContextManager[object]] = nullcontext,
        reply_to: MessageRef | None = None,
    ) -> PendingRequest[Message]:
        messenger = self._messenger
        if only_stored and messenger.room == 0:
            pending: PendingRequest[Message] = messenger.pending.create()
            messenger.pending.fail_soon(pending.ticket, Problem(ProblemKind.DISK))
            return pending
        if only_stored and messenger.room is not None:
            messenger.room -= 1
        number, text = conversation.number, body.plain_text()
        pending = messenger.ask("send", number, text)
        store = partial(self._store, pending.ticket, number, text, draft, reply_to)
        QTimer.singleShot(0, messenger, store)
        return pending

    def _store(self, ticket: int, number: int, text: str, draft: Draft | None, reply_to: MessageRef | None) -> None:
        messenger = self._messenger
        if draft is not None:
            messenger.drafts.put_saved(ConversationId.person(number), draft, is_saved=True)
        message = replace(messenger.put(number, text, Delivery.SENDING), reply_to=reply_to)
        messenger.conversation(message.conversation).change(message)
        messenger.message_added.emit(message)
        messenger.pending.finish(ticket, message)

    def retry(self, message: Message) -> None:
        self._messenger.ask("retry", message)

    def discard(self, message: Message) -> None:
        self._messenger.ask("discard", message)
        self._messenger.change(message, Delivery.FAILED)


class StillMessenger(Messenger):
    """Keeps what it was asked for in `asked`; `conversation` is the real thing."""

    def __init__(self) -> None:
        QObject.__init__(self)
        self.clock = QtClock()
        self.me = Me(10000, "Mei 小梅", 36)
        self.roster = Roster()
        self.connection = ConnectionState(ConnectionPhase.CONNECTED)
        self.extended = True
        self.account = AccountState(self.clock, self)
        self.drafts = Drafts(self)
        self.presence = PresenceState(self.account, self.clock, self)
        people = self._people = RosterState(
            self.roster, self.roster_changed.emit, self.presence, self.account, self.clock, self
        )
        self.contact_notes = ContactNotesEditor(self, people)
        self.mutes = Mutes(self.account, self.clock, self)
        self.invitations = Invitations(self)
        self._chats = ConversationStore()
        self.rooms = Rooms(self, people, self._chats)
        self.history_service: StillHistory = StillHistory(self._chats, self)
        self.pending = PendingRequests(self)
        self.own_messages = StillOwnMessages(self)
        self.files: StillFiles = StillFiles(self)
        self.changes: StillChanges = StillChanges(self)
        self.own_faces = OwnFaces(self, people, self.files)
        self.places = KnownPlaces(Path("places.toml"))  # is never read
        self.admin = PlaceAdmin(self, self.invitations, self.places, self.own_faces)
        self.requests = []
        self.profiles = {}
        self.room: int | None = None
        """So many messages can still be stored; None for any number."""
        self.asked: list[tuple[object, ...]] = []
        self.conversations: dict[ConversationId, Conversation] = {}
        self.typing = TypingState(self.typing_changed.emit, self.clock)
        self._last = 0

    # State

    def know(self, *contacts: Contact) -> None:
        for contact in contacts:
            self.roster.put(contact)
        self.roster_changed.emit(RosterChange(frozenset(contact.number for contact in contacts)))

    def conversation(self, id: ConversationId) -> Conversation:
        return self.conversations.setdefault(id, Conversation(id))

    @property
    def unread(self) -> int:
        return sum(conversation.unread for conversation in self.conversations.values())

    def unread_counts(self) -> dict[ConversationId, int]:
        return {id: one.unread for id, one in self.conversations.items() if one.unread}

    def recent_conversations(self) -> list[ConversationId]:
        talked = [conversation for conversation in self.conversations.values() if conversation.messages]
        return [one.id for one in sorted(talked, key=lambda one: -one.messages[-1].time)]

    def last_message(self, id: ConversationId) -> Message | None:
        conversation = self.conversations.get(id)
        return conversation.find(conversation.last_id) if conversation is not None else None

    def put(self, number: int, text: str, state: Delivery | None, time: int = NOON, failure: str = "") -> Message:
        """Into the conversation, without a signal."""
        self._last += 1
        message = text_message(f"{self._last:032x}", number, text, time, state, failure)
        self.conversation(chat_with(number)).append(message)
        return message

    def receive(self, number: int, text: str, time: int = NOON) -> Message:
        message = self.put(number, text, None, time)
        conversation = self.conversation(chat_with(number))
        conversation.unread += 1
        self.message_added.emit(message)
        self.unread_changed.emit(UnreadChange(conversation.id, conversation.unread))
        return message

    def change(self, message: Message, state: Delivery, failure: str = "") -> Message:
        changed = message.with_delivery(state, failure)
        self.conversation(message.conversation).change(changed)
        self.message_changed.emit(changed)
        return changed

    def begin_to_write(self, number: int, typing: bool = True, *, room: ConversationId | None = None) -> None:
        if typing:
            self.typing.start(room or chat_with(number), number)
        else:
            self.typing.on_offline(number)

    def connect_phase(self, phase: ConnectionPhase) -> None:
        self.connection = replace(self.connection, phase=phase)
        self.connection_changed.emit(self.connection)

    # What windows ask for

    def ask(self, *what: object) -> PendingRequest[Any]:
        self.asked.append(what)
        self.last = self.pending.create()
        return self.last

    def answer(self, reply: object) -> None:
        """Reply to the last request."""
        self.pending.finish(self.last.ticket, reply)

    def fail(self, problem: Problem) -> None:
        self.pending.fail(self.last.ticket, problem)

    def request(self, request: RequestFor[R]) -> PendingRequest[R]:
        return self.ask(request)

    def mark_read(self, conversation: ConversationId) -> None:
        self.ask("read", conversation.number)
        self.conversation(conversation).unread = 0
        self.unread_changed.emit(UnreadChange(conversation, 0))

    def send_typing(self, conversation: ConversationId) -> None:
        self.ask("typing", conversation.number)

    def set_chat_active(self, active: bool) -> None:
        self.ask("active", active)

    def try_now(self) -> None:
        self.ask("try")

    def set_status(self, status: Status) -> PendingRequest[Any]:
        return self.ask("status", status)

    def answer_request(
        self, number: int, answer: AddAnswer, reason: str = "", *, add_too: bool = False
    ) -> PendingRequest[Any]:
        return self.ask("answer", number, answer, reason, add_too)

    def request_profile(self, number: int) -> PendingRequest[Any]:
        return self.ask("profile", number)
