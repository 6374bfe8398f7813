"""A real messenger with a recorded session instead of a server: a test answers requests, and lets entries arrive."""

import itertools
from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import Any, cast

from PySide6.QtCore import QCoreApplication

from qqdesk.domain.account_keys import GROUP, GROUP_OF, REMARK, AccountValues
from qqdesk.domain.body import Body, Text
from qqdesk.domain.connection import PlaceInfo, Security
from qqdesk.domain.contact import Contact, Me
from qqdesk.domain.contact_notes import ContactNote
from qqdesk.domain.conversation_id import ConversationId
from qqdesk.domain.incoming import Announced, ChangeReceived, Incoming, MessageReceived, ReadMark, TypingStarted
from qqdesk.domain.message import ChangeKind, Delivery, Message, MessageChange
from qqdesk.domain.problem import Problem, ProblemKind
from qqdesk.domain.room import Room
from qqdesk.engine.events import (
    BlocksChanged,
    Connected,
    MessageChanged,
    Opened,
    ProfilesFetched,
    Received,
    RequestDone,
    RequestFailed,
    RoomsFetched,
    RosterFetched,
    Waiting,
)
from qqdesk.engine.snapshot import People, RosterSnapshot, SessionSnapshot
from qqdesk.history.errors import HistoryError
from qqdesk.history.history import History
from qqdesk.protocol.commands import GetInfoReply, LoginReply, PresentContact
from qqdesk.protocol.profile import Profile
from qqdesk.protocol.record import Done, Reply, Request
from qqdesk.protocol.room_commands import RoomInfo, RoomInfoReply, RoomMember
from qqdesk.worker.api import SignIn
from qqdesk.worker.history_requests import PeopleImported
from qqdesk.worker.messenger import Messenger
from qqdesk.worker.roster_state import GATHER_S
from qqdesk.worker.session import Session
from tests.helpers.clock import FakeClock
from tests.helpers.messages import NOON, chat_with
from tests.helpers.notices import make_notice
from tests.kit.recorded_session import RecordedSession, SessionRecord

ME = Me(10000, "Mei 小梅", 36)
LOST = Problem(ProblemKind.NO_CONNECTION)


class Backend(SessionRecord):
    """`messenger` and what is behind it: a history on disk, and a server that the test plays."""

    def __init__(self, folder: Path, clock: FakeClock | None = None) -> None:
        super().__init__()
        self.clock = clock or FakeClock()
        if clock is None:
            self.clock.advance((NOON - self.clock.now()) / 1000 + 3600)
        self.messenger = Messenger(folder, "d" * 32, clock=self.clock, open_session=self._open_session)
        self.session: RecordedSession | None = None
        self._ids = itertools.count(1)
        self._entries = Counter[int]()
        """The number of entries of each log."""

    def _open_session(self, wanted: SignIn, *rest: Any) -> Session:
        self.sign_ins.append(wanted)
        self.open_requests.clear()
        self.session = RecordedSession(self, wanted, *rest)
        return cast(Session, self.session)

    # The session

    def sign_in(self, me: Me = ME) -> None:
        """Sign in; the server does not answer yet."""
        self.messenger.sign_in(SignIn("chat.example.org", me.number, "secret", me.status))

    def open(
        self,
        *contacts: Contact,
        me: Me = ME,
        extended: bool = True,
        modern: bool = False,
        security: Security | None = None,
        place: PlaceInfo | None = None,
        messages: Iterable[Message] = (),
        **stored: Any,
    ) -> None:
        """Sign in with these contacts, whose groups and remarks are values of the account, and these read messages of
        earlier sessions. `stored` is the rest of the SessionSnapshot. `modern`: the server has all abilities, and an
        hour for changes."""
        if self.session is None or self.session.history is not None:
            self.sign_in(me)
        assert self.session is not None
        history = self.session.history = History(self.session.folder / "history.db")
        account = AccountValues(history.account_values.load())
        for contact in contacts:
            account.put(GROUP_OF, contact.number, contact.group)
            account.put(REMARK, contact.number, contact.remark)
            if contact.group and contact.group not in account.items(GROUP):
                account.put(GROUP, contact.group, len(account.items(GROUP)))
        notes = {one.number: ContactNote(one.group, one.remark, one.blocked) for one in contacts}
        client = self.session.client
        client.extended = extended
        client.has_devices = client.has_rooms = client.has_files = client.has_changes = modern
        client.login_reply = LoginReply(refused=False, recall_minutes=60 if modern else None)
        history.import_messages(messages, self.clock.now())
        stored = {"unread": history.unread.counts()} | stored
        security = security or Security()
        snapshot = SessionSnapshot(
            me,
            extended,
            security,
            People(contacts, notes),
            tuple(history.last_messages()),
            last_row=history.last_row,
            account=account,
            **stored,
        )
        self.emit(Opened(snapshot), Connected(extended, security, place or PlaceInfo()))

    def emit(self, *events: object) -> None:
        """Let the engine, or the threads of the history, emit events."""
        assert self.session is not None
        for event in events:
            self.session.apply(event)

    def connect(self, security: Security | None = None) -> None:
        messenger = self.messenger
        self.emit(Connected(messenger.extended, security or messenger.security, messenger.invitations.place))

    def lose(self, problem: Problem = LOST, retry_in: float = 60.0) -> None:
        """Lose the connection."""
        self.emit(Waiting(problem, retry_in))

    def finish_writes(self) -> None:
        """Call those who wait for a write. Else the event loop does."""
        assert self.session is not None
        QCoreApplication.sendPostedEvents(self.session.writer.pending)

    def fill_disk(self) -> None:
        """Let each write to the history fail."""
        assert self.session is not None
        self.session.writer.error = HistoryError("The disk is full")

    def free_disk(self) -> None:
        assert self.session is not None
        self.session.writer.error = None

    # What the messenger asked for

    def answer(self, reply: Reply | None = None, *, to: type[Request] = Request) -> None:
        """Reply to the last open request of this class, with Done if nothing else is said."""
        self.emit(RequestDone(*self._pop(to), reply or Done()))

    def fail(self, problem: Problem, *, to: type[Request] = Request) -> None:
        """Fail the last open request of this class."""
        self.emit(RequestFailed(*self._pop(to), problem))

    def _pop(self, kind: type[Request]) -> tuple[int, Request]:
        found = next(one for one in reversed(self.open_requests) if isinstance(one[1], kind))
        self.open_requests.remove(found)
        return found

    # What arrives

    def receive(self, *items: Incoming) -> None:
        """Store entries, and let them arrive."""
        assert self.session is not None and self.session.history is not None
        stored = self.session.history.add_received(items, self.clock.now())
        self.emit(Received(tuple(stored)))

    def write(
        self,
        sender: int,
        *bodies: str | Body,
        room: ConversationId | None = None,
        time: int | None = None,
        is_read: bool = False,
        reply_to: Message | None = None,
    ) -> tuple[Message, ...]:
        """Let messages of this person arrive together. `is_read`: I read them."""
        ref = None if reply_to is None else reply_to.ref
        self.clock.advance(0.001)
        time = self.clock.now() if time is None else time
        chat = room or chat_with(sender)
        texts = (Text(body) if isinstance(body, str) else body for body in bodies)
        messages = tuple(Message(self._new_id(), chat, sender, time, text, None, reply_to=ref) for text in texts)
        self.receive(*(MessageReceived(self._next(chat), one.id, sender, time, one, log=chat.log) for one in messages))
        if is_read:
            self.messenger.mark_read(chat)
        return messages

    def read_elsewhere(self, message: Message) -> None:
        """Let another device of mine read up to this message, which was received here."""
        assert self.session is not None and self.session.history is not None
        chat = message.conversation
        up_to = self._entries[chat.log] - len(self.session.history.ids_after(message, 10_000))
        self._entries[0] += 1
        self.receive(ReadMark(self._entries[0], self._new_id(), ME.number, self.clock.now(), chat, up_to))

    def show_typing(self, number: int, room: ConversationId | None = None) -> None:
        """Let this person type, for some seconds."""
        self.receive(TypingStarted(0, "", number, self.clock.now(), room or chat_with(number)))

    def send(
        self, chat: int | ConversationId, text: str, delivery: Delivery = Delivery.WAITING, failure: str = ""
    ) -> Message:
        """Write a message to a person or a room, which the server brings so far."""
        assert self.session is not None
        self.clock.advance(0.001)
        self.messenger.own_messages.send(chat_with(chat) if isinstance(chat, int) else chat, Text(text))
        self.finish_writes()
        message = self.sent[-1].with_delivery(delivery, failure)
        self.emit(MessageChanged(message))
        return message

    def _new_id(self) -> str:
        return f"b{next(self._ids):031x}"

    def _next(self, conversation: ConversationId) -> int:
        self._entries[conversation.log] += 1
        return self._entries[conversation.log]

    def enter(self, *rooms: Room) -> None:
        """Let these rooms be in my list as given."""
        known = {room.number: room for room in (*self.messenger.rooms, *rooms)}
        self.emit(RoomsFetched(tuple(known.values())))
        self.settle()

    def show_members(self, number: int, *members: RoomMember, notice_author: int = 0) -> RoomInfoReply:
        """Fetch the members of a room, who are these."""
        room = self.messenger.rooms.get(number)
        head = (room.name, room.notice, notice_author, NOON, room.face, room.join_rule, room.keepers_write)
        reply = RoomInfoReply(*head, True, room.revision, len(members), True, members)
        self.messenger.rooms.fetch_members(number)
        self.answer(reply, to=RoomInfo)
        self.settle()
        return reply

    def alter(self, message: Message, kind: ChangeKind, value: str = "", *, by: int = 0) -> None:
        """Let the sender, or somebody else, edit a message, take it back, or react to it."""
        change = MessageChange(self._new_id(), kind, message.ref, by or message.sender, value)
        chat = message.conversation
        self.receive(
            ChangeReceived(self._next(chat), change.id, change.maker, self.clock.now(), chat, change, log=chat.log)
        )
        self.finish_writes()

    def notify(
        self, kind: type[Announced], person: Contact, text: str = "", room: int = 0, time: int | None = None
    ) -> None:
        """Let a notice about a person arrive. The server knows the name."""
        self.receive(make_notice(kind, person, text, self.clock.now() if time is None else time, room).item)
        if any(request == RoomInfo(person.number) for _, request in self.open_requests):
            self.fail(LOST, to=RoomInfo)  # it is no room
        self.emit(
            ProfilesFetched(
                (GetInfoReply(3, Profile(number=person.number, nickname=person.nickname, face=person.face)),)
            )
        )

    def change(self, *contacts: Contact) -> None:
        """Let these people be as given: contacts on the server's list, or strangers."""
        roster, notes = self.messenger.roster, self.messenger.contact_notes
        listed = {one.number: one for one in (*roster.listed(), *contacts) if not one.stranger}
        self._fetch_roster(listed.values())
        self.emit(PeopleImported(tuple(one for one in contacts if one.stranger)))
        for one in contacts:
            if one.group:
                notes.move_to_group([one.number], one.group)
            if one.remark:
                notes.set_remark(one.number, one.remark)
        self.emit(BlocksChanged({one.number: one.blocked for one in contacts}))
        self.settle()

    def remove(self, *numbers: int) -> None:
        """Take contacts off the list."""
        self._fetch_roster([one for one in self.messenger.roster.listed() if one.number not in numbers])
        self.settle()

    def _fetch_roster(self, contacts: Iterable[Contact]) -> None:
        rows = [
            PresentContact(one.face, one.status, one.number, one.nickname, None, one.signature, one.status_text)
            for one in contacts
        ]
        self.emit(RosterFetched(RosterSnapshot(tuple(row.number for row in rows), tuple(rows))))

    def settle(self) -> None:
        """Emit the changes of the roster and the rooms that are gathered."""
        self.clock.advance(GATHER_S)
