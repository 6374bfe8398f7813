"""Rooms, in sessions with CAN=DEV,ROOM only."""

from collections.abc import Sequence

from qqdesk.protocol import room_commands as r
from qqdesk.protocol.codes import Result, Status
from qqdesk.protocol.room_commands import JoinRule, RoomChange, RoomRole
from qqdesk.server.accounts import blocking
from qqdesk.server.delivery.mail import read_mentions
from qqdesk.server.errors import RefusedError, malformed, no_such_room
from qqdesk.server.request_context import RequestContext, handles, own_face, search
from qqdesk.server.rooms import membership, room_changes, rooms
from qqdesk.server.rooms.membership import Changed
from qqdesk.server.rooms.rooms import IN_ROOM, Listed
from qqdesk.server.storage.interface import Database

_LARGEST_PAGE = 100
_MOST_MEMBERS = 500
"""Members in one reply."""


@handles(r.NewRoom)
async def new_room(call: RequestContext, request: r.NewRoom) -> r.NewRoomReply:
    me, core, client_id = call.number, call.core, bytes.fromhex(request.client_id)
    now, most_members = core.clock.now(), core.settings.most_room_members
    try:
        name = room_changes.clean_name(request.name)
    except ValueError as error:
        raise malformed(f"NAME: {error}") from None
    if len(request.people) > most_members:
        raise membership.room_full(most_members)
    core.rate_limits.add(me, core.clock.monotonic())
    await _count_invitations(call, 0, request.people)

    def create(db: Database) -> Changed:
        return membership.create_room(
            db,
            me,
            name,
            now,
            face=request.face,
            join_rule=JoinRule(request.join_rule),
            people=request.people,
            client_id=client_id,
            most_members=most_members,
        )

    changed = await core.store.write(create)
    core.rooms.numbers.add(changed.number)
    spread(call, changed)
    return r.NewRoomReply(changed.number, changed.revision)


@handles(r.ListRooms)
async def list_rooms(call: RequestContext, request: r.ListRooms) -> r.ListRoomsReply:
    me, size, after = call.number, min(request.page_size, _LARGEST_PAGE), request.after or 0
    device = call.session.device

    def read(db: Database) -> list[Listed]:
        if request.can_join:
            return rooms.joinable(db, me, after, size + 1)
        return rooms.listed(db, me, device, after, size + 1)

    found = await search(call, read, is_scan=bool(request.can_join))
    shown = found[:size]
    has_mentions = any(one.last.mentions for one in shown)
    return r.ListRoomsReply(len(found) <= size, tuple(_entry(call, one, has_mentions) for one in shown))


def _entry(call: RequestContext, one: Listed, has_mentions: bool) -> r.RoomEntry:
    room, last = one.room, one.last
    return r.RoomEntry(
        number=room.number,
        name=room.name,
        notice=room.notice,
        face=room.face,
        join_rule=room.join_rule,
        keepers_write=room.keepers_write,
        shows_past=room.shows_past,
        revision=room.revision,
        members=one.members,
        role=one.role,
        silent_until=one.silent_until,
        first=one.first,
        cursor=max(one.cursor, call.core.rooms.acknowledged(call.session, room.number)),
        seen=one.seen,
        unread=one.unread,
        is_mentioned=one.is_mentioned,
        last=last.id,
        time=last.time,
        author=last.author,
        client_id=(last.client_id or b"").hex(),
        text=last.text,
        mentions=read_mentions(last.mentions) if has_mentions else None,
        file=last.file if call.session.can_files else None,
    )


@handles(r.RoomInfo)
async def room_info(call: RequestContext, request: r.RoomInfo) -> r.RoomInfoReply:
    me, size, number = call.number, min(request.page_size, _MOST_MEMBERS), request.number

    def read(db: Database) -> tuple[rooms.Room, int, list[rooms.Member], frozenset[int]]:
        room, role = rooms.find(db, number), rooms.role(db, number, me)
        if room is None or (role is RoomRole.NONE and room.join_rule is JoinRule.CLOSED):
            raise no_such_room()
        members: list[rooms.Member] = []
        if role in IN_ROOM:
            members = rooms.members(db, number, request.after or 0, size + 1, role)
        hidden = blocking.who_block(db, me, [member.number for member in members])
        return room, rooms.count(db, number), members, hidden

    room, count, members, hidden = await call.core.store.read(read)
    visible, client_status = call.core.sessions.visible, call.session.client_status
    return r.RoomInfoReply(
        name=room.name,
        notice=room.notice,
        notice_author=room.notice_author,
        notice_time=room.notice_time,
        face=room.face,
        join_rule=room.join_rule,
        keepers_write=room.keepers_write,
        shows_past=room.shows_past,
        revision=room.revision,
        count=count,
        last_page=len(members) <= size,
        members=tuple(
            r.RoomMember(
                number=member.number,
                role=member.role,
                status=Status.OFFLINE
                if member.number in hidden or not member.is_in_room
                else client_status(visible(member.number)),
                face=member.face,
                silent_until=member.silent_until,
                nickname=member.nickname,
                own_face=own_face(call, member.own_face),
            )
            for member in members[:size]
        ),
    )


@handles(r.ChangeRoom)
async def change_room(call: RequestContext, request: r.ChangeRoom) -> r.ChangeRoomReply:
    """Each change counts as a message."""
    me, core, number = call.number, call.core, request.number
    now, most_members = core.clock.now(), core.settings.most_room_members
    if len(request.changes) > r.MOST_CHANGES:
        raise malformed(f"SN: at most {r.MOST_CHANGES} changes are wanted")
    try:
        changes = [room_changes.clean(change) for change in request.changes]
    except ValueError as error:
        raise malformed(f"VAL: {error}") from None
    wait = core.rate_limits.message(me, core.clock.monotonic(), len(changes))
    if wait is not None:
        raise RefusedError(Result.TOO_MANY_REQUESTS, "too many changes", wait=wait)
    await _count_invitations(call, number, [one.key for one in changes if one.kind == RoomChange.MEMBER])
    changed = await core.store.write(lambda db: room_changes.change_room(db, me, number, changes, now, most_members))
    spread(call, changed)
    return r.ChangeRoomReply(changed.revision)


async def _count_invitations(call: RequestContext, number: int, people: Sequence[int]) -> None:
    """Count the people who are going to be invited as contact requests. Raises RefusedError."""
    me, core = call.number, call.core
    invited = await core.store.read(lambda db: room_changes.invited(db, me, number, people))
    core.rate_limits.invite(me, invited, core.clock.monotonic())


def spread(call: RequestContext, changed: Changed) -> None:
    """Wake the sessions of this server that a change of a room concerns."""
    call.core.rooms_changed(changed.accounts)
    call.core.wake(changed.logs)
