"""The rooms of the session, and the calls of the windows about them. Runs in the main thread."""

import uuid
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from functools import partial

from PySide6.QtCore import QObject, Slot

from qqdesk.clock import Timer
from qqdesk.domain.body import RoomEvent
from qqdesk.domain.contact import Contact
from qqdesk.domain.conversation_id import ConversationId
from qqdesk.domain.incoming import Incoming, OwnRoleChanged, RequestAnswered, RoomAsked, RoomChanged
from qqdesk.domain.message import Message
from qqdesk.domain.room import (
    Member,
    Room,
    apply_change,
    apply_info,
    apply_notice,
    changed_member,
    new_room,
    read_member,
    read_room,
)
from qqdesk.protocol.codes import AddAnswer
from qqdesk.protocol.commands import AddToList, AddToListReply, AnswerAdd
from qqdesk.protocol.profile import Profile
from qqdesk.protocol.record import Done, Reply, Request
from qqdesk.protocol.room_commands import (
    JoinRule,
    ListRooms,
    ListRoomsReply,
    NewRoom,
    NewRoomReply,
    RoomInfo,
    RoomInfoReply,
    RoomRole,
)
from qqdesk.worker.conversation_store import ConversationStore
from qqdesk.worker.messenger_state import MessengerState
from qqdesk.worker.pending_requests import PendingRequest
from qqdesk.worker.roster_state import RosterState

GATHER_S = 0.15


class Rooms(QObject):
    """`messenger.rooms`: the rooms that I am in, was in, or am invited to.

    Each change comes from the server, also mine: the reply to a call comes before it.
    """

    def __init__(self, state: MessengerState, people: RosterState, chats: ConversationStore) -> None:
        super().__init__(state)
        self._state = state
        self._roster = people
        self._chats = chats
        self._rooms: dict[int, Room] = {}
        self._others: dict[int, Room] = {}
        """Other rooms that the server has described in this session."""
        self._members: dict[int, dict[int, Member]] = {}
        """The known members of rooms, also those who left."""
        self._strangers: dict[int, Contact] = {}
        """People who wrote in rooms and are not in the roster."""
        self._changed: set[int] = set()
        self._timer: Timer | None = None

    def clear(self) -> None:
        self._rooms, self._others, self._members, self._strangers = {}, {}, {}, {}
        self._changed = set()
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    # The rooms

    def get(self, number: int) -> Room:
        """Return the room with this number, else a nameless one."""
        return self._rooms.get(number) or self._others.get(number) or Room(number, role=RoomRole.NONE)

    def __contains__(self, number: int) -> bool:
        return number in self._rooms

    def is_room(self, number: int) -> bool:
        """Return whether this is a room, of which I may not be a member."""
        return number in self._rooms or number in self._others

    def __iter__(self) -> Iterator[Room]:
        return iter(self._rooms.values())

    @property
    def is_available(self) -> bool:
        """Whether the server of the session has rooms."""
        return self._state.session is not None and self._state.session.client.has_rooms

    def conversation(self, number: int) -> ConversationId:
        """Return the conversation with this number: with the room, if it is known, else with a person."""
        return ConversationId.room(number) if number in self._rooms else ConversationId.person(number)

    def listed(self) -> list[Room]:
        """Return the rooms that I am a member of or am invited to, unsorted."""
        return [room for room in self._rooms.values() if room.is_listed]

    def mentioned(self, number: int) -> bool:
        """Return whether an unread message mentions me. People whom I have blocked do not count."""
        return any(self.unread_by(number).values())

    def unread_by(self, number: int) -> dict[int, bool]:
        """Return who wrote the unread messages, except blocked people, and whether one of them mentions me."""
        writers = self._chats.unread_by.get(ConversationId.room(number), {}).items()
        return {writer: mentions_me for writer, mentions_me in writers if not self._state.roster.get(writer).blocked}

    # Members

    def members(self, number: int) -> tuple[Member, ...]:
        """Return the members of a room, those who ask and those who are invited, as far as known, by number.

        The presence is that of the last `fetch_members`.
        """
        members = self._people(number).values()
        return tuple(sorted((one for one in members if one.role is not RoomRole.NONE), key=lambda one: one.number))

    def person(self, number: int) -> Contact:
        """Return a contact, else a member or former member of a room. An unknown name is fetched: `roster_changed`."""
        listed = self._state.roster.get(number)
        if number in self._state.roster and (listed.nickname or not listed.stranger):
            return listed
        known = self._strangers.get(number)
        if known is None:
            known, history = self._roster.stranger(number), self._chats.history
            with self._state.reporting():
                if history is not None:
                    known = self._roster.stranger(number, *(history.contacts.find(number) or ()))
            self._strangers[number] = known
            if not known.nickname and self._state.session is not None:
                self._state.session.engine.sender.fetch_profiles((number,))
        return known

    def _people(self, number: int) -> dict[int, Member]:
        """Return the known members of a room, also those who left. The first call reads the disk."""
        if number not in self._members:
            self._members[number] = {}
            with self._state.reporting():
                if self._chats.history is not None:
                    stored = self._chats.history.rooms.members(number)
                    self._members[number] = {one.number: one for one in stored}
        return self._members[number]

    def fetch_members(self, number: int) -> PendingRequest[RoomInfoReply]:
        """Fetch all members of a room: `members_changed`, then the last page."""
        pending: PendingRequest[RoomInfoReply] = self._state.pending.create()
        self._fetch_page(pending, number, None)
        return pending

    def _fetch_page(self, pending: PendingRequest[RoomInfoReply], number: int, after: int | None) -> None:
        fail = partial(self._state.pending.fail, pending.ticket)
        self._state.request(RoomInfo(number, after=after)).then(self, partial(self._on_page, pending, number), fail)

    def _on_page(self, pending: PendingRequest[RoomInfoReply], number: int, reply: RoomInfoReply) -> None:
        if not reply.last_page and reply.members:
            self._fetch_page(pending, number, reply.members[-1].number)
            return
        self._state.members_changed.emit(number)
        self._state.pending.finish(pending.ticket, reply)

    # Calls

    def create(
        self, name: str, face: int, join_rule: JoinRule, people: Iterable[int] = ()
    ) -> PendingRequest[NewRoomReply]:
        """Create a room with these people. Those who do not have me on their lists are invited."""
        return self._state.request(NewRoom(uuid.uuid4().hex, name, face, join_rule, tuple(people)))

    def join(self, number: int, invitation: str = "") -> PendingRequest[AddToListReply]:
        """The outcome is ADDED, CONSENT_NEEDED (go on with `AnswerAdd`) or NOBODY. `invitation` is a code."""
        return self._state.request(AddToList(number, invitation or None))

    def answer(self, number: int, accept: bool) -> PendingRequest[Done]:
        """Answer an invitation to me."""
        return self._state.request(AnswerAdd(number, AddAnswer.GRANT if accept else AddAnswer.REFUSE))

    def find(self, after: int = 0) -> PendingRequest[ListRoomsReply]:
        """Find the rooms that I can join or ask to join, a page after the number `after`."""
        return self._state.request(ListRooms(after=after or None, can_join=True))

    # For the reducer

    def apply_list(self, rooms: Sequence[Room]) -> None:
        """Apply the complete list of my rooms, at the start of a session and with each connection."""
        for number in self._rooms.keys() - {room.number for room in rooms}:
            self.put(replace(self._rooms[number], role=RoomRole.NONE))
        for room in rooms:
            self.put(room)

    def put(self, room: Room) -> None:
        if self._rooms.get(room.number) != room:
            self._rooms[room.number] = room
            self._report(room.number)

    def _report(self, number: int) -> None:
        self._changed.add(number)
        if self._timer is None:
            self._timer = self._state.clock.call_later(GATHER_S, self._emit_changes)

    def _set_role(self, number: int, role: RoomRole) -> None:
        """Set my role in a known room that I am not a member of."""
        rooms = self._rooms if number in self._rooms else self._others
        rooms[number] = replace(rooms[number], role=role)
        self._report(number)

    def receive(self, item: Incoming) -> None:
        """Apply an entry about a room."""
        match item:
            case RoomChanged(message=Message(body=RoomEvent() as event)):
                self._apply_change(item, event)
            case RoomAsked():
                self._put_member(item.room, self._named(Member(item.actor, role=RoomRole.ASKING)))
            case OwnRoleChanged():
                before = self.get(item.room)
                room = apply_notice(before, item)
                self.put(room)
                if room.role not in (before.role, RoomRole.NONE):
                    # The entry has no more than the name.
                    self.fetch_members(item.room)
            case RequestAnswered() if self.get(item.sender).role is RoomRole.ASKING:
                self._set_role(item.sender, RoomRole.NONE)

    def _apply_change(self, item: RoomChanged, event: RoomEvent) -> None:
        room, known = self.get(item.log), self._people(item.log).get(event.key)
        changed = changed_member(event, known)
        self.put(apply_change(room, event, item.revision, is_me=item.is_me, was=item.was))
        if changed is not None and item.revision > room.revision:
            self._put_member(item.log, changed if known is not None else self._named(changed))

    def _named(self, member: Member) -> Member:
        """Return a member with what is known of the person."""
        person = self.person(member.number)
        return replace(member, nickname=person.nickname, face=person.face, status=person.status)

    def _put_member(self, room: int, member: Member) -> None:
        self._people(room)[member.number] = member
        self._state.members_changed.emit(room)

    def apply(self, request: Request, reply: Reply) -> None:
        """Apply a reply, before the listeners get it."""
        match request, reply:
            case RoomInfo(number=number), RoomInfoReply():
                room = apply_info(self.get(number), reply)
                if number in self._rooms:
                    self.put(room)
                else:
                    self._others[number] = room
                self._put_members(number, request.after or 0, reply)
            case ListRooms(), ListRoomsReply():
                self._others |= {entry.number: read_room(entry) for entry in reply.rooms}
            case NewRoom(), NewRoomReply(number=number):
                if number not in self._rooms:
                    self.put(new_room(request, reply))
                    self.fetch_members(number)
            case AnswerAdd(number=number, answer=AddAnswer.ASK), _ if self.is_room(number):
                self._set_role(number, RoomRole.ASKING)

    def _put_members(self, number: int, after: int, page: RoomInfoReply) -> None:
        """Apply a page of members. People in its range that it does not have left the room."""
        people = self._people(number)
        last = None if page.last_page or not page.members else page.members[-1].number
        for one in list(people.values()):
            if one.number > after and (last is None or one.number <= last):
                people[one.number] = replace(one, role=RoomRole.NONE)
        for member in map(read_member, page.members):
            people[member.number] = member
            self._know(member.number, member.nickname, member.face)

    def apply_profiles(self, profiles: Iterable[Profile]) -> None:
        changed = set[int]()
        for profile in profiles:
            if profile.number in self._strangers:
                self._know(profile.number, profile.nickname, max(profile.face, 0))
                for room, people in self._members.items():
                    if profile.number in people:
                        people[profile.number] = self._named(people[profile.number])
                        changed.add(room)
        for room in changed:
            self._state.members_changed.emit(room)

    def _know(self, number: int, nickname: str, face: int) -> None:
        """Remember the name and the face of someone who may be in no list."""
        contact = self._roster.stranger(number, nickname, face)
        if self._strangers.get(number) != contact:
            self._strangers[number] = contact
            self._roster.report(number)

    @Slot()
    def _emit_changes(self) -> None:
        self._timer = None
        changed, self._changed = self._changed, set()
        self._state.rooms_changed.emit(frozenset(changed))
