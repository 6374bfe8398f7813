"""Compares the room's log with what its members did, and the devices of its members with the log."""

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from qqdesk.protocol.entry_kinds import MessageKind
from qqdesk.protocol.room_commands import RoomChange, RoomRole
from qqdesk.server.storage.interface import Database
from tests.server.delivery.device_referee import DeviceReferee
from tests.server.delivery.devices import Entry
from tests.server.delivery.link import Link
from tests.server.delivery.room_devices import ROOM, OldMember, RoomDevice, RoomLog


class Span(NamedTuple):
    """A membership. `first` is its first entry, `last` its last one, 0 while it lasts."""

    first: int
    last: int


class RoomReferee(DeviceReferee):
    def __init__(self, link: Link, accounts: Iterable[int], members: Iterable[int], *, shows_past: bool) -> None:
        super().__init__(link, accounts)
        self.members = tuple(members)
        self.shows_past = shows_past
        self.log: dict[int, Entry] = {}
        """Every entry that was ever in the room's log."""

    # What always holds

    def check(self) -> None:
        super().check()
        with self.link.database() as db:
            self._check_room(db)

    def _check_room(self, db: Database) -> None:
        stored = room_entries(db)
        assert list(stored) == list(range(1, len(stored) + 1)), ("a gap in the room's log", stored)
        for id_, entry in self.log.items():
            assert stored.get(id_) == entry, ("changed in the room", id_, entry, stored.get(id_))
        self.log = stored
        texts = [entry.text for entry in stored.values() if entry.kind == MessageKind.TEXT]
        once = [text for text in texts if self.said[text].client_id]
        assert len(once) == len(set(once)), ("doubled in the room", once)
        for account in self.members:
            spans = self.spans(account)
            rows = db.execute(
                "SELECT to_seq FROM memberships WHERE room = ? AND account = ? ORDER BY after_seq, to_seq",
                (ROOM, account),
            ).fetchall()
            assert [(spans[-1].last or None)] == [to for (to,) in rows][-1:], (account, spans, rows)
            for id_, entry in stored.items():
                if entry.kind == MessageKind.TEXT and self.said[entry.text].sender == account:
                    assert any(_is_in(id_, span) for span in spans), ("written by somebody outside", account, entry)

    def spans(self, account: int) -> list[Span]:
        """Return the memberships of an account, according to the log."""
        spans = list[Span]()
        for id_, role in self._roles(account):
            if role == RoomRole.NONE:
                spans[-1] = Span(spans[-1].first, id_ - 1)
            elif not spans or spans[-1].last:
                spans.append(Span(id_, 0))
        return spans

    def _roles(self, account: int) -> list[tuple[int, int]]:
        changes = [
            (id_, *map(int, entry.text.split(" ", 4)[1:4]))
            for id_, entry in self.log.items()
            if entry.kind == MessageKind.ROOM_CHANGED
        ]
        return [(id_, role) for id_, kind, key, role in changes if (kind, key) == (RoomChange.MEMBER, account)]

    # In the end

    def missing(self, devices: Iterable[RoomDevice]) -> list[object]:
        """Return what devices have not received yet."""
        return [(device.short_id, ids) for device in devices if (ids := self._missing(device))]

    def _missing(self, device: RoomDevice) -> set[int]:
        """Return what a device has to have of its latest membership, and has not."""
        room = device.room
        return set() if room is None else self._wanted(device, room) - set(room.entries)

    def _wanted(self, device: RoomDevice, room: RoomLog) -> set[int]:
        span = self.spans(device.number)[-1]
        if span.last and device.was_signed_out:
            # The server may know no cursor of it in this room.
            return set()
        return set(range(max(span.first, room.start + 1), (span.last or len(self.log)) + 1))

    def _texts(self, old: OldMember) -> list[str]:
        """Return what an old client may have shown of its latest membership."""
        span = self.spans(old.number)[-1]
        return [
            f"user {entry.peer}: {entry.text}"
            for id_, entry in self.log.items()
            if _is_in(id_, span) and entry.kind == MessageKind.TEXT and entry.peer != old.number
        ]

    def compare_rooms(self, devices: Iterable[RoomDevice], old: OldMember, orders: Mapping[str, list[str]]) -> None:
        """Each device has each entry of its spans once, and nothing else. An old client may lose some here."""
        for device in devices:
            if device.room is not None:
                self._compare_room(device, device.room)
        shown = list(dict.fromkeys(old.in_room))
        places = [shown.index(text) for text in self._texts(old) if text in shown]
        assert places == sorted(places), ("out of order for an old client", old.in_room)
        stored = {entry.text for entry in self.log.values()}
        lost = [text for text in old.answered if text not in stored]
        lost += [said.text for said in self.said.values() if said.to == ROOM and said.least and said.text not in stored]
        assert not lost, ("lost", lost)
        order = [entry.text for entry in self.log.values()]
        for writer, texts in orders.items():
            # A late copy of a message that was refused may be accepted.
            places = [order.index(text) for text in texts if text in stored and not self.said[text].refused]
            assert places == sorted(places), ("out of order", writer, places)

    def _compare_room(self, device: RoomDevice, room: RoomLog) -> None:
        who, spans = (device.number, device.short_id), self.spans(device.number)
        joins = {span.first - 1 for span in spans}
        assert joins.issuperset(room.skipped), ("entries were left out", who, room.skipped, spans)
        for id_, entry in room.entries.items():
            assert self.log[id_] == entry, ("another entry", who, id_, entry, self.log[id_])
            assert any(_is_in(id_, span) for span in spans), ("of a time when it was no member", who, id_, spans)
        assert list(room.entries) == sorted(room.entries), ("out of order", who, list(room.entries))
        missing = self._wanted(device, room) - set(room.entries)
        assert not missing, ("lost in the room", who, missing, spans, room.start)
        self._compare_pages(device, spans)

    def _compare_pages(self, device: RoomDevice, spans: list[Span]) -> None:
        """GetLog returns the entries of all memberships, and no other."""
        if self.shows_past:
            spans = [Span(1, spans[-1].last)]
        wanted = {id_: entry for id_, entry in self.log.items() if any(_is_in(id_, span) for span in spans)}
        assert device.pages == wanted, ("GetLog", device.number, set(device.pages) ^ set(wanted), spans)


def _is_in(id_: int, span: Span) -> bool:
    return span.first <= id_ <= (span.last or id_)


def room_entries(db: Database) -> dict[int, Entry]:
    """Return the room's log, with who wrote each entry as its peer."""
    rows = db.execute("SELECT seq, kind, sender, text, client_id FROM entries WHERE log = ? ORDER BY seq", (ROOM,))
    return {id_: Entry(kind, sender, text, (client_id or b"").hex()) for id_, kind, sender, text, client_id in rows}
