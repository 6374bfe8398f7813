"""Invitations, and requests to join."""

from qqdesk.protocol import place_commands as p
from qqdesk.protocol.codes import AddAnswer, EndReason, RegistrationMode, Result
from qqdesk.protocol.record import Done
from qqdesk.server.accounts import (
    accounts,
    administrators,
    invitations,
    join_requests,
    place_log,
    registration,
    shared_roster,
)
from qqdesk.server.accounts.invitations import DAY_MS
from qqdesk.server.addresses import group, is_private
from qqdesk.server.errors import RefusedError, malformed, not_signed_in
from qqdesk.server.handlers.account import bad_invitation, clean_nickname
from qqdesk.server.request_context import RequestContext, administer, handles
from qqdesk.server.storage.interface import Database
from qqdesk.server.storage.notifications import ASKS


@handles(p.ShowInvitation)
async def show_invitation(call: RequestContext, request: p.ShowInvitation) -> p.ShowInvitationReply:
    core, code = call.core, request.invitation

    def find(
        db: Database,
    ) -> tuple[invitations.Invitation | None, invitations.Reset | None, int | None, int | None]:
        time = core.store.time(db)
        found, reset = invitations.find(db, code, time), invitations.find_reset(db, code, time)
        return found, reset, join_requests.open_since(db, code, time), shared_roster.people(db)

    found, reset, open_since, people = await core.store.read(find)
    info = core.server_info
    if reset is not None:
        return p.ShowInvitationReply(
            info.place_id,
            info.name,
            nickname=reset.nickname,
            face=reset.face,
            uses_left=1,
            expires=reset.expires,
            resets=reset.number,
        )
    if info.registration is RegistrationMode.CLOSED and (found is None or found.room is None):
        raise RefusedError(Result.REFUSED_BY_SERVER, registration.CLOSED)
    if found is None and open_since is None:
        raise bad_invitation(call)
    if found is None:
        assert open_since is not None
        return p.ShowInvitationReply(
            info.place_id, info.name, expires=open_since + DAY_MS, people=people, is_waiting=True
        )
    return p.ShowInvitationReply(
        place_id=info.place_id,
        place_name=info.name,
        inviter=found.inviter or 0,
        nickname=found.nickname,
        face=found.face,
        makes_admin=found.makes_admin,
        uses_left=found.uses_left,
        expires=found.expires,
        people=people,
        room=found.room,
        room_name=found.room_name,
    )


@handles(p.CreateInvitation)
async def create_invitation(call: RequestContext, request: p.CreateInvitation) -> p.CreateInvitationReply:
    me, core = call.number, call.core
    makes_admin, room = bool(request.makes_admin), request.room
    if core.server_info.registration is RegistrationMode.CLOSED and room is None:
        raise RefusedError(Result.REFUSED_BY_SERVER, registration.CLOSED)

    def create(db: Database) -> tuple[str, str, int]:
        if accounts.required_password(db, me, classic=False) is None:
            # The account was banned or deleted while the request ran.
            raise not_signed_in(EndReason.ENDED_BY_OPERATOR)
        time, is_admin = core.store.time(db), administrators.has(db, me)
        if room is not None:
            if not invitations.may_invite_to(db, room, me):
                raise RefusedError(Result.NOT_ALLOWED, "only its keepers may invite people to this room")
        elif not registration.may_invite(core.server_info.registration, core.settings, is_admin=is_admin):
            raise RefusedError(Result.NOT_ALLOWED, "only administrators may invite people here")
        if makes_admin and not is_admin:
            raise RefusedError(Result.NOT_ALLOWED, "only administrators may invite administrators")
        if invitations.count(db, me, time) >= invitations.MOST_OF_ONE:
            raise RefusedError(
                Result.REFUSED_BY_SERVER, f"you have {invitations.MOST_OF_ONE} invitations; end one of them first"
            )
        code = invitations.create(db, time, request.uses, request.days, inviter=me, makes_admin=makes_admin, room=room)
        id_ = invitations.id_of(invitations.digest_of(code))
        if is_admin:
            place_log.note(db, time, me, request.NAME, room or 0, id_)
        return code, id_, time

    code, id_, time = await core.store.write(create)
    return p.CreateInvitationReply(code, id_, time + request.days * DAY_MS)


@handles(p.ListInvitations)
async def list_invitations(call: RequestContext, _: p.ListInvitations) -> p.ListInvitationsReply:
    me, core = call.number, call.core

    def find(db: Database) -> list[invitations.Invitation]:
        return invitations.valid(db, core.store.time(db), None if administrators.has(db, me) else me)

    found = await core.store.read(find)
    has_rooms = any(one.room for one in found)
    rows = tuple(
        p.ListedInvitation(
            id=one.id,
            inviter=one.inviter or 0,
            nickname=one.nickname,
            uses_left=one.uses_left,
            used=one.used,
            expires=one.expires,
            makes_admin=one.makes_admin,
            room=one.room or 0 if has_rooms else None,
            room_name=one.room_name or "" if has_rooms else None,
        )
        for one in found
    )
    return p.ListInvitationsReply(core.reached.at, rows)


@handles(p.EndInvitation)
async def end_invitation(call: RequestContext, request: p.EndInvitation) -> Done:
    me, core = call.number, call.core

    def end(db: Database) -> int:
        time, is_admin = core.store.time(db), administrators.has(db, me)
        count = invitations.revoke(db, request.id, time, None if is_admin else me)
        if count and is_admin:
            place_log.note(db, time, me, request.NAME, detail=request.id)
        return count

    if not await core.store.write(end):
        raise RefusedError(Result.BAD_INVITATION, "there is no such invitation of yours")
    return Done()


@handles(p.RequestToJoin)
async def request_to_join(call: RequestContext, request: p.RequestToJoin) -> Done:
    core, address = call.core, call.address
    mode = registration.mode_at(core.server_info.registration, core.settings, address)
    if mode is RegistrationMode.CLOSED:
        raise RefusedError(Result.REFUSED_BY_SERVER, registration.CLOSED)
    if mode is RegistrationMode.OPEN:
        raise RefusedError(Result.REFUSED_BY_SERVER, "this server needs no invitation")
    if not is_private(address):
        raise RefusedError(Result.NOT_ALLOWED, "only people in the same network may ask to join")
    nickname = clean_nickname(request.nickname)
    if not invitations.is_code(request.invitation):
        raise malformed("INVITE: a code of 20 symbols is wanted")
    core.registrations.count_join_request(address)

    def add(db: Database) -> bool:
        if not administrators.numbers(db):
            raise RefusedError(Result.REFUSED_BY_SERVER, "this place has no administrator who could answer")
        is_new = join_requests.add(db, request.invitation, nickname, request.face, group(address), core.store.time(db))
        if is_new:
            db.notify(ASKS)
        return is_new

    if await core.store.write(add):
        core.place_notices.show_join_requests()
    return Done()


@handles(p.ListJoinRequests)
async def list_join_requests(call: RequestContext, _: p.ListJoinRequests) -> p.ListJoinRequestsReply:
    core = call.core
    rows = await core.store.read(lambda db: join_requests.open_requests(db, core.store.time(db)))
    return p.ListJoinRequestsReply(
        tuple(p.JoinRequest(one.id, one.face, one.time, one.nickname, one.origin) for one in rows)
    )


@handles(p.AnswerJoinRequest)
async def answer_join_request(call: RequestContext, request: p.AnswerJoinRequest) -> Done:
    def answer(db: Database, now: int) -> bool:
        carry_out = join_requests.admit if request.answer == AddAnswer.GRANT else join_requests.refuse
        is_done = carry_out(db, request.id, call.number, now)
        if is_done:
            db.notify(ASKS)
        return is_done

    if not await administer(call, answer):
        raise RefusedError(Result.BAD_INVITATION, "there is no such request; it was answered, or is too old")
    call.core.place_notices.show_join_requests()
    return Done()
