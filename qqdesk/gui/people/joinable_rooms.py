"""The rooms that I can join or ask to join, as rows of a list."""

from PySide6.QtCore import QCoreApplication

from qqdesk.gui.kit.row_model import RowLook
from qqdesk.gui.rooms.rule_texts import RoomCounts
from qqdesk.protocol.room_commands import JoinRule, ListRoomsReply, RoomEntry, RoomRole
from qqdesk.worker.messenger import Messenger


class JoinableRooms:
    """Pages of the server's list."""

    def __init__(self, messenger: Messenger) -> None:
        self._messenger = messenger
        self.found: dict[int, RoomEntry] = {}
        self.has_more = False

    def clear(self) -> None:
        self.found, self.has_more = {}, False

    def add(self, page: ListRoomsReply) -> None:
        self.found |= {entry.number: entry for entry in page.rooms}
        self.has_more = not page.last_page and bool(page.rooms)

    def remove(self, number: int) -> None:
        self.found.pop(number, None)

    def is_asked(self, number: int) -> bool:
        return self._messenger.rooms.get(number).role is RoomRole.ASKING

    def rows(self) -> list[RowLook]:
        """Return the rooms that I have not joined since."""
        mine = {room.number for room in self._messenger.rooms if room.is_mine}
        return [self._row(entry) for entry in self.found.values() if entry.number not in mine]

    def _row(self, entry: RoomEntry) -> RowLook:
        count = RoomCounts().members(entry.members)
        notice = " ".join(entry.notice.split())
        aside = QCoreApplication.translate("Room", "Asked") if self.is_asked(entry.number) else count
        name = entry.name.strip() or str(entry.number)
        if entry.join_rule == JoinRule.ASK:
            rule = QCoreApplication.translate("Room", "A keeper of the room admits you")
        else:
            rule = QCoreApplication.translate("Room", "Anyone can join")
        return RowLook(name, second=notice or rule, aside=aside, picture=max(entry.face, 0), owner=entry.number)
