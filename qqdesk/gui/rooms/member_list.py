"""The members of a room as a list with headings."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, replace

from PySide6.QtWidgets import QMenu

from qqdesk.clock import SystemClock
from qqdesk.domain.room import Member
from qqdesk.gui.contacts.name_order import NameOrder
from qqdesk.gui.kit.row_delegate import RowSize
from qqdesk.gui.kit.row_list import RowList
from qqdesk.gui.kit.row_model import Badge, RowLook, RowModel
from qqdesk.gui.shared.faces import FaceSource
from qqdesk.protocol.codes import Status
from qqdesk.protocol.room_commands import RoomRole
from qqdesk.worker.api import ConnectionPhase
from qqdesk.worker.messenger import Messenger


@dataclass(frozen=True, slots=True)
class MemberRow:
    """A member as the list shows it. `name` is my remark for the person, else the nickname."""

    member: Member
    name: str
    is_me: bool = False

    @property
    def number(self) -> int:
        return self.member.number

    @property
    def is_present(self) -> bool:
        return self.member.is_present

    @property
    def is_silent(self) -> bool:
        """Whether the member may not write for some time."""
        return self.member.silent_until > SystemClock().now()


def member_rows(messenger: Messenger, members: Sequence[Member]) -> list[MemberRow]:
    """Return the members by name. My contacts have my remarks, and the face and presence of the contact list.

    Without a connection all members are offline.
    """
    names, rows = NameOrder(), []
    for member in members:
        is_me = member.number == messenger.me.number
        if is_me:
            me = messenger.me
            shown = replace(member, nickname=me.nickname, face=me.face, status=me.shown_status)
            rows.append(MemberRow(shown, messenger.me.name, is_me))
            continue
        contact = messenger.roster.get(member.number)
        shown = member if contact.stranger else replace(member, face=contact.face, status=contact.status)
        rows.append(MemberRow(shown, contact.remark or member.nickname.strip() or contact.name))
    if messenger.connection.phase is not ConnectionPhase.CONNECTED:
        rows = [replace(row, member=replace(row.member, status=Status.OFFLINE)) for row in rows]
    names.learn(row.name for row in rows)
    return sorted(rows, key=lambda row: (names.rank(row.name), row.number))


class MemberList(RowList[MemberRow]):
    """Members by name, or below headings."""

    chosen: Collection[int] | None = None
    """The numbers with a check mark; None without check boxes."""

    def __init__(self, faces: FaceSource, name: str, make_menu: Callable[[MemberRow], QMenu] | None = None) -> None:
        self.members = RowModel[MemberRow](lambda row: row.number, self.describe)
        super().__init__(self.members, faces, name, RowSize.SMALL, make_menu=make_menu, has_buttons=False)
        self.members.setParent(self)

    def describe(self, row: MemberRow) -> RowLook:
        member, badges = row.member, []
        if member.role is RoomRole.ADMIN:
            badges.append(Badge("star", self.tr("keeper of the room"), "away"))
        if row.is_silent:
            badges.append(Badge("eye-off", self.tr("may not write")))
        you = self.tr("(you)") if row.is_me else ""
        return RowLook(
            row.name,
            you,
            picture=member.face,
            owner=member.number,
            status=member.status,
            badges=badges,
            checked=None if self.chosen is None else member.number in self.chosen,
        )
