"""Emit notices about people, with their nicknames. Runs in the main thread."""

from collections.abc import Iterable
from dataclasses import replace
from functools import partial

from PySide6.QtCore import QObject, QTimer, Slot

from qqdesk.domain.incoming import (
    AddedMe,
    Announced,
    RequestGranted,
    RequestRefused,
    RoomNotice,
    RoomRefused,
)
from qqdesk.protocol.profile import Profile
from qqdesk.protocol.room_commands import RoomInfo
from qqdesk.worker.api import Notice
from qqdesk.worker.messenger_state import MessengerState
from qqdesk.worker.rooms import Rooms

NAME_S = 2.0
"""The time that a notice waits for the nickname of its person."""
ANSWER_S = 60.0
"""A person who grants a request and adds me within this time did both with one answer."""


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

    def receive(self, item: Announced) -> None:
        match item:
            case RoomNotice():
                # I know what I did myself, on any device.
                if item.actor != self._state.me.number:
                    self._emit_of_room(item)
            case RequestGranted():
                self._granted[item.sender] = item.time
                self._emit(item)
            case RequestRefused() if item.sender in self._state.roster or self._rooms.is_room(item.sender):
                self._emit_refusal(item)
            case RequestRefused():
                # It may be a room that another device, or an earlier session, has asked.
                emit = partial(self._emit_refusal, item)
                self._state.request(RoomInfo(item.sender)).then(self, emit, emit)
            case AddedMe():
                if item.time - self._granted.get(item.sender, 0) >= ANSWER_S * 1000:
                    self._emit(item)
            case _:
                self._emit(item)

    def _emit_refusal(self, item: RequestRefused, _: object = None) -> None:
        room = item.sender
        if self._rooms.is_room(room):
            self._emit_of_room(RoomRefused(item.server_id, item.key, room, item.time, room, room, item.text))
        else:
            self._emit(item)

    def _emit(self, item: Announced) -> None:
        """Emit a notice once the nickname of its person is known."""
        state = self._state
        contact = state.roster.get(item.sender)
        notice = Notice(item, contact)
        if contact.nickname or not contact.number or state.session is None:
            state.notice_received.emit(notice)
            return
        self._unnamed.append(notice)
        self._timer.start()
        state.session.engine.sender.fetch_profiles((item.sender,))

    def _emit_of_room(self, item: RoomNotice) -> None:
        """Emit a notice at once, with what is known of the person."""
        self._state.notice_received.emit(Notice(item, self._rooms.person(item.actor)))

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
