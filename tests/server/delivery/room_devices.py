"""A model of a device with CAN=DEV,ROOM, which is in one room or was, and of an old client in that room."""

from dataclasses import dataclass, field

from qqdesk.protocol.codes import Result
from qqdesk.protocol.entry_kinds import MessageKind
from qqdesk.protocol.room_commands import RoomChange, RoomRole
from tests.server.delivery.clients import OldClient
from tests.server.delivery.devices import Device, Entry, LogRequest, received
from tests.server.delivery.judge import Reply, Said
from tests.server.delivery.link import Fate, Flight

ROOM = 20001
_MEMBERS = (RoomRole.MEMBER, RoomRole.ADMIN)
_REFUSED = (Result.NO_SUCH_USER, Result.NOT_ALLOWED)


@dataclass
class RoomLog:
    """What a device has of the room's log."""

    received_to: int
    start: int
    """The id behind which it began, the last time."""
    skipped: list[int] = field(default_factory=list)
    """The ids behind which it went on when entries were left out."""
    entries: dict[int, Entry] = field(default_factory=dict)
    own: dict[int, Entry] = field(default_factory=dict)
    """My messages that the server has answered, and that may not have come yet."""


class RoomDevice(Device):
    CAN = "DEV,ROOM,"
    room: RoomLog | None = None
    is_listed = False
    """The server has said where this session begins."""
    was_signed_out = False
    """By another device, now and then: it may begin at the end of the log."""
    page_end = 0
    """The lowest id that GetLog returned."""
    pages: dict[int, Entry]
    """What GetLog returned."""

    # What its user does

    def request(self, command: str, body: str) -> None:
        self.requests.append(LogRequest(command, body=body))

    def join(self) -> None:
        self.request("AddToList", f"&UN={ROOM}")

    def leave(self) -> None:
        self.request("DelFromList", f"&UN={ROOM}")

    def change(self, kind: RoomChange, key: int, value: int) -> None:
        self.request("ChangeRoom", f"&UN={ROOM}&SN=1&KIND={kind:d},&KEY={key},&VAL={value},")

    def read_log(self) -> None:
        """Read all that GetLog returns of the room."""
        self.pages, self.page_end = {}, 0
        self.request("GetLog", f"&UN={ROOM}&TN=3")

    def end(self, other: Device, fate: Fate) -> None:
        assert isinstance(other, RoomDevice)
        other.was_signed_out = True
        super().end(other, fate)

    def lose_history(self) -> None:
        super().lose_history()
        self.room = None

    # Requests

    def poll(self, fate: Fate, wait: int) -> None:
        if self.is_listed:
            super().poll(fate, wait)
        else:
            self._post("listen", "ListRooms", self._session_head("ListRooms"), fate)

    def acknowledgement(self) -> str:
        room = f"&ROOM={ROOM},&RACK={self.room.received_to}," if self.room is not None else ""
        return super().acknowledgement() + room

    # Replies

    def refused(self, flight: Flight, reply: Reply) -> None:
        about = flight.about
        if isinstance(about, Said) and about.to == ROOM:
            assert reply.result in _REFUSED, (flight, reply)
            about.refused = True
            self._done(flight)
        elif isinstance(about, LogRequest) and about.body:
            assert reply.result in _REFUSED, (flight, reply)
            self._finish(about)
        else:
            super().refused(flight, reply)

    def _finish(self, request: LogRequest) -> None:
        if self.requests and self.requests[0] is request:
            self.requests.popleft()

    def apply(self, flight: Flight, reply: Reply) -> None:
        about = flight.about
        if flight.command == "ListRooms":
            self._begin(reply)
        elif isinstance(about, LogRequest) and about.body:
            if self.requests and self.requests[0] is about:
                self._finish(about)
                if about.command == "GetLog":
                    self._turn_page(reply)
        else:
            super().apply(flight, reply)

    def signed_in(self, reply: Reply) -> None:
        self.is_listed = False
        super().signed_in(reply)

    def _begin(self, reply: Reply) -> None:
        assert reply["FN"] == "1", reply
        rows = zip(*(reply.column(name) for name in ("UN", "ROLE", "CUR")), strict=True)
        mine = [int(cursor) for number, role, cursor in rows if int(number) == ROOM and int(role) in _MEMBERS]
        for cursor in mine:
            if self.room is None:
                self.room = RoomLog(cursor, cursor)
            elif cursor > self.room.received_to:
                self._skip(self.room, cursor)
        self.is_listed = True

    def _skip(self, room: RoomLog, cursor: int) -> None:
        room.received_to = room.start = cursor
        if not self.was_signed_out:
            room.skipped.append(cursor)

    def add(self, stored: list[tuple[int, Entry]], reply: Reply) -> None:
        rooms = [int(room) for room in reply.column("ROOM")]
        if not rooms:
            super().add(stored, reply)
            return
        rows = list(zip(rooms, received(reply), strict=True))
        super().add([row for room, row in rows if not room and row[0]], reply)
        in_room = [row for room, row in rows if room and row[0]]
        assert {room for room in rooms if room} <= {ROOM}, reply
        for id_, entry in in_room:
            self._add_to_room(id_, entry)

    def _add_to_room(self, id_: int, entry: Entry) -> None:
        room = self.room
        if room is None:
            room = self.room = RoomLog(id_ - 1, id_ - 1)
        if id_ <= room.received_to:
            # Acknowledged before the server was killed.
            assert room.entries.get(id_, entry) == entry, (id_, entry, room.entries[id_])
            return
        if id_ > room.received_to + 1:
            self._skip(room, id_ - 1)
        assert room.own.get(id_, entry) == entry, (id_, entry, room.own[id_])
        room.entries[id_] = entry
        room.received_to = id_

    def sent(self, said: Said, id_: int) -> None:
        if said.to != ROOM:
            super().sent(said, id_)
        elif self.room is not None:
            self.room.own[id_] = Entry(MessageKind.TEXT, self.number, said.text, said.client_id)

    def _turn_page(self, reply: Reply) -> None:
        page = dict(received(reply))
        assert list(page) == sorted(page), reply
        assert not self.page_end or all(id_ < self.page_end for id_ in page), (self.page_end, reply)
        self.pages |= page
        if reply["FN"] != "1":
            self.page_end = min(page)
            self.request("GetLog", f"&UN={ROOM}&TN=3&BEF={self.page_end}")


class OldMember(OldClient):
    """A classic client in the room."""

    def __init__(self, *arguments: object) -> None:
        super().__init__(*arguments)  # type: ignore[arg-type]
        self.in_room: list[str] = []
        self.answered: list[str] = []
        """Texts that the server has accepted."""

    def heard(self, flight: Flight, text: str) -> None:
        reply, said = Reply(text), flight.about
        if flight.command == "GetMsgEx" and reply.result == Result.OK:
            self.in_room += [row[2] for row in reply.rows if row[:2] == (MessageKind.TEXT, ROOM)]
        elif isinstance(said, Said) and said.to == ROOM:
            if reply.result in _REFUSED:
                self._done(flight)
            elif reply.result == Result.OK:
                self.answered.append(said.text)
        super().heard(flight, text)
