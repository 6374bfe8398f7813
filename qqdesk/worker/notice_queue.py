"""Emit notices about people, with their nicknames. Runs in the main thread."""

from collections.abc import Iterable
from dataclasses import replace
from functools import partial

from PySide6.QtCore import QObject, QTimer, Slot

from qqdesk.domain.incoming import (
    AddedMe,
    Incoming,
    RequestAnswered,
    RoomAsked,
    RoomInvited,
    RoomJoined,
    RoomLeft,
    RoomNotice,
    ServerNotice,
)
from qqdesk.protocol.codes import MessageKind
from qqdesk.protocol.profile import Profile
from qqdesk.protocol.room_commands import RoomInfo
from qqdesk.worker.api import Notice
from qqdesk.worker.messenger_state import MessengerState
from qqdesk.worker.rooms import Rooms

NAME_S = 2.0
"""The time that a notice waits for the nickname of its person."""
ANSWER_S = 60.0
"""A person who grants a request and adds me within this time did both with one answer."""

_ROOM_KINDS = {
    RoomInvited: MessageKind.ROOM_INVITED,
    RoomAsked: MessageKind.ROOM_ASKED,
    RoomJoined: MessageKind.ROOM_JOINED,
    RoomLeft: MessageKind.ROOM_LEFT,
}


class NoticeQueue(QObject):
    """The server sends the number of a person, not the nickname."""

    def __init__(self, state: MessengerState, rooms: Rooms) -> None:
        super().__init__(state)
        self._state = state
        self._rooms = rooms
        self._granted: dict[int, int] = {}
        """When a contact granted my request, in milliseconds since 1970."""
        self._unnamed: list[Notice] = []
        """Notices that wait for the nickname of their person."""
        self._timer = QTimer(self, singleShot=True, interval=round(NAME_S * 1000))
        self._timer.timeout.connect(self._emit_unnamed)

    def clear(self) -> None:
        self._granted = {}
        self._unnamed = []
        self._timer.stop()

    def receive(self, item: RequestAnswered | AddedMe | ServerNotice | RoomNotice) -> None:
        match item:
            case RoomNotice():
                # I know what I did myself, on any device.
                if item.actor != self._state.me.number:
                    self._emit_of_room(item, _ROOM_KINDS[type(item)], item.actor, item.text, item.room)
            case RequestAnswered(granted=True):
                self._granted[item.sender] = item.time
                self._emit(item, MessageKind.REQUEST_GRANTED, item.reason)
            case RequestAnswered() if item.sender in self._state.roster or self._rooms.is_room(item.sender):
                self._emit_refusal(item)
            case RequestAnswered():
                # It may be a room that another device, or an earlier session, has asked.
                emit = partial(self._emit_refusal, item)
                self._state.request(RoomInfo(item.sender)).then(self, emit, emit)
            case AddedMe():
                if item.time - self._granted.get(item.sender, 0) >= ANSWER_S * 1000:
                    self._emit(item, MessageKind.ADDED_ME, item.note)
            case ServerNotice():
                self._emit(item, item.kind, item.text)

    def _emit_refusal(self, item: RequestAnswered, _: object = None) -> None:
        kind, number = MessageKind.REQUEST_REFUSED, item.sender
        if self._rooms.is_room(number):
            self._emit_of_room(item, kind, number, item.reason, number)
        else:
            self._emit(item, kind, item.reason)

    def _emit(self, item: Incoming, kind: int, text: str) -> None:
        """Emit a notice once the nickname of its person is known."""
        state = self._state
        contact = state.roster.get(item.sender)
        notice = Notice(kind, contact, text, item.time)
        if contact.nickname or not contact.number or state.session is None:
            state.notice_received.emit(notice)
            return
        self._unnamed.append(notice)
        self._timer.start()
        state.session.engine.sender.fetch_profiles((item.sender,))

    def _emit_of_room(self, item: Incoming, kind: MessageKind, person: int, text: str, room: int) -> None:
        """Emit a notice at once, with what is known of the person."""
        notice = Notice(kind, self._rooms.person(person), text, item.time, room)
        self._state.notice_received.emit(notice)

    @Slot()
    def _emit_unnamed(self) -> None:
        notices, self._unnamed = self._unnamed, []
        for notice in notices:
            self._state.notice_received.emit(notice)

    def apply_profiles(self, profiles: Iterable[Profile]) -> None:
        """Emit the notices that waited for these profiles."""
        for profile in profiles:
            named = [notice for notice in self._unnamed if notice.number == profile.number]
            self._unnamed = [notice for notice in self._unnamed if notice.number != profile.number]
            contact = self._state.roster.get(profile.number)
            contact = replace(contact, nickname=profile.nickname, face=max(profile.face, 0))
            for notice in named:
                self._state.notice_received.emit(replace(notice, contact=contact))
